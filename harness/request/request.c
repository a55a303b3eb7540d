#include "request/request.h"

#include <stdio.h>
#include <string.h>
#include <zlib.h>

/* Namespace names as the schemas' targetNamespace has them. Source: messages.xsd, types.xsd. */
#define NS_BASE "schemas.microsoft.com/exchange/services/2006/"
#define NS_TYPES "http://" NS_BASE "types"
#define NS_MESSAGES "http://" NS_BASE "messages"
#define NS_SOAP "http://schemas.xmlsoap.org/soap/envelope/" /* SOAP 1.1 section 3 */

/* The SOAP headers of a request as text; NULL: not sent. */
struct soap_headers {
    const char *server_version;
    const char *culture;
    const char *impersonate;
    const char *form; /* element in ConnectingSID */
};

/* A build in progress. */
struct builder {
    const struct ewc_case_step *step;
    const struct ewc_request_defaults *defaults;
    const struct ewc_vars *vars;
    struct ewc_arena *arena;
    struct ewc_request *request;
    struct ewc_buf bytes;
    struct ewc_err *err;
};

static enum ewc_status arena_full(struct ewc_err *err)
{
    return ewc_err_set(err, EWC_ENOMEM, EWC_NOWHERE, "the case exceeds its memory limit");
}

/* ---- the envelope ---------------------------------------------------------------------------------- */

static void write_element(struct ewc_buf *out, const char *open, const char *value, const char *close)
{
    ewc_buf_text(out, open);
    ewc_xml_escape(out, ewc_str(value));
    ewc_buf_text(out, close);
}

static void write_soap_headers(struct ewc_buf *out, const struct soap_headers *h)
{
    if (h->server_version)
        write_element(out, "<t:RequestServerVersion Version=\"", h->server_version, "\"/>");
    if (h->culture)
        write_element(out, "<t:MailboxCulture>", h->culture, "</t:MailboxCulture>");
    if (h->impersonate) {
        ewc_buf_printf(out, "<t:ExchangeImpersonation><t:ConnectingSID><t:%s>", h->form);
        ewc_xml_escape(out, ewc_str(h->impersonate));
        ewc_buf_printf(out, "</t:%s></t:ConnectingSID></t:ExchangeImpersonation>", h->form);
    }
}

static void open_envelope(struct ewc_buf *out)
{
    ewc_buf_text(out, "<soap:Envelope xmlns:soap=\"" NS_SOAP "\" xmlns:t=\"" NS_TYPES "\" xmlns:m=\"" NS_MESSAGES
                      "\">");
}

static enum ewc_status expand(struct builder *b, const struct ewc_template *tpl, const char **out)
{
    return ewc_vars_expand(b->vars, tpl, b->arena, out, b->err);
}

static enum ewc_status resolve(struct builder *b, const struct ewc_case_soap_header *h, const char *fallback,
                               const char **out)
{
    *out = h->given ? NULL : fallback;
    return h->value ? expand(b, h->value, out) : EWC_OK;
}

static enum ewc_status write_header_element(struct builder *b)
{
    const struct ewc_case_step *step = b->step;
    struct soap_headers h = {.form = step->impersonate.form ? step->impersonate.form : "SmtpAddress"};
    enum ewc_status st = resolve(b, &step->server_version, b->defaults->server_version, &h.server_version);

    if (st == EWC_OK)
        st = resolve(b, &step->culture, b->defaults->culture, &h.culture);
    if (st == EWC_OK)
        st = resolve(b, &step->impersonate, b->defaults->impersonate, &h.impersonate);
    if (st != EWC_OK)
        return st;
    b->request->mailbox = h.impersonate;
    ewc_buf_text(&b->bytes, "<soap:Header>");
    write_soap_headers(&b->bytes, &h);
    if (step->further_headers)
        st = ewc_template_render(step->further_headers, ewc_vars_lookup, (void *)b->vars, &b->bytes, b->err);
    ewc_buf_text(&b->bytes, "</soap:Header>");
    return st;
}

/* "UTF-16" on the wire is little endian with a byte order mark, as Windows clients send it. */
static bool is_utf16(const char *encoding)
{
    return ewc_str_is_nocase(ewc_str(encoding), "UTF-16");
}

static enum ewc_status recode(struct builder *b, const char *encoding, bool bom)
{
    struct ewc_buf recoded;
    struct ewc_buf utf8 = b->bytes;
    bool is_utf8 = ewc_str_is_nocase(ewc_str(encoding), "UTF-8");

