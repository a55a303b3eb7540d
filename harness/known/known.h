/* known: failures that are known: lists of them, and which of a run's failures they speak of.
 *
 * A list that says more than is true is worth little: entries whose deviation is gone, or whose day is over, are
 * told at the end of a run.
 */
#ifndef EWC_KNOWN_H
#define EWC_KNOWN_H

#include "base/base.h"
#include "catalogue/catalogue.h"
#include "result/result.h"
#include "xml/xml.h"

#define EWC_NS_KNOWN "urn:ews-conform:known:1"

struct ewc_known;

/* What a run is, as far as entries ask. Borrowed. */
struct ewc_known_scope {
    const char *profile; /* "" without one */
    const char *target;
    const char *today; /* "2024-05-06", UTC */
    const struct ewc_catalogue *catalogue;
    bool strict;
};

/** NULL: memory ran out. */
struct ewc_known *ewc_known_create(const struct ewc_known_scope *scope);
void ewc_known_destroy(struct ewc_known *known);
/**
 * Adds the entries of one file.
 * @param schema  the compiled cases/known.xsd
 * @return EWC_EIO, EWC_EXML, EWC_ECASE (names a requirement that there is none of, or neither case nor
 *         requirement; err->at has the line), EWC_ENOMEM
 */
EWC_MUST_USE enum ewc_status ewc_known_load(struct ewc_known *known, const char *path,
                                            const struct ewc_schema *schema, struct ewc_err *err);

/**
 * Marks the findings of a case that an entry speaks of, and says in result->known whether the case as a whole is a
 * known failure: it fails, all that fails is known, and nothing kept it from being judged. May be called by several
 * threads.
 */
void ewc_known_apply(struct ewc_known *known, struct ewc_case_result *result);

/* What is wrong with an entry. */
enum ewc_known_fault {
    EWC_KNOWN_GONE,    /* what it speaks of was judged, and keeps the rule now */
    EWC_KNOWN_EXPIRED, /* its day is over */
    EWC_KNOWN_NO_CASE, /* it names a case that the suite does not have */
};

/**
 * Tells every entry with a fault.
 * @param whole     the run had all cases of the suite: else only entries for single cases can be gone, and a case
 *                  may be missing for good reasons
 * @param has_case  whether the run has that case
 */
void ewc_known_review(const struct ewc_known *known, bool whole, bool (*has_case)(void *ctx, const char *id),
                      void (*tell)(void *ctx, enum ewc_known_fault fault, struct ewc_loc at, const char *text),
                      void *ctx);

/** "*" stands for any characters, "?" for one. */
bool ewc_known_matches(const char *pattern, const char *text);

/** Appends one entry of a list. The reason is for a person to fill in. */
void ewc_known_put_entry(struct ewc_buf *out, const char *case_id, const char *requirement, const char *reason);

#endif
