/* shape: where a request departs from what the published schemas allow. */
#include "refserver/shape.h"

#include "refserver/server.h"
#include "refserver/text.h"

#include <string.h>

struct comparison {
    const struct ewc_refserver *server;
    violation_visitor *visit;
    void *ctx;
    const struct ewc_node *node;
    const struct shape *shape;
    bool ended;
};

static void report(struct comparison *c, enum violation_kind kind, const char *subject,
                   const struct ewc_node *at)
{
    struct violation violation = {kind, ewc_node_local(c->node), subject, ewc_node_loc(at)};

    if (!c->ended && !c->visit(&violation, c->ctx))
        c->ended = true;
}

static bool is_white_space(const char *text)
{
    return text[strspn(text, " \t\r\n")] == '\0';
}

/* The text directly in the element, without that of its children. */
static bool has_own_text(const struct ewc_node *node, struct ewc_arena *arena)
{
    for (const struct ewc_node *child = ewc_node_first_any(node); child; child = ewc_node_next_any(child)) {
        const char *text = ewc_node_is_text(child) ? ewc_node_text(child, arena) : "";

        if (text && !is_white_space(text))
            return true;
    }
    return false;
}

/* ---- attributes ------------------------------------------------------------------------------- */

/* Whether `attributes` lists the name, with that mark after it or (mark 0) with any. */
static bool lists(const char *attributes, const char *name, char mark)
{
    size_t len = strlen(name);

    for (const char *at = attributes; at && *at; at += strcspn(at, " "), at += strspn(at, " ")) {
        if (strncmp(at, name, len) == 0 && (at[len] == '!' || at[len] == '?'))
            return mark == 0 || at[len] == mark;
    }
    return false;
}

/* What any element may have, by XML Schema: where a schema is, and the type that it has anyway. */
static bool is_schema_instance(const struct shape *shape, const char *local, const char *value)
{
    const char *colon = strchr(value, ':');

    if (strcmp(local, "schemaLocation") == 0 || strcmp(local, "noNamespaceSchemaLocation") == 0)
        return true;
    return strcmp(local, "type") == 0 && strcmp(colon ? colon + 1 : value, shape->type) == 0;
}

static bool visit_attribute(const char *ns, const char *local, const char *value, void *ctx)
{
    struct comparison *c = ctx;
    bool known;

    if (*ns == '\0')
        known = lists(c->shape->attributes, local, 0);
    else if (strcmp(ns, ref_ns(c->server, NS_SOAP)) == 0)
        known = c->shape->soap_attributes;
    else
        known = strcmp(ns, ref_ns(c->server, NS_XSI)) == 0 && is_schema_instance(c->shape, local, value);
    if (!known)
        report(c, UNKNOWN_ATTRIBUTE, local, c->node);
    return !c->ended;
}

static void compare_attributes(struct comparison *c, struct ewc_arena *arena)
{
    if (c->shape->content == CONTENT_ANY)
        return;
    ewc_node_each_attr(c->node, visit_attribute, c);
    for (const char *at = c->shape->attributes; at && *at; at += strcspn(at, " "), at += strspn(at, " ")) {
        const char *name = ewc_arena_strndup(arena, at, strcspn(at, "!?"));

        if (name && lists(at, name, '!') && !ewc_node_attr(c->node, name))
            report(c, MISSING_ATTRIBUTE, name, c->node);
    }
}

/* ---- content ---------------------------------------------------------------------------------- */

static void compare_text(struct comparison *c, struct ewc_arena *arena)
{
    const char *text = ewc_node_text(c->node, arena);
    const struct ewc_node *child = ewc_node_first(c->node);

    if (child)
        report(c, ELEMENT_IN_TEXT, ewc_node_local(child), child);
    else if (text && ref_utf8_length(text) < c->shape->min)
        report(c, EMPTY_TEXT, ewc_node_local(c->node), c->node);
    else if (text && c->shape->text_is_good && !c->shape->text_is_good(text))
        report(c, BAD_TEXT, ewc_node_local(c->node), c->node);
}

/* Index of the slot for a child, by its local name; the number of slots when there is none. */
static size_t slot_of(const struct slot *slots, const struct ewc_node *child)
{
    size_t i = 0;

    while (slots[i].name && strcmp(slots[i].name, ewc_node_local(child)) != 0)
        i++;
    return i;
}

static void compare_child(struct comparison *c, const struct slot *slot, const struct ewc_node *child)
{
    if (strcmp(ewc_node_ns(child), ref_ns(c->server, slot->ns)) != 0)
        report(c, *ewc_node_ns(child) ? WRONG_NAMESPACE : NO_NAMESPACE, slot->name, child);
    if (!c->ended && !ref_shape_compare(c->server, child, slot->shape, c->visit, c->ctx))
        c->ended = true;
}

