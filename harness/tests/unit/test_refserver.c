/* refserver without a defect: each operation, each documented error, and clients that mean harm. */
#include "test_refserver.h"

#include <criterion/parameterized.h>
#include <stdlib.h>
#include <zlib.h>

static void set_up_good(void)
{
    set_up();
    start(NULL, NULL);
}

TestSuite(refserver, .init = set_up_good, .fini = tear_down, .timeout = 60);

/* ---- helpers ---------------------------------------------------------------------------------- */

static struct answer post(const char *message)
{
    return send_it(&(struct sending){.body = ewc_str(message)});
}

/* Sends a message and keeps one string of the answer. */
static const char *ask(const char *message, const char *expression)
{
    struct answer a = post(message);
    const char *text = look(&a, expression);

    end_answer(&a);
    return text;
}

static const char *add_group(const char *head, const char *name)
{
    const char *body = ewc_arena_printf(
        arena, "<m:AddImGroup><m:DisplayName>%s</m:DisplayName></m:AddImGroup>", escaped(name));
    const char *id = ask(soap(head, body), "string(//t:ExchangeStoreId/@Id)");

    cr_assert(ne(str, (char *)id, ""), "AddImGroup gave no Id");
    return id;
}

/* The name that GetImItemList lists for an Id. */
static const char *name_of(const char *head, const char *id)
{
    struct answer a = post(soap(head, "<m:GetImItemList/>"));
    const char *name = look_for(&a, "string(//t:ImGroup[t:ExchangeStoreId/@Id=$id]/t:DisplayName)", id);

    end_answer(&a);
    return name;
}

/* ---- operations ------------------------------------------------------------------------------- */

Test(refserver, renames_a_group)
{
    const char *id = add_group(VERSION, "one");
    struct answer a = post(soap(VERSION, set_im_group(id, "two &amp; <![CDATA[<three>]]>")));

    cr_expect(eq(long, a.status, 200));
    cr_expect(eq(str, a.content_type, "text/xml; charset=utf-8"));
    cr_expect(eq(str, (char *)look(&a, "string(/s:Envelope/s:Body/m:SetImGroupResponse/@ResponseClass)"),
                 "Success"));
    cr_expect(eq(str, (char *)look(&a, "string(/s:Envelope/s:Body/*/m:ResponseCode)"), "NoError"));
    cr_expect(eq(str, (char *)look(&a, "string(count(/s:Envelope/s:Body/*/*))"), "1"));
    cr_expect(
        eq(str, (char *)look(&a, "string(/s:Envelope/s:Header/t:ServerVersionInfo/@MajorVersion)"), "15"));
    end_answer(&a);
    cr_expect(eq(str, (char *)name_of(VERSION, id), "two & <three>"));
    cr_expect(
        eq(str,
           (char *)ask(soap(VERSION, ewc_arena_printf(arena,
                                                      "<m:GetImItems><m:GroupIds><t:ItemId Id=\"%s\"/>"
                                                      "</m:GroupIds></m:GetImItems>",
                                                      id)),
                       "string(//t:ImGroup/t:DisplayName)"),
           "two & <three>"));
}

Test(refserver, moves_the_change_key)
{
    const char *id = add_group(VERSION, "one");
    const char *read = soap(VERSION, "<m:GetImItemList/>");
    const char *key = ask(read, "string(//t:ImGroup[t:DisplayName='one']/t:ExchangeStoreId/@ChangeKey)");

    cr_expect(eq(str, (char *)ask(soap(VERSION, set_im_group(id, "two")), "string(//m:ResponseCode)"),
                 "NoError"));
    cr_expect(
        ne(str, (char *)key,
           (char *)ask(read, "string(//t:ImGroup[t:DisplayName='two']/t:ExchangeStoreId/@ChangeKey)")));
}

