#include "result/result.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "result/tally.h"
#include "result/write.h"
#include "xml/xml.h"

enum { MAX_PROBLEMS = 200, COPY_BYTES = 128 * 1024, WINDOW_BYTES = 512 * 1024 };

/* Where a finished case stands in the spool. */
struct place {
    off_t at;
    size_t len; /* 0: the case did not run */
};

struct problem {
    enum ewc_problem_kind kind;
    char *text;
    char file[256];
    unsigned line;
};

struct ewc_result {
    pthread_mutex_t lock;
    char *path;       /* of the finished results.xml */
    char *device;     /* what was asked for is no regular file: it gets a copy; else NULL */
    bool unnamed;     /* nobody asked for the file: it gets a name when it is finished */
    bool temporary;   /* it has got it, and is removed at the end */
    char *spool_path; /* FILE.partial; unlinked from the start where unnamed */
    int spool;
    off_t spool_end;
    bool begun;     /* the spool says which run it is: it can be read by itself */
    bool has_cases; /* and it has some */
    bool finished;  /* all of them are in the finished file */
    struct place *places; /* by plan index */
    unsigned case_count;
    struct ewc_tally *tally;
    const struct ewc_catalogue *catalogue;
    bool strict;
    struct problem problems[MAX_PROBLEMS];
    unsigned problem_count;
};

static enum ewc_status io_error(struct ewc_err *err, const char *what, const char *path)
{
    int cause = errno;

    ewc_err_set(err, EWC_EIO, (struct ewc_loc){path, 0, 0}, "cannot %s: %s", what, strerror(cause));
    ewc_err_hint(err, cause == ENOSPC ? "make room on the disk, or write the results elsewhere (--results)"
                                      : "is the folder there, and may you write to it?");
    return EWC_EIO;
}

/* ---- create and destroy
 * --------------------------------------------------------------------------------------- */

static const char *temporary_folder(void)
{
    const char *folder = getenv("TMPDIR");

    return folder && *folder ? folder : "/tmp";
}

/* A pipe or device has no place beside it for other files, and must not be replaced by one. */
static bool is_device(const char *path)
{
    struct stat info;

    return strcmp(path, "-") == 0 || (stat(path, &info) == 0 && !S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode));
}

static enum ewc_status name_files(struct ewc_result *r, const char *path, struct ewc_err *err)
{
    size_t bytes = strlen(path ? path : temporary_folder()) + 64;

    r->path = malloc(bytes);
    r->spool_path = malloc(bytes);
    if (!r->path || !r->spool_path)
        return ewc_err_set(err, EWC_ENOMEM, EWC_NOWHERE, "memory ran out");
    if (path) {
        snprintf(r->path, bytes, "%s", path);
        snprintf(r->spool_path, bytes, "%s.partial", path);
    } else {
        snprintf(r->path, bytes, "%s/ews-conform-XXXXXX", temporary_folder());
        snprintf(r->spool_path, bytes, "%s", r->path);
    }
    return EWC_OK;
}

/* A spool that nobody asked to keep loses its name at once: nothing stays behind, however the program ends.
 */
static enum ewc_status open_spool(struct ewc_result *r, const char *path, struct ewc_err *err)
{
    static const char HEAD[] =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<results xmlns=\"" EWC_NS_RESULTS
        "\" complete=\"no\">\n";
    enum ewc_status st;

    if (path && is_device(path)) {
        r->device = strdup(strcmp(path, "-") == 0 ? "/dev/stdout" : path);
        if (!r->device)
            return ewc_err_set(err, EWC_ENOMEM, EWC_NOWHERE, "memory ran out");
        path = NULL;
    }
    st = name_files(r, path, err);
    if (st != EWC_OK)
        return st;
    r->unnamed = !path;
    r->spool =
        path ? open(r->spool_path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666) : mkstemp(r->spool_path);
    if (r->spool < 0)
        return io_error(err, path ? "create the results file" : "create a temporary file", r->spool_path);
    if (r->unnamed)
        unlink(r->spool_path);
    if (write(r->spool, HEAD, sizeof(HEAD) - 1) != (ssize_t)(sizeof(HEAD) - 1))
        return io_error(err, "write the results file", r->spool_path);
    r->spool_end = sizeof(HEAD) - 1;
    return EWC_OK;
}

enum ewc_status ewc_result_create(const char *path, unsigned case_count,
                                  const struct ewc_catalogue *catalogue, bool strict,
                                  struct ewc_result **out_result, struct ewc_err *err)
{
    struct ewc_result *r = calloc(1, sizeof(*r));
    enum ewc_status st;

