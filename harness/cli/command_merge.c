/* ews-conform merge: the results of parts as one run's. */
#include <stdlib.h>
#include <string.h>

#include "cli/session.h"

/* The parts, in the order in which they were named. */
struct parts {
    struct ewc_archive **archives;
    unsigned count, case_count;
};

/* A case and where it belongs. */
struct item {
    const struct ewc_archive_case *c;
    const char *path; /* of the results */
};

/* ---- what is put together -------------------------------------------------------------------------------------------- */

static bool load_parts(struct parts *p, const struct list *paths)
{
    struct ewc_err err = {0};

    p->archives = calloc(paths->count, sizeof(*p->archives));
    for (p->count = 0; p->archives && p->count < paths->count; p->count++) {
        if (ewc_archive_load(paths->items[p->count], &p->archives[p->count], &err) != EWC_OK) {
            print_error(&err);
            return false;
        }
        tell_partial(p->archives[p->count]);
        p->case_count += p->archives[p->count]->count;
    }
    return p->archives != NULL;
}

/* What one run cannot have had in two ways. */
static bool are_alike(const struct parts *p)
{
    const struct ewc_run_info *first = &p->archives[0]->run;
    unsigned i;

    for (i = 1; i < p->count; i++) {
        const struct ewc_run_info *other = &p->archives[i]->run;
        const char *what = strcmp(first->profile, other->profile) != 0                                ? "profiles"
                           : first->strict != other->strict                                           ? "strictness"
                           : first->documentation_namespaces != other->documentation_namespaces ? "forms of namespaces"
                                                                                                        : NULL;

        if (!what)
            continue;
        print_error_text("%s and %s are not parts of one run: they have different %s", p->archives[0]->path,
                         p->archives[i]->path, what);
        return false;
    }
    return true;
}

static int by_place(const void *a, const void *b)
{
    const struct item *x = a;
    const struct item *y = b;

    if (x->c->place != y->c->place && x->c->place && y->c->place)
        return (x->c->place > y->c->place) - (x->c->place < y->c->place);
    return strcmp(x->c->file, y->c->file);
}

static int by_id(const void *a, const void *b)
{
    return strcmp(((const struct item *)a)->c->id, ((const struct item *)b)->c->id);
}

/* All cases in the order of the whole run; NULL: told. */
static struct item *list_items(const struct parts *p)
{
    struct item *items = calloc(p->case_count + 1, sizeof(*items));
    unsigned i, k, count = 0;

    if (!items)
        return NULL;
    for (i = 0; i < p->count; i++)
        for (k = 0; k < p->archives[i]->count; k++)
            items[count++] = (struct item){&p->archives[i]->cases[k], p->archives[i]->path};
    if (count)
        qsort(items, count, sizeof(*items), by_id);
    for (i = 1; i < count; i++)
        if (strcmp(items[i - 1].c->id, items[i].c->id) == 0) {
            print_error_text("the case \"%s\" is in %s and in %s: parts of one run have no case in common", items[i].c->id,
                             items[i - 1].path, items[i].path);
            free(items);
            return NULL;
        }
    if (count)
        qsort(items, count, sizeof(*items), by_place);
    return items;
}

static void copy_problems(struct run *r, const struct parts *p)
{
    unsigned i, k;

    for (i = 0; i < p->count; i++)
        for (k = 0; k < p->archives[i]->problem_count; k++) {
            const struct ewc_archive_problem *problem = &p->archives[i]->problems[k];

            if (r->known && *problem->file) /* those with a place are of lists of known deviations: they are told anew */
                continue;
            ewc_result_problem(r->result, problem->kind, (struct ewc_loc){problem->file, problem->line, 0}, "%s",
                               problem->text);
        }
}

/* "2/4" of a part; false: it was not a part of a run. */
static bool read_part(const struct ewc_archive *a, uint64_t *part, uint64_t *of)
{
    const char *fact = ewc_archive_fact(a, "shard");
    const char *slash = fact ? strchr(fact, '/') : NULL;

    return slash && ewc_parse_uint((struct ewc_str){fact, (size_t)(slash - fact)}, 1, 100000, part) &&
           ewc_parse_uint(ewc_str(slash + 1), 1, 100000, of) && *part <= *of;
}

/* The merged run is no whole one while parts are missing: a job that broke off must not end green. */
static void tell_missing_parts(struct run *r, const struct parts *p)
{
    uint64_t part, of, wanted = 0, n;
    unsigned i;

    for (i = 0; i < p->count; i++)
        if (read_part(p->archives[i], &part, &of) && of > wanted)
            wanted = of;
    for (n = 1; n <= wanted; n++) {
        for (i = 0; i < p->count; i++)
            if (read_part(p->archives[i], &part, &of) && part == n && of == wanted)
                break;
        if (i < p->count)
            continue;
        r->settings->shard = "some"; /* not the whole suite */
        ewc_result_problem(r->result, EWC_PROBLEM_ERROR, EWC_NOWHERE, "Part %lu of %lu is missing.", (unsigned long)n,
                           (unsigned long)wanted);
        print_error_text("part %lu of %lu is missing: name the results of all parts", (unsigned long)n,
                         (unsigned long)wanted);
    }
}

