/* ews-conform run */
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"

enum { MAX_REPORTS = 32 };

/* A run's parts, each freed at its end. */
struct run {
    struct world world;
    struct settings *settings;
    struct ewc_plan plan;
    struct ewc_refserver *server; /* NULL with --target */
    struct ewc_result *result;
    struct ewc_report reports[MAX_REPORTS + 1];
    struct ewc_run_config config;
    char id[12], started[32], program[64], seed[12];
};

static bool add_report(struct run *r, unsigned *count, const char *sheet, const char *path)
{
    if (*count == MAX_REPORTS) {
        print_error_text("more than %d reports", MAX_REPORTS);
        return false;
    }
    r->reports[(*count)++] = (struct ewc_report){sheet, path};
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

static bool read_reports(struct run *r)
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

/* A stylesheet that is not there is told before the run, not after it. */
static bool check_reports(const struct run *r)
{
    const struct ewc_report *report;

    for (report = r->reports; report->stylesheet; report++) {
        FILE *f = fopen(report->stylesheet, "re");

        if (!f) {
            print_error_text("there is no report stylesheet %s", report->stylesheet);
            return false;
        }
        fclose(f);
    }
    return true;
}

static bool start_server(struct run *r)
{
    const struct ewc_refserver_variable *v;
    const struct settings *s = r->settings;
    struct ewc_refserver_config config = {
        .defect = s->defect,
        .variant = s->variant,
        .documentation_namespaces = s->namespaces && strcmp(s->namespaces, "documentation") == 0};
    struct ewc_err err = {0};

    if (s->target)
        return true;
    if (ewc_refserver_start(&config, &r->server, &err) != EWC_OK) {
        print_error(&err);
        return false;
    }
    for (v = ewc_refserver_variables(); v->name; v++)
        if (!ewc_vars_value(r->world.vars, v->name) && !ewc_vars_set(r->world.vars, v->name, v->value))
            return false;
    return true;
}

static bool prepare(struct run *r, int *out_exit)
{
    struct settings *s = r->settings;
    struct ewc_err err = {0};

    *out_exit = EXIT_USAGE;
    if (s->order && strcmp(s->order, "path") != 0 && strcmp(s->order, "random") != 0) {
        print_error_text("--order: expected \"path\" or \"random\", found \"%s\"", s->order);
        return false;
    }
    if (s->target && (s->defect || s->variant)) {
        print_error_text("--defect and --variant are for the reference server: leave --target out");
        return false;
    }
    ewc_random_name(r->seed, 8);
    if (!s->seed)
        s->seed = r->seed;
    if (!open_world(&r->world, s, out_exit))
        return false;
    *out_exit = EXIT_USAGE;
    if (!read_reports(r) || !check_reports(r))
        return false;
    *out_exit = EXIT_ERROR;
    if (!start_server(r) || !load_plan(&r->world, s, true, &r->plan, out_exit))
        return false;
    if (!read_target(s, r->server ? ewc_refserver_url(r->server) : s->target, &r->config, out_exit))
        return false;
    *out_exit = EXIT_ERROR;
    if (ewc_result_create(s->results, r->plan.count, r->world.catalogue, s->strict, &r->result, &err) != EWC_OK) {
        print_error(&err);
        return false;
    }
    return true;
}

/* A broken rule outranks an error: it is known, whatever else could not be judged. */
static int exit_code(struct run *r, const struct ewc_run_outcome *outcome)
{
    struct ewc_counts n = ewc_result_counts(r->result);

    if (outcome->interrupted)
        return signal_exit_code();
    if (n.fail || ewc_result_problems(r->result, EWC_PROBLEM_FAIL))
        return EXIT_FAILED;
    if (n.error || ewc_result_problems(r->result, EWC_PROBLEM_ERROR) || n.skip == n.cases)
        return EXIT_ERROR;
    return EXIT_CONFORMANT;
}

static enum ewc_status write_results(struct run *r, const struct ewc_run_outcome *outcome, int code)
{
    const struct settings *s = r->settings;
    const struct ewc_run_fact libraries[] = {
        {"libcurl", ewc_http_library()}, {"libxml2", ewc_xml_library()}, {"libxslt", ewc_xslt_library()}, {0}};
    const struct ewc_run_fact facts[] = {{"order", s->order ? s->order : "path"},
                                         {"seed", s->seed},
                                         {"certificate-check", s->insecure ? "off (--insecure)" : "on"},
                                         {0}};
    struct ewc_run_info info = {.id = r->id,
                                .program = r->program,
                                .target = r->config.http.url,
                                .profile = r->config.profile,
                                .reference_server = r->server != NULL,
                                .documentation_namespaces = r->config.defaults.documentation_namespaces,
                                .strict = s->strict,
                                .interrupted = outcome->interrupted,
                                .duration_us = outcome->duration_us,
                                .jobs = outcome->jobs,
                                .exit_code = code,
                                .requests = outcome->requests,
                                .server = outcome->server,
                                .libraries = libraries,
                                .facts = facts};
    struct ewc_err err = {0};
    const char *paths[] = {NULL, NULL};
    enum ewc_status st;

    memcpy(info.started, r->started, sizeof(info.started));
    if (!s->results && !r->reports[0].stylesheet)
        return EWC_OK;
    st = ewc_result_finish(r->result, &info, &err);
    paths[0] = ewc_result_path(r->result);
    if (st == EWC_OK)
        st = ewc_report_write(paths, r->reports, &err);
    if (st != EWC_OK)
        print_error(&err);
    return st;
}

static void case_ended(void *ctx, const struct ewc_case_result *result, unsigned done, unsigned total)
{
    const struct console *console = ctx;

    if (console->settings->save_evidence)
        save_evidence(console->settings->save_evidence, result);
    console_case_ended(ctx, result, done, total);
}

static int run_all(struct run *r)
{
    struct console console = {r->settings, r->world.catalogue, use_colour(stdout), use_colour(stdout)};
    struct ewc_run_listener listener = {case_ended, console_said, &console};
    struct ewc_run_outcome outcome = {0};
    struct ewc_err err = {0};
    enum ewc_status st;
    int code;

    ewc_random_name(r->id, 6);
    ewc_clock_iso8601(r->started);
    snprintf(r->program, sizeof(r->program), "ews-conform %s", EWC_VERSION);
    r->config.plan = &r->plan;
    r->config.judge = r->world.judge;
    r->config.catalogue = r->world.catalogue;
    r->config.vars = r->world.vars;
    r->config.id = r->id;
    r->config.journal = r->server == NULL; /* the reference server forgets by itself */
    if (r->settings->insecure)
        ewc_result_problem(r->result, EWC_PROBLEM_NOTE, EWC_NOWHERE,
                           "The server's certificate was not checked (--insecure).");
    st = ewc_run(&r->config, r->result, &listener, r->world.arena, &outcome, &err);
    if (st != EWC_OK) {
        print_error(&err);
        return EXIT_ERROR;
    }
    code = exit_code(r, &outcome);
    st = write_results(r, &outcome, code);
    if (st != EWC_OK && code == EXIT_CONFORMANT)
        code = EXIT_ERROR;
    console_summary(&console, r->result, &outcome, r->config.http.url, code);
    return code;
}

static int run_once(struct settings *s)
{
    struct run r = {.settings = s};
    int code = EXIT_ERROR;

    if (prepare(&r, &code))
        code = run_all(&r);
    ewc_result_destroy(r.result);
    ewc_refserver_stop(r.server);
    close_world(&r.world);
    return code;
}

int command_run(struct settings *s)
{
    if (s->save_evidence && !make_evidence_folder(s->save_evidence))
        return EXIT_USAGE;
    return s->watch ? watch(s, run_once) : run_once(s);
}

/* ---- report and sweep: what needs no run of its own ------------------------------------------------------------------ */

int command_report(struct settings *s)
{
    struct run r = {.settings = s};
    struct ewc_err err = {0};
    int code = EXIT_ERROR;
    struct list results = s->paths;

    if (results.count == 0) {
        print_error_text("report: name at least one RESULTS.xml");
        return EXIT_USAGE;
    }
    s->paths = (struct list){0};
    if (open_world(&r.world, s, &code)) {
        code = EXIT_USAGE;
        if (read_reports(&r) && check_reports(&r)) {
            if (!r.reports[0].stylesheet)
                print_error_text("report: name a report to write: --html FILE, --junit FILE or --report FORMAT=FILE");
            else
                code = ewc_report_write(results.items, r.reports, &err) == EWC_OK ? EXIT_CONFORMANT : EXIT_ERROR;
            if (err.status != EWC_OK)
                print_error(&err);
        }
    }
    close_world(&r.world);
    return code;
}

static void tell_found(void *ctx, const char *name, bool removed)
{
    const struct settings *s = ctx;

    printf("%s ", removed ? "removed" : s->dry_run ? "found" : "NOT removed");
    print_safe(stdout, name);
    fputc('\n', stdout);
}

int command_sweep(struct settings *s)
{
    struct ewc_run_config config = {.id = "sweep"};
    struct ewc_err err = {0};
    int code;

    if (!s->target) {
        print_error_text("sweep: give the --target whose mailbox is to be swept");
        return EXIT_USAGE;
    }
    if (!read_target(s, s->target, &config, &code))
        return code;
    if (ewc_sweep(&config, s->dry_run, tell_found, s, &err) == EWC_OK)
        return EXIT_CONFORMANT;
    print_error(&err);
    return EXIT_ERROR;
}
