/* Building, moving, writing and asking: the half of xml that works on trees. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <criterion/parameterized.h>
#include <string.h>

#include "xml/xml.h"

#pragma GCC diagnostic ignored "-Wconversion" /* in the macros of Criterion 2.4 */

static struct ewc_arena *arena;

static void set_up(void)
{
    ewc_xml_global_init();
    arena = ewc_arena_create(0);
}

static void tear_down(void)
{
    ewc_arena_destroy(arena);
    ewc_xml_global_cleanup();
}

TestSuite(build, .init = set_up, .fini = tear_down);
TestSuite(wrap, .init = set_up, .fini = tear_down);
TestSuite(write, .init = set_up, .fini = tear_down);
TestSuite(text, .init = set_up, .fini = tear_down);
TestSuite(xpath, .init = set_up, .fini = tear_down);

static struct ewc_xml *parse(const char *text)
{
    struct ewc_err err = {0};
    struct ewc_xml *doc = NULL;
    enum ewc_status st = ewc_xml_parse(ewc_str(text), "test.xml", NULL, NULL, &doc, &err);

    cr_assert(eq(int, (int)st, EWC_OK), "%s: %s", text, err.message);
    return doc;
}

static char *take(struct ewc_buf *buf)
{
    char *text = ewc_arena_strndup(arena, buf->ptr, buf->len);

    ewc_buf_finish(buf);
    return text;
}

static char *written(const struct ewc_xml *doc)
{
    struct ewc_buf buf;

    ewc_buf_init(&buf, 0);
    ewc_xml_write(doc, false, &buf);
    return take(&buf);
}

static char *node_written(const struct ewc_node *node)
{
    struct ewc_buf buf;

    ewc_buf_init(&buf, 0);
    ewc_node_write(node, &buf);
    return take(&buf);
}

/* ---- build
 * ------------------------------------------------------------------------------------------------ */

Test(build, a_document_from_nothing)
{
    struct ewc_xml *doc = ewc_xml_new("urn:r", "r");
    struct ewc_node *root = ewc_xml_root(doc), *a = ewc_node_add(root, "urn:r", "a");

    cr_expect(ewc_node_set(a, "b", "<\"'&\n>"));
    cr_expect(ewc_node_set(a, "b", "2 < 3"));
    cr_expect(ewc_node_set(a, "xml:lang", "en"));
    cr_expect(ewc_node_add_text(a, ewc_str("1 < 2")));
    cr_expect(ewc_node_add_text(a, ewc_str(" & more")));
    cr_expect(ne(ptr, ewc_node_add(root, "urn:other", "o"), NULL));
    cr_expect(ne(ptr, ewc_node_add(root, "", "n"), NULL));
    cr_expect(eq(str, written(doc),
                 "<r xmlns=\"urn:r\"><a b=\"2 &lt; 3\" xml:lang=\"en\">1 &lt; 2 &amp; more</a>"
                 "<o xmlns=\"urn:other\"/><n xmlns=\"\"/></r>\n"));
    cr_expect(eq(str, (char *)ewc_xml_name(doc), ""));
    cr_expect(not(ewc_xml_has_doctype(doc)));
    ewc_xml_free(doc);
}

Test(build, nothing_in_gives_nothing_out)
{
    cr_expect(eq(ptr, ewc_node_add(NULL, "urn:r", "a"), NULL));
    cr_expect(not(ewc_node_set(NULL, "a", "b")));
    cr_expect(not(ewc_node_add_text(NULL, ewc_str("x"))));
    cr_expect(eq(ptr, ewc_node_copy(NULL, NULL), NULL));
    ewc_node_place(NULL, NULL);
    ewc_node_remove(NULL);
    ewc_xml_free(NULL);
}

Test(build, characters_that_xml_forbids_are_replaced)
{
    struct ewc_xml *doc = ewc_xml_new("", "r"), *again;
    struct ewc_node *root = ewc_xml_root(doc);

    cr_expect(ewc_node_set(root, "a", "x\x01\xFFy"));
    cr_expect(ewc_node_add_text(root, (struct ewc_str){.ptr = "a\0b\xED\xA0\x80\xC3\xBC", .len = 8}));
    again = parse(written(doc));
    cr_expect(eq(str, (char *)ewc_node_attr(ewc_xml_root(again), "a"), "x\xEF\xBF\xBD\xEF\xBF\xBDy"));
    cr_expect(eq(str, ewc_node_text(ewc_xml_root(again), arena),
                 "a\xEF\xBF\xBD"
                 "b\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xC3\xBC"));
    ewc_xml_free(again);
    ewc_xml_free(doc);
}

