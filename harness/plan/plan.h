/* plan: which cases, in which order, for which run; `ews-conform list` prints it. */
#ifndef EWC_PLAN_H
#define EWC_PLAN_H

#include "base/base.h"
#include "case/case.h"

/* What is asked for. Lists end with NULL; NULL lists are empty. */
struct ewc_plan_options {
    const char *const *paths; /* case files, folders, or ids; empty: the whole suite folder */
    const char *suite_folder; /* where ids are looked for, and the default                   */
    const char *const *tags;  /* a case must have one of them */
    const char *const *exclude_tags;
    bool read_only; /* only cases that change nothing */
    bool keep_broken; /* broken cases that could be read are in the plan too: only fit to be looked at */
    const struct ewc_schema *schema;
    bool (*is_run_variable)(void *ctx, const char *name); /* several threads call it at a time */
    void *ctx;
    unsigned shard, shard_count; /* 1-based I of N; 0: all           */
    const char *shuffle_seed;    /* NULL: by path; else a random order from this seed */
    /* How long a case took before; 0: not known. With it all parts take equally long; NULL: they have about as
     * many cases, by a hash of their ids. */
    uint64_t (*duration_us)(void *ctx, const char *id);
    void *duration_ctx;
};

struct ewc_plan {
    const struct ewc_case **cases;
    const unsigned *places; /* of each case in the order before it was divided, from 1 */
    unsigned count;
    unsigned broken; /* files that were told to on_error */
};

/**
 * Finds, loads and checks the cases. All that is wrong with all files is told, not only the first. A file is one case
 * however often it is named; of two files with one id the first by path is kept.
 *
 * @param arena     owns the plan and its cases
 * @param on_error  called for each thing that is wrong with a file, unknown path or id, and duplicate id
 * @return EWC_OK also when some were broken; EWC_ENOMEM
 */
EWC_MUST_USE enum ewc_status ewc_plan_build(const struct ewc_plan_options *options, struct ewc_arena *arena,
                                            void (*on_error)(void *ctx, const struct ewc_err *err),
                                            void *on_error_ctx, struct ewc_plan *out_plan,
                                            struct ewc_err *err);

#endif
