/* result: results.xml is valid and keeps its rules whatever ended when, and whatever texts are in it. */
#include "result/result.h"

#include <dirent.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test_stage.h"
#include "xslt/xslt.h"

static char folder[64];
static struct ewc_schema *schema;
static struct ewc_sheet *rules;
static struct ewc_xml *doc;

static void open_folder(void)
{
    struct ewc_err err = {0};

    set_up();
    ewc_xslt_global_init();
    schema = product_schema("reports/results.xsd");
    cr_assert(eq(int, (int)ewc_sheet_load(data_path("../reports/rules.xsl"), &rules, &err), EWC_OK), "%s",
              err.message);
    snprintf(folder, sizeof(folder), "/tmp/ews-conform-result-XXXXXX");
    cr_assert(mkdtemp(folder) != NULL);
}

static const char *in_folder(const char *name)
{
    return ewc_arena_printf(arena, "%s/%s", folder, name);
}

/* How many files are in a folder; they are removed when asked. */
static unsigned files_in(const char *path, bool remove_them)
{
    DIR *dir = opendir(path);
    struct dirent *entry;
    unsigned count = 0;

    cr_assert(dir != NULL);
    while ((entry = readdir(dir)))
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            count++;
            if (remove_them)
                remove(ewc_arena_printf(arena, "%s/%s", path, entry->d_name));
        }
    closedir(dir);
    return count;
}

static void close_folder(void)
{
    ewc_xml_free(doc);
    ewc_sheet_free(rules);
    ewc_schema_free(schema);
    (void)files_in(folder, true);
    rmdir(folder);
    tear_down();
}

TestSuite(result, .init = open_folder, .fini = close_folder, .timeout = 60);

#define SAYS(found, wanted) cr_expect(eq(str, (char *)(found), (char *)(wanted)))

/* ---- a plan, and what became of it
 * ------------------------------------------------------------------------------- */

#define HOSTILE "<&>\"']]>\t\r\n\x01\xFF\xC3\xA9\xF0\x9D\x84\x9E"

static const struct ewc_requirement items[] = {
    {.id = "R1", .level = EWC_MUST, .statement = "One <&>.", .source = "S"},
    {.id = "R2", .level = EWC_SHOULD, .statement = "Two.", .source = ""},
    {.id = "R3", .level = EWC_OBS, .statement = "Three.", .source = "S"},
    {.id = "R4", .level = EWC_MUST, .statement = "Four.", .source = "S"},
};
static const struct ewc_catalogue catalogue = {items, COUNT_OF(items)};

static const char *const no_tags[] = {NULL};
static const struct ewc_case_covers covers_1[] = {{"R1", EWC_MUST, {0}}};
static const struct ewc_case_covers covers_12[] = {{"R1", EWC_MUST, {0}}, {"R2", EWC_SHOULD, {0}}};
static const struct ewc_case_covers covers_3[] = {{"R3", EWC_OBS, {0}}};

#define CASE(name, path, what)                                                                             \
    {                                                                                                      \
        .id = name, .file = path "/" name ".xml", .title = "A title", .description = "", .tags = no_tags,  \
        .covers = what, .covers_count = COUNT_OF(what), .at.line = 2                                       \
    }

static const struct ewc_case cases[] = {
    CASE("a", "cases/one", covers_1),  CASE("b", "cases/two", covers_12), CASE("c", "cases/one", covers_3),
    CASE("d", "cases/zero", covers_1), CASE("e", "cases/two", covers_1),
};

static struct ewc_result *result;

static void create(const char *path, unsigned count, bool strict)
{
    struct ewc_err err = {0};

    cr_assert(eq(int, (int)ewc_result_create(path, count, &catalogue, strict, &result, &err), EWC_OK), "%s",
              err.message);
}

static struct ewc_case_result outcome(unsigned index, enum ewc_verdict verdict)
{
    return (struct ewc_case_result){.index = index,
                                    .c = &cases[index],
                                    .verdict = verdict,
                                    .reason = verdict == EWC_ERROR || verdict == EWC_SKIP ? "why" : NULL,
                                    .started = "2024-05-06T07:08:09Z",
                                    .duration_us = 1500,
                                    .attempts = 1};
}