    if (is_utf8 && !bom)
        return EWC_OK;
    ewc_buf_init(&recoded, 0);
    if (bom || is_utf16(encoding))
        ewc_xml_from_utf8(&recoded, ewc_str("\xEF\xBB\xBF"), is_utf16(encoding) ? "UTF-16LE" : encoding);
    if (!ewc_xml_from_utf8(&recoded, ewc_buf_view(&utf8), is_utf16(encoding) ? "UTF-16LE" : encoding)) {
        ewc_buf_finish(&recoded);
        ewc_err_set(b->err, EWC_ECASE, b->step->at,
                    "the request cannot be written in the encoding \"%s\": it is unknown, or a character has no "
                    "place in it",
                    encoding);
        return EWC_ECASE;
    }
    ewc_buf_finish(&utf8);
    b->bytes = recoded;
    return EWC_OK;
}

static enum ewc_status write_envelope(struct builder *b)
{
    enum ewc_status st = EWC_OK;

    if (b->step->declaration)
        ewc_buf_printf(&b->bytes, "<?xml version=\"1.0\" encoding=\"%s\"?>\n",
                       is_utf16(b->step->encoding) ? "UTF-16" : b->step->encoding);
    open_envelope(&b->bytes);
    if (b->step->header_element)
        st = write_header_element(b);
    ewc_buf_text(&b->bytes, "<soap:Body>");
    if (st == EWC_OK)
        st = ewc_template_render(b->step->body, ewc_vars_lookup, (void *)b->vars, &b->bytes, b->err);
    ewc_buf_text(&b->bytes, "</soap:Body></soap:Envelope>");
    return st;
}

/* ---- raw -------------------------------------------------------------------------------------------- */

/* The character U+F0000 + byte stands for a byte (see case/step.c); its UTF-8 is F3 B0 8x xx. */
static bool byte_mark(struct ewc_str s, size_t i, unsigned *out_byte)
{
    const unsigned char *p = (const unsigned char *)s.ptr + i;

    if (s.len - i < 4 || p[0] != 0xF3 || p[1] != 0xB0 || (p[2] & 0xFC) != 0x80)
        return false;
    *out_byte = (p[2] & 0x03u) << 6 | (p[3] & 0x3Fu);
    return true;
}

static enum ewc_status put_raw_text(struct builder *b, struct ewc_str text)
{
    const char *encoding = is_utf16(b->step->encoding) ? "UTF-16LE" : b->step->encoding;

    if (text.len == 0 || ewc_xml_from_utf8(&b->bytes, text, encoding))
        return EWC_OK;
    return ewc_err_set(b->err, EWC_ECASE, b->step->at, "the raw text cannot be written in the encoding \"%s\"",
                       b->step->encoding);
}

static enum ewc_status write_raw(struct builder *b)
{
    struct ewc_buf rendered;
    struct ewc_str text;
    enum ewc_status st;
    size_t from = 0;
    size_t i = 0;
    unsigned byte;

    ewc_buf_init(&rendered, 0);
    st = ewc_template_render(b->step->body, ewc_vars_lookup, (void *)b->vars, &rendered, b->err);
    text = ewc_buf_view(&rendered);
    if (st == EWC_OK && is_utf16(b->step->encoding))
        ewc_buf_add(&b->bytes, "\xFF\xFE", 2);
    while (st == EWC_OK && i < text.len) {
        if (!byte_mark(text, i, &byte)) {
            i++;
            continue;
        }
        st = put_raw_text(b, (struct ewc_str){text.ptr + from, i - from});
        ewc_buf_byte(&b->bytes, (char)byte);
        i += 4;
        from = i;
    }
    if (st == EWC_OK)
        st = put_raw_text(b, (struct ewc_str){text.ptr + from, text.len - from});
    ewc_buf_finish(&rendered);
    return st;
}

/* ---- namespaces of the documentation page --------------------------------------------------------- */

