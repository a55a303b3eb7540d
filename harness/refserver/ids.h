/* ids: identifiers that look like those of Exchange, and what can be told from one alone. */
#ifndef EWC_REFSERVER_IDS_H
#define EWC_REFSERVER_IDS_H

#include "base/base.h"

struct ewc_refserver;

#define REF_MAX_ID 2000u /* characters; a longer Id is refused without being read */

enum id_kind {
    ID_GROUP,
    ID_CONTACT,
    ID_PERSONA,
    ID_FOLDER,
    ID_EMPTY,
    ID_TOO_LONG,
    ID_MALFORMED, /* not one that this server makes */
};

struct id {
    enum id_kind kind;
    unsigned mailbox; /* index in the store */
    uint64_t serial;
};

/** @return a string for free(), or NULL when memory ran out */
char *ref_id_make(const struct ewc_refserver *server, struct id id);
/** Takes an Id apart; `kind` says whether it could be. */
struct id ref_id_read(const struct ewc_refserver *server, const char *text);
/** The ChangeKey of version `version`; NULL where the variant has none. */
const char *ref_change_key(const struct ewc_refserver *server, struct ewc_arena *arena, enum id_kind kind,
                           uint64_t serial, unsigned version);

#endif
