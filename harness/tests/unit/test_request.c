/* request: the exact bytes and headers of a step; whatever a value holds, they stay what they are to be. */
#include "request/request.h"

#include <zlib.h>

#include "test_stage.h"

#define HOSTILE "</m:A><x a=\"'\">&lt;]]>--><!--\t\r\n\xF0\x9D\x84\x9E"
#define NS "http://schemas.microsoft.com/exchange/services/2006/"
#define ENVELOPE                                                                                           \
    "<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:t=\"" NS                \
    "types\" xmlns:m=\"" NS "messages\">"
#define DECLARATION "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
#define BODY(content) "<soap:Body>" content "</soap:Body></soap:Envelope>"
#define A "<m:A xmlns:m=\"" NS "messages\"/>"

static struct ewc_schema *schema;
static const struct ewc_case *requests;
static struct ewc_vars *vars;

static void open_requests(void)
{
    struct ewc_err err = {0};

    set_up();
    schema = product_schema("cases/case.xsd");
    cr_assert(eq(int, (int)ewc_case_load(data_path("request/requests.xml"), schema, arena, &requests, &err),
                 EWC_OK),
              "%u: %s", err.at.line, err.message);
    vars = ewc_vars_create(arena, NULL);
    cr_assert(ewc_vars_set(vars, "value", "v") && ewc_vars_set(vars, "gone", NULL) &&
              ewc_vars_set(vars, "line-end", "\n") && ewc_vars_set(vars, "private", "\xF3\xB0\x81\x82"));
}

static void close_requests(void)
{
    ewc_schema_free(schema);
    tear_down();
}

TestSuite(request, .init = open_requests, .fini = close_requests, .timeout = 60);

static const struct ewc_case_step *step(const char *id)
{
    for (unsigned i = 0; i < requests->step_count; i++)
        if (strcmp(requests->steps[i].id, id) == 0)
            return &requests->steps[i];
    cr_assert(false, "no step %s", id);
    return NULL;
}

static enum ewc_status try_build(const char *id, const struct ewc_request_defaults *defaults,
                                 const struct ewc_request **out, struct ewc_err *err)
{
    return ewc_request_build(step(id), defaults, vars, arena, out, err);
}

static const struct ewc_request *build_with(const char *id, const struct ewc_request_defaults *defaults)
{
    const struct ewc_request *request = NULL;
    struct ewc_err err = {0};

    cr_assert(eq(int, (int)try_build(id, defaults, &request, &err), EWC_OK), "%s: %s", id, err.message);
    return request;
}

static const struct ewc_request *build(const char *id)
{
    return build_with(id, &(struct ewc_request_defaults){0});
}

static bool body_is(const struct ewc_request *request, const void *bytes, size_t len)
{
    return ewc_str_eq(request->http.body, (struct ewc_str){bytes, len});
}

#define IS_BODY(id, literal)                                                                               \
    do {                                                                                                   \
        const struct ewc_request *r_ = build(id);                                                          \
        cr_expect(body_is(r_, literal, sizeof(literal) - 1), "%s: %.*s", id, (int)r_->http.body.len,       \
                  r_->http.body.ptr);                                                                      \
    } while (0)

/* The values of a header, joined by "|"; "(none)"; "(left out)" for a header that is taken away. */
static const char *header(const struct ewc_request *request, const char *name)
{
    const char *joined = NULL;

    for (const struct ewc_http_header *h = request->http.headers; h->name; h++)
        if (ewc_str_is_nocase(ewc_str(h->name), name)) {
            const char *value = h->value ? h->value : "(left out)";

            joined = joined ? ewc_arena_printf(arena, "%s|%s", joined, value) : value;
        }
    return joined ? joined : "(none)";
}

#define SAYS(found, wanted) cr_expect(eq(str, (char *)(found), (char *)(wanted)))

/* ---- bytes
 * ------------------------------------------------------------------------------------------------- */

Test(request, writes_the_envelope)
{
    IS_BODY("plain", DECLARATION ENVELOPE
            "<soap:Header></soap:Header>" BODY("<m:GetImItemList xmlns:m=\"" NS "messages\"/>"));
    IS_BODY("empty", DECLARATION ENVELOPE "<soap:Header></soap:Header>" BODY(""));
    IS_BODY("text", DECLARATION ENVELOPE "<soap:Header></soap:Header>" BODY("v"));
    IS_BODY("no-declaration", ENVELOPE "<soap:Header></soap:Header>" BODY(A));
    IS_BODY("no-header-element", DECLARATION ENVELOPE BODY(A));
    IS_BODY("bom", "\xEF\xBB\xBF" DECLARATION ENVELOPE "<soap:Header></soap:Header>" BODY(A));
}

