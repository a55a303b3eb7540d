/* response: whatever a server sends is read, and nothing that it sends is a failure of the harness. */
#include "response/response.h"

#include "test_stage.h"

#define EWS "http://schemas.microsoft.com/exchange/services/2006/"
#define PAGE "https://schemas.microsoft.com/exchange/services/2006/"
#define SOAP "http://schemas.xmlsoap.org/soap/envelope/"
#define ENVELOPE(base, header, body)                                                                       \
    "<s:Envelope xmlns:s=\"" SOAP "\" xmlns:m=\"" base "messages\" xmlns:t=\"" base                        \
    "types\" xmlns:e=\"" base "errors\"><s:Header>" header "</s:Header><s:Body>" body                      \
    "</s:Body></s:Envelope>"
#define ANSWER(body) ENVELOPE(EWS, "", body)
#define SET(class, more) "<m:SetImGroupResponse ResponseClass=\"" class "\">" more "</m:SetImGroupResponse>"
#define CODE(code) "<m:ResponseCode>" code "</m:ResponseCode>"
#define FAULT(code, detail)                                                                                \
    "<s:Fault><faultcode>" code "</faultcode><faultstring>x</faultstring>" detail "</s:Fault>"
#define DETAIL(code, more)                                                                                 \
    "<detail><e:ResponseCode>" code "</e:ResponseCode><e:Message>x</e:Message>" more "</detail>"
#define BACK_OFF(ms) "<t:MessageXml><t:Value Name=\"BackOffMilliseconds\">" ms "</t:Value></t:MessageXml>"

static struct ewc_response *response;

static void drop(void)
{
    ewc_response_finish(response);
    tear_down();
}

TestSuite(response, .init = set_up, .fini = drop, .timeout = 60);

#define SAYS(found, wanted) cr_expect(eq(str, (char *)((found) ? (found) : "(none)"), (char *)(wanted)))

/* What a server may have sent. */
struct sent {
    const char *type; /* Content-Type; NULL: none */
    unsigned status;
    struct ewc_str body;
    unsigned retry_after_s;
    bool has_retry_after;
    bool page; /* the run speaks the https:// form */
};

static const struct ewc_response *read_sent(struct sent s)
{
    struct ewc_http_header *headers = ewc_arena_alloc(arena, 3 * sizeof(*headers));
    struct ewc_http_exchange *x = ewc_arena_alloc(arena, sizeof(*x));
    struct ewc_err err = {0};

    headers[0] = (struct ewc_http_header){"Server", "x"};
    if (s.type)
        headers[1] = (struct ewc_http_header){"CONTENT-type", s.type};
    *x = (struct ewc_http_exchange){.status = s.status ? s.status : 200,
                                    .headers = headers,
                                    .body = s.body,
                                    .detail = "",
                                    .has_retry_after = s.has_retry_after,
                                    .retry_after_s = s.retry_after_s};
    ewc_response_finish(response);
    response = NULL;
    cr_assert(eq(int, (int)ewc_response_read(x, s.page, NULL, arena, &response, &err), EWC_OK), "%s",
              err.message);
    cr_assert(response != NULL);
    return response;
}

static const struct ewc_response *read_body(const char *body)
{
    return read_sent((struct sent){.type = "text/xml; charset=utf-8", .body = ewc_str(body)});
}

/* ---- encodings
 * ---------------------------------------------------------------------------------------------- */

static const struct charset {
    const char *type, *charset;
} charsets[] = {
    {NULL, ""},
    {"", ""},
    {"text/xml", ""},
    {"text/xml;", ""},
    {"text/xml; ", ""},
    {"text/xml;charset=utf-8", "utf-8"},
    {"text/xml; charset=utf-8", "utf-8"},
    {"text/xml ; \t Charset=UTF-8 ", "UTF-8"},
    {"text/xml; charset=\"utf-8\"", "utf-8"},
    {"text/xml; charset='utf-8'", "utf-8"},
    {"text/xml; charset=\"utf-8", "utf-8"},
    {"text/xml; charset=", ""},
    {"text/xml; charset=\"\"", ""},
    {"text/xml; charset", ""},
    {"text/xml; x=y; charset=utf-16; z=0", "utf-16"},
    {"text/xml; xcharset=a; charset=b", "b"},
    {"text/xml; charset=a; charset=b", "a"},
    {"application/soap+xml; action=\"urn:a;charset=x\"; charset=utf-8", "utf-8"},
    {"text/xml; a=\"\\\"; charset=x\"; charset=utf-8", "utf-8"},
    {"text/xml; a=\"open; charset=x", ""},
    {"charset=utf-8", ""},
};

