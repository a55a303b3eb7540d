/* Inside of `run`: what the workers share and what one case is while it runs. */
#ifndef EWC_RUN_INTERNAL_H
#define EWC_RUN_INTERNAL_H

#include <pthread.h>
#include <stdatomic.h>

#include "archive/archive.h"
#include "response/response.h"
#include "run/journal.h"
#include "run/run.h"

enum { EWC_MAX_TOGETHER = 16, EWC_MAX_MAILBOXES = 16 };

/* A group of a mailbox's IM list, as far as the harness needs it. */
struct group_entry {
    const char *id; /* "" when the server gives none */
    const char *change_key, *name, *type;
    const char *members; /* their Ids, sorted, separated by line ends */
};

/* An IM list as read at one moment. */
struct group_list {
    struct group_entry *items;
    unsigned count;
};

/* Around SetImGroup (operations.c). */
enum operation {
    OPERATION_LIST,
    OPERATION_ITEMS,
    OPERATION_NEW_CONTACT,
    OPERATION_JOIN,
    OPERATION_LEAVE,
    OPERATION_REMOVE_CONTACT,
    OPERATION_REMOVE_GROUP,
    OPERATION_COUNT,
};

/* What the answers so far say about whether the server is still at work (health.c). */
struct health {
    unsigned silent, silent_renames; /* requests in a row without an answer: of all, and of SetImGroup alone */
    unsigned busy;                   /* requests in a row for which the waiting for a busy server was over */
    unsigned gave_up;                /* how often it was over                                              */
    bool worked;                     /* it answered at all */
    uint64_t erred_us;               /* when an error came of which it has not been seen to recover; 0: there is none */
    char erred_with[64];
};

/* What all workers share. */
struct shared {
    const struct ewc_run_config *config;
    struct ewc_result *result;
    const struct ewc_run_listener *listener;
    struct ewc_arena *arena; /* for what outlives a case; under lock */
    struct ewc_journal *journal; /* NULL: none is kept */
    struct group_list before; /* the run's mailbox before the first case; read only */
    pthread_mutex_t lock;
    /* under lock */
    unsigned next, done;
    uint64_t not_before_us; /* a throttling server asked all to wait till then */
    uint64_t next_slot_us;  /* --rate: when the next request may be sent */
    struct health health;
    const char *mailboxes[EWC_MAX_MAILBOXES]; /* others than the run's own in which something was created */
    unsigned mailbox_count;
    struct ewc_server_version server;
    unsigned unreachable; /* cases in a row that could not reach the server */
    enum ewc_status failed;
    struct ewc_err err;
    /* */
    atomic_ulong requests;
    atomic_uint contacts_left; /* contacts that could not be removed */
    atomic_uint settled, unsettled; /* reading steps that were repeated: with and without success */
    atomic_bool server_seen; /* `server` is complete */
    atomic_ulong throttled;      /* answers that asked to come back later */
    atomic_ulong resent;         /* requests that went out twice */
    atomic_bool members_hidden;  /* lists were seen to show no members */
    _Atomic(const char *) full;  /* the code that said that the mailbox is at its limit: nothing more is created */
    atomic_bool stop;            /* no further case is begun */
    _Atomic(const char *) stopped_because; /* a reason for the cases that were not run; NULL: see why_not_run() */
    bool parallel; /* the server handles several connections at once; set before the workers start */
    bool lacks[OPERATION_COUNT]; /* set before the workers start, and after they ended */
    atomic_bool removed_any, removal_refused; /* groups, by the clean-up of cases */
    struct desk *desk; /* for the ends of cases; NULL: each worker ends its own. Set while no worker is at work */
    unsigned connections; /* how many it was seen to handle, where that is fewer than the jobs; 0: enough */
    uint64_t deadline_us; /* of the run */
};

/* One thread's connections. */
struct worker {
    struct shared *shared;
    struct ewc_http_client *client;
    atomic_bool cleaning; /* a first signal does not break off what is cleaned up */
};

/* What the case made and must remove. */
struct created {
    bool is_group;
    const char *id, *change_key, *mailbox, *name;
    const char *group; /* Id of the group that a contact was put in; NULL: in none */
    struct created *next; /* latest first */
};