/* What an encoding makes of the same document. */
static const char *decoded(const struct ewc_request *request, size_t skip, const char *encoding)
{
    struct ewc_str body = request->http.body;
    struct ewc_buf out;

    cr_assert(gt(sz, body.len, skip));
    ewc_buf_init(&out, 0);
    ewc_xml_to_utf8(&out, (struct ewc_str){body.ptr + skip, body.len - skip}, encoding);
    return take_text(&out);
}

Test(request, writes_other_encodings)
{
    const struct ewc_request *r = build("utf-16");

    cr_expect(ewc_str_starts(r->http.body, "\xFF\xFE<"), "little endian, with a byte order mark");
    cr_expect(
        has(decoded(r, 2, "UTF-16LE"), "<?xml version=\"1.0\" encoding=\"UTF-16\"?>\n<soap:Envelope"));
    cr_expect(has(decoded(r, 2, "UTF-16LE"), "\xC3\xA9</m:A>"));
    SAYS(header(r, "Content-Type"), "text/xml; charset=utf-16");
    cr_expect(body_is(build("utf-16-lower"), "\xFF\xFE<", 3) ||
                  build("utf-16-lower")->http.body.ptr[2] == '<',
              "one mark, not two");
    r = build("utf-16le");
    cr_expect(eq(int, memcmp(r->http.body.ptr, "<\0?\0", 4), 0), "no mark where the name says the order");
    SAYS(header(r, "Content-Type"), "text/xml; charset=utf-16le");
    cr_expect(eq(int, memcmp(build("utf-16be-bom")->http.body.ptr, "\xFE\xFF\0<", 4), 0));
    cr_expect(eq(int, memcmp(build("utf-32")->http.body.ptr, "\xFF\xFE\0\0<\0\0\0?\0\0\0", 12), 0));
    r = build("latin");
    cr_expect(has(r->http.body.ptr, "encoding=\"ISO-8859-1\"?>"));
    cr_expect(has(r->http.body.ptr, ">\xE9</m:A>"));
    SAYS(header(r, "Content-Type"), "text/xml; charset=iso-8859-1");
}

Test(request, refers_to_characters_that_the_encoding_lacks)
{
    const char *body = build("latin-euro")->http.body.ptr;

    cr_expect(has(body, "b=\"&#8364;\">&#8364;\xE9<![CDATA[\xE9]]><!-- \xE9 -->&#119070;</m:A>"), "%s",
              body);
}

/* Each parses with the encoding that its Content-Type names. */
Test(request, can_be_parsed_in_every_encoding)
{
    const char *ids[] = {"plain", "bom", "utf-16", "utf-16-lower", "utf-16le", "utf-16be-bom", "latin"};

    for (size_t i = 0; i < COUNT_OF(ids); i++) {
        const struct ewc_request *r = build(ids[i]);
        struct ewc_xml *doc = NULL;
        struct ewc_err err = {0};

        cr_expect(eq(int,
                     (int)ewc_xml_parse(r->http.body, ids[i], strrchr(header(r, "Content-Type"), '=') + 1,
                                        NULL, &doc, &err),
                     EWC_OK),
                  "%s: %s", ids[i], err.message);
        ewc_xml_free(doc);
    }
}

Test(request, writes_raw_bytes)
{
    IS_BODY("raw", "{\"a\": \"v\"}");
    IS_BODY("raw-empty", "");
    IS_BODY("raw-bytes", "a\x00\xFF\r\nb\x01\xF3\xB0\x81\x82"
                         "A");
    IS_BODY("raw-utf-16", "\xFF\xFE\xE9\x00\xD8"
                          "b\x00");
    IS_BODY("raw-utf-16be", "\xFE\xFF\x00\xE9");
    SAYS(build("raw")->operation, "RemoveImGroup");
    SAYS(header(build("raw"), "Content-Type"), "application/json");
    SAYS(header(build("raw"), "SOAPAction"), "\"" NS "messages/RemoveImGroup\"");
    cr_expect(eq(int, (int)build("raw")->form, EWC_FORM_RAW));
}

