/* refserver's defects and variants: every one of them is named well, starts, and does something. */
#include "test_refserver.h"

TestSuite(refserver_modes, .init = set_up, .fini = tear_down, .timeout = 240);

/* ---- the tables ------------------------------------------------------------------------------- */

static bool is_name(const char *name)
{
    size_t len = strlen(name);

    return len > 0 && len <= 64 && strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-.") == len &&
           name[0] != '-' && name[len - 1] != '-' && !strstr(name, "--");
}

static bool is_requirement(const char *id)
{
    return id && strlen(id) == 4 && id[0] == 'R' && strspn(id + 1, "0123456789") == 3;
}

static unsigned expect_good_table(const struct ewc_refserver_mode *table, bool defects)
{
    unsigned count = 0;

    for (; table[count].name; count++) {
        const struct ewc_refserver_mode *mode = &table[count];

        cr_expect(is_name(mode->name), "%s", mode->name);
        cr_expect(is_name(mode->topic), "%s", mode->name);
        cr_expect(eq(int, defects ? is_requirement(mode->requirement) : mode->requirement == NULL, 1), "%s",
                  mode->name);
        cr_expect(eq(chr, mode->description[strlen(mode->description) - 1], '.'), "%s", mode->name);
        for (unsigned i = 0; i < count; i++)
            cr_expect(ne(str, (char *)table[i].name, (char *)mode->name));
    }
    return count;
}

Test(refserver_modes, tables_are_good)
{
    cr_expect(ge(uint, expect_good_table(ewc_refserver_defects(), true), 120));
    cr_expect(ge(uint, expect_good_table(ewc_refserver_variants(), false), 40));
}

/* ---- a conversation in which every defect shows ----------------------------------------------- */

/* One thing that a client says. {a} to {z} stand for what was kept of earlier answers. */
struct line {
    const char *head; /* SOAP headers; NULL: the message stands in `body` whole */
    const char *body;
    const char *header; /* HTTP header, NULL: none */
    const char *content_type;
    const char *encoding; /* UTF-16LE or UTF-16BE; NULL: UTF-8 */
    const char *keep;     /* "x=Element@Attribute": {x} is from now on that of the first such element */
    const char *beside;   /* the Body of a message that is sent at the same moment */
};

#define SAY_UNDER(soap_head, soap_body)                                                                    \
    {                                                                                                      \
        .head = soap_head, .body = soap_body                                                               \
    }
#define SAY(soap_body) SAY_UNDER(VERSION, soap_body)
#define KEEP(what, soap_head, soap_body)                                                                   \
    {                                                                                                      \
        .head = soap_head, .body = soap_body, .keep = what                                                 \
    }
#define ADD_IM_GROUP(name) "<m:AddImGroup><m:DisplayName>" name "</m:DisplayName></m:AddImGroup>"
#define ADD(x, name) KEEP(x "=ExchangeStoreId@Id", VERSION, ADD_IM_GROUP(name))
#define LIST SAY("<m:GetImItemList/>")
#define LIST_OF_ACCOUNT SAY_UNDER(ACCOUNT, "<m:GetImItemList/>")
#define RENAME(id, name)                                                                                   \
    "<m:SetImGroup><m:GroupId Id=\"" id "\"/><m:NewDisplayName>" name "</m:NewDisplayName></m:SetImGroup>"
#define NAMED(name) SAY(RENAME("{d}", name)), LIST
#define ID "<m:GroupId Id=\"{d}\"/>"
#define NAME(name) "<m:NewDisplayName>" name "</m:NewDisplayName>"
#define SET(inside) SAY("<m:SetImGroup>" inside "</m:SetImGroup>"), LIST
#define WHOLE(message) {.body = message}, LIST
#define ENVELOPE(inside)                                                                                   \
    "<s:Envelope" NAMES "><s:Body><m:SetImGroup>" inside "</m:SetImGroup></s:Body></s:Envelope>"
#define CONTACT(x, id)                                                                                     \
    KEEP(x "=SourceId@Id", VERSION,                                                                        \
         "<m:AddNewImContactToGroup><m:ImAddress>" x "@example.org</m:ImAddress><m:GroupId Id=\"" id       \
         "\"/></m:AddNewImContactToGroup>")
#define FIFTY "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"