#define MAX_SLOTS 8u

static void compare_sequence(struct comparison *c)
{
    const struct slot *slots = c->shape->slots;
    unsigned count[MAX_SLOTS] = {0};
    size_t reached = 0;

    for (struct ewc_node *child = ewc_node_first(c->node); child && !c->ended;
         child = ewc_node_next(child)) {
        size_t i = slot_of(slots, child);

        if (!slots[i].name) {
            report(c, UNKNOWN_CHILD, ewc_node_local(child), child);
            continue;
        }
        count[i]++;
        if (slots[i].max && count[i] > slots[i].max)
            report(c, REPEATED_CHILD, slots[i].name, child);
        else if (i < reached)
            report(c, WRONG_ORDER, slots[i].name, child);
        else
            reached = i;
        compare_child(c, &slots[i], child);
    }
    for (size_t i = 0; slots[i].name; i++) {
        if (count[i] < slots[i].min)
            report(c, MISSING_CHILD, slots[i].name, c->node);
    }
}

static void compare_choice(struct comparison *c)
{
    const struct slot *slots = c->shape->slots;
    unsigned count = 0;

    for (struct ewc_node *child = ewc_node_first(c->node); child && !c->ended;
         child = ewc_node_next(child)) {
        size_t i = slot_of(slots, child);

        count++;
        if (!slots[i].name)
            report(c, UNKNOWN_CHILD, ewc_node_local(child), child);
        else if (c->shape->max && count > c->shape->max)
            report(c, REPEATED_CHILD, slots[i].name, child);
        else
            compare_child(c, &slots[i], child);
    }
    if (count < c->shape->min)
        report(c, MISSING_CHILD, slots[0].name, c->node);
}

static void compare_content(struct comparison *c, struct ewc_arena *arena)
{
    if (c->shape->content == CONTENT_ANY)
        return;
    if (c->shape->content == CONTENT_TEXT) {
        compare_text(c, arena);
        return;
    }
    if (has_own_text(c->node, arena))
        report(c, STRAY_TEXT, ewc_node_local(c->node), c->node);
    if (c->shape->content == CONTENT_SEQUENCE)
        compare_sequence(c);
    else if (c->shape->content == CONTENT_CHOICE)
        compare_choice(c);
    else if (ewc_node_first(c->node))
        report(c, UNKNOWN_CHILD, ewc_node_local(ewc_node_first(c->node)), ewc_node_first(c->node));
}

bool ref_shape_compare(const struct ewc_refserver *server, const struct ewc_node *node,
                       const struct shape *shape, violation_visitor *visit, void *ctx)
{
    struct comparison c = {server, visit, ctx, node, shape, false};
    struct ewc_arena *arena = ewc_arena_create(0);

    if (!arena)
        return false;
    compare_attributes(&c, arena);
    if (!c.ended)
        compare_content(&c, arena);
    ewc_arena_destroy(arena);
    return !c.ended;
}

const char *ref_violation_text(const struct violation *v, struct ewc_arena *arena)
{
    static const char *const forms[] = {
        [MISSING_CHILD] = "The element '%s' has incomplete content. Expected: '%s'.",
        [UNKNOWN_CHILD] = "The element '%s' has invalid child element '%s'.",
        [WRONG_NAMESPACE] = "The element '%s' has child element '%s' in an invalid namespace.",
        [NO_NAMESPACE] = "The element '%s' has child element '%s' in no namespace.",
        [WRONG_ORDER] = "The element '%s' has child element '%s' in an invalid place.",
        [REPEATED_CHILD] = "The element '%s' has child element '%s' too often.",
        [STRAY_TEXT] = "The element '%s' cannot contain text.",
        [ELEMENT_IN_TEXT] = "The element '%s' cannot contain child element '%s'.",
        [EMPTY_TEXT] = "The element '%s' is invalid: its text is too short.",
        [BAD_TEXT] = "The element '%s' is invalid: its text is not of its type.",
        [MISSING_ATTRIBUTE] = "The element '%s' lacks the required attribute '%s'.",
        [UNKNOWN_ATTRIBUTE] = "The element '%s' has the undeclared attribute '%s'.",
    };
    struct ewc_buf text;
    const char *made;
    const char *names[2] = {v->parent, v->subject};
    unsigned next = 0;

    ewc_buf_init(&text, 0);
    for (const char *at = forms[v->kind]; *at; at++) {
        if (at[0] == '%' && at[1] == 's' && next < 2) {
            ewc_buf_text(&text, names[next++]);
            at++;
        } else {
            ewc_buf_byte(&text, *at);
        }
    }
    made = text.failed ? NULL : ewc_arena_strndup(arena, text.ptr, text.len);
    ewc_buf_finish(&text);
    return made ? made : "The request is invalid.";
}
