#include "case/read.h"

#include <stdio.h>
#include <string.h>

void keep_first(struct reader *r, enum ewc_status st)
{
    if (r->status == EWC_OK)
        r->status = st;
    r->no_memory |= st == EWC_ENOMEM;
}

void fail(struct reader *r, const struct ewc_node *at, const char *format, ...)
{
    char message[sizeof(r->err->message)];
    va_list args;

    va_start(args, format);
    vsnprintf(message, sizeof(message), format, args);
    va_end(args);
    keep_first(r, ewc_err_set(r->err, EWC_ECASE, loc(r, at), "%s", message));
}

void out_of_memory(struct reader *r)
{
    if (!r->no_memory)
        keep_first(r, ewc_err_set(r->err, EWC_ENOMEM, (struct ewc_loc){r->file, 0, 0}, "the case exceeds its memory limit"));
    r->no_memory = true;
}

void *take(struct reader *r, size_t size)
{
    void *memory = r->no_memory ? NULL : ewc_arena_alloc(r->arena, size ? size : 1);

    if (!memory)
        out_of_memory(r);
    return memory;
}

struct ewc_loc loc(const struct reader *r, const struct ewc_node *n)
{
    struct ewc_loc at = ewc_node_loc(n);

    at.file = r->file; /* the document's own copy ends with it */
    return at;
}

static bool is_space(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

/* White space as in an xs:token: single spaces, and none at the ends. */
static char *collapse(char *s)
{
    const char *from = s;
    char *to = s;

    for (; *from; from++) {
        if (!is_space(*from))
            *to++ = *from;
        else if (to > s && to[-1] != ' ')
            *to++ = ' ';
    }
    if (to > s && to[-1] == ' ')
        to--;
    *to = '\0';
    return s;
}

static char *keep(struct reader *r, const char *value)
{
    char *copy = value ? ewc_arena_strdup(r->arena, value) : NULL;

    if (value && !copy)
        out_of_memory(r);
    return copy;
}

const char *attr_exact(struct reader *r, const struct ewc_node *n, const char *name)
{
    return keep(r, ewc_node_attr(n, name));
}

const char *attr(struct reader *r, const struct ewc_node *n, const char *name)
{
    char *value = keep(r, ewc_node_attr(n, name));

    return value ? collapse(value) : NULL;
}

const char *attr_or(struct reader *r, const struct ewc_node *n, const char *name, const char *fallback)
{
    return ewc_node_attr(n, name) ? attr(r, n, name) : fallback;
}

const struct ewc_template *compile(struct reader *r, const struct ewc_node *n, struct ewc_str source,
                                   enum ewc_template_kind kind)
{
    const struct ewc_template *tpl = NULL;

    if (!r->no_memory)
        keep_first(r, ewc_template_compile(source, kind, loc(r, n), r->arena, &tpl, r->err));
    return tpl;
}

const struct ewc_template *attr_template(struct reader *r, const struct ewc_node *n, const char *name)
{
    const char *value = ewc_node_attr(n, name);

    return value ? compile(r, n, ewc_str(value), EWC_TEMPLATE_TEXT) : NULL;
}

bool attr_is(const struct ewc_node *n, const char *name, const char *word)
{
    return ewc_str_is(ewc_str_trim(ewc_str(ewc_node_attr(n, name))), word);
}

bool is_yes(const struct ewc_node *n, const char *name, bool fallback)
{
    return ewc_node_attr(n, name) ? attr_is(n, name, "yes") : fallback;
}

const char *text(struct reader *r, const struct ewc_node *n)
{
    char *s = n ? ewc_node_text(n, r->arena) : ewc_arena_strdup(r->arena, "");

    if (!s) {
        out_of_memory(r);
        return "";
    }
    return collapse(s);
}

unsigned count_children(const struct ewc_node *n, const char *local)
{
    const struct ewc_node *child;
    unsigned count = 0;

    for (child = ewc_node_first(n); child; child = ewc_node_next(child))
        count += ewc_node_is(child, EWC_NS_CASE, local);
    return count;
}

const struct ewc_node *next_named(const struct ewc_node *n, const char *local)
{
    do
        n = ewc_node_next(n);
    while (n && !ewc_node_is(n, EWC_NS_CASE, local));
    return n;
}

const char *const *words(struct reader *r, const char *list)
{
    char *copy = ewc_arena_strdup(r->arena, list ? list : "");
    const char **out;
    unsigned count = 0;
    char *p;

    if (!copy) {
        out_of_memory(r);
        return NULL;
    }
    for (p = copy; *p; p++)
        count += !is_space(*p) && (p == copy || is_space(p[-1]));
    out = take(r, (count + 1) * sizeof(*out));
    if (!out)
        return NULL;
    count = 0;
    for (p = copy; *p; p++) {
        if (is_space(*p))
            *p = '\0';
        else if (p == copy || !p[-1])
            out[count++] = p;
    }
    return out;
}

void require_earlier_step(struct reader *r, const struct ewc_case *c, unsigned before, const char *name,
                          struct ewc_loc at)
{
    unsigned i;

    if (!name)
        return;
    for (i = 0; i < before; i++)
        if (strcmp(c->steps[i].id, name) == 0)
            return;
    keep_first(r, ewc_err_set(r->err, EWC_ECASE, at, "there is no step \"%s\" before this place", name));
    ewc_err_hint(r->err, before ? "the step just before it is \"%s\"" : "it is the first step",
                 before ? c->steps[before - 1].id : "");
}