Test(build, a_copy_brings_its_namespaces_along)
{
    struct ewc_xml *from = parse("<x xmlns:a='urn:a' xmlns:t='urn:t' xmlns:un='urn:used-not' xmlns='urn:d'>"
                                 "<a:b><c>t:Name</c></a:b></x>");
    struct ewc_xml *to = ewc_xml_new("urn:to", "r"), *again;
    struct ewc_node *copy = ewc_node_copy(ewc_xml_root(to), ewc_node_first(ewc_xml_root(from)));

    ewc_xml_free(from);
    again = parse(written(to));
    copy = ewc_node_first(ewc_xml_root(again));
    cr_expect(ewc_node_is(copy, "urn:a", "b"));
    cr_expect(ewc_node_is(ewc_node_first(copy), "urn:d", "c"));
    cr_expect(eq(str, (char *)ewc_node_lookup_ns(ewc_node_first(copy), "t"), "urn:t"));
    cr_expect(eq(ptr, (char *)ewc_node_lookup_ns(copy, "un"), NULL));
    ewc_xml_free(again);
    ewc_xml_free(to);
}

Test(build, a_copy_without_a_namespace_stays_without)
{
    struct ewc_xml *from = parse("<a><b/></a>"), *to = ewc_xml_new("urn:to", "r");

    cr_expect(ne(ptr, ewc_node_copy(ewc_xml_root(to), ewc_xml_root(from)), NULL));
    cr_expect(eq(str, written(to), "<r xmlns=\"urn:to\"><a xmlns=\"\"><b/></a></r>\n"));
    ewc_xml_free(from);
    ewc_xml_free(to);
}

Test(build, remove_takes_a_node_with_all_below)
{
    struct ewc_xml *doc = parse("<a>1<b><c/></b>2</a>");

    ewc_node_remove(ewc_node_first(ewc_xml_root(doc)));
    cr_expect(eq(str, written(doc), "<a>12</a>\n"));
    ewc_xml_free(doc);
}

/* ---- wrap
 * --------------------------------------------------------------------------------------------------- */

Test(wrap, everything_moves_and_nothing_is_copied)
{
    struct ewc_xml *doc = parse("<!--1--><?p 2?><s:E xmlns:s='urn:s'><none/></s:E><!--3-->");
    struct ewc_node *before = ewc_xml_root(doc), *old = NULL;
    struct ewc_node *root = ewc_xml_wrap(doc, "urn:ev", "evidence", &old);
    struct ewc_node *body = ewc_node_add(root, "urn:ev", "body");

    cr_expect(ne(ptr, ewc_node_add(body, "urn:ev", "first"), NULL));
    ewc_node_place(body, old);
    cr_expect(eq(ptr, ewc_node_child(body, "urn:s", "E"), before));
    cr_expect(eq(ptr, ewc_node_parent(before), body));
    cr_expect(eq(ptr, ewc_xml_root(doc), root));
    cr_expect(eq(str, written(doc),
                 "<evidence xmlns=\"urn:ev\"><body><first/><!--1--><?p 2?>"
                 "<s:E xmlns:s=\"urn:s\" xmlns=\"\"><none/></s:E><!--3--></body></evidence>\n"));
    ewc_xml_free(doc);
}

Test(wrap, an_old_root_without_a_namespace_stays_without)
{
    struct ewc_xml *doc = parse("<a><b/></a>"), *again;
    struct ewc_node *old = NULL, *root = ewc_xml_wrap(doc, "urn:ev", "evidence", &old);
    const char *count = NULL;

    ewc_node_place(root, old);
    cr_expect(eq(int, (int)ewc_xml_xpath(doc, root, "count(a/b)", NULL, NULL, arena, NULL, &count, NULL),
                 EWC_OK));
    cr_expect(eq(str, (char *)count, "1"));
    again = parse(written(doc));
    cr_expect(ewc_node_is(ewc_node_first(ewc_xml_root(again)), "", "a"));
    cr_expect(ewc_node_is(ewc_node_first(ewc_node_first(ewc_xml_root(again))), "", "b"));
    ewc_xml_free(again);
    ewc_xml_free(doc);
}

