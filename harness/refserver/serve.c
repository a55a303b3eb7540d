/* serve: what HTTP says of a request, before its body is read as SOAP. */
#include "refserver/gzip.h"
#include "refserver/reply.h"

#include <string.h>

#define MAX_REQUEST ((size_t)4 * 1024 * 1024) /* bytes of a request's body, also after decompression */

/* The Content-Type without its parameters. */
static struct ewc_str media_type(const char *content_type)
{
    struct ewc_str type = ewc_str(content_type);
    size_t end = ewc_str_find(type, ";", 0);

    if (end != SIZE_MAX)
        type.len = end;
    return ewc_str_trim(type);
}

static bool is_xml_type(const char *content_type)
{
    struct ewc_str type = media_type(content_type);

    return type.len == 0 || ewc_str_is_nocase(type, "text/xml") ||
           ewc_str_is_nocase(type, "application/xml") ||
           ewc_str_is_nocase(type, "application/soap+xml"); /* the envelope says what is wrong with that */
}

static bool is_signed_in(const struct ewc_refserver *server, const struct http_request *http)
{
    struct ewc_str given = ewc_str(http->authorization);
    struct ewc_str wanted = ewc_str(server->sign_in);
    unsigned differs = given.len != wanted.len;

    if (!server->sign_in)
        return !varies(server, VARIANT_SIGN_IN) || ewc_str_starts(given, "Basic ");
    for (size_t i = 0; i < wanted.len && i < given.len;
         i++) /* as long for a wrong letter as for a right one */
        differs |= (unsigned char)(wanted.ptr[i] ^ given.ptr[i]);
    return differs == 0;
}

static bool is_other_encoding(const struct http_request *http)
{
    struct ewc_str type = ewc_str(http->content_type);
    size_t charset = ewc_str_find(type, "charset=", 0);
    size_t declared = ewc_str_find(http->body, "encoding=", 0);
    bool by_type = charset != SIZE_MAX && ewc_str_find(type, "utf-", charset) == SIZE_MAX &&
                   ewc_str_find(type, "UTF-", charset) == SIZE_MAX;
    bool by_declaration = declared < 40 && ewc_str_find(http->body, "utf-", declared) > declared + 12 &&
                          ewc_str_find(http->body, "UTF-", declared) > declared + 12;

    return by_type || by_declaration;
}

/* What some servers do not take, and need not. */
static unsigned varied_refusal(const struct ewc_refserver *server, const struct http_request *http)
{
    if (varies(server, VARIANT_REFUSES_GZIP) && http->content_encoding)
        return 415;
    if (varies(server, VARIANT_NEEDS_CONTENT_LENGTH) && http->transfer_encoding)
        return 411;
    if (varies(server, VARIANT_REFUSES_EXPECTATIONS) && http->expects)
        return 417;
    if (varies(server, VARIANT_REFUSES_LATIN_1) && is_other_encoding(http))
        return 415;
    return 0;
}

/* Whether a server with the defect takes no offence at the spelling of the Content-Type. */
static bool is_spelling_liked(const struct ewc_refserver *server, const char *content_type)
{
    struct ewc_str type = ewc_str(content_type);

    switch (server->defect) {
    case DEFECT_CONTENT_TYPE_CASE_MATTERS:
        for (size_t i = 0; i < type.len; i++) {
            if (type.ptr[i] >= 'A' && type.ptr[i] <= 'Z' && ewc_str_find(type, "UTF-", 0) == SIZE_MAX)
                return false;
        }
        return type.len == 0 || ewc_str_starts(type, "text/xml");
    case DEFECT_CHARSET_QUOTES_REFUSED:
        return ewc_str_find(type, "\"", 0) == SIZE_MAX;
    case DEFECT_CHARSET_WITHOUT_SPACE_REFUSED:
        return ewc_str_find(type, ";charset", 0) == SIZE_MAX;
    default:
        return true;
    }
}

static unsigned wrong_refusal(const struct ewc_refserver *server, const struct http_request *http)
{
    if (breaks(server, DEFECT_REFUSES_CHUNKED) && http->transfer_encoding)
        return 400;
    if (breaks(server, DEFECT_ERRORS_CONFUSE_CONNECTION) && http->after_error)
        return 400;
    if (breaks(server, DEFECT_EXPECTATION_FAILS) && http->expects)
        return 500;
    return is_spelling_liked(server, http->content_type) ? 0 : 415;
}

/* True when HTTP alone says how the request ends. */
static bool ends_early(const struct ewc_refserver *server, const struct http_request *http,
                       struct http_reply *reply)
{
    unsigned refusal;

    if (!ewc_str_is_nocase(ewc_str(http->path), REF_PATH)) {
        ref_page(reply, 404, "There is nothing here.");
        return true;
    }
    if (!is_signed_in(server, http)) {
        ref_page(reply, 401, "Sign in, please.");
        ref_add_reply_header(reply, "WWW-Authenticate", "Basic realm=\"reference server\"");
        return true;
    }
    if (strcmp(http->method, "POST") != 0) {
        bool get = strcmp(http->method, "GET") == 0 || strcmp(http->method, "HEAD") == 0;

        ref_page(reply, get ? 200 : 405, "This is a service: POST a SOAP message.");
        ref_add_reply_header(reply, "Allow", "GET, HEAD, POST");
        return true;
    }
    if (http->too_large) {
        ref_page(reply, 413, "The request is too large.");
        return true;
    }
    refusal = varied_refusal(server, http);
    if (!refusal)
        refusal = wrong_refusal(server, http);
    if (!refusal && !is_xml_type(http->content_type))
        refusal = 415;
    if (refusal)
        ref_page(reply, refusal, "The request cannot be taken in this form.");
    return refusal != 0;
}

/* The body as it was before it was compressed; false with the reply filled in. */
static bool unpack(const struct http_request *http, struct ewc_buf *plain, struct ewc_str *out_body,
                   struct http_reply *reply)
{
    struct ewc_str coding = ewc_str_trim(ewc_str(http->content_encoding));

    *out_body = http->body;
    if (coding.len == 0 || ewc_str_is_nocase(coding, "identity"))
        return true;
    if (!ewc_str_is_nocase(coding, "gzip") && !ewc_str_is_nocase(coding, "x-gzip")) {
        ref_page(reply, 415, "The Content-Encoding is not known.");
        return false;
    }
    if (!ref_gunzip(plain, http->body)) {
        ref_page(reply, plain->failed ? 413 : 400, "The body cannot be decompressed.");
        return false;
    }
    *out_body = ewc_buf_view(plain);
    return true;
}

void ref_serve(struct ewc_refserver *server, const struct http_request *http, struct ewc_arena *arena,
               struct http_reply *reply)
{
    struct http_request request = *http;
    struct call call = {.server = server, .http = &request, .tree = {.arena = arena}};
    struct outcome outcome;
    struct ewc_buf plain;

    if (varies(server, VARIANT_SLOW))
        ref_pause(server, 100);
    if (ends_early(server, http, reply))
        return;
    ewc_buf_init(&plain, MAX_REQUEST);
    if (unpack(http, &plain, &request.body, reply)) {
        if (breaks(server, DEFECT_CHUNKED_CUT) && http->transfer_encoding)
            request.body.len /= 2;
        outcome = ref_carry_out(&call);
        ref_answer(&call, &outcome, reply);
    }
    ewc_xml_free(call.doc);
    ewc_buf_finish(&plain);
}
