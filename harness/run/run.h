/* run: drives the line: workers, deadlines, cancel; tells listeners what happened. */
#ifndef EWC_RUN_H
#define EWC_RUN_H

#include "archive/archive.h"
#include "base/base.h"
#include "bundle/bundle.h"
#include "catalogue/catalogue.h"
#include "check/check.h"
#include "http/http.h"
#include "known/known.h"
#include "plan/plan.h"
#include "request/request.h"
#include "response/response.h"
#include "result/result.h"
#include "token/token.h"
#include "vars/vars.h"

enum { EWC_RUN_ID_LEN = 6 }; /* letters and digits */

/* Called from threads of the run, one call at a time. */
struct ewc_run_listener {
    /* A case has ended. The result is borrowed for the call. */
    void (*case_ended)(void *ctx, const struct ewc_case_result *result, unsigned done, unsigned total);
    /* Something about the run as a whole worth saying now. */
    void (*said)(void *ctx, enum ewc_problem_kind kind, const char *text);
    void *ctx;
};

/* Everything borrowed; zero means the default given. */
struct ewc_run_config {
    const struct ewc_plan *plan;
    const struct ewc_judge *judge;
    const struct ewc_catalogue *catalogue;
    const struct ewc_vars *vars;
    struct ewc_http_config http;
    struct ewc_tokens *tokens; /* a credential helper's; NULL: what `http` says stays */
    struct ewc_request_defaults defaults;
    struct ewc_xml_limits xml_limits;
    const char *id;      /* of the run, EWC_RUN_ID_LEN long: in the names of all that it creates */
    const char *profile; /* "" without one */
    unsigned jobs;            /* 1 or more                                                      */
    unsigned settle_ms;       /* how long a reading step may wait for a change to show          */
    unsigned case_timeout_ms; /* 120,000                                                        */
    unsigned run_timeout_ms;  /* 0: a day                                                       */
    unsigned max_backoff_ms;  /* all waiting of one request for a throttling server             */
    unsigned delay_ms;        /* before each request                                            */
    uint64_t slot_us;         /* between the beginnings of two requests; 0: no limit            */
    unsigned max_timeouts;    /* requests in a row without an answer that end the run; 0: none do */
    unsigned retries;         /* of cases that ended in an error                                */
    bool fail_fast;
    bool strict;
    bool allow_foreign_groups;
    /* its exchanges are judged instead of any sent; no server is needed. Used by one thread. */
    const struct ewc_archive *archive;
    const struct ewc_bundle_config *bundles; /* NULL: none are written */
    struct ewc_known *known; /* NULL: no failure is known */
    unsigned repeat;         /* how often each case is run; 0 and 1: once */
    bool journal; /* keep what is created on disk, and remove what killed runs left (run/journal.h) */
    /* Counts the signals that asked to end: 1 ends the run with its clean-up, 2 or more at once. */
    int (*cancelled)(void);
};

/* What a run found out beside its results. */
struct ewc_run_outcome {
    struct ewc_server_version server; /* in the arena given */
    unsigned long requests;
    unsigned long throttled; /* answers that asked to come back later */
    unsigned long resent;    /* requests that went out again, as the connection had been closed without an answer */
    unsigned jobs; /* as used */
    bool interrupted;
    uint64_t duration_us;
};

/**
 * Runs the plan and adds each case's result.
 * @return EWC_OK when every case got a verdict, whatever it is; EWC_EIO when results could not be
 *         written; EWC_ENOMEM
 */
EWC_MUST_USE enum ewc_status ewc_run(const struct ewc_run_config *config, struct ewc_result *result,
                                     const struct ewc_run_listener *listener, struct ewc_arena *arena,
                                     struct ewc_run_outcome *out_outcome, struct ewc_err *err);

/* What a target is, found out by harmless requests. Strings and facts live in the arena given. */
struct ewc_inspection {
    const struct ewc_http_exchange *exchange; /* of GetImItemList, or of what kept it from being answered */
    const struct ewc_http_facts *facts;
    struct ewc_server_version server;
    enum ewc_outcome list_outcome, rename_outcome;
    const char *list_code, *rename_code; /* "" without one */
    unsigned group_count, leftover_count;
};

/** Asks GetImItemList, and a rename of a group that cannot be. Whatever the server does is in *out. */
EWC_MUST_USE enum ewc_status ewc_inspect(const struct ewc_run_config *config, struct ewc_arena *arena,
                                         struct ewc_inspection *out, struct ewc_err *err);

/**
 * Finds and removes what earlier runs left: groups whose names are of the form "ews-conform-RUNID-…", and contacts
 * with such addresses.
 *
 * @param dry_run  only tells
 * @param found    called with each such group's name
 * @return EWC_ENET when the list cannot be read or a group could not be removed
 */
EWC_MUST_USE enum ewc_status ewc_sweep(const struct ewc_run_config *config, bool dry_run,
                                       void (*found)(void *ctx, const char *name, bool removed), void *ctx,
                                       struct ewc_err *err);

#endif