Test(response, reads_the_charset)
{
    for (size_t i = 0; i < COUNT_OF(charsets); i++)
        cr_expect(
            eq(str,
               (char *)read_sent((struct sent){.type = charsets[i].type, .body = ewc_str("")})->charset,
               (char *)charsets[i].charset),
            "%s", charsets[i].type);
}

#define BYTES(literal)                                                                                     \
    {                                                                                                      \
        literal, sizeof(literal) - 1                                                                       \
    }

static const struct encoded {
    const char *what, *type;
    struct ewc_str body;
    const char *encoding, *declared;
    bool bom, parses;
    const char *text;
} encodings[] = {
    {"nothing is said", "text/xml", BYTES("<a>\xC3\xA9</a>"), "UTF-8", "", false, true, "\xC3\xA9"},
    {"declaration", "text/xml", BYTES("<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><a>\xE9</a>"),
     "iso-8859-1", "iso-8859-1", false, true, "\xC3\xA9"},
    {"charset before declaration", "text/xml; charset=iso-8859-1",
     BYTES("<?xml version=\"1.0\" encoding=\"utf-8\"?><a>\xE9</a>"), "iso-8859-1", "utf-8", false, true,
     "\xC3\xA9"},
    {"mark before charset", "text/xml; charset=iso-8859-1", BYTES("\xEF\xBB\xBF<a>\xC3\xA9</a>"), "UTF-8",
     "", true, true, "\xC3\xA9"},
    {"UTF-16 with mark", "text/xml; charset=utf-8", BYTES("\xFF\xFE<\0a\0>\0\xE9\0<\0/\0a\0>\0"),
     "UTF-16LE", "", true, true, "\xC3\xA9"},
    {"UTF-16 big endian with mark", NULL, BYTES("\xFE\xFF\0<\0a\0>\0\xE9\0<\0/\0a\0>"), "UTF-16BE", "",
     true, true, "\xC3\xA9"},
    {"UTF-16 without mark", NULL, BYTES("<\0a\0>\0\xE9\0<\0/\0a\0>\0"), "UTF-16LE", "", false, true,
     "\xC3\xA9"},
    {"UTF-16 by charset", "text/xml; charset=utf-16", BYTES("\xFF\xFE<\0a\0/\0>\0"), "UTF-16LE", "", true,
     true, ""},
    {"UTF-32 with mark", NULL, BYTES("\xFF\xFE\0\0<\0\0\0a\0\0\0/\0\0\0>\0\0\0"), "UTF-32LE", "", true,
     true, ""},
    {"wrong charset", "text/xml; charset=us-ascii", BYTES("<a>\xC3\xA9</a>"), "us-ascii", "", false, false,
     NULL},
    {"unknown charset", "text/xml; charset=klingon", BYTES("<a/>"), "klingon", "", false, false, NULL},
    {"not UTF-8", "text/xml", BYTES("<a>\xE9</a>"), "", "", false, false, NULL},
};

Test(response, decodes_by_mark_charset_and_declaration)
{
    for (size_t i = 0; i < COUNT_OF(encodings); i++) {
        const struct encoded *e = &encodings[i];
        const struct ewc_response *r = read_sent((struct sent){.type = e->type, .body = e->body});

        cr_expect(eq(str, (char *)r->encoding, (char *)e->encoding), "%s", e->what);
        cr_expect(eq(str, (char *)r->declared, (char *)e->declared), "%s", e->what);
        cr_expect(eq(int, r->bom, e->bom), "%s", e->what);
        cr_expect(eq(int, r->doc != NULL, e->parses), "%s: %s", e->what, r->xml_error);
        cr_expect(eq(int, r->xml_error == NULL, e->parses), "%s", e->what);
        if (r->envelope && e->text)
            cr_expect(eq(str, ewc_node_text(r->envelope, arena), (char *)e->text), "%s", e->what);
    }
}

