/* Inside of `archive`: values out of results.xml; what is absent is "" or 0. */
#ifndef EWC_ARCHIVE_INTERNAL_H
#define EWC_ARCHIVE_INTERNAL_H

#include "archive/archive.h"

const char *value_of(const struct ewc_node *n, const char *name);
unsigned number_of(const struct ewc_node *n, const char *name);
uint64_t us_of(const struct ewc_node *n, const char *name);
/* A file that a run which was killed left (repair.c)? */
bool is_partial(struct ewc_str bytes);
/* Its whole cases as a document; false: the run was killed before it began. */
bool repair(struct ewc_str bytes, struct ewc_buf *out);
/* Text of a child element; NULL without one. */
const char *child_text(const struct ewc_node *n, const char *name, struct ewc_arena *arena);
enum ewc_verdict verdict_of(const struct ewc_node *n);
bool is_named(const struct ewc_node *n, const char *name);
unsigned count_named(const struct ewc_node *parent, const char *name);

#endif
