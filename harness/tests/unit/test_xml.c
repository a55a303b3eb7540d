/* Reading foreign bytes: what is refused, what is kept, and that nothing is fetched. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <criterion/parameterized.h>
#include <stdio.h>
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

TestSuite(parse, .init = set_up, .fini = tear_down);
TestSuite(encoding, .init = set_up, .fini = tear_down);
TestSuite(limits, .init = set_up, .fini = tear_down);
TestSuite(outside, .init = set_up, .fini = tear_down);
TestSuite(walk, .init = set_up, .fini = tear_down);
TestSuite(schema, .init = set_up, .fini = tear_down);

static const char *data_path(const char *name)
{
    return ewc_arena_printf(arena, "%s/xml/%s", EWC_TEST_DATA, name);
}

static struct ewc_xml *parse_as(const char *bytes, size_t len, const char *encoding)
{
    struct ewc_err err = {0};
    struct ewc_xml *doc = NULL;
    enum ewc_status st =
        ewc_xml_parse((struct ewc_str){.ptr = bytes, .len = len}, "test.xml", encoding, NULL, &doc, &err);

    cr_assert(eq(int, (int)st, EWC_OK), "%u:%u: %s", err.at.line, err.at.column, err.message);
    return doc;
}

static struct ewc_xml *parse_file(const char *name)
{
    struct ewc_err err = {0};
    struct ewc_xml *doc = NULL;
    enum ewc_status st = ewc_xml_parse_file(data_path(name), &doc, &err);

    cr_assert(eq(int, (int)st, EWC_OK), "%s:%u: %s", name, err.at.line, err.message);
    return doc;
}

static char *written(struct ewc_xml *doc)
{
    struct ewc_buf buf;
    char *text;

    ewc_buf_init(&buf, 0);
    ewc_xml_write(doc, false, &buf);
    text = ewc_arena_strndup(arena, buf.ptr, buf.len);
    ewc_buf_finish(&buf);
    return text;
}

/* ---- what is not well-formed ---------------------------------------------------------------------------
 */

struct bad_row {
    char file[48];
    unsigned line; /* 0: a fault of the bytes as a whole */
};

ParameterizedTestParameters(parse, rejects)
{
    static struct bad_row rows[] = {
        {"not-closed.xml", 3},
        {"cut-off.xml", 2},
        {"two-roots.xml", 2},
        {"text-after-root.xml", 2},
        {"text-before-root.xml", 2},
        {"duplicate-attribute.xml", 2},
        {"duplicate-attribute-by-namespace.xml", 1},
        {"unbound-prefix.xml", 2},
        {"unbound-attribute-prefix.xml", 2},
        {"less-than-in-attribute.xml", 1},
        {"undeclared-entity.xml", 1},
        {"empty.xml", 1},
        {"prolog-only.xml", 3},
        {"declaration-not-first.xml", 2},
        {"html.xml", 1},
        {"control-character.xml", 2},
        {"control-character-reference.xml", 2},
        {"not-a-character.xml", 1},
        {"nul-byte.xml", 2},
        {"nul-after-root.xml", 2},
        {"overlong-utf8.xml", 2},
        {"overlong-slash.xml", 1},
        {"surrogate-in-utf8.xml", 1},
        {"beyond-unicode.xml", 1},
        {"cut-off-utf8.xml", 1},
        {"latin1-undeclared.xml", 2},
        {"declared-utf16-in-8-bit.xml", 0},
        {"unknown-encoding.xml", 0},
        {"encoding-with-suffix.xml", 0},
        {"ascii-with-umlaut.xml", 0},
        {"utf16-cut-off.xml", 0},
        {"utf16-lone-surrogate.xml", 0},
        {"entity-loop.xml", 0},
    };
    return cr_make_param_array(struct bad_row, rows, sizeof(rows) / sizeof(rows[0]));
}

ParameterizedTest(struct bad_row *row, parse, rejects)
{
    char name[64];
    struct ewc_err err = {0};
    struct ewc_xml *doc = NULL;

    (void)snprintf(name, sizeof(name), "bad/%s", row->file);
    cr_expect(eq(int, (int)ewc_xml_parse_file(data_path(name), &doc, &err), EWC_EXML), "%s", row->file);
    cr_expect(eq(ptr, doc, NULL), "output is untouched on failure");
    if (row->line)
        cr_expect(eq(uint, err.at.line, row->line), "%s: %s", row->file, err.message);
    cr_expect(eq(str, err.at.file, (char *)data_path(name)));
    cr_expect(ne(chr, err.message[0], '\0'));
    cr_expect(eq(ptr, strpbrk(err.message, "\r\n\x0b"), NULL), "%s", row->file);
    ewc_xml_free(doc);
}

