/* HTTP: lengths, chunks, headers, statuses, redirects, and what is no HTTP. */
#include "hostile/row.h"

#define HTTP(label, what, ...)                                                                                           \
    {                                                                                                                    \
        .name = label, .meets = "<m:SetImGroup", .acts = ACTS(__VA_ARGS__, EWC_CLOSE), .exit = 1, \
        .verdict = "fail", .mib = 120, .says = what                                                                                                   \
    }
#define WITH(headers) EWC_SEND(OK_HEAD headers CRLF GOOD)
#define CHUNKED EWC_SEND(OK_HEAD "Transfer-Encoding: chunked" CRLF CRLF)
#define STATUS(line, what) HTTP("status line " line, what, EWC_SEND(line CRLF "Content-Type: text/xml" CRLF CRLF GOOD))
#define MOVED(label, to)                                                                                                 \
    HTTP(label, "redirects are not followed", EWC_SEND("HTTP/1.1 307 Moved" CRLF "Location: " to CRLF "Content-Length: 0" CRLF CRLF))
/* The same where a run allows three. */
#define TO(where) "HTTP/1.1 307 Moved" CRLF "Location: " where CRLF "Content-Length: 0" CRLF CRLF
#define FOLLOWED(label, code, word, what, ...)                                                                           \
    {                                                                                                                    \
        .name = label, .meets = "<m:SetImGroup", .options = "--max-redirects=3", .acts = ACTS(__VA_ARGS__, EWC_CLOSE),   \
        .exit = code, .verdict = word, .says = what                                                                      \
    }

