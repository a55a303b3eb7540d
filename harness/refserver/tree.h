/* tree: an XML answer while it is being made, before it has a syntax.
 *
 * Operations build what they have to say as a tree; defects of shape change the tree; write.c gives it
 * one of many syntaxes. The memory belongs to the arena of the request. Functions accept a NULL element
 * and then do nothing; running out of memory is kept in `struct tree`, to be looked at once.
 */
#ifndef EWC_REFSERVER_TREE_H
#define EWC_REFSERVER_TREE_H

#include "base/base.h"

enum ns {
    NS_NONE,
    NS_SOAP,
    NS_TYPES,
    NS_MESSAGES,
    NS_ERRORS,
    NS_XML,             /* the prefix "xml" */
    NS_XSI,             /* XMLSchema-instance */
    NS_XSD,             /* XMLSchema */
    NS_SOAP12,          /* the envelope of SOAP 1.2: only wrong answers have it */
    NS_OTHER,           /* a namespace nobody has heard of */
    NS_TYPES_OTHERWISE, /* types, in the form (http:// or https://) that the server does not speak */
    NS_COUNT,
};

struct tree {
    struct ewc_arena *arena;
    bool failed; /* memory ran out: the tree is not complete */
};

struct attr {
    struct attr *next;
    enum ns ns;
    const char *name;
    const char *value;
    enum ns value_ns; /* not NS_NONE: the value is a QName in this namespace */
};

struct elem {
    struct tree *tree;
    struct elem *parent;
    struct elem *next;
    struct elem *first;
    struct attr *attrs;
    enum ns ns;
    const char *name;
    const char *text; /* comes before the children; NULL: none                          */
    enum ns text_ns;  /* not NS_NONE: the text is a QName in this namespace             */
    bool user_text;   /* the text came from a user (a display name), not from the server */
};

/** A new element without a parent; names and texts are borrowed and must live as long as the arena. */
struct elem *ref_elem(struct tree *tree, enum ns ns, const char *name);
/** A new last child. */
struct elem *ref_add(struct elem *parent, enum ns ns, const char *name);
/** A new last child with text; NULL text gives an empty element. */
struct elem *ref_add_text(struct elem *parent, enum ns ns, const char *name, const char *text);
/** A new last attribute. */
struct attr *ref_set(struct elem *elem, enum ns ns, const char *name, const char *value);
/** Makes a detached element the last, or the first child. */
void ref_append(struct elem *parent, struct elem *child);
void ref_prepend(struct elem *parent, struct elem *child);
/** Takes it out of its parent. */
void ref_detach(struct elem *elem);
/** A deep copy without a parent. */
struct elem *ref_copy(const struct elem *elem);
/** First child of that name in any namespace, or NULL. */
struct elem *ref_child(const struct elem *elem, const char *name);
/** The element itself or its first descendant of that name in any namespace, or NULL. */
struct elem *ref_find(struct elem *elem, const char *name);
struct attr *ref_attr(const struct elem *elem, const char *name);
void ref_drop_attr(struct elem *elem, const char *name);
/** Calls for the element and all below it, parents first. */
void ref_each(struct elem *elem, void (*visit)(struct elem *elem, void *ctx), void *ctx);

#endif
