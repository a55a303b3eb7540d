/* http over several requests: connections, cookies, sign-in, secrets, TLS, and set-ups that cannot work. */
#include "test_http.h"

#include "testlib/tlsserver.h"

#include <criterion/parameterized.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static struct ewc_tlsserver *tls;

static void tear_down_all(void)
{
    tear_down();
    ewc_tlsserver_stop(tls);
}

TestSuite(http_session, .init = set_up, .fini = tear_down_all, .timeout = 30);

#define ANSWER "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n<answer/>"
#define CHALLENGE(scheme) "HTTP/1.1 401 No\r\nWWW-Authenticate: " scheme "\r\nContent-Length: 4\r\n\r\nnope"

static void open_on(const struct ewc_act *acts, struct ewc_http_config *config)
{
    start(acts);
    *config = quick(ewc_listener_url(listener));
    config->user = "DOMAIN\\jane";
    config->password = "s3cret&pass";
}

static unsigned count_of(const char *text, const char *part)
{
    unsigned count = 0;

    for (const char *at = text; (at = strstr(at, part)); at += strlen(part))
        count++;
    return count;
}

/* No header, sentence or name of the exchange has the text. */
static bool mentions(const struct ewc_http_exchange *x, const char *text)
{
    const struct ewc_http_header *lists[] = {x->request_headers, x->headers};

    for (size_t i = 0; i < 2; i++) {
        for (const struct ewc_http_header *h = lists[i]; h->name; h++) {
            if (strstr(h->value, text) || strstr(h->name, text))
                return true;
        }
    }
    return strstr(x->detail, text) || strstr(x->reason, text) || strstr(x->url, text);
}

/* ---- connections ------------------------------------------------------------------------------------ */

Test(http_session, keeps_the_connection)
{
    static const struct ewc_act acts[] = {EWC_READ, EWC_SEND(ANSWER), EWC_READ,         EWC_SEND(ANSWER),
                                          EWC_NEXT, EWC_READ,         EWC_SEND(ANSWER), EWC_END};
    struct ewc_http_request fresh = {
        .headers = soap_headers, .body = ewc_str("<3/>"), .fresh_connection = true};
    const struct ewc_http_exchange *x;
    struct ewc_http_config config;

    open_on(acts, &config);
    open_client(&config);
    x = post("<1/>");
    cr_expect(x->outcome == EWC_HTTP_OK && !x->reused_connection && x->connect_us > 0, "%s", x->detail);
    cr_expect(x->first_byte_us >= x->connect_us && x->total_us >= x->first_byte_us);
    x = post("<2/>");
    cr_expect(x->outcome == EWC_HTTP_OK && x->reused_connection && !x->resent, "%s", x->detail);
    cr_expect(eq(uint, ewc_listener_connections(listener), 1));
    x = send_request(&fresh);
    cr_expect(x->outcome == EWC_HTTP_OK && !x->reused_connection && !x->resent, "%s", x->detail);
    cr_expect(eq(uint, ewc_listener_connections(listener), 2));
}

/* Closed between two requests: libcurl notices before it sends. */
Test(http_session, replaces_a_closed_connection)
{
    static const struct ewc_act acts[] = {EWC_READ, EWC_SEND(ANSWER), EWC_CLOSE,
                                          EWC_READ, EWC_SEND(ANSWER), EWC_END};
    const struct ewc_http_exchange *x;
    struct ewc_http_config config;

    open_on(acts, &config);
    open_client(&config);
    cr_expect(eq(int, (int)post("<1/>")->outcome, EWC_HTTP_OK));
    ewc_sleep_ms(100);
    x = post("<2/>");
    cr_expect(x->outcome == EWC_HTTP_OK && !x->resent && !x->reused_connection, "%s", x->detail);
    cr_expect(eq(sz, ewc_listener_requests(listener), 2));
}

/* Closed after the request was sent, with no answer: sent again, and the exchange says so. */
Test(http_session, tells_when_it_sent_again)
{
    static const struct ewc_act acts[] = {EWC_READ, EWC_SEND(ANSWER), EWC_READ, EWC_CLOSE,
                                          EWC_READ, EWC_SEND(ANSWER), EWC_END};

    for (int chunked = 0; chunked < 2; chunked++) {
        struct ewc_http_request request = {
            .headers = soap_headers, .body = ewc_str("<2/>"), .chunked = chunked};
        const struct ewc_http_exchange *x;
        struct ewc_http_config config;

        open_on(acts, &config);
        open_client(&config);
        cr_expect(eq(int, (int)post("<1/>")->outcome, EWC_HTTP_OK));
        x = send_request(&request);
        cr_expect(x->outcome == EWC_HTTP_OK && x->resent && x->maybe_processed, "%s", x->detail);
        cr_expect(ewc_str_is(x->body, "<answer/>"));
        cr_assert(eq(sz, ewc_listener_requests(listener), 3));
        cr_expect(strstr(ewc_listener_request(listener, 2), "<2/>") != NULL);
        ewc_listener_stop(listener);
        listener = NULL;
    }
}