/* ---- the run that they make together ---------------------------------------------------------------------------------- */

static const struct ewc_run_fact *merge_facts(struct run *r, const struct ewc_run_fact *from)
{
    struct ewc_run_fact *facts;
    unsigned count = 0;

    while (from[count].name)
        count++;
    facts = ewc_arena_alloc(r->world.arena, (count + 1) * sizeof(*facts));
    for (count = 0; facts && from->name; from++)
        if (strcmp(from->name, "shard") != 0)
            facts[count++] = *from;
    return facts;
}

static struct ewc_run_info merge_info(struct run *r, const struct parts *p)
{
    struct ewc_run_info info = p->archives[0]->run;
    unsigned i;

    info.requests = 0;
    for (i = 0; i < p->count; i++) {
        const struct ewc_run_info *part = &p->archives[i]->run;

        info.requests += part->requests;
        info.interrupted |= part->interrupted;
        if (part->duration_us > info.duration_us) /* they ran side by side */
            info.duration_us = part->duration_us;
        if (strcmp(part->started, info.started) < 0)
            memcpy(info.started, part->started, sizeof(info.started));
        if (!info.server.major && !info.server.version)
            info.server = part->server;
    }
    info.facts = merge_facts(r, info.facts);
    info.exit_code = exit_code(r, false);
    for (i = 0; i < p->count && info.interrupted; i++)
        if (p->archives[i]->run.interrupted)
            info.exit_code = p->archives[i]->run.exit_code;
    return info;
}

static bool add_cases(struct run *r, const struct item *items, unsigned count, struct ewc_err *err)
{
    const struct ewc_case **cases = ewc_arena_alloc(r->world.arena, (count + 1) * sizeof(*cases));
    unsigned i;

    if (!cases)
        return false;
    r->plan = (struct ewc_plan){.cases = cases, .count = count}; /* what the review of known deviations asks */
    for (i = 0; i < count; i++) {
        struct ewc_case_result result;

        if (ewc_archive_result(items[i].c, r->world.arena, &result, err) != EWC_OK)
            return false;
        result.index = i;
        cases[i] = result.c;
        if (r->known)
            ewc_known_apply(r->known, &result);
        if (ewc_result_add(r->result, &result, err) != EWC_OK)
            return false;
    }
    return true;
}

static int merge(struct run *r, const struct parts *p, const struct item *items)
{
    struct console console = {r->settings, r->world.catalogue, use_colour(stdout), false, 0};
    struct ewc_run_listener listener = {console_case_ended, console_said, &console};
    struct ewc_run_outcome outcome = {0};
    struct ewc_run_info info;
    struct ewc_err err = {0};

    if (ewc_result_create(r->settings->results, p->case_count, r->world.catalogue, p->archives[0]->run.strict, &r->result,
                          &err) != EWC_OK ||
        !add_cases(r, items, p->case_count, &err)) {
        print_error(&err);
        return EXIT_ERROR;
    }
    copy_problems(r, p);
    tell_missing_parts(r, p);
    review_known(r, &listener);
    info = merge_info(r, p);
    outcome.server = info.server;
    outcome.requests = info.requests;
    outcome.duration_us = info.duration_us;
    if (write_info(r, &info) != EWC_OK && info.exit_code == EXIT_CONFORMANT)
        info.exit_code = EXIT_ERROR;
    console_summary(&console, r->result, &outcome, info.target, info.exit_code);
    return info.exit_code;
}

static void free_parts(struct parts *p)
{
    unsigned i;

    for (i = 0; p->archives && i < p->count; i++)
        ewc_archive_free(p->archives[i]);
    free(p->archives);
}

int command_merge(struct settings *s)
{
    struct run r = {.settings = s};
    struct parts parts = {0};
    struct list paths = s->paths;
    struct item *items = NULL;
    int code = EXIT_USAGE;

    if (paths.count == 0) {
        print_error_text("merge: name the RESULTS.xml of each part");
        return EXIT_USAGE;
    }
    s->paths = (struct list){0};
    if (load_parts(&parts, &paths)) {
        const struct ewc_run_info *first = &parts.archives[0]->run;

        if (are_alike(&parts) && (items = list_items(&parts)) && open_world(&r.world, s, &code)) {
            take_selection(&r, parts.archives[0]);
            s->shard = NULL;
            if (read_reports(&r, &code) &&
                load_known(&r, first->target, first->profile, first->strict, &code))
                code = merge(&r, &parts, items);
        }
    } else {
        code = EXIT_ERROR;
    }
    close_session(&r);
    free(items);
    free_parts(&parts);
    return code;
}
