/* What a server sends: heard, read, judged by the default rules and by every stylesheet that the suite has. */
#include "fuzz/judging.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ewc_findings findings = {0};
    struct fuzz_steps steps;
    struct fuzz_answer answer;
    struct ewc_arena *arena;

    (void)fuzz_judging();
    arena = ewc_arena_create(0);
    fuzz_require(arena != NULL, "there is memory");
    (void)fuzz_listen(data, size, arena, &answer);
    fuzz_judge(&answer, arena, &steps, &findings);
    fuzz_judge_finish(&steps);
    ewc_arena_destroy(arena);
    return 0;
}