static const struct line conversation[] = {
    ADD("a", "alpha"),
    ADD("b", "beta"),
    ADD("d", "delta"),
    CONTACT("c", "{a}"),
    CONTACT("e", "{a}"),
    CONTACT("i", "{a}"),
    CONTACT("h", "{b}"),
    SAY_UNDER(ACCOUNT, ADD_IM_GROUP("own")),
    KEEP("f=ExchangeStoreId@Id", ACCOUNT, ADD_IM_GROUP("foreign")),
    LIST,
    /* success */
    SAY(RENAME("{a}", "alpha 2")),
    LIST,
    SAY("<m:GetImItems><m:GroupIds><t:ItemId Id=\"{a}\"/></m:GroupIds></m:GetImItems>"),
    LIST,
    LIST_OF_ACCOUNT,
    SAY(RENAME("{d}", "delta 2")),
    LIST,
    SAY(RENAME("{a}", "alpha 3")),
    LIST,
    KEEP("k=ExchangeStoreId@ChangeKey", VERSION,
         "<m:GetImItems><m:GroupIds><t:ItemId Id=\"{a}\"/></m:GroupIds></m:GetImItems>"),
    SAY("<m:SetImGroup><m:GroupId Id=\"{a}\" ChangeKey=\"{k}\"/>" NAME("alpha 4") "</m:SetImGroup>"),
    LIST,
    SAY(RENAME("{a}", "alpha 2")),
    SAY(RENAME("{d}", "alpha 4")),
    LIST,
    NAMED("foreign"),
    NAMED("be"),
    NAMED("eta"),
    NAMED("beta 2"),
    /* errors */
    SAY(RENAME("{a}", "beta")),
    LIST,
    SAY(RENAME("{a}", "alpha 2")),
    NAMED("delta 3"),
    ADD("g", "gone"),
    SAY(RENAME("{g}", "gone 2")),
    SAY("<m:RemoveImGroup><m:GroupId Id=\"{g}\"/></m:RemoveImGroup>"),
    SAY(RENAME("{g}", "back")),
    LIST,
    NAMED("gone"),
    NAMED("gone 2"),
    SAY(RENAME("AAMkADBiNmM3YTUyLTNkMWUtNGY2NS05YThiLTVlMjFjMGQ0N2YxMwAuAAAAAACpT1EXngxCTYZKP3cV0ptoAQBtF8o"
               "I7iVOQatt/hu"
               "FChNbAAAQAAAAAADAzwA=",
               "unknown")),
    LIST,
    SAY(RENAME("aamKadbInMm3ytuYltnKmwuTngy2ns05ytHIltvLmJfJmgq0n2yXmWaUaaaaaacPt1exNGXctyzkp3Cv0PTOaqbTf8O"
               "i7IvoqATT/HU"
               "fcHnBaaaqaaaaaaaaba=",
               "case")),
    SAY(RENAME("{swapped}", "swapped")),
    LIST,
    SAY(RENAME("{cut}", "cut")),
    LIST,
    SAY(RENAME("{bare}", "bare")),
    LIST,
    SAY(RENAME("{d}x", "longer")),
    LIST,
    SAY(RENAME(" {d} ", "padded")),
    LIST,
    SAY(RENAME("abc", "malformed")),
    SAY(RENAME(FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY, "long")),
    SAY(RENAME("", "empty")),
    LIST,
    SAY(RENAME("{c}", "contact")),
    LIST,
    SAY(RENAME("{f}", "not mine")),
    LIST_OF_ACCOUNT,
    NAMED("malformed"),
    SAY(RENAME("{a}", "alpha 5")),
    LIST,
    NAMED("alpha5"),
    NAMED("Favorites"),
    ADD("i", "it's"),
    NAMED("it's"),
    /* contacts */
    CONTACT("c", "{b}"),
    SAY(RENAME("{b}", "beta 3")),
    LIST,
    SAY(RENAME("{b}", "beta")),
    SAY(RENAME("{b}", "it's")),
    LIST,
    NAMED("c@example.org"),
    NAMED("delta 4"),
    /* headers */
    SAY_UNDER("", RENAME("{d}", "h 1")),
    SAY_UNDER("<t:RequestServerVersion Version=\"Exchange2013_SP1\"/>", RENAME("{d}", "h 2")),
    SAY_UNDER("<t:RequestServerVersion Version=\"V2016_10_10\"/>", RENAME("{d}", "h 3")),
    SAY_UNDER("<t:RequestServerVersion Version=\"Exchange2010\"/>", RENAME("{d}", "h 4")),
    SAY_UNDER("<t:RequestServerVersion Version=\"Exchange2099\"/>", RENAME("{d}", "h 5")),
    SAY_UNDER("<t:RequestServerVersion Version=\"\"/>", RENAME("{d}", "h 6")),
    SAY_UNDER("<t:RequestServerVersion Version=\"exchange2013\"/>", RENAME("{d}", "h 7")),
    SAY_UNDER("<t:RequestServerVersion Version=\"Exchange2013_SP9\"/>", RENAME("{d}", "h 8")),
    SAY_UNDER("<t:RequestServerVersion/>", RENAME("{d}", "h 9")),
    SAY_UNDER(VERSION "<x:y xmlns:x=\"urn:x\" s:mustUnderstand=\"1\"/>", RENAME("{d}", "h 10")),
    LIST,
    SAY_UNDER(VERSION "<x:y xmlns:x=\"urn:x\" s:mustUnderstand=\"0\"/>", RENAME("{d}", "h 11")),
    SAY_UNDER(VERSION "<x:y xmlns:x=\"urn:x\"/>", RENAME("{d}", "h 12")),
    SAY_UNDER(VERSION "<x:y xmlns:x=\"urn:x\" s:mustUnderstand=\"1\" s:actor=\"urn:z\"/>",
              RENAME("{d}", "h 13")),
    SAY_UNDER(VERSION "<x:y xmlns:x=\"urn:x\"><x:z s:mustUnderstand=\"1\"/></x:y>", RENAME("{d}", "h 19")),
    SAY_UNDER("<t:RequestServerVersion Version=\"Exchange2013\" s:mustUnderstand=\"1\"/>",
              RENAME("{d}", "h 14")),
    SAY_UNDER(VERSION "<t:MailboxCulture>fr-FR</t:MailboxCulture>", RENAME("{d}", "h 15")),
    SAY_UNDER(VERSION "<t:MailboxCulture>zh-Hans-CN</t:MailboxCulture>", RENAME("{d}", "h 16")),
    SAY_UNDER(VERSION "<t:MailboxCulture>de-DE</t:MailboxCulture>", RENAME("{d}", "h 17")),
    SAY_UNDER(VERSION "<t:MailboxCulture>de_DE!</t:MailboxCulture>", RENAME("{d}", "h 18")),
    SAY_UNDER(VERSION "<t:MailboxCulture>tr-TR</t:MailboxCulture>", RENAME("{d}", "IIII")),
    LIST,
    SAY_UNDER(VERSION "<t:MailboxCulture>en-GB</t:MailboxCulture>", RENAME("{d}", "\xc3\xa9")),
    LIST,
    /* impersonation */
    SAY_UNDER(IMPERSONATE("PrincipalName", "account@corp.refserver.example"), RENAME("{f}", "i 1")),
    SAY_UNDER(IMPERSONATE("SID", "S-1-5-21-1004336348-1177238915-682003330-1102"), RENAME("{f}", "i 2")),
    SAY_UNDER(IMPERSONATE("SmtpAddress", "account@refserver.example"), RENAME("{f}", "i 3")),
    SAY_UNDER(ACCOUNT, RENAME("{f}", "i 4")),
    SAY_UNDER(IMPERSONATE("SmtpAddress", "denied@refserver.example"), RENAME("{d}", "i 5")),
    LIST,
    SAY_UNDER(IMPERSONATE("SmtpAddress", "nobody@refserver.example"), RENAME("{d}", "i 6")),
    SAY_UNDER(IMPERSONATE("SID", "nobody"), RENAME("{d}", "i 7")),
    SAY_UNDER("<t:ExchangeImpersonation/>", RENAME("{d}", "i 8")),
    SAY_UNDER(IMPERSONATE("SmtpAddress", ""), RENAME("{d}", "i 9")),
    SAY_UNDER(
        "<t:ExchangeImpersonation><t:ConnectingSID><t:SmtpAddress>account@refserver.example</t:SmtpAddress>"
        "<t:SID>x</t:SID></t:ConnectingSID></t:ExchangeImpersonation>",
        RENAME("{f}", "i 10")),
    LIST,
    /* schema */
    SET(NAME("s 1")),
    SET(ID),
    SET(ID "<m:NewDisplayName/>"),
    SET("<m:GroupId/>" NAME("s 2")),
    SET(NAME("s 3") ID),
    SET(ID ID NAME("s 4")),
    SET(ID NAME("s 5") NAME("s 6")),
    SET(ID NAME("s 7") "<m:More/>"),
    SET("<m:GroupId Id=\"{d}\"><m:More/></m:GroupId>" NAME("s 8")),
    SET(ID NAME("s 9<m:b/>")),
    SET("text" ID NAME("s 10")),
    SET("<t:GroupId Id=\"{d}\"/>" NAME("s 11")),
    SET("<GroupId Id=\"{d}\"/>" NAME("s 12")),
    SET("<m:GroupId Id=\"{d}\" More=\"\"/>" NAME("s 13")),
    SAY("<t:SetImGroup>" ID NAME("s 14") "</t:SetImGroup>"),
    SAY("<m:RenameGroup/>"),
    SAY(""),
    WHOLE("<m:SetImGroup" NAMES ">" ID NAME("s 15") "</m:SetImGroup>"),
    WHOLE("<e:Envelope xmlns:e=\"urn:x\" xmlns:m=\"" NS_M
          "\"><e:Body>" RENAME("{d}", "s 16") "</e:Body></e:Envelope>"),
    WHOLE("<e:Envelope xmlns:e=\"http://www.w3.org/2003/05/soap-envelope\" xmlns:m=\"" NS_M
          "\"><e:Body>" RENAME("{d}", "s 16") "</e:Body></e:Envelope>"),
    WHOLE("<s:Envelope" NAMES "><s:Body><m:SetImGroup>" ID "<m:NewDisplayName>s 17</m:New"),
    WHOLE("<s:Envelope" NAMES "><s:Body><m:SetImGroup>" ID
          "<m:NewDisplayName>s 18</m:NewName></m:SetImGroup></s:Body>"
          "</s:Envelope>"),
    WHOLE(ENVELOPE(ID NAME("s 19")) "<more/>"),
    WHOLE(ENVELOPE(ID NAME("s & 20"))),
    WHOLE(ENVELOPE(ID "<q:NewDisplayName>s 21</q:NewDisplayName>")),
    WHOLE("<!DOCTYPE x [<!ENTITY y \"22\">]>" ENVELOPE(ID NAME("s 22"))),
    WHOLE("<!DOCTYPE x [<!ENTITY y \"23\">]>" ENVELOPE(ID NAME("s &y;"))),
    WHOLE(ENVELOPE(ID NAME("s&#1;24"))),
    WHOLE(ENVELOPE(ID NAME("s \xc0\xbc 26"))),
    WHOLE("<s:Envelope xmlns:s=\"" NS_S "\" xmlns:m=\"https" /* ://… */
          "://schemas.microsoft.com/exchange/services/2006/messages\"><s:Body>" RENAME(
              "{d}", "s 25") "</s:Body></s:Envelope>"),
    /* ways of writing */
    {.head = VERSION, .body = RENAME("{d}", "w 1"), .encoding = "UTF-16LE", .content_type = "text/xml"},
    {.head = VERSION, .body = RENAME("{d}", "w 2"), .encoding = "UTF-16BE", .content_type = "text/xml"},
    WHOLE("\xef\xbb\xbf" ENVELOPE(ID NAME("w 3"))),
    WHOLE("<?xml version='1.0'?>" ENVELOPE(ID NAME("w 4"))),
    WHOLE(ENVELOPE("<m:GroupId Id='{d}'/>" NAME("w 5"))),
    WHOLE("<x:Envelope xmlns:x=\"" NS_S "\" xmlns:y=\"" NS_M
          "\"><x:Body><y:SetImGroup><y:GroupId Id=\"{d}\"/>"
          "<y:NewDisplayName>w 6</y:NewDisplayName></y:SetImGroup></x:Body></x:Envelope>"),
    SAY("<SetImGroup xmlns=\"" NS_M
        "\"><GroupId Id=\"{d}\"/><NewDisplayName>w 7</NewDisplayName></SetImGroup>"),
    SAY("<m:SetImGroup xmlns:m=\"" NS_M "\">" ID NAME("w 8") "</m:SetImGroup>"),
    SET("<!-- c -->" ID NAME("w 9")),
    SET(ID NAME("w <!-- c -->10")),
    SET(ID NAME("w <![CDATA[11]]>")),
    SET(ID NAME("w &#x31;2")),
    SET("\n  " ID "\n  " NAME("w 13")),
    SET("<m:GroupId ChangeKey=\"\" Id=\"{d}\"/>" NAME("w 14")),
    SET("<m:GroupId Id=\"{d}\"></m:GroupId>" NAME("w 15")),
    SET(ID "<m:NewDisplayName >w 16</m:NewDisplayName>"),
    {.head = VERSION, .body = RENAME("{d}", "w 17"), .header = "Transfer-Encoding: chunked"},
    {.head = VERSION, .body = RENAME("{d}", "w 18"), .header = "Expect: 100-continue"},
    {.head = VERSION, .body = RENAME("{d}", "w 19"), .content_type = "Text/XML; charset=utf-8"},
    {.head = VERSION, .body = RENAME("{d}", "w 20"), .content_type = "text/xml; charset=\"utf-8\""},
    {.head = VERSION, .body = RENAME("{d}", "w 21"), .content_type = "text/xml;charset=utf-8"},
    {.head = VERSION, .body = RENAME("{d}", "w 22"), .header = "Accept-Encoding: gzip"},
    {.head = VERSION, .body = RENAME("{d}", "w 23"), .header = "Content-Encoding: gzip"},
    {.head = VERSION, .body = RENAME("{d}", "w 24"), .content_type = "text/xml; charset=iso-8859-1"},
    {.head = VERSION, .body = RENAME("{d}", "w 25"), .header = "SOAPAction:"},
    SAY(RENAME("{a}", "BETA")),
    LIST,
    SAY("<m:SetImGroup><m:GroupId Id=\"{a}\" ChangeKey=\"stale\"/>" NAME("stale") "</m:SetImGroup>"),
    KEEP("p=PersonaId@Id", VERSION, "<m:GetImItemList/>"),
    SAY("<m:RemoveContactFromImList><m:ContactId Id=\"{p}\"/></m:RemoveContactFromImList>"),
    LIST,
};