Test(request, does_not_add_to_raw_requests)
{
    struct ewc_request_defaults all = {
        .server_version = "Exchange2013", .culture = "de-DE", .impersonate = "a@b"};
    const struct ewc_request *r = build_with("raw", &all);

    cr_expect(body_is(r, "{\"a\": \"v\"}", 10));
    cr_expect(zero(ptr, (void *)r->mailbox));
    SAYS(header(r, "X-AnchorMailbox"), "(none)");
}

static const char *unpacked(const struct ewc_request *request, size_t *out_len)
{
    static char out[4096];
    z_stream z = {0};
    int state;

    cr_assert(eq(int, inflateInit2(&z, 15 + 16), Z_OK));
    z.next_in = (unsigned char *)request->http.body.ptr;
    z.avail_in = (unsigned)request->http.body.len;
    z.next_out = (unsigned char *)out;
    z.avail_out = sizeof(out) - 1;
    state = inflate(&z, Z_FINISH);
    cr_assert(eq(int, state, Z_STREAM_END));
    cr_expect(eq(uint, z.avail_in, 0), "nothing behind the end");
    *out_len = sizeof(out) - 1 - z.avail_out;
    out[*out_len] = '\0';
    inflateEnd(&z);
    return out;
}

Test(request, compresses)
{
    const struct ewc_request *r = build("gzip");
    size_t len;

    SAYS(unpacked(r, &len), DECLARATION ENVELOPE
         "<soap:Header></soap:Header>" BODY("<m:A xmlns:m=\"" NS "messages\">v</m:A>"));
    SAYS(header(r, "Content-Encoding"), "gzip");
    cr_expect(eq(int, memcmp(unpacked(build("raw-gzip"), &len), "x\0", 2), 0));
    cr_expect(eq(sz, len, 2));
    SAYS(header(build("plain"), "Content-Encoding"), "(none)");
}

Test(request, compresses_what_is_large)
{
    static char text[300001];
    size_t len = 0;
    const struct ewc_request *r;
    z_stream z = {0};
    unsigned char chunk[8192];
    int state;

    for (size_t i = 0; i < sizeof(text) - 1; i++)
        text[i] = (char)('a' + (i * i / 7 + i / 3) % 26);
    cr_assert(ewc_vars_set(vars, "value", text));
    r = build("gzip");
    cr_assert(eq(int, inflateInit2(&z, 15 + 16), Z_OK));
    z.next_in = (unsigned char *)r->http.body.ptr;
    z.avail_in = (unsigned)r->http.body.len;
    do {
        z.next_out = chunk;
        z.avail_out = sizeof(chunk);
        state = inflate(&z, Z_NO_FLUSH);
        len += sizeof(chunk) - z.avail_out;
    } while (state == Z_OK);
    inflateEnd(&z);
    cr_expect(eq(int, state, Z_STREAM_END));
    cr_expect(eq(sz, len, build("text")->http.body.len + strlen("<m:A xmlns:m=\"" NS "messages\"></m:A>")));
}

/* ---- SOAP headers
 * -------------------------------------------------------------------------------------------- */

#define VERSION(v) "<t:RequestServerVersion Version=\"" v "\"/>"
#define CULTURE(c) "<t:MailboxCulture>" c "</t:MailboxCulture>"
#define ACT_AS(form, who)                                                                                  \
    "<t:ExchangeImpersonation><t:ConnectingSID><t:" form ">" who "</t:" form                               \
    "></t:ConnectingSID></t:ExchangeImpersonation>"

static const struct ewc_request_defaults run_says = {
    .server_version = "Exchange2013_SP1", .culture = "de-DE", .impersonate = "run@example.org"};

static void expect_soap_headers(const char *id, const char *headers)
{
    const char *wanted = ewc_arena_printf(arena, "<soap:Header>%s</soap:Header>", headers);

    cr_expect(has(build_with(id, &run_says)->http.body.ptr, wanted), "%s: %s", id,
              build_with(id, &run_says)->http.body.ptr);
}

