/* ews-conform compare: what a run does better or worse than an earlier one. */
#include <stdlib.h>
#include <string.h>

#include "cli/session.h"

enum { MAX_SLOWER = 20, SLOWER_TIMES = 3, SLOWER_US = 100 * 1000 };

/* Headings, in the order in which they are printed. */
enum change { REGRESSION, FURTHER, FIXED, MILDER, HARSHER, UNJUDGED, JUDGED, NEW, GONE, CHANGES };

static const char *const HEADINGS[CHANGES] = {
    "Regressions",
    "Regressions: they failed before, and fail for further requirements now",
    "Fixed",
    "Warnings that are gone",
    "New warnings",
    "No longer judged",
    "Judged now and not before",
    "New cases",
    "Gone cases",
};

/* A step that became clearly slower. */
struct slower {
    const char *case_id, *step;
    uint64_t before_us, now_us;
};

struct comparison {
    const struct ewc_archive *old, *new;
    struct ewc_arena *arena;
    struct list lines[CHANGES];
    struct slower *steps;
    unsigned step_count;
};

/* ---- cases ---------------------------------------------------------------------------------------------------------- */

static bool is_good(const struct ewc_archive_case *c)
{
    return c->verdict == EWC_PASS || c->verdict == EWC_WARN || c->known;
}

static bool is_bad(const struct ewc_archive_case *c)
{
    return !is_good(c) && c->verdict != EWC_SKIP;
}

static const char *word_of(const struct ewc_archive_case *c)
{
    return c->known ? "known" : ewc_verdict_name(c->verdict);
}

/* The first thing that it fails for, for people; "" without one. */
static const char *why(struct comparison *k, const struct ewc_archive_case *c)
{
    struct ewc_record *records = NULL;
    const struct ewc_record *r;
    const struct ewc_finding *f;

    if (c->reason)
        return c->reason;
    if (ewc_archive_records(c, k->arena, &records, NULL) != EWC_OK)
        return "";
    for (r = records; r; r = r->next)
        for (f = r->findings.first; f; f = f->next)
            if (ewc_archive_is_failure(f) && !f->known)
                return ewc_arena_printf(k->arena, "%s, step %s: %s", f->id, r->id, f->text);
    return "";
}

static void add_line(struct comparison *k, enum change change, const struct ewc_archive_case *old,
                     const struct ewc_archive_case *new)
{
    const struct ewc_archive_case *c = new ? new : old;
    const char *reason = new && is_bad(new) ? why(k, new) : "";
    const char *line = ewc_arena_printf(k->arena, "%s/%s  %s%s%s%s%s", c->suite, c->id, old ? word_of(old) : "",
                                        old && new ? " -> " : "", new ? word_of(new) : "", *reason ? ": " : "", reason);

    if (line)
        list_add(&k->lines[change], k->arena, line);
}

static bool fails_for(const struct ewc_record *records, const char *requirement)
{
    const struct ewc_record *r;
    const struct ewc_finding *f;

    for (r = records; r; r = r->next)
        for (f = r->findings.first; f; f = f->next)
            if (ewc_archive_is_failure(f) && strcmp(f->id, requirement) == 0)
                return true;
    return false;
}

/* Both fail: the new one for something that the old one did not fail for. */
static bool fails_further(struct comparison *k, const struct ewc_archive_case *old, const struct ewc_archive_case *new)
{
    struct ewc_record *before = NULL, *now = NULL;
    const struct ewc_record *r;
    const struct ewc_finding *f;

    if (ewc_archive_records(old, k->arena, &before, NULL) != EWC_OK ||
        ewc_archive_records(new, k->arena, &now, NULL) != EWC_OK)
        return false;
    for (r = now; r; r = r->next)
        for (f = r->findings.first; f; f = f->next)
            if (ewc_archive_is_failure(f) && !f->known && !fails_for(before, f->id))
                return true;
    return false;
}