Test(refserver, keeps_members)
{
    const char *group = add_group(VERSION, "friends");
    const char *add =
        soap(VERSION, ewc_arena_printf(arena,
                                       "<m:AddNewImContactToGroup><m:ImAddress>tony@example.org"
                                       "</m:ImAddress><m:GroupId Id=\"%s\"/></m:AddNewImContactToGroup>",
                                       group));
    const char *contact = ask(add, "string(//m:Persona/t:Attributions//t:SourceId/@Id)");
    const char *member =
        "string(//t:ImGroup[t:GroupType='IPM.DistList.MOC.UserGroup']/t:MemberCorrelationKey"
        "/t:ItemId/@Id)";
    const char *list = soap(VERSION, "<m:GetImItemList/>");
    const char *ids = ewc_arena_printf(arena, "<m:ContactId Id=\"%s\"/>", contact);

    cr_expect(ne(str, (char *)contact, ""));
    cr_expect(eq(str, (char *)ask(soap(VERSION, set_im_group(group, "pals")), "string(//m:ResponseCode)"),
                 "NoError"));
    cr_expect(eq(str, (char *)ask(list, member), (char *)contact));
    cr_expect(eq(str, (char *)ask(list, "string(//t:Persona/t:ImAddress)"), "tony@example.org"));
    cr_expect(
        eq(str,
           (char *)ask(soap(VERSION, ewc_arena_printf(arena,
                                                      "<m:RemoveImContactFromGroup>%s<m:GroupId Id=\"%s\"/>"
                                                      "</m:RemoveImContactFromGroup>",
                                                      ids, group)),
                       "string(//m:ResponseCode)"),
           "NoError"));
    cr_expect(eq(str, (char *)ask(list, member), ""));
    cr_expect(eq(str,
                 (char *)ask(soap(VERSION, ewc_arena_printf(arena,
                                                            "<m:RemoveContactFromImList>%s"
                                                            "</m:RemoveContactFromImList>",
                                                            ids)),
                             "string(//m:ResponseCode)"),
                 "NoError"));
    cr_expect(eq(str, (char *)ask(list, "string(count(//t:Persona))"), "0"));
}

Test(refserver, lists_the_default_groups_once)
{
    const char *list = soap(VERSION, "<m:GetImItemList/>");

    cr_expect(eq(str, (char *)ask(list, "string(count(//t:ImGroup))"), "3"));
    cr_expect(eq(str,
                 (char *)ask(list, "string(count(//t:ImGroup[t:GroupType='IPM.DistList.MOC.Favorites']))"),
                 "1"));
}

Test(refserver, answers_get_folder_in_batch_style)
{
    const char *message =
        soap(VERSION, "<m:GetFolder><m:FolderShape><t:BaseShape>IdOnly</t:BaseShape></m:FolderShape>"
                      "<m:FolderIds><t:DistinguishedFolderId Id=\"inbox\"/></m:FolderIds>"
                      "</m:GetFolder>");
    const char *path = "string(//m:GetFolderResponse/m:ResponseMessages/m:GetFolderResponseMessage"
                       "[@ResponseClass='Success']/m:Folders/t:Folder/t:FolderId/@Id)";

    cr_expect(ne(str, (char *)ask(message, path), ""));
}

/* ---- documented errors ------------------------------------------------------------------------ */

static void expect_error(const char *message, const char *code)
{
    struct answer a = post(message);

    cr_expect(eq(long, a.status, 200), "%s", code);
    cr_expect(eq(str, (char *)look(&a, "string(//m:SetImGroupResponse/@ResponseClass)"), "Error"), "%s",
              code);
    cr_expect(eq(str, (char *)code_of(&a), (char *)code));
    cr_expect(eq(str, (char *)look(&a, "string(//m:SetImGroupResponse/m:DescriptiveLinkKey)"), "0"), "%s",
              code);
    cr_expect(ne(str, (char *)look(&a, "string(//m:SetImGroupResponse/m:MessageText)"), ""), "%s", code);
    cr_expect(eq(str, (char *)look(&a, "string(count(/s:Envelope/s:Header/t:ServerVersionInfo))"), "1"),
              "%s", code);
    end_answer(&a);
}

Test(refserver, refuses_names_that_are_taken)
{
    const char *id = add_group(VERSION, "one");

    add_group(VERSION, "\xd0\x94ruzhba");
    expect_error(soap(VERSION, set_im_group(id, "\xd0\x94ruzhba")), "ErrorImGroupDisplayNameAlreadyExists");
    expect_error(soap(VERSION, set_im_group(id, "\xd0\xb4RUZHBA")), "ErrorImGroupDisplayNameAlreadyExists");
    expect_error(soap(VERSION, set_im_group(id, "one")), "ErrorImGroupDisplayNameAlreadyExists");
    cr_expect(eq(str, (char *)name_of(VERSION, id), "one"));
}

