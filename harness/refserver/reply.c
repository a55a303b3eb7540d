/* reply: the HTTP side of an answer: status, headers, and how the body travels. */
#include "refserver/reply.h"

#include "refserver/answer.h"
#include "refserver/gzip.h"

#include <string.h>

void ref_add_reply_header(struct http_reply *reply, const char *name, const char *value)
{
    if (reply->header_count < REF_MAX_HEADERS && value)
        reply->headers[reply->header_count++] = (struct http_header){name, value};
}

void ref_page(struct http_reply *reply, unsigned status, const char *sentence)
{
    reply->status = status;
    reply->header_count = 0;
    ewc_buf_reset(&reply->body);
    ref_add_reply_header(reply, "Content-Type", "text/html; charset=utf-8");
    ewc_buf_text(&reply->body,
                 "<!DOCTYPE html><html><head><title>Exchange Web Services</title></head><body><p>");
    ewc_buf_text(&reply->body, sentence);
    ewc_buf_text(&reply->body, "</p></body></html>\n");
}

/* ---- status ----------------------------------------------------------------------------------- */

static unsigned damaged_status(const struct call *call, const struct outcome *outcome, unsigned status)
{
    switch (call->server->defect) {
    case DEFECT_SUCCESS_STATUS_202:
        return outcome->kind == OUTCOME_SUCCESS ? 202 : status;
    case DEFECT_SUCCESS_STATUS_500:
        return outcome->kind == OUTCOME_SUCCESS ? 500 : status;
    case DEFECT_FAULT_STATUS_200:
        return outcome->kind == OUTCOME_FAULT ? 200 : status;
    case DEFECT_FAULT_STATUS_400:
        return outcome->kind == OUTCOME_FAULT ? 400 : status;
    case DEFECT_FAULT_STATUS_501:
        return outcome->kind == OUTCOME_FAULT ? 501 : status;
    case DEFECT_ERROR_STATUS_500:
        return outcome->kind == OUTCOME_ERROR ? 500 : status;
    case DEFECT_ERROR_STATUS_400:
        return outcome->kind == OUTCOME_ERROR ? 400 : status;
    default:
        return status;
    }
}

static unsigned status_of(const struct call *call, const struct outcome *outcome)
{
    /* SOAP 1.1, section 6.2: a fault comes with 500; an in-body error is no fault. */
    unsigned status = outcome->kind == OUTCOME_FAULT ? 500 : 200;

    if (outcome->status)
        return outcome->status;
    return damaged_status(call, outcome, status);
}

/* ---- headers ---------------------------------------------------------------------------------- */

static const char *damaged_content_type(const struct call *call, const struct outcome *outcome)
{
    switch (call->server->defect) {
    case DEFECT_CONTENT_TYPE_SOAP12:
        return "application/soap+xml; charset=utf-8";
    case DEFECT_CONTENT_TYPE_APPLICATION_XML:
        return "application/xml; charset=utf-8";
    case DEFECT_CONTENT_TYPE_HTML:
        return "text/html; charset=utf-8";
    case DEFECT_CONTENT_TYPE_PLAIN:
        return "text/plain; charset=utf-8";
    case DEFECT_CONTENT_TYPE_JSON:
        return "application/json; charset=utf-8";
    case DEFECT_FAULT_CONTENT_TYPE_HTML:
        return outcome->kind == OUTCOME_FAULT ? "text/html; charset=utf-8" : NULL;
    case DEFECT_CHARSET_UTF_16_LIE:
        return "text/xml; charset=utf-16";
    case DEFECT_CHARSET_LATIN_1_LIE:
        return "text/xml; charset=iso-8859-1";
    case DEFECT_CHARSET_AND_DECLARATION_DISAGREE:
        return "text/xml; charset=utf-8";
    case DEFECT_DECLARATION_UTF_16_LIE:
    case DEFECT_DECLARATION_UNKNOWN_ENCODING:
        return "text/xml"; /* so that the XML declaration counts */
    default:
        return NULL;
    }
}

