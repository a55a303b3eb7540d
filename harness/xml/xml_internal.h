/* xml_internal: what the sources of xml share, and what xslt needs to hand documents to libxslt and
 * take its results. Only xml and xslt include this.
 */
#ifndef EWC_XML_INTERNAL_H
#define EWC_XML_INTERNAL_H

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xmlerror.h>

#include "xml/xml.h"

/* libxml2 2.12 made the error that a handler receives const. */
#if LIBXML_VERSION >= 21200
typedef const xmlError ewc_libxml_error;
#else
typedef xmlError ewc_libxml_error;
#endif

struct ewc_xml {
    xmlDoc *doc; /* its _private points back here */
    char *name;
    char *declared_encoding; /* NULL: none */
    bool has_doctype;
    xmlDtd *dropped_dtd; /* kept because entity references point into it */
    xmlNode *detached;   /* what ewc_xml_wrap() took out, until it is placed */
};

/* What an author's stylesheet is parsed with and a foreign document is not. */
enum ewc_xml_mode {
    EWC_XML_FOREIGN,
    EWC_XML_STYLESHEET, /* internal entities and CDATA become text */
};

/** @param dict  names are kept in it, shared with other documents of the same thread; NULL: a new one */
enum ewc_status ewc_xml_parse_mode(struct ewc_str bytes, const char *name, const char *encoding,
                                   const struct ewc_xml_limits *limits, enum ewc_xml_mode mode,
                                   xmlDict *dict, struct ewc_xml **out_doc, struct ewc_err *err);
enum ewc_status ewc_xml_parse_file_mode(const char *path, enum ewc_xml_mode mode, xmlDict *dict,
                                        struct ewc_xml **out_doc, struct ewc_err *err);
/** Takes `doc`, also on failure. NULL: out of memory. */
struct ewc_xml *ewc_xml_adopt(xmlDoc *doc, const char *name);
/** The opposite: frees the wrapper and gives the document to the caller. */
xmlDoc *ewc_xml_release(struct ewc_xml *doc);

/** While true, this thread's libxml2 may open local files (xs:include of a schema). */
void ewc_xml_allow_files(bool allowed);

/* ---- encodings ---- */

/* How bytes are to be read. */
struct ewc_encoding {
    char name[64];       /* as iconv knows it; "" for UTF-8 */
    size_t bom_len;      /* bytes to skip                   */
    char declared[64];   /* what an XML declaration says that can be read before decoding */
    const char *problem; /* NULL, or why there is no answer */
};

void ewc_encoding_detect(struct ewc_str bytes, const char *override, struct ewc_encoding *out);
/** The encoding that an XML declaration at the start of ASCII-compatible text names, or "". */
void ewc_encoding_declared(struct ewc_str text, char *out, size_t size);

/** Offset of the first byte that is not UTF-8 or no XML character, or `len` when all is well. */
size_t ewc_utf8_check(struct ewc_str bytes);
/** Length of the sequence at `p`, of `len` bytes; 0 when it is not UTF-8. */
size_t ewc_utf8_decode(const unsigned char *p, size_t len, uint32_t *out_char);
bool ewc_xml_is_char(uint32_t c);

enum ewc_recode {
    EWC_RECODE_OK,
    EWC_RECODE_UNKNOWN, /* no such encoding           */
    EWC_RECODE_BAD,     /* a byte or character has no counterpart; *out_offset is where */
    EWC_RECODE_NOMEM,
};
/** Recodes all of `bytes`; with `replace`, U+FFFD stands in for what is bad. */
enum ewc_recode ewc_recode(struct ewc_buf *out, struct ewc_str bytes, const char *to, const char *from,
                           bool replace, size_t *out_offset);

/* ---- nodes ---- */

static inline xmlNode *ewc_raw(const struct ewc_node *node)
{
    return (xmlNode *)node;
}

static inline struct ewc_node *ewc_cooked(const xmlNode *node)
{
    return (struct ewc_node *)node;
}

static inline const xmlChar *ewc_x(const char *text)
{
    return (const xmlChar *)text;
}

static inline const char *ewc_c(const xmlChar *text)
{
    return (const char *)text;
}

/** memory.c: makes libxml2 take its memory by functions that end the program rather than fail. Before anything else. */
bool ewc_xml_own_memory(void);
/** memory.c: before the first use in a thread; cheap after that. */
void ewc_xml_ready_thread(void);

/** Next node of the subtree in document order, children first; NULL at its end. Entity references
 * have no children here: theirs belong to the document type declaration. */
xmlNode *ewc_node_walk(const xmlNode *top, xmlNode *cur);

/** Declarations in scope from above `node` that something in it uses, nearest first; calls `use`. */
void ewc_node_inherited_ns(const xmlNode *node, void (*use)(const xmlNs *ns, void *ctx), void *ctx);

/** The default namespace in scope, or NULL for none. */
const xmlChar *ewc_node_default_ns(const xmlNode *node);

#endif
