/* One case from its start to its record. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "run/internal.h"

enum {
    MAX_CASE_BYTES = 512 * 1024 * 1024, /* an arena's limit: some responses of the largest size allowed */
    DEFAULT_CASE_TIMEOUT_MS = 120000,
};

struct ewc_record *add_record(struct case_run *run, const char *id, const char *kind, unsigned line)
{
    struct ewc_record *record = ewc_arena_alloc(run->arena, sizeof(*record));

    if (!record)
        return NULL;
    record->id = id;
    record->kind = kind;
    record->line = line;
    record->verdict = EWC_PASS;
    *run->tail = record;
    run->tail = &record->next;
    return record;
}

/* The body as it may be kept: configured secrets that a server echoes are taken out. */
static struct ewc_str redacted(struct case_run *run, struct ewc_str body)
{
    const struct ewc_http_config *http = &run->shared->config->http;
    struct ewc_buf clean;
    char *copy;

    if (!http->password && !http->token && !run->shared->config->tokens)
        return body;
    ewc_buf_init(&clean, 0);
    ewc_http_redact(run->worker->client, body, &clean);
    copy = clean.failed ? NULL : ewc_arena_strndup(run->arena, clean.ptr ? clean.ptr : "", clean.len);
    body = (struct ewc_str){copy ? copy : "", copy ? clean.len : 0};
    ewc_buf_finish(&clean);
    return body;
}

void record_answer(struct case_run *run, struct ewc_record *record, const struct ewc_request *request,
                   const struct answer *answer)
{
    record->request = request;
    record->exchange = answer->exchange;
    record->mailbox = request ? request->mailbox : NULL;
    record->response_body = redacted(run, answer->exchange->body);
    record->offset_us =
        answer->exchange->started_us > run->started_us ? answer->exchange->started_us - run->started_us : 0;
}

void case_error(struct case_run *run, const char *format, ...)
{
    char text[1200];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    run->verdict = ewc_verdict_worse(run->verdict, EWC_ERROR);
    run->stopped = true;
    if (!run->reason) /* the first cause */
        run->reason = ewc_arena_strdup(run->arena, text);
    if (!run->reason)
        run->reason = "the case exceeds its memory limit";
}

/* ---- conditions before it runs ------------------------------------------------------------------------------ */

bool sends_together(const struct ewc_case *c)
{
    unsigned i;

    for (i = 0; i < c->step_count; i++)
        if (c->steps[i].together)
            return true;
    return false;
}

static bool needs_feature(const struct ewc_case *c, const char *feature)
{
    unsigned i;

    for (i = 0; i < c->requires_count; i++)
        if (c->requirements[i].feature && strcmp(c->requirements[i].feature, feature) == 0)
            return true;
    return false;
}

bool needs_parallel(const struct ewc_case *c)
{
    return sends_together(c) || needs_feature(c, "parallel-connections");
}

/* Why a case can't run here, or NULL. */
static const char *unmet(struct case_run *run)
{
    const char *lacking = lacking_operation(run->shared, run->c);
    unsigned i;

    for (i = 0; i < run->c->requires_count; i++) {
        const struct ewc_case_requires *r = &run->c->requirements[i];

        if (r->variable && !ewc_vars_value(run->shared->config->vars, r->variable))
            return ewc_arena_printf(run->arena, "needs --variable %s=…", r->variable);
    }
    if (needs_parallel(run->c) && !run->shared->parallel)
        return "the server handles one connection at a time";
    if (lacking)
        return ewc_arena_printf(run->arena, "the server has no %s", lacking);
    for (i = 0; i < run->c->step_count && run->shared->config->defaults.impersonate; i++)
        if (run->c->steps[i].form == EWC_FORM_RAW)
            return "its bytes are given as they are and cannot carry --impersonate";
    return NULL;
}