/* What becomes of names. */
static const struct line naming[] = {
    ADD("d", "delta"),
    NAMED("R&amp;D"),
    NAMED("a&lt;b"),
    NAMED("a>b"),
    NAMED("it's"),
    NAMED("say &quot;x&quot;"),
    NAMED("]]&gt;end"),
    NAMED("a&amp;amp;b"),
    NAMED("a&lt;b>c&lt;/b>d"),
    NAMED("a\\b"),
    NAMED("100%41"),
    NAMED("1+1"),
    NAMED("\xd0\x94\xd1\x80\xd1\x83\xd0\xb7\xd1\x8c\xd1\x8f"),
    NAMED("Gr\xc3\xb6\xc3\x9f"
          "e"),
    NAMED("e\xcc\x81x"),
    NAMED("\xe5\x8f\x8b\xe9\x81\x94"),
    NAMED("\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d x"),
    NAMED("a\xe2\x80\x8f"
          "b"),
    NAMED("\xef\xbc\xa1\xef\xbc\xa2"),
    NAMED("x\xf0\x9f\x98\x80y"),
    NAMED("\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x9a\x80"),
    NAMED("a\xc2\xa0"
          "b"),
    NAMED("a\xc2\xad"
          "b"),
    NAMED("a  b c"),
    NAMED("MiXed"),
    NAMED("mixed"),
    NAMED(" padded "),
    NAMED("  "),
    NAMED("small"),
    NAMED("y"),
    NAMED("007"),
    NAMED(FIFTY "123456789012345"),
    NAMED(FIFTY FIFTY "1"),
    NAMED(FIFTY FIFTY "12345678901234567890123456789"),
    NAMED(FIFTY FIFTY FIFTY FIFTY "1"),
    NAMED(FIFTY FIFTY FIFTY FIFTY FIFTY "12345"),
    NAMED(FIFTY FIFTY FIFTY FIFTY FIFTY "123\xc3\xbc"),
    NAMED(FIFTY FIFTY FIFTY FIFTY FIFTY "123456"),
};

