/* report: each report is written whole or not at all. */
#include "report/report.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test_stage.h"
#include "xslt/xslt.h"

static char folder[64];

static void open_folder(void)
{
    set_up();
    ewc_xslt_global_init();
    snprintf(folder, sizeof(folder), "/tmp/ews-conform-report-XXXXXX");
    cr_assert(mkdtemp(folder) != NULL);
}

static const char *in_folder(const char *name)
{
    return ewc_arena_printf(arena, "%s/%s", folder, name);
}

/* Calls for each name in the folder. */
static void each_name(void (*visit)(const char *name))
{
    DIR *dir = opendir(folder);
    struct dirent *entry;

    cr_assert(dir != NULL);
    while ((entry = readdir(dir)))
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            visit(entry->d_name);
    closedir(dir);
}

static const char *names;

static void add_name(const char *name)
{
    names = ewc_arena_printf(arena, "%s%s ", names, name);
}

/* What is in the folder, in no order. */
static const char *left(void)
{
    names = "";
    each_name(add_name);
    return names;
}

static void remove_name(const char *name)
{
    unlink(in_folder(name));
}

static void close_folder(void)
{
    each_name(remove_name);
    rmdir(folder);
    tear_down();
}

TestSuite(report, .init = open_folder, .fini = close_folder, .timeout = 60);

#define SAYS(found, wanted) cr_expect(eq(str, (char *)(found), (char *)(wanted)))
#define RESULTS(...) ((const char *const[]){__VA_ARGS__, NULL})

static struct ewc_report to(const char *stylesheet, const char *name)
{
    return (struct ewc_report){data_path(ewc_arena_printf(arena, "report/%s.xsl", stylesheet)),
                               in_folder(name), NULL};
}

static enum ewc_status write_reports(const char *const *results, const struct ewc_report *reports,
                                     struct ewc_err *err)
{
    return ewc_report_write(results, reports, err);
}

static enum ewc_status write_one(const char *results, const char *stylesheet, struct ewc_err *err)
{
    struct ewc_report reports[] = {to(stylesheet, "out"), {0}};

    return write_reports(RESULTS(data_path(results)), reports, err);
}

Test(report, renders_one_result)
{
    struct ewc_err err = {0};

    cr_assert(eq(int, (int)write_one("results/mixed.xml", "roots", &err), EWC_OK), "%s", err.message);
    cr_expect(has(file_text(in_folder("out")), "results "), "%s", file_text(in_folder("out")));
    SAYS(left(), "out ");
}

Test(report, puts_several_results_beside_each_other)
{
    struct ewc_report reports[] = {to("roots", "out"), {0}};
    struct ewc_err err = {0};
    const char *text;

    cr_assert(eq(int,
                 (int)write_reports(RESULTS(data_path("results/mixed.xml"), data_path("results/second.xml"),
                                            data_path("results/mixed.xml")),
                                    reports, &err),
                 EWC_OK),
              "%s", err.message);
    text = file_text(in_folder("out"));
    cr_expect(has(text, "runs "), "%s", text);
    cr_expect(eq(uint, (unsigned)(strlen(text) - strlen("runs\n")), 3 * strlen(" k3x9q1")), "three ids: %s",
              text);
}

Test(report, loads_before_there_is_something_to_report)
{
    struct ewc_report reports[] = {to("roots", "out"), {0}};
    struct ewc_report none[] = {to("none", "a"), to("roots", "b"), to("neither", "c"), {0}};
    struct ewc_err err = {.more = arena};

    cr_assert(eq(int, (int)ewc_report_load(reports, &err), EWC_OK), "%s", err.message);
    cr_assert(eq(int, (int)write_reports(RESULTS(data_path("results/mixed.xml")), reports, &err), EWC_OK));
    cr_expect(has(file_text(in_folder("out")), "results "), "%s", file_text(in_folder("out")));
    ewc_report_unload(reports);
    cr_expect(eq(ptr, (void *)reports[0].sheet, NULL));
    cr_expect(eq(int, (int)ewc_report_load(none, &err), EWC_EIO));
    cr_assert(ne(ptr, (void *)err.next, NULL), "both are told");
    cr_expect(has(err.at.file, "none.xsl") && has(err.next->at.file, "neither.xsl"));
    ewc_report_unload(none);
    SAYS(left(), "out ");
}

Test(report, renders_several_reports_without_one_disturbing_the_next)
{
    struct ewc_report reports[] = {to("strips", "a"), to("blanks", "b"), {0}};
    struct ewc_err err = {0};

    cr_assert(eq(int, (int)write_reports(RESULTS(data_path("results/mixed.xml")), reports, &err), EWC_OK),
              "%s", err.message);
    SAYS(file_text(in_folder("a")), "0");
    SAYS(file_text(in_folder("b")), "true");
}

/* ---- in pieces ------------------------------------------------------------------------------------------ */