    if (!r)
        return ewc_err_set(err, EWC_ENOMEM, EWC_NOWHERE, "memory ran out");
    pthread_mutex_init(&r->lock, NULL);
    r->spool = -1;
    r->case_count = case_count;
    r->catalogue = catalogue;
    r->strict = strict;
    r->places = calloc(case_count + 1, sizeof(*r->places));
    r->tally = ewc_tally_create(case_count, catalogue);
    st = r->places && r->tally ? open_spool(r, path, err)
                               : ewc_err_set(err, EWC_ENOMEM, EWC_NOWHERE, "memory ran out");
    if (st != EWC_OK) {
        ewc_result_destroy(r);
        return st;
    }
    *out_result = r;
    return EWC_OK;
}

void ewc_result_destroy(struct ewc_result *r)
{
    unsigned i;

    if (!r)
        return;
    if (r->spool >= 0) {
        close(r->spool);
        if (!r->unnamed && (r->finished || !r->begun || !r->has_cases))
            unlink(r->spool_path);
    }
    if (r->temporary)
        unlink(r->path);
    for (i = 0; i < r->problem_count; i++)
        free(r->problems[i].text);
    ewc_tally_destroy(r->tally);
    free(r->places);
    free(r->path);
    free(r->spool_path);
    free(r->device);
    pthread_mutex_destroy(&r->lock);
    free(r);
}

const char *ewc_result_path(const struct ewc_result *r)
{
    return r->path;
}

/* ---- cases
 * --------------------------------------------------------------------------------------------------------
 */

static bool write_all(int fd, const char *bytes, size_t len, off_t at)
{
    while (len > 0) {
        ssize_t n = pwrite(fd, bytes, len, at);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        bytes += n;
        len -= (size_t)n;
        at += n;
    }
    return true;
}

enum ewc_status ewc_result_begin(struct ewc_result *r, const struct ewc_run_info *info, struct ewc_err *err)
{
    struct ewc_buf xml;
    enum ewc_status st;

    ewc_buf_init(&xml, 0);
    put_run(&xml, info);
    ewc_buf_text(&xml, "</run>\n<summary");
    put_attr_number(&xml, "planned", r->case_count);
    ewc_buf_text(&xml, "/>\n");
    st = ewc_buf_check(&xml, "the beginning of the results", err);
    if (st == EWC_OK && !write_all(r->spool, xml.ptr, xml.len, r->spool_end))
        st = io_error(err, "write the results file", r->spool_path);
    r->begun = st == EWC_OK;
    if (r->begun)
        r->spool_end += (off_t)xml.len;
    ewc_buf_finish(&xml);
    return st;
}

enum ewc_status ewc_result_add(struct ewc_result *r, const struct ewc_case_result *c, struct ewc_err *err)
{
    struct ewc_buf xml;
    enum ewc_status st;
    off_t at;

    ewc_buf_init(&xml, 0);
    put_case(&xml, c, r->catalogue, r->strict);
    st = ewc_buf_check(&xml, "the record of a case", err);
    if (st == EWC_OK) {
        pthread_mutex_lock(&r->lock);
        at = r->spool_end;
        r->spool_end += (off_t)xml.len;
        r->places[c->index] = (struct place){at, xml.len};
        r->has_cases = true;
        if (!ewc_tally_add(r->tally, c, r->strict))
            st = ewc_err_set(err, EWC_ENOMEM, EWC_NOWHERE, "memory ran out");
        pthread_mutex_unlock(&r->lock);
        if (st == EWC_OK && !write_all(r->spool, xml.ptr, xml.len, at))
            st = io_error(err, "write the results file", r->spool_path);
    }
    ewc_buf_finish(&xml);
    return st;
}

void ewc_result_put_attempt(const struct ewc_result *r, const struct ewc_case_result *attempt,
                            struct ewc_buf *out)
{
    put_attempt(out, attempt, r->catalogue, r->strict);
}

void ewc_result_mark_added(struct ewc_result *r, bool *added)
{
    unsigned i;

    pthread_mutex_lock(&r->lock);
    for (i = 0; i < r->case_count; i++)
        added[i] = r->places[i].len > 0;
    pthread_mutex_unlock(&r->lock);
}

struct ewc_counts ewc_result_counts(struct ewc_result *r)
{
    struct ewc_counts counts;

    pthread_mutex_lock(&r->lock);
    counts = ewc_tally_counts(r->tally);
    pthread_mutex_unlock(&r->lock);
    return counts;
}

/* ---- problems
 * ------------------------------------------------------------------------------------------------------ */

static bool said_before(const struct ewc_result *r, const char *text)
{
    unsigned i;

    for (i = 0; i < r->problem_count; i++)
        if (r->problems[i].text && strcmp(r->problems[i].text, text) == 0)
            return true;
    return false;
}

