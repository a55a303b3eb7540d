#include "verdict/verdict.h"

#include <string.h>

const char *ewc_verdict_name(enum ewc_verdict verdict)
{
    static const char *const NAMES[] = {"skip", "pass", "warn", "error", "fail"};

    return NAMES[verdict];
}

enum ewc_verdict ewc_verdict_worse(enum ewc_verdict a, enum ewc_verdict b)
{
    return a > b ? a : b;
}

const char *ewc_severity_name(enum ewc_severity severity)
{
    static const char *const NAMES[] = {"note", "warn", "fail", "error"};

    return NAMES[severity];
}

/* The role as a level; EWC_LEVEL_NONE when it names none. "unjudged" is this harness's word for a response
 * that tells about the environment and not about the server's conformance. */
static enum ewc_level role_level(const char *role, bool *out_unjudged)
{
    static const struct {
        const char *role;
        enum ewc_level level;
    } ROLES[] = {{"MUST", EWC_MUST},      {"error", EWC_MUST},     {"fatal", EWC_MUST},
                 {"SHOULD", EWC_SHOULD},  {"warning", EWC_SHOULD}, {"warn", EWC_SHOULD},
                 {"MAY", EWC_MAY},        {"OBS", EWC_OBS},        {"info", EWC_OBS},
                 {"information", EWC_OBS}};
    size_t i;

    *out_unjudged = strcmp(role, "unjudged") == 0;
    for (i = 0; i < sizeof(ROLES) / sizeof(*ROLES); i++)
        if (ewc_str_is_nocase(ewc_str(role), ROLES[i].role))
            return ROLES[i].level;
    return EWC_LEVEL_NONE;
}

static enum ewc_level covered_level(const struct ewc_case *c, const char *requirement)
{
    unsigned i;

    for (i = 0; i < c->covers_count; i++)
        if (strcmp(c->covers[i].requirement, requirement) == 0)
            return c->covers[i].level;
    return EWC_LEVEL_NONE;
}

static bool is_known(const char *id, const struct ewc_case *c, const struct ewc_catalogue *catalogue)
{
    return *id && (ewc_catalogue_find(catalogue, id) || covered_level(c, id) != EWC_LEVEL_NONE);
}

static const char *requirement_of(const struct ewc_finding *f, const struct ewc_case *c,
                                  const struct ewc_catalogue *catalogue)
{
    if (is_known(f->id, c, catalogue))
        return f->id;
    return *f->requirement_hint ? f->requirement_hint : c->covers[0].requirement;
}

/* The level of what a finding counts for. A report that names nothing is a MUST, as ISO Schematron has it.
 */
static enum ewc_level requirement_level(const struct ewc_finding *f, const char *requirement,
                                        const struct ewc_case *c, const struct ewc_catalogue *catalogue)
{
    const struct ewc_requirement *known = ewc_catalogue_find(catalogue, requirement);
    enum ewc_level level = known ? known->level : covered_level(c, requirement);

    if (f->is_report && !*f->requirement_hint && !is_known(f->id, c, catalogue))
        return EWC_MUST;
    return level != EWC_LEVEL_NONE ? level : EWC_MUST;
}

struct ewc_meaning ewc_weigh(const struct ewc_finding *finding, const struct ewc_case *c,
                             const struct ewc_catalogue *catalogue, bool strict)
{
    struct ewc_meaning m = {.requirement = requirement_of(finding, c, catalogue)};
    bool unjudged = false;

    m.level = role_level(finding->role, &unjudged);
    if (m.level == EWC_LEVEL_NONE)
        m.level = requirement_level(finding, m.requirement, c, catalogue);
    if (unjudged)
        m.severity = EWC_UNJUDGED;
    else if (m.level == EWC_OBS)
        m.severity = EWC_NOTE;
    else if (m.level == EWC_MUST || strict)
        m.severity = EWC_FAILURE;
    else
        m.severity = EWC_WARNING;
    return m;
}

enum ewc_verdict ewc_verdict_of(const struct ewc_findings *findings, const struct ewc_case *c,
                                const struct ewc_catalogue *catalogue, bool strict)
{
    static const enum ewc_verdict BY_SEVERITY[] = {EWC_PASS, EWC_WARN, EWC_FAIL, EWC_ERROR};
    enum ewc_verdict verdict = findings->fired ? EWC_PASS : EWC_ERROR;
    const struct ewc_finding *f;

    for (f = findings->first; f; f = f->next)
        verdict = ewc_verdict_worse(verdict, BY_SEVERITY[ewc_weigh(f, c, catalogue, strict).severity]);
    return verdict;
}
