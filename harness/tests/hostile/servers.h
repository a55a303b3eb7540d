/* hostile/servers: whoever listens where a row's program is sent. */
#ifndef EWC_HOSTILE_SERVERS_H
#define EWC_HOSTILE_SERVERS_H

#include "hostile/fake.h"
#include "hostile/row.h"

struct servers {
    struct fake fake;
    struct ewc_listener *main, *trap;
    struct ewc_tlsserver *tls;
    int blocked[8]; /* sockets that fill a queue; -1 where there is none */
    struct ewc_act acts[ROW_ACTS_MAX];
    struct ewc_buf texts[ROW_ACTS_MAX]; /* the bytes of acts with their addresses in them */
    char url[128];
    const char *cert; /* to be trusted, or NULL */
};

/* The folder gets the file of @FILE@. false: they could not be started. */
bool servers_start(struct servers *s, const struct row *row, const char *folder);
void servers_stop(struct servers *s);
/* How many connected to the address that nobody may connect to. */
unsigned servers_trapped(struct servers *s);

#endif
