/* Inside of `check`: the evidence document. */
#ifndef EWC_CHECK_EVIDENCE_H
#define EWC_CHECK_EVIDENCE_H

#include "check/check.h"

#define EWC_NS_EVIDENCE "urn:ews-conform:evidence:1"

/** Turns the response's document into the evidence of the step (or makes a new one). */
EWC_MUST_USE enum ewc_status build_evidence(struct ewc_check_input *in, struct ewc_arena *arena,
                                            struct ewc_err *err);
/** Adds what only stylesheets named by a check see: the request's body, variables, and the responses of
 * the steps in `since`. */
EWC_MUST_USE enum ewc_status extend_evidence(struct ewc_check_input *in, struct ewc_arena *arena,
                                             struct ewc_err *err);
/** Replaces the `since` parts by the responses of these steps. */
EWC_MUST_USE enum ewc_status set_since(struct ewc_check_input *in, const char *const *steps,
                                       struct ewc_err *err);

#endif
