#include "check/evidence.h"

#include <string.h>

enum { MAX_TEXT_BYTES = 64 * 1024 }; /* of a body that is not XML */

static enum ewc_status no_memory(struct ewc_err *err)
{
    return ewc_err_set(err, EWC_ENOMEM, EWC_NOWHERE, "memory ran out while the evidence was built");
}

static bool set_number(struct ewc_node *n, const char *name, uint64_t value)
{
    char text[EWC_DECIMAL_BYTES];

    return ewc_node_set(n, name, ewc_decimal(text, value));
}

enum { MAX_NAME_BYTES = 127 };

/* In lower case. */
static struct ewc_str name_of(const struct ewc_http_header *h, char name[static MAX_NAME_BYTES + 1])
{
    size_t len = ewc_fit(name, MAX_NAME_BYTES + 1, ewc_str(h->name));

    return (struct ewc_str){ewc_lower(name), len};
}

static bool add_headers(struct ewc_node *parent, const struct ewc_http_header *h)
{
    bool ok = true;

    for (; h && h->name && ok; h++) {
        struct ewc_node *n = ewc_node_add(parent, EWC_NS_EVIDENCE, "header");
        char name[MAX_NAME_BYTES + 1];

        ok = ewc_node_set(n, "name", name_of(h, name).ptr) && ewc_node_add_text(n, ewc_str(h->value ? h->value : ""));
    }
    return ok;
}

/* All names in one value: whether a header is there is asked of every response, and it hardly ever is. */
static bool set_header_names(struct ewc_node *parent, const struct ewc_http_header *h)
{
    struct ewc_buf names;
    bool ok;

    ewc_buf_init(&names, 0);
    for (; h && h->name; h++) {
        char name[MAX_NAME_BYTES + 1];

        if (names.len > 0)
            ewc_buf_byte(&names, ' ');
        ewc_buf_str(&names, name_of(h, name));
    }
    ok = !names.failed && ewc_node_set(parent, "header-names", names.ptr);
    ewc_buf_finish(&names);
    return ok;
}

/* ---- the parts ------------------------------------------------------------------------------------------
 */

static bool add_request(struct ewc_node *root, const struct ewc_check_input *in)
{
    struct ewc_node *n = ewc_node_add(root, EWC_NS_EVIDENCE, "request");
    const struct ewc_http_exchange *x = in->response->exchange;

    return ewc_node_set(n, "method", x->method ? x->method : "POST") &&
           ewc_node_set(n, "url", x->url ? x->url : "") &&
           ewc_node_set(n, "operation", in->request->operation) &&
           ewc_node_set(n, "form", in->request->form == EWC_FORM_RAW ? "raw" : "soap") &&
           set_header_names(n, x->request_headers);
}

static bool add_body(struct ewc_node *response, const struct ewc_response *r, struct ewc_node *content)
{
    struct ewc_node *n = ewc_node_add(response, EWC_NS_EVIDENCE, "body");
    bool ok = ewc_node_set(n, "media-type", r->media_type) && ewc_node_set(n, "encoding", r->encoding) &&
              ewc_node_set(n, "declared", r->declared) && ewc_node_set(n, "charset", r->charset) &&
              ewc_node_set(n, "bom", r->bom ? "yes" : "no") && ewc_node_set(n, "doctype", r->doctype ? "yes" : "no") &&
              set_number(n, "other-namespaces", r->other_namespaces) &&
              ewc_node_set(n, "other-example", r->other_example);

    if (ok)
        ewc_node_place(n, content);
    return ok;
}