Test(parse, first_fault_has_line_and_column)
{
    struct ewc_err err = {0};
    struct ewc_xml *doc = NULL;

    cr_expect(eq(int,
                 (int)ewc_xml_parse(ewc_str("<a>\n <b>&x;</c></a><\x1b"), "in.xml", NULL, NULL, &doc, &err),
                 EWC_EXML));
    cr_expect(eq(uint, err.at.line, 2), "the escape character comes first: %s", err.message);
    err = (struct ewc_err){0};
    cr_expect(eq(int,
                 (int)ewc_xml_parse(ewc_str("<a>\n <b>&x;</c></a><"), "in.xml", NULL, NULL, &doc, &err),
                 EWC_EXML));
    cr_expect(eq(uint, err.at.line, 2));
    cr_expect(ge(uint, err.at.column, 6));
    cr_expect(ne(ptr, strstr(err.message, "'x'"), NULL), "%s", err.message);
}

Test(parse, a_missing_file_is_not_an_xml_fault)
{
    struct ewc_err err = {0};
    struct ewc_xml *doc = NULL;

    cr_expect(eq(int, (int)ewc_xml_parse_file(data_path("bad/none.xml"), &doc, &err), EWC_EIO));
}

Test(parse, faults_do_not_stay_with_the_thread)
{
    struct ewc_err err = {0};
    struct ewc_xml *doc = NULL;

    cr_expect(eq(int, (int)ewc_xml_parse(ewc_str("<a"), "x", NULL, NULL, &doc, &err), EWC_EXML));
    doc = parse_as("<a/>", 4, NULL);
    ewc_xml_free(doc);
    cr_expect(eq(int, (int)ewc_xml_parse(ewc_str("<a"), "x", NULL, NULL, &doc, NULL), EWC_EXML),
              "works without a place for the message");
}

/* ---- encodings
 * -------------------------------------------------------------------------------------------- */

static const char greeting[] = "gr\xC3\xBC\xC3\x9F"
                               "e \xE2\x82\xAC";

struct good_row {
    char file[32];
    char declared[16];
};

ParameterizedTestParameters(encoding, decodes)
{
    static struct good_row rows[] = {
        {"utf8.xml", "utf-8"},
        {"utf8-bom.xml", "utf-8"},
        {"utf8-undeclared.xml", ""},
        {"utf16le-bom.xml", "utf-16"},
        {"utf16be-bom.xml", "UTF-16"},
        {"utf16le-no-bom.xml", "utf-16"},
        {"utf16be-no-bom.xml", "UTF-16BE"},
        {"utf32be-bom.xml", "utf-32"},
        {"windows-1252.xml", "windows-1252"},
        {"iso-8859-15.xml", "ISO-8859-15"},
    };
    return cr_make_param_array(struct good_row, rows, sizeof(rows) / sizeof(rows[0]));
}

ParameterizedTest(struct good_row *row, encoding, decodes)
{
    char name[64];
    struct ewc_xml *doc;
    const char *declared;

    (void)snprintf(name, sizeof(name), "good/%s", row->file);
    doc = parse_file(name);
    declared = ewc_xml_declared_encoding(doc);
    cr_expect(eq(str, ewc_node_text(ewc_xml_root(doc), arena), (char *)greeting), "%s", row->file);
    cr_expect(eq(str, (char *)(declared ? declared : ""), row->declared), "%s", row->file);
    ewc_xml_free(doc);
}

struct charset_row {
    char bytes[64];
    unsigned len; /* 0: strlen */
    char charset[24];
    char text[16]; /* "": not well-formed */
};

