/* case: what an author wrote is what is kept; every fault is told with its place. */
#include "case/case.h"

#include <dirent.h>

#include "test_stage.h"

static struct ewc_schema *schema;

static void open_schema(void)
{
    set_up();
    schema = product_schema("cases/case.xsd");
}

static void close_schema(void)
{
    ewc_schema_free(schema);
    tear_down();
}

TestSuite(case, .init = open_schema, .fini = close_schema, .timeout = 60);

static const struct ewc_case *load(const char *name)
{
    const struct ewc_case *c = NULL;
    struct ewc_err err = {0};

    cr_assert(eq(int, (int)ewc_case_load(data_path(name), schema, arena, &c, &err), EWC_OK),
              "%s: %s (line %u)", name, err.message, err.at.line);
    cr_assert(c != NULL);
    return c;
}

/* Every variable is shown as its name in braces. */
static enum ewc_found show_name(void *ctx, const char *name, const char **out_value)
{
    (void)ctx;
    *out_value = ewc_arena_printf(arena, "{%s}", name);
    return EWC_VALUE;
}

static const char *shown(const struct ewc_template *tpl)
{
    struct ewc_err err = {0};
    struct ewc_buf out;

    if (!tpl)
        return "(none)";
    ewc_buf_init(&out, 0);
    cr_assert(eq(int, (int)ewc_template_render(tpl, show_name, NULL, &out, &err), EWC_OK), "%s",
              err.message);
    return take_text(&out);
}

#define SAYS(found, wanted) cr_expect(eq(str, (char *)(found), (char *)(wanted)))

/* ---- what is read --------------------------------------------------------------------------------------
 */

Test(case, keeps_the_head)
{
    const struct ewc_case *c = load("case/good/everything.xml");

    SAYS(c->id, "everything");
    SAYS(c->file, data_path("case/good/everything.xml"));
    cr_expect(eq(uint, c->at.line, 4), "the end of the start tag's first lines is where libxml2 counts");
    SAYS(c->title, "Everything that a case can say");
    SAYS(c->description, "Why, and where it is written.");
    SAYS(c->tags[0], "smoke");
    SAYS(c->tags[1], "slow");
    cr_expect(zero(ptr, (void *)c->tags[2]));
    cr_expect(c->exclusive && c->read_only);
    cr_expect(eq(uint, c->timeout_ms, 5000));
    cr_assert(eq(uint, c->covers_count, 2));
    SAYS(c->covers[0].requirement, "R301");
    SAYS(c->covers[1].requirement, "R316");
    cr_expect(eq(int, (int)c->covers[0].level, EWC_MUST));
    cr_expect(eq(int, (int)c->covers[1].level, EWC_SHOULD), "a token may have white space around it");
    cr_assert(eq(uint, c->requires_count, 2));
    SAYS(c->requirements[0].variable, "account.smtp");
    cr_expect(zero(ptr, (void *)c->requirements[0].feature));
    SAYS(c->requirements[1].feature, "parallel-connections");
}

Test(case, keeps_the_givens)
{
    const struct ewc_case *c = load("case/good/everything.xml");

    cr_assert(eq(uint, c->given_count, 3));
    cr_expect(c->givens[0].is_group && !c->givens[1].is_group && c->givens[2].is_group);
    SAYS(c->givens[0].as, "west");
    SAYS(shown(c->givens[0].name), "{unique} West");
    SAYS(shown(c->givens[0].mailbox), "{account.smtp}");
    cr_assert(eq(uint, c->givens[0].contact_count, 2));
    SAYS(c->givens[0].contacts[0].as, "anna");
    SAYS(shown(c->givens[0].contacts[0].address), "anna@example.org");
    SAYS(shown(c->givens[0].contacts[1].address), "(none)");
    cr_assert(eq(uint, c->givens[1].contact_count, 1), "a contact in no group is its own contact");
    SAYS(c->givens[1].contacts[0].as, "carla");
    cr_expect(eq(uint, c->givens[2].contact_count, 0));
    SAYS(shown(c->givens[2].name), "(none)");
}