Test(wrap, what_is_never_placed_is_freed_with_the_document)
{
    struct ewc_xml *doc = parse("<!--1--><a>text</a>");
    struct ewc_node *old = NULL;

    cr_expect(ne(ptr, ewc_xml_wrap(doc, "urn:ev", "evidence", &old), NULL));
    cr_expect(eq(ptr, ewc_xml_wrap(doc, "urn:ev", "evidence", &old), NULL), "one at a time");
    ewc_xml_free(doc); /* the leak check tells */
}

Test(wrap, entity_references_survive_the_loss_of_the_doctype)
{
    struct ewc_xml *doc = parse("<!DOCTYPE r [<!ENTITY w 'word'>]><r a='&w;'>&w;<b/></r>");
    struct ewc_node *old = NULL, *root = ewc_xml_wrap(doc, "urn:ev", "evidence", &old);
    const char *text = NULL;

    ewc_node_place(root, old);
    cr_expect(ewc_xml_has_doctype(doc), "it had one when it came");
    cr_expect(eq(str, written(doc),
                 "<evidence xmlns=\"urn:ev\"><r xmlns=\"\" a=\"&w;\">&w;<b/></r></evidence>\n"));
    cr_expect(eq(int,
                 (int)ewc_xml_xpath(doc, root, "count(//node())", NULL, NULL, arena, NULL, &text, NULL),
                 EWC_OK));
    cr_expect(ne(ptr, ewc_node_copy(root, ewc_node_first(root)), NULL));
    ewc_xml_free(doc);
}

Test(wrap, namespaces_are_renamed_where_they_are_declared)
{
    struct ewc_xml *doc = parse("<a:x xmlns:a='https://example/t' xmlns='https://example/m'>"
                                "<y xmlns:b='http://example/t' b:z='https://example/t'/></a:x>");

    cr_expect(eq(uint, ewc_xml_rename_ns(doc, "https://example/", "http://e/"), 2));
    cr_expect(ewc_node_is(ewc_xml_root(doc), "http://e/t", "x"));
    cr_expect(eq(str, written(doc),
                 "<a:x xmlns:a=\"http://e/t\" xmlns=\"http://e/m\">"
                 "<y xmlns:b=\"http://example/t\" b:z=\"https://example/t\"/></a:x>\n"));
    cr_expect(eq(uint, ewc_xml_rename_ns(doc, "urn:none", "urn:x"), 0));
    ewc_xml_free(doc);
}

/* ---- write
 * ---------------------------------------------------------------------------------------------------- */

Test(write, a_document_comes_back_as_it_was)
{
    static const char *const documents[] = {
        "<a/>\n",
        "<!--c-->\n<?p d?>\n<a b=\"&lt;&amp;&#10;&#9;&#13;&quot;&#39;\">&#13;x\n\t&gt;</a>\n<?q?>\n",
        "<a><![CDATA[<b> & ]]]]><![CDATA[>]]></a>\n",
        ("<p:a xmlns:p=\"urn:p\" xmlns=\"urn:d\"><b xmlns=\"\"><p:c/><d xmlns=\"urn:d\" "
         "p:e=\"1\"/></b></p:a>\n"),
        "<a>\xF0\x9F\x98\x80 \xC3\xBC \xEF\xBF\xBD</a>\n",
        "<a><b/>\n  <c></c>mixed<d>e</d></a>\n",
    };

    for (size_t i = 0; i < sizeof(documents) / sizeof(documents[0]); i++) {
        struct ewc_xml *doc = parse(documents[i]), *again;
        char *once = written(doc);

        if (i != 5)
            cr_expect(eq(str, once, (char *)documents[i]));
        again = parse(once);
        cr_expect(eq(str, written(again), once), "a fixed point");
        ewc_xml_free(again);
        ewc_xml_free(doc);
    }
}

Test(write, declaration_comes_first_when_asked_for)
{
    struct ewc_xml *doc = parse("<?xml version='1.0' encoding='iso-8859-1'?><a>\xFC</a>");
    struct ewc_buf buf;

    ewc_buf_init(&buf, 0);
    ewc_xml_write(doc, true, &buf);
    cr_expect(eq(str, take(&buf), "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a>\xC3\xBC</a>\n"));
    ewc_xml_free(doc);
}

