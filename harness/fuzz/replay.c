/* Instead of libFuzzer: hands every file of the folders given to the target, once. Works with any compiler. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fuzz/fuzz.h"

static unsigned long count;

static bool play_file(const char *path)
{
    struct ewc_err err = {0};
    struct ewc_buf bytes;
    uint8_t *exact; /* so that a read behind the end is seen */
    bool ok;

    ewc_buf_init(&bytes, 0);
    ok = ewc_file_read(path, 0, &bytes, &err) == EWC_OK;
    exact = ok ? malloc(bytes.len ? bytes.len : 1) : NULL;
    if (exact) {
        printf("%s\n", path); /* the last one printed is the one that broke it */
        fflush(stdout);
        memcpy(exact, bytes.ptr, bytes.len);
        (void)LLVMFuzzerTestOneInput(exact, bytes.len);
        count++;
    } else {
        fprintf(stderr, "%s: %s\n", path, err.message);
    }
    free(exact);
    ewc_buf_finish(&bytes);
    return ok;
}

static bool play_folder(const char *path)
{
    DIR *dir = opendir(path);
    struct dirent *entry;
    bool ok = dir != NULL;

    while (dir && (entry = readdir(dir))) {
        char file[2048];

        if (entry->d_name[0] == '.')
            continue;
        snprintf(file, sizeof(file), "%s/%s", path, entry->d_name);
        ok = play_file(file) && ok;
    }
    if (dir)
        closedir(dir);
    return ok;
}

int main(int argc, char **argv)
{
    bool ok = true;
    int i;

    for (i = 1; i < argc; i++) {
        struct stat info;
        bool is_folder = stat(argv[i], &info) == 0 && S_ISDIR(info.st_mode);

        ok = (is_folder ? play_folder(argv[i]) : play_file(argv[i])) && ok;
    }
    printf("%lu inputs\n", count);
    return ok && count > 0 ? 0 : 1;
}