Test(case, numbers_the_steps_that_are_sent_together)
{
    const struct ewc_case *c = load("case/good/everything.xml");
    const char *ids[] = {"before", "rename", "one", "two", "three", "four", "last"};
    const unsigned together[] = {0, 0, 1, 1, 2, 2, 0};

    cr_assert(eq(uint, c->step_count, COUNT_OF(ids)));
    for (unsigned i = 0; i < c->step_count; i++) {
        SAYS(c->steps[i].id, ids[i]);
        cr_expect(eq(uint, c->steps[i].together, together[i]), "%s", ids[i]);
    }
}

Test(case, keeps_how_a_request_is_sent)
{
    const struct ewc_case_step *s = &load("case/good/everything.xml")->steps[1];

    SAYS(s->when.step, "before");
    cr_expect(s->when.succeeded, "white space in a token does not turn its meaning");
    cr_expect(s->judge_transport_only && !s->settle);
    cr_expect(s->header_element && s->server_version.given && s->culture.given && s->impersonate.given);
    SAYS(shown(s->server_version.value), "Exchange2013");
    cr_expect(zero(ptr, (void *)s->culture.value), "absent");
    SAYS(shown(s->impersonate.value), "{account.smtp}");
    SAYS(s->impersonate.form, "PrincipalName");
    SAYS(shown(s->further_headers),
         "<x:one xmlns:x=\"urn:x\" a=\"{west.id}\"/><x:two xmlns:x=\"urn:x\"><x:three/></x:two>");
    SAYS(s->method, "PUT");
    cr_expect(s->chunked && s->expect_continue && s->gzip && s->fresh_connection);
    SAYS(shown(s->soap_action), "\"x\"");
    cr_assert(eq(uint, s->http_header_count, 2));
    SAYS(s->http_headers[0].name, "X-One");
    SAYS(shown(s->http_headers[0].value), "{west.id}");
    SAYS(s->http_headers[1].name, "User-Agent");
    cr_expect(zero(ptr, (void *)s->http_headers[1].value));
    cr_expect(eq(int, (int)s->form, EWC_FORM_SOAP));
    SAYS(s->operation, "SetImGroup");
    SAYS(s->encoding, "UTF-16");
    cr_expect(s->bom && !s->declaration);
}

Test(case, keeps_what_is_expected)
{
    const struct ewc_case_step *s = &load("case/good/everything.xml")->steps[1];

    SAYS(s->expect_requirement, "R201");
    cr_assert(eq(uint, s->outcome_count, 2));
    SAYS(s->outcomes[0].response_class, "Success Warning");
    SAYS(s->outcomes[0].response_code, "NoError");
    SAYS(s->outcomes[0].http_status, "200 202");
    SAYS(s->outcomes[0].fault, "");
    SAYS(s->outcomes[0].profile, "");
    SAYS(s->outcomes[0].level, "");
    SAYS(s->outcomes[1].fault, "any");
    SAYS(s->outcomes[1].profile, "mock exchange2016");
    SAYS(s->outcomes[1].level, "OBS");
    cr_assert(eq(uint, s->capture_count, 1));
    SAYS(s->captures[0].as, "key");
    SAYS(s->captures[0].select, "//x[. = '  ']");
    cr_expect(s->captures[0].optional);
    cr_assert(eq(uint, s->check_count, 2));
    SAYS(s->checks[0].with, "a.xsl");
    SAYS(s->checks[0].requirement, "R409");
    SAYS(s->checks[0].since[0], "before");
    cr_expect(zero(ptr, (void *)s->checks[0].since[1]));
    SAYS(s->checks[0].when.step, "before");
    cr_expect(not(s->checks[0].when.succeeded));
    cr_assert(eq(uint, s->checks[0].param_count, 2));
    SAYS(shown(s->checks[0].params[1].value), " exactly  so ");
    cr_expect(zero(ptr, (void *)s->checks[1].requirement));
    cr_expect(zero(ptr, (void *)s->checks[1].since[0]));
    cr_expect(zero(ptr, (void *)s->checks[1].when.step));
}

Test(case, knows_the_prefixes_of_a_capture)
{
    const struct ewc_xml_ns *ns = load("case/good/everything.xml")->steps[1].captures[0].scope;
    unsigned found = 0;

    for (; ns->prefix; ns++)
        found += strcmp(ns->prefix, "x") == 0 && strcmp(ns->uri, "urn:x") == 0;
    cr_expect(eq(uint, found, 1));
}

