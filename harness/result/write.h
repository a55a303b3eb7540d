/* Inside of `result`: markup of results.xml; all of it through the xml module's escaping. */
#ifndef EWC_RESULT_WRITE_H
#define EWC_RESULT_WRITE_H

#include "result/result.h"

#define EWC_NS_RESULTS "urn:ews-conform:results:1"

void put_attr(struct ewc_buf *out, const char *name, const char *value);
void put_attr_number(struct ewc_buf *out, const char *name, unsigned long long value);
/* Milliseconds with three decimals, from microseconds. */
void put_attr_ms(struct ewc_buf *out, const char *name, uint64_t us);
void put_element(struct ewc_buf *out, const char *name, const char *text);
/* Begins with CASE_START, behind which the case's number is put in when its place in the file is known. */
#define CASE_START "<case"
void put_case(struct ewc_buf *out, const struct ewc_case_result *c, const struct ewc_catalogue *catalogue,
              bool strict);
void put_attempt(struct ewc_buf *out, const struct ewc_case_result *c,
                 const struct ewc_catalogue *catalogue, bool strict);
void put_run(struct ewc_buf *out, const struct ewc_run_info *info);

#endif
