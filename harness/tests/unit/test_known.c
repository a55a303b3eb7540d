/* known: which failures a list speaks of, and which entries are no longer true. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "known/known.h"

#include "test_stage.h"

static struct ewc_schema *schema;
static struct ewc_known *known;
static char path[] = "/tmp/ewc-known-XXXXXX";

static void start(void)
{
    struct ewc_known_scope scope = {.profile = "exchange2016", .target = "https://mail.example.org/EWS", .today = "2024-05-06"};
    struct ewc_err err = {0};

    ewc_xml_global_init();
    cr_assert(eq(int, (int)ewc_schema_load(EWC_TEST_DATA "/../../../cases/known.xsd", &schema, &err), EWC_OK), "%s",
              err.message);
    known = ewc_known_create(&scope);
    close(mkstemp(path));
}

static void stop(void)
{
    unlink(path);
    ewc_known_destroy(known);
    ewc_schema_free(schema);
    ewc_xml_global_cleanup();
}

TestSuite(known, .init = start, .fini = stop);

/* Loads a list with these entries. */
static enum ewc_status load(const char *entries, struct ewc_err *err)
{
    FILE *f = fopen(path, "w");

    cr_assert(f != NULL);
    fprintf(f, "<known xmlns=\"%s\">\n%s</known>", EWC_NS_KNOWN, entries);
    fclose(f);
    return ewc_known_load(known, path, schema, err);
}

/* A case c1 that covers R1, with a failing finding for each word. */
struct trial {
    struct ewc_case_covers covers[1];
    struct ewc_case c;
    struct ewc_finding findings[3];
    struct ewc_record record;
    struct ewc_case_result result;
};

static void make(struct trial *t, enum ewc_verdict verdict, unsigned count, const char *const *requirements)
{
    unsigned i;

    memset(t, 0, sizeof(*t));
    t->covers[0] = (struct ewc_case_covers){"R1", EWC_MUST, {0}};
    t->c = (struct ewc_case){.id = "c1", .file = "cases/x/c1.xml", .covers = t->covers, .covers_count = 1};
    for (i = 0; i < count; i++) {
        t->findings[i] = (struct ewc_finding){.id = "", .role = "MUST", .requirement_hint = requirements[i]};
        if (i)
            t->findings[i - 1].next = &t->findings[i];
    }
    t->record.findings.first = count ? &t->findings[0] : NULL;
    t->result = (struct ewc_case_result){.c = &t->c, .verdict = verdict, .records = &t->record};
}

/* What the review tells, a letter for each fault. */
static void note(void *ctx, enum ewc_known_fault fault, struct ewc_loc at, const char *text)
{
    char *letters = ctx;

    cr_expect(at.line > 0, "%s", text);
    cr_expect(strstr(text, path) != NULL, "the entry's file is named: %s", text);
    letters[strlen(letters)] = "gxn"[fault];
}

static bool has_c1(void *ctx, const char *id)
{
    (void)ctx;
    return strcmp(id, "c1") == 0;
}

static const char *review(bool whole)
{
    static char letters[16];

    memset(letters, 0, sizeof(letters));
    ewc_known_review(known, whole, has_c1, note, letters);
    return letters;
}

static const char *const R1[] = {"R1", "R2"};

Test(known, failure_of_a_case_is_known)
{
    struct trial t;

    cr_assert(eq(int, (int)load("<deviation case='c1'><reason> it is\n so </reason><link>urn:x</link></deviation>", NULL), EWC_OK));
    make(&t, EWC_FAIL, 2, R1);
    ewc_known_apply(known, &t.result);
    cr_expect(eq(str, (char *)t.result.known, "it is so (urn:x)"));
    cr_expect(eq(str, (char *)t.findings[1].known, "it is so (urn:x)"));
    cr_expect(eq(str, (char *)review(true), ""));
}

Test(known, another_failure_is_not)
{
    struct trial t;

    cr_assert(eq(int, (int)load("<deviation case='c1' requirement='R1'><reason>why</reason></deviation>", NULL), EWC_OK));
    make(&t, EWC_FAIL, 2, R1);
    ewc_known_apply(known, &t.result);
    cr_expect(t.result.known == NULL, "R2 is not known");
    cr_expect(t.findings[0].known != NULL);
    cr_expect(t.findings[1].known == NULL);
}

Test(known, failure_beside_an_error_is_not)
{
    struct trial t;

    cr_assert(eq(int, (int)load("<deviation case='c1'><reason>why</reason></deviation>", NULL), EWC_OK));
    make(&t, EWC_FAIL, 1, R1);
    t.result.reason = "time was over";
    ewc_known_apply(known, &t.result);
    cr_expect(zero(ptr, (void *)t.result.known));
}

