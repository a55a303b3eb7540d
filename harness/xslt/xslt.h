/* xslt: the only door to libxslt: compile once, apply under limits.
 *
 * A compiled stylesheet is read-only and may be applied by several threads at once, each to its own
 * document. While a stylesheet runs it can't read or write files, open connections, make directories
 * or load documents, and its depth, operations, templates' variables, time (10 s for a judgement, 10 minutes for
 * a report) and memory (by which the process grows meanwhile: 1 GiB, 4 GiB) are bounded.
 */
#ifndef EWC_XSLT_H
#define EWC_XSLT_H

#include "base/base.h"
#include "xml/xml.h"

struct ewc_sheet;

/* A top-level parameter: always a string, never evaluated as an expression. */
struct ewc_sheet_param {
    const char *name;
    const char *value;
};

/** Once in main, before the first thread (registers EXSLT, silences libxslt's own output); and after
 * the last. */
void ewc_xslt_global_init(void);
void ewc_xslt_global_cleanup(void);
/** "libxslt 1.1.35", for --version. */
const char *ewc_xslt_library(void);
/**
 * Where "ews-conform:PATH" in xsl:import and xsl:include leads: a folder (borrowed for the process's
 * life); stylesheets are otherwise loaded from files only, never from the network.
 */
void ewc_xslt_set_library(const char *folder);

/** Other limits of time and memory for what ewc_sheet_apply() does; before the first thread. For tests. */
void ewc_xslt_limit_judgements(unsigned ms, uint64_t growth_bytes);

/**
 * Compiles a stylesheet with all that it imports.
 * @return EWC_EIO, or EWC_EXSLT with the file and line of the fault
 */
EWC_MUST_USE enum ewc_status ewc_sheet_load(const char *path, struct ewc_sheet **out_sheet,
                                            struct ewc_err *err);
void ewc_sheet_free(struct ewc_sheet *sheet);
const char *ewc_sheet_path(const struct ewc_sheet *sheet);
/** Namespace-less top-level parameters that the stylesheet declares? */
bool ewc_sheet_has_param(const struct ewc_sheet *sheet, const char *name);
/** The name among them that is nearest to `name`, or NULL when none is near. */
const char *ewc_sheet_nearest_param(const struct ewc_sheet *sheet, const char *name);
/** The expression of its default ("'failed'" for a string), or NULL. */
const char *ewc_sheet_param_text(const struct ewc_sheet *sheet, const char *name);

/**
 * Applies it to a document. `xsl:message` is not an error unless it terminates.
 *
 * @param doc     may be changed by white-space stripping only
 * @param params  ends with a NULL name; may be NULL
 * @return EWC_EXSLT when it broke off: a limit, a forbidden access, terminate="yes", no result
 */
EWC_MUST_USE enum ewc_status ewc_sheet_apply(const struct ewc_sheet *sheet, struct ewc_xml *doc,
                                             const struct ewc_sheet_param *params,
                                             struct ewc_xml **out_result, struct ewc_err *err);
/** The same, serialised as its xsl:output says (text, html, xml) and appended to `out`. */
EWC_MUST_USE enum ewc_status ewc_sheet_render(const struct ewc_sheet *sheet, struct ewc_xml *doc,
                                              const struct ewc_sheet_param *params, struct ewc_buf *out,
                                              struct ewc_err *err);

#endif
