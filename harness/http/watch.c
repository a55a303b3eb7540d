#include "http/client.h"

#include <string.h>

#define PIECE 512 /* a chunked request goes out in several chunks: a server must put them together */

/* ---- the response ----------------------------------------------------------------------------------- */

void ewc_http_forget_response(struct ewc_http_transfer *now)
{
    ewc_http_lines_reset(&now->got);
    ewc_buf_reset(&now->pending);
    ewc_buf_reset(&now->body);
    ewc_buf_reset(&now->reason);
    now->status = 0;
    now->version = 0;
    now->in_head = false;
    now->head_done = false;
}

static void keep_date(struct ewc_http_client *client, struct ewc_str value)
{
    struct ewc_http_known *known = &client->known;

    ewc_fit(known->date, sizeof(known->date), value);
    known->date_seen = time(NULL);
}

/* Only where redirects are followed at all. */
static bool is_refused_redirect(struct ewc_http_client *client, struct ewc_str line)
{
    static const char name[] = "Location:";
    size_t len = strlen(name);

    if (client->config.max_redirects == 0 || client->now.status < 300 || client->now.status > 399 ||
        line.len < len || !ewc_str_is_nocase((struct ewc_str){line.ptr, len}, name))
        return false;
    return ++client->now.redirects > client->config.max_redirects ||
           !ewc_http_stays_at_origin(client, ewc_str_trim((struct ewc_str){line.ptr + len, line.len - len}));
}

bool ewc_http_commit(struct ewc_http_client *client)
{
    struct ewc_http_transfer *now = &client->now;
    struct ewc_str line = ewc_buf_view(&now->pending);

    if (line.len == 0)
        return true;
    if (now->got.count == client->config.max_header_count) {
        now->limit = EWC_HTTP_LIMIT_HEADER_COUNT;
        return false;
    }
    if (line.len > 5 && ewc_str_is_nocase((struct ewc_str){line.ptr, 5}, "Date:"))
        keep_date(client, ewc_str_trim((struct ewc_str){line.ptr + 5, line.len - 5}));
    if (is_refused_redirect(client, line)) {
        now->limit = EWC_HTTP_LIMIT_REDIRECT;
        ewc_http_lines_add(client, &now->got, line);
        ewc_buf_reset(&now->pending);
        return false;
    }
    ewc_http_lines_add(client, &now->got, line);
    ewc_buf_reset(&now->pending);
    return !now->no_memory;
}

/* "HTTP/1.1 200 Fine", "HTTP/2 200". libcurl has seen to it that it looks like one. */
static void start_response(struct ewc_http_client *client, struct ewc_str line)
{
    struct ewc_http_transfer *now = &client->now;
    size_t at = strlen("HTTP/");

    ewc_http_forget_response(now);
    now->in_head = true;
    for (unsigned digits = 0; at < line.len && line.ptr[at] != ' ' && digits < 2; at++) {
        if (line.ptr[at] >= '0' && line.ptr[at] <= '9') {
            now->version = now->version * 10 + (unsigned)(line.ptr[at] - '0');
            digits++;
        }
    }
    if (now->version < 10)
        now->version *= 10;
    while (at < line.len && line.ptr[at] == ' ')
        at++;
    for (unsigned digits = 0; at < line.len && digits < 3; at++, digits++) {
        if (line.ptr[at] < '0' || line.ptr[at] > '9')
            break;
        now->status = now->status * 10 + (unsigned)(line.ptr[at] - '0');
    }
    if (now->status == 401 || now->status == 407) /* a sign-in follows, as whoever the ticket cache knows */
        ewc_http_guard_memory();
    ewc_buf_reset(&client->scratch);
    ewc_http_clean(ewc_str_trim((struct ewc_str){line.ptr + at, line.len - at}), &client->scratch);
    ewc_http_redact(client, ewc_buf_view(&client->scratch), &now->reason);
}

