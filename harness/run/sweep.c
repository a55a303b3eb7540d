/* What runs left in mailboxes: by the journals of those that died, and by its names: groups, and contacts by their
 * addresses. */
#include <stdio.h>
#include <string.h>

#include "run/internal.h"

enum { MAX_DEPTH = 8 };

/* The first element below `n` whose text is an address of a run's making; NULL: there is none. */
static const char *find_address(const struct ewc_node *n, const char *prefix, struct ewc_arena *arena, unsigned depth)
{
    const struct ewc_node *child = ewc_node_first(n);
    const char *found = child ? NULL : ewc_node_text(n, arena);

    if (found && (strncmp(found, prefix, strlen(prefix)) != 0 || !is_run_name(found)))
        found = NULL;
    for (; child && depth && !found; child = ewc_node_next(child))
        found = find_address(child, prefix, arena, depth - 1);
    return found;
}

static bool remove_persona(struct worker *worker, const char *mailbox, const struct ewc_node *persona,
                           struct ewc_arena *arena)
{
    const struct ewc_node *id = find_below(persona, "PersonaId", 1);
    const char *its = id ? ewc_node_attr(id, "Id") : NULL;

    return its && remove_contact_by_id(worker, its, ewc_node_attr(id, "ChangeKey"), mailbox, arena);
}

unsigned remove_contacts_by_prefix(struct worker *worker, const char *mailbox, const char *prefix, bool dry_run,
                                   struct ewc_arena *arena, void (*found)(void *ctx, const char *name, bool removed),
                                   void *ctx)
{
    const struct ewc_request *request = NULL;
    const struct ewc_node *personas, *n;
    struct answer answer = {0};
    struct ewc_err err = {0};
    unsigned left = 0;

    if (ewc_request_build_own("GetImItemList", ewc_str("<m:GetImItemList/>"), mailbox, &worker->shared->config->defaults,
                              arena, &request, &err) != EWC_OK ||
        send_patiently(worker, worker->client, request, 0, arena, &answer, &err) != EWC_OK)
        return 0;
    personas = find_below(answer.response->envelope, "Personas", MAX_DEPTH);
    for (n = personas ? ewc_node_first(personas) : NULL; n; n = ewc_node_next(n)) {
        const char *address = find_address(n, prefix, arena, MAX_DEPTH);
        bool removed;

        if (!address)
            continue;
        removed = !dry_run && remove_persona(worker, mailbox, n, arena);
        found(ctx, address, removed);
        left += !removed;
    }
    ewc_response_finish(answer.response);
    return left;
}

unsigned remove_by_prefix(struct worker *worker, const char *mailbox, const char *prefix, bool dry_run,
                          struct ewc_arena *arena, void (*found)(void *ctx, const char *name, bool removed), void *ctx,
                          const char **out_why)
{
    struct group_list list;
    unsigned left = 0;
    unsigned i;

    if (!read_list(worker, mailbox, arena, &list, out_why))
        return 0;
    for (i = 0; i < list.count; i++) {
        const struct group_entry *g = &list.items[i];
        bool removed;

        if (strncmp(g->name + strspn(g->name, " \t\r\n"), prefix, strlen(prefix)) != 0 || !is_run_name(g->name) || !*g->id)
            continue;
        removed = !dry_run && remove_group_by_id(worker, g->id, g->change_key, mailbox, arena);
        found(ctx, g->name, removed);
        left += !removed;
    }
    return left;
}

/* ---- other mailboxes ------------------------------------------------------------------------------------------- */

static bool is_known(const struct shared *shared, const char *mailbox)
{
    unsigned i;

    for (i = 0; i < shared->mailbox_count; i++)
        if (strcmp(shared->mailboxes[i], mailbox) == 0)
            return true;
    return false;
}

void note_mailbox(struct shared *shared, const char *mailbox)
{
    char *copy = NULL;

    if (!mailbox)
        return;
    pthread_mutex_lock(&shared->lock);
    if (!is_known(shared, mailbox) && shared->mailbox_count < EWC_MAX_MAILBOXES &&
        (copy = ewc_arena_strdup(shared->arena, mailbox)))
        shared->mailboxes[shared->mailbox_count++] = copy;
    pthread_mutex_unlock(&shared->lock);
    if (copy)
        ewc_journal_add_mailbox(shared->journal, mailbox);
}

