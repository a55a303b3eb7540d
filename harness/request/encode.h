/* Inside of `request`: text to bytes. */
#ifndef EWC_REQUEST_ENCODE_H
#define EWC_REQUEST_ENCODE_H

#include "base/base.h"

/* Namespace names of EWS as the schemas' targetNamespace has them, but for the scheme. Source:
 * messages.xsd, types.xsd. */
#define NS_BASE "schemas.microsoft.com/exchange/services/2006/"

/* "UTF-16" and "UTF-32" leave the byte order open: they are little endian with a byte order mark, as
 * Windows clients send them. */
bool has_open_order(const char *encoding);

/* These append without a byte order mark; false when the encoding is unknown or a character has no place in
 * it. In XML such a character becomes a reference where there can be one: not in CDATA sections, comments
 * and instructions. */
bool put_text(struct ewc_buf *out, struct ewc_str text, const char *encoding);
bool put_xml(struct ewc_buf *out, struct ewc_str xml, const char *encoding);
bool put_byte_order_mark(struct ewc_buf *out, const char *encoding);

/* The text of a raw request: U+0001 and two hexadecimal digits stand for a byte (see case/step.c); neither
 * the case file nor a value can hold U+0001 itself. */
bool put_raw(struct ewc_buf *out, struct ewc_str text, const char *encoding);

/* EWS namespace names from http:// to https:// and the other way round. */
void put_swapped(struct ewc_buf *out, struct ewc_str bytes);

/* false: memory ran out. */
bool put_gzip(struct ewc_buf *out, struct ewc_str bytes);

#endif
