/* Inside of `run`: what a run created, on disk, so that the next run can remove it when this one is killed.
 *
 * One file for each run, in EWS_CONFORM_STATE, else XDG_STATE_HOME/ews-conform, else
 * ~/.local/state/ews-conform. The file is locked while its run lives and removed at its end: a file that can be
 * locked belongs to a run that died. It holds the target, whose mailbox it was, and the Id, kind and mailbox of all that
 * was created; no secret. A write survives the process (kill -9), not a power failure.
 */
#ifndef EWC_RUN_JOURNAL_H
#define EWC_RUN_JOURNAL_H

#include "base/base.h"

struct ewc_journal;

/**
 * @param target  the server's URL: only runs against the same one clean up after each other
 * @param owner   whose mailbox is meant where none is named, NULL where that is not known: only runs for the same one
 *                clean up after each other
 * @param run_id  NULL: only what dead runs left is to be read
 * @return EWC_EIO when the folder or file cannot be made
 */
EWC_MUST_USE enum ewc_status ewc_journal_open(const char *target, const char *owner, const char *run_id,
                                              struct ewc_journal **out_journal, struct ewc_err *err);
/** Forgets the run: all that it created is removed. Accepts NULL. */
void ewc_journal_close(struct ewc_journal *journal);
/** Notes something that was created, before it is used; may be called by several threads. NULL journal: nothing. */
void ewc_journal_add(struct ewc_journal *journal, bool is_group, const char *id, const char *mailbox);

/** Notes that it is removed again. */
void ewc_journal_gone(struct ewc_journal *journal, const char *id, const char *mailbox);
/** Notes that something will be created in another mailbox, so that it can be looked for there. */
void ewc_journal_add_mailbox(struct ewc_journal *journal, const char *mailbox);

/* Something that a dead run left. */
struct ewc_leftover {
    bool is_group;
    const char *id, *mailbox; /* mailbox NULL: the owner's; id NULL: something may be in that mailbox */
};

/**
 * Calls for each dead run against this target: `visit_run` with its id and what it created, latest first; when it
 * returns true that run's journal is removed.
 */
void ewc_journal_recover(struct ewc_journal *journal,
                         bool (*visit_run)(void *ctx, const char *run_id, const struct ewc_leftover *items,
                                           unsigned count),
                         void *ctx);

#endif
