#include "result/write.h"

#include <string.h>

#include "xml/xml.h"

enum { MAX_BODY_BYTES = 1024 * 1024 }; /* of one body in the record; the rest is cut and said */

static void begin_attr(struct ewc_buf *out, const char *name)
{
    ewc_buf_byte(out, ' ');
    ewc_buf_text(out, name);
    ewc_buf_text(out, "=\"");
}

void put_attr(struct ewc_buf *out, const char *name, const char *value)
{
    begin_attr(out, name);
    ewc_xml_escape(out, ewc_str(value));
    ewc_buf_byte(out, '"');
}

void put_attr_number(struct ewc_buf *out, const char *name, unsigned long long value)
{
    begin_attr(out, name);
    ewc_buf_number(out, value, 1);
    ewc_buf_byte(out, '"');
}

void put_attr_ms(struct ewc_buf *out, const char *name, uint64_t us)
{
    begin_attr(out, name);
    ewc_buf_number(out, us / 1000, 1);
    ewc_buf_byte(out, '.');
    ewc_buf_number(out, us % 1000, 3);
    ewc_buf_byte(out, '"');
}

void put_element(struct ewc_buf *out, const char *name, const char *text)
{
    ewc_buf_byte(out, '<');
    ewc_buf_text(out, name);
    ewc_buf_byte(out, '>');
    ewc_xml_escape_line(out, ewc_str(text));
    ewc_buf_text(out, "</");
    ewc_buf_text(out, name);
    ewc_buf_text(out, ">\n");
}

static void put_facts(struct ewc_buf *out, const char *element, const char *value_name,
                      const struct ewc_run_fact *fact)
{
    for (; fact && fact->name; fact++) {
        ewc_buf_byte(out, '<');
        ewc_buf_text(out, element);
        put_attr(out, "name", fact->name);
        put_attr(out, value_name, fact->value);
        ewc_buf_text(out, "/>\n");
    }
}

/* ---- exchanges
 * --------------------------------------------------------------------------------------------- */

static void put_base64(struct ewc_buf *out, struct ewc_str bytes)
{
    static const char DIGITS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const unsigned char *p = (const unsigned char *)bytes.ptr;
    size_t i;

    for (i = 0; i + 2 < bytes.len; i += 3) {
        char four[4] = {DIGITS[p[i] >> 2], DIGITS[(p[i] & 3) << 4 | p[i + 1] >> 4],
                        DIGITS[(p[i + 1] & 15) << 2 | p[i + 2] >> 6], DIGITS[p[i + 2] & 63]};

        ewc_buf_add(out, four, 4);
    }
    if (i < bytes.len) {
        unsigned second = i + 1 < bytes.len ? p[i + 1] : 0;
        char four[4] = {DIGITS[p[i] >> 2], DIGITS[(p[i] & 3) << 4 | second >> 4],
                        i + 1 < bytes.len ? DIGITS[(second & 15) << 2] : '=', '='};

        ewc_buf_add(out, four, 4);
    }
}

/* whole_bytes: of a body that was cut before; 0: it was not. */
static void put_body(struct ewc_buf *out, struct ewc_str body, size_t whole_bytes)
{
    size_t len = body.len < MAX_BODY_BYTES ? body.len : MAX_BODY_BYTES;
    struct ewc_str kept = {body.ptr, len};
    bool text;

    while (kept.len < body.len && kept.len + 4 > len && ((unsigned char)kept.ptr[kept.len] & 0xC0) == 0x80)
        kept.len--; /* not in the middle of a character */
    text = ewc_xml_is_text(kept);
    ewc_buf_text(out, "<body");
    put_attr(out, "form", text ? "text" : "base64");
    put_attr_number(out, "bytes", whole_bytes ? whole_bytes : body.len);
    if (kept.len < body.len || whole_bytes)
        put_attr(out, "cut", "yes");
    ewc_buf_byte(out, '>');
    if (text)
        ewc_xml_escape_line(out, kept);
    else
        put_base64(out, kept);
    ewc_buf_text(out, "</body>\n");
}

