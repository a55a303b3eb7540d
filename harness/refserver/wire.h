/* wire: one HTTP request and its reply, without the library that carries them. */
#ifndef EWC_REFSERVER_WIRE_H
#define EWC_REFSERVER_WIRE_H

#include "base/base.h"

/* What a client sent. All is borrowed for the exchange; a header that is not there is NULL. */
struct http_request {
    const char *method;
    const char *path;
    const char *content_type;
    const char *content_encoding;
    const char *accept_encoding;
    const char *authorization;
    const char *soap_action;
    const char *transfer_encoding;
    bool expects;     /* it came with Expect: 100-continue                           */
    bool after_error; /* the one before it on this connection ended in an error      */
    bool too_large;
    struct ewc_str body;
};

#define REF_MAX_HEADERS 32u

struct http_header {
    const char *name;
    const char *value;
};

/* How the bytes of the body travel. */
enum delivery {
    DELIVER_WHOLE,       /* with Content-Length                          */
    DELIVER_CHUNKED,     /* in chunks                                    */
    DELIVER_BROKEN,      /* in chunks, and the connection breaks between */
    DELIVER_LENGTH_MORE, /* Content-Length says more than there is       */
    DELIVER_LENGTH_LESS, /* Content-Length says less than there is       */
    DELIVER_NOTHING,     /* the connection is closed, not even a status  */
};

/* What is to be sent back. */
struct http_reply {
    unsigned status;
    struct http_header headers[REF_MAX_HEADERS];
    size_t header_count;
    bool failed; /* it is about an error or a fault */
    bool close;  /* the connection ends after it    */
    bool http_1_0;
    enum delivery delivery;
    struct ewc_buf body;
};

#endif
