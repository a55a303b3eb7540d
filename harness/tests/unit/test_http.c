/* http against servers that speak HTTP well, badly or not at all. */
#include "test_http.h"

#include <criterion/parameterized.h>
#include <time.h>

TestSuite(http, .init = set_up, .fini = tear_down, .timeout = 30);

/* ---- one exchange, many servers --------------------------------------------------------------------- */

#define OK_HEAD "HTTP/1.1 200 Fine\r\nContent-Type: text/xml\r\n"
#define ANSWER OK_HEAD "Content-Length: 9\r\n\r\n<answer/>"
#define GZIPPED                                                                                            \
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xb3\x49\xcc\x2b\x2e\x4f\x2d\xd2\xb7\x03\x00\x8c\x6d\x70\xa7" \
    "\x09\x00\x00\x00"
#define K1 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

/* What the server does, and what is to come of it. */
struct row {
    const char *name;
    enum ewc_http_outcome outcome;
    unsigned status;
    const char *body;   /* NULL: whatever                  */
    const char *detail; /* a part of it; NULL: whatever    */
    struct ewc_act acts[8];
};

static const struct row rows[] = {
    {"answer", EWC_HTTP_OK, 200, "<answer/>", "", {EWC_READ, EWC_SEND(ANSWER)}},
    {"slow-but-whole",
     EWC_HTTP_OK,
     200,
     "<answer/>",
     "",
     {EWC_READ, EWC_SEND(OK_HEAD "Content-Length: 9\r\n\r\n<ans"), EWC_PAUSE(50), EWC_SEND("wer/>")}},
    {"chunked",
     EWC_HTTP_OK,
     200,
     "<answer/>",
     "",
     {EWC_READ,
      EWC_SEND(OK_HEAD "Transfer-Encoding: chunked\r\n\r\n4;x=y\r\n<ans\r\n5\r\nwer/>\r\n0\r\n\r\n")}},
    {"gzip",
     EWC_HTTP_OK,
     200,
     "<answer/>",
     "",
     {EWC_READ, EWC_SEND(OK_HEAD "Content-Encoding: gzip\r\nContent-Length: 29\r\n\r\n" GZIPPED)}},
    {"until-close",
     EWC_HTTP_OK,
     200,
     "<answer/>",
     "",
     {EWC_READ, EWC_SEND(OK_HEAD "Connection: close\r\n\r\n<answer/>"), EWC_CLOSE}},
    {"http-1.0",
     EWC_HTTP_OK,
     200,
     "<answer/>",
     "",
     {EWC_READ, EWC_SEND("HTTP/1.0 200 OK\r\n\r\n<answer/>"), EWC_CLOSE}},
    {"no-reason",
     EWC_HTTP_OK,
     500,
     "",
     "",
     {EWC_READ, EWC_SEND("HTTP/1.1 500\r\nContent-Length: 0\r\n\r\n")}},
    {"no-content", EWC_HTTP_OK, 204, "", "", {EWC_READ, EWC_SEND("HTTP/1.1 204 No\r\n\r\n")}},
    {"redirect",
     EWC_HTTP_OK,
     302,
     "",
     "",
     {EWC_READ, EWC_SEND("HTTP/1.1 302 Away\r\nLocation: /else\r\nContent-Length: 0\r\n\r\n")}},
    {"interim",
     EWC_HTTP_OK,
     200,
     "<answer/>",
     "",
     {EWC_READ, EWC_SEND("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: x\r\n\r\n" ANSWER)}},
    {"length-short",
     EWC_HTTP_OK,
     200,
     "<ans",
     "",
     {EWC_READ, EWC_SEND(OK_HEAD "Content-Length: 4\r\n\r\n<answer/>")}},
    {"length-same-twice",
     EWC_HTTP_OK,
     200,
     "<answer/>",
     "",
     {EWC_READ, EWC_SEND(OK_HEAD "Content-Length: 9\r\nContent-Length: 9\r\n\r\n<answer/>")}},
    {"length-beside-chunks",
     EWC_HTTP_OK,
     200,
     "<answer/>",
     "",
     {EWC_READ,
      EWC_SEND(OK_HEAD
               "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n<answer/>\r\n0\r\n\r\n")}},
    {"switching",
     EWC_HTTP_GARBLED,
     101,
     NULL,
     "101",
     {EWC_READ, EWC_SEND("HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n"), EWC_CLOSE}},

    {"length-long",
     EWC_HTTP_CLOSED,
     200,
     "<answer/>",
     "before the response was complete",
     {EWC_READ, EWC_SEND(OK_HEAD "Content-Length: 99\r\n\r\n<answer/>"), EWC_CLOSE}},
    {"close-unread", EWC_HTTP_CLOSED, 0, "", NULL, {EWC_READ_HEAD, EWC_CLOSE}},
    {"close-silent", EWC_HTTP_CLOSED, 0, "", NULL, {EWC_READ, EWC_CLOSE}},
    {"close-in-head", EWC_HTTP_CLOSED, 200, "", NULL, {EWC_READ, EWC_SEND(OK_HEAD), EWC_CLOSE}},
    {"close-after-interim",
     EWC_HTTP_CLOSED,
     0,
     "",
     NULL,
     {EWC_READ, EWC_SEND("HTTP/1.1 100 Continue\r\n\r\n"), EWC_CLOSE}},
    {"close-in-body",
     EWC_HTTP_CLOSED,
     200,
     "<ans",
     NULL,
     {EWC_READ, EWC_SEND(OK_HEAD "Content-Length: 9\r\n\r\n<ans"), EWC_CLOSE}},
    {"close-in-chunk",
     EWC_HTTP_CLOSED,
     200,
     "<ans",
     NULL,
     {EWC_READ, EWC_SEND(OK_HEAD "Transfer-Encoding: chunked\r\n\r\n9\r\n<ans"), EWC_CLOSE}},
    {"close-before-last-chunk",
     EWC_HTTP_CLOSED,
     200,
     "<answer/>",
     NULL,
     {EWC_READ, EWC_SEND(OK_HEAD "Transfer-Encoding: chunked\r\n\r\n9\r\n<answer/>\r\n"), EWC_CLOSE}},
    {"reset-silent", EWC_HTTP_CLOSED, 0, "", NULL, {EWC_READ, EWC_RESET}},
    {"reset-in-head",
     EWC_HTTP_CLOSED,
     200,
     "",
     NULL,
     {EWC_READ, EWC_SEND(OK_HEAD), EWC_PAUSE(50), EWC_RESET}},
    {"reset-in-body",
     EWC_HTTP_CLOSED,
     200,
     "<ans",
     NULL,
     {EWC_READ, EWC_SEND(OK_HEAD "Content-Length: 9\r\n\r\n<ans"), EWC_PAUSE(50), EWC_RESET}},

    {"length-negative",
     EWC_HTTP_GARBLED,
     200,
     NULL,
     "Content-Length",
     {EWC_READ, EWC_SEND(OK_HEAD "Content-Length: -9\r\n\r\n<answer/>")}},
    {"length-word",
     EWC_HTTP_GARBLED,
     200,
     NULL,
     "\"9x\"",
     {EWC_READ, EWC_SEND(OK_HEAD "Content-Length: 9x\r\n\r\n<answer/>")}},
    {"length-differs",
     EWC_HTTP_GARBLED,
     200,
     NULL,
     "both 4 and 9",
     {EWC_READ, EWC_SEND(OK_HEAD "Content-Length: 4\r\nContent-Length: 9\r\n\r\n<answer/>")}},
    {"length-differs-in-list",
     EWC_HTTP_GARBLED,
     200,
     NULL,
     "both 9 and 4",
     {EWC_READ, EWC_SEND(OK_HEAD "Content-Length: 9, 4\r\n\r\n<answer/>")}},
    {"length-huge",
     EWC_HTTP_GARBLED,
     200,
     NULL,
     NULL,
     {EWC_READ, EWC_SEND(OK_HEAD "Content-Length: 99999999999999999999999\r\n\r\n<answer/>"), EWC_CLOSE}},
    {"chunk-size-word",
     EWC_HTTP_GARBLED,
     200,
     NULL,
     "chunk",
     {EWC_READ, EWC_SEND(OK_HEAD "Transfer-Encoding: chunked\r\n\r\nzz\r\n<answer/>\r\n0\r\n\r\n")}},
    {"chunk-longer-than-said",
     EWC_HTTP_GARBLED,
     200,
     NULL,
     "chunk",
     {EWC_READ, EWC_SEND(OK_HEAD "Transfer-Encoding: chunked\r\n\r\n4\r\n<answer/>\r\n0\r\n\r\n")}},
    {"http-0.9", EWC_HTTP_GARBLED, 0, "", NULL, {EWC_READ, EWC_SEND("<answer/>"), EWC_CLOSE}},
    {"noise",
     EWC_HTTP_GARBLED,
     0,
     "",
     NULL,
     {EWC_READ, EWC_SEND("\x00\xff\x16\x03\x01\r\n\r\n\x00"), EWC_CLOSE}},
    {"half-a-status-line", EWC_HTTP_CLOSED, 0, "", NULL, {EWC_READ, EWC_SEND("HTTP/1."), EWC_CLOSE}},
    {"status-word",
     EWC_HTTP_GARBLED,
     0,
     NULL,
     NULL,
     {EWC_READ, EWC_SEND("HTTP/1.1 fine\r\nContent-Length: 0\r\n\r\n")}},
    {"http-3.7",
     EWC_HTTP_GARBLED,
     0,
     NULL,
     NULL,
     {EWC_READ, EWC_SEND("HTTP/3.7 200 OK\r\nContent-Length: 0\r\n\r\n")}},
    {"header-without-colon",
     EWC_HTTP_GARBLED,
     200,
     NULL,
     NULL,
     {EWC_READ, EWC_SEND("HTTP/1.1 200 OK\r\nwhat is this\r\nContent-Length: 0\r\n\r\n")}},
    {"header-with-nul",
     EWC_HTTP_GARBLED,
     200,
     NULL,
     NULL,
     {EWC_READ, EWC_SEND("HTTP/1.1 200 OK\r\nX: a\0b\r\nContent-Length: 0\r\n\r\n")}},
    {"coding-unknown",
     EWC_HTTP_GARBLED,
     200,
     NULL,
     NULL,
     {EWC_READ, EWC_SEND(OK_HEAD "Content-Encoding: zebra\r\nContent-Length: 9\r\n\r\n<answer/>")}},
    {"gzip-false",
     EWC_HTTP_GARBLED,
     200,
     NULL,
     NULL,
     {EWC_READ, EWC_SEND(OK_HEAD "Content-Encoding: gzip\r\nContent-Length: 9\r\n\r\n<answer/>")}},

    {"endless-headers",
     EWC_HTTP_TOO_LARGE,
     200,
     "",
     "more than 200 response headers",
     {EWC_READ, EWC_SEND(OK_HEAD), EWC_FLOOD("X-A: b\r\n", 100000)}},
    {"long-headers",
     EWC_HTTP_TOO_LARGE,
     200,
     "",
     "response headers over 262144 bytes",
     {EWC_READ, EWC_SEND(OK_HEAD),
      EWC_FLOOD("X-A: " K1 K1 K1 K1 K1 K1 K1 K1 K1 K1 K1 K1 K1 K1 K1 K1 K1 K1 K1 K1 K1 K1 K1 K1 K1 K1 K1 K1
                    K1 K1 K1 K1 "\r\n",
                10000)}},
    {"endless-header-line",
     EWC_HTTP_TOO_LARGE,
     200,
     "",
     NULL,
     {EWC_READ, EWC_SEND(OK_HEAD "X-A: "), EWC_FLOOD(K1, 100000)}},
    {"interim-flood",
     EWC_HTTP_TOO_LARGE,
     0,
     "",
     "response headers over",
     {EWC_READ, EWC_FLOOD("HTTP/1.1 100 Continue\r\n\r\n", 100000)}},
    {"endless-body",
     EWC_HTTP_TOO_LARGE,
     200,
     NULL,
     "response body over 65536 bytes",
     {EWC_READ, EWC_SEND(OK_HEAD "\r\n"), EWC_FLOOD(K1, 100000)}},
    {"endless-chunks",
     EWC_HTTP_TOO_LARGE,
     200,
     NULL,
     "response body over 65536 bytes",
     {EWC_READ, EWC_SEND(OK_HEAD "Transfer-Encoding: chunked\r\n\r\n"),
      EWC_FLOOD("40\r\n" K1 "\r\n", 100000)}},
};

