/* Stylesheets: what compiles, what they may do, and how they are stopped. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <criterion/parameterized.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "xslt/xslt.h"

#pragma GCC diagnostic ignored "-Wconversion" /* in the macros of Criterion 2.4 */

static struct ewc_arena *arena;

static void set_up(void)
{
    ewc_xml_global_init();
    ewc_xslt_global_init();
    ewc_xslt_set_library(EWC_TEST_DATA "/xslt/lib");
    arena = ewc_arena_create(0);
}

static void tear_down(void)
{
    ewc_arena_destroy(arena);
    ewc_xslt_global_cleanup();
    ewc_xml_global_cleanup();
}

TestSuite(compile, .init = set_up, .fini = tear_down);
TestSuite(apply, .init = set_up, .fini = tear_down);
TestSuite(render, .init = set_up, .fini = tear_down);

static const char *data_path(const char *name)
{
    return ewc_arena_printf(arena, "%s/xslt/%s", EWC_TEST_DATA, name);
}

static struct ewc_sheet *load(const char *name)
{
    struct ewc_sheet *sheet = NULL;
    struct ewc_err err = {0};
    enum ewc_status st = ewc_sheet_load(data_path(name), &sheet, &err);

    cr_assert(eq(int, (int)st, EWC_OK), "%s:%u: %s", err.at.file, err.at.line, err.message);
    return sheet;
}

static struct ewc_xml *parse(const char *text)
{
    struct ewc_xml *doc = NULL;
    struct ewc_err err = {0};
    enum ewc_status st = ewc_xml_parse(ewc_str(text), "in.xml", NULL, NULL, &doc, &err);

    cr_assert(eq(int, (int)st, EWC_OK), "%s", err.message);
    return doc;
}

/* The result as text, without the line feed at its end; NULL with a message in `err`. */
static char *applied(const char *name, const char *input, const struct ewc_sheet_param *params,
                     struct ewc_err *err)
{
    struct ewc_sheet *sheet = load(name);
    struct ewc_xml *doc = parse(input), *result = NULL;
    char *text = NULL;

    if (ewc_sheet_apply(sheet, doc, params, &result, err) == EWC_OK) {
        struct ewc_buf buf;

        ewc_buf_init(&buf, 0);
        ewc_xml_write(result, false, &buf);
        text = ewc_arena_strndup(arena, buf.ptr, buf.len > 0 ? buf.len - 1 : 0);
        ewc_buf_finish(&buf);
    } else {
        cr_expect(eq(ptr, result, NULL), "output is untouched on failure");
    }
    ewc_sheet_free(sheet); /* the result does not need it */
    ewc_xml_free(result);
    ewc_xml_free(doc);
    return text;
}

/* ---- compile
 * ---------------------------------------------------------------------------------------------- */

struct fault_row {
    char file[40];
    int status;
    char at[32]; /* end of the file's path */
    unsigned line;
    char says[48];
};

ParameterizedTestParameters(compile, rejects)
{
    static struct fault_row rows[] = {
        {"none.xsl", EWC_EIO, "none.xsl", 0, "none.xsl"},
        {"not-well-formed.xsl", EWC_EXSLT, "not-well-formed.xsl", 4, "not well-formed"},
        {"not-a-stylesheet.xsl", EWC_EXSLT, "not-a-stylesheet.xsl", 1, "not a stylesheet"},
        {"bad-xpath.xsl", EWC_EXSLT, "bad-xpath.xsl", 4, "a["},
        {"bad-match.xsl", EWC_EXSLT, "bad-match.xsl", 3, "a b"},
        {"template-without-name.xsl", EWC_EXSLT, "template-without-name.xsl", 4, "match or name"},
        {"unknown-instruction.xsl", EWC_EXSLT, "unknown-instruction.xsl", 3, "valueof"},
        {"import-missing.xsl", EWC_EXSLT, "import-missing.xsl", 3, "none.xsl"},
        {"import-broken.xsl", EWC_EXSLT, "not-well-formed.xsl", 4, "not well-formed"},
        {"import-network.xsl", EWC_EXSLT, "import-network.xsl", 2, "http://127.0.0.1:9/a.xsl"},
        {"import-escape.xsl", EWC_EXSLT, "import-escape.xsl", 2, "not in the library"},
        {"import-itself.xsl", EWC_EXSLT, "import-itself.xsl", 2, "recursion"},
        {"import-tree-0.xsl", EWC_EXSLT, "", 0, "more than 200 files"},
        {"include-network.xsl", EWC_EXSLT, "include-network.xsl", 2, "ftp://127.0.0.1:9/a.xsl"},
    };
    return cr_make_param_array(struct fault_row, rows, sizeof(rows) / sizeof(rows[0]));
}

