/* The case judge.xml with its stylesheets, and what a step of it needs: for the targets that judge. */
#ifndef EWC_FUZZ_JUDGING_H
#define EWC_FUZZ_JUDGING_H

#include "case/case.h"
#include "catalogue/catalogue.h"
#include "check/check.h"
#include "fuzz/fuzz.h"
#include "vars/vars.h"

struct fuzz_judging {
    struct ewc_arena *arena; /* as long as the process */
    struct ewc_judge *judge;
    const struct ewc_case *c;
    const struct ewc_catalogue *catalogue;
};

/* Made at the first call. */
const struct fuzz_judging *fuzz_judging(void);

/* What answered steps: evidence of one that was in order, then of one with the fuzzer's answer. */
struct fuzz_steps {
    struct ewc_vars *vars;
    struct ewc_response *good, *heard;
    struct ewc_earlier earlier[2];
    const struct ewc_request *request; /* of the step with the fuzzer's answer */
    const struct ewc_case_step *step;
};

/* Reads the answer, takes the step's captures, judges it. */
void fuzz_judge(const struct fuzz_answer *answer, struct ewc_arena *arena, struct fuzz_steps *out_steps,
                struct ewc_findings *out_findings);
void fuzz_judge_finish(struct fuzz_steps *steps);

#endif
