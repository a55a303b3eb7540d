/* An answer out of the fuzzer's bytes, through the callbacks that libcurl calls: limits, cleaning and redaction are
 * those of a run. */
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "http/client.h"

static bool never(void *ctx)
{
    (void)ctx;
    return false;
}

static struct ewc_http_client *make_client(void)
{
    static const struct ewc_http_config config = {.url = "http://127.0.0.1:9/EWS/Exchange.asmx",
                                                  .user = "fuzz",
                                                  .password = FUZZ_SECRET,
                                                  .token = FUZZ_SECRET,
                                                  .max_body_bytes = 64 * 1024,
                                                  .max_header_bytes = 8 * 1024,
                                                  .max_header_count = 50};
    struct ewc_http_client *client = NULL;
    struct ewc_err err = {0};

    fuzz_require(ewc_http_client_create(&config, never, NULL, &client, &err) == EWC_OK, err.message);
    return client;
}

/* The head, line by line; *out_at is where the body begins. */
static bool hear_head(struct ewc_http_client *client, char *bytes, size_t size, size_t *out_at)
{
    size_t at = 0;

    while (at < size && !client->now.head_done) {
        char *end = memchr(bytes + at, '\n', size - at);
        size_t len = end ? (size_t)(end - bytes) - at + 1 : size - at;

        if (ewc_http_on_header(bytes + at, 1, len, client) != len)
            return false;
        at += len;
    }
    *out_at = at;
    return ewc_http_commit(client);
}

static bool hear(struct ewc_http_client *client, char *bytes, size_t size)
{
    static char usual[] = "HTTP/1.1 200 OK\nContent-Type: text/xml; charset=utf-8\n\n";
    size_t at = 0, ignored = 0;

    ewc_http_forget_response(&client->now);
    client->now.header_bytes = 0;
    client->now.limit = EWC_HTTP_LIMIT_NONE;
    if (size < 5 || memcmp(bytes, "HTTP/", 5) != 0) {
        if (!hear_head(client, usual, sizeof(usual) - 1, &ignored))
            return false;
    } else if (!hear_head(client, bytes, size, &at)) {
        return false;
    }
    return ewc_http_on_body(bytes + at, 1, size - at, client) == size - at;
}

static void require_no_secret(const struct ewc_http_header *headers)
{
    for (; headers->name; headers++)
        fuzz_require(!strstr(headers->name, FUZZ_SECRET) && !strstr(headers->value, FUZZ_SECRET),
                     "no header holds a secret");
}

bool fuzz_listen(const uint8_t *data, size_t size, struct ewc_arena *arena, struct fuzz_answer *out)
{
    static struct ewc_http_client *client; /* as long as the process: LeakSanitizer still sees it */
    static const struct ewc_http_header sent[] = {{"Content-Type", "text/xml; charset=utf-8"}, {NULL, NULL}};
    struct ewc_http_exchange *x = ewc_arena_alloc(arena, sizeof(*x));
    char *bytes = ewc_arena_strndup(arena, (const char *)data, size);
    const char *reason;
    bool heard;

    fuzz_require(x && bytes, "there is memory");
    if (!client)
        client = make_client();
    heard = hear(client, bytes, size);
    *x = (struct ewc_http_exchange){.outcome = heard ? EWC_HTTP_OK : EWC_HTTP_TOO_LARGE,
                                    .detail = heard ? "" : "a limit was reached",
                                    .maybe_processed = true,
                                    .method = "POST",
                                    .url = "http://127.0.0.1:9/EWS/Exchange.asmx",
                                    .request_headers = sent,
                                    .status = client->now.status,
                                    .http_version = client->now.version,
                                    .total_us = 12999};
    x->headers = ewc_http_lines_copy(&client->now.got, arena);
    x->reason = ewc_arena_strndup(arena, client->now.reason.ptr, client->now.reason.len);
    x->body.ptr = ewc_arena_strndup(arena, client->now.body.ptr, client->now.body.len);
    x->body.len = client->now.body.len;
    fuzz_require(x->headers && x->reason && x->body.ptr, "there is memory");
    require_no_secret(x->headers);
    reason = x->reason;
    *out = (struct fuzz_answer){x, 0, strchr(reason, 'd') != NULL};
    if (*reason >= '0' && *reason <= '9')
        out->step = (unsigned)(*reason - '0');
    return heard;
}
