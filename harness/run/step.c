/* The steps of a case: send, read, judge, capture; alone or several at once. */
#include <string.h>

#include "run/internal.h"

/* A step on its way. */
struct flight {
    const struct ewc_case_step *step;
    unsigned index;
    struct ewc_record *record;
    const struct ewc_request *request;
    struct answer answer;
    unsigned reads;
    /* of a thread of its own */
    struct worker *worker;
    struct ewc_http_client *client;
    struct ewc_arena *arena;
    uint64_t deadline_us;
    pthread_mutex_t *gate;
    enum ewc_status status;
    struct ewc_err err;
};

/* ---- conditions ------------------------------------------------------------------------------------------------ */

static bool holds(void *ctx, const struct ewc_case_condition *when)
{
    const struct case_run *run = ctx;
    unsigned i;

    if (!when->step)
        return true;
    for (i = 0; i < run->c->step_count; i++) {
        const struct ewc_response *r = run->ran[i].response;
        bool succeeded;

        if (!r || strcmp(run->c->steps[i].id, when->step) != 0)
            continue;
        succeeded = r->outcome == EWC_OUTCOME_SUCCESS || r->outcome == EWC_OUTCOME_WARNING;
        return when->succeeded ? succeeded : r->outcome == EWC_OUTCOME_ERROR || r->outcome == EWC_OUTCOME_FAULT;
    }
    return false; /* that step was left out */
}

/* ---- before sending ----------------------------------------------------------------------------------------------- */

/* What belongs to the mailbox's owner stays as it was, whatever a case says. */
static bool may_be_sent(struct case_run *run, const struct flight *f)
{
    if (spares_foreign_groups(run, f->request))
        return true;
    case_error(run,
               "%s:%u: the step \"%s\" would change a group that this run did not create; it was not sent "
               "(--allow-foreign-groups for those who mean it)",
               run->c->file, f->step->at.line, f->step->id);
    return false;
}

static bool prepare(struct case_run *run, struct flight *f)
{
    struct ewc_err err = {0};
    enum ewc_status st;

    f->record = add_record(run, f->step->id, "step", f->step->at.line);
    if (!f->record) {
        case_error(run, "the case exceeds its memory limit");
        return false;
    }
    if (run->recorded)
        return recall_request(run, f->step, f->record, &f->request);
    st = ewc_request_build(f->step, &run->shared->config->defaults, run->vars, run->arena, &f->request, &err);
    if (st != EWC_OK) {
        f->record->verdict = EWC_ERROR;
        case_error(run, "%s:%u: %s", run->c->file, err.at.line ? err.at.line : f->step->at.line, err.message);
        return false;
    }
    if (strncmp(f->step->operation, "Add", 3) == 0)
        note_mailbox(run->shared, f->request->mailbox);
    return may_be_sent(run, f);
}

/* ---- after sending ------------------------------------------------------------------------------------------------- */

static bool set_step_variables(struct case_run *run, const struct flight *f)
{
    const struct ewc_response *r = f->answer.response;
    char status[EWC_DECIMAL_BYTES];

    return ewc_vars_set2(run->vars, f->step->id, "outcome", ewc_outcome_name(r->outcome)) &&
           ewc_vars_set2(run->vars, f->step->id, "code", r->code) &&
           ewc_vars_set2(run->vars, f->step->id, "status", ewc_decimal(status, f->answer.exchange->status));
}

/* Takes the captures; names the first that is not there in *out_missing. */
static enum ewc_status capture_all(struct case_run *run, const struct flight *f,
                                   const struct ewc_case_capture **out_missing, struct ewc_err *err)
{
    struct ewc_response *r = f->answer.response;
    unsigned i;

    for (i = 0; i < f->step->capture_count; i++) {
        const struct ewc_case_capture *c = &f->step->captures[i];
        const char *text = NULL;
        bool found = false;

        if (r->envelope) {
            enum ewc_status st = ewc_xml_xpath(r->doc, r->envelope, c->select, c->scope,
                                               ewc_vars_list(run->vars, run->arena), run->arena, &found, &text, err);

            ewc_err_at(err, c->at);
            if (st != EWC_OK)
                return st;
        }
        if (!found && !c->optional && !*out_missing)
            *out_missing = c;
        if (!ewc_vars_set(run->vars, c->as, found ? text : NULL))
            return ewc_err_set(err, EWC_ENOMEM, c->at, "the case exceeds its memory limit");
    }
    return EWC_OK;
}

