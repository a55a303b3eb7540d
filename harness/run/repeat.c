/* --repeat: a case several times, to find those that do not always end alike. */
#include <string.h>

#include "run/internal.h"

enum { VERDICTS = EWC_FAIL + 1 };

/* "2 passed, 1 failed" */
static const char *list_counts(const unsigned *counts, struct ewc_arena *arena)
{
    static const char *const WORDS[VERDICTS] = {"were skipped", "passed", "passed with warnings", "ended in an error",
                                                "failed"};
    const char *text = "";
    unsigned v;

    for (v = 0; v < VERDICTS && text; v++)
        if (counts[v])
            text = ewc_arena_printf(arena, "%s%s%u %s", text, *text ? ", " : "", counts[v], WORDS[v]);
    return text ? text : "";
}

/* Writes the attempt that does not stand for the case, and lets it go. */
static void put_away(struct case_run *run, struct ewc_case_result *attempt, unsigned number, struct ewc_buf *earlier)
{
    attempt->attempts = number;
    ewc_result_put_attempt(run->shared->result, attempt, earlier);
    forget_case(run);
}

enum ewc_status repeat_case(struct worker *worker, struct case_run *run, struct ewc_case_result *result,
                            struct ewc_buf *earlier, struct ewc_err *err)
{
    struct shared *shared = worker->shared;
    unsigned counts[VERDICTS] = {0};
    unsigned done = 1;

    counts[result->verdict]++;
    for (; done < shared->config->repeat && result->verdict != EWC_SKIP && !is_cancelled(worker); done++) {
        struct ewc_case_result other = {.index = result->index, .c = result->c};
        struct case_run again;
        enum ewc_status st = attempt_case(worker, result->index, &again, &other, err);

        if (st != EWC_OK)
            return st;
        counts[other.verdict]++;
        if (other.verdict < result->verdict) {
            put_away(&again, &other, done, earlier);
            continue;
        }
        put_away(run, result, done, earlier); /* of equals the later stands */
        /* the list's end may point into the run itself */
        *run = again;
        if (!run->records)
            run->tail = &run->records;
        *result = other;
    }
    result->flaky = counts[result->verdict] < done;
    result->attempts = result->flaky ? done : 1;
    if (result->flaky)
        note(shared, EWC_PROBLEM_NOTE, "The case \"%s\" is flaky: of %u attempts %s.", result->c->id, done,
             list_counts(counts, run->arena));
    else
        ewc_buf_reset(earlier);
    return EWC_OK;
}