static void put_headers(struct ewc_buf *out, const struct ewc_http_header *h)
{
    for (; h && h->name; h++) {
        ewc_buf_text(out, "<header");
        put_attr(out, "name", h->name);
        ewc_buf_byte(out, '>');
        ewc_xml_escape_line(out, ewc_str(h->value ? h->value : ""));
        ewc_buf_text(out, "</header>\n");
    }
}

static void put_request(struct ewc_buf *out, const struct ewc_record *r)
{
    ewc_buf_text(out, "<request");
    put_attr(out, "method", r->exchange->method ? r->exchange->method : "");
    put_attr(out, "url", r->exchange->url ? r->exchange->url : "");
    put_attr(out, "operation", r->request->operation);
    put_attr_ms(out, "offset-ms", r->offset_us);
    ewc_buf_text(out, ">\n");
    put_headers(out, r->exchange->request_headers);
    put_body(out, r->request->http.body, r->request_bytes);
    ewc_buf_text(out, "</request>\n");
}

static void put_response(struct ewc_buf *out, const struct ewc_record *r)
{
    const struct ewc_http_exchange *x = r->exchange;
    char version[4];

    ewc_buf_text(out, "<response");
    put_attr(out, "outcome", ewc_http_outcome_name(x->outcome));
    put_attr(out, "detail", x->detail ? x->detail : "");
    if (x->status)
        put_attr_number(out, "status", x->status);
    if (x->http_version)
        put_attr(out, "http-version", ewc_http_version_text(x->http_version, version));
    put_attr_ms(out, "elapsed-ms", x->total_us);
    put_attr_ms(out, "connect-ms", x->connect_us);
    put_attr_ms(out, "tls-ms", x->tls_us);
    put_attr_ms(out, "first-byte-ms", x->first_byte_us);
    ewc_buf_text(out, ">\n");
    put_headers(out, x->headers);
    put_body(out, r->response_body, r->response_bytes);
    ewc_buf_text(out, "</response>\n");
}

/* ---- findings
 * ------------------------------------------------------------------------------------------------- */

static void put_optional(struct ewc_buf *out, const char *name, const char *text)
{
    if (*text)
        put_element(out, name, text);
}

static void put_finding(struct ewc_buf *out, const struct ewc_finding *f, const struct ewc_case *c,
                        const struct ewc_catalogue *catalogue, bool strict)
{
    struct ewc_meaning m = ewc_weigh(f, c, catalogue, strict);

    ewc_buf_text(out, "<finding");
    put_attr(out, "severity", ewc_severity_name(m.severity));
    put_attr(out, "requirement", m.requirement);
    put_attr(out, "level", ewc_level_name(m.level));
    put_attr(out, "stylesheet", f->stylesheet);
    put_attr_number(out, "line", f->at.line);
    put_attr(out, "location", f->location);
    put_attr(out, "test", f->test);
    if (f->known)
        put_attr(out, "known", f->known);
    ewc_buf_byte(out, '>');
    put_element(out, "text", f->text);
    put_optional(out, "expected", f->expected);
    put_optional(out, "found", f->found);
    ewc_buf_text(out, "</finding>\n");
}

static void put_step(struct ewc_buf *out, const struct ewc_record *r, const struct ewc_case *c,
                     const struct ewc_catalogue *catalogue, bool strict)
{
    const struct ewc_finding *f;

    ewc_buf_text(out, "<step");
    put_attr(out, "id", r->id);
    put_attr(out, "kind", r->kind);
    put_attr_number(out, "line", r->line);
    put_attr(out, "verdict", ewc_verdict_name(r->verdict));
    if (r->mailbox)
        put_attr(out, "mailbox", r->mailbox);
    put_attr_ms(out, "elapsed-ms", r->exchange ? r->exchange->total_us : 0);
    put_attr_number(out, "rules", r->findings.fired);
    if (r->reads > 1)
        put_attr_number(out, "reads", r->reads);
    if (r->unjudged)
        put_attr(out, "judged", "no");
    ewc_buf_text(out, ">\n");
    if (r->reason)
        put_element(out, "reason", r->reason);
    if (r->exchange && r->request) {
        put_request(out, r);
        put_response(out, r);
    }
    for (f = r->findings.first; f; f = f->next)
        put_finding(out, f, c, catalogue, strict);
    ewc_buf_text(out, "</step>\n");
}