Test(refserver, refuses_ids_that_are_no_groups)
{
    const char *id = add_group(VERSION, "one");
    const char *removed = add_group(VERSION, "two");
    const char *foreign = add_group(ACCOUNT, "three");
    const char *contact = ask(SOAP(VERSION, "<m:AddNewImContactToGroup><m:ImAddress>a@b.c</m:ImAddress>"
                                            "</m:AddNewImContactToGroup>"),
                              "string(//m:Persona/t:PersonaId/@Id)");
    const char *folder =
        ask(SOAP(VERSION, "<m:GetFolder><m:FolderShape><t:BaseShape>IdOnly</t:BaseShape>"
                          "</m:FolderShape><m:FolderIds><t:DistinguishedFolderId Id=\"inbox\"/>"
                          "</m:FolderIds></m:GetFolder>"),
            "string(//t:FolderId/@Id)");
    struct ewc_buf longest;

    ask(soap(VERSION,
             ewc_arena_printf(arena, "<m:RemoveImGroup><m:GroupId Id=\"%s\"/></m:RemoveImGroup>", removed)),
        "string(/)");
    ewc_buf_init(&longest, 0);
    for (unsigned i = 0; i < 2001; i++)
        ewc_buf_byte(&longest, 'A');
    expect_error(soap(VERSION, set_im_group("", "x")), "ErrorInvalidIdEmpty");
    expect_error(soap(VERSION, set_im_group("abc", "x")), "ErrorInvalidIdMalformed");
    expect_error(soap(VERSION, set_im_group(ewc_arena_printf(arena, "%s ", id), "x")),
                 "ErrorInvalidIdMalformed");
    expect_error(soap(VERSION, set_im_group(longest.ptr, "x")), "ErrorInvalidIdMonikerTooLong");
    expect_error(soap(VERSION, set_im_group(removed, "x")), "ErrorItemNotFound");
    expect_error(soap(VERSION, set_im_group(foreign, "x")), "ErrorItemNotFound");
    expect_error(soap(VERSION, set_im_group(contact, "x")), "ErrorInvalidImGroupId");
    expect_error(soap(VERSION, set_im_group(folder, "x")), "ErrorCannotUseFolderIdForItemId");
    cr_expect(eq(str, (char *)name_of(ACCOUNT, foreign), "three"));
    ewc_buf_finish(&longest);
}

Test(refserver, ignores_the_change_key)
{
    const char *id = add_group(VERSION, "one");
    const char *message =
        soap(VERSION, ewc_arena_printf(arena,
                                       "<m:SetImGroup><m:GroupId ChangeKey=\"stale\" Id=\"%s\"/>"
                                       "<m:NewDisplayName>two</m:NewDisplayName></m:SetImGroup>",
                                       id));

    cr_expect(eq(str, (char *)ask(message, "string(//m:ResponseCode)"), "NoError"));
}

/* ---- faults ----------------------------------------------------------------------------------- */

struct bad_request {
    const char *code; /* of the types namespace, or of SOAP with "s:" before it */
    const char *message;
};

#define ID "<m:GroupId Id=\"x\"/>"
#define NAME "<m:NewDisplayName>x</m:NewDisplayName>"
#define SET(inside) SOAP(VERSION, "<m:SetImGroup>" inside "</m:SetImGroup>")
#define HEAD(head) SOAP(head, "<m:GetImItemList/>")
#define SCHEMA "ErrorSchemaValidation"