/* A value that a case needs and the server did not give. */
static bool add_missing_capture(struct case_run *run, struct ewc_findings *findings,
                                const struct ewc_case_capture *missing)
{
    struct ewc_finding *f = ewc_arena_alloc(run->arena, sizeof(*f));

    if (!f)
        return false;
    *f = (struct ewc_finding){.id = "",
                              .role = "",
                              .requirement_hint = "",
                              .stylesheet = "",
                              .test = missing->select,
                              .location = "",
                              .expected = "",
                              .found = "",
                              .stop = true,
                              .at = missing->at};
    f->text = ewc_arena_printf(run->arena, "The response has nothing at %s, which the next steps need as ${%s}.",
                               missing->select, missing->as);
    if (!f->text)
        return false;
    if (!findings->tail)
        findings->tail = &findings->first;
    *findings->tail = f;
    findings->tail = &f->next;
    findings->count++;
    return true;
}

static bool has_failure(struct case_run *run, const struct ewc_findings *findings)
{
    const struct ewc_run_config *config = run->shared->config;

    return ewc_verdict_of(findings, run->c, config->catalogue, config->strict) == EWC_FAIL;
}

/* Judges one answer. On EWC_OK the findings are complete. */
static enum ewc_status judge_answer(struct case_run *run, struct flight *f, struct ewc_findings *findings,
                                    struct ewc_err *err)
{
    const struct ewc_run_config *config = run->shared->config;
    const struct ewc_case_capture *missing = NULL;
    struct ewc_check_input in = {.c = run->c,
                                 .step = f->step,
                                 .request = f->request,
                                 .response = f->answer.response,
                                 .vars = run->vars,
                                 .earlier = run->earlier,
                                 .earlier_count = run->earlier_count,
                                 .documentation_namespaces = config->defaults.documentation_namespaces,
                                 .profile = config->profile,
                                 .reads = f->reads,
                                 .holds = holds,
                                 .holds_ctx = run};
    enum ewc_status st;

    run->ran[f->index] = (struct ran){f->step, f->answer.response};
    if (!set_step_variables(run, f))
        return ewc_err_set(err, EWC_ENOMEM, f->step->at, "the case exceeds its memory limit");
    st = capture_all(run, f, &missing, err);
    if (st == EWC_OK)
        st = ewc_check_step(config->judge, &in, run->arena, findings, err);
    if (st == EWC_OK && missing && !has_failure(run, findings) && !add_missing_capture(run, findings, missing))
        st = ewc_err_set(err, EWC_ENOMEM, missing->at, "the case exceeds its memory limit");
    return st;
}

/* For a reproduction bundle: the document itself may be gone by then. */
static void keep_evidence(struct case_run *run, struct ewc_record *record, const struct ewc_response *response)
{
    struct ewc_buf xml;
    char *copy;

    if (!run->shared->config->bundles || !response->doc)
        return;
    ewc_buf_init(&xml, 0);
    ewc_xml_write(response->doc, true, &xml);
    copy = xml.failed ? NULL : ewc_arena_strndup(run->arena, xml.ptr, xml.len);
    record->evidence_text = (struct ewc_str){copy, copy ? xml.len : 0};
    ewc_buf_finish(&xml);
}

/* A step that creates is as much at the mailbox's mercy as what a case is given, unless it asks for that answer. */
static bool met_limit(struct case_run *run, struct flight *f)
{
    const char *code = strncmp(f->step->operation, "Add", 3) == 0 ? limit_of(f->answer.response) : NULL;
    unsigned i;

    for (i = 0; i < f->step->outcome_count && code; i++)
        if (f->step->outcomes[i].response_code && strstr(f->step->outcomes[i].response_code, code))
            code = NULL;
    if (!code)
        return false;
    f->record->findings = (struct ewc_findings){0};
    f->record->verdict = EWC_SKIP;
    leave_out_as_full(run, code);
    run->stopped = true;
    return true;
}

static void conclude(struct case_run *run, struct flight *f)
{
    const struct ewc_run_config *config = run->shared->config;
    const struct ewc_finding *finding;

    if (met_limit(run, f))
        return;
    f->record->verdict = ewc_verdict_of(&f->record->findings, run->c, config->catalogue, config->strict);
    run->verdict = ewc_verdict_worse(run->verdict, f->record->verdict);
    if (f->record->findings.fired == 0)
        case_error(run, "no rule judged the step \"%s\"", f->step->id);
    for (finding = f->record->findings.first; finding; finding = finding->next) {
        enum ewc_severity severity = ewc_weigh(finding, run->c, config->catalogue, config->strict).severity;

        if (finding->stop && severity >= EWC_FAILURE)
            run->stopped = true;
        if (severity == EWC_UNJUDGED)
            case_error(run, "%s", finding->text);
    }
    f->record->evidence = f->answer.response->doc;
    keep_evidence(run, f->record, f->answer.response);
    f->record->reads = f->reads;
    run->earlier[run->earlier_count++] = (struct ewc_earlier){f->step->id, f->answer.response->doc};
}

