/* http: the only door to libcurl: send once, keep what came back, redact secrets.
 *
 * One client belongs to one worker thread. It never retries by itself and never judges.
 */
#ifndef EWC_HTTP_H
#define EWC_HTTP_H

#include "base/base.h"

/* Which sign-in schemes may be used. */
enum ewc_http_auth {
    EWC_AUTH_NONE = 0,
    EWC_AUTH_BASIC,
    EWC_AUTH_NTLM,
    EWC_AUTH_NEGOTIATE,
    EWC_AUTH_BEARER,
    EWC_AUTH_ANY, /* the safest that the server offers; Basic over plain http only if allowed */
};

/* What all clients of a run share. Strings are borrowed and must outlive the clients. Zero means the
 * default given. */
struct ewc_http_config {
    const char *url;
    enum ewc_http_auth auth;
    const char *user;
    const char *password;      /* a secret: never in an exchange, message or file          */
    const char *token;         /* bearer; a secret                                         */
    bool allow_plaintext_credentials; /* Basic and bearer over http:// other than loopback */
    const char *cert_file, *key_file, *ca_file; /* PEM                                     */
    bool insecure;             /* no certificate check                                     */
    const char *proxy;         /* NULL: as the environment says (libcurl's rules)          */
    const char *const *resolve; /* NULL-ended list of HOST:PORT:ADDR, or NULL              */
    bool http1_1_only;
    const char *user_agent;    /* NULL: "ews-conform/VERSION"                              */
    unsigned connect_timeout_ms; /* 10,000                                                 */
    unsigned timeout_ms;         /* whole request; 30,000                                  */
    size_t max_body_bytes;       /* decoded; 16 MiB                                        */
    size_t max_header_bytes;     /* all header lines of one response; 256 KiB              */
    unsigned max_header_count;   /* 200                                                    */
};

struct ewc_http_header {
    const char *name;  /* as sent or received, without the colon      */
    const char *value; /* trimmed; several headers of one name stay apart */
};

/* One request. Borrowed for the call. */
struct ewc_http_request {
    const char *method;                    /* NULL: POST                               */
    const struct ewc_http_header *headers; /* ends with a NULL name; a NULL value takes a
                                              header away that libcurl would add       */
    struct ewc_str body;
    bool chunked;         /* Transfer-Encoding: chunked instead of Content-Length     */
    bool expect_continue; /* Expect: 100-continue                                     */
    bool fresh_connection; /* not one kept alive                                      */
    unsigned timeout_ms;  /* 0: the client's                                          */
};

/* How a transfer ended. Everything but EWC_HTTP_OK leaves `detail` with a sentence. */
enum ewc_http_outcome {
    EWC_HTTP_OK = 0,
    /* before any byte of the request was sent: the set-up is at fault */
    EWC_HTTP_NO_NAME,    /* host name not found                          */
    EWC_HTTP_NO_CONNECT, /* refused, no route, connect timed out         */
    EWC_HTTP_NO_TLS,     /* handshake or certificate                     */
    EWC_HTTP_NO_PROXY,
    EWC_HTTP_BAD_SETUP,  /* URL, option or file unusable; credentials refused to be sent in the clear */
    /* after it: the server is at fault */
    EWC_HTTP_TIMEOUT,    /* no complete response in time                 */
    EWC_HTTP_CLOSED,     /* closed or reset before the response was whole */
    EWC_HTTP_GARBLED,    /* not HTTP, bad length, bad chunks, bad content coding */
    EWC_HTTP_TOO_LARGE,  /* a limit of the configuration; detail names it */
    /* neither */
    EWC_HTTP_CANCELLED,
};

/** "timeout", "closed", …: the outcome's stable name in evidence and results. */
const char *ewc_http_outcome_name(enum ewc_http_outcome outcome);
bool ewc_http_outcome_is_setup(enum ewc_http_outcome outcome);

/* What happened; all of it in the arena that was given. Secrets are already removed: the values of
 * Authorization, Proxy-Authorization, Cookie and Set-Cookie are "[removed]". */
struct ewc_http_exchange {
    enum ewc_http_outcome outcome;
    const char *detail;   /* "" when all is well                               */
    bool maybe_processed; /* the request may have reached the server           */
    const char *method, *url;
    const struct ewc_http_header *request_headers; /* as sent, also libcurl's own; NULL name ends */
    unsigned status;                               /* 0: none received */
    unsigned http_version;                         /* 10, 11, 20; 0: none */
    const char *reason;                            /* reason phrase, or "" */
    const struct ewc_http_header *headers; /* final response's, in order; NULL name ends */
    struct ewc_str body;                   /* content coding removed; what there was when it broke off */
    uint64_t started_us;                   /* ewc_clock_us() */
    uint64_t connect_us, tls_us, first_byte_us, total_us; /* since the start */
    bool reused_connection;
    unsigned retry_after_s; /* of a Retry-After header (seconds or date), else 0 */
};

struct ewc_http_client;

/** Once in main, before the first thread; and after the last. */
EWC_MUST_USE enum ewc_status ewc_http_global_init(struct ewc_err *err);
void ewc_http_global_cleanup(void);
/** Versions and features of libcurl, for --version. */
const char *ewc_http_library(void);

/**
 * @param cancelled  polled during transfers; may be NULL. When it returns true the transfer ends as
 *                   EWC_HTTP_CANCELLED.
 */
EWC_MUST_USE enum ewc_status ewc_http_client_create(const struct ewc_http_config *config,
                                                    bool (*cancelled)(void *ctx), void *ctx,
                                                    struct ewc_http_client **out_client,
                                                    struct ewc_err *err);
void ewc_http_client_destroy(struct ewc_http_client *client);
/** Replaces the bearer token for later requests (borrowed). */
void ewc_http_client_set_token(struct ewc_http_client *client, const char *token);

/**
 * Sends one request and waits for its end. Whatever the network or server does is told in the
 * exchange; only EWC_ENOMEM is a failure of the call.
 */
EWC_MUST_USE enum ewc_status ewc_http_send(struct ewc_http_client *client,
                                           const struct ewc_http_request *request,
                                           struct ewc_arena *arena,
                                           const struct ewc_http_exchange **out_exchange,
                                           struct ewc_err *err);

#endif