/* Memory of a step that ran in a thread of its own. */
struct side_arena {
    struct ewc_arena *arena;
    struct side_arena *next;
};

/* A step that has run: its evidence is kept for later comparison. */
struct ran {
    const struct ewc_case_step *step;
    struct ewc_response *response; /* NULL: it was left out */
};

struct flight; /* a step on its way (step.c) */

/* A case while it runs. */
struct case_run {
    struct shared *shared;
    struct worker *worker;
    const struct ewc_case *c;
    struct ewc_arena *arena;
    struct ewc_vars *vars;
    uint64_t started_us, deadline_us;
    struct created *created;
    struct side_arena *side_arenas;
    struct ran *ran; /* by step index */
    struct ewc_earlier *earlier;
    unsigned earlier_count;
    struct ewc_record *records, **tail;
    enum ewc_verdict verdict;
    const char *reason;
    bool stopped;     /* the remaining steps are not run      */
    struct flight *unjudged; /* the last step, left for the desk; NULL: it is judged */
    bool unreachable; /* a set-up failure kept it from running */
    unsigned refused; /* by set-up or clean-up: bits of enum operation */
    const struct ewc_run_fact *kept; /* its variables for the record; NULL: none yet */
    /* when a record stands for the server */
    const struct ewc_archive_case *recorded;
    struct ewc_record *recall; /* its exchanges */
};

/* ---- sending (send.c) ------------------------------------------------------------------------------------- */

/* One exchange with its meaning. */
struct answer {
    const struct ewc_http_exchange *exchange;
    struct ewc_response *response; /* to be finished with ewc_response_finish() */
    const char *gave_up;           /* the throttling limit was reached: a sentence; else NULL */
};

EWC_MUST_USE enum ewc_status open_shared(struct shared *shared, const struct ewc_run_config *config,
                                         struct ewc_result *result, const struct ewc_run_listener *listener,
                                         struct ewc_arena *arena);
bool is_cancelled(struct worker *worker);
EWC_MUST_USE enum ewc_status worker_open(struct worker *worker, struct shared *shared, struct ewc_err *err);
void worker_close(struct worker *worker);
EWC_MUST_USE enum ewc_status open_client(struct worker *worker, struct ewc_http_client **out_client,
                                         struct ewc_err *err);
/* Gives the client the token of this moment, where there is a credential helper; it may be told that one failed. */
const char *sync_token(struct worker *worker, struct ewc_http_client *client);
/* Sends, waiting as long as a throttling server asks, up to the limit. deadline_us 0: none. */
EWC_MUST_USE enum ewc_status send_patiently(struct worker *worker, struct ewc_http_client *client,
                                            const struct ewc_request *request, uint64_t deadline_us,
                                            struct ewc_arena *arena, struct answer *out,
                                            struct ewc_err *err);
void note(struct shared *shared, enum ewc_problem_kind kind, const char *format, ...) EWC_PRINTF(3, 4);

/* ---- is the server still at work (health.c) ------------------------------------------------------------------ */

/* How long the server is waited for: less when it left many requests without an answer. */
unsigned health_timeout_ms(struct shared *shared, const struct ewc_request *request, unsigned usual_ms);
/* Takes in an answer; ends the run when there were too many without one. */
void health_note(struct shared *shared, const struct ewc_request *request, const struct answer *answer);
/* Whether it makes sense to wait for a busy server once more. */
bool health_may_wait(struct shared *shared);
/* Whether all since an error may have been HTTP 503 that asks for nothing. */
bool health_seems_gone(struct shared *shared, const struct answer *answer);
/* The waiting for a busy server is over: ends the run when that is no exception. A server that is gone since an error
 * ends the answer's exchange as "gone", for the rules to judge. */
void health_gave_up(struct shared *shared, struct answer *answer, bool gone, struct ewc_arena *arena);

/* ---- which operations the server has (operations.c) -------------------------------------------------------------- */