ParameterizedTest(struct fault_row *row, compile, rejects)
{
    struct ewc_sheet *sheet = NULL;
    struct ewc_err err = {0};
    size_t len, end = strlen(row->at);

    cr_expect(eq(int, (int)ewc_sheet_load(data_path(row->file), &sheet, &err), row->status), "%s: %s",
              row->file, err.message);
    cr_expect(eq(ptr, sheet, NULL));
    cr_expect(ne(ptr, strstr(err.message, row->says), NULL), "%s: %s", row->file, err.message);
    len = strlen(err.at.file);
    cr_expect(ge(sz, len, end));
    cr_expect(eq(str, err.at.file + (len - end), row->at), "%s", row->file);
    if (row->line)
        cr_expect(eq(uint, err.at.line, row->line), "%s: %s", row->file, err.message);
}

Test(compile, a_fault_does_not_stay)
{
    struct ewc_sheet *sheet = NULL;

    cr_expect(eq(int, (int)ewc_sheet_load(data_path("bad-xpath.xsl"), &sheet, NULL), EWC_EXSLT));
    ewc_sheet_free(load("params.xsl"));
    ewc_sheet_free(NULL);
}

Test(compile, knows_its_parameters)
{
    struct ewc_sheet *sheet = load("params.xsl"), *imports = load("imports.xsl");

    cr_expect(eq(str, (char *)ewc_sheet_path(sheet), (char *)data_path("params.xsl")));
    cr_expect(ewc_sheet_has_param(sheet, "name"));
    cr_expect(not(ewc_sheet_has_param(sheet, "not-one")), "a variable is none");
    cr_expect(not(ewc_sheet_has_param(sheet, "nam")));
    cr_expect(ewc_sheet_has_param(imports, "imported"));
    ewc_sheet_free(sheet);
    ewc_sheet_free(imports);
}

/* ---- apply: what works
 * -------------------------------------------------------------------------------------- */

struct result_row {
    char file[32];
    char input[32];
    char result[80];
};

ParameterizedTestParameters(apply, results)
{
    static struct result_row rows[] = {
        {"imports.xsl", "<a/>", "<r>aband space</r>"},
        {"messages.xsl", "<a/>", "<r/>"},
        {"strip.xsl", "<a> <b>x</b> <c> y </c></a>", "<r>2</r>"},
        {"exslt.xsl", "<a/>", "<r>2</r>"},
        {"entity.xsl", "<a/>", "<r>inside &amp; section</r>"},
        {"later-version.xsl", "<a/>", "<r/>"},
    };
    return cr_make_param_array(struct result_row, rows, sizeof(rows) / sizeof(rows[0]));
}

ParameterizedTest(struct result_row *row, apply, results)
{
    struct ewc_err err = {0};
    char *text = applied(row->file, row->input, NULL, &err);

    cr_assert(ne(ptr, text, NULL), "%s:%u: %s", err.at.file, err.at.line, err.message);
    cr_expect(eq(str, text, row->result));
}

struct param_row {
    char value[64];
};

ParameterizedTestParameters(apply, parameters_are_never_evaluated)
{
    static struct param_row rows[] = {
        {""},
        {"plain"},
        {"it's"},
        {"say \"hi\""},
        {"it's \"both\""},
        {"1 + 1"},
        {"document('x')"},
        {"'"},
        {"\""},
        {"{$other}"},
        {"a\nb\tc"},
        {"&amp; <b>"},
        {"gr\xC3\xBC\xC3\x9F"},
        {"/"},
    };
    return cr_make_param_array(struct param_row, rows, sizeof(rows) / sizeof(rows[0]));
}