/* Once a byte of the answer is there, or on a new connection, nothing is sent again. */
Test(http_session, does_not_send_again_otherwise)
{
    static const struct ewc_act acts[] = {
        EWC_READ,         EWC_SEND(ANSWER), EWC_READ,  EWC_SEND("HTTP/1.1 200 OK\r\n"),
        EWC_CLOSE,        EWC_READ,         EWC_CLOSE, EWC_READ,
        EWC_SEND(ANSWER), EWC_END};
    const struct ewc_http_exchange *x;
    struct ewc_http_config config;

    open_on(acts, &config);
    open_client(&config);
    cr_expect(eq(int, (int)post("<1/>")->outcome, EWC_HTTP_OK));
    x = post("<2/>");
    cr_expect(x->outcome == EWC_HTTP_CLOSED && !x->resent && x->status == 200, "%s", x->detail);
    x = post("<3/>");
    cr_expect(x->outcome == EWC_HTTP_CLOSED && !x->resent && x->status == 0, "%s", x->detail);
    cr_expect(eq(int, (int)post("<4/>")->outcome, EWC_HTTP_OK));
    cr_expect(eq(sz, ewc_listener_requests(listener), 4));
}

/* libcurl has had enough after the fifth; a server may do so for ever. */
Test(http_session, outlives_many_resets)
{
#define ROUND EWC_READ, EWC_RESET, EWC_READ, EWC_SEND(ANSWER)
    static const struct ewc_act acts[] = {EWC_READ, EWC_SEND(ANSWER), ROUND, ROUND, ROUND, ROUND, ROUND,
                                          ROUND,    ROUND,            ROUND, ROUND, EWC_END};
    const struct ewc_http_exchange *x;
    struct ewc_http_config config;

    open_on(acts, &config);
    open_client(&config);
    x = post("<first/>");
    for (unsigned i = 0; i < 9; i++) {
        x = post("<again/>");
        cr_expect(x->outcome == EWC_HTTP_OK && x->resent, "%u: %s", i, x->detail);
    }
    cr_expect(eq(uint, ewc_listener_connections(listener), 10));
}

/* ---- cookies ---------------------------------------------------------------------------------------- */

Test(http_session, keeps_cookies_and_hides_them)
{
    static const struct ewc_act acts[] = {
        EWC_READ,
        EWC_SEND("HTTP/1.1 200 OK\r\nSet-Cookie: session=tasty; Path=/\r\nContent-Length: 0\r\n\r\n"),
        EWC_READ, EWC_SEND(ANSWER), EWC_END};
    const struct ewc_http_exchange *x;
    struct ewc_http_config config;

    open_on(acts, &config);
    open_client(&config);
    x = post("<1/>");
    cr_expect(eq(str, (char *)header(x->headers, "set-cookie", 0), "[removed]"));
    cr_expect(eq(int, mentions(x, "tasty"), 0));
    x = post("<2/>");
    cr_expect(eq(str, (char *)header(x->request_headers, "cookie", 0), "[removed]"));
    cr_expect(eq(int, mentions(x, "tasty"), 0));
    cr_expect(strstr(ewc_listener_request(listener, 1), "Cookie: session=tasty\r\n") != NULL);
}

/* ---- sign-in ---------------------------------------------------------------------------------------- */

#define BASIC "RE9NQUlOXGphbmU6czNjcmV0JnBhc3M=" /* DOMAIN\jane:s3cret&pass */

Test(http_session, signs_in_with_basic)
{
    static const struct ewc_act acts[] = {EWC_READ, EWC_SEND(ANSWER), EWC_END};
    const struct ewc_http_facts *facts;
    const struct ewc_http_exchange *x;
    struct ewc_http_config config;

    open_on(acts, &config);
    config.auth = EWC_AUTH_BASIC;
    open_client(&config);
    x = post("<1/>");
    cr_expect(eq(int, (int)x->outcome, EWC_HTTP_OK), "%s", x->detail);
    cr_expect(strstr(ewc_listener_request(listener, 0), "Authorization: Basic " BASIC "\r\n") != NULL);
    cr_expect(eq(str, (char *)header(x->request_headers, "authorization", 0), "[removed]"));
    cr_expect(eq(int, mentions(x, BASIC), 0));
    facts = ewc_http_facts(client, arena);
    cr_assert(facts != NULL);
    cr_expect(eq(str, (char *)facts->auth_used, "Basic"));
}

