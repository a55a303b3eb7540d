/* Write: trees and text as UTF-8 XML. Written here rather than by libxml2, so that a subtree declares
 * what it needs, an element without a namespace never falls into a default one, and the bytes are the
 * same under every version. */
#include <string.h>

#include "base/word.h"
#include "xml/xml_internal.h"

/* ---- text ------------------------------------------------------------------------------------------ */

enum escape_for { FOR_TEXT = 1, FOR_ATTRIBUTE = 2, FOR_LINE = 8 };

/* What stands for an ASCII character that kind_of knows. */
static const char *entity_of(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '\r':
        return "&#13;"; /* a parser would make it a line feed */
    default:
        break;
    }
    switch (c) {
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    case '\t':
        return "&#9;"; /* a parser would make white space in attributes spaces */
    default:
        return "&#10;"; /* a line feed */
    }
}

/* Bytes that need a look: 0 plain, else bits of escape_for; 4 for controls and what is not ASCII. */
#define FOURS_8 4, 4, 4, 4, 4, 4, 4, 4
#define FOURS_64 FOURS_8, FOURS_8, FOURS_8, FOURS_8, FOURS_8, FOURS_8, FOURS_8, FOURS_8
static const unsigned char kind_of[256] = {
    FOURS_8,   4,          2,          10,         4, 4, 11, 4, 4, /* tab, line feed; carriage return */
    FOURS_8,   FOURS_8,    ['"'] = 2,  ['&'] = 11,
    ['\''] = 2, ['<'] = 11, ['>'] = 11, [128] = FOURS_64, FOURS_64,
};

/* Neither controls nor what is not ASCII, nor one of & < > (and quotes, for attributes). */
static bool is_plain_word(uint64_t w, enum escape_for where)
{
    const uint64_t even = ~ewc_word_of(1), angle = ~ewc_word_of('<' ^ '>');
    uint64_t odd = ewc_word_odd(w) | ewc_word_has(w & angle, '<');

    if (where == FOR_ATTRIBUTE) /* & and ' differ in the last bit only */
        odd |= ewc_word_has(w & even, '&') | ewc_word_has(w, '"');
    else
        odd |= ewc_word_has(w, '&');
    return !(odd & EWC_WORD_BITS);
}

/* How many bytes from `i` on are to be written as they are; what stops them, of kind_of[], into *out_kind. */
static size_t plain_end(const unsigned char *p, size_t i, size_t len, enum escape_for where, unsigned *out_kind)
{
    *out_kind = 0;
    while (len - i >= 8 && is_plain_word(ewc_word_at(p + i), where))
        i += 8;
    while (i < len && (*out_kind = kind_of[p[i]] & ((unsigned)where | 4u)) == 0)
        i++;
    return i;
}

static void escape(struct ewc_buf *out, struct ewc_str text, enum escape_for where)
{
    const unsigned char *p = (const unsigned char *)text.ptr;
    size_t start = 0, i = 0;

    for (;;) {
        unsigned kind;
        uint32_t c;
        size_t n = 1;

        i = plain_end(p, i, text.len, where, &kind);
        if (i >= text.len)
            break;
        if (kind == 4) {
            n = ewc_utf8_decode(p + i, text.len - i, &c);
            if (n > 0 && ewc_xml_is_char(c)) {
                i += n;
                continue;
            }
        }
        ewc_buf_add(out, text.ptr + start, i - start);
        ewc_buf_text(out, kind == 4 ? "\xEF\xBF\xBD" : entity_of(text.ptr[i]));
        i += n ? n : 1;
        start = i;
    }
    ewc_buf_add(out, text.ptr + start, text.len - start);
}

void ewc_xml_escape(struct ewc_buf *out, struct ewc_str text)
{
    escape(out, text, FOR_ATTRIBUTE);
}

void ewc_xml_escape_line(struct ewc_buf *out, struct ewc_str text)
{
    escape(out, text, FOR_LINE);
}

/* ---- trees ------------------------------------------------------------------------------------------- */

static const xmlChar *declared_default(const xmlNode *element)
{
    for (const xmlNs *ns = element->nsDef; ns; ns = ns->next)
        if (!ns->prefix)
            return ns->href ? ns->href : ewc_x("");
    return NULL;
}

static bool is_unprefixed(const xmlNode *element)
{
    return !element->ns || !element->ns->prefix;
}

static const xmlChar *own_ns(const xmlNode *element)
{
    return element->ns && element->ns->href ? element->ns->href : ewc_x("");
}

/* The default namespace as written so far, inside of `parent`. An element without a prefix always
 * leaves its own namespace behind, see write_ns(). */
static const xmlChar *written_default(const xmlNode *parent, const xmlNode *above_top)
{
    for (; parent && parent != above_top && parent->type == XML_ELEMENT_NODE; parent = parent->parent) {
        const xmlChar *declared;

        if (is_unprefixed(parent))
            return own_ns(parent);
        declared = declared_default(parent);
        if (declared)
            return declared;
    }
    return ewc_x("");
}

static void write_name(struct ewc_buf *out, const xmlNs *ns, const xmlChar *local)
{
    if (ns && ns->prefix) {
        ewc_buf_text(out, ewc_c(ns->prefix));
        ewc_buf_byte(out, ':');
    }
    ewc_buf_text(out, ewc_c(local));
}