Test(request, sends_the_headers_of_the_run_or_of_the_step)
{
    expect_soap_headers("plain", VERSION("Exchange2013_SP1") CULTURE("de-DE")
                                     ACT_AS("SmtpAddress", "run@example.org"));
    expect_soap_headers("headers-absent", "");
    expect_soap_headers(
        "headers-given",
        VERSION("Exchange2016") CULTURE("v")
            ACT_AS("SID", "S-1-5") "<t:More xmlns:t=\"" NS
                                   "types\" xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" "
                                   "soap:mustUnderstand=\"1\">v</t:More>");
    expect_soap_headers("principal-name", VERSION("Exchange2013_SP1") CULTURE("de-DE")
                                              ACT_AS("PrincipalName", "upn@example.org"));
    expect_soap_headers("primary-smtp", VERSION("Exchange2013_SP1") CULTURE("de-DE")
                                            ACT_AS("PrimarySmtpAddress", "a@example.org"));
    expect_soap_headers("mailbox", VERSION("Exchange2013_SP1") CULTURE("de-DE")
                                       ACT_AS("SmtpAddress", "b@example.org"));
}

Test(request, sends_no_header_element_when_there_is_to_be_none)
{
    const struct ewc_request *r = build_with("no-header-element", &run_says);

    cr_expect(not(has(r->http.body.ptr, "Header")));
    cr_expect(zero(ptr, (void *)r->mailbox));
    SAYS(header(r, "X-AnchorMailbox"), "(none)");
}

Test(request, names_the_mailbox_for_routing_where_it_is_an_address)
{
    SAYS(header(build_with("plain", &run_says), "X-AnchorMailbox"), "run@example.org");
    SAYS(build_with("plain", &run_says)->mailbox, "run@example.org");
    SAYS(header(build("mailbox"), "X-AnchorMailbox"), "b@example.org");
    SAYS(header(build("plain"), "X-AnchorMailbox"), "(none)");
    SAYS(header(build("headers-given"), "X-AnchorMailbox"), "(none)");
    SAYS(build("headers-given")->mailbox, "S-1-5");
    SAYS(header(build_with("headers-absent", &run_says), "X-AnchorMailbox"), "(none)");
    cr_assert(ewc_vars_set(vars, "value", "a@b\r\nX: y"));
    SAYS(header(build("mailbox-hostile"), "X-AnchorMailbox"), "(none)");
    cr_expect(has(build("mailbox-hostile")->http.body.ptr, ">a@b&#13;&#10;X: y</t:SmtpAddress>"));
}

/* ---- values
 * --------------------------------------------------------------------------------------------------- */

static const char *const hostile_values[] = {HOSTILE, "",     "]]>",       "]",
                                             ">",     "-->",  "\r",        "${value}",
                                             "$${",   "&#0;", "x\" y=\"z", "<?xml version=\"1.0\"?>"};

/* Whatever a value is: the document stays well-formed, and the value arrives. */
Test(request, stays_well_formed_whatever_a_value_is)
{
    for (size_t i = 0; i < COUNT_OF(hostile_values); i++) {
        const char *value = hostile_values[i], *in_attribute, *in_text, *in_header;
        struct ewc_xml *doc = NULL;
        struct ewc_err err = {0};
        const struct ewc_node *a;

        cr_assert(ewc_vars_set(vars, "value", value));
        cr_assert(eq(int,
                     (int)ewc_xml_parse(build("everywhere")->http.body, "request", NULL, NULL, &doc, &err),
                     EWC_OK),
                  "%s: %s", value, err.message);
        a = ewc_node_first(ewc_node_next(ewc_node_first(ewc_xml_root(doc))));
        in_attribute = ewc_node_attr(a, "b");
        in_text = ewc_node_text(a, arena);
        in_header = ewc_node_attr(ewc_node_first(ewc_node_first(ewc_xml_root(doc))), "a");
        SAYS(in_attribute, value);
        SAYS(in_header, value);
        SAYS(in_text, ewc_arena_printf(arena, "%s%s", value, value)); /* text and CDATA section */
        cr_expect(zero(ptr, (void *)ewc_node_attr(a, "c")), "an absent variable is an absent attribute");
        ewc_xml_free(doc);
    }
}

