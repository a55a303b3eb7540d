#include "response/response.h"

#include <stdio.h>
#include <string.h>

#define NS_SOAP "http://schemas.xmlsoap.org/soap/envelope/"
#define NS_EWS "http://schemas.microsoft.com/exchange/services/2006/"
#define NS_EWS_HTTPS "https://schemas.microsoft.com/exchange/services/2006/"
#define NS_T NS_EWS "types"
#define NS_M NS_EWS "messages"
#define NS_E NS_EWS "errors"

enum { MAX_BACK_OFF_MS = 24 * 60 * 60 * 1000 };

const char *ewc_outcome_name(enum ewc_outcome outcome)
{
    static const char *const NAMES[] = {"other", "success", "warning", "error", "fault"};

    return NAMES[outcome];
}

const char *ewc_response_header(const struct ewc_http_exchange *exchange, const char *name)
{
    const struct ewc_http_header *h;

    for (h = exchange->headers; h && h->name; h++)
        if (ewc_str_is_nocase(ewc_str(h->name), name))
            return h->value;
    return NULL;
}

/* ---- encoding ---------------------------------------------------------------------------------------- */

/* Reads a parameter of a Content-Type, behind its ";"; returns the next one, or NULL. Source: RFC
 * 9110 5.6.6. */
static const char *read_parameter(const char *p, struct ewc_str *out_name, struct ewc_str *out_value)
{
    *out_name = (struct ewc_str){p, strcspn(p, "=;")};
    p += out_name->len;
    *out_value = (struct ewc_str){p, 0};
    if (p[0] == '=' && p[1] == '"') {
        const char *end = p + 2;

        while (*end && *end != '"')
            end += end[0] == '\\' && end[1] ? 2 : 1;
        *out_value = (struct ewc_str){p + 2, (size_t)(end - p) - 2};
        p = end;
    } else if (*p == '=') {
        *out_value = (struct ewc_str){p + 1, strcspn(p + 1, ";")};
    }
    p += strcspn(p, ";");
    return *p ? p + 1 : NULL;
}

/* The charset of a Content-Type; "" without one. Source: RFC 9110 8.3.1. */
static const char *charset_of(const char *content_type, struct ewc_arena *arena)
{
    const char *p = content_type ? strchr(content_type, ';') : NULL;

    p = p ? p + 1 : NULL;
    while (p) {
        struct ewc_str name, value;

        p = read_parameter(p, &name, &value);
        if (!ewc_str_is_nocase(ewc_str_trim(name), "charset"))
            continue;
        value = ewc_str_trim(value);
        if (value.len > 1 && value.ptr[0] == '\'' &&
            value.ptr[value.len - 1] == '\'') /* seen, and understood */
            value = (struct ewc_str){value.ptr + 1, value.len - 2};
        return ewc_arena_strndup(arena, value.ptr, value.len);
    }
    return "";
}

/* Source: RFC 9110 8.3.1. */
static const char *media_type_of(const struct ewc_http_exchange *exchange, struct ewc_arena *arena)
{
    const char *only = NULL;
    const struct ewc_http_header *h;
    struct ewc_str type;
    char *copy;

    for (h = exchange->headers; h && h->name; h++)
        if (ewc_str_is_nocase(ewc_str(h->name), "content-type")) {
            if (only)
                return "";
            only = h->value;
        }
    if (!only)
        return "";
    type = ewc_str_trim((struct ewc_str){only, strcspn(only, ";")});
    copy = ewc_arena_strndup(arena, type.ptr, type.len);
    return copy ? ewc_lower(copy) : NULL;
}

