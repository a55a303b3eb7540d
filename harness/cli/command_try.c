/* ews-conform try: one stylesheet on one evidence document or response. */
#include <string.h>

#include "cli/cli.h"
#include "verdict/verdict.h"

#define NS_EVIDENCE "urn:ews-conform:evidence:1"
#define NS_SOAP "http://schemas.xmlsoap.org/soap/envelope/"

enum { MAX_PARAMS = 64 };

/* What is tried; `params` is ended by a NULL name. */
struct trial {
    struct ewc_sheet *sheet;
    struct ewc_xml *evidence;
    struct ewc_sheet_param params[MAX_PARAMS + 1];
    unsigned param_count;
};

static bool add_param(struct trial *t, struct settings *s, const char *text, size_t len, char between)
{
    const char *split = memchr(text, between, len);
    size_t name_bytes = split ? (size_t)(split - text) : 0;

    if (!split || name_bytes == 0 || t->param_count == MAX_PARAMS) {
        print_error_text("--param: expected NAME=VALUE, found \"%.*s\"", (int)len, text);
        return false;
    }
    t->params[t->param_count].name = ewc_arena_strndup(s->arena, text, name_bytes);
    t->params[t->param_count].value = ewc_arena_strndup(s->arena, split + 1, len - name_bytes - 1);
    if (!t->params[t->param_count].name || !t->params[t->param_count].value)
        return false;
    if (!ewc_sheet_has_param(t->sheet, t->params[t->param_count].name)) {
        print_error_text("%s has no parameter \"%s\"", ewc_sheet_path(t->sheet), t->params[t->param_count].name);
        return false;
    }
    t->param_count++;
    return true;
}

/* Examples say their parameters themselves: <?param NAME VALUE?>, each on a line of its own. */
static bool read_own_params(struct trial *t, struct settings *s, const char *path)
{
    static const char MARK[] = "\n<?param ";
    struct ewc_err err = {0};
    struct ewc_buf text;
    const char *p;
    bool ok = true;

    ewc_buf_init(&text, 0);
    if (ewc_file_read(path, 64ul << 20, &text, &err) != EWC_OK) {
        print_error(&err);
        ok = false;
    }
    for (p = ok && text.ptr ? strstr(text.ptr, MARK) : NULL; p && ok; p = strstr(p, MARK)) {
        const char *end = strstr(p, "?>");

        p += sizeof(MARK) - 1;
        if (!end)
            break;
        ok = add_param(t, s, p, (size_t)(end - p), ' ');
    }
    ewc_buf_finish(&text);
    return ok;
}

/* A response as it came becomes the evidence of a step that nobody asked about. */
static bool wrap_response(struct ewc_xml *doc)
{
    struct ewc_node *old = NULL;
    struct ewc_node *root = ewc_xml_wrap(doc, NS_EVIDENCE, "evidence", &old);
    struct ewc_node *request, *response, *header, *body;
    struct ewc_node *soap_body = old ? ewc_node_child(old, NS_SOAP, "Body") : NULL;
    struct ewc_node *entry = soap_body ? ewc_node_first(soap_body) : NULL;
    bool fault = entry && ewc_node_is(entry, NS_SOAP, "Fault");
    char operation[128];
    size_t len;

    snprintf(operation, sizeof(operation), "%s", entry && !fault ? ewc_node_local(entry) : "SetImGroup");
    len = strlen(operation);
    if (len > 8 && strcmp(operation + len - 8, "Response") == 0)
        operation[len - 8] = '\0';
    request = ewc_node_add(root, NS_EVIDENCE, "request");
    response = ewc_node_add(root, NS_EVIDENCE, "response");
    header = ewc_node_add(response, NS_EVIDENCE, "header");
    body = ewc_node_add(response, NS_EVIDENCE, "body");
    if (!header || !body || !old)
        return false;
    ewc_node_place(body, old);
    return ewc_node_set(root, "case", "try") && ewc_node_set(root, "step", "try") &&
           ewc_node_set(root, "requirement", "") && ewc_node_set(root, "level", "MUST") &&
           ewc_node_set(root, "namespaces", "wire") && ewc_node_set(root, "profile", "") &&
           ewc_node_set(root, "judge", "full") && ewc_node_set(request, "method", "POST") &&
           ewc_node_set(request, "url", "http://localhost/") && ewc_node_set(request, "operation", operation) &&
           ewc_node_set(request, "form", "soap") && ewc_node_set(request, "header-names", "") &&
           ewc_node_set(response, "outcome", "ok") && ewc_node_set(response, "header-names", "content-type") &&
           ewc_node_set(response, "detail", "") && ewc_node_set(response, "status", fault ? "500" : "200") &&
           ewc_node_set(response, "http-version", "1.1") && ewc_node_set(response, "elapsed-ms", "0") &&
           ewc_node_set(header, "name", "content-type") && ewc_node_add_text(header, ewc_str("text/xml; charset=utf-8")) &&
           ewc_node_set(body, "media-type", "text/xml") && ewc_node_set(body, "encoding", "utf-8") &&
           ewc_node_set(body, "declared", "utf-8") &&
           ewc_node_set(body, "charset", "utf-8") && ewc_node_set(body, "bom", "no") &&
           ewc_node_set(body, "doctype", "no") && ewc_node_set(body, "other-namespaces", "0");
}

