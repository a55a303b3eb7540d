/* store: the mailboxes with their IM groups and contacts.
 *
 * One mutex guards all of it; whoever calls a function that takes a mailbox, group or contact holds it.
 */
#ifndef EWC_REFSERVER_STORE_H
#define EWC_REFSERVER_STORE_H

#include "base/base.h"
#include "refserver/ids.h"

#include <pthread.h>

struct ewc_refserver;

#define REF_MAX_GROUPS 1000u   /* of one mailbox; more is ErrorImGroupLimitReached     */
#define REF_MAX_CONTACTS 2000u /* of one mailbox; more is ErrorImContactLimitReached   */
#define REF_MAX_PAST 4096u     /* given-up names and removed groups that are remembered */

enum mailbox_index {
    MAILBOX_OWNER,   /* of the signed-in user                                   */
    MAILBOX_ACCOUNT, /* the signed-in user may impersonate it                   */
    MAILBOX_DENIED,  /* it may not                                              */
    MAILBOX_GHOST,   /* does not exist, unless a defect creates it              */
    REF_MAILBOXES,
};

struct list {
    void **items;
    size_t count;
    size_t capacity;
};

struct contact {
    uint64_t serial;
    char *id;         /* of the contact item                       */
    char *persona_id; /* of the persona that the contact makes     */
    char *address;
    char *name;
    unsigned version; /* goes into the ChangeKey */
};

struct group {
    uint64_t serial;
    char *id;
    char *name;
    const char *type;    /* IPM.DistList.MOC.… */
    struct list members; /* of struct contact, borrowed from the mailbox */
    unsigned version;    /* goes into the ChangeKey */
    unsigned renames;

    /* What only slow and wrong servers look at. */
    char *former_name;      /* before the last rename; NULL: none                  */
    uint64_t renamed_at_us; /* ewc_clock_us() of the last rename                    */
    unsigned writers;       /* renames at work on it                                */
    bool overlapped;        /* a second rename began while one was at work          */
    bool hidden;            /* not listed for the moment                            */
    bool locked;            /* a rename failed                                      */
    bool seen;              /* listed since the last rename                         */
};

/* A name that a group gave up. */
struct past {
    uint64_t group; /* serial; 0: no group had it, a rename to it failed */
    bool removed;   /* the group was removed, not renamed */
    char *name;
};

struct mailbox {
    unsigned index;
    const char *smtp;
    const char *upn;
    const char *sid;
    const char *guid;
    struct list groups;   /* of struct group   */
    struct list contacts; /* of struct contact */
    struct list removed;  /* of struct group   */
    struct list past;     /* of struct past    */
};

struct store {
    pthread_mutex_t mutex;
    struct mailbox mailboxes[REF_MAILBOXES];
    uint64_t last_serial;
    struct group *last_renamed; /* NULL: none, or it is gone */
};

/** Makes the mailboxes with what is in them at first. False when memory ran out: nothing is left then. */
bool ref_store_init(struct ewc_refserver *server);
void ref_store_finish(struct store *store);
void ref_lock(struct store *store);
void ref_unlock(struct store *store);

/** All return NULL (or false) when memory ran out. */
struct group *ref_add_group(struct ewc_refserver *server, struct mailbox *mailbox, const char *name,
                            const char *type);
struct contact *ref_add_contact(struct ewc_refserver *server, struct mailbox *mailbox, const char *address,
                                const char *name);
bool ref_add_member(struct group *group, struct contact *contact);
bool ref_remove_member(struct group *group, const struct contact *contact);
/** Takes the group out of the mailbox; what is remembered of it stays in `removed`. */
void ref_remove_group(struct ewc_refserver *server, struct mailbox *mailbox, struct group *group);
/** Removes it from all groups, and frees it. */
void ref_remove_contact(struct mailbox *mailbox, struct contact *contact);
/** Puts a removed group back. */
bool ref_revive_group(struct mailbox *mailbox, struct group *group);
/** Stores the new name, moves the ChangeKey and remembers the old name. */
bool ref_set_name(struct ewc_refserver *server, struct mailbox *mailbox, struct group *group,
                  const char *name);
/** Remembers a name that no group got. */
void ref_keep_name(struct mailbox *mailbox, const char *name);
/** Gives it the next serial number and an Id made of that. */
bool ref_renew_id(struct ewc_refserver *server, struct mailbox *mailbox, struct group *group);

struct group *ref_group_with_id(const struct mailbox *mailbox, const char *id);
/** By the Id of the contact item, or of its persona. */
struct contact *ref_contact_with_id(const struct mailbox *mailbox, const char *id);
/** The group that has the name, as the server compares names; `except` may be NULL. */
struct group *ref_group_named(const struct ewc_refserver *server, const struct mailbox *mailbox,
                              const char *name, const struct group *except);
/** The first group of that type, or NULL. */
struct group *ref_group_of_type(const struct mailbox *mailbox, const char *type);
/** Whether two names are the same to this server. */
bool ref_same_name(const struct ewc_refserver *server, const char *a, const char *b);

static inline struct group *group_at(const struct mailbox *mailbox, size_t index)
{
    return mailbox->groups.items[index];
}

#define REF_TYPE_USER "IPM.DistList.MOC.UserGroup"
#define REF_TYPE_FAVORITES "IPM.DistList.MOC.Favorites"
#define REF_TYPE_TAGGED "IPM.DistList.MOC.Tagged"
#define REF_TYPE_OTHER "IPM.DistList.MOC.OtherContacts"

#endif
