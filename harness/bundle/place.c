#include "bundle/place.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_FILE_BYTES = 64 * 1024 * 1024 };

void make_safe(const char *name, char out[static 101])
{
    size_t i;

    for (i = 0; i < 100 && name[i]; i++) {
        char c = name[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');

        out[i] = letter || c == '-' || c == '_' || (c == '.' && i > 0) ? c : '_';
    }
    out[i] = '\0';
    if (i == 0)
        memcpy(out, "_", 2);
}

static enum ewc_status io_error(struct ewc_err *err, const char *what, const char *path)
{
    int cause = errno;

    ewc_err_set(err, EWC_EIO, (struct ewc_loc){path, 0, 0}, "cannot %s for a reproduction bundle: %s", what, strerror(cause));
    ewc_err_hint(err, "give --bundles a folder that you may write to");
    return EWC_EIO;
}

enum ewc_status open_place(const struct ewc_bundle_config *config, const char *id, struct place *out, struct ewc_err *err)
{
    char safe[101];
    int outer;

    make_safe(id, safe);
    if (mkdir(config->folder, 0777) != 0 && errno != EEXIST)
        return io_error(err, "make the folder", config->folder);
    outer = open(config->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (outer < 0)
        return io_error(err, "open the folder", config->folder);
    if (mkdirat(outer, safe, 0777) == 0 || errno == EEXIST)
        out->folder = openat(outer, safe, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    close(outer);
    out->name = config->folder;
    return out->folder < 0 ? io_error(err, "make a case's folder", config->folder) : EWC_OK;
}

void close_place(struct place *place)
{
    if (place->folder >= 0)
        close(place->folder);
    place->folder = -1;
}

enum ewc_status make_folder(const struct place *place, const char *name, struct ewc_err *err)
{
    struct stat info;

    if (mkdirat(place->folder, name, 0777) == 0)
        return EWC_OK;
    if (errno == EEXIST && fstatat(place->folder, name, &info, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(info.st_mode))
        return EWC_OK;
    return io_error(err, "make a folder", name);
}

static bool write_all(int fd, struct ewc_str bytes)
{
    while (bytes.len > 0) {
        ssize_t n = write(fd, bytes.ptr, bytes.len);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        bytes.ptr += n;
        bytes.len -= (size_t)n;
    }
    return true;
}

enum ewc_status put_file(const struct place *place, const char *name, struct ewc_str bytes, struct ewc_err *err)
{
    enum ewc_status st = EWC_OK;
    struct ewc_buf clean;
    bool ok;
    int fd;

    ewc_buf_init(&clean, 0);
    if (place->redact) {
        place->redact(place->ctx, bytes, &clean);
        bytes = ewc_buf_view(&clean);
    }
    /* a file of an earlier run is replaced, whatever it is */
    (void)unlinkat(place->folder, name, 0);
    fd = clean.failed ? -1 : openat(place->folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    ok = fd >= 0 && write_all(fd, bytes);
    if (fd >= 0 && close(fd) != 0)
        ok = false;
    if (!ok)
        st = io_error(err, "write a file", name);
    ewc_buf_finish(&clean);
    return st;
}

enum ewc_status copy_file(const struct place *place, const char *from, const char *name, struct ewc_err *err)
{
    struct ewc_buf bytes;
    enum ewc_status st;

    ewc_buf_init(&bytes, 0);
    st = ewc_file_read(from, MAX_FILE_BYTES, &bytes, err);
    if (st == EWC_OK)
        st = put_file(place, name, ewc_buf_view(&bytes), err);
    ewc_buf_finish(&bytes);
    return st;
}

static bool ends_with(const char *name, const char *ending)
{
    size_t len = strlen(name), end = strlen(ending);

    return name[0] != '.' && len > end && strcmp(name + len - end, ending) == 0;
}

enum ewc_status copy_folder(const struct place *place, const char *from, const char *ending, const char *to,
                            struct ewc_err *err)
{
    DIR *dir = opendir(from);
    struct dirent *entry;
    enum ewc_status st = EWC_OK;

    if (!dir)
        return io_error(err, "read a folder", from);
    while (st == EWC_OK && (entry = readdir(dir))) {
        char path[4096], name[512];

        if (!ends_with(entry->d_name, ending) ||
            snprintf(path, sizeof(path), "%s/%s", from, entry->d_name) >= (int)sizeof(path))
            continue;
        snprintf(name, sizeof(name), "%s%s%s", to, *to ? "/" : "", entry->d_name);
        st = copy_file(place, path, name, err);
    }
    closedir(dir);
    return st;
}
