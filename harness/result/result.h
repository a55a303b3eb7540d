/* result: the record of a run; writes results.xml (reports/README.md, reports/results.xsd).
 *
 * Cases are written to a spool file as they end, by any worker, so that memory holds a small record for
 * each only; at the end the spool is put in the plan's order behind the summary. The finished file
 * appears whole or not at all. A run that was killed, or whose results could not be finished, leaves
 * FILE.partial: what was known at its beginning and the cases that had ended. ewc_archive_load() reads it.
 */
#ifndef EWC_RESULT_H
#define EWC_RESULT_H

#include "base/base.h"
#include "case/case.h"
#include "catalogue/catalogue.h"
#include "check/check.h"
#include "http/http.h"
#include "request/request.h"
#include "verdict/verdict.h"

/* One exchange of a case. Borrowed until ewc_result_add() returns. */
struct ewc_record {
    const char *id;   /* the step's, or what was set up or cleaned up */
    const char *kind; /* "given", "step", "cleanup"                   */
    unsigned line;
    enum ewc_verdict verdict;
    const char *reason; /* why it was left out, or is an error; NULL */
    const char *mailbox;
    const struct ewc_request *request;        /* NULL when nothing was sent */
    const struct ewc_http_exchange *exchange; /* NULL when nothing was sent */
    struct ewc_str response_body;             /* as recorded: secrets removed */
    struct ewc_findings findings;
    uint64_t offset_us; /* since the case's start */
    unsigned reads;     /* how often a reading step was sent; 0 and 1: once */
    bool unjudged;      /* there was nothing to judge: what kept it is the case's reason */
    /* whole lengths of bodies that were cut when they were recorded; 0: they were not */
    size_t request_bytes, response_bytes;
    const struct ewc_xml *evidence; /* what was judged; NULL: nothing */
    struct ewc_str evidence_text;   /* the same as text, where a reproduction bundle may want it; else empty */
    struct ewc_record *next;
};

/* A name and a value that the report shows. */
struct ewc_run_fact {
    const char *name, *value;
};

/* What became of a case. */
struct ewc_case_result {
    unsigned index; /* in the plan */
    const struct ewc_case *c;
    enum ewc_verdict verdict;
    const char *reason; /* NULL: none */
    const char *known;  /* why the failure is known; NULL: it is not */
    char started[32];
    uint64_t duration_us;                 /* of the last attempt */
    unsigned attempts;                    /* 1 or more; 0: it was not run */
    bool flaky;                           /* its attempts do not agree */
    struct ewc_str earlier_attempts;      /* as ewc_result_put_attempt() wrote them */
    unsigned place;                       /* in the plan before it was divided, from 1; 0: not told */
    const struct ewc_run_fact *variables; /* what the case was given; ends with a NULL name; may be NULL */
    const struct ewc_record *records;
};

enum ewc_problem_kind { EWC_PROBLEM_NOTE, EWC_PROBLEM_ERROR, EWC_PROBLEM_FAIL };

/* What is said about the run as a whole; complete when it is written at the end. Strings are borrowed. */
struct ewc_run_info {
    const char *id, *program, *target, *profile;
    bool reference_server, documentation_namespaces, strict, interrupted;
    char started[32];
    uint64_t duration_us;
    unsigned jobs;
    int exit_code;
    unsigned long requests;
    struct ewc_server_version server;
    const struct ewc_run_fact *libraries; /* ends with a NULL name */
    const struct ewc_run_fact *facts;     /* options and counts; ends with a NULL name; may be NULL */
};

struct ewc_result;

/* How many cases had which verdict. A known failure counts as known and not as fail; flaky are those of
 * pass and warn that needed more than one attempt. */
struct ewc_counts {
    unsigned cases, pass, fail, warn, error, skip, known, flaky;
};

/**
 * @param path       results.xml, or NULL: only a temporary file (see ewc_result_path())
 * @param case_count in the plan
 */
EWC_MUST_USE enum ewc_status ewc_result_create(const char *path, unsigned case_count,
                                               const struct ewc_catalogue *catalogue, bool strict,
                                               struct ewc_result **out_result, struct ewc_err *err);
/** Writes down what is known before the first case, for whoever reads FILE.partial; once, if at all. */
EWC_MUST_USE enum ewc_status ewc_result_begin(struct ewc_result *result, const struct ewc_run_info *info,
                                              struct ewc_err *err);
/** Removes what is temporary, and FILE.partial unless it holds what is nowhere else; accepts NULL. */
void ewc_result_destroy(struct ewc_result *result);
/** Writes one case to the spool; may be called by several threads. */
EWC_MUST_USE enum ewc_status ewc_result_add(struct ewc_result *result, const struct ewc_case_result *c,
                                            struct ewc_err *err);
/** Writes an attempt of a case that is tried again, for `earlier_attempts` of the next. */
void ewc_result_put_attempt(const struct ewc_result *result, const struct ewc_case_result *attempt,
                            struct ewc_buf *out);
/** Says something about the run as a whole; may be called by several threads. The same text twice is
 * said once. */
void ewc_result_problem(struct ewc_result *result, enum ewc_problem_kind kind, struct ewc_loc at,
                        const char *format, ...) EWC_PRINTF(4, 5);
/** Sets added[i] for each case of the plan that has a result. */
void ewc_result_mark_added(struct ewc_result *result, bool *added);
struct ewc_counts ewc_result_counts(struct ewc_result *result);
/** How many problems of a kind there are. */
unsigned ewc_result_problems(struct ewc_result *result, enum ewc_problem_kind kind);
/** Calls for each problem in order. */
void ewc_result_each_problem(struct ewc_result *result,
                             void (*visit)(void *ctx, enum ewc_problem_kind kind, const char *text),
                             void *ctx);
/** Puts results.xml together; once, when all cases are added. */
EWC_MUST_USE enum ewc_status ewc_result_finish(struct ewc_result *result, const struct ewc_run_info *info,
                                               struct ewc_err *err);
/** Where the finished results.xml is (without a path given: a temporary file, there from
 * ewc_result_finish() to ewc_result_destroy()). */
const char *ewc_result_path(const struct ewc_result *result);

/** The folders of a case file below "cases" name its suite, else the folder that it is in:
 * "cases/rename/x.xml" gives "rename", "cases/a/b/x.xml" "a/b", "mine/x.xml" "mine". In `out`. */
void ewc_suite_name(const char *case_file, char *out, size_t out_bytes);

#endif