ParameterizedTestParameters(http, tells_apart)
{
    static size_t indexes[sizeof(rows) / sizeof(rows[0])];

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        indexes[i] = i;
    return cr_make_param_array(size_t, indexes, sizeof(rows) / sizeof(rows[0]));
}

ParameterizedTest(size_t *index, http, tells_apart)
{
    const struct row *row = &rows[*index];
    const struct ewc_http_exchange *x;
    struct ewc_http_config config;

    start(row->acts);
    config = quick(ewc_listener_url(listener));
    open_client(&config);
    x = post("<question/>");
    cr_expect(x->outcome == row->outcome, "%s: outcome is %s, \"%s\"", row->name,
              ewc_http_outcome_name(x->outcome), x->detail);
    cr_expect(x->status == row->status, "%s: status is %u", row->name, x->status);
    if (row->body)
        cr_expect(ewc_str_is(x->body, row->body), "%s: body is \"%s\"", row->name, x->body.ptr);
    if (row->detail)
        cr_expect(strstr(x->detail, row->detail) != NULL, "%s: detail is \"%s\"", row->name, x->detail);
    cr_expect(x->maybe_processed && !x->resent, "%s", row->name);
    cr_expect(x->body.ptr[x->body.len] == '\0', "%s", row->name);
    cr_expect(x->total_us < 3 * 1000 * 1000, "%s: took %llu us", row->name,
              (unsigned long long)x->total_us);
}

