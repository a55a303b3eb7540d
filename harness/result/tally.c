#include "result/tally.h"

#include <stdlib.h>
#include <string.h>

#include "result/write.h"

/* From what says least to what says most about a requirement. */
enum standing { NOT_COVERED, SKIPPED, OBSERVED, PASSED, WARNED, UNJUDGED, FAILED };

static const char *const STANDING_NAMES[] = {"not-covered", "skip",  "observed", "pass",
                                             "warn",        "error", "fail"};

struct suite {
    char name[128];
    struct ewc_counts counts;
    uint64_t duration_us;
};

/* What one case said about one requirement. */
struct word {
    unsigned case_index;
    enum standing standing;
    const char *known; /* why it fails, where all that fails is known; else NULL */
};

struct requirement {
    struct word *words;
    unsigned count, capacity;
};

struct kept_case {
    const struct ewc_case *c;
    unsigned suite;
};

struct ewc_tally {
    struct suite *suites;
    unsigned suite_count;
    struct kept_case *cases; /* by plan index */
    unsigned case_count;
    const struct ewc_catalogue *catalogue;
    struct requirement *requirements; /* beside the catalogue's items */
    struct ewc_counts counts;
};

/* Behind the last folder called "cases" that has a folder in it, or NULL. */
static const char *below_cases(const char *case_file, const char *end)
{
    const char *p, *below = NULL;

    for (p = case_file; p < end; p++)
        if ((p == case_file || p[-1] == '/') && strncmp(p, "cases/", 6) == 0 && p + 6 < end)
            below = p + 6;
    return below;
}

void ewc_suite_name(const char *case_file, char *out, size_t out_bytes)
{
    const char *end = strrchr(case_file, '/');
    const char *from = end ? below_cases(case_file, end) : NULL;

    if (!from) {
        from = end;
        while (from && from > case_file && from[-1] != '/')
            from--;
    }
    ewc_fit(out, out_bytes, end && from < end ? (struct ewc_str){from, (size_t)(end - from)} : ewc_str("cases"));
}

struct ewc_tally *ewc_tally_create(unsigned case_count, const struct ewc_catalogue *catalogue)
{
    struct ewc_tally *t = calloc(1, sizeof(*t));

    if (!t)
        return NULL;
    t->case_count = case_count;
    t->catalogue = catalogue;
    t->cases = calloc(case_count + 1, sizeof(*t->cases));
    t->requirements = calloc((catalogue ? catalogue->count : 0) + 1, sizeof(*t->requirements));
    if (!t->cases || !t->requirements) {
        ewc_tally_destroy(t);
        return NULL;
    }
    return t;
}

void ewc_tally_destroy(struct ewc_tally *t)
{
    unsigned i;

    if (!t)
        return;
    for (i = 0; t->requirements && t->catalogue && i < t->catalogue->count; i++)
        free(t->requirements[i].words);
    free(t->requirements);
    free(t->cases);
    free(t->suites);
    free(t);
}

static bool find_suite(struct ewc_tally *t, const char *case_file, unsigned *out_suite)
{
    char name[sizeof(t->suites->name)];
    struct suite *suites;
    unsigned i;

    ewc_suite_name(case_file, name, sizeof(name));
    for (i = 0; i < t->suite_count; i++)
        if (strcmp(t->suites[i].name, name) == 0) {
            *out_suite = i;
            return true;
        }
    suites = realloc(t->suites, (t->suite_count + 1) * sizeof(*suites));
    if (!suites)
        return false;
    t->suites = suites;
    memset(&suites[t->suite_count], 0, sizeof(*suites));
    memcpy(suites[t->suite_count].name, name, sizeof(name));
    *out_suite = t->suite_count++;
    return true;
}

static void count(struct ewc_counts *counts, const struct ewc_case_result *c)
{
    counts->cases++;
    counts->known += c->known != NULL;
    counts->pass += c->verdict == EWC_PASS;
    counts->warn += c->verdict == EWC_WARN;
    counts->error += c->verdict == EWC_ERROR;
    counts->skip += c->verdict == EWC_SKIP;
    counts->fail += c->verdict == EWC_FAIL && !c->known;
    counts->flaky += (c->verdict == EWC_PASS || c->verdict == EWC_WARN) && c->attempts > 1;
}

