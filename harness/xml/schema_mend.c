/* Puts an invalid document so that validation can go on behind what it stopped at. */
#include <string.h>

#include "xml/schema_internal.h"

static bool is_among(const xmlNode *node, const xmlNode *const *nodes, unsigned count)
{
    unsigned i;

    for (i = 0; i < count; i++)
        if (nodes[i] == node)
            return true;
    return false;
}

bool ewc_mender_wants(struct ewc_mender *m, xmlNode *node, const char *message)
{
    if (node && is_among(node, m->ours, m->our_count))
        return false;
    if (!node || node->type != XML_ELEMENT_NODE || !strstr(message, "This element is not expected"))
        return true;
    if (!m->unexpected) {
        m->unexpected = node;
        ewc_schema_expected(message, &m->expected);
    }
    return !is_among(node, m->told, m->told_count);
}

static bool is_expected(const struct ewc_mender *m, const xmlNode *node)
{
    unsigned i;

    for (i = 0; i < m->expected.count; i++)
        if (node->type == XML_ELEMENT_NODE && xmlStrEqual(node->name, ewc_x(m->expected.ends[i])))
            return true;
    return false;
}

/* The next sibling that could stand in its place. */
static xmlNode *one_further_down(const struct ewc_mender *m, const xmlNode *node)
{
    xmlNode *n = node->next;

    while (n && !is_expected(m, n))
        n = n->next;
    return n;
}

/* Puts an element of the first expected name before it. */
static bool put_missing(struct ewc_mender *m, xmlNode *node)
{
    xmlNode *added = m->our_count < MOST_MENDS ? xmlNewDocNode(node->doc, node->parent->ns, ewc_x(m->expected.ends[0]), NULL)
                                               : NULL;

    if (!added)
        return false;
    m->ours[m->our_count++] = added;
    xmlAddPrevSibling(node, added);
    return true;
}

/* If the name is a right one, what its parent lacks without it has been told already. */
static void take_away(struct ewc_mender *m, xmlNode *node)
{
    unsigned i;

    for (i = 0; i < m->told_count; i++)
        m->told[i] = m->told[i] == node ? NULL : m->told[i];
    if (ewc_schema_has_element(m->schema, node->name) && m->our_count < MOST_MENDS)
        m->ours[m->our_count++] = node->parent;
    xmlUnlinkNode(node);
    xmlFreeNode(node);
}

/* One that was met before cannot be helped. */
static bool mend(struct ewc_mender *m, xmlNode *node, bool is_new)
{
    const char *nearest = ewc_schema_nearest(m->schema, node->name, &m->expected);
    xmlNode *other;

    if (is_new && is_expected(m, node)) { /* of another namespace */
        xmlSetNs(node, node->parent->ns);
    } else if (is_new && nearest) {
        xmlNodeSetName(node, ewc_x(nearest));
    } else if (is_new && (other = one_further_down(m, node))) {
        xmlUnlinkNode(other);
        xmlAddPrevSibling(node, other);
    } else if (is_new && m->expected.count && ewc_schema_has_element(m->schema, node->name)) {
        return put_missing(m, node);
    } else {
        take_away(m, node);
    }
    return true;
}

bool ewc_mend(struct ewc_mender *m)
{
    xmlNode *node = m->unexpected;
    bool is_new = node && !is_among(node, m->told, m->told_count);

    m->unexpected = NULL;
    if (!node || !node->parent || node->parent->type != XML_ELEMENT_NODE || m->told_count == MOST_MENDS)
        return false;
    if (is_new)
        m->told[m->told_count++] = node;
    return mend(m, node, is_new);
}