/* What the first bytes show: a byte order mark, or how "<" is written. */
static const struct first_bytes {
    const char *bytes;
    size_t len;
    bool bom;
    const char *encoding;
} FIRST_BYTES[] = {
    {"\x00\x00\xFE\xFF", 4, true, "UTF-32BE"}, {"\xFF\xFE\x00\x00", 4, true, "UTF-32LE"},
    {"\xEF\xBB\xBF", 3, true, "UTF-8"},        {"\xFE\xFF", 2, true, "UTF-16BE"},
    {"\xFF\xFE", 2, true, "UTF-16LE"},         {"\x00\x00\x00<", 4, false, "UTF-32BE"},
    {"<\x00\x00\x00", 4, false, "UTF-32LE"},   {"\x00<", 2, false, "UTF-16BE"},
    {"<\x00", 2, false, "UTF-16LE"},
};

static const struct first_bytes *look_at_bytes(struct ewc_str body)
{
    size_t i;

    for (i = 0; i < sizeof(FIRST_BYTES) / sizeof(*FIRST_BYTES); i++)
        if (body.len >= FIRST_BYTES[i].len &&
            memcmp(body.ptr, FIRST_BYTES[i].bytes, FIRST_BYTES[i].len) == 0)
            return &FIRST_BYTES[i];
    return NULL;
}

/* Precedence: byte order mark, charset, what the bytes are. The XML declaration is read by parse(). Source:
 * RFC 7303 section 3.2, 3.3. */
static bool read_encoding(struct ewc_response *r, struct ewc_arena *arena)
{
    const struct first_bytes *first = look_at_bytes(r->exchange->body);

    r->charset = charset_of(ewc_response_header(r->exchange, "content-type"), arena);
    r->media_type = media_type_of(r->exchange, arena);
    r->bom = first && first->bom;
    r->declared = "";
    if (r->bom || (first && r->charset && !*r->charset))
        r->encoding = first->encoding;
    else
        r->encoding = r->charset;
    return r->charset != NULL && r->media_type != NULL;
}

static enum ewc_status parse(struct ewc_response *r, const struct ewc_xml_limits *limits,
                             struct ewc_arena *arena, struct ewc_err *err)
{
    struct ewc_err why = {0};
    const char *override = !r->bom && *r->charset ? r->charset : NULL;
    enum ewc_status st = ewc_xml_parse(r->exchange->body, "response", override, limits, &r->doc, &why);

    if (st == EWC_ENOMEM)
        return ewc_err_set(err, st, EWC_NOWHERE, "%s", why.message);
    if (st != EWC_OK) {
        r->xml_error = why.at.line ? ewc_arena_printf(arena, "line %u, column %u: %s", why.at.line,
                                                      why.at.column, why.message)
                                   : ewc_arena_strdup(arena, why.message);
        return r->xml_error ? EWC_OK
                            : ewc_err_set(err, EWC_ENOMEM, EWC_NOWHERE, "the case's memory is full");
    }
    if (ewc_xml_declared_encoding(r->doc))
        r->declared = ewc_arena_strdup(arena, ewc_xml_declared_encoding(r->doc));
    if (!*r->encoding)
        r->encoding = r->declared && *r->declared ? r->declared : "UTF-8";
    r->doctype = ewc_xml_has_doctype(r->doc);
    return r->declared ? EWC_OK : ewc_err_set(err, EWC_ENOMEM, EWC_NOWHERE, "the case's memory is full");
}

/* Brings the document to the http:// form. */
static void settle_namespaces(struct ewc_response *r, bool documentation)
{
    unsigned https = ewc_xml_rename_ns(r->doc, NS_EWS_HTTPS, "http-from-https:" NS_EWS);
    unsigned http = 0;

    if (documentation) { /* the http:// form is the foreign one */
        http = ewc_xml_rename_ns(r->doc, NS_EWS, NS_EWS);
        r->other_namespaces = http;
        r->other_example = http ? NS_EWS : "";
    } else {
        r->other_namespaces = https;
        r->other_example = https ? NS_EWS_HTTPS : "";
    }
    if (https)
        ewc_xml_rename_ns(r->doc, "http-from-https:" NS_EWS, NS_EWS);
}

