#include "http/client.h"

#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEEP_BODY ((size_t)1 << 20) /* a larger body buffer is given back after its transfer */

/* ---- the library ------------------------------------------------------------------------------------ */

enum ewc_status ewc_http_global_init(struct ewc_err *err)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN};

    if (ewc_http_start_library())
        return ewc_err_set(err, EWC_ENET, EWC_NOWHERE, "libcurl does not start");
    if (curl_version_info(CURLVERSION_NOW)->version_num < 0x075800) {
        curl_global_cleanup();
        return ewc_err_set(err, EWC_ENET, EWC_NOWHERE, "expected libcurl 7.88 or newer, found %s",
                           curl_version_info(CURLVERSION_NOW)->version);
    }
    (void)sigemptyset(&ignore.sa_mask);
    (void)sigaction(SIGPIPE, &ignore, NULL);
    return EWC_OK;
}

void ewc_http_global_cleanup(void)
{
    curl_global_cleanup();
}

/* Not curl_version(): to tell the version of libldap too, that one has it load all its plug-ins. */
const char *ewc_http_library(void)
{
    static char text[128];
    const curl_version_info_data *v = curl_version_info(CURLVERSION_NOW);

    snprintf(text, sizeof(text), "libcurl/%s %s zlib/%s", v->version, v->ssl_version ? v->ssl_version : "without TLS",
             v->libz_version ? v->libz_version : "none");
    return text;
}

const char *ewc_http_features(void)
{
    static const struct {
        int bit;
        const char *name;
    } FEATURES[] = {{CURL_VERSION_IPV6, "IPv6"},         {CURL_VERSION_HTTP2, "HTTP/2"}, {CURL_VERSION_NTLM, "NTLM"},
                    {CURL_VERSION_SPNEGO, "Negotiate"}, {CURL_VERSION_LIBZ, "gzip"},     {CURL_VERSION_BROTLI, "brotli"},
                    {CURL_VERSION_ZSTD, "zstd"}};
    static char text[128];
    const curl_version_info_data *v = curl_version_info(CURLVERSION_NOW);
    size_t used = 0;
    size_t i;

    text[0] = '\0';
    for (i = 0; i < sizeof(FEATURES) / sizeof(*FEATURES); i++)
        if (v->features & FEATURES[i].bit)
            used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%s", used ? " " : "", FEATURES[i].name);
    return text;
}

const char *ewc_http_version_text(unsigned version, char out[static 4])
{
    out[0] = version ? (char)('0' + version / 10 % 10) : '\0';
    out[1] = '.';
    out[2] = (char)('0' + version % 10);
    out[3] = '\0';
    return out;
}

/* ---- a client --------------------------------------------------------------------------------------- */

static void init_buffers(struct ewc_http_client *client)
{
    ewc_buf_init(&client->now.sent.text, 0);
    ewc_buf_init(&client->now.sent_raw, 0);
    ewc_buf_init(&client->now.got.text, 0);
    ewc_buf_init(&client->now.pending, 0);
    ewc_buf_init(&client->now.body, 0); /* its limit is kept where it is filled */
    ewc_buf_init(&client->now.reason, 0);
    ewc_buf_init(&client->header_lines, 0);
    ewc_buf_init(&client->scratch, 0);
    ewc_buf_init(&client->scratch2, 0);
}

enum ewc_status ewc_http_client_create(const struct ewc_http_config *config, bool (*cancelled)(void *ctx),
                                       void *ctx, struct ewc_http_client **out_client, struct ewc_err *err)
{
    struct ewc_http_client *client = calloc(1, sizeof(*client));
    enum ewc_status st;

    if (!client)
        return ewc_err_set(err, EWC_ENOMEM, EWC_NOWHERE, "out of memory for an HTTP client");
    client->config = *config;
    client->cancelled = cancelled;
    client->ctx = ctx;
    init_buffers(client);
    st = ewc_http_set_up(client, err);
    if (st == EWC_OK)
        *out_client = client;
    else
        ewc_http_client_destroy(client);
    return st;
}

static void wipe_buf(struct ewc_buf *buf)
{
    ewc_wipe(buf->ptr, buf->len);
    ewc_buf_finish(buf);
}

void ewc_http_client_destroy(struct ewc_http_client *client)
{
    if (!client)
        return;
    curl_easy_cleanup(client->curl);
    (void)curl_multi_cleanup(client->multi);
    curl_url_cleanup(client->url);
    curl_slist_free_all(client->resolve);
    curl_slist_free_all(client->headers);
    ewc_http_secrets_finish(&client->secrets);
    ewc_buf_finish(&client->now.sent.text);
    ewc_buf_finish(&client->now.got.text);
    ewc_buf_finish(&client->now.reason);
    ewc_buf_finish(&client->now.body);
    wipe_buf(&client->now.sent_raw);
    wipe_buf(&client->now.pending);
    wipe_buf(&client->header_lines);
    wipe_buf(&client->scratch);
    wipe_buf(&client->scratch2);
    ewc_wipe(client, sizeof(*client));
    free(client);
}