bool begin_case(struct case_run *run, unsigned index)
{
    unsigned timeout_ms = run->c->timeout_ms ? run->c->timeout_ms : run->shared->config->case_timeout_ms;
    /* of one width: no case's names begin with another's */
    const char *unique = ewc_arena_printf(run->arena, "ews-conform-%s-%05x", run->shared->config->id, index + 1);

    run->started_us = ewc_clock_us();
    run->deadline_us = run->started_us + (uint64_t)(timeout_ms ? timeout_ms : DEFAULT_CASE_TIMEOUT_MS) * 1000;
    if (run->shared->deadline_us < run->deadline_us)
        run->deadline_us = run->shared->deadline_us;
    run->tail = &run->records;
    run->vars = ewc_vars_create(run->arena, run->shared->config->vars);
    run->ran = ewc_arena_alloc(run->arena, (run->c->step_count + 1) * sizeof(*run->ran));
    run->earlier = ewc_arena_alloc(run->arena, (run->c->step_count + 1) * sizeof(*run->earlier));
    if (!run->vars || !run->ran || !run->earlier || !unique)
        return false;
    ewc_vars_set_unique(run->vars, unique);
    return true;
}

/* No document says that the Ids of one mailbox mean nothing in another: where they do, a case that sends an Id to the
 * wrong mailbox would name a group there. */
static bool has_distinct_ids(struct case_run *run)
{
    const struct created *c, *other;

    for (c = run->created; c; c = c->next) {
        for (other = run->created; other; other = other->next) {
            bool elsewhere = !c->mailbox != !other->mailbox || (c->mailbox && strcmp(c->mailbox, other->mailbox) != 0);

            if (!elsewhere || !c->is_group || !is_listed(run, other->mailbox, c->id))
                continue;
            run->verdict = EWC_SKIP;
            run->reason = "the Id of a group in one mailbox is also that of a group in the other";
            return false;
        }
    }
    return true;
}

static void run_all(struct case_run *run)
{
    run->reason = unmet(run);
    if (run->reason) {
        run->verdict = EWC_SKIP;
        return;
    }
    if (cannot_see(run->shared, run->c)) {
        case_error(run, "the server refuses GetImItemList: what a rename did cannot be seen");
        return;
    }
    if (atomic_load(&run->shared->full) && creates_anything(run->c)) {
        run->verdict = EWC_SKIP;
        leave_out_as_full(run, atomic_load(&run->shared->full));
        return;
    }
    if (create_givens(run) && (!needs_feature(run->c, "distinct-ids") || has_distinct_ids(run))) {
        run->verdict = EWC_PASS;
        keep_variables(run);
        run_steps(run);
    } /* else the verdict is set: an error, or a skip where the mailbox can't have what is given */
    remove_created(run);
}

void forget_case(struct case_run *run)
{
    const struct side_arena *side;
    unsigned i;

    for (i = 0; run->ran && i < run->c->step_count; i++)
        ewc_response_finish(run->ran[i].response);
    for (side = run->side_arenas; side; side = side->next)
        ewc_arena_destroy(side->arena);
    ewc_arena_destroy(run->arena);
}

/* ---- the record ------------------------------------------------------------------------------------------------ */

static void tell(struct shared *shared, const struct ewc_case_result *result)
{
    const struct ewc_run_listener *l = shared->listener;

    pthread_mutex_lock(&shared->lock);
    shared->done++;
    if (l->case_ended)
        l->case_ended(l->ctx, result, shared->done, shared->config->plan->count);
    pthread_mutex_unlock(&shared->lock);
}

static void follow_up(struct shared *shared, const struct case_run *run, bool known)
{
    bool gone = false;

    if (shared->config->fail_fast && !known && (run->verdict == EWC_FAIL || run->verdict == EWC_ERROR))
        atomic_store(&shared->stop, true);
    pthread_mutex_lock(&shared->lock);
    shared->unreachable = run->unreachable ? shared->unreachable + 1 : 0;
    gone = shared->unreachable == 3;
    pthread_mutex_unlock(&shared->lock);
    if (gone) {
        atomic_store(&shared->stop, true);
        note(shared, EWC_PROBLEM_ERROR, "The server can no longer be reached: the remaining cases were not run. %s",
             run->reason ? run->reason : "");
    }
}

static void take_outcome(const struct case_run *run, struct ewc_case_result *result)
{
    result->verdict = run->verdict;
    result->reason = run->reason;
    result->records = run->records;
    result->variables = run->kept;
}

