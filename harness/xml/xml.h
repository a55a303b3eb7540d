/* xml: the only door to libxml2: parse, validate, walk, XPath, build, write.
 *
 * A document belongs to one thread at a time. Nothing here ever opens a network connection, loads a
 * DTD or substitutes an entity from outside. Call ewc_xml_global_init() once before the first thread.
 */
#ifndef EWC_XML_H
#define EWC_XML_H

#include "base/base.h"

struct ewc_xml;    /* a document */
struct ewc_node;   /* a node in a document; lives as long as it */
struct ewc_schema; /* a compiled XML Schema; read-only, may be shared between threads */

#define EWC_NS_XMLNS "http://www.w3.org/XML/1998/namespace"

void ewc_xml_global_init(void);
/**
 * What ends the program when memory runs out inside of libxml2 or libxslt, which do not survive that in all places.
 * It may be called by any thread, must not allocate, and must not return. Without one: abort().
 */
void ewc_xml_on_no_memory(void (*end)(void));
void ewc_xml_global_cleanup(void);
/** "libxml2 2.9.14", for --version. */
const char *ewc_xml_library(void);

/* ---- parse and validate ---------------------------------------------------------------------------- */

/* Bounds of a document from a foreign source; 0 means the default given. A limit that is reached is
 * EWC_ELIMIT with the limit's name in the message. */
struct ewc_xml_limits {
    unsigned max_depth;      /* nested elements; 200                                            */
    unsigned max_attributes; /* of one element, namespace declarations included; 256            */
    size_t max_text_bytes;   /* of one text, comment or attribute value; 10,000,000             */
    size_t max_nodes;        /* elements, attributes, comments, sections in all; 1,000,000      */
};

/**
 * Parses bytes that may come from anywhere.
 *
 * @param name      for messages; borrowed
 * @param encoding  overrides what the document declares (from a transport's charset); NULL: the
 *                  byte order mark, the XML declaration, else UTF-8
 * @param limits    NULL: the defaults
 * @return EWC_EXML not well-formed (err->at has line and column), EWC_ELIMIT, EWC_ENOMEM
 */
EWC_MUST_USE enum ewc_status ewc_xml_parse(struct ewc_str bytes, const char *name, const char *encoding,
                                           const struct ewc_xml_limits *limits, struct ewc_xml **out_doc,
                                           struct ewc_err *err);
/** Parses a file (at most 64 MiB). EWC_EIO when it cannot be read, else as ewc_xml_parse(). */
EWC_MUST_USE enum ewc_status ewc_xml_parse_file(const char *path, struct ewc_xml **out_doc,
                                                struct ewc_err *err);
/** A new document with one root element in namespace `ns` under prefix NULL. NULL: out of memory. */
struct ewc_xml *ewc_xml_new(const char *ns, const char *root_name);
void ewc_xml_free(struct ewc_xml *doc);

EWC_MUST_USE enum ewc_status ewc_schema_load(const char *path, struct ewc_schema **out_schema,
                                             struct ewc_err *err);
void ewc_schema_free(struct ewc_schema *schema);
/** EWC_EXML with the first violation's line and what was expected there. Where err->more wants all violations, an invalid
 *  document is changed, and good for nothing any more. */
EWC_MUST_USE enum ewc_status ewc_schema_validate(const struct ewc_schema *schema, struct ewc_xml *doc,
                                                 struct ewc_err *err);

/* ---- walk ---------------------------------------------------------------------------------------------
 */

struct ewc_node *ewc_xml_root(const struct ewc_xml *doc);
const char *ewc_xml_name(const struct ewc_xml *doc); /* as given to the parser */
/** What the XML declaration said, or NULL. */
const char *ewc_xml_declared_encoding(const struct ewc_xml *doc);
bool ewc_xml_has_doctype(const struct ewc_xml *doc);
/** First child element, next sibling element; NULL at the end. */
struct ewc_node *ewc_node_first(const struct ewc_node *node);
struct ewc_node *ewc_node_next(const struct ewc_node *node);
/** First child and next sibling of any kind (text, comment, …). */
struct ewc_node *ewc_node_first_any(const struct ewc_node *node);
struct ewc_node *ewc_node_next_any(const struct ewc_node *node);
struct ewc_node *ewc_node_parent(const struct ewc_node *node);
bool ewc_node_is_element(const struct ewc_node *node);
bool ewc_node_is_text(const struct ewc_node *node); /* text or CDATA */
const char *ewc_node_local(const struct ewc_node *node);
const char *ewc_node_ns(const struct ewc_node *node); /* "" without a namespace */
bool ewc_node_is(const struct ewc_node *node, const char *ns, const char *local);
/** First child element of that name, or NULL. */
struct ewc_node *ewc_node_child(const struct ewc_node *node, const char *ns, const char *local);
/** Attribute without a namespace; NULL when absent. The value lives in the document, except where it
 * holds entity references (then the first part only: foreign documents have none here). */
const char *ewc_node_attr(const struct ewc_node *node, const char *local);
const char *ewc_node_attr_ns(const struct ewc_node *node, const char *ns, const char *local);
/** All text below the node, as XPath string(); empty string when there is none; NULL: arena full. */
char *ewc_node_text(const struct ewc_node *node, struct ewc_arena *arena);
/** Namespace bound to a prefix ("" for the default one) at that node, or NULL. */
const char *ewc_node_lookup_ns(const struct ewc_node *node, const char *prefix);
struct ewc_loc ewc_node_loc(const struct ewc_node *node);