/* What servers with races do wrong. */
static const struct line crowd[] = {
    ADD("a", "alpha"),
    ADD("b", "beta"),
    ADD("d", "delta"),
    {.head = VERSION, .body = RENAME("{a}", "prize"), .beside = RENAME("{b}", "prize")},
    {.head = VERSION, .body = RENAME("{a}", "left"), .beside = RENAME("{b}", "right")},
    LIST,
    {.head = VERSION, .body = RENAME("{d}", "this"), .beside = RENAME("{d}", "that")},
    LIST,
    {.head = VERSION, .body = RENAME("{d}", "hide"), .beside = "<m:GetImItemList/>"},
};

enum {
    LINES = sizeof(conversation) / sizeof(conversation[0]),
    NAME_LINES = sizeof(naming) / sizeof(naming[0]),
    CROWD_LINES = sizeof(crowd) / sizeof(crowd[0]),
};

/* What was kept; by letter. */
static const char *kept[26];

/* A text with its variables filled in. {swapped} is {d} with the case swapped; {cut} and {bare} lack characters at its
 * end. */
static const char *fill(const char *text)
{
    struct ewc_buf out;
    const char *filled;

    ewc_buf_init(&out, 0);
    while (*text) {
        const char *value = text[0] == '{' && text[1] && text[2] == '}' ? kept[text[1] - 'a'] : NULL;
        bool swapped = strncmp(text, "{swapped}", 9) == 0;
        bool bare = strncmp(text, "{bare}", 6) == 0;

        if (value) {
            ewc_buf_text(&out, value);
            text += 3;
        } else if (swapped || bare || strncmp(text, "{cut}", 5) == 0) {
            const char *id = kept['d' - 'a'] ? kept['d' - 'a'] : "";
            size_t lacking = swapped ? 0 : bare ? 1 : 3;

            for (size_t i = 0; i + lacking < strlen(id); i++) {
                bool letter = (id[i] | 32) >= 'a' && (id[i] | 32) <= 'z';

                ewc_buf_byte(&out, swapped && letter ? (char)(id[i] ^ 32) : id[i]);
            }
            text += swapped ? 9 : bare ? 6 : 5;
        } else {
            ewc_buf_byte(&out, *text++);
        }
    }
    filled = ewc_arena_strndup(arena, out.ptr, out.len);
    ewc_buf_finish(&out);
    return filled;
}

