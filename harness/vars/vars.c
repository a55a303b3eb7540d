#include "vars/vars.h"

#include <string.h>

struct entry {
    const char *name;
    const char *value; /* NULL: absent */
    struct entry *next;
};

struct ewc_vars {
    struct ewc_arena *arena;
    const struct ewc_vars *below;
    const char *unique;
    struct entry *first;
};

struct ewc_vars *ewc_vars_create(struct ewc_arena *arena, const struct ewc_vars *below)
{
    struct ewc_vars *vars = ewc_arena_alloc(arena, sizeof(*vars));

    if (vars) {
        vars->arena = arena;
        vars->below = below;
    }
    return vars;
}

static struct entry *find(const struct ewc_vars *vars, const char *name)
{
    struct entry *e;

    for (e = vars->first; e; e = e->next)
        if (strcmp(e->name, name) == 0)
            return e;
    return NULL;
}

/* The name is kept as it is. */
static bool set_named(struct ewc_vars *vars, const char *name, const char *value)
{
    struct entry *e = find(vars, name);
    const char *copy = value ? ewc_arena_strdup(vars->arena, value) : NULL;

    if (value && !copy)
        return false;
    if (!e) {
        e = ewc_arena_alloc(vars->arena, sizeof(*e));
        if (!e)
            return false;
        e->name = name;
        e->next = vars->first;
        vars->first = e;
    }
    e->value = copy;
    return true;
}

bool ewc_vars_set(struct ewc_vars *vars, const char *name, const char *value)
{
    const char *copy = ewc_arena_strdup(vars->arena, name);

    return copy && set_named(vars, copy, value);
}

bool ewc_vars_set2(struct ewc_vars *vars, const char *prefix, const char *suffix, const char *value)
{
    const char *name = ewc_arena_concat(vars->arena, EWC_TEXTS(prefix, ".", suffix));

    return name && set_named(vars, name, value);
}

void ewc_vars_set_unique(struct ewc_vars *vars, const char *unique)
{
    vars->unique = unique;
}

enum ewc_found ewc_vars_get(const struct ewc_vars *vars, const char *name, const char **out_value)
{
    const char *dot;

    for (; vars; vars = vars->below) {
        const struct entry *e = find(vars, name);

        if (e) {
            if (e->value)
                *out_value = e->value;
            return e->value ? EWC_VALUE : EWC_ABSENT;
        }
        if (!vars->unique || strncmp(name, "unique", 6) != 0)
            continue;
        dot = name + 6;
        if (*dot && *dot != '.')
            continue;
        *out_value = *dot ? ewc_arena_concat(vars->arena, EWC_TEXTS(vars->unique, "-", dot + 1)) : vars->unique;
        return *out_value ? EWC_VALUE : EWC_ABSENT;
    }
    return EWC_UNKNOWN;
}

const char *ewc_vars_value(const struct ewc_vars *vars, const char *name)
{
    const char *value = NULL;

    return ewc_vars_get(vars, name, &value) == EWC_VALUE ? value : NULL;
}

enum ewc_found ewc_vars_lookup(void *vars, const char *name, const char **out_value)
{
    return ewc_vars_get(vars, name, out_value);
}

enum ewc_status ewc_vars_expand(const struct ewc_vars *vars, const struct ewc_template *tpl,
                                struct ewc_arena *arena, const char **out_text, struct ewc_err *err)
{
    struct ewc_buf buf;
    const char *text;
    enum ewc_status st;

    ewc_buf_init(&buf, 0);
    st = ewc_template_render(tpl, ewc_vars_lookup, (void *)vars, &buf, err);
    if (st == EWC_OK) {
        text = ewc_arena_strndup(arena, buf.ptr ? buf.ptr : "", buf.len);
        if (text)
            *out_text = text;
        else
            st = ewc_err_set(err, EWC_ENOMEM, ewc_template_loc(tpl), "the case exceeds its memory limit");
    }
    ewc_buf_finish(&buf);
    return st;
}

/* Is the name taken in a layer from `top` down to (without) `end`? */
static bool is_hidden(const struct ewc_vars *top, const struct ewc_vars *end, const char *name)
{
    for (; top != end; top = top->below)
        if (find(top, name) || (top->unique && strcmp(name, "unique") == 0))
            return true;
    return false;
}

const struct ewc_xml_var *ewc_vars_list(const struct ewc_vars *vars, struct ewc_arena *arena)
{
    const struct ewc_vars *layer;
    const struct entry *e;
    struct ewc_xml_var *list;
    size_t count = 1; /* the end */

    for (layer = vars; layer; layer = layer->below, count++)
        for (e = layer->first; e; e = e->next)
            count++;
    list = ewc_arena_alloc(arena, count * sizeof(*list));
    if (!list)
        return NULL;
    count = 0;
    for (layer = vars; layer; layer = layer->below) {
        for (e = layer->first; e; e = e->next)
            if (!is_hidden(vars, layer, e->name))
                list[count++] = (struct ewc_xml_var){e->name, e->value ? e->value : ""};
        if (layer->unique && !find(layer, "unique") && !is_hidden(vars, layer, "unique"))
            list[count++] = (struct ewc_xml_var){"unique", layer->unique};
    }
    return list;
}