/* Of a passed case, with a step as it should be; in the odd one something was observed. */
#define STEP(verdict, finding)                                                                                       \
    "<tag>slow</tag>\n<tag>rare</tag>\n<covers requirement=\"R1\" level=\"MUST\"/>\n"                                   \
    "<covers requirement=\"R2\" level=\"MAY\"/>\n<variable name=\"unique\" value=\"a &amp; b\"/>\n"                      \
    "<step id=\"s\" kind=\"step\" line=\"5\" verdict=\"" verdict "\" elapsed-ms=\"1.0\" rules=\"1\">\n" finding              \
    "<request method=\"POST\" url=\"http://x/\" operation=\"SetImGroup\" offset-ms=\"0.1\">\n"                           \
    "<header name=\"Host\">x</header>\n<body form=\"text\" bytes=\"3\">&lt;a&gt;</body>\n</request>\n</step>\n"
#define LONG_CASE STEP("pass", "")
#define ODD_CASE                                                                                                     \
    STEP("pass", "<finding id=\"R1\" requirement=\"R1\" level=\"OBS\" severity=\"observed\">\n"                           \
                 "<text>It may be so.</text>\n</finding>\n")

/* Results as `result` lays them out: a suite of 70 cases (64 make a slice) and one of none. */
static const char *laid_out_as(const char *suite, const char *last_title, const char *extra)
{
    struct ewc_buf text;
    const char *path = in_folder("laid-out.xml");

    ewc_buf_init(&text, 0);
    ewc_buf_printf(&text,
                   "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<results xmlns=\"urn:ews-conform:results:1\" "
                   "complete=\"yes\">\n<run id=\"k1\" duration-ms=\"2\" started=\"2024-05-06T07:08:09Z\">\n"
                   "</run>\n%s<summary cases=\"70\" pass=\"70\" fail=\"0\" warn=\"0\" error=\"0\" skip=\"0\">\n"
                   "<suite name=\"%s\" cases=\"70\"/>\n<suite name=\"b\" cases=\"0\"/>\n"
                   "<requirement id=\"R1\" level=\"MUST\" verdict=\"pass\">\n<case id=\"c0\" verdict=\"pass\"/>\n"
                   "</requirement>\n</summary>\n<suite name=\"%s\">\n",
                   extra, suite, suite);
    for (unsigned i = 0; i < 70; i++)
        ewc_buf_printf(&text,
                       "<case number=\"%u\" id=\"c%u\" file=\"a/c%u.xml\" line=\"2\" verdict=\"pass\" "
                       "duration-ms=\"1.5\">\n<title>%s</title>\n%s</case>\n",
                       i + 1, i, i, i == 3 ? "a &lt;b&gt; &quot;c&quot;" : i == 64 ? last_title : "It is so",
                       i % 7 == 5 ? LONG_CASE : i % 7 == 6 ? ODD_CASE : "");
    ewc_buf_text(&text, "</suite>\n<suite name=\"b\">\n</suite>\n</results>\n");
    cr_assert(eq(int, (int)ewc_file_write(path, ewc_buf_view(&text), NULL), EWC_OK));
    ewc_buf_finish(&text);
    return path;
}

static const char *laid_out(const char *extra)
{
    return laid_out_as("a", "It is so", extra);
}

static const char *rendered(const char *stylesheet, const char *results)
{
    struct ewc_report reports[] = {{stylesheet, in_folder("out"), NULL}, {0}};
    struct ewc_err err = {0};

    cr_assert(eq(int, (int)write_reports(RESULTS(results), reports, &err), EWC_OK), "%s", err.message);
    return file_text(in_folder("out"));
}

Test(report, renders_piece_by_piece_what_has_parts)
{
    SAYS(rendered(data_path("report/parts.xsl"), laid_out("")),
         "head k1 70 1  2 0;suite-head k1 70 0 a 1 0;case k1 70 0 a 0 64;case k1 70 0 a 0 6;"
         "suite-tail k1 70 0 a 1 0;suite-head k1 70 0 b 1 0;suite-tail k1 70 0 b 1 0;tail k1 70 1  2 0;");
}

Test(report, renders_as_a_whole_what_is_laid_out_otherwise)
{
    SAYS(rendered(data_path("report/parts.xsl"), laid_out("<!-- by hand -->\n")), "all k1 70 1 a 2 70;");
}

Test(report, pieces_are_the_whole)
{
    static const char *const sheets[] = {"ctrf", "github", "junit", "markdown", "tap"};

    for (size_t i = 0; i < COUNT_OF(sheets); i++) {
        const char *sheet = ewc_arena_printf(arena, "%s/reports/%s.xsl", EWC_ROOT, sheets[i]);
        const char *pieces = rendered(sheet, laid_out(""));

        SAYS(pieces, rendered(sheet, laid_out("<!-- by hand -->\n")));
        /* what has to be escaped stands beside the cases */
        pieces = rendered(sheet, laid_out_as("a&amp;b", "It is so", ""));
        SAYS(pieces, rendered(sheet, laid_out_as("a&amp;b", "It is so", "<!-- by hand -->\n")));
        pieces = rendered(sheet, laid_out_as("a/b", "\"It\" is so", ""));
        SAYS(pieces, rendered(sheet, laid_out_as("a/b", "\"It\" is so", "<!-- by hand -->\n")));
    }
}