/* Both forms of a body go out a second time after the challenge; only the final response is told. */
Test(http_session, answers_a_challenge)
{
    static const struct ewc_act acts[] = {EWC_READ, EWC_SEND(CHALLENGE("Basic realm=\"x\"")), EWC_READ,
                                          EWC_SEND(ANSWER), EWC_END};

    for (int chunked = 0; chunked < 2; chunked++) {
        struct ewc_http_request request = {
            .headers = soap_headers, .body = ewc_str("<1/>"), .chunked = chunked};
        const struct ewc_http_facts *facts;
        const struct ewc_http_exchange *x;
        struct ewc_http_config config;

        open_on(acts, &config);
        config.auth = EWC_AUTH_ANY;
        open_client(&config);
        x = send_request(&request);
        cr_expect(x->outcome == EWC_HTTP_OK && x->status == 200 && !x->resent, "%s", x->detail);
        cr_expect(ewc_str_is(x->body, "<answer/>"), "%s", x->body.ptr);
        cr_expect(eq(str, (char *)header(x->headers, "www-authenticate", 0), "(none)"));
        cr_expect(eq(str, (char *)header(x->request_headers, "authorization", 0), "[removed]"));
        cr_assert(eq(sz, ewc_listener_requests(listener), 2));
        cr_expect(strstr(ewc_listener_request(listener, 0), "Authorization") == NULL);
        cr_expect(strstr(ewc_listener_request(listener, 1), "Basic " BASIC "\r\n") != NULL);
        cr_expect(strstr(ewc_listener_request(listener, 1), "<1/>") != NULL);
        facts = ewc_http_facts(client, arena);
        cr_expect(eq(str, (char *)facts->auth_offered, "Basic"));
        ewc_listener_stop(listener);
        listener = NULL;
    }
}

Test(http_session, tells_a_refused_sign_in)
{
    static const struct ewc_act acts[] = {EWC_READ, EWC_SEND(CHALLENGE("Basic realm=\"x\"")), EWC_READ,
                                          EWC_END};
    const struct ewc_http_exchange *x;
    struct ewc_http_config config;

    open_on(acts, &config);
    config.auth = EWC_AUTH_BASIC;
    open_client(&config);
    x = post("<1/>");
    cr_expect(x->outcome == EWC_HTTP_OK && x->status == 401, "%s", x->detail);
    cr_expect(ewc_str_is(x->body, "nope"));
    cr_expect(eq(str, (char *)header(x->headers, "www-authenticate", 0), "Basic realm=\"x\""));
}

/* NTLM's three rounds on one connection; the tokens stay out of the record. */
#define TYPE_2                                                                                             \
    "TlRMTVNTUAACAAAADAAMADgAAAAFgooCASNFZ4mrze8AAAAAAAAAAAAAAABEAAAABgBxFwAAAA9TAEUAUgBWAEUAUgA="

static void need_ntlm(void)
{
    if (!strstr(ewc_http_library(), "OpenSSL"))
        cr_skip_test("this libcurl may have no NTLM");
}

Test(http_session, signs_in_with_ntlm)
{
    static const struct ewc_act acts[] = {EWC_READ, EWC_SEND(CHALLENGE("NTLM " TYPE_2)),
                                          EWC_READ, EWC_SEND(ANSWER),
                                          EWC_READ, EWC_SEND(ANSWER),
                                          EWC_END};
    struct ewc_http_request request = {.headers = soap_headers, .body = ewc_str("<1/>"), .chunked = true};
    const struct ewc_http_exchange *x;
    struct ewc_http_config config;

    need_ntlm();
    open_on(acts, &config);
    config.auth = EWC_AUTH_NTLM;
    open_client(&config);
    x = send_request(&request);
    cr_expect(x->outcome == EWC_HTTP_OK && x->status == 200 && !x->resent, "%s", x->detail);
    cr_expect(eq(sz, ewc_listener_requests(listener), 2));
    cr_expect(strstr(ewc_listener_request(listener, 1), "Authorization: NTLM TlRMTVNTUAAD") != NULL, "%s",
              ewc_listener_request(listener, 1));
    cr_expect(strstr(ewc_listener_request(listener, 1), "<1/>") != NULL);
    cr_expect(eq(int, mentions(x, "TlRM"), 0));
    x = send_request(&request); /* the connection is signed in */
    cr_expect(x->outcome == EWC_HTTP_OK && x->reused_connection, "%s", x->detail);
    cr_expect(eq(uint, ewc_listener_connections(listener), 1));
}

