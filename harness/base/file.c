/* Files: read whole, write whole or not at all. */
#include "base/base.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CHUNK = 32 * 1024 };

/* Records what could not be done with a file and, where errno tells, what to do about it. */
static enum ewc_status fail(struct ewc_err *err, const char *path, const char *what, int code)
{
    struct ewc_loc at = {.file = path};
    char reason[128];

    if (strerror_r(code, reason, sizeof(reason)) != 0)
        (void)snprintf(reason, sizeof(reason), "error %d", code);
    (void)ewc_err_set(err, EWC_EIO, at, "cannot %s \"%s\": %s", what, path, reason);
    if (code == ENOENT)
        ewc_err_hint(err, "check the spelling of the path; every folder in it must exist");
    else if (code == EACCES || code == EPERM || code == EROFS)
        ewc_err_hint(err, "check the permissions of the file and of its folder, or choose another place");
    else if (code == ENOSPC || code == EDQUOT)
        ewc_err_hint(err, "free some disk space, or choose another place");
    else if (code == EISDIR)
        ewc_err_hint(err, "name a file, not a folder");
    return err ? err->status : EWC_EIO;
}

/* ---- read ---------------------------------------------------------------------------------------- */

static enum ewc_status read_all(int fd, const char *path, size_t max_bytes, struct ewc_buf *out,
                                struct ewc_err *err)
{
    struct ewc_loc at = {.file = path};
    char chunk[CHUNK];
    size_t total = 0;

    for (;;) {
        ssize_t got = read(fd, chunk, sizeof(chunk));

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return fail(err, path, "read", errno);
        if (got == 0)
            return EWC_OK;
        total += (size_t)got;
        if (max_bytes && total > max_bytes)
            return ewc_err_set(err, EWC_ELIMIT, at, "\"%s\" is larger than the limit of %zu bytes", path,
                               max_bytes);
        ewc_buf_add(out, chunk, (size_t)got);
        if (ewc_buf_check(out, path, err) != EWC_OK)
            return EWC_ENOMEM;
    }
}

enum ewc_status ewc_file_read(const char *path, size_t max_bytes, struct ewc_buf *out, struct ewc_err *err)
{
    size_t before = out->len;
    bool failed_before = out->failed;
    enum ewc_status st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return fail(err, path, "open", errno);
    st = read_all(fd, path, max_bytes, out, err);
    (void)close(fd);
    if (st != EWC_OK) { /* outputs are untouched on failure */
        out->len = before;
        out->failed = failed_before;
        if (out->capacity > 0)
            out->ptr[before] = '\0';
    }
    return st;
}

/* ---- write ---------------------------------------------------------------------------------------- */

static bool write_all(int fd, struct ewc_str bytes)
{
    while (bytes.len > 0) {
        ssize_t done = write(fd, bytes.ptr, bytes.len);

        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return false;
        bytes.ptr += done;
        bytes.len -= (size_t)done;
    }
    return true;
}

/* What is to be written: bytes, or all that an open file holds. */
struct source {
    struct ewc_str bytes;
    int from; /* -1: the bytes */
};

static bool copy_file(int to, int from)
{
    char chunk[64 * 1024];
    off_t at = 0;

    for (;;) {
        ssize_t got = pread(from, chunk, sizeof(chunk), at);

        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return got == 0;
        if (!write_all(to, (struct ewc_str){chunk, (size_t)got}))
            return false;
        at += got;
    }
}

static bool write_source(int to, const struct source *source)
{
    return source->from >= 0 ? copy_file(to, source->from) : write_all(to, source->bytes);
}

/* Descriptor that a name such as /dev/stdout or /dev/fd/3 stands for, or -1. Opening such a name anew
 * would start at offset 0 of a redirected file. */
