/* hostile/fake: the smallest server that a case with a group can be run against. It answers what is not the
 * subject of a row: the mailbox's list, a group that is made and one that is removed. */
#ifndef EWC_HOSTILE_FAKE_H
#define EWC_HOSTILE_FAKE_H

#include <stddef.h>

struct fake {
    char name[256]; /* of the one group; "": there is none */
};

/* For ewc_listener_start_serving(); ctx is a struct fake. */
char *fake_answer(void *ctx, const char *request, size_t *len);

#endif