Test(case, gives_what_is_not_said_its_default)
{
    const struct ewc_case *c = load("case/good/everything.xml");
    const struct ewc_case_step *one = &c->steps[2], *two = &c->steps[3], *three = &c->steps[4];
    const struct ewc_case_step *last = &c->steps[6];

    SAYS(one->operation, "");
    SAYS(shown(one->body), "");
    SAYS(one->method, "POST");
    SAYS(one->encoding, "UTF-8");
    cr_expect(one->declaration && !one->bom && !one->chunked && !one->gzip);
    SAYS(one->impersonate.form, "SmtpAddress");
    SAYS(shown(one->impersonate.value), "{account.smtp}");
    SAYS(shown(one->soap_action), "(none)");
    cr_expect(one->header_element && !one->server_version.given && !one->further_headers);
    cr_expect(eq(uint, one->outcome_count, 0));
    cr_expect(eq(uint, one->expect_at.line, one->at.line), "without <expect> its place is the step's");
    cr_expect(eq(int, (int)two->form, EWC_FORM_RAW));
    SAYS(two->operation, "GetImItemList");
    SAYS(two->encoding, "UTF-16LE");
    SAYS(shown(two->content_type), "text/plain");
    cr_expect(not(three->header_element));
    SAYS(three->operation, "");
    SAYS(shown(three->body), "<!-- a comment -->");
    SAYS(last->operation, "SetImGroup");
    SAYS(shown(last->content_type), "text/xml; charset=utf-8");
    cr_assert(eq(uint, last->outcome_count, 1));
    SAYS(last->outcomes[0].fault, "any");
    cr_expect(eq(uint, last->expect_at.line, last->at.line + 1));
}

/* ---- literal XML
 * ------------------------------------------------------------------------------------------ */

static const struct literal {
    const char *step, *body;
} literals[] = {
    {"prefixes", "<m:A xmlns:m=\"urn:m\" xmlns:t=\"urn:t\" t:b=\"1\"><t:C/></m:A>"},
    {"qualified-name-in-text", "<m:A xmlns:m=\"urn:m\" xmlns:q=\"urn:q\">q:name</m:A>"},
    {"default-namespace", "<A xmlns=\"urn:a\"><B/><C xmlns=\"\">x</C></A>"},
    {"own-declaration", "<m:A xmlns:m=\"urn:other\"/>"},
    {"layout-stripped",
     "<m:A xmlns:m=\"urn:m\"><m:B> </m:B><m:C> x <!-- c --> </m:C><!-- between --><m:D>y <m:E/> "
     "z</m:D></m:A>"},
    {"layout-kept", "<m:A xmlns:m=\"urn:m\">\n      <m:B/>\n    </m:A>"},
    {"kinds",
     "<m:A xmlns:m=\"urn:m\" b=\"&lt;&quot;&#39;&#9;&#10;&#13;\">&amp;&lt;&gt;&#13;\"'<![CDATA[<raw> & ]]>"
     "<!-- c --><?pi data?></m:A>"},
    {"several", "<m:A xmlns:m=\"urn:m\"/><!-- c --><m:B xmlns:m=\"urn:m\"/>"},
    {"text-only", "just text"},
    {"nothing", ""},
    {"variables", "<m:A xmlns:m=\"urn:m\" b=\"{unique}\" c=\"${x}\"><![CDATA[{unique}]]><!-- ${x} -->"
                  "{unique.y}xxxxxxxxxx</m:A>"},
    /* raw: the first line end and what stands before it are layout, and white space after the last one */
    {"raw-layout", "  one\n  two\n"},
    {"raw-one-line", "  one  "},
    {"raw-cdata", "<a>&amp;</a>\n"},
    {"raw-no-end", "<a>"},
    {"raw-empty", ""},
    {"raw-blank", ""},
    {"raw-bytes", "a\x01"
                  "00\x01"
                  "FFb&\x01"
                  "7F\n"},
    {"raw-bytes-last", "a\n\x01"
                       "0A\x01"
                       "20\n"},
};