static void keep_attribute(const char *keep, const struct answer *a)
{
    struct ewc_str body = ewc_buf_view(&a->body);
    const char *at = strchr(keep, '@');
    size_t start = ewc_str_find(body, ewc_arena_strndup(arena, keep + 2, (size_t)(at - keep) - 2), 0);
    size_t end = SIZE_MAX;

    if (start != SIZE_MAX)
        start = ewc_str_find(body, ewc_arena_printf(arena, " %s=\"", at + 1), start);
    if (start != SIZE_MAX) {
        start = ewc_str_find(body, "\"", start) + 1;
        end = ewc_str_find(body, "\"", start);
    }
    kept[keep[0] - 'a'] =
        end == SIZE_MAX ? "none" : ewc_arena_strndup(arena, body.ptr + start, end - start);
}

/* What an observer sees of an answer: all but the time of day. */
static void note(struct ewc_buf *out, const struct answer *a)
{
    struct ewc_str headers = ewc_buf_view(&a->headers);
    size_t date = ewc_str_find(headers, "Date: ", 0);

    ewc_buf_printf(out, "%d %ld\n", (int)a->result, a->status);
    if (date != SIZE_MAX)
        ewc_buf_add(out, headers.ptr, date);
    if (date != SIZE_MAX && headers.len > date + 35)
        ewc_buf_add(out, headers.ptr + date + 35, headers.len - date - 35);
    ewc_buf_str(out, ewc_buf_view(&a->body));
    ewc_buf_byte(out, '\n');
}