ParameterizedTest(struct param_row *row, apply, parameters_are_never_evaluated)
{
    const struct ewc_sheet_param params[] = {{"name", row->value}, {"undeclared", "x"}, {NULL, NULL}};
    struct ewc_sheet *sheet = load("params.xsl");
    struct ewc_xml *doc = parse("<a/>"), *result = NULL;
    struct ewc_err err = {0};

    cr_assert(eq(int, (int)ewc_sheet_apply(sheet, doc, params, &result, &err), EWC_OK), "%s", err.message);
    cr_expect(eq(str, (char *)ewc_node_attr(ewc_xml_root(result), "name"), row->value));
    cr_expect(eq(str, (char *)ewc_node_attr(ewc_xml_root(result), "other"), "default"));
    ewc_xml_free(result);
    ewc_xml_free(doc);
    ewc_sheet_free(sheet);
}

Test(apply, one_document_takes_many_stylesheets)
{
    struct ewc_sheet *a = load("params.xsl"), *b = load("strip.xsl");
    struct ewc_xml *doc = parse("<a> <b>x</b> </a>");

    for (int i = 0; i < 20; i++) {
        struct ewc_xml *result = NULL;
        struct ewc_err err = {0};

        cr_assert(eq(int, (int)ewc_sheet_apply(i % 2 ? a : b, doc, NULL, &result, &err), EWC_OK), "%s",
                  err.message);
        ewc_xml_free(result);
    }
    cr_expect(ewc_node_is(ewc_node_first(ewc_xml_root(doc)), "", "b"));
    ewc_xml_free(doc);
    ewc_sheet_free(a);
    ewc_sheet_free(b);
}

static void *apply_often(void *shared)
{
    const struct ewc_sheet *sheet = shared;
    struct ewc_xml *doc = parse("<a/>");
    char value[32];
    size_t good = 0;

    for (int i = 0; i < 300; i++) {
        struct ewc_sheet_param params[] = {{"name", value}, {NULL, NULL}};
        struct ewc_xml *result = NULL;

        (void)snprintf(value, sizeof(value), "%p-%d", (void *)doc, i);
        if (ewc_sheet_apply(sheet, doc, params, &result, NULL) == EWC_OK)
            good += strcmp(ewc_node_attr(ewc_xml_root(result), "name"), value) == 0;
        ewc_xml_free(result);
    }
    ewc_xml_free(doc);
    return good == 300 ? shared : NULL;
}

Test(apply, threads_share_a_stylesheet, .timeout = 60)
{
    struct ewc_sheet *sheet = load("params.xsl");
    pthread_t threads[4];

    for (size_t i = 0; i < 4; i++)
        cr_assert(eq(int, pthread_create(&threads[i], NULL, apply_often, sheet), 0));
    for (size_t i = 0; i < 4; i++) {
        void *outcome = NULL;

        cr_assert(eq(int, pthread_join(threads[i], &outcome), 0));
        cr_expect(eq(ptr, outcome, sheet));
    }
    ewc_sheet_free(sheet);
}

/* The first use of functions from an imported file, by all threads at once: what they would write into the
 * stylesheet is lost or torn, which a sanitizer sees. */
static pthread_barrier_t all_there;

static void *apply_first(void *shared)
{
    struct ewc_xml *doc = parse("<a/>");
    struct ewc_xml *result = NULL;
    bool good;

    pthread_barrier_wait(&all_there);
    good = ewc_sheet_apply(shared, doc, NULL, &result, NULL) == EWC_OK &&
                strcmp(ewc_node_attr(ewc_xml_root(result), "sum"), "36") == 0;

    ewc_xml_free(result);
    ewc_xml_free(doc);
    return good ? shared : NULL;
}