/* Servers that take their time: the request's timeout ends it. */
static const struct row slow_rows[] = {
    {"silent", EWC_HTTP_TIMEOUT, 0, "", "in time", {EWC_READ}},
    {"never-reads", EWC_HTTP_TIMEOUT, 0, "", "in time", {EWC_PAUSE(5000)}},
    {"silent-in-head", EWC_HTTP_TIMEOUT, 200, "", "in time", {EWC_READ, EWC_SEND(OK_HEAD)}},
    {"silent-in-body",
     EWC_HTTP_TIMEOUT,
     200,
     "<ans",
     "in time",
     {EWC_READ, EWC_SEND(OK_HEAD "Content-Length: 9\r\n\r\n<ans")}},
    {"silent-after-interim",
     EWC_HTTP_TIMEOUT,
     0,
     "",
     "in time",
     {EWC_READ, EWC_SEND("HTTP/1.1 100 Continue\r\n\r\n")}},
    {"drips-head", EWC_HTTP_TIMEOUT, 200, "", "in time", {EWC_READ, EWC_DRIP(OK_HEAD OK_HEAD OK_HEAD, 10)}},
    {"drips-body",
     EWC_HTTP_TIMEOUT,
     200,
     NULL,
     "in time",
     {EWC_READ, EWC_SEND(OK_HEAD "\r\n"), EWC_DRIP(K1 K1 K1 K1, 10)}},
};