const char *ewc_request_swap_namespaces(struct ewc_str bytes, struct ewc_arena *arena, size_t *out_len)
{
    struct ewc_buf out;
    const char *copy;
    size_t from = 0;
    size_t found;

    ewc_buf_init(&out, 0);
    while ((found = ewc_str_find(bytes, "://" NS_BASE, from)) != SIZE_MAX) {
        size_t end = found + strlen("://" NS_BASE);

        if (found - from >= 5 && memcmp(bytes.ptr + found - 5, "https", 5) == 0) {
            ewc_buf_add(&out, bytes.ptr + from, found - 1 - from);
        } else {
            ewc_buf_add(&out, bytes.ptr + from, found - from);
            if (found - from >= 4 && memcmp(bytes.ptr + found - 4, "http", 4) == 0)
                ewc_buf_byte(&out, 's');
        }
        ewc_buf_add(&out, bytes.ptr + found, end - found);
        from = end;
    }
    ewc_buf_add(&out, bytes.ptr + from, bytes.len - from);
    copy = out.failed ? NULL : ewc_arena_strndup(arena, out.ptr ? out.ptr : "", out.len);
    *out_len = out.len;
    ewc_buf_finish(&out);
    return copy;
}

static void swap_if_asked(struct builder *b)
{
    struct ewc_buf swapped;
    const char *text;
    size_t len;

    if (!b->defaults->documentation_namespaces)
        return;
    text = ewc_request_swap_namespaces(ewc_buf_view(&b->bytes), b->arena, &len);
    ewc_buf_init(&swapped, 0);
    if (text)
        ewc_buf_add(&swapped, text, len);
    swapped.failed |= !text;
    ewc_buf_finish(&b->bytes);
    b->bytes = swapped;
}

/* ---- HTTP headers ----------------------------------------------------------------------------------- */

struct header_list {
    struct ewc_http_header *items;
    unsigned count;
};

static void set_header(struct header_list *list, const char *name, const char *value)
{
    unsigned i;

    for (i = 0; i < list->count; i++) {
        if (ewc_str_is_nocase(ewc_str(list->items[i].name), name)) {
            list->items[i].value = value;
            return;
        }
    }
    list->items[list->count].name = name;
    list->items[list->count++].value = value;
}

static const char *soap_action(struct builder *b, const char *operation)
{
    /* MS-OXWSCOS 3.1.4.12 (WSDL binding); SOAP 1.1 6.1.1: a quoted URI */
    const char *scheme = b->defaults->documentation_namespaces ? "https" : "http";

    if (!*operation)
        operation = "SetImGroup";
    return ewc_arena_printf(b->arena, "\"%s://" NS_BASE "messages/%s\"", scheme, operation);
}

static const char *content_type(struct builder *b)
{
    const char *encoding = b->step ? b->step->encoding : "UTF-8";

    if (ewc_str_is_nocase(ewc_str(encoding), "UTF-8"))
        return "text/xml; charset=utf-8";
    return ewc_arena_printf(b->arena, "text/xml; charset=%s", is_utf16(encoding) ? "utf-16" : encoding);
}

static bool has_line_end(const char *value)
{
    return value && strpbrk(value, "\r\n");
}

static enum ewc_status add_step_headers(struct builder *b, struct header_list *list)
{
    enum ewc_status st = EWC_OK;
    const char *value = NULL;
    unsigned i;

    if (b->step->soap_action) {
        st = expand(b, b->step->soap_action, &value);
        set_header(list, "SOAPAction", value);
    }
    if (st == EWC_OK && b->step->content_type) {
        st = expand(b, b->step->content_type, &value);
        set_header(list, "Content-Type", value);
    }
    for (i = 0; i < b->step->http_header_count && st == EWC_OK; i++) {
        value = NULL;
        if (b->step->http_headers[i].value)
            st = expand(b, b->step->http_headers[i].value, &value);
        if (st == EWC_OK && (has_line_end(value) || has_line_end(b->step->http_headers[i].name)))
            return ewc_err_set(b->err, EWC_ECASE, b->step->at, "the HTTP header \"%s\" has a line end in it",
                               b->step->http_headers[i].name);
        set_header(list, b->step->http_headers[i].name, value);
    }
    return st;
}

static enum ewc_status add_headers(struct builder *b)
{
    unsigned extra = b->step ? b->step->http_header_count : 0;
    struct header_list list = {ewc_arena_alloc(b->arena, (extra + 8) * sizeof(*list.items)), 0};
    enum ewc_status st = EWC_OK;

    if (!list.items)
        return arena_full(b->err);
    b->request->http.headers = list.items;
    set_header(&list, "Content-Type", content_type(b));
    set_header(&list, "SOAPAction", soap_action(b, b->request->operation));
    if (b->request->mailbox && strchr(b->request->mailbox, '@') && !has_line_end(b->request->mailbox))
        /* routes the request to the mailbox's back end */
        set_header(&list, "X-AnchorMailbox", b->request->mailbox);
    if (b->step && b->step->gzip)
        set_header(&list, "Content-Encoding", "gzip");
    if (b->step)
        st = add_step_headers(b, &list);
    return st;
}