Test(request, escapes_what_the_run_says)
{
    struct ewc_request_defaults defaults = {
        .server_version = HOSTILE, .culture = HOSTILE, .impersonate = HOSTILE};
    struct ewc_xml *doc = NULL;
    struct ewc_err err = {0};
    const struct ewc_node *h;

    cr_assert(
        eq(int,
           (int)ewc_xml_parse(build_with("plain", &defaults)->http.body, "request", NULL, NULL, &doc, &err),
           EWC_OK),
        "%s", err.message);
    h = ewc_node_first(ewc_node_first(ewc_xml_root(doc)));
    SAYS(ewc_node_attr(h, "Version"), HOSTILE);
    h = ewc_node_next(h);
    SAYS(ewc_node_text(h, arena), HOSTILE);
    SAYS(ewc_node_text(ewc_node_next(h), arena), HOSTILE);
    ewc_xml_free(doc);
}

/* ---- the namespaces of the documentation page
 * ------------------------------------------------------------------ */

#define NSS "https://schemas.microsoft.com/exchange/services/2006/"

Test(request, swaps_namespaces_both_ways)
{
    struct ewc_request_defaults page = {.documentation_namespaces = true};
    const char *body = build_with("documentation", &page)->http.body.ptr;

    cr_expect(has(body, "xmlns:t=\"" NSS "types\" xmlns:m=\"" NSS "messages\"><soap:Header>"), "%s", body);
    cr_expect(has(body, "<m:A xmlns:m=\"" NS "messages\" xmlns:t=\"" NSS "types\">") ||
                  has(body, "<m:A xmlns:t=\"" NSS "types\" xmlns:m=\"" NS "messages\">"),
              "what is wrong on purpose stays the other form: %s", body);
    cr_expect(has(body, "xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\""), "SOAP's own stays");
    SAYS(header(build_with("documentation", &page), "SOAPAction"), "\"" NSS "messages/A\"");
    cr_expect(has(decoded(build_with("raw-documentation", &page), 0, "UTF-16LE"), NSS "x"),
              "before it is encoded");
    cr_expect(has(decoded(build("raw-documentation"), 0, "UTF-16LE"), NS "x"));
}

static const struct swap {
    const char *from, *to;
} swaps[] = {
    {"", ""},
    {"nothing of it", "nothing of it"},
    {NS, NSS},
    {NSS, NS},
    {NS NS NSS NSS NS, NSS NSS NS NS NSS},
    {"a" NS "types b" NSS "messages c", "a" NSS "types b" NS "messages c"},
    {"ftp://schemas.microsoft.com/exchange/services/2006/",
     "ftp://schemas.microsoft.com/exchange/services/2006/"},
    {"://schemas.microsoft.com/exchange/services/2006/",
     "://schemas.microsoft.com/exchange/services/2006/"},
    {"http://schemas.microsoft.com/exchange/services/2007/",
     "http://schemas.microsoft.com/exchange/services/2007/"},
};

Test(request, swaps_namespaces_in_bytes)
{
    for (size_t i = 0; i < COUNT_OF(swaps); i++) {
        size_t len = 99;
        const char *out = ewc_request_swap_namespaces(ewc_str(swaps[i].from), arena, &len);

        SAYS(out, swaps[i].to);
        cr_expect(eq(sz, len, strlen(swaps[i].to)));
    }
}

/* ---- HTTP
 * --------------------------------------------------------------------------------------------------------
 */

Test(request, sets_http_headers)
{
    const struct ewc_request *r = build("plain");

    SAYS(header(r, "Content-Type"), "text/xml; charset=utf-8");
    SAYS(header(r, "SOAPAction"), "\"" NS "messages/GetImItemList\"");
    SAYS(r->operation, "GetImItemList");
    SAYS(header(build("empty"), "SOAPAction"), "\"" NS "messages/SetImGroup\"");
    SAYS(build("empty")->operation, "");
    SAYS(header(build("soap-action"), "SOAPAction"), "\"\"");
    SAYS(header(build("soap-action-absent"), "SOAPAction"), "(left out)");
    SAYS(header(build("content-type"), "Content-Type"), "text/plain");
    r = build("more-headers");
    SAYS(header(r, "X-A"), "1|v");
    SAYS(header(r, "Accept"), "(left out)");
    SAYS(r->http.method, "PUT");
    cr_expect(r->http.chunked && r->http.expect_continue && r->http.fresh_connection);
}

struct refusal {
    char step[32];
    char message[64];
};

