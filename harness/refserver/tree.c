/* tree: an XML answer while it is being made, before it has a syntax. */
#include "refserver/tree.h"

#include <string.h>

struct elem *ref_elem(struct tree *tree, enum ns ns, const char *name)
{
    struct elem *elem = ewc_arena_alloc(tree->arena, sizeof(*elem));

    if (!elem) {
        tree->failed = true;
        return NULL;
    }
    elem->tree = tree;
    elem->ns = ns;
    elem->name = name;
    return elem;
}

struct elem *ref_add(struct elem *parent, enum ns ns, const char *name)
{
    struct elem *elem = parent ? ref_elem(parent->tree, ns, name) : NULL;

    ref_append(parent, elem);
    return elem;
}

struct elem *ref_add_text(struct elem *parent, enum ns ns, const char *name, const char *text)
{
    struct elem *elem = ref_add(parent, ns, name);

    if (elem)
        elem->text = text;
    return elem;
}

struct attr *ref_set(struct elem *elem, enum ns ns, const char *name, const char *value)
{
    struct attr *attr;
    struct attr **end;

    if (!elem)
        return NULL;
    attr = ewc_arena_alloc(elem->tree->arena, sizeof(*attr));
    if (!attr) {
        elem->tree->failed = true;
        return NULL;
    }
    attr->ns = ns;
    attr->name = name;
    attr->value = value;
    for (end = &elem->attrs; *end; end = &(*end)->next)
        continue;
    *end = attr;
    return attr;
}

void ref_append(struct elem *parent, struct elem *child)
{
    struct elem **end;

    if (!parent || !child)
        return;
    for (end = &parent->first; *end; end = &(*end)->next)
        continue;
    *end = child;
    child->parent = parent;
}

void ref_prepend(struct elem *parent, struct elem *child)
{
    if (!parent || !child)
        return;
    child->next = parent->first;
    parent->first = child;
    child->parent = parent;
}

void ref_detach(struct elem *elem)
{
    struct elem **at;

    if (!elem || !elem->parent)
        return;
    for (at = &elem->parent->first; *at && *at != elem; at = &(*at)->next)
        continue;
    if (*at)
        *at = elem->next;
    elem->next = NULL;
    elem->parent = NULL;
}

struct elem *ref_copy(const struct elem *elem)
{
    struct elem *copy = elem ? ref_elem(elem->tree, elem->ns, elem->name) : NULL;

    if (!copy)
        return NULL;
    copy->text = elem->text;
    copy->text_ns = elem->text_ns;
    copy->user_text = elem->user_text;
    for (const struct attr *attr = elem->attrs; attr; attr = attr->next) {
        struct attr *made = ref_set(copy, attr->ns, attr->name, attr->value);

        if (made)
            made->value_ns = attr->value_ns;
    }
    for (const struct elem *child = elem->first; child; child = child->next)
        ref_append(copy, ref_copy(child)); /* answers are at most a dozen levels deep */
    return copy;
}

struct elem *ref_child(const struct elem *elem, const char *name)
{
    struct elem *child = elem ? elem->first : NULL;

    while (child && strcmp(child->name, name) != 0)
        child = child->next;
    return child;
}

struct elem *ref_find(struct elem *elem, const char *name)
{
    struct elem *found = NULL;

    if (!elem || strcmp(elem->name, name) == 0)
        return elem;
    for (struct elem *child = elem->first; child && !found; child = child->next)
        found = ref_find(child, name);
    return found;
}

struct attr *ref_attr(const struct elem *elem, const char *name)
{
    struct attr *attr = elem ? elem->attrs : NULL;

    while (attr && strcmp(attr->name, name) != 0)
        attr = attr->next;
    return attr;
}

void ref_drop_attr(struct elem *elem, const char *name)
{
    struct attr **at;

    if (!elem)
        return;
    for (at = &elem->attrs; *at; at = &(*at)->next) {
        if (strcmp((*at)->name, name) == 0) {
            *at = (*at)->next;
            return;
        }
    }
}

void ref_each(struct elem *elem, void (*visit)(struct elem *elem, void *ctx), void *ctx)
{
    if (!elem)
        return;
    visit(elem, ctx);
    for (struct elem *child = elem->first; child; child = child->next)
        ref_each(child, visit, ctx);
}