static void add(const struct ewc_case_result *c)
{
    struct ewc_err err = {0};

    cr_assert(eq(int, (int)ewc_result_add(result, c, &err), EWC_OK), "%s", err.message);
}

static void add_verdict(unsigned index, enum ewc_verdict verdict)
{
    struct ewc_case_result c = outcome(index, verdict);

    add(&c);
}

static struct ewc_run_info run_info(void)
{
    return (struct ewc_run_info){.id = "k3x9q1",
                                 .program = "ews-conform 0.1.0",
                                 .target = "http://127.0.0.1:1/",
                                 .profile = "",
                                 .started = "2024-05-06T07:08:09Z",
                                 .duration_us = 2000,
                                 .jobs = 2,
                                 .requests = 17};
}

/* Finishes, and reads the file back: valid, and true to the rules that a schema can't say. */
static void finish_as(const struct ewc_run_info *info)
{
    struct ewc_err err = {0};
    struct ewc_buf broken;

    cr_assert(eq(int, (int)ewc_result_finish(result, info, &err), EWC_OK), "%s", err.message);
    ewc_xml_free(doc);
    doc = NULL;
    cr_assert(eq(int, (int)ewc_xml_parse_file(ewc_result_path(result), &doc, &err), EWC_OK), "%u: %s",
              err.at.line, err.message);
    cr_expect(eq(int, (int)ewc_schema_validate(schema, doc, &err), EWC_OK), "%u: %s", err.at.line,
              err.message);
    ewc_buf_init(&broken, 0);
    cr_assert(eq(int, (int)ewc_sheet_render(rules, doc, NULL, &broken, &err), EWC_OK), "%s", err.message);
    SAYS(take_text(&broken), "");
}

static void finish(void)
{
    struct ewc_run_info info = run_info();

    finish_as(&info);
}

/* An XPath's string value in the file that was written. */
static const char *look(const char *xpath)
{
    static const struct ewc_xml_ns ns[] = {{"r", "urn:ews-conform:results:1"}, {NULL, NULL}};
    const char *text = NULL;
    struct ewc_err err = {0};

    cr_assert(eq(int, (int)ewc_xml_xpath(doc, ewc_xml_root(doc), xpath, ns, NULL, arena, NULL, &text, &err),
                 EWC_OK),
              "%s", err.message);
    return text;
}

#define LOOK(xpath, wanted) cr_expect(eq(str, (char *)look(xpath), (char *)(wanted)), "%s", xpath)

/* ---- order and counts
 * ------------------------------------------------------------------------------------------------ */

Test(result, stands_in_the_order_of_the_plan)
{
    const unsigned order[] = {3, 2, 4, 0, 1}; /* in which they ended */

    create(in_folder("r.xml"), 5, false);
    for (size_t i = 0; i < COUNT_OF(order); i++)
        add_verdict(order[i], EWC_PASS);
    finish();
    LOOK("concat(//r:results/r:suite[1]/@name, ' ', //r:results/r:suite[2]/@name, ' ', "
         "//r:results/r:suite[3]/@name)",
         "one two zero");
    LOOK("concat(//r:case[@number=1]/@id, //r:case[@number=2]/@id, //r:case[@number=3]/@id, "
         "//r:case[@number=4]/@id, "
         "//r:case[@number=5]/@id)",
         "acbed");
    LOOK("/r:results/@complete", "yes");
    LOOK("//r:summary/@planned", "5");
    LOOK("//r:summary/@requests", "17");
    LOOK("//r:summary/r:suite[@name='two']/@duration-ms", "3.000");
}

Test(result, counts_verdicts)
{
    struct ewc_case_result known = outcome(4, EWC_FAIL);
    struct ewc_counts n;

    known.known = "told to the vendor";
    create(in_folder("r.xml"), 5, false);
    add_verdict(0, EWC_PASS);
    add_verdict(1, EWC_FAIL);
    add_verdict(2, EWC_WARN);
    add_verdict(3, EWC_ERROR);
    add(&known);
    n = ewc_result_counts(result);
    cr_expect(n.cases == 5 && n.pass == 1 && n.fail == 1 && n.warn == 1 && n.error == 1 && n.skip == 0 &&
              n.known == 1);
    finish();
    LOOK("concat(//r:summary/@cases, //r:summary/@pass, //r:summary/@fail, //r:summary/@warn, "
         "//r:summary/@error, "
         "//r:summary/@skip, //r:summary/@known, //r:summary/@flaky)",
         "51111010");
    LOOK("concat(//r:summary/r:suite[2]/@cases, //r:summary/r:suite[2]/@fail, "
         "//r:summary/r:suite[2]/@known)",
         "211");
    LOOK("//r:case[@id='e']/@known", "told to the vendor");
}

