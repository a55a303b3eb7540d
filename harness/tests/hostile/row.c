/* One row: its servers, the program, and what may have become of it. */
#define _DEFAULT_SOURCE /* wait4() */
#include "hostile/row.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "hostile/artefacts.h"
#include "hostile/servers.h"

enum { ARGS_MAX = 48, DEFAULT_SECONDS = 5, DEFAULT_MIB = 64, PRINTED_AT_FAILURE = 3000 };

/* On a machine that has other things to do the clock goes faster than the program. */
enum { BUSY = 4 };

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif

/* What the program did. */
struct outcome {
    int exit; /* -1: ended by a signal, -2: it had to be stopped */
    double seconds, work; /* by the clock, and of the processor */
    long mib;
};

/* ---- the command line
 * -------------------------------------------------------------------------------------------- */

struct words {
    char text[4096];
    size_t len;
    char *list[ARGS_MAX];
    unsigned count;
};

static void add(struct words *w, const char *format, ...) EWC_PRINTF(2, 3);

static void add(struct words *w, const char *format, ...)
{
    va_list args;
    int len;

    va_start(args, format);
    len = vsnprintf(w->text + w->len, sizeof(w->text) - w->len, format, args);
    va_end(args);
    if (w->count == ARGS_MAX - 1 || len < 0 || (size_t)len + 1 > sizeof(w->text) - w->len)
        abort(); /* a row of ours is too long */
    w->list[w->count++] = w->text + w->len;
    w->list[w->count] = NULL;
    w->len += (size_t)len + 1;
}

static void fill_words(struct words *w, const struct row *row, const struct place *place,
                       const struct servers *servers, const char *folder)
{
    const char *options = row->options ? row->options : "";

    add(w, "%s", place->program);
    add(w, "run");
    add(w, "--target=%s", servers->url);
    add(w, "-j1");
    add(w, "--timeout=1");
    add(w, "--connect-timeout=0.5");
    add(w, "--settle=0");
    add(w, "--verbose");
    for (const struct artefact *a = &ARTEFACTS[1]; a->file; a++)
        add(w, "%s%s/%s", a->option, folder, a->file);
    if (row->scheme)
        add(w, "--auth=%s", row->scheme);
    if (row->scheme && strcmp(row->scheme, "bearer") != 0)
        add(w, "--user=tester");
    if (servers->cert)
        add(w, "--cacert=%s", servers->cert);
    while (*options) {
        size_t len = strcspn(options, " ");

        add(w, "%.*s", (int)len, options);
        options += len + strspn(options + len, " ");
    }
    add(w, "%s/%s", place->root, row->file ? row->file : "harness/tests/hostile/hostile-rename.xml");
}

/* ---- the program
 * -------------------------------------------------------------------------------------------------- */

static void become(struct words *w, const struct row *row, const struct place *place, const char *folder)
{
    char path[512];
    int fd;

    (void)snprintf(path, sizeof(path), "%s/printed.txt", folder);
    fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    if (fd < 0 || dup2(fd, 1) < 0 || dup2(fd, 2) < 0)
        _exit(126);
    (void)snprintf(path, sizeof(path), "%s/state", folder);
    (void)setenv("EWS_CONFORM_STATE", path, 1);
    (void)setenv("EWS_CONFORM_DATA", place->root, 1);
    (void)setenv("TMPDIR", folder, 1);
    (void)setenv("EWS_CONFORM_PASSWORD", SECRET, 1);
    if (row->scheme && strcmp(row->scheme, "bearer") == 0)
        (void)setenv("EWS_CONFORM_TOKEN", SECRET, 1);
    (void)unsetenv("GITHUB_STEP_SUMMARY");
    (void)unsetenv("http_proxy");
    (void)unsetenv("https_proxy");
    (void)execv(w->list[0], w->list);
    _exit(127);
}

static struct outcome wait_for(pid_t pid, unsigned max_seconds)
{
    uint64_t start = ewc_clock_us();
    struct outcome o = {.exit = -2};
    struct rusage usage;
    int status = 0;

