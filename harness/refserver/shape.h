/* shape: what the published schemas allow in a request, and where a request departs from it. */
#ifndef EWC_REFSERVER_SHAPE_H
#define EWC_REFSERVER_SHAPE_H

#include "refserver/tree.h"
#include "xml/xml.h"

struct ewc_refserver;
struct shape;

/* A place for a child element. */
struct slot {
    enum ns ns;
    const char *name; /* NULL ends the list */
    const struct shape *shape;
    unsigned min;
    unsigned max; /* 0: any number */
};

enum content {
    CONTENT_NONE,     /* no children, no text                    */
    CONTENT_TEXT,     /* text only                               */
    CONTENT_SEQUENCE, /* the slots in their order                */
    CONTENT_CHOICE,   /* elements of any of the slots, `min` to `max` in all */
    CONTENT_ANY,      /* not looked at                           */
};

struct shape {
    const char *type; /* its name in the schema */
    enum content content;
    const struct slot *slots;
    unsigned min; /* CONTENT_TEXT: characters at least; CONTENT_CHOICE: elements at least   */
    unsigned max; /* CONTENT_CHOICE: elements at most; 0: any number                        */
    bool (*text_is_good)(const char *text); /* CONTENT_TEXT: NULL: all text is              */
    const char *attributes; /* names, each followed by "!" when required, or "?" when not   */
    bool soap_attributes;   /* attributes of the SOAP namespace are allowed                 */
};

enum violation_kind {
    MISSING_CHILD,
    UNKNOWN_CHILD,
    WRONG_NAMESPACE, /* a known child in another namespace */
    NO_NAMESPACE,    /* a known child in none              */
    WRONG_ORDER,
    REPEATED_CHILD,
    STRAY_TEXT,      /* text where none is allowed    */
    ELEMENT_IN_TEXT, /* an element where only text is */
    EMPTY_TEXT,
    BAD_TEXT,
    MISSING_ATTRIBUTE,
    UNKNOWN_ATTRIBUTE,
};

struct violation {
    enum violation_kind kind;
    const char *parent;  /* local name of the element that is wrong                       */
    const char *subject; /* of the child or attribute that it is about; else the parent's */
    struct ewc_loc at;
};

/* Called for each violation; false ends the search. */
typedef bool violation_visitor(const struct violation *violation, void *ctx);

/** Compares an element with its shape; true unless the visitor ended it. */
bool ref_shape_compare(const struct ewc_refserver *server, const struct ewc_node *node,
                       const struct shape *shape, violation_visitor *visit, void *ctx);

/** A sentence about it, in the words of a schema validator. */
const char *ref_violation_text(const struct violation *violation, struct ewc_arena *arena);

/** The shapes of the headers that the server understands; NULL: it does not. */
const struct shape *ref_header_shape(const char *local);

/* The shapes of the operations. */
extern const struct shape ref_shape_add_im_group;
extern const struct shape ref_shape_set_im_group;
extern const struct shape ref_shape_remove_im_group;
extern const struct shape ref_shape_get_im_item_list;
extern const struct shape ref_shape_get_im_items;
extern const struct shape ref_shape_add_new_im_contact_to_group;
extern const struct shape ref_shape_remove_contact_from_im_list;
extern const struct shape ref_shape_remove_im_contact_from_group;
extern const struct shape ref_shape_get_folder;

#endif
