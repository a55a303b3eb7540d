/* check: the evidence that stylesheets see, and what is read out of the SVRL that they write. */
#include "check/check.h"

#include "test_stage.h"

#define EWS "http://schemas.microsoft.com/exchange/services/2006/"
#define BODY                                                                                               \
    "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><m:X xmlns:m=\"" EWS        \
    "messages\"/></s:Body></s:Envelope>"

static struct ewc_schema *schema;
static struct ewc_judge *judge;
static const struct ewc_case *checks;
static struct ewc_vars *vars;
static struct ewc_response *responses[8];
static unsigned response_count;

static const struct ewc_case *load(const char *name)
{
    const struct ewc_case *c = NULL;
    struct ewc_err err = {0};

    cr_assert(eq(int, (int)ewc_case_load(data_path(name), schema, arena, &c, &err), EWC_OK), "%u: %s",
              err.at.line, err.message);
    return c;
}

static void open_checks(void)
{
    static const char *folders[3];
    struct ewc_err err = {0};

    set_up();
    ewc_xslt_global_init();
    folders[0] = data_path("check/more");
    folders[1] = data_path("check/rules");
    schema = product_schema("cases/case.xsd");
    checks = load("check/checks.xml");
    cr_assert(eq(int, (int)ewc_judge_create(folders, &judge, &err), EWC_OK), "%s", err.message);
    cr_assert(eq(int, (int)ewc_judge_prepare(judge, checks, &err), EWC_OK), "%s", err.message);
    vars = ewc_vars_create(arena, NULL);
    ewc_vars_set_unique(vars, "u");
    cr_assert(ewc_vars_set(vars, "group.id", "AAMk") && ewc_vars_set(vars, "gone", NULL));
}

static void close_checks(void)
{
    for (unsigned i = 0; i < response_count; i++)
        ewc_response_finish(responses[i]);
    ewc_judge_destroy(judge);
    ewc_schema_free(schema);
    tear_down();
}

TestSuite(check, .init = open_checks, .fini = close_checks, .timeout = 60);

#define SAYS(found, wanted) cr_expect(eq(str, (char *)(found), (char *)(wanted)))

/* ---- a step with its response
 * --------------------------------------------------------------------------------- */

static const struct ewc_case_step *step(const char *id)
{
    for (unsigned i = 0; i < checks->step_count; i++)
        if (strcmp(checks->steps[i].id, id) == 0)
            return &checks->steps[i];
    cr_assert(false, "no step %s", id);
    return NULL;
}

static const struct ewc_http_header sent_headers[] = {
    {"SOAPAction", "\"a\""}, {"X-Odd", NULL}, {NULL, NULL}};
static const struct ewc_http_header got_headers[] = {{"Content-TYPE", "text/xml; charset=utf-8"},
                                                     {"Set-Cookie", "[removed]"},
                                                     {"Set-Cookie", "<&\"'"},
                                                     {NULL, NULL}};

static struct ewc_http_exchange exchange(unsigned status, const char *body)
{
    return (struct ewc_http_exchange){.detail = "",
                                      .method = "POST",
                                      .url = "http://127.0.0.1:1/x?a=b&c",
                                      .request_headers = sent_headers,
                                      .headers = got_headers,
                                      .status = status,
                                      .http_version = 11,
                                      .total_us = 12999,
                                      .body = ewc_str(body)};
}

static bool holds_when_succeeded(void *ctx, const struct ewc_case_condition *when)
{
    (void)ctx;
    return !when->step || when->succeeded;
}

/* Everything that ewc_check_step() needs, with a response read from `x`. */
static struct ewc_check_input input(const char *id, const struct ewc_http_exchange *x, bool page)
{
    struct ewc_http_exchange *kept = ewc_arena_alloc(arena, sizeof(*kept));
    struct ewc_request_defaults defaults = {.documentation_namespaces = page};
    struct ewc_check_input in = {.c = checks,
                                 .step = step(id),
                                 .vars = vars,
                                 .documentation_namespaces = page,
                                 .profile = "",
                                 .reads = 1,
                                 .holds = holds_when_succeeded};
    struct ewc_err err = {0};

    *kept = *x;
    cr_assert(eq(int, (int)ewc_request_build(in.step, &defaults, vars, arena, &in.request, &err), EWC_OK),
              "%s", err.message);
    cr_assert(eq(int, (int)ewc_response_read(kept, page, NULL, arena, &in.response, &err), EWC_OK), "%s",
              err.message);
    cr_assert(lt(uint, response_count, COUNT_OF(responses)));
    responses[response_count++] = in.response;
    return in;
}

