/* Which of the operations around SetImGroup the server has. It may be no whole Exchange, and that it lacks one of these
 * says nothing about SetImGroup: cases that need it are left out, not failed.
 *
 * Those that the plan needs are tried before the first case, while nothing has been renamed yet, with a group and a
 * contact of the run's own. One is missing when a right request for it is refused as a whole, and again at a second trial,
 * though a group could be made: an error in the body is an operation's own answer. A plan that changes nothing tries
 * nothing.
 */
#include <string.h>

#include "run/internal.h"

static const char *const OPERATIONS[OPERATION_COUNT] = {
    [OPERATION_LIST] = "GetImItemList",
    [OPERATION_ITEMS] = "GetImItems",
    [OPERATION_NEW_CONTACT] = "AddNewImContactToGroup",
    [OPERATION_JOIN] = "AddImContactToGroup",
    [OPERATION_LEAVE] = "RemoveImContactFromGroup",
    [OPERATION_REMOVE_CONTACT] = "RemoveContactFromImList",
    [OPERATION_REMOVE_GROUP] = "RemoveImGroup",
};

static bool needs(const struct ewc_case *c, enum operation o)
{
    unsigned i;

    for (i = 0; i < c->given_count && o == OPERATION_NEW_CONTACT; i++)
        if (c->givens[i].contact_count)
            return true;
    for (i = 0; i < c->step_count; i++)
        if (strcmp(c->steps[i].operation, OPERATIONS[o]) == 0)
            return true;
    return false;
}

/* A status that tells of a way to the server, or of who asks, and not of the operation. */
static bool is_elsewhere(unsigned status)
{
    return status == 401 || status == 403 || status == 407 || status == 502 || status == 503 || status == 504;
}

static bool is_no_soap(const struct answer *a)
{
    return a->response->outcome == EWC_OUTCOME_OTHER && a->exchange->status >= 400;
}

bool is_refused(const struct answer *a)
{
    return a->exchange->outcome == EWC_HTTP_OK && !a->gave_up && !is_elsewhere(a->exchange->status) &&
           (a->response->outcome == EWC_OUTCOME_FAULT || is_no_soap(a));
}

/* ---- before the first case --------------------------------------------------------------------------------------------- */

/* What one trial found. */
struct trial {
    const bool *needed; /* by operation */
    bool refused[OPERATION_COUNT];
    bool has_group;
};

static const struct created *latest(const struct case_run *run, bool is_group)
{
    const struct created *c = run->created;

    while (c && c->is_group != is_group)
        c = c->next;
    return c;
}

static void try_one(struct case_run *run, struct trial *t, enum operation o)
{
    const struct created *group = latest(run, true), *contact = latest(run, false);
    struct answer answer = {0};

    if (!t->needed[o] || !group || (o != OPERATION_ITEMS && !contact))
        return;
    if (ask_about(run, OPERATIONS[o], contact, group, &answer))
        /* cases put up with a fault of the other two */
        t->refused[o] = is_refused(&answer) && (o == OPERATION_ITEMS || is_no_soap(&answer));
    ewc_response_finish(answer.response);
}

/* index: of a case that the plan does not have. */
static void try_all(struct worker *worker, unsigned index, struct trial *t)
{
    static const struct ewc_case_contact contact = {.as = "contact"};
    static const struct ewc_case_covers covers = {.requirement = "", .level = EWC_OBS};
    const struct ewc_case_given given = {
        .is_group = true, .as = "trial", .contacts = &contact, .contact_count = t->needed[OPERATION_NEW_CONTACT]};
    const struct ewc_case c = {.id = "trial", .file = "", .title = "", .givens = &given, .given_count = 1,
                               .covers = &covers, .covers_count = 1};
    struct case_run run = {.shared = worker->shared, .worker = worker, .c = &c, .arena = ewc_arena_create(0)};
    unsigned i;

    if (!run.arena)
        return;
    if (begin_case(&run, index)) {
        (void)create_givens(&run); /* a group may be there without its contact */
        t->has_group = latest(&run, true) != NULL;
        try_one(&run, t, OPERATION_ITEMS);
        try_one(&run, t, OPERATION_JOIN);
        try_one(&run, t, OPERATION_LEAVE);
        remove_created(&run);
        for (i = 0; i < OPERATION_COUNT; i++)
            t->refused[i] |= (run.refused >> i & 1) != 0;
    }
    forget_case(&run);
}

static void tell_groups_stay(struct shared *shared)
{
    note(shared, EWC_PROBLEM_ERROR, "The server refuses RemoveImGroup: the groups that this run creates stay in the mailbox.");
}

/* Groups are removed in any case; whether that can be is tried only where cases do it too. */
void note_removals(struct shared *shared)
{
    if (shared->lacks[OPERATION_REMOVE_GROUP] || !atomic_load(&shared->removal_refused) || atomic_load(&shared->removed_any))
        return;
    shared->lacks[OPERATION_REMOVE_GROUP] = true;
    tell_groups_stay(shared);
}

static void tell(struct shared *shared)
{
    unsigned i;

    if (shared->lacks[OPERATION_LIST])
        note(shared, EWC_PROBLEM_NOTE, "The server refuses GetImItemList: what a rename did cannot be seen in a list.");
    if (shared->lacks[OPERATION_REMOVE_GROUP])
        tell_groups_stay(shared);
    for (i = 0; i < OPERATION_COUNT; i++)
        if (shared->lacks[i] && i != OPERATION_LIST && i != OPERATION_REMOVE_GROUP)
            note(shared, EWC_PROBLEM_NOTE,
                 "The server refuses %s, also for a group that was not renamed: cases that need it are skipped.",
                 OPERATIONS[i]);
}

void find_operations(struct worker *worker, bool list_refused)
{
    enum { TRIALS = 2 };
    struct shared *shared = worker->shared;
    const struct ewc_plan *plan = shared->config->plan;
    bool needed[OPERATION_COUNT] = {false};
    bool changes = false, any = list_refused;
    unsigned i, k;

    for (i = 0; i < plan->count; i++) {
        changes |= creates_anything(plan->cases[i]);
        for (k = 0; k < OPERATION_COUNT; k++)
            needed[k] |= needs(plan->cases[i], (enum operation)k);
    }
    for (k = OPERATION_LIST + 1; k < OPERATION_COUNT; k++)
        any |= needed[k];
    for (i = 0; i < TRIALS && changes && any; i++) {
        struct trial t = {.needed = needed};

        t.refused[OPERATION_LIST] = list_refused;
        try_all(worker, plan->count + i, &t);
        any = false;
        for (k = 0; k < OPERATION_COUNT; k++) {
            shared->lacks[k] = t.refused[k] && t.has_group && (i == 0 || shared->lacks[k]);
            any |= shared->lacks[k];
        }
    }
    tell(shared);
}

/* ---- a case ------------------------------------------------------------------------------------------------------------ */

const char *lacking_operation(const struct shared *shared, const struct ewc_case *c)
{
    unsigned i;

    for (i = 0; i < OPERATION_COUNT; i++)
        if (i != OPERATION_LIST && shared->lacks[i] && needs(c, (enum operation)i))
            return OPERATIONS[i];
    return NULL;
}

bool cannot_see(const struct shared *shared, const struct ewc_case *c)
{
    return shared->lacks[OPERATION_LIST] && needs(c, OPERATION_LIST);
}
