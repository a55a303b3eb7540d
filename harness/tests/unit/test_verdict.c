/* verdict: what a finding weighs, by its role, by the catalogue, by the case, and strictly. */
#include "verdict/verdict.h"

#include "test_stage.h"

TestSuite(verdict, .timeout = 30);

#define SAYS(found, wanted) cr_expect(eq(str, (char *)(found), (char *)(wanted)))

static const struct ewc_requirement items[] = {
    {.id = "R1", .level = EWC_MUST},
    {.id = "R2", .level = EWC_SHOULD},
    {.id = "R3", .level = EWC_MAY},
    {.id = "R4", .level = EWC_OBS},
};
static const struct ewc_catalogue catalogue = {items, COUNT_OF(items)};

/* A case whose first requirement has a level of its own. */
static const struct ewc_case_covers covers[] = {{.requirement = "OWN", .level = EWC_OBS},
                                                {.requirement = "R2", .level = EWC_MUST}};
static const struct ewc_case_covers covers_must[] = {{.requirement = "R1", .level = EWC_MUST}};
static const struct ewc_case open_case = {.id = "x", .covers = covers, .covers_count = 2};
static const struct ewc_case must_case = {.id = "y", .covers = covers_must, .covers_count = 1};

static const struct row {
    const char *id, *role, *hint;
    bool is_report;
    const struct ewc_case *c;
    const char *requirement;
    enum ewc_level level;
    enum ewc_severity usual, strict;
} rows[] = {
    /* the catalogue's level */
    {"R1", "", "", false, &open_case, "R1", EWC_MUST, EWC_FAILURE, EWC_FAILURE},
    {"R2", "", "", false, &open_case, "R2", EWC_SHOULD, EWC_WARNING,
     EWC_FAILURE}, /* before that of the case */
    {"R3", "", "", false, &open_case, "R3", EWC_MAY, EWC_WARNING, EWC_FAILURE},
    {"R4", "", "", false, &open_case, "R4", EWC_OBS, EWC_NOTE, EWC_NOTE},
    {"R1", "", "", true, &open_case, "R1", EWC_MUST, EWC_FAILURE, EWC_FAILURE},
    {"R4", "", "", true, &open_case, "R4", EWC_OBS, EWC_NOTE, EWC_NOTE},
    /* the role's goes before it */
    {"R1", "SHOULD", "", false, &open_case, "R1", EWC_SHOULD, EWC_WARNING, EWC_FAILURE},
    {"R1", "OBS", "", false, &open_case, "R1", EWC_OBS, EWC_NOTE, EWC_NOTE},
    {"R4", "MUST", "", false, &open_case, "R4", EWC_MUST, EWC_FAILURE, EWC_FAILURE},
    {"R4", "error", "", false, &open_case, "R4", EWC_MUST, EWC_FAILURE, EWC_FAILURE},
    {"R4", "ERROR", "", false, &open_case, "R4", EWC_MUST, EWC_FAILURE, EWC_FAILURE},
    {"R4", "fatal", "", false, &open_case, "R4", EWC_MUST, EWC_FAILURE, EWC_FAILURE},
    {"R1", "warning", "", false, &open_case, "R1", EWC_SHOULD, EWC_WARNING, EWC_FAILURE},
    {"R1", "Warn", "", false, &open_case, "R1", EWC_SHOULD, EWC_WARNING, EWC_FAILURE},
    {"R1", "may", "", false, &open_case, "R1", EWC_MAY, EWC_WARNING, EWC_FAILURE},
    {"R1", "info", "", false, &open_case, "R1", EWC_OBS, EWC_NOTE, EWC_NOTE},
    {"R1", "information", "", true, &open_case, "R1", EWC_OBS, EWC_NOTE, EWC_NOTE},
    /* roles that name no level */
    {"R2", "stop", "", false, &open_case, "R2", EWC_SHOULD, EWC_WARNING, EWC_FAILURE},
    {"R2", "caution", "", false, &open_case, "R2", EWC_SHOULD, EWC_WARNING, EWC_FAILURE},
    {"R2", "MUSTARD", "", false, &open_case, "R2", EWC_SHOULD, EWC_WARNING, EWC_FAILURE},
    {"R1", "unjudged", "", false, &open_case, "R1", EWC_MUST, EWC_UNJUDGED, EWC_UNJUDGED},
    {"R4", "unjudged", "", false, &open_case, "R4", EWC_OBS, EWC_UNJUDGED, EWC_UNJUDGED},
    /* what it counts for */
    {"unknown", "", "", false, &must_case, "R1", EWC_MUST, EWC_FAILURE, EWC_FAILURE},
    {"", "", "", false, &must_case, "R1", EWC_MUST, EWC_FAILURE, EWC_FAILURE},
    {"unknown", "", "", false, &open_case, "OWN", EWC_OBS, EWC_NOTE, EWC_NOTE},
    {"OWN", "", "", false, &open_case, "OWN", EWC_OBS, EWC_NOTE, EWC_NOTE},
    {"unknown", "", "R3", false, &open_case, "R3", EWC_MAY, EWC_WARNING, EWC_FAILURE},
    {"R1", "", "R3", false, &open_case, "R1", EWC_MUST, EWC_FAILURE, EWC_FAILURE}, /* its own id first */
    {"unknown", "", "nowhere", false, &open_case, "nowhere", EWC_MUST, EWC_FAILURE, EWC_FAILURE},
    /* a report that names nothing is a MUST */
    {"unknown", "", "", true, &open_case, "OWN", EWC_MUST, EWC_FAILURE, EWC_FAILURE},
    {"", "", "", true, &open_case, "OWN", EWC_MUST, EWC_FAILURE, EWC_FAILURE},
    {"unknown", "OBS", "", true, &open_case, "OWN", EWC_OBS, EWC_NOTE, EWC_NOTE},
    {"unknown", "", "R4", true, &open_case, "R4", EWC_OBS, EWC_NOTE, EWC_NOTE},
    {"OWN", "", "", true, &open_case, "OWN", EWC_OBS, EWC_NOTE, EWC_NOTE},
};