/* One worker, adding every case whose index leaves a given rest. */
static void *work(void *arg)
{
    for (unsigned i = *(unsigned *)arg; i < 200; i += 4) {
        struct ewc_case_result c = outcome(i % 5, EWC_PASS);

        c.index = i;
        if (ewc_result_add(result, &c, NULL) != EWC_OK)
            return arg;
        ewc_result_problem(result, EWC_PROBLEM_NOTE, EWC_NOWHERE, "note %u", i % 7);
    }
    return NULL;
}

Test(result, takes_cases_from_several_threads)
{
    pthread_t threads[4];
    unsigned rest[] = {0, 1, 2, 3};
    void *failed;

    create(in_folder("r.xml"), 200, false);
    for (unsigned i = 0; i < 4; i++)
        cr_assert(eq(int, pthread_create(&threads[i], NULL, work, &rest[i]), 0));
    for (unsigned i = 0; i < 4; i++) {
        pthread_join(threads[i], &failed);
        cr_expect(zero(ptr, failed));
    }
    cr_expect(eq(uint, ewc_result_counts(result).cases, 200));
    cr_expect(eq(uint, ewc_result_problems(result, EWC_PROBLEM_NOTE), 7),
              "the same text twice is said once");
    cr_assert(
        eq(int,
           (int)ewc_result_finish(
               result,
               &(struct ewc_run_info){
                   .id = "", .program = "", .target = "", .profile = "", .started = "2024-05-06T07:08:09Z"},
               NULL),
           EWC_OK));
    cr_assert(eq(int, (int)ewc_xml_parse_file(ewc_result_path(result), &doc, NULL), EWC_OK));
    LOOK("count(//r:results/r:suite/r:case)", "200");
    LOOK("count(//r:case[@number != count(preceding::r:case[@number]) + 1])", "0");
    ewc_result_destroy(result);
}

/* ---- requirements
 * ------------------------------------------------------------------------------------------------------ */

static struct ewc_finding finding(const char *id, const char *role)
{
    return (struct ewc_finding){.id = id,
                                .role = role,
                                .requirement_hint = "",
                                .stylesheet = "s.xsl",
                                .test = "t",
                                .location = "/l",
                                .text = "Text.",
                                .expected = "",
                                .found = ""};
}

/* A case whose one step has one finding. */
static void add_finding(unsigned index, enum ewc_verdict verdict, const char *id, const char *role,
                        const char *known)
{
    struct ewc_finding f = finding(id, role);
    struct ewc_record record = {.id = "s",
                                .kind = "step",
                                .line = 7,
                                .verdict = verdict,
                                .findings = {.first = &f, .count = 1, .fired = 3}};
    struct ewc_case_result c = outcome(index, verdict);

    f.known = c.known = known;
    c.records = &record;
    add(&c);
}

static const char *verdict_of(const char *requirement)
{
    return look(ewc_arena_printf(arena, "//r:requirement[@id='%s']/@verdict", requirement));
}

Test(result, says_what_became_of_each_requirement)
{
    create(in_folder("r.xml"), 5, false);
    add_verdict(0, EWC_PASS);                 /* R1: pass                     */
    add_finding(1, EWC_WARN, "R2", "", NULL); /* R1: pass, R2: warn           */
    add_verdict(2, EWC_PASS);                 /* R3: observed                 */
    add_verdict(3, EWC_SKIP);                 /* R1: skip                     */
    add_finding(4, EWC_FAIL, "R1", "", NULL); /* R1: fail                     */
    finish();
    SAYS(verdict_of("R1"), "fail");
    SAYS(verdict_of("R2"), "warn");
    SAYS(verdict_of("R3"), "observed");
    SAYS(verdict_of("R4"), "not-covered");
    LOOK("concat(//r:requirement[@id='R1']/r:case[1]/@id, //r:requirement[@id='R1']/r:case[1]/@verdict, ' "
         "', "
         "//r:requirement[@id='R1']/r:case[2]/@id, //r:requirement[@id='R1']/r:case[2]/@verdict, ' ', "
         "//r:requirement[@id='R1']/r:case[3]/@id, //r:requirement[@id='R1']/r:case[3]/@verdict, ' ', "
         "//r:requirement[@id='R1']/r:case[4]/@id, //r:requirement[@id='R1']/r:case[4]/@verdict)",
         "apass bpass dskip efail");
    LOOK("count(//r:requirement[@id='R4']/r:case)", "0");
    LOOK("//r:requirement[@id='R1']/r:statement", "One <&>.");
}

