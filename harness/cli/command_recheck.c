/* ews-conform recheck: a run's recorded exchanges, judged again. */
#include <string.h>
#include <unistd.h>

#include "cli/session.h"

/* ---- the run that was ---------------------------------------------------------------------------------------------- */

static bool take_variables(struct run *r)
{
    static const char PREFIX[] = "variable.";
    const struct ewc_run_fact *f;

    for (f = r->archive->run.facts; f->name; f++)
        if (strncmp(f->name, PREFIX, sizeof(PREFIX) - 1) == 0 &&
            !ewc_vars_set(r->world.vars, f->name + sizeof(PREFIX) - 1, f->value))
            return false;
    return true;
}

static unsigned number_fact(const struct run *r, const char *name)
{
    const char *value = ewc_archive_fact(r->archive, name);
    uint64_t number = 0;

    return value && ewc_parse_uint(ewc_str(value), 0, 1u << 30, &number) ? (unsigned)number : 0;
}

static void take_config(struct run *r)
{
    const struct ewc_run_info *then = &r->archive->run;
    struct ewc_run_config *c = &r->config;

    c->archive = r->archive;
    c->plan = &r->plan;
    c->judge = r->world.judge;
    c->catalogue = r->world.catalogue;
    c->vars = r->world.vars;
    c->id = then->id;
    c->profile = then->profile;
    c->strict = then->strict || r->settings->strict;
    c->http.url = then->target;
    c->defaults.url = then->target;
    c->defaults.documentation_namespaces = then->documentation_namespaces;
    c->xml_limits.max_depth = number_fact(r, "max-depth");
    c->xml_limits.max_attributes = number_fact(r, "max-attributes");
    c->xml_limits.max_text_bytes = number_fact(r, "max-text");
    c->xml_limits.max_nodes = number_fact(r, "max-nodes");
    c->jobs = then->jobs;
    c->cancelled = signals_caught;
}

/* Where the case is today; NULL: nowhere. */
static const char *find_case(struct run *r, const struct ewc_archive_case *c)
{
    const char *path;

    if (access(c->file, R_OK) == 0)
        return c->file;
    path = ewc_arena_printf(r->world.arena, "%s/%s/%s.xml", r->world.cases, c->suite, c->id);
    return path && access(path, R_OK) == 0 ? path : NULL;
}

/* The cases of the run as they are today, in the order of the run. */
static bool take_plan(struct run *r, struct list *gone, int *out_exit)
{
    struct settings *s = r->settings;
    bool taken;
    unsigned i;

    s->paths = s->tags = s->exclude_tags = (struct list){0}; /* its cases by name, and no choice among them */
    s->shard = NULL;
    s->read_only = false;
    s->order = ewc_archive_fact(r->archive, "order");
    s->seed = ewc_archive_fact(r->archive, "seed");
    for (i = 0; i < r->archive->count; i++) {
        const char *path = find_case(r, &r->archive->cases[i]);

        list_add(path ? &s->paths : gone, s->arena, path ? path : r->archive->cases[i].id);
    }
    if (s->paths.count > 0) {
        taken = load_plan(&r->world, s, true, &r->plan, out_exit);
        take_selection(r, r->archive);
        return taken;
    }
    print_error_text("%s: none of its %u cases is there any more", r->archive->path, r->archive->count);
    return false;
}

static void copy_problems(struct run *r, const struct list *gone)
{
    unsigned i;

    for (i = 0; i < r->archive->problem_count; i++) {
        const struct ewc_archive_problem *p = &r->archive->problems[i];

        if (!*p->file) /* those with a place are of lists of known deviations: they are told anew */
            ewc_result_problem(r->result, p->kind, EWC_NOWHERE, "%s", p->text);
    }
    for (i = 0; i < gone->count; i++)
        ewc_result_problem(r->result, EWC_PROBLEM_NOTE, EWC_NOWHERE,
                           "The case \"%s\" is no longer there: it was not judged again.", gone->items[i]);
}

/* ---- judging ------------------------------------------------------------------------------------------------------- */

static bool prepare(struct run *r, const char *path, struct list *gone, int *out_exit)
{
    struct ewc_err err = {0};

    *out_exit = EXIT_ERROR;
    if (ewc_archive_load(path, &r->archive, &err) != EWC_OK) {
        print_error(&err);
        return false;
    }
    tell_partial(r->archive);
    take_selection(r, r->archive); /* suites of one's own bring their requirements */
    if (!open_world(&r->world, r->settings, out_exit))
        return false;
    if (!read_reports(r, out_exit))
        return false;
    *out_exit = EXIT_ERROR;
    if (!take_variables(r) || !take_plan(r, gone, out_exit))
        return false;
    take_config(r);
    set_bundles(r);
    if (!load_known(r, r->config.http.url, r->config.profile, r->config.strict, out_exit))
        return false;
    *out_exit = EXIT_ERROR;
    if (ewc_result_create(r->settings->results, r->plan.count, r->world.catalogue, r->config.strict, &r->result, &err) !=
        EWC_OK) {
        print_error(&err);
        return false;
    }
    return true;
}

static int judge_all(struct run *r, const struct list *gone)
{
    struct console console = {r->settings, r->world.catalogue, use_colour(stdout), use_colour(stdout), 0};
    struct ewc_run_listener listener = {console_case_ended, console_said, &console};
    struct ewc_run_info info = r->archive->run;
    struct ewc_run_outcome outcome = {0};
    struct ewc_err err = {0};

    copy_problems(r, gone);
    if (ewc_run(&r->config, r->result, &listener, r->world.arena, &outcome, &err) != EWC_OK) {
        print_error(&err);
        return EXIT_ERROR;
    }
    if (signals_caught())
        return signal_exit_code();
    review_known(r, &listener);
    snprintf(r->program, sizeof(r->program), "ews-conform %s", EWC_VERSION);
    info.program = r->program;
    name_libraries(r);
    info.libraries = r->libraries;
    info.strict = r->config.strict;
    if (!info.interrupted)
        info.exit_code = exit_code(r, false);
    outcome.server = info.server;
    outcome.requests = info.requests;
    outcome.duration_us = info.duration_us;
    if (write_info(r, &info) != EWC_OK && info.exit_code == EXIT_CONFORMANT)
        info.exit_code = EXIT_ERROR;
    console_summary(&console, r->result, &outcome, info.target, info.exit_code);
    return info.exit_code;
}

int command_recheck(struct settings *s)
{
    struct run r = {.settings = s};
    struct list gone = {0};
    int code = EXIT_USAGE;

    if (s->paths.count != 1)
        print_error_text("recheck: name one RESULTS.xml; \"ews-conform run --results FILE\" writes it");
    else if (prepare(&r, s->paths.items[0], &gone, &code))
        code = judge_all(&r, &gone);
    close_session(&r);
    return code;
}
