/* The end of a case, where cases follow each other: a second thread judges and records it while the next one's
 * requests are under way, so that the wire is what the run waits for. The server sees no difference. */
#include <stdlib.h>

#include "run/internal.h"

struct desk {
    struct shared *shared;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct ending *next; /* under lock: handed over, and not taken yet */
    bool closed;         /* under lock */
};

static struct ending *take_next(struct desk *desk)
{
    struct ending *e;

    pthread_mutex_lock(&desk->lock);
    while (!desk->next && !desk->closed)
        pthread_cond_wait(&desk->changed, &desk->lock);
    e = desk->next;
    desk->next = NULL;
    pthread_cond_signal(&desk->changed);
    pthread_mutex_unlock(&desk->lock);
    return e;
}

static void *sit(void *arg)
{
    struct desk *desk = arg;
    struct ending *e;

    while ((e = take_next(desk))) {
        struct ewc_err err = {0};
        enum ewc_status st = end_case(e, &err);

        if (st != EWC_OK)
            fail_run(desk->shared, st, &err);
    }
    return NULL;
}

struct desk *open_desk(struct shared *shared)
{
    const struct ewc_run_config *config = shared->config;
    struct desk *desk;

    /* what is asked of a case before the next one begins needs its verdict; bundles are written with the client */
    if (config->fail_fast || config->retries || config->repeat > 1 || config->bundles || ewc_processors(2) < 2)
        return NULL;
    desk = malloc(sizeof(*desk));
    if (!desk)
        return NULL;
    *desk = (struct desk){.shared = shared, .lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};
    if (pthread_create(&desk->thread, NULL, sit, desk) == 0)
        return desk;
    free(desk);
    return NULL;
}

void hand_over(struct desk *desk, struct ending *e)
{
    pthread_mutex_lock(&desk->lock);
    while (desk->next)
        pthread_cond_wait(&desk->changed, &desk->lock);
    desk->next = e;
    pthread_cond_signal(&desk->changed);
    pthread_mutex_unlock(&desk->lock);
}

void close_desk(struct desk *desk)
{
    if (!desk)
        return;
    pthread_mutex_lock(&desk->lock);
    desk->closed = true;
    pthread_cond_signal(&desk->changed);
    pthread_mutex_unlock(&desk->lock);
    pthread_join(desk->thread, NULL);
    pthread_cond_destroy(&desk->changed);
    pthread_mutex_destroy(&desk->lock);
    free(desk);
}
