/* A results.xml of any hands: every case of it with its exchanges; and what was read is written again. */
#include <string.h>

#include "archive/archive.h"
#include "fuzz/fuzz.h"
#include "result/result.h"

static void write_again(const struct ewc_archive *archive, const struct ewc_case_result *cases, unsigned count)
{
    const char *path = fuzz_path("results.xml");
    struct ewc_archive *again = NULL;
    struct ewc_result *result = NULL;
    struct ewc_err err = {0};
    unsigned i;

    fuzz_require(ewc_result_create(path, count, NULL, false, &result, &err) == EWC_OK, err.message);
    for (i = 0; i < count; i++)
        fuzz_require(ewc_result_add(result, &cases[i], &err) == EWC_OK, err.message);
    fuzz_require(ewc_result_finish(result, &archive->run, &err) == EWC_OK, err.message);
    ewc_result_destroy(result);
    fuzz_require(ewc_archive_load(path, &again, &err) == EWC_OK, err.message);
    fuzz_require(again->count == count, "every case is written again");
    ewc_archive_free(again);
}

static void read_cases(const struct ewc_archive *archive, struct ewc_arena *arena)
{
    struct ewc_case_result *cases = ewc_arena_alloc(arena, (archive->count + 1) * sizeof(*cases));
    unsigned i, count = 0;

    fuzz_require(cases != NULL, "there is memory");
    for (i = 0; i < archive->count; i++) {
        const struct ewc_archive_case *c = &archive->cases[i];
        struct ewc_err err = {0};
        enum ewc_status st = ewc_archive_result(c, arena, &cases[count], &err);

        fuzz_require(st == EWC_OK || err.message[0], "an error has a message");
        fuzz_require(ewc_archive_find(archive, c->id) != NULL, "every case is found");
        (void)ewc_archive_variable(c, "group.id");
        cases[count].index = count;
        count += st == EWC_OK;
    }
    write_again(archive, cases, count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ewc_archive *archive = NULL;
    struct ewc_arena *arena;
    struct ewc_err err = {0};
    enum ewc_status st;

    fuzz_open();
    arena = ewc_arena_create(64 * 1024 * 1024);
    fuzz_require(arena != NULL, "there is memory");
    st = ewc_archive_load(fuzz_file("fuzz.xml", data, size), &archive, &err);
    fuzz_require(st == EWC_OK ? archive != NULL : !archive && err.message[0], "an error has a message");
    if (archive) {
        (void)ewc_archive_fact(archive, "seed");
        read_cases(archive, arena);
    }
    ewc_archive_free(archive);
    ewc_arena_destroy(arena);
    return 0;
}
