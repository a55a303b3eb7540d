/* template: what becomes of ${name} in every place where it can stand. */
#include "template/template.h"

#include "test_stage.h"

TestSuite(template, .init = set_up, .fini = tear_down, .timeout = 30);

#define UNICODE "\xC3\xA4\xE2\x82\xAC\xF0\x9D\x84\x9E" /* three characters in nine bytes */

static const struct value {
    const char *name;
    const char *value; /* NULL: absent */
} values[] = {
    {"plain", "value"},
    {"empty", ""},
    {"markup", "<a b=\"c\" d='e'>&amp;</a>"},
    {"space", "\t\r\n"},
    {"brackets", "]]>"},
    {"half", "]]"},
    {"greater", ">"},
    {"wide", UNICODE},
    {"reference", "${plain}"},
    {"a.b-c_d9", "odd name"},
    {"control", "a\x01"},
    {"latin", "gr\xFCn"},
    {"surrogate", "\xED\xA0\x80"},
    {"overlong", "\xC0\xBC"},
    {"cut-off", "\xF0\x9D\x84"},
    {"beyond", "\xF4\x90\x80\x80"},
    {"noncharacter", "\xEF\xBF\xBE"},
    {"last", "\xEF\xBF\xBD\xF4\x8F\xBF\xBF\xED\x9F\xBF\xEE\x80\x80"},
    {"gone", NULL},
};

static enum ewc_found look_up(void *ctx, const char *name, const char **out_value)
{
    (void)ctx;
    for (size_t i = 0; i < COUNT_OF(values); i++)
        if (strcmp(values[i].name, name) == 0) {
            if (values[i].value)
                *out_value = values[i].value;
            return values[i].value ? EWC_VALUE : EWC_ABSENT;
        }
    return EWC_UNKNOWN;
}

static const struct ewc_template *compile(enum ewc_template_kind kind, const char *text)
{
    const struct ewc_template *tpl = NULL;
    struct ewc_err err = {0};

    cr_assert(
        eq(int, (int)ewc_template_compile(ewc_str(text), kind, EWC_NOWHERE, arena, &tpl, &err), EWC_OK),
        "%s: %s", text, err.message);
    return tpl;
}

static const char *render(enum ewc_template_kind kind, const char *text)
{
    struct ewc_err err = {0};
    struct ewc_buf out;

    ewc_buf_init(&out, 0);
    cr_expect(eq(int, (int)ewc_template_render(compile(kind, text), look_up, NULL, &out, &err), EWC_OK),
              "%s: %s", text, err.message);
    return take_text(&out);
}

/* ---- what it becomes -------------------------------------------------------------------------------- */

