#include "http/client.h"

#include <string.h>

const char *ewc_http_outcome_name(enum ewc_http_outcome outcome)
{
    switch (outcome) {
    case EWC_HTTP_OK:
        return "ok";
    case EWC_HTTP_NO_NAME:
        return "no-name";
    case EWC_HTTP_NO_CONNECT:
        return "no-connect";
    case EWC_HTTP_NO_TLS:
        return "no-tls";
    case EWC_HTTP_NO_PROXY:
        return "no-proxy";
    case EWC_HTTP_BAD_SETUP:
        return "bad-setup";
    case EWC_HTTP_TIMEOUT:
        return "timeout";
    case EWC_HTTP_CLOSED:
        return "closed";
    case EWC_HTTP_GARBLED:
        return "garbled";
    case EWC_HTTP_TOO_LARGE:
        return "too-large";
    case EWC_HTTP_GONE:
        return "gone";
    case EWC_HTTP_CANCELLED:
        return "cancelled";
    }
    return "unknown";
}

bool ewc_http_outcome_is_setup(enum ewc_http_outcome outcome)
{
    return outcome >= EWC_HTTP_NO_NAME && outcome <= EWC_HTTP_BAD_SETUP;
}

static const char *sentence(enum ewc_http_outcome outcome)
{
    switch (outcome) {
    case EWC_HTTP_NO_NAME:
        return "the host name was not found";
    case EWC_HTTP_NO_CONNECT:
        return "no connection to the server";
    case EWC_HTTP_NO_TLS:
        return "no TLS connection to the server";
    case EWC_HTTP_NO_PROXY:
        return "no connection through the proxy";
    case EWC_HTTP_BAD_SETUP:
        return "the request could not be set up";
    case EWC_HTTP_TIMEOUT:
        return "no complete response in time";
    case EWC_HTTP_CLOSED:
        return "the connection ended before the response was complete";
    case EWC_HTTP_GARBLED:
        return "the response is not proper HTTP";
    case EWC_HTTP_TOO_LARGE:
        return "the response is too large";
    case EWC_HTTP_GONE:
        return "the server does not answer any more";
    case EWC_HTTP_CANCELLED:
        return "cancelled";
    case EWC_HTTP_OK:
        break;
    }
    return "";
}

/* What a code says by itself. */
static enum ewc_http_outcome by_code(CURLcode code)
{
    switch ((int)code) {
    case CURLE_OK:
        return EWC_HTTP_OK;
    case CURLE_COULDNT_RESOLVE_HOST:
        return EWC_HTTP_NO_NAME;
    case CURLE_COULDNT_CONNECT:
        return EWC_HTTP_NO_CONNECT;
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_PROXY:
        return EWC_HTTP_NO_PROXY;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_CLIENTCERT:
        return EWC_HTTP_NO_TLS;
    case CURLE_OPERATION_TIMEDOUT:
        return EWC_HTTP_TIMEOUT;
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_PARTIAL_FILE:
    case CURLE_SEND_FAIL_REWIND:
        return EWC_HTTP_CLOSED;
    case CURLE_FILESIZE_EXCEEDED:
    case 100: /* CURLE_TOO_LARGE, since 8.6 */
        return EWC_HTTP_TOO_LARGE;
    case CURLE_ABORTED_BY_CALLBACK:
        return EWC_HTTP_CANCELLED;
    case CURLE_FAILED_INIT:
    case CURLE_URL_MALFORMAT:
    case CURLE_NOT_BUILT_IN:
    case CURLE_READ_ERROR:
    case CURLE_BAD_FUNCTION_ARGUMENT:
    case CURLE_INTERFACE_FAILED:
    case CURLE_UNKNOWN_OPTION:
    case CURLE_SETOPT_OPTION_SYNTAX:
    case CURLE_SSL_ENGINE_NOTFOUND:
    case CURLE_SSL_ENGINE_SETFAILED:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_LOGIN_DENIED:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CRL_BADFILE:
    case CURLE_AUTH_ERROR:
        return EWC_HTTP_BAD_SETUP;
    default: /* strange replies, HTTP/0.9, content coding, HTTP/2, and a write that libcurl itself failed */
        return EWC_HTTP_GARBLED;
    }
}

static bool has(const char *text, const char *part)
{
    size_t len = strlen(part);

    for (; strlen(text) >= len; text++) {
        if (ewc_str_is_nocase((struct ewc_str){text, len}, part))
            return true;
    }
    return false;
}

