#include "catalogue/catalogue.h"

#include <stdlib.h>
#include <string.h>

/* A load in progress. */
struct reader {
    const char *file;
    struct ewc_arena *arena;
    struct ewc_err *err;
    enum ewc_status status;
};

static const char *out_of_memory(struct reader *r)
{
    if (r->status == EWC_OK)
        r->status = ewc_err_set(r->err, EWC_ENOMEM, (struct ewc_loc){r->file, 0, 0}, "memory ran out");
    return "";
}

/* White space as in an xs:token. */
static const char *collapse(char *text)
{
    char *to = text;
    const char *from = text;

    for (; *from; from++) {
        bool space = strchr(" \t\r\n", *from) != NULL;

        if (!space || (to > text && to[-1] != ' '))
            *to++ = space ? ' ' : *from;
    }
    if (to > text && to[-1] == ' ')
        to--;
    *to = '\0';
    return text;
}

static const char *attribute(struct reader *r, const struct ewc_node *n, const char *name)
{
    const char *value = n ? ewc_node_attr(n, name) : NULL;
    char *copy = ewc_arena_strdup(r->arena, value ? value : "");

    return copy ? collapse(copy) : out_of_memory(r);
}

static const char *sentence(struct reader *r, const struct ewc_node *n)
{
    char *text = n ? ewc_node_text(n, r->arena) : ewc_arena_strdup(r->arena, "");

    return text ? collapse(text) : out_of_memory(r);
}

static const char *sources(struct reader *r, const struct ewc_node *requirement)
{
    const struct ewc_node *n;
    const char *joined = "";

    for (n = ewc_node_first(requirement); n; n = ewc_node_next(n)) {
        const char *next;

        if (!ewc_node_is(n, EWC_NS_REQUIREMENTS, "source"))
            continue;
        next = sentence(r, n);
        joined = *joined ? ewc_arena_printf(r->arena, "%s; %s", joined, next) : next;
        if (!joined)
            return out_of_memory(r);
    }
    return joined;
}

static void read_requirement(struct reader *r, struct ewc_requirement *out, const struct ewc_node *n)
{
    const struct ewc_node *testing = ewc_node_child(n, EWC_NS_REQUIREMENTS, "testing");
    const char *by = attribute(r, testing, "by");

    out->id = attribute(r, n, "id");
    out->level = ewc_level_parse(attribute(r, n, "level"));
    out->statement = sentence(r, ewc_node_child(n, EWC_NS_REQUIREMENTS, "statement"));
    out->source = sources(r, n);
    out->reason = sentence(r, testing);
    out->testing = EWC_TESTED_BY_CASE;
    if (strcmp(by, "rule") == 0)
        out->testing = EWC_TESTED_BY_RULE;
    else if (strcmp(by, "none") == 0)
        out->testing = EWC_UNTESTABLE;
    out->at = ewc_node_loc(n);
    out->at.file = r->file;
}

static int by_id(const void *a, const void *b)
{
    return strcmp(((const struct ewc_requirement *)a)->id, ((const struct ewc_requirement *)b)->id);
}

static enum ewc_status fill(struct reader *r, const struct ewc_node *root,
                            const struct ewc_catalogue *below, struct ewc_catalogue *out)
{
    const struct ewc_node *n;
    struct ewc_requirement *items;
    unsigned count = below ? below->count : 0;
    unsigned own, i;

    for (n = ewc_node_first(root); n; n = ewc_node_next(n))
        count++;
    items = ewc_arena_alloc(r->arena, (count + 1) * sizeof(*items));
    if (!items)
        return ewc_err_set(r->err, EWC_ENOMEM, (struct ewc_loc){r->file, 0, 0}, "memory ran out");
    count = 0;
    for (n = ewc_node_first(root); n && r->status == EWC_OK; n = ewc_node_next(n))
        read_requirement(r, &items[count++], n);
    if (r->status != EWC_OK)
        return r->status;
    qsort(items, count, sizeof(*items), by_id);
    out->items = items;
    out->count = own = count;
    for (i = 0; below && i < below->count; i++) {
        out->count = own;
        if (!ewc_catalogue_find(out, below->items[i].id))
            items[count++] = below->items[i];
    }
    qsort(items, count, sizeof(*items), by_id);
    out->count = count;
    return EWC_OK;
}

enum ewc_status ewc_catalogue_load(const char *path, const struct ewc_schema *schema,
                                   const struct ewc_catalogue *below, struct ewc_arena *arena,
                                   const struct ewc_catalogue **out_catalogue, struct ewc_err *err)
{
    struct reader r = {.arena = arena, .err = err};
    struct ewc_catalogue *catalogue;
    struct ewc_xml *doc = NULL;

    r.file = ewc_arena_strdup(arena, path);
    catalogue = ewc_arena_alloc(arena, sizeof(*catalogue));
    if (!catalogue || !r.file)
        return ewc_err_set(err, EWC_ENOMEM, EWC_NOWHERE, "memory ran out");
    r.status = ewc_xml_parse_file(path, &doc, err);
    if (r.status == EWC_OK)
        r.status = ewc_schema_validate(schema, doc, err);
    if (r.status == EWC_OK)
        r.status = fill(&r, ewc_xml_root(doc), below, catalogue);
    if (r.status == EWC_OK)
        *out_catalogue = catalogue;
    ewc_xml_free(doc);
    return r.status;
}

const struct ewc_requirement *ewc_catalogue_find(const struct ewc_catalogue *catalogue, const char *id)
{
    struct ewc_requirement key = {.id = id};

    if (!catalogue || !id || catalogue->count == 0)
        return NULL;
    return bsearch(&key, catalogue->items, catalogue->count, sizeof(key), by_id);
}