/* A server that wants no NTLM answers the first, empty, step of it: that says nothing about the request. */
Test(http_session, tells_an_unwanted_sign_in)
{
    static const struct ewc_act acts[] = {
        EWC_READ, EWC_SEND("HTTP/1.1 500 Empty\r\nContent-Length: 4\r\n\r\nnope"), EWC_END};

    need_ntlm();
    for (int chunked = 0; chunked < 2; chunked++) {
        struct ewc_http_request request = {
            .headers = soap_headers, .body = ewc_str("<1/>"), .chunked = chunked};
        const struct ewc_http_exchange *x;
        struct ewc_http_config config;

        open_on(acts, &config);
        config.auth = EWC_AUTH_NTLM;
        open_client(&config);
        x = send_request(&request);
        cr_expect(eq(int, (int)x->outcome, EWC_HTTP_BAD_SETUP), "%s", x->detail);
        cr_expect(strstr(x->detail, "NTLM") != NULL, "%s", x->detail);
        ewc_listener_stop(listener);
        listener = NULL;
    }
}

Test(http_session, hides_tokens_of_challenges)
{
    static const struct ewc_act acts[] = {
        EWC_READ,
        EWC_SEND(
            "HTTP/1.1 401 No\r\nWWW-Authenticate: Negotiate oRQwEqAD\r\nWWW-Authenticate: NTLM TlRMAAA=\r\n"
            "WWW-Authenticate: Negotiate\r\nWWW-Authenticate: Basic realm=\"r\", charset=\"UTF-8\"\r\n"
            "Proxy-Authenticate: NTLM TlRMBBB=\r\nContent-Length: 0\r\n\r\n"),
        EWC_END};
    const struct ewc_http_exchange *x;
    struct ewc_http_config config;

    open_on(acts, &config);
    open_client(&config);
    x = post("<1/>");
    cr_expect(eq(str, (char *)header(x->headers, "www-authenticate", 0), "Negotiate [removed]"));
    cr_expect(eq(str, (char *)header(x->headers, "www-authenticate", 1), "NTLM [removed]"));
    cr_expect(eq(str, (char *)header(x->headers, "www-authenticate", 2), "Negotiate"));
    cr_expect(
        eq(str, (char *)header(x->headers, "www-authenticate", 3), "Basic realm=\"r\", charset=\"UTF-8\""));
    cr_expect(eq(str, (char *)header(x->headers, "proxy-authenticate", 0), "NTLM [removed]"));
}

Test(http_session, replaces_bearer_tokens)
{
    static const struct ewc_act acts[] = {
        EWC_READ, EWC_SEND(ANSWER), EWC_READ,
        EWC_SEND("HTTP/1.1 200 OK\r\nX-Echo: old-token new-token\r\nContent-Length: 0\r\n\r\n"), EWC_END};
    const struct ewc_http_exchange *x;
    struct ewc_http_config config;

    open_on(acts, &config);
    config.auth = EWC_AUTH_BEARER;
    config.user = NULL;
    config.token = "old-token";
    open_client(&config);
    (void)post("<1/>");
    ewc_http_client_set_token(client, "new-token");
    x = post("<2/>");
    cr_expect(strstr(ewc_listener_request(listener, 0), "Authorization: Bearer old-token\r\n") != NULL);
    cr_expect(strstr(ewc_listener_request(listener, 1), "Authorization: Bearer new-token\r\n") != NULL);
    cr_expect(eq(str, (char *)header(x->headers, "x-echo", 0), "[removed] [removed]"));
}

/* A request may bring its own Authorization, or go without. */
Test(http_session, lets_a_request_sign_in_its_own_way)
{
    static const struct ewc_act acts[] = {EWC_READ, EWC_SEND(ANSWER), EWC_READ, EWC_SEND(ANSWER),
                                          EWC_READ, EWC_SEND(ANSWER), EWC_END};
    static const struct ewc_http_header own[] = {{"Authorization", "Basic bm9ib2R5OndyaXR0ZW4="},
                                                 {NULL, NULL}};
    static const struct ewc_http_header without[] = {{"Authorization", NULL}, {NULL, NULL}};
    struct ewc_http_request requests[] = {
        {.headers = own}, {.headers = without}, {.headers = soap_headers}};
    struct ewc_http_config config;

    open_on(acts, &config);
    config.auth = EWC_AUTH_BASIC;
    open_client(&config);
    for (size_t i = 0; i < 3; i++) {
        const struct ewc_http_exchange *x = send_request(&requests[i]);

        cr_expect(eq(int, (int)x->outcome, EWC_HTTP_OK), "%s", x->detail);
        cr_expect(eq(str, (char *)header(x->request_headers, "Authorization", 0),
                     i == 1 ? "(none)" : "[removed]"));
    }
    cr_expect(eq(uint, count_of(ewc_listener_request(listener, 0), "Basic bm9ib2R5OndyaXR0ZW4="), 1));
    cr_expect(eq(uint, count_of(ewc_listener_request(listener, 0), "Authorization"), 1));
    cr_expect(eq(uint, count_of(ewc_listener_request(listener, 1), "Authorization"), 0));
    cr_expect(eq(uint, count_of(ewc_listener_request(listener, 2), "Basic " BASIC), 1));
}

