/* server: the state of a running reference server, shared by its source files. */
#ifndef EWC_REFSERVER_SERVER_H
#define EWC_REFSERVER_SERVER_H

#include "refserver/modes.h"
#include "refserver/store.h"
#include "refserver/tree.h"
#include "refserver/wire.h"

#include <pthread.h>
#include <stdatomic.h>

struct MHD_Daemon;

#define REF_PATH "/EWS/Exchange.asmx"

/* What the server remembers beside the mailboxes. Threads change it without a lock. */
struct memory {
    atomic_uint requests;        /* POST requests so far                         */
    atomic_uint renames_at_work; /* SetImGroup requests between their ends      */
    atomic_bool erred;           /* a SetImGroup has ended in an error           */
    atomic_bool faulted;         /* a request has broken the schema              */
    atomic_int last_mailbox;     /* index of the mailbox last impersonated, or -1 */
};

/* A sleep that the end of the server cuts short. */
struct pause {
    pthread_mutex_t mutex;
    pthread_cond_t over;
    bool stopping;
};

struct ewc_refserver {
    enum defect defect;
    enum variant variant;
    bool documentation_namespaces;
    char *sign_in; /* value of Authorization that is let in; NULL: everybody is */
    struct MHD_Daemon *daemon;
    struct store store;
    struct memory memory;
    struct pause pause;
    char url[64];
};

/** True for a server that was asked to have this defect. */
static inline bool breaks(const struct ewc_refserver *server, enum defect defect)
{
    return server->defect == defect;
}

/** True for a server that was asked to be this variant. */
static inline bool varies(const struct ewc_refserver *server, enum variant variant)
{
    return server->variant == variant;
}

/** Sleeps, or returns at once when the server is being stopped. */
void ref_pause(struct ewc_refserver *server, unsigned ms);

/** The name of a namespace as this server understands it. */
const char *ref_ns(const struct ewc_refserver *server, enum ns ns);
/** The same as it answers with it. */
const char *ref_ns_spoken(const struct ewc_refserver *server, enum ns ns);

/** Starts to listen on 127.0.0.1; `port` 0 takes a free one. */
EWC_MUST_USE enum ewc_status ref_listen(struct ewc_refserver *server, unsigned port, struct ewc_err *err);
/** Stops to listen and waits for the requests at work. */
void ref_stop_listening(struct ewc_refserver *server);

/**
 * Answers one request.
 * @param arena  for what the answer is made of; belongs to the exchange
 * @param reply  zeroed, its body initialised
 */
void ref_serve(struct ewc_refserver *server, const struct http_request *http, struct ewc_arena *arena,
               struct http_reply *reply);

#endif