Test(case, keeps_literal_xml)
{
    const struct ewc_case *c = load("case/good/literal.xml");

    cr_assert(eq(uint, c->step_count, COUNT_OF(literals)));
    for (unsigned i = 0; i < c->step_count; i++) {
        SAYS(c->steps[i].id, literals[i].step);
        cr_expect(eq(str, (char *)shown(c->steps[i].body), (char *)literals[i].body), "%s",
                  literals[i].step);
    }
}

/* ---- what is refused
 * --------------------------------------------------------------------------------------- */

struct bad_case {
    char file[48];
    int status;
    unsigned line;
    char message[96]; /* a part of it */
};

static struct bad_case bad_cases[] = {
    {"empty", EWC_EXML, 1, ""},
    {"not-well-formed", EWC_EXML, 5, ""},
    {"wrong-root", EWC_ECASE, 1, "expected <case xmlns=\"urn:ews-conform:case:1\">, found <suite"},
    {"wrong-namespace", EWC_ECASE, 1, "found <case xmlns=\"urn:ews-conform:case:2\">"},
    {"doctype", EWC_ECASE, 3, "document type declaration"},
    {"id-is-not-file-name", EWC_ECASE, 2, "the id is \"another-id\" but the file is named"},
    {"id-begins-like-file-name", EWC_ECASE, 2, "the id is \"id-begins\" but the file is named"},
    {"no-title", EWC_EXML, 3, "covers"},
    {"no-covers", EWC_EXML, 4, "step"},
    {"no-step", EWC_EXML, 2, "case"},
    {"unknown-element", EWC_EXML, 8, "finally"},
    {"unknown-attribute", EWC_EXML, 5, "wait"},
    {"unknown-level", EWC_EXML, 4, "level"},
    {"together-alone", EWC_EXML, 5, "together"},
    {"timeout-zero", EWC_ECASE, 2, "timeout-ms is from 1 to 86400000, and here it is"},
    {"timeout-of-a-year", EWC_ECASE, 2, "timeout-ms is from 1 to 86400000, and here it is"},
    {"requires-nothing", EWC_ECASE, 5, "<requires> needs either variable or feature"},
    {"requires-both", EWC_ECASE, 5, "<requires> needs either variable or feature"},
    {"when-unknown-step", EWC_ECASE, 8, "there is no step \"c\" before this place"},
    {"when-later-step", EWC_ECASE, 5, "there is no step \"b\" before this place"},
    {"when-itself", EWC_ECASE, 5, "there is no step \"a\" before this place"},
    {"when-in-other-words", EWC_EXML, 8, "when"},
    {"when-in-together", EWC_ECASE, 12, "say nothing for steps that are sent together"},
    {"settle-in-together", EWC_ECASE, 6, "say nothing for steps that are sent together"},
    {"check-when-later-step", EWC_ECASE, 7, "there is no step \"b\" before this place"},
    {"since-unknown-step", EWC_ECASE, 7, "there is no step \"befor\" before this place"},
    {"since-itself", EWC_ECASE, 7, "there is no step \"a\" before this place"},
    {"since-one-of-two-unknown", EWC_ECASE, 10, "there is no step \"c\" before this place"},
    {"version-and-absent", EWC_ECASE, 7, "give either version or absent"},
    {"version-without-value", EWC_ECASE, 7, "give either version or absent"},
    {"culture-and-absent", EWC_ECASE, 7, "give either tag or absent"},
    {"impersonate-nobody", EWC_ECASE, 7, "give exactly one of"},
    {"impersonate-two", EWC_ECASE, 7, "give exactly one of"},
    {"impersonate-and-absent", EWC_ECASE, 7, "give exactly one of"},
    {"impersonate-and-mailbox", EWC_ECASE, 5, "keep one of them"},
    {"mailbox-without-header-element", EWC_ECASE, 5, "<headers element=\"no\"> sends none"},
    {"no-header-element-with-headers", EWC_ECASE, 6, "nothing can stand in it"},
    {"header-value-and-absent", EWC_ECASE, 7, "give either value or absent"},
    {"header-without-value", EWC_ECASE, 7, "give either value or absent"},
    {"header-name-with-colon", EWC_ECASE, 7, "not the name of an HTTP header"},
    {"header-name-with-umlaut", EWC_ECASE, 7, "not the name of an HTTP header"},
    {"method-with-space", EWC_ECASE, 7, "not the name of an HTTP method"},
    {"compress-unknown", EWC_EXML, 7, "compress"},
    {"raw-with-headers", EWC_ECASE, 5, "<raw> holds the whole request"},
    {"raw-with-mailbox", EWC_ECASE, 5, "<raw> holds the whole request"},
    {"raw-and-send", EWC_EXML, 7, "raw"},
    {"hex-odd", EWC_ECASE, 7, "pairs of hexadecimal digits"},
    {"hex-split", EWC_ECASE, 7, "pairs of hexadecimal digits"},
    {"hex-not-a-digit", EWC_ECASE, 7, "pairs of hexadecimal digits"},
    {"hex-with-prefix", EWC_ECASE, 7, "pairs of hexadecimal digits"},
    {"hex-with-comma", EWC_ECASE, 7, "pairs of hexadecimal digits"},
    {"expect-nothing", EWC_ECASE, 7, "either one outcome in its attributes or a list"},
    {"expect-requirement-only", EWC_ECASE, 7, "either one outcome in its attributes or a list"},
    {"expect-short-and-list", EWC_ECASE, 7, "either one outcome in its attributes or a list"},
    {"outcome-nothing", EWC_ECASE, 9, "an outcome needs response-class, fault or http-status"},
    {"outcome-class-and-fault", EWC_ECASE, 8, "list two outcomes"},
    {"outcome-code-and-fault", EWC_ECASE, 8, "list two outcomes"},
    {"outcome-code-without-class", EWC_ECASE, 7, "response-code needs response-class"},
    {"outcome-class-misspelt", EWC_ECASE, 7, "Success, Warning or Error"},
    {"outcome-class-lower-case", EWC_ECASE, 7, "Success, Warning or Error"},
    {"outcome-status-in-words", EWC_ECASE, 7, "number from 100 to 599"},
    {"outcome-status-too-large", EWC_ECASE, 7, "number from 100 to 599"},
    {"reference-not-closed", EWC_ECASE, 7, "not closed"},
    {"reference-in-text-not-closed", EWC_ECASE, 7, "not closed"},
    {"reference-in-header-not-closed", EWC_ECASE, 7, "not closed"},
    {"reference-in-param-not-closed", EWC_ECASE, 8, "not closed"},
    {"width-zero", EWC_ECASE, 7, "number from 1 to 1000000"},
};

