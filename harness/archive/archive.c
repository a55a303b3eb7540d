#include "archive/archive.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "archive/internal.h"

/* ---- values ---------------------------------------------------------------------------------------------------- */

const char *value_of(const struct ewc_node *n, const char *name)
{
    const char *value = n ? ewc_node_attr(n, name) : NULL;

    return value ? value : "";
}

unsigned number_of(const struct ewc_node *n, const char *name)
{
    uint64_t value = 0;

    return ewc_parse_uint(ewc_str(value_of(n, name)), 0, UINT32_MAX, &value) ? (unsigned)value : 0;
}

/* "12.345" milliseconds. */
uint64_t us_of(const struct ewc_node *n, const char *name)
{
    double ms = strtod(value_of(n, name), NULL);

    return ms > 0 && ms < 1e12 ? (uint64_t)(ms * 1000 + 0.5) : 0;
}

const char *child_text(const struct ewc_node *n, const char *name, struct ewc_arena *arena)
{
    const struct ewc_node *child = ewc_node_child(n, EWC_NS_RESULTS, name);

    return child ? ewc_node_text(child, arena) : NULL;
}

enum ewc_verdict verdict_of(const struct ewc_node *n)
{
    const char *name = value_of(n, "verdict");
    enum ewc_verdict v;

    for (v = EWC_SKIP; v < EWC_FAIL; v++)
        if (strcmp(name, ewc_verdict_name(v)) == 0)
            return v;
    return strcmp(name, "fail") == 0 ? EWC_FAIL : EWC_ERROR;
}

bool is_named(const struct ewc_node *n, const char *name)
{
    return ewc_node_is(n, EWC_NS_RESULTS, name);
}

unsigned count_named(const struct ewc_node *parent, const char *name)
{
    const struct ewc_node *n;
    unsigned count = 0;

    for (n = ewc_node_first(parent); n; n = ewc_node_next(n))
        count += is_named(n, name);
    return count;
}

static bool is_yes(const struct ewc_node *n, const char *name)
{
    return strcmp(value_of(n, name), "yes") == 0;
}

/* ---- the run ---------------------------------------------------------------------------------------------------- */

static const struct ewc_run_fact *read_facts(struct ewc_archive *a, const struct ewc_node *run, const char *element,
                                             const char *value_name)
{
    struct ewc_run_fact *facts = ewc_arena_alloc(a->arena, (count_named(run, element) + 1) * sizeof(*facts));
    const struct ewc_node *n;
    unsigned count = 0;

    for (n = ewc_node_first(run); facts && n; n = ewc_node_next(n))
        if (is_named(n, element))
            facts[count++] = (struct ewc_run_fact){value_of(n, "name"), value_of(n, value_name)};
    return facts;
}

static void read_server(struct ewc_server_version *v, const struct ewc_node *run)
{
    const struct ewc_node *n = ewc_node_child(run, EWC_NS_RESULTS, "server");

    if (!n)
        return;
    v->major = ewc_node_attr(n, "MajorVersion");
    v->minor = ewc_node_attr(n, "MinorVersion");
    v->major_build = ewc_node_attr(n, "MajorBuildNumber");
    v->minor_build = ewc_node_attr(n, "MinorBuildNumber");
    v->version = ewc_node_attr(n, "Version");
}

static void read_run(struct ewc_archive *a, const struct ewc_node *run, const struct ewc_node *summary)
{
    a->run = (struct ewc_run_info){.id = value_of(run, "id"),
                                   .program = value_of(run, "program"),
                                   .target = value_of(run, "target"),
                                   .profile = value_of(run, "profile"),
                                   .reference_server = is_yes(run, "reference-server"),
                                   .documentation_namespaces = strcmp(value_of(run, "namespaces"), "documentation") == 0,
                                   .strict = is_yes(run, "strict"),
                                   .interrupted = is_yes(run, "interrupted"),
                                   .duration_us = us_of(run, "duration-ms"),
                                   .jobs = number_of(run, "jobs"),
                                   .exit_code = (int)number_of(run, "exit-code"),
                                   .requests = number_of(summary, "requests")};
    snprintf(a->run.started, sizeof(a->run.started), "%s", value_of(run, "started"));
    read_server(&a->run.server, run);
    a->run.facts = read_facts(a, run, "fact", "value");
    a->run.libraries = read_facts(a, run, "library", "version");
}