/* ---- what EWS said --------------------------------------------------------------------------------------
 */

/* NULL where there is no node, or nothing in it. */
static const char *trimmed_text(const struct ewc_node *n, struct ewc_arena *arena)
{
    char *text = n ? ewc_node_text(n, arena) : NULL;
    struct ewc_str s;

    if (!text)
        return NULL;
    s = ewc_str_trim(ewc_str(text));
    text[(size_t)(s.ptr - text) + s.len] = '\0';
    return s.len ? s.ptr : NULL;
}

static void read_server_version(struct ewc_response *r, struct ewc_arena *arena)
{
    const struct ewc_node *header = ewc_node_child(r->envelope, NS_SOAP, "Header");
    const struct ewc_node *info = header ? ewc_node_child(header, NS_T, "ServerVersionInfo") : NULL;
    const char *names[] = {"MajorVersion", "MinorVersion", "MajorBuildNumber", "MinorBuildNumber",
                           "Version"};
    const char **slots[] = {&r->server.major, &r->server.minor, &r->server.major_build,
                            &r->server.minor_build, &r->server.version};
    unsigned i;

    for (i = 0; info && i < 5; i++)
        if (ewc_node_attr(info, names[i]))
            *slots[i] = ewc_arena_strdup(arena, ewc_node_attr(info, names[i]));
}

static void read_fault(struct ewc_response *r, const struct ewc_node *fault, struct ewc_arena *arena)
{
    const struct ewc_node *detail = ewc_node_child(fault, "", "detail");
    const char *colon;

    r->outcome = EWC_OUTCOME_FAULT;
    r->code = trimmed_text(detail ? ewc_node_child(detail, NS_E, "ResponseCode") : NULL, arena);
    if (!r->code)
        r->code = trimmed_text(ewc_node_child(fault, "", "faultcode"), arena);
    colon = r->code ? strrchr(r->code, ':') : NULL;
    if (colon)
        r->code = colon + 1;
}

static void read_message(struct ewc_response *r, const struct ewc_node *message, struct ewc_arena *arena)
{
    static const char *const CLASSES[] = {"Success", "Warning", "Error"};
    const struct ewc_node *batch = ewc_node_child(message, NS_M, "ResponseMessages");
    const char *class;
    unsigned i;

    if (batch && ewc_node_first(batch))
        message = ewc_node_first(batch);
    class = ewc_node_attr(message, "ResponseClass");
    for (i = 0; class && i < 3; i++)
        if (strcmp(class, CLASSES[i]) == 0)
            r->outcome = (enum ewc_outcome)(EWC_OUTCOME_SUCCESS + i);
    r->code = trimmed_text(ewc_node_child(message, NS_M, "ResponseCode"), arena);
}

/* ---- throttling
 * -------------------------------------------------------------------------------------------- */

static const struct ewc_node *find_below(const struct ewc_node *n, const char *local, unsigned depth)
{
    const struct ewc_node *child;

    for (child = ewc_node_first(n); child && depth; child = ewc_node_next(child)) {
        const struct ewc_node *found =
            strcmp(ewc_node_local(child), local) == 0 ? child : find_below(child, local, depth - 1);

        if (found)
            return found;
    }
    return NULL;
}

/* MessageXml/Value[@Name='BackOffMilliseconds']. Source: EWS throttling page. */
static unsigned back_off(const struct ewc_node *entry, struct ewc_arena *arena, bool *out_told)
{
    const struct ewc_node *xml = find_below(entry, "MessageXml", 4);
    const struct ewc_node *value;
    uint64_t ms = 0;

    for (value = xml ? ewc_node_first(xml) : NULL; value; value = ewc_node_next(value)) {
        const char *name = ewc_node_attr(value, "Name");
        const char *text =
            name && strcmp(name, "BackOffMilliseconds") == 0 ? trimmed_text(value, arena) : NULL;

        *out_told |= text != NULL;
        if (text && ewc_parse_uint(ewc_str(text), 0, MAX_BACK_OFF_MS, &ms))
            return (unsigned)ms;
        if (text)
            return MAX_BACK_OFF_MS; /* absurd: as long as can be, for the caller's limit to refuse */
    }
    return 0;
}

