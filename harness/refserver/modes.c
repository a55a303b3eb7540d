/* modes: the tables of defects and variants, and the search by name. */
#include "refserver/modes.h"

#include <limits.h>
#include <string.h>

static const struct ewc_refserver_mode defects[] = {
#define X(id, name, topic, requirement, description) {name, topic, requirement, description},
#include "refserver/defects.inc"
#undef X
    {NULL, NULL, NULL, NULL},
};

static const struct ewc_refserver_mode variants[] = {
#define X(id, name, topic, description) {name, topic, NULL, description},
#include "refserver/variants.inc"
#undef X
    {NULL, NULL, NULL, NULL},
};

const struct ewc_refserver_mode *ewc_refserver_defects(void)
{
    return defects;
}

const struct ewc_refserver_mode *ewc_refserver_variants(void)
{
    return variants;
}

/* 1 for the first entry, as the enumerations count; 0 when no entry has that name. */
static unsigned position(const struct ewc_refserver_mode *table, const char *name)
{
    for (unsigned i = 0; table[i].name; i++) {
        if (strcmp(table[i].name, name) == 0)
            return i + 1;
    }
    return 0;
}

static const char *nearest(const struct ewc_refserver_mode *table, const char *name)
{
    const char *best = NULL;
    unsigned best_distance = UINT_MAX;

    for (; table->name; table++) {
        unsigned distance = ewc_edit_distance(table->name, name);

        if (distance < best_distance) {
            best = table->name;
            best_distance = distance;
        }
    }
    return best;
}

static enum ewc_status find(const struct ewc_refserver_mode *table, const char *kind, const char *name,
                            unsigned *out_position, struct ewc_err *err)
{
    unsigned found = name ? position(table, name) : 0;
    const char *near;

    if (name && !found) {
        ewc_err_set(err, EWC_EUSAGE, EWC_NOWHERE, "unknown %s \"%s\" of the reference server", kind, name);
        near = nearest(table, name);
        if (near)
            ewc_err_hint(err, "did you mean \"%s\"?", near);
        return EWC_EUSAGE;
    }
    *out_position = found;
    return EWC_OK;
}

enum ewc_status ref_defect_named(const char *name, enum defect *out_defect, struct ewc_err *err)
{
    unsigned found = 0;
    enum ewc_status st = find(defects, "defect", name, &found, err);

    if (st == EWC_OK)
        *out_defect = (enum defect)found;
    return st;
}

enum ewc_status ref_variant_named(const char *name, enum variant *out_variant, struct ewc_err *err)
{
    unsigned found = 0;
    enum ewc_status st = find(variants, "variant", name, &found, err);

    if (st == EWC_OK)
        *out_variant = (enum variant)found;
    return st;
}