static bool read_problems(struct ewc_archive *a, const struct ewc_node *run)
{
    unsigned count = count_named(run, "problem") + count_named(run, "note");
    struct ewc_archive_problem *p = ewc_arena_alloc(a->arena, (count + 1) * sizeof(*p));
    const struct ewc_node *n;

    a->problems = p;
    for (n = ewc_node_first(run); p && n; n = ewc_node_next(n)) {
        const char *kind = value_of(n, "kind");

        if (!is_named(n, "problem") && !is_named(n, "note"))
            continue;
        *p = (struct ewc_archive_problem){.kind = strcmp(kind, "fail") == 0    ? EWC_PROBLEM_FAIL
                                                  : strcmp(kind, "error") == 0 ? EWC_PROBLEM_ERROR
                                                                               : EWC_PROBLEM_NOTE,
                                          .file = value_of(n, "file"),
                                          .line = number_of(n, "line"),
                                          .text = ewc_node_text(n, a->arena)};
        if (!p->text)
            return false;
        p++;
        a->problem_count++;
    }
    return a->problems != NULL;
}

/* ---- the cases ---------------------------------------------------------------------------------------------------- */

static bool read_case(struct ewc_archive *a, struct ewc_archive_case *c, const char *suite, struct ewc_node *n)
{
    *c = (struct ewc_archive_case){.suite = suite,
                                   .id = value_of(n, "id"),
                                   .file = value_of(n, "file"),
                                   .started = value_of(n, "started"),
                                   .title = child_text(n, "title", a->arena),
                                   .reason = child_text(n, "reason", a->arena),
                                   .known = ewc_node_attr(n, "known"),
                                   .verdict = verdict_of(n),
                                   .line = number_of(n, "line"),
                                   .attempts = number_of(n, "attempts"),
                                   .place = number_of(n, "place"),
                                   .duration_us = us_of(n, "duration-ms"),
                                   .node = n};
    if (!c->title)
        c->title = "";
    if (!c->attempts)
        c->attempts = 1;
    return true;
}

static int by_id(const void *a, const void *b)
{
    return strcmp((*(const struct ewc_archive_case *const *)a)->id, (*(const struct ewc_archive_case *const *)b)->id);
}

static bool read_cases(struct ewc_archive *a, const struct ewc_node *root)
{
    struct ewc_archive_case *cases;
    struct ewc_node *suite, *n;
    unsigned i, count = 0;

    for (suite = ewc_node_first(root); suite; suite = ewc_node_next(suite))
        if (is_named(suite, "suite"))
            count += count_named(suite, "case");
    cases = ewc_arena_alloc(a->arena, (count + 1) * sizeof(*cases));
    a->by_id = ewc_arena_alloc(a->arena, (count + 1) * sizeof(struct ewc_archive_case *));
    if (!cases || !a->by_id)
        return false;
    for (suite = ewc_node_first(root); suite; suite = ewc_node_next(suite))
        for (n = is_named(suite, "suite") ? ewc_node_first(suite) : NULL; n; n = ewc_node_next(n))
            if (is_named(n, "case") && !read_case(a, &cases[a->count++], value_of(suite, "name"), n))
                return false;
    for (i = 0; i < count; i++)
        a->by_id[i] = &cases[i];
    if (count)
        qsort(a->by_id, count, sizeof(struct ewc_archive_case *), by_id);
    a->cases = cases;
    return true;
}

/* ---- the whole ---------------------------------------------------------------------------------------------------- */

/* Puts a document in the place of what a killed run left. */
static enum ewc_status make_whole(const char *path, struct ewc_buf *bytes, struct ewc_err *err)
{
    struct ewc_buf whole;
    enum ewc_status st = EWC_OK;

    ewc_buf_init(&whole, 0);
    if (!repair(ewc_buf_view(bytes), &whole))
        st = ewc_err_set(err, EWC_EXML, (struct ewc_loc){path, 0, 0},
                         "there is nothing to read: the run that wrote it ended before its first case");
    if (st == EWC_OK)
        st = ewc_buf_check(&whole, path, err);
    if (st != EWC_OK) {
        ewc_buf_finish(&whole);
        return st;
    }
    ewc_buf_finish(bytes);
    *bytes = whole;
    return EWC_OK;
}