/* libcurl has one code for several things; its message tells them apart. The words have been the same
 * for years; if they change, CLOSED is still a fault of the server. */
static enum ewc_http_outcome refine_closed(const struct ewc_http_client *client)
{
    const char *text = client->error;

    if (has(text, "chunk"))
        return EWC_HTTP_GARBLED;
    if (has(text, "too large response headers"))
        return EWC_HTTP_TOO_LARGE;
    /* With TLS 1.3 the server judges our certificate only after we have begun to send. */
    if (client->https && client->now.status == 0 && has(text, "alert") &&
        (has(text, "certificate") || has(text, "unknown ca")))
        return EWC_HTTP_NO_TLS;
    return EWC_HTTP_CLOSED;
}

/* No byte of the request went out: how far did the connection come? */
static enum ewc_http_outcome refine_unsent(const struct ewc_http_client *client, CURLcode code)
{
    curl_off_t named = 0, connected = 0, tls = 0;
    long connect_status = 0;

    (void)curl_easy_getinfo(client->curl, CURLINFO_NAMELOOKUP_TIME_T, &named);
    (void)curl_easy_getinfo(client->curl, CURLINFO_CONNECT_TIME_T, &connected);
    (void)curl_easy_getinfo(client->curl, CURLINFO_APPCONNECT_TIME_T, &tls);
    (void)curl_easy_getinfo(client->curl, CURLINFO_HTTP_CONNECTCODE, &connect_status);
    if (connect_status >= 300 || has(client->error, "proxy") || has(client->error, "CONNECT tunnel"))
        return EWC_HTTP_NO_PROXY;
    if (code == CURLE_OPERATION_TIMEDOUT && named == 0)
        return EWC_HTTP_NO_NAME;
    if (client->https && tls == 0 && (connected > 0 || client->now.tls_begun))
        return EWC_HTTP_NO_TLS;
    return EWC_HTTP_NO_CONNECT;
}

static void say_limit(const struct ewc_http_client *client, struct ewc_buf *detail)
{
    const struct ewc_http_config *config = &client->config;

    if (client->now.limit == EWC_HTTP_LIMIT_BODY)
        ewc_buf_printf(detail, "response body over %zu bytes (--max-body)", config->max_body_bytes);
    else if (client->now.limit == EWC_HTTP_LIMIT_TRANSFER)
        ewc_buf_printf(detail, "response body of over %zu bytes on its way (--max-transfer)",
                       config->max_transfer_bytes);
    else if (client->now.limit == EWC_HTTP_LIMIT_HEADER_BYTES)
        ewc_buf_printf(detail, "response headers over %zu bytes (--max-header-bytes)", config->max_header_bytes);
    else
        ewc_buf_printf(detail, "more than %u response headers (--max-headers)", config->max_header_count);
}

/* Looks at one Content-Length value, which may be a list of the same number ("5, 5", RFC 9110 8.6).
 * libcurl believes the last one and reads "5x" as 5. */
static bool length_is_sound(const char *value, uint64_t *seen, bool *any, struct ewc_buf *detail)
{
    struct ewc_str rest = ewc_str(value);

    for (;;) {
        size_t comma = ewc_str_find(rest, ",", 0);
        struct ewc_str one = {rest.ptr, comma < rest.len ? comma : rest.len};
        uint64_t number;

        if (!ewc_parse_uint(ewc_str_trim(one), 0, INT64_MAX, &number)) {
            ewc_buf_printf(detail, "expected Content-Length to be a number, found \"%.64s\"", value);
            return false;
        }
        if (*any && number != *seen) {
            ewc_buf_printf(detail, "Content-Length says both %llu and %llu", (unsigned long long)*seen,
                           (unsigned long long)number);
            return false;
        }
        *seen = number;
        *any = true;
        if (comma >= rest.len)
            return true;
        rest.ptr += comma + 1;
        rest.len -= comma + 1;
    }
}

static bool lengths_are_sound(const struct ewc_http_client *client, const struct ewc_http_header *headers,
                              struct ewc_buf *detail)
{
    uint64_t seen = 0;
    bool any = false;

    if (client->now.version >= 20)
        return true; /* frames have their own length, and nghttp2 checks this one */
    for (const struct ewc_http_header *h = headers; h->name; h++) {
        if (ewc_str_is_nocase(ewc_str(h->name), "Transfer-Encoding"))
            return true; /* overrides it (RFC 9112 6.3) */
    }
    for (const struct ewc_http_header *h = headers; h->name; h++) {
        if (ewc_str_is_nocase(ewc_str(h->name), "Content-Length") &&
            !length_is_sound(h->value, &seen, &any, detail))
            return false;
    }
    return true;
}