/* ---- credentials in the clear ----------------------------------------------------------------------- */

/* On this listener, a name that is not the loopback's own leads to it all the same. */
static const struct ewc_http_exchange *post_to(const char *host, struct ewc_http_config *config)
{
    static char url[128], row[128];
    static const char *resolve[2] = {row, NULL};

    (void)snprintf(url, sizeof(url), "http://%s:%u/EWS/Exchange.asmx", host, ewc_listener_port(listener));
    (void)snprintf(row, sizeof(row), "%s:%u:127.0.0.1", host, ewc_listener_port(listener));
    config->url = url;
    config->resolve = resolve;
    open_client(config);
    return post("<1/>");
}

Test(http_session, refuses_credentials_in_the_clear)
{
    static const struct ewc_act acts[] = {EWC_READ, EWC_SEND(CHALLENGE("Basic realm=\"x\"")), EWC_READ,
                                          EWC_SEND(ANSWER), EWC_END};
    static const enum ewc_http_auth ways[] = {EWC_AUTH_BASIC, EWC_AUTH_BEARER};
    const struct ewc_http_exchange *x;
    struct ewc_http_config config;

    open_on(acts, &config);
    config.token = "a-token";
    for (size_t i = 0; i < 2; i++) {
        config.auth = ways[i];
        x = post_to("ews.example", &config);
        cr_expect(x->outcome == EWC_HTTP_BAD_SETUP && !x->maybe_processed, "%s", x->detail);
        cr_expect(strstr(x->detail, "plain http") != NULL, "%s", x->detail);
    }
    cr_expect(eq(uint, ewc_listener_connections(listener), 0));

    config.auth = EWC_AUTH_ANY; /* Basic is offered, and left alone */
    x = post_to("ews.example", &config);
    cr_expect(x->outcome == EWC_HTTP_OK && x->status == 401, "%s", x->detail);
    cr_expect(strstr(ewc_listener_request(listener, 0), "Authorization") == NULL);
}

Test(http_session, sends_credentials_in_the_clear_when_allowed)
{
    static const struct ewc_act acts[] = {EWC_READ, EWC_SEND(ANSWER), EWC_END};
    const struct ewc_http_exchange *x;
    struct ewc_http_config config;

    open_on(acts, &config);
    config.auth = EWC_AUTH_BASIC;
    config.allow_plaintext_credentials = true;
    x = post_to("ews.example", &config);
    cr_expect(eq(int, (int)x->outcome, EWC_HTTP_OK), "%s", x->detail);
    cr_expect(strstr(ewc_listener_request(listener, 0), "Basic " BASIC) != NULL);
}

Test(http_session, knows_loopback_names)
{
    static const char *const hosts[] = {"localhost", "LOCALHOST", "127.9.8.7", NULL};

    for (size_t i = 0; hosts[i]; i++) {
        static const struct ewc_act acts[] = {EWC_READ, EWC_SEND(ANSWER), EWC_END};
        const struct ewc_http_exchange *x;
        struct ewc_http_config config;

        open_on(acts, &config);
        config.auth = EWC_AUTH_BASIC;
        x = post_to(hosts[i], &config);
        cr_expect(x->outcome != EWC_HTTP_BAD_SETUP, "%s: %s", hosts[i], x->detail);
        ewc_listener_stop(listener);
        listener = NULL;
    }
}

/* ---- secrets ---------------------------------------------------------------------------------------- */