ParameterizedTestParameters(encoding, transport_charset_wins_over_all_but_a_byte_order_mark)
{
    static struct charset_row rows[] = {
        {"<?xml version='1.0' encoding='utf-8'?><a>\xFC</a>", 0, "iso-8859-1", "\xC3\xBC"},
        {"<?xml version='1.0' encoding='iso-8859-1'?><a>\xC3\xBC</a>", 0, "UTF-8", "\xC3\xBC"},
        {"<?xml version='1.0' encoding='nonsense'?><a>x</a>", 0, "utf8", "x"},
        {"<?xml version='1.0' encoding='utf-8'?><a>\xFC</a>", 0, "utf-8", ""},
        {"<a>\x80</a>", 0, "windows-1252", "\xE2\x82\xAC"},
        {"<a>\x81</a>", 0, "windows-1252", ""},
        {"\xEF\xBB\xBF<a>\xC3\xBC</a>", 0, "iso-8859-1", "\xC3\xBC"},
        {"\xFF\xFE<\0a\0>\0x\0<\0/\0a\0>\0", 16, "utf-16be", "x"},
        {"\xFF\xFE<\0a\0>\0x\0<\0/\0a\0>\0", 16, "utf-8", "x"},
        {"\xFE\xFF\0<\0a\0>\0x\0<\0/\0a\0>", 18, "utf-16", "x"},
        {"\0<\0a\0>\0x\0<\0/\0a\0>", 16, "utf-16", "x"},
        {"<\0a\0>\0x\0<\0/\0a\0>\0", 16, "UTF-16", "x"},
        {"<\0a\0>\0x\0<\0/\0a\0>\0", 16, "utf-16le", "x"},
        {"<\0a\0>\0x\0<\0/\0a\0>\0", 16, "utf-8", ""},
        {"\0<\0a\0>\0x\0<\0/\0a\0>", 15, "utf-16", ""},
        {"<a>x</a>", 0, "utf-16", ""},
        {"<a>x</a>", 0, "klingon-8", ""},
        {"<a>x</a>", 0, "", ""},
        {"<a>x</a>", 0, "utf-8//IGNORE", ""},
        {"<a>x</a>", 0, "us-ascii", "x"},
        {"<a>\xC3\xBC</a>", 0, "us-ascii", ""},
    };
    rows[7].len = rows[8].len = 18;
    return cr_make_param_array(struct charset_row, rows, sizeof(rows) / sizeof(rows[0]));
}

ParameterizedTest(struct charset_row *row, encoding, transport_charset_wins_over_all_but_a_byte_order_mark)
{
    struct ewc_str bytes = {.ptr = row->bytes, .len = row->len ? row->len : strlen(row->bytes)};
    struct ewc_err err = {0};
    struct ewc_xml *doc = NULL;
    enum ewc_status st = ewc_xml_parse(bytes, "x", row->charset, NULL, &doc, &err);

    if (row->text[0]) {
        cr_assert(eq(int, (int)st, EWC_OK), "%s: %s", row->charset, err.message);
        cr_expect(eq(str, ewc_node_text(ewc_xml_root(doc), arena), row->text), "%s", row->charset);
    } else {
        cr_expect(eq(int, (int)st, EWC_EXML), "%s", row->charset);
    }
    ewc_xml_free(doc);
}

Test(encoding, an_unknown_name_is_named)
{
    struct ewc_err err = {0};
    struct ewc_xml *doc = NULL;

    cr_expect(eq(int, (int)ewc_xml_parse(ewc_str("<a/>"), "x", "klingon-8", NULL, &doc, &err), EWC_EXML));
    cr_expect(ne(ptr, strstr(err.message, "klingon-8"), NULL), "%s", err.message);
}

/* ---- limits
 * ------------------------------------------------------------------------------------------------ */

/* "head", then `times` times "unit" (with %zu: its number), then "tail". */
static struct ewc_str repeat(struct ewc_buf *buf, const char *head, const char *unit, size_t times,
                             const char *tail)
{
    ewc_buf_init(buf, 0);
    ewc_buf_text(buf, head);
    for (size_t i = 0; i < times; i++) {
        const char *hash = strchr(unit, '#');

        if (hash) {
            ewc_buf_add(buf, unit, (size_t)(hash - unit));
            ewc_buf_printf(buf, "%zu", i);
            ewc_buf_text(buf, hash + 1);
        } else {
            ewc_buf_text(buf, unit);
        }
    }
    ewc_buf_text(buf, tail);
    return ewc_buf_view(buf);
}

static enum ewc_status try_limits(struct ewc_str bytes, const struct ewc_xml_limits *limits,
                                  struct ewc_err *err)
{
    struct ewc_xml *doc = NULL;
    enum ewc_status st = ewc_xml_parse(bytes, "big.xml", NULL, limits, &doc, err);

    ewc_xml_free(doc);
    return st;
}

static void expect_limit(struct ewc_str bytes, const struct ewc_xml_limits *limits, const char *name)
{
    struct ewc_err err = {0};

    cr_expect(eq(int, (int)try_limits(bytes, limits, &err), EWC_ELIMIT), "%s: %s", name, err.message);
    cr_expect(ne(ptr, strstr(err.message, name), NULL), "%s", err.message);
    cr_expect(eq(str, err.at.file, "big.xml"));
}

