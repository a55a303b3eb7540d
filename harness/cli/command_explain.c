/* ews-conform explain: a case, or a requirement, in sentences. */
#include <string.h>

#include "cli/cli.h"

static void print_requirement(const struct ewc_requirement *r, const char *indent)
{
    static const char *const TESTING[] = {"by cases", "by the default rules, on every response", "not at all"};

    printf("%s%s (%s): %s\n%s  Source: %s.\n", indent, r->id, ewc_level_name(r->level), r->statement, indent,
           *r->source ? r->source : "none, the documents are silent");
    printf("%s  Tested %s%s%s.\n", indent, TESTING[r->testing], *r->reason ? ": " : "", r->reason);
}

/* ---- a case ----------------------------------------------------------------------------------------------------------- */

static void print_givens(const struct ewc_case *c)
{
    unsigned i;

    for (i = 0; i < c->given_count; i++) {
        const struct ewc_case_given *g = &c->givens[i];

        if (g->is_group)
            printf("Given: the group \"%s\"%s%s", g->as, g->contact_count ? " with the member " : "",
                   g->contact_count ? g->contacts[0].as : "");
        else
            printf("Given: the contact \"%s\"", g->as);
        if (g->contact_count > 1 && g->is_group)
            printf(" and %u more", g->contact_count - 1);
        printf("%s. It is removed at the end.\n", g->mailbox ? ", in another mailbox" : "");
    }
    for (i = 0; i < c->requires_count; i++)
        printf("Skipped unless %s %s.\n", c->requirements[i].variable ? c->requirements[i].variable : "the server has",
               c->requirements[i].variable ? "is given (--variable)" : c->requirements[i].feature);
}

/* As print_safe(), but what ${name:300} is padded with is told in words. */
static void print_short(const char *text)
{
    enum { LONG_RUN = 20, SHOWN_BYTES = 4096 };
    char shown[SHOWN_BYTES];
    size_t used = 0;

    while (*text && used + 64 < sizeof(shown)) {
        size_t run = strspn(text, "x");

        if (run >= LONG_RUN) {
            used += (size_t)snprintf(shown + used, sizeof(shown) - used, "x…x (%zu times x)", run);
            text += run;
        } else {
            shown[used++] = *text++;
        }
    }
    shown[used] = '\0';
    print_safe(stdout, shown);
    if (*text)
        printf("… (long)\n");
}

/* The content of soap:Body as it is sent, an element a line. */
static void print_body(const struct ewc_request *r)
{
    struct ewc_xml *doc = NULL;
    struct ewc_node *node;
    struct ewc_buf text;

    if (ewc_xml_parse(r->http.body, "request", NULL, NULL, &doc, NULL) != EWC_OK) {
        printf("     %zu bytes that are not XML as a whole (\"ews-conform show\" prints them)\n", r->http.body.len);
        return;
    }
    node = ewc_node_child(ewc_xml_root(doc), "http://schemas.xmlsoap.org/soap/envelope/", "Body");
    ewc_buf_init(&text, 4000); /* a longer one is cut short: show has all of it */
    for (node = node ? ewc_node_first(node) : NULL; node; node = ewc_node_next(node)) {
        struct ewc_node *child;

        for (child = ewc_node_first(node); child; child = ewc_node_next(child)) {
            const char *id = ewc_node_attr(child, "Id");

            ewc_buf_printf(&text, "     %s: ", ewc_node_local(child));
            if (id)
                ewc_buf_printf(&text, "Id %s", id);
            else
                ewc_node_write(ewc_node_first_any(child) ? ewc_node_first_any(child) : child, &text);
            ewc_buf_byte(&text, '\n');
        }
    }
    if (text.failed)
        printf("     (long: \"ews-conform show\" prints it)\n");
    else if (text.len)
        print_short(text.ptr);
    ewc_buf_finish(&text);
    ewc_xml_free(doc);
}

static void print_outcome(const struct ewc_case_outcome *o, const char *between)
{
    printf("%s", between);
    if (*o->response_class || *o->response_code)
        printf("a response%s%s%s%s", *o->response_class ? " of class " : "", o->response_class,
               *o->response_code ? " with code " : "", o->response_code);
    if (*o->fault)
        printf("%sa SOAP fault%s%s", *o->response_class || *o->response_code ? ", or " : "",
               strcmp(o->fault, "any") == 0 ? "" : " with code ", strcmp(o->fault, "any") == 0 ? "" : o->fault);
    if (*o->http_status)
        printf("%s HTTP status %s", *o->response_class || *o->fault ? " with" : "anything with", o->http_status);
    if (*o->level)
        printf(" (%s)", strcmp(o->level, "OBS") == 0 ? "observed only" : o->level);
    if (*o->profile)
        printf(" (only with --profile %s)", o->profile);
}