static struct ewc_findings check(struct ewc_check_input *in)
{
    struct ewc_findings findings = {0};
    struct ewc_err err = {0};

    cr_assert(eq(int, (int)ewc_check_step(judge, in, arena, &findings, &err), EWC_OK), "%s", err.message);
    return findings;
}

static const char *evidence_of(const struct ewc_check_input *in)
{
    struct ewc_buf out;

    ewc_buf_init(&out, 0);
    ewc_xml_write(in->response->doc, false, &out);
    return take_text(&out);
}

/* The evidence of a step without checks, for a response. */
static const char *evidence(const char *id, const struct ewc_http_exchange *x)
{
    struct ewc_check_input in = input(id, x, false);

    (void)check(&in);
    return evidence_of(&in);
}

/* ---- the evidence
 * ------------------------------------------------------------------------------------------------ */

#define REQUEST                                                                                            \
    "<request method=\"POST\" url=\"http://127.0.0.1:1/x?a=b&amp;c\" operation=\"GetImItemList\" "         \
    "form=\"soap\" header-names=\"soapaction x-odd\"/>"
#define NAMES "header-names=\"content-type set-cookie set-cookie\""
#define HEADERS                                                                                            \
    "<header name=\"content-type\">text/xml; charset=utf-8</header><header "                               \
    "name=\"set-cookie\">[removed]</header>"                                                               \
    "<header name=\"set-cookie\">&lt;&amp;\"'</header>"
#define EVIDENCE(id, judge_as, request, response, expect)                                                  \
    "<evidence xmlns=\"urn:ews-conform:evidence:1\" case=\"checks\" step=\"" id                            \
    "\" requirement=\"R301\" level=\"MUST\" namespaces=\"wire\" profile=\"\" judge=\"" judge_as            \
    "\">" request response expect "</evidence>\n"

Test(check, builds_the_evidence)
{
    struct ewc_http_exchange x = exchange(200, BODY);

    SAYS(evidence("plain", &x),
         EVIDENCE(
             "plain", "full", REQUEST,
             "<response outcome=\"ok\" detail=\"\" status=\"200\" http-version=\"1.1\" elapsed-ms=\"12\" "
             "reads=\"1\" " NAMES ">" HEADERS
             "<body media-type=\"text/xml\" encoding=\"utf-8\" declared=\"\" charset=\"utf-8\" bom=\"no\" doctype=\"no\" "
             "other-namespaces=\"0\" other-example=\"\"><s:Envelope "
             "xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns=\"\"><s:Body><m:X xmlns:m=\"" EWS
             "messages\"/></s:Body></s:Envelope></body></response>",
             "<expect requirement=\"R301\"/>"));
}

Test(check, shows_the_media_type_of_one_content_type_only)
{
    static const struct ewc_http_header odd[] = {{"content-type", " Text/XML ;a=b"}, {NULL, NULL}};
    static const struct ewc_http_header two[] = {
        {"Content-Type", "text/xml"}, {"content-type", "text/xml"}, {NULL, NULL}};
    struct ewc_http_exchange x = exchange(200, BODY);

    x.headers = odd;
    cr_expect(has(evidence("plain", &x), "<body media-type=\"text/xml\" "));
    x.headers = two;
    cr_expect(has(evidence("plain", &x), "<body media-type=\"\" "));
}

Test(check, shows_what_stands_beside_the_envelope)
{
    struct ewc_http_exchange x = exchange(200, "<!-- a --><?b c?><x xmlns=\"\"><y/></x><!-- d -->");
    const char *shown = evidence("plain", &x);

    cr_expect(has(shown, "other-example=\"\"><!-- a --><?b c?><x xmlns=\"\"><y/></x><!-- d --></body>"),
              "%s", shown);
}

Test(check, shows_a_response_that_is_not_xml)
{
    struct ewc_http_exchange x = exchange(500, "<a>\xC3\xA9\xFF\x01");
    const char *shown = evidence("plain", &x);

    cr_expect(has(shown, HEADERS "<text bytes=\"7\" error=\"line 1, column "), "%s", shown);
    cr_expect(has(shown, "\">&lt;a&gt;\xC3\xA9\xEF\xBF\xBD\xEF\xBF\xBD</text></response>"), "%s", shown);
    cr_expect(not(has(shown, "<body")), "%s", shown);
}

