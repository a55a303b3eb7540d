/* modes: the named ways in which the server can differ, and how the code asks for them.
 *
 * The tables are defects.inc and variants.inc, one line each; an entry is both an enumerator and a row
 * of what refserver.h hands out.
 */
#ifndef EWC_REFSERVER_MODES_H
#define EWC_REFSERVER_MODES_H

#include "refserver/refserver.h"

enum defect {
    DEFECT_NONE,
#define X(id, name, topic, requirement, description) DEFECT_##id,
#include "refserver/defects.inc"
#undef X
};

enum variant {
    VARIANT_NONE,
#define X(id, name, topic, description) VARIANT_##id,
#include "refserver/variants.inc"
#undef X
};

/**
 * Finds a mode by its name; NULL means none.
 * @return EWC_EUSAGE for an unknown name, with the nearest one as the hint
 */
EWC_MUST_USE enum ewc_status ref_defect_named(const char *name, enum defect *out_defect,
                                              struct ewc_err *err);
EWC_MUST_USE enum ewc_status ref_variant_named(const char *name, enum variant *out_variant,
                                               struct ewc_err *err);

#endif