/* What an answer means when the network, the server's load or a signal kept it from being one. false: there is
 * nothing to judge. */
static bool is_judgeable(struct case_run *run, struct flight *f)
{
    const struct ewc_http_exchange *x = f->answer.exchange;

    if (run->recorded) {
        if (recall_is_judgeable(run, f->step, f->record))
            return true;
    } else if (x->outcome == EWC_HTTP_CANCELLED) {
        f->record->reason = "broken off by a signal";
        case_error(run, "broken off by a signal");
    } else if (ewc_http_outcome_is_setup(x->outcome)) {
        run->unreachable = true;
        case_error(run, "the server cannot be reached: %s", x->detail);
    } else if (f->answer.gave_up) {
        case_error(run, "%s", f->answer.gave_up);
    } else if (x->outcome == EWC_HTTP_TIMEOUT && ewc_clock_us() >= run->deadline_us) {
        case_error(run, "the case's time is over (--case-timeout): the step \"%s\" had no answer by then",
                   f->step->id);
    } else {
        return true;
    }
    f->record->verdict = EWC_ERROR;
    f->record->unjudged = true;
    return false;
}

/* Nothing more to judge with: the case or the harness is at fault. */
static void judging_failed(struct case_run *run, struct flight *f, const struct ewc_err *err)
{
    f->record->verdict = EWC_ERROR;
    case_error(run, "%s:%u: %s", err->at.file[0] ? err->at.file : run->c->file, err->at.line, err->message);
}

bool judge_given(struct case_run *run, struct ewc_record *record, const struct ewc_request *request,
                 const struct answer *answer)
{
    const struct ewc_run_config *config = run->shared->config;
    const struct ewc_case_step step = {.id = record->id, .operation = request->operation, .at = run->c->at,
                                       .expect_at = {run->c->file, record->line, 0}};
    struct ewc_check_input in = {.c = run->c,
                                 .step = &step,
                                 .request = request,
                                 .response = answer->response,
                                 .vars = run->vars,
                                 .documentation_namespaces = config->defaults.documentation_namespaces,
                                 .profile = config->profile,
                                 .reads = 1};
    struct ewc_err err = {0};

    if (ewc_http_outcome_is_setup(answer->exchange->outcome) || answer->exchange->outcome == EWC_HTTP_CANCELLED ||
        answer->gave_up || ewc_check_step(config->judge, &in, run->arena, &record->findings, &err) != EWC_OK)
        return false;
    if (!has_failure(run, &record->findings))
        return false;
    keep_evidence(run, record, answer->response);
    record->verdict = EWC_FAIL;
    run->verdict = EWC_FAIL;
    run->stopped = true;
    return true;
}

/* ---- one at a time, with patience for a change to show ----------------------------------------------------------- */

static bool send_flight(struct case_run *run, struct flight *f)
{
    struct ewc_err err = {0};
    enum ewc_status st;

    f->reads++;
    if (run->recorded)
        st = recall_answer(run, f->step, run->arena, &f->answer, &f->reads, &err);
    else
        st = send_patiently(run->worker, run->worker->client, f->request, run->deadline_us, run->arena, &f->answer,
                            &err);
    if (st != EWC_OK)
        case_error(run, "%s", err.message);
    return st == EWC_OK;
}

/* Sends once; false: there is nothing to judge. */
static bool exchange(struct case_run *run, struct flight *f)
{
    if (!send_flight(run, f))
        return false;
    run->ran[f->index] = (struct ran){f->step, f->answer.response};
    record_answer(run, f->record, f->request, &f->answer);
    return is_judgeable(run, f);
}

/* Sends and judges once. false: there is nothing more to do for this step. */
static bool try_once(struct case_run *run, struct flight *f)
{
    struct ewc_err err = {0};

    if (!exchange(run, f))
        return false;
    f->record->findings = (struct ewc_findings){0};
    if (judge_answer(run, f, &f->record->findings, &err) == EWC_OK)
        return true;
    judging_failed(run, f, &err);
    return false;
}

/* Whether what is wrong may only be a change that does not show yet: something that the case's own checks look
 * for, while the response as such is in order. */
