/* Which of the operations around SetImGroup the server has. It may be no whole Exchange, and that it lacks one of these
 * says nothing about SetImGroup: cases that need it are left out, not failed.
 *
 * They are tried before the first case, while nothing has been renamed yet, and only where the plan needs them: an
 * operation lacks when a right request for it gets a fault or no SOAP message at all, and a group could be made. An error
 * in the body is an operation's own answer. A plan that changes nothing tries nothing.
 */
#include <string.h>

#include "run/internal.h"

static bool has_step(const struct ewc_case *c, const char *operation)
{
    unsigned i;

    for (i = 0; i < c->step_count; i++)
        if (strcmp(c->steps[i].operation, operation) == 0)
            return true;
    return false;
}

static bool needs_contacts(const struct ewc_case *c)
{
    unsigned i;

    for (i = 0; i < c->given_count; i++)
        if (c->givens[i].contact_count)
            return true;
    return has_step(c, "AddNewImContactToGroup");
}

bool is_refused(const struct answer *a)
{
    unsigned status = a->exchange->status;

    return a->exchange->outcome == EWC_HTTP_OK && !a->gave_up && status != 401 && status != 403 && status != 407 &&
           (a->response->outcome == EWC_OUTCOME_FAULT || a->response->outcome == EWC_OUTCOME_OTHER);
}

/* ---- before the first case --------------------------------------------------------------------------------------------- */

static bool refuses_items(struct case_run *run)
{
    const struct created *group = run->created;
    struct answer answer = {0};
    bool refused;

    while (group && !group->is_group)
        group = group->next;
    refused = group && ask_items(run, group, &answer) && is_refused(&answer);
    ewc_response_finish(answer.response);
    return refused;
}

/* With a group of its own, and a contact in it. Where no group can be had either, it is not about the operations. */
static void try_operations(struct worker *worker, bool without_list, bool with_contact, bool with_items)
{
    static const struct ewc_case_contact contact = {.as = "contact"};
    static const struct ewc_case_covers covers = {.requirement = "", .level = EWC_OBS};
    struct shared *shared = worker->shared;
    const struct ewc_case_given given = {.is_group = true, .as = "trial", .contacts = &contact, .contact_count = with_contact};
    const struct ewc_case c = {.id = "trial", .file = "", .title = "", .givens = &given, .given_count = 1, .covers = &covers,
                               .covers_count = 1};
    struct case_run run = {.shared = shared, .worker = worker, .c = &c, .arena = ewc_arena_create(0)};

    if (!run.arena)
        return;
    if (begin_case(&run, shared->config->plan->count)) {
        if (!create_givens(&run))
            shared->lacks_contacts = run.refused && strcmp(run.refused, "AddNewImContactToGroup") == 0;
        shared->lacks_list = without_list && run.created;
        shared->lacks_items = with_items && refuses_items(&run);
        run.refused = NULL;
        remove_created(&run);
        shared->lacks_removal = run.refused && strcmp(run.refused, "RemoveImGroup") == 0;
    }
    forget_case(&run);
}

void find_operations(struct worker *worker, bool list_refused)
{
    struct shared *shared = worker->shared;
    const struct ewc_plan *plan = shared->config->plan;
    bool changes = false, contacts = false, items = false;
    unsigned i;

    for (i = 0; i < plan->count; i++) {
        changes |= creates_anything(plan->cases[i]);
        contacts |= needs_contacts(plan->cases[i]);
        items |= has_step(plan->cases[i], "GetImItems");
    }
    if (changes && (contacts || items || list_refused))
        try_operations(worker, list_refused, contacts, items);
    if (shared->lacks_list)
        note(shared, EWC_PROBLEM_NOTE, "The server refuses GetImItemList: what a rename did cannot be seen.");
    if (shared->lacks_contacts)
        note(shared, EWC_PROBLEM_NOTE, "The server refuses AddNewImContactToGroup: cases that need contacts are skipped.");
    if (shared->lacks_items)
        note(shared, EWC_PROBLEM_NOTE, "The server refuses GetImItems, also for a group that was not renamed: cases that use it are "
             "skipped.");
    if (shared->lacks_removal)
        note(shared, EWC_PROBLEM_ERROR, "The server refuses RemoveImGroup: the groups that this run creates stay in the mailbox.");
}

/* ---- a case ------------------------------------------------------------------------------------------------------------ */

const char *lacking_operation(const struct shared *shared, const struct ewc_case *c)
{
    if (shared->lacks_contacts && needs_contacts(c))
        return "AddNewImContactToGroup";
    if (shared->lacks_items && has_step(c, "GetImItems"))
        return "GetImItems";
    if (shared->lacks_removal && has_step(c, "RemoveImGroup"))
        return "RemoveImGroup";
    return NULL;
}

bool cannot_see(const struct shared *shared, const struct ewc_case *c)
{
    return shared->lacks_list && has_step(c, "GetImItemList");
}
