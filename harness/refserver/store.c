/* store: the mailboxes with their IM groups and contacts. */
#include "refserver/store.h"

#include "refserver/server.h"
#include "refserver/text.h"

#include <stdlib.h>
#include <string.h>

/* ---- lists ------------------------------------------------------------------------------------ */

static bool list_add(struct list *list, void *item)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity ? list->capacity * 2 : 8;
        void **items = realloc(list->items, capacity * sizeof(*items));

        if (!items)
            return false;
        list->items = items;
        list->capacity = capacity;
    }
    list->items[list->count++] = item;
    return true;
}

static bool list_remove(struct list *list, const void *item)
{
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i] == item) {
            memmove(list->items + i, list->items + i + 1, (list->count - i - 1) * sizeof(*list->items));
            list->count--;
            return true;
        }
    }
    return false;
}

static void free_list(struct list *list, void (*free_item)(void *item))
{
    for (size_t i = 0; i < list->count; i++)
        free_item(list->items[i]);
    free(list->items);
    *list = (struct list){0};
}

/* ---- groups and contacts ---------------------------------------------------------------------- */

static void free_group(void *item)
{
    struct group *group = item;

    free(group->id);
    free(group->name);
    free(group->former_name);
    free(group->members.items);
    free(group);
}

static void free_contact(void *item)
{
    struct contact *contact = item;

    free(contact->id);
    free(contact->persona_id);
    free(contact->address);
    free(contact->name);
    free(contact);
}

static void free_past(void *item)
{
    struct past *past = item;

    free(past->name);
    free(past);
}

bool ref_renew_id(struct ewc_refserver *server, struct mailbox *mailbox, struct group *group)
{
    uint64_t serial = server->store.last_serial + 1;
    char *id = ref_id_make(server, (struct id){ID_GROUP, mailbox->index, serial});

    if (!id)
        return false;
    free(group->id);
    group->id = id;
    group->serial = serial;
    server->store.last_serial = serial;
    return true;
}

struct group *ref_add_group(struct ewc_refserver *server, struct mailbox *mailbox, const char *name,
                            const char *type)
{
    struct group *group = calloc(1, sizeof(*group));

    if (!group)
        return NULL;
    group->type = type;
    group->name = strdup(name);
    if (group->name && ref_renew_id(server, mailbox, group) && list_add(&mailbox->groups, group))
        return group;
    free_group(group);
    return NULL;
}

struct contact *ref_add_contact(struct ewc_refserver *server, struct mailbox *mailbox, const char *address,
                                const char *name)
{
    struct contact *contact = calloc(1, sizeof(*contact));

    if (!contact)
        return NULL;
    contact->serial = ++server->store.last_serial;
    contact->id = ref_id_make(server, (struct id){ID_CONTACT, mailbox->index, contact->serial});
    contact->persona_id =
        varies(server, VARIANT_PERSONA_ID_OF_CONTACT)
            ? (contact->id ? strdup(contact->id) : NULL)
            : ref_id_make(server, (struct id){ID_PERSONA, mailbox->index, contact->serial});
    contact->address = strdup(address);
    contact->name = strdup(name);
    if (contact->id && contact->persona_id && contact->address && contact->name &&
        list_add(&mailbox->contacts, contact))
        return contact;
    free_contact(contact);
    return NULL;
}

bool ref_add_member(struct group *group, struct contact *contact)
{
    return list_add(&group->members, contact);
}

bool ref_remove_member(struct group *group, const struct contact *contact)
{
    return list_remove(&group->members, contact);
}

/* Remembering is a convenience of wrong servers: what does not fit is forgotten. */
static void remember_name(struct mailbox *mailbox, uint64_t group, bool removed, const char *name)
{
    struct past *past = mailbox->past.count < REF_MAX_PAST ? calloc(1, sizeof(*past)) : NULL;

    if (!past)
        return;
    past->group = group;
    past->removed = removed;
    past->name = strdup(name);
    if (!past->name || !list_add(&mailbox->past, past))
        free_past(past);
}