/* ---- what is no answer
 * ------------------------------------------------------------------------------------------ */

static void expect_other(const char *body, bool is_xml)
{
    const struct ewc_response *r = read_body(body);

    cr_expect(eq(int, (int)r->outcome, EWC_OUTCOME_OTHER), "%.80s", body);
    cr_expect(eq(int, r->doc != NULL, is_xml), "%.80s", body);
    cr_expect(zero(ptr, (void *)r->code), "%.80s", body);
    cr_expect(not(r->throttled), "%.80s", body);
}

Test(response, says_other_for_what_it_cannot_understand)
{
    expect_other("", false);
    expect_other("<html><body>Not here</body></html>", true);
    expect_other("{\"code\": 5}", false);
    expect_other("<a>", false);
    expect_other("<s:Envelope "
                 "xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Body><x/></s:Body></s:Envelope>",
                 true);
    expect_other("<Envelope><Body><Fault/></Body></Envelope>", true);
    expect_other("<s:Envelope xmlns:s=\"" SOAP "\"/>", true);
    expect_other("<s:Envelope xmlns:s=\"" SOAP "\"><s:Body/></s:Envelope>", true);
    expect_other("<s:Envelope xmlns:s=\"" SOAP "\"><s:Body>text</s:Body></s:Envelope>", true);
    expect_other("<s:Fault xmlns:s=\"" SOAP "\"><faultcode>x</faultcode></s:Fault>", true);
    expect_other(ANSWER("<m:SetImGroupResponse/>"), true);
    expect_other(ANSWER(SET("Succes", "")), true);
    expect_other(ANSWER(SET("success", "")), true);
    cr_expect(zero(ptr, (void *)read_body("")->xml_error), "nothing is not broken XML");
    cr_expect(has(read_body("<a>\n<b></a>")->xml_error, "line 2"), "%s",
              read_body("<a>\n<b></a>")->xml_error);
}

Test(response, does_not_read_half_a_transfer)
{
    struct ewc_http_exchange x = {.outcome = EWC_HTTP_CLOSED, .detail = "closed", .body = ewc_str("<a/>")};

    cr_assert(eq(int, (int)ewc_response_read(&x, false, NULL, arena, &response, NULL), EWC_OK));
    cr_expect(zero(ptr, (void *)response->doc));
    cr_expect(zero(ptr, (void *)response->xml_error));
    cr_expect(eq(int, (int)response->outcome, EWC_OUTCOME_OTHER));
}

Test(response, bounds_what_it_reads)
{
    struct ewc_xml_limits small = {.max_depth = 3};
    struct ewc_http_exchange x = {.detail = "", .body = ewc_str("<a><b><c><d/></c></b></a>")};

    cr_assert(eq(int, (int)ewc_response_read(&x, false, &small, arena, &response, NULL), EWC_OK));
    cr_expect(zero(ptr, (void *)response->doc));
    cr_expect(has(response->xml_error, "--max-depth"), "%s", response->xml_error);
}

Test(response, notes_a_document_type_declaration)
{
    cr_expect(read_body("<!DOCTYPE a><a/>")->doctype);
    cr_expect(not(read_body("<a/>")->doctype));
}

/* ---- answers
 * ----------------------------------------------------------------------------------------------------- */