static const struct row {
    enum ewc_template_kind kind;
    const char *text, *rendered;
} rows[] = {
    /* as it is */
    {EWC_TEMPLATE_TEXT, "", ""},
    {EWC_TEMPLATE_TEXT, "no variable", "no variable"},
    {EWC_TEMPLATE_TEXT, "${plain}", "value"},
    {EWC_TEMPLATE_TEXT, "a${plain}b${plain}${plain}c", "avaluebvaluevaluec"},
    {EWC_TEMPLATE_TEXT, "${empty}", ""},
    {EWC_TEMPLATE_TEXT, "${a.b-c_d9}", "odd name"},
    {EWC_TEMPLATE_TEXT, "${markup}", "<a b=\"c\" d='e'>&amp;</a>"},
    {EWC_TEMPLATE_TEXT, "${reference}", "${plain}"}, /* a value is never expanded itself */
    {EWC_TEMPLATE_TEXT, "<!--${plain}-->", "<!--value-->"},
    {EWC_TEMPLATE_TEXT, "${control}", "a\x01"},
    /* dollars */
    {EWC_TEMPLATE_TEXT, "$", "$"},
    {EWC_TEMPLATE_TEXT, "$$", "$$"},
    {EWC_TEMPLATE_TEXT, "$plain {plain} $ {plain}", "$plain {plain} $ {plain}"},
    {EWC_TEMPLATE_TEXT, "$${plain}", "${plain}"},
    {EWC_TEMPLATE_TEXT, "$${", "${"},
    {EWC_TEMPLATE_TEXT, "$$${plain}", "$${plain}"},
    {EWC_TEMPLATE_TEXT, "a$${b}${plain}", "a${b}value"},
    {EWC_TEMPLATE_TEXT, "${plain}$", "value$"},
    /* widths count characters, not bytes */
    {EWC_TEMPLATE_TEXT, "${plain:5}", "value"},
    {EWC_TEMPLATE_TEXT, "${plain:8}", "valuexxx"},
    {EWC_TEMPLATE_TEXT, "${empty:3}", "xxx"},
    {EWC_TEMPLATE_TEXT, "${wide:3}", UNICODE},
    {EWC_TEMPLATE_TEXT, "${wide:5}", UNICODE "xx"},
    {EWC_TEMPLATE_XML, "<a>${greater:2}</a>", "<a>&gt;x</a>"},
    /* text and attributes */
    {EWC_TEMPLATE_XML, "<a>${markup}</a>",
     "<a>&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;amp;&lt;/a&gt;</a>"},
    {EWC_TEMPLATE_XML, "<a b=\"${markup}\"/>",
     "<a b=\"&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;amp;&lt;/a&gt;\"/>"},
    {EWC_TEMPLATE_XML, "<a b=\"${space}\">${space}</a>", "<a b=\"&#9;&#13;&#10;\">&#9;&#13;&#10;</a>"},
    {EWC_TEMPLATE_XML, "<a>${brackets}${wide}${last}</a>",
     "<a>]]&gt;" UNICODE "\xEF\xBF\xBD\xF4\x8F\xBF\xBF\xED\x9F\xBF\xEE\x80\x80</a>"},
    {EWC_TEMPLATE_XML, "${plain}", "value"},
    {EWC_TEMPLATE_XML, "<a b=\"x${plain}y\"/>", "<a b=\"xvaluey\"/>"},
    /* attributes that are nothing but an absent variable are left out */
    {EWC_TEMPLATE_XML, "<a b=\"${gone}\"/>", "<a/>"},
    {EWC_TEMPLATE_XML, "<a b='${gone}'/>", "<a/>"},
    {EWC_TEMPLATE_XML, "<a b=\"1\" c=\"${gone}\" d=\"2\">x</a>", "<a b=\"1\" d=\"2\">x</a>"},
    {EWC_TEMPLATE_XML, "<a b=\"${gone}\" c=\"${plain}\" d=\"${gone}\"/>", "<a c=\"value\"/>"},
    {EWC_TEMPLATE_XML, "<a\n b=\"${gone:7}\"/>", "<a\n/>"},
    {EWC_TEMPLATE_XML, "<a p:b=\"${gone}\"/><c d=\"${plain:6}\"/>", "<a/><c d=\"valuex\"/>"},
    {EWC_TEMPLATE_XML, "<a b=\"${empty}\"/>", "<a b=\"\"/>"}, /* empty is not absent */
    /* CDATA sections stay, and can't be ended by a value */
    {EWC_TEMPLATE_XML, "<a><![CDATA[${markup}]]></a>", "<a><![CDATA[<a b=\"c\" d='e'>&amp;</a>]]></a>"},
    {EWC_TEMPLATE_XML, "<a><![CDATA[x${brackets}y]]></a>", "<a><![CDATA[x]]>]]&gt;<![CDATA[y]]></a>"},
    {EWC_TEMPLATE_XML, "<a><![CDATA[${half}>]]></a>", "<a><![CDATA[]]>]]<![CDATA[>]]></a>"},
    {EWC_TEMPLATE_XML, "<a><![CDATA[]]${greater}]]></a>", "<a><![CDATA[]]]]>&gt;<![CDATA[]]></a>"},
    {EWC_TEMPLATE_XML, "<a><![CDATA[]]${empty}>]]></a>", "<a><![CDATA[]]]]><![CDATA[>]]></a>"},
    {EWC_TEMPLATE_XML, "<a><![CDATA[${space}]]></a>", "<a><![CDATA[]]>&#9;&#13;&#10;<![CDATA[]]></a>"},
    {EWC_TEMPLATE_XML, "<a><![CDATA[<b c=\"${plain}\"/>]]>${markup}</a>",
     "<a><![CDATA[<b c=\"value\"/>]]>&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;amp;&lt;/a&gt;</a>"},
    /* comments are left as they are, whatever they look like */
    {EWC_TEMPLATE_XML, "<!--${plain} ${not a name-->${plain}", "<!--${plain} ${not a name-->value"},
    {EWC_TEMPLATE_XML, "<!-->${plain}-->${plain}", "<!-->${plain}-->value"},
    {EWC_TEMPLATE_XML, "<!--->${plain}-->${plain}", "<!--->${plain}-->value"},
    {EWC_TEMPLATE_XML, "<!--<![CDATA[-->${markup}",
     "<!--<![CDATA[-->&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;amp;&lt;/a&gt;"},
    {EWC_TEMPLATE_XML, "<![CDATA[<!--]]>${plain}", "<![CDATA[<!--]]>value"},
    {EWC_TEMPLATE_XML, "<?a b > <!-- ${greater}?><c d=\"${gone}\"/>", "<?a b > <!-- &gt;?><c/>"},
    {EWC_TEMPLATE_XML, "<!--$${-->$${", "<!--$${-->${"},
    /* bytes for the wire: escaped everywhere, nothing is left out */
    {EWC_TEMPLATE_RAW, "<a b='${markup}'><!--${plain}--><![CDATA[${greater}",
     "<a b='&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;amp;&lt;/a&gt;'><!--value--><![CDATA[&gt;"},
    {EWC_TEMPLATE_RAW, "$${", "${"},
};