/* ---- runs that died -------------------------------------------------------------------------------------------- */

/* A search through what dead runs left. */
struct search {
    struct worker *worker;
    bool dry_run;
    void (*found)(void *ctx, const char *name, bool removed);
    void *ctx;
    unsigned left;
};

static bool gives_ids(const struct group_list *list)
{
    unsigned i;

    for (i = 0; i < list->count; i++)
        if (!*list->items[i].id)
            return false;
    return true;
}

/* One group of the journal, unless its name tells whose it is: then it is found by that. */
static void search_group(struct search *s, const struct ewc_leftover *item, const struct group_list *list,
                         struct ewc_arena *arena)
{
    const struct group_entry *entry = find_group(list, item->id, NULL);
    bool removed;

    if (entry ? is_run_name(entry->name) : gives_ids(list))
        return;
    removed = !s->dry_run && remove_group_by_id(s->worker, item->id, entry ? entry->change_key : NULL, item->mailbox, arena);
    if (!entry)
        return;
    s->found(s->ctx, entry->name, removed);
    s->left += !removed;
}

static bool same_mailbox(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

/* By Id what the journal has, then by name what was created in the moment of the kill. */
static bool search_mailbox(struct search *s, const char *mailbox, const char *prefix, const struct ewc_leftover *items,
                           unsigned count, struct ewc_arena *arena)
{
    struct group_list list;
    const char *why = NULL;
    unsigned i;

    if (!read_list(s->worker, mailbox, arena, &list, &why))
        return false;
    for (i = 0; i < count; i++) {
        if (!items[i].id || !same_mailbox(items[i].mailbox, mailbox))
            continue;
        if (items[i].is_group)
            search_group(s, &items[i], &list, arena);
        else if (!s->dry_run)
            (void)remove_contact_by_id(s->worker, items[i].id, NULL, mailbox, arena);
    }
    if (s->dry_run && !mailbox)
        return true; /* told with all names of runs */
    s->left += remove_by_prefix(s->worker, mailbox, prefix, s->dry_run, arena, s->found, s->ctx, &why);
    if (!why) /* a contact that a server takes out by another Id only is no group, and does not keep the journal */
        remove_contacts_by_prefix(s->worker, mailbox, prefix, s->dry_run, arena, s->found, s->ctx);
    return !why;
}

static bool search_run(void *ctx, const char *run_id, const struct ewc_leftover *items, unsigned count)
{
    struct search *s = ctx;
    struct ewc_arena *arena = ewc_arena_create(0);
    unsigned before = s->left;
    char prefix[160];
    bool whole;
    unsigned i, k;

    if (!arena)
        return false;
    snprintf(prefix, sizeof(prefix), "ews-conform-%s-", run_id);
    whole = search_mailbox(s, NULL, prefix, items, count, arena);
    for (i = 0; i < count; i++) {
        for (k = 0; k < i && !same_mailbox(items[k].mailbox, items[i].mailbox);)
            k++;
        if (k == i && items[i].mailbox && !search_mailbox(s, items[i].mailbox, prefix, items, count, arena))
            whole = false;
    }
    ewc_arena_destroy(arena);
    return whole && s->left == before && !s->dry_run;
}

unsigned sweep_dead_runs(struct worker *worker, struct ewc_journal *journal, bool dry_run,
                         void (*found)(void *ctx, const char *name, bool removed), void *ctx)
{
    struct search s = {worker, dry_run, found, ctx, 0};

    ewc_journal_recover(journal, search_run, &s);
    return s.left;
}

static void count_removed(void *ctx, const char *name, bool removed)
{
    unsigned *count = ctx;

    (void)name;
    *count += removed;
}

void remove_leftovers_of_dead_runs(struct worker *worker)
{
    unsigned removed = 0, left = 0;

    if (!worker->shared->journal)
        return;
    left = sweep_dead_runs(worker, worker->shared->journal, false, count_removed, &removed);
    if (removed)
        note(worker->shared, EWC_PROBLEM_NOTE, "An earlier run was killed: what it left in the mailbox was removed (%u).",
             removed);
    if (left)
        note(worker->shared, EWC_PROBLEM_ERROR, "An earlier run was killed, and %u of its groups could not be removed.",
             left);
}
