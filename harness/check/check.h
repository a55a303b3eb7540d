/* check: builds the evidence of a step, applies stylesheets to it, reads the SVRL that comes back.
 *
 * The contract with the stylesheets is xslt/README.md. This module decides nothing: what a finding
 * means for the step is for `verdict`.
 */
#ifndef EWC_CHECK_H
#define EWC_CHECK_H

#include "base/base.h"
#include "case/case.h"
#include "request/request.h"
#include "response/response.h"
#include "vars/vars.h"
#include "xslt/xslt.h"

/* What an assertion said. Strings live in the step's arena; "" where SVRL said nothing. */
struct ewc_finding {
    const char *id;   /* of the assertion; a requirement's where the stylesheet has it so      */
    const char *role; /* as written                                                            */
    const char *requirement_hint; /* what it counts for when `id` is no requirement; "" = case's first */
    const char *stylesheet;
    const char *test, *location, *text, *expected, *found;
    bool is_report;    /* svrl:successful-report */
    bool stop;         /* what follows in the case relies on what was broken */
    struct ewc_loc at; /* the <expect> or <check> of the case that it belongs to */
    const char *known; /* why it is a known deviation; NULL: it is not. Set after judging. */
    struct ewc_finding *next;
};

/* What all the stylesheets of a step said together. */
struct ewc_findings {
    struct ewc_finding *first, **tail;
    unsigned count; /* as many as were said */
    unsigned kept;  /* as many as are in the list: of hundreds of one kind some */
    unsigned fired; /* svrl:fired-rule elements */
};

/* The compiled stylesheets of a run; filled before the workers start, then read only. */
struct ewc_judge;

/**
 * @param folders  where stylesheets are looked for when they are not beside the case file; ends with
 *                 NULL; borrowed. default.xsl is taken from the last one.
 */
EWC_MUST_USE enum ewc_status ewc_judge_create(const char *const *folders, struct ewc_judge **out_judge,
                                              struct ewc_err *err);
void ewc_judge_destroy(struct ewc_judge *judge);
/** Finds and compiles what the case's checks name. EWC_ECASE names a check whose file is not there or whose
 * parameter the stylesheet does not know; EWC_EXSLT one that does not compile. */
EWC_MUST_USE enum ewc_status ewc_judge_prepare(struct ewc_judge *judge, const struct ewc_case *c,
                                               struct ewc_err *err);

/* An earlier step of the same case. */
struct ewc_earlier {
    const char *step;
    struct ewc_xml *evidence;
};

/* All that the evidence of a step is made of. Borrowed for the call. */
struct ewc_check_input {
    const struct ewc_case *c;
    const struct ewc_case_step *step;
    const struct ewc_request *request;
    struct ewc_response *response; /* its document becomes the evidence: `doc` is the evidence after the
                                      call, also where it was NULL before */
    const struct ewc_vars *vars;
    const struct ewc_earlier *earlier;
    unsigned earlier_count;
    bool documentation_namespaces;
    const char *profile; /* "" without one */
    unsigned reads;      /* how often a reading step was sent until a change showed; 1 otherwise */
    /* whether a <check when="…"> applies */
    bool (*holds)(void *ctx, const struct ewc_case_condition *when);
    void *holds_ctx;
};

/**
 * Builds the evidence and applies the default rules and the step's checks.
 * @return EWC_EXSLT when a stylesheet broke off (err->at is the check in the case), EWC_ENOMEM,
 *         EWC_ECASE when a parameter cannot be expanded
 */
EWC_MUST_USE enum ewc_status ewc_check_step(const struct ewc_judge *judge, struct ewc_check_input *input,
                                            struct ewc_arena *arena, struct ewc_findings *out_findings,
                                            struct ewc_err *err);

/**
 * Applies one stylesheet to one evidence document (`ews-conform try`).
 * @param at  for the findings' place
 */
EWC_MUST_USE enum ewc_status ewc_check_apply(const struct ewc_sheet *sheet, struct ewc_xml *evidence,
                                             const struct ewc_sheet_param *params, struct ewc_loc at,
                                             struct ewc_arena *arena, struct ewc_findings *findings,
                                             struct ewc_err *err);

#endif