ParameterizedTestParameters(request, refuses)
{
    static struct refusal rows[] = {
        {"latin-euro-in-cdata", "the encoding \"ISO-8859-1\""},
        {"latin-euro-in-comment", "the encoding \"ISO-8859-1\""},
        {"latin-bom", "the encoding \"ISO-8859-1\""},
        {"unknown-encoding", "the encoding \"EBCDIC-XYZ\""},
        {"encoding-with-quote", "cannot be written in the encoding"},
        {"raw-latin-euro", "the encoding \"ISO-8859-1\""},
        {"line-end", "the HTTP header \"X\" has a line end"},
        {"line-end-in-soap-action", "the HTTP header \"SOAPAction\" has a line end"},
        {"line-end-in-content-type", "the HTTP header \"Content-Type\" has a line end"},
        {"absent-in-header", "\"gone\" is absent"},
        {"mailbox-absent", "\"gone\" is absent"},
    };
    return cr_make_param_array(struct refusal, rows, COUNT_OF(rows));
}

ParameterizedTest(struct refusal *row, request, refuses)
{
    const struct ewc_request_defaults defaults = {0};
    const struct ewc_request *request = NULL;
    struct ewc_err err = {0};

    cr_expect(eq(int, (int)try_build(row->step, &defaults, &request, &err), EWC_ECASE), "%s", row->step);
    cr_expect(has(err.message, row->message), "%s: %s", row->step, err.message);
    cr_expect(gt(uint, err.at.line, 4), "%s", row->step);
    cr_expect(zero(ptr, (void *)request), "output is untouched on failure");
}

Test(request, tells_when_the_arena_is_full)
{
    enum ewc_status st = EWC_ENOMEM;

    for (size_t bytes = 16; st != EWC_OK; bytes += 48) {
        struct ewc_arena *small = ewc_arena_create(bytes);
        const struct ewc_request *request = NULL;
        struct ewc_err err = {0};

        st = ewc_request_build(step("headers-given"), &run_says, vars, small, &request, &err);
        cr_assert(st == EWC_OK || st == EWC_ENOMEM, "%zu: %s", bytes, err.message);
        cr_expect(eq(int, request != NULL, st == EWC_OK));
        ewc_arena_destroy(small);
        cr_assert(lt(sz, bytes, 100000));
    }
}

/* ---- requests of the harness's own
 * ------------------------------------------------------------------------------- */

Test(request, builds_its_own)
{
    const struct ewc_request *r = NULL;
    struct ewc_err err = {0};

    cr_assert(eq(int,
                 (int)ewc_request_build_own("GetImItemList", ewc_str("<m:GetImItemList/>"), "c@example.org",
                                            &run_says, arena, &r, &err),
                 EWC_OK));
    SAYS(r->http.body.ptr, DECLARATION ENVELOPE "<soap:Header>" VERSION("Exchange2013_SP1") ACT_AS(
                               "SmtpAddress", "c@example.org") "</soap:Header>" BODY("<m:GetImItemList/>"));
    SAYS(header(r, "SOAPAction"), "\"" NS "messages/GetImItemList\"");
    SAYS(header(r, "Content-Type"), "text/xml; charset=utf-8");
    SAYS(header(r, "X-AnchorMailbox"), "c@example.org");
    SAYS(r->mailbox, "c@example.org");
    SAYS(r->http.method, "POST");
    cr_assert(eq(int,
                 (int)ewc_request_build_own(
                     "A", ewc_str("<m:A/>"), NULL,
                     &(struct ewc_request_defaults){.documentation_namespaces = true}, arena, &r, &err),
                 EWC_OK));
    cr_expect(has(r->http.body.ptr, "xmlns:m=\"" NSS "messages\""));
    cr_expect(zero(ptr, (void *)r->mailbox));
}

Test(request, has_an_id_of_its_own_each_time)
{
    const struct ewc_request *r = NULL, *again;
    struct ewc_err err = {0};

    cr_assert(eq(int, (int)ewc_request_build_own("A", ewc_str("<m:A/>"), "c@example.org", &run_says, arena, &r, &err),
                 EWC_OK));
    again = ewc_request_again(r, arena);
    cr_assert(not(zero(ptr, (void *)again)));
    cr_expect(ne(str, (char *)header(again, "client-request-id"), (char *)header(r, "client-request-id")));
    cr_expect(eq(sz, strlen(header(again, "client-request-id")), 36));
    SAYS(header(again, "X-AnchorMailbox"), "c@example.org");
    SAYS(header(again, "Content-Type"), header(r, "Content-Type"));
    cr_expect(ewc_str_eq(again->http.body, r->http.body));
}