ParameterizedTestParameters(case, rejects)
{
    return cr_make_param_array(struct bad_case, bad_cases, COUNT_OF(bad_cases));
}

ParameterizedTest(struct bad_case *b, case, rejects)
{
    const char *path = data_path(ewc_arena_printf(arena, "case/bad/%s.xml", b->file));
    const struct ewc_case *c = NULL;
    struct ewc_err err = {0};

    cr_expect(eq(int, (int)ewc_case_load(path, schema, arena, &c, &err), b->status), "%s", err.message);
    cr_expect(eq(uint, err.at.line, b->line), "%s: %s", b->file, err.message);
    cr_expect(has(err.at.file, b->file), "%s: %s", b->file, err.at.file);
    cr_expect(has(err.message, b->message), "%s: %s", b->file, err.message);
    cr_expect(zero(ptr, (void *)c), "output is untouched on failure");
}

Test(case, has_a_row_for_each_bad_file)
{
    DIR *dir = opendir(data_path("case/bad"));
    struct dirent *entry;
    unsigned files = 0;

    cr_assert(dir != NULL);
    while ((entry = readdir(dir)))
        files += entry->d_name[0] != '.';
    closedir(dir);
    cr_expect(eq(uint, files, COUNT_OF(bad_cases)));
}

/* ---- all that is wrong ------------------------------------------------------------------------------------------------ */

struct wrong {
    unsigned line;
    const char *message, *hint;
};

