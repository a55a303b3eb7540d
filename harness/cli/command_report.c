/* ews-conform report: reports of earlier runs, also of those that were killed. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/session.h"

/* Results that were made whole; each has its temporary file as long as it lives. */
struct finished {
    struct ewc_archive **archives;
    struct ewc_result **results;
    unsigned count;
};

/* ---- what a killed run left ------------------------------------------------------------------------------------------ */

static enum ewc_status add_all(struct run *r, const struct ewc_archive *a, struct ewc_result *result, struct ewc_err *err)
{
    enum ewc_status st = EWC_OK;
    unsigned i;

    for (i = 0; i < a->count && st == EWC_OK; i++) {
        struct ewc_case_result c;

        st = ewc_archive_result(&a->cases[i], r->world.arena, &c, err);
        c.index = i;
        if (st == EWC_OK)
            st = ewc_result_add(result, &c, err);
    }
    for (i = 0; i < a->problem_count; i++)
        ewc_result_problem(result, a->problems[i].kind, (struct ewc_loc){a->problems[i].file, a->problems[i].line, 0}, "%s",
                           a->problems[i].text);
    return st;
}

/* Results of that archive as a run that ended has them, in a temporary file. */
static enum ewc_status finish(struct run *r, struct ewc_archive *a, struct ewc_result **out_result, struct ewc_err *err)
{
    unsigned planned = a->planned > a->count ? a->planned : a->count;
    struct ewc_run_info info = a->run;
    enum ewc_status st = ewc_result_create(NULL, planned, r->world.catalogue, info.strict, out_result, err);

    info.interrupted = true;
    if (st == EWC_OK)
        st = add_all(r, a, *out_result, err);
    if (st == EWC_OK)
        st = ewc_result_finish(*out_result, &info, err);
    return st;
}

static bool replace_if_partial(struct run *r, const char **path, struct finished *f, struct ewc_err *err)
{
    struct ewc_archive *a = NULL;

    if (ewc_archive_load(*path, &a, err) != EWC_OK)
        return false;
    tell_partial(a);
    f->archives[f->count] = a;
    if (finish(r, a, &f->results[f->count++], err) != EWC_OK)
        return false;
    *path = ewc_result_path(f->results[f->count - 1]);
    return true;
}

/* ---- the command ------------------------------------------------------------------------------------------------------- */

static void hint_at_partial(const char *path)
{
    char partial[4096];

    if (access(path, F_OK) != 0 &&
        snprintf(partial, sizeof(partial), "%s.partial", path) < (int)sizeof(partial) && access(partial, R_OK) == 0)
        print_error_text("    hint: %s is there: that run did not end", partial);
}

static int write_all(struct run *r, struct list *inputs, struct finished *f)
{
    struct ewc_err err = {0};
    bool ok = true;
    unsigned i;

    for (i = 0; i < inputs->count && ok; i++)
        if (ewc_archive_is_partial(inputs->items[i]))
            ok = replace_if_partial(r, &inputs->items[i], f, &err);
    if (ok)
        ok = ewc_report_write(inputs->items, r->reports, &err) == EWC_OK;
    if (err.status != EWC_OK)
        print_error(&err);
    for (i = 0; i < inputs->count && !ok; i++)
        hint_at_partial(inputs->items[i]);
    return ok && f->count == 0 ? EXIT_CONFORMANT : EXIT_ERROR;
}

static int write_reports_of(struct run *r, struct list *inputs)
{
    struct finished f = {calloc(inputs->count, sizeof(*f.archives)), calloc(inputs->count, sizeof(*f.results)), 0};
    int code = EXIT_ERROR;
    unsigned i;

    if (f.archives && f.results)
        code = write_all(r, inputs, &f);
    for (i = 0; i < f.count; i++) {
        ewc_result_destroy(f.results[i]);
        ewc_archive_free(f.archives[i]);
    }
    free(f.archives);
    free(f.results);
    return code;
}

/* Of several runs --html is the matrix; the other formats tell one run. false: told. */
static bool suit_several(struct settings *s)
{
    static const char *const OF_ONE[] = {"junit=", "html=", "tap=", "ctrf=", "github=", "markdown="};
    const char *single = s->junit ? "junit=" : NULL;
    unsigned i, k;

    for (i = 0; i < s->reports.count; i++)
        for (k = 0; k < sizeof(OF_ONE) / sizeof(*OF_ONE); k++)
            if (strncmp(s->reports.items[i], OF_ONE[k], strlen(OF_ONE[k])) == 0)
                single = OF_ONE[k];
    if (single) {
        print_error_text("report: %.*s is a report of one run: name one RESULTS.xml, put parts of a run together with merge, "
                         "or take --html or --report matrix=FILE", (int)strlen(single) - 1, single);
        return false;
    }
    if (s->html)
        list_add(&s->reports, s->arena, ewc_arena_printf(s->arena, "matrix=%s", s->html));
    s->html = NULL;
    return true;
}

int command_report(struct settings *s)
{
    struct run r = {.settings = s};
    int code = EXIT_ERROR;
    struct list inputs = s->paths;

    if (inputs.count == 0) {
        print_error_text("report: name at least one RESULTS.xml");
        return EXIT_USAGE;
    }
    if (inputs.count > 1 && !suit_several(s))
        return EXIT_USAGE;
    s->paths = (struct list){0};
    if (open_world(&r.world, s, &code)) {
        if (!read_reports(&r, &code))
            ; /* told */
        else if (!r.reports[0].stylesheet)
            print_error_text("report: name a report to write: --html FILE, --junit FILE or --report FORMAT=FILE");
        else
            code = write_reports_of(&r, &inputs);
    }
    ewc_report_unload(r.reports);
    close_world(&r.world);
    return code;
}
