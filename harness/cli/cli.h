/* cli: `main`, options, exit codes; the only place that prints. */
#ifndef EWC_CLI_H
#define EWC_CLI_H

#include <stdio.h>

#include "base/base.h"
#include "catalogue/catalogue.h"
#include "check/check.h"
#include "http/http.h"
#include "plan/plan.h"
#include "refserver/refserver.h"
#include "report/report.h"
#include "request/request.h"
#include "run/run.h"
#include "vars/vars.h"
#include "xml/xml.h"
#include "xslt/xslt.h"

/* Exit codes. Source: README. */
enum { EXIT_CONFORMANT = 0, EXIT_FAILED = 1, EXIT_ERROR = 2, EXIT_USAGE = 3 };

/* A list that grows; always ended by NULL. */
struct list {
    const char **items;
    unsigned count, capacity;
};

/* What the command line says. Strings are borrowed from argv or live in the arena. */
struct settings {
    struct ewc_arena *arena;
    struct list paths; /* what is no option */
    struct list tags, exclude_tags, variables, resolve;
    struct list file_variables; /* of ews-conform.conf */
    const char *config, *target_name; /* the file that was read, and the name that the target has in it; NULL: none */
    bool user_is_another;  /* --user names another than the file */
    bool given[128];       /* which options the command line has, see option_given() */
    const char *target, *user, *password_file, *token_file, *token, *token_command, *auth;
    struct ewc_tokens *tokens; /* of the token command; made by read_target() */
    char *password; /* wiped at the end */
    const char *cert, *key, *ca, *proxy;
    const char *proxy_shown; /* without its password, once read_target() has seen to it */
    bool insecure, http1_1, plaintext;
    const char *impersonate, *culture, *server_version, *namespaces, *profile;
    const char *results, *junit, *html;
    struct list reports; /* NAME=FILE or SHEET.xsl=FILE */
    struct list known;
    const char *durations, *bundles, *shard_total;
    const char *format, *order, *seed, *shard, *defect, *variant, *only;
    unsigned long timeout_ms, connect_timeout_ms, case_timeout_ms, run_timeout_ms, settle_ms, max_backoff_ms,
        delay_ms;
    unsigned long max_body_bytes, max_transfer_bytes, max_header_bytes, max_headers, max_depth, max_attributes,
        max_text_bytes, max_nodes, max_redirects;
    unsigned long jobs, retries, repeat, port, max_timeouts;
    const char *rate;
    bool fail_fast, strict, quiet, verbose, read_only, foreign, requirements, dry_run, curl, list_modes;
    bool no_server_version, watch;
    struct list params; /* try: NAME=VALUE */
    const char *from, *save_evidence;
};

/* A command: its name, options, and what does it. */
struct command {
    const char *name;
    unsigned groups; /* of options */
    const char *arguments, *summary, *details;
    int (*run)(struct settings *s);
};

/* ---- options.c ----------------------------------------------------------------------------------------------- */
enum {
    FOR_RUN = 1, FOR_SELECT = 2, FOR_TARGET = 4, FOR_REQUEST = 8, FOR_REPORT = 16, FOR_LIST = 32, FOR_SHOW = 64,
    FOR_SERVE = 128, FOR_SWEEP = 256, FOR_SELFTEST = 512, FOR_CONSOLE = 1024, FOR_RECHECK = 2048, FOR_MERGE = 4096,
    FOR_KNOWN = 8192, FOR_COMPARE = 16384, FOR_PROBE = 65536,
    FOR_NEW = 1 << 17, FOR_TRY = 1 << 18, FOR_WATCH = 1 << 19,
};
extern const struct command COMMANDS[];
/* Reads options; returns -1 to go on, else the exit code (help, usage error). */
int read_options(const struct command *command, int argc, char **argv, struct settings *s);
void print_command_help(const struct command *command, FILE *to);
void list_add(struct list *list, struct ewc_arena *arena, const char *item);
/* By its long name: whether the command line has it; whether ews-conform.conf may have it; whether its value is a path. */
bool option_given(const struct settings *s, const char *name);
bool option_is_configurable(const char *name);
bool option_is_file(const char *name);
/* As if the command line had it; false: the value is none, which is told. */
bool option_set(struct settings *s, const char *name, const char *value);

/* ---- config.c: named targets --------------------------------------------------------------------------------------- */

/* Where --config, --target or --profile want it, takes what ews-conform.conf says and no option does. false: told. */
bool read_config(struct settings *s);

/* ---- world.c: what the commands stand on ------------------------------------------------------------------------ */