Test(http_session, removes_echoed_secrets)
{
    static const struct ewc_act acts[] = {
        EWC_READ,
        EWC_SEND("HTTP/1.1 200 s3cret&pass\r\nX-Echo: <s3cret&pass>\r\nX-Xml: s3cret&amp;pass\r\nX-Url: "
                 "s3cret%26pass\r\n"
                 "X-Basic: " BASIC "\r\nX-s3cret&pass: 1\r\nContent-Length: s3cret&pass\r\n\r\n"),
        EWC_END};
    struct ewc_http_header headers[] = {{"X-Mine", "s3cret&pass"}, {NULL, NULL}};
    struct ewc_http_request request = {.headers = headers, .body = ewc_str("<1/>")};
    const struct ewc_http_exchange *x;
    struct ewc_http_config config;

    open_on(acts, &config);
    open_client(&config);
    x = send_request(&request);
    cr_expect(eq(str, (char *)x->reason, "[removed]"));
    cr_expect(eq(str, (char *)header(x->headers, "x-echo", 0), "<[removed]>"));
    cr_expect(eq(str, (char *)header(x->headers, "x-xml", 0), "[removed]"));
    cr_expect(eq(str, (char *)header(x->headers, "x-url", 0), "[removed]"));
    cr_expect(eq(str, (char *)header(x->headers, "x-basic", 0), "[removed]"));
    cr_expect(eq(str, (char *)header(x->request_headers, "x-mine", 0), "[removed]"));
    cr_expect(eq(int, mentions(x, "s3cret"), 0), "%s", x->detail);
}

Test(http_session, redacts_bodies_on_demand)
{
    static const struct ewc_act acts[] = {EWC_END};
    struct ewc_http_config config;
    struct ewc_buf out;

    open_on(acts, &config);
    config.token = "s3cret&pass-and-more";
    config.auth = EWC_AUTH_BEARER;
    open_client(&config);
    ewc_buf_init(&out, 0);
    ewc_http_redact(client, ewc_str("s3cret&pass-and-more|s3cret&pass|s3cret&amp;pass-and|s3cret|" BASIC),
                    &out);
    cr_expect(eq(str, out.ptr, "[removed]|[removed]|[removed]-and|s3cret|[removed]"));
    ewc_buf_reset(&out);
    ewc_http_redact(client, ewc_str("s3cret&pas"), &out);
    ewc_http_redact(client, ewc_str(NULL), &out);
    cr_expect(eq(str, out.ptr, "s3cret&pas"));
    ewc_buf_finish(&out);

    config.password = "abc"; /* too short to look for */
    config.token = NULL;
    config.auth = EWC_AUTH_NONE;
    open_client(&config);
    ewc_http_redact(client, ewc_str("abc"), &out);
    cr_expect(eq(str, out.ptr, "abc"));
    ewc_buf_finish(&out);
}

/* ---- set-ups that cannot work ----------------------------------------------------------------------- */

struct bad_config {
    char url[64];
    unsigned auth;
    char part[32];
};

ParameterizedTestParameters(http_session, rejects_bad_configurations)
{
    static struct bad_config list[] = {
        {"", 0, "URL"},
        {"no url", 0, "no url"},
        {"ftp://localhost/", 0, "http or https"},
        {"http://", 0, "URL"},
        {"http://jane:s3cret&pass@localhost/", 0, "do not belong"},
        {"http://jane:s3cret&pass@localhost:x/", 0, "expected a URL"},
        {"http://localhost/\nX", 0, "control"},
        {"http://localhost/", EWC_AUTH_BASIC, "no user"},
        {"http://localhost/", EWC_AUTH_NTLM, "no user"},
    };

    return cr_make_param_array(struct bad_config, list, sizeof(list) / sizeof(list[0]));
}

ParameterizedTest(struct bad_config *bad, http_session, rejects_bad_configurations)
{
    struct ewc_http_config config = {.url = bad->url, .auth = (enum ewc_http_auth)bad->auth};
    struct ewc_err err = {0};

    cr_expect(eq(int, (int)ewc_http_client_create(&config, NULL, NULL, &client, &err), EWC_EUSAGE));
    cr_expect(strstr(err.message, bad->part) != NULL, "%s", err.message);
    cr_expect(strstr(err.message, "s3cret") == NULL, "%s", err.message);
    cr_expect(zero(ptr, client), "output is untouched on failure");
}

static void expect_setup_fault(const struct ewc_http_exchange *x, enum ewc_http_outcome outcome)
{
    cr_expect(x->outcome == outcome, "%s: %s", ewc_http_outcome_name(x->outcome), x->detail);
    cr_expect(ewc_http_outcome_is_setup(x->outcome) && !x->maybe_processed && x->status == 0, "%s",
              x->detail);
    cr_expect(zero(ptr, (void *)x->request_headers[0].name));
    cr_expect(zero(ptr, (void *)x->headers[0].name));
}