const struct row ROWS_HTTP[] = {
    HTTP("the length is too long", "FAIL ", WITH("Content-Length: 99999" CRLF)),
    HTTP("the length is too short", "not well-formed XML", WITH("Content-Length: 20" CRLF)),
    HTTP("the length is negative", "FAIL ", WITH("Content-Length: -5" CRLF)),
    HTTP("the length is no number", "FAIL ", WITH("Content-Length: many" CRLF)),
    HTTP("two lengths", "FAIL ", WITH("Content-Length: 5" CRLF "Content-Length: 600" CRLF)),
    HTTP("a list of lengths", "FAIL ", WITH("Content-Length: 5, 600" CRLF)),
    HTTP("the length is over 64 bits", "FAIL ", WITH("Content-Length: 99999999999999999999999999" CRLF)),
    HTTP("the length is of an exabyte", "FAIL ", WITH("Content-Length: 1152921504606846976" CRLF)),
    HTTP("the length is zero, and there is a body", "FAIL ", WITH("Content-Length: 0" CRLF)),

    HTTP("a chunk of no size", "FAIL ", CHUNKED, EWC_SEND("zz" CRLF "abc" CRLF "0" CRLF CRLF)),
    HTTP("a chunk of a negative size", "FAIL ", CHUNKED, EWC_SEND("-5" CRLF "abc" CRLF "0" CRLF CRLF)),
    HTTP("a chunk of over 64 bits", "FAIL ", CHUNKED, EWC_SEND("FFFFFFFFFFFFFFFFFF" CRLF "abc" CRLF)),
    HTTP("a chunk without its end", "FAIL ", CHUNKED, EWC_SEND("5" CRLF "<s:Envelope" CRLF "0" CRLF CRLF)),
    HTTP("endless chunks", "--max-body", CHUNKED, EWC_FLOOD("10" CRLF "aaaaaaaaaaaaaaaa" CRLF, 2000000)),
    HTTP("an endless chunk extension", "FAIL ", CHUNKED, EWC_SEND("5;a="), EWC_FLOOD("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 2000000)),
    HTTP("endless trailers", "FAIL ", CHUNKED, EWC_SEND("0" CRLF), EWC_FLOOD("X-Trailer: aaaaaaaaaaaaaaaaaaaaaaaaaaaa" CRLF, 1000000)),
    HTTP("a body without an end", "--max-body", EWC_SEND(CLOSING), EWC_FLOOD("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 2000000)),
    {.name = "a body over a limit of the run", .meets = "<m:SetImGroup", .options = "--max-body=2000",
     .acts = ACTS(EWC_SEND(CLOSING), EWC_FLOOD("<a/>", 1000), EWC_CLOSE), .exit = 1, .verdict = "fail",
     .says = "over 2000 bytes (--max-body)"},

    HTTP("endless headers", "--max-header", EWC_SEND(OK_HEAD), EWC_FLOOD("X-A: b" CRLF, 1000000)),
    {.name = "headers of many bytes", .meets = "<m:SetImGroup", .options = "--max-headers=100000",
     .acts = ACTS(EWC_SEND(OK_HEAD), EWC_FLOOD("X-A: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" CRLF, 1000000), EWC_CLOSE), .exit = 1,
     .verdict = "fail", .says = "over 262144 bytes (--max-header-bytes)"},
    HTTP("one endless header", "FAIL ", EWC_SEND(OK_HEAD "X-A: "), EWC_FLOOD("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 1000000)),
    HTTP("one endless status line", "FAIL ", EWC_SEND("HTTP/1.1 200 "), EWC_FLOOD("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 1000000)),
    HTTP("a header without a colon", "FAIL ", EWC_SEND("HTTP/1.1 200 OK" CRLF "nonsense" CRLF "Connection: close" CRLF CRLF GOOD)),
    HTTP("a NUL in a header", "FAIL ", EWC_SEND("HTTP/1.1 200 OK" CRLF "X-A: a\0b" CRLF "Connection: close" CRLF CRLF GOOD)),
    HTTP("a flood of 100", "--max-header", EWC_FLOOD("HTTP/1.1 100 Continue" CRLF CRLF, 1000000)),
    HTTP("a flood of 103", "--max-header", EWC_FLOOD("HTTP/1.1 103 Early Hints" CRLF "Link: </a>" CRLF CRLF, 1000000)),
    {.name = "a flood of cookies, and then an answer", .meets = "<m:SetImGroup",
     .acts = ACTS(EWC_SEND(OK_HEAD), EWC_FLOOD("Set-Cookie: a=b; Path=/" CRLF, 150), EWC_SEND("Connection: close" CRLF CRLF GOOD), EWC_CLOSE),
     .exit = 0, .verdict = "pass", .says = "1 case: 1 passed"},
    HTTP("an endless flood of cookies", "--max-header", EWC_SEND(OK_HEAD), EWC_FLOOD("Set-Cookie: a=b; Path=/" CRLF, 1000000)),

    HTTP("not HTTP at all", "not HTTP", EWC_SEND("220 mail.example.org ESMTP ready" CRLF)),
    HTTP("bytes of no meaning", "not HTTP", EWC_SEND("\x16\x03\x01\x00\xA5\x00\x01\x00\xFF\xFE\x80")),
    HTTP("HTTP/0.9", "not HTTP", EWC_SEND("<html>hello</html>")),
    HTTP("HTTP/9.9", "FAIL ", EWC_SEND("HTTP/9.9 200 OK" CRLF CRLF GOOD)),
    HTTP("an empty line first", "FAIL ", EWC_SEND(CRLF CRLF "HTTP/1.1 200 OK" CRLF CRLF GOOD)),
    HTTP("HTTP/2 without being asked", "FAIL ", EWC_SEND("\0\0\x12\4\0\0\0\0\0\0\3\0\0\0\x64\0\4\0\1\0\0\0\2\0\0\0\0")),
    STATUS("HTTP/1.1 000 Nothing", "FAIL "),
    STATUS("HTTP/1.1 099 Less", "FAIL "),
    STATUS("HTTP/1.1 101 Switching Protocols", "nobody asked for another protocol"),
    STATUS("HTTP/1.1 204 No Content", "FAIL "),
    STATUS("HTTP/1.1 206 Partial Content", "FAIL "),
    STATUS("HTTP/1.1 299 Odd", "FAIL "),
    STATUS("HTTP/1.1 304 Not Modified", "FAIL "),
    STATUS("HTTP/1.1 418 I'm a teapot", "FAIL "),
    STATUS("HTTP/1.1 600 Beyond", "FAIL "),
    STATUS("HTTP/1.1 999 Beyond", "FAIL "),
    STATUS("HTTP/1.1 99999999999 Long", "FAIL "),
    STATUS("HTTP/1.1 -200 Negative", "FAIL "),
    STATUS("HTTP/1.1 OK", "FAIL "),

    MOVED("redirected to itself", "/EWS/Exchange.asmx"),
    MOVED("redirected to a file", "file://@FILE@"),
    MOVED("redirected to another origin", "http://@TRAP@/EWS/Exchange.asmx"),
    MOVED("redirected to gopher", "gopher://@TRAP@/_x"),
    FOLLOWED("a redirect that a run allows", 0, "pass", "1 case: 1 passed", EWC_SEND(TO("/other")), EWC_READ, EWC_SEND(CLOSING GOOD)),
    FOLLOWED("an endless loop of redirects", 1, "fail", "--max-redirects", EWC_SEND(TO("/other")), EWC_READ, EWC_SEND(TO("/EWS/Exchange.asmx")),
             EWC_READ, EWC_SEND(TO("/other")), EWC_READ, EWC_SEND(TO("/other"))),
    FOLLOWED("a redirect to a file, where some are allowed", 1, "fail", "--max-redirects", EWC_SEND(TO("file://@FILE@"))),
    FOLLOWED("a redirect to another origin, where some are allowed", 1, "fail", "--max-redirects", EWC_SEND(TO("http://@TRAP@/EWS/Exchange.asmx"))),
    FOLLOWED("a redirect by name to another origin", 1, "fail", "--max-redirects", EWC_SEND(TO("//@TRAP@/EWS/Exchange.asmx"))),
    FOLLOWED("a redirect to nonsense", 1, "fail", "FAIL ", EWC_SEND(TO("http://[::::/%%% \\x"))),
    {0},
};