static bool add_text(struct ewc_node *response, const struct ewc_response *r)
{
    struct ewc_str body = r->exchange->body;
    struct ewc_node *n;
    struct ewc_buf utf8;
    bool ok;

    if (body.len == 0)
        return ewc_node_set(response, "empty", "yes");
    if (body.len > MAX_TEXT_BYTES)
        body.len = MAX_TEXT_BYTES;
    ewc_buf_init(&utf8, 0);
    ewc_xml_to_utf8(&utf8, body, *r->encoding ? r->encoding : "UTF-8");
    n = ewc_node_add(response, EWC_NS_EVIDENCE, "text");
    ok = !utf8.failed && set_number(n, "bytes", r->exchange->body.len) &&
         ewc_node_set(n, "error", r->xml_error ? r->xml_error : "") &&
         ewc_node_add_text(n, ewc_buf_view(&utf8));
    ewc_buf_finish(&utf8);
    return ok;
}

static bool add_response(struct ewc_node *root, const struct ewc_check_input *in, struct ewc_node *content)
{
    const struct ewc_response *r = in->response;
    const struct ewc_http_exchange *x = r->exchange;
    struct ewc_node *n = ewc_node_add(root, EWC_NS_EVIDENCE, "response");
    char version[4];

    return ewc_node_set(n, "outcome", ewc_http_outcome_name(x->outcome)) &&
           ewc_node_set(n, "detail", x->detail ? x->detail : "") &&
           (x->status ? set_number(n, "status", x->status) : ewc_node_set(n, "status", "")) &&
           ewc_node_set(n, "http-version", ewc_http_version_text(x->http_version, version)) && set_number(n, "elapsed-ms", x->total_us / 1000) &&
           set_number(n, "reads", in->reads) && set_header_names(n, x->headers) && add_headers(n, x->headers) &&
           (content ? add_body(n, r, content) : add_text(n, r));
}

static bool has_word(const char *list, const char *word)
{
    size_t len = strlen(word);
    const char *p = list;

    while ((p = strstr(p, word))) {
        if ((p == list || p[-1] == ' ') && (p[len] == ' ' || !p[len]))
            return true;
        p += len;
    }
    return false;
}

/* Where the run has a profile that some outcome names, only such outcomes count. */
static bool counts(const struct ewc_case_step *step, const struct ewc_case_outcome *o, const char *profile)
{
    bool named = false;
    unsigned i;

    for (i = 0; *profile && i < step->outcome_count; i++)
        named |= has_word(step->outcomes[i].profile, profile);
    return named ? has_word(o->profile, profile) : !*o->profile;
}

static bool add_expect(struct ewc_node *root, const struct ewc_check_input *in)
{
    const struct ewc_case_step *step = in->step;
    struct ewc_node *expect = ewc_node_add(root, EWC_NS_EVIDENCE, "expect");
    bool ok =
        ewc_node_set(expect, "requirement",
                     step->expect_requirement ? step->expect_requirement : in->c->covers[0].requirement);
    unsigned i;

    for (i = 0; i < step->outcome_count && ok; i++) {
        const struct ewc_case_outcome *o = &step->outcomes[i];
        struct ewc_node *n;

        if (!counts(step, o, in->profile))
            continue;
        n = ewc_node_add(expect, EWC_NS_EVIDENCE, "outcome");
        ok = ewc_node_set(n, "response-class", o->response_class) &&
             ewc_node_set(n, "response-code", o->response_code) && ewc_node_set(n, "fault", o->fault) &&
             ewc_node_set(n, "http-status", o->http_status) && ewc_node_set(n, "level", o->level);
    }
    return ok;
}

/* ---- the whole
 * -------------------------------------------------------------------------------------------- */

enum ewc_status build_evidence(struct ewc_check_input *in, struct ewc_arena *arena, struct ewc_err *err)
{
    struct ewc_response *r = in->response;
    struct ewc_node *content = NULL;
    struct ewc_node *root;
    bool ok;