Test(limits, depth)
{
    struct ewc_buf buf;
    struct ewc_err err = {0};

    (void)repeat(&buf, "", "<a>", 200, "");
    for (int i = 0; i < 200; i++)
        ewc_buf_text(&buf, "</a>");
    cr_expect(eq(int, (int)try_limits(ewc_buf_view(&buf), NULL, &err), EWC_OK), "%s", err.message);
    expect_limit(ewc_buf_view(&buf), &(struct ewc_xml_limits){.max_depth = 199}, "--max-depth");
    ewc_buf_finish(&buf);
    expect_limit(repeat(&buf, "", "<a>", 1000000, ""), NULL, "--max-depth");
    ewc_buf_finish(&buf);
    cr_expect(eq(int, (int)try_limits(repeat(&buf, "<r>", "<a></a>", 1000, "</r>"), NULL, &err), EWC_OK),
              "siblings are not deep");
    ewc_buf_finish(&buf);
}

Test(limits, attributes, .timeout = 20)
{
    struct ewc_buf buf;
    struct ewc_err err = {0};

    cr_expect(eq(int, (int)try_limits(repeat(&buf, "<a", " a#='='", 256, "/>"), NULL, &err), EWC_OK), "%s",
              err.message);
    ewc_buf_finish(&buf);
    expect_limit(repeat(&buf, "<a", " a#=''", 257, "/>"), NULL, "--max-attributes");
    ewc_buf_finish(&buf);
    expect_limit(repeat(&buf, "<a", " xmlns:a#='u'", 257, "/>"), NULL, "--max-attributes");
    ewc_buf_finish(&buf);
    /* comparing each with each of these would take hours */
    expect_limit(repeat(&buf, "<r><a b='>", "' a#='>", 1000000, "'/></r>"), NULL, "--max-attributes");
    ewc_buf_finish(&buf);
}

Test(limits, what_only_looks_like_attributes_is_none)
{
    struct ewc_buf buf;
    struct ewc_err err = {0};

    cr_expect(eq(int, (int)try_limits(repeat(&buf, "<a b='", "c=d ", 1000, "'/>"), NULL, &err), EWC_OK),
              "%s", err.message);
    ewc_buf_finish(&buf);
    cr_expect(
        eq(int, (int)try_limits(repeat(&buf, "<a><!--", "===== ", 1000, "--></a>"), NULL, &err), EWC_OK),
        "%s", err.message);
    ewc_buf_finish(&buf);
    cr_expect(eq(int, (int)try_limits(repeat(&buf, "<a>", "a=b ", 1000, "</a>"), NULL, &err), EWC_OK), "%s",
              err.message);
    ewc_buf_finish(&buf);
}

struct text_row {
    char head[24], tail[24];
};

ParameterizedTestParameters(limits, text_of_any_kind)
{
    static struct text_row rows[] = {
        {"<a>", "</a>"},   {"<a><![CDATA[", "]]></a>"}, {"<a><!--", "--></a>"},
        {"<a b='", "'/>"}, {"<a><?pi ", "?></a>"},      {"<a>&amp;", "</a>"},
    };
    return cr_make_param_array(struct text_row, rows, sizeof(rows) / sizeof(rows[0]));
}

ParameterizedTest(struct text_row *row, limits, text_of_any_kind)
{
    struct ewc_xml_limits limits = {.max_text_bytes = 2000};
    struct ewc_err err = {0};
    struct ewc_buf buf;

    cr_expect(eq(int, (int)try_limits(repeat(&buf, row->head, "0123456789", 199, row->tail), &limits, &err),
                 EWC_OK),
              "%s %s", row->head, err.message);
    ewc_buf_finish(&buf);
    expect_limit(repeat(&buf, row->head, "0123456789", 201, row->tail), &limits, "--max-text");
    ewc_buf_finish(&buf);
}

Test(limits, text_counts_per_node)
{
    struct ewc_xml_limits limits = {.max_text_bytes = 100};
    struct ewc_err err = {0};
    struct ewc_buf buf;

    cr_expect(
        eq(int, (int)try_limits(repeat(&buf, "<a>", "0123456789<b/>", 50, "</a>"), &limits, &err), EWC_OK),
        "%s", err.message);
    ewc_buf_finish(&buf);
    expect_limit(repeat(&buf, "<a>", "0123456789&amp;", 50, "</a>"), &limits, "--max-text");
    ewc_buf_finish(&buf);
}