static enum ewc_status parse(const char *path, struct ewc_archive *a, struct ewc_err *err)
{
    /* our own files may be far larger than a response: every exchange of a run is in them */
    static const struct ewc_xml_limits LIMITS = {.max_text_bytes = 64u << 20, .max_nodes = 100ul * 1000 * 1000};
    struct ewc_buf bytes;
    enum ewc_status st;

    ewc_buf_init(&bytes, 0);
    st = ewc_file_read(path, (size_t)2 << 30, &bytes, err);
    a->partial = st == EWC_OK && is_partial(ewc_buf_view(&bytes));
    if (a->partial)
        st = make_whole(path, &bytes, err);
    if (st == EWC_OK)
        st = ewc_xml_parse(ewc_buf_view(&bytes), path, NULL, &LIMITS, &a->doc, err);
    ewc_buf_finish(&bytes);
    return st;
}

static enum ewc_status fill(struct ewc_archive *a, struct ewc_err *err)
{
    const struct ewc_node *root = ewc_xml_root(a->doc);
    const struct ewc_node *run = ewc_node_child(root, EWC_NS_RESULTS, "run");
    const struct ewc_node *summary = ewc_node_child(root, EWC_NS_RESULTS, "summary");

    if (!is_named(root, "results") || !run || !summary) {
        ewc_err_set(err, EWC_EXML, (struct ewc_loc){a->path, 1, 0}, "expected results of a run (results.xml), found <%s>",
                    ewc_node_local(root));
        ewc_err_hint(err, "\"ews-conform run --results FILE\" writes them");
        return EWC_EXML;
    }
    a->complete = is_yes(root, "complete");
    a->planned = number_of(summary, "planned");
    read_run(a, run, summary);
    if (!a->run.facts || !a->run.libraries || !read_problems(a, run) || !read_cases(a, root))
        return ewc_err_set(err, EWC_ENOMEM, (struct ewc_loc){a->path, 0, 0}, "memory ran out");
    return EWC_OK;
}

enum ewc_status ewc_archive_load(const char *path, struct ewc_archive **out_archive, struct ewc_err *err)
{
    struct ewc_archive *a = calloc(1, sizeof(*a));
    enum ewc_status st = EWC_ENOMEM;

    if (a)
        a->arena = ewc_arena_create(0);
    if (a && a->arena)
        a->path = ewc_arena_strdup(a->arena, path);
    if (!a || !a->path)
        ewc_err_set(err, EWC_ENOMEM, EWC_NOWHERE, "memory ran out");
    else
        st = parse(path, a, err);
    if (st == EWC_OK)
        st = fill(a, err);
    if (st == EWC_OK)
        *out_archive = a;
    else
        ewc_archive_free(a);
    return st;
}

void ewc_archive_free(struct ewc_archive *a)
{
    if (!a)
        return;
    ewc_xml_free(a->doc);
    ewc_arena_destroy(a->arena);
    free(a);
}

const struct ewc_archive_case *ewc_archive_find(const struct ewc_archive *a, const char *id)
{
    struct ewc_archive_case key = {.id = id};
    const struct ewc_archive_case *wanted = &key;
    const struct ewc_archive_case **found =
        a->count ? bsearch(&wanted, a->by_id, a->count, sizeof(struct ewc_archive_case *), by_id) : NULL;

    return found ? *found : NULL;
}

const char *ewc_archive_fact(const struct ewc_archive *a, const char *name)
{
    const struct ewc_run_fact *f;

    for (f = a->run.facts; f->name; f++)
        if (strcmp(f->name, name) == 0)
            return f->value;
    return NULL;
}

const char *ewc_archive_variable(const struct ewc_archive_case *c, const char *name)
{
    const struct ewc_node *n;

    for (n = ewc_node_first(c->node); n; n = ewc_node_next(n))
        if (is_named(n, "variable") && strcmp(value_of(n, "name"), name) == 0)
            return value_of(n, "value");
    return NULL;
}
