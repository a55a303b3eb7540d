/* Documents as such, and walking them. */
#include "xml/xml.h"

#include <libxml/xmlschemastypes.h>
#include <stdlib.h>
#include <string.h>

#include "xml/xml_internal.h"

/* ---- life -------------------------------------------------------------------------------------------- */

static _Thread_local bool files_allowed;
static xmlExternalEntityLoader library_loader;

/* Everything that libxml2 would open by itself comes through here: entities, DTDs, parts of a schema. */
static xmlParserInputPtr refuse_or_load(const char *url, const char *id, xmlParserCtxtPtr ctxt)
{
    if (!files_allowed || !url || (strstr(url, "://") && strncmp(url, "file:///", 8) != 0))
        return NULL;
    return library_loader(url, id, ctxt);
}

void ewc_xml_allow_files(bool allowed)
{
    files_allowed = allowed;
}

void ewc_xml_global_init(void)
{
    (void)ewc_xml_own_memory(); /* fails only for other than these functions */
    xmlInitParser();
    (void)xmlSchemaInitTypes(); /* else the first thread that validates would do it, unguarded */
    if (xmlGetExternalEntityLoader() != refuse_or_load) {
        library_loader = xmlGetExternalEntityLoader();
        xmlSetExternalEntityLoader(refuse_or_load);
    }
}

void ewc_xml_global_cleanup(void)
{
    xmlSetExternalEntityLoader(library_loader);
    xmlCleanupParser();
}

struct ewc_xml *ewc_xml_adopt(xmlDoc *doc, const char *name)
{
    struct ewc_xml *wrapper = doc ? calloc(1, sizeof(*wrapper)) : NULL;
    size_t size = strlen(name) + 1;

    if (!wrapper) {
        xmlFreeDoc(doc);
        return NULL;
    }
    wrapper->doc = doc;
    doc->_private = wrapper;
    wrapper->has_doctype = doc->intSubset != NULL;
    wrapper->name = malloc(size);
    if (!wrapper->name) {
        ewc_xml_free(wrapper);
        return NULL;
    }
    memcpy(wrapper->name, name, size);
    return wrapper;
}

xmlDoc *ewc_xml_release(struct ewc_xml *doc)
{
    xmlDoc *raw = doc->doc;

    raw->_private = NULL;
    doc->doc = NULL;
    ewc_xml_free(doc);
    return raw;
}

struct ewc_xml *ewc_xml_new(const char *ns, const char *root_name)
{
    struct ewc_xml *doc;
    struct ewc_node *old = NULL;

    ewc_xml_ready_thread();
    doc = ewc_xml_adopt(xmlNewDoc(ewc_x("1.0")), "");
    if (doc && !ewc_xml_wrap(doc, ns, root_name, &old)) {
        ewc_xml_free(doc);
        return NULL;
    }
    return doc;
}

void ewc_xml_free(struct ewc_xml *doc)
{
    if (!doc)
        return;
    if (doc->detached) /* before the document: its dictionary holds their names */
        xmlFreeNodeList(doc->detached);
    if (doc->dropped_dtd)
        xmlFreeDtd(doc->dropped_dtd);
    if (doc->doc)
        xmlFreeDoc(doc->doc);
    free(doc->declared_encoding);
    free(doc->name);
    free(doc);
}

/* ---- walk ----------------------------------------------------------------------------------------------
 */

struct ewc_node *ewc_xml_root(const struct ewc_xml *doc)
{
    return ewc_cooked(xmlDocGetRootElement(doc->doc));
}

const char *ewc_xml_name(const struct ewc_xml *doc)
{
    return doc->name;
}

const char *ewc_xml_declared_encoding(const struct ewc_xml *doc)
{
    return doc->declared_encoding;
}

bool ewc_xml_has_doctype(const struct ewc_xml *doc)
{
    return doc->has_doctype;
}

static struct ewc_node *this_or_next_element(const xmlNode *node)
{
    while (node && node->type != XML_ELEMENT_NODE)
        node = node->next;
    return ewc_cooked(node);
}

struct ewc_node *ewc_node_first(const struct ewc_node *node)
{
    return this_or_next_element((const xmlNode *)ewc_node_first_any(node));
}

struct ewc_node *ewc_node_next(const struct ewc_node *node)
{
    return this_or_next_element(ewc_raw(node)->next);
}

struct ewc_node *ewc_node_first_any(const struct ewc_node *node)
{
    /* An entity reference's "child" is the declaration of the entity. */
    return ewc_raw(node)->type == XML_ELEMENT_NODE ? ewc_cooked(ewc_raw(node)->children) : NULL;
}

