#include "request/request.h"

#include <string.h>

#include "request/encode.h"

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
    ewc_buf_text(out, "<soap:Envelope xmlns:soap=\"" NS_SOAP "\" xmlns:t=\"" NS_TYPES
                      "\" xmlns:m=\"" NS_MESSAGES "\">");
}

static enum ewc_status expand(struct builder *b, const struct ewc_template *tpl, const char **out)
{
    return ewc_vars_expand(b->vars, tpl, b->arena, out, b->err);
}

static enum ewc_status resolve(struct builder *b, const struct ewc_case_soap_header *h,
                               const char *fallback, const char **out)
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
        st =
            ewc_template_render(step->further_headers, ewc_vars_lookup, (void *)b->vars, &b->bytes, b->err);
    ewc_buf_text(&b->bytes, "</soap:Header>");
    return st;
}

static enum ewc_status write_envelope(struct builder *b)
{
    enum ewc_status st = EWC_OK;

    if (b->step->declaration) {
        ewc_buf_text(&b->bytes, "<?xml version=\"1.0\" encoding=\"");
        ewc_buf_text(&b->bytes, b->step->encoding);
        ewc_buf_text(&b->bytes, "\"?>\n");
    }
    open_envelope(&b->bytes);
    if (b->step->header_element)
        st = write_header_element(b);
    ewc_buf_text(&b->bytes, "<soap:Body>");
    if (st == EWC_OK)
        st = ewc_template_render(b->step->body, ewc_vars_lookup, (void *)b->vars, &b->bytes, b->err);
    ewc_buf_text(&b->bytes, "</soap:Body></soap:Envelope>");
    return st;
}

/* ---- HTTP headers ----------------------------------------------------------------------------------- */

struct header_list {
    struct ewc_http_header *items;
    unsigned count;
    unsigned
        defaults; /* how many of them the step may replace; others of one name stand beside each other */
};

/* Sets one of the headers that have a default: the step's word replaces it. */
static void set_header(struct header_list *list, const char *name, const char *value)
{
    unsigned i;

    for (i = 0; i < list->defaults; i++)
        if (ewc_str_is_nocase(ewc_str(list->items[i].name), name))
            break;
    if (i == list->defaults)
        i = list->count++;
    list->items[i].name = name;
    list->items[i].value = value;
}

static const char *soap_action(struct builder *b, const char *operation)
{
    /* MS-OXWSCOS 3.1.4.12 (WSDL binding); SOAP 1.1 6.1.1: a quoted URI */
    const char *scheme = b->defaults->documentation_namespaces ? "https" : "http";

    if (!*operation)
        operation = "SetImGroup";
    return ewc_arena_concat(b->arena, EWC_TEXTS("\"", scheme, "://", NS_BASE, "messages/", operation, "\""));
}

static const char *content_type(struct builder *b)
{
    const char *encoding = b->step ? b->step->encoding : "UTF-8";
    char *type = ewc_arena_concat(b->arena, EWC_TEXTS("text/xml; charset=", encoding));

    return type ? ewc_lower(type) : NULL; /* the usual way to write it */
}

static bool has_line_end(const char *value)
{
    return value && strpbrk(value, "\r\n");
}

/* Sets a header to what the step says; without a template it is left out. */
static enum ewc_status set_step_header(struct builder *b, struct header_list *list, const char *name,
                                       const struct ewc_template *template)
{
    const char *value = NULL;
    enum ewc_status st = template ? expand(b, template, &value) : EWC_OK;

    if (st == EWC_OK && has_line_end(value))
        return ewc_err_set(b->err, EWC_ECASE, b->step->at, "the HTTP header \"%s\" has a line end in it",
                           name);
    if (st == EWC_OK)
        set_header(list, name, value);
    return st;
}

static enum ewc_status add_step_headers(struct builder *b, struct header_list *list)
{
    const struct ewc_case_step *step = b->step;
    enum ewc_status st = EWC_OK;
    unsigned i;

    if (step->soap_action)
        st = set_step_header(b, list, "SOAPAction", step->soap_action);
    if (st == EWC_OK && step->content_type)
        st = set_step_header(b, list, "Content-Type", step->content_type);
    for (i = 0; i < step->http_header_count && st == EWC_OK; i++)
        st = set_step_header(b, list, step->http_headers[i].name, step->http_headers[i].value);
    return st;
}

/* A UUID of version 4. Source: RFC 9562 5.4. */
static const char *request_id(struct ewc_arena *arena)
{
    static const char DIGITS[] = "0123456789abcdef";
    unsigned char b[16];
    char text[36];
    unsigned i, at = 0;

    ewc_random_bytes(b, sizeof(b));
    b[6] = (unsigned char)((b[6] & 0x0F) | 0x40);
    b[8] = (unsigned char)((b[8] & 0x3F) | 0x80);
    for (i = 0; i < sizeof(b); i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            text[at++] = '-';
        text[at++] = DIGITS[b[i] >> 4];
        text[at++] = DIGITS[b[i] & 15];
    }
    return ewc_arena_strndup(arena, text, sizeof(text));
}