/* Two messages at the same moment: how many are successful, and how each answer begins. */
static void say_both(const struct line *line, struct ewc_buf *out)
{
    CURLM *multi = curl_multi_init();
    CURL *handles[2] = {curl_easy_init(), curl_easy_init()};
    struct curl_slist *lists[2];
    struct answer answers[2];
    unsigned good = 0;
    unsigned listed = 0;
    int running = 1;

    cr_assert(multi && handles[0] && handles[1]);
    for (unsigned i = 0; i < 2; i++) {
        const char *message = soap(line->head, fill(i ? line->beside : line->body));

        lists[i] = prepare(handles[i], &(struct sending){.body = ewc_str(message), .timeout_ms = 4000},
                           &answers[i]);
        curl_multi_add_handle(multi, handles[i]);
        for (unsigned wait = 0; i == 0 && wait < 10;
             wait++) { /* the first is at work when the second comes */
            curl_multi_perform(multi, &running);
            curl_multi_poll(multi, NULL, 0, 5, NULL);
        }
    }
    while (running > 0) {
        cr_assert(eq(int, (int)curl_multi_perform(multi, &running), CURLM_OK));
        curl_multi_poll(multi, NULL, 0, 100, NULL);
    }
    for (unsigned i = 0; i < 2; i++) {
        take(handles[i], &answers[i]);
        good += ewc_str_find(ewc_buf_view(&answers[i].body), "\"Success\"", 0) != SIZE_MAX;
        listed += ewc_str_find(ewc_buf_view(&answers[i].body), kept['d' - 'a'], 0) != SIZE_MAX;
        curl_multi_remove_handle(multi, handles[i]);
        curl_easy_cleanup(handles[i]);
        curl_slist_free_all(lists[i]);
        end_answer(&answers[i]);
    }
    curl_multi_cleanup(multi);
    ewc_buf_printf(out, "%u successes, %u lists of the group", good, listed);
}

/* Which of two at once comes last is chance: what tells of it is noted as if it did not. */
static void forget_order(struct ewc_buf *note_of)
{
    static const char *const last[] = {">this<", ">that<"};
    size_t at = 0;

    for (unsigned i = 0; i < 2; i++) {
        at = ewc_str_find(ewc_buf_view(note_of), last[i], 0);
        if (at != SIZE_MAX)
            memcpy(note_of->ptr + at, ">one_<", 6);
    }
    at = 0;
    while ((at = ewc_str_find(ewc_buf_view(note_of), "ChangeKey=\"", at)) != SIZE_MAX) {
        for (at += 11; at < note_of->len && note_of->ptr[at] != '"'; at++)
            note_of->ptr[at] = '-';
    }
}

