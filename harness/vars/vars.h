/* vars: names to values, in layers: the run's below, the case's above; captures out of a response. */
#ifndef EWC_VARS_H
#define EWC_VARS_H

#include "base/base.h"
#include "template/template.h"
#include "xml/xml.h"

struct ewc_vars;

/**
 * @param below  looked in when a name is not here; borrowed, read only; may be NULL
 * @return NULL when the arena is full
 */
struct ewc_vars *ewc_vars_create(struct ewc_arena *arena, const struct ewc_vars *below);
/** Sets or replaces a value (copied); NULL makes the name known and absent. false: arena full. */
bool ewc_vars_set(struct ewc_vars *vars, const char *name, const char *value);
/** "PREFIX.SUFFIX" set at once. */
bool ewc_vars_set2(struct ewc_vars *vars, const char *prefix, const char *suffix, const char *value);
/** What "unique" and "unique.WORD" expand to: `unique` (borrowed), `unique`-WORD. */
void ewc_vars_set_unique(struct ewc_vars *vars, const char *unique);
enum ewc_found ewc_vars_get(const struct ewc_vars *vars, const char *name, const char **out_value);
/** The value, or NULL when unknown or absent. */
const char *ewc_vars_value(const struct ewc_vars *vars, const char *name);

/** Renders a template; the text is in `arena`. Errors as ewc_template_render(). */
EWC_MUST_USE enum ewc_status ewc_vars_expand(const struct ewc_vars *vars, const struct ewc_template *tpl,
                                             struct ewc_arena *arena, const char **out_text,
                                             struct ewc_err *err);
/** For ewc_template_render(). */
enum ewc_found ewc_vars_lookup(void *vars, const char *name, const char **out_value);

/** All values in scope ("unique" among them, but no "unique.WORD"), as XPath variables, ended by a NULL
 * name; a name that is absent is the empty string. NULL: arena full. */
const struct ewc_xml_var *ewc_vars_list(const struct ewc_vars *vars, struct ewc_arena *arena);

#endif
