#include "run/journal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_PATH_BYTES = 4096, MAX_JOURNAL_BYTES = 64 * 1024 * 1024 };

static const char SUFFIX[] = ".journal";

struct ewc_journal {
    pthread_mutex_t lock;
    char folder[MAX_PATH_BYTES];
    char path[MAX_PATH_BYTES + 64];
    char *target;
    char *owner; /* "": not known */
    int fd;
};

/* ---- the folder ------------------------------------------------------------------------------------------------- */

static bool folder_name(char out[static MAX_PATH_BYTES])
{
    const char *own = getenv("EWS_CONFORM_STATE");
    const char *state = getenv("XDG_STATE_HOME");
    const char *home = getenv("HOME");

    if (own && *own)
        return snprintf(out, MAX_PATH_BYTES, "%s", own) < MAX_PATH_BYTES;
    if (state && *state == '/')
        return snprintf(out, MAX_PATH_BYTES, "%s/ews-conform", state) < MAX_PATH_BYTES;
    if (home && *home)
        return snprintf(out, MAX_PATH_BYTES, "%s/.local/state/ews-conform", home) < MAX_PATH_BYTES;
    return false;
}

/* Makes the folder with those above it, for its owner only. */
static bool make_folders(const char *path)
{
    char part[MAX_PATH_BYTES];
    const char *slash = path;

    while (*slash) {
        slash = strchr(slash + 1, '/');
        if (!slash)
            slash = path + strlen(path);
        snprintf(part, sizeof(part), "%.*s", (int)(slash - path), path);
        if (mkdir(part, 0700) != 0 && errno != EEXIST)
            return false;
    }
    return true;
}

/* A lock that ends with the open file, so with the process. */
static bool take_lock(int fd)
{
    return flock(fd, LOCK_EX | LOCK_NB) == 0;
}

/* ---- writing ---------------------------------------------------------------------------------------------------- */

/* A word of a line: white space, "%" and control bytes as %XX; an empty one as "-". */
static void put_word(struct ewc_buf *out, const char *word)
{
    const unsigned char *p;

    if (!word || !*word) {
        ewc_buf_byte(out, '-');
        return;
    }
    for (p = (const unsigned char *)word; *p; p++) {
        if (*p <= ' ' || *p == '%' || *p == 0x7F || (*p == '-' && p == (const unsigned char *)word && !p[1]))
            ewc_buf_printf(out, "%%%02X", *p);
        else
            ewc_buf_byte(out, (char)*p);
    }
}

static void put_line(struct ewc_journal *j, const char *kind, const char *first, const char *second)
{
    struct ewc_buf line;
    ssize_t written;

    ewc_buf_init(&line, 0);
    ewc_buf_printf(&line, "%s ", kind);
    put_word(&line, first);
    ewc_buf_byte(&line, ' ');
    put_word(&line, second);
    ewc_buf_byte(&line, '\n');
    pthread_mutex_lock(&j->lock);
    written = line.failed ? -1 : write(j->fd, line.ptr, line.len);
    pthread_mutex_unlock(&j->lock);
    (void)written; /* what is not noted is still removed at the case's end, and found by its name */
    ewc_buf_finish(&line);
}

/* Makes the run's own file and locks it. */
static bool begin_file(struct ewc_journal *j, const char *run_id)
{
    if (!j->folder[0] || !make_folders(j->folder))
        return false;
    snprintf(j->path, sizeof(j->path), "%s/%s%s", j->folder, run_id, SUFFIX);
    j->fd = open(j->path, O_RDWR | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600);
    return j->fd >= 0 && take_lock(j->fd);
}

enum ewc_status ewc_journal_open(const char *target, const char *owner, const char *run_id,
                                 struct ewc_journal **out_journal, struct ewc_err *err)
{
    struct ewc_journal *j = calloc(1, sizeof(*j));

    if (!j || pthread_mutex_init(&j->lock, NULL) != 0) {
        free(j);
        return ewc_err_set(err, EWC_ENOMEM, EWC_NOWHERE, "memory ran out");
    }
    j->fd = -1;
    j->target = strdup(target);
    j->owner = strdup(owner ? owner : "");
    if (!j->target || !j->owner) {
        ewc_journal_close(j);
        return ewc_err_set(err, EWC_ENOMEM, EWC_NOWHERE, "memory ran out");
    }
    if (!folder_name(j->folder))
        j->folder[0] = '\0';
    if (run_id && !begin_file(j, run_id)) {
        int cause = errno;

        ewc_err_set(err, EWC_EIO, (struct ewc_loc){j->path[0] ? j->path : j->folder, 0, 0},
                    "the journal of what a run creates cannot be written: %s", strerror(cause));
        ewc_err_hint(err, "set EWS_CONFORM_STATE to a folder that can be written");
        ewc_journal_close(j);
        return EWC_EIO;
    }
    if (run_id)
        put_line(j, "target", target, owner);
    *out_journal = j;
    return EWC_OK;
}

void ewc_journal_close(struct ewc_journal *j)
{
    if (!j)
        return;
    if (j->fd >= 0) {
        unlink(j->path);
        close(j->fd);
    }
    pthread_mutex_destroy(&j->lock);
    free(j->target);
    free(j->owner);
    free(j);
}

void ewc_journal_add(struct ewc_journal *j, bool is_group, const char *id, const char *mailbox)
{
    if (j)
        put_line(j, is_group ? "group" : "contact", id, mailbox);
}