/* An inner ErrorServerBusy makes an ErrorInternalServerError a throttling answer. Source: EWS throttling
 * page: batch answers name it in MessageXml. */
static bool is_inner_busy(const struct ewc_node *entry, struct ewc_arena *arena)
{
    const struct ewc_node *xml = find_below(entry, "MessageXml", 4);
    const char *text = xml ? ewc_node_text(xml, arena) : NULL;

    return text && strstr(text, "ErrorServerBusy");
}

static void read_throttling(struct ewc_response *r, const struct ewc_node *entry, struct ewc_arena *arena)
{
    unsigned status = r->exchange->status;

    if (r->code && (r->outcome == EWC_OUTCOME_ERROR || r->outcome == EWC_OUTCOME_FAULT))
        r->throttled = strcmp(r->code, "ErrorServerBusy") == 0 ||
                       strcmp(r->code, "ErrorExceededConnectionCount") == 0 ||
                       (strcmp(r->code, "ErrorInternalServerError") == 0 && is_inner_busy(entry, arena));
    if (r->throttled)
        r->back_off_ms = back_off(entry, arena, &r->back_off_told);
    if (r->outcome == EWC_OUTCOME_OTHER && (status == 503 || status == 429))
        r->throttled = true;
    if (r->throttled && r->back_off_ms == 0) {
        r->back_off_told |= r->exchange->has_retry_after || r->exchange->retry_after_s > 0;
        r->back_off_ms = r->exchange->retry_after_s < MAX_BACK_OFF_MS / 1000
                             ? r->exchange->retry_after_s * 1000
                             : MAX_BACK_OFF_MS;
    }
}

static void read_entry(struct ewc_response *r, struct ewc_arena *arena)
{
    const struct ewc_node *body = NULL;
    const struct ewc_node *entry = NULL;

    if (r->envelope && ewc_node_is(r->envelope, NS_SOAP, "Envelope")) {
        read_server_version(r, arena);
        body = ewc_node_child(r->envelope, NS_SOAP, "Body");
        entry = body ? ewc_node_first(body) : NULL;
    }
    if (entry && ewc_node_is(entry, NS_SOAP, "Fault"))
        read_fault(r, entry, arena);
    else if (entry)
        read_message(r, entry, arena);
    read_throttling(r, entry, arena);
}

enum ewc_status ewc_response_read(const struct ewc_http_exchange *exchange, bool documentation_namespaces,
                                  const struct ewc_xml_limits *limits, struct ewc_arena *arena,
                                  struct ewc_response **out_response, struct ewc_err *err)
{
    struct ewc_response *r = ewc_arena_alloc(arena, sizeof(*r));
    enum ewc_status st = EWC_OK;

    if (!r)
        return ewc_err_set(err, EWC_ENOMEM, EWC_NOWHERE, "the case's memory is full");
    r->exchange = exchange;
    r->other_example = "";
    if (!read_encoding(r, arena))
        return ewc_err_set(err, EWC_ENOMEM, EWC_NOWHERE, "the case's memory is full");
    if (exchange->outcome == EWC_HTTP_OK && exchange->body.len > 0)
        st = parse(r, limits, arena, err);
    if (st != EWC_OK) {
        ewc_response_finish(r);
        return st;
    }
    if (r->doc) {
        settle_namespaces(r, documentation_namespaces);
        r->envelope = ewc_xml_root(r->doc);
    }
    read_entry(r, arena);
    *out_response = r;
    return EWC_OK;
}

void ewc_response_finish(struct ewc_response *response)
{
    if (!response)
        return;
    ewc_xml_free(response->doc);
    response->doc = NULL;
    response->envelope = NULL;
}
