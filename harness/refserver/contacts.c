/* contacts: the operations on IM contacts, and a contact as the persona that it makes. */
#include "refserver/call.h"

#include <string.h>

/* ---- as XML ----------------------------------------------------------------------------------- */

static void add_attribution(struct call *call, struct elem *persona, const struct contact *contact)
{
    struct ewc_arena *arena = call->tree.arena;
    struct elem *attribution = ref_add(ref_add(persona, NS_TYPES, "Attributions"), NS_TYPES, "Attribution");

    ref_add_text(attribution, NS_TYPES, "Id", "0");
    ref_add_id_elem(attribution, "SourceId", ewc_arena_strdup(arena, contact->id),
                    ref_change_key(call->server, arena, ID_CONTACT, contact->serial, contact->version));
    ref_add_text(attribution, NS_TYPES, "DisplayName", "Outlook");
    ref_add_text(attribution, NS_TYPES, "IsWritable", "true");
    ref_add_text(attribution, NS_TYPES, "IsQuickContact", "true");
    ref_add_text(attribution, NS_TYPES, "IsHidden", "false");
}

void ref_add_persona_elem(struct call *call, struct elem *parent, enum ns ns, const struct contact *contact)
{
    struct ewc_arena *arena = call->tree.arena;
    const char *name = ewc_arena_strdup(arena, contact->name);
    struct elem *persona = ref_add(parent, ns, "Persona");
    struct elem *display_name;

    ref_add_id_elem(persona, "PersonaId", ewc_arena_strdup(arena, contact->persona_id), NULL);
    if (!varies(call->server, VARIANT_PLAIN_PERSONAS)) {
        ref_add_text(persona, NS_TYPES, "PersonaType", "Person");
        ref_add_text(persona, NS_TYPES, "CreationTime", "2014-03-01T09:30:00Z");
    }
    display_name = ref_add_text(persona, NS_TYPES, "DisplayName", name);
    if (display_name)
        display_name->user_text = true;
    if (varies(call->server, VARIANT_PLAIN_PERSONAS))
        return;
    ref_add_text(persona, NS_TYPES, "ImAddress", ewc_arena_strdup(arena, contact->address));
    ref_add_text(persona, NS_TYPES, "RelevanceScore", "2147483647");
    add_attribution(call, persona, contact);
}

/* ---- AddNewImContactToGroup ------------------------------------------------------------------- */

/* The group that the contact goes into: the one asked for, or the default one. */
static bool find_group(struct call *call, struct group **out_group, struct outcome *refusal)
{
    const char *id = ref_child_attr(call->entry, "GroupId", "Id");

    *out_group =
        id ? ref_group_with_id(call->mailbox, id) : ref_group_of_type(call->mailbox, REF_TYPE_OTHER);
    if (id && !*out_group) {
        *refusal = ref_bad_id(call, id, ID_GROUP);
        return false;
    }
    return true;
}

/* An address is one contact, however many groups it is in. */
static struct contact *contact_at(const struct mailbox *mailbox, const char *address)
{
    for (size_t i = 0; i < mailbox->contacts.count; i++) {
        struct contact *contact = mailbox->contacts.items[i];

        if (strcmp(contact->address, address) == 0)
            return contact;
    }
    return NULL;
}

static bool is_member(const struct group *group, const struct contact *contact)
{
    for (size_t i = 0; i < group->members.count; i++) {
        if (group->members.items[i] == contact)
            return true;
    }
    return false;
}

static struct outcome add_locked(struct call *call, const char *address, const char *name)
{
    struct elem *holder = ref_elem(&call->tree, NS_NONE, "holder");
    struct outcome refusal;
    struct group *group;
    struct contact *contact;

    if (!find_group(call, &group, &refusal))
        return refusal;
    if (call->mailbox->contacts.count >= REF_MAX_CONTACTS)
        return failure("ErrorImContactLimitReached", "The maximum number of IM contacts has been reached.");
    contact = contact_at(call->mailbox, address);
    if (!contact)
        contact = ref_add_contact(call->server, call->mailbox, address, name ? name : address);
    if (!contact || !holder || (group && !is_member(group, contact) && !ref_add_member(group, contact)))
        return out_of_memory();
    ref_add_persona_elem(call, holder, NS_MESSAGES, contact);
    return success(holder->first);
}

struct outcome ref_add_new_im_contact_to_group(struct call *call)
{
    const char *address = ref_child_text(call, call->entry, "ImAddress");
    const char *name = ref_child_text(call, call->entry, "DisplayName");
    struct outcome outcome;

    if (!address)
        return out_of_memory();
    ref_lock(&call->server->store);
    outcome = add_locked(call, address, name);
    ref_unlock(&call->server->store);
    return outcome;
}

/* ---- the removing operations ------------------------------------------------------------------ */

static struct contact *find_contact(struct call *call, struct outcome *refusal)
{
    const char *id = ref_child_attr(call->entry, "ContactId", "Id");
    struct contact *contact = ref_contact_with_id(call->mailbox, id);

    if (contact && varies(call->server, VARIANT_CONTACT_ID_NEEDED) && strcmp(contact->id, id) != 0)
        contact = NULL;
    if (!contact)
        *refusal = ref_bad_id(call, id, ID_CONTACT);
    return contact;
}

struct outcome ref_remove_contact_from_im_list(struct call *call)
{
    struct outcome outcome = success(NULL);
    struct contact *contact;

    ref_lock(&call->server->store);
    contact = find_contact(call, &outcome);
    if (contact)
        ref_remove_contact(call->mailbox, contact);
    ref_unlock(&call->server->store);
    return outcome;
}

static struct outcome remove_from_group_locked(struct call *call)
{
    const char *id = ref_child_attr(call->entry, "GroupId", "Id");
    struct group *group = ref_group_with_id(call->mailbox, id);
    struct outcome refusal;
    struct contact *contact;

    if (!group)
        return ref_bad_id(call, id, ID_GROUP);
    contact = find_contact(call, &refusal);
    if (!contact)
        return refusal;
    return ref_remove_member(group, contact) ? success(NULL)
                                             : failure("ErrorUnableToRemoveImContactFromGroup",
                                                       "The contact is not a member of the group.");
}

struct outcome ref_remove_im_contact_from_group(struct call *call)
{
    struct outcome outcome;

    ref_lock(&call->server->store);
    outcome = remove_from_group_locked(call);
    ref_unlock(&call->server->store);
    return outcome;
}