static void tells_all(const char *file, const struct wrong *rows, unsigned count)
{
    struct ewc_err err = {.more = arena};
    const struct ewc_case *c = NULL;
    const struct ewc_err *e = &err;

    (void)!ewc_case_inspect(data_path(file), schema, arena, &c, &err);
    if (c)
        (void)!ewc_case_check_variables(c, NULL, NULL, &err);
    for (unsigned i = 0; i < count; i++, e = e->next) {
        cr_assert(ne(ptr, (void *)e, NULL), "\"%s\" is missing", rows[i].message);
        cr_expect(eq(uint, e->at.line, rows[i].line), "%s", e->message);
        cr_expect(has(e->message, rows[i].message), "expected \"%s\", found \"%s\"", rows[i].message, e->message);
        cr_expect(has(e->hint, rows[i].hint), "%s: %s", e->message, e->hint);
    }
    cr_expect(eq(ptr, (void *)e, NULL), "%s", e ? e->message : "");
}

/* What libxml2 stops at is not all: validation goes on behind it. */
Test(case, tells_all_that_the_schema_refuses)
{
    static const struct wrong rows[] = {
        {2, "The attribute 'colour' is not allowed", "it may have: id, exclusive, read-only, timeout-ms"},
        {2, "The attribute 'exlusive' is not allowed", "did you mean \"exclusive\"?"},
        {3, "Element 'titel': This element is not expected. Expected is ( title )", "did you mean \"title\"?"},
        {4, "The value 'MUSTY' is not an element of the set", "did you mean \"MUST\"?"},
        {5, "Element 'tag': This element is not expected. Expected is one of ( covers,", ""},
        {6, "Element 'grup': This element is not expected. Expected is one of ( group, contact )",
         "did you mean \"group\"?"},
        {7, "The value 'a succeded' is not accepted by the pattern", ""},
        {7, "The attribute 'setle' is not allowed", "did you mean \"settle\"? it may have: id, when, settle,"},
        {8, "Element 'sendd': This element is not expected", "did you mean \"send\"?"},
        {11, "Element 'stap': This element is not expected", "did you mean \"step\"?"},
        {9, "Element 'expct': This element is not expected", "did you mean \"expect\"?"},
        {11, "Element 'step': Missing child element(s)", ""},
        {12, "Element '{urn:other}expect': This element is not expected. Expected is one of ( {urn:ews-conform:case:1}", ""},
        {13, "Element 'frob': This element is not expected", ""},
        {12, "Element 'chek': This element is not expected", "did you mean \"check\"?"},
        {14, "Element 'expect': This element is not expected. Expected is one of ( headers, http, send, raw )", ""},
        {15, "The attribute 'id' is required but missing", ""},
        {15, "Element 'expect': This element is not expected", ""},
    };

    tells_all("case/several/shape.xml", rows, COUNT_OF(rows));
}

/* What libxml2 says twice of one value is told once, and of the next element's again. */
Test(case, tells_each_wrong_value_once)
{
    static const struct wrong rows[] = {
        {5, "attribute 'response-class': 'a,b' is not a valid value", ""},
        {6, "attribute 'response-class': 'c,d' is not a valid value", ""},
        {7, "attribute 'response-class': 'e,f' is not a valid value", ""},
        {7, "attribute 'response-code': 'x,y' is not a valid value", ""},
    };

    tells_all("case/several/values.xml", rows, COUNT_OF(rows));
}

Test(case, tells_all_that_makes_no_sense)
{
    static const struct wrong rows[] = {
        {7, "response-class is Success, Warning or Error, and here it is \"Succes\"", "did you mean \"Success\"?"},
        {7, "response-class is Success, Warning or Error, and here it is \"Eror\"", "did you mean \"Error\"?"},
        {7, "http-status is a number from 100 to 599, and here it is \"9000\"", ""},
        {15, "is not closed by", ""},
        {15, "give either tag or absent=\"yes\"", ""},
        {16, "\"A:\" is not the name of an HTTP header", ""},
        {16, "give either value or absent=\"yes\"", ""},
        {17, "hexadecimal digits, with spaces between them at most; here it is \"0g\"", ""},
        {14, "<raw> holds the whole request", ""},
        {18, "<expect> has either one outcome", ""},
        {2, "the id is \"nonsense\" but the file is named \"sense.xml\"", "rename"},
        {6, "there is no step \"z\" before this place", "it is the first step"},
        {12, "there is no step \"b\" before this place", "it is the first step"},
        {5, "unknown variable \"unknown\"", "in scope here: \"unique\""},
        {6, "unknown variable \"g.idd\"; did you mean \"g.id\"?", "in scope here"},
        {8, "unknown variable \"g.nmae\"; did you mean \"g.name\"?", "in scope here"},
        {8, "$unique.x cannot stand in an XPath expression", "concat($unique, '-x')"},
        {9, "wrong XPath expression \"//q:X[1\"", ""},
        {10, "wrong XPath expression \"//q:X | frob()\": a namespace prefix is not declared here", ""},
        {12, "unknown variable \"g.nam\"; did you mean \"g.name\"?", "in scope here"},
    };

    tells_all("case/several/sense.xml", rows, COUNT_OF(rows));
}

