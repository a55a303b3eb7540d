/* http/client: what the files of this module share; nobody else includes it. */
#ifndef EWC_HTTP_CLIENT_H
#define EWC_HTTP_CLIENT_H

#include "http/http.h"

#include <curl/curl.h>
#include <time.h>

#define EWC_HTTP_REMOVED "[removed]"
#define EWC_HTTP_SECRETS_MAX 48

/* Byte strings that must not appear in anything recorded; our own copies, wiped at the end. */
struct ewc_http_secrets {
    struct ewc_http_secret {
        char *ptr;
        size_t len;
    } list[EWC_HTTP_SECRETS_MAX];
    size_t count;
    size_t fixed; /* the first ones; after them come tokens, of which the oldest gives way */
    bool failed;  /* memory ran out: nothing may be sent, as it could not be recorded safely */
};

/* Header lines in recordable form: name NUL value NUL, in order. */
struct ewc_http_lines {
    struct ewc_buf text;
    unsigned count;
};

enum ewc_http_limit {
    EWC_HTTP_LIMIT_NONE = 0,
    EWC_HTTP_LIMIT_BODY,
    EWC_HTTP_LIMIT_TRANSFER,
    EWC_HTTP_LIMIT_HEADER_BYTES,
    EWC_HTTP_LIMIT_HEADER_COUNT,
    EWC_HTTP_LIMIT_REDIRECT, /* one too many, or to another server: what was received is the response */
};

/* The transfer under way, as the callbacks see it. Its buffers keep their memory between requests. */
struct ewc_http_transfer {
    const struct ewc_http_request *request;
    size_t body_sent; /* of a chunked body, handed to libcurl so far */

    struct ewc_http_lines sent; /* the last request head */
    struct ewc_buf sent_raw;    /* a request head of which the end has not been seen; wiped after use */
    bool performed;             /* libcurl was asked at all */
    bool tls_begun;             /* a handshake was under way, or done */
    bool environment_proxy;     /* this connection's way leads over a proxy that the environment names */
    unsigned requests;          /* heads sent */
    unsigned redirects;         /* followed; libcurl's own count has steps of a sign-in in it */
    bool resent;
    bool signs_in;      /* the last head carried a step of NTLM or Negotiate */
    bool sends_nothing; /* and it announced an empty body                    */

    struct ewc_http_lines got; /* of the response that came last, interim ones included */
    struct ewc_buf pending;    /* a header line that the next line may continue */
    struct ewc_buf body;
    struct ewc_buf reason;
    unsigned status, version;
    bool in_head, head_done;
    size_t header_bytes; /* of all responses of this transfer: also bounds a flood of interim ones */

    enum ewc_http_limit limit;
    bool no_memory;
};

/* What ewc_http_facts() tells. */
struct ewc_http_known {
    char tls_version[32], tls_cipher[64];
    char subject[256], issuer[256], expires[64];
    long auth_avail; /* CURLAUTH_ bits */
    char auth_used[32];
    unsigned version;
    char date[64];
    time_t date_seen; /* our clock at that moment */
};

struct ewc_http_client {
    struct ewc_http_config config; /* defaults filled in */
    bool (*cancelled)(void *ctx);
    void *ctx;
    CURLM *multi; /* for the one below, and its connections */
    CURL *curl;
    CURLU *url;
    char error[CURL_ERROR_SIZE];
    struct curl_slist *resolve, *headers;
    struct ewc_buf header_lines; /* what `headers` was made from, so that it is made once */
    struct ewc_buf scratch, scratch2;
    struct ewc_http_secrets secrets;
    bool https, loopback;
    long auth; /* CURLAUTH_ bits that the handle has now */
    struct ewc_http_transfer now;
    struct ewc_http_known known;
};

/* secrets.c */
/** The configured ones, in every form in which they travel. */
void ewc_http_secrets_fill(struct ewc_http_secrets *secrets, const struct ewc_http_config *config);
void ewc_http_secrets_add_token(struct ewc_http_secrets *secrets, const char *token);
void ewc_http_secrets_finish(struct ewc_http_secrets *secrets);

/* lines.c */
/** Adds one "Name: value" line, cleaned and redacted; ignores a line without a colon. */
void ewc_http_lines_add(struct ewc_http_client *client, struct ewc_http_lines *lines, struct ewc_str line);
/** Appends text from the wire as UTF-8 without control characters. */
void ewc_http_clean(struct ewc_str raw, struct ewc_buf *out);
void ewc_http_lines_reset(struct ewc_http_lines *lines);
/** @return a list that ends with a NULL name, or NULL when the arena ran out */
const struct ewc_http_header *ewc_http_lines_copy(const struct ewc_http_lines *lines,
                                                  struct ewc_arena *arena);

/* watch.c: libcurl's callbacks */
size_t ewc_http_on_header(char *data, size_t size, size_t count, void *client);
size_t ewc_http_on_body(char *data, size_t size, size_t count, void *client);
size_t ewc_http_on_read(char *out, size_t size, size_t count, void *client);
int ewc_http_on_seek(void *client, curl_off_t offset, int origin);
int ewc_http_on_progress(void *client, curl_off_t down_total, curl_off_t down, curl_off_t up_total,
                         curl_off_t up);
int ewc_http_on_debug(CURL *curl, curl_infotype type, char *data, size_t size, void *client);
/** Takes in the line that waits for a continuation, if there is one. */
bool ewc_http_commit(struct ewc_http_client *client);
/** Forgets the response so far. */
void ewc_http_forget_response(struct ewc_http_transfer *now);

/* setup.c */
/** The options that stay; checks the configuration. */
EWC_MUST_USE enum ewc_status ewc_http_set_up(struct ewc_http_client *client, struct ewc_err *err);

/* prepare.c */
/** The options of one request. Anything but EWC_OK and EWC_ENOMEM: it cannot be sent, err says why. */
EWC_MUST_USE enum ewc_status ewc_http_prepare(struct ewc_http_client *client,
                                              const struct ewc_http_request *request, struct ewc_err *err);

/* memory.c */
/** curl_global_init() with functions for memory that wipe what they take back. */
CURLcode ewc_http_start_library(void);
/* There is a secret in this process, or about to be one: libcurl's memory is wiped from now on. */
void ewc_http_guard_memory(void);

/* redirect.c */
/** False for a Location that leads to another scheme, host or port than that of the request. */
bool ewc_http_stays_at_origin(struct ewc_http_client *client, struct ewc_str location);

/* outcome.c */
/** What the end of a transfer means; appends a sentence to `detail` unless all is well. */
enum ewc_http_outcome ewc_http_judge_end(struct ewc_http_client *client, CURLcode code,
                                         const struct ewc_http_header *headers, struct ewc_buf *detail);

/* facts.c */
/** Keeps what a transfer taught, after its end. */
void ewc_http_learn(struct ewc_http_client *client);
/** Keeps what libcurl tells only in its log. */
void ewc_http_learn_text(struct ewc_http_client *client, struct ewc_str text);

#endif