Test(check, shows_an_empty_response)
{
    struct ewc_http_exchange x = exchange(204, "");
    const char *shown = evidence("plain", &x);

    cr_expect(has(shown, "reads=\"1\" " NAMES " empty=\"yes\">" HEADERS "</response>"), "%s", shown);
}

Test(check, shows_a_broken_transfer)
{
    struct ewc_http_exchange x = {.outcome = EWC_HTTP_TIMEOUT, .detail = "no answer in 5 s"};
    const char *shown = evidence("plain", &x);

    cr_expect(has(shown,
                  "<response outcome=\"timeout\" detail=\"no answer in 5 s\" status=\"\" http-version=\"\" "
                  "elapsed-ms=\"0\" reads=\"1\" header-names=\"\" empty=\"yes\"/>"),
              "%s", shown);
}

Test(check, cuts_a_long_text)
{
    size_t len = 200000;
    char *body = ewc_arena_alloc(arena, len + 1);
    struct ewc_http_exchange x = exchange(200, "");
    const char *shown;

    memset(body, 'a', len);
    x.body = (struct ewc_str){body, len};
    shown = evidence("plain", &x);
    cr_expect(has(shown, "<text bytes=\"200000\""));
    cr_expect(lt(sz, strlen(shown), 70000));
}

Test(check, shows_the_outcomes_that_count)
{
    struct ewc_http_exchange x = exchange(200, BODY);
    struct ewc_check_input in = input("expecting", &x, false);
    static const char PLAIN[] = "<expect requirement=\"R401\"><outcome response-class=\"Error Warning\" "
                                "response-code=\"ErrorA ErrorB\" "
                                "fault=\"\" http-status=\"\" level=\"\"/><outcome response-class=\"\" "
                                "response-code=\"\" fault=\"any\" "
                                "http-status=\"500\" level=\"OBS\"/></expect>";
    const char *shown;

    (void)check(&in);
    cr_expect(has(evidence_of(&in), PLAIN), "%s", evidence_of(&in));
    cr_expect(has(evidence_of(&in), "judge=\"transport\""));
    in = input("expecting", &x, false);
    in.profile = "exchange2013"; /* that no outcome names */
    (void)check(&in);
    cr_expect(has(evidence_of(&in), PLAIN), "%s", evidence_of(&in));
    in = input("expecting", &x, false);
    in.profile = "exchange2016";
    (void)check(&in);
    shown = evidence_of(&in);
    cr_expect(has(shown, "fault=\"ErrorP\"") && has(shown, "fault=\"ErrorQ\"") && !has(shown, "ErrorA"),
              "%s", shown);
    in = input("expecting", &x, false);
    in.profile = "mock";
    (void)check(&in);
    shown = evidence_of(&in);
    cr_expect(has(shown, "fault=\"ErrorP\"") && !has(shown, "ErrorQ") && !has(shown, "ErrorA"), "%s",
              shown);
    cr_expect(has(shown, "profile=\"mock\""), "%s", shown);
}

Test(check, shows_all_in_the_http_form)
{
    struct ewc_http_exchange x =
        exchange(200, "<m:X xmlns:m=\"https://schemas.microsoft.com/exchange/services/2006/"
                      "messages\"/>");
    struct ewc_check_input in = input("echo", &x, true);
    const char *shown;

    (void)check(&in);
    shown = evidence_of(&in);
    cr_expect(has(shown, "namespaces=\"documentation\""), "%s", shown);
    cr_expect(has(shown, "other-namespaces=\"0\" other-example=\"\"><m:X xmlns:m=\"" EWS "messages\""),
              "%s", shown);
    cr_expect(has(shown, "<m:GetImItemList xmlns:m=\"" EWS "messages\"/>"), "%s", shown);
    cr_expect(not(has(shown, "https://")), "%s", shown);
}

/* ---- checks
 * -------------------------------------------------------------------------------------------------------
 */

/* "id: text" of each finding, a line each. */
static const char *listed(struct ewc_findings findings)
{
    const char *text = "";

    for (const struct ewc_finding *f = findings.first; f; f = f->next)
        text = ewc_arena_printf(arena, "%s%s: %s\n", text, f->id, f->text);
    return text;
}

