/* Whether the server is still at work: a run against one that has died ends soon, and says so. */
#include <stdio.h>
#include <string.h>

#include "run/internal.h"

enum {
    SHORTER_AFTER = 2, /* timeouts in a row, after which */
    SHORTER_MS = 5000, /* the next request waits no longer than this */
    LAST_MS = 2000,    /* what is cleaned up after the run was ended waits so long */
    MAX_BUSY = 5,     /* requests in a row that a busy server did not take, which end the run */
    MAX_GIVE_UPS = 3, /* how often the whole time of waiting is spent in vain */
};

static bool is_rename(const struct ewc_request *request)
{
    return strcmp(request->operation, "SetImGroup") == 0;
}

/* Once: the rest is not run. */
static void end_run(struct shared *shared, const char *reason, enum ewc_problem_kind kind, const char *text)
{
    const char *none = NULL;

    if (!atomic_compare_exchange_strong(&shared->stopped_because, &none, reason))
        return;
    atomic_store(&shared->stop, true);
    note(shared, kind, "%s", text);
}

unsigned health_timeout_ms(struct shared *shared, const struct ewc_request *request, unsigned usual_ms)
{
    const struct health *h = &shared->health;
    unsigned limit = shared->config->max_timeouts;
    unsigned silent, most = usual_ms;

    pthread_mutex_lock(&shared->lock);
    silent = is_rename(request) && h->silent_renames > h->silent ? h->silent_renames : h->silent;
    pthread_mutex_unlock(&shared->lock);
    if (limit && silent >= limit)
        most = LAST_MS;
    else if (limit && silent >= SHORTER_AFTER)
        most = SHORTER_MS;
    return most < usual_ms ? most : usual_ms;
}

/* Workers are at work side by side: what was asked before the error came says nothing about what is after it. */
static void note_answer(struct health *h, const struct ewc_http_exchange *x, const struct ewc_response *r)
{
    h->worked = true;
    h->busy = 0;
    if (r->outcome == EWC_OUTCOME_SUCCESS || r->outcome == EWC_OUTCOME_WARNING) {
        if (x->started_us > h->erred_us)
            h->erred_us = 0;
    } else if (r->outcome == EWC_OUTCOME_ERROR || r->outcome == EWC_OUTCOME_FAULT) {
        h->erred_us = ewc_clock_us();
        snprintf(h->erred_with, sizeof(h->erred_with), "%.60s", r->code ? r->code : "an error");
    }
}

void health_note(struct shared *shared, const struct ewc_request *request, const struct answer *answer)
{
    const struct ewc_http_exchange *x = answer->exchange;
    struct health *h = &shared->health;
    unsigned limit = shared->config->max_timeouts;
    unsigned silent;
    bool renames;
    char text[300];

    if (x->outcome == EWC_HTTP_CANCELLED || ewc_http_outcome_is_setup(x->outcome))
        return;
    pthread_mutex_lock(&shared->lock);
    if (x->outcome == EWC_HTTP_TIMEOUT) {
        h->silent++;
        h->silent_renames += is_rename(request);
    } else {
        h->silent = 0;
        h->silent_renames = is_rename(request) ? 0 : h->silent_renames;
        if (!answer->response->throttled)
            note_answer(h, x, answer->response);
    }
    renames = is_rename(request) && h->silent_renames >= h->silent;
    silent = renames ? h->silent_renames : h->silent;
    pthread_mutex_unlock(&shared->lock);
    if (!limit || silent < limit)
        return;
    snprintf(text, sizeof(text), "The server left %u requests in a row without an answer%s: the remaining cases were not run "
             "(--max-timeouts).", silent, renames ? ", all of them SetImGroup" : "");
    end_run(shared, "not run: the server stopped answering (--max-timeouts)", EWC_PROBLEM_ERROR, text);
}

bool health_may_wait(struct shared *shared)
{
    bool may;

    pthread_mutex_lock(&shared->lock);
    may = shared->health.busy == 0 && shared->health.gave_up < MAX_GIVE_UPS;
    pthread_mutex_unlock(&shared->lock);
    return may;
}

/* A plain 503 that asks for nothing comes from what stands before a service that is not there. Others ask for patience:
 * that is throttling, and nobody's fault. */
bool health_seems_gone(struct shared *shared, const struct answer *answer)
{
    bool erred;

    pthread_mutex_lock(&shared->lock);
    erred = shared->health.worked && shared->health.erred_us;
    pthread_mutex_unlock(&shared->lock);
    return erred && answer->exchange->status == 503 && answer->response->outcome == EWC_OUTCOME_OTHER &&
           !answer->response->back_off_told;
}

static void make_gone(struct shared *shared, struct answer *answer, const char *erred_with, struct ewc_arena *arena)
{
    struct ewc_http_exchange *x = ewc_arena_alloc(arena, sizeof(*x));
    const char *detail = ewc_arena_printf(arena, "HTTP status 503 to every request since it answered %s", erred_with);

    if (!x || !detail)
        return;
    *x = *answer->exchange;
    x->outcome = EWC_HTTP_GONE;
    x->detail = detail;
    answer->exchange = x;
    answer->response->exchange = x;
    answer->gave_up = NULL;
    end_run(shared, "not run: the server answers nothing but HTTP 503", EWC_PROBLEM_ERROR,
            "The server answers nothing but HTTP 503 any more: the remaining cases were not run.");
}

void health_gave_up(struct shared *shared, struct answer *answer, bool gone, struct ewc_arena *arena)
{
    char erred_with[sizeof(shared->health.erred_with)];
    unsigned busy;

    pthread_mutex_lock(&shared->lock);
    busy = ++shared->health.busy;
    shared->health.gave_up++;
    memcpy(erred_with, shared->health.erred_with, sizeof(erred_with));
    pthread_mutex_unlock(&shared->lock);
    if (gone)
        make_gone(shared, answer, erred_with, arena);
    else if (busy >= MAX_BUSY)
        end_run(shared, "not run: the server only asked to come back later", EWC_PROBLEM_ERROR,
                "The server only asks to come back later, longer than --max-backoff allows: the remaining cases were not "
                "run.");
}