static void compare_case(struct comparison *k, const struct ewc_archive_case *old, const struct ewc_archive_case *new)
{
    if (is_good(old) && is_bad(new))
        add_line(k, REGRESSION, old, new);
    else if (is_bad(old) && is_good(new))
        add_line(k, FIXED, old, new);
    else if (old->verdict == EWC_FAIL && new->verdict == EWC_FAIL && !new->known && fails_further(k, old, new))
        add_line(k, FURTHER, old, new);
    else if (old->verdict == EWC_PASS && new->verdict == EWC_WARN)
        add_line(k, HARSHER, old, new);
    else if (old->verdict == EWC_WARN && new->verdict == EWC_PASS)
        add_line(k, MILDER, old, new);
    else if (old->verdict != EWC_SKIP && new->verdict == EWC_SKIP)
        add_line(k, UNJUDGED, old, new);
    else if (old->verdict == EWC_SKIP && new->verdict != EWC_SKIP)
        add_line(k, JUDGED, old, new);
    else if (old->verdict != new->verdict) /* between fail and error */
        add_line(k, new->verdict == EWC_FAIL ? JUDGED : UNJUDGED, old, new);
}

/* ---- times ------------------------------------------------------------------------------------------------------------ */

static bool is_step(const struct ewc_record *r)
{
    return strcmp(r->kind, "step") == 0 && r->exchange && r->exchange->outcome == EWC_HTTP_OK && r->exchange->total_us > 0;
}

static const struct ewc_record *find_step(const struct ewc_record *records, const char *id)
{
    for (; records; records = records->next)
        if (is_step(records) && strcmp(records->id, id) == 0)
            return records;
    return NULL;
}

static bool collect_steps(struct comparison *k, const struct ewc_archive_case *old, const struct ewc_archive_case *new)
{
    struct ewc_arena *arena = ewc_arena_create(0);
    struct ewc_record *before = NULL, *now = NULL;
    const struct ewc_record *r;
    bool ok = arena && ewc_archive_records(old, arena, &before, NULL) == EWC_OK &&
              ewc_archive_records(new, arena, &now, NULL) == EWC_OK;

    for (r = ok ? now : NULL; r; r = r->next) {
        const struct ewc_record *then = is_step(r) ? find_step(before, r->id) : NULL;
        struct slower *steps;

        if (!then)
            continue;
        steps = realloc(k->steps, (k->step_count + 1) * sizeof(*steps));
        if (!steps)
            break;
        k->steps = steps;
        steps[k->step_count++] =
            (struct slower){new->id, ewc_arena_strdup(k->arena, r->id), then->exchange->total_us, r->exchange->total_us};
    }
    ewc_arena_destroy(arena);
    return ok;
}

static int by_number(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;

    return (x > y) - (x < y);
}

/* By how much all steps became slower: the median, at least 1. */
static double general_factor(const struct comparison *k)
{
    double *ratios = malloc((k->step_count + 1) * sizeof(*ratios));
    double factor = 1;
    unsigned i;

    for (i = 0; ratios && i < k->step_count; i++)
        ratios[i] = (double)k->steps[i].now_us / (double)k->steps[i].before_us;
    if (ratios && k->step_count) {
        qsort(ratios, k->step_count, sizeof(*ratios), by_number);
        factor = ratios[k->step_count / 2];
    }
    free(ratios);
    return factor > 1 ? factor : 1;
}

static int by_growth(const void *a, const void *b)
{
    const struct slower *x = a;
    const struct slower *y = b;
    int64_t more_x = (int64_t)x->now_us - (int64_t)x->before_us;
    int64_t more_y = (int64_t)y->now_us - (int64_t)y->before_us;

    return (more_x < more_y) - (more_x > more_y);
}

static void print_slower(struct comparison *k)
{
    double factor = general_factor(k);
    unsigned i, found = 0;

    if (factor >= 1.5)
        printf("\nThe new run as a whole took %.1f times as long for a step (median).\n", factor);
    if (k->step_count)
        qsort(k->steps, k->step_count, sizeof(*k->steps), by_growth);
    for (i = 0; i < k->step_count; i++) {
        const struct slower *s = &k->steps[i];
        double before = (double)s->before_us * factor;

        if ((double)s->now_us < SLOWER_TIMES * before || (double)s->now_us < before + SLOWER_US)
            continue;
        if (found++ == 0)
            printf("\nSlower steps (at least %d times as long, and %d ms longer):\n", SLOWER_TIMES, SLOWER_US / 1000);
        if (found > MAX_SLOWER)
            continue;
        printf("  ");
        print_safe(stdout, s->case_id);
        printf(", step ");
        print_safe(stdout, s->step ? s->step : "");
        printf(": %.0f -> %.0f ms\n", (double)s->before_us / 1000, (double)s->now_us / 1000);
    }
    if (found > MAX_SLOWER)
        printf("  and %u more\n", found - MAX_SLOWER);
}

