#include "http/client.h"

#include <string.h>

/* ---- header lines ----------------------------------------------------------------------------------- */

static bool has_header(const struct ewc_http_request *request, const char *name)
{
    for (const struct ewc_http_header *h = request->headers; h && h->name; h++) {
        if (ewc_str_is_nocase(ewc_str(h->name), name))
            return true;
    }
    return false;
}

/* RFC 9110 5.6.2 */
static bool is_token(const char *text)
{
    const char *c = text;

    while ((*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || (*c && strchr("!#$%&'*+-.^_`|~0123456789", *c)))
        c++;
    return c > text && *c == '\0';
}

static enum ewc_status check_headers(const struct ewc_http_request *request, struct ewc_err *err)
{
    for (const struct ewc_http_header *h = request->headers; h && h->name; h++) {
        if (!is_token(h->name))
            return ewc_err_set(err, EWC_ECASE, EWC_NOWHERE, "\"%s\" is no name of a header", h->name);
        if (h->value && strpbrk(h->value, "\r\n"))
            return ewc_err_set(err, EWC_ECASE, EWC_NOWHERE, "the value of header %s has a line end in it",
                               h->name);
    }
    return EWC_OK;
}

/* One line in libcurl's notation, where "Name:" takes a header away and "Name;" sends it empty. */
static void add_line(struct ewc_buf *lines, const char *name, const char *value)
{
    struct ewc_str text = ewc_str_trim(ewc_str(value));

    ewc_buf_text(lines, name);
    if (!value) {
        ewc_buf_byte(lines, ':');
    } else if (text.len == 0) {
        ewc_buf_byte(lines, ';');
    } else {
        ewc_buf_text(lines, ": ");
        ewc_buf_str(lines, text);
    }
    ewc_buf_byte(lines, '\n');
}

static void write_lines(const struct ewc_http_request *request, struct ewc_buf *lines)
{
    ewc_buf_reset(lines);
    for (const struct ewc_http_header *h = request->headers; h && h->name; h++)
        add_line(lines, h->name, h->value);
    if (!has_header(request, "Expect"))
        add_line(lines, "Expect", request->expect_continue ? "100-continue" : NULL);
    if (request->chunked && !has_header(request, "Transfer-Encoding"))
        add_line(lines, "Transfer-Encoding", "chunked");
}

static CURLcode set_headers(struct ewc_http_client *client)
{
    struct ewc_str lines = ewc_buf_view(&client->header_lines);
    char *at = client->header_lines.ptr;
    CURLcode code;
    bool whole;

    curl_slist_free_all(client->headers);
    client->headers = NULL;
    while (at < lines.ptr + lines.len) {
        char *end = strchr(at, '\n');
        struct curl_slist *more;

        if (!end)
            break;
        *end = '\0';
        more = curl_slist_append(client->headers, at);
        *end = '\n';
        if (!more)
            break;
        client->headers = more;
        at = end + 1;
    }
    whole = at == lines.ptr + lines.len;
    if (!whole) { /* half a list must not be taken for the whole one by the next request */
        curl_slist_free_all(client->headers);
        client->headers = NULL;
    }
    code = curl_easy_setopt(client->curl, CURLOPT_HTTPHEADER, client->headers);
    return whole ? code : CURLE_OUT_OF_MEMORY;
}

/* Most requests of a run have the same headers: the list is made anew only when they differ. */
static CURLcode prepare_headers(struct ewc_http_client *client, const struct ewc_http_request *request)
{
    struct ewc_buf last = client->header_lines;

    write_lines(request, &client->scratch2);
    if (client->scratch2.failed)
        return CURLE_OUT_OF_MEMORY;
    if (client->headers && ewc_str_eq(ewc_buf_view(&client->scratch2), ewc_buf_view(&last)))
        return CURLE_OK;
    client->header_lines = client->scratch2;
    client->scratch2 = last;
    return set_headers(client);
}

/* ---- method and body -------------------------------------------------------------------------------- */

#define SET(option, value)                                                                                 \
    do {                                                                                                   \
        if (!code)                                                                                         \
            code = curl_easy_setopt(curl, option, value);                                                  \
    } while (0)

static CURLcode prepare_body(CURL *curl, const struct ewc_http_request *request)
{
    const char *method = request->method ? request->method : "POST";
    bool post = strcmp(method, "POST") == 0;
    bool content = post || request->chunked || request->body.len > 0 || strcmp(method, "PUT") == 0;
    bool head = !content && strcmp(method, "HEAD") == 0;
    bool own_word = post || head || (!content && strcmp(method, "GET") == 0);
    CURLcode code = CURLE_OK;

    SET(CURLOPT_HTTPGET, 1L); /* forgets what the request before it wanted */
    SET(CURLOPT_CUSTOMREQUEST, own_word ? NULL : method);
    SET(CURLOPT_POSTFIELDS, NULL);
    if (!content) {
        SET(CURLOPT_HTTPGET, 1L); /* as POSTFIELDS means POST */
        if (head)
            SET(CURLOPT_NOBODY, 1L);
        return code;
    }
    SET(CURLOPT_POST, 1L);
    if (request->chunked) {
        SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)-1);
    } else {
        SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.len);
        SET(CURLOPT_POSTFIELDS, request->body.len > 0 ? request->body.ptr : "");
    }
    return code;
}