static const struct meaning {
    const char *body;
    enum ewc_outcome outcome;
    const char *code;
} meanings[] = {
    {ANSWER(SET("Success", CODE("NoError"))), EWC_OUTCOME_SUCCESS, "NoError"},
    {ANSWER(SET("Warning", CODE("ErrorX"))), EWC_OUTCOME_WARNING, "ErrorX"},
    {ANSWER(SET("Error", "<m:MessageText>x</m:MessageText>" CODE("ErrorX"))), EWC_OUTCOME_ERROR, "ErrorX"},
    {ANSWER(SET("Error", CODE(" \n ErrorX\t"))), EWC_OUTCOME_ERROR, "ErrorX"},
    {ANSWER(SET("Error", CODE("<![CDATA[ErrorX]]>"))), EWC_OUTCOME_ERROR, "ErrorX"},
    {ANSWER(SET("Error", "")), EWC_OUTCOME_ERROR, "(none)"},
    {ANSWER(SET("Error", CODE(""))), EWC_OUTCOME_ERROR, "(none)"},
    {ANSWER(SET("Error", "<t:ResponseCode>ErrorX</t:ResponseCode>")), EWC_OUTCOME_ERROR, "(none)"},
    /* batch operations wrap theirs */
    {ANSWER("<m:GetFolderResponse><m:ResponseMessages><m:GetFolderResponseMessage "
            "ResponseClass=\"Error\">" CODE(
                "ErrorX") "</m:GetFolderResponseMessage></m:ResponseMessages></m:GetFolderResponse>"),
     EWC_OUTCOME_ERROR, "ErrorX"},
    {ANSWER("<m:GetFolderResponse><m:ResponseMessages/></m:GetFolderResponse>"), EWC_OUTCOME_OTHER,
     "(none)"},
    /* faults */
    {ANSWER(FAULT("a:ErrorSchemaValidation", DETAIL("ErrorX", ""))), EWC_OUTCOME_FAULT, "ErrorX"},
    {ANSWER(FAULT("a:ErrorSchemaValidation", "")), EWC_OUTCOME_FAULT, "ErrorSchemaValidation"},
    {ANSWER(FAULT("a:ErrorSchemaValidation", "<detail/>")), EWC_OUTCOME_FAULT, "ErrorSchemaValidation"},
    {ANSWER(FAULT(" a:ErrorX ", DETAIL("", ""))), EWC_OUTCOME_FAULT, "ErrorX"},
    {ANSWER(FAULT("s:MustUnderstand", "")), EWC_OUTCOME_FAULT, "MustUnderstand"},
    {ANSWER(FAULT("Client", "")), EWC_OUTCOME_FAULT, "Client"},
    {ANSWER(FAULT("s:Client.Bad", "")), EWC_OUTCOME_FAULT, "Client.Bad"},
    {ANSWER("<s:Fault/>"), EWC_OUTCOME_FAULT, "(none)"},
    {ANSWER("<s:Fault><faultcode/></s:Fault>"), EWC_OUTCOME_FAULT, "(none)"},
    {ANSWER("<!-- c --> <?p?><s:Fault><faultcode>x</faultcode></s:Fault>"), EWC_OUTCOME_FAULT, "x"},
};

Test(response, reads_what_an_answer_means)
{
    for (size_t i = 0; i < COUNT_OF(meanings); i++) {
        const struct ewc_response *r = read_body(meanings[i].body);

        cr_expect(eq(int, (int)r->outcome, (int)meanings[i].outcome), "%s", meanings[i].body);
        cr_expect(eq(str, (char *)(r->code ? r->code : "(none)"), (char *)meanings[i].code), "%s",
                  meanings[i].body);
    }
}

Test(response, names_its_outcomes)
{
    SAYS(ewc_outcome_name(EWC_OUTCOME_OTHER), "other");
    SAYS(ewc_outcome_name(EWC_OUTCOME_SUCCESS), "success");
    SAYS(ewc_outcome_name(EWC_OUTCOME_WARNING), "warning");
    SAYS(ewc_outcome_name(EWC_OUTCOME_ERROR), "error");
    SAYS(ewc_outcome_name(EWC_OUTCOME_FAULT), "fault");
}

Test(response, reads_the_first_server_version)
{
    const struct ewc_response *r = read_body(
        ENVELOPE(EWS,
                 "<x/><t:ServerVersionInfo MajorVersion=\"15\" MinorVersion=\"\" Version=\"V2016\"/>"
                 "<t:ServerVersionInfo MajorVersion=\"16\" MajorBuildNumber=\"1\"/>",
                 SET("Success", "")));

    SAYS(r->server.major, "15");
    SAYS(r->server.minor, "");
    SAYS(r->server.major_build, "(none)");
    SAYS(r->server.minor_build, "(none)");
    SAYS(r->server.version, "V2016");
    SAYS(read_body(ENVELOPE(EWS, "<m:ServerVersionInfo MajorVersion=\"15\"/>", ""))->server.major,
         "(none)");
}

