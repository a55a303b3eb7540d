/* Build: nodes, attributes, text; moving and renaming. */
#include <limits.h>
#include <string.h>

#include "xml/xml_internal.h"

/* ---- text that XML can hold ----------------------------------------------------------------------------
 */

/* Bytes as XML characters: the view itself, or a copy in `buf` with U+FFFD in it. */
static bool as_xml_text(struct ewc_str *text, struct ewc_buf *buf)
{
    ewc_buf_init(buf, 0);
    if (!ewc_xml_is_text(*text)) {
        ewc_xml_to_utf8(buf, *text, "utf-8");
        *text = ewc_buf_view(buf);
    }
    return !buf->failed && text->len <= INT_MAX;
}

/* ---- namespaces ----------------------------------------------------------------------------------------
 */

static bool declares_default(const xmlNode *element)
{
    for (const xmlNs *ns = element->nsDef; ns; ns = ns->next)
        if (!ns->prefix)
            return true;
    return false;
}

/* Under a default namespace, what has none must say so. Only the declaration is added: to libxml2 a
 * node without a namespace is one whose `ns` is NULL. */
static bool keep_out_of_default(xmlNode *element, const xmlNode *parent)
{
    if (element->type != XML_ELEMENT_NODE || declares_default(element) || !ewc_node_default_ns(parent))
        return true;
    return xmlNewNs(element, ewc_x(""), NULL) != NULL;
}

/* The declaration to use for `uri` at `node`: one in scope, else a new default namespace there. */
static bool set_ns(xmlNode *node, const xmlNode *parent, const char *uri)
{
    if (!uri || !uri[0])
        return keep_out_of_default(node, parent);
    if (parent->type == XML_ELEMENT_NODE) {
        if (parent->ns && xmlStrEqual(parent->ns->href, ewc_x(uri)))
            node->ns = parent->ns;
        else
            node->ns = xmlSearchNsByHref(node->doc, (xmlNode *)parent, ewc_x(uri));
    }
    if (!node->ns)
        node->ns = xmlNewNs(node, ewc_x(uri), NULL);
    return node->ns != NULL;
}

/* ---- nodes
 * ------------------------------------------------------------------------------------------------ */

struct ewc_node *ewc_node_add(struct ewc_node *parent, const char *ns, const char *local)
{
    xmlNode *node;

    if (!parent)
        return NULL;
    node = xmlNewDocNode(ewc_raw(parent)->doc, NULL, ewc_x(local), NULL);
    if (!node)
        return NULL;
    if (!set_ns(node, ewc_raw(parent), ns) || !xmlAddChild(ewc_raw(parent), node)) {
        xmlFreeNode(node);
        return NULL;
    }
    return ewc_cooked(node);
}

/* xmlSetProp() takes twice as long to find out that a new attribute is new, and has no prefix. */
static xmlAttr *set_attribute(xmlNode *node, const xmlChar *name, const xmlChar *value)
{
    for (const xmlAttr *a = node->properties; a; a = a->next)
        if (strcmp(ewc_c(a->name), ewc_c(name)) == 0)
            return xmlSetProp(node, name, value);
    return strchr(ewc_c(name), ':') ? xmlSetProp(node, name, value) : xmlNewProp(node, name, value);
}

bool ewc_node_set(struct ewc_node *node, const char *attribute, const char *value)
{
    struct ewc_str text = ewc_str(value);
    struct ewc_buf buf;
    bool done;

    if (!node)
        return false;
    done = as_xml_text(&text, &buf);
    if (done) /* text.ptr ends with a NUL: it is `value`, or the buffer's */
        done = set_attribute(ewc_raw(node), ewc_x(attribute), ewc_x(text.ptr ? text.ptr : "")) != NULL;
    ewc_buf_finish(&buf);
    return done;
}

bool ewc_node_add_text(struct ewc_node *node, struct ewc_str text)
{
    xmlNode *child = NULL;
    struct ewc_buf buf;
    bool done;

    if (!node)
        return false;
    if (text.len == 0)
        return true;
    done = as_xml_text(&text, &buf);
    if (done)
        child = xmlNewDocTextLen(ewc_raw(node)->doc, ewc_x(text.ptr), (int)text.len);
    done = child && xmlAddChild(ewc_raw(node), child); /* may merge it into the text before */
    ewc_buf_finish(&buf);
    return done;
}

struct add_ns {
    xmlNode *to;
    bool failed;
};

