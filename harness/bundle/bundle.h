/* bundle: all that shows one failure again without this program: requests, responses, evidence, stylesheets, the case,
 * and a script of curl and xsltproc calls.
 *
 * Names of files are made here, never taken from a server; what exists is not followed where it is a link. Secrets
 * are taken out before anything is written.
 */
#ifndef EWC_BUNDLE_H
#define EWC_BUNDLE_H

#include "base/base.h"
#include "result/result.h"
#include "vars/vars.h"

struct ewc_bundle_config {
    const char *folder;  /* gets a folder for each case; made when it is not there */
    const char *helpers; /* reports/bundle: what the script calls */
    const char *xslt;    /* the suite's stylesheets */
    const char *target;  /* URL that the script sends to unless told otherwise */
    const struct ewc_catalogue *catalogue; /* with strict: which findings are failures */
    bool strict;
};

/* Appends bytes without the run's secrets. */
typedef void ewc_redact(void *ctx, struct ewc_str bytes, struct ewc_buf *out);

/**
 * Writes the bundle of one case into FOLDER/ID. Several threads may write at once, as each has cases of its own.
 * @param vars  of the case, with all that it captured
 * @return EWC_EIO, EWC_ENOMEM
 */
EWC_MUST_USE enum ewc_status ewc_bundle_write(const struct ewc_bundle_config *config,
                                              const struct ewc_case_result *result, const struct ewc_vars *vars,
                                              ewc_redact *redact, void *ctx, struct ewc_err *err);

#endif