static int descriptor_of(const char *path)
{
    static const char *const folders[] = {"/dev/fd/", "/proc/self/fd/"};
    uint64_t number;

    if (strcmp(path, "/dev/stdout") == 0)
        return STDOUT_FILENO;
    if (strcmp(path, "/dev/stderr") == 0)
        return STDERR_FILENO;
    for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
        if (ewc_str_starts(ewc_str(path), folders[i]) &&
            ewc_parse_uint(ewc_str(path + strlen(folders[i])), 0, INT_MAX, &number))
            return (int)number;
    return -1;
}

/* Devices, pipes and descriptors: there is nothing to rename, so the bytes go straight in. */
static enum ewc_status write_straight(const char *path, int known_fd, const struct source *source,
                                      struct ewc_err *err)
{
    int fd = known_fd >= 0 ? known_fd : open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    enum ewc_status st = EWC_OK;

    if (fd < 0)
        return fail(err, path, "open for writing", errno);
    if (known_fd == STDOUT_FILENO)
        (void)fflush(stdout); /* what was printed before comes before */
    if (!write_source(fd, source))
        st = fail(err, path, "write to", errno);
    if (known_fd < 0 && close(fd) != 0 && st == EWC_OK)
        st = fail(err, path, "write to", errno);
    return st;
}

/* Creates "TARGET.NAME.tmp" beside the target. open() rather than mkstemp(), so that the umask holds. */
static int create_beside(const char *target, char *temp, size_t size)
{
    enum { TRIES = 16 };
    char name[9];

    for (int i = 0; i < TRIES; i++) {
        int fd, len;

        ewc_random_name(name, sizeof(name) - 1);
        len = snprintf(temp, size, "%s.%s.tmp", target, name);
        if (len < 0 || (size_t)len >= size) {
            errno = ENAMETOOLONG;
            return -1;
        }
        fd = open(temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (fd >= 0 || errno != EEXIST)
            return fd;
    }
    return -1;
}

/* True when the bytes are on the disk, as far as the file system can promise that. */
static bool flush_to_disk(int fd)
{
    return fsync(fd) == 0 || errno == EINVAL || errno == ENOTSUP || errno == ENOSYS;
}

/* @param mode  the permissions to keep, or NULL for a new file */
static enum ewc_status replace(const char *path, const char *target, const mode_t *mode,
                               const struct source *source, struct ewc_err *err)
{
    char temp[PATH_MAX + 32];
    bool done;
    int fd = create_beside(target, temp, sizeof(temp));
    int code;

    if (fd < 0)
        return fail(err, path, "create a file beside", errno);
    if (mode)
        (void)fchmod(fd, *mode & 0777);
    done = write_source(fd, source) && flush_to_disk(fd);
    code = errno;
    if (close(fd) != 0 && done) {
        done = false;
        code = errno;
    }
    if (done && rename(temp, target) != 0) {
        done = false;
        code = errno;
    }
    if (done)
        return EWC_OK;
    (void)unlink(temp);
    return fail(err, path, "write", code);
}

static enum ewc_status write_file(const char *path, const struct source *source, struct ewc_err *err)
{
    int fd = descriptor_of(path);
    struct stat info;
    char *target;
    enum ewc_status st;

    if (fd >= 0)
        return write_straight(path, fd, source, err);
    if (stat(path, &info) != 0)
        return replace(path, path, NULL, source, err);
    if (S_ISDIR(info.st_mode))
        return fail(err, path, "write", EISDIR);
    if (!S_ISREG(info.st_mode))
        return write_straight(path, -1, source, err);
    target = realpath(path, NULL); /* a symbolic link stays one: its target is replaced */
    if (!target)
        return fail(err, path, "write", errno);
    st = replace(path, target, &info.st_mode, source, err);
    free(target);
    return st;
}

enum ewc_status ewc_file_write(const char *path, struct ewc_str bytes, struct ewc_err *err)
{
    return write_file(path, &(struct source){bytes, -1}, err);
}

enum ewc_status ewc_file_write_from(const char *path, int from, struct ewc_err *err)
{
    return write_file(path, &(struct source){{NULL, 0}, from}, err);
}