static bool take_head_line(struct ewc_http_client *client, struct ewc_str line)
{
    struct ewc_http_transfer *now = &client->now;
    bool folded = line.len > 0 && (line.ptr[0] == ' ' || line.ptr[0] == '\t');

    if (folded && now->pending.len > 0) { /* RFC 9112 5.2: as one space */
        ewc_buf_byte(&now->pending, ' ');
        ewc_buf_str(&now->pending, ewc_str_trim(line));
        return true;
    }
    if (!ewc_http_commit(client))
        return false;
    if (line.len == 0) {
        now->in_head = false;
        now->head_done = true;
    } else {
        ewc_buf_str(&now->pending, line);
    }
    return true;
}

size_t ewc_http_on_header(char *data, size_t size, size_t count, void *ctx)
{
    struct ewc_http_client *client = ctx;
    struct ewc_http_transfer *now = &client->now;
    struct ewc_str line = {data, size * count};
    bool fine = true;

    if (now->header_bytes + line.len > client->config.max_header_bytes) {
        now->limit = EWC_HTTP_LIMIT_HEADER_BYTES;
        return CURL_WRITEFUNC_ERROR;
    }
    now->header_bytes += line.len;
    while (line.len > 0 && (line.ptr[line.len - 1] == '\n' || line.ptr[line.len - 1] == '\r'))
        line.len--;
    if (now->in_head)
        fine = take_head_line(client, line);
    else if (ewc_str_starts(line, "HTTP/") && now->body.len == 0)
        start_response(client, line);
    /* else a trailer after a chunked body, which is no header (RFC 9110 6.5.1) */
    if (now->pending.failed || now->reason.failed)
        now->no_memory = true;
    return fine && !now->no_memory ? size * count : CURL_WRITEFUNC_ERROR;
}

size_t ewc_http_on_body(char *data, size_t size, size_t count, void *ctx)
{
    struct ewc_http_client *client = ctx;
    struct ewc_http_transfer *now = &client->now;
    size_t len = size * count;
    size_t room = client->config.max_body_bytes - now->body.len;

    ewc_buf_add(&now->body, data, len < room ? len : room);
    if (now->body.failed) {
        now->no_memory = true;
        return CURL_WRITEFUNC_ERROR;
    }
    if (len > room) {
        now->limit = EWC_HTTP_LIMIT_BODY;
        return CURL_WRITEFUNC_ERROR;
    }
    return len;
}

/* ---- the request ------------------------------------------------------------------------------------ */

size_t ewc_http_on_read(char *out, size_t size, size_t count, void *ctx)
{
    struct ewc_http_client *client = ctx;
    struct ewc_http_transfer *now = &client->now;
    size_t len = now->request->body.len - now->body_sent;

    if (len > size * count)
        len = size * count;
    if (len > PIECE)
        len = PIECE;
    if (len > 0)
        memcpy(out, now->request->body.ptr + now->body_sent, len);
    now->body_sent += len;
    return len;
}

/* Sign-in and lost connections make libcurl start over. */
int ewc_http_on_seek(void *ctx, curl_off_t offset, int origin)
{
    struct ewc_http_client *client = ctx;

    if (origin != SEEK_SET || offset < 0 || (uint64_t)offset > client->now.request->body.len)
        return CURL_SEEKFUNC_FAIL;
    client->now.body_sent = (size_t)offset;
    return CURL_SEEKFUNC_OK;
}

int ewc_http_on_progress(void *ctx, curl_off_t down_total, curl_off_t down, curl_off_t up_total,
                         curl_off_t up)
{
    struct ewc_http_client *client = ctx;

    (void)down_total;
    (void)up_total;
    (void)up;
    if (down > 0 && (uint64_t)down > client->config.max_transfer_bytes) {
        if (client->now.limit == EWC_HTTP_LIMIT_NONE)
            client->now.limit = EWC_HTTP_LIMIT_TRANSFER;
        return 1;
    }
    return client->cancelled && client->cancelled(client->ctx) ? 1 : 0;
}

