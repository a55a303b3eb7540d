/* Inside of `plan`: which files are meant. */
#ifndef EWC_PLAN_FILES_H
#define EWC_PLAN_FILES_H

#include <sys/types.h>

#include "plan/plan.h"

/* A case file; dev and ino tell whether two paths lead to one. */
struct case_file {
    const char *path;
    size_t order; /* in which it was named */
    dev_t dev;
    ino_t ino;
};

/* A search in progress. */
struct finder {
    const struct ewc_plan_options *options;
    struct ewc_arena *arena; /* of the paths */
    void (*on_error)(void *ctx, const struct ewc_err *err);
    void *ctx;
    struct case_file *files; /* sorted by path, each file once; to be freed */
    size_t count, capacity;
    unsigned broken; /* errors that were told */
    bool out_of_memory;
};

/* Finds the files that the options' paths mean. */
void find_files(struct finder *f);
void tell(struct finder *f, const struct ewc_err *err);

#endif
