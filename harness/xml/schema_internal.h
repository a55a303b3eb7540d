/* schema_internal: what the sources of schema validation share. */
#ifndef EWC_SCHEMA_INTERNAL_H
#define EWC_SCHEMA_INTERNAL_H

#include "xml/xml_internal.h"

enum { MOST_MENDS = 100, MOST_LISTED = 64, LISTED_BYTES = 64 };

/* Names or values out of a message or a schema; what is longer is not taken. */
struct ewc_listed {
    char items[MOST_LISTED][LISTED_BYTES];
    const char *ends[MOST_LISTED + 1]; /* the same without their namespaces, as a list that ends with NULL */
    unsigned count;
};

/* libxml2 stops at the first element that does not belong where it is. A mender puts the document so that validation can
 * go on behind it: what is misspelt gets its name, what stands further down is moved up, what is missing is put there,
 * what is unknown is taken away. Zero-initialise it, with the schema's own document. */
struct ewc_mender {
    const xmlDoc *schema;
    xmlNode *unexpected; /* of this validation, the first */
    struct ewc_listed expected;
    const xmlNode *told[MOST_MENDS]; /* unexpected ones of earlier validations */
    const xmlNode *ours[MOST_MENDS]; /* put there, or with something taken away: nothing more is told about them */
    unsigned told_count, our_count;
};

/** Takes the schema's namespace out of a message about one of its elements. */
void ewc_schema_shorten(const xmlDoc *schema, char *message);
/** Adds the nearest right name to a failure with that (shortened) message. */
void ewc_schema_hint(const xmlDoc *schema, const char *message, struct ewc_err *err);
/** The names after "Expected is" in a message. */
void ewc_schema_expected(const char *message, struct ewc_listed *out);
/** The nearest of the expected names, or, where libxml2 does not say them, of all elements of the schema; NULL: none is
 *  near. The name lives as long as both. */
const char *ewc_schema_nearest(const xmlDoc *schema, const xmlChar *name, const struct ewc_listed *expected);
/** Does the schema have an element of that name? */
bool ewc_schema_has_element(const xmlDoc *schema, const xmlChar *name);

/** Is a message about that node (may be NULL) worth telling? Remembers what is to be mended. */
bool ewc_mender_wants(struct ewc_mender *m, xmlNode *node, const char *message);
/** false: there is nothing to be mended, or too much. */
bool ewc_mend(struct ewc_mender *m);

#endif
