/* SAX: handlers in front of libxml2's tree builder that hold the limits while it builds, so that memory
 * and time are bounded whatever the bytes are. */
#include <libxml/SAX2.h>

#include "xml/parse_internal.h"

enum {
    MAX_NS_IN_SCOPE = 300, /* each prefix is looked up along them */
    MAX_NAMES = 100000,    /* different ones; older versions' table of them does not grow enough for more */
    MAX_DECLARATIONS = 1000, /* of attributes: each element is compared with all of its own */
    /* Entities are a document type declaration's business, and no message of ours has one: enough for
     * what people write by hand, too little for a bomb. */
    MAX_ENTITY_USES = 1000,
    MAX_ENTITY_BYTES = 1000000,
    MAX_PARAMETER_BYTES = 20000, /* of entities that build declarations */
};

static struct parse *parse_of(void *ctx)
{
    return ((xmlParserCtxt *)ctx)->_private;
}

void ewc_parse_no_memory(struct parse *p)
{
    if (p->status == EWC_OK)
        p->status = ewc_err_set(p->err, EWC_ENOMEM, (struct ewc_loc){.file = p->name},
                                "out of memory for the document");
}

/* ---- limits
 * ---------------------------------------------------------------------------------------------- */

static void stop(xmlParserCtxt *ctxt, const char *limit, size_t max)
{
    struct parse *p = ctxt->_private;
    struct ewc_loc at = {.file = p->name};

    if (ctxt->input) {
        at.line = ctxt->input->line > 0 ? (unsigned)ctxt->input->line : 0;
        at.column = ctxt->input->col > 0 ? (unsigned)ctxt->input->col : 0;
    }
    if (p->status == EWC_OK)
        p->status = ewc_err_set(p->err, EWC_ELIMIT, at, "the document exceeds a limit: more than %zu %s",
                                max, limit);
    xmlStopParser(ctxt);
}

/* True when the parser goes on. `count` nodes are about to be built. */
static bool may_build(xmlParserCtxt *ctxt, size_t count)
{
    struct parse *p = ctxt->_private;

    if (p->status != EWC_OK) { /* stopped inside of an entity, in a context of its own */
        xmlStopParser(ctxt);
        return false;
    }
    p->text_bytes = 0;
    p->nodes += count;
    if (p->nodes > p->max.max_nodes) {
        stop(ctxt, "nodes (--max-nodes)", p->max.max_nodes);
        return false;
    }
    if (xmlDictSize(ctxt->dict) > MAX_NAMES) {
        stop(ctxt, "different names", MAX_NAMES);
        return false;
    }
    return true;
}

static bool text_fits(xmlParserCtxt *ctxt, size_t len)
{
    struct parse *p = ctxt->_private;

    p->text_bytes += len;
    if (p->status != EWC_OK || p->text_bytes <= p->max.max_text_bytes)
        return p->status == EWC_OK;
    stop(ctxt, "bytes in one text (--max-text)", p->max.max_text_bytes);
    return false;
}

/* ---- SAX2
 * ------------------------------------------------------------------------------------------------- */

static void start_element(void *ctx, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri,
                          int nb_ns, const xmlChar **ns, int nb_attributes, int nb_defaulted,
                          const xmlChar **attributes)
{
    struct parse *p = parse_of(ctx);
    size_t attached = (size_t)nb_ns + (size_t)nb_attributes;

    if (!may_build(ctx, 1 + attached))
        return;
    if (++p->depth > p->max.max_depth) {
        stop(ctx, "nested elements (--max-depth)", p->max.max_depth);
        return;
    }
    if (attached > p->max.max_attributes) {
        stop(ctx, "attributes on one element (--max-attributes)", p->max.max_attributes);
        return;
    }
    p->ns_in_scope += (size_t)nb_ns;
    if (p->ns_in_scope > MAX_NS_IN_SCOPE) {
        stop(ctx, "namespace declarations in scope", MAX_NS_IN_SCOPE);
        return;
    }
    for (int i = 0; i < nb_attributes; i++) { /* local, prefix, URI, value, end of value */
        p->text_bytes = 0;
        if (!text_fits(ctx, (size_t)(attributes[5 * i + 4] - attributes[5 * i + 3])))
            return;
    }
    p->text_bytes = 0;
    xmlSAX2StartElementNs(ctx, local, prefix, uri, nb_ns, ns, nb_attributes, nb_defaulted, attributes);
}

