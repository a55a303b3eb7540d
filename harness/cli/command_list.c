/* ews-conform list, show, serve: what sends nothing to a target. */
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"

/* ---- list ------------------------------------------------------------------------------------------------------------- */

static void print_case_text(const struct ewc_case *c)
{
    char suite[128];
    unsigned i;

    ewc_suite_name(c->file, suite, sizeof(suite));
    printf("%s/%s  %s\n   ", suite, c->id, c->title);
    for (i = 0; i < c->covers_count; i++)
        printf(" %s(%s)", c->covers[i].requirement, ewc_level_name(c->covers[i].level));
    for (i = 0; c->tags[i]; i++)
        printf("%s%s", i ? " " : "  tags: ", c->tags[i]);
    for (i = 0; i < c->requires_count; i++)
        printf("  needs: %s", c->requirements[i].variable ? c->requirements[i].variable : c->requirements[i].feature);
    putchar('\n');
}

static void put_attr(struct ewc_buf *out, const char *name, const char *value)
{
    ewc_buf_printf(out, " %s=\"", name);
    ewc_xml_escape(out, ewc_str(value));
    ewc_buf_byte(out, '"');
}

static void put_case_xml(struct ewc_buf *out, const struct ewc_case *c)
{
    char suite[128];
    unsigned i;

    ewc_suite_name(c->file, suite, sizeof(suite));
    ewc_buf_text(out, "  <case");
    put_attr(out, "id", c->id);
    put_attr(out, "suite", suite);
    put_attr(out, "file", c->file);
    ewc_buf_text(out, ">\n    <title>");
    ewc_xml_escape(out, ewc_str(c->title));
    ewc_buf_text(out, "</title>\n");
    for (i = 0; c->tags[i]; i++) {
        ewc_buf_text(out, "    <tag>");
        ewc_xml_escape(out, ewc_str(c->tags[i]));
        ewc_buf_text(out, "</tag>\n");
    }
    for (i = 0; i < c->covers_count; i++) {
        ewc_buf_text(out, "    <covers");
        put_attr(out, "requirement", c->covers[i].requirement);
        put_attr(out, "level", ewc_level_name(c->covers[i].level));
        ewc_buf_text(out, "/>\n");
    }
    ewc_buf_text(out, "  </case>\n");
}

bool case_covers(const struct ewc_case *c, const char *requirement)
{
    unsigned i;

    for (i = 0; i < c->covers_count; i++)
        if (strcmp(c->covers[i].requirement, requirement) == 0)
            return true;
    return false;
}

static void print_requirements(const struct world *w, const struct ewc_plan *plan)
{
    static const char *const TESTING[] = {"no case", "the default rules", "can't be tested from outside"};
    unsigned i, k;

    for (i = 0; w->catalogue && i < w->catalogue->count; i++) {
        const struct ewc_requirement *r = &w->catalogue->items[i];
        bool any = false;

        printf("%s %s  %s\n    source: %s\n    cases:", r->id, ewc_level_name(r->level), r->statement, r->source);
        for (k = 0; k < plan->count; k++) {
            if (!case_covers(plan->cases[k], r->id))
                continue;
            printf(" %s", plan->cases[k]->id);
            any = true;
        }
        if (!any)
            printf(" none (%s%s%s)", TESTING[r->testing], *r->reason ? ": " : "", r->reason);
        putchar('\n');
    }
}

int command_list(struct settings *s)
{
    struct world w;
    struct ewc_plan plan = {0};
    int code = EXIT_ERROR;
    bool xml = s->format && strcmp(s->format, "xml") == 0;
    unsigned i;

    if (s->format && !xml && strcmp(s->format, "text") != 0) {
        print_error_text("--format: expected \"text\" or \"xml\", found \"%s\"", s->format);
        return EXIT_USAGE;
    }
    if (open_world(&w, s, &code) && load_plan(&w, s, false, &plan, &code)) {
        code = EXIT_CONFORMANT;
        if (s->requirements) {
            print_requirements(&w, &plan);
        } else if (xml) {
            struct ewc_buf out;

            ewc_buf_init(&out, 0);
            ewc_buf_text(&out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<cases xmlns=\"urn:ews-conform:list:1\">\n");
            for (i = 0; i < plan.count; i++)
                put_case_xml(&out, plan.cases[i]);
            ewc_buf_text(&out, "</cases>\n");
            fputs(out.failed ? "" : out.ptr, stdout);
            ewc_buf_finish(&out);
        } else {
            for (i = 0; i < plan.count; i++)
                print_case_text(plan.cases[i]);
        }
    }
    close_world(&w);
    return code;
}

/* ---- show ---------------------------------------------------------------------------------------------------------------- */

/* Names that only a run can know stand for themselves. */
static bool add_placeholder(struct ewc_vars *vars, const char *prefix, const char *suffix)
{
    char value[256];

    snprintf(value, sizeof(value), "{%s%s%s}", prefix, *suffix ? "." : "", suffix);
    return *suffix ? ewc_vars_set2(vars, prefix, suffix, value) : ewc_vars_set(vars, prefix, value);
}

