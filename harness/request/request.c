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

/* How an encoding that leaves the byte order open is written: little endian with a byte order mark, as
 * Windows clients send UTF-16. */
static const struct open_order {
    const char *name, *written;
} OPEN_ORDERS[] = {{"UTF-16", "UTF-16LE"}, {"UTF-32", "UTF-32LE"}};

static const struct open_order *open_order(const char *encoding)
{
    size_t i;

    for (i = 0; i < sizeof(OPEN_ORDERS) / sizeof(*OPEN_ORDERS); i++)
        if (ewc_str_is_nocase(ewc_str(encoding), OPEN_ORDERS[i].name))
            return &OPEN_ORDERS[i];
    return NULL;
}

static bool is_utf8(const char *encoding)
{
    return ewc_str_is_nocase(ewc_str(encoding), "UTF-8");
}

static enum ewc_status bad_encoding(struct builder *b, const char *encoding)
{
    return ewc_err_set(
        b->err, EWC_ECASE, b->step->at,
        "the request cannot be written in the encoding \"%s\": it is unknown, or a character has no "
        "place in it",
        encoding);
}

/* Appends text in the step's encoding, without a byte order mark. */
/* Length of the UTF-8 character at the front; the text is known to be UTF-8. */
static size_t character_bytes(struct ewc_str text)
{
    size_t len = 1;

    while (len < text.len && ((unsigned char)text.ptr[len] & 0xC0) == 0x80)
        len++;
    return len;
}

static unsigned code_point(struct ewc_str character)
{
    unsigned code = (unsigned char)character.ptr[0];
    size_t i;

    if (character.len > 1)
        code &= 0xFFu >> (character.len + 1);
    for (i = 1; i < character.len; i++)
        code = code << 6 | ((unsigned char)character.ptr[i] & 0x3Fu);
    return code;
}

/* XML has a way to write what the encoding has no place for: a reference. Values from the server, an Id say, may hold
 * any character. */
static bool put_with_references(struct ewc_buf *out, struct ewc_str text, const char *encoding)
{
    while (text.len > 0) {
        struct ewc_str character = {text.ptr, character_bytes(text)};
        char reference[16];

        snprintf(reference, sizeof(reference), "&#%u;", code_point(character));
        if (!ewc_xml_from_utf8(out, character, encoding) &&
            (character.len == 1 || !ewc_xml_from_utf8(out, ewc_str(reference), encoding)))
            return false;
        text.ptr += character.len;
        text.len -= character.len;
    }
    return true;
}

static enum ewc_status put_encoded(struct builder *b, struct ewc_buf *out, struct ewc_str text)
{
    const struct open_order *order = open_order(b->step->encoding);
    const char *encoding = order ? order->written : b->step->encoding;
    size_t before = out->len;

    if (is_utf8(b->step->encoding)) {
        ewc_buf_str(out, text);
        return EWC_OK;
    }
    if (text.len == 0 || ewc_xml_from_utf8(out, text, encoding))
        return EWC_OK;
    out->len = before;
    if (b->step->form == EWC_FORM_SOAP && put_with_references(out, text, encoding))
        return EWC_OK;
    return bad_encoding(b, b->step->encoding);
}

static enum ewc_status put_mark(struct builder *b, struct ewc_buf *out)
{
    return put_encoded(b, out, ewc_str("\xEF\xBB\xBF"));
}

static enum ewc_status recode(struct builder *b)
{
    enum ewc_status st = EWC_OK;
    struct ewc_buf recoded;

    if (is_utf8(b->step->encoding) && !b->step->bom)
        return EWC_OK;
    ewc_buf_init(&recoded, 0);
    if (b->step->bom || open_order(b->step->encoding))
        st = put_mark(b, &recoded);
    if (st == EWC_OK)
        st = put_encoded(b, &recoded, ewc_buf_view(&b->bytes));
    recoded.failed |= b->bytes.failed;
    ewc_buf_finish(&b->bytes);
    b->bytes = recoded;
    return st;
}

static enum ewc_status write_envelope(struct builder *b)
{
    enum ewc_status st = EWC_OK;

    if (b->step->declaration)
        ewc_buf_printf(&b->bytes, "<?xml version=\"1.0\" encoding=\"%s\"?>\n", b->step->encoding);
    open_envelope(&b->bytes);
    if (b->step->header_element)
        st = write_header_element(b);
    ewc_buf_text(&b->bytes, "<soap:Body>");
    if (st == EWC_OK)
        st = ewc_template_render(b->step->body, ewc_vars_lookup, (void *)b->vars, &b->bytes, b->err);
    ewc_buf_text(&b->bytes, "</soap:Body></soap:Envelope>");
    return st;
}

/* ---- namespaces of the documentation page --------------------------------------------------------- */

static void put_swapped(struct ewc_buf *out, struct ewc_str bytes)
{
    size_t from = 0;
    size_t found;

    while ((found = ewc_str_find(bytes, "://" NS_BASE, from)) != SIZE_MAX) {
        size_t end = found + strlen("://" NS_BASE);

        if (found - from >= 5 && memcmp(bytes.ptr + found - 5, "https", 5) == 0) {
            ewc_buf_add(out, bytes.ptr + from, found - 1 - from);
        } else {
            ewc_buf_add(out, bytes.ptr + from, found - from);
            if (found - from >= 4 && memcmp(bytes.ptr + found - 4, "http", 4) == 0)
                ewc_buf_byte(out, 's');
        }
        ewc_buf_add(out, bytes.ptr + found, end - found);
        from = end;
    }
    ewc_buf_add(out, bytes.ptr + from, bytes.len - from);
}

