/* Parse: bytes to UTF-8 to a tree. The limits are held by sax.c while the tree is built. */
#include <stdlib.h>
#include <string.h>

#include <libxml/parserInternals.h>

#include "xml/parse_internal.h"

enum {
    MAX_FILE_BYTES = 64 * 1024 * 1024,
    OPTIONS = XML_PARSE_NONET | XML_PARSE_BIG_LINES | XML_PARSE_HUGE | XML_PARSE_NOWARNING,
};

static const struct ewc_xml_limits defaults = {
    .max_depth = 200,
    .max_attributes = 256,
    .max_text_bytes = 10000000,
    .max_nodes = 1000000,
};

/* Turns foreign bytes into UTF-8 in `recoded`, unless they are UTF-8 already. */
/* One byte order mark is no part of the document; a second one is text before its root, which libxml2
 * overlooks. */
static enum ewc_status refuse_second_mark(struct ewc_str bytes, const struct parse *p)
{
    if (!ewc_str_starts(bytes, "\xEF\xBB\xBF"))
        return EWC_OK;
    return ewc_err_set(p->err, EWC_EXML, (struct ewc_loc){.file = p->name, .line = 1, .column = 1},
                       "not well-formed XML: a second byte order mark stands before the document");
}

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
        return how->bom_len ? refuse_second_mark(*bytes, p) : EWC_OK;
    switch (ewc_recode(recoded, *bytes, "UTF-8", how->name, false, &offset)) {
    case EWC_RECODE_OK:
        *bytes = ewc_buf_view(recoded);
        return how->bom_len ? refuse_second_mark(*bytes, p) : EWC_OK;
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

#if LIBXML_VERSION >= 21100
static xmlDoc *read_text(xmlParserCtxt *ctxt, struct ewc_str text, int options)
{
    return xmlCtxtReadMemory(ctxt, text.ptr, (int)text.len, NULL, NULL, options);
}
#else
/* The same, but that older versions ask their buffer for more at every step through the last 250 bytes: a sixth of the
 * time for documents of our size. A string has no such buffer. */
static xmlDoc *read_text(xmlParserCtxt *ctxt, struct ewc_str text, int options)
{
    xmlChar *copy = xmlStrndup(ewc_x(text.ptr), (int)text.len); /* libxml2 wants a NUL behind it */
    xmlParserInput *input = copy ? xmlNewStringInputStream(ctxt, copy) : NULL;
    xmlDoc *tree = NULL;

    if (input && inputPush(ctxt, input) >= 0) { /* a new context has room for it */
        (void)xmlCtxtUseOptions(ctxt, options);
        (void)xmlParseDocument(ctxt);
        tree = ctxt->myDoc;
        ctxt->myDoc = NULL;
    } else {
        ewc_parse_no_memory(ctxt->_private);
    }
    if (tree && !ctxt->wellFormed) {
        xmlFreeDoc(tree);
        tree = NULL;
    }
    xmlFree(copy);
    return tree;
}
#endif

static enum ewc_status build_tree(struct ewc_str text, enum ewc_xml_mode mode, xmlDict *dict,
                                  struct parse *p, xmlDoc **out_tree)
{
    struct ewc_loc at = {.file = p->name};
    xmlParserCtxt *ctxt;
    xmlDoc *tree;

    ewc_xml_ready_thread();
    ctxt = xmlNewParserCtxt();
    if (!ctxt)
        return ewc_err_set(p->err, EWC_ENOMEM, at, "out of memory for the parser");
    ewc_parse_install(ctxt, p);
    if (dict && dict != ctxt->dict) {
        xmlDictFree(ctxt->dict);
        ctxt->dict = dict;
        xmlDictReference(dict);
    }
    tree = read_text(ctxt, text, options_of(mode));
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
        st = ewc_parse_check_text(bytes, &p);
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