static const struct bad_request bad_requests[] = {
    {SCHEMA, SET(NAME)},
    {SCHEMA, SET(ID)},
    {SCHEMA, SET(ID "<m:NewDisplayName/>")},
    {SCHEMA, SET("<m:GroupId/>" NAME)},
    {SCHEMA, SET("<m:GroupId ChangeKey=\"x\"/>" NAME)},
    {SCHEMA, SET(NAME ID)},
    {SCHEMA, SET(ID ID NAME)},
    {SCHEMA, SET(ID NAME NAME)},
    {SCHEMA, SET(ID NAME "<m:More/>")},
    {SCHEMA, SET("<m:GroupId Id=\"x\">text</m:GroupId>" NAME)},
    {SCHEMA, SET("<m:GroupId Id=\"x\"><m:More/></m:GroupId>" NAME)},
    {SCHEMA, SET("<m:GroupId Id=\"x\" More=\"\"/>" NAME)},
    {SCHEMA, SET(ID "<m:NewDisplayName>a<m:b/></m:NewDisplayName>")},
    {SCHEMA, SET("text" ID NAME)},
    {SCHEMA, SET("<t:GroupId Id=\"x\"/>" NAME)},
    {SCHEMA, SET(ID "<NewDisplayName>x</NewDisplayName>")},
    {SCHEMA, SOAP(VERSION, "<t:SetImGroup>" ID NAME "</t:SetImGroup>")},
    {SCHEMA, SOAP(VERSION, "<m:RenameGroup/>")},
    {SCHEMA, SOAP(VERSION, "<m:GetImItemList/><m:GetImItemList/>")},
    {SCHEMA, SOAP(VERSION, "text")},
    {SCHEMA, DECLARATION "<s:Envelope" NAMES "><s:Header/></s:Envelope>"},
    {SCHEMA,
     DECLARATION "<s:Envelope" NAMES "><s:Body><m:GetImItemList/></s:Body><s:Header/></s:Envelope>"},
    {SCHEMA, DECLARATION "<m:GetImItemList" NAMES "/>"},
    {SCHEMA, "<s:Envelope" NAMES "><s:Body><m:GetImItemList/></s:Body>"},
    {SCHEMA, "<s:Envelope" NAMES "><s:Body><m:GetImItemList/></s:Body></s:Envelope><more/>"},
    {SCHEMA, "<!DOCTYPE x><s:Envelope" NAMES "><s:Body><m:GetImItemList/></s:Body></s:Envelope>"},
    {SCHEMA, SET(ID "<m:NewDisplayName>&#1;</m:NewDisplayName>")},
    {SCHEMA, SET(ID "<m:NewDisplayName>a & b</m:NewDisplayName>")},
    {SCHEMA, SET(ID "<q:NewDisplayName>x</q:NewDisplayName>")},
    {SCHEMA, HEAD("<t:RequestServerVersion/>")},
    {SCHEMA, HEAD("<t:MailboxCulture>not a culture</t:MailboxCulture>")},
    {SCHEMA, HEAD("<t:MailboxCulture/>")},
    {SCHEMA, HEAD("<t:ExchangeImpersonation/>")},
    {SCHEMA, HEAD("<t:ExchangeImpersonation><t:ConnectingSID/></t:ExchangeImpersonation>")},
    {SCHEMA, HEAD(IMPERSONATE("SmtpAddress", ""))},
    {"ErrorInvalidRequest", SOAP(VERSION, "")},
    {"ErrorInvalidServerVersion", HEAD("<t:RequestServerVersion Version=\"Exchange2099\"/>")},
    {"ErrorInvalidServerVersion", HEAD("<t:RequestServerVersion Version=\"exchange2013\"/>")},
    {"ErrorInvalidServerVersion", HEAD("<t:RequestServerVersion Version=\"\"/>")},
    {"ErrorInvalidServerVersion", HEAD("<t:RequestServerVersion Version=\"Exchange2010_SP2\"/>")},
    {"ErrorImpersonateUserDenied", HEAD(IMPERSONATE("PrimarySmtpAddress", "denied@refserver.example"))},
    {"ErrorNonExistentMailbox", HEAD(IMPERSONATE("SmtpAddress", "nobody@refserver.example"))},
    {"ErrorInvalidSmtpAddress", HEAD(IMPERSONATE("SmtpAddress", "nobody"))},
    {"ErrorInvalidUserPrincipalName", HEAD(IMPERSONATE("PrincipalName", "nobody"))},
    {"ErrorInvalidSid", HEAD(IMPERSONATE("SID", "S-1-x"))},
    {"ErrorNonExistentMailbox", HEAD(IMPERSONATE("SID", "S-1-5-21-1"))},
    {"s:MustUnderstand", HEAD(VERSION "<x:y xmlns:x=\"urn:x\" s:mustUnderstand=\"1\"/>")},
    {"s:VersionMismatch",
     "<e:Envelope xmlns:e=\"http://www.w3.org/2003/05/soap-envelope\"><e:Body/></e:Envelope>"},
};

/* An index: parameters cross a process boundary, pointers in them do not. */
ParameterizedTestParameters(refserver, faults)
{
    static unsigned indices[sizeof(bad_requests) / sizeof(bad_requests[0])];

    for (unsigned i = 0; i < sizeof(indices) / sizeof(indices[0]); i++)
        indices[i] = i;
    return cr_make_param_array(unsigned, indices, sizeof(indices) / sizeof(indices[0]));
}

ParameterizedTest(unsigned *index, refserver, faults)
{
    const struct bad_request *bad = &bad_requests[*index];
    struct answer a = post(bad->message);
    const char *code = look(&a, "string(/s:Envelope/s:Body/s:Fault/faultcode)");

    cr_expect(eq(long, a.status, 500), "%s", bad->message);
    cr_expect(eq(str, a.content_type, "text/xml; charset=utf-8"));
    cr_expect(ne(str, (char *)look(&a, "string(//s:Fault/faultstring/@xml:lang)"), ""));
    cr_expect(eq(str, (char *)look(&a, "string(count(//t:ServerVersionInfo))"), "0"));
    if (bad->code[1] == ':') {
        cr_expect(eq(str, (char *)code, (char *)bad->code), "%s", bad->message);
        cr_expect(eq(str, (char *)look(&a, "string(count(//s:Fault/detail))"), "0"));
    } else {
        cr_expect(eq(str, (char *)code, (char *)ewc_arena_printf(arena, "a:%s", bad->code)), "%s",
                  bad->message);
        cr_expect(eq(str, (char *)look(&a, "string(//s:Fault/detail/e:ResponseCode)"), (char *)bad->code));
        cr_expect(ne(str, (char *)look(&a, "string(//s:Fault/detail/e:Message)"), ""));
    }
    if (strcmp(bad->code, SCHEMA) == 0)
        cr_expect(ne(str, (char *)look(&a, "string(//s:Fault/detail/t:MessageXml/t:Violation)"), ""));
    end_answer(&a);
}