Test(case, tells_a_file_that_is_not_there)
{
    const struct ewc_case *c = NULL;
    struct ewc_err err = {0};

    cr_expect(eq(int, (int)ewc_case_load(data_path("case/none.xml"), schema, arena, &c, &err), EWC_EIO));
    cr_expect(zero(ptr, (void *)c));
}

/* Whatever the limit is: all of the case, or the one error. */
Test(case, tells_when_the_arena_is_full)
{
    const char *path = data_path("case/good/everything.xml");
    enum ewc_status st = EWC_ENOMEM;

    for (size_t bytes = 16; st != EWC_OK; bytes += 208) {
        struct ewc_arena *small = ewc_arena_create(bytes);
        const struct ewc_case *c = NULL;
        struct ewc_err err = {0};

        st = ewc_case_load(path, schema, small, &c, &err);
        cr_assert(st == EWC_OK || st == EWC_ENOMEM, "%zu: %s", bytes, err.message);
        cr_expect(eq(int, c != NULL, st == EWC_OK));
        ewc_arena_destroy(small);
        cr_assert(lt(sz, bytes, 1000000));
    }
}

/* ---- variables
 * ------------------------------------------------------------------------------------------------ */

static bool is_from_run(void *ctx, const char *name)
{
    return strcmp(name, ctx) == 0;
}

static enum ewc_status check_variables(const char *name, struct ewc_err *err)
{
    char from_run[] = "from-run";

    return ewc_case_check_variables(load(ewc_arena_printf(arena, "case/variables/%s.xml", name)),
                                    is_from_run, from_run, err);
}

Test(case, knows_all_variables_in_their_order)
{
    struct ewc_err err = {0};

    cr_expect(eq(int, (int)check_variables("all-known", &err), EWC_OK), "%u: %s", err.at.line, err.message);
    cr_expect(eq(int, (int)ewc_case_check_variables(load("case/variables/all-known.xml"), NULL, NULL, &err),
                 EWC_ECASE),
              "without the run's own");
    cr_expect(has(err.message, "from-run"));
}

ParameterizedTestParameters(case, tells_unknown_variables)
{
    static struct bad_case rows[] = {
        {"misspelt", EWC_ECASE, 7, "unknown variable \"grup.id\"; did you mean \"group.id\"?"},
        {"nothing-near", EWC_ECASE, 7, "unknown variable \"something.else\""},
        {"of-contact", EWC_ECASE, 10, "unknown variable \"boris.name\""},
        {"group-before-it-is-there", EWC_ECASE, 6, "unknown variable \"b.name\""},
        {"mailbox-of-given", EWC_ECASE, 6, "unknown variable \"account.smpt\""},
        {"step-before-it-ran", EWC_ECASE, 6, "unknown variable \"a.code\""},
        {"capture-before-it-is-set", EWC_ECASE, 6, "unknown variable \"key\""},
        {"capture-in-its-own-select", EWC_ECASE, 7, "unknown variable \"key\""},
        {"select-with-unknown", EWC_ECASE, 8, "unknown variable \"group.di\"; did you mean \"group.id\"?"},
        {"select-with-unique-word", EWC_ECASE, 7, "$unique.name cannot stand in an XPath expression"},
        {"together-sees-neighbour-early", EWC_ECASE, 10, "unknown variable \"a.code\""},
        {"in-http-header", EWC_ECASE, 6, "unknown variable \"x\""},
        {"in-soap-action", EWC_ECASE, 6, "unknown variable \"x\""},
        {"in-soap-header", EWC_ECASE, 6, "unknown variable \"x\""},
        {"in-culture", EWC_ECASE, 6, "unknown variable \"x\""},
        {"in-mailbox", EWC_ECASE, 5, "unknown variable \"x\""},
        {"in-raw", EWC_ECASE, 6, "unknown variable \"x\""},
        {"in-content-type", EWC_ECASE, 6, "unknown variable \"x\""},
        {"in-param", EWC_ECASE, 8, "unknown variable \"x\""},
        {"two-steps-of-one-id", EWC_ECASE, 8, "the name \"a\" is taken: line 5 has it"},
        {"two-variables-of-one-name", EWC_ECASE, 5, "the name \"a\" is taken: line 5 has it"},
        {"capture-like-a-status", EWC_ECASE, 7, "the name \"b.status\" is taken: line 5 has it"},
        {"takes-unique", EWC_ECASE, 2, "are the harness's own"},
        {"takes-unique-word", EWC_ECASE, 2, "are the harness's own"},
        {"too-many", EWC_ECASE, 2, "more than 255 variables"},
    };
    return cr_make_param_array(struct bad_case, rows, COUNT_OF(rows));
}

