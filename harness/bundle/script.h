/* Inside of `bundle`: repro.sh. */
#ifndef EWC_BUNDLE_SCRIPT_H
#define EWC_BUNDLE_SCRIPT_H

#include "bundle/bundle.h"

/* Whether an XPath expression names $variable. */
bool uses_variable(const char *expression, const char *name);
/* File of a capture's stylesheet. */
void capture_name(unsigned step, unsigned capture, char out[static 64]);
enum ewc_status write_script(const struct ewc_bundle_config *config, const struct ewc_case_result *result,
                             const struct ewc_vars *vars, struct ewc_arena *arena, struct ewc_buf *out,
                             struct ewc_err *err);

#endif
