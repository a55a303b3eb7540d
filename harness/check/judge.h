/* Inside of `check`: the compiled stylesheets of a run. */
#ifndef EWC_CHECK_JUDGE_H
#define EWC_CHECK_JUDGE_H

#include "check/check.h"

const struct ewc_sheet *default_sheet(const struct ewc_judge *judge);
/* The stylesheet that a prepared case calls `with`, or NULL. */
const struct ewc_sheet *find_sheet(const struct ewc_judge *judge, const char *case_file, const char *with);
/* The file's name without its folders. */
const char *sheet_name(const struct ewc_sheet *sheet);

#endif