static bool may_settle(struct case_run *run, const struct flight *f)
{
    const struct ewc_run_config *config = run->shared->config;
    const struct ewc_finding *finding;
    bool found = false;

    if (!f->step->settle || run->recorded || f->answer.exchange->outcome != EWC_HTTP_OK || is_cancelled(run->worker))
        return false;
    for (finding = f->record->findings.first; finding; finding = finding->next) {
        if (ewc_weigh(finding, run->c, config->catalogue, config->strict).severity != EWC_FAILURE)
            continue;
        if (finding->at.line == f->step->expect_at.line) /* of the default rules */
            return false;
        found = true;
    }
    return found;
}

enum { NEVER_SETTLES = 4, SHORT_SETTLE_MS = 40 };

/* A server that never showed a change late, though it was waited for several times, is not waited for as long again:
 * a run against a broken server ends soon. */
static uint64_t settle_us(struct shared *shared)
{
    unsigned ms = shared->config->settle_ms;

    if (atomic_load(&shared->settled) == 0 && atomic_load(&shared->unsettled) >= NEVER_SETTLES && ms > SHORT_SETTLE_MS)
        ms = SHORT_SETTLE_MS;
    return (uint64_t)ms * 1000;
}

static void count_settling(struct shared *shared, const struct flight *f, bool settled)
{
    if (f->reads > 1)
        atomic_fetch_add(settled ? &shared->settled : &shared->unsettled, 1);
}

/* No step and no second read is waiting for the verdict on it. */
static bool may_be_judged_later(const struct case_run *run, const struct flight *f)
{
    return run->shared->desk && f->index + 1 == run->c->step_count && !f->step->settle;
}

static void put_off(struct case_run *run, const struct flight *f)
{
    run->unjudged = ewc_arena_alloc(run->arena, sizeof(*f));
    if (run->unjudged)
        *run->unjudged = *f;
    else
        case_error(run, "the case exceeds its memory limit");
}

void judge_last(struct case_run *run)
{
    struct ewc_err err = {0};

    if (judge_answer(run, run->unjudged, &run->unjudged->record->findings, &err) == EWC_OK)
        conclude(run, run->unjudged);
    else
        judging_failed(run, run->unjudged, &err);
}

static void run_alone(struct case_run *run, unsigned index)
{
    struct flight f = {.step = &run->c->steps[index], .index = index};
    const struct ewc_request *again;
    uint64_t until = 0;
    unsigned pause_ms = 20;

    if (!prepare(run, &f))
        return;
    if (may_be_judged_later(run, &f)) {
        if (exchange(run, &f))
            put_off(run, &f);
        return;
    }
    while (try_once(run, &f)) {
        uint64_t now = ewc_clock_us();
        bool unsettled = may_settle(run, &f);

        if (!until)
            until = now + settle_us(run->shared);
        if (!unsettled || now >= until) {
            count_settling(run->shared, &f, !unsettled);
            conclude(run, &f);
            return;
        }
        /* the change may only not show yet: read again */
        run->ran[index].response = NULL;
        ewc_response_finish(f.answer.response);
        again = ewc_request_again(f.request, run->arena);
        if (!again) {
            case_error(run, "the case exceeds its memory limit");
            return;
        }
        f.request = again;
        ewc_sleep_ms(pause_ms);
        if (pause_ms < 320)
            pause_ms *= 2;
    }
}

/* ---- several at once ------------------------------------------------------------------------------------------------ */

/* Waits at the gate, then sends. */
static void *fly(void *arg)
{
    struct flight *f = arg;

    pthread_mutex_lock(f->gate);
    pthread_mutex_unlock(f->gate);
    f->status = send_patiently(f->worker, f->client, f->request, f->deadline_us, f->arena, &f->answer, &f->err);
    /* an open connection could keep a server's thread from the others */
    ewc_http_client_destroy(f->client);
    f->client = NULL;
    return NULL;
}

/* Everything that a flight needs and that may fail, before the first is sent. */
static bool board(struct case_run *run, struct flight *f)
{
    struct side_arena *side = ewc_arena_alloc(run->arena, sizeof(*side));
    struct ewc_err err = {0};

    f->worker = run->worker;
    f->deadline_us = run->deadline_us;
    f->reads = 1;
    if (run->recorded)
        return prepare(run, f);
    f->arena = side ? ewc_arena_create(0) : NULL;
    if (!f->arena) {
        case_error(run, "memory ran out");
        return false;
    }
    *side = (struct side_arena){f->arena, run->side_arenas};
    run->side_arenas = side;
    if (open_client(run->worker, &f->client, &err) != EWC_OK) {
        case_error(run, "%s", err.message);
        return false;
    }
    return prepare(run, f);
}