Test(result, does_not_blame_a_requirement_for_another)
{
    create(in_folder("r.xml"), 5, false);
    add_finding(1, EWC_FAIL, "R4", "", NULL); /* covers R1 and R2, and broke R4 */
    finish();
    SAYS(verdict_of("R1"), "skip");
    SAYS(verdict_of("R2"), "skip");
    SAYS(verdict_of("R4"), "fail");
    LOOK("//r:requirement[@id='R4']/r:case/@id", "b");
}

Test(result, says_what_nobody_could_judge)
{
    create(in_folder("r.xml"), 5, false);
    add_verdict(0, EWC_ERROR);
    add_finding(2, EWC_ERROR, "R3", "unjudged", NULL);
    finish();
    SAYS(verdict_of("R1"), "error");
    SAYS(verdict_of("R3"), "error");
    LOOK("//r:finding/@severity", "error");
}

Test(result, counts_warnings_as_failures_when_strict)
{
    struct ewc_run_info info = run_info();

    info.strict = true;
    create(in_folder("r.xml"), 5, true);
    add_finding(1, EWC_FAIL, "R2", "", NULL);
    finish_as(&info);
    SAYS(verdict_of("R2"), "fail");
    LOOK("//r:finding/@severity", "fail");
    LOOK("//r:finding/@level", "SHOULD");
}

Test(result, marks_known_failures)
{
    create(in_folder("r.xml"), 5, false);
    add_finding(0, EWC_FAIL, "R1", "", "reported <1>");
    finish();
    LOOK("//r:requirement[@id='R1']/@known", "reported <1>");
    LOOK("//r:requirement[@id='R1']/r:case/@known", "reported <1>");
    LOOK("//r:finding/@known", "reported <1>");
    LOOK("//r:summary/@fail", "0");
    ewc_result_destroy(result);
    create(in_folder("r.xml"), 5, false);
    add_finding(0, EWC_FAIL, "R1", "", "reported");
    add_finding(4, EWC_FAIL, "R1", "", NULL); /* and one that is not known */
    finish();
    LOOK("count(//r:requirement[@id='R1']/@known)", "0");
    LOOK("count(//r:requirement[@id='R1']/r:case/@known)", "1");
}

/* ---- exchanges
 * -------------------------------------------------------------------------------------------------------------
 */

static const struct ewc_http_header headers[] = {
    {"X-<&\"", "a<b&\"\r\n\x01"}, {"Set-Cookie", "[removed]"}, {NULL, NULL}};

static void add_exchange(unsigned index, const struct ewc_http_exchange *x, struct ewc_str sent,
                         struct ewc_str got)
{
    struct ewc_request request = {.operation = "SetImGroup", .http.body = sent};
    struct ewc_record record = {.id = "s",
                                .kind = "step",
                                .line = 7,
                                .verdict = EWC_PASS,
                                .request = &request,
                                .exchange = x,
                                .response_body = got,
                                .offset_us = 2500,
                                .findings.fired = 1};
    struct ewc_case_result c = outcome(index, EWC_PASS);

    c.records = &record;
    add(&c);
}

static const struct ewc_http_exchange answered = {.detail = "",
                                                  .method = "POST",
                                                  .url = "http://127.0.0.1/?a=<&",
                                                  .request_headers = headers,
                                                  .headers = headers,
                                                  .status = 200,
                                                  .http_version = 11,
                                                  .total_us = 12345,
                                                  .connect_us = 1,
                                                  .first_byte_us = 999};

