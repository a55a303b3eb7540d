/* Inside of `cli`: what run, recheck and merge have in common: a plan, a result, what is known, reports. */
#ifndef EWC_CLI_SESSION_H
#define EWC_CLI_SESSION_H

#include "archive/archive.h"
#include "cli/cli.h"
#include "known/known.h"

enum { MAX_REPORTS = 32, MAX_FACTS = 200 };

/* The parts of a run, each freed by close_session(). */
struct run {
    struct world world;
    struct settings *settings;
    struct ewc_plan plan;
    struct ewc_refserver *server; /* NULL with --target */
    struct ewc_archive *archive;  /* of a recheck */
    struct ewc_known *known;
    struct ewc_schema *known_schema;
    struct ewc_result *result;
    struct ewc_report reports[MAX_REPORTS + 1];
    struct ewc_run_config config;
    struct ewc_bundle_config bundles;
    struct ewc_run_fact libraries[4]; /* name_libraries() fills them; ends with a NULL name */
    char id[12], started[32], program[64], seed[12];
};

void close_session(struct run *r);
void name_libraries(struct run *r);
/* Says so when the results are what a killed run left. */
void tell_partial(const struct ewc_archive *archive);
/* Reads --junit, --html and --report, and their stylesheets: what is wrong with one is told before the run, not after
 * it. false: told, exit code in *out_exit. */
bool read_reports(struct run *r, int *out_exit);
/* Renders reports of a finished results file; where the summary page of a GitHub step is, Markdown is added to it. */
EWC_MUST_USE enum ewc_status write_reports(struct run *r, const char *results, struct ewc_err *err);
/* What --bundles needs, once the target is known. */
void set_bundles(struct run *r);
/* Reads the --known files for a run of that kind; false: told. */
bool load_known(struct run *r, const char *target, const char *profile, bool strict, int *out_exit);
/* The settings get the selection of cases that an earlier run had: folders, tags, its part. */
void take_selection(struct run *r, const struct ewc_archive *archive);
/* Tells of entries that are no longer true; those of requirements only where the settings select the whole suite. */
void review_known(struct run *r, const struct ewc_run_listener *listener);
int exit_code(struct run *r, bool interrupted);
/* Writes results.xml as it is asked for, and the reports; errors are told. */
EWC_MUST_USE enum ewc_status write_info(struct run *r, const struct ewc_run_info *info);

#endif