void ewc_result_problem(struct ewc_result *r, enum ewc_problem_kind kind, struct ewc_loc at,
                        const char *format, ...)
{
    char text[1024];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    pthread_mutex_lock(&r->lock);
    if (r->problem_count < MAX_PROBLEMS && !said_before(r, text)) {
        struct problem *p = &r->problems[r->problem_count++];

        p->kind = kind;
        p->text = strdup(text);
        p->line = at.line;
        snprintf(p->file, sizeof(p->file), "%s", at.file ? at.file : "");
    }
    pthread_mutex_unlock(&r->lock);
}

unsigned ewc_result_problems(struct ewc_result *r, enum ewc_problem_kind kind)
{
    unsigned count = 0;
    unsigned i;

    pthread_mutex_lock(&r->lock);
    for (i = 0; i < r->problem_count; i++)
        count += r->problems[i].kind == kind;
    pthread_mutex_unlock(&r->lock);
    return count;
}

void ewc_result_each_problem(struct ewc_result *r,
                             void (*visit)(void *ctx, enum ewc_problem_kind kind, const char *text),
                             void *ctx)
{
    unsigned i;

    for (i = 0; i < r->problem_count; i++)
        visit(ctx, r->problems[i].kind, r->problems[i].text ? r->problems[i].text : "");
}

/* ---- the finished file
 * ------------------------------------------------------------------------------------------------ */

static void put_problem(struct ewc_buf *out, const struct problem *p)
{
    static const char *const KINDS[] = {"note", "error", "fail"};

    ewc_buf_text(out, "<problem");
    put_attr(out, "kind", KINDS[p->kind]);
    put_attr(out, "file", p->file);
    put_attr_number(out, "line", p->line);
    ewc_buf_byte(out, '>');
    ewc_xml_escape_line(out, ewc_str(p->text ? p->text : ""));
    ewc_buf_text(out, "</problem>\n");
}

/* Notes first, as results.xsd has it. */
static void put_problems(struct ewc_buf *out, const struct ewc_result *r)
{
    unsigned i;

    for (i = 0; i < r->problem_count; i++)
        if (r->problems[i].kind == EWC_PROBLEM_NOTE)
            put_element(out, "note", r->problems[i].text ? r->problems[i].text : "");
    for (i = 0; i < r->problem_count; i++)
        if (r->problems[i].kind != EWC_PROBLEM_NOTE)
            put_problem(out, &r->problems[i]);
}

static bool flush(FILE *to, struct ewc_buf *buf)
{
    bool ok = !buf->failed && (buf->len == 0 || fwrite(buf->ptr, 1, buf->len, to) == buf->len);

    ewc_buf_reset(buf);
    return ok;
}

/* A stretch of the spool: cases lie about as they are wanted, and one call of the system brings many. */
struct window {
    off_t at;
    size_t len;
    char bytes[WINDOW_BYTES];
};

/* Has it hold `len` bytes from `at`, and some before them: cases end a little out of order. */
static bool move_window(const struct ewc_result *r, struct window *w, off_t at, size_t len)
{
    size_t lead = sizeof(w->bytes) / 4 < sizeof(w->bytes) - len ? sizeof(w->bytes) / 4 : 0;

    w->at = at > (off_t)lead ? at - (off_t)lead : 0;
    w->len = 0;
    while (w->at + (off_t)w->len < at + (off_t)len) {
        ssize_t n = pread(r->spool, w->bytes + w->len, sizeof(w->bytes) - w->len, w->at + (off_t)w->len);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        w->len += (size_t)n;
    }
    return true;
}

/* Copies a case out of the spool and puts its number in. */
static bool copy_case(const struct ewc_result *r, unsigned index, unsigned number, struct window *w, FILE *to)
{
    size_t start = sizeof(CASE_START) - 1;
    off_t at = r->places[index].at + (off_t)start;
    size_t left = r->places[index].len - start;
    char decimal[EWC_DECIMAL_BYTES];

    if (fputs(CASE_START " number=\"", to) < 0 || fputs(ewc_decimal(decimal, number), to) < 0 || fputs("\"", to) < 0)
        return false;
    while (left > 0) {
        size_t n = left < sizeof(w->bytes) ? left : sizeof(w->bytes);

        if ((at < w->at || at + (off_t)n > w->at + (off_t)w->len) && !move_window(r, w, at, n))
            return false;
        if (fwrite(w->bytes + (at - w->at), 1, n, to) != n)
            return false;
        at += (off_t)n;
        left -= n;
    }
    return true;
}