/* ---- the namespaces of the documentation page
 * ---------------------------------------------------------------- */

static void expect_namespaces(const char *base, bool page, unsigned others, const char *example)
{
    const char *body =
        strcmp(base, EWS) == 0
            ? ENVELOPE(EWS, "<t:ServerVersionInfo Version=\"x\"/>", SET("Error", CODE("ErrorX")))
            : ENVELOPE(PAGE, "<t:ServerVersionInfo Version=\"x\"/>", SET("Error", CODE("ErrorX")));
    const struct ewc_response *r =
        read_sent((struct sent){.type = "text/xml", .body = ewc_str(body), .page = page});

    cr_expect(eq(uint, r->other_namespaces, others), "%s in a run with %s", base, page ? "https" : "http");
    SAYS(r->other_example, example);
    cr_expect(eq(int, (int)r->outcome, EWC_OUTCOME_ERROR), "understood all the same");
    SAYS(r->code, "ErrorX");
    SAYS(r->server.version, "x");
    SAYS(ewc_node_lookup_ns(r->envelope, "m"), EWS "messages");
}

Test(response, counts_namespaces_of_the_form_that_the_run_does_not_speak)
{
    expect_namespaces(EWS, false, 0, "");
    expect_namespaces(PAGE, false, 3, PAGE);
    expect_namespaces(EWS, true, 3, EWS);
    expect_namespaces(PAGE, true, 0, "");
}

Test(response, counts_both_forms_in_one_document)
{
    const char *body =
        "<s:Envelope xmlns:s=\"" SOAP "\"><s:Body><m:X xmlns:m=\"" EWS "messages\"><t:Y xmlns:t=\"" PAGE
        "types\"/><t:Y xmlns:t=\"" PAGE "types\"/></m:X></s:Body></s:Envelope>";

    cr_expect(eq(uint, read_sent((struct sent){.body = ewc_str(body)})->other_namespaces, 2));
    cr_expect(eq(uint, read_sent((struct sent){.body = ewc_str(body), .page = true})->other_namespaces, 1));
    SAYS(ewc_node_ns(ewc_node_first(ewc_node_first(ewc_node_first(response->envelope)))), EWS "types");
}

/* ---- throttling
 * ------------------------------------------------------------------------------------------------- */

static const struct throttle {
    const char *what, *body;
    unsigned status, retry_after_s;
    bool throttled;
    unsigned back_off_ms;
} throttles[] = {
    {"fault", ANSWER(FAULT("a:ErrorServerBusy", DETAIL("ErrorServerBusy", BACK_OFF("297749")))), 500, 0,
     true, 297749},
    {"fault without detail", ANSWER(FAULT("a:ErrorServerBusy", "")), 500, 0, true, 0},
    {"fault with Retry-After", ANSWER(FAULT("a:ErrorServerBusy", "")), 500, 7, true, 7000},
    {"its own word before Retry-After", ANSWER(FAULT("x", DETAIL("ErrorServerBusy", BACK_OFF("5")))), 500,
     7, true, 5},
    {"back-off of nothing", ANSWER(FAULT("x", DETAIL("ErrorServerBusy", BACK_OFF("0")))), 500, 7, true,
     7000},
    {"absurd back-off", ANSWER(FAULT("x", DETAIL("ErrorServerBusy", BACK_OFF("99999999999999999999")))),
     500, 0, true, 86400000},
    {"negative back-off", ANSWER(FAULT("x", DETAIL("ErrorServerBusy", BACK_OFF("-1")))), 500, 0, true,
     86400000},
    {"absurd Retry-After", "", 503, 4294967295u, true, 86400000},
    {"HTTP 503", "busy", 503, 3, true, 3000},
    {"HTTP 503 with a page", "<html/>", 503, 0, true, 0},
    {"HTTP 429", "", 429, 1, true, 1000},
    {"HTTP 503 with an answer", ANSWER(SET("Success", CODE("NoError"))), 503, 3, false, 0},
    {"HTTP 500", "", 500, 3, false, 0},
    {"in the body", ANSWER(SET("Error", CODE("ErrorServerBusy"))), 200, 0, true, 0},
    {"inner code",
     ANSWER(SET("Error",
                CODE("ErrorInternalServerError") "<m:MessageXml><t:Value "
                                                 "Name=\"InnerErrorResponseCode\">ErrorServerBusy</t:Value>"
                                                 "<t:Value Name=\"BackOffMilliseconds\">11</t:Value>"
                                                 "</m:MessageXml>")),
     200, 0, true, 11},
    {"another inner code",
     ANSWER(SET("Error",
                CODE("ErrorInternalServerError") "<m:MessageXml><t:Value>ErrorX</t:Value></m:MessageXml>")),
     200, 0, false, 0},
    {"no inner code", ANSWER(SET("Error", CODE("ErrorInternalServerError"))), 200, 9, false, 0},
    {"a success that speaks of it", ANSWER(SET("Success", CODE("ErrorServerBusy"))), 200, 0, false, 0},
    {"a name that speaks of it",
     ANSWER(SET("Error", CODE("ErrorX") "<m:MessageText>ErrorServerBusy</m:MessageText>")), 200, 0, false,
     0},
};