Test(http_session, tells_that_nobody_listens)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof(address);
    int fd = socket(AF_INET, SOCK_STREAM, 0); /* has the port, does not listen */
    char url[64];
    struct ewc_http_config config;

    cr_assert(fd >= 0 && bind(fd, (struct sockaddr *)&address, len) == 0);
    cr_assert(getsockname(fd, (struct sockaddr *)&address, &len) == 0);
    (void)snprintf(url, sizeof(url), "http://127.0.0.1:%u/", ntohs(address.sin_port));
    config = quick(url);
    open_client(&config);
    expect_setup_fault(post("<1/>"), EWC_HTTP_NO_CONNECT);
    config.proxy = url; /* nor is there a proxy */
    config.url = "http://127.0.0.1:1/";
    open_client(&config);
    expect_setup_fault(post("<1/>"), EWC_HTTP_NO_PROXY);
    (void)close(fd);
}

Test(http_session, tells_unknown_names)
{
    struct ewc_http_config config = quick("http://nowhere.invalid/");

    open_client(&config);
    expect_setup_fault(post("<1/>"), EWC_HTTP_NO_NAME);
}

Test(http_session, tells_refusing_proxies)
{
    static const struct ewc_act acts[] = {
        EWC_READ, EWC_SEND("HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n"), EWC_END};
    struct ewc_http_config config;
    char proxy[64];

    open_on(acts, &config);
    (void)snprintf(proxy, sizeof(proxy), "http://joe:hush-hush@127.0.0.1:%u", ewc_listener_port(listener));
    config.url = "https://ews.example/";
    config.proxy = proxy;
    open_client(&config);
    expect_setup_fault(post("<1/>"), EWC_HTTP_NO_PROXY);
    cr_expect(strncmp(ewc_listener_request(listener, 0), "CONNECT ", 8) == 0);
}

static bool yes(void *ctx)
{
    unsigned *calls = ctx;

    return ++*calls > 1;
}

Test(http_session, can_be_cancelled)
{
    static const struct ewc_act acts[] = {EWC_READ, EWC_END};
    struct ewc_http_request request = {.body = ewc_str("<1/>")};
    const struct ewc_http_exchange *x = NULL;
    struct ewc_err err = {0};
    struct ewc_http_config config;
    unsigned calls = 0;

    open_on(acts, &config);
    cr_assert(eq(int, (int)ewc_http_client_create(&config, yes, &calls, &client, &err), EWC_OK));
    x = send_request(&request);
    cr_expect(eq(int, (int)x->outcome, EWC_HTTP_CANCELLED));
    cr_expect(x->total_us < 3 * 1000 * 1000);
    x = send_request(&request); /* already cancelled: nothing is sent */
    cr_expect(x->outcome == EWC_HTTP_CANCELLED && !x->maybe_processed, "%s", x->detail);
}

Test(http_session, reports_an_arena_that_is_full)
{
    static const struct ewc_act acts[] = {EWC_READ, EWC_SEND(ANSWER), EWC_END};
    struct ewc_http_request request = {.body = ewc_str("<1/>")};
    struct ewc_arena *small = ewc_arena_create(256);
    const struct ewc_http_exchange *x = NULL;
    struct ewc_http_config config;
    struct ewc_err err = {0};

    open_on(acts, &config);
    open_client(&config);
    cr_expect(eq(int, (int)ewc_http_send(client, &request, small, &x, &err), EWC_ENOMEM));
    cr_expect(zero(ptr, (void *)x));
    ewc_arena_destroy(small);
}

/* ---- TLS -------------------------------------------------------------------------------------------- */

Test(http_session, tells_that_the_server_has_no_tls)
{
    static const struct ewc_act acts[] = {EWC_PAUSE(50), EWC_SEND("HTTP/1.1 400 What\r\n\r\n"), EWC_CLOSE,
                                          EWC_END};
    struct ewc_http_config config;
    char url[64];

    open_on(acts, &config);
    (void)snprintf(url, sizeof(url), "https://127.0.0.1:%u/", ewc_listener_port(listener));
    config.url = url;
    open_client(&config);
    expect_setup_fault(post("<1/>"), EWC_HTTP_NO_TLS);
}

Test(http_session, gives_up_on_a_silent_handshake)
{
    static const struct ewc_act acts[] = {EWC_PAUSE(5000), EWC_END};
    struct ewc_http_config config;
    char url[64];

    open_on(acts, &config);
    (void)snprintf(url, sizeof(url), "https://127.0.0.1:%u/", ewc_listener_port(listener));
    config.url = url;
    config.timeout_ms = 400;
    open_client(&config);
    expect_setup_fault(post("<1/>"), EWC_HTTP_NO_TLS);
}

