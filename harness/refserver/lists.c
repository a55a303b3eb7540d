/* lists: GetImItemList and GetImItems. */
#include "refserver/call.h"

#include <stdlib.h>
#include <string.h>

enum reader { READER_LIST, READER_ITEMS };

#define EVENTUAL_MS 150u
#define DELAYED_MS 5000u

static bool is_younger(const struct group *group, unsigned ms)
{
    return ewc_clock_us() - group->renamed_at_us < (uint64_t)ms * 1000;
}

/* The name that a reader is shown: the stored one, in a correct server that is not slow. */
static const char *shown_name(struct call *call, struct group *group, enum reader reader)
{
    const struct ewc_refserver *server = call->server;
    bool former = false;

    if (!group->former_name)
        return group->name;
    if (varies(server, VARIANT_EVENTUAL))
        former = is_younger(group, EVENTUAL_MS);
    else if (breaks(server, DEFECT_RENAME_DELAYED))
        former = is_younger(group, DELAYED_MS);
    else if (breaks(server, DEFECT_RENAME_REVERTS_ON_READ))
        former = group->seen;
    else if (breaks(server, DEFECT_LIST_SHOWS_OLD_NAME))
        former = reader == READER_LIST;
    else if (breaks(server, DEFECT_ITEMS_SHOW_OLD_NAME))
        former = reader == READER_ITEMS;
    group->seen = true;
    return former ? group->former_name : group->name;
}

static bool is_hidden(const struct call *call, const struct group *group, enum reader reader)
{
    const struct ewc_refserver *server = call->server;

    return group->hidden ||
           (breaks(server, DEFECT_LIST_LOSES_GROUP) && group->renames && reader == READER_LIST) ||
           (breaks(server, DEFECT_ITEMS_LOSE_GROUP) && group->renames && reader == READER_ITEMS);
}

/* ---- order ------------------------------------------------------------------------------------ */

static int by_name(const void *a, const void *b)
{
    const struct group *const *x = a;
    const struct group *const *y = b;

    return strcmp((*x)->name, (*y)->name);
}

static void shuffle(void **items, size_t count)
{
    uint64_t seed = ewc_clock_us() | 1;

    for (size_t i = count; i > 1; i--) {
        size_t other;
        void *item = items[i - 1];

        seed = seed * UINT64_C(6364136223846793005) + 1;
        other = (size_t)((seed >> 33) % i);
        items[i - 1] = items[other];
        items[other] = item;
    }
}

static void reverse(void **items, size_t count)
{
    for (size_t i = 0; i < count / 2; i++) {
        void *item = items[i];

        items[i] = items[count - 1 - i];
        items[count - 1 - i] = item;
    }
}

/* The groups in the order in which they are listed; NULL when memory ran out. */
static void **ordered_groups(struct call *call)
{
    size_t count = call->mailbox->groups.count;
    void **items = ewc_arena_alloc(call->tree.arena, (count + 1) * sizeof(*items));

    if (!items)
        return NULL;
    if (count)
        memcpy(items, call->mailbox->groups.items, count * sizeof(*items));
    if (varies(call->server, VARIANT_LIST_BY_NAME))
        qsort(items, count, sizeof(*items), by_name);
    else if (varies(call->server, VARIANT_LIST_RANDOM))
        shuffle(items, count);
    else if (varies(call->server, VARIANT_LIST_REVERSED))
        reverse(items, count);
    return items;
}

/* ---- GetImItemList ---------------------------------------------------------------------------- */

static void add_groups(struct call *call, struct elem *list)
{
    size_t count = call->mailbox->groups.count;
    void **groups = ordered_groups(call);
    struct elem *elem =
        count || varies(call->server, VARIANT_EMPTY_LISTS) ? ref_add(list, NS_TYPES, "Groups") : NULL;

    if (!groups)
        call->tree.failed = true;
    for (size_t i = 0; groups && i < count; i++) {
        if (!is_hidden(call, groups[i], READER_LIST))
            ref_add_group_elem(call, elem, NS_TYPES, groups[i], shown_name(call, groups[i], READER_LIST));
    }
}

static void add_personas(struct call *call, struct elem *list)
{
    const struct list *contacts = &call->mailbox->contacts;
    struct elem *elem;

    if (varies(call->server, VARIANT_NO_PERSONAS) ||
        (contacts->count == 0 && !varies(call->server, VARIANT_EMPTY_LISTS)))
        return;
    elem = ref_add(list, NS_TYPES, "Personas");
    for (size_t i = 0; i < contacts->count; i++)
        ref_add_persona_elem(call, elem, NS_TYPES, contacts->items[i]);
}

struct outcome ref_get_im_item_list(struct call *call)
{
    struct elem *list = ref_elem(&call->tree, NS_MESSAGES, "ImItemList");

    ref_lock(&call->server->store);
    add_groups(call, list);
    add_personas(call, list);
    ref_unlock(&call->server->store);
    return success(list);
}

/* ---- GetImItems ------------------------------------------------------------------------------- */

static bool add_asked_groups(struct call *call, struct elem *list, struct outcome *refusal)
{
    const struct ewc_node *ids = ref_node_child(call->entry, "GroupIds");
    struct elem *elem =
        ids || varies(call->server, VARIANT_EMPTY_LISTS) ? ref_add(list, NS_TYPES, "Groups") : NULL;

    for (const struct ewc_node *node = ids ? ewc_node_first(ids) : NULL; node; node = ewc_node_next(node)) {
        const char *id = ewc_node_attr(node, "Id");
        struct group *group = ref_group_with_id(call->mailbox, id);

        if (!group || is_hidden(call, group, READER_ITEMS)) {
            *refusal = ref_bad_id(call, id, ID_GROUP);
            return false;
        }
        ref_add_group_elem(call, elem, NS_TYPES, group, shown_name(call, group, READER_ITEMS));
    }
    return true;
}

static bool add_asked_contacts(struct call *call, struct elem *list, struct outcome *refusal)
{
    const struct ewc_node *ids = ref_node_child(call->entry, "ContactIds");
    struct elem *elem =
        ids || varies(call->server, VARIANT_EMPTY_LISTS) ? ref_add(list, NS_TYPES, "Personas") : NULL;

    for (const struct ewc_node *node = ids ? ewc_node_first(ids) : NULL; node; node = ewc_node_next(node)) {
        const char *id = ewc_node_attr(node, "Id");
        const struct contact *contact = ref_contact_with_id(call->mailbox, id);

        if (!contact) {
            *refusal = ref_bad_id(call, id, ID_CONTACT);
            return false;
        }
        ref_add_persona_elem(call, elem, NS_TYPES, contact);
    }
    return true;
}

struct outcome ref_get_im_items(struct call *call)
{
    struct elem *list = ref_elem(&call->tree, NS_MESSAGES, "ImItemList");
    struct outcome outcome = success(list);

    ref_lock(&call->server->store);
    if (!add_asked_groups(call, list, &outcome) || !add_asked_contacts(call, list, &outcome))
        outcome.payload = NULL;
    ref_unlock(&call->server->store);
    return outcome;
}