/* Calls for each attribute in document order; stops when `visit` returns false. */
void ewc_node_each_attr(const struct ewc_node *node,
                        bool (*visit)(const char *ns, const char *local, const char *value, void *ctx),
                        void *ctx);

/* ---- XPath ------------------------------------------------------------------------------------------- */

/* A prefix and the namespace that it stands for; lists end with a NULL prefix. */
struct ewc_xml_ns {
    const char *prefix;
    const char *uri;
};

/** The prefixes in scope at a node (without the default namespace), in `arena`; NULL: arena full. */
const struct ewc_xml_ns *ewc_node_scope(const struct ewc_node *node, struct ewc_arena *arena);

/* A name to be used as $name inside of an expression. */
struct ewc_xml_var {
    const char *name;
    const char *value;
};

/**
 * Evaluates an XPath 1.0 expression to a string.
 *
 * @param context      context node
 * @param scope        the prefixes that the expression may use; may be NULL
 * @param vars         ends with a NULL name; may be NULL
 * @param out_found    false when the result is an empty node set; may be NULL
 * @param out_text     in `arena`; the string value
 * @return EWC_ECASE when the expression is wrong
 */
EWC_MUST_USE enum ewc_status ewc_xml_xpath(struct ewc_xml *doc, struct ewc_node *context,
                                           const char *expression, const struct ewc_xml_ns *scope,
                                           const struct ewc_xml_var *vars, struct ewc_arena *arena,
                                           bool *out_found, const char **out_text, struct ewc_err *err);
/**
 * Is it an XPath 1.0 expression? Tried on an empty document, every variable being "": prefixes are looked up, but
 * functions only where they are reached there.
 * @return EWC_ECASE when it is wrong
 */
EWC_MUST_USE enum ewc_status ewc_xml_xpath_check(const char *expression, const struct ewc_xml_ns *scope,
                                                 struct ewc_err *err);

/* ---- build ---------------------------------------------------------------------------------------------
 */
/* Builders return NULL (or false) when memory ran out; NULL parents are accepted and give NULL, so
 * that a chain is checked once. Characters that XML forbids are replaced by U+FFFD. */

struct ewc_node *ewc_node_add(struct ewc_node *parent, const char *ns, const char *local);
bool ewc_node_set(struct ewc_node *node, const char *attribute, const char *value);
bool ewc_node_add_text(struct ewc_node *node, struct ewc_str text);
/** Copies `node` with all below it (from any document), appended to `parent`. */
struct ewc_node *ewc_node_copy(struct ewc_node *parent, const struct ewc_node *node);
/**
 * Makes `root_name` in `ns` the new root of `doc`, and returns it; the old root is detached and given
 * back in out_old, to be placed with ewc_node_place(). A document type declaration is dropped.
 */
struct ewc_node *ewc_xml_wrap(struct ewc_xml *doc, const char *ns, const char *root_name,
                              struct ewc_node **out_old);
/** Takes a node with all below it out of its document and frees it. */
void ewc_node_remove(struct ewc_node *node);
/** Appends what ewc_xml_wrap() detached: the node and all its siblings, in order. Nothing is copied. */
void ewc_node_place(struct ewc_node *parent, struct ewc_node *child);
/** Renames namespace names that begin with `from` so that they begin with `to`, in the whole
 * document; returns how many declarations changed. */
unsigned ewc_xml_rename_ns(struct ewc_xml *doc, const char *from, const char *to);

/* ---- write --------------------------------------------------------------------------------------------
 */

/** Appends the document (a line feed after each top-level node) or the subtree as UTF-8 XML. A subtree
 * stands by itself: it declares the prefixes from above it that it uses in names, or as a qualified
 * name in text or attributes. */
void ewc_xml_write(const struct ewc_xml *doc, bool declaration, struct ewc_buf *out);
void ewc_node_write(const struct ewc_node *node, struct ewc_buf *out);

/** Appends text with & < > " ' escaped as XML needs it; bytes that are not UTF-8 or that XML forbids
 * become U+FFFD. Good for element content and for attribute values in either quote: tab, CR and LF
 * become character references, so that they survive there. */
void ewc_xml_escape(struct ewc_buf *out, struct ewc_str text);
/** The same for element content that stays on its line: quotes and tabs are left as they are. */
void ewc_xml_escape_line(struct ewc_buf *out, struct ewc_str text);
/** True for bytes that are UTF-8 and made of characters that XML 1.0 allows. */
bool ewc_xml_is_text(struct ewc_str bytes);

/** Recodes bytes to UTF-8 (for showing what is not XML); unknown encodings and bad bytes become
 * U+FFFD. */
void ewc_xml_to_utf8(struct ewc_buf *out, struct ewc_str bytes, const char *encoding);

/** Recodes UTF-8 to another encoding; false when the name is unknown or a character has no place. */
bool ewc_xml_from_utf8(struct ewc_buf *out, struct ewc_str utf8, const char *encoding);

#endif
