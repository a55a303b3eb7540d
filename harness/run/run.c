#include "run/run.h"

#include <stdlib.h>
#include <string.h>

#include "run/internal.h"

/* Cases that may run beside others come first, then those that want the server for themselves. */
enum phase { PARALLEL, EXCLUSIVE };

enum { DEFAULT_RUN_TIMEOUT_MS = 86400000 };

/* One thread of the run. */
struct thread {
    struct shared *shared;
    pthread_t id;
};

static bool is_over(struct worker *worker)
{
    struct shared *shared = worker->shared;

    if (ewc_clock_us() >= shared->deadline_us)
        return true;
    return atomic_load(&shared->stop) || is_cancelled(worker);
}

static bool is_alone(const struct ewc_case *c)
{
    return c->exclusive || sends_together(c);
}

static unsigned count_of(const struct ewc_plan *plan, enum phase phase)
{
    unsigned i, count = 0;

    for (i = 0; i < plan->count; i++)
        count += is_alone(plan->cases[i]) == (phase == EXCLUSIVE);
    return count;
}

static bool take_case(struct shared *shared, enum phase phase, unsigned *out_index)
{
    const struct ewc_plan *plan = shared->config->plan;
    bool found = false;

    pthread_mutex_lock(&shared->lock);
    while (shared->next < plan->count && !found) {
        *out_index = shared->next++;
        found = is_alone(plan->cases[*out_index]) == (phase == EXCLUSIVE);
    }
    pthread_mutex_unlock(&shared->lock);
    return found;
}

void fail_run(struct shared *shared, enum ewc_status st, const struct ewc_err *err)
{
    pthread_mutex_lock(&shared->lock);
    if (shared->failed == EWC_OK) {
        shared->failed = st;
        shared->err = *err;
    }
    pthread_mutex_unlock(&shared->lock);
    atomic_store(&shared->stop, true);
}

static void work(struct worker *worker, enum phase phase)
{
    unsigned index;

    while (!is_over(worker) && take_case(worker->shared, phase, &index)) {
        struct ewc_err err = {0};
        enum ewc_status st = run_case(worker, index, &err);

        if (st != EWC_OK)
            fail_run(worker->shared, st, &err);
    }
}

static void *thread_main(void *arg)
{
    struct thread *t = arg;
    struct worker worker;
    struct ewc_err err = {0};
    enum ewc_status st = worker_open(&worker, t->shared, &err);

    if (st == EWC_OK)
        work(&worker, PARALLEL);
    else
        fail_run(t->shared, st, &err);
    worker_close(&worker);
    return NULL;
}

/* ---- cases that were not run ------------------------------------------------------------------------------------- */

/* Every case gets a verdict: those that nobody took are skipped, with the reason. */
static enum ewc_status skip_rest(struct shared *shared, const bool *ran, const char *reason, struct ewc_err *err)
{
    const struct ewc_plan *plan = shared->config->plan;
    enum ewc_status st = EWC_OK;
    unsigned i;

    for (i = 0; i < plan->count && st == EWC_OK; i++) {
        struct ewc_case_result r = {.index = i, .c = plan->cases[i], .verdict = EWC_SKIP, .reason = reason,
                                    .place = plan->places ? plan->places[i] : 0};

        if (ran[i])
            continue;
        ewc_clock_iso8601(r.started);
        st = ewc_result_add(shared->result, &r, err);
        shared->done++;
        if (shared->listener->case_ended)
            shared->listener->case_ended(shared->listener->ctx, &r, shared->done, plan->count);
    }
    return st;
}

static const char *why_not_run(struct shared *shared, struct worker *worker)
{
    const char *reason = atomic_load(&shared->stopped_because);

    if (is_cancelled(worker))
        return "not run: the run was ended by a signal";
    if (reason)
        return reason;
    if (ewc_clock_us() >= shared->deadline_us)
        return "not run: the run's time was over (--run-timeout)";
    if (shared->config->fail_fast)
        return "not run: --fail-fast ended the run at a failure";
    return "not run: the server cannot be used";
}

/* ---- the whole ------------------------------------------------------------------------------------------------------ */

static unsigned run_workers(struct shared *shared, struct worker *first)
{
    unsigned jobs = shared->connections && shared->connections < shared->config->jobs ? shared->connections
                                                                                      : shared->config->jobs;
    struct thread *threads = calloc(jobs, sizeof(*threads));
    unsigned i, started = 0;

    shared->desk = count_of(shared->config->plan, PARALLEL) > 1 ? open_desk(shared, jobs == 1) : NULL;
    for (i = 1; threads && i < jobs && i < shared->config->plan->count; i++) {
        threads[i].shared = shared;
        if (pthread_create(&threads[i].id, NULL, thread_main, &threads[i]) != 0)
            break;
        started = i;
    }
    work(first, PARALLEL);
    for (i = 1; i <= started; i++)
        pthread_join(threads[i].id, NULL);
    free(threads);
    close_desk(shared->desk);
    shared->next = 0;
    shared->desk = count_of(shared->config->plan, EXCLUSIVE) > 1 ? open_desk(shared, true) : NULL;
    work(first, EXCLUSIVE);
    close_desk(shared->desk);
    shared->desk = NULL;
    return jobs;
}

static enum ewc_status run_plan(struct shared *shared, struct worker *worker, struct ewc_run_outcome *outcome,
                                struct ewc_err *err)
{
    const struct ewc_plan *plan = shared->config->plan;
    enum ewc_status st = EWC_OK;
    bool usable;