/* ---- the run as a whole -------------------------------------------------------------------------------------------------- */

/* Texts hold names of what the run created, and those hold its id. */
static const char *without_id(struct comparison *k, const char *text, const char *id)
{
    const char *at = *id ? strstr(text, id) : NULL;

    return at ? ewc_arena_printf(k->arena, "%.*sID%s", (int)(at - text), text, at + strlen(id)) : text;
}

static bool had_problem(struct comparison *k, const char *text)
{
    unsigned i;

    for (i = 0; i < k->old->problem_count; i++) {
        const char *then = without_id(k, k->old->problems[i].text, k->old->run.id);

        if (then && text && strcmp(then, text) == 0)
            return true;
    }
    return false;
}

static void compare_problems(struct comparison *k)
{
    unsigned i;

    for (i = 0; i < k->new->problem_count; i++) {
        const struct ewc_archive_problem *p = &k->new->problems[i];

        if (p->kind != EWC_PROBLEM_NOTE && !had_problem(k, without_id(k, p->text, k->new->run.id)))
            list_add(&k->lines[REGRESSION], k->arena, ewc_arena_printf(k->arena, "the run as a whole: %s", p->text));
    }
}

/* ---- the whole -------------------------------------------------------------------------------------------------------------- */

static void compare_all(struct comparison *k)
{
    unsigned i;

    for (i = 0; i < k->new->count; i++) {
        const struct ewc_archive_case *new = &k->new->cases[i];
        const struct ewc_archive_case *old = ewc_archive_find(k->old, new->id);

        if (!old) {
            add_line(k, NEW, NULL, new);
            continue;
        }
        compare_case(k, old, new);
        collect_steps(k, old, new);
    }
    for (i = 0; i < k->old->count; i++)
        if (!ewc_archive_find(k->new, k->old->cases[i].id))
            add_line(k, GONE, &k->old->cases[i], NULL);
    compare_problems(k);
}

static int print_all(struct comparison *k)
{
    unsigned change, i;
    unsigned regressions = k->lines[REGRESSION].count + k->lines[FURTHER].count;

    for (change = 0; change < CHANGES; change++) {
        if (k->lines[change].count == 0)
            continue;
        printf("%s (%u):\n", HEADINGS[change], k->lines[change].count);
        for (i = 0; i < k->lines[change].count; i++) {
            printf("  ");
            print_safe(stdout, k->lines[change].items[i]);
            putchar('\n');
        }
        putchar('\n');
    }
    if (!k->new->complete)
        printf("The new run was broken off: cases that are gone may only not have been run.\n\n");
    printf("%u regression%s, %u fixed; %u cases before, %u now\n", regressions, regressions == 1 ? "" : "s",
           k->lines[FIXED].count, k->old->count, k->new->count);
    print_slower(k);
    return regressions ? EXIT_FAILED : k->new->complete ? EXIT_CONFORMANT : EXIT_ERROR;
}

int command_compare(struct settings *s)
{
    struct ewc_archive *old = NULL, *new = NULL;
    struct comparison k = {.arena = s->arena};
    struct ewc_err err = {0};
    int code = EXIT_ERROR;

    if (s->paths.count != 2) {
        print_error_text("compare: name two results: OLD.xml NEW.xml");
        return EXIT_USAGE;
    }
    if (ewc_archive_load(s->paths.items[0], &old, &err) == EWC_OK &&
        ewc_archive_load(s->paths.items[1], &new, &err) == EWC_OK) {
        k.old = old;
        k.new = new;
        compare_all(&k);
        code = print_all(&k);
    } else {
        print_error(&err);
    }
    free(k.steps);
    ewc_archive_free(old);
    ewc_archive_free(new);
    return code;
}
