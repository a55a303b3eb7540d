/* misread: servers that do not read all of XML, or read more than XML. */
#ifndef EWC_REFSERVER_MISREAD_H
#define EWC_REFSERVER_MISREAD_H

#include "refserver/modes.h"

/** True when a server with this defect refuses a request for the way in which it is written. */
bool ref_refuses_syntax(enum defect defect, struct ewc_str bytes);

/** Writes the request as a server with this defect sees it; false when it sees what is there. */
bool ref_misread(enum defect defect, struct ewc_str bytes, struct ewc_buf *out);

/** Mends a request that is not well-formed or has a DTD, as a server with this defect does; false when
 * there is nothing that it would mend. `ns_messages` is what undeclared prefixes are taken for. */
bool ref_mend(enum defect defect, struct ewc_str bytes, const char *ns_messages, struct ewc_buf *out);

/** Text between the first `from` and the next `to` after it; false when there is no such text. */
bool ref_between(struct ewc_str bytes, const char *from, const char *to, struct ewc_str *out);

#endif
