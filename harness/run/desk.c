/* The ends of cases: what is left to judge when the last answer has come, and the record. Clerks do that while the next
 * requests are under way, so that the wire is what a run waits for (harness/docs/adr/0004). The server sees no
 * difference. */
#include <stdlib.h>

#include "run/internal.h"

enum {
    MOST_WAITING = 16,       /* cases in memory beside those under way */
    MOST_BYTES = 256 * 1024, /* of the responses of one that waits */
    MOST_CLERKS = 8,
};

struct desk {
    struct shared *shared;
    bool in_order; /* of the plan */
    pthread_t clerks[MOST_CLERKS];
    unsigned clerk_count;
    pthread_mutex_t lock;
    pthread_cond_t came, left; /* something was handed over, or ended */
    /* under lock */
    struct ending *waiting[MOST_WAITING];
    unsigned long handed, taken, ended; /* their places are the rest */
    bool closed;
};

static void end_one(struct desk *desk, struct ending *e)
{
    struct ewc_err err = {0};
    enum ewc_status st = end_case(e, &err);

    if (st != EWC_OK)
        fail_run(desk->shared, st, &err);
}

static void *clerk(void *arg)
{
    struct desk *desk = arg;

    pthread_mutex_lock(&desk->lock);
    for (;;) {
        struct ending *e;

        while (desk->taken == desk->handed && !desk->closed)
            pthread_cond_wait(&desk->came, &desk->lock);
        if (desk->taken == desk->handed)
            break;
        e = desk->waiting[desk->taken++ % MOST_WAITING];
        pthread_mutex_unlock(&desk->lock);
        end_one(desk, e);
        pthread_mutex_lock(&desk->lock);
        desk->ended++;
        pthread_cond_broadcast(&desk->left);
    }
    pthread_mutex_unlock(&desk->lock);
    return NULL;
}

/* Half of the processors: with them, and the workers' own judging, all are busy. */
static unsigned clerks_wanted(bool in_order)
{
    unsigned half = ewc_processors(2 * MOST_CLERKS) / 2;

    return in_order && half > 1 ? 1 : half;
}

struct desk *open_desk(struct shared *shared, bool in_order)
{
    const struct ewc_run_config *config = shared->config;
    unsigned wanted = clerks_wanted(in_order);
    struct desk *desk;

    /* what the verdict decides, and the redaction for bundles, which needs the worker's client */
    if (config->fail_fast || config->retries || config->repeat > 1 || config->bundles)
        return NULL;
    desk = malloc(sizeof(*desk));
    if (!desk)
        return NULL;
    *desk = (struct desk){.shared = shared,
                          .in_order = in_order,
                          .lock = PTHREAD_MUTEX_INITIALIZER,
                          .came = PTHREAD_COND_INITIALIZER,
                          .left = PTHREAD_COND_INITIALIZER};
    while (desk->clerk_count < wanted && pthread_create(&desk->clerks[desk->clerk_count], NULL, clerk, desk) == 0)
        desk->clerk_count++;
    if (desk->clerk_count > 0)
        return desk;
    free(desk);
    return NULL;
}

/* Many large ones together would fill the memory; and when the server can't be reached, whether the run goes on is
 * known when the case has ended. */
static bool may_wait(const struct ending *e)
{
    const struct ewc_record *r;
    size_t bytes = 0;

    for (r = e->run.records; r; r = r->next)
        bytes += r->exchange ? r->exchange->body.len : 0;
    return bytes <= MOST_BYTES && !e->run.unreachable;
}

void hand_over(struct desk *desk, struct ending *e)
{
    unsigned long most = may_wait(e) ? MOST_WAITING : 1; /* that wait, this one among them */
    bool waits;

    pthread_mutex_lock(&desk->lock);
    while (desk->in_order && desk->handed - desk->ended >= most)
        pthread_cond_wait(&desk->left, &desk->lock);
    waits = most > 1 && desk->handed - desk->ended < most;
    if (waits) {
        e->run.worker = NULL; /* it may be gone before the case */
        desk->waiting[desk->handed++ % MOST_WAITING] = e;
        pthread_cond_signal(&desk->came);
    }
    pthread_mutex_unlock(&desk->lock);
    if (!waits)
        end_one(desk, e);
}

void close_desk(struct desk *desk)
{
    unsigned i;

    if (!desk)
        return;
    pthread_mutex_lock(&desk->lock);
    desk->closed = true;
    pthread_cond_broadcast(&desk->came);
    pthread_mutex_unlock(&desk->lock);
    for (i = 0; i < desk->clerk_count; i++)
        pthread_join(desk->clerks[i], NULL);
    pthread_cond_destroy(&desk->came);
    pthread_cond_destroy(&desk->left);
    pthread_mutex_destroy(&desk->lock);
    free(desk);
}