Test(limits, big_text_within_the_limit_is_kept)
{
    struct ewc_xml_limits limits = {.max_text_bytes = 30000000};
    struct ewc_xml *doc = NULL;
    struct ewc_err err = {0};
    struct ewc_buf buf;
    struct ewc_str bytes = repeat(&buf, "<a>", "0123456789012345678901234567890123456789", 500000, "</a>");

    cr_assert(eq(int, (int)ewc_xml_parse(bytes, "x", NULL, &limits, &doc, &err), EWC_OK), "%s",
              err.message);
    cr_expect(eq(sz, strlen(ewc_node_text(ewc_xml_root(doc), arena)), 20000000));
    ewc_xml_free(doc);
    expect_limit(bytes, NULL, "--max-text");
    ewc_buf_finish(&buf);
}

ParameterizedTestParameters(limits, nodes_of_any_kind)
{
    static struct text_row rows[] = {
        {"<b/>", ""}, {"<!---->", ""}, {"<?p?>", ""}, {"<![CDATA[x]]>", ""}, {"<b c=''/>", ""},
    };
    return cr_make_param_array(struct text_row, rows, sizeof(rows) / sizeof(rows[0]));
}

ParameterizedTest(struct text_row *row, limits, nodes_of_any_kind)
{
    struct ewc_xml_limits limits = {.max_nodes = 1000};
    struct ewc_err err = {0};
    struct ewc_buf buf;

    cr_expect(eq(int, (int)try_limits(repeat(&buf, "<a>", row->head, 499, "</a>"), &limits, &err), EWC_OK),
              "%s", err.message);
    ewc_buf_finish(&buf);
    expect_limit(repeat(&buf, "<a>", row->head, 1001, "</a>"), &limits, "--max-nodes");
    ewc_buf_finish(&buf);
}

Test(limits, namespaces_in_scope, .timeout = 20)
{
    struct ewc_buf buf, inner;
    struct ewc_err err = {0};

    (void)repeat(&inner, "<a", " xmlns:a#='u'", 250, ">");
    cr_expect(
        eq(int, (int)try_limits(repeat(&buf, "<a>", "<a xmlns='u'/>", 5000, "</a>"), NULL, &err), EWC_OK),
        "only those in scope count: %s", err.message);
    ewc_buf_finish(&buf);
    expect_limit(repeat(&buf, "", inner.ptr, 20, ""), NULL, "namespace declarations");
    ewc_buf_finish(&buf);
    ewc_buf_finish(&inner);
}

Test(limits, entity_bombs_are_bounded, .timeout = 20)
{
    static const char *const uses[] = {
        "<a>&e9;</a>",
        "<a b='&e9;'/>",
        "<a><b c='&e4;'/><b c='&e4;'/><b c='&e4;'/></a>",
    };

    for (size_t i = 0; i < sizeof(uses) / sizeof(uses[0]); i++) {
        struct ewc_err err = {0};
        struct ewc_xml *doc = NULL;
        struct ewc_buf buf;
        uint64_t started = ewc_clock_us();
        enum ewc_status st;

        ewc_buf_init(&buf, 0);
        ewc_buf_text(&buf, "<!DOCTYPE a [<!ENTITY e0 'boom boom boom boom boom boom boom '>");
        for (int n = 1; n < 10; n++) {
            ewc_buf_printf(&buf, "<!ENTITY e%d '", n);
            for (int k = 0; k < 20; k++)
                ewc_buf_printf(&buf, "&e%d;", n - 1);
            ewc_buf_text(&buf, "'>");
        }
        ewc_buf_printf(&buf, "]>%s", uses[i]);
        st = ewc_xml_parse(ewc_buf_view(&buf), "bomb", NULL, NULL, &doc, &err);
        cr_expect(st == EWC_OK || st == EWC_EXML || st == EWC_ELIMIT, "%s", err.message);
        if (st == EWC_OK) /* unexpanded is fine */
            cr_expect(lt(sz, strlen(written(doc)), 10000));
        if (i == 1)
            cr_expect(ne(int, (int)st, EWC_OK), "an attribute value has to be refused");
        cr_expect(lt(u64, ewc_clock_us() - started, 5000000));
        ewc_xml_free(doc);
        ewc_buf_finish(&buf);
    }
}

