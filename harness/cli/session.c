/* What run, recheck and merge have in common. */
#include "cli/session.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void close_session(struct run *r)
{
    ewc_report_unload(r->reports);
    ewc_result_destroy(r->result);
    ewc_known_destroy(r->known);
    ewc_schema_free(r->known_schema);
    ewc_refserver_stop(r->server);
    close_world(&r->world);
    ewc_archive_free(r->archive);
}

void tell_partial(const struct ewc_archive *a)
{
    if (a->partial)
        print_error_text("%s: the run did not end: it was killed, or it crashed. %u of its %u cases had ended.", a->path, a->count,
                         a->planned > a->count ? a->planned : a->count);
}

void name_libraries(struct run *r)
{
    r->libraries[0] = (struct ewc_run_fact){"libcurl", ewc_http_library()};
    r->libraries[1] = (struct ewc_run_fact){"libxml2", ewc_xml_library()};
    r->libraries[2] = (struct ewc_run_fact){"libxslt", ewc_xslt_library()};
}

/* ---- which reports ------------------------------------------------------------------------------------------------ */

static bool add_report(struct run *r, unsigned *count, const char *sheet, const char *path)
{
    if (*count == MAX_REPORTS) {
        print_error_text("more than %d reports", MAX_REPORTS);
        return false;
    }
    r->reports[(*count)++] = (struct ewc_report){sheet, path, NULL};
    return true;
}

/* NAME=FILE, where NAME is a format of ours or a stylesheet's path. */
static bool add_named_report(struct run *r, unsigned *count, const char *given)
{
    const char *equals = strchr(given, '=');
    size_t len = equals ? (size_t)(equals - given) : 0;
    const char *name = equals ? ewc_arena_strndup(r->world.arena, given, len) : NULL;

    if (!name || len == 0 || !equals[1]) {
        print_error_text("--report: expected FORMAT=FILE, found \"%s\"", given);
        return false;
    }
    if (len < 5 || strcmp(name + len - 4, ".xsl") != 0)
        name = report_sheet(&r->world, name);
    return add_report(r, count, name, equals + 1);
}

static bool choose_reports(struct run *r)
{
    const struct settings *s = r->settings;
    unsigned count = 0;
    unsigned i;

    if (s->junit && !add_report(r, &count, report_sheet(&r->world, "junit"), s->junit))
        return false;
    if (s->html && !add_report(r, &count, report_sheet(&r->world, "html"), s->html))
        return false;
    for (i = 0; i < s->reports.count; i++)
        if (!add_named_report(r, &count, s->reports.items[i]))
            return false;
    return true;
}

bool read_reports(struct run *r, int *out_exit)
{
    struct ewc_err err = {.more = r->world.arena};

    *out_exit = EXIT_USAGE;
    if (!choose_reports(r))
        return false;
    if (ewc_report_load(r->reports, &err) == EWC_OK)
        return true;
    print_errors(&err);
    if (err.status != EWC_EIO) /* there is such a stylesheet, and it is wrong */
        *out_exit = EXIT_ERROR;
    return false;
}

/* ---- the summary page of a GitHub step ----------------------------------------------------------------------------- */

static const char *step_summary(void)
{
    const char *path = getenv("GITHUB_STEP_SUMMARY");

    return path && *path ? path : NULL;
}

/* The page belongs to all that the step does: what stands there stays. */
static enum ewc_status append_report(const char *results, const char *stylesheet, const char *path,
                                     struct ewc_err *err)
{
    const char *folder = getenv("TMPDIR");
    char temporary[4096];
    const char *const inputs[] = {results, NULL};
    struct ewc_report reports[] = {{stylesheet, temporary, NULL}, {0}};
    struct ewc_buf text;
    enum ewc_status st;
    FILE *to;
    int fd;

    snprintf(temporary, sizeof(temporary), "%s/ews-conform-XXXXXX", folder && *folder ? folder : "/tmp");
    fd = mkstemp(temporary);
    if (fd < 0)
        return ewc_err_set(err, EWC_EIO, (struct ewc_loc){temporary, 0, 0}, "cannot create a temporary file");
    close(fd);
    ewc_buf_init(&text, 0);
    st = ewc_report_write(inputs, reports, err);
    if (st == EWC_OK)
        st = ewc_file_read(temporary, 0, &text, err);
    unlink(temporary);
    to = st == EWC_OK ? fopen(path, "ae") : NULL;
    if (st == EWC_OK && (!to || fwrite(text.ptr ? text.ptr : "", 1, text.len, to) != text.len))
        st = ewc_err_set(err, EWC_EIO, (struct ewc_loc){path, 0, 0}, "cannot add to the step's summary");
    if (to && fclose(to) != 0 && st == EWC_OK)
        st = ewc_err_set(err, EWC_EIO, (struct ewc_loc){path, 0, 0}, "cannot add to the step's summary");
    ewc_buf_finish(&text);
    return st;
}

enum ewc_status write_reports(struct run *r, const char *results, struct ewc_err *err)
{
    const char *const inputs[] = {results, NULL};
    struct ewc_report others[MAX_REPORTS + 1] = {{0}};
    const char *page = step_summary();
    const char *sheet = page ? report_sheet(&r->world, "markdown") : NULL;
    const struct ewc_report *report;
    enum ewc_status st = EWC_OK;
    unsigned count = 0;