static void end_element(void *ctx, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri)
{
    const xmlNode *node = ((xmlParserCtxt *)ctx)->node;
    struct parse *p = parse_of(ctx);

    p->text_bytes = 0;
    if (p->depth > 0)
        p->depth--;
    if (node)
        for (const xmlNs *ns = node->nsDef; ns && p->ns_in_scope > 0; ns = ns->next)
            p->ns_in_scope--;
    xmlSAX2EndElementNs(ctx, local, prefix, uri);
}

static void characters(void *ctx, const xmlChar *text, int len)
{
    if (text_fits(ctx, (size_t)len))
        xmlSAX2Characters(ctx, text, len);
}

/* Not xmlSAX2CDataBlock(): that copies a section's text to the end of the section before, and so takes
 * quadratic time for many. */
static void cdata(void *ctx, const xmlChar *text, int len)
{
    xmlParserCtxt *ctxt = ctx;
    xmlNode *section;

    if (!may_build(ctxt, 1) || !text_fits(ctxt, (size_t)len))
        return;
    section = xmlNewCDataBlock(ctxt->myDoc, text, len);
    if (section && ctxt->node && xmlAddChild(ctxt->node, section))
        return;
    xmlFreeNode(section);
    ewc_parse_no_memory(ctxt->_private);
}

static void comment(void *ctx, const xmlChar *text)
{
    if (may_build(ctx, 1) && text_fits(ctx, (size_t)xmlStrlen(text)))
        xmlSAX2Comment(ctx, text);
    parse_of(ctx)->text_bytes = 0;
}

static void instruction(void *ctx, const xmlChar *target, const xmlChar *data)
{
    if (may_build(ctx, 1) && text_fits(ctx, (size_t)xmlStrlen(data)))
        xmlSAX2ProcessingInstruction(ctx, target, data);
    parse_of(ctx)->text_bytes = 0;
}

static void reference(void *ctx, const xmlChar *name)
{
    if (may_build(ctx, 1))
        xmlSAX2Reference(ctx, name);
}

/* ---- document type declarations
 * --------------------------------------------------------------------------- */

static void internal_subset(void *ctx, const xmlChar *name, const xmlChar *external_id,
                            const xmlChar *system_id)
{
    xmlParserCtxt *ctxt = ctx;

    /* Only documents with entities need libxml2's own guards against them, which HUGE takes down. */
#if LIBXML_VERSION >= 21300
    (void)xmlCtxtSetOptions(ctxt, xmlCtxtGetOptions(ctxt) & ~XML_PARSE_HUGE);
#else
    ctxt->options &= ~XML_PARSE_HUGE;
#endif
    xmlSAX2InternalSubset(ctxt, name, external_id, system_id);
}

/* What an entity would cost where it is named; NULL stops that. */
static xmlEntityPtr spend(xmlParserCtxt *ctxt, xmlEntityPtr entity, size_t *spent, size_t max)
{
    struct parse *p = ctxt->_private;

    if (entity && entity->length > 0)
        *spent += (size_t)entity->length;
    if (++p->entity_uses > MAX_ENTITY_USES) {
        stop(ctxt, "uses of entities", MAX_ENTITY_USES);
        return NULL;
    }
    if (*spent > max) {
        stop(ctxt, "bytes from entities", max);
        return NULL;
    }
    return entity;
}