Test(limits, parameter_entity_bombs_are_bounded, .timeout = 20)
{
    struct ewc_err err = {0};
    struct ewc_buf buf;

    ewc_buf_init(&buf, 0);
    ewc_buf_text(&buf, "<!DOCTYPE a [<!ENTITY % e0 '<!-- boom -->'>");
    for (int n = 1; n < 10; n++) {
        ewc_buf_printf(&buf, "<!ENTITY %% e%d '", n);
        for (int k = 0; k < 20; k++)
            ewc_buf_printf(&buf, "&#37;e%d;", n - 1);
        ewc_buf_text(&buf, "'>");
    }
    ewc_buf_text(&buf, "%e9;]><a/>");
    cr_expect(ne(int, (int)try_limits(ewc_buf_view(&buf), NULL, &err), EWC_OK));
    ewc_buf_finish(&buf);
}

Test(limits, many_uses_of_a_long_entity_are_bounded, .timeout = 20)
{
    struct ewc_buf buf, value;

    (void)repeat(&value, "<!DOCTYPE a [<!ENTITY e '", "0123456789", 10000, "'>]><a>");
    expect_limit(repeat(&buf, value.ptr, "<b c='&e;'/>", 5000, "</a>"), NULL, "entities");
    ewc_buf_finish(&buf);
    ewc_buf_finish(&value);
}

/* What once took minutes, or the stack: see check_text.c and sax.c. */
struct attack_row {
    char head[64], unit[48], tail[32];
    unsigned times;
    int status;
};

ParameterizedTestParameters(limits, attacks_end_quickly)
{
    static struct attack_row rows[] = {
        {"<!DOCTYPE a [<!ATTLIST a b (x", "|x", ") #IMPLIED>]><a/>", 300000, EWC_OK},
        {"<!DOCTYPE a [<!ENTITY % p '<!ATTLIST a b (x", "&#124;x", ") #IMPLIED>'> %p;]><a/>", 100000,
         EWC_ELIMIT},
        {"<!DOCTYPE a [<!ATTLIST b ", "a# CDATA 'x' ", ">]><a><b/><b/></a>", 60000, EWC_ELIMIT},
        {"<!DOCTYPE a [<!ELEMENT a (x", ",x", ")>]><a/>", 400000, EWC_OK},
        {"<!DOCTYPE a [<!ELEMENT a ((((((((((((", "(((((((((((((((", "", 60000, EWC_EXML},
        {"<!DOCTYPE a [", "<!-- x -->", "]><a/>", 2000000, EWC_ELIMIT},
        {"<a>", "<b#/>", "</a>", 900000, EWC_ELIMIT},
        {"<a>", "<![CDATA[x]]>", "</a>", 900000, EWC_OK},
        {"<a>", "&;", "</a>", 3000000, EWC_EXML},
        {"<a>", "<1", "</a>", 3000000, EWC_EXML},
        {"<a", "a", "/>", 10000000, EWC_EXML},
    };
    return cr_make_param_array(struct attack_row, rows, sizeof(rows) / sizeof(rows[0]));
}

ParameterizedTest(struct attack_row *row, limits, attacks_end_quickly, .timeout = 60)
{
    struct ewc_err err = {0};
    struct ewc_buf buf;
    struct ewc_str bytes = repeat(&buf, row->head, row->unit, row->times, row->tail);
    uint64_t started = ewc_clock_us();

    cr_expect(eq(int, (int)try_limits(bytes, NULL, &err), row->status), "%s%s: %s", row->head, row->unit,
              err.message);
    cr_expect(lt(u64, ewc_clock_us() - started, 20000000), "%s%s", row->head, row->unit);
    ewc_buf_finish(&buf);
}

/* ---- nothing from outside
 * ------------------------------------------------------------------------------------ */

struct outside_row {
    char file[48];
    bool doctype;
};

ParameterizedTestParameters(outside, is_never_read)
{
    static struct outside_row rows[] = {
        {"external-entity.xml", true},
        {"external-parameter-entity.xml", true},
        {"external-subset.xml", true},
        {"xinclude.xml", false},
    };
    return cr_make_param_array(struct outside_row, rows, sizeof(rows) / sizeof(rows[0]));
}

ParameterizedTest(struct outside_row *row, outside, is_never_read)
{
    char name[64];
    struct ewc_xml *doc;

    (void)snprintf(name, sizeof(name), "good/%s", row->file);
    doc = parse_file(name);
    cr_expect(eq(int, ewc_xml_has_doctype(doc), row->doctype));
    cr_expect(eq(ptr, strstr(written(doc), "CANARY"), NULL), "%s", row->file);
    cr_expect(eq(ptr, strstr(ewc_node_text(ewc_xml_root(doc), arena), "CANARY"), NULL), "%s", row->file);
    cr_expect(eq(ptr, (char *)ewc_node_attr(ewc_xml_root(doc), "canary"), NULL), "%s", row->file);
    ewc_xml_free(doc);
}