Test(known, error_is_never_known)
{
    struct trial t;

    cr_assert(eq(int, (int)load("<deviation case='c1'><reason>why</reason></deviation>", NULL), EWC_OK));
    make(&t, EWC_ERROR, 0, R1);
    ewc_known_apply(known, &t.result);
    cr_expect(zero(ptr, (void *)t.result.known));
    cr_expect(eq(str, (char *)review(true), ""), "it could not be told whether the entry is gone");
}

Test(known, entry_that_passes_is_gone)
{
    struct trial t;

    cr_assert(eq(int, (int)load("<deviation case='c1'><reason>why</reason></deviation>", NULL), EWC_OK));
    make(&t, EWC_PASS, 0, R1);
    ewc_known_apply(known, &t.result);
    cr_expect(eq(str, (char *)review(false), "g"));
}

Test(known, requirement_is_gone_in_a_whole_run_only)
{
    struct trial t;

    cr_assert(eq(int, (int)load("<deviation requirement='R1'><reason>why</reason></deviation>", NULL), EWC_OK));
    make(&t, EWC_PASS, 0, R1);
    ewc_known_apply(known, &t.result);
    cr_expect(eq(str, (char *)review(false), ""));
    cr_expect(eq(str, (char *)review(true), "g"));
}

Test(known, entry_expires_after_its_day)
{
    struct trial t;

    cr_assert(eq(int, (int)load("<deviation case='c1' requirement='R1' expires='2024-05-06'><reason>today still</reason></deviation>"
                                "<deviation case='c1' requirement='R2' expires='2024-05-05'><reason>yesterday</reason></deviation>",
                                NULL),
                 EWC_OK));
    make(&t, EWC_FAIL, 2, R1);
    ewc_known_apply(known, &t.result);
    cr_expect(t.findings[0].known != NULL);
    cr_expect(t.findings[1].known == NULL);
    cr_expect(eq(str, (char *)review(true), "x"));
}

Test(known, other_servers_are_left_alone)
{
    struct trial t;

    cr_assert(eq(int, (int)load("<deviation case='c1' profile='exchange2013'><reason>why</reason></deviation>"
                                "<deviation case='c1' target='https://*.example.net/*'><reason>why</reason></deviation>"
                                "<deviation case='c9' profile='mock'><reason>why</reason></deviation>",
                                NULL),
                 EWC_OK));
    make(&t, EWC_FAIL, 1, R1);
    ewc_known_apply(known, &t.result);
    cr_expect(zero(ptr, (void *)t.result.known));
    cr_expect(eq(str, (char *)review(true), ""));
}

Test(known, case_that_is_not_there)
{
    cr_assert(eq(int, (int)load("<deviation case='c9'><reason>why</reason></deviation>", NULL), EWC_OK));
    cr_expect(eq(str, (char *)review(true), "n"));
    cr_expect(eq(str, (char *)review(false), ""));
}

/* A list that is refused. */
struct bad {
    char entries[120];
    int status;
};

ParameterizedTestParameters(known, refuses)
{
    static struct bad rows[] = {
        {"<deviation><reason>why</reason></deviation>", EWC_ECASE},
        {"<deviation case='c1'/>", EWC_EXML},
        {"<deviation case='c1'><reason> </reason></deviation>", EWC_EXML},
        {"<deviation case='../c1'><reason>why</reason></deviation>", EWC_EXML},
        {"<deviation case='c1' expires='tomorrow'><reason>why</reason></deviation>", EWC_EXML},
        {"<deviation case='c1' expires='2024-02-30'><reason>why</reason></deviation>", EWC_EXML},
        {"<deviation case='c1' reson='x'><reason>why</reason></deviation>", EWC_EXML},
        {"<deviation", EWC_EXML},
    };

    return cr_make_param_array(struct bad, rows, sizeof(rows) / sizeof(*rows));
}

ParameterizedTest(struct bad *b, known, refuses)
{
    struct ewc_err err = {0};

    cr_expect(eq(int, (int)load(b->entries, &err), b->status), "%s", err.message);
    cr_expect(err.at.line > 0, "%s", err.message);
}

/* A pattern, a text, and whether they match. */
struct match {
    char pattern[24], text[40];
    int matches;
};

ParameterizedTestParameters(known, matches)
{
    static struct match rows[] = {
        {"", "", 1},     {"", "a", 0},     {"*", "", 1},       {"*", "abc", 1},       {"a?c", "abc", 1},
        {"a?c", "ac", 0}, {"a*c", "abcbc", 1}, {"a*c", "abcb", 0}, {"*b*d", "abcbcd", 1}, {"**", "x", 1},
        {"?", "", 0},    {"*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 0},
    };

    return cr_make_param_array(struct match, rows, sizeof(rows) / sizeof(*rows));
}

ParameterizedTest(struct match *m, known, matches)
{
    cr_expect(eq(int, ewc_known_matches(m->pattern, m->text), m->matches), "%s %s", m->pattern, m->text);
}
