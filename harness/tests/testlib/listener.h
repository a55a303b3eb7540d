/* testlib/listener: a server on 127.0.0.1 that plays a script of raw bytes, HTTP or not.
 *
 * One thread plays the acts in order, one connection at a time: it takes the next connection when an
 * act needs one and none is open, that is at the start and after EWC_CLOSE or EWC_RESET, or when it is
 * to read and the client has closed without sending anything. After the last act it stays silent with
 * the connection open until it is stopped. Every wait ends when it is stopped.
 */
#ifndef EWC_TESTLIB_LISTENER_H
#define EWC_TESTLIB_LISTENER_H

#include <stdbool.h>
#include <stddef.h>

enum ewc_act_kind {
    EWC_ACT_END = 0,
    EWC_ACT_READ,      /* one whole request: head and body                             */
    EWC_ACT_READ_HEAD, /* up to the empty line only                                    */
    EWC_ACT_SEND,      /* the bytes                                                    */
    EWC_ACT_FLOOD,     /* the bytes, `number` times or until the client has gone       */
    EWC_ACT_DRIP,      /* the bytes, one every `number` ms, until the client has gone  */
    EWC_ACT_PAUSE,     /* `number` ms                                                  */
    EWC_ACT_CLOSE,     /* in good order                                                */
    EWC_ACT_RESET,     /* with RST                                                     */
    EWC_ACT_NEXT,      /* leaves the connection open, silent, and takes another        */
    EWC_ACT_SERVE,     /* answers requests properly up to the `number`-th that has `bytes` in it,
                          which is read and not answered; for ever when there are none */
};

struct ewc_act {
    enum ewc_act_kind kind;
    const char *bytes;
    size_t len;
    unsigned number;
};

/* `text` is a literal and may hold NULs. */
#define EWC_READ                                                                                           \
    {                                                                                                      \
        EWC_ACT_READ, NULL, 0, 0                                                                           \
    }
#define EWC_READ_HEAD                                                                                      \
    {                                                                                                      \
        EWC_ACT_READ_HEAD, NULL, 0, 0                                                                      \
    }
#define EWC_SEND(text)                                                                                     \
    {                                                                                                      \
        EWC_ACT_SEND, text, sizeof(text) - 1, 0                                                            \
    }
#define EWC_FLOOD(text, times)                                                                             \
    {                                                                                                      \
        EWC_ACT_FLOOD, text, sizeof(text) - 1, times                                                       \
    }
#define EWC_DRIP(text, ms)                                                                                 \
    {                                                                                                      \
        EWC_ACT_DRIP, text, sizeof(text) - 1, ms                                                           \
    }
#define EWC_PAUSE(ms)                                                                                      \
    {                                                                                                      \
        EWC_ACT_PAUSE, NULL, 0, ms                                                                         \
    }
/* `text` NULL: for ever. See ewc_listener_start_serving(). */
#define EWC_SERVE(text, times)                                                                             \
    {                                                                                                      \
        EWC_ACT_SERVE, text, 0, times                                                                      \
    }
#define EWC_CLOSE                                                                                          \
    {                                                                                                      \
        EWC_ACT_CLOSE, NULL, 0, 0                                                                          \
    }
#define EWC_RESET                                                                                          \
    {                                                                                                      \
        EWC_ACT_RESET, NULL, 0, 0                                                                          \
    }
#define EWC_NEXT                                                                                           \
    {                                                                                                      \
        EWC_ACT_NEXT, NULL, 0, 0                                                                           \
    }
#define EWC_END                                                                                            \
    {                                                                                                      \
        EWC_ACT_END, NULL, 0, 0                                                                            \
    }

struct ewc_listener;

/** @param acts  ends with EWC_END; borrowed until the stop
 *  @return NULL when the port cannot be had */
struct ewc_listener *ewc_listener_start(const struct ewc_act *acts);
/** The same for acts with EWC_SERVE: `answer` gives the whole response to a request, malloc'ed; it is
 *  called on the listener's thread. */
struct ewc_listener *ewc_listener_start_serving(const struct ewc_act *acts,
                                                char *(*answer)(void *ctx, const char *request, size_t *len),
                                                void *ctx);
unsigned ewc_listener_port(const struct ewc_listener *listener);
/** "http://127.0.0.1:PORT/EWS/Exchange.asmx"; lives as long as the listener. */
const char *ewc_listener_url(const struct ewc_listener *listener);
/** Waits until every act was played; false when that took longer. */
bool ewc_listener_wait(struct ewc_listener *listener, unsigned ms);
/** How many connections it took. */
unsigned ewc_listener_connections(struct ewc_listener *listener);
/** How many requests EWC_READ and EWC_READ_HEAD got. */
size_t ewc_listener_requests(struct ewc_listener *listener);
/** What the request `index` was, as a NUL-terminated string, or "" for none; lives as long as the
 *  listener. */
const char *ewc_listener_request(struct ewc_listener *listener, size_t index);
/** Ends the thread, closes everything, frees all; accepts NULL. */
void ewc_listener_stop(struct ewc_listener *listener);

#endif
