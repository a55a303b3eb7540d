/* http: the only door to libcurl: send once, keep what came back, redact secrets.
 *
 * One client belongs to one worker thread. It never follows a redirect and never judges. A request
 * travels more than once only for sign-in (after a 401 or 407) and in one race: when the server closes
 * a kept-alive connection before a single byte of its answer, libcurl sends the request again on
 * another connection, as browsers do (RFC 9110 9.2.2 leaves POST to the client's knowledge). The server
 * may then have seen it twice, and the exchange says so in `resent`. `fresh_connection` avoids it.
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
    /* The safest that the server offers; Basic over plain http only if allowed. With a user these are
     * Digest, NTLM and Basic; without one Negotiate (and a bearer token): GSS-API signs in from the
     * ticket cache whatever user and password say, and a missing ticket would end the attempt. */
    EWC_AUTH_ANY,
};

/* What all clients of a run share. Strings are borrowed and must outlive the clients. Zero means the
 * default given. */
struct ewc_http_config {
    const char *url;
    enum ewc_http_auth auth;
    const char *user;
    const char *password;                       /* a secret: never in an exchange, message or file  */
    const char *token;                          /* bearer; a secret; see ewc_http_client_set_token() */
    bool allow_plaintext_credentials;           /* Basic and bearer over http:// beyond loopback    */
    const char *cert_file, *key_file, *ca_file; /* PEM                                              */
    bool insecure;                              /* no certificate check                             */
    const char *proxy;                          /* NULL: as the environment says (libcurl's rules)  */
    const char *const *resolve;                 /* NULL-ended list of HOST:PORT:ADDR, or NULL       */
    bool http1_1_only;
    const char *user_agent;      /* NULL: "ews-conform/VERSION"         */
    unsigned connect_timeout_ms; /* 10,000                              */
    unsigned timeout_ms;         /* whole request; 30,000               */
    size_t max_body_bytes;       /* decoded; 16 MiB                     */
    size_t max_transfer_bytes;   /* of a body as it travels; 16 MiB     */
    size_t max_header_bytes;     /* all header lines received; 256 KiB  */
    unsigned max_header_count;   /* of one response; 200                */
    unsigned max_redirects;      /* followed, to the same origin only; 0: none. Beyond, the exchange ends
                                    with the response that redirects              */
};

struct ewc_http_header {
    const char *name;  /* as sent or received, without the colon */
    const char *value; /* trimmed; several headers of one name stay apart. In an exchange always UTF-8
                          without control characters: other bytes are read as ISO-8859-1 or become "?" */
};

/* One request. Borrowed for the call. */
struct ewc_http_request {
    const char *method;                    /* NULL: POST                               */
    const struct ewc_http_header *headers; /* ends with a NULL name; a NULL value takes a
                                              header away that libcurl would add       */
    struct ewc_str body;
    bool chunked;          /* Transfer-Encoding: chunked instead of Content-Length     */
    bool expect_continue;  /* Expect: 100-continue                                     */
    bool fresh_connection; /* not one kept alive                                      */
    unsigned timeout_ms;   /* 0: the client's                                          */
};

/* How a transfer ended. Everything but EWC_HTTP_OK leaves `detail` with a sentence. */
enum ewc_http_outcome {
    EWC_HTTP_OK = 0,
    /* before any byte of the request was sent: the set-up is at fault */
    EWC_HTTP_NO_NAME,    /* host name not found                          */
    EWC_HTTP_NO_CONNECT, /* refused, no route, connect timed out         */
    EWC_HTTP_NO_TLS,     /* handshake or certificate                     */
    EWC_HTTP_NO_PROXY,
    EWC_HTTP_BAD_SETUP, /* option, file or request unusable; credentials refused in the clear */
    /* after it: the server is at fault */
    EWC_HTTP_TIMEOUT,   /* no complete response in time                 */
    EWC_HTTP_CLOSED,    /* closed or reset before the response was whole */
    EWC_HTTP_GARBLED,   /* not HTTP, bad length, bad chunks, bad content coding */
    EWC_HTTP_TOO_LARGE, /* a limit of the configuration; detail names it */
    EWC_HTTP_GONE,      /* never of a single transfer: the run saw nothing but HTTP 503 since an error was answered */
    /* neither */
    EWC_HTTP_CANCELLED,
};

/** "timeout", "closed", …: the outcome's stable name in evidence and results. */
const char *ewc_http_outcome_name(enum ewc_http_outcome outcome);
/** "1.1" for 11, "" for 0. @return out */
const char *ewc_http_version_text(unsigned version, char out[static 4]);
bool ewc_http_outcome_is_setup(enum ewc_http_outcome outcome);