Test(check, judges_by_the_default_rules)
{
    struct ewc_http_exchange good = exchange(200, BODY), bad = exchange(500, BODY);
    struct ewc_check_input in = input("plain", &good, false);
    struct ewc_findings f = check(&in);

    cr_expect(eq(uint, f.fired, 1));
    cr_expect(eq(uint, f.count, 0));
    cr_expect(zero(ptr, f.first));
    in = input("expecting", &bad, false);
    f = check(&in);
    SAYS(listed(f), "STATUS: Not 200.\n");
    SAYS(f.first->stylesheet, "default.xsl");
    SAYS(f.first->requirement_hint, "");
    cr_expect(eq(uint, f.first->at.line, step("expecting")->expect_at.line), "its place is the <expect>");
}

Test(check, gives_stylesheets_what_they_ask_for)
{
    struct ewc_http_exchange x = exchange(200, BODY), y = exchange(500, "");
    struct ewc_check_input before = input("before", &x, false), plain = input("plain", &y, false);
    struct ewc_check_input in = input("echo", &x, false);
    struct ewc_earlier earlier[2];

    (void)check(&before);
    (void)check(&plain);
    earlier[0] = (struct ewc_earlier){"before", before.response->doc};
    earlier[1] = (struct ewc_earlier){"plain", plain.response->doc};
    in.earlier = earlier;
    in.earlier_count = 2;
    SAYS(listed(check(&in)), "params: AAMk|'quoted' \"twice\" <u-x\n"
                             "since: plain=500 before=200\n"
                             "variables: group.id=AAMk unique=u\n"
                             "request: 1 soap:Envelope\n"
                             /* the second check: neither the parameters nor the steps of the first */
                             "params: default of one|\n"
                             "since: \n"
                             "variables: group.id=AAMk unique=u\n"
                             "request: 1 soap:Envelope\n");
}

Test(check, takes_a_step_that_was_left_out_for_absent)
{
    struct ewc_http_exchange x = exchange(200, BODY);
    struct ewc_check_input in = input("echo", &x, false);
    struct ewc_earlier earlier = {"plain", NULL};

    in.earlier = &earlier;
    in.earlier_count = 1;
    cr_expect(has(listed(check(&in)), "since: \n"));
}

Test(check, shows_a_raw_request_as_text)
{
    struct ewc_http_exchange x = exchange(200, "");
    struct ewc_check_input in = input("raw", &x, false);

    cr_expect(has(listed(check(&in)), "request: 0 not XML &\xEF\xBF\xBD\n"));
    cr_expect(has(evidence_of(&in), "operation=\"SetImGroup\" form=\"raw\" header-names=\"soapaction x-odd\">"
                                    "<header name=\"soapaction\">\"a\"</header><header name=\"x-odd\"/>"), "%s",
              evidence_of(&in));
}

Test(check, shows_no_body_of_a_compressed_request)
{
    struct ewc_http_exchange x = exchange(200, BODY);
    struct ewc_check_input in = input("gzip", &x, false);

    cr_expect(has(listed(check(&in)), "request: 0\n"));
}

Test(check, leaves_out_checks_whose_condition_does_not_hold)
{
    struct ewc_http_exchange x = exchange(200, BODY);
    struct ewc_check_input in = input("conditional", &x, false);

    SAYS(listed(check(&in)), "where: more\n");
}

Test(check, finds_stylesheets_in_the_order_of_the_folders)
{
    struct ewc_http_exchange x = exchange(200, BODY);
    struct ewc_check_input in = input("where", &x, false);
    struct ewc_findings f = check(&in);

    SAYS(listed(f), "where: more\nwhere: only in rules\n");
    SAYS(f.first->stylesheet, "where.xsl");
    SAYS(f.first->next->stylesheet, "elsewhere.xsl");
    cr_expect(eq(uint, f.first->next->at.line, step("where")->checks[1].at.line),
              "its place is the <check>");
    cr_expect(eq(uint, f.fired, 3));
}

Test(check, says_what_a_check_counts_for)
{
    struct ewc_http_exchange x = exchange(200, BODY);
    struct ewc_check_input in = input("echo", &x, false);
    const struct ewc_finding *f = check(&in).first;

    for (unsigned i = 0; f; f = f->next, i++)
        SAYS(f->requirement_hint, i < 4 ? "" : "R999");
}

struct broken_check {
    char step[16];
    int status;
    char message[64];
};

ParameterizedTestParameters(check, tells_checks_that_break_off)
{
    static struct broken_check rows[] = {
        {"no-rule", EWC_EXSLT, "no rule of fires-nothing.xsl fired"},
        {"stops-itself", EWC_EXSLT, "Enough."},
        {"absent", EWC_ECASE, "\"gone\" is absent"},
    };
    return cr_make_param_array(struct broken_check, rows, COUNT_OF(rows));
}

