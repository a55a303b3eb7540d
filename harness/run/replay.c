/* Recorded exchanges in the place of a server: today's cases and stylesheets judge what was answered then.
 *
 * Only the sending is replaced. What a case was given is not made again: its variables and its exchanges are taken
 * from the record, and so is what kept a case from running. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "run/internal.h"

/* ---- what a case was given, kept for later ------------------------------------------------------------------------ */

enum { NAMES_OF_ONE = 5 };

static const char *const GIVEN_NAMES[NAMES_OF_ONE] = {"id", "change-key", "name", "type", "address"};

/* A variable's name; NULL: memory ran out. */
static const char *name_of(struct case_run *run, const char *as, unsigned i)
{
    return ewc_arena_printf(run->arena, "%s.%s", as, GIVEN_NAMES[i]);
}

static bool keep_one(struct case_run *run, const char *as, struct ewc_run_fact **to)
{
    unsigned i;

    for (i = 0; i < NAMES_OF_ONE; i++) {
        const char *name = name_of(run, as, i);
        const char *value = name ? ewc_vars_value(run->vars, name) : NULL;

        if (!name)
            return false;
        if (value)
            *(*to)++ = (struct ewc_run_fact){name, value};
    }
    return true;
}

static unsigned count_given(const struct ewc_case *c)
{
    unsigned i, count = 0;

    for (i = 0; i < c->given_count; i++)
        count += 1 + c->givens[i].contact_count;
    return count;
}

void keep_variables(struct case_run *run)
{
    const struct ewc_case *c = run->c;
    struct ewc_run_fact *facts = ewc_arena_alloc(run->arena, (NAMES_OF_ONE * count_given(c) + 2) * sizeof(*facts));
    struct ewc_run_fact *to = facts;
    unsigned i, k;
    bool ok = facts != NULL;

    if (ok)
        *to++ = (struct ewc_run_fact){"unique", ewc_vars_value(run->vars, "unique")};
    for (i = 0; ok && i < c->given_count; i++) {
        ok = !c->givens[i].is_group || keep_one(run, c->givens[i].as, &to);
        for (k = 0; ok && k < c->givens[i].contact_count; k++)
            ok = keep_one(run, c->givens[i].contacts[k].as, &to);
    }
    run->kept = ok ? facts : NULL;
}

static bool restore_one(struct case_run *run, const char *as)
{
    unsigned i;

    for (i = 0; i < NAMES_OF_ONE; i++) {
        const char *name = name_of(run, as, i);

        if (!name || !ewc_vars_set(run->vars, name, ewc_archive_variable(run->recorded, name)))
            return false;
    }
    return true;
}

static bool restore_variables(struct case_run *run)
{
    const char *unique = ewc_archive_variable(run->recorded, "unique");
    unsigned i, k;

    if (unique)
        ewc_vars_set_unique(run->vars, unique);
    for (i = 0; i < run->c->given_count; i++) {
        const struct ewc_case_given *g = &run->c->givens[i];

        if (g->is_group && !restore_one(run, g->as))
            return false;
        for (k = 0; k < g->contact_count; k++)
            if (!restore_one(run, g->contacts[k].as))
                return false;
    }
    return true;
}

/* ---- steps ------------------------------------------------------------------------------------------------------------ */

/* The record of a step, or NULL. */
static const struct ewc_record *recorded_step(const struct case_run *run, const char *id)
{
    const struct ewc_record *r;

    for (r = run->recall; r; r = r->next)
        if (strcmp(r->kind, "step") == 0 && strcmp(r->id, id) == 0)
            return r;
    return NULL;
}

bool recall_request(struct case_run *run, const struct ewc_case_step *step, struct ewc_record *record,
                    const struct ewc_request **out_request)
{
    const struct ewc_record *then = recorded_step(run, step->id);
    struct ewc_request *request = then && then->request ? ewc_arena_alloc(run->arena, sizeof(*request)) : NULL;

    if (then)
        record->mailbox = then->mailbox;
    if (request) {
        *request = *then->request;
        request->form = step->form; /* the record does not tell it */
        *out_request = request;
        return true;
    }
    record->verdict = then ? then->verdict : EWC_ERROR;
    record->reason = then ? then->reason : NULL;
    record->unjudged = then && then->unjudged;
    if (run->recorded->reason) /* what kept it from being sent then */
        case_error(run, "%s", run->recorded->reason);
    else
        case_error(run, "the step \"%s\" was not sent in the run that is judged again: there is nothing to judge",
                   step->id);
    return false;
}