/* What happened; all of it in the arena that was given. Secrets are already removed, except from the
 * body: the values of Authorization, Proxy-Authorization, Cookie and Set-Cookie are "[removed]", so are
 * the tokens of NTLM and Negotiate, and password and token wherever a header or `detail` has them. */
struct ewc_http_exchange {
    enum ewc_http_outcome outcome;
    const char *detail;   /* "" when all is well and the request was sent once */
    bool maybe_processed; /* the request may have reached the server           */
    bool resent;          /* sent again with no answer to the first time: see the top of this file */
    const char *method, *url;
    const struct ewc_http_header *request_headers; /* as sent last, also libcurl's own; NULL name ends */
    unsigned status;                               /* 0: none received */
    unsigned http_version;                         /* 10, 11, 20; 0: none */
    const char *reason;                            /* reason phrase, or "" */
    const struct ewc_http_header *headers;         /* final response's, in order; NULL name ends */
    struct ewc_str body; /* content coding removed; what there was when it broke off; NUL behind it;
                            not redacted, as it is judged: see ewc_http_redact() */
    uint64_t started_us; /* ewc_clock_us() */
    uint64_t connect_us, tls_us, first_byte_us, total_us; /* since the start */
    bool reused_connection;
    bool has_retry_after;
    unsigned retry_after_s; /* of a Retry-After header (seconds or date), else 0 */
};

struct ewc_http_client;

/** Once in main, before the first thread; and after the last. Also makes the process ignore SIGPIPE:
 *  a write to a closed connection (or pipe) then fails instead of ending the program. */
EWC_MUST_USE enum ewc_status ewc_http_global_init(struct ewc_err *err);
void ewc_http_global_cleanup(void);
/** Versions of libcurl and of the libraries that it uses, for --version. */
const char *ewc_http_library(void);
/** What libcurl was built with, of what a run may ask for: "IPv6 HTTP/2 NTLM Negotiate gzip". Not for several threads. */
const char *ewc_http_features(void);

/**
 * @param config     the struct is copied, its strings are borrowed
 * @param cancelled  polled during transfers, at least once a second; may be NULL. When it returns true
 *                   the transfer ends as EWC_HTTP_CANCELLED.
 * @return EWC_EUSAGE  a URL or option that can never work; the message says which
 *         EWC_ENOMEM
 */
EWC_MUST_USE enum ewc_status ewc_http_client_create(const struct ewc_http_config *config,
                                                    bool (*cancelled)(void *ctx), void *ctx,
                                                    struct ewc_http_client **out_client,
                                                    struct ewc_err *err);
void ewc_http_client_destroy(struct ewc_http_client *client);
/** Replaces the bearer token for later requests (borrowed). The old one is still kept out of records. */
void ewc_http_client_set_token(struct ewc_http_client *client, const char *token);

/**
 * Sends one request and waits for its end. Whatever the network or server does is told in the
 * exchange; only EWC_ENOMEM is a failure of the call.
 */
EWC_MUST_USE enum ewc_status ewc_http_send(struct ewc_http_client *client,
                                           const struct ewc_http_request *request, struct ewc_arena *arena,
                                           const struct ewc_http_exchange **out_exchange,
                                           struct ewc_err *err);

/**
 * Appends `bytes` to `out` with every configured secret of at least 4 bytes replaced by "[removed]":
 * password, tokens, the Basic credentials, and their XML-escaped and percent-encoded forms. For bodies
 * on their way into a report; what is judged stays as it was received.
 */
void ewc_http_redact(const struct ewc_http_client *client, struct ewc_str bytes, struct ewc_buf *out);

/* What a client has learned about its server so far, for people who set up a run. */
struct ewc_http_facts {
    const char *tls_version;  /* "TLSv1.3"; "" without TLS                          */
    const char *tls_cipher;   /* or ""                                              */
    const char *cert_subject; /* of the server's certificate; "" when not known     */
    const char *cert_issuer;
    const char *cert_expires; /* as libcurl's TLS library writes it                 */
    const char *auth_offered; /* schemes in WWW-Authenticate, "Negotiate NTLM Basic" */
    const char *auth_used;    /* the scheme of the last Authorization sent, or ""   */
    unsigned http_version;    /* 10, 11, 20; 0: no response yet                     */
    const char *server_date;  /* the last Date header received, or ""               */
    bool has_clock;           /* it was a date, and so                              */
    int64_t clock_ahead_s;    /* the server's clock is this far ahead of ours       */
};

/** @return NULL when the arena ran out */
const struct ewc_http_facts *ewc_http_facts(const struct ewc_http_client *client, struct ewc_arena *arena);

#endif