ParameterizedTestParameters(http, times_out)
{
    static size_t indexes[sizeof(slow_rows) / sizeof(slow_rows[0])];

    for (size_t i = 0; i < sizeof(slow_rows) / sizeof(slow_rows[0]); i++)
        indexes[i] = i;
    return cr_make_param_array(size_t, indexes, sizeof(slow_rows) / sizeof(slow_rows[0]));
}

ParameterizedTest(size_t *index, http, times_out)
{
    const struct row *row = &slow_rows[*index];
    const struct ewc_http_exchange *x;
    struct ewc_http_config config;

    start(row->acts);
    config = quick(ewc_listener_url(listener));
    config.timeout_ms = 500;
    open_client(&config);
    x = post("<question/>");
    cr_expect(x->outcome == row->outcome, "%s: outcome is %s, \"%s\"", row->name,
              ewc_http_outcome_name(x->outcome), x->detail);
    cr_expect(x->status == row->status, "%s: status is %u", row->name, x->status);
    if (row->body)
        cr_expect(ewc_str_is(x->body, row->body), "%s: body is \"%s\"", row->name, x->body.ptr);
    cr_expect(strstr(x->detail, row->detail) != NULL, "%s: detail is \"%s\"", row->name, x->detail);
    cr_expect(x->total_us > 400 * 1000 && x->total_us < 3 * 1000 * 1000, "%s: took %llu us", row->name,
              (unsigned long long)x->total_us);
}

