/* Clock, chance, and memory that forgets. */
#include "base/base.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/random.h>
#endif

uint64_t ewc_clock_us(void)
{
    struct timespec now = {0};

    (void)clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail on a system that has the clock */
    return (uint64_t)now.tv_sec * 1000000u + (uint64_t)now.tv_nsec / 1000u;
}

void ewc_clock_iso8601(char out[static 32])
{
    time_t now = time(NULL);
    struct tm utc = {0};

    if (!gmtime_r(&now, &utc) || strftime(out, 32, "%Y-%m-%dT%H:%M:%SZ", &utc) == 0)
        out[0] = '\0';
}

void ewc_sleep_ms(unsigned ms)
{
    struct timespec wait = {.tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000L};

    (void)nanosleep(&wait, NULL);
}

/* False when the system has no random source that answers now. */
static bool random_bytes(unsigned char *out, size_t len)
{
    ssize_t got = -1;
    int fd;

#ifdef __linux__
    got = getrandom(out, len, GRND_NONBLOCK);
    if (got == (ssize_t)len)
        return true;
#endif
    fd = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    got = read(fd, out, len);
    (void)close(fd);
    return got == (ssize_t)len;
}

/* Names need to differ, not to be secret: clock and process are good enough where there is no source. */
static void poor_mans_bytes(unsigned char *out, size_t len)
{
    uint64_t state = ewc_clock_us() ^ ((uint64_t)getpid() << 32) ^ (uint64_t)(uintptr_t)&state;

    for (size_t i = 0; i < len; i++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        out[i] = (unsigned char)(state >> 56);
    }
}

/* A request's id takes a few: the system is asked for many at a time. */
void ewc_random_bytes(void *out, size_t len)
{
    static _Thread_local unsigned char store[256];
    static _Thread_local size_t left;

    if (len > sizeof(store)) {
        if (!random_bytes(out, len))
            poor_mans_bytes(out, len);
        return;
    }
    if (left < len) {
        if (!random_bytes(store, sizeof(store)))
            poor_mans_bytes(store, sizeof(store));
        left = sizeof(store);
    }
    left -= len;
    memcpy(out, store + left, len);
}

void ewc_random_name(char *out, size_t len)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    const unsigned count = sizeof(letters) - 1;
    unsigned char bytes[64];
    size_t done = 0;

    while (done < len) { /* each round keeps 252 of 256 bytes on average */
        ewc_random_bytes(bytes, sizeof(bytes));
        for (size_t i = 0; i < sizeof(bytes) && done < len; i++)
            if (bytes[i] < 256 / count * count) /* keeps all letters equally likely */
                out[done++] = letters[bytes[i] % count];
    }
    out[len] = '\0';
}

void ewc_wipe(void *memory, size_t len)
{
#if defined(__GNUC__)
    if (len == 0)
        return;
    memset(memory, 0, len);
    __asm__ __volatile__("" : : "r"(memory) : "memory"); /* somebody might read it: it has to be done */
#else
    volatile unsigned char *p = memory;

    while (len-- > 0)
        *p++ = 0;
#endif
}

unsigned ewc_processors(unsigned most)
{
    long there = sysconf(_SC_NPROCESSORS_ONLN);

    return there < 1 ? 1 : (unsigned long)there < most ? (unsigned)there : most;
}