enum ewc_status recall_answer(struct case_run *run, const struct ewc_case_step *step, struct ewc_arena *arena,
                              struct answer *out, unsigned *out_reads, struct ewc_err *err)
{
    const struct ewc_run_config *config = run->shared->config;
    const struct ewc_record *then = recorded_step(run, step->id);
    struct ewc_http_exchange *x = ewc_arena_alloc(arena, sizeof(*x));

    if (!x || !then || !then->exchange) /* recall_request() has seen to the last two */
        return ewc_err_set(err, EWC_ENOMEM, step->at, "the case exceeds its memory limit");
    *x = *then->exchange;
    x->started_us = run->started_us + then->offset_us;
    *out = (struct answer){.exchange = x};
    *out_reads = then->reads ? then->reads : 1;
    return ewc_response_read(x, config->defaults.documentation_namespaces, &config->xml_limits, arena, &out->response,
                             err);
}

bool recall_is_judgeable(struct case_run *run, const struct ewc_case_step *step, struct ewc_record *record)
{
    const struct ewc_record *then = recorded_step(run, step->id);

    if (!then)
        return false;
    record->request_bytes = then->request_bytes;
    record->response_bytes = then->response_bytes;
    if (then->response_bytes) {
        case_error(run, "the response of the step \"%s\" (%zu bytes) was cut when it was recorded: it cannot be judged",
                   step->id, then->response_bytes);
        return false;
    }
    if (!then->unjudged)
        return true;
    record->reason = then->reason;
    case_error(run, "%s", run->recorded->reason ? run->recorded->reason : "there was no response to judge");
    return false;
}

/* ---- a case --------------------------------------------------------------------------------------------------------------- */

/* What was sent around the steps stays as it was. */
static void copy_records(struct case_run *run, const char *kind)
{
    const struct ewc_record *r;

    for (r = run->recall; r; r = r->next) {
        struct ewc_record *copy;
        struct ewc_record *next;

        if (strcmp(r->kind, kind) != 0)
            continue;
        copy = add_record(run, r->id, r->kind, r->line);
        if (!copy)
            return;
        next = copy->next;
        *copy = *r;
        copy->next = next;
    }
}

static bool has_steps(const struct case_run *run)
{
    const struct ewc_record *r;

    for (r = run->recall; r; r = r->next)
        if (strcmp(r->kind, "step") == 0)
            return true;
    return false;
}

void recheck_case(struct case_run *run)
{
    struct ewc_err err = {0};

    if (!run->recorded) {
        run->verdict = EWC_SKIP;
        run->reason = "it was not part of the run that is judged again";
        return;
    }
    if (ewc_archive_records(run->recorded, run->arena, &run->recall, &err) != EWC_OK) {
        case_error(run, "%s:%u: %s", err.at.file, err.at.line, err.message);
        return;
    }
    copy_records(run, "given");
    if (!has_steps(run)) { /* it was left out, or what it is given could not be had */
        run->verdict = run->recorded->verdict;
        run->reason = run->recorded->reason;
    } else if (restore_variables(run)) {
        keep_variables(run);
        run->verdict = EWC_PASS;
        run_steps(run);
    } else {
        case_error(run, "memory ran out");
    }
    copy_records(run, "cleanup");
}

void put_recorded_attempts(struct shared *shared, const char *id, struct ewc_buf *out)
{
    const struct ewc_archive_case *recorded = ewc_archive_find(shared->config->archive, id);

    if (recorded)
        ewc_archive_put_attempts(recorded, out);
}

void keep_times(const struct ewc_archive_case *recorded, struct ewc_case_result *result)
{
    if (strlen(recorded->started) < sizeof(result->started))
        memcpy(result->started, recorded->started, strlen(recorded->started) + 1);
    result->duration_us = recorded->duration_us;
    result->attempts = recorded->attempts;
    result->place = recorded->place;
}

/* ---- the run ---------------------------------------------------------------------------------------------------------------- */

enum ewc_status recheck_plan(struct shared *shared, struct ewc_err *err)
{
    struct worker worker = {.shared = shared};
    unsigned i;

    for (i = 0; i < shared->config->plan->count && !is_cancelled(&worker); i++) {
        enum ewc_status st = run_case(&worker, i, err);

        if (st != EWC_OK)
            return st;
    }
    return EWC_OK;
}