bool add_placeholders(struct ewc_vars *vars, const struct ewc_case *c)
{
    static const char *const GROUP[] = {"id", "change-key", "name", "type", "address"};
    static const char *const STEP[] = {"outcome", "code", "status"};
    bool ok = true;
    unsigned i, k;

    for (i = 0; i < c->requires_count; i++)
        if (c->requirements[i].variable && !ewc_vars_value(vars, c->requirements[i].variable))
            ok &= add_placeholder(vars, c->requirements[i].variable, "");
    for (i = 0; i < c->given_count; i++) {
        for (k = 0; k < 5; k++)
            ok &= add_placeholder(vars, c->givens[i].as, GROUP[k]);
        for (k = 0; k < 5 * c->givens[i].contact_count; k++)
            ok &= add_placeholder(vars, c->givens[i].contacts[k / 5].as, GROUP[k % 5]);
    }
    for (i = 0; i < c->step_count; i++) {
        for (k = 0; k < 3; k++)
            ok &= add_placeholder(vars, c->steps[i].id, STEP[k]);
        for (k = 0; k < c->steps[i].capture_count; k++)
            ok &= add_placeholder(vars, c->steps[i].captures[k].as, "");
    }
    return ok;
}

static void print_bytes(const struct ewc_request *r)
{
    const struct ewc_http_header *h;

    printf("%s\n", r->http.method);
    for (h = r->http.headers; h->name; h++)
        if (h->value)
            printf("%s: %s\n", h->name, h->value);
    putchar('\n');
    fwrite(r->http.body.ptr, 1, r->http.body.len, stdout);
    putchar('\n');
}

/* In single quotes for a shell; bytes that are no text go through printf. */
static void print_quoted(struct ewc_str s)
{
    bool text = ewc_xml_is_text(s);
    size_t i;

    fputs(text ? "'" : "\"$(printf '", stdout);
    for (i = 0; i < s.len; i++) {
        if (!text)
            printf("\\%03o", (unsigned char)s.ptr[i]);
        else if (s.ptr[i] == '\'')
            fputs("'\\''", stdout);
        else
            putchar(s.ptr[i]);
    }
    fputs(text ? "'" : "')\"", stdout);
}

static void print_curl(const struct ewc_request *r, const char *url)
{
    const struct ewc_http_header *h;

    printf("curl -i -X %s", r->http.method);
    for (h = r->http.headers; h->name; h++) {
        char line[2048];

        snprintf(line, sizeof(line), "%s:%s%s", h->name, h->value ? " " : "", h->value ? h->value : "");
        fputs(" \\\n  -H ", stdout);
        print_quoted(ewc_str(line));
    }
    fputs(" \\\n  --data-binary ", stdout);
    print_quoted(r->http.body);
    printf(" \\\n  '%s'\n", url);
}

static bool show_case(struct world *w, struct settings *s, const struct ewc_case *c)
{
    const char *url = s->target ? s->target : "http://127.0.0.1:8080/EWS/Exchange.asmx";
    struct ewc_vars *vars = ewc_vars_create(w->arena, w->vars);
    struct ewc_run_config config = {0};
    struct ewc_err err = {0};
    unsigned i;

    if (!vars || !add_placeholders(vars, c) || !read_defaults(s, url, &config.defaults))
        return false;
    ewc_vars_set_unique(vars, "ews-conform-run-case");
    for (i = 0; i < c->step_count; i++) {
        const struct ewc_request *r = NULL;

        if (ewc_request_build(&c->steps[i], &config.defaults, vars, w->arena, &r, &err) != EWC_OK) {
            print_error(&err);
            return false;
        }
        printf("%s# %s: step %s\n", i ? "\n" : "", c->id, c->steps[i].id);
        if (s->curl)
            print_curl(r, url);
        else
            print_bytes(r);
    }
    return true;
}

int command_show(struct settings *s)
{
    struct world w;
    struct ewc_plan plan = {0};
    int code = EXIT_ERROR;
    unsigned i;

    if (s->paths.count == 0) {
        print_error_text("show: name a case; \"ews-conform list\" prints all");
        return EXIT_USAGE;
    }
    if (open_world(&w, s, &code) && load_plan(&w, s, false, &plan, &code)) {
        code = EXIT_CONFORMANT;
        for (i = 0; i < plan.count; i++)
            if (!show_case(&w, s, plan.cases[i]))
                code = EXIT_ERROR;
    }
    close_world(&w);
    return code;
}

/* ---- serve ------------------------------------------------------------------------------------------------------------------ */

static void print_modes(const char *title, const struct ewc_refserver_mode *m)
{
    const char *topic = "";

    printf("%s\n", title);
    for (; m->name; m++) {
        if (strcmp(topic, m->topic) != 0)
            printf("  %s\n", m->topic);
        topic = m->topic;
        printf("    %-36s %s%s%s\n", m->name, m->requirement ? m->requirement : "", m->requirement ? "  " : "",
               m->description);
    }
}

int command_serve(struct settings *s)
{
    struct ewc_refserver_config config = {.port = (unsigned)s->port, .defect = s->defect, .variant = s->variant};
    struct ewc_refserver *server = NULL;
    const struct ewc_refserver_variable *v;
    struct ewc_err err = {0};
    enum ewc_status st;

    if (s->list_modes) {
        print_modes("Defects: each breaks one rule", ewc_refserver_defects());
        print_modes("Variants: correct and different", ewc_refserver_variants());
        return EXIT_CONFORMANT;
    }
    config.documentation_namespaces = s->namespaces && strcmp(s->namespaces, "documentation") == 0;
    st = ewc_refserver_start(&config, &server, &err);
    if (st != EWC_OK) {
        print_error(&err);
        return st == EWC_EUSAGE ? EXIT_USAGE : EXIT_ERROR;
    }
    printf("%s\n", ewc_refserver_url(server));
    for (v = ewc_refserver_variables(); v->name; v++)
        printf("  --variable %s=%s\n", v->name, v->value);
    fflush(stdout);
    while (!signals_caught())
        ewc_sleep_ms(1000);
    ewc_refserver_stop(server);
    return EXIT_CONFORMANT;
}