static bool goes_over_proxy(const struct ewc_http_client *client)
{
    return client->now.environment_proxy || (client->config.proxy && *client->config.proxy);
}

static enum ewc_http_outcome classify(const struct ewc_http_client *client, CURLcode code)
{
    const struct ewc_http_transfer *now = &client->now;
    enum ewc_http_outcome outcome = by_code(code);

    /* libcurl 7.88 calls a header line over its own limit of 100 KiB "out of memory". */
    if (code == CURLE_OUT_OF_MEMORY && now->requests > 0 && !now->head_done)
        return EWC_HTTP_TOO_LARGE;
    if (outcome == EWC_HTTP_OK && now->status == 0)
        return EWC_HTTP_GARBLED;
    if (outcome == EWC_HTTP_OK && !now->head_done) /* libcurl takes this for the end of the head */
        return EWC_HTTP_CLOSED;
    if (now->requests == 0 && outcome > EWC_HTTP_BAD_SETUP && outcome != EWC_HTTP_CANCELLED)
        return refine_unsent(client, code);
    if (now->requests == 0 && outcome == EWC_HTTP_NO_CONNECT && goes_over_proxy(client))
        return EWC_HTTP_NO_PROXY;
    if (code == CURLE_UNSUPPORTED_PROTOCOL && now->requests == 0)
        return EWC_HTTP_BAD_SETUP;
    if (outcome == EWC_HTTP_CLOSED)
        return refine_closed(client);
    return outcome;
}

/* libcurl sends the first step of NTLM with an empty body and expects a challenge. What a server answers
 * that wants no such sign-in is no answer to our request, which stayed here. */
static bool was_held_back(const struct ewc_http_transfer *now)
{
    const struct ewc_http_request *request = now->request;

    if (!now->signs_in || now->status < 200 || now->status == 401 || now->status == 407 ||
        request->body.len == 0 || request->expect_continue)
        return false;
    return request->chunked ? now->body_sent == 0 : now->sends_nothing;
}

/* libcurl's own words, if it has any. */
static void say_more(const struct ewc_http_client *client, CURLcode code, struct ewc_buf *detail)
{
    if (client->error[0])
        ewc_buf_printf(detail, ": %s", client->error);
    else if (code)
        ewc_buf_printf(detail, ": %s", curl_easy_strerror(code));
}

enum ewc_http_outcome ewc_http_judge_end(struct ewc_http_client *client, CURLcode code,
                                         const struct ewc_http_header *headers, struct ewc_buf *detail)
{
    enum ewc_http_outcome outcome;

    /* Redirects that are not followed any further: the response that redirects is the one to be judged. */
    if (client->now.limit == EWC_HTTP_LIMIT_REDIRECT)
        return EWC_HTTP_OK;
    if (client->now.limit != EWC_HTTP_LIMIT_NONE) {
        say_limit(client, detail);
        return EWC_HTTP_TOO_LARGE;
    }
    outcome = classify(client, code);
    if (was_held_back(&client->now) && outcome != EWC_HTTP_CANCELLED) {
        ewc_buf_printf(detail,
                       "the server answered %u to the first step of the %s sign-in, so that the request "
                       "itself was not sent: it may want another sign-in, or none",
                       client->now.status, client->known.auth_used);
        return EWC_HTTP_BAD_SETUP;
    }
    if (client->now.status == 101 && outcome != EWC_HTTP_CANCELLED) {
        ewc_buf_text(detail, "status 101, but nobody asked for another protocol");
        return EWC_HTTP_GARBLED;
    }
    if (client->now.head_done && outcome != EWC_HTTP_CANCELLED &&
        !lengths_are_sound(client, headers, detail))
        return EWC_HTTP_GARBLED;
    if (outcome == EWC_HTTP_OK)
        return EWC_HTTP_OK;
    ewc_buf_text(detail, sentence(outcome));
    if (outcome == EWC_HTTP_TOO_LARGE && code == CURLE_OUT_OF_MEMORY)
        ewc_buf_text(detail, ": a header line over 100 KiB");
    else if (outcome != EWC_HTTP_CANCELLED)
        say_more(client, code, detail);
    return outcome;
}
