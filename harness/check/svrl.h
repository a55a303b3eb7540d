/* Inside of `check`: reading SVRL. */
#ifndef EWC_CHECK_SVRL_H
#define EWC_CHECK_SVRL_H

#include "check/check.h"

/* Appends what a stylesheet's SVRL says. Findings past a bound are counted and not kept.
 * Source: ISO/IEC 19757-3 annex D (SVRL). */
EWC_MUST_USE enum ewc_status read_svrl(const struct ewc_xml *svrl, const char *stylesheet,
                                       const char *requirement_hint, struct ewc_loc at,
                                       struct ewc_arena *arena, struct ewc_findings *findings,
                                       struct ewc_err *err);

#endif