Test(http, request_timeout_wins)
{
    static const struct ewc_act acts[] = {EWC_READ, EWC_END};
    struct ewc_http_request request = {.timeout_ms = 200};
    struct ewc_http_config config;

    start(acts);
    config = quick(ewc_listener_url(listener));
    open_client(&config);
    cr_expect(eq(int, (int)send_request(&request)->outcome, EWC_HTTP_TIMEOUT));
}

/* ---- bombs ------------------------------------------------------------------------------------------ */

/* A gzip stream that unpacks to millions of zeros: a literal 0, then "258 bytes from one byte ago" over
 * and over in the fixed Huffman code; eight of those are 13 bytes. */
static size_t make_bomb(unsigned char *out, size_t repeats)
{
    static const unsigned char head[] = {0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3};
    static const char start_bits[] = "110"
                                     "00110000"; /* last block, fixed codes; the literal 0 */
    static const char match_bits[] = "11000101"
                                     "00000";
    size_t bit = sizeof(head) * 8;

    memcpy(out, head, sizeof(head));
    for (const char *c = start_bits; *c; c++, bit++)
        out[bit / 8] = (unsigned char)(out[bit / 8] | (*c == '1') << bit % 8);
    for (size_t i = 0; i < repeats; i++) {
        for (const char *c = match_bits; *c; c++, bit++)
            out[bit / 8] = (unsigned char)(out[bit / 8] | (*c == '1') << bit % 8);
    }
    return bit / 8;
}

Test(http, gzip_bomb_stops_at_the_limit)
{
    static unsigned char bomb[100000];
    struct ewc_act acts[] = {
        EWC_READ,
        EWC_SEND("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 99999\r\n\r\n"),
        {EWC_ACT_SEND, (const char *)bomb, 0, 0},
        EWC_END};
    const struct ewc_http_exchange *x;
    struct ewc_http_config config;

    acts[2].len = make_bomb(bomb, 60000);
    start(acts);
    config = quick(ewc_listener_url(listener));
    config.max_body_bytes = (size_t)1 << 20;
    open_client(&config);
    x = post("<question/>");
    cr_expect(eq(int, (int)x->outcome, EWC_HTTP_TOO_LARGE));
    cr_expect(eq(str, (char *)x->detail, "response body over 1048576 bytes (--max-body)"));
    cr_expect(eq(sz, x->body.len, (size_t)1 << 20));
}

