/* ews-conform selftest: the suite against each defect and each variant of the reference server.
 *
 * A variant must pass every case that it does not lack something for. A defect is run with the cases about its requirement and with those that have caught
 * nothing yet, and with the others only when these do not notice it: so each defect is seen to be caught, and each case to
 * catch something, without running all against all. One mode alone (--only NAME) is run with every case.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"

enum {
    MODES_AT_ONCE = 3,
    JOBS_FOR_DEFECT = 2,
    JOBS_FOR_VARIANT = 8, /* some are slow: they wait, and do not compute */
    REQUEST_TIMEOUT_MS = 2500,
    MAX_TIMEOUTS = 5, /* in a row, as in a run */
    RUN_TIMEOUT_MS = 240000,
    SETTLE_MS = 500,
};

/* The suite's run against one mode of the server. */
struct trial {
    const struct ewc_refserver_mode *mode;
    bool is_defect;
    enum ewc_verdict *verdicts; /* by plan index */
    char problem[1024];         /* a failure or error of the run as a whole */
    bool problem_is_failure;
    uint64_t duration_us;
    enum ewc_verdict worst;
};

/* All trials, shared by the threads. */
struct selftest {
    struct world world;
    struct settings *settings;
    struct ewc_plan plan;
    struct trial *trials;
    unsigned count;
    pthread_mutex_t lock;
    unsigned next;    /* under lock */
    bool *has_caught; /* by plan index, under lock */
};

/* Some of the plan's cases. */
struct part {
    struct trial *trial;
    struct ewc_plan plan;
    unsigned *indices; /* in the whole plan */
};

/* ---- one trial ------------------------------------------------------------------------------------------------------- */

static void on_case_ended(void *ctx, const struct ewc_case_result *r, unsigned done, unsigned total)
{
    struct part *part = ctx;
    struct trial *t = part->trial;

    (void)done;
    (void)total;
    t->verdicts[part->indices[r->index]] = r->verdict;
    t->worst = ewc_verdict_worse(t->worst, r->verdict);
}

static void on_said(void *ctx, enum ewc_problem_kind kind, const char *text)
{
    struct part *part = ctx;
    struct trial *t = part->trial;

    if (kind == EWC_PROBLEM_NOTE || t->problem_is_failure)
        return;
    snprintf(t->problem, sizeof(t->problem), "%s", text);
    t->problem_is_failure = kind == EWC_PROBLEM_FAIL;
    t->worst = ewc_verdict_worse(t->worst, t->problem_is_failure ? EWC_FAIL : EWC_ERROR);
}

static bool wants_sign_in(const struct trial *t)
{
    return strstr(t->mode->name, "sign-in") != NULL;
}

static void fill_config(const struct selftest *self, const struct part *part, const char *url,
                        struct ewc_run_config *config)
{
    const struct trial *t = part->trial;

    *config = (struct ewc_run_config){.plan = &part->plan,
                                      .judge = self->world.judge,
                                      .catalogue = self->world.catalogue,
                                      .vars = self->world.vars,
                                      .id = "selftest",
                                      .profile = "",
                                      .jobs = t->is_defect ? JOBS_FOR_DEFECT : JOBS_FOR_VARIANT,
                                      .settle_ms = SETTLE_MS,
                                      .run_timeout_ms = RUN_TIMEOUT_MS,
                                      .max_backoff_ms = 20000,
                                      .max_timeouts = MAX_TIMEOUTS,
                                      .cancelled = signals_caught};
    config->http.url = config->defaults.url = url;
    config->http.timeout_ms = REQUEST_TIMEOUT_MS;
    config->defaults.server_version = "Exchange2013";
    if (wants_sign_in(t)) {
        config->http.auth = EWC_AUTH_ANY;
        config->http.user = "selftest";
        config->http.password = "selftest";
    }
}