void ewc_http_client_set_token(struct ewc_http_client *client, const char *token)
{
    if (token == client->config.token)
        return;
    client->config.token = token;
    if (token)
        ewc_http_secrets_add_token(&client->secrets, token);
    if (curl_easy_setopt(client->curl, CURLOPT_XOAUTH2_BEARER, token))
        client->secrets.failed = true;
}

/* ---- one exchange ----------------------------------------------------------------------------------- */

static void begin(struct ewc_http_client *client, const struct ewc_http_request *request)
{
    struct ewc_http_transfer *now = &client->now;

    if (now->body.capacity > KEEP_BODY)
        ewc_buf_finish(&now->body);
    ewc_http_forget_response(now);
    ewc_http_lines_reset(&now->sent);
    ewc_wipe(now->sent_raw.ptr, now->sent_raw.len);
    ewc_buf_reset(&now->sent_raw);
    now->request = request;
    now->body_sent = 0;
    now->performed = false;
    now->tls_begun = false;
    now->environment_proxy = false;
    now->requests = 0;
    now->redirects = 0;
    now->resent = false;
    now->signs_in = false;
    now->sends_nothing = false;
    now->header_bytes = 0;
    now->limit = EWC_HTTP_LIMIT_NONE;
    now->no_memory = false;
    client->error[0] = '\0';
}

/* An interim response is not the one that was waited for. (101 is final: nobody asked for another
 * protocol. Challenges that were answered are gone already, see watch.c.) */
static void drop_interim(struct ewc_http_transfer *now)
{
    if (now->status >= 100 && now->status < 200 && now->status != 101)
        ewc_http_forget_response(now);
}

static uint64_t time_of(const struct ewc_http_client *client, CURLINFO what)
{
    curl_off_t us = 0;

    if (curl_easy_getinfo(client->curl, what, &us) || us < 0)
        return 0;
    return (uint64_t)us;
}

static void fill_times(const struct ewc_http_client *client, struct ewc_http_exchange *x)
{
    long connects = 0;

    (void)curl_easy_getinfo(client->curl, CURLINFO_NUM_CONNECTS, &connects);
    x->reused_connection = connects == 0 && client->now.requests > 0;
    x->connect_us = time_of(client, CURLINFO_CONNECT_TIME_T);
    x->tls_us = time_of(client, CURLINFO_APPCONNECT_TIME_T);
    x->first_byte_us = time_of(client, CURLINFO_STARTTRANSFER_TIME_T);
    x->total_us = time_of(client, CURLINFO_TOTAL_TIME_T);
}

/* In seconds; *out_told is false where the server does not say. */
static unsigned retry_after(const struct ewc_http_header *headers, bool *out_told)
{
    for (const struct ewc_http_header *h = headers; h->name; h++) {
        uint64_t seconds;
        time_t date, now = time(NULL);

        if (!ewc_str_is_nocase(ewc_str(h->name), "Retry-After"))
            continue;
        *out_told = true;
        if (ewc_parse_uint(ewc_str(h->value), 0, UINT64_MAX, &seconds))
            return seconds < UINT_MAX ? (unsigned)seconds : UINT_MAX;
        date = curl_getdate(h->value, NULL);
        *out_told = date != -1;
        if (date == -1 || date <= now)
            return 0;
        return (uint64_t)(date - now) < UINT_MAX ? (unsigned)(date - now) : UINT_MAX;
    }
    return 0;
}

static const char *redacted(struct ewc_http_client *client, const char *text, struct ewc_arena *arena)
{
    ewc_buf_reset(&client->scratch);
    ewc_http_redact(client, ewc_str(text), &client->scratch);
    if (client->scratch.failed)
        return NULL;
    return ewc_arena_strndup(arena, client->scratch.ptr, client->scratch.len);
}

static enum ewc_status no_memory(struct ewc_err *err)
{
    return ewc_err_set(err, EWC_ENOMEM, EWC_NOWHERE, "out of memory for an HTTP exchange");
}

/* What was sent and what came back, into the arena. */
static bool fill_messages(struct ewc_http_client *client, struct ewc_arena *arena,
                          struct ewc_http_exchange *x)
{
    struct ewc_http_transfer *now = &client->now;
    const struct ewc_http_request *request = now->request;

    if (!ewc_http_commit(client) && now->no_memory)
        return false;
    drop_interim(now);
    x->method = ewc_arena_strdup(arena, request->method ? request->method : "POST");
    x->url = redacted(client, client->config.url, arena);
    x->request_headers = ewc_http_lines_copy(&now->sent, arena);
    x->maybe_processed = now->requests > 0;
    x->resent = now->resent;
    x->status = now->status;
    x->http_version = now->version;
    x->reason = ewc_arena_strndup(arena, now->reason.ptr, now->reason.len);
    x->headers = ewc_http_lines_copy(&now->got, arena);
    x->body.ptr = ewc_arena_strndup(arena, now->body.ptr, now->body.len);
    x->body.len = now->body.len;
    if (!x->method || !x->url || !x->request_headers || !x->reason || !x->headers || !x->body.ptr)
        return false;
    x->retry_after_s = retry_after(x->headers, &x->has_retry_after);
    return true;
}

