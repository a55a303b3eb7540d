/* Reads what a step sends: <send>, <raw>, <headers>, <http>. */
#include <string.h>

#include "case/read.h"

/* ---- send ------------------------------------------------------------------------------------------ */

static const char *first_element_name(struct reader *r, const struct ewc_node *send)
{
    const struct ewc_node *n = ewc_node_first(send);
    const char *name = n ? ewc_arena_strdup(r->arena, ewc_node_local(n)) : "";

    if (!name)
        out_of_memory(r);
    return name;
}

/* Text as it stands, of a node and all below it. */
static const char *exact_text(struct reader *r, const struct ewc_node *n)
{
    const char *s = ewc_node_text(n, r->arena);

    if (!s)
        out_of_memory(r);
    return s ? s : "";
}

static bool is_blank(struct reader *r, const struct ewc_node *n)
{
    const char *s = ewc_node_is_text(n) ? exact_text(r, n) : "x";

    return s[strspn(s, " \t\r\n")] == '\0';
}

/* Takes away the white space that the case's author put between elements. */
static void strip_blanks(struct reader *r, struct ewc_node *parent)
{
    struct ewc_node *n = ewc_node_first_any(parent);

    if (!ewc_node_first(parent))
        return; /* text only: all of it counts */
    while (n) {
        struct ewc_node *next = ewc_node_next_any(n);

        if (is_blank(r, n))
            ewc_node_remove(n);
        else if (ewc_node_is_element(n))
            strip_blanks(r, n);
        n = next;
    }
}

/* The children of `parent` as a template; of <headers> only the elements that are not the case format's. */
static const struct ewc_template *literal_xml(struct reader *r, const struct ewc_node *parent,
                                              bool is_headers)
{
    const struct ewc_template *tpl = NULL;
    const struct ewc_node *n;
    struct ewc_buf xml;

    ewc_buf_init(&xml, 0);
    for (n = ewc_node_first_any(parent); n; n = ewc_node_next_any(n))
        if (!is_headers || (ewc_node_is_element(n) && strcmp(ewc_node_ns(n), EWC_NS_CASE) != 0))
            ewc_node_write(n, &xml);
    if (xml.failed)
        out_of_memory(r);
    else
        tpl = compile(r, parent, ewc_buf_view(&xml), EWC_TEMPLATE_XML);
    ewc_buf_finish(&xml);
    return tpl;
}

static void trim_send(struct reader *r, struct ewc_node *send)
{
    struct ewc_node *n = ewc_node_first_any(send);

    while (n) { /* around the outermost elements white space never counts */
        struct ewc_node *next = ewc_node_next_any(n);

        if (is_blank(r, n))
            ewc_node_remove(n);
        n = next;
    }
}

void read_send(struct reader *r, struct ewc_case_step *step, struct ewc_node *send)
{
    step->form = EWC_FORM_SOAP;
    step->operation = first_element_name(r, send);
    step->encoding = attr_or(r, send, "encoding", "UTF-8");
    step->bom = is_yes(send, "bom", false);
    step->declaration = is_yes(send, "declaration", true);
    trim_send(r, send);
    if (!attr_is(send, "white-space", "keep"))
        strip_blanks(r, send);
    step->body = literal_xml(r, send, false);
}

/* ---- raw ------------------------------------------------------------------------------------------ */

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* A byte that cannot stand in XML text travels through the template as U+0001, which can't either, and two
 * hexadecimal digits. */
static void add_byte_mark(struct ewc_buf *out, unsigned byte)
{
    ewc_buf_printf(out, "\x01%02X", byte);
}

static void add_hex(struct reader *r, const struct ewc_node *n, struct ewc_buf *out)
{
    const char *p = ewc_node_attr(n, "hex");

    while (p && *p) {
        int high = hex_digit(p[0]);
        int low = high >= 0 ? hex_digit(p[1]) : -1;

        if (*p == ' ') {
            p++;
            continue;
        }
        if (low < 0) {
            fail(r, n, "hex is pairs of hexadecimal digits, with spaces between them at most; here it is \"%s\"",
                 ewc_node_attr(n, "hex"));
            return;
        }
        add_byte_mark(out, (unsigned)(high * 16 + low));
        p += 2;
    }
}

/* White space up to and with the first line end, and white space after the last line end, are the case
 * file's own layout. */
static struct ewc_str trim_layout(struct ewc_str s)
{
    size_t from = 0;
    size_t to = s.len;

    while (from < s.len && (s.ptr[from] == ' ' || s.ptr[from] == '\t'))
        from++;
    from = from < s.len && s.ptr[from] == '\n' ? from + 1 : 0;
    while (to > from && (s.ptr[to - 1] == ' ' || s.ptr[to - 1] == '\t'))
        to--;
    if (to == 0 || s.ptr[to - 1] != '\n')
        to = s.len;
    return (struct ewc_str){s.ptr + from, to - from};
}