/* ---- headers that are fine -------------------------------------------------------------------- */

static const char *const good_headers[] = {
    "",
    VERSION,
    "<t:RequestServerVersion Version=\"Exchange2013_SP1\"/>",
    "<t:RequestServerVersion Version=\"Exchange2015\"/>",
    "<t:RequestServerVersion Version=\"Exchange2016\" s:mustUnderstand=\"1\"/>",
    "<t:RequestServerVersion Version=\"V2016_10_10\"/>",
    VERSION "<t:MailboxCulture s:mustUnderstand=\"1\"> zh-Hans-CN </t:MailboxCulture>",
    VERSION "<x:y xmlns:x=\"urn:x\"/>",
    VERSION "<x:y xmlns:x=\"urn:x\" s:mustUnderstand=\"0\"/>",
    VERSION "<x:y xmlns:x=\"urn:x\" s:mustUnderstand=\"1\" s:actor=\"urn:somebody-else\"/>",
    VERSION "<t:TimeZoneContext><t:TimeZoneDefinition Id=\"GMT Standard Time\"/></t:TimeZoneContext>",
    IMPERSONATE("PrincipalName", "account@corp.refserver.example"),
    IMPERSONATE("SID", "S-1-5-21-1004336348-1177238915-682003330-1102"),
    IMPERSONATE("PrimarySmtpAddress", "Account@RefServer.example"),
    IMPERSONATE("SmtpAddress", "owner@refserver.example"),
};

Test(refserver, accepts_headers)
{
    for (size_t i = 0; i < sizeof(good_headers) / sizeof(good_headers[0]); i++)
        cr_expect(eq(str,
                     (char *)ask(soap(good_headers[i], "<m:GetImItemList/>"), "string(//m:ResponseCode)"),
                     "NoError"),
                  "%s", good_headers[i]);
}

Test(refserver, keeps_mailboxes_apart)
{
    const char *own = add_group(VERSION, "mine");
    const char *other = add_group(ACCOUNT, "mine");
    const char *sid = IMPERSONATE("SID", "S-1-5-21-1004336348-1177238915-682003330-1102");

    cr_expect(ne(str, (char *)own, (char *)other));
    cr_expect(eq(str, (char *)ask(soap(sid, set_im_group(other, "theirs")), "string(//m:ResponseCode)"),
                 "NoError"));
    cr_expect(eq(str, (char *)name_of(VERSION, own), "mine"));
    cr_expect(eq(str, (char *)name_of(ACCOUNT, other), "theirs"));
}

Test(refserver, names_its_accounts)
{
    const struct ewc_refserver_variable *v = ewc_refserver_variables();
    unsigned found = 0;

    for (; v->name; v++)
        found += strcmp(v->name, "account.smtp") == 0 || strcmp(v->name, "account.upn") == 0 ||
                 strcmp(v->name, "account.sid") == 0 || strcmp(v->name, "denied.smtp") == 0;
    cr_expect(eq(uint, found, 4));
}

/* ---- how requests may be written -------------------------------------------------------------- */

static void expect_renamed(const struct sending *s, const char *id, const char *name)
{
    struct answer a = send_it(s);

    cr_expect(eq(str, (char *)code_of(&a), "NoError"), "%s", name);
    end_answer(&a);
    cr_expect(eq(str, (char *)name_of(VERSION, id), (char *)name));
}

/* The message in another encoding, with a byte order mark of its own in front. */
static void expect_encoding(const char *id, const char *encoding, const char *declared, const char *bom,
                            const char *content_type, const char *name)
{
    const char *message = ewc_arena_printf(arena,
                                           "<?xml version=\"1.0\" encoding=\"%s\"?><s:Envelope" NAMES
                                           "><s:Body>%s</s:Body></s:Envelope>",
                                           declared, set_im_group(id, name));
    struct ewc_buf bytes;

    ewc_buf_init(&bytes, 0);
    ewc_buf_text(&bytes, bom);
    cr_assert(ewc_xml_from_utf8(&bytes, ewc_str(message), encoding));
    expect_renamed(&(struct sending){.content_type = content_type, .body = ewc_buf_view(&bytes)}, id, name);
    ewc_buf_finish(&bytes);
}