static enum ewc_status run_part(struct selftest *self, struct part *part, struct ewc_err *err)
{
    struct trial *t = part->trial;
    struct ewc_refserver_config mode = {.defect = t->is_defect ? t->mode->name : NULL,
                                        .variant = t->is_defect ? NULL : t->mode->name,
                                        .user = wants_sign_in(t) ? "selftest:selftest" : NULL};
    struct ewc_run_listener listener = {on_case_ended, on_said, part};
    struct ewc_arena *arena = ewc_arena_create(0);
    struct ewc_refserver *server = NULL;
    struct ewc_result *result = NULL;
    struct ewc_run_outcome outcome = {0};
    struct ewc_run_config config;
    enum ewc_status st = arena ? EWC_OK : EWC_ENOMEM;

    if (st == EWC_OK)
        st = ewc_refserver_start(&mode, &server, err);
    if (st == EWC_OK)
        st = ewc_result_create(NULL, part->plan.count, self->world.catalogue, false, &result, err);
    if (st == EWC_OK) {
        fill_config(self, part, ewc_refserver_url(server), &config);
        st = ewc_run(&config, result, &listener, arena, &outcome, err);
    }
    t->duration_us += outcome.duration_us;
    ewc_result_destroy(result);
    ewc_refserver_stop(server);
    ewc_arena_destroy(arena);
    return st;
}

/* ---- judging a trial --------------------------------------------------------------------------------------------------- */

/* A defect of a SHOULD shows as a warning; of what is only observed, not at all. */
static bool is_caught(const struct selftest *self, const struct trial *t)
{
    const struct ewc_requirement *r = ewc_catalogue_find(self->world.catalogue, t->mode->requirement);
    unsigned i;

    if (t->worst == EWC_FAIL)
        return true;
    if (!r || (r->level != EWC_SHOULD && r->level != EWC_MAY))
        return false;
    for (i = 0; i < self->plan.count; i++)
        if (t->verdicts[i] == EWC_WARN)
            return true;
    return false;
}

static bool is_spared(const struct trial *t)
{
    return t->worst < EWC_ERROR;
}

static bool catches(const struct trial *t, unsigned i)
{
    return t->is_defect && (t->verdicts[i] == EWC_FAIL || t->verdicts[i] == EWC_WARN);
}

/* ---- which cases ------------------------------------------------------------------------------------------------------ */

/* Those that a defect is run with first; all for a variant, or for one mode alone. */
static bool is_first(struct selftest *self, const struct trial *t, unsigned i)
{
    bool has_caught;

    if (!t->is_defect || self->count == 1 || !t->mode->requirement || case_covers(self->plan.cases[i], t->mode->requirement))
        return true;
    pthread_mutex_lock(&self->lock);
    has_caught = self->has_caught[i];
    pthread_mutex_unlock(&self->lock);
    return !has_caught;
}

static void remember_caught(struct selftest *self, const struct trial *t)
{
    unsigned i;

    pthread_mutex_lock(&self->lock);
    for (i = 0; i < self->plan.count; i++)
        self->has_caught[i] |= catches(t, i);
    pthread_mutex_unlock(&self->lock);
}

/* With the cases that are (or are not) the first; `first` is by plan index. */
static enum ewc_status run_cases(struct selftest *self, struct trial *t, const bool *first, bool wanted, struct ewc_err *err)
{
    struct part part = {.trial = t};
    enum ewc_status st = EWC_OK;
    unsigned i;

    part.plan.cases = calloc(self->plan.count + 1, sizeof(*part.plan.cases));
    part.indices = calloc(self->plan.count + 1, sizeof(*part.indices));
    if (!part.plan.cases || !part.indices) {
        st = ewc_err_set(err, EWC_ENOMEM, EWC_NOWHERE, "memory ran out");
        goto out;
    }
    for (i = 0; i < self->plan.count; i++) {
        if (first[i] != wanted)
            continue;
        part.indices[part.plan.count] = i;
        part.plan.cases[part.plan.count++] = self->plan.cases[i];
    }
    if (part.plan.count)
        st = run_part(self, &part, err);

out:
    free(part.plan.cases);
    free(part.indices);
    return st;
}

