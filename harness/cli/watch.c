/* --watch: does it again whenever a file changes, until a signal. */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/cli.h"

enum { POLL_MS = 400, MAX_DEPTH = 8, MAX_FILES = 20000 };

/* A number that changes when a file below `path` is written, added, removed or renamed. */
static uint64_t fingerprint(const char *path, unsigned depth, unsigned *files)
{
    struct stat info;
    struct dirent *entry;
    uint64_t sum = 0;
    const char *p;
    DIR *dir;

    if (*files >= MAX_FILES || stat(path, &info) != 0)
        return 0;
    (*files)++;
    for (p = path; *p; p++)
        sum = sum * 31 + (unsigned char)*p;
    sum += (uint64_t)info.st_mtim.tv_sec * 1000003u + (uint64_t)info.st_mtim.tv_nsec + (uint64_t)info.st_size * 7919u;
    dir = S_ISDIR(info.st_mode) && depth < MAX_DEPTH ? opendir(path) : NULL;
    while (dir && (entry = readdir(dir))) {
        char below[4096];

        if (entry->d_name[0] == '.' || snprintf(below, sizeof(below), "%s/%s", path, entry->d_name) >= (int)sizeof(below))
            continue;
        sum += fingerprint(below, depth + 1, files);
    }
    if (dir)
        closedir(dir);
    return sum;
}

static uint64_t state_of(const struct world *w, const struct settings *s)
{
    unsigned files = 0;
    uint64_t sum = fingerprint(w->cases, 0, &files) + fingerprint(w->xslt, 0, &files);
    unsigned i;

    for (i = 0; i < s->paths.count; i++) {
        const char *path = s->paths.items[i];
        const char *slash = strrchr(path, '/');
        char folder[4096];

        sum += fingerprint(path, 0, &files);
        /* Stylesheets lie beside a case file. */
        if (slash && strstr(slash, ".xml") &&
            snprintf(folder, sizeof(folder), "%.*s", (int)(slash - path), path) < (int)sizeof(folder))
            sum += fingerprint(folder, 0, &files);
    }
    return sum;
}

int watch(struct settings *s, int (*once)(struct settings *s))
{
    struct world w;
    int code;

    if (!open_world(&w, s, &code)) {
        close_world(&w);
        return code;
    }
    while (!signals_caught()) {
        struct settings copy = *s; /* a run writes what it finds out into its settings */
        uint64_t before = state_of(&w, s);

        once(&copy);
        forget_secrets(&copy);
        printf("\n(watching for changes; Ctrl-C ends it)\n");
        fflush(stdout);
        while (!signals_caught() && state_of(&w, s) == before)
            ewc_sleep_ms(POLL_MS);
    }
    close_world(&w);
    return signal_exit_code();
}
