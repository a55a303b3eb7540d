/* archive: a results.xml read back: what a run found, and the exchanges that it recorded.
 *
 * It reads what any version of the program wrote, and says nothing about what it means. A file of foreign
 * hands is taken for what it is: text; what is not there is empty.
 */
#ifndef EWC_ARCHIVE_H
#define EWC_ARCHIVE_H

#include "base/base.h"
#include "result/result.h"
#include "verdict/verdict.h"
#include "xml/xml.h"

#define EWC_NS_RESULTS "urn:ews-conform:results:1"

/* A case of the run. Strings live as long as the archive. */
struct ewc_archive_case {
    const char *suite, *id, *file, *started;
    const char *title;
    const char *reason; /* NULL: none */
    const char *known;  /* NULL: not known */
    enum ewc_verdict verdict;
    unsigned line, attempts;
    unsigned place; /* in the whole plan, from 1; 0: not told */
    uint64_t duration_us;
    struct ewc_node *node;
};

/* A note or problem of the run as a whole. */
struct ewc_archive_problem {
    enum ewc_problem_kind kind;
    const char *file; /* "" without one */
    unsigned line;
    const char *text;
};

struct ewc_archive {
    const char *path;
    bool complete;
    bool partial;     /* a file that a killed run left: cases may be missing, and its end */
    unsigned planned; /* cases of the plan; 0: not told */
    struct ewc_run_info run; /* its facts and libraries too */
    const struct ewc_archive_problem *problems;
    unsigned problem_count;
    const struct ewc_archive_case *cases; /* in the order of the file */
    unsigned count;
    /* owned */
    struct ewc_arena *arena;
    struct ewc_xml *doc;
    const struct ewc_archive_case **by_id;
};

/**
 * Also reads FILE.partial, what a run that was killed left of its results.
 * @return EWC_EIO, EWC_EXML (not well-formed, or no results), EWC_ELIMIT, EWC_ENOMEM
 */
EWC_MUST_USE enum ewc_status ewc_archive_load(const char *path, struct ewc_archive **out_archive,
                                              struct ewc_err *err);
void ewc_archive_free(struct ewc_archive *archive);
/** Whether a file is what a killed run left; looks at its beginning and end only. */
bool ewc_archive_is_partial(const char *path);
/** NULL when the run had no case of that id. */
const struct ewc_archive_case *ewc_archive_find(const struct ewc_archive *archive, const char *id);
/** The value of a fact of the run, or NULL. */
const char *ewc_archive_fact(const struct ewc_archive *archive, const char *name);
/** A variable of the case that the record keeps ("group.id"), or NULL. */
const char *ewc_archive_variable(const struct ewc_archive_case *c, const char *name);

/**
 * The exchanges of a case (of its last attempt) with what was found, as they were recorded.
 * @param arena  owns the records; the archive must outlive them too
 * @return EWC_EXML when a body is no base64, EWC_ENOMEM
 */
EWC_MUST_USE enum ewc_status ewc_archive_records(const struct ewc_archive_case *c, struct ewc_arena *arena,
                                                 struct ewc_record **out_records, struct ewc_err *err);
/** Whether a recorded finding was a failure. */
bool ewc_archive_is_failure(const struct ewc_finding *finding);
/** The earlier attempts as they stand in the file, appended to `out`. */
void ewc_archive_put_attempts(const struct ewc_archive_case *c, struct ewc_buf *out);
/**
 * The case and its result as far as the record tells them: enough to be written again.
 * @return EWC_ENOMEM, or as ewc_archive_records()
 */
EWC_MUST_USE enum ewc_status ewc_archive_result(const struct ewc_archive_case *c, struct ewc_arena *arena,
                                                struct ewc_case_result *out_result, struct ewc_err *err);

#endif