static void write_declaration(struct ewc_buf *out, const xmlChar *prefix, const xmlChar *href)
{
    ewc_buf_text(out, prefix ? " xmlns:" : " xmlns");
    if (prefix)
        ewc_buf_text(out, ewc_c(prefix));
    ewc_buf_text(out, "=\"");
    ewc_xml_escape(out, ewc_str(ewc_c(href)));
    ewc_buf_byte(out, '"');
}

static void write_inherited(const xmlNs *ns, void *ctx)
{
    write_declaration(ctx, ns->prefix, ns->href);
}

static void write_ns(struct ewc_buf *out, const xmlNode *element, const xmlNode *top)
{
    bool unprefixed = is_unprefixed(element);

    if (element == top)
        ewc_node_inherited_ns(element, write_inherited, out);
    if (unprefixed && !xmlStrEqual(own_ns(element), written_default(element->parent, top->parent)))
        write_declaration(out, NULL, own_ns(element));
    for (const xmlNs *ns = element->nsDef; ns; ns = ns->next)
        if (ns->prefix || !unprefixed)
            write_declaration(out, ns->prefix, ns->href ? ns->href : ewc_x(""));
}

static void write_attribute(struct ewc_buf *out, const xmlAttr *attr)
{
    ewc_buf_byte(out, ' ');
    write_name(out, attr->ns, attr->name);
    ewc_buf_text(out, "=\"");
    for (const xmlNode *part = attr->children; part; part = part->next) {
        if (part->type == XML_ENTITY_REF_NODE) {
            ewc_buf_byte(out, '&');
            ewc_buf_text(out, ewc_c(part->name));
            ewc_buf_byte(out, ';');
        } else {
            ewc_xml_escape(out, ewc_str(ewc_c(part->content)));
        }
    }
    ewc_buf_byte(out, '"');
}

static void write_start(struct ewc_buf *out, const xmlNode *element, const xmlNode *top)
{
    ewc_buf_byte(out, '<');
    write_name(out, element->ns, element->name);
    write_ns(out, element, top);
    for (const xmlAttr *attr = element->properties; attr; attr = attr->next)
        write_attribute(out, attr);
    ewc_buf_text(out, element->children ? ">" : "/>");
}

static void write_end(struct ewc_buf *out, const xmlNode *element)
{
    ewc_buf_text(out, "</");
    write_name(out, element->ns, element->name);
    ewc_buf_byte(out, '>');
}

/* No section can hold its own end: that is split over two. */
static void write_cdata(struct ewc_buf *out, struct ewc_str text)
{
    size_t from = 0, end;

    ewc_buf_text(out, "<![CDATA[");
    while ((end = ewc_str_find(text, "]]>", from)) != SIZE_MAX) {
        ewc_buf_add(out, text.ptr + from, end + 2 - from);
        ewc_buf_text(out, "]]><![CDATA[");
        from = end + 2;
    }
    ewc_buf_add(out, text.ptr + from, text.len - from);
    ewc_buf_text(out, "]]>");
}

static void write_doctype(struct ewc_buf *out, const xmlNode *dtd)
{
    xmlBuffer *text = xmlBufferCreate();

    if (!text || xmlNodeDump(text, dtd->doc, (xmlNode *)dtd, 0, 0) < 0)
        out->failed = true;
    else
        ewc_buf_text(out, ewc_c(xmlBufferContent(text)));
    xmlBufferFree(text);
}

static void write_leaf(struct ewc_buf *out, const xmlNode *node)
{
    struct ewc_str content = ewc_str(
        node->type == XML_DTD_NODE || node->type == XML_ENTITY_REF_NODE ? NULL : ewc_c(node->content));

    switch (node->type) {
    case XML_TEXT_NODE:
        escape(out, content, FOR_TEXT);
        break;
    case XML_CDATA_SECTION_NODE:
        write_cdata(out, content);
        break;
    case XML_COMMENT_NODE:
        ewc_buf_text(out, "<!--");
        ewc_buf_str(out, content);
        ewc_buf_text(out, "-->");
        break;
    case XML_PI_NODE:
        ewc_buf_text(out, "<?");
        ewc_buf_text(out, ewc_c(node->name));
        ewc_buf_text(out, content.len ? " " : "");
        ewc_buf_str(out, content);
        ewc_buf_text(out, "?>");
        break;
    case XML_ENTITY_REF_NODE:
        ewc_buf_byte(out, '&');
        ewc_buf_text(out, ewc_c(node->name));
        ewc_buf_byte(out, ';');
        break;
    case XML_DTD_NODE:
        write_doctype(out, node);
        break;
    default:
        break;
    }
}

void ewc_node_write(const struct ewc_node *node, struct ewc_buf *out)
{
    const xmlNode *top = ewc_raw(node), *cur = top;

    while (cur && !out->failed) {
        if (cur->type == XML_ELEMENT_NODE) {
            write_start(out, cur, top);
            if (cur->children) {
                cur = cur->children;
                continue;
            }
        } else {
            write_leaf(out, cur);
        }
        while (cur != top && !cur->next) {
            cur = cur->parent;
            write_end(out, cur);
        }
        if (cur == top)
            return;
        cur = cur->next;
    }
}

void ewc_xml_write(const struct ewc_xml *doc, bool declaration, struct ewc_buf *out)
{
    if (declaration)
        ewc_buf_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    for (const xmlNode *node = doc->doc->children; node; node = node->next) {
        ewc_node_write(ewc_cooked(node), out);
        ewc_buf_byte(out, '\n');
    }
}