static void keep_auth_scheme(struct ewc_http_client *client, struct ewc_str line)
{
    static const char name[] = "Authorization:";
    struct ewc_str value = line;
    char *scheme = client->known.auth_used;
    size_t len = 0;

    if (line.len < strlen(name) || !ewc_str_is_nocase((struct ewc_str){line.ptr, strlen(name)}, name))
        return;
    value.ptr += strlen(name);
    value.len -= strlen(name);
    value = ewc_str_trim(value);
    while (len < value.len && len < sizeof(client->known.auth_used) - 1 && value.ptr[len] != ' ') {
        scheme[len] = value.ptr[len];
        len++;
    }
    scheme[len] = '\0';
    if (len == value.len) /* no scheme, so it may be all secret */
        scheme[0] = '\0';
    client->now.signs_in = strcmp(scheme, "NTLM") == 0 || strcmp(scheme, "Negotiate") == 0;
}

/* A whole request head: request line, header lines, empty line. */
static void take_sent_head(struct ewc_http_client *client, struct ewc_str head)
{
    struct ewc_http_lines *lines = &client->now.sent;
    size_t from = ewc_str_find(head, "\r\n", 0);

    ewc_http_lines_reset(lines);
    client->now.signs_in = false;
    client->now.sends_nothing = false;
    while (from < head.len) {
        size_t end = ewc_str_find(head, "\r\n", from + 2);
        struct ewc_str line = {head.ptr + from + 2, 0};

        if (end >= head.len || end == from + 2)
            break; /* the empty line; what is behind it is the body */
        line.len = end - from - 2;
        keep_auth_scheme(client, line);
        if (ewc_str_is_nocase(line, "Content-Length: 0"))
            client->now.sends_nothing = true;
        ewc_http_lines_add(client, lines, line);
        from = end;
    }
}

/* The length of the request head at the start of `bytes`, or 0 when its end is not there yet. */
static size_t head_len(struct ewc_str bytes)
{
    size_t end = ewc_str_find(bytes, "\r\n\r\n", 0);

    return end < bytes.len ? end + 4 : 0;
}

static bool starts_request(const struct ewc_http_transfer *now, struct ewc_str bytes)
{
    const char *method = now->request->method ? now->request->method : "POST";

    return ewc_str_starts(bytes, method) && bytes.len > strlen(method) && bytes.ptr[strlen(method)] == ' ';
}

/* A request head goes out in one piece as a rule. What a full socket holds back comes later, and
 * libcurl 7.88 then announces it as data. */
static void on_sent(struct ewc_http_client *client, struct ewc_str bytes)
{
    struct ewc_http_transfer *now = &client->now;

    if (starts_request(now, bytes)) {
        if (now->requests > 0 && now->status < 200) /* else for an answer: sign-in, or without "Expect" */
            now->resent = true;
        now->requests++;
        ewc_http_forget_response(now);
        ewc_buf_reset(&now->sent_raw);
        if (head_len(bytes) > 0) {
            take_sent_head(client, bytes);
            return;
        }
    } else if (now->sent_raw.len == 0) {
        return; /* CONNECT to a proxy, or the body */
    }
    ewc_buf_str(&now->sent_raw, bytes);
    if (now->sent_raw.failed)
        now->no_memory = true;
    if (head_len(ewc_buf_view(&now->sent_raw)) > 0) {
        take_sent_head(client, ewc_buf_view(&now->sent_raw));
        ewc_wipe(now->sent_raw.ptr, now->sent_raw.len);
        ewc_buf_reset(&now->sent_raw);
    }
}

int ewc_http_on_debug(CURL *curl, curl_infotype type, char *data, size_t size, void *ctx)
{
    struct ewc_http_client *client = ctx;
    struct ewc_str bytes = {data, size};

    (void)curl;
    if (type == CURLINFO_HEADER_OUT)
        on_sent(client, bytes);
    else if (type == CURLINFO_DATA_OUT && client->now.sent_raw.len > 0)
        on_sent(client, bytes);
    else if (type == CURLINFO_SSL_DATA_OUT)
        client->now.tls_begun = true;
    else if (type == CURLINFO_TEXT)
        ewc_http_learn_text(client, bytes);
    return 0;
}
