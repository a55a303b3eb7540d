/* Sending: one client for each thread, patience with a throttling server, counting. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "run/internal.h"

enum {
    MAX_TRIES = 20,            /* of one request at a throttling server */
    DEFAULT_BACK_OFF_MS = 500, /* when it does not say how long; doubled four times */
    MAX_UNTOLD_MS = 30000,     /* all waiting when it never says */
    AT_ONCE_MS = 5,            /* when it says "at once"; doubled each time, up to the one above */
    SLICE_MS = 50,
};

bool is_cancelled(struct worker *worker)
{
    int signals = worker->shared->config->cancelled ? worker->shared->config->cancelled() : 0;

    return signals > 1 || (signals == 1 && !atomic_load(&worker->cleaning));
}

static bool poll_cancelled(void *worker)
{
    return is_cancelled(worker);
}

enum ewc_status open_client(struct worker *worker, struct ewc_http_client **out_client, struct ewc_err *err)
{
    return ewc_http_client_create(&worker->shared->config->http, poll_cancelled, worker, out_client, err);
}

enum ewc_status worker_open(struct worker *worker, struct shared *shared, struct ewc_err *err)
{
    memset(worker, 0, sizeof(*worker));
    worker->shared = shared;
    return open_client(worker, &worker->client, err);
}

void worker_close(struct worker *worker)
{
    ewc_http_client_destroy(worker->client);
    worker->client = NULL;
}

void note(struct shared *shared, enum ewc_problem_kind kind, const char *format, ...)
{
    char text[900];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    ewc_result_problem(shared->result, kind, EWC_NOWHERE, "%s", text);
    pthread_mutex_lock(&shared->lock);
    if (shared->listener->said)
        shared->listener->said(shared->listener->ctx, kind, text);
    pthread_mutex_unlock(&shared->lock);
}

/* Sleeps in slices, so that a signal is noticed. */
static void wait_until(struct worker *worker, uint64_t until_us)
{
    while (!is_cancelled(worker)) {
        uint64_t now = ewc_clock_us();

        if (now >= until_us)
            return;
        ewc_sleep_ms(until_us - now > SLICE_MS * 1000ul ? SLICE_MS : (unsigned)((until_us - now) / 1000 + 1));
    }
}

/* --rate: requests of all workers begin at least so far apart. */
static uint64_t take_slot(struct shared *shared)
{
    uint64_t now = ewc_clock_us();
    uint64_t mine;

    pthread_mutex_lock(&shared->lock);
    mine = shared->next_slot_us > now ? shared->next_slot_us : now;
    shared->next_slot_us = mine + shared->config->slot_us;
    pthread_mutex_unlock(&shared->lock);
    return mine;
}

static void wait_turn(struct worker *worker)
{
    struct shared *shared = worker->shared;
    uint64_t until;

    pthread_mutex_lock(&shared->lock);
    until = shared->not_before_us;
    pthread_mutex_unlock(&shared->lock);
    if (until)
        wait_until(worker, until);
    if (shared->config->slot_us)
        wait_until(worker, take_slot(shared));
    if (shared->config->delay_ms)
        wait_until(worker, ewc_clock_us() + (uint64_t)shared->config->delay_ms * 1000);
}

static void remember_server(struct shared *shared, const struct ewc_response *r)
{
    const struct ewc_server_version *v = &r->server;

    if (atomic_load(&shared->server_seen))
        return;
    pthread_mutex_lock(&shared->lock);
    if (!atomic_load(&shared->server_seen) && (v->major || v->version)) {
        struct ewc_server_version *to = &shared->server;
        const char *const from[] = {v->major, v->minor, v->major_build, v->minor_build, v->version};
        const char **slots[] = {&to->major, &to->minor, &to->major_build, &to->minor_build, &to->version};
        unsigned i;

        for (i = 0; i < 5; i++)
            *slots[i] = from[i] ? ewc_arena_strdup(shared->arena, from[i]) : NULL;
        atomic_store(&shared->server_seen, true);
    }
    pthread_mutex_unlock(&shared->lock);
}