/* One attempt: the case from its givens to its clean-up. EWC_ENOMEM when not even that much was possible. */
enum ewc_status attempt_case(struct worker *worker, unsigned index, struct case_run *run,
                             struct ewc_case_result *result, struct ewc_err *err)
{
    *run = (struct case_run){.shared = worker->shared, .worker = worker, .c = result->c};
    run->arena = ewc_arena_create(MAX_CASE_BYTES);
    if (!run->arena)
        return ewc_err_set(err, EWC_ENOMEM, result->c->at, "memory ran out");
    ewc_clock_iso8601(result->started);
    run->recorded = worker->shared->config->archive ? ewc_archive_find(worker->shared->config->archive, run->c->id) : NULL;
    if (!begin_case(run, index))
        case_error(run, "memory ran out");
    else if (worker->shared->config->archive)
        recheck_case(run);
    else
        run_all(run);
    result->attempts++;
    result->duration_us = ewc_clock_us() - run->started_us;
    if (!run->unjudged)
        take_outcome(run, result);
    return EWC_OK;
}

static bool is_worth_another(const struct worker *worker, const struct ewc_case_result *result)
{
    const struct shared *shared = worker->shared;

    return result->verdict == EWC_ERROR && result->attempts <= shared->config->retries && shared->config->repeat < 2;
}

static void redact(void *ctx, struct ewc_str bytes, struct ewc_buf *out)
{
    const struct case_run *run = ctx;

    if (run->worker->client)
        ewc_http_redact(run->worker->client, bytes, out);
    else
        ewc_buf_str(out, bytes);
}

static void write_bundle(struct case_run *run, const struct ewc_case_result *result)
{
    struct ewc_err err = {0};

    if (ewc_bundle_write(run->shared->config->bundles, result, run->vars, redact, run, &err) != EWC_OK)
        note(run->shared, EWC_PROBLEM_ERROR, "%s: %s", err.at.file, err.message);
}

enum ewc_status end_case(struct ending *e, struct ewc_err *err)
{
    struct shared *shared = e->run.shared;
    struct ewc_case_result *result = &e->result;
    enum ewc_status st;

    if (e->run.unjudged) {
        judge_last(&e->run);
        take_outcome(&e->run, result);
    }
    result->earlier_attempts = ewc_buf_view(&e->earlier);
    if (shared->config->plan->places)
        result->place = shared->config->plan->places[result->index];
    if (e->run.recorded)
        keep_times(e->run.recorded, result);
    if (shared->config->known)
        ewc_known_apply(shared->config->known, result);
    if (shared->config->bundles && result->verdict == EWC_FAIL && !result->known)
        write_bundle(&e->run, result);
    st = ewc_result_add(shared->result, result, err);
    tell(shared, result);
    follow_up(shared, &e->run, result->known != NULL);
    forget_case(&e->run);
    ewc_buf_finish(&e->earlier);
    free(e);
    return st;
}

/* All attempts at a case. */
static enum ewc_status attempt_all(struct worker *worker, struct ending *e, struct ewc_err *err)
{
    struct shared *shared = worker->shared;
    enum ewc_status st = attempt_case(worker, e->result.index, &e->run, &e->result, err);

    while (st == EWC_OK && is_worth_another(worker, &e->result) && !is_cancelled(worker)) {
        ewc_result_put_attempt(shared->result, &e->result, &e->earlier);
        forget_case(&e->run);
        st = attempt_case(worker, e->result.index, &e->run, &e->result, err);
    }
    if (st == EWC_OK && shared->config->repeat > 1 && !shared->config->archive)
        if ((st = repeat_case(worker, &e->run, &e->result, &e->earlier, err)) != EWC_OK)
            forget_case(&e->run);
    return st;
}

enum ewc_status run_case(struct worker *worker, unsigned index, struct ewc_err *err)
{
    struct shared *shared = worker->shared;
    struct ending *e = calloc(1, sizeof(*e));
    enum ewc_status st;

    if (!e)
        return ewc_err_set(err, EWC_ENOMEM, EWC_NOWHERE, "memory ran out");
    e->result = (struct ewc_case_result){.index = index, .c = shared->config->plan->cases[index]};
    ewc_buf_init(&e->earlier, 0);
    if (shared->config->archive)
        put_recorded_attempts(shared, e->result.c->id, &e->earlier);
    st = attempt_all(worker, e, err);
    if (st != EWC_OK) {
        ewc_buf_finish(&e->earlier);
        free(e);
        return st;
    }
    if (!shared->desk)
        return end_case(e, err);
    hand_over(shared->desk, e);
    return EWC_OK;
}