/* ---- what is kept ----------------------------------------------------------------------------------- */

Test(http, keeps_headers_in_order)
{
    static const struct ewc_act acts[] = {
        EWC_READ,
        EWC_SEND("HTTP/1.1 103 Hint\r\nX-Early: 1\r\n\r\n"
                 "HTTP/1.1 200 Very \x01 well\r\nX-Two: \t one \r\nX-Empty:\r\nX-Two: zwei\r\n"
                 "X-Fold: a\r\n \t b\r\n  c\r\nX-Latin: caf\xe9\r\nX-Utf: caf\xc3\xa9\r\nX-Bell: a\x07"
                 "b\x7f\r\n"
                 "Retry-After: 17\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX-Trailer: t\r\n\r\n"),
        EWC_END};
    const struct ewc_http_exchange *x;
    struct ewc_http_config config;

    start(acts);
    config = quick(ewc_listener_url(listener));
    open_client(&config);
    x = post("<question/>");
    cr_expect(eq(int, (int)x->outcome, EWC_HTTP_OK), "%s", x->detail);
    cr_expect(eq(str, (char *)x->reason, "Very ? well"));
    cr_expect(eq(uint, x->http_version, 11));
    cr_expect(eq(str, (char *)header(x->headers, "x-two", 0), "one"));
    cr_expect(eq(str, (char *)header(x->headers, "x-two", 1), "zwei"));
    cr_expect(eq(str, (char *)header(x->headers, "x-empty", 0), ""));
    cr_expect(eq(str, (char *)header(x->headers, "x-fold", 0), "a b c"));
    cr_expect(eq(str, (char *)header(x->headers, "x-latin", 0), "caf\xc3\xa9"));
    cr_expect(eq(str, (char *)header(x->headers, "x-utf", 0), "caf\xc3\xa9"));
    cr_expect(eq(str, (char *)header(x->headers, "x-bell", 0), "a?b?"));
    cr_expect(eq(str, (char *)header(x->headers, "x-early", 0), "(none)"));
    cr_expect(eq(str, (char *)header(x->headers, "x-trailer", 0), "(none)"));
    cr_expect(eq(uint, x->retry_after_s, 17));
    cr_expect(strcmp(x->headers[0].name, "X-Two") == 0);
}

Test(http, reads_retry_after_dates)
{
    static char answer[256];
    static struct ewc_act acts[] = {EWC_READ, {EWC_ACT_SEND, answer, 0, 0}, EWC_END};
    time_t then = time(NULL) + 90;
    struct tm utc;
    char date[64];
    const struct ewc_http_exchange *x;
    struct ewc_http_config config;

    cr_assert(gmtime_r(&then, &utc) != NULL);
    cr_assert(strftime(date, sizeof(date), "%a, %d %b %Y %H:%M:%S GMT", &utc) > 0);
    acts[1].len = (size_t)snprintf(
        answer, sizeof(answer), "HTTP/1.1 503 Busy\r\nRetry-After: %s\r\nContent-Length: 0\r\n\r\n", date);
    start(acts);
    config = quick(ewc_listener_url(listener));
    open_client(&config);
    x = post("<question/>");
    cr_expect(x->retry_after_s >= 85 && x->retry_after_s <= 90, "%u", x->retry_after_s);
}

Test(http, tells_a_retry_after_of_nothing_from_none)
{
    static const struct ewc_act acts[] = {
        EWC_READ, EWC_SEND("HTTP/1.1 503 Busy\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n"),
        EWC_READ, EWC_SEND("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"),
        EWC_READ, EWC_SEND("HTTP/1.1 503 Busy\r\nRetry-After: soon\r\nContent-Length: 0\r\n\r\n"), EWC_END};
    static const bool told[] = {true, false, false};
    struct ewc_http_config config;

    start(acts);
    config = quick(ewc_listener_url(listener));
    open_client(&config);
    for (size_t i = 0; i < 3; i++) {
        const struct ewc_http_exchange *x = post("<question/>");

        cr_expect(eq(uint, x->retry_after_s, 0));
        cr_expect(x->has_retry_after == told[i], "%zu", i);
    }
}