    outcome->jobs = shared->config->jobs;
    if (shared->config->archive)
        return recheck_plan(shared, err);
    usable = probe(worker);
    if (usable) {
        outcome->jobs = run_workers(shared, worker);
        note_removals(shared);
        compare_mailbox(worker);
    }
    outcome->interrupted = shared->config->cancelled && shared->config->cancelled() > 0;
    if (shared->failed != EWC_OK) {
        *err = shared->err;
        return shared->failed;
    }
    if (shared->done < plan->count) {
        bool *ran = calloc(plan->count + 1, sizeof(*ran));
        const char *reason = usable ? why_not_run(shared, worker) : "not run: the server cannot be used";

        if (!ran)
            return ewc_err_set(err, EWC_ENOMEM, EWC_NOWHERE, "memory ran out");
        atomic_store(&worker->cleaning, false);
        ewc_result_mark_added(shared->result, ran);
        st = skip_rest(shared, ran, reason, err);
        free(ran);
    }
    return st;
}

enum ewc_status open_shared(struct shared *shared, const struct ewc_run_config *config, struct ewc_result *result,
                            const struct ewc_run_listener *listener, struct ewc_arena *arena)
{
    memset(shared, 0, sizeof(*shared));
    shared->config = config;
    shared->result = result;
    shared->listener = listener;
    shared->arena = arena;
    shared->parallel = true;
    shared->deadline_us =
        ewc_clock_us() + (uint64_t)(config->run_timeout_ms ? config->run_timeout_ms : DEFAULT_RUN_TIMEOUT_MS) * 1000;
    return pthread_mutex_init(&shared->lock, NULL) == 0 ? EWC_OK : EWC_ENOMEM;
}

/* Whose mailbox it is, as far as that is known. */
static const char *owner_of(const struct ewc_run_config *config)
{
    return config->defaults.impersonate ? config->defaults.impersonate : config->http.user;
}

enum ewc_status ewc_run(const struct ewc_run_config *config, struct ewc_result *result,
                        const struct ewc_run_listener *listener, struct ewc_arena *arena,
                        struct ewc_run_outcome *out_outcome, struct ewc_err *err)
{
    struct ewc_run_outcome outcome = {0};
    struct shared shared;
    struct worker worker;
    uint64_t started_us = ewc_clock_us();
    enum ewc_status st = open_shared(&shared, config, result, listener, arena);

    if (st != EWC_OK)
        return ewc_err_set(err, st, EWC_NOWHERE, "memory ran out");
    if (config->journal)
        st = ewc_journal_open(config->http.url, owner_of(config), config->id, &shared.journal, err);
    if (st != EWC_OK) {
        pthread_mutex_destroy(&shared.lock);
        return st;
    }
    memset(&worker, 0, sizeof(worker));
    if (!config->archive)
        st = worker_open(&worker, &shared, err);
    if (st == EWC_OK)
        st = run_plan(&shared, &worker, &outcome, err);
    worker_close(&worker);
    ewc_journal_close(shared.journal);
    pthread_mutex_destroy(&shared.lock);
    outcome.server = shared.server;
    outcome.requests = atomic_load(&shared.requests);
    outcome.throttled = atomic_load(&shared.throttled);
    outcome.resent = atomic_load(&shared.resent);
    outcome.duration_us = ewc_clock_us() - started_us;
    *out_outcome = outcome;
    return st;
}

/* What the journals of dead runs tell first: in a dry run it has not gone when its names are looked at. */
static unsigned sweep_all(struct worker *worker, bool dry_run, struct ewc_arena *arena,
                          void (*found)(void *ctx, const char *name, bool removed), void *ctx, const char **out_why)
{
    unsigned left = sweep_dead_runs(worker, worker->shared->journal, dry_run, found, ctx);

    left += remove_by_prefix(worker, NULL, "ews-conform-", dry_run, arena, found, ctx, out_why);
    if (!*out_why)
        left += remove_contacts_by_prefix(worker, NULL, "ews-conform-", dry_run, arena, found, ctx);
    return left;
}

enum ewc_status ewc_sweep(const struct ewc_run_config *config, bool dry_run,
                          void (*found)(void *ctx, const char *name, bool removed), void *ctx, struct ewc_err *err)
{
    static const struct ewc_run_listener SILENT;
    struct ewc_arena *arena = ewc_arena_create(0);
    struct ewc_result *result = NULL;
    const char *why = NULL;
    struct shared shared;
    struct worker worker;
    unsigned left = 0;
    enum ewc_status st;

    st = ewc_result_create(NULL, 0, NULL, false, &result, err);
    if (st == EWC_OK && arena)
        st = open_shared(&shared, config, result, &SILENT, arena);
    if (st != EWC_OK || !arena) {
        ewc_result_destroy(result);
        ewc_arena_destroy(arena);
        return ewc_err_set(err, st == EWC_OK ? EWC_ENOMEM : st, EWC_NOWHERE, "memory ran out");
    }
    st = worker_open(&worker, &shared, err);
    if (st == EWC_OK)
        st = ewc_journal_open(config->http.url, owner_of(config), NULL, &shared.journal, err);
    if (st == EWC_OK)
        left = sweep_all(&worker, dry_run, arena, found, ctx, &why);
    if (st == EWC_OK && why)
        st = ewc_err_set(err, EWC_ENET, EWC_NOWHERE, "the IM list cannot be read: %s", why);
    if (st == EWC_OK && left && !dry_run)
        st = ewc_err_set(err, EWC_ENET, EWC_NOWHERE, "%u group%s or contact%s could not be removed", left, left == 1 ? "" : "s", left == 1 ? "" : "s");
    ewc_journal_close(shared.journal);
    worker_close(&worker);
    pthread_mutex_destroy(&shared.lock);
    ewc_result_destroy(result);
    ewc_arena_destroy(arena);
    return st;
}