Test(result, records_an_exchange)
{
    create(in_folder("r.xml"), 5, false);
    add_exchange(0, &answered, ewc_str("<a>&amp;\r\n]]></a>"), ewc_str("\xC3\xA9 \t\n "));
    finish();
    LOOK("concat(//r:request/@method, ' ', //r:request/@url, ' ', //r:request/@operation, ' ', "
         "//r:request/@offset-ms)",
         "POST http://127.0.0.1/?a=<& SetImGroup 2.500");
    LOOK("//r:request/r:header[1]/@name", "X-<&\"");
    LOOK("//r:request/r:header[1]", "a<b&\"\r\n\xEF\xBF\xBD");
    LOOK("count(//r:response/r:header)", "2");
    LOOK("concat(//r:response/@outcome, //r:response/@status, //r:response/@http-version)", "ok2001.1");
    LOOK(
        "concat(//r:response/@elapsed-ms, ' ', //r:response/@connect-ms, ' ', //r:response/@first-byte-ms)",
        "12.345 0.001 0.999");
    LOOK("//r:request/r:body/@form", "text");
    LOOK("//r:request/r:body", "<a>&amp;\r\n]]></a>"); /* line ends as they were */
    LOOK("//r:response/r:body", "\xC3\xA9 \t\n ");
    LOOK("concat(//r:step/@elapsed-ms, ' ', //r:step/@rules)", "12.345 1");
}

Test(result, records_a_transfer_without_a_response)
{
    struct ewc_http_exchange x = {.outcome = EWC_HTTP_TIMEOUT, .detail = "no answer <5 s>"};

    create(in_folder("r.xml"), 5, false);
    add_exchange(0, &x, ewc_str(""), ewc_str(NULL));
    finish();
    LOOK("//r:response/@outcome", "timeout");
    LOOK("//r:response/@detail", "no answer <5 s>");
    LOOK("count(//r:response/@status | //r:response/@http-version)", "0");
    LOOK("//r:response/r:body", "");
}

static const struct coded {
    struct ewc_str bytes;
    const char *base64;
} coded[] = {
    {{"\xFF", 1}, "/w=="},         {{"\xFF\xFE", 2}, "//4="},
    {{"\xFF\xFE\xFD", 3}, "//79"}, {{"\xFF\xFE\xFD\xFC", 4}, "//79/A=="},
    {{"\0", 1}, "AA=="},           {{"a\0b", 3}, "YQBi"},
    {{"\xED\xA0\x80", 3}, "7aCA"}, {{"a\x1B[31m", 6}, "YRtbMzFt"},
    {{"\xEF\xBF\xBF", 3}, "77+/"},
};

Test(result, writes_what_is_not_text_in_base64)
{
    for (size_t i = 0; i < COUNT_OF(coded); i++) {
        create(in_folder("r.xml"), 5, false);
        add_exchange(0, &answered, ewc_str("text"), coded[i].bytes);
        finish();
        LOOK("//r:response/r:body/@form", "base64");
        LOOK("//r:response/r:body", coded[i].base64);
        ewc_result_destroy(result);
    }
}

Test(result, cuts_long_bodies_between_characters)
{
    size_t len = 3 * 1024 * 1024;
    char *text = ewc_arena_alloc(arena, len + 2);
    char *bytes = ewc_arena_alloc(arena, len + 1);

    for (size_t i = 1; i + 2 <= len; i += 2)
        memcpy(text + i, "\xC3\xA9", 2);
    text[0] = 'x';            /* so that the bound falls into a character */
    memset(bytes, 0x80, len); /* no beginning of a character anywhere */
    create(in_folder("r.xml"), 5, false);
    add_exchange(0, &answered, (struct ewc_str){text, len - 1}, (struct ewc_str){bytes, len});
    finish();
    LOOK("concat(//r:request/r:body/@form, //r:request/r:body/@cut, //r:request/r:body/@bytes)",
         "textyes3145727");
    LOOK("string-length(//r:request/r:body)", "524288");
    LOOK("concat(//r:response/r:body/@form, //r:response/r:body/@cut, //r:response/r:body/@bytes)",
         "base64yes3145728");
    cr_expect(gt(sz, strlen(look("string(//r:response/r:body)")), 1000000));
}

/* ---- texts
 * ------------------------------------------------------------------------------------------------------------------
 */

