/* catalogue: the requirements of a suite: id, level, statement, sources; read once, then only looked up. */
#ifndef EWC_CATALOGUE_H
#define EWC_CATALOGUE_H

#include "base/base.h"
#include "case/case.h"
#include "xml/xml.h"

#define EWC_NS_REQUIREMENTS "urn:ews-conform:requirements:1"

enum ewc_testing {
    EWC_TESTED_BY_CASE,
    EWC_TESTED_BY_RULE, /* the default rules judge it on every step */
    EWC_UNTESTABLE,     /* `reason` says why */
};

struct ewc_requirement {
    const char *id;
    enum ewc_level level;
    const char *statement;
    const char *source; /* several are joined by "; " */
    enum ewc_testing testing;
    const char *reason; /* "" without one */
    struct ewc_loc at;
};

struct ewc_catalogue {
    const struct ewc_requirement *items; /* sorted by id */
    unsigned count;
};

/**
 * Reads cases/requirements.xml or a suite's own.
 *
 * @param schema  the compiled requirements.xsd
 * @param below   a catalogue whose entries are taken over (an entry here with the same id wins); may be
 *                NULL
 * @param arena   owns the catalogue
 */
EWC_MUST_USE enum ewc_status ewc_catalogue_load(const char *path, const struct ewc_schema *schema,
                                                const struct ewc_catalogue *below, struct ewc_arena *arena,
                                                const struct ewc_catalogue **out_catalogue,
                                                struct ewc_err *err);
/** NULL when there is none of that id; a NULL catalogue has none. */
const struct ewc_requirement *ewc_catalogue_find(const struct ewc_catalogue *catalogue, const char *id);

#endif
