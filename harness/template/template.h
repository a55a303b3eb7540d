/* template: text with ${name} in it: compiled once, checked for its names, rendered often.
 *
 * Written forms: ${name} is the value; ${name:N} the value padded with "x" to exactly N characters;
 * $${ a literal "${". In XML, substitution happens after parsing: the compiled form knows whether a
 * value lands in text, in an attribute, or in a CDATA section, and escapes it accordingly, so that a
 * value can never break the XML. Comments are left as they are. A value that XML cannot hold is an error.
 */
#ifndef EWC_TEMPLATE_H
#define EWC_TEMPLATE_H

#include "base/base.h"

struct ewc_template;

enum ewc_template_kind {
    EWC_TEMPLATE_TEXT, /* values go in as they are                                         */
    EWC_TEMPLATE_XML,  /* serialised XML: values are escaped for where they land; an
                          attribute that is nothing but one absent variable is left out     */
    EWC_TEMPLATE_RAW,  /* bytes for the wire: values are escaped as XML text everywhere     */
};

enum ewc_found { EWC_UNKNOWN, EWC_ABSENT, EWC_VALUE };

/* Where values come from; *out_value is set for EWC_VALUE only and borrowed for the render. */
typedef enum ewc_found ewc_lookup(void *ctx, const char *name, const char **out_value);

/**
 * @param text   borrowed for the call
 * @param at     where the text stands in its file
 * @return EWC_ECASE for a ${ that is not closed, or a name or width that cannot be
 */
EWC_MUST_USE enum ewc_status ewc_template_compile(struct ewc_str text, enum ewc_template_kind kind,
                                                  struct ewc_loc at, struct ewc_arena *arena,
                                                  const struct ewc_template **out_template,
                                                  struct ewc_err *err);
/** The i-th variable's name, or NULL past the last. */
const char *ewc_template_name(const struct ewc_template *tpl, unsigned i);
struct ewc_loc ewc_template_loc(const struct ewc_template *tpl);

/**
 * Appends the rendered text.
 * @return EWC_ECASE for an unknown variable, an absent one where a value is needed, a value longer than
 *         its width, or (not in TEXT) one with characters that XML does not allow
 */
EWC_MUST_USE enum ewc_status ewc_template_render(const struct ewc_template *tpl, ewc_lookup *lookup,
                                                 void *ctx, struct ewc_buf *out, struct ewc_err *err);

#endif