Test(result, holds_hostile_texts)
{
    static const char *const tags[] = {HOSTILE, NULL};
    static const struct ewc_case_covers covers[] = {{HOSTILE, EWC_MUST, {0}}};
    struct ewc_case hostile = {.id = HOSTILE,
                               .file = "cases/" HOSTILE "/x.xml",
                               .title = HOSTILE,
                               .description = HOSTILE,
                               .tags = tags,
                               .covers = covers,
                               .covers_count = 1};
    struct ewc_finding f = {.id = HOSTILE,
                            .role = HOSTILE,
                            .requirement_hint = HOSTILE,
                            .stylesheet = HOSTILE,
                            .test = HOSTILE,
                            .location = HOSTILE,
                            .text = HOSTILE,
                            .expected = HOSTILE,
                            .found = HOSTILE};
    struct ewc_record record = {.id = HOSTILE,
                                .kind = "step",
                                .verdict = EWC_FAIL,
                                .reason = HOSTILE,
                                .mailbox = HOSTILE,
                                .findings = {.first = &f, .fired = 1}};
    struct ewc_run_fact facts[] = {{HOSTILE, HOSTILE}, {NULL, NULL}};
    struct ewc_case_result c = outcome(0, EWC_FAIL);
    struct ewc_run_info info = run_info();

    c.c = &hostile;
    c.reason = HOSTILE;
    c.records = &record;
    c.variables = facts;
    info.id = info.program = info.target = info.profile = HOSTILE;
    info.libraries = info.facts = facts;
    info.server = (struct ewc_server_version){HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE};
    create(in_folder("r.xml"), 1, false);
    add(&c);
    ewc_result_problem(result, EWC_PROBLEM_ERROR, (struct ewc_loc){HOSTILE, 3, 0}, "%s", HOSTILE);
    ewc_result_problem(result, EWC_PROBLEM_NOTE, EWC_NOWHERE, "%s", HOSTILE);
    finish_as(&info);
    LOOK("//r:finding/r:text", "<&>\"']]>\t\r\n\xEF\xBF\xBD\xEF\xBF\xBD\xC3\xA9\xF0\x9D\x84\x9E");
    LOOK("//r:finding/@test", "<&>\"']]>\t\r\n\xEF\xBF\xBD\xEF\xBF\xBD\xC3\xA9\xF0\x9D\x84\x9E");
    LOOK("//r:results/r:suite/@name", "<&>\"']]>\t\r\n\xEF\xBF\xBD\xEF\xBF\xBD\xC3\xA9\xF0\x9D\x84\x9E");
}

/* ---- the run
 * -----------------------------------------------------------------------------------------------------------------
 */

Test(result, tells_about_the_run)
{
    struct ewc_run_fact libraries[] = {{"libcurl", "8"}, {NULL, NULL}};
    struct ewc_run_info info = run_info();

    info.reference_server = info.documentation_namespaces = true;
    info.profile = "mock";
    info.exit_code = 1;
    info.libraries = libraries;
    info.server.version = "V2016";
    create(in_folder("r.xml"), 1, false);
    add_verdict(0, EWC_PASS);
    ewc_result_problem(result, EWC_PROBLEM_FAIL, EWC_NOWHERE, "a failure");
    ewc_result_problem(result, EWC_PROBLEM_ERROR, (struct ewc_loc){"x.xml", 4, 0}, "an %s", "error");
    ewc_result_problem(result, EWC_PROBLEM_NOTE, EWC_NOWHERE, "a note");
    ewc_result_problem(result, EWC_PROBLEM_NOTE, EWC_NOWHERE, "a note");
    cr_expect(eq(uint, ewc_result_problems(result, EWC_PROBLEM_NOTE), 1));
    cr_expect(eq(uint, ewc_result_problems(result, EWC_PROBLEM_ERROR), 1));
    finish_as(&info);
    LOOK("concat(//r:run/@reference-server, //r:run/@namespaces, //r:run/@profile, //r:run/@exit-code, "
         "//r:run/@jobs)",
         "yesdocumentationmock12");
    LOOK("//r:server/@Version", "V2016");
    LOOK("count(//r:server/@*)", "1");
    LOOK("//r:note", "a note");
    LOOK("concat(//r:problem[1], //r:problem[1]/@kind, ' ', //r:problem[2], //r:problem[2]/@kind, "
         "//r:problem[2]/@file, "
         "//r:problem[2]/@line)",
         "a failurefail an errorerrorx.xml4");
}

