/* parse_internal: one call of the parser, between the sources that carry it out. */
#ifndef EWC_XML_PARSE_INTERNAL_H
#define EWC_XML_PARSE_INTERNAL_H

#include "xml/xml_internal.h"

/* One call of the parser; ctxt->_private points to it. */
struct parse {
    struct ewc_xml_limits max;
    const char *name;
    struct ewc_err *err;
    enum ewc_status status;
    unsigned depth;
    size_t nodes;
    size_t text_bytes; /* of the text node being built */
    size_t ns_in_scope;
    size_t entity_uses, entity_bytes, parameter_bytes;
    size_t declarations;
};

/** Puts the handlers that hold the limits in front of libxml2's. */
void ewc_parse_install(xmlParserCtxt *ctxt, struct parse *p);
/** Memory ran out; a failure that came first stays. */
void ewc_parse_no_memory(struct parse *p);
/** What can be known to be wrong from the text alone, or would cost libxml2 too much to find out. */
enum ewc_status ewc_parse_check_text(struct ewc_str text, const struct parse *p);

#endif