struct ewc_node *ewc_node_next_any(const struct ewc_node *node)
{
    return ewc_cooked(ewc_raw(node)->next);
}

struct ewc_node *ewc_node_parent(const struct ewc_node *node)
{
    const xmlNode *parent = ewc_raw(node)->parent;

    return parent && parent->type == XML_ELEMENT_NODE ? ewc_cooked(parent) : NULL;
}

bool ewc_node_is_element(const struct ewc_node *node)
{
    return ewc_raw(node)->type == XML_ELEMENT_NODE;
}

bool ewc_node_is_text(const struct ewc_node *node)
{
    return ewc_raw(node)->type == XML_TEXT_NODE || ewc_raw(node)->type == XML_CDATA_SECTION_NODE;
}

const char *ewc_node_local(const struct ewc_node *node)
{
    const xmlChar *name = ewc_raw(node)->name;

    return name ? ewc_c(name) : "";
}

const char *ewc_node_ns(const struct ewc_node *node)
{
    const xmlNode *raw = ewc_raw(node);

    return raw->type == XML_ELEMENT_NODE && raw->ns && raw->ns->href ? ewc_c(raw->ns->href) : "";
}

bool ewc_node_is(const struct ewc_node *node, const char *ns, const char *local)
{
    return ewc_raw(node)->type == XML_ELEMENT_NODE && strcmp(ewc_node_local(node), local) == 0 &&
           strcmp(ewc_node_ns(node), ns ? ns : "") == 0;
}

struct ewc_node *ewc_node_child(const struct ewc_node *node, const char *ns, const char *local)
{
    struct ewc_node *child = ewc_node_first(node);

    while (child && !ewc_node_is(child, ns, local))
        child = ewc_node_next(child);
    return child;
}

static const char *attr_value(const xmlAttr *attr)
{
    const xmlNode *part = attr->children;

    return part && part->type == XML_TEXT_NODE && part->content ? ewc_c(part->content) : "";
}

static const char *attr_ns(const xmlAttr *attr)
{
    return attr->ns && attr->ns->href ? ewc_c(attr->ns->href) : "";
}

const char *ewc_node_attr_ns(const struct ewc_node *node, const char *ns, const char *local)
{
    if (ewc_raw(node)->type != XML_ELEMENT_NODE)
        return NULL;
    for (const xmlAttr *attr = ewc_raw(node)->properties; attr; attr = attr->next)
        if (strcmp(ewc_c(attr->name), local) == 0 && strcmp(attr_ns(attr), ns) == 0)
            return attr_value(attr);
    return NULL;
}

const char *ewc_node_attr(const struct ewc_node *node, const char *local)
{
    return ewc_node_attr_ns(node, "", local);
}

void ewc_node_each_attr(const struct ewc_node *node,
                        bool (*visit)(const char *ns, const char *local, const char *value, void *ctx),
                        void *ctx)
{
    if (ewc_raw(node)->type != XML_ELEMENT_NODE)
        return;
    for (const xmlAttr *attr = ewc_raw(node)->properties; attr; attr = attr->next)
        if (!visit(attr_ns(attr), ewc_c(attr->name), attr_value(attr), ctx))
            return;
}

static bool has_text(const xmlNode *node)
{
    return (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) && node->content;
}

char *ewc_node_text(const struct ewc_node *node, struct ewc_arena *arena)
{
    xmlNode *top = ewc_raw(node);
    size_t len = 0;
    char *text, *end;

    if (top->type == XML_COMMENT_NODE || top->type == XML_PI_NODE)
        return ewc_arena_strdup(arena, top->content ? ewc_c(top->content) : "");
    for (xmlNode *cur = top; cur; cur = ewc_node_walk(top, cur))
        if (has_text(cur))
            len += strlen(ewc_c(cur->content));
    text = end = ewc_arena_alloc(arena, len + 1);
    if (!text)
        return NULL;
    for (xmlNode *cur = top; cur; cur = ewc_node_walk(top, cur))
        if (has_text(cur)) {
            size_t part = strlen(ewc_c(cur->content));

            memcpy(end, cur->content, part);
            end += part;
        }
    return text; /* the arena's zero ends it */
}

struct ewc_loc ewc_node_loc(const struct ewc_node *node)
{
    const xmlNode *raw = ewc_raw(node);
    const struct ewc_xml *doc = raw->doc ? raw->doc->_private : NULL;
    long line = xmlGetLineNo(raw);

    return (struct ewc_loc){.file = doc ? doc->name : NULL, .line = line > 0 ? (unsigned)line : 0};
}

const char *ewc_xml_library(void)
{
    return "libxml2 " LIBXML_DOTTED_VERSION;
}