static enum ewc_status send_once(struct worker *worker, struct ewc_http_client *client,
                                 const struct ewc_request *request, uint64_t deadline_us, struct ewc_arena *arena,
                                 struct answer *out, struct ewc_err *err)
{
    struct shared *shared = worker->shared;
    struct ewc_http_request http = request->http;
    uint64_t now = ewc_clock_us();
    uint64_t left_ms = deadline_us > now ? (deadline_us - now) / 1000 + 1 : 1;
    unsigned usual_ms = shared->config->http.timeout_ms ? shared->config->http.timeout_ms : 30000;
    enum ewc_status st;

    if (http.timeout_ms && http.timeout_ms < usual_ms)
        usual_ms = http.timeout_ms;
    usual_ms = health_timeout_ms(shared, request, usual_ms);
    http.timeout_ms = deadline_us && left_ms < usual_ms ? (unsigned)left_ms : usual_ms;
    atomic_fetch_add(&shared->requests, 1);
    st = ewc_http_send(client, &http, arena, &out->exchange, err);
    if (st == EWC_OK)
        st = ewc_response_read(out->exchange, shared->config->defaults.documentation_namespaces,
                               &shared->config->xml_limits, arena, &out->response, err);
    if (st == EWC_OK && out->exchange->resent && atomic_fetch_add(&shared->resent, 1) == 0)
        note(shared, EWC_PROBLEM_NOTE, "The server closed a connection without an answer, and the request on it was sent "
             "again: the server may have seen it twice. Such requests are marked in the report.");
    if (st == EWC_OK) {
        remember_server(shared, out->response);
        health_note(shared, request, out);
    }
    return st;
}

/* ---- bearer tokens of a credential helper ---------------------------------------------------------------------- */

static void tell_helper(struct shared *shared, const struct ewc_err *err)
{
    if (err->status != EWC_OK)
        note(shared, EWC_PROBLEM_NOTE, "No new token: %s.", err->message);
}

/* Gives the client the token of this moment. */
const char *sync_token(struct worker *worker, struct ewc_http_client *client)
{
    struct ewc_tokens *tokens = worker->shared->config->tokens;
    const char *token = NULL;
    struct ewc_err err = {0};

    if (!tokens)
        return NULL;
    if (ewc_tokens_get(tokens, &token, &err) == EWC_OK)
        ewc_http_client_set_token(client, token);
    tell_helper(worker->shared, &err);
    return token;
}

/* Signs in by itself, or on purpose not at all. */
static bool has_own_sign_in(const struct ewc_request *request)
{
    const struct ewc_http_header *h;

    for (h = request->http.headers; h->name; h++)
        if (ewc_str_is_nocase(ewc_str(h->name), "Authorization"))
            return true;
    return false;
}

/* Sends; a request whose token was refused was not carried out, and is sent once more with another. */
static enum ewc_status send_signed_in(struct worker *worker, struct ewc_http_client *client,
                                      const struct ewc_request *request, uint64_t deadline_us, struct ewc_arena *arena,
                                      struct answer *out, struct ewc_err *err)
{
    struct ewc_tokens *tokens = worker->shared->config->tokens;
    const char *token = sync_token(worker, client);
    const struct ewc_request *again;
    struct ewc_err problem = {0};
    enum ewc_status st = send_once(worker, client, request, deadline_us, arena, out, err);

    if (st != EWC_OK || !token || has_own_sign_in(request))
        return st;
    if (out->exchange->status != 401) {
        if (out->exchange->outcome == EWC_HTTP_OK)
            ewc_tokens_accepted(tokens, token);
        return st;
    }
    token = ewc_tokens_renew(tokens, token, &problem);
    tell_helper(worker->shared, &problem);
    if (!token)
        return st;
    ewc_response_finish(out->response);
    *out = (struct answer){0};
    ewc_http_client_set_token(client, token);
    again = ewc_request_again(request, arena);
    if (!again)
        return ewc_err_set(err, EWC_ENOMEM, EWC_NOWHERE, "memory ran out");
    st = send_once(worker, client, again, deadline_us, arena, out, err);
    if (st == EWC_OK && out->exchange->outcome == EWC_HTTP_OK && out->exchange->status != 401)
        ewc_tokens_accepted(tokens, token);
    return st;
}

/* ---- patience ------------------------------------------------------------------------------------------------------ */