/* ---- what is sent ----------------------------------------------------------------------------------- */

Test(http, sends_what_it_is_told)
{
    static const struct ewc_act acts[] = {EWC_READ, EWC_SEND(ANSWER), EWC_READ, EWC_SEND(ANSWER),
                                          EWC_READ, EWC_SEND(ANSWER), EWC_END};
    static const struct ewc_http_header some[] = {
        {"Content-Type", "text/xml"}, {"SOAPAction", ""}, {"X-One", " 1 "}, {"X-One", "2"},
        {"User-Agent", "mine"},       {NULL, NULL}};
    static const struct ewc_http_header none[] = {{"Content-Type", NULL},
                                                  {"User-Agent", NULL},
                                                  {"Accept", NULL},
                                                  {"Accept-Encoding", "identity"},
                                                  {NULL, NULL}};
    struct ewc_http_request request = {.headers = some, .body = ewc_str("<a/>")};
    const struct ewc_http_exchange *x;
    struct ewc_http_config config;
    const char *sent;

    start(acts);
    config = quick(ewc_listener_url(listener));
    open_client(&config);
    x = send_request(&request);
    sent = ewc_listener_request(listener, 0);
    cr_expect(strstr(sent, "POST /EWS/Exchange.asmx HTTP/1.1\r\nHost: 127.0.0.1:") == sent, "%s", sent);
    cr_expect(strstr(sent, "\r\nSOAPAction:\r\n") != NULL, "%s", sent);
    cr_expect(strstr(sent, "\r\nX-One: 1\r\nX-One: 2\r\nUser-Agent: mine\r\n") != NULL, "%s", sent);
    cr_expect(strstr(sent, "\r\nContent-Length: 4\r\n") != NULL && strstr(sent, "\r\n\r\n<a/>") != NULL,
              "%s", sent);
    cr_expect(strstr(sent, "gzip") && !strstr(sent, "Expect:"), "%s", sent);
    cr_expect(eq(str, (char *)header(x->request_headers, "soapaction", 0), ""));
    cr_expect(eq(str, (char *)header(x->request_headers, "x-one", 1), "2"));
    cr_expect(eq(str, (char *)header(x->request_headers, "content-length", 0), "4"));

    request = (struct ewc_http_request){.headers = none, .body = ewc_str("<b/>"), .method = "PUT"};
    x = send_request(&request);
    sent = ewc_listener_request(listener, 1);
    cr_expect(strncmp(sent, "PUT ", 4) == 0 && !strstr(sent, "Content-Type") &&
                  !strstr(sent, "User-Agent") && !strstr(sent, "Accept:") &&
                  strstr(sent, "Accept-Encoding: identity\r\n"),
              "%s", sent);
    cr_expect(eq(str, (char *)x->method, "PUT"));

    request = (struct ewc_http_request){.method = "GET"};
    x = send_request(&request);
    sent = ewc_listener_request(listener, 2);
    cr_expect(strncmp(sent, "GET ", 4) == 0 && !strstr(sent, "Content-") && !strstr(sent, "<") &&
                  strstr(sent, "User-Agent: ews-conform/"),
              "%s", sent);
    cr_expect(eq(str, (char *)header(x->request_headers, "soapaction", 0), "(none)"));
    cr_expect(eq(uint, ewc_listener_connections(listener), 1));
}