ParameterizedTest(struct bad_case *b, case, tells_unknown_variables)
{
    struct ewc_err err = {0};

    cr_expect(eq(int, (int)check_variables(b->file, &err), b->status), "%s", b->file);
    cr_expect(eq(uint, err.at.line, b->line), "%s: %s", b->file, err.message);
    cr_expect(has(err.message, b->message), "%s: %s", b->file, err.message);
}

Test(case, lists_the_names_in_scope)
{
    struct ewc_err err = {0};

    cr_expect(eq(int, (int)check_variables("misspelt", &err), EWC_ECASE));
    cr_expect(has(err.hint,
                  "in scope here: \"unique\", \"group.id\", \"group.change-key\", \"group.name\", "
                  "\"group.type\""),
              "%s", err.hint);
    cr_expect(has(err.hint, "<requires variable="), "%s", err.hint);
}

Test(case, finds_the_nearest_name)
{
    const char *names[] = {"group.id", "group.name", "key", NULL};
    const char *none[] = {NULL};

    SAYS(ewc_nearest("group.di", names), "group.id");
    SAYS(ewc_nearest("keys", names), "key");
    cr_expect(zero(ptr, (void *)ewc_nearest("elephant", names)));
    cr_expect(zero(ptr, (void *)ewc_nearest("x", none)));
}

Test(case, names_its_levels)
{
    for (int level = EWC_LEVEL_NONE; level <= EWC_OBS; level++)
        cr_expect(eq(int, (int)ewc_level_parse(ewc_level_name((enum ewc_level)level)), level));
    cr_expect(eq(int, (int)ewc_level_parse("must"), EWC_LEVEL_NONE));
    cr_expect(eq(int, (int)ewc_level_parse(NULL), EWC_LEVEL_NONE));
}

/* ---- the product's own cases
 * ------------------------------------------------------------------------------- */

static void check_folder(const char *folder, unsigned *count)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;

    cr_assert(dir != NULL);
    while ((entry = readdir(dir))) {
        size_t len = strlen(entry->d_name);
        const struct ewc_case *c = NULL;
        struct ewc_err err = {0};

        if (entry->d_name[0] == '.' || len < 5 || strcmp(entry->d_name + len - 4, ".xml") != 0)
            continue;
        cr_expect(eq(int,
                     (int)ewc_case_load(ewc_arena_printf(arena, "%s/%s", folder, entry->d_name), schema,
                                        arena, &c, &err),
                     EWC_OK),
                  "%s:%u: %s", entry->d_name, err.at.line, err.message);
        ++*count;
    }
    closedir(dir);
}

Test(case, loads_the_suite)
{
    static const char *const folders[] = {"concurrency", "envelope", "errors",  "faults", "headers",
                                          "isolation",   "rename",   "request", "text",   "transport"};
    unsigned count = 0;

    for (size_t i = 0; i < COUNT_OF(folders); i++)
        check_folder(ewc_arena_printf(arena, "%s/cases/%s", EWC_ROOT, folders[i]), &count);
    cr_expect(gt(uint, count, 100));
}