void ewc_journal_gone(struct ewc_journal *j, const char *id, const char *mailbox)
{
    if (j)
        put_line(j, "gone", id, mailbox);
}

void ewc_journal_add_mailbox(struct ewc_journal *j, const char *mailbox)
{
    if (j)
        put_line(j, "mailbox", NULL, mailbox);
}

/* ---- reading what a dead run left ---------------------------------------------------------------------------------- */

static int digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Undoes put_word() in place; NULL for "-". */
static char *get_word(char *word)
{
    char *from = word;
    char *to = word;

    if (strcmp(word, "-") == 0)
        return NULL;
    while (*from) {
        int high = *from == '%' ? digit_of(from[1]) : -1;
        int low = high >= 0 ? digit_of(from[2]) : -1;

        if (low >= 0) {
            *to++ = (char)(high << 4 | low);
            from += 3;
        } else {
            *to++ = *from++;
        }
    }
    *to = '\0';
    return word;
}

/* Cuts "KIND FIRST SECOND" into its words. */
static bool split(char *line, char **out_first, char **out_second)
{
    char *first = strchr(line, ' ');
    char *second = first ? strchr(first + 1, ' ') : NULL;

    if (!second)
        return false; /* the process died while it wrote this line */
    *first = *second = '\0';
    *out_first = get_word(first + 1);
    *out_second = get_word(second + 1);
    return true;
}

static bool is_same(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

/* Takes out the latest with this Id: a server may give an Id again. */
static void forget_item(struct ewc_leftover *items, unsigned *count, const char *id, const char *mailbox)
{
    unsigned i = *count;

    while (i > 0 && !(is_same(items[i - 1].id, id) && is_same(items[i - 1].mailbox, mailbox)))
        i--;
    if (i == 0)
        return;
    memmove(&items[i - 1], &items[i], (*count - i) * sizeof(*items));
    (*count)--;
}

static void take_line(const char *kind, const char *first, const char *second, struct ewc_leftover *items,
                      unsigned *count)
{
    if (strcmp(kind, "gone") == 0 && first)
        forget_item(items, count, first, second);
    else if (first || strcmp(kind, "mailbox") == 0)
        items[(*count)++] = (struct ewc_leftover){strcmp(kind, "group") == 0, first, second};
}

static void reverse(struct ewc_leftover *items, unsigned count)
{
    unsigned i;

    for (i = 0; i < count / 2; i++) {
        struct ewc_leftover swap = items[i];

        items[i] = items[count - 1 - i];
        items[count - 1 - i] = swap;
    }
}

/* Latest first. False: the file is of another target or owner. */
static bool read_items(struct ewc_buf *text, const struct ewc_journal *j, struct ewc_arena *arena,
                       struct ewc_leftover **out, unsigned *out_count)
{
    char *line = text->ptr;
    bool ours = false;
    struct ewc_leftover *items;
    unsigned lines = 0;
    size_t i;

    for (i = 0; i < text->len; i++)
        lines += text->ptr[i] == '\n';
    items = ewc_arena_alloc(arena, (lines + 1) * sizeof(*items));
    *out_count = 0;
    while (items && line && *line) {
        char *end = strchr(line, '\n');
        char *first, *second;

        if (!end)
            break;
        *end = '\0';
        if (split(line, &first, &second)) {
            if (strcmp(line, "target") == 0)
                ours = first && strcmp(first, j->target) == 0 && strcmp(second ? second : "", j->owner) == 0;
            else
                take_line(line, first, second, items, out_count);
        }
        line = end + 1;
    }
    if (items)
        reverse(items, *out_count);
    *out = items;
    return ours && items;
}

static void recover_file(struct ewc_journal *j, const char *name,
                         bool (*visit_run)(void *ctx, const char *run_id, const struct ewc_leftover *items,
                                           unsigned count),
                         void *ctx)
{
    char path[MAX_PATH_BYTES + 300];
    char run_id[128];
    struct ewc_arena *arena = ewc_arena_create(0);
    struct ewc_leftover *items = NULL;
    struct ewc_buf text;
    unsigned count = 0;
    int fd;

    snprintf(path, sizeof(path), "%s/%s", j->folder, name);
    snprintf(run_id, sizeof(run_id), "%.*s", (int)(strlen(name) - (sizeof(SUFFIX) - 1)), name);
    ewc_buf_init(&text, 0);
    fd = strcmp(path, j->path) == 0 ? -1 : open(path, O_RDWR | O_CLOEXEC);
    if (fd >= 0 && arena && take_lock(fd) && ewc_file_read(path, MAX_JOURNAL_BYTES, &text, NULL) == EWC_OK &&
        text.ptr && read_items(&text, j, arena, &items, &count) && visit_run(ctx, run_id, items, count))
        unlink(path);
    if (fd >= 0)
        close(fd);
    ewc_buf_finish(&text);
    ewc_arena_destroy(arena);
}

void ewc_journal_recover(struct ewc_journal *j,
                         bool (*visit_run)(void *ctx, const char *run_id, const struct ewc_leftover *items,
                                           unsigned count),
                         void *ctx)
{
    DIR *dir = j->folder[0] ? opendir(j->folder) : NULL;
    struct dirent *entry;

    while (dir && (entry = readdir(dir))) {
        size_t len = strlen(entry->d_name);

        if (len > sizeof(SUFFIX) && strcmp(entry->d_name + len - (sizeof(SUFFIX) - 1), SUFFIX) == 0)
            recover_file(j, entry->d_name, visit_run, ctx);
    }
    if (dir)
        closedir(dir);
}