/* How long to wait now; 0: no longer. */
static uint64_t back_off_us(struct worker *worker, const struct ewc_response *r, unsigned try, uint64_t waited_us)
{
    uint64_t limit_us = (uint64_t)worker->shared->config->max_backoff_ms * 1000;
    uint64_t ask_us = (uint64_t)r->back_off_ms * 1000;

    if (!ask_us && r->back_off_told)
        ask_us = (uint64_t)(try < 6 ? AT_ONCE_MS << try : DEFAULT_BACK_OFF_MS) * 1000;
    else if (!ask_us)
        ask_us = (uint64_t)DEFAULT_BACK_OFF_MS * 1000 << (try < 4 ? try : 4);
    if (!r->back_off_told && limit_us > (uint64_t)MAX_UNTOLD_MS * 1000)
        limit_us = (uint64_t)MAX_UNTOLD_MS * 1000;
    if (try + 1 >= MAX_TRIES || waited_us + ask_us > limit_us || !health_may_wait(worker->shared))
        return 0;
    return ask_us;
}

/* One kind of request may be refused with 503 for ever while others are served: a harmless one tells. */
static bool is_gone(struct worker *worker, struct ewc_http_client *client, const struct answer *answer,
                    struct ewc_arena *arena)
{
    const struct ewc_request *request = NULL;
    struct answer second = {0};
    struct ewc_err err = {0};
    bool gone;

    if (!health_seems_gone(worker->shared, answer) ||
        ewc_request_build_own("GetImItemList", ewc_str("<m:GetImItemList/>"), NULL, &worker->shared->config->defaults,
                              arena, &request, &err) != EWC_OK ||
        send_once(worker, client, request, 0, arena, &second, &err) != EWC_OK)
        return false;
    gone = health_seems_gone(worker->shared, &second);
    ewc_response_finish(second.response);
    return gone;
}

static void ask_all_to_wait(struct worker *worker, uint64_t us, const struct ewc_response *r)
{
    struct shared *shared = worker->shared;
    uint64_t until = ewc_clock_us() + us;

    pthread_mutex_lock(&shared->lock);
    if (until > shared->not_before_us)
        shared->not_before_us = until;
    pthread_mutex_unlock(&shared->lock);
    if (atomic_fetch_add(&shared->throttled, 1) > 0)
        return; /* said once, counted always */
    note(shared, EWC_PROBLEM_NOTE, "The server throttles (%s): requests wait as it asks and go on.",
         r->code ? r->code : r->exchange->status == 429 ? "HTTP 429" : "HTTP 503");
}

enum ewc_status send_patiently(struct worker *worker, struct ewc_http_client *client,
                               const struct ewc_request *request, uint64_t deadline_us, struct ewc_arena *arena,
                               struct answer *out, struct ewc_err *err)
{
    struct answer answer = {0};
    uint64_t waited_us = 0;
    unsigned try;

    for (try = 0;; try++) {
        enum ewc_status st;
        uint64_t us;

        wait_turn(worker);
        st = send_signed_in(worker, client, request, deadline_us, arena, &answer, err);
        if (st != EWC_OK) {
            ewc_response_finish(answer.response);
            return st;
        }
        /* a throttled request was not processed: sending it again repeats nothing */
        if (!answer.response->throttled)
            break;
        us = back_off_us(worker, answer.response, try, waited_us);
        if (us == 0 || is_cancelled(worker)) {
            answer.gave_up = ewc_arena_printf(
                arena,
                "the server throttles and the limit of waiting for it was reached (%u ms asked, --max-backoff is "
                "%u s): its throttling policy does not admit this run",
                answer.response->back_off_ms, worker->shared->config->max_backoff_ms / 1000);
            if (!is_cancelled(worker))
                health_gave_up(worker->shared, &answer, is_gone(worker, client, &answer, arena), arena);
            break;
        }
        ask_all_to_wait(worker, us, answer.response);
        waited_us += us;
        ewc_response_finish(answer.response);
        answer.response = NULL;
        request = ewc_request_again(request, arena);
        if (!request)
            return ewc_err_set(err, EWC_ENOMEM, EWC_NOWHERE, "memory ran out");
    }
    *out = answer;
    return EWC_OK;
}