Test(apply, threads_share_imported_functions, .timeout = 60)
{
    for (int round = 0; round < 100; round++) {
        struct ewc_sheet *sheet = load("imports-functions.xsl");
        pthread_t threads[4];

        cr_assert(eq(int, pthread_barrier_init(&all_there, NULL, 4), 0));
        for (size_t i = 0; i < 4; i++)
            cr_assert(eq(int, pthread_create(&threads[i], NULL, apply_first, sheet), 0));
        for (size_t i = 0; i < 4; i++) {
            void *outcome = NULL;

            cr_assert(eq(int, pthread_join(threads[i], &outcome), 0));
            cr_expect(eq(ptr, outcome, sheet));
        }
        pthread_barrier_destroy(&all_there);
        ewc_sheet_free(sheet);
    }
}

/* ---- apply: what is stopped
 * ---------------------------------------------------------------------------------- */

ParameterizedTestParameters(apply, breaks_off)
{
    static struct fault_row rows[] = {
        {"undeclared-variable.xsl", 0, "undeclared-variable.xsl", 3, "grup"},
        {"unknown-function.xsl", 0, "unknown-function.xsl", 3, "nope"},
        {"terminates.xsl", 0, "terminates.xsl", 3, "this is not for me"},
        {"no-root.xsl", 0, "no-root.xsl", 0, "no root element"},
        {"reads-file.xsl", 0, "reads-file.xsl", 3, "refused"},
        {"reads-network.xsl", 0, "reads-network.xsl", 3, "refused"},
        {"reads-library.xsl", 0, "reads-library.xsl", 3, ""},
        {"endless-template.xsl", 0, "endless-template.xsl", 3, "too deeply"},
        {"endless-apply.xsl", 0, "endless-apply.xsl", 2, "too deeply"},
        {"endless-function.xsl", 0, "endless-function.xsl", 4, "too deeply"},
        {"endless-function-in-variable.xsl", 0, "in-variable.xsl", 4, "recursion"},
        {"endless-evaluate.xsl", 0, "endless-evaluate.xsl", 5, "ecursion"},
        {"endless-variable.xsl", 0, "endless-variable.xsl", 2, ""},
        {"doubling-template.xsl", 0, "doubling-template.xsl", 3, "too many instructions"},
        {"slow-xpath.xsl", 0, "slow-xpath.xsl", 2, "too many steps"},
        {"long-time.xsl", 0, "long-time.xsl", 4, "more time than it has"},
        {"much-memory.xsl", 0, "much-memory.xsl", 0, "more memory than it has"},
    };
    return cr_make_param_array(struct fault_row, rows, sizeof(rows) / sizeof(rows[0]));
}

/* Wide enough for slow-xpath.xsl to be slow. */
static char *wide_input(void)
{
    struct ewc_buf buf;
    char *text;

    ewc_buf_init(&buf, 0);
    ewc_buf_text(&buf, "<a>");
    for (int i = 0; i < 300; i++)
        ewc_buf_text(&buf, "<b/>");
    ewc_buf_text(&buf, "</a>");
    text = ewc_arena_strdup(arena, buf.ptr);
    ewc_buf_finish(&buf);
    return text;
}

ParameterizedTest(struct fault_row *row, apply, breaks_off, .timeout = 60)
{
    struct ewc_err err = {0};
    char *text;
    size_t len, end = strlen(row->at);

    /* time enough for the others, however busy the machine is */
    ewc_xslt_limit_judgements(strstr(row->says, "more time") ? 500 : 50 * 1000,
                              strstr(row->says, "more memory") ? 200 << 20 : UINT64_MAX);
    text = applied(row->file, wide_input(), NULL, &err);

    cr_assert(eq(ptr, text, NULL), "%s: %s", row->file, text);
    cr_expect(eq(int, (int)err.status, EWC_EXSLT), "%s", row->file);
    cr_expect(ne(ptr, strstr(err.message, row->says), NULL), "%s: %s", row->file, err.message);
    len = strlen(err.at.file);
    cr_expect(ge(sz, len, end));
    cr_expect(eq(str, err.at.file + (len - end), row->at));
    if (row->line)
        cr_expect(eq(uint, err.at.line, row->line), "%s: %s", row->file, err.message);
    ewc_xslt_limit_judgements(50 * 1000, UINT64_MAX);
    text = applied("messages.xsl", "<a/>", NULL, NULL);
    cr_expect(ne(ptr, text, NULL), "the next one runs as if nothing had been");
}