    for (report = r->reports; report->stylesheet; report++)
        if (page && strcmp(report->path, page) == 0)
            sheet = report->stylesheet;
        else
            others[count++] = *report;
    if (count)
        st = ewc_report_write(inputs, others, err);
    if (page && sheet && append_report(results, sheet, page, err) != EWC_OK)
        st = err->status;
    return st;
}

void set_bundles(struct run *r)
{
    if (!r->settings->bundles)
        return;
    r->bundles = (struct ewc_bundle_config){.folder = r->settings->bundles,
                                            .helpers = ewc_arena_printf(r->world.arena, "%s/bundle", r->world.reports),
                                            .xslt = r->world.xslt,
                                            .target = r->config.http.url,
                                            .catalogue = r->world.catalogue,
                                            .strict = r->config.strict};
    r->config.bundles = &r->bundles;
}

/* ---- what is known -------------------------------------------------------------------------------------------------- */

bool load_known(struct run *r, const char *target, const char *profile, bool strict, int *out_exit)
{
    struct settings *s = r->settings;
    struct ewc_known_scope scope = {.profile = profile, .target = target, .catalogue = r->world.catalogue, .strict = strict};
    char *path = ewc_arena_printf(r->world.arena, "%s/known.xsd", r->world.cases);
    char *today = ewc_arena_alloc(r->world.arena, 32);
    struct ewc_err err = {0};
    unsigned i;

    if (s->known.count == 0)
        return true;
    *out_exit = EXIT_USAGE;
    if (!today || !path)
        return false;
    ewc_clock_iso8601(today);
    today[10] = '\0';
    scope.today = today;
    r->known = ewc_known_create(&scope);
    if (!r->known || ewc_schema_load(path, &r->known_schema, &err) != EWC_OK) {
        print_error(&err);
        return false;
    }
    for (i = 0; i < s->known.count; i++)
        if (ewc_known_load(r->known, s->known.items[i], r->known_schema, &err) != EWC_OK) {
            print_error(&err);
            return false;
        }
    r->config.known = r->known;
    return true;
}

void take_selection(struct run *r, const struct ewc_archive *archive)
{
    struct settings *s = r->settings;
    const struct ewc_run_fact *f;

    s->paths = s->tags = s->exclude_tags = (struct list){0};
    for (f = archive->run.facts; f->name; f++)
        if (strcmp(f->name, "cases") == 0)
            list_add(&s->paths, s->arena, f->value);
        else if (strcmp(f->name, "tag") == 0)
            list_add(&s->tags, s->arena, f->value);
        else if (strcmp(f->name, "exclude-tag") == 0)
            list_add(&s->exclude_tags, s->arena, f->value);
        else if (strcmp(f->name, "shard") == 0)
            s->shard = f->value;
        else if (strcmp(f->name, "read-only") == 0)
            s->read_only = true;
}

/* What the telling of entries needs. */
struct review {
    struct run *run;
    const struct ewc_run_listener *listener;
};

static bool has_case(void *ctx, const char *id)
{
    const struct review *v = ctx;
    unsigned i;

    for (i = 0; i < v->run->plan.count; i++)
        if (strcmp(v->run->plan.cases[i]->id, id) == 0)
            return true;
    return false;
}

static void tell_entry(void *ctx, enum ewc_known_fault fault, struct ewc_loc at, const char *text)
{
    const struct review *v = ctx;
    enum ewc_problem_kind kind = fault == EWC_KNOWN_NO_CASE ? EWC_PROBLEM_ERROR : EWC_PROBLEM_FAIL;

    ewc_result_problem(v->run->result, kind, at, "%s", text);
    if (v->listener->said)
        v->listener->said(v->listener->ctx, kind, text);
}

void review_known(struct run *r, const struct ewc_run_listener *listener)
{
    const struct settings *s = r->settings;
    struct review v = {r, listener};
    bool whole = s->paths.count == 0 && s->tags.count == 0 && s->exclude_tags.count == 0 && !s->shard && !s->read_only;

    if (r->known)
        ewc_known_review(r->known, whole, has_case, tell_entry, &v);
}

/* ---- the end --------------------------------------------------------------------------------------------------------- */

/* A broken rule outranks an error: it is known, whatever else could not be judged. */
int exit_code(struct run *r, bool interrupted)
{
    struct ewc_counts n = ewc_result_counts(r->result);

    if (interrupted)
        return signal_exit_code();
    if (n.fail || ewc_result_problems(r->result, EWC_PROBLEM_FAIL))
        return EXIT_FAILED;
    if (n.error || ewc_result_problems(r->result, EWC_PROBLEM_ERROR) || n.skip == n.cases)
        return EXIT_ERROR;
    return EXIT_CONFORMANT;
}

enum ewc_status write_info(struct run *r, const struct ewc_run_info *info)
{
    struct ewc_err err = {0};
    enum ewc_status st;

    if (!r->settings->results && !r->reports[0].stylesheet && !step_summary())
        return EWC_OK;
    st = ewc_result_finish(r->result, info, &err);
    if (st == EWC_OK)
        st = write_reports(r, ewc_result_path(r->result), &err);
    if (st != EWC_OK)
        print_error(&err);
    return st;
}