    (void)arena;
    if (r->doc) {
        root = ewc_xml_wrap(r->doc, EWC_NS_EVIDENCE, "evidence", &content);
    } else {
        r->doc = ewc_xml_new(EWC_NS_EVIDENCE, "evidence");
        root = r->doc ? ewc_xml_root(r->doc) : NULL;
    }
    if (!root)
        return no_memory(err);
    ok = ewc_node_set(root, "case", in->c->id) && ewc_node_set(root, "step", in->step->id) &&
         ewc_node_set(root, "requirement", in->c->covers[0].requirement) &&
         ewc_node_set(root, "level", ewc_level_name(in->c->covers[0].level)) &&
         ewc_node_set(root, "namespaces", in->documentation_namespaces ? "documentation" : "wire") &&
         ewc_node_set(root, "profile", in->profile) &&
         ewc_node_set(root, "judge", in->step->judge_transport_only ? "transport" : "full") &&
         add_request(root, in) && add_response(root, in, content) && add_expect(root, in);
    return ok ? EWC_OK : no_memory(err);
}

/* The request's headers, and its body, as XML where it is. */
static bool add_whole_request(struct ewc_node *root, const struct ewc_check_input *in)
{
    struct ewc_node *request = ewc_node_child(root, EWC_NS_EVIDENCE, "request");
    struct ewc_str body = in->request->http.body;
    struct ewc_xml *doc = NULL;
    bool ok;

    if (!add_headers(request, in->response->exchange->request_headers))
        return false;
    if (in->step->gzip)
        return true;
    if (ewc_xml_parse(body, "request", NULL, NULL, &doc, NULL) == EWC_OK) {
        if (in->documentation_namespaces)
            ewc_xml_rename_ns(doc, "https://schemas.microsoft.com/exchange/",
                              "http://schemas.microsoft.com/exchange/");
        ok = ewc_node_copy(ewc_node_add(request, EWC_NS_EVIDENCE, "body"), ewc_xml_root(doc)) != NULL;
        ewc_xml_free(doc);
        return ok;
    }
    if (body.len > MAX_TEXT_BYTES)
        body.len = MAX_TEXT_BYTES;
    return ewc_node_add_text(ewc_node_add(request, EWC_NS_EVIDENCE, "text"), body);
}

enum ewc_status extend_evidence(struct ewc_check_input *in, struct ewc_arena *arena, struct ewc_err *err)
{
    struct ewc_node *root = ewc_xml_root(in->response->doc);
    const struct ewc_xml_var *v = ewc_vars_list(in->vars, arena);
    bool ok = v && add_whole_request(root, in);

    for (; ok && v->name; v++) {
        struct ewc_node *n;

        if (!ewc_vars_value(in->vars, v->name))
            continue; /* absent */
        n = ewc_node_add(root, EWC_NS_EVIDENCE, "variable");
        ok = ewc_node_set(n, "name", v->name) && ewc_node_add_text(n, ewc_str(v->value));
    }
    return ok ? EWC_OK : no_memory(err);
}

static bool add_since(struct ewc_node *root, const struct ewc_earlier *earlier)
{
    struct ewc_node *n = ewc_node_add(root, EWC_NS_EVIDENCE, "since");

    return ewc_node_set(n, "step", earlier->step) &&
           ewc_node_copy(n, ewc_node_child(ewc_xml_root(earlier->evidence), EWC_NS_EVIDENCE, "response")) !=
               NULL;
}

enum ewc_status set_since(struct ewc_check_input *in, const char *const *steps, struct ewc_err *err)
{
    struct ewc_node *root = ewc_xml_root(in->response->doc);
    struct ewc_node *old;
    unsigned i;

    while ((old = ewc_node_child(root, EWC_NS_EVIDENCE, "since")))
        ewc_node_remove(old);
    for (; *steps; steps++) /* a step that was left out has no evidence: the stylesheet sees that */
        for (i = 0; i < in->earlier_count; i++)
            if (strcmp(in->earlier[i].step, *steps) == 0 && in->earlier[i].evidence &&
                !add_since(root, &in->earlier[i]))
                return no_memory(err);
    return EWC_OK;
}