static enum ewc_status add_headers(struct builder *b)
{
    unsigned extra = b->step ? b->step->http_header_count : 0;
    struct header_list list = {.items = ewc_arena_alloc(b->arena, (extra + 8) * sizeof(*list.items))};
    const char *type = content_type(b);
    const char *action = soap_action(b, b->request->operation);
    const char *id = request_id(b->arena);

    if (!list.items || !type || !action || !id)
        return arena_full(b->err);
    b->request->http.headers = list.items;
    set_header(&list, "Content-Type", type);
    set_header(&list, "SOAPAction", action);
    b->request->id = id;
    set_header(&list, "client-request-id", id); /* what a server's log is searched for */
    if (b->request->mailbox && strchr(b->request->mailbox, '@') && !has_line_end(b->request->mailbox))
        /* routes the request to the mailbox's back end */
        set_header(&list, "X-AnchorMailbox", b->request->mailbox);
    if (b->step && b->step->gzip)
        set_header(&list, "Content-Encoding", "gzip");
    list.defaults = list.count;
    return b->step ? add_step_headers(b, &list) : EWC_OK;
}

const struct ewc_request *ewc_request_again(const struct ewc_request *request, struct ewc_arena *arena)
{
    struct ewc_request *again = ewc_arena_alloc(arena, sizeof(*again));
    struct ewc_http_header *headers;
    unsigned i, count = 0;

    while (request->http.headers[count].name)
        count++;
    headers = ewc_arena_alloc(arena, (count + 1) * sizeof(*headers));
    if (!again || !headers)
        return NULL;
    *again = *request;
    again->http.headers = headers;
    for (i = 0; i < count; i++) {
        headers[i] = request->http.headers[i];
        if (headers[i].value && headers[i].value == request->id)
            headers[i].value = again->id = request_id(arena);
        if (!headers[i].value && request->http.headers[i].value)
            return NULL;
    }
    return again;
}

/* ---- body bytes -----------------------------------------------------------------------------------------
 */

static enum ewc_status keep_body(struct builder *b)
{
    char *copy = b->bytes.failed
                     ? NULL
                     : ewc_arena_strndup(b->arena, b->bytes.ptr ? b->bytes.ptr : "", b->bytes.len);

    if (!copy)
        return arena_full(b->err);
    b->request->http.body = (struct ewc_str){copy, b->bytes.len};
    if (!b->request->plain.ptr)
        b->request->plain = b->request->http.body;
    return EWC_OK;
}

/* Takes the place of the bytes so far. */
static void replace_bytes(struct builder *b, struct ewc_buf bytes)
{
    bytes.failed |= b->bytes.failed;
    ewc_buf_finish(&b->bytes);
    b->bytes = bytes;
}

static void swap_if_asked(struct builder *b)
{
    struct ewc_buf swapped;

    if (!b->defaults->documentation_namespaces)
        return;
    ewc_buf_init(&swapped, 0);
    put_swapped(&swapped, ewc_buf_view(&b->bytes));
    replace_bytes(b, swapped);
}

/* The text so far in the step's encoding. */
static enum ewc_status encode(struct builder *b)
{
    const struct ewc_case_step *step = b->step;
    struct ewc_str text = ewc_buf_view(&b->bytes);
    struct ewc_buf bytes;
    bool ok;

    ewc_buf_init(&bytes, 0);
    ok = (!step->bom && !has_open_order(step->encoding)) || put_byte_order_mark(&bytes, step->encoding);
    if (ok)
        ok = step->form == EWC_FORM_RAW ? put_raw(&bytes, text, step->encoding)
                                        : put_xml(&bytes, text, step->encoding);
    replace_bytes(b, bytes);
    if (ok)
        return EWC_OK;
    return ewc_err_set(
        b->err, EWC_ECASE, step->at,
        "the request cannot be written in the encoding \"%s\": it is unknown, or a character has no "
        "place in it",
        step->encoding);
}

static enum ewc_status compress_body(struct builder *b)
{
    const char *plain = b->bytes.failed ? NULL : ewc_arena_strndup(b->arena, b->bytes.ptr ? b->bytes.ptr : "", b->bytes.len);
    struct ewc_buf packed;

    if (!plain)
        return arena_full(b->err);
    b->request->plain = (struct ewc_str){plain, b->bytes.len};
    ewc_buf_init(&packed, 0);
    if (!put_gzip(&packed, ewc_buf_view(&b->bytes)))
        packed.failed = true;
    replace_bytes(b, packed);
    return EWC_OK;
}

static enum ewc_status write_raw(struct builder *b)
{
    return ewc_template_render(b->step->body, ewc_vars_lookup, (void *)b->vars, &b->bytes, b->err);
}

static enum ewc_status build_step(struct builder *b)
{
    enum ewc_status st = b->step->form == EWC_FORM_RAW ? write_raw(b) : write_envelope(b);

    if (st == EWC_OK) {
        swap_if_asked(b); /* before it is encoded: the names are found in text */
        st = encode(b);
    }
    return st == EWC_OK && b->step->gzip ? compress_body(b) : st;
}

enum ewc_status ewc_request_build(const struct ewc_case_step *step,
                                  const struct ewc_request_defaults *defaults, const struct ewc_vars *vars,
                                  struct ewc_arena *arena, const struct ewc_request **out_request,
                                  struct ewc_err *err)
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