/* ---- sign-in ---------------------------------------------------------------------------------------- */

static bool in_the_clear(const struct ewc_http_client *client)
{
    return !client->https && !client->loopback && !client->config.allow_plaintext_credentials;
}

static long auth_bits(const struct ewc_http_client *client)
{
    const struct ewc_http_config *config = &client->config;
    unsigned long any = CURLAUTH_NEGOTIATE | CURLAUTH_BEARER;

    if (config->user)
        any = CURLAUTH_DIGEST | CURLAUTH_NTLM | CURLAUTH_BASIC | CURLAUTH_BEARER;
    if (!config->token || in_the_clear(client))
        any &= ~CURLAUTH_BEARER;
    if (in_the_clear(client))
        any &= ~CURLAUTH_BASIC;
    switch (config->auth) {
    case EWC_AUTH_NONE:
        break;
    case EWC_AUTH_BASIC:
        return (long)CURLAUTH_BASIC;
    case EWC_AUTH_NTLM:
        return (long)CURLAUTH_NTLM;
    case EWC_AUTH_NEGOTIATE:
        return (long)CURLAUTH_NEGOTIATE;
    case EWC_AUTH_BEARER:
        return (long)CURLAUTH_BEARER;
    case EWC_AUTH_ANY:
        return (long)any;
    }
    return (long)CURLAUTH_NONE;
}

static enum ewc_status check_auth(const struct ewc_http_client *client, struct ewc_err *err)
{
    const struct ewc_http_config *config = &client->config;
    bool bearer = config->auth == EWC_AUTH_BEARER;

    if (bearer && !config->token)
        return ewc_err_set(err, EWC_EUSAGE, EWC_NOWHERE, "sign-in by bearer token, but there is no token");
    if (config->token) {
        for (const char *c = config->token; *c; c++) {
            if ((unsigned char)*c <= 0x20 || (unsigned char)*c >= 0x7F)
                return ewc_err_set(err, EWC_EUSAGE, EWC_NOWHERE,
                                   "the bearer token has characters that no token can have");
        }
    }
    if ((bearer || config->auth == EWC_AUTH_BASIC) && in_the_clear(client))
        return ewc_err_set(err, EWC_EUSAGE, EWC_NOWHERE,
                           "refused to send %s over plain http, where everybody on the way can read it",
                           bearer ? "the bearer token" : "user and password");
    return EWC_OK;
}

static CURLcode prepare_auth(struct ewc_http_client *client, const struct ewc_http_request *request)
{
    /* A request with an Authorization of its own, or explicitly without one, is on its own. */
    long bits = has_header(request, "Authorization") ? (long)CURLAUTH_NONE : auth_bits(client);
    CURLcode code = CURLE_OK;

    if (bits != client->auth)
        code = curl_easy_setopt(client->curl, CURLOPT_HTTPAUTH, bits);
    if (!code)
        client->auth = bits;
    return code;
}

/* ---- all of it -------------------------------------------------------------------------------------- */

static CURLcode prepare_rest(struct ewc_http_client *client, const struct ewc_http_request *request)
{
    CURL *curl = client->curl;
    unsigned timeout_ms = request->timeout_ms > 0 ? request->timeout_ms : client->config.timeout_ms;
    CURLcode code = prepare_headers(client, request);

    if (!code)
        code = prepare_body(curl, request);
    if (!code)
        code = prepare_auth(client, request);
    SET(CURLOPT_TIMEOUT_MS, (long)timeout_ms);
    SET(CURLOPT_FRESH_CONNECT, request->fresh_connection ? 1L : 0L);
    return code;
}

enum ewc_status ewc_http_prepare(struct ewc_http_client *client, const struct ewc_http_request *request,
                                 struct ewc_err *err)
{
    enum ewc_status st = check_headers(request, err);
    CURLcode code;

    if (st == EWC_OK && request->method &&
        (!is_token(request->method) || strcmp(request->method, "CONNECT") == 0))
        st = ewc_err_set(err, EWC_ECASE, EWC_NOWHERE, "\"%s\" is no method that can be sent",
                         request->method);
    if (st == EWC_OK)
        st = check_auth(client, err);
    if (st != EWC_OK)
        return st;
    code = prepare_rest(client, request);
    if (code == CURLE_OUT_OF_MEMORY)
        return ewc_err_set(err, EWC_ENOMEM, EWC_NOWHERE, "out of memory for a request");
    if (code)
        return ewc_err_set(err, EWC_EUSAGE, EWC_NOWHERE, "libcurl refused an option: %s",
                           curl_easy_strerror(code));
    return EWC_OK;
}
