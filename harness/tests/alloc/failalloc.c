/* LD_PRELOAD: makes allocations of a whole process fail, those of its libraries too.
 *
 *   EWC_ALLOC_LIST=FILE    none fails; at the end FILE has a line for each place that allocates: a number for the
 *                          calls that led there, and how often it allocated
 *   EWC_ALLOC_FAIL=PLACE   the first allocation at that place fails
 *   EWC_ALLOC_FROM=N       the N-th allocation fails and all after it
 *   EWC_ALLOC_LOG=FILE     with either: the calls that led to the (first) failure, as addresses in their modules
 *
 * A place is the innermost calls; addresses must be the same in each run (setarch -R).
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FRAMES = 4, OWN_FRAMES = 2, PLACES = 1 << 16, EARLY_BYTES = 8192 };

struct place {
    _Atomic uint64_t hash;
    _Atomic unsigned long count;
};

static struct place places[PLACES];
static _Atomic unsigned long allocations;
static atomic_bool ready, failed_once;
static _Thread_local bool inside; /* backtrace() may allocate itself */
static const char *list_path, *log_path;
static uint64_t fail_place;
static unsigned long fail_from;

static void *(*next_malloc)(size_t);
static void *(*next_calloc)(size_t, size_t);
static void *(*next_realloc)(void *, size_t);
static void *(*next_aligned_alloc)(size_t, size_t);
static int (*next_posix_memalign)(void **, size_t, size_t);
static void (*next_free)(void *);

/* dlsym() allocates before there is anything to allocate with. */
static char early[EARLY_BYTES];
static size_t early_used;

static void find_next(void)
{
    inside = true;
    *(void **)&next_malloc = dlsym(RTLD_NEXT, "malloc");
    *(void **)&next_realloc = dlsym(RTLD_NEXT, "realloc");
    *(void **)&next_aligned_alloc = dlsym(RTLD_NEXT, "aligned_alloc");
    *(void **)&next_posix_memalign = dlsym(RTLD_NEXT, "posix_memalign");
    *(void **)&next_free = dlsym(RTLD_NEXT, "free");
    *(void **)&next_calloc = dlsym(RTLD_NEXT, "calloc");
    inside = false;
}

static void write_list(void)
{
    FILE *f = fopen(list_path, "w");
    unsigned i;

    for (i = 0; f && i < PLACES; i++)
        if (places[i].count)
            fprintf(f, "%016lx %lu\n", (unsigned long)places[i].hash, (unsigned long)places[i].count);
    if (f)
        fclose(f);
}

__attribute__((constructor)) static void start(void)
{
    const char *fail = getenv("EWC_ALLOC_FAIL"), *from = getenv("EWC_ALLOC_FROM");
    void *frames[4];

    inside = true;
    (void)backtrace(frames, 4); /* loads the unwinder */
    list_path = getenv("EWC_ALLOC_LIST");
    log_path = getenv("EWC_ALLOC_LOG");
    fail_place = fail ? strtoul(fail, NULL, 16) : 0;
    fail_from = from ? strtoul(from, NULL, 10) : 0;
    inside = false;
    atomic_store(&ready, list_path || fail_place || fail_from);
}

__attribute__((destructor)) static void stop(void)
{
    atomic_store(&ready, false);
    if (list_path)
        write_list();
}

static uint64_t place_of(void *const *frames, int count)
{
    uint64_t hash = 14695981039346656037u;
    int i;

    for (i = OWN_FRAMES; i < count; i++)
        hash = (hash ^ (uint64_t)(uintptr_t)frames[i]) * 1099511628211u;
    return hash ? hash : 1;
}

static void note_place(uint64_t hash)
{
    unsigned at = (unsigned)(hash % PLACES), tries;

    for (tries = 0; tries < PLACES; tries++, at = (at + 1) % PLACES) {
        uint64_t free_slot = 0;

        if (atomic_compare_exchange_strong(&places[at].hash, &free_slot, hash) || free_slot == hash) {
            atomic_fetch_add(&places[at].count, 1);
            return;
        }
    }
}

static void write_log(void)
{
    void *frames[64];
    int count = backtrace(frames, 64);
    int fd = log_path ? open(log_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600) : -1;

    if (fd < 0)
        return;
    if (count > OWN_FRAMES)
        backtrace_symbols_fd(frames + OWN_FRAMES, count - OWN_FRAMES, fd);
    close(fd);
}

__attribute__((noinline)) static bool fails(void)
{
    void *frames[FRAMES + OWN_FRAMES];
    unsigned long number;
    uint64_t place;
    bool now;

    if (inside || !atomic_load(&ready))
        return false;
    inside = true;
    number = atomic_fetch_add(&allocations, 1) + 1;
    now = fail_from && number >= fail_from;
    if (!fail_from && (list_path || !atomic_load(&failed_once))) {
        place = place_of(frames, backtrace(frames, FRAMES + OWN_FRAMES));
        if (list_path)
            note_place(place);
        now = place == fail_place;
    }
    if (now && !atomic_exchange(&failed_once, true))
        write_log();
    else if (now && !fail_from)
        now = false;
    inside = false;
    if (now)
        errno = ENOMEM;
    return now;
}

void *malloc(size_t size)
{
    if (!next_malloc && !inside)
        find_next();
    if (!next_malloc) {
        size_t at = (early_used + 15) & ~(size_t)15;

        early_used = at + size;
        return early_used <= sizeof(early) ? early + at : NULL;
    }
    return fails() ? NULL : next_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    if (!next_calloc)
        return malloc(count * size); /* early memory is zero */
    return fails() ? NULL : next_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
    if (!next_realloc)
        return malloc(size);
    return fails() ? NULL : next_realloc(old, size);
}

void free(void *old)
{
    bool is_early = (uintptr_t)old - (uintptr_t)early < sizeof(early);

    if (!is_early && next_free)
        next_free(old);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    if (!next_aligned_alloc)
        find_next();
    return fails() ? NULL : next_aligned_alloc(alignment, size);
}

int posix_memalign(void **out, size_t alignment, size_t size)
{
    if (!next_posix_memalign)
        find_next();
    return fails() ? ENOMEM : next_posix_memalign(out, alignment, size);
}