const char *ewc_request_swap_namespaces(struct ewc_str bytes, struct ewc_arena *arena, size_t *out_len)
{
    struct ewc_buf out;
    const char *copy;

    ewc_buf_init(&out, 0);
    put_swapped(&out, bytes);
    copy = out.failed ? NULL : ewc_arena_strndup(arena, out.ptr, out.len);
    *out_len = out.len;
    ewc_buf_finish(&out);
    return copy;
}

static void swap_if_asked(struct builder *b, struct ewc_buf *text)
{
    struct ewc_buf swapped;

    if (!b->defaults->documentation_namespaces)
        return;
    ewc_buf_init(&swapped, 0);
    put_swapped(&swapped, ewc_buf_view(text));
    swapped.failed |= text->failed;
    ewc_buf_finish(text);
    *text = swapped;
}

/* ---- raw -------------------------------------------------------------------------------------------- */

static int hex_value(char digit)
{
    return digit <= '9' ? digit - '0' : digit - 'A' + 10;
}

/* The text of a raw request with its bytes: U+0001 and two hexadecimal digits stand for one (see
 * case/step.c); neither the case file nor a value can hold U+0001 itself. */
static enum ewc_status put_raw(struct builder *b, struct ewc_str text)
{
    enum ewc_status st = open_order(b->step->encoding) ? put_mark(b, &b->bytes) : EWC_OK;
    size_t from = 0;
    size_t mark;

    while (st == EWC_OK && (mark = ewc_str_find(text, "\x01", from)) != SIZE_MAX && mark + 2 < text.len) {
        st = put_encoded(b, &b->bytes, (struct ewc_str){text.ptr + from, mark - from});
        ewc_buf_byte(&b->bytes, (char)(hex_value(text.ptr[mark + 1]) * 16 + hex_value(text.ptr[mark + 2])));
        from = mark + 3;
    }
    return st == EWC_OK ? put_encoded(b, &b->bytes, (struct ewc_str){text.ptr + from, text.len - from})
                        : st;
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
    return ewc_arena_printf(b->arena, "\"%s://" NS_BASE "messages/%s\"", scheme, operation);
}

static const char *content_type(struct builder *b)
{
    const char *encoding = b->step ? b->step->encoding : "UTF-8";
    char *type = ewc_arena_printf(b->arena, "text/xml; charset=%s", encoding);
    char *p;

    for (p = type; p && *p; p++) /* the usual way to write it */
        *p = (char)(*p >= 'A' && *p <= 'Z' ? *p + 32 : *p);
    return type;
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
    unsigned char b[16];

    ewc_random_bytes(b, sizeof(b));
    b[6] = (unsigned char)((b[6] & 0x0F) | 0x40);
    b[8] = (unsigned char)((b[8] & 0x3F) | 0x80);
    return ewc_arena_printf(arena, "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[0], b[1],
                            b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14], b[15]);
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
    set_header(&list, "client-request-id", id); /* what a server's log is searched for */
    if (b->request->mailbox && strchr(b->request->mailbox, '@') && !has_line_end(b->request->mailbox))
        /* routes the request to the mailbox's back end */
        set_header(&list, "X-AnchorMailbox", b->request->mailbox);
    if (b->step && b->step->gzip)
        set_header(&list, "Content-Encoding", "gzip");
    list.defaults = list.count;
    return b->step ? add_step_headers(b, &list) : EWC_OK;
}

/* ---- body bytes -----------------------------------------------------------------------------------------
 */

static enum ewc_status compress_body(struct builder *b)
{
    z_stream z = {0};
    struct ewc_buf packed;
    unsigned char chunk[4096];
    int state;

    if (b->bytes.failed ||
        deflateInit2(&z, Z_BEST_SPEED, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
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
    char *copy = b->bytes.failed
                     ? NULL
                     : ewc_arena_strndup(b->arena, b->bytes.ptr ? b->bytes.ptr : "", b->bytes.len);

    if (!copy)
        return arena_full(b->err);
    b->request->http.body = (struct ewc_str){copy, b->bytes.len};
    return EWC_OK;
}

static enum ewc_status build_step(struct builder *b)
{
    bool is_raw = b->step->form == EWC_FORM_RAW;
    enum ewc_status st = is_raw ? EWC_OK : write_envelope(b);
    struct ewc_buf text;

    if (st == EWC_OK && is_raw)
        st = ewc_template_render(b->step->body, ewc_vars_lookup, (void *)b->vars, &b->bytes, b->err);
    if (st != EWC_OK)
        return st;
    swap_if_asked(b, &b->bytes);
    if (is_raw) {
        text = b->bytes;
        ewc_buf_init(&b->bytes, 0);
        st = put_raw(b, ewc_buf_view(&text));
        b->bytes.failed |= text.failed;
        ewc_buf_finish(&text);
    } else {
        st = recode(b);
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
    swap_if_asked(&b, &b.bytes);
    st = add_headers(&b);
    if (st == EWC_OK)
        st = keep_body(&b);
    ewc_buf_finish(&b.bytes);
    if (st == EWC_OK)
        *out_request = b.request;
    return st;
}