ParameterizedTest(struct broken_check *b, check, tells_checks_that_break_off)
{
    struct ewc_http_exchange x = exchange(200, BODY);
    struct ewc_check_input in = input(b->step, &x, false);
    struct ewc_findings findings = {.count = 7};
    struct ewc_err err = {0};

    cr_expect(eq(int, (int)ewc_check_step(judge, &in, arena, &findings, &err), b->status));
    cr_expect(has(err.message, b->message), "%s: %s", b->step, err.message);
    cr_expect(gt(uint, err.at.line, 0), "%s", b->step);
    cr_expect(eq(uint, findings.count, 7), "output is untouched on failure");
}

/* ---- before the run
 * ------------------------------------------------------------------------------------------------ */

struct unready {
    char file[32];
    int status;
    unsigned line;
    char message[64];
};

ParameterizedTestParameters(check, tells_checks_that_cannot_be_made_ready)
{
    static struct unready rows[] = {
        {"stylesheet-missing", EWC_ECASE, 5, "there is no stylesheet \"none.xsl\""},
        {"stylesheet-wrong", EWC_EXSLT, 1, ""},
        {"stylesheet-is-folder", EWC_ECASE, 5, "there is no stylesheet \"rules\""},
        {"parameter-unknown", EWC_ECASE, 5, "echo.xsl has no parameter \"on\""},
        {"several-misspelt", EWC_ECASE, 5, "there is no stylesheet \"ecko.xsl\""},
    };
    return cr_make_param_array(struct unready, rows, COUNT_OF(rows));
}

ParameterizedTest(struct unready *u, check, tells_checks_that_cannot_be_made_ready)
{
    const struct ewc_case *c = load(ewc_arena_printf(arena, "check/%s.xml", u->file));
    struct ewc_err err = {0};

    cr_expect(eq(int, (int)ewc_judge_prepare(judge, c, &err), u->status), "%s: %s", u->file, err.message);
    cr_expect(eq(uint, err.at.line, u->line), "%s: %s", u->file, err.message);
    cr_expect(has(err.message, u->message), "%s: %s", u->file, err.message);
    if (strcmp(u->file, "stylesheet-missing") == 0)
        cr_expect(has(err.hint, "check/more and ") && has(err.hint, "check/rules"), "%s", err.hint);
}

Test(check, tells_all_checks_that_cannot_be_made_ready)
{
    const struct ewc_case *c = load("check/several-misspelt.xml");
    struct ewc_err err = {.more = arena};

    cr_expect(eq(int, (int)ewc_judge_prepare(judge, c, &err), EWC_ECASE));
    cr_expect(has(err.hint, "did you mean \"echo.xsl\"? it is looked for beside"), "%s", err.hint);
    cr_assert(ne(ptr, err.next, NULL));
    cr_expect(eq(uint, err.next->at.line, 6));
    cr_expect(has(err.next->message, "echo.xsl has no parameter \"ont\""), "%s", err.next->message);
    cr_expect(has(err.next->hint, "did you mean \"one\"?"), "%s", err.next->hint);
    cr_expect(eq(ptr, err.next->next, NULL));
}

Test(check, needs_default_rules)
{
    const char *folders[] = {data_path("check/more"), NULL};
    struct ewc_judge *other = NULL;
    struct ewc_err err = {0};

    cr_expect(eq(int, (int)ewc_judge_create(folders, &other, &err), EWC_EIO));
    cr_expect(has(err.message, "default.xsl"), "%s", err.message);
    cr_expect(zero(ptr, other));
    ewc_judge_destroy(NULL);
}

/* ---- SVRL
 * ------------------------------------------------------------------------------------------------------------
 */

static enum ewc_status apply(const char *name, struct ewc_findings *findings, struct ewc_err *err)
{
    struct ewc_xml *doc = ewc_xml_new("urn:ews-conform:evidence:1", "evidence");
    struct ewc_sheet *sheet = NULL;
    enum ewc_status st;

    cr_assert(
        eq(int,
           (int)ewc_sheet_load(data_path(ewc_arena_printf(arena, "check/svrl/%s.xsl", name)), &sheet, err),
           EWC_OK),
        "%s", err->message);
    st = ewc_check_apply(sheet, doc, NULL, (struct ewc_loc){"case.xml", 9, 0}, arena, findings, err);
    ewc_sheet_free(sheet);
    ewc_xml_free(doc);
    return st;
}

