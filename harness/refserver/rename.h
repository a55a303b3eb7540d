/* rename: what SetImGroup is made of. All of it is called with the store locked. */
#ifndef EWC_REFSERVER_RENAME_H
#define EWC_REFSERVER_RENAME_H

#include "refserver/call.h"

/* A rename while it is being carried out. */
struct rename {
    struct call *call;
    struct mailbox *mailbox; /* where the group is                      */
    struct group *group;     /* NULL until it is found                  */
    const char *id;          /* as asked; NULL: the request had none    */
    const char *change_key;  /* as asked; NULL: the request had none    */
    const char *asked_name;  /* as asked; NULL: the request had none    */
    const char *name;        /* as it is to be stored                   */
    uint64_t started_us;
};

/** Finds the group; false with the refusal filled in (which may be a success, in a wrong server). */
bool ref_find_target(struct rename *rename, struct outcome *refusal);

/** False, with the outcome filled in, when another group has the name, and the rename ends there. */
bool ref_check_duplicate(struct rename *rename, struct outcome *outcome);

/** False for a rename that a wrong server only claims to carry out. */
bool ref_is_stored(const struct rename *rename);
/** False, with the refusal filled in, for a rename that a wrong server refuses. */
bool ref_is_allowed(const struct rename *rename, struct outcome *refusal);
/** Changes the rename to what a wrong server makes of it. */
void ref_redirect(struct rename *rename);
/** What a wrong server does beside; `old_name` is the one before. */
void ref_after_rename(struct rename *rename, const char *old_name);
/** What a wrong server does after an error. */
void ref_after_error(struct rename *rename);

/** Stores the name, at the pace of the server: the lock may be given up in between. */
struct outcome ref_store_name(struct rename *rename);

#endif
