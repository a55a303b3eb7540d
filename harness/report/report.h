/* report: results.xml through the stylesheets in reports/ to files. */
#ifndef EWC_REPORT_H
#define EWC_REPORT_H

#include "base/base.h"

/* A report to be written: a stylesheet and where its output goes. */
struct ewc_report {
    const char *stylesheet; /* path */
    const char *path;       /* "-": standard output */
};

/**
 * Renders one or several results through stylesheets, each into a file that appears whole or not at all.
 * Several results are put beside each other as <runs>. All reports are tried; the first failure is
 * returned.
 *
 * @param results  paths of results.xml files; ends with NULL
 * @param reports  ends with a NULL stylesheet
 * @return EWC_EIO, EWC_EXML (not a results file), EWC_EXSLT, EWC_EUSAGE (no results)
 */
EWC_MUST_USE enum ewc_status ewc_report_write(const char *const *results, const struct ewc_report *reports,
                                              struct ewc_err *err);

#endif
