/* mangle: what wrong servers make of a name. */
#ifndef EWC_REFSERVER_MANGLE_H
#define EWC_REFSERVER_MANGLE_H

#include "refserver/modes.h"

/** Appends the name as a server with this defect stores it, for a request with that culture (may be
 * NULL). Without such a defect that is the name. */
void ref_mangle(enum defect defect, const char *culture, const char *name, struct ewc_buf *out);

/** True when a server with this defect refuses a name that it must take. */
bool ref_refuses_name(enum defect defect, const char *name);

#endif