static void start_tls(const char *option, struct ewc_http_config *config)
{
    tls = ewc_tlsserver_start(option);
    if (!tls)
        cr_skip_test("no openssl program");
    *config = quick(ewc_tlsserver_url(tls));
}

static const struct ewc_http_request get = {.method = "GET"};

Test(http_session, checks_certificates)
{
    struct ewc_http_config config;
    const struct ewc_http_exchange *x;
    char by_address[64];

    start_tls(NULL, &config);
    open_client(&config);
    x = send_request(&get);
    expect_setup_fault(x, EWC_HTTP_NO_TLS);
    cr_expect(strstr(x->detail, "certificate") != NULL, "%s", x->detail);

    config.ca_file = ewc_tlsserver_cert(tls); /* trusted, but not for this name */
    (void)snprintf(by_address, sizeof(by_address), "https://127.0.0.1%s", strrchr(config.url, ':'));
    config.url = by_address;
    open_client(&config);
    expect_setup_fault(send_request(&get), EWC_HTTP_NO_TLS);

    config.ca_file = "/nonexistent/ca.pem";
    open_client(&config);
    expect_setup_fault(send_request(&get), EWC_HTTP_BAD_SETUP);

    config.ca_file = NULL;
    config.insecure = true;
    open_client(&config);
    cr_expect(eq(int, (int)send_request(&get)->outcome, EWC_HTTP_OK));
    config.cert_file = "/nonexistent/cert.pem";
    open_client(&config);
    expect_setup_fault(send_request(&get), EWC_HTTP_BAD_SETUP);
}

Test(http_session, learns_about_the_server)
{
    struct ewc_http_config config;
    const struct ewc_http_exchange *x;
    const struct ewc_http_facts *facts;

    start_tls(NULL, &config);
    config.ca_file = ewc_tlsserver_cert(tls);
    open_client(&config);
    x = send_request(&get);
    cr_expect(eq(int, (int)x->outcome, EWC_HTTP_OK), "%s", x->detail);
    cr_expect(x->tls_us >= x->connect_us && x->tls_us > 0 && x->first_byte_us >= x->tls_us);
    facts = ewc_http_facts(client, arena);
    cr_assert(facts != NULL);
    cr_expect(strncmp(facts->tls_version, "TLSv1.3", 7) == 0 ||
                  strncmp(facts->tls_version, "TLS1.3", 6) == 0,
              "%s", facts->tls_version);
    cr_expect(facts->tls_cipher[0] != '\0');
    cr_expect(strstr(facts->cert_subject, "localhost") != NULL, "%s", facts->cert_subject);
    cr_expect(strstr(facts->cert_issuer, "Test") != NULL, "%s", facts->cert_issuer);
    cr_expect(facts->cert_expires[0] != '\0');
    cr_expect(eq(str, (char *)facts->auth_offered, ""));
    cr_expect(eq(int, facts->has_clock, 0));
}

Test(http_session, refuses_old_tls)
{
    struct ewc_http_config config;

    start_tls("-tls1_1", &config);
    config.insecure = true;
    open_client(&config);
    expect_setup_fault(send_request(&get), EWC_HTTP_NO_TLS);
}

/* With TLS 1.3 the refusal arrives after the request was sent. */
Test(http_session, tells_a_missing_client_certificate)
{
    struct ewc_http_config config;
    const struct ewc_http_exchange *x;

    start_tls("-Verify", &config);
    config.insecure = true;
    open_client(&config);
    x = send_request(&get);
    cr_expect(eq(int, (int)x->outcome, EWC_HTTP_NO_TLS), "%s", x->detail);
}

Test(http_session, measures_the_clock)
{
    static const struct ewc_act acts[] = {
        EWC_READ,
        EWC_SEND("HTTP/1.1 200 OK\r\nDate: Wed, 01 Jan 2020 00:00:00 GMT\r\nContent-Length: 0\r\n\r\n"),
        EWC_END};
    const struct ewc_http_facts *facts;
    struct ewc_http_config config;

    open_on(acts, &config);
    open_client(&config);
    (void)post("<1/>");
    facts = ewc_http_facts(client, arena);
    cr_assert(facts != NULL);
    cr_expect(eq(str, (char *)facts->server_date, "Wed, 01 Jan 2020 00:00:00 GMT"));
    cr_expect(facts->has_clock && facts->clock_ahead_s <= 1577836800 - (int64_t)time(NULL) + 1);
    cr_expect(eq(uint, facts->http_version, 11));
}