Test(http, sends_in_chunks)
{
    static const struct ewc_act acts[] = {EWC_READ, EWC_SEND(ANSWER), EWC_END};
    static char body[1201];
    struct ewc_http_request request = {.headers = soap_headers, .body = {body, 1200}, .chunked = true};
    struct ewc_http_config config;
    const char *sent;

    memset(body, 'x', 1200);
    start(acts);
    config = quick(ewc_listener_url(listener));
    open_client(&config);
    cr_expect(eq(int, (int)send_request(&request)->outcome, EWC_HTTP_OK));
    sent = ewc_listener_request(listener, 0);
    cr_expect(strstr(sent, "Transfer-Encoding: chunked\r\n") && !strstr(sent, "Content-Length"), "%s",
              sent);
    cr_expect(strstr(sent, "\r\n\r\n200\r\nxxx") && strstr(sent, "x\r\n200\r\nx") &&
                  strstr(sent, "x\r\nb0\r\nx"),
              "%s", sent);
}

Test(http, waits_for_continue)
{
    static const struct ewc_act acts[] = {EWC_READ_HEAD, EWC_SEND("HTTP/1.1 100 Continue\r\n\r\n"),
                                          EWC_READ, EWC_END};
    struct ewc_http_request request = {.headers = soap_headers,
                                       .body = ewc_str("<a/>\r\n\r\n"),
                                       .expect_continue = true,
                                       .timeout_ms = 700};
    struct ewc_http_config config;

    start(acts);
    config = quick(ewc_listener_url(listener));
    open_client(&config);
    cr_expect(eq(int, (int)send_request(&request)->outcome, EWC_HTTP_TIMEOUT));
    cr_assert(eq(sz, ewc_listener_requests(listener), 2));
    cr_expect(strstr(ewc_listener_request(listener, 0), "Expect: 100-continue\r\n") != NULL);
    cr_expect(eq(str, (char *)ewc_listener_request(listener, 1), "<a/>\r\n\r\n"));
}

Test(http, refuses_broken_requests)
{
    static const struct ewc_act acts[] = {EWC_READ, EWC_END};
    static const struct ewc_http_header split[] = {{"X-A", "1\r\nX-B: 2"}, {NULL, NULL}};
    static const struct ewc_http_header strange[] = {{"X A", "1"}, {NULL, NULL}};
    const struct ewc_http_request requests[] = {{.headers = split},
                                                {.headers = strange},
                                                {.method = "GET /x"},
                                                {.method = "CONNECT"},
                                                {.method = ""}};
    struct ewc_http_config config;

    start(acts);
    config = quick(ewc_listener_url(listener));
    open_client(&config);
    for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++) {
        const struct ewc_http_exchange *x = send_request(&requests[i]);

        cr_expect(x->outcome == EWC_HTTP_BAD_SETUP && !x->maybe_processed, "%zu: %s", i, x->detail);
    }
    cr_expect(eq(uint, ewc_listener_connections(listener), 0));
}

Test(http, copes_with_large_requests)
{
    static const struct ewc_act acts[] = {EWC_PAUSE(100), EWC_READ, EWC_SEND(ANSWER), EWC_END};
    static char value[60000], body[3000001];
    const struct ewc_http_header headers[] = {{"X-Large", value}, {"X-Last", "here"}, {NULL, NULL}};
    struct ewc_http_request request = {.headers = headers, .body = {body, 3000000}};
    const struct ewc_http_exchange *x;
    struct ewc_http_config config;

    memset(value, 'v', sizeof(value) - 1);
    memset(body, 'b', sizeof(body) - 1);
    start(acts);
    config = quick(ewc_listener_url(listener));
    open_client(&config);
    x = send_request(&request);
    cr_expect(eq(int, (int)x->outcome, EWC_HTTP_OK), "%s", x->detail);
    cr_expect(eq(str, (char *)header(x->request_headers, "x-last", 0), "here"));
    cr_expect(eq(sz, strlen(header(x->request_headers, "x-large", 0)), 59999));
    cr_expect(eq(int, x->resent, 0));
}
