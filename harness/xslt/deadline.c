/* A time for each transformation, and room to grow in. libxslt has no clock, but it counts what it does: one thread looks
 * at all that run, and takes the remaining operations away from those that are over their limits. An operation that has
 * begun is not broken off. */
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "xslt/xslt_internal.h"

enum { TICK_MS = 20 };

static struct {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    pthread_t thread;
    bool runs, ends;
    bool idle; /* it waits for a transformation */
    struct ewc_deadline *first;
} watch = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

/* libxslt reads these between two operations, in a thread of its own and without a lock: it sees the old number or the
 * new one, and either is right. */
static void take_operations(xsltTransformContext *transform)
{
    __atomic_store_n(&transform->opLimit, 1, __ATOMIC_RELAXED);
    __atomic_store_n(&transform->xpathCtxt->opLimit, 1, __ATOMIC_RELAXED);
}

/* What the process has in memory now; 0: not to be found out. */
static uint64_t resident_bytes(void)
{
    char text[128];
    int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    ssize_t len = fd >= 0 ? read(fd, text, sizeof(text) - 1) : -1;
    char *end = NULL;

    if (fd >= 0)
        (void)close(fd);
    if (len <= 0)
        return 0;
    text[len] = '\0';
    (void)strtoull(text, &end, 10); /* the whole size, and then what is resident */
    return strtoull(end, NULL, 10) * (uint64_t)sysconf(_SC_PAGESIZE);
}

/* Memory belongs to the process: where it grows too much, all that run at that moment have to end. */
static void look_at(struct ewc_deadline *d, uint64_t now, uint64_t resident)
{
    if (d->resident_before == 0)
        d->resident_before = resident;
    if (d->over[0] == '\0' && now >= d->at_us)
        d->over = "the stylesheet takes more time than it has";
    else if (d->over[0] == '\0' && resident > d->resident_before && resident - d->resident_before > d->max_growth)
        d->over = "the stylesheet takes more memory than it has";
    else
        return;
    take_operations(d->transform);
}

static void look_at_all(void)
{
    uint64_t now = ewc_clock_us();
    uint64_t resident = watch.first ? resident_bytes() : 0;

    for (struct ewc_deadline *d = watch.first; d; d = d->next)
        look_at(d, now, resident);
}

static void wait_a_tick(void)
{
    struct timespec until;

    (void)clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += TICK_MS * 1000000L;
    if (until.tv_nsec >= 1000000000L) {
        until.tv_nsec -= 1000000000L;
        until.tv_sec++;
    }
    (void)pthread_cond_timedwait(&watch.changed, &watch.lock, &until);
}

static void *watch_all(void *nothing)
{
    (void)nothing;
    (void)pthread_mutex_lock(&watch.lock);
    while (!watch.ends) {
        watch.idle = watch.first == NULL;
        if (watch.idle)
            (void)pthread_cond_wait(&watch.changed, &watch.lock);
        else
            wait_a_tick();
        watch.idle = false;
        look_at_all();
    }
    (void)pthread_mutex_unlock(&watch.lock);
    return NULL;
}

/* Signals are for the threads that wait for them. */
static bool start_watch(void)
{
    sigset_t all, before;
    bool started;

    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    started = pthread_create(&watch.thread, NULL, watch_all, NULL) == 0;
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return started;
}

bool ewc_deadline_begin(struct ewc_deadline *d, xsltTransformContext *transform, unsigned ms, uint64_t max_growth)
{
    *d = (struct ewc_deadline){.transform = transform,
                               .at_us = ewc_clock_us() + (uint64_t)ms * 1000,
                               .max_growth = max_growth,
                               .over = ""};
    (void)pthread_mutex_lock(&watch.lock);
    if (!watch.runs)
        watch.runs = start_watch();
    if (watch.runs) {
        d->next = watch.first;
        watch.first = d;
        if (watch.idle)
            (void)pthread_cond_signal(&watch.changed);
    }
    (void)pthread_mutex_unlock(&watch.lock);
    return watch.runs;
}

void ewc_deadline_end(struct ewc_deadline *d)
{
    struct ewc_deadline **at;

    (void)pthread_mutex_lock(&watch.lock);
    for (at = &watch.first; *at && *at != d; at = &(*at)->next)
        ;
    if (*at)
        *at = d->next;
    (void)pthread_mutex_unlock(&watch.lock);
}

void ewc_deadline_stop_watch(void)
{
    bool runs;

    (void)pthread_mutex_lock(&watch.lock);
    runs = watch.runs;
    watch.ends = true;
    (void)pthread_cond_signal(&watch.changed);
    (void)pthread_mutex_unlock(&watch.lock);
    if (runs)
        (void)pthread_join(watch.thread, NULL);
    watch.runs = false;
    watch.ends = false;
}
