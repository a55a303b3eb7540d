/* Inside of `case`: reading values out of a validated case document. */
#ifndef EWC_CASE_READ_H
#define EWC_CASE_READ_H

#include "case/case.h"

/* A load in progress; the first failure sticks, what is read after it may find more. */
struct reader {
    struct ewc_arena *arena;
    struct ewc_err *err;
    const char *file; /* in the arena */
    enum ewc_status status;
    bool no_memory; /* there are gaps in what was read */
};

/* The first failure is the reader's. */
void keep_first(struct reader *r, enum ewc_status st);
void fail(struct reader *r, const struct ewc_node *at, const char *format, ...) EWC_PRINTF(3, 4);
void out_of_memory(struct reader *r);
void *take(struct reader *r, size_t size); /* zeroed; NULL when memory ran out */
struct ewc_loc loc(const struct reader *r, const struct ewc_node *n);
/* Attribute value in the arena, white space collapsed as in a token of the schema; NULL when absent. */
const char *attr(struct reader *r, const struct ewc_node *n, const char *name);
/* The same as it stands. */
const char *attr_exact(struct reader *r, const struct ewc_node *n, const char *name);
const char *attr_or(struct reader *r, const struct ewc_node *n, const char *name, const char *fallback);
const struct ewc_template *attr_template(struct reader *r, const struct ewc_node *n, const char *name);
const struct ewc_template *compile(struct reader *r, const struct ewc_node *n, struct ewc_str source,
                                   enum ewc_template_kind kind);
/* Is the attribute's token that word? */
bool attr_is(const struct ewc_node *n, const char *name, const char *word);
bool is_yes(const struct ewc_node *n, const char *name, bool fallback);
/* White-space collapsed text. */
const char *text(struct reader *r, const struct ewc_node *n);
unsigned count_children(const struct ewc_node *n, const char *local);
const struct ewc_node *next_named(const struct ewc_node *n, const char *local);
/* White-space separated words as a list that ends with NULL; never NULL itself unless memory ran out. */
const char *const *words(struct reader *r, const char *list);

/* Parts of a step (send.c); read_headers() comes before read_mailbox(). */
void read_headers(struct reader *r, struct ewc_case_step *step, struct ewc_node *n);
void read_mailbox(struct reader *r, struct ewc_case_step *step, const struct ewc_node *n);
void read_http(struct reader *r, struct ewc_case_step *step, const struct ewc_node *n);
void read_send(struct reader *r, struct ewc_case_step *step, struct ewc_node *send);
void read_raw(struct reader *r, struct ewc_case_step *step, const struct ewc_node *raw);

void read_step(struct reader *r, struct ewc_case_step *step, const struct ewc_node *n);
/* Fails unless `name` (NULL is fine) is the id of one of the first `before` steps. */
void require_earlier_step(struct reader *r, const struct ewc_case *c, unsigned before, const char *name,
                          struct ewc_loc at);

#endif