static enum ewc_status run_trial(struct selftest *self, struct trial *t, struct ewc_err *err)
{
    bool *first = calloc(self->plan.count + 1, sizeof(*first));
    enum ewc_status st;
    unsigned i;

    if (!first)
        return ewc_err_set(err, EWC_ENOMEM, EWC_NOWHERE, "memory ran out");
    for (i = 0; i < self->plan.count; i++)
        first[i] = is_first(self, t, i);
    st = run_cases(self, t, first, true, err);
    if (st == EWC_OK && t->is_defect && !is_caught(self, t))
        st = run_cases(self, t, first, false, err);
    remember_caught(self, t);
    free(first);
    return st;
}

/* ---- telling ---------------------------------------------------------------------------------------------------------- */

static void print_trial(const struct selftest *self, const struct trial *t, bool ok)
{
    unsigned shown = 0, skipped = 0;
    unsigned i;

    printf("%s %s %s (%s%s%.1f s):", ok ? "ok  " : "FAIL", t->is_defect ? "defect " : "variant", t->mode->name,
           t->mode->requirement ? t->mode->requirement : "", t->mode->requirement ? ", " : "",
           (double)t->duration_us / 1e6);
    for (i = 0; i < self->plan.count; i++) {
        bool told = t->is_defect ? catches(t, i) : t->verdicts[i] >= EWC_WARN;

        skipped += t->verdicts[i] == EWC_SKIP;
        if (told && ++shown <= (self->settings->verbose || !t->is_defect ? 1000u : 6u))
            printf(" %s%s", self->plan.cases[i]->id,
                   t->verdicts[i] == EWC_WARN    ? "(warn)"
                   : t->verdicts[i] == EWC_ERROR ? "(error)"
                                                 : "");
    }
    if (shown > 6 && t->is_defect && !self->settings->verbose)
        printf(" and %u more", shown - 6);
    if (!shown && t->is_defect)
        printf(" no case noticed");
    else if (!shown && skipped)
        printf(" all other cases passed, %u skipped", skipped);
    else if (!shown)
        printf(" all cases passed");
    if (*t->problem) {
        printf("; ");
        print_safe(stdout, t->problem);
    }
    putchar('\n');
    fflush(stdout);
}

static void *work(void *arg)
{
    struct selftest *self = arg;

    for (;;) {
        struct trial *t = NULL;
        struct ewc_err err = {0};
        enum ewc_status st;
        unsigned tries;

        pthread_mutex_lock(&self->lock);
        if (self->next < self->count && !signals_caught())
            t = &self->trials[self->next++];
        pthread_mutex_unlock(&self->lock);
        if (!t)
            return NULL;
        st = run_trial(self, t, &err);
        /* a race is a matter of chance: it may be missed twice on a busy machine */
        for (tries = 1; st == EWC_OK && tries < 3 && strncmp(t->mode->name, "race-", 5) == 0 && !is_caught(self, t); tries++)
            st = run_trial(self, t, &err);
        if (st != EWC_OK) {
            snprintf(t->problem, sizeof(t->problem), "%s", err.message);
            t->worst = EWC_ERROR;
        }
        pthread_mutex_lock(&self->lock);
        print_trial(self, t, t->is_defect ? is_caught(self, t) : is_spared(t));
        pthread_mutex_unlock(&self->lock);
    }
}

/* ---- all of them --------------------------------------------------------------------------------------------------------- */

static bool is_wanted(const struct settings *s, const struct ewc_refserver_mode *m, bool is_defect)
{
    return !s->only || strcmp(s->only, m->name) == 0 || strcmp(s->only, is_defect ? "defects" : "variants") == 0;
}

static bool add_trials(struct selftest *self, const struct ewc_refserver_mode *modes, bool is_defect)
{
    const struct ewc_refserver_mode *m;

    for (m = modes; m->name; m++) {
        struct trial *t;

        if (!is_wanted(self->settings, m, is_defect))
            continue;
        t = &self->trials[self->count++];
        t->mode = m;
        t->is_defect = is_defect;
        t->verdicts = calloc(self->plan.count + 1, sizeof(*t->verdicts));
        if (!t->verdicts)
            return false;
    }
    return true;
}

