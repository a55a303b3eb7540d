/* ews-conform run */
#include <stdlib.h>
#include <string.h>

#include "cli/session.h"

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
    if (!read_reports(r, out_exit))
        return false;
    *out_exit = EXIT_ERROR;
    if (!start_server(r) || !load_plan(&r->world, s, true, &r->plan, out_exit))
        return false;
    if (!read_target(s, r->server ? ewc_refserver_url(r->server) : s->target, &r->config, out_exit))
        return false;
    if (!load_known(r, r->config.http.url, r->config.profile, s->strict, out_exit))
        return false;
    set_bundles(r);
    r->config.repeat = (unsigned)s->repeat;
    *out_exit = EXIT_ERROR;
    if (ewc_result_create(s->results, r->plan.count, r->world.catalogue, s->strict, &r->result, &err) != EWC_OK) {
        print_error(&err);
        return false;
    }
    return true;
}

/* A value that is, or holds, a secret of this run is not written down. */
static bool is_secret(const struct settings *s, const char *value)
{
    return (s->password && *s->password && strstr(value, s->password)) || (s->token && *s->token && strstr(value, s->token));
}

/* What shaped the run: enough to repeat it, and to judge it again. Ends with a NULL name. */
static const struct ewc_run_fact *list_facts(struct run *r, const struct ewc_run_outcome *outcome)
{
    const struct settings *s = r->settings;
    struct ewc_run_fact *facts = ewc_arena_alloc(r->world.arena, MAX_FACTS * sizeof(*facts));
    const struct ewc_xml_var *v = ewc_vars_list(r->world.vars, r->world.arena);
    const struct {
        const char *name;
        unsigned long value;
    } limits[] = {{"max-depth", s->max_depth}, {"max-attributes", s->max_attributes},
                  {"max-text", s->max_text_bytes}, {"max-nodes", s->max_nodes}};
    unsigned i, count = 0;

    if (!facts)
        return NULL;
    facts[count++] = (struct ewc_run_fact){"order", s->order ? s->order : "path"};
    facts[count++] = (struct ewc_run_fact){"seed", s->seed};
    for (i = 0; i < s->paths.count && count < MAX_FACTS / 2; i++)
        facts[count++] = (struct ewc_run_fact){"cases", s->paths.items[i]};
    for (i = 0; i < s->tags.count && count < MAX_FACTS / 2; i++)
        facts[count++] = (struct ewc_run_fact){"tag", s->tags.items[i]};
    for (i = 0; i < s->exclude_tags.count && count < MAX_FACTS / 2; i++)
        facts[count++] = (struct ewc_run_fact){"exclude-tag", s->exclude_tags.items[i]};
    if (s->read_only)
        facts[count++] = (struct ewc_run_fact){"read-only", "yes"};
    facts[count++] = (struct ewc_run_fact){"certificate-check", s->insecure ? "off (--insecure)" : "on"};
    if (outcome->throttled)
        facts[count++] = (struct ewc_run_fact){
            "throttled-requests", ewc_arena_printf(r->world.arena, "%lu", outcome->throttled)};
    if (outcome->resent)
        facts[count++] =
            (struct ewc_run_fact){"requests-sent-twice", ewc_arena_printf(r->world.arena, "%lu", outcome->resent)};
    if (s->target_name)
        facts[count++] = (struct ewc_run_fact){"target-name", s->target_name};
    if (s->rate)
        facts[count++] = (struct ewc_run_fact){"rate", s->rate};
    if (s->shard)
        facts[count++] = (struct ewc_run_fact){"shard", s->shard};
    if (s->repeat > 1)
        facts[count++] = (struct ewc_run_fact){"repeat", ewc_arena_printf(r->world.arena, "%lu", s->repeat)};
    for (i = 0; i < sizeof(limits) / sizeof(*limits); i++)
        if (limits[i].value)
            facts[count++] = (struct ewc_run_fact){limits[i].name, ewc_arena_printf(r->world.arena, "%lu", limits[i].value)};
    for (; v && v->name && count < MAX_FACTS - 1; v++)
        if (!is_secret(s, v->value))
            facts[count++] = (struct ewc_run_fact){ewc_arena_printf(r->world.arena, "variable.%s", v->name), v->value};
    return facts;
}