static void land(struct case_run *run, struct flight *f)
{
    struct ewc_err err = {0};

    if (f->status != EWC_OK) {
        case_error(run, "%s", f->err.message);
        return;
    }
    run->ran[f->index] = (struct ran){f->step, f->answer.response};
    if (!run->recorded)
        sync_token(run->worker, run->worker->client); /* the flight may have had a newer one, which is no text to record */
    record_answer(run, f->record, f->request, &f->answer);
    if (!is_judgeable(run, f))
        return;
    if (judge_answer(run, f, &f->record->findings, &err) == EWC_OK)
        conclude(run, f);
    else
        judging_failed(run, f, &err);
}

/* Connections of flights that never left. */
static void ground(struct flight *flights, unsigned count)
{
    unsigned i;

    for (i = 0; i < count; i++) {
        ewc_http_client_destroy(flights[i].client);
        flights[i].client = NULL;
    }
}

static void run_together(struct case_run *run, unsigned first, unsigned count)
{
    struct flight flights[EWC_MAX_TOGETHER];
    pthread_t threads[EWC_MAX_TOGETHER];
    pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
    unsigned i, started = 0;

    memset(flights, 0, sizeof(flights));
    memset(threads, 0, sizeof(threads));
    for (i = 0; i < count; i++) {
        flights[i].step = &run->c->steps[first + i];
        flights[i].index = first + i;
        flights[i].gate = &gate;
        if (!board(run, &flights[i])) {
            ground(flights, i + 1);
            return;
        }
    }
    for (i = 0; i < count && run->recorded; i++, started++)
        flights[i].status = recall_answer(run, flights[i].step, run->arena, &flights[i].answer, &flights[i].reads,
                                          &flights[i].err);
    pthread_mutex_lock(&gate);
    while (!run->recorded && started < count && pthread_create(&threads[started], NULL, fly, &flights[started]) == 0)
        started++;
    pthread_mutex_unlock(&gate);
    for (i = 0; i < started && !run->recorded; i++)
        pthread_join(threads[i], NULL);
    ground(flights, count);
    if (started < count)
        case_error(run, "no thread could be started for steps that are sent together");
    for (i = 0; i < started; i++)
        land(run, &flights[i]);
}

/* ---- all steps ------------------------------------------------------------------------------------------------------ */

/* What the step would have set is known, and absent. */
static bool set_absent(struct case_run *run, const struct ewc_case_step *step)
{
    bool ok = ewc_vars_set2(run->vars, step->id, "outcome", NULL) && ewc_vars_set2(run->vars, step->id, "code", NULL) &&
              ewc_vars_set2(run->vars, step->id, "status", NULL);
    unsigned i;

    for (i = 0; i < step->capture_count && ok; i++)
        ok = ewc_vars_set(run->vars, step->captures[i].as, NULL);
    return ok;
}

static void leave_out(struct case_run *run, unsigned first, unsigned count, const char *reason)
{
    unsigned i;

    for (i = first; i < first + count; i++) {
        const struct ewc_case_step *step = &run->c->steps[i];
        struct ewc_record *record = add_record(run, step->id, "step", step->at.line);

        if (!record || !set_absent(run, step)) {
            case_error(run, "the case exceeds its memory limit");
            return;
        }
        record->verdict = EWC_SKIP;
        record->reason = reason;
    }
}

/* How many steps, from `first` on, are sent together; 1 for a step alone. */
static unsigned block_size(const struct ewc_case *c, unsigned first)
{
    unsigned end = first + 1;

    while (c->steps[first].together && end < c->step_count && c->steps[end].together == c->steps[first].together)
        end++;
    return end - first;
}

void run_steps(struct case_run *run)
{
    unsigned i = 0;

    while (i < run->c->step_count) {
        unsigned count = block_size(run->c, i);

        if (!run->stopped && is_cancelled(run->worker))
            case_error(run, "broken off by a signal");
        if (!run->stopped && ewc_clock_us() >= run->deadline_us)
            case_error(run, "the case's time is over (--case-timeout)");
        if (run->stopped)
            leave_out(run, i, count, "not run: an earlier step failed");
        else if (count == 1 && !holds(run, &run->c->steps[i].when))
            leave_out(run, i, count, "left out: its condition does not hold");
        else if (count == 1)
            run_alone(run, i);
        else
            run_together(run, i, count);
        i += count;
    }
}