static const char *content_type(struct call *call, const struct outcome *outcome)
{
    const struct ewc_refserver *server = call->server;
    const char *damaged = damaged_content_type(call, outcome);

    if (damaged)
        return damaged;
    if (varies(server, VARIANT_CHARSET_QUOTED))
        return "text/xml; charset=\"utf-8\"";
    if (varies(server, VARIANT_CHARSET_UPPER_CASE))
        return "TEXT/XML;CHARSET=UTF-8";
    if (varies(server, VARIANT_CHARSET_MISSING))
        return "text/xml";
    if (varies(server, VARIANT_CONTENT_TYPE_PARAMETERS))
        return "text/xml; action=\"SetImGroup;Response\"; charset=utf-8";
    return ewc_arena_printf(call->tree.arena, "text/xml; charset=%s", ref_encoding(server));
}

static void add_varied_headers(const struct call *call, struct http_reply *reply)
{
    static const char *const names[] = {
        "X-FEServer",   "X-BEServer", "X-DiagInfo", "request-id", "X-CalculatedBETarget",
        "X-Powered-By", "X-A",        "X-B",        "X-C",        "X-D",
        "X-E",          "X-F",        "X-G",        "X-H",        "X-I",
        "X-J",          "X-K",        "X-L",        "X-M",        "Server"};
    const struct ewc_refserver *server = call->server;

    if (varies(server, VARIANT_MANY_HEADERS)) {
        for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
            ref_add_reply_header(reply, names[i], "MBX-01; \"quoted\", x=y");
    }
    if (varies(server, VARIANT_COOKIES)) {
        ref_add_reply_header(reply, "Set-Cookie", "exchangecookie=0f3a; path=/; HttpOnly");
        ref_add_reply_header(reply, "Set-Cookie",
                             "X-BackEndCookie=u56Lnp2e; expires=Fri, 01-Jan-2038 00:00:00 GMT");
    }
    if (varies(server, VARIANT_CONTENT_LANGUAGE)) {
        ref_add_reply_header(reply, "Content-Language", "en");
        ref_add_reply_header(reply, "Vary", "Accept-Encoding, Accept-Language");
        ref_add_reply_header(reply, "Cache-Control", "private, no-store");
        ref_add_reply_header(reply, "Pragma", "no-cache");
        ref_add_reply_header(reply, "X-Content-Type-Options", "nosniff");
    }
}

static void change_case_of_headers(struct call *call, struct http_reply *reply)
{
    bool upper = varies(call->server, VARIANT_UPPER_CASE_HEADERS);

    if (!upper && !varies(call->server, VARIANT_LOWER_CASE_HEADERS))
        return;
    for (size_t i = 0; i < reply->header_count; i++) {
        char *name = ewc_arena_strdup(call->tree.arena, reply->headers[i].name);

        for (char *at = name; at && *at; at++) {
            bool letter = (*at | 32) >= 'a' && (*at | 32) <= 'z';

            if (letter)
                *at = (char)(upper ? *at & ~32 : *at | 32);
        }
        if (name)
            reply->headers[i].name = name;
    }
}

/* ---- the body --------------------------------------------------------------------------------- */

static bool is_compressed(const struct call *call)
{
    const struct ewc_refserver *server = call->server;
    bool offered = call->http->accept_encoding && strstr(call->http->accept_encoding, "gzip");

    return breaks(server, DEFECT_GZIP_UNASKED) ||
           (offered && (varies(server, VARIANT_GZIP) || varies(server, VARIANT_GZIP_CHUNKED) ||
                        breaks(server, DEFECT_GZIP_BROKEN)));
}

static void compress(struct call *call, struct http_reply *reply)
{
    struct ewc_buf packed;

    if (breaks(call->server, DEFECT_GZIP_LIE))
        ref_add_reply_header(reply, "Content-Encoding", "gzip");
    if (!is_compressed(call))
        return;
    ewc_buf_init(&packed, 0);
    if (ref_gzip(&packed, ewc_buf_view(&reply->body))) {
        ewc_buf_reset(&reply->body);
        if (breaks(call->server, DEFECT_GZIP_BROKEN))
            packed.len /= 2;
        ewc_buf_str(&reply->body, ewc_buf_view(&packed));
        ref_add_reply_header(reply, "Content-Encoding", "gzip");
        ref_add_reply_header(reply, "Vary", "Accept-Encoding");
    }
    ewc_buf_finish(&packed);
}

