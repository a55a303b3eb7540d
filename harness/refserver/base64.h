/* base64: the letters that Ids and Basic sign-in are made of. */
#ifndef EWC_REFSERVER_BASE64_H
#define EWC_REFSERVER_BASE64_H

#include "base/base.h"

/** Appends the bytes in base64, padded. */
void ref_base64_encode(struct ewc_buf *out, const void *bytes, size_t len);
/** Appends the bytes that `text` stands for; false unless it is exactly what encoding them gives. */
bool ref_base64_decode(struct ewc_buf *out, struct ewc_str text);

#endif
