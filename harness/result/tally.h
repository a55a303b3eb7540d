/* Inside of `result`: what is counted: verdicts by suite and by requirement. Not thread-safe. */
#ifndef EWC_RESULT_TALLY_H
#define EWC_RESULT_TALLY_H

#include "result/result.h"

struct ewc_tally;

struct ewc_tally *ewc_tally_create(unsigned case_count, const struct ewc_catalogue *catalogue);
void ewc_tally_destroy(struct ewc_tally *tally);
bool ewc_tally_add(struct ewc_tally *tally, const struct ewc_case_result *c, bool strict);
struct ewc_counts ewc_tally_counts(const struct ewc_tally *tally);
/* Name of the i-th suite, or NULL. */
const char *ewc_tally_suite(const struct ewc_tally *tally, unsigned suite);
/* Puts the suites in the order of the plan; once, when all cases are added. false: memory ran out. */
bool ewc_tally_sort_suites(struct ewc_tally *tally);
/* Suite of a case that was added. */
unsigned ewc_tally_suite_of(const struct ewc_tally *tally, unsigned case_index);
void ewc_tally_put_summary(const struct ewc_tally *tally, unsigned long requests, struct ewc_buf *out);

#endif