static xmlEntityPtr get_entity(void *ctx, const xmlChar *name)
{
    return spend(ctx, xmlSAX2GetEntity(ctx, name), &parse_of(ctx)->entity_bytes, MAX_ENTITY_BYTES);
}

static xmlEntityPtr get_parameter_entity(void *ctx, const xmlChar *name)
{
    return spend(ctx, xmlSAX2GetParameterEntity(ctx, name), &parse_of(ctx)->parameter_bytes,
                 MAX_PARAMETER_BYTES);
}

/* Declarations other than of entities are of no use here; recording them can take quadratic time. */
static void ignore_attribute(void *ctx, const xmlChar *element, const xmlChar *name, int type, int def,
                             const xmlChar *value, xmlEnumeration *values)
{
    struct parse *p = parse_of(ctx);

    (void)element, (void)name, (void)type, (void)def, (void)value;
    xmlFreeEnumeration(values); /* is the handler's */
    if (++p->declarations > MAX_DECLARATIONS)
        stop(ctx, "declarations of attributes", MAX_DECLARATIONS);
}

static void ignore_element(void *ctx, const xmlChar *name, int type, xmlElementContent *content)
{
    (void)ctx, (void)name, (void)type, (void)content; /* is the parser's */
}

static void ignore_notation(void *ctx, const xmlChar *name, const xmlChar *public_id,
                            const xmlChar *system_id)
{
    (void)ctx, (void)name, (void)public_id, (void)system_id;
}

static void ignore_unparsed(void *ctx, const xmlChar *name, const xmlChar *public_id,
                            const xmlChar *system_id, const xmlChar *notation)
{
    (void)ctx, (void)name, (void)public_id, (void)system_id, (void)notation;
}

static void external_subset(void *ctx, const xmlChar *name, const xmlChar *external_id,
                            const xmlChar *system_id)
{
    (void)ctx, (void)name, (void)external_id, (void)system_id; /* never loaded */
}

/* ---- errors
 * -------------------------------------------------------------------------------------------------- */

static bool is_namespace_fault(int code)
{
    return code >= XML_NS_ERR_XML_NAMESPACE && code <= XML_NS_ERR_COLON;
}

static void on_error(void *ctx, ewc_libxml_error *error)
{
    xmlParserCtxt *ctxt = ctx;
    struct parse *p = ctxt->_private;
    struct ewc_loc at = {.file = p->name};

    if (p->status != EWC_OK || (error->level < XML_ERR_FATAL && !is_namespace_fault(error->code)))
        return;
    if (error->code == XML_ERR_NO_MEMORY) {
        ewc_parse_no_memory(p);
        return;
    }
    at.line = error->line > 0 ? (unsigned)error->line : 0;
    at.column = error->int2 > 0 ? (unsigned)error->int2 : 0;
    p->status = ewc_err_set(p->err, EWC_EXML, at, "not well-formed XML: %s",
                            error->message ? error->message : "no reason given");
    /* The first cause is enough. Not xmlStopParser(): it frees input that the parser, which is in the
     * middle of something here, may still look at. */
    ctxt->instate = XML_PARSER_EOF;
}

void ewc_parse_install(xmlParserCtxt *ctxt, struct parse *p)
{
    xmlSAXHandler *sax = ctxt->sax;

    ctxt->_private = p;
    sax->startElementNs = start_element;
    sax->endElementNs = end_element;
    sax->characters = characters;
    sax->ignorableWhitespace = characters;
    sax->cdataBlock = cdata;
    sax->comment = comment;
    sax->processingInstruction = instruction;
    sax->reference = reference;
    sax->internalSubset = internal_subset;
    sax->externalSubset = external_subset;
    sax->attributeDecl = ignore_attribute;
    sax->elementDecl = ignore_element;
    sax->notationDecl = ignore_notation;
    sax->unparsedEntityDecl = ignore_unparsed;
    sax->getEntity = get_entity;
    sax->getParameterEntity = get_parameter_entity;
    sax->serror = on_error;
}