Test(outside, an_absolute_file_in_an_attribute_is_refused_or_left_alone)
{
    char *text = ewc_arena_printf(arena, "<!DOCTYPE r [<!ENTITY e SYSTEM 'file://%s'>]><r>&e;<a/></r>",
                                  data_path("good/canary.txt"));
    struct ewc_xml *doc = parse_as(text, strlen(text), NULL);
    const char *value = NULL;

    cr_expect(eq(
        int, (int)ewc_xml_xpath(doc, ewc_xml_root(doc), "string(.)", NULL, NULL, arena, NULL, &value, NULL),
        EWC_OK));
    cr_expect(eq(ptr, strstr(value, "CANARY"), NULL));
    ewc_xml_free(doc);
}

/* ---- what a document keeps
 * ------------------------------------------------------------------------------------- */

Test(walk, lines_past_65535_are_known)
{
    struct ewc_buf buf;
    struct ewc_str bytes = repeat(&buf, "<a>", "\n", 100000, "<b>x</b></a>");
    struct ewc_xml *doc = parse_as(bytes.ptr, bytes.len, NULL);

    cr_expect(eq(uint, ewc_node_loc(ewc_node_first(ewc_xml_root(doc))).line, 100001));
    ewc_xml_free(doc);
    ewc_buf_finish(&buf);
}

static bool list_attr(const char *ns, const char *local, const char *value, void *ctx)
{
    ewc_buf_printf(ctx, "{%s}%s=%s ", ns, local, value);
    return true;
}

Test(walk, elements_attributes_and_text)
{
    struct ewc_xml *doc = parse_file("good/everything.xml");
    struct ewc_node *root = ewc_xml_root(doc), *c, *d, *e;
    struct ewc_buf list;

    cr_expect(eq(str, (char *)ewc_xml_name(doc), (char *)data_path("good/everything.xml")));
    cr_expect(ewc_node_is(root, "urn:r", "r"));
    cr_expect(not(ewc_node_is(root, "", "r")));
    cr_expect(eq(ptr, ewc_node_parent(root), NULL));
    c = ewc_node_first(root);
    cr_expect(ewc_node_is(c, "urn:p", "c"));
    cr_expect(eq(str, ewc_node_text(c, arena), "onetwo"), "comments are not text");
    d = ewc_node_next(c);
    cr_expect(ewc_node_is(d, "", "d"));
    cr_expect(eq(str, (char *)ewc_node_ns(d), ""));
    cr_expect(eq(ptr, ewc_node_child(root, NULL, "d"), d));
    e = ewc_node_child(root, "urn:r", "e");
    cr_expect(eq(str, (char *)ewc_node_attr(e, "q"), "<&\n\"'"));
    cr_expect(eq(str, (char *)ewc_node_attr_ns(e, EWC_NS_XMLNS, "lang"), "en"));
    cr_expect(eq(ptr, (char *)ewc_node_attr(e, "lang"), NULL));
    cr_expect(eq(ptr, ewc_node_next(e), NULL));
    cr_expect(eq(uint, ewc_node_loc(e).line, 9));
    cr_expect(eq(str, (char *)ewc_node_loc(e).file, (char *)data_path("good/everything.xml")));
    ewc_buf_init(&list, 0);
    ewc_node_each_attr(root, list_attr, &list);
    cr_expect(eq(str, list.ptr, "{}a=1 {urn:p}b=2 "));
    ewc_buf_finish(&list);
    cr_expect(eq(str, (char *)ewc_node_lookup_ns(c, ""), "urn:r"));
    cr_expect(eq(str, (char *)ewc_node_lookup_ns(c, "p"), "urn:p"));
    cr_expect(eq(str, (char *)ewc_node_lookup_ns(c, "xml"), EWC_NS_XMLNS));
    cr_expect(eq(ptr, (char *)ewc_node_lookup_ns(d, ""), NULL), "xmlns=\"\" takes it away");
    cr_expect(eq(ptr, (char *)ewc_node_lookup_ns(d, "q"), NULL));
    ewc_xml_free(doc);
}