/* As curl_easy_perform() does it, but for its first wait: that is for nothing, as nothing has been sent. */
static CURLcode transfer(CURLM *multi)
{
    const CURLMsg *message;
    CURLMcode code;
    int running = 1, left;

    do {
        code = curl_multi_perform(multi, &running);
        if (!code && running)
            code = curl_multi_poll(multi, NULL, 0, 1000, NULL);
    } while (!code && running);
    if (code)
        return code == CURLM_OUT_OF_MEMORY ? CURLE_OUT_OF_MEMORY : CURLE_BAD_FUNCTION_ARGUMENT;
    message = curl_multi_info_read(multi, &left);
    return message && message->msg == CURLMSG_DONE ? message->data.result : CURLE_FAILED_INIT;
}

static CURLcode perform(struct ewc_http_client *client)
{
    CURLMcode added;
    CURLcode code;

    if (client->cancelled && client->cancelled(client->ctx))
        return CURLE_ABORTED_BY_CALLBACK;
    client->now.performed = true;
    added = curl_multi_add_handle(client->multi, client->curl);
    if (added)
        return added == CURLM_OUT_OF_MEMORY ? CURLE_OUT_OF_MEMORY : CURLE_FAILED_INIT;
    code = transfer(client->multi);
    (void)curl_multi_remove_handle(client->multi, client->curl);
    return code;
}

/* libcurl counts how often it sent again on a new connection because a kept one had died without a word, and does so
 * over the handle's whole life: at the sixth it gives up instead. A server may close after each answer without telling
 * (RFC 9112 9.5), so that count says nothing; it begins anew after that error. Where the connection was reset, the error
 * is the reset's. */
static bool gave_up_on_dead_connections(const struct ewc_http_client *client, CURLcode code)
{
    static const char WORDS[] = "Connection died";
    long connects = 1;

    if (client->now.header_bytes > 0)
        return false;
    (void)curl_easy_getinfo(client->curl, CURLINFO_NUM_CONNECTS, &connects);
    if ((code == CURLE_RECV_ERROR || code == CURLE_GOT_NOTHING) && connects == 0 && client->now.requests > 0)
        return true;
    return code == CURLE_SEND_ERROR && strncmp(client->error, WORDS, sizeof(WORDS) - 1) == 0;
}

static CURLcode perform_again(struct ewc_http_client *client, const struct ewc_http_request *request,
                              struct ewc_err *problem)
{
    CURLcode code = CURLE_OK;

    begin(client, request);
    if (ewc_http_prepare(client, request, problem) == EWC_OK)
        code = curl_easy_setopt(client->curl, CURLOPT_FRESH_CONNECT, 1L);
    if (!code && problem->status == EWC_OK)
        code = perform(client);
    client->now.resent = true;
    return code;
}

static bool fill(struct ewc_http_client *client, CURLcode code, const struct ewc_err *problem,
                 struct ewc_arena *arena, struct ewc_http_exchange *x)
{
    struct ewc_buf detail;

    if (!fill_messages(client, arena, x))
        return false;
    ewc_buf_init(&detail, 0);
    if (problem->status != EWC_OK) {
        x->outcome = EWC_HTTP_BAD_SETUP;
        ewc_buf_text(&detail, problem->message);
    } else {
        x->outcome = ewc_http_judge_end(client, code, x->headers, &detail);
        if (client->now.performed) {
            fill_times(client, x);
            ewc_http_learn(client);
        }
    }
    if (x->outcome == EWC_HTTP_OK && x->resent)
        ewc_buf_text(&detail, "the server had closed the connection without an answer, and the request was sent again");
    x->detail = detail.failed ? NULL : redacted(client, detail.ptr, arena);
    ewc_buf_finish(&detail);
    return x->detail != NULL;
}

enum ewc_status ewc_http_send(struct ewc_http_client *client, const struct ewc_http_request *request,
                              struct ewc_arena *arena, const struct ewc_http_exchange **out_exchange,
                              struct ewc_err *err)
{
    struct ewc_http_exchange *x = ewc_arena_alloc(arena, sizeof(*x));
    struct ewc_err problem = {0};
    CURLcode code = CURLE_OK;

    if (!x || client->secrets.failed)
        return no_memory(err);
    begin(client, request);
    x->started_us = ewc_clock_us();
    if (ewc_http_prepare(client, request, &problem) == EWC_ENOMEM)
        return no_memory(err);
    if (problem.status == EWC_OK)
        code = perform(client);
    if (gave_up_on_dead_connections(client, code))
        code = perform_again(client, request, &problem);
    /* Without a response under way libcurl can only mean memory, see outcome.c. */
    if (client->now.no_memory || (code == CURLE_OUT_OF_MEMORY && client->now.head_done) ||
        (code == CURLE_OUT_OF_MEMORY && client->now.requests == 0))
        return no_memory(err);
    if (!fill(client, code, &problem, arena, x) || client->now.no_memory)
        return no_memory(err);
    *out_exchange = x;
    return EWC_OK;
}