static struct ewc_findings svrl(const char *name)
{
    struct ewc_findings findings = {0};
    struct ewc_err err = {0};

    cr_assert(eq(int, (int)apply(name, &findings, &err), EWC_OK), "%s: %s", name, err.message);
    return findings;
}

Test(check, reads_findings)
{
    struct ewc_findings findings = svrl("plain");
    const struct ewc_finding *f = findings.first;

    cr_expect(eq(uint, findings.fired, 2));
    cr_expect(eq(uint, findings.count, 4));
    cr_expect(eq(uint, findings.kept, 4));
    SAYS(f->id, "R1");
    SAYS(f->role, "MUST");
    cr_expect(f->stop && !f->is_report);
    SAYS(f->test, "b");
    SAYS(f->location, "/a/b");
    SAYS(f->text, "Expected this, found that.");
    SAYS(f->expected, "  this ");
    SAYS(f->found, "that");
    SAYS(f->stylesheet, "plain.xsl");
    SAYS(f->requirement_hint, "");
    cr_expect(eq(uint, f->at.line, 9));
    f = f->next;
    cr_expect(f->is_report && !f->stop);
    SAYS(f->role, "info");
    SAYS(f->expected, "");
    for (f = f->next; f; f = f->next) {
        SAYS(f->id, "");
        SAYS(f->role, "");
        SAYS(f->text, "");
    }
}

Test(check, reads_roles_and_flags)
{
    static const struct {
        const char *id, *role;
        bool stop;
    } rows[] = {{"role-and-flag", "SHOULD", false},
                {"flag-only", "warning", false},
                {"stop-only", "stop", true},
                {"stop-and-role", "SHOULD", true},
                {"none", "", false}};
    const struct ewc_finding *f = svrl("flags").first;

    for (size_t i = 0; i < COUNT_OF(rows); i++, f = f->next) {
        cr_assert(f != NULL);
        SAYS(f->id, rows[i].id);
        SAYS(f->role, rows[i].role);
        cr_expect(eq(int, f->stop, rows[i].stop), "%s", f->id);
    }
}

Test(check, reads_nested_output)
{
    struct ewc_findings f = svrl("nested");

    SAYS(listed(f), "in-rule: x\nin-other: x\n");
    cr_expect(eq(uint, f.fired, 2), "elements of other namespaces are nothing");
}

Test(check, reads_diagnostics)
{
    SAYS(listed(svrl("diagnostics")),
         "R1: First. Second, at length. Third.\nR2: Alone.\nR3: Text with emphasis in it.\n");
}

Test(check, counts_rules_that_fired)
{
    cr_expect(eq(uint, svrl("no-rule").fired, 0));
    cr_expect(eq(uint, svrl("no-rule").count, 1));
    cr_expect(eq(uint, svrl("nothing").fired, 0));
}

/* Hundreds of one kind are cut short; what comes after and is of another kind is not lost. */
Test(check, bounds_findings_without_losing_the_grave_one)
{
    struct ewc_findings findings = svrl("many");
    const struct ewc_finding *f, *last = NULL;
    unsigned kept = 0;

    cr_expect(eq(uint, findings.count, 501));
    for (f = findings.first; f; f = f->next, kept++)
        last = f;
    cr_expect(eq(uint, kept, findings.kept));
    cr_expect(eq(uint, kept, 201));
    SAYS(last->text, "The grave one.");
}

Test(check, cuts_long_texts_between_characters)
{
    const struct ewc_finding *f = svrl("long").first;

    cr_expect(le(sz, strlen(f->text), 8192));
    cr_expect(gt(sz, strlen(f->text), 8000));
    cr_expect(ewc_xml_is_text(ewc_str(f->text)) && ewc_xml_is_text(ewc_str(f->found)));
    cr_expect(eq(sz, strlen(f->text), strlen(f->found)));
}

Test(check, appends_to_findings)
{
    struct ewc_findings findings = {0};
    struct ewc_err err = {0};

    cr_assert(eq(int, (int)apply("no-rule", &findings, &err), EWC_OK));
    cr_assert(eq(int, (int)apply("nested", &findings, &err), EWC_OK));
    SAYS(listed(findings), "a: x\nin-rule: x\nin-other: x\n");
    cr_expect(eq(int, (int)apply("stops-itself", &findings, &err), EWC_EXSLT));
    cr_expect(eq(uint, findings.count, 3));
}