static bool load(struct trial *t, struct settings *s)
{
    const char *sheet_path = s->paths.items[0], *path = s->paths.items[1];
    struct ewc_err err = {0};
    unsigned i;

    if (ewc_sheet_load(sheet_path, &t->sheet, &err) != EWC_OK || ewc_xml_parse_file(path, &t->evidence, &err) != EWC_OK) {
        print_error(&err);
        return false;
    }
    if (ewc_node_is(ewc_xml_root(t->evidence), NS_SOAP, "Envelope") && !wrap_response(t->evidence)) {
        print_error_text("memory ran out");
        return false;
    }
    if (!ewc_node_is(ewc_xml_root(t->evidence), NS_EVIDENCE, "evidence")) {
        print_error_text("%s: expected <evidence> in \"%s\" or a SOAP Envelope, found <%s>", path, NS_EVIDENCE,
                         ewc_node_local(ewc_xml_root(t->evidence)));
        return false;
    }
    for (i = 0; i < s->params.count; i++)
        if (!add_param(t, s, s->params.items[i], strlen(s->params.items[i]), '='))
            return false;
    return s->params.count > 0 || read_own_params(t, s, path);
}

static void print_line(const char *label, const char *text)
{
    if (!text || !*text)
        return;
    printf("      %s", label);
    print_safe(stdout, text);
    putchar('\n');
}

static void print_finding(const struct ewc_finding *f, const struct ewc_meaning *m)
{
    static const char *const WORDS[] = {"note ", "warn ", "FAIL ", "ERROR"};

    printf("%s ", WORDS[m->severity]);
    print_safe(stdout, *f->id ? f->id : "(no id)");
    printf(" %s: ", ewc_level_name(m->level));
    print_safe(stdout, f->text);
    putchar('\n');
    print_line("expected: ", f->expected);
    print_line("found:    ", f->found);
    print_line("at:       ", f->location);
}

static int apply(struct trial *t, const struct world *w, struct settings *s)
{
    struct ewc_node *root = ewc_xml_root(t->evidence);
    const char *requirement = ewc_node_attr(root, "requirement");
    const char *level = ewc_node_attr(root, "level");
    const struct ewc_case_covers covers = {.requirement = requirement && *requirement ? requirement : "(none)",
                                           .level = ewc_level_parse(level ? level : "MUST")};
    const struct ewc_case like = {.id = "try", .file = s->paths.items[1], .covers = &covers, .covers_count = 1};
    struct ewc_findings findings = {0};
    const struct ewc_finding *f;
    struct ewc_err err = {0};
    bool failed = false, error = false;

    if (ewc_check_apply(t->sheet, t->evidence, t->params, EWC_NOWHERE, s->arena, &findings, &err) != EWC_OK) {
        print_error(&err);
        return EXIT_ERROR;
    }
    for (f = findings.first; f; f = f->next) {
        struct ewc_meaning m = ewc_weigh(f, &like, w->catalogue, s->strict);

        print_finding(f, &m);
        failed |= m.severity == EWC_FAILURE;
        error |= m.severity == EWC_UNJUDGED;
    }
    if (findings.fired == 0 && !findings.first)
        print_error_text("no rule of %s fired: it judged nothing", s->paths.items[0]);
    else
        printf("%u rule%s fired, %u finding%s\n", findings.fired, findings.fired == 1 ? "" : "s", findings.count,
               findings.count == 1 ? "" : "s");
    return failed ? EXIT_FAILED : error || findings.fired == 0 ? EXIT_ERROR : EXIT_CONFORMANT;
}

int command_try(struct settings *s)
{
    struct trial t = {0};
    struct list files = s->paths;
    struct world w;
    int code;

    if (files.count != 2) {
        print_error_text("try: name a stylesheet, and an evidence document or response to apply it to");
        return EXIT_USAGE;
    }
    s->paths = (struct list){0}; /* they are no cases */
    if (open_world(&w, s, &code)) {
        s->paths = files;
        code = load(&t, s) ? apply(&t, &w, s) : EXIT_ERROR;
    }
    ewc_sheet_free(t.sheet);
    ewc_xml_free(t.evidence);
    close_world(&w);
    return code;
}