Test(report, has_nothing_to_do_without_reports)
{
    struct ewc_report none = {0};
    struct ewc_err err = {0};

    cr_expect(eq(int, (int)write_reports(RESULTS("/nowhere"), &none, &err), EWC_OK));
    cr_expect(eq(int, (int)write_reports((const char *const[]){NULL}, &none, &err), EWC_OK));
}

Test(report, needs_results)
{
    struct ewc_report reports[] = {to("roots", "out"), {0}};
    struct ewc_err err = {0};

    cr_expect(eq(int, (int)write_reports((const char *const[]){NULL}, reports, &err), EWC_EUSAGE));
    SAYS(left(), "");
}

struct fault {
    char results[32];
    char stylesheet[32];
    int status;
    char message[64];
};

ParameterizedTestParameters(report, writes_nothing_on_failure)
{
    static struct fault rows[] = {
        {"report/none.xml", "roots", EWC_EIO, "none.xml"},
        {"report/junit.xml", "roots", EWC_EXML, "expected <results xmlns=\"urn:ews-conform:results:1\">"},
        {"report/no-namespace.xml", "roots", EWC_EXML, "expected <results xmlns="},
        {"report/cut-off.xml", "roots", EWC_EXML, ""},
        {"results/mixed.xml", "none", EWC_EIO, "none.xsl"},
        {"results/mixed.xml", "wrong", EWC_EXSLT, ""},
        {"results/mixed.xml", "stops-itself", EWC_EXSLT, "Enough."},
    };
    return cr_make_param_array(struct fault, rows, COUNT_OF(rows));
}

ParameterizedTest(struct fault *f, report, writes_nothing_on_failure)
{
    struct ewc_err err = {0};

    cr_assert(eq(int, (int)ewc_file_write(in_folder("out"), ewc_str("what was there"), &err), EWC_OK));
    cr_expect(eq(int, (int)write_one(f->results, f->stylesheet, &err), f->status), "%s", err.message);
    cr_expect(has(err.message, f->message), "%s", err.message);
    SAYS(file_text(in_folder("out")), "what was there");
    SAYS(left(), "out ");
}

Test(report, tells_one_wrong_file_of_several)
{
    struct ewc_report reports[] = {to("roots", "out"), {0}};
    struct ewc_err err = {0};

    cr_expect(eq(int,
                 (int)write_reports(RESULTS(data_path("results/mixed.xml"), data_path("report/junit.xml")),
                                    reports, &err),
                 EWC_EXML));
    cr_expect(has(err.at.file, "junit.xml"), "%s", err.at.file);
    SAYS(left(), "");
}

Test(report, tells_a_place_that_cannot_be_written)
{
    struct ewc_report reports[] = {to("roots", "no/such/folder"), {0}};
    struct ewc_err err = {0};

    cr_expect(eq(int, (int)write_reports(RESULTS(data_path("results/mixed.xml")), reports, &err), EWC_EIO));
    SAYS(left(), "");
    reports[0].path = folder;
    err = (struct ewc_err){0};
    cr_expect(eq(int, (int)write_reports(RESULTS(data_path("results/mixed.xml")), reports, &err), EWC_EIO));
}

/* One that fails keeps no other from being written; the first cause is told. */
Test(report, tries_all)
{
    struct ewc_report reports[] = {to("stops-itself", "a"), to("roots", "b"), to("wrong", "c"), {0}};
    struct ewc_err err = {0};

    cr_expect(
        eq(int, (int)write_reports(RESULTS(data_path("results/mixed.xml")), reports, &err), EWC_EXSLT));
    cr_expect(has(err.message, "Enough."), "%s", err.message);
    SAYS(left(), "b ");
}

/* The product's own reports, over every sample. */
Test(report, renders_the_product_s_own)
{
    static const char *const sheets[] = {"ctrf", "github", "html", "junit", "markdown", "tap"};
    static const char *const samples[] = {"empty", "hostile", "incomplete", "mixed", "second"};

    for (size_t i = 0; i < COUNT_OF(samples); i++)
        for (size_t k = 0; k < COUNT_OF(sheets); k++) {
            struct ewc_report reports[] = {
                {ewc_arena_printf(arena, "%s/reports/%s.xsl", EWC_ROOT, sheets[k]), in_folder("out"), NULL}, {0}};
            struct ewc_err err = {0};

            cr_expect(eq(int,
                         (int)write_reports(
                             RESULTS(data_path(ewc_arena_printf(arena, "results/%s.xml", samples[i]))),
                             reports, &err),
                         EWC_OK),
                      "%s of %s: %s", sheets[k], samples[i], err.message);
            cr_expect(ewc_xml_is_text(ewc_str(file_text(in_folder("out")))), "%s of %s", sheets[k],
                      samples[i]);
        }
}