void ref_keep_name(struct mailbox *mailbox, const char *name)
{
    remember_name(mailbox, 0, false, name);
}

void ref_remove_group(struct ewc_refserver *server, struct mailbox *mailbox, struct group *group)
{
    if (server->store.last_renamed == group)
        server->store.last_renamed = NULL;
    remember_name(mailbox, group->serial, true, group->name);
    list_remove(&mailbox->groups, group);
    if (mailbox->removed.count >= REF_MAX_PAST || !list_add(&mailbox->removed, group))
        free_group(group);
}

bool ref_revive_group(struct mailbox *mailbox, struct group *group)
{
    if (!list_add(&mailbox->groups, group))
        return false;
    list_remove(&mailbox->removed, group);
    return true;
}

void ref_remove_contact(struct mailbox *mailbox, struct contact *contact)
{
    for (size_t i = 0; i < mailbox->groups.count; i++)
        while (list_remove(&group_at(mailbox, i)->members, contact))
            continue;
    for (size_t i = 0; i < mailbox->removed.count; i++) {
        struct group *group = mailbox->removed.items[i];

        while (list_remove(&group->members, contact))
            continue;
    }
    list_remove(&mailbox->contacts, contact);
    free_contact(contact);
}

bool ref_set_name(struct ewc_refserver *server, struct mailbox *mailbox, struct group *group,
                  const char *name)
{
    char *copy = strdup(name);

    if (!copy)
        return false;
    remember_name(mailbox, group->serial, false, group->name);
    free(group->former_name);
    group->former_name = group->name;
    group->name = copy;
    group->renamed_at_us = ewc_clock_us();
    group->seen = false;
    group->version++;
    group->renames++;
    server->store.last_renamed = group;
    return true;
}

/* ---- search ----------------------------------------------------------------------------------- */

struct group *ref_group_with_id(const struct mailbox *mailbox, const char *id)
{
    for (size_t i = 0; i < mailbox->groups.count; i++) {
        if (strcmp(group_at(mailbox, i)->id, id) == 0)
            return group_at(mailbox, i);
    }
    return NULL;
}

struct contact *ref_contact_with_id(const struct mailbox *mailbox, const char *id)
{
    for (size_t i = 0; i < mailbox->contacts.count; i++) {
        struct contact *contact = mailbox->contacts.items[i];

        if (strcmp(contact->id, id) == 0 || strcmp(contact->persona_id, id) == 0)
            return contact;
    }
    return NULL;
}

struct group *ref_group_named(const struct ewc_refserver *server, const struct mailbox *mailbox,
                              const char *name, const struct group *except)
{
    for (size_t i = 0; i < mailbox->groups.count; i++) {
        struct group *group = group_at(mailbox, i);

        if (group != except && ref_same_name(server, group->name, name))
            return group;
    }
    return NULL;
}

struct group *ref_group_of_type(const struct mailbox *mailbox, const char *type)
{
    for (size_t i = 0; i < mailbox->groups.count; i++) {
        if (strcmp(group_at(mailbox, i)->type, type) == 0)
            return group_at(mailbox, i);
    }
    return NULL;
}

bool ref_same_name(const struct ewc_refserver *server, const char *a, const char *b)
{
    return varies(server, VARIANT_CASE_SENSITIVE_NAMES) ? strcmp(a, b) == 0 : ref_same_ignoring_case(a, b);
}

/* ---- the mailboxes at first ------------------------------------------------------------------- */

/* What a busy user's mailbox has. */
static const char *const odd_names[] = {
    "Kolleg*innen",
    "R&D <core>",
    "\"quoted\" and 'single'",
    "]]> and & < >",
    " padded ",
    "two  spaces",
    "\xd0\x94\xd1\x80\xd1\x83\xd0\xb7\xd1\x8c\xd1\x8f",
    "\xe5\x8f\x8b\xe9\x81\x94",
    "\xd7\x97\xd7\x91\xd7\xa8\xd7\x99\xd7\x9d",
    "\xf0\x9f\x8f\x94\xef\xb8\x8f \xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x9a\x80",
    "C:\\temp\\%20+plus",
    "0012",
};