Test(response, knows_when_the_server_asks_to_wait)
{
    for (size_t i = 0; i < COUNT_OF(throttles); i++) {
        const struct throttle *t = &throttles[i];
        const struct ewc_response *r = read_sent((struct sent){
            .status = t->status, .body = ewc_str(t->body), .retry_after_s = t->retry_after_s});

        cr_expect(eq(int, r->throttled, t->throttled), "%s", t->what);
        cr_expect(eq(uint, r->back_off_ms, t->back_off_ms), "%s", t->what);
    }
}

Test(response, tells_at_once_from_no_word)
{
    const char *said = ANSWER(FAULT("x", DETAIL("ErrorServerBusy", BACK_OFF("0"))));
    const char *silent = ANSWER(FAULT("x", DETAIL("ErrorServerBusy", "")));

    cr_expect(read_sent((struct sent){.status = 503, .has_retry_after = true})->back_off_told);
    cr_expect(not(read_sent((struct sent){.status = 503})->back_off_told));
    cr_expect(read_sent((struct sent){.status = 500, .body = ewc_str(said)})->back_off_told);
    cr_expect(not(read_sent((struct sent){.status = 500, .body = ewc_str(silent)})->back_off_told));
}

/* ---- memory
 * --------------------------------------------------------------------------------------------------------
 */

Test(response, tells_when_the_arena_is_full)
{
    const char *body = "<?xml version=\"1.0\" encoding=\"utf-8\"?>" ENVELOPE(
        EWS, "<t:ServerVersionInfo MajorVersion=\"15\"/>",
        FAULT("x", DETAIL("ErrorServerBusy", BACK_OFF("5"))));
    struct ewc_http_header headers[] = {{"Content-Type", "text/xml; charset=utf-8"}, {0}};
    struct ewc_http_exchange x = {.status = 500, .detail = "", .headers = headers, .body = ewc_str(body)};
    enum ewc_status st = EWC_ENOMEM;

    for (size_t bytes = 16; st != EWC_OK; bytes += 16) {
        struct ewc_arena *small = ewc_arena_create(bytes);
        struct ewc_response *r = NULL;

        st = ewc_response_read(&x, false, NULL, small, &r, NULL);
        cr_assert(st == EWC_OK || st == EWC_ENOMEM, "%zu", bytes);
        cr_expect(eq(int, r != NULL, st == EWC_OK));
        if (r)
            cr_expect(eq(int, (int)r->outcome, EWC_OUTCOME_FAULT));
        ewc_response_finish(r);
        ewc_arena_destroy(small);
        cr_assert(lt(sz, bytes, 10000));
    }
    ewc_response_finish(NULL);
}
