/* gzip: compressed bodies. */
#ifndef EWC_REFSERVER_GZIP_H
#define EWC_REFSERVER_GZIP_H

#include "base/base.h"

/** Appends the compressed bytes; false when memory ran out. */
bool ref_gzip(struct ewc_buf *out, struct ewc_str bytes);
/** Appends what the compressed bytes hold; false when they are not gzip, or hold more than the
 * maximum of `out`. */
bool ref_gunzip(struct ewc_buf *out, struct ewc_str bytes);

#endif