/* Tries those that the plan needs. list_refused: reading the list was. */
void find_operations(struct worker *worker, bool list_refused);
/* After the last case: what its clean-ups say of RemoveImGroup. */
void note_removals(struct shared *shared);
/* The name of an operation that the case needs and the server lacks; NULL: none. */
const char *lacking_operation(const struct shared *shared, const struct ewc_case *c);
/* Whether the case reads a list that cannot be read. */
bool cannot_see(const struct shared *shared, const struct ewc_case *c);
/* A fault, or an HTTP error without a SOAP message; but nothing about who asks or what stands before the server. */
bool is_refused(const struct answer *a);

/* ---- what is not this run's (spare.c) ------------------------------------------------------------------------- */

/* Whether a request leaves all groups alone that this run did not create. */
bool spares_foreign_groups(struct case_run *run, const struct ewc_request *request);
/* "ews-conform-RUNID-…", as only a run names what it creates. */
bool is_run_name(const char *name);

/* ---- the harness's own operations (mailbox.c) ------------------------------------------------------------- */

/* The first element of that local name, whatever its namespace, at most `depth` levels below; NULL: there is none. */
const struct ewc_node *find_below(const struct ewc_node *n, const char *local, unsigned depth);

/* Sends GetImItems for a group that was created, or another operation for a contact and a group; false: there is no
 * answer. */
bool ask_about(struct case_run *run, const char *operation, const struct created *contact, const struct created *group,
               struct answer *out);
/* Creates what the case is given. false: the reason is in the case. */
bool create_givens(struct case_run *run);
/* The code of an answer that says that the mailbox is at a limit of what it may hold; NULL for others. */
const char *limit_of(const struct ewc_response *response);
/* Says so once, and leaves the case out. */
void leave_out_as_full(struct case_run *run, const char *code);
/* Whether the case creates anything. */
bool creates_anything(const struct ewc_case *c);
/* Whether a mailbox (NULL: the run's) lists a group with this Id. */
bool is_listed(struct case_run *run, const char *mailbox, const char *id);
/* Removes what was created, latest first. */
void remove_created(struct case_run *run);
/* Reads the IM list; false with a sentence in *out_why. */
bool read_list(struct worker *worker, const char *mailbox, struct ewc_arena *arena, struct group_list *out,
               const char **out_why);
const struct group_entry *find_group(const struct group_list *list, const char *id, const char *name);
/* Whether it is gone afterwards. */
bool remove_group_by_id(struct worker *worker, const char *id, const char *change_key, const char *mailbox,
                        struct ewc_arena *arena);
bool remove_contact_by_id(struct worker *worker, const char *id, const char *change_key, const char *mailbox,
                          struct ewc_arena *arena);

/* ---- what runs left (sweep.c) ------------------------------------------------------------------------------- */

/* Something will be created in another mailbox (NULL: in the run's own). */
void note_mailbox(struct shared *shared, const char *mailbox);
/* Removes what runs that were killed left in the mailbox. */
void remove_leftovers_of_dead_runs(struct worker *worker);
/* The same, told to `found`. Returns how many are left. */
unsigned sweep_dead_runs(struct worker *worker, struct ewc_journal *journal, bool dry_run,
                         void (*found)(void *ctx, const char *name, bool removed), void *ctx);
/* Removes groups whose names begin with `prefix` from a mailbox (NULL: the run's). Returns how many are left. */
unsigned remove_by_prefix(struct worker *worker, const char *mailbox, const char *prefix, bool dry_run,
                          struct ewc_arena *arena, void (*found)(void *ctx, const char *name, bool removed), void *ctx,
                          const char **out_why);
/* The same for contacts whose addresses begin so. */
unsigned remove_contacts_by_prefix(struct worker *worker, const char *mailbox, const char *prefix, bool dry_run,
                                   struct ewc_arena *arena, void (*found)(void *ctx, const char *name, bool removed),
                                   void *ctx);

/* ---- before and after (probe.c) ------------------------------------------------------------------------------- */

/* Says whether cases can be run; finds out what the server can do; takes the snapshot. */
bool probe(struct worker *worker);
/* Compares the mailbox with the snapshot and removes leftovers. */
void compare_mailbox(struct worker *worker);

