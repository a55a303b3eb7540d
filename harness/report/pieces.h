/* Inside of `report`: a long results.xml rendered piece by piece, in memory that does not grow with it. */
#ifndef EWC_REPORT_PIECES_H
#define EWC_REPORT_PIECES_H

#include <stdio.h>

#include "base/base.h"
#include "xslt/xslt.h"

#define EWC_NS_RESULTS "urn:ews-conform:results:1"

/**
 * Applies a stylesheet that has the parameter `part` to slices of the results (reports/README.md). The slices are
 * cut by the layout that `result` writes: one tag at the start of a line.
 *
 * @param to  gets the report; what it holds means something on EWC_OK only
 * @param out_other_layout  true: the file is laid out otherwise, or is no well-formed results file; it has to be
 *                          read as a whole, which also tells what is wrong with it. The status is EWC_OK then.
 */
EWC_MUST_USE enum ewc_status render_pieces(const struct ewc_sheet *sheet, const char *path, FILE *to,
                                           bool *out_other_layout, struct ewc_err *err);

#endif