Test(write, a_subtree_stands_by_itself)
{
    struct ewc_xml *doc = parse("<s:E xmlns:s='urn:s' xmlns:t='urn:t' xmlns:q='urn:q' xmlns:u='urn:u' "
                                "xmlns:h='urn:h' xmlns='urn:d'><h:b xmlns:u='urn:inner' t:at='1'><u:v/>"
                                "<c type='q:Type'> s:Code </c><w xmlns=''><x/></w></h:b></s:E>");
    char *text = node_written(ewc_node_first(ewc_xml_root(doc)));
    struct ewc_xml *again = parse(text);
    struct ewc_node *b = ewc_xml_root(again), *c;

    cr_expect(ewc_node_is(b, "urn:h", "b"));
    cr_expect(eq(str, (char *)ewc_node_attr_ns(b, "urn:t", "at"), "1"));
    cr_expect(ewc_node_is(ewc_node_first(b), "urn:inner", "v"));
    c = ewc_node_child(b, "urn:d", "c");
    cr_assert(ne(ptr, c, NULL), "%s", text);
    cr_expect(eq(str, (char *)ewc_node_lookup_ns(c, "q"), "urn:q"), "a qualified name in an attribute");
    cr_expect(eq(str, (char *)ewc_node_lookup_ns(c, "s"), "urn:s"), "a qualified name in text");
    cr_expect(ewc_node_is(ewc_node_first(ewc_node_child(b, "", "w")), "", "x"));
    cr_expect(eq(ptr, strstr(text, "\"urn:u\""), NULL), "not what is hidden: %s", text);
    ewc_xml_free(again);
    ewc_xml_free(doc);
}

Test(write, an_element_without_a_namespace_below_a_default_one)
{
    struct ewc_xml *doc =
        parse("<a xmlns='urn:d'><p:b xmlns:p='urn:p'><c xmlns=''><d xmlns='urn:d'/></c></p:b></a>");
    struct ewc_node *c = ewc_node_first(ewc_node_first(ewc_xml_root(doc)));

    cr_expect(eq(str, node_written(c), "<c><d xmlns=\"urn:d\"/></c>"));
    cr_expect(eq(str, node_written(ewc_node_first(c)), "<d xmlns=\"urn:d\"/>"));
    ewc_xml_free(doc);
}

Test(write, a_full_buffer_ends_it)
{
    struct ewc_xml *doc = parse("<a><b>0123456789</b><c>0123456789</c></a>");
    struct ewc_buf buf;

    ewc_buf_init(&buf, 20);
    ewc_xml_write(doc, true, &buf);
    cr_expect(buf.failed);
    ewc_buf_finish(&buf);
    ewc_xml_free(doc);
}

/* ---- text
 * -------------------------------------------------------------------------------------------------------
 */

struct text_row {
    char bytes[24];
    unsigned len;
    bool is_text;
    char escaped[48];
};