static void say(const struct line *line, struct ewc_buf *out)
{
    const char *message = line->head ? soap(line->head, fill(line->body)) : fill(line->body);
    struct ewc_buf bytes;
    struct answer a;

    if (line->beside) {
        say_both(line, out);
        return;
    }
    ewc_buf_init(&bytes, 0);
    if (line->encoding) {
        message += strlen(DECLARATION); /* a byte order mark says it all */
        ewc_buf_add(&bytes, line->encoding[6] == 'L' ? "\xff\xfe" : "\xfe\xff", 2);
        cr_assert(ewc_xml_from_utf8(&bytes, ewc_str(message), line->encoding));
    } else {
        ewc_buf_text(&bytes, message);
    }
    a = send_it(&(struct sending){.body = ewc_buf_view(&bytes),
                                  .header = line->header,
                                  .content_type = line->content_type,
                                  .timeout_ms = 4000});
    if (line->keep)
        keep_attribute(line->keep, &a);
    note(out, &a);
    end_answer(&a);
    ewc_buf_finish(&bytes);
}

/* A conversation, and what the good server answered. */
struct talk {
    const struct line *lines;
    unsigned count;
    bool crowded; /* the order of answers is chance */
    struct ewc_buf heard[LINES];
};

static struct talk alone = {.lines = conversation, .count = LINES};
static struct talk about_names = {.lines = naming, .count = NAME_LINES};
static struct talk crowded = {.lines = crowd, .count = CROWD_LINES, .crowded = true};

static void hear(const struct talk *talk, unsigned line, struct ewc_buf *out)
{
    ewc_buf_init(out, 0);
    say(&talk->lines[line], out);
    if (talk->crowded)
        forget_order(out);
}

static void hear_good_server(struct talk *talk)
{
    start(NULL, NULL);
    for (unsigned i = 0; i < talk->count; i++)
        hear(talk, i, &talk->heard[i]);
}

static void forget_good_server(struct talk *talk)
{
    for (unsigned i = 0; i < talk->count; i++)
        ewc_buf_finish(&talk->heard[i]);
}

/* Whether the server that runs answers as the good one did, up to the first line in which it does not. */
static bool is_the_same(const struct talk *talk)
{
    bool same = true;

    for (unsigned i = 0; same && i < talk->count; i++) {
        struct ewc_buf now;

        hear(talk, i, &now);
        same = ewc_str_eq(ewc_buf_view(&now), ewc_buf_view(&talk->heard[i]));
        ewc_buf_finish(&now);
    }
    ewc_arena_reset(arena);
    return same;
}

static void hear_good_servers(void)
{
    hear_good_server(&alone);
    hear_good_server(&about_names);
    hear_good_server(&crowded);
}

static void forget_good_servers(void)
{
    forget_good_server(&alone);
    forget_good_server(&about_names);
    forget_good_server(&crowded);
}

static bool differs(const struct ewc_refserver_mode *mode, bool is_defect, const struct talk *talk)
{
    start(is_defect ? mode->name : NULL, is_defect ? NULL : mode->name);
    return !is_the_same(talk);
}

static bool shows(const struct ewc_refserver_mode *mode, bool is_defect)
{
    bool text = strcmp(mode->topic, "text") == 0; /* sooner seen in names */
    bool shown = false;

    if (strncmp(mode->name, "race-", 5) != 0)
        return differs(mode, is_defect, text ? &about_names : &alone) ||
               differs(mode, is_defect, text ? &alone : &about_names);
    /* On a busy machine two requests may not meet at once. */
    for (unsigned i = 0; i < 5 && !shown; i++)
        shown = differs(mode, is_defect, &crowded);
    return shown;
}

Test(refserver_modes, good_servers_do_not_differ)
{
    hear_good_servers();
    start(NULL, NULL);
    cr_expect(is_the_same(&alone));
    start(NULL, NULL);
    cr_expect(is_the_same(&about_names));
    start(NULL, NULL);
    cr_expect(is_the_same(&crowded));
    forget_good_servers();
}

Test(refserver_modes, every_defect_shows)
{
    hear_good_servers();
    for (const struct ewc_refserver_mode *mode = ewc_refserver_defects(); mode->name; mode++)
        cr_expect(shows(mode, true), "%s does not show", mode->name);
    forget_good_servers();
}

/* ---- variants --------------------------------------------------------------------------------- */

/* Variants that do not show in the bytes of answers: they are slow, or shy. */
static bool is_invisible(const char *name)
{
    static const char *const names[] = {"slow", "slow-writes", "no-continue", "one-connection",
                                        "one-thread"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (strcmp(names[i], name) == 0)
            return true;
    }
    return false;
}

