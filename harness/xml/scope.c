/* Namespaces in scope: what a prefix means at a node, and what a subtree needs from above it. */
#include <string.h>

#include "xml/xml_internal.h"

enum { MAX_CANDIDATES = 128 }; /* past it, declarations count as used: one too many does no harm */

xmlNode *ewc_node_walk(const xmlNode *top, xmlNode *cur)
{
    if (cur->type == XML_ELEMENT_NODE && cur->children)
        return cur->children;
    while (cur != top && !cur->next)
        cur = cur->parent;
    return cur == top ? NULL : cur->next;
}

static const xmlNs *declared_here(const xmlNode *element, const xmlChar *prefix)
{
    for (const xmlNs *ns = element->nsDef; ns; ns = ns->next)
        if (xmlStrEqual(ns->prefix, prefix))
            return ns;
    return NULL;
}

/* The nearest declaration of a prefix (NULL: the default) from `node` up to `end`, excluded. */
static const xmlNs *nearest(const xmlNode *node, const xmlNode *end, const xmlChar *prefix)
{
    for (; node && node != end; node = node->parent)
        if (node->type == XML_ELEMENT_NODE) {
            const xmlNs *ns = declared_here(node, prefix);

            if (ns)
                return ns;
        }
    return NULL;
}

const xmlChar *ewc_node_default_ns(const xmlNode *node)
{
    const xmlNs *ns = nearest(node, NULL, NULL);

    return ns && ns->href && ns->href[0] ? ns->href : NULL;
}

const char *ewc_node_lookup_ns(const struct ewc_node *node, const char *prefix)
{
    const xmlNs *ns;

    if (strcmp(prefix, "xml") == 0)
        return EWC_NS_XMLNS;
    ns = nearest(ewc_raw(node), NULL, prefix[0] ? ewc_x(prefix) : NULL);
    return ns && ns->href && ns->href[0] ? ewc_c(ns->href) : NULL;
}

/* Calls for each prefix in scope at `node`, nearest declaration only. */
static void each_prefix(const xmlNode *node, bool (*visit)(const xmlNs *ns, void *ctx), void *ctx)
{
    for (const xmlNode *at = node; at; at = at->parent) {
        if (at->type != XML_ELEMENT_NODE)
            continue;
        for (const xmlNs *ns = at->nsDef; ns; ns = ns->next)
            if (ns->prefix && ns->href && !nearest(node, at, ns->prefix) && !visit(ns, ctx))
                return;
    }
}

struct scope_list {
    struct ewc_xml_ns *items; /* NULL: only count */
    size_t count;
    struct ewc_arena *arena;
    bool full;
};

static bool add_to_scope(const xmlNs *ns, void *ctx)
{
    struct scope_list *list = ctx;

    if (list->items) {
        struct ewc_xml_ns *item = &list->items[list->count];

        item->prefix = ewc_arena_strdup(list->arena, ewc_c(ns->prefix));
        item->uri = ewc_arena_strdup(list->arena, ewc_c(ns->href));
        list->full = !item->prefix || !item->uri;
    }
    list->count++;
    return !list->full;
}

const struct ewc_xml_ns *ewc_node_scope(const struct ewc_node *node, struct ewc_arena *arena)
{
    struct scope_list list = {.arena = arena};

    each_prefix(ewc_raw(node), add_to_scope, &list);
    list.items = ewc_arena_alloc(arena, (list.count + 1) * sizeof(*list.items));
    if (!list.items)
        return NULL;
    list.count = 0;
    each_prefix(ewc_raw(node), add_to_scope, &list);
    return list.full ? NULL : list.items;
}

/* ---- what a subtree uses from above ----------------------------------------------------------------- */

struct candidates {
    const xmlNode *top;
    const xmlNs *ns[MAX_CANDIDATES];
    bool used[MAX_CANDIDATES];
    size_t count;
    void (*use)(const xmlNs *ns, void *ctx);
    void *ctx;
};

static bool add_candidate(const xmlNs *ns, void *ctx)
{
    struct candidates *c = ctx;

    if (declared_here(c->top, ns->prefix))
        return true;
    if (c->count < MAX_CANDIDATES)
        c->ns[c->count++] = ns;
    else
        c->use(ns, c->ctx);
    return true;
}

static void mark(struct candidates *c, const xmlChar *prefix, size_t len)
{
    for (size_t i = 0; i < c->count; i++)
        if (strncmp(ewc_c(c->ns[i]->prefix), ewc_c(prefix), len) == 0 && c->ns[i]->prefix[len] == '\0')
            c->used[i] = true;
}

/* Text may be a qualified name, as in <faultcode>t:ErrorX</faultcode> or xsi:type="t:X". */
static void mark_text(struct candidates *c, const xmlChar *text)
{
    size_t len;

    if (!text)
        return;
    text += strspn(ewc_c(text), " \t\r\n");
    len = strcspn(ewc_c(text), ": \t\r\n/<&\"'=()[]");
    if (len > 0 && text[len] == ':' && text[len + 1] != '/')
        mark(c, text, len);
}

static void mark_node(struct candidates *c, const xmlNode *node)
{
    if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE)
        mark_text(c, node->content);
    if (node->type != XML_ELEMENT_NODE)
        return;
    if (node->ns && node->ns->prefix)
        mark(c, node->ns->prefix, (size_t)xmlStrlen(node->ns->prefix));
    for (const xmlAttr *attr = node->properties; attr; attr = attr->next) {
        if (attr->ns && attr->ns->prefix)
            mark(c, attr->ns->prefix, (size_t)xmlStrlen(attr->ns->prefix));
        if (attr->children && attr->children->type == XML_TEXT_NODE)
            mark_text(c, attr->children->content);
    }
}

void ewc_node_inherited_ns(const xmlNode *node, void (*use)(const xmlNs *ns, void *ctx), void *ctx)
{
    struct candidates c = {.top = node, .use = use, .ctx = ctx};

    if (!node->parent || node->parent->type != XML_ELEMENT_NODE)
        return;
    each_prefix(node->parent, add_candidate, &c);
    for (xmlNode *cur = (xmlNode *)node; cur && c.count > 0; cur = ewc_node_walk(node, cur))
        mark_node(&c, cur);
    for (size_t i = 0; i < c.count; i++)
        if (c.used[i])
            use(c.ns[i], ctx);
}