/* Its libraries live as long as the run. */
static struct ewc_run_info make_info(struct run *r, const struct ewc_run_outcome *outcome, int code)
{
    const struct settings *s = r->settings;
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
                                .libraries = r->libraries,
                                .facts = list_facts(r, outcome)};

    memcpy(info.started, r->started, sizeof(info.started));
    return info;
}

/* What whoever reads the results of this run needs when it is killed. */
static enum ewc_status begin_results(struct run *r, struct ewc_err *err)
{
    const struct ewc_run_outcome outcome = {.interrupted = true, .jobs = r->config.jobs};
    struct ewc_run_info info = make_info(r, &outcome, EXIT_ERROR);

    return ewc_result_begin(r->result, &info, err);
}

static void case_ended(void *ctx, const struct ewc_case_result *result, unsigned done, unsigned total)
{
    const struct console *console = ctx;

    if (console->settings->save_evidence)
        save_evidence(console->settings->save_evidence, result);
    console_case_ended(ctx, result, done, total);
}

/* Also with --quiet: nobody should learn it later. */
static void warn_insecure(struct run *r, const struct console *console)
{
    ewc_result_problem(r->result, EWC_PROBLEM_NOTE, EWC_NOWHERE, "%s", INSECURE_TEXT);
    printf("%sINSECURE%s %s\n", console->colour ? "\033[31m" : "", console->colour ? "\033[0m" : "", INSECURE_TEXT);
    fflush(stdout);
}

static int run_all(struct run *r)
{
    struct console console = {r->settings, r->world.catalogue, use_colour(stdout), use_colour(stdout), 0};
    struct ewc_run_listener listener = {case_ended, console_said, &console};
    struct ewc_run_outcome outcome = {0};
    struct ewc_run_info info;
    struct ewc_err err = {0};
    enum ewc_status st;
    int code;

    name_libraries(r);
    ewc_random_name(r->id, EWC_RUN_ID_LEN);
    ewc_clock_iso8601(r->started);
    snprintf(r->program, sizeof(r->program), "ews-conform %s", EWC_VERSION);
    r->config.plan = &r->plan;
    r->config.judge = r->world.judge;
    r->config.catalogue = r->world.catalogue;
    r->config.vars = r->world.vars;
    r->config.id = r->id;
    r->config.journal = r->server == NULL; /* the reference server forgets by itself */
    if (r->settings->insecure)
        warn_insecure(r, &console);
    st = begin_results(r, &err);
    if (st == EWC_OK)
        st = ewc_run(&r->config, r->result, &listener, r->world.arena, &outcome, &err);
    if (st == EWC_OK)
        review_known(r, &listener);
    if (st != EWC_OK) {
        print_error(&err);
        return EXIT_ERROR;
    }
    code = exit_code(r, outcome.interrupted);
    info = make_info(r, &outcome, code);
    st = write_info(r, &info);
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
    close_session(&r);
    return code;
}

int command_run(struct settings *s)
{
    if (s->save_evidence && !make_evidence_folder(s->save_evidence))
        return EXIT_USAGE;
    return s->watch ? watch(s, run_once) : run_once(s);
}

/* ---- sweep: needs no run of its own --------------------------------------------------------------------------------- */

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
    if (s->insecure)
        print_error_text("INSECURE: %s", INSECURE_TEXT);
    if (ewc_sweep(&config, s->dry_run, tell_found, s, &err) == EWC_OK)
        return EXIT_CONFORMANT;
    print_error(&err);
    return EXIT_ERROR;
}