Test(refserver, reads_encodings)
{
    const char *id = add_group(VERSION, "one");

    expect_encoding(id, "UTF-8", "utf-8", "\xef\xbb\xbf", "text/xml", "\xe2\x82\xac 1");
    expect_encoding(id, "UTF-16LE", "utf-16", "\xff\xfe", "text/xml; charset=utf-16", "\xe2\x82\xac 2");
    expect_encoding(id, "UTF-16BE", "utf-16", "\xfe\xff", "text/xml", "\xe2\x82\xac 3");
    expect_encoding(id, "UTF-16LE", "utf-16", "", "text/xml; charset=\"utf-16\"", "\xe2\x82\xac 4");
    expect_encoding(id, "UTF-16BE", "utf-16", "", "TEXT/XML;CHARSET=UTF-16", "\xe2\x82\xac 5");
    expect_encoding(id, "ISO-8859-1", "iso-8859-1", "", "text/xml", "\xc3\xbc 6");
    expect_encoding(id, "ISO-8859-1", "utf-8", "", "text/xml; charset=iso-8859-1", "\xc3\xbc 7");
}

Test(refserver, reads_every_syntax)
{
    const char *id = add_group(VERSION, "one");
    const char *message = ewc_arena_printf(
        arena,
        "<?xml version='1.0'?>\n<!-- a --><Envelope xmlns='" NS_S "'>\n <Body>\n  <SetImGroup xmlns='" NS_M
        "' >\n"
        "   <n:GroupId xmlns:n='" NS_M "' ChangeKey='' Id='%s' ></n:GroupId>\n"
        "   <NewDisplayName>a<!-- b --> &#x20AC;<![CDATA[ &amp; ]]>&lt;</NewDisplayName></SetImGroup>\n"
        " </Body>\n</Envelope>\n<!-- c -->\n",
        id);

    expect_renamed(&(struct sending){.body = ewc_str(message)}, id, "a \xe2\x82\xac &amp; <");
}

