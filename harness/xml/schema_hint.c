/* What libxml2 says of an invalid document, for those who have to mend it. It gives its messages as text only, so their
 * text is read: where another version words them otherwise, the hint is missing and the message stays. */
#include <stdio.h>
#include <string.h>

#include "xml/schema_internal.h"

static void list(struct ewc_listed *l, const char *text, size_t len)
{
    if (l->count == MOST_LISTED || len == 0 || len >= LISTED_BYTES)
        return;
    memcpy(l->items[l->count], text, len);
    l->items[l->count][len] = '\0';
    l->ends[l->count] = l->items[l->count];
    l->ends[++l->count] = NULL;
}

/* What stands from behind `start` to `end`, divided by `between`. */
static void list_from(struct ewc_listed *l, const char *message, const char *start, const char *end, const char *between)
{
    const char *p = strstr(message, start);
    const char *stop = p ? strstr(p + strlen(start), end) : NULL;

    l->count = 0;
    l->ends[0] = NULL;
    for (p = p ? p + strlen(start) : NULL; stop && p < stop;) {
        const char *comma = strstr(p, between);
        const char *to = comma && comma < stop ? comma : stop;

        list(l, p, (size_t)(to - p));
        p = to == stop ? stop : to + strlen(between);
    }
}

void ewc_schema_expected(const char *message, struct ewc_listed *out)
{
    unsigned i;

    list_from(out, message, "Expected is ( ", " )", ", ");
    if (!out->count)
        list_from(out, message, "Expected is one of ( ", " )", ", ");
    for (i = 0; i < out->count; i++) /* "{namespace}name" */
        out->ends[i] += strchr(out->items[i], '}') ? strcspn(out->items[i], "}") + 1 : 0;
}

/* ---- the schema's own text ------------------------------------------------------------------------------------------ */

static bool is_xs(const xmlNode *n, const char *local)
{
    return n->type == XML_ELEMENT_NODE && n->ns && xmlStrEqual(n->ns->href, ewc_x("http://www.w3.org/2001/XMLSchema")) &&
           xmlStrEqual(n->name, ewc_x(local));
}

/* The value of an attribute without entities, which is how schemas are written; NULL: it has none. */
static const xmlChar *value_of(const xmlNode *n, const char *name)
{
    const xmlAttr *a = xmlHasProp(n, ewc_x(name));

    return a && a->children ? a->children->content : NULL;
}

void ewc_schema_shorten(const xmlDoc *schema, char *message)
{
    const xmlChar *ns = value_of(xmlDocGetRootElement(schema), "targetNamespace");
    char prefix[256];
    int len = snprintf(prefix, sizeof(prefix), "{%s}", ns ? ewc_c(ns) : "");
    const char *from = message;
    char *to = message;

    /* an element of another namespace: there the namespaces are what counts */
    if (len >= (int)sizeof(prefix) || strncmp(message, "Element '", 9) != 0 ||
        strncmp(message + 9, prefix, (size_t)len) != 0)
        return;
    while (*from) {
        if (strncmp(from, prefix, (size_t)len) == 0)
            from += len;
        else
            *to++ = *from++;
    }
    *to = '\0';
}

/* The first element xs:LOCAL below the root, or only among its children, that has that name. */
static const xmlNode *find_declared(const xmlDoc *schema, const char *local, const xmlChar *name, bool anywhere)
{
    const xmlNode *root = xmlDocGetRootElement(schema);
    const xmlNode *n;

    for (n = root->children; n; n = anywhere ? ewc_node_walk(root, (xmlNode *)n) : n->next)
        if (is_xs(n, local) && xmlStrEqual(value_of(n, "name"), name))
            return n;
    return NULL;
}

const char *ewc_schema_nearest(const xmlDoc *schema, const xmlChar *name, const struct ewc_listed *expected)
{
    const xmlNode *root = xmlDocGetRootElement(schema);
    const char *names[MOST_LISTED + 1];
    unsigned count = 0;
    const xmlNode *n;

    if (expected->count)
        return ewc_nearest(ewc_c(name), expected->ends);
    for (n = root; n && count < MOST_LISTED; n = ewc_node_walk(root, (xmlNode *)n))
        if (is_xs(n, "element") && value_of(n, "name") && !xmlStrEqual(value_of(n, "name"), name))
            names[count++] = ewc_c(value_of(n, "name"));
    names[count] = NULL;
    return ewc_nearest(ewc_c(name), names);
}

bool ewc_schema_has_element(const xmlDoc *schema, const xmlChar *name)
{
    return find_declared(schema, "element", name, true) != NULL;
}

/* The attributes that are declared below a node, but not those of elements in it. */
static void list_attributes(const xmlDoc *schema, const xmlNode *parent, unsigned depth, struct ewc_listed *out)
{
    const xmlNode *n;

    for (n = parent && depth < 16 ? parent->children : NULL; n; n = n->next) {
        const xmlChar *name = value_of(n, "name");

        if (is_xs(n, "attribute") && name)
            list(out, ewc_c(name), (size_t)xmlStrlen(name));
        else if (is_xs(n, "attributeGroup"))
            list_attributes(schema, find_declared(schema, "attributeGroup", value_of(n, "ref"), false), depth + 1, out);
        else if (!is_xs(n, "element"))
            list_attributes(schema, n, depth + 1, out);
    }
}

static void attributes_of(const xmlDoc *schema, const xmlChar *element, struct ewc_listed *out)
{
    const xmlNode *declared = find_declared(schema, "element", element, true);
    const xmlChar *type = declared ? value_of(declared, "type") : NULL;

    out->count = 0;
    out->ends[0] = NULL;
    list_attributes(schema, type ? find_declared(schema, "complexType", type, false) : declared, 0, out);
}

/* ---- hints ------------------------------------------------------------------------------------------------------------ */

static void hint(struct ewc_err *err, const char *nearest, const struct ewc_listed *listed)
{
    char text[400] = "";
    size_t used = 0;
    unsigned i;

    for (i = 0; listed && i < listed->count && used < sizeof(text); i++)
        used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%s", i ? ", " : "it may have: ", listed->items[i]);
    if (nearest || *text)
        ewc_err_hint(err, "%s%s%s%s%s", nearest ? "did you mean \"" : "", nearest ? nearest : "", nearest ? "\"?" : "",
                     nearest && *text ? " " : "", text);
}

/* What stands between `before` and the next quote. */
static bool quoted_after(const char *message, const char *before, char out[static LISTED_BYTES])
{
    const char *p = strstr(message, before);
    size_t len = p ? strcspn(p + strlen(before), "'") : 0;

    if (len == 0 || len >= LISTED_BYTES)
        return false;
    memcpy(out, p + strlen(before), len);
    out[len] = '\0';
    return true;
}

void ewc_schema_hint(const xmlDoc *schema, const char *message, struct ewc_err *err)
{
    char element[LISTED_BYTES], found[LISTED_BYTES];
    struct ewc_listed right;

    if (!quoted_after(message, "Element '", element))
        return;
    if (strstr(message, "This element is not expected")) {
        ewc_schema_expected(message, &right);
        hint(err, ewc_schema_nearest(schema, ewc_x(element), &right), NULL);
    } else if (quoted_after(message, ": The attribute '", found) && strstr(message, "' is not allowed")) {
        attributes_of(schema, ewc_x(element), &right);
        hint(err, ewc_nearest(found, right.ends), &right);
    } else if (quoted_after(message, "The value '", found) && strstr(message, "not an element of the set {'")) {
        list_from(&right, message, "set {'", "'}", "', '");
        hint(err, ewc_nearest(found, right.ends), NULL);
    }
}