Test(template, renders)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        cr_expect(eq(str, (char *)render(rows[i].kind, rows[i].text), (char *)rows[i].rendered), "%s",
                  rows[i].text);
}

Test(template, keeps_nul_bytes_of_the_text)
{
    const struct ewc_template *tpl = NULL;
    struct ewc_err err = {0};
    struct ewc_buf out;

    cr_assert(eq(int,
                 (int)ewc_template_compile((struct ewc_str){"a\0${plain}\0", 11}, EWC_TEMPLATE_RAW,
                                           EWC_NOWHERE, arena, &tpl, &err),
                 EWC_OK));
    ewc_buf_init(&out, 0);
    cr_assert(eq(int, (int)ewc_template_render(tpl, look_up, NULL, &out, &err), EWC_OK));
    cr_expect(ewc_str_eq(ewc_buf_view(&out), (struct ewc_str){"a\0value\0", 8}));
    ewc_buf_finish(&out);
}

Test(template, can_be_rendered_again)
{
    const struct ewc_template *tpl = compile(EWC_TEMPLATE_XML, "<a b=\"${gone}\">${plain}</a>");
    struct ewc_err err = {0};
    struct ewc_buf out;

    ewc_buf_init(&out, 0);
    for (int i = 0; i < 2; i++)
        cr_expect(eq(int, (int)ewc_template_render(tpl, look_up, NULL, &out, &err), EWC_OK));
    cr_expect(eq(str, (char *)take_text(&out), "<a>value</a><a>value</a>"));
}

Test(template, tells_its_names_and_its_place)
{
    const struct ewc_template *tpl = NULL;
    struct ewc_err err = {0};

    cr_assert(
        eq(int,
           (int)ewc_template_compile(ewc_str("<a b=\"${x}\" c=\"y${y:3}\"><!--${z}-->$${n}${x}</a>"),
                                     EWC_TEMPLATE_XML, (struct ewc_loc){"f.xml", 7, 3}, arena, &tpl, &err),
           EWC_OK));
    cr_expect(eq(str, (char *)ewc_template_name(tpl, 0), "x"));
    cr_expect(eq(str, (char *)ewc_template_name(tpl, 1), "y"));
    cr_expect(eq(str, (char *)ewc_template_name(tpl, 2), "x"));
    cr_expect(zero(ptr, (void *)ewc_template_name(tpl, 3)));
    cr_expect(zero(ptr, (void *)ewc_template_name(tpl, 99)));
    cr_expect(eq(uint, ewc_template_loc(tpl).line, 7));
}

/* ---- what it refuses ----------------------------------------------------------------------------------
 */

struct fault {
    char text[64];
    char message[64]; /* a part of it */
};

ParameterizedTestParameters(template, refuses_to_compile)
{
    static struct fault faults[] = {
        {"${", "not closed"},
        {"${plain", "not closed"},
        {"text ${", "not closed"},
        {"${plain ${plain}", "\"${plain ${plain}\" is not a variable reference"},
        {"${}", "\"${}\" is not a variable reference"},
        {"${ plain}", "not a variable reference"},
        {"${plain }", "not a variable reference"},
        {"${pl\xC3\xA4n}", "not a variable reference"},
        {"${:5}", "not a variable reference"},
        {"${plain:}", "number from 1 to 1000000"},
        {"${plain:0}", "number from 1 to 1000000"},
        {"${plain:-1}", "number from 1 to 1000000"},
        {"${plain:1x}", "number from 1 to 1000000"},
        {"${plain:1000001}", "number from 1 to 1000000"},
        {"${plain:99999999999999999999}", "number from 1 to 1000000"},
    };
    return cr_make_param_array(struct fault, faults, COUNT_OF(faults));
}