static void pack(struct ewc_buf *out, const char *text)
{
    z_stream z = {0};
    unsigned char bytes[4096];

    cr_assert(eq(int, deflateInit2(&z, 9, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK));
    z.next_in = (unsigned char *)(uintptr_t)text;
    z.avail_in = (unsigned)strlen(text);
    z.next_out = bytes;
    z.avail_out = sizeof(bytes);
    cr_assert(eq(int, deflate(&z, Z_FINISH), Z_STREAM_END));
    ewc_buf_add(out, bytes, sizeof(bytes) - z.avail_out);
    deflateEnd(&z);
}

Test(refserver, takes_every_transport)
{
    const char *id = add_group(VERSION, "one");
    struct ewc_buf packed;

    ewc_buf_init(&packed, 0);
    pack(&packed, soap(VERSION, set_im_group(id, "packed")));
    expect_renamed(&(struct sending){.header = "Content-Encoding: gzip", .body = ewc_buf_view(&packed)}, id,
                   "packed");
    expect_renamed(&(struct sending){.header = "Transfer-Encoding: chunked",
                                     .body = ewc_str(soap(VERSION, set_im_group(id, "chunked")))},
                   id, "chunked");
    expect_renamed(&(struct sending){.header = "Expect: 100-continue",
                                     .body = ewc_str(soap(VERSION, set_im_group(id, "expected")))},
                   id, "expected");
    expect_renamed(&(struct sending){.content_type = "application/xml",
                                     .body = ewc_str(soap(VERSION, set_im_group(id, "typed")))},
                   id, "typed");
    ewc_buf_finish(&packed);
}

/* ---- HTTP ------------------------------------------------------------------------------------- */

static long status_of(const struct sending *s)
{
    struct answer a = send_it(s);
    long status = a.status;

    end_answer(&a);
    return status;
}

Test(refserver, answers_what_is_no_soap)
{
    struct ewc_str message = ewc_str(HEAD(VERSION));

    cr_expect(eq(long, status_of(&(struct sending){.method = "GET"}), 200));
    cr_expect(eq(long, status_of(&(struct sending){.method = "PUT", .body = message}), 405));
    cr_expect(eq(long, status_of(&(struct sending){.path = "/", .body = message}), 404));
    cr_expect(eq(long, status_of(&(struct sending){.path = "/ews/exchange.asmx", .body = message}), 200));
    cr_expect(
        eq(long, status_of(&(struct sending){.content_type = "application/json", .body = message}), 415));
    cr_expect(
        eq(long, status_of(&(struct sending){.header = "Content-Encoding: br", .body = message}), 415));
    cr_expect(
        eq(long, status_of(&(struct sending){.header = "Content-Encoding: gzip", .body = message}), 400));
}

Test(refserver, signs_in)
{
    struct ewc_refserver_config config = {.user = "user:pass:word"};
    struct ewc_str message = ewc_str(HEAD(VERSION));
    struct answer a;

    start_config(&config);
    a = send_it(&(struct sending){.body = message});
    cr_expect(eq(long, a.status, 401));
    cr_expect(
        ne(sz, ewc_str_find(ewc_buf_view(&a.headers), "WWW-Authenticate: Basic realm=", 0), SIZE_MAX));
    end_answer(&a);
    cr_expect(eq(long, status_of(&(struct sending){.body = message, .user = "user:pass"}), 401));
    cr_expect(eq(long, status_of(&(struct sending){.body = message, .user = "user:pass:word"}), 200));
}

Test(refserver, speaks_the_names_of_the_documentation)
{
    struct ewc_refserver_config config = {.documentation_namespaces = true};
    const char *documented =
        "<s:Envelope xmlns:s=\"" NS_S "\"><s:Body><GetImItemList xmlns=\"https" /* ://… */
        "://schemas.microsoft.com/exchange/services/2006/messages\"/></s:Body></s:Envelope>";
    const char *path =
        "string(count(//*[namespace-uri()='https://schemas.microsoft.com/exchange/services/2006/"
        "messages' and local-name()='ResponseCode']))";

    start_config(&config);
    cr_expect(eq(str, (char *)ask(documented, path), "1"));
    cr_expect(eq(str, (char *)ask(SOAP("", "<m:GetImItemList/>"), "string(//s:Fault/faultcode)"),
                 "a:ErrorSchemaValidation"));
}

Test(refserver, rejects_what_it_cannot_start)
{
    struct ewc_refserver *other = NULL;
    struct ewc_err err = {0};
    struct ewc_refserver_config config = {.defect = "rename-not-stord"};

    cr_expect(eq(int, (int)ewc_refserver_start(&config, &other, &err), EWC_EUSAGE));
    cr_expect(eq(str, err.hint, "did you mean \"rename-not-stored\"?"));
    config = (struct ewc_refserver_config){.variant = "gzipp"};
    err = (struct ewc_err){0};
    cr_expect(eq(int, (int)ewc_refserver_start(&config, &other, &err), EWC_EUSAGE));
    cr_expect(eq(str, err.hint, "did you mean \"gzip\"?"));
    config = (struct ewc_refserver_config){
        .port = (unsigned)strtoul(strrchr(ewc_refserver_url(server), ':') + 1, NULL, 10)};
    err = (struct ewc_err){0};
    cr_expect(eq(int, (int)ewc_refserver_start(&config, &other, &err), EWC_EIO));
    cr_expect(zero(ptr, (void *)other), "output is untouched on failure");
    ewc_refserver_stop(NULL);
}

/* ---- clients that mean harm ------------------------------------------------------------------- */

static void expect_alive(void)
{
    cr_expect(eq(str, (char *)ask(HEAD(VERSION), "string(//m:ResponseCode)"), "NoError"));
}

Test(refserver, survives_requests_cut_anywhere)
{
    const char *whole = SET("<m:GroupId Id=\"AAMk\" ChangeKey=\"x\"/>" NAME);

    for (size_t len = 0; len < strlen(whole); len += 7)
        cr_expect(eq(long, status_of(&(struct sending){.body = {whole, len}}), 500));
    expect_alive();
}

Test(refserver, survives_changed_bytes)
{
    char bytes[sizeof(SET(ID NAME))] = SET(ID NAME);
    unsigned seed = 1;

    for (unsigned i = 0; i < 200; i++) {
        seed = seed * 1103515245u + 12345u;
        bytes[(seed >> 8) % (sizeof(bytes) - 1)] = (char)(unsigned char)(seed >> 20);
        cr_expect(ge(long, status_of(&(struct sending){.body = {bytes, sizeof(bytes) - 1}}), 200));
    }
    expect_alive();
}

static void repeat(struct ewc_buf *out, const char *text, size_t times)
{
    while (times--)
        ewc_buf_text(out, text);
}

Test(refserver, survives_too_much)
{
    struct ewc_buf body;
    struct ewc_buf packed;

    ewc_buf_init(&body, 0);
    ewc_buf_init(&packed, 0);
    repeat(&body, "<a>", 100000);
    cr_expect(eq(long, status_of(&(struct sending){.body = ewc_buf_view(&body)}), 500));
    ewc_buf_reset(&body);
    ewc_buf_text(&body,
                 "<s:Envelope" NAMES "><s:Body><m:SetImGroup><m:GroupId Id=\"x\"/><m:NewDisplayName>");
    repeat(&body, "0123456789", 400 * 1000);
    ewc_buf_text(&body, "</m:NewDisplayName></m:SetImGroup></s:Body></s:Envelope>");
    cr_expect(eq(long, status_of(&(struct sending){.body = ewc_buf_view(&body)}), 200));
    repeat(&body, " ", 400 * 1000);
    cr_expect(eq(long, status_of(&(struct sending){.body = ewc_buf_view(&body)}), 413));
    pack(&packed, "<a/>");
    cr_expect(eq(long,
                 status_of(&(struct sending){.header = "Content-Encoding: gzip",
                                             .body = {packed.ptr, packed.len - 5}}),
                 400));
    expect_alive();
    ewc_buf_finish(&body);
    ewc_buf_finish(&packed);
}

Test(refserver, survives_entities)
{
    const char *bomb = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">"
                       "<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;\">"
                       "<!ENTITY f SYSTEM \"file:///etc/passwd\">]><x>&d;&f;</x>";

    cr_expect(eq(long, status_of(&(struct sending){.body = ewc_str(bomb)}), 500));
    start("entities-expanded", NULL);
    cr_expect(eq(long, status_of(&(struct sending){.body = ewc_str(bomb)}), 500));
    expect_alive();
}

/* ---- many at once ----------------------------------------------------------------------------- */

enum { CLIENTS = 12 };

/* Sends all messages at the same moment, each over a connection of its own. */
static void send_together(const char *const *messages, unsigned count, struct answer *answers)
{
    CURLM *multi = curl_multi_init();
    CURL *handles[CLIENTS];
    struct curl_slist *lists[CLIENTS];
    int running = 1;

    cr_assert(multi != NULL && count <= CLIENTS);
    for (unsigned i = 0; i < count; i++) {
        handles[i] = curl_easy_init();
        cr_assert(handles[i] != NULL);
        lists[i] = prepare(handles[i], &(struct sending){.body = ewc_str(messages[i])}, &answers[i]);
        curl_multi_add_handle(multi, handles[i]);
    }
    while (running > 0) {
        cr_assert(eq(int, (int)curl_multi_perform(multi, &running), CURLM_OK));
        curl_multi_poll(multi, NULL, 0, 100, NULL);
    }
    for (unsigned i = 0; i < count; i++) {
        take(handles[i], &answers[i]);
        curl_multi_remove_handle(multi, handles[i]);
        curl_easy_cleanup(handles[i]);
        curl_slist_free_all(lists[i]);
    }
    curl_multi_cleanup(multi);
}

/* How many of the renames succeed; every answer is whole. */
static unsigned successes(const char *const *messages, unsigned count)
{
    struct answer answers[CLIENTS];
    unsigned good = 0;

    send_together(messages, count, answers);
    for (unsigned i = 0; i < count; i++) {
        cr_expect(eq(long, answers[i].status, 200));
        good += strcmp(code_of(&answers[i]), "NoError") == 0;
        end_answer(&answers[i]);
    }
    return good;
}

Test(refserver, gives_a_name_to_one_of_many)
{
    const char *messages[CLIENTS];

    for (unsigned i = 0; i < CLIENTS; i++)
        messages[i] = soap(
            VERSION, set_im_group(add_group(VERSION, ewc_arena_printf(arena, "group %u", i)), "prize"));
    cr_expect(eq(uint, successes(messages, CLIENTS), 1));
    cr_expect(
        eq(str, (char *)ask(HEAD(VERSION), "string(count(//t:ImGroup[t:DisplayName='prize']))"), "1"));
}

Test(refserver, keeps_names_whole)
{
    const char *id = add_group(VERSION, "one");
    const char *messages[CLIENTS];
    const char *name;

    for (unsigned round = 0; round < 5; round++) {
        for (unsigned i = 0; i < CLIENTS; i++)
            messages[i] =
                soap(VERSION, set_im_group(id, ewc_arena_printf(arena, "name %u of round %u", i, round)));
        cr_expect(eq(uint, successes(messages, CLIENTS), CLIENTS));
        name = name_of(VERSION, id);
        cr_expect(
            eq(str, (char *)strchr(name + 5, ' '), (char *)ewc_arena_printf(arena, " of round %u", round)));
    }
}

Test(refserver, stops_with_requests_at_work)
{
    const char *id;
    struct answer a;

    start("hangs-after-error", NULL);
    id = add_group(VERSION, "one");
    ask(soap(VERSION, set_im_group("bad", "x")), "string(/)");
    a = send_it(
        &(struct sending){.body = ewc_str(soap(VERSION, set_im_group(id, "two"))), .timeout_ms = 200});
    cr_expect(eq(int, (int)a.result, CURLE_OPERATION_TIMEDOUT));
    end_answer(&a);
}