static void collect(void *ctx, enum ewc_problem_kind kind, const char *text)
{
    const char **all = ctx;

    *all = ewc_arena_printf(arena, "%s%d:%s ", *all, (int)kind, text);
}

Test(result, bounds_its_problems)
{
    const char *all = "";

    create(in_folder("r.xml"), 0, false);
    for (unsigned i = 0; i < 1000; i++)
        ewc_result_problem(result, EWC_PROBLEM_ERROR, EWC_NOWHERE, "%u", i);
    cr_expect(eq(uint, ewc_result_problems(result, EWC_PROBLEM_ERROR), 200));
    ewc_result_each_problem(result, collect, &all);
    cr_expect(has(all, "1:0 1:1 ") && has(all, "1:199 ") && !has(all, "1:200 "));
    finish();
    LOOK("count(//r:problem)", "200");
    LOOK("count(//r:server)", "0");
    LOOK("/r:results/@complete", "yes");
}

Test(result, says_when_cases_are_missing)
{
    struct ewc_run_info info = run_info();
    bool added[5] = {0};

    create(in_folder("r.xml"), 5, false);
    add_verdict(3, EWC_PASS);
    ewc_result_mark_added(result, added);
    cr_expect(added[3] && !added[0] && !added[1] && !added[2] && !added[4]);
    finish();
    LOOK("/r:results/@complete", "no");
    LOOK("concat(//r:summary/@cases, //r:summary/@planned)", "15");
    ewc_result_destroy(result);
    info.interrupted = true;
    create(in_folder("r.xml"), 1, false);
    add_verdict(0, EWC_PASS);
    finish_as(&info);
    LOOK("concat(/r:results/@complete, //r:run/@interrupted)", "noyes");
}

Test(result, keeps_earlier_attempts)
{
    struct ewc_case_result first = outcome(0, EWC_ERROR), last = outcome(0, EWC_PASS);
    struct ewc_buf earlier;

    create(in_folder("r.xml"), 5, false);
    ewc_buf_init(&earlier, 0);
    ewc_result_put_attempt(result, &first, &earlier);
    last.attempts = 2;
    last.earlier_attempts = ewc_buf_view(&earlier);
    add(&last);
    ewc_buf_finish(&earlier);
    cr_expect(eq(uint, ewc_result_counts(result).flaky, 1));
    finish();
    LOOK("concat(//r:case/@attempts, //r:attempt/@number, //r:attempt/@verdict, //r:attempt/r:reason)",
         "21errorwhy");
    LOOK("//r:summary/@flaky", "1");
}

/* ---- files
 * --------------------------------------------------------------------------------------------------------------------
 */

Test(result, leaves_nothing_behind)
{
    create(in_folder("r.xml"), 5, false);
    cr_expect(eq(uint, files_in(folder, false), 1), "the spool, for who kills the run");
    add_verdict(0, EWC_PASS);
    ewc_result_destroy(result);
    cr_expect(eq(uint, files_in(folder, false), 0), "destroyed without finish");
    create(in_folder("r.xml"), 1, false);
    add_verdict(0, EWC_PASS);
    finish();
    ewc_result_destroy(result);
    cr_expect(eq(uint, files_in(folder, false), 1), "the results");
    ewc_result_destroy(NULL);
}

Test(result, is_temporary_when_nobody_asked_for_it)
{
    const char *path;

    cr_assert(eq(int, setenv("TMPDIR", folder, 1), 0));
    create(NULL, 1, false);
    cr_expect(eq(uint, files_in(folder, false), 0), "nothing has a name yet");
    add_verdict(0, EWC_PASS);
    finish();
    path = ewc_arena_strdup(arena, ewc_result_path(result));
    cr_expect(eq(uint, files_in(folder, false), 1));
    LOOK("//r:case/@id", "a");
    ewc_result_destroy(result);
    cr_expect(eq(uint, files_in(folder, false), 0));
    cr_expect(ne(int, access(path, F_OK), 0));
}