/* ---- requirements
 * --------------------------------------------------------------------------------------------- */

/* The graver word stands; of two failures the one that is not known. */
static void hear(struct word *word, enum standing standing, const char *known)
{
    if (standing > word->standing)
        *word = (struct word){word->case_index, standing, known};
    else if (standing == word->standing && !known)
        word->known = NULL;
}

static bool say(struct ewc_tally *t, const char *requirement, unsigned case_index, enum standing standing,
                const char *known)
{
    const struct ewc_requirement *found = ewc_catalogue_find(t->catalogue, requirement);
    struct requirement *r;

    if (!found)
        return true;
    r = &t->requirements[found - t->catalogue->items];
    if (r->count > 0 && r->words[r->count - 1].case_index == case_index) {
        hear(&r->words[r->count - 1], standing, known);
        return true;
    }
    if (r->count == r->capacity) {
        unsigned capacity = r->capacity ? r->capacity * 2 : 4;
        struct word *words = realloc(r->words, capacity * sizeof(*words));

        if (!words)
            return false;
        r->words = words;
        r->capacity = capacity;
    }
    r->words[r->count++] = (struct word){case_index, standing, known};
    return true;
}

/* What a case says about a requirement that it covers and that no finding names. */
static enum standing silent_standing(const struct ewc_case_result *c, enum ewc_level level)
{
    switch (c->verdict) {
    case EWC_PASS:
    case EWC_WARN:
        return level == EWC_OBS ? OBSERVED : PASSED;
    case EWC_ERROR:
        return UNJUDGED;
    case EWC_SKIP:
    case EWC_FAIL: /* for another requirement: this one may not have been reached */
        break;
    }
    return SKIPPED;
}

static bool say_findings(struct ewc_tally *t, const struct ewc_case_result *c, bool strict)
{
    static const enum standing BY_SEVERITY[] = {OBSERVED, WARNED, FAILED, UNJUDGED};
    const struct ewc_record *r;
    const struct ewc_finding *f;

    for (r = c->records; r; r = r->next)
        for (f = r->findings.first; f; f = f->next) {
            struct ewc_meaning m = ewc_weigh(f, c->c, t->catalogue, strict);

            if (m.severity != EWC_NOTE && !say(t, m.requirement, c->index, BY_SEVERITY[m.severity],
                                               m.severity == EWC_FAILURE ? f->known : NULL))
                return false;
        }
    return true;
}

bool ewc_tally_add(struct ewc_tally *t, const struct ewc_case_result *c, bool strict)
{
    unsigned suite = 0;
    unsigned i;

    if (!find_suite(t, c->c->file, &suite))
        return false;
    t->cases[c->index] = (struct kept_case){c->c, suite};
    count(&t->suites[suite].counts, c);
    count(&t->counts, c);
    t->suites[suite].duration_us += c->duration_us;
    if (!say_findings(t, c, strict))
        return false;
    for (i = 0; i < c->c->covers_count; i++)
        if (!say(t, c->c->covers[i].requirement, c->index, silent_standing(c, c->c->covers[i].level), NULL))
            return false;
    return true;
}

struct ewc_counts ewc_tally_counts(const struct ewc_tally *t)
{
    return t->counts;
}

const char *ewc_tally_suite(const struct ewc_tally *t, unsigned suite)
{
    return suite < t->suite_count ? t->suites[suite].name : NULL;
}

unsigned ewc_tally_suite_of(const struct ewc_tally *t, unsigned case_index)
{
    return t->cases[case_index].suite;
}

/* ---- order
 * ---------------------------------------------------------------------------------------------------- */

/* A suite stands where its first case stands in the plan: what ended first when cases run beside each other
 * says nothing. */
