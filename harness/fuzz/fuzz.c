#include "fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "xslt/xslt.h"

static char folder[256];

/* libFuzzer leaves by _exit() after a finding; "run" gives a TMPDIR that it removes itself. */
static void leave(void)
{
    (void)rmdir(folder);
}

static void remove_file(const char *name)
{
    char path[512];

    snprintf(path, sizeof(path), "%s/%s", folder, name);
    (void)remove(path);
}

static void clean_up(void)
{
    static const char *const NAMES[] = {"fuzz.xml", "results.xml", "results.xml.partial", "report", "config", NULL};
    unsigned i;

    for (i = 0; NAMES[i]; i++)
        remove_file(NAMES[i]);
    leave();
}

void fuzz_open(void)
{
    const char *temporary = getenv("TMPDIR");
    struct ewc_err err = {0};

    if (folder[0])
        return;
    ewc_xml_global_init();
    ewc_xslt_global_init();
    fuzz_require(ewc_http_global_init(&err) == EWC_OK, err.message);
    snprintf(folder, sizeof(folder), "%s/ews-conform-fuzz-XXXXXX", temporary && *temporary ? temporary : "/tmp");
    fuzz_require(mkdtemp(folder) != NULL, "a temporary folder can be made");
    (void)atexit(clean_up);
}

void fuzz_require(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "does not hold: %s\n", what);
    abort();
}

struct ewc_schema *fuzz_schema(const char *name)
{
    struct ewc_schema *schema = NULL;
    struct ewc_err err = {0};
    char path[1024];

    snprintf(path, sizeof(path), "%s/%s", EWC_FUZZ_ROOT, name);
    fuzz_require(ewc_schema_load(path, &schema, &err) == EWC_OK, err.message);
    return schema;
}

const char *fuzz_path(const char *name)
{
    static char paths[2][512];
    static unsigned turn;
    char *path = paths[turn++ % 2];

    snprintf(path, sizeof(paths[0]), "%s/%s", folder, name);
    return path;
}

const char *fuzz_file(const char *name, const void *data, size_t size)
{
    const char *path = fuzz_path(name);
    FILE *f = fopen(path, "wbe");

    fuzz_require(f && fwrite(size ? data : "", 1, size, f) == size, "a temporary file can be written");
    fuzz_require(fclose(f) == 0, "a temporary file can be written");
    return path;
}