static enum delivery delivery_of(const struct ewc_refserver *server)
{
    switch (server->defect) {
    case DEFECT_CONTENT_LENGTH_TOO_LONG:
        return DELIVER_LENGTH_MORE;
    case DEFECT_CONTENT_LENGTH_TOO_SHORT:
        return DELIVER_LENGTH_LESS;
    case DEFECT_BREAKS_OFF:
        return DELIVER_BROKEN;
    default:
        return varies(server, VARIANT_CHUNKED) || varies(server, VARIANT_GZIP_CHUNKED) ? DELIVER_CHUNKED
                                                                                       : DELIVER_WHOLE;
    }
}

static bool write_message(struct call *call, const struct outcome *outcome, struct http_reply *reply)
{
    struct message message = {.root = ref_message(call, outcome)};
    struct ewc_buf xml;
    bool good;

    if (!message.root)
        return false;
    message.header = ref_child(message.root, "Header");
    message.info = message.header ? ref_child(message.header, "ServerVersionInfo") : NULL;
    message.body = ref_child(message.root, "Body");
    message.fault = ref_child(message.body, "Fault");
    message.response = message.fault ? NULL : message.body->first;
    ref_damage(call, outcome, &message);
    ewc_buf_init(&xml, 0);
    ref_write(call->server, message.root, &xml);
    ref_encode(call->server, ewc_buf_view(&xml), &reply->body);
    good = !call->tree.failed && !xml.failed && !reply->body.failed;
    ewc_buf_finish(&xml);
    return good;
}

/* Wrong servers that have nothing to say after a successful rename; true when that is the reply. */
static bool says_nothing(const struct call *call, const struct outcome *outcome, struct http_reply *reply)
{
    if (outcome->kind != OUTCOME_SUCCESS || !is_set_im_group(call))
        return false;
    switch (call->server->defect) {
    case DEFECT_CLOSES_WITHOUT_ANSWER:
        reply->delivery = DELIVER_NOTHING;
        return true;
    case DEFECT_SUCCESS_STATUS_204:
        reply->status = 204;
        return true;
    case DEFECT_SUCCESS_WITHOUT_BODY:
        reply->status = 200;
        ref_add_reply_header(reply, "Content-Type", "text/xml; charset=utf-8");
        return true;
    default:
        return false;
    }
}

static void answer_without_soap(const struct outcome *outcome, struct http_reply *reply)
{
    if (outcome->kind == OUTCOME_SILENCE) {
        reply->delivery = DELIVER_NOTHING;
        return;
    }
    reply->status = outcome->status;
    if (outcome->kind == OUTCOME_PAGE)
        ref_page(reply, outcome->status, "The service is not available.");
    if (outcome->status == 503)
        ref_add_reply_header(reply, "Retry-After", "0");
}

void ref_answer(struct call *call, const struct outcome *outcome, struct http_reply *reply)
{
    const struct ewc_refserver *server = call->server;

    if (outcome->kind == OUTCOME_PAGE || outcome->kind == OUTCOME_EMPTY ||
        outcome->kind == OUTCOME_SILENCE) {
        answer_without_soap(outcome, reply);
        return;
    }
    if (says_nothing(call, outcome, reply))
        return;
    if (!write_message(call, outcome, reply)) {
        ref_page(reply, 500, "The server ran out of memory.");
        return;
    }
    reply->failed = outcome->kind != OUTCOME_SUCCESS;
    reply->status = status_of(call, outcome);
    reply->delivery = delivery_of(server);
    reply->http_1_0 = varies(server, VARIANT_HTTP_1_0);
    reply->close = varies(server, VARIANT_CLOSES_CONNECTIONS) || reply->http_1_0 ||
                   reply->delivery == DELIVER_LENGTH_MORE ||
                   (varies(server, VARIANT_CLOSES_AFTER_ERRORS) && outcome->kind != OUTCOME_SUCCESS);
    if (!breaks(server, DEFECT_CONTENT_TYPE_MISSING))
        ref_add_reply_header(reply, "Content-Type", content_type(call, outcome));
    compress(call, reply);
    add_varied_headers(call, reply);
    change_case_of_headers(call, reply);
}