bool ewc_tally_sort_suites(struct ewc_tally *t)
{
    struct suite *sorted = calloc(t->suite_count + 1, sizeof(*sorted));
    unsigned *place = malloc((t->suite_count + 1) * sizeof(*place));
    unsigned i, count = 0;
    bool done;

    for (i = 0; place && i < t->suite_count; i++)
        place[i] = t->suite_count;
    for (i = 0; sorted && place && i < t->case_count; i++) {
        struct kept_case *kept = &t->cases[i];

        if (!kept->c)
            continue;
        if (place[kept->suite] == t->suite_count) {
            sorted[count] = t->suites[kept->suite];
            place[kept->suite] = count++;
        }
        kept->suite = place[kept->suite];
    }
    done = sorted && place;
    if (done)
        free(t->suites);
    else
        free(sorted);
    if (done)
        t->suites = sorted;
    free(place);
    return done;
}

/* ---- written
 * ------------------------------------------------------------------------------------------------------ */

static void put_counts(struct ewc_buf *out, const struct ewc_counts *c)
{
    put_attr_number(out, "cases", c->cases);
    put_attr_number(out, "pass", c->pass);
    put_attr_number(out, "fail", c->fail);
    put_attr_number(out, "warn", c->warn);
    put_attr_number(out, "error", c->error);
    put_attr_number(out, "skip", c->skip);
    put_attr_number(out, "known", c->known);
    put_attr_number(out, "flaky", c->flaky);
}

static int by_case(const void *a, const void *b)
{
    unsigned x = ((const struct word *)a)->case_index;
    unsigned y = ((const struct word *)b)->case_index;

    return (x > y) - (x < y);
}

/* Why a requirement fails, where every failure of it is known; else NULL. */
static const char *known_failure(const struct requirement *r)
{
    const char *first = NULL;
    unsigned i;

    for (i = 0; i < r->count; i++) {
        if (r->words[i].standing != FAILED)
            continue;
        if (!r->words[i].known)
            return NULL;
        if (!first)
            first = r->words[i].known;
    }
    return first;
}

static void put_requirement(const struct ewc_tally *t, unsigned index, struct ewc_buf *out)
{
    const struct ewc_requirement *item = &t->catalogue->items[index];
    struct requirement *r = &t->requirements[index];
    enum standing worst = NOT_COVERED;
    unsigned i;

    for (i = 0; i < r->count; i++)
        if (r->words[i].standing > worst)
            worst = r->words[i].standing;
    if (r->count)
        qsort(r->words, r->count, sizeof(*r->words), by_case);
    ewc_buf_text(out, "<requirement");
    put_attr(out, "id", item->id);
    put_attr(out, "level", ewc_level_name(item->level));
    put_attr(out, "verdict", STANDING_NAMES[worst]);
    if (worst == FAILED && known_failure(r))
        put_attr(out, "known", known_failure(r));
    ewc_buf_text(out, ">\n");
    put_element(out, "statement", item->statement);
    put_element(out, "source", item->source);
    for (i = 0; i < r->count; i++) {
        ewc_buf_text(out, "<case");
        put_attr(out, "id", t->cases[r->words[i].case_index].c->id);
        put_attr(out, "verdict", STANDING_NAMES[r->words[i].standing]);
        if (r->words[i].standing == FAILED && r->words[i].known)
            put_attr(out, "known", r->words[i].known);
        ewc_buf_text(out, "/>\n");
    }
    ewc_buf_text(out, "</requirement>\n");
}

void ewc_tally_put_summary(const struct ewc_tally *t, unsigned long requests, struct ewc_buf *out)
{
    unsigned i;

    ewc_buf_text(out, "<summary");
    put_counts(out, &t->counts);
    put_attr_number(out, "planned", t->case_count);
    put_attr_number(out, "requests", requests);
    ewc_buf_text(out, ">\n");
    for (i = 0; i < t->suite_count; i++) {
        ewc_buf_text(out, "<suite");
        put_attr(out, "name", t->suites[i].name);
        put_counts(out, &t->suites[i].counts);
        put_attr_ms(out, "duration-ms", t->suites[i].duration_us);
        ewc_buf_text(out, "/>\n");
    }
    for (i = 0; t->catalogue && i < t->catalogue->count; i++)
        put_requirement(t, i, out);
    ewc_buf_text(out, "</summary>\n");
}
