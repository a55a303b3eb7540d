/* No request can be sent: that is said once, and no case is run. */
#include "hostile/row.h"

#define NO_REQUEST(label, who, ...)                                                                                      \
    {                                                                                                                    \
        .name = label, .server = who, .exit = 2, .verdict = "skip", .says = "The server cannot be reached at ",          \
        __VA_ARGS__                                                                                                      \
    }

const struct row ROWS_SETUP[] = {
    NO_REQUEST("nobody listens", ROW_REFUSED, .acts = NULL),
    NO_REQUEST("no answer to a connection", ROW_BLOCKED, .acts = NULL),
    NO_REQUEST("no host of that name", ROW_NO_NAME, .acts = NULL),
    NO_REQUEST("a certificate that nobody vouches for", ROW_TLS_SELF_SIGNED, .acts = NULL),
    NO_REQUEST("a certificate of another host", ROW_TLS_OTHER_HOST, .acts = NULL),
    NO_REQUEST("a certificate out of date", ROW_TLS_EXPIRED, .acts = NULL),
    NO_REQUEST("garbage for TLS", ROW_TLS_RAW, .acts = ACTS(EWC_SEND("garbage garbage garbage garbage"), EWC_CLOSE)),
    NO_REQUEST("HTTP for TLS", ROW_TLS_RAW, .acts = ACTS(EWC_SEND("HTTP/1.1 400 Bad Request" CRLF CRLF), EWC_CLOSE)),
    NO_REQUEST("a TLS alert", ROW_TLS_RAW, .acts = ACTS(EWC_SEND("\x15\x03\x03\x00\x02\x02\x28"), EWC_CLOSE)),
    NO_REQUEST("TLS that is closed", ROW_TLS_RAW, .acts = ACTS(EWC_CLOSE)),
    NO_REQUEST("TLS that is reset", ROW_TLS_RAW, .acts = ACTS(EWC_RESET)),
    NO_REQUEST("TLS without an answer", ROW_TLS_RAW, .acts = ACTS(EWC_PAUSE(5000), EWC_CLOSE)),
    NO_REQUEST("a TLS record without an end", ROW_TLS_RAW, .acts = ACTS(EWC_SEND("\x16\x03\x03\xFF\xFF"), EWC_FLOOD("aaaaaaaaaaaaaaaa", 1000000))),
    {.name = "redirected at the first request", .says = "redirects to", .exit = 2, .verdict = "skip",
     .acts = ACTS(EWC_SEND("HTTP/1.1 302 Moved" CRLF "Location: http://@TRAP@/" CRLF "Content-Length: 0" CRLF CRLF))},
    {0},
};
