/* report: results.xml through the stylesheets in reports/ to files. */
#ifndef EWC_REPORT_H
#define EWC_REPORT_H

#include "base/base.h"
#include "xslt/xslt.h"

/* A report to be written: a stylesheet and where its output goes. */
struct ewc_report {
    const char *stylesheet; /* path */
    const char *path;       /* "-": standard output */
    struct ewc_sheet *sheet; /* by ewc_report_load(); NULL: it is loaded when the report is written */
};

/**
 * Loads the stylesheets, so that what is wrong with them is known before there is something to report.
 *
 * @param reports  ends with a NULL stylesheet; ewc_report_unload() frees what was loaded, also after a failure
 * @return as ewc_sheet_load() for the first that fails; with err->more, the others follow it
 */
EWC_MUST_USE enum ewc_status ewc_report_load(struct ewc_report *reports, struct ewc_err *err);
void ewc_report_unload(struct ewc_report *reports);

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