/* ---- body bytes ----------------------------------------------------------------------------------------- */

static enum ewc_status compress_body(struct builder *b)
{
    z_stream z = {0};
    struct ewc_buf packed;
    unsigned char chunk[4096];
    int state;

    if (deflateInit2(&z, Z_BEST_SPEED, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return arena_full(b->err);
    ewc_buf_init(&packed, 0);
    z.next_in = (unsigned char *)b->bytes.ptr;
    z.avail_in = (unsigned)b->bytes.len;
    do {
        z.next_out = chunk;
        z.avail_out = sizeof(chunk);
        state = deflate(&z, Z_FINISH);
        ewc_buf_add(&packed, chunk, sizeof(chunk) - z.avail_out);
    } while (state == Z_OK);
    deflateEnd(&z);
    ewc_buf_finish(&b->bytes);
    b->bytes = packed;
    return EWC_OK;
}

static enum ewc_status keep_body(struct builder *b)
{
    char *copy = b->bytes.failed ? NULL : ewc_arena_strndup(b->arena, b->bytes.ptr ? b->bytes.ptr : "", b->bytes.len);

    if (!copy)
        return arena_full(b->err);
    b->request->http.body = (struct ewc_str){copy, b->bytes.len};
    return EWC_OK;
}

static enum ewc_status build_step(struct builder *b)
{
    enum ewc_status st;

    if (b->step->form == EWC_FORM_RAW) {
        st = write_raw(b);
        swap_if_asked(b);
    } else {
        st = write_envelope(b);
        swap_if_asked(b);
        if (st == EWC_OK)
            st = recode(b, b->step->encoding, b->step->bom);
    }
    if (st == EWC_OK && b->step->gzip)
        st = compress_body(b);
    return st;
}

enum ewc_status ewc_request_build(const struct ewc_case_step *step, const struct ewc_request_defaults *defaults,
                                  const struct ewc_vars *vars, struct ewc_arena *arena,
                                  const struct ewc_request **out_request, struct ewc_err *err)
{
    struct builder b = {.step = step, .defaults = defaults, .vars = vars, .arena = arena, .err = err};
    enum ewc_status st;

    b.request = ewc_arena_alloc(arena, sizeof(*b.request));
    if (!b.request)
        return arena_full(err);
    ewc_buf_init(&b.bytes, 0);
    b.request->operation = step->operation;
    b.request->form = step->form;
    b.request->http = (struct ewc_http_request){.method = step->method,
                                                .chunked = step->chunked,
                                                .expect_continue = step->expect_continue,
                                                .fresh_connection = step->fresh_connection};
    st = build_step(&b);
    if (st == EWC_OK)
        st = add_headers(&b);
    if (st == EWC_OK)
        st = keep_body(&b);
    ewc_buf_finish(&b.bytes);
    if (st == EWC_OK)
        *out_request = b.request;
    return st;
}

enum ewc_status ewc_request_build_own(const char *operation, struct ewc_str body_xml, const char *mailbox,
                                      const struct ewc_request_defaults *defaults, struct ewc_arena *arena,
                                      const struct ewc_request **out_request, struct ewc_err *err)
{
    struct builder b = {.defaults = defaults, .arena = arena, .err = err};
    struct soap_headers h = {.server_version = defaults->server_version,
                             .impersonate = mailbox ? mailbox : defaults->impersonate,
                             .form = "SmtpAddress"};
    enum ewc_status st;

    b.request = ewc_arena_alloc(arena, sizeof(*b.request));
    if (!b.request)
        return arena_full(err);
    ewc_buf_init(&b.bytes, 0);
    b.request->operation = operation;
    b.request->mailbox = h.impersonate;
    b.request->http.method = "POST";
    ewc_buf_text(&b.bytes, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    open_envelope(&b.bytes);
    ewc_buf_text(&b.bytes, "<soap:Header>");
    write_soap_headers(&b.bytes, &h);
    ewc_buf_text(&b.bytes, "</soap:Header><soap:Body>");
    ewc_buf_str(&b.bytes, body_xml);
    ewc_buf_text(&b.bytes, "</soap:Body></soap:Envelope>");
    swap_if_asked(&b);
    st = add_headers(&b);
    if (st == EWC_OK)
        st = keep_body(&b);
    ewc_buf_finish(&b.bytes);
    if (st == EWC_OK)
        *out_request = b.request;
    return st;
}