    while (wait4(pid, &status, WNOHANG, &usage) == 0) {
        if (ewc_clock_us() - start > (uint64_t)(max_seconds * BUSY + 5) * 1000000) {
            (void)kill(pid, SIGKILL);
            (void)wait4(pid, &status, 0, &usage);
            break;
        }
        ewc_sleep_ms(3);
    }
    o.seconds = (double)(ewc_clock_us() - start) / 1e6;
    o.work = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
             (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
    o.mib = usage.ru_maxrss / 1024;
    if (WIFEXITED(status))
        o.exit = WEXITSTATUS(status);
    else if (WTERMSIG(status) != SIGKILL)
        o.exit = -1;
    return o;
}

/* ---- what may be
 * ---------------------------------------------------------------------------------------------------- */

static bool is_bounded(const struct row *row, const struct outcome *o, char *why, size_t size)
{
    unsigned seconds = row->seconds ? row->seconds : DEFAULT_SECONDS;
    unsigned mib = row->mib ? row->mib : DEFAULT_MIB;

#ifdef SANITIZED
    seconds *= 5;
    mib *= 100;
#endif
    if (o->exit != row->exit)
        (void)snprintf(why, size, "expected the exit status %d, found %d", row->exit, o->exit);
    else if (o->work > seconds || o->seconds > seconds * BUSY)
        (void)snprintf(why, size, "it took more than %u s", seconds);
    else if (o->mib > (long)mib)
        (void)snprintf(why, size, "it took more than %u MiB", mib);
    else
        return true;
    return false;
}

static void print_tail(const char *folder)
{
    struct ewc_err err = {0};
    struct ewc_buf text;
    char path[512];

    (void)snprintf(path, sizeof(path), "%s/printed.txt", folder);
    ewc_buf_init(&text, 0);
    if (ewc_file_read(path, 0, &text, &err) == EWC_OK && text.len > 0) {
        size_t from = text.len > PRINTED_AT_FAILURE ? text.len - PRINTED_AT_FAILURE : 0;

        printf("%.*s\n", (int)(text.len - from), text.ptr + from);
    }
    ewc_buf_finish(&text);
}

static bool judge(const struct row *row, struct servers *servers, const struct outcome *o,
                  const char *folder)
{
    char why[700] = "";
    bool ok = is_bounded(row, o, why, sizeof(why));

    if (ok)
        ok = artefacts_are_sound(folder, row->verdict, row->says, why, sizeof(why));
    if (ok && servers_trapped(servers) > 0) {
        ok = false;
        (void)snprintf(why, sizeof(why), "something was fetched");
    }
    printf("%s %-58s %5.2f s %4ld MiB\n", ok ? "ok   " : "FAIL ", row->name, o->seconds, o->mib);
    if (!ok) {
        printf("      %s\n", why);
        print_tail(folder);
    }
    return ok;
}

static void remove_folder(const char *folder)
{
    char path[512];

    for (const struct artefact *a = ARTEFACTS; a->file; a++) {
        (void)snprintf(path, sizeof(path), "%s/%s", folder, a->file);
        (void)unlink(path);
    }
    (void)snprintf(path, sizeof(path), "%s/canary", folder);
    (void)unlink(path);
    (void)snprintf(path, sizeof(path), "%s/state", folder);
    (void)rmdir(path);
    (void)rmdir(folder);
}

bool row_run(const struct row *row, const struct place *place)
{
    char folder[] = "/tmp/ewc-hostile-XXXXXX";
    struct servers servers;
    struct words words = {0};
    bool ok = false;

    if (!mkdtemp(folder))
        return false;
    if (servers_start(&servers, row, folder)) {
        pid_t pid;

        fill_words(&words, row, place, &servers, folder);
        pid = fork();
        if (pid == 0)
            become(&words, row, place, folder);
        if (pid > 0) {
            struct outcome o = wait_for(pid, row->seconds ? row->seconds : DEFAULT_SECONDS);

            ok = judge(row, &servers, &o, folder);
        }
    } else {
        printf("FAIL  %s: its servers do not start\n", row->name);
    }
    servers_stop(&servers);
    if (ok)
        remove_folder(folder);
    else
        printf("      see %s\n", folder);
    return ok;
}