void put_case(struct ewc_buf *out, const struct ewc_case_result *r, const struct ewc_catalogue *catalogue,
              bool strict)
{
    const struct ewc_record *record;
    unsigned i;

    ewc_buf_text(out, CASE_START);
    put_attr(out, "id", r->c->id);
    put_attr(out, "file", r->c->file);
    put_attr_number(out, "line", r->c->at.line);
    put_attr(out, "verdict", ewc_verdict_name(r->verdict));
    if (r->known)
        put_attr(out, "known", r->known);
    put_attr(out, "started", r->started);
    put_attr_ms(out, "duration-ms", r->duration_us);
    put_attr_number(out, "attempts", r->attempts ? r->attempts : 1);
    if (r->place)
        put_attr_number(out, "place", r->place);
    ewc_buf_text(out, ">\n");
    put_element(out, "title", r->c->title);
    put_optional(out, "description", r->c->description);
    for (i = 0; r->c->tags[i]; i++)
        put_element(out, "tag", r->c->tags[i]);
    for (i = 0; i < r->c->covers_count; i++) {
        ewc_buf_text(out, "<covers");
        put_attr(out, "requirement", r->c->covers[i].requirement);
        put_attr(out, "level", ewc_level_name(r->c->covers[i].level));
        ewc_buf_text(out, "/>\n");
    }
    if (r->reason)
        put_element(out, "reason", r->reason);
    put_facts(out, "variable", "value", r->variables);
    ewc_buf_str(out, r->earlier_attempts);
    for (record = r->records; record; record = record->next)
        put_step(out, record, r->c, catalogue, strict);
    ewc_buf_text(out, "</case>\n");
}

void put_attempt(struct ewc_buf *out, const struct ewc_case_result *r,
                 const struct ewc_catalogue *catalogue, bool strict)
{
    const struct ewc_record *record;

    ewc_buf_text(out, "<attempt");
    put_attr_number(out, "number", r->attempts);
    put_attr(out, "verdict", ewc_verdict_name(r->verdict));
    put_attr_ms(out, "duration-ms", r->duration_us);
    ewc_buf_text(out, ">\n");
    if (r->reason)
        put_element(out, "reason", r->reason);
    for (record = r->records; record; record = record->next)
        put_step(out, record, r->c, catalogue, strict);
    ewc_buf_text(out, "</attempt>\n");
}

/* ---- the run
 * ---------------------------------------------------------------------------------------------------- */

static void put_server(struct ewc_buf *out, const struct ewc_server_version *v)
{
    const char *names[] = {"MajorVersion", "MinorVersion", "MajorBuildNumber", "MinorBuildNumber",
                           "Version"};
    const char *values[] = {v->major, v->minor, v->major_build, v->minor_build, v->version};
    unsigned i;

    if (!v->major && !v->minor && !v->major_build && !v->minor_build && !v->version)
        return; /* none was seen */
    ewc_buf_text(out, "<server");
    for (i = 0; i < 5; i++)
        if (values[i])
            put_attr(out, names[i], values[i]);
    ewc_buf_text(out, "/>\n");
}

static const char *yes_no(bool value)
{
    return value ? "yes" : "no";
}

void put_run(struct ewc_buf *out, const struct ewc_run_info *info)
{
    ewc_buf_text(out, "<run");
    put_attr(out, "id", info->id);
    put_attr(out, "started", info->started);
    put_attr_ms(out, "duration-ms", info->duration_us);
    put_attr(out, "program", info->program);
    put_attr(out, "target", info->target);
    put_attr(out, "reference-server", yes_no(info->reference_server));
    put_attr(out, "profile", info->profile);
    put_attr(out, "namespaces", info->documentation_namespaces ? "documentation" : "wire");
    put_attr(out, "strict", yes_no(info->strict));
    put_attr_number(out, "jobs", info->jobs ? info->jobs : 1);
    put_attr_number(out, "exit-code", (unsigned long long)info->exit_code);
    put_attr(out, "interrupted", yes_no(info->interrupted));
    ewc_buf_text(out, ">\n");
    put_server(out, &info->server);
    put_facts(out, "library", "version", info->libraries);
    put_facts(out, "fact", "value", info->facts);
}
