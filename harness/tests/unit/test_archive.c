/* archive: results read back, and what is told of files that are none. */
#include "archive/archive.h"

#include <unistd.h>

#include "test_stage.h"

static char folder[64];

static void open_folder(void)
{
    set_up();
    snprintf(folder, sizeof(folder), "/tmp/ews-conform-archive-XXXXXX");
    cr_assert(mkdtemp(folder) != NULL);
}

static void close_folder(void)
{
    (void)remove(ewc_arena_printf(arena, "%s/results.xml", folder));
    (void)rmdir(folder);
    tear_down();
}

TestSuite(archive, .init = open_folder, .fini = close_folder, .timeout = 60);

#define RESULTS(complete, inner)                                                                           \
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<results xmlns=\"" EWC_NS_RESULTS "\" complete=\"" complete   \
    "\">\n<run id=\"r1\" program=\"p\" target=\"http://127.0.0.1:1/\">\n<fact name=\"seed\" value=\"7\"/>\n"  \
    "<problem kind=\"fail\" file=\"k.xml\" line=\"3\">gone</problem>\n<note>a note</note>\n</run>\n" inner
#define CASE(id, inner)                                                                                    \
    "<case id=\"" id "\" file=\"cases/a/" id ".xml\" line=\"2\" verdict=\"fail\" attempts=\"2\" duration-ms=\"1.5\">\n" \
    inner "</case>\n"

static const char *write_file(const char *text)
{
    char *path = ewc_arena_printf(arena, "%s/results.xml", folder);
    struct ewc_err err = {0};

    cr_assert(eq(int, (int)ewc_file_write(path, ewc_str(text), &err), EWC_OK), "%s", err.message);
    return path;
}

static struct ewc_archive *load(const char *text)
{
    struct ewc_archive *archive = NULL;
    struct ewc_err err = {0};

    cr_assert(eq(int, (int)ewc_archive_load(write_file(text), &archive, &err), EWC_OK), "%s", err.message);
    return archive;
}

#define WHOLE(inner) RESULTS("yes", "<summary/>\n<suite name=\"a\">\n" inner "</suite>\n</results>\n")

Test(archive, tells_the_run)
{
    struct ewc_archive *a = load(WHOLE(CASE("one", "")));

    cr_expect(a->complete && !a->partial);
    cr_expect(eq(str, (char *)a->run.target, "http://127.0.0.1:1/"));
    cr_expect(eq(str, (char *)ewc_archive_fact(a, "seed"), "7"));
    cr_expect(zero(ptr, (void *)ewc_archive_fact(a, "none")));
    cr_expect(eq(uint, a->problem_count, 2));
    cr_expect(eq(int, (int)a->problems[0].kind, EWC_PROBLEM_FAIL));
    cr_expect(eq(int, (int)a->problems[1].kind, EWC_PROBLEM_NOTE));
    cr_expect(ewc_archive_find(a, "one") != NULL);
    cr_expect(zero(ptr, (void *)ewc_archive_find(a, "two")));
    ewc_archive_free(a);
}

/* Rows: what the file holds, the status, a part of the message. */
static const struct {
    const char *text;
    enum ewc_status status;
    const char *says;
} wrong[] = {
    {"", EWC_EXML, ""},
    {"<results", EWC_EXML, ""},
    {"<a/>", EWC_EXML, "results of a run"},
    {"<results/>", EWC_EXML, "results of a run"},
    {RESULTS("yes", "<summary/>\n<suite name=\"a\">\n"), EWC_EXML, ""},
    {"<?xml version=\"1.0\"?>\n<results xmlns=\"" EWC_NS_RESULTS "\" complete=\"no\">\n<run id=\"x\"", EWC_EXML, "nothing to read"},
};

Test(archive, refuses_what_is_none)
{
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        struct ewc_archive *a = NULL;
        struct ewc_err err = {0};

        cr_expect(eq(int, (int)ewc_archive_load(write_file(wrong[i].text), &a, &err), (int)wrong[i].status), "row %zu", i);
        cr_expect(has(err.message, wrong[i].says), "row %zu: %s", i, err.message);
        cr_expect(zero(ptr, (void *)a), "output is untouched on failure");
    }
}

Test(archive, refuses_a_file_that_is_not_there)
{
    struct ewc_archive *a = NULL;
    struct ewc_err err = {0};

    cr_expect(eq(int, (int)ewc_archive_load("/none/results.xml", &a, &err), EWC_EIO));
    cr_expect(ewc_archive_is_partial("/none/results.xml") == false);
    ewc_archive_free(NULL);
}

Test(archive, reads_what_a_killed_run_left)
{
    const char *text = RESULTS("no", "<summary planned=\"5\"/>\n" CASE("one", "") CASE("two", "") "<case id=\"three\" file=\"c");
    struct ewc_archive *a = load(text);

    cr_expect(ewc_archive_is_partial(write_file(text)));
    cr_expect(a->partial && !a->complete);
    cr_expect(eq(uint, a->count, 2));
    cr_expect(eq(uint, a->planned, 5));
    ewc_archive_free(a);
}

/* A hundred thousand beginnings and one end: no time to speak of. */
Test(archive, bears_many_cut_cases, .timeout = 20)
{
    struct ewc_archive *a;
    struct ewc_buf text;

    ewc_buf_init(&text, 0);
    ewc_buf_text(&text, RESULTS("no", "<summary planned=\"5/>\n"));
    for (int i = 0; i < 100000; i++)
        ewc_buf_text(&text, "<case id=\"cut\" file=\"a\"\n");
    ewc_buf_text(&text, CASE("one", "") "\n");
    a = load(take_text(&text));
    cr_expect(eq(uint, a->count, 1));
    cr_expect(eq(uint, a->planned, 0));
    ewc_archive_free(a);
}