static unsigned count_modes(const struct ewc_refserver_mode *m)
{
    unsigned count = 0;

    for (; m->name; m++)
        count++;
    return count;
}

static bool is_observing_only(const struct ewc_case *c)
{
    unsigned i;

    for (i = 0; i < c->covers_count; i++)
        if (c->covers[i].level != EWC_OBS)
            return false;
    return true;
}

/* A case that catches nothing proves nothing. Returns how many there are of those that could. */
static unsigned print_idle_cases(const struct selftest *self)
{
    unsigned idle = 0;
    unsigned i;

    for (i = 0; i < self->plan.count; i++) {
        if (self->has_caught[i])
            continue;
        if (is_observing_only(self->plan.cases[i])) {
            printf("note  case %s only observes and catches no defect\n", self->plan.cases[i]->id);
            continue;
        }
        printf("FAIL  case %s catches no defect\n", self->plan.cases[i]->id);
        idle++;
    }
    return idle;
}

static int report(const struct selftest *self)
{
    unsigned passed = 0, failed = 0, idle = 0;
    unsigned i;

    for (i = 0; i < self->count; i++) {
        const struct trial *t = &self->trials[i];
        bool ok = t->is_defect ? is_caught(self, t) : is_spared(t);

        passed += ok;
        failed += !ok;
    }
    if (!self->settings->only)
        idle = print_idle_cases(self);
    printf("\n%u cases, %u modes of the reference server\n%u passed, %u failed\n", self->plan.count, self->count,
           passed, failed + idle);
    return failed + idle ? EXIT_FAILED : EXIT_CONFORMANT;
}

static void run_trials(struct selftest *self)
{
    unsigned threads = self->settings->jobs ? (unsigned)self->settings->jobs : MODES_AT_ONCE;
    pthread_t *ids = calloc(threads, sizeof(*ids));
    unsigned i, started = 0;

    if (!ids)
        threads = 0;
    while (started < threads && pthread_create(&ids[started], NULL, work, self) == 0)
        started++;
    if (!started)
        work(self);
    for (i = 0; i < started; i++)
        pthread_join(ids[i], NULL);
    free(ids);
}

static bool add_variables(struct world *w)
{
    const struct ewc_refserver_variable *v;

    for (v = ewc_refserver_variables(); v->name; v++)
        if (!ewc_vars_set(w->vars, v->name, v->value))
            return false;
    return true;
}

int command_selftest(struct settings *s)
{
    struct selftest self = {.settings = s, .lock = PTHREAD_MUTEX_INITIALIZER};
    int code = EXIT_ERROR;
    unsigned i;

    self.trials = calloc(count_modes(ewc_refserver_defects()) + count_modes(ewc_refserver_variants()) + 1,
                         sizeof(*self.trials));
    if (self.trials && open_world(&self.world, s, &code) && add_variables(&self.world) &&
        load_plan(&self.world, s, true, &self.plan, &code) &&
        /* variants first: some are slow, and while they wait others compute */
        add_trials(&self, ewc_refserver_variants(), false) && add_trials(&self, ewc_refserver_defects(), true)) {
        self.has_caught = calloc(self.plan.count + 1, sizeof(*self.has_caught));
        if (self.count == 0) {
            print_error_text("selftest: there is no defect or variant \"%s\"; \"ews-conform serve --list\" prints all",
                             s->only);
            code = EXIT_USAGE;
        } else if (self.has_caught) {
            run_trials(&self);
            code = signals_caught() ? signal_exit_code() : report(&self);
        } else {
            print_error_text("memory ran out");
        }
    }
    for (i = 0; i < self.count; i++)
        free(self.trials[i].verdicts);
    free(self.trials);
    free(self.has_caught);
    close_world(&self.world);
    return code;
}