ParameterizedTestParameters(text, is_judged_and_escaped)
{
    static struct text_row rows[] = {
        {"", 0, true, ""},
        {"plain text, 20 bytes", 20, true, "plain text, 20 bytes"},
        {"<&>\"'", 5, true, "&lt;&amp;&gt;&quot;&#39;"},
        {"a\tb\nc\rd", 7, true, "a&#9;b&#10;c&#13;d"},
        {"\x7F", 1, true, "\x7F"},
        {"\xC2\x80\xDF\xBF", 4, true, "\xC2\x80\xDF\xBF"},
        {"\xE0\xA0\x80\xED\x9F\xBF", 6, true, "\xE0\xA0\x80\xED\x9F\xBF"},
        {"\xEE\x80\x80\xEF\xBF\xBD", 6, true, "\xEE\x80\x80\xEF\xBF\xBD"},
        {"\xF0\x90\x80\x80\xF4\x8F\xBF\xBF", 8, true, "\xF0\x90\x80\x80\xF4\x8F\xBF\xBF"},
        {"a\0b", 3, false,
         "a\xEF\xBF\xBD"
         "b"},
        {"12345678\x1F", 9, false, "12345678\xEF\xBF\xBD"},
        {"1234567\x1F"
         "8",
         9, false,
         "1234567\xEF\xBF\xBD"
         "8"},
        {"\xEF\xBF\xBE", 3, false, "\xEF\xBF\xBD"},
        {"\xC0\x80", 2, false, "\xEF\xBF\xBD\xEF\xBF\xBD"},
        {"\xC3", 1, false, "\xEF\xBF\xBD"},
        {"\xED\xA0\x80", 3, false, "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
        {"\xF4\x90\x80\x80", 4, false, "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
        {"\xFF", 1, false, "\xEF\xBF\xBD"},
    };
    return cr_make_param_array(struct text_row, rows, sizeof(rows) / sizeof(rows[0]));
}

ParameterizedTest(struct text_row *row, text, is_judged_and_escaped)
{
    struct ewc_str bytes = {.ptr = row->bytes, .len = row->len};
    struct ewc_buf buf;

    cr_expect(eq(int, ewc_xml_is_text(bytes), row->is_text), "%s", row->escaped);
    ewc_buf_init(&buf, 0);
    ewc_xml_escape(&buf, bytes);
    cr_expect(eq(str, take(&buf), row->escaped));
}

/* Bytes are looked at by eights: wherever one stands, it is treated as it is alone. */
Test(text, each_byte_is_escaped_at_each_place)
{
    void (*const escapes[])(struct ewc_buf *, struct ewc_str) = {ewc_xml_escape, ewc_xml_escape_line};
    struct ewc_buf whole, parts;
    char text[18];

    ewc_buf_init(&whole, 0);
    ewc_buf_init(&parts, 0);
    for (unsigned i = 0; i < 2 * sizeof(text) * 256; i++) {
        void (*escape)(struct ewc_buf *, struct ewc_str) = escapes[i % 2];
        size_t at = i / 2 % sizeof(text);

        memset(text, 'x', sizeof(text));
        text[at] = (char)(i / 2 / sizeof(text));
        ewc_buf_reset(&whole);
        escape(&whole, (struct ewc_str){text, sizeof(text)});
        ewc_buf_reset(&parts);
        for (size_t k = 0; k < sizeof(text); k++)
            escape(&parts, (struct ewc_str){text + k, 1});
        cr_expect(eq(str, whole.ptr, parts.ptr), "byte %u at %zu", i / 2 / (unsigned)sizeof(text), at);
        cr_expect(eq(int, ewc_xml_is_text((struct ewc_str){text, sizeof(text)}),
                     ewc_xml_is_text((struct ewc_str){text + at, 1})));
    }
    ewc_buf_finish(&whole);
    ewc_buf_finish(&parts);
}

Test(text, escaped_text_survives_in_content_and_attributes)
{
    static const char value[] = "a <b> & \"c\" 'd'\n\t\r e";
    struct ewc_xml *doc;
    struct ewc_buf buf;

    ewc_buf_init(&buf, 0);
    ewc_buf_text(&buf, "<a b=\"");
    ewc_xml_escape(&buf, ewc_str(value));
    ewc_buf_text(&buf, "\" c='");
    ewc_xml_escape(&buf, ewc_str(value));
    ewc_buf_text(&buf, "'>");
    ewc_xml_escape(&buf, ewc_str(value));
    ewc_buf_text(&buf, "</a>");
    doc = parse(take(&buf));
    cr_expect(eq(str, (char *)ewc_node_attr(ewc_xml_root(doc), "b"), (char *)value));
    cr_expect(eq(str, (char *)ewc_node_attr(ewc_xml_root(doc), "c"), (char *)value));
    cr_expect(eq(str, ewc_node_text(ewc_xml_root(doc), arena), (char *)value));
    ewc_xml_free(doc);
}

Test(text, escaped_line_survives_in_content)
{
    static const char value[] = "a <b> & \"c\" 'd'\n\t\r e\x01";
    struct ewc_xml *doc;
    struct ewc_buf buf;

    ewc_buf_init(&buf, 0);
    ewc_xml_escape_line(&buf, ewc_str(value));
    cr_expect(eq(str, buf.ptr, "a &lt;b&gt; &amp; \"c\" 'd'&#10;\t&#13; e\xEF\xBF\xBD"));
    ewc_buf_reset(&buf);
    ewc_buf_text(&buf, "<a>");
    ewc_xml_escape_line(&buf, ewc_str("]]> \"c\" 'd'\n\t\r e"));
    ewc_buf_text(&buf, "</a>");
    doc = parse(take(&buf));
    cr_expect(eq(str, ewc_node_text(ewc_xml_root(doc), arena), "]]> \"c\" 'd'\n\t\r e"));
    ewc_xml_free(doc);
}

struct recode_row {
    char bytes[16];
    unsigned len;
    char encoding[16];
    char utf8[32];
};

ParameterizedTestParameters(text, is_shown_in_utf8_whatever_it_is)
{
    static struct recode_row rows[] = {
        {"gr\xFC\xDF", 4, "iso-8859-1", "gr\xC3\xBC\xC3\x9F"},
        {"gr\xFC\xDF", 4, "", "gr\xEF\xBF\xBD\xEF\xBF\xBD"},
        {"gr\xFC\xDF", 4, "klingon-8", "gr\xEF\xBF\xBD\xEF\xBF\xBD"},
        {"\xFF\xFEh\0i\0", 6, "iso-8859-1", "hi"},
        {"\0h\0i\xD8\x3D\0!", 8, "utf-16", "hi\xEF\xBF\xBD!"},
        {"\0h\0i\0", 5, "utf-16be", "hi\xEF\xBF\xBD"},
        {"a\0\x1B[b", 5, "utf-8", "a\xEF\xBF\xBD\xEF\xBF\xBD[b"},
        {"\x80 \x81", 3, "windows-1252", "\xE2\x82\xAC \xEF\xBF\xBD"},
        {"", 0, "utf-8", ""},
    };
    return cr_make_param_array(struct recode_row, rows, sizeof(rows) / sizeof(rows[0]));
}

ParameterizedTest(struct recode_row *row, text, is_shown_in_utf8_whatever_it_is)
{
    struct ewc_buf buf;

    ewc_buf_init(&buf, 0);
    ewc_xml_to_utf8(&buf, (struct ewc_str){.ptr = row->bytes, .len = row->len},
                    row->encoding[0] ? row->encoding : NULL);
    cr_expect(eq(str, take(&buf), row->utf8), "%s", row->encoding);
}

Test(text, leaves_for_other_encodings_or_not_at_all)
{
    struct ewc_buf buf;

    ewc_buf_init(&buf, 0);
    ewc_buf_text(&buf, "=");
    cr_expect(ewc_xml_from_utf8(&buf, ewc_str("\xC3\xBC"), "iso-8859-1"));
    cr_expect(eq(str, buf.ptr, "=\xFC"));
    cr_expect(not(ewc_xml_from_utf8(&buf, ewc_str("ab\xE2\x82\xAC"), "iso-8859-1")), "it has no euro sign");
    cr_expect(not(ewc_xml_from_utf8(&buf, ewc_str("x"), "klingon-8")));
    cr_expect(not(ewc_xml_from_utf8(&buf, ewc_str("\xE2\x82\xAC"), "ascii//TRANSLIT")));
    cr_expect(eq(str, buf.ptr, "=\xFC"), "nothing is left of a failure");
    ewc_buf_reset(&buf);
    cr_expect(ewc_xml_from_utf8(&buf, ewc_str("hi"), "utf-16le"));
    cr_expect(ewc_str_eq(ewc_buf_view(&buf), (struct ewc_str){.ptr = "h\0i\0", .len = 4}));
    ewc_buf_finish(&buf);
}

/* ---- XPath
 * --------------------------------------------------------------------------------------------------------
 */

static const char list[] =
    "<l xmlns='urn:l' xmlns:x='urn:x'><i n='1'>one</i><i n='2'>two</i><x:i n='3'/></l>";

struct xpath_row {
    char expression[64];
    bool found;
    char text[16];
};

ParameterizedTestParameters(xpath, answers)
{
    static struct xpath_row rows[] = {
        {"l:i[@n = 2]", true, "two"},
        {"//l:i", true, "one"},
        {"l:i[9]", false, ""},
        {"count(*)", true, "3"},
        {"1 div 4", true, "0.25"},
        {"l:i = 'two'", true, "true"},
        {"string(l:i[9])", true, ""},
        {"y:i/@n", true, "3"},
        {"l:i[. = $want]/@n", true, "2"},
        {"$nothing", true, ""},
        {"/l:l/l:i[last()]", true, "two"},
        {"xml:none", false, ""},
    };
    return cr_make_param_array(struct xpath_row, rows, sizeof(rows) / sizeof(rows[0]));
}

static const struct ewc_xml_ns scope[] = {{"l", "urn:l"}, {"y", "urn:x"}, {NULL, NULL}};
static const struct ewc_xml_var vars[] = {{"want", "two"}, {"nothing", ""}, {NULL, NULL}};

ParameterizedTest(struct xpath_row *row, xpath, answers)
{
    struct ewc_xml *doc = parse(list);
    struct ewc_err err = {0};
    const char *text = NULL;
    bool found = false;

    cr_expect(eq(int,
                 (int)ewc_xml_xpath(doc, ewc_xml_root(doc), row->expression, scope, vars, arena, &found,
                                    &text, &err),
                 EWC_OK),
              "%s: %s", row->expression, err.message);
    cr_expect(eq(int, found, row->found), "%s", row->expression);
    cr_expect(eq(str, (char *)(text ? text : "(null)"), row->text), "%s", row->expression);
    ewc_xml_free(doc);
}

struct wrong_row {
    char expression[80];
    char says[32];
};

ParameterizedTestParameters(xpath, explains_what_is_wrong)
{
    static struct wrong_row rows[] = {
        {"l:i[", "not an XPath"},
        {"l:i]", "not an XPath"},
        {"", "not an XPath"},
        {"nope:i", "prefix"},
        {"$grup", "unknown variable $grup"},
        {"l:i[$grup]", "unknown variable $grup"},
        {"document('canary.txt')", "unknown function document()"},
        {"count(1)", "wrong type"},
        {"count(l:i, l:i)", "arguments"},
        {"'open", "quoted string"},
    };
    return cr_make_param_array(struct wrong_row, rows, sizeof(rows) / sizeof(rows[0]));
}

ParameterizedTest(struct wrong_row *row, xpath, explains_what_is_wrong)
{
    struct ewc_xml *doc = parse(list);
    struct ewc_err err = {0};
    const char *text = NULL;
    bool found = true;

    cr_expect(eq(int,
                 (int)ewc_xml_xpath(doc, ewc_xml_root(doc), row->expression, scope, vars, arena, &found,
                                    &text, &err),
                 EWC_ECASE),
              "%s", row->expression);
    cr_expect(ne(ptr, strstr(err.message, row->says), NULL), "%s: %s", row->expression, err.message);
    cr_expect(eq(ptr, (char *)text, NULL), "output is untouched on failure");
    ewc_xml_free(doc);
}

Test(xpath, works_without_scope_and_variables)
{
    struct ewc_xml *doc = parse("<a><b>x</b></a>");
    const char *text = NULL;

    cr_expect(eq(int, (int)ewc_xml_xpath(doc, ewc_xml_root(doc), "b", NULL, NULL, arena, NULL, &text, NULL),
                 EWC_OK));
    cr_expect(eq(str, (char *)text, "x"));
    cr_expect(eq(int,
                 (int)ewc_xml_xpath(doc, ewc_xml_root(doc), "$b", NULL, NULL, arena, NULL, &text, NULL),
                 EWC_ECASE));
    ewc_xml_free(doc);
}

Test(xpath, endless_work_is_refused, .timeout = 30)
{
    static const char slow[] = "count(//*[count(//*[count(//*[count(//*[count(//*) > 0]) > 0]) > 0]) > 0])";
    struct ewc_err err = {0};
    const char *text = NULL;
    struct ewc_xml *doc;
    struct ewc_buf buf;

    ewc_buf_init(&buf, 0);
    ewc_buf_text(&buf, "<a>");
    for (int i = 0; i < 500; i++)
        ewc_buf_text(&buf, "<b/>");
    ewc_buf_text(&buf, "</a>");
    doc = parse(take(&buf));
    cr_expect(eq(int,
                 (int)ewc_xml_xpath(doc, ewc_xml_root(doc), slow, NULL, NULL, arena, NULL, &text, &err),
                 EWC_ECASE));
    cr_expect(ne(ptr, strstr(err.message, "operations"), NULL), "%s", err.message);
    ewc_xml_free(doc);
}