/* ---- one case (exec.c, step.c) ------------------------------------------------------------------------------- */

EWC_MUST_USE enum ewc_status run_case(struct worker *worker, unsigned index, struct ewc_err *err);
void run_steps(struct case_run *run);
/* Whether the case sends requests at the same moment: then it has the server for itself. */
bool sends_together(const struct ewc_case *c);
/* Whether it can't run at a server that handles one connection at a time. */
bool needs_parallel(const struct ewc_case *c);

/* Judges an answer that set-up could not use, by the default rules: a server that breaks them has failed, and not the
 * set-up. false: nothing was broken. */
bool judge_given(struct case_run *run, struct ewc_record *record, const struct ewc_request *request,
                 const struct answer *answer);
/* Judges the step that was left for the desk. */
void judge_last(struct case_run *run);
/* One attempt: the case from its givens to its clean-up. EWC_ENOMEM when not even that much was possible. */
EWC_MUST_USE enum ewc_status attempt_case(struct worker *worker, unsigned index, struct case_run *run,
                                          struct ewc_case_result *result, struct ewc_err *err);
/* Gives the case its variables and its time; false: memory ran out. */
bool begin_case(struct case_run *run, unsigned index);
void forget_case(struct case_run *run);
/* After a first attempt: the others that --repeat asks for (repeat.c). The worst is left in run and result; if they
 * do not agree, the others are in `earlier`. */
EWC_MUST_USE enum ewc_status repeat_case(struct worker *worker, struct case_run *run, struct ewc_case_result *result,
                                         struct ewc_buf *earlier, struct ewc_err *err);

/* A case between its last request and its record. */
struct ending {
    struct case_run run;
    struct ewc_case_result result;
    struct ewc_buf earlier; /* attempts */
};

/* Judges what is left to judge, and records the case; `e` is gone then. */
EWC_MUST_USE enum ewc_status end_case(struct ending *e, struct ewc_err *err);
/* The first such cause ends the run. */
void fail_run(struct shared *shared, enum ewc_status st, const struct ewc_err *err);

/* ---- threads for the ends of cases (desk.c) ---------------------------------------------------------------------- */

/* in_order: cases are recorded as they were handed over. NULL: each case ends where it ran. */
struct desk *open_desk(struct shared *shared, bool in_order);
void hand_over(struct desk *desk, struct ending *e);
/* When all that was handed over is recorded. NULL: nothing to do. */
void close_desk(struct desk *desk);

/* ---- a record instead of a server (replay.c) ------------------------------------------------------------------ */

/* Keeps the variables of what the case was given for its record. */
void keep_variables(struct case_run *run);
/* The earlier attempts of a case stay as they were recorded. */
void put_recorded_attempts(struct shared *shared, const char *id, struct ewc_buf *out);
/* When it was run, and where it stood, stays. */
void keep_times(const struct ewc_archive_case *recorded, struct ewc_case_result *result);
/* The case from its recorded exchanges. */
void recheck_case(struct case_run *run);
EWC_MUST_USE enum ewc_status recheck_plan(struct shared *shared, struct ewc_err *err);
/* What was sent for a step; false: nothing was, and the case has its reason. */
bool recall_request(struct case_run *run, const struct ewc_case_step *step, struct ewc_record *record,
                    const struct ewc_request **out_request);
/* What came back for a step whose request was recalled. */
EWC_MUST_USE enum ewc_status recall_answer(struct case_run *run, const struct ewc_case_step *step,
                                           struct ewc_arena *arena, struct answer *out, unsigned *out_reads,
                                           struct ewc_err *err);
bool recall_is_judgeable(struct case_run *run, const struct ewc_case_step *step, struct ewc_record *record);

struct ewc_record *add_record(struct case_run *run, const char *id, const char *kind, unsigned line);
void record_answer(struct case_run *run, struct ewc_record *record, const struct ewc_request *request,
                   const struct answer *answer);
/* The harness or the case is at fault, or nobody can judge: the case's verdict becomes error. */
void case_error(struct case_run *run, const char *format, ...) EWC_PRINTF(2, 3);

#endif