Test(result, replaces_a_file_only_when_it_is_finished)
{
    const char *path = in_folder("r.xml");

    cr_assert(eq(int, (int)ewc_file_write(path, ewc_str("before"), NULL), EWC_OK));
    create(path, 1, false);
    add_verdict(0, EWC_PASS);
    SAYS(file_text(path), "before");
    finish();
    cr_expect(has(file_text(path), "<results "));
    ewc_result_destroy(result);
    cr_expect(eq(uint, files_in(folder, false), 1));
}

Test(result, tells_a_path_that_cannot_be_written)
{
    struct ewc_err err = {0};
    struct ewc_result *r = NULL;

    cr_expect(eq(int, (int)ewc_result_create(in_folder("no/r.xml"), 1, NULL, false, &r, &err), EWC_EIO));
    cr_expect(has(err.at.file, "no/r.xml") && has(err.hint, "folder"), "%s [%s]", err.at.file, err.hint);
    cr_expect(zero(ptr, r));
    cr_assert(eq(int, setenv("TMPDIR", in_folder("no"), 1), 0));
    err = (struct ewc_err){0};
    cr_expect(eq(int, (int)ewc_result_create(NULL, 1, NULL, false, &r, &err), EWC_EIO));
    cr_expect(zero(ptr, r));
}

Test(result, tells_when_it_cannot_be_finished)
{
    struct ewc_run_info info = run_info();
    const char *path = in_folder("r.xml");
    struct ewc_err err = {0};

    cr_assert(eq(int, mkdir(path, 0700), 0)); /* a folder stands in the way */
    create(path, 1, false);
    add_verdict(0, EWC_PASS);
    cr_expect(eq(int, (int)ewc_result_finish(result, &info, &err), EWC_EIO));
    ewc_result_destroy(result);
    cr_expect(eq(uint, files_in(folder, false), 1), "only what was there");
}

/* What can be read by itself stays when it is nowhere else. */
Test(result, keeps_what_was_begun_and_not_finished)
{
    struct ewc_run_info info = run_info();
    struct ewc_err err = {0};

    create(in_folder("r.xml"), 2, false);
    cr_assert(eq(int, (int)ewc_result_begin(result, &info, &err), EWC_OK));
    ewc_result_destroy(result);
    cr_expect(eq(uint, files_in(folder, false), 0), "there was no case");
    create(in_folder("r.xml"), 2, false);
    cr_assert(eq(int, (int)ewc_result_begin(result, &info, &err), EWC_OK));
    add_verdict(0, EWC_PASS);
    ewc_result_destroy(result);
    cr_expect(eq(uint, files_in(folder, false), 1), "FILE.partial");
    create(in_folder("r.xml"), 2, false);
    cr_assert(eq(int, (int)ewc_result_begin(result, &info, &err), EWC_OK));
    add_verdict(0, EWC_PASS);
    cr_expect(eq(int, (int)ewc_result_finish(result, &info, &err), EWC_OK));
    ewc_result_destroy(result);
    cr_expect(eq(uint, files_in(folder, false), 1), "the finished file");
}

/* ---- names of suites
 * ------------------------------------------------------------------------------------------------------------
 */

static const struct suite_row {
    const char *file, *suite;
} suite_rows[] = {
    {"cases/rename/x.xml", "rename"},
    {"cases/a/b/x.xml", "a/b"},
    {"/usr/share/ews-conform/cases/text/x.xml", "text"},
    {"/cases/old/cases/text/x.xml", "text"},
    {"cases/x.xml", "cases"},
    {"mine/x.xml", "mine"},
    {"some/where/mine/x.xml", "mine"},
    {"showcases/x.xml", "showcases"},
    {"showcases/a/x.xml", "a"},
    {"x.xml", "cases"},
    {"./x.xml", "."},
    {"/x.xml", "cases"},
};

Test(result, names_suites_by_folders)
{
    char name[128], small[4];

    for (size_t i = 0; i < COUNT_OF(suite_rows); i++) {
        ewc_suite_name(suite_rows[i].file, name, sizeof(name));
        cr_expect(eq(str, name, (char *)suite_rows[i].suite), "%s", suite_rows[i].file);
    }
    ewc_suite_name("cases/rename/x.xml", small, sizeof(small));
    SAYS(small, "ren");
}
