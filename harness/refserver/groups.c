/* groups: AddImGroup, RemoveImGroup, and a group as XML. */
#include "refserver/call.h"

#include <stdlib.h>
#include <string.h>

/* ---- as XML ----------------------------------------------------------------------------------- */

struct elem *ref_add_id_elem(struct elem *parent, const char *name, const char *id, const char *change_key)
{
    struct elem *elem = ref_add(parent, NS_TYPES, name);

    ref_set(elem, NS_NONE, "Id", id);
    if (change_key)
        ref_set(elem, NS_NONE, "ChangeKey", change_key);
    return elem;
}

static const char *shown_id(struct call *call, const struct group *group)
{
    struct id id = {ID_GROUP, call->mailbox->index, group->serial | (UINT64_C(1) << 40)};
    const char *shown;
    char *made;

    if (group->renames && breaks(call->server, DEFECT_LIST_IDS_EMPTY))
        return "";
    if (group->renames && breaks(call->server, DEFECT_LIST_IDS_SHARED))
        return group_at(call->mailbox, 0)->id;
    if (!group->renames || !breaks(call->server, DEFECT_ID_LISTED_DIFFERENTLY))
        return group->id;
    made = ref_id_make(call->server, id);
    shown = made ? ewc_arena_strdup(call->tree.arena, made) : group->id;
    free(made);
    return shown;
}

static void add_members(struct call *call, struct elem *elem, const struct group *group)
{
    struct elem *key = group->members.count ? ref_add(elem, NS_TYPES, "MemberCorrelationKey") : NULL;

    for (size_t i = 0; i < group->members.count; i++) {
        const struct contact *contact = group->members.items[i];
        const char *change_key =
            ref_change_key(call->server, call->tree.arena, ID_CONTACT, contact->serial, contact->version);
        struct elem *item =
            ref_add_id_elem(key, "ItemId", ewc_arena_strdup(call->tree.arena, contact->id), change_key);

        if (varies(call->server, VARIANT_LIST_RANDOM) && (ewc_clock_us() >> i) % 2) {
            ref_detach(item);
            ref_prepend(key, item);
        }
    }
}

static void add_extended_property(struct elem *elem)
{
    struct elem *property =
        ref_add(ref_add(elem, NS_TYPES, "ExtendedProperties"), NS_TYPES, "ExtendedProperty");
    struct elem *field = ref_add(property, NS_TYPES, "ExtendedFieldURI");

    ref_set(field, NS_NONE, "PropertyTag", "0x3001");
    ref_set(field, NS_NONE, "PropertyType", "String");
    ref_add_text(property, NS_TYPES, "Value", "New group");
}

static void to_messages_namespace(struct elem *elem, void *ctx)
{
    (void)ctx;
    if (strcmp(elem->name, "ImGroup") != 0)
        elem->ns = NS_MESSAGES;
}

/* What wrong servers do to a group that they list. */
static void damage_group(const struct call *call, struct elem *elem)
{
    struct elem *type = ref_child(elem, "GroupType");
    struct elem *key = ref_child(elem, "MemberCorrelationKey");

    switch (call->server->defect) {
    case DEFECT_LIST_GROUP_TYPE_MISSING:
        ref_detach(type);
        break;
    case DEFECT_LIST_DISORDERED:
        ref_detach(type);
        ref_prepend(elem, type);
        break;
    case DEFECT_LIST_UNKNOWN_CHILD:
        ref_add_text(elem, NS_TYPES, "MemberCount", "0");
        break;
    case DEFECT_LIST_WRONG_NAMESPACE:
        ref_each(elem, to_messages_namespace, NULL);
        break;
    case DEFECT_LIST_MEMBER_KEYS_BARE:
        if (key) {
            key->text = "members";
            key->first = NULL;
        }
        break;
    default:
        break;
    }
}

void ref_add_group_elem(struct call *call, struct elem *parent, enum ns ns, const struct group *group,
                        const char *name)
{
    struct ewc_arena *arena = call->tree.arena;
    struct elem *elem = ref_add(parent, ns, "ImGroup");
    struct elem *display_name = ref_add_text(elem, NS_TYPES, "DisplayName", ewc_arena_strdup(arena, name));

    if (display_name)
        display_name->user_text = true;
    ref_add_text(elem, NS_TYPES, "GroupType", group->type);
    ref_add_id_elem(elem, "ExchangeStoreId", ewc_arena_strdup(arena, shown_id(call, group)),
                    ref_change_key(call->server, arena, ID_GROUP, group->serial, group->version));
    add_members(call, elem, group);
    if (varies(call->server, VARIANT_RICH_GROUPS)) {
        add_extended_property(elem);
        ref_add_text(elem, NS_TYPES, "SmtpAddress", "group@refserver.example");
    }
    if (ns == NS_TYPES) /* in a list, not in the answer to AddImGroup */
        damage_group(call, elem);
}

/* ---- AddImGroup ------------------------------------------------------------------------------- */

static bool may_be_added(struct call *call, const char *name, struct outcome *refusal)
{
    bool looks = !breaks(call->server, DEFECT_DUPLICATE_ACCEPTED);

    if (call->mailbox->groups.count >= REF_MAX_GROUPS) {
        *refusal = failure("ErrorImGroupLimitReached", "The maximum number of IM groups has been reached.");
        return false;
    }
    if (looks && ref_group_named(call->server, call->mailbox, name, NULL)) {
        *refusal = failure("ErrorImGroupDisplayNameAlreadyExists",
                           "An IM group with the specified display name already exists.");
        return false;
    }
    return true;
}

static struct outcome add_locked(struct call *call, const char *asked)
{
    struct outcome refusal = {0};
    const char *name = ref_stored_name(call, asked, &refusal);
    struct elem *holder = ref_elem(&call->tree, NS_NONE, "holder");
    const struct group *group;

    if (!name || !may_be_added(call, name, &refusal))
        return refusal;
    group = ref_add_group(call->server, call->mailbox, name, REF_TYPE_USER);
    if (!group || !holder)
        return out_of_memory();
    ref_add_group_elem(call, holder, NS_MESSAGES, group, group->name);
    return success(holder->first);
}

struct outcome ref_add_im_group(struct call *call)
{
    struct outcome outcome;

    ref_lock(&call->server->store);
    outcome = add_locked(call, ref_child_text(call, call->entry, "DisplayName"));
    ref_unlock(&call->server->store);
    return outcome;
}

/* ---- RemoveImGroup ---------------------------------------------------------------------------- */

struct outcome ref_remove_im_group(struct call *call)
{
    const char *id = ref_child_attr(call->entry, "GroupId", "Id");
    struct outcome outcome = success(NULL);
    struct group *group;

    ref_lock(&call->server->store);
    group = ref_group_with_id(call->mailbox, id);
    if (group)
        ref_remove_group(call->server, call->mailbox, group);
    else
        outcome = ref_bad_id(call, id, ID_GROUP);
    ref_unlock(&call->server->store);
    return outcome;
}