#define STEP(body)                                                                                         \
    "<step id=\"s\" kind=\"step\" line=\"4\" verdict=\"fail\">\n<request method=\"POST\" url=\"u\"/>\n<response outcome=\"" \
    "ok\" status=\"200\" http-version=\"1.1\"><header name=\"a\">b</header>" body "</response>\n<finding requirement=\"R1\"" \
    " severity=\"fail\" level=\"MUST\"><text>t</text></finding>\n<finding requirement=\"R2\" severity=\"warn\"/>\n</step>\n"

static enum ewc_status records(struct ewc_archive *a, struct ewc_record **out, struct ewc_err *err)
{
    return ewc_archive_records(&a->cases[0], arena, out, err);
}

Test(archive, tells_exchanges_and_findings)
{
    struct ewc_archive *a = load(WHOLE(CASE("one", STEP("<body form=\"base64\" bytes=\"9\" cut=\"yes\">AAH\n/</body>"))));
    struct ewc_record *r = NULL;
    struct ewc_err err = {0};

    cr_assert(eq(int, (int)records(a, &r, &err), EWC_OK), "%s", err.message);
    cr_assert(r && r->exchange && !r->next);
    cr_expect(eq(uint, r->exchange->status, 200));
    cr_expect(eq(uint, r->exchange->http_version, 11));
    cr_expect(eq(str, (char *)r->exchange->headers[0].value, "b"));
    cr_assert(eq(sz, r->response_body.len, 3));
    cr_expect(eq(int, memcmp(r->response_body.ptr, "\x00\x01\xFF", 3), 0));
    cr_expect(eq(sz, r->response_bytes, 9), "the length before it was cut");
    cr_assert(eq(uint, r->findings.count, 2));
    cr_expect(ewc_archive_is_failure(r->findings.first));
    cr_expect(ewc_archive_is_failure(r->findings.first->next) == false);
    ewc_archive_free(a);
}

Test(archive, refuses_a_body_that_is_no_base64)
{
    struct ewc_archive *a = load(WHOLE(CASE("one", STEP("<body form=\"base64\">A?</body>"))));
    struct ewc_record *r = NULL;
    struct ewc_case_result result;
    struct ewc_err err = {0};

    cr_expect(eq(int, (int)records(a, &r, &err), EWC_EXML));
    cr_expect(has(err.message, "base64"));
    cr_expect(zero(ptr, (void *)r));
    err = (struct ewc_err){0};
    cr_expect(eq(int, (int)ewc_archive_result(&a->cases[0], arena, &result, &err), EWC_EXML));
    ewc_archive_free(a);
}

/* Numbers and words of foreign hands mean nothing, and harm nothing. */
Test(archive, bears_odd_values)
{
    struct ewc_archive *a =
        load(WHOLE("<case id=\"one\" line=\"-1\" attempts=\"99999999999\" place=\"x\" duration-ms=\"1e99\" verdict=\"?\" "
                   "started=\"2024-05-06T07:08:09Z and much more than a time of day\">\n"
                   "<step id=\"s\" kind=\"?\"><request/><response outcome=\"?\" status=\"-7\" http-version=\"x\"/></step>\n"
                   "<attempt number=\"1\"/>\n<tag>t</tag>\n<variable name=\"group.id\" value=\"v\"/>\n</case>\n"));
    const struct ewc_archive_case *c = &a->cases[0];
    struct ewc_case_result result;
    struct ewc_err err = {0};

    cr_expect(eq(uint, c->line, 0));
    cr_expect(eq(uint, c->attempts, 1));
    cr_expect(eq(u64, c->duration_us, 0));
    cr_expect(eq(int, (int)c->verdict, EWC_ERROR));
    cr_expect(eq(str, (char *)ewc_archive_variable(c, "group.id"), "v"));
    cr_assert(eq(int, (int)ewc_archive_result(c, arena, &result, &err), EWC_OK), "%s", err.message);
    cr_expect(eq(str, (char *)result.started, ""), "too long for a time");
    cr_expect(eq(int, (int)result.records->exchange->outcome, EWC_HTTP_CANCELLED));
    cr_expect(result.earlier_attempts.len > 0);
    cr_expect(eq(uint, result.c->covers_count, 0));
    cr_expect(eq(str, (char *)result.c->covers[0].requirement, ""), "weighing looks at the first");
    ewc_archive_free(a);
}

Test(archive, says_that_its_arena_is_full)
{
    struct ewc_archive *a = load(WHOLE(CASE("one", STEP("<body>b</body>"))));
    unsigned refused = 0;

    for (size_t max = 1; max < 4000; max += 16) {
        struct ewc_arena *small = ewc_arena_create(max);
        struct ewc_case_result result;
        struct ewc_err err = {0};
        enum ewc_status st = ewc_archive_result(&a->cases[0], small, &result, &err);

        cr_expect(st == EWC_OK || st == EWC_ENOMEM, "%zu bytes: status %d", max, (int)st);
        refused += st == EWC_ENOMEM;
        ewc_arena_destroy(small);
    }
    cr_expect(refused > 20);
    ewc_archive_free(a);
}