static struct ewc_finding finding(const struct row *row)
{
    return (struct ewc_finding){
        .id = row->id, .role = row->role, .requirement_hint = row->hint, .is_report = row->is_report};
}

Test(verdict, weighs)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct ewc_finding f = finding(&rows[i]);

        for (int strict = 0; strict < 2; strict++) {
            struct ewc_meaning m = ewc_weigh(&f, rows[i].c, &catalogue, strict);

            cr_expect(eq(str, (char *)m.requirement, (char *)rows[i].requirement), "row %zu", i);
            cr_expect(eq(int, (int)m.level, (int)rows[i].level), "row %zu", i);
            cr_expect(eq(int, (int)m.severity, (int)(strict ? rows[i].strict : rows[i].usual)), "row %zu",
                      i);
        }
    }
}

Test(verdict, weighs_without_a_catalogue)
{
    struct ewc_finding f = {.id = "R2", .role = "", .requirement_hint = ""};

    cr_expect(eq(int, (int)ewc_weigh(&f, &open_case, NULL, false).level, EWC_MUST), "as the case has it");
    f.id = "R1";
    cr_expect(eq(str, (char *)ewc_weigh(&f, &open_case, NULL, false).requirement, "OWN"));
}

/* Verdict of a step with findings of these roles; NULL ends. */
static enum ewc_verdict of(unsigned fired, bool strict, const char *const *roles)
{
    struct ewc_finding f[8] = {0};
    struct ewc_findings findings = {.fired = fired};

    for (unsigned i = 0; roles[i]; i++) {
        f[i] = (struct ewc_finding){.id = "R1", .role = roles[i], .requirement_hint = ""};
        f[i].next = roles[i + 1] ? &f[i + 1] : NULL;
        findings.first = f;
    }
    return ewc_verdict_of(&findings, &must_case, &catalogue, strict);
}

#define ROLES(...) ((const char *const[]){__VA_ARGS__, NULL})

Test(verdict, takes_the_worst)
{
    cr_expect(eq(int, (int)of(1, false, (const char *const[]){NULL}), EWC_PASS));
    cr_expect(eq(int, (int)of(1, false, ROLES("OBS", "OBS")), EWC_PASS));
    cr_expect(eq(int, (int)of(1, false, ROLES("OBS", "SHOULD", "OBS")), EWC_WARN));
    cr_expect(eq(int, (int)of(1, true, ROLES("OBS", "SHOULD", "OBS")), EWC_FAIL));
    cr_expect(eq(int, (int)of(1, true, ROLES("OBS")), EWC_PASS));
    cr_expect(eq(int, (int)of(1, false, ROLES("SHOULD", "MUST", "MAY")), EWC_FAIL));
    cr_expect(eq(int, (int)of(1, false, ROLES("unjudged", "SHOULD")), EWC_ERROR));
    cr_expect(eq(int, (int)of(1, false, ROLES("unjudged", "MUST")), EWC_FAIL), "a broken MUST is known");
}

Test(verdict, is_an_error_where_no_rule_fired)
{
    cr_expect(eq(int, (int)of(0, false, (const char *const[]){NULL}), EWC_ERROR));
    cr_expect(eq(int, (int)of(0, false, ROLES("OBS")), EWC_ERROR));
    cr_expect(eq(int, (int)of(0, false, ROLES("SHOULD")), EWC_ERROR));
    cr_expect(eq(int, (int)of(0, false, ROLES("MUST")), EWC_FAIL));
}

Test(verdict, orders_verdicts)
{
    const enum ewc_verdict order[] = {EWC_SKIP, EWC_PASS, EWC_WARN, EWC_ERROR, EWC_FAIL};
    const char *names[] = {"skip", "pass", "warn", "error", "fail"};

    for (size_t i = 0; i < COUNT_OF(order); i++) {
        SAYS(ewc_verdict_name(order[i]), names[i]);
        for (size_t k = 0; k < COUNT_OF(order); k++)
            cr_expect(eq(int, (int)ewc_verdict_worse(order[i], order[k]), (int)order[i > k ? i : k]));
    }
    SAYS(ewc_severity_name(EWC_NOTE), "note");
    SAYS(ewc_severity_name(EWC_WARNING), "warn");
    SAYS(ewc_severity_name(EWC_FAILURE), "fail");
    SAYS(ewc_severity_name(EWC_UNJUDGED), "error");
}