static bool fill_busy(struct ewc_refserver *server, struct mailbox *mailbox)
{
    struct contact *contact = NULL;
    bool good = true;

    for (size_t i = 0; good && i < sizeof(odd_names) / sizeof(odd_names[0]); i++)
        good = ref_add_group(server, mailbox, odd_names[i], REF_TYPE_USER) != NULL;
    for (size_t i = 0; good && i < 20; i++) {
        char address[64];
        struct ewc_buf text;

        ewc_buf_init(&text, sizeof(address));
        ewc_buf_printf(&text, "friend%zu@example.org", i);
        contact = text.failed ? NULL : ref_add_contact(server, mailbox, text.ptr, odd_names[i % 12]);
        good = contact && ref_add_member(group_at(mailbox, i % mailbox->groups.count), contact);
        ewc_buf_finish(&text);
    }
    return good;
}

static bool fill(struct ewc_refserver *server, struct mailbox *mailbox)
{
    if (varies(server, VARIANT_NO_DEFAULT_GROUPS) || mailbox->index == MAILBOX_GHOST)
        return true;
    if (!ref_add_group(server, mailbox, "Other Contacts", REF_TYPE_OTHER) ||
        !ref_add_group(server, mailbox, "Tagged", REF_TYPE_TAGGED) ||
        !ref_add_group(server, mailbox, "Favorites", REF_TYPE_FAVORITES))
        return false;
    return !varies(server, VARIANT_BUSY_MAILBOX) || fill_busy(server, mailbox);
}

bool ref_store_init(struct ewc_refserver *server)
{
    static const struct mailbox identities[REF_MAILBOXES] = {
        {.smtp = "owner@refserver.example",
         .upn = "owner@corp.refserver.example",
         .sid = "S-1-5-21-1004336348-1177238915-682003330-1101",
         .guid = "0b6c7a52-3d1e-4f65-9a8b-5e21c0d47f13"},
        {.smtp = "account@refserver.example",
         .upn = "account@corp.refserver.example",
         .sid = "S-1-5-21-1004336348-1177238915-682003330-1102",
         .guid = "d522c10d-78ce-4097-8f59-b71634cdfdda"},
        {.smtp = "denied@refserver.example",
         .upn = "denied@corp.refserver.example",
         .sid = "S-1-5-21-1004336348-1177238915-682003330-1103",
         .guid = "93a4f0be-61c2-4d7a-b0f6-2c8e915da374"},
        {.smtp = "", .upn = "", .sid = "", .guid = "4e9d2f61-0a75-4cb8-87e3-f1b65a90c42d"},
    };
    bool good = true;

    if (pthread_mutex_init(&server->store.mutex, NULL) != 0)
        return false;
    for (unsigned i = 0; i < REF_MAILBOXES; i++) {
        server->store.mailboxes[i] = identities[i];
        server->store.mailboxes[i].index = i;
    }
    for (unsigned i = 0; good && i < REF_MAILBOXES; i++)
        good = fill(server, &server->store.mailboxes[i]);
    if (!good)
        ref_store_finish(&server->store);
    return good;
}

void ref_store_finish(struct store *store)
{
    for (unsigned i = 0; i < REF_MAILBOXES; i++) {
        free_list(&store->mailboxes[i].groups, free_group);
        free_list(&store->mailboxes[i].removed, free_group);
        free_list(&store->mailboxes[i].contacts, free_contact);
        free_list(&store->mailboxes[i].past, free_past);
    }
    pthread_mutex_destroy(&store->mutex);
}

void ref_lock(struct store *store)
{
    pthread_mutex_lock(&store->mutex);
}

void ref_unlock(struct store *store)
{
    pthread_mutex_unlock(&store->mutex);
}