/* Data files, schemas, catalogue, stylesheets. */
struct world {
    struct ewc_arena *arena;
    char data[4096];  /* folder that holds cases, xslt, reports */
    char cases[4200], xslt[4200], reports[4200];
    const char *xslt_folders[3];
    struct ewc_schema *case_schema, *requirements_schema;
    const struct ewc_catalogue *catalogue;
    struct ewc_judge *judge;
    struct ewc_vars *vars;
    bool declared_only; /* variables that no run gives are allowed (check, show, list) */
};

/* Finds the data files and loads what every command needs. false: told, exit code in *out_exit. */
bool open_world(struct world *w, struct settings *s, int *out_exit);
void close_world(struct world *w);
/* Loads the cases that the settings ask for, telling every broken one. false: *out_exit is set. */
bool load_plan(struct world *w, struct settings *s, bool with_stylesheets, struct ewc_plan *out_plan, int *out_exit);
/* The same for those who look for all that is wrong: broken cases that could be read are in the plan, and *out_told is how
 * much was told. */
bool load_to_look_at(struct world *w, struct settings *s, struct ewc_plan *out_plan, unsigned *out_told, int *out_exit);
struct ewc_archive;
/* --shard and --durations (shard.c). The archive is to be freed when the plan is built. false: told. */
bool read_shard(struct settings *s, struct ewc_plan_options *o, struct ewc_archive **out_archive);
/* The path of a file in the reports folder: "junit" gives …/junit.xsl. */
const char *report_sheet(struct world *w, const char *name);

/* ---- target.c ---------------------------------------------------------------------------------------------------- */

/* Fills what a run needs to know of its target from the settings. false: told. */
/* Only what is the same in all requests; no secret is read. false: told. */
bool read_defaults(const struct settings *s, const char *url, struct ewc_request_defaults *d);
bool is_built_in_profile(const char *name);
bool read_target(struct settings *s, const char *url, struct ewc_run_config *out, int *out_exit);
void forget_secrets(struct settings *s);

/* ---- console.c ------------------------------------------------------------------------------------------------------ */

void print_error(const struct ewc_err *err);
/* With all that follow it. */
void print_errors(const struct ewc_err *first);
void print_error_text(const char *format, ...) EWC_PRINTF(1, 2);
/* Writes text of unknown origin: control characters become visible, nothing reaches the terminal raw. */
void print_safe(FILE *to, const char *text);
bool use_colour(FILE *to);

#define INSECURE_TEXT \
    "The server's certificate is not checked (--insecure): it is not known who answers, and anybody on the way can read " \
    "the sign-in."

/* What the listener of a run needs. */
struct console {
    const struct settings *settings;
    const struct ewc_catalogue *catalogue;
    bool colour, progress;
    uint64_t flushed_us; /* when lines were last handed on */
};
void console_case_ended(void *ctx, const struct ewc_case_result *result, unsigned done, unsigned total);
void console_said(void *ctx, enum ewc_problem_kind kind, const char *text);
void console_summary(struct console *c, struct ewc_result *result, const struct ewc_run_outcome *outcome,
                     const char *target, int exit_code);

/* ---- what several commands need ----------------------------------------------------------------------------------------- */

/* Does the case cover that requirement? (command_list.c) */
bool case_covers(const struct ewc_case *c, const char *requirement);
/* Names that only a run can know stand for themselves: {group.id}. (command_list.c) */
bool add_placeholders(struct ewc_vars *vars, const struct ewc_case *c);
/* Does it again whenever a file changes, until a signal, whose exit code it returns. (watch.c) */
int watch(struct settings *s, int (*once)(struct settings *s));
/* run --save-evidence: the folder, made where it is not there; the evidence of a case's steps with findings. (save.c) */
bool make_evidence_folder(const char *folder);
void save_evidence(const char *folder, const struct ewc_case_result *result);

/* ---- commands ---------------------------------------------------------------------------------------------------------- */
int command_run(struct settings *s);
int command_list(struct settings *s);
int command_check(struct settings *s);
int command_show(struct settings *s);
int command_serve(struct settings *s);
int command_report(struct settings *s);
int command_recheck(struct settings *s);
int command_merge(struct settings *s);
int command_compare(struct settings *s);
int command_known(struct settings *s);
int command_probe(struct settings *s);
int command_sweep(struct settings *s);
int command_new(struct settings *s);
int command_explain(struct settings *s);
int command_try(struct settings *s);
int command_selftest(struct settings *s);

/* ---- signals (signals.c) -------------------------------------------------------------------------------------------------- */
void catch_signals(void);
int signals_caught(void);
int signal_exit_code(void); /* 128 + the signal's number */

#endif
