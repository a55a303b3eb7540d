/* Parse: libxml2's SAX2 tree builder behind handlers that hold the limits while it builds, so that
 * memory and time are bounded whatever the bytes are. */
#include <libxml/SAX2.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "xml/xml_internal.h"

enum {
    MAX_FILE_BYTES = 64 * 1024 * 1024,
    MAX_NS_IN_SCOPE = 2048, /* each prefix is looked up along them */
    /* Entities are a document type declaration's business, and no message of ours has one: enough for
     * what people write by hand, too little for a bomb. */
    MAX_ENTITY_USES = 1000,
    MAX_ENTITY_BYTES = 1000000,
    OPTIONS = XML_PARSE_NONET | XML_PARSE_BIG_LINES | XML_PARSE_HUGE | XML_PARSE_NOWARNING,
};

static const struct ewc_xml_limits defaults = {
    .max_depth = 200,
    .max_attributes = 256,
    .max_text_bytes = 10000000,
    .max_nodes = 1000000,
};

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
    size_t entity_uses, entity_bytes;
};

static struct parse *parse_of(void *ctx)
{
    return ((xmlParserCtxt *)ctx)->_private;
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
        stop(ctxt, "nodes (max_nodes)", p->max.max_nodes);
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
    stop(ctxt, "bytes in one text (max_text_bytes)", p->max.max_text_bytes);
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
        stop(ctx, "nested elements (max_depth)", p->max.max_depth);
        return;
    }
    if (attached > p->max.max_attributes) {
        stop(ctx, "attributes on one element (max_attributes)", p->max.max_attributes);
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

static void cdata(void *ctx, const xmlChar *text, int len)
{
    if (may_build(ctx, 1) && text_fits(ctx, (size_t)len))
        xmlSAX2CDataBlock(ctx, text, len);
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
static xmlEntityPtr spend(xmlParserCtxt *ctxt, xmlEntityPtr entity)
{
    struct parse *p = ctxt->_private;

    p->entity_uses++;
    if (entity && entity->length > 0)
        p->entity_bytes += (size_t)entity->length;
    if (p->entity_uses > MAX_ENTITY_USES) {
        stop(ctxt, "uses of entities", MAX_ENTITY_USES);
        return NULL;
    }
    if (p->entity_bytes > MAX_ENTITY_BYTES) {
        stop(ctxt, "bytes from entities", MAX_ENTITY_BYTES);
        return NULL;
    }
    return entity;
}

static xmlEntityPtr get_entity(void *ctx, const xmlChar *name)
{
    return spend(ctx, xmlSAX2GetEntity(ctx, name));
}

static xmlEntityPtr get_parameter_entity(void *ctx, const xmlChar *name)
{
    return spend(ctx, xmlSAX2GetParameterEntity(ctx, name));
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
        p->status = ewc_err_set(p->err, EWC_ENOMEM, at, "out of memory for the document");
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

static void install(xmlParserCtxt *ctxt, struct parse *p)
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
    sax->getEntity = get_entity;
    sax->getParameterEntity = get_parameter_entity;
    sax->serror = on_error;
}

/* ---- before the parser
 * ------------------------------------------------------------------------------------------ */

static struct ewc_loc place_of(struct ewc_str text, size_t offset, const char *name)
{
    struct ewc_loc at = {.file = name, .line = 1, .column = 1};

    for (size_t i = 0; i < offset; i++) {
        if (text.ptr[i] == '\n') {
            at.line++;
            at.column = 1;
        } else {
            at.column++;
        }
    }
    return at;
}

/* Bytes that look like a tag with more attributes than allowed. libxml2 before 2.12 compares each with
 * each before a handler hears of them. An attribute needs "=" outside of quotes, and four bytes. */
static bool too_many_attributes(struct ewc_str text, size_t max, size_t *out_offset)
{
    const char *end = text.ptr + text.len;
    const char *tag = text.len ? memchr(text.ptr, '<', text.len) : NULL;

    while (tag) {
        const char *next = memchr(tag + 1, '<', (size_t)(end - tag - 1));
        const char *stop_at = next ? next : end;
        size_t equals = 0;
        char quote = '\0';

        if ((size_t)(stop_at - tag) > 4 * max && tag[1] != '!' && tag[1] != '?')
            for (const char *c = tag + 1; c < stop_at && (quote || *c != '>'); c++) {
                if (quote)
                    quote = *c == quote ? '\0' : quote;
                else if (*c == '"' || *c == '\'')
                    quote = *c;
                else if (*c == '=' && ++equals > max) {
                    *out_offset = (size_t)(tag - text.ptr);
                    return true;
                }
            }
        tag = next;
    }
    return false;
}

static enum ewc_status check_text(struct ewc_str text, const struct parse *p)
{
    size_t offset = ewc_utf8_check(text);
    uint32_t c;

    if (offset < text.len) {
        struct ewc_loc at = place_of(text, offset, p->name);

        if (ewc_utf8_decode((const unsigned char *)text.ptr + offset, text.len - offset, &c) > 0)
            return ewc_err_set(p->err, EWC_EXML, at, "not well-formed XML: character U+%04X is not allowed",
                               (unsigned)c);
        return ewc_err_set(p->err, EWC_EXML, at, "not UTF-8: invalid byte 0x%02X at offset %zu",
                           (unsigned)(unsigned char)text.ptr[offset], offset);
    }
    if (text.len > INT_MAX)
        return ewc_err_set(p->err, EWC_ELIMIT, (struct ewc_loc){.file = p->name},
                           "the document exceeds a limit: more than %d bytes", INT_MAX);
    if (too_many_attributes(text, p->max.max_attributes, &offset))
        return ewc_err_set(p->err, EWC_ELIMIT, place_of(text, offset, p->name),
                           "the document exceeds a limit: more than %u attributes on one element "
                           "(max_attributes)",
                           p->max.max_attributes);
    return EWC_OK;
}

/* Turns foreign bytes into UTF-8 in `recoded`, unless they are UTF-8 already. */
static enum ewc_status decode(struct ewc_str *bytes, const char *override, struct ewc_encoding *how,
                              struct ewc_buf *recoded, const struct parse *p)
{
    struct ewc_loc at = {.file = p->name};
    size_t offset = 0;

    ewc_encoding_detect(*bytes, override, how);
    if (how->problem)
        return ewc_err_set(p->err, EWC_EXML, at, "encoding \"%s\": %s", override ? override : how->declared,
                           how->problem);
    bytes->ptr += how->bom_len;
    bytes->len -= how->bom_len;
    if (!how->name[0])
        return EWC_OK;
    switch (ewc_recode(recoded, *bytes, "UTF-8", how->name, false, &offset)) {
    case EWC_RECODE_OK:
        *bytes = ewc_buf_view(recoded);
        return EWC_OK;
    case EWC_RECODE_UNKNOWN:
        return ewc_err_set(p->err, EWC_EXML, at, "unknown encoding \"%s\"", how->name);
    case EWC_RECODE_BAD:
        return ewc_err_set(p->err, EWC_EXML, at, "not %s: invalid or cut-off bytes at offset %zu",
                           how->name, offset + how->bom_len);
    case EWC_RECODE_NOMEM:
        break;
    }
    return ewc_err_set(p->err, EWC_ENOMEM, at, "out of memory for recoding from %s", how->name);
}

/* ---- the call
 * --------------------------------------------------------------------------------------------------- */

static struct ewc_xml_limits with_defaults(const struct ewc_xml_limits *limits)
{
    struct ewc_xml_limits max = defaults;

    if (limits && limits->max_depth)
        max.max_depth = limits->max_depth;
    if (limits && limits->max_attributes)
        max.max_attributes = limits->max_attributes;
    if (limits && limits->max_text_bytes)
        max.max_text_bytes = limits->max_text_bytes;
    if (limits && limits->max_nodes)
        max.max_nodes = limits->max_nodes;
    return max;
}

static int options_of(enum ewc_xml_mode mode)
{
    int options = OPTIONS | XML_PARSE_IGNORE_ENC; /* the text is UTF-8 by now, whatever it declares */

    return mode == EWC_XML_STYLESHEET ? options | XML_PARSE_NOENT | XML_PARSE_NOCDATA : options;
}

static enum ewc_status build_tree(struct ewc_str text, enum ewc_xml_mode mode, xmlDict *dict,
                                  struct parse *p, xmlDoc **out_tree)
{
    struct ewc_loc at = {.file = p->name};
    xmlParserCtxt *ctxt = xmlNewParserCtxt();
    xmlDoc *tree;

    if (!ctxt)
        return ewc_err_set(p->err, EWC_ENOMEM, at, "out of memory for the parser");
    install(ctxt, p);
    if (dict && dict != ctxt->dict) {
        xmlDictFree(ctxt->dict);
        ctxt->dict = dict;
        xmlDictReference(dict);
    }
    tree = xmlCtxtReadMemory(ctxt, text.ptr, (int)text.len, NULL, NULL, options_of(mode));
    xmlFreeParserCtxt(ctxt);
    if (tree && p->status == EWC_OK && xmlDocGetRootElement(tree)) {
        *out_tree = tree;
        return EWC_OK;
    }
    if (tree)
        xmlFreeDoc(tree);
    if (p->status == EWC_OK)
        p->status = ewc_err_set(p->err, EWC_EXML, at, "not well-formed XML");
    return p->status;
}

static enum ewc_status finish_doc(xmlDoc *tree, const char *declared, const struct parse *p,
                                  struct ewc_xml **out_doc)
{
    struct ewc_xml *doc = ewc_xml_adopt(tree, p->name);

    if (doc && declared[0]) {
        doc->declared_encoding = malloc(strlen(declared) + 1);
        if (!doc->declared_encoding) {
            ewc_xml_free(doc);
            doc = NULL;
        } else {
            memcpy(doc->declared_encoding, declared, strlen(declared) + 1);
        }
    }
    if (!doc)
        return ewc_err_set(p->err, EWC_ENOMEM, (struct ewc_loc){.file = p->name},
                           "out of memory for the document");
    *out_doc = doc;
    return EWC_OK;
}

enum ewc_status ewc_xml_parse_mode(struct ewc_str bytes, const char *name, const char *encoding,
                                   const struct ewc_xml_limits *limits, enum ewc_xml_mode mode,
                                   xmlDict *dict, struct ewc_xml **out_doc, struct ewc_err *err)
{
    struct parse p = {.max = with_defaults(limits), .name = name ? name : "", .err = err};
    struct ewc_encoding how;
    struct ewc_buf recoded;
    xmlDoc *tree = NULL;
    enum ewc_status st;

    ewc_buf_init(&recoded, 0);
    st = decode(&bytes, encoding, &how, &recoded, &p);
    if (st == EWC_OK && bytes.len == 0)
        st = ewc_err_set(err, EWC_EXML, (struct ewc_loc){.file = p.name, .line = 1, .column = 1},
                         "not well-formed XML: there are no bytes");
    if (st == EWC_OK)
        st = check_text(bytes, &p);
    if (st == EWC_OK)
        st = build_tree(bytes, mode, dict, &p, &tree);
    if (st == EWC_OK) {
        ewc_encoding_declared(bytes, how.declared, sizeof(how.declared));
        st = finish_doc(tree, how.declared, &p, out_doc);
    }
    ewc_buf_finish(&recoded);
    return st;
}

enum ewc_status ewc_xml_parse(struct ewc_str bytes, const char *name, const char *encoding,
                              const struct ewc_xml_limits *limits, struct ewc_xml **out_doc,
                              struct ewc_err *err)
{
    return ewc_xml_parse_mode(bytes, name, encoding, limits, EWC_XML_FOREIGN, NULL, out_doc, err);
}

enum ewc_status ewc_xml_parse_file_mode(const char *path, enum ewc_xml_mode mode, xmlDict *dict,
                                        struct ewc_xml **out_doc, struct ewc_err *err)
{
    struct ewc_buf bytes;
    enum ewc_status st;

    ewc_buf_init(&bytes, 0);
    st = ewc_file_read(path, MAX_FILE_BYTES, &bytes, err);
    if (st == EWC_OK)
        st = ewc_xml_parse_mode(ewc_buf_view(&bytes), path, NULL, NULL, mode, dict, out_doc, err);
    ewc_buf_finish(&bytes);
    return st;
}

enum ewc_status ewc_xml_parse_file(const char *path, struct ewc_xml **out_doc, struct ewc_err *err)
{
    return ewc_xml_parse_file_mode(path, EWC_XML_FOREIGN, NULL, out_doc, err);
}
