/* verdict: findings and requirement levels to one word; pure, no I/O.
 *
 * Three parties can be wrong and are never mixed up: the server (fail, warn), the case or harness
 * (error), the set-up (skip).
 */
#ifndef EWC_VERDICT_H
#define EWC_VERDICT_H

#include "base/base.h"
#include "case/case.h"
#include "catalogue/catalogue.h"
#include "check/check.h"

/* From harmless to grave; ewc_verdict_worse() takes the graver. A broken MUST outranks an error: it is
 * known, whatever else could not be judged. */
enum ewc_verdict {
    EWC_SKIP = 0,
    EWC_PASS,
    EWC_WARN,
    EWC_ERROR,
    EWC_FAIL,
};

/** "pass", "fail", "warn", "error", "skip". */
const char *ewc_verdict_name(enum ewc_verdict verdict);
enum ewc_verdict ewc_verdict_worse(enum ewc_verdict a, enum ewc_verdict b);

/* What one finding means. */
enum ewc_severity { EWC_NOTE, EWC_WARNING, EWC_FAILURE, EWC_UNJUDGED };
/** "note", "warn", "fail", "error". */
const char *ewc_severity_name(enum ewc_severity severity);

struct ewc_meaning {
    const char *requirement; /* borrowed from finding or case */
    enum ewc_level level;
    enum ewc_severity severity;
};

/**
 * Weighs one finding of a case. The level is the role's where it names one, else the requirement's in the
 * catalogue, else the case's own <covers>, else MUST. A report (svrl:successful-report) for which neither
 * it nor its <check> names a requirement is a MUST, too. Source: xslt/README.md.
 * @param strict  SHOULD and MAY count like MUST
 */
struct ewc_meaning ewc_weigh(const struct ewc_finding *finding, const struct ewc_case *c,
                             const struct ewc_catalogue *catalogue, bool strict);

/** The verdict of a step: the worst of its findings; no fired rule is an error. */
enum ewc_verdict ewc_verdict_of(const struct ewc_findings *findings, const struct ewc_case *c,
                                const struct ewc_catalogue *catalogue, bool strict);

#endif
