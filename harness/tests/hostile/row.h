/* hostile/row: one row of the table: what a server does, and what may become of it. */
#ifndef EWC_HOSTILE_ROW_H
#define EWC_HOSTILE_ROW_H

#include "base/base.h"
#include "testlib/listener.h"

/* Who listens where the row's program is sent. */
enum row_server {
    ROW_HTTP = 0,        /* the row's acts                                              */
    ROW_TLS_RAW,         /* the same, but the program speaks TLS to it                  */
    ROW_TLS_SELF_SIGNED, /* a TLS server whose certificate nobody vouches for           */
    ROW_TLS_OTHER_HOST,  /* a trusted one, but of another name                          */
    ROW_TLS_EXPIRED,     /* a trusted one, but out of date                              */
    ROW_REFUSED,         /* nobody                                                      */
    ROW_BLOCKED,         /* a port that takes no more connections: no answer comes      */
    ROW_NO_NAME,         /* a host that there is not                                    */
};

enum { ROW_ACTS_MAX = 16 };

struct row {
    const char *name;
    /* The request that is answered so: the first one with this in it; NULL: the very first of the run. */
    const char *meets;
    /* What happens then, up to EWC_END; all other requests are answered properly. In the bytes @TRAP@ is the address
     * of a listener to which nobody may connect, @FILE@ the path of a file that nobody may read. */
    const struct ewc_act *acts;
    /* Instead of acts: makes the bytes of the whole response, after which the connection is closed. */
    void (*make)(struct ewc_buf *out);
    enum row_server server;
    const char *scheme; /* of the sign-in: --auth; NULL: none */
    const char *options; /* more of the command line, separated by spaces */
    const char *file;    /* the case; NULL: hostile/hostile-rename.xml, which is given nothing */

    int exit;
    const char *verdict; /* of the case */
    const char *says;    /* stands in what the program prints */
    unsigned seconds, mib; /* 0: 5 s of the processor (four times that by the clock, on a busy machine), 64 MiB */
};

/* The tables, each ended by a row without a name. */
extern const struct row ROWS_CONNECTION[], ROWS_HTTP[], ROWS_CODING[], ROWS_XML[], ROWS_TEXT[], ROWS_SIGN_IN[], ROWS_SETUP[];

/* Where the program is, and the source tree. */
struct place {
    const char *program, *root;
};

/* Runs one row in this process and prints its line; false: it failed. */
bool row_run(const struct row *row, const struct place *place);

/* ---- for the tables --------------------------------------------------------------------------------------------- */

#define ACTS(...) (const struct ewc_act[]){__VA_ARGS__, EWC_END}
#define CRLF "\r\n"
#define OK_HEAD "HTTP/1.1 200 OK" CRLF "Content-Type: text/xml; charset=utf-8" CRLF
#define CLOSING OK_HEAD "Connection: close" CRLF CRLF
#define ENVELOPE_START                                                                                                   \
    "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" "                                                 \
    "xmlns:m=\"http://schemas.microsoft.com/exchange/services/2006/messages\" "                                          \
    "xmlns:t=\"http://schemas.microsoft.com/exchange/services/2006/types\"><s:Header>"                                   \
    "<t:ServerVersionInfo MajorVersion=\"15\" MinorVersion=\"1\" MajorBuildNumber=\"669\" MinorBuildNumber=\"32\" "      \
    "Version=\"V2016_10_10\"/></s:Header><s:Body>"
#define ENVELOPE_END "</s:Body></s:Envelope>"
#define SUCCESS_START "<m:SetImGroupResponse ResponseClass=\"Success\"><m:ResponseCode>NoError</m:ResponseCode>"
#define SUCCESS SUCCESS_START "</m:SetImGroupResponse>"
#define GOOD ENVELOPE_START SUCCESS ENVELOPE_END
/* A response of that body. */
#define BODY(text) .acts = ACTS(EWC_SEND(CLOSING text), EWC_CLOSE)
/* Two pieces and something between them, many times. */
#define BODY_WITH(before, piece, times, after)                                                                           \
    .acts = ACTS(EWC_SEND(CLOSING before), EWC_FLOOD(piece, times), EWC_SEND(after), EWC_CLOSE)

#endif