Test(walk, scope_lists_the_nearest_prefixes)
{
    static const char text[] = "<a xmlns='d' xmlns:p='1' xmlns:q='2'><b xmlns:p='3'/></a>";
    struct ewc_xml *doc = parse_as(text, sizeof(text) - 1, NULL);
    const struct ewc_xml_ns *scope = ewc_node_scope(ewc_node_first(ewc_xml_root(doc)), arena);

    cr_expect(eq(str, (char *)scope[0].prefix, "p"));
    cr_expect(eq(str, (char *)scope[0].uri, "3"));
    cr_expect(eq(str, (char *)scope[1].prefix, "q"));
    cr_expect(eq(ptr, (char *)scope[2].prefix, NULL));
    ewc_xml_free(doc);
}

Test(walk, entity_references_have_no_children)
{
    struct ewc_xml *doc = parse_file("good/doctype.xml");
    struct ewc_node *ref = ewc_node_first_any(ewc_xml_root(doc));

    cr_expect(ewc_xml_has_doctype(doc));
    cr_assert(ne(ptr, ref, NULL));
    cr_expect(eq(ptr, ewc_node_first_any(ref), NULL));
    cr_expect(not(ewc_node_is_text(ref)));
    cr_expect(eq(str, ewc_node_text(ewc_xml_root(doc), arena), ""));
    ewc_xml_free(doc);
}

/* ---- schemas
 * ---------------------------------------------------------------------------------------------------- */

struct schema_row {
    char schema[24], doc[24];
    int load, validate; /* status */
    unsigned line;
    char says[32];
};

ParameterizedTestParameters(schema, judges)
{
    static struct schema_row rows[] = {
        {"order.xsd", "valid.xml", EWC_OK, EWC_OK, 0, ""},
        {"order.xsd", "wrong-order.xml", EWC_OK, EWC_EXML, 2, "Expected is"},
        {"order.xsd", "wrong-value.xml", EWC_OK, EWC_EXML, 3, "coffee"},
        {"order.xsd", "wrong-namespace.xml", EWC_OK, EWC_EXML, 1, "order"},
        {"none.xsd", "valid.xml", EWC_EIO, EWC_OK, 0, "none.xsd"},
        {"wrong.xsd", "valid.xml", EWC_EXML, EWC_OK, 3, "nowhere"},
        {"not-well-formed.xsd", "valid.xml", EWC_EXML, EWC_OK, 1, ""},
        {"missing-part.xsd", "valid.xml", EWC_EXML, EWC_OK, 0, ""},
        {"network-part.xsd", "valid.xml", EWC_EXML, EWC_OK, 0, ""},
    };
    return cr_make_param_array(struct schema_row, rows, sizeof(rows) / sizeof(rows[0]));
}

ParameterizedTest(struct schema_row *row, schema, judges)
{
    struct ewc_schema *schema = NULL;
    struct ewc_xml *doc = NULL;
    struct ewc_err err = {0};

    cr_expect(eq(int,
                 (int)ewc_schema_load(data_path(ewc_arena_printf(arena, "schema/%s", row->schema)), &schema,
                                      &err),
                 row->load),
              "%s: %s", row->schema, err.message);
    if (schema) {
        doc = parse_file(ewc_arena_printf(arena, "schema/%s", row->doc));
        cr_expect(eq(int, (int)ewc_schema_validate(schema, doc, &err), row->validate), "%s: %s", row->doc,
                  err.message);
        if (row->validate != EWC_OK)
            cr_expect(eq(str, err.at.file, (char *)ewc_xml_name(doc)));
    }
    if (row->line)
        cr_expect(eq(uint, err.at.line, row->line), "%s %s: %s", row->schema, row->doc, err.message);
    cr_expect(ne(ptr, strstr(err.message, row->says), NULL), "%s", err.message);
    ewc_xml_free(doc);
    ewc_schema_free(schema);
}

Test(schema, accepts_one_after_a_fault)
{
    struct ewc_schema *schema = NULL;
    struct ewc_xml *bad = parse_file("schema/wrong-order.xml"), *good = parse_file("schema/valid.xml");
    struct ewc_err err = {0};

    cr_assert(eq(int, (int)ewc_schema_load(data_path("schema/order.xsd"), &schema, &err), EWC_OK));
    cr_expect(eq(int, (int)ewc_schema_validate(schema, bad, NULL), EWC_EXML));
    cr_expect(eq(int, (int)ewc_schema_validate(schema, good, &err), EWC_OK), "%s", err.message);
    ewc_xml_free(bad);
    ewc_xml_free(good);
    ewc_schema_free(schema);
    ewc_schema_free(NULL);
}