static void declare(const xmlNs *ns, void *ctx)
{
    struct add_ns *add = ctx;

    for (const xmlNs *there = add->to->nsDef; there; there = there->next)
        if (xmlStrEqual(there->prefix, ns->prefix))
            return;
    if (!xmlNewNs(add->to, ns->href, ns->prefix))
        add->failed = true;
}

struct ewc_node *ewc_node_copy(struct ewc_node *parent, const struct ewc_node *node)
{
    struct add_ns add = {0};
    xmlNode *copy;

    if (!parent || !node)
        return NULL;
    copy = xmlDocCopyNode(ewc_raw(node), ewc_raw(parent)->doc, 1);
    if (!copy)
        return NULL;
    if (copy->type == XML_ELEMENT_NODE) {
        /* libxml2 declared what names use; text may use more */
        add.to = copy;
        ewc_node_inherited_ns(ewc_raw(node), declare, &add);
        if (add.failed || !keep_out_of_default(copy, ewc_raw(parent))) {
            xmlFreeNode(copy);
            return NULL;
        }
    }
    return ewc_cooked(xmlAddChild(ewc_raw(parent), copy));
}

void ewc_node_remove(struct ewc_node *node)
{
    if (!node)
        return;
    xmlUnlinkNode(ewc_raw(node));
    xmlFreeNode(ewc_raw(node));
}

/* ---- wrapping
 * ---------------------------------------------------------------------------------------------- */

/* Entity references point into the declaration, so it stays until the document goes. */
static void drop_doctype(struct ewc_xml *doc)
{
    xmlDtd *dtd = doc->doc->intSubset;

    if (!dtd || doc->dropped_dtd)
        return;
    xmlUnlinkNode((xmlNode *)dtd);
    doc->doc->intSubset = NULL;
    doc->dropped_dtd = dtd;
}

/* Takes all that the document holds out of it; the nodes stay linked to each other. */
static xmlNode *detach_all(struct ewc_xml *doc)
{
    xmlNode *first = doc->doc->children;

    for (xmlNode *node = first; node; node = node->next)
        node->parent = NULL;
    doc->doc->children = NULL;
    doc->doc->last = NULL;
    return first;
}

struct ewc_node *ewc_xml_wrap(struct ewc_xml *doc, const char *ns, const char *root_name,
                              struct ewc_node **out_old)
{
    xmlNode *root = doc->detached ? NULL : xmlNewDocNode(doc->doc, NULL, ewc_x(root_name), NULL);

    if (!root)
        return NULL;
    if (!set_ns(root, (xmlNode *)doc->doc, ns)) {
        xmlFreeNode(root);
        return NULL;
    }
    drop_doctype(doc);
    doc->detached = detach_all(doc);
    (void)xmlDocSetRootElement(doc->doc, root);
    *out_old = ewc_cooked(doc->detached);
    return ewc_cooked(root);
}

void ewc_node_place(struct ewc_node *parent, struct ewc_node *child)
{
    xmlNode *to = ewc_raw(parent), *first = ewc_raw(child), *last = first;
    struct ewc_xml *doc;

    if (!parent || !child)
        return;
    for (xmlNode *node = first; node; node = node->next) {
        node->parent = to;
        last = node;
        (void)keep_out_of_default(node, to); /* ewc_node_write() does not depend on it */
    }
    first->prev = to->last;
    if (to->last)
        to->last->next = first;
    else
        to->children = first;
    to->last = last;
    doc = to->doc->_private;
    if (doc && doc->detached == first)
        doc->detached = NULL;
}

/* ---- renaming
 * ------------------------------------------------------------------------------------------------ */

/* Gives `ns` the name that begins with `to`; false when memory ran out. */
static bool rename_one(xmlNs *ns, size_t from_len, const char *to)
{
    xmlChar *renamed = xmlStrdup(ewc_x(to));

    renamed = renamed ? xmlStrcat(renamed, ns->href + from_len) : NULL;
    if (!renamed)
        return false;
    xmlFree((xmlChar *)ns->href);
    ns->href = renamed;
    return true;
}

unsigned ewc_xml_rename_ns(struct ewc_xml *doc, const char *from, const char *to)
{
    size_t from_len = strlen(from);
    xmlNode *root = xmlDocGetRootElement(doc->doc);
    unsigned changed = 0;

    for (xmlNode *node = root; node; node = ewc_node_walk(root, node)) {
        if (node->type != XML_ELEMENT_NODE)
            continue;
        for (xmlNs *ns = node->nsDef; ns; ns = ns->next)
            if (ns->href && strncmp(ewc_c(ns->href), from, from_len) == 0 && rename_one(ns, from_len, to))
                changed++;
    }
    return changed;
}