static void print_expectations(const struct ewc_case_step *s, const struct ewc_vars *vars, struct ewc_arena *arena)
{
    unsigned i, k;

    if (s->judge_transport_only)
        printf("   Judged as any HTTP response: it need not be SOAP.\n");
    for (i = 0; i < s->outcome_count; i++)
        print_outcome(&s->outcomes[i], i ? "; or " : "   Expects ");
    printf(s->outcome_count ? ".\n" : "   Expects anything that the default rules allow.\n");
    for (i = 0; i < s->capture_count; i++)
        printf("   Keeps %s as ${%s}%s.\n", s->captures[i].select, s->captures[i].as,
               s->captures[i].optional ? ", if it is there" : "; it must be there");
    for (i = 0; i < s->check_count; i++) {
        const struct ewc_case_check *check = &s->checks[i];

        printf("   Checks with %s", check->with);
        for (k = 0; k < check->param_count; k++) {
            const char *value = "?";

            if (ewc_vars_expand(vars, check->params[k].value, arena, &value, NULL) != EWC_OK)
                value = "?";
            printf("%s%s = ", k ? ", " : ": ", check->params[k].name);
            print_short(value);
        }
        for (k = 0; check->since && check->since[k]; k++)
            printf("%s%s", k ? ", " : "; compared with step ", check->since[k]);
        if (check->when.step)
            printf("; only if step %s %s", check->when.step, check->when.succeeded ? "succeeded" : "failed");
        if (check->requirement)
            printf("; counts for %s", check->requirement);
        printf(".\n");
    }
}

static bool explain_case(struct world *w, struct settings *s, const struct ewc_case *c)
{
    struct ewc_vars *vars = ewc_vars_create(w->arena, w->vars);
    struct ewc_run_config config = {0};
    unsigned i;

    if (!vars || !add_placeholders(vars, c) || !read_defaults(s, "http://127.0.0.1/EWS/Exchange.asmx", &config.defaults))
        return false;
    ewc_vars_set_unique(vars, "{unique}");
    printf("%s: %s\n(%s)\n", c->id, c->title, c->file);
    if (*c->description)
        printf("\n%s\n", c->description);
    printf("\nIt is about\n");
    for (i = 0; i < c->covers_count; i++) {
        const struct ewc_requirement *r = ewc_catalogue_find(w->catalogue, c->covers[i].requirement);

        if (r)
            print_requirement(r, "  ");
        else
            printf("  %s, which is in no catalogue\n", c->covers[i].requirement);
    }
    putchar('\n');
    print_givens(c);
    for (i = 0; i < c->step_count; i++) {
        const struct ewc_case_step *step = &c->steps[i];
        const struct ewc_request *r = NULL;
        struct ewc_err err = {0};

        printf("\n%u. %s", i + 1, step->id);
        if (step->when.step)
            printf(" (only if step %s %s)", step->when.step, step->when.succeeded ? "succeeded" : "failed");
        if (step->together)
            printf(" (at the same moment as its neighbours)");
        if (step->settle)
            printf(" (read again for a short time until it is right)");
        printf("\n   Sends %s%s%s\n", step->form == EWC_FORM_RAW ? "bytes as they stand in the case, judged as " : "",
               *step->operation ? step->operation : "an empty Body", step->http_header_count ? ", with HTTP headers of its own" : "");
        if (ewc_request_build(step, &config.defaults, vars, w->arena, &r, &err) == EWC_OK)
            print_body(r);
        else
            print_error(&err);
        print_expectations(step, vars, w->arena);
    }
    return true;
}

/* ---- the command -------------------------------------------------------------------------------------------------------- */

static bool is_requirement(const struct world *w, const char *text)
{
    if (ewc_catalogue_find(w->catalogue, text)) /* of a suite of one's own it may have any form */
        return true;
    return text[0] == 'R' && strlen(text) == 4 && strspn(text + 1, "0123456789") == 3;
}

static bool explain_requirement(struct world *w, struct settings *s, const char *id)
{
    const struct ewc_requirement *r = ewc_catalogue_find(w->catalogue, id);
    struct ewc_plan plan = {0};
    int code;
    unsigned i;

    if (!r) {
        print_error_text("the catalogue has no requirement \"%s\"; \"ews-conform list --requirements\" prints all", id);
        return false;
    }
    print_requirement(r, "");
    s->paths = (struct list){0};
    if (!load_plan(w, s, false, &plan, &code))
        return false;
    for (i = 0; i < plan.count; i++)
        if (case_covers(plan.cases[i], id))
            printf("  %s: %s\n", plan.cases[i]->id, plan.cases[i]->title);
    return true;
}

int command_explain(struct settings *s)
{
    struct world w;
    struct list asked = s->paths;
    int code = EXIT_USAGE;
    unsigned i;

    if (asked.count == 0) {
        print_error_text("explain: name a case or a requirement, such as rename-once or R301");
        return code;
    }
    if (!open_world(&w, s, &code)) {
        close_world(&w);
        return code;
    }
    code = EXIT_CONFORMANT;
    for (i = 0; i < asked.count; i++) {
        struct ewc_plan plan = {0};
        int loaded;
        unsigned k;
        bool ok;

        if (i)
            putchar('\n');
        if (is_requirement(&w, asked.items[i])) {
            ok = explain_requirement(&w, s, asked.items[i]);
        } else {
            s->paths = (struct list){0};
            list_add(&s->paths, s->arena, asked.items[i]);
            ok = load_plan(&w, s, false, &plan, &loaded);
            for (k = 0; ok && k < plan.count; k++)
                ok = explain_case(&w, s, plan.cases[k]);
        }
        if (!ok)
            code = EXIT_ERROR;
    }
    close_world(&w);
    return code;
}