void read_raw(struct reader *r, struct ewc_case_step *step, const struct ewc_node *raw)
{
    const struct ewc_node *n;
    struct ewc_buf bytes;

    step->form = EWC_FORM_RAW;
    step->operation = attr_or(r, raw, "operation", "SetImGroup");
    step->encoding = attr_or(r, raw, "encoding", "UTF-8");
    step->content_type = attr_template(r, raw, "content-type");
    if (!step->content_type)
        step->content_type = compile(r, raw, ewc_str("text/xml; charset=utf-8"), EWC_TEMPLATE_TEXT);
    ewc_buf_init(&bytes, 0);
    for (n = ewc_node_first_any(raw); n; n = ewc_node_next_any(n)) {
        if (ewc_node_is_text(n)) {
            ewc_buf_text(&bytes, exact_text(r, n));
        } else if (ewc_node_is(n, EWC_NS_CASE, "bytes")) {
            add_hex(r, n, &bytes);
        }
    }
    if (bytes.failed)
        out_of_memory(r);
    else
        step->body = compile(r, raw, trim_layout(ewc_buf_view(&bytes)), EWC_TEMPLATE_RAW);
    ewc_buf_finish(&bytes);
}

/* ---- headers -------------------------------------------------------------------------------------- */

static void read_soap_header(struct reader *r, struct ewc_case_soap_header *h, const struct ewc_node *n,
                             const char *attribute)
{
    if (!n)
        return;
    h->given = true;
    h->value = attr_template(r, n, attribute);
    if (!ewc_node_attr(n, attribute) == !is_yes(n, "absent", false))
        fail(r, n, "give either %s or absent=\"yes\"", attribute);
}

static void read_impersonate(struct reader *r, struct ewc_case_soap_header *h, const struct ewc_node *n)
{
    static const char *const FORMS[][2] = {{"principal-name", "PrincipalName"},
                                           {"sid", "SID"},
                                           {"primary-smtp", "PrimarySmtpAddress"},
                                           {"smtp", "SmtpAddress"}};
    unsigned i;
    unsigned given = 0;

    if (!n)
        return;
    h->given = true;
    for (i = 0; i < sizeof(FORMS) / sizeof(*FORMS); i++) {
        if (!ewc_node_attr(n, FORMS[i][0]))
            continue;
        given++;
        h->form = FORMS[i][1];
        h->value = attr_template(r, n, FORMS[i][0]);
    }
    if (given + is_yes(n, "absent", false) != 1)
        fail(r, n, "give exactly one of principal-name, sid, primary-smtp, smtp and absent=\"yes\"");
}

void read_headers(struct reader *r, struct ewc_case_step *step, struct ewc_node *n)
{
    step->header_element = !n || is_yes(n, "element", true);
    if (!n)
        return;
    if (!step->header_element && ewc_node_first(n))
        fail(r, n, "<headers element=\"no\"> sends no headers: nothing can stand in it");
    read_soap_header(r, &step->server_version, ewc_node_child(n, EWC_NS_CASE, "server-version"), "version");
    read_soap_header(r, &step->culture, ewc_node_child(n, EWC_NS_CASE, "culture"), "tag");
    read_impersonate(r, &step->impersonate, ewc_node_child(n, EWC_NS_CASE, "impersonate"));
    trim_send(r, n);
    strip_blanks(r, n);
    step->further_headers = literal_xml(r, n, true);
}

void read_mailbox(struct reader *r, struct ewc_case_step *step, const struct ewc_node *n)
{
    if (!ewc_node_attr(n, "mailbox"))
        return;
    if (step->impersonate.given)
        fail(r, n, "mailbox=\"…\" and <impersonate> say the same thing: keep one of them");
    if (!step->header_element)
        fail(r, n, "mailbox=\"…\" is a header, and <headers element=\"no\"> sends none");
    step->impersonate.given = true;
    step->impersonate.form = "SmtpAddress";
    step->impersonate.value = attr_template(r, n, "mailbox");
}

/* A token of HTTP. Source: RFC 9110 5.6.2. */
static bool is_http_token(const char *name)
{
    size_t len = strspn(name, "!#$%&'*+-.^_`|~0123456789"
                              "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    return len > 0 && name[len] == '\0';
}

void read_http(struct reader *r, struct ewc_case_step *step, const struct ewc_node *n)
{
    struct ewc_case_header *headers;
    const struct ewc_node *h;
    unsigned i = 0;

    step->method = "POST";
    if (!n)
        return;
    step->method = attr_or(r, n, "method", "POST");
    step->chunked = is_yes(n, "chunked", false);
    step->expect_continue = is_yes(n, "expect-continue", false);
    step->fresh_connection = is_yes(n, "fresh-connection", false);
    step->soap_action = attr_template(r, n, "soap-action");
    step->gzip = attr_is(n, "compress", "gzip");
    if (step->method && !is_http_token(step->method))
        fail(r, n, "\"%s\" is not the name of an HTTP method", step->method);
    step->http_header_count = count_children(n, "header");
    step->http_headers = headers = take(r, step->http_header_count * sizeof(*headers));
    for (h = ewc_node_child(n, EWC_NS_CASE, "header"); headers && h; h = next_named(h, "header"), i++) {
        headers[i].name = attr(r, h, "name");
        headers[i].value = attr_template(r, h, "value");
        if (headers[i].name && !is_http_token(headers[i].name))
            fail(r, h, "\"%s\" is not the name of an HTTP header", headers[i].name);
        if (!ewc_node_attr(h, "value") == !is_yes(h, "absent", false))
            fail(r, h, "give either value or absent=\"yes\"");
    }
}