Test(refserver_modes, every_variant_shows)
{
    hear_good_servers();
    for (const struct ewc_refserver_mode *mode = ewc_refserver_variants(); mode->name; mode++)
        cr_expect(is_invisible(mode->name) || shows(mode, false), "%s does not show", mode->name);
    forget_good_servers();
}

/* Sends until the server is not busy. */
static const char *insist(const char *message, const char *expression, const char *id)
{
    struct sending s = {.body = ewc_str(message), .user = "name:password"};

    for (unsigned i = 0; i < 3; i++) {
        struct answer a = send_it(&s);
        const char *code = code_of(&a);
        bool busy = a.status == 503 || strcmp(code, "ErrorServerBusy") == 0 ||
                    strcmp(code, "ErrorInternalServerError") == 0;
        const char *text = look_for(&a, expression, id);

        end_answer(&a);
        if (!busy)
            return text;
    }
    return "";
}

static const char *listed_name(const char *id)
{
    return insist(soap(VERSION, "<m:GetImItemList/>"),
                  "string(//t:ImGroup[t:ExchangeStoreId/@Id=$id]/t:DisplayName)", id);
}

Test(refserver_modes, every_variant_renames)
{
    const char *add = SOAP(VERSION, "<m:AddImGroup><m:DisplayName>new</m:DisplayName></m:AddImGroup>");

    for (const struct ewc_refserver_mode *mode = ewc_refserver_variants(); mode->name; mode++) {
        const char *id;
        const char *name;

        start(NULL, mode->name);
        id = insist(add, "string(//t:ExchangeStoreId/@Id)", "");
        cr_expect(ne(str, (char *)id, ""), "%s", mode->name);
        cr_expect(eq(str,
                     (char *)insist(
                         soap(VERSION, set_im_group(id, "r\xc3\xa9union \xf0\x9f\x98\x80")),
                         "string(//m:SetImGroupResponse[@ResponseClass='Success']/m:ResponseCode)", ""),
                     "NoError"),
                  "%s", mode->name);
        name = listed_name(id);
        if (strcmp(mode->name, "eventual") == 0) {
            cr_expect(eq(str, (char *)name, "new"));
            ewc_sleep_ms(200);
            name = listed_name(id);
        }
        cr_expect(eq(str, (char *)name,
                     strcmp(mode->name, "names-decomposed") == 0 ? "re\xcc\x81union \xf0\x9f\x98\x80"
                                                                 : "r\xc3\xa9union \xf0\x9f\x98\x80"),
                  "%s", mode->name);
        ewc_arena_reset(arena);
    }
}

/* ---- variants that do not show in bytes ----------------------------------------------------------- */

Test(refserver_modes, one_connection_makes_others_wait)
{
    struct sending s = {.body = ewc_str(SOAP(VERSION, "<m:GetImItemList/>"))};
    CURL *first = curl;
    struct answer a;

    start(NULL, "one-connection");
    a = send_it(&s); /* leaves the connection open */
    cr_expect(eq(long, a.status, 200));
    end_answer(&a);
    curl = curl_easy_init();
    s.timeout_ms = 300;
    a = send_it(&s);
    cr_expect(eq(int, (int)a.result, CURLE_OPERATION_TIMEDOUT));
    end_answer(&a);
    curl_easy_cleanup(first);
    s.timeout_ms = 3000;
    a = send_it(&s);
    cr_expect(eq(long, a.status, 200));
    end_answer(&a);
}

static bool is_told_to_continue(const char *variant)
{
    struct sending s = {.body = ewc_str(SOAP(VERSION, "<m:GetImItemList/>")),
                        .header = "Expect: 100-continue"};
    struct answer a;
    bool told;

    start(NULL, variant);
    a = send_it(&s);
    cr_expect(eq(long, a.status, 200));
    told = ewc_str_starts(ewc_buf_view(&a.headers), "HTTP/1.1 100");
    end_answer(&a);
    return told;
}

Test(refserver_modes, no_continue_is_silent)
{
    cr_expect(is_told_to_continue(NULL));
    cr_expect(not(is_told_to_continue("no-continue")));
}

Test(refserver_modes, slow_servers_are_slow)
{
    struct sending s = {.body = ewc_str(SOAP(VERSION, "<m:GetImItemList/>"))};
    struct answer a;
    uint64_t began;

    start(NULL, "slow");
    began = ewc_clock_us();
    a = send_it(&s);
    cr_expect(ge(u64, ewc_clock_us() - began, 100000));
    end_answer(&a);
}
