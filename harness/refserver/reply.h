/* reply: the HTTP side of an answer. */
#ifndef EWC_REFSERVER_REPLY_H
#define EWC_REFSERVER_REPLY_H

#include "refserver/call.h"

/** Adds a header; both strings must live as long as the reply. */
void ref_add_reply_header(struct http_reply *reply, const char *name, const char *value);
/** A small HTML page, as web servers answer with by themselves. */
void ref_page(struct http_reply *reply, unsigned status, const char *sentence);

#endif