static bool write_suites(const struct ewc_result *r, FILE *to, struct ewc_buf *buf)
{
    struct window *window = malloc(sizeof(*window));
    unsigned suite, i, number = 0;
    bool ok = window != NULL;
    const char *name;

    if (ok) {
        window->at = 0;
        window->len = 0;
    }
    for (suite = 0; ok && (name = ewc_tally_suite(r->tally, suite)); suite++) {
        ewc_buf_text(buf, "<suite");
        put_attr(buf, "name", name);
        ewc_buf_text(buf, ">\n");
        ok = flush(to, buf);
        for (i = 0; i < r->case_count && ok; i++)
            if (r->places[i].len && ewc_tally_suite_of(r->tally, i) == suite)
                ok = copy_case(r, i, ++number, window, to);
        ewc_buf_text(buf, "</suite>\n");
    }
    free(window);
    return ok && flush(to, buf);
}

static bool has_all_cases(const struct ewc_result *r)
{
    unsigned i;

    for (i = 0; i < r->case_count; i++)
        if (r->places[i].len == 0)
            return false;
    return true;
}

static bool write_results(const struct ewc_result *r, const struct ewc_run_info *info, FILE *to)
{
    struct ewc_buf buf;
    bool ok;

    ewc_buf_init(&buf, 0);
    ewc_buf_text(&buf, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<results xmlns=\"" EWC_NS_RESULTS "\"");
    put_attr(&buf, "complete", info->interrupted || !has_all_cases(r) ? "no" : "yes");
    ewc_buf_text(&buf, ">\n");
    put_run(&buf, info);
    put_problems(&buf, r);
    ewc_buf_text(&buf, "</run>\n");
    ewc_tally_put_summary(r->tally, info->requests, &buf);
    ok = flush(to, &buf) && write_suites(r, to, &buf);
    ewc_buf_text(&buf, "</results>\n");
    ok = flush(to, &buf) && ok;
    ewc_buf_finish(&buf);
    return ok;
}

/* A file that was not asked for, and that nobody else may read. */
static FILE *create_temporary(struct ewc_result *r)
{
    int fd = mkstemp(r->path);
    FILE *file = fd >= 0 ? fdopen(fd, "w") : NULL;

    r->temporary = fd >= 0;
    if (fd >= 0 && !file)
        close(fd);
    return file;
}

/* Room is set aside before it is filled: more than there will be, so that what replaces an older file has none to look
 * for, which the system would make the rename wait for. Where it can't be had, writing shows why. */
static void set_room_aside(const struct ewc_result *r, FILE *to)
{
    (void)posix_fallocate(fileno(to), 0, r->spool_end + r->spool_end / 8 + (off_t)COPY_BYTES * 2);
}

/* Down to what was written. */
static bool give_room_back(FILE *to)
{
    off_t end = fflush(to) == 0 ? ftello(to) : -1;

    return end >= 0 && ftruncate(fileno(to), end) == 0;
}

static enum ewc_status finish_at(struct ewc_result *r, const struct ewc_run_info *info, const char *whole,
                                 struct ewc_err *err)
{
    FILE *to = r->unnamed ? create_temporary(r) : fopen(whole, "we");
    char buffer[COPY_BYTES]; /* else a call of the system for each 4 KiB */
    bool ok;

    if (!to)
        return io_error(err, "create the results file", r->unnamed ? r->path : whole);
    (void)setvbuf(to, buffer, _IOFBF, sizeof(buffer));
    set_room_aside(r, to);
    ok = write_results(r, info, to);
    ok = give_room_back(to) && ok;
    ok = fclose(to) == 0 && ok;
    if (ok && (r->unnamed || rename(whole, r->path) == 0))
        return EWC_OK;
    io_error(err, "write the results file", r->path);
    if (!r->unnamed)
        unlink(whole);
    return EWC_EIO;
}

static enum ewc_status copy_to_device(const struct ewc_result *r, struct ewc_err *err)
{
    int fd = open(r->path, O_RDONLY | O_CLOEXEC);
    enum ewc_status st;

    if (fd < 0)
        return io_error(err, "read the results again", r->path);
    st = ewc_file_write_from(r->device, fd, err);
    close(fd);
    return st;
}

enum ewc_status ewc_result_finish(struct ewc_result *r, const struct ewc_run_info *info,
                                  struct ewc_err *err)
{
    size_t bytes = strlen(r->path) + 16;
    char *whole = malloc(bytes);
    enum ewc_status st;

    if (!whole || !ewc_tally_sort_suites(r->tally)) {
        free(whole);
        return ewc_err_set(err, EWC_ENOMEM, EWC_NOWHERE, "memory ran out");
    }
    snprintf(whole, bytes, "%s.whole", r->path);
    st = finish_at(r, info, whole, err);
    if (st == EWC_OK && r->device)
        st = copy_to_device(r, err);
    r->finished = st == EWC_OK;
    if (st == EWC_EIO && !r->unnamed && r->begun && r->has_cases)
        ewc_err_hint(err, "make room; what there is is in %s, which \"ews-conform report\" reads", r->spool_path);
    free(whole);
    return st;
}