ParameterizedTestParameters(apply, writes_nothing)
{
    static struct param_row rows[] = {
        {"writes-exsl.xsl"},
        {"writes-xsl.xsl"},
        {"writes-saxon.xsl"},
        {"writes-xalan.xsl"},
    };
    return cr_make_param_array(struct param_row, rows, sizeof(rows) / sizeof(rows[0]));
}

ParameterizedTest(struct param_row *row, apply, writes_nothing)
{
    char name[13], *path;
    struct ewc_err err = {0};

    ewc_random_name(name, sizeof(name) - 1);
    path = ewc_arena_printf(arena, "/tmp/ewc-xslt-%s/out.xml", name);
    cr_expect(
        eq(ptr, applied(row->value, "<a/>", (struct ewc_sheet_param[]){{"path", path}, {NULL, NULL}}, &err),
           NULL),
        "%s", row->value);
    cr_expect(eq(int, (int)err.status, EWC_EXSLT));
    cr_expect(ne(int, access(path, F_OK), 0), "%s", row->value);
    path = ewc_arena_printf(arena, "/tmp/ewc-xslt-%s.xml", name);
    cr_expect(
        eq(ptr, applied(row->value, "<a/>", (struct ewc_sheet_param[]){{"path", path}, {NULL, NULL}}, NULL),
           NULL),
        "%s", row->value);
    cr_expect(ne(int, access(path, F_OK), 0), "%s", row->value);
}

ParameterizedTestParameters(apply, reads_nothing)
{
    static struct param_row rows[] = {
        {"/xml/good/everything.xml"},
        {"file://"},
        {"file://localhost"},
        {"/xslt/lib/part/a.xsl"},
    };
    return cr_make_param_array(struct param_row, rows, sizeof(rows) / sizeof(rows[0]));
}

ParameterizedTest(struct param_row *row, apply, reads_nothing)
{
    struct ewc_err err = {0};
    const char *path = row->value[0] == '/' ? ewc_arena_printf(arena, "%s%s", EWC_TEST_DATA, row->value)
                                            : ewc_arena_printf(arena, "%s%s/xml/good/everything.xml",
                                                               row->value, EWC_TEST_DATA);

    cr_expect(eq(ptr,
                 applied("reads-absolute-file.xsl", "<a/>",
                         (struct ewc_sheet_param[]){{"path", path}, {NULL, NULL}}, &err),
                 NULL),
              "%s", path);
    cr_expect(eq(int, (int)err.status, EWC_EXSLT));
    cr_expect(ne(ptr, strstr(err.message, "refused"), NULL), "%s", err.message);
}

/* ---- render
 * --------------------------------------------------------------------------------------------------- */

static char *rendered(const char *name, struct ewc_err *err)
{
    struct ewc_sheet *sheet = load(name);
    struct ewc_xml *doc = parse("<a/>");
    struct ewc_buf buf;
    char *text = NULL;

    ewc_buf_init(&buf, 0);
    ewc_buf_text(&buf, "before ");
    if (ewc_sheet_render(sheet, doc, NULL, &buf, err) == EWC_OK)
        text = ewc_arena_strndup(arena, buf.ptr, buf.len);
    else
        cr_expect(eq(str, buf.ptr, "before "));
    ewc_buf_finish(&buf);
    ewc_xml_free(doc);
    ewc_sheet_free(sheet);
    return text;
}

Test(render, follows_xsl_output)
{
    struct ewc_err err = {0};
    char *html = rendered("html.xsl", &err);

    cr_expect(eq(str, rendered("text.xsl", &err),
                 "before gr\xFC\xDF"
                 "e <"),
              "%s", err.message);
    cr_expect(ne(ptr, strstr(html, "<br><p>1 &lt; 2</p>"), NULL), "%s", html);
    cr_expect(eq(str, rendered("messages.xsl", &err), "before <?xml version=\"1.0\"?>\n<r/>\n"), "%s",
              err.message);
}

Test(render, breaks_off_like_apply)
{
    struct ewc_err err = {0};

    cr_expect(eq(ptr, rendered("terminates.xsl", &err), NULL));
    cr_expect(eq(int, (int)err.status, EWC_EXSLT));
}