ParameterizedTest(struct fault *f, template, refuses_to_compile)
{
    const struct ewc_template *tpl = NULL;
    struct ewc_err err = {0};

    cr_expect(eq(int,
                 (int)ewc_template_compile(ewc_str(f->text), EWC_TEMPLATE_TEXT,
                                           (struct ewc_loc){"f.xml", 7, 0}, arena, &tpl, &err),
                 EWC_ECASE));
    cr_expect(has(err.message, f->message), "%s: %s", f->text, err.message);
    cr_expect(eq(uint, err.at.line, 7));
    cr_expect(zero(ptr, (void *)tpl), "output is untouched on failure");
}

struct bad_value {
    int kind;
    char text[64];
    char message[64];
};

ParameterizedTestParameters(template, refuses_to_render)
{
    static struct bad_value bad[] = {
        {EWC_TEMPLATE_TEXT, "${nobody}", "unknown variable \"nobody\""},
        {EWC_TEMPLATE_XML, "<a b=\"${nobody}\"/>", "unknown variable \"nobody\""},
        {EWC_TEMPLATE_TEXT, "${gone}", "\"gone\" is absent"},
        {EWC_TEMPLATE_RAW, "<a b=\"${gone}\"/>", "\"gone\" is absent"},
        {EWC_TEMPLATE_XML, "<a>${gone}</a>", "\"gone\" is absent"},
        {EWC_TEMPLATE_XML, "<a b=\"x${gone}\"/>", "\"gone\" is absent"},
        {EWC_TEMPLATE_XML, "<a b=\"${gone}${gone}\"/>", "\"gone\" is absent"},
        {EWC_TEMPLATE_XML, "<a><![CDATA[ b=\"${gone}\"]]></a>", "\"gone\" is absent"},
        {EWC_TEMPLATE_XML, "<a xmlns:b=\"${gone}\"/>", "\"gone\" is absent"},
        {EWC_TEMPLATE_TEXT, "${plain:4}", "has 5 characters, more than the 4"},
        {EWC_TEMPLATE_TEXT, "${wide:2}", "has 3 characters, more than the 2"},
        {EWC_TEMPLATE_XML, "<a>${control}</a>", "that XML cannot hold"},
        {EWC_TEMPLATE_XML, "<a b=\"${latin}\"/>", "that XML cannot hold"},
        {EWC_TEMPLATE_XML, "<![CDATA[${surrogate}]]>", "that XML cannot hold"},
        {EWC_TEMPLATE_XML, "${overlong}", "that XML cannot hold"},
        {EWC_TEMPLATE_XML, "${cut-off}", "that XML cannot hold"},
        {EWC_TEMPLATE_XML, "${beyond}", "that XML cannot hold"},
        {EWC_TEMPLATE_RAW, "${noncharacter}", "that XML cannot hold"},
        {EWC_TEMPLATE_RAW, "${control}", "that XML cannot hold"},
    };
    return cr_make_param_array(struct bad_value, bad, COUNT_OF(bad));
}

ParameterizedTest(struct bad_value *b, template, refuses_to_render)
{
    struct ewc_err err = {0};
    struct ewc_buf out;

    ewc_buf_init(&out, 0);
    cr_expect(eq(int,
                 (int)ewc_template_render(compile((enum ewc_template_kind)b->kind, b->text), look_up, NULL,
                                          &out, &err),
                 EWC_ECASE));
    cr_expect(has(err.message, b->message), "%s: %s", b->text, err.message);
    ewc_buf_finish(&out);
}

Test(template, tells_when_the_buffer_is_full)
{
    struct ewc_err err = {0};
    struct ewc_buf out;

    ewc_buf_init(&out, 4);
    cr_expect(
        eq(int, (int)ewc_template_render(compile(EWC_TEMPLATE_TEXT, "${plain}"), look_up, NULL, &out, &err),
           EWC_ENOMEM));
    ewc_buf_finish(&out);
}

Test(template, tells_when_the_arena_is_full)
{
    enum ewc_status st = EWC_ENOMEM;

    for (size_t bytes = 16; st != EWC_OK; bytes += 16) {
        struct ewc_arena *small = ewc_arena_create(bytes);
        const struct ewc_template *tpl = NULL;
        struct ewc_err err = {0};

        st = ewc_template_compile(ewc_str("a${plain}<b c=\"${gone}\"/>d"), EWC_TEMPLATE_XML, EWC_NOWHERE,
                                  small, &tpl, &err);
        cr_expect(st == EWC_OK || st == EWC_ENOMEM);
        cr_expect(eq(int, tpl != NULL, st == EWC_OK));
        ewc_arena_destroy(small);
        cr_assert(lt(sz, bytes, 4096));
    }
}
