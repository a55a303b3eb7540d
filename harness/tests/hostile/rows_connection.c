/* The connection itself: closed, reset, silent, slow, at each stage of an exchange. */
#include "hostile/row.h"

#define CONN(label, what, ...)                                                                                           \
    {                                                                                                                    \
        .name = label, .meets = "<m:SetImGroup", .acts = ACTS(__VA_ARGS__), .exit = 1, .verdict = "fail", .says = what   \
    }
#define CLOSED "it closed the connection before the response was whole"
#define LATE "did not complete the HTTP exchange in time"

const struct row ROWS_CONNECTION[] = {
    /* A connection that was kept and ends without a byte may just have been idle for too long: the request is sent again
     * on a new one, and what happens there counts. */
    CONN("closed after the request", CLOSED, EWC_CLOSE, EWC_READ, EWC_CLOSE),
    CONN("reset after the request", CLOSED, EWC_RESET, EWC_READ, EWC_RESET),
    {.name = "closed after the request, and answered the next time", .meets = "<m:SetImGroup", .acts = ACTS(EWC_CLOSE), .exit = 0,
     .verdict = "pass", .says = "1 case: 1 passed"},
    CONN("closed in the status line", "FAIL ", EWC_SEND("HTTP/1.1 20"), EWC_CLOSE, EWC_READ, EWC_SEND("HTTP/1.1 20"), EWC_CLOSE),
    CONN("closed after the status line", "FAIL ", EWC_SEND("HTTP/1.1 200 OK" CRLF), EWC_CLOSE),
    CONN("closed in a header", "FAIL ", EWC_SEND("HTTP/1.1 200 OK" CRLF "Content-Ty"), EWC_CLOSE),
    CONN("closed before the body", CLOSED, EWC_SEND(OK_HEAD "Content-Length: 500" CRLF CRLF), EWC_CLOSE),
    CONN("closed in the body", CLOSED, EWC_SEND(OK_HEAD "Content-Length: 5000" CRLF CRLF GOOD), EWC_CLOSE),
    CONN("reset in the body", CLOSED, EWC_SEND(OK_HEAD "Content-Length: 5000" CRLF CRLF GOOD), EWC_RESET),
    CONN("reset in a header", "FAIL ", EWC_SEND("HTTP/1.1 200 OK" CRLF "Content-Ty"), EWC_RESET),
    CONN("closed between chunks", "FAIL ", EWC_SEND(OK_HEAD "Transfer-Encoding: chunked" CRLF CRLF "5" CRLF "<s:En" CRLF),
         EWC_CLOSE),
    CONN("silence after the request", LATE, EWC_PAUSE(3000), EWC_CLOSE),
    CONN("silence after the status line", LATE, EWC_SEND("HTTP/1.1 200 OK" CRLF), EWC_PAUSE(3000), EWC_CLOSE),
    CONN("silence after the head", LATE, EWC_SEND(OK_HEAD "Content-Length: 500" CRLF CRLF), EWC_PAUSE(3000), EWC_CLOSE),
    CONN("silence in the body", LATE, EWC_SEND(OK_HEAD "Content-Length: 5000" CRLF CRLF GOOD), EWC_PAUSE(3000), EWC_CLOSE),
    CONN("headers drip", LATE, EWC_DRIP(OK_HEAD "X-A: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" CRLF, 60), EWC_CLOSE),
    CONN("the body drips", LATE, EWC_SEND(OK_HEAD "Content-Length: 500" CRLF CRLF), EWC_DRIP(GOOD, 60), EWC_CLOSE),
    CONN("chunks drip", LATE, EWC_SEND(OK_HEAD "Transfer-Encoding: chunked" CRLF CRLF),
         EWC_DRIP("1" CRLF "<" CRLF "1" CRLF "s" CRLF "1" CRLF ":" CRLF "1" CRLF "E" CRLF "1" CRLF "n" CRLF, 60), EWC_CLOSE),
    /* what the case is given, and what it leaves */
    {.name = "closed when a group is to be made", .meets = "<m:AddImGroup", .acts = ACTS(EWC_CLOSE, EWC_READ, EWC_CLOSE),
     .file = "cases/rename/rename-once.xml", .exit = 1, .verdict = "fail", .says = CLOSED},
    {.name = "closed when the list is read", .meets = "<m:GetImItemList", .acts = ACTS(EWC_SERVE("<m:GetImItemList", 2), EWC_CLOSE, EWC_READ, EWC_CLOSE),
     .file = "cases/rename/rename-once.xml", .exit = 1, .verdict = "fail", .says = CLOSED},
    {.name = "closed when the group is renamed", .meets = "<m:SetImGroup", .acts = ACTS(EWC_CLOSE, EWC_READ, EWC_CLOSE),
     .file = "cases/rename/rename-once.xml", .exit = 1, .verdict = "fail", .says = CLOSED},
    {.name = "silence when the group is renamed", .meets = "<m:SetImGroup", .acts = ACTS(EWC_PAUSE(2500), EWC_CLOSE),
     .file = "cases/rename/rename-once.xml", .exit = 1, .verdict = "fail", .says = LATE, .seconds = 8},
    {.name = "closed when the group is removed", .meets = "<m:RemoveImGroup", .acts = ACTS(EWC_CLOSE),
     .file = "cases/rename/rename-once.xml", .exit = 0, .verdict = "pass", .says = "1 case: 1 passed"},
    {.name = "silence for ever, to every request", .acts = ACTS(EWC_PAUSE(20000)), .options = "--case-timeout=2 --run-timeout=4",
     .exit = 1, .verdict = "fail", .says = LATE, .seconds = 10},
    {.name = "closed at the first request", .acts = ACTS(EWC_CLOSE), .exit = 0, .verdict = "pass", .says = "The first request was not answered"},
    {0},
};
