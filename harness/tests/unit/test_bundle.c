/* bundle: names and files that nobody can lead elsewhere, secrets that are taken out, values that a shell
 * leaves alone. */
#include <sys/stat.h>
#include <unistd.h>

#include "bundle/place.h"
#include "bundle/script.h"

#include "test_stage.h"

static char folder[] = "/tmp/ewc-bundle-XXXXXX";
static struct ewc_bundle_config config;
static struct place place = {.folder = -1};

static void start(void)
{
    set_up();
    cr_assert(mkdtemp(folder) != NULL);
    config = (struct ewc_bundle_config){.folder = ewc_arena_printf(arena, "%s/out", folder)};
}

static void stop(void)
{
    close_place(&place);
    cr_expect(eq(int, system(ewc_arena_printf(arena, "rm -rf '%s'", folder)), 0));
    tear_down();
}

TestSuite(bundle, .init = start, .fini = stop);

static const char *inside(const char *name)
{
    return ewc_arena_printf(arena, "%s/%s", folder, name);
}

static void open_case(const char *id)
{
    struct ewc_err err = {0};

    cr_assert(eq(int, (int)open_place(&config, id, &place, &err), EWC_OK), "%s", err.message);
}

struct name_row {
    char name[48], safe[48];
};

ParameterizedTestParameters(bundle, makes_names_safe)
{
    static struct name_row rows[] = {{"rename-once", "rename-once"},
                                     {"../../etc/passwd", "_._.._etc_passwd"},
                                     {"", "_"},
                                     {".", "_"},
                                     {"..", "_."},
                                     {"a b;$(x)", "a_b___x_"},
                                     {"gr\xc3\xbc\xc3\x9f", "gr____"}};

    return cr_make_param_array(struct name_row, rows, COUNT_OF(rows), NULL);
}

ParameterizedTest(struct name_row *r, bundle, makes_names_safe)
{
    char safe[101];

    make_safe(r->name, safe);
    cr_expect(eq(str, safe, r->safe));
}

Test(bundle, a_long_name_is_cut)
{
    char name[300], safe[101];

    memset(name, 'a', sizeof(name));
    name[299] = '\0';
    make_safe(name, safe);
    cr_expect(eq(sz, strlen(safe), 100));
}

Test(bundle, a_name_stays_inside)
{
    struct ewc_err err = {0};

    open_case("../escape");
    cr_assert(eq(int, (int)put_file(&place, "01.request", ewc_str("x"), &err), EWC_OK), "%s", err.message);
    cr_expect(eq(int, access(inside("escape"), F_OK), -1));
    cr_expect(eq(int, access(inside("out/_._escape/01.request"), R_OK), 0));
}

Test(bundle, links_are_not_followed)
{
    struct ewc_err err = {0};
    struct stat info;

    cr_assert(eq(int, mkdir(inside("elsewhere"), 0700), 0));
    cr_assert(eq(int, mkdir(inside("out"), 0700), 0));
    cr_assert(eq(int, symlink(inside("elsewhere"), inside("out/linked")), 0));
    cr_expect(eq(int, (int)open_place(&config, "linked", &place, &err), EWC_EIO),
              "a link in the place of the folder");
    cr_expect(has(err.hint, "--bundles"));
    close_place(&place);

    err = (struct ewc_err){0};
    open_case("case");
    cr_assert(eq(int, symlink(inside("elsewhere/precious"), inside("out/case/repro.sh")), 0));
    cr_assert(eq(int, (int)put_file(&place, "repro.sh", ewc_str("ours"), &err), EWC_OK), "%s", err.message);
    cr_expect(eq(int, access(inside("elsewhere/precious"), F_OK), -1),
              "nothing is written behind the link");
    cr_assert(eq(int, lstat(inside("out/case/repro.sh"), &info), 0));
    cr_expect(eq(uint, info.st_mode & S_IFMT, S_IFREG), "the link is replaced");
    cr_assert(eq(int, symlink(inside("elsewhere"), inside("out/case/xslt")), 0));
    cr_expect(eq(int, (int)make_folder(&place, "xslt", &err), EWC_EIO),
              "nor a link in the place of a folder inside");
}

static void take_secret_out(void *ctx, struct ewc_str bytes, struct ewc_buf *out)
{
    size_t at = ewc_str_find(bytes, ctx, 0);

    ewc_buf_str(out, (struct ewc_str){bytes.ptr, at < bytes.len ? at : bytes.len});
    if (at < bytes.len)
        ewc_buf_text(out, "[removed]");
}

Test(bundle, secrets_are_taken_out_of_every_file)
{
    char secret[] = "hunter2";
    struct ewc_err err = {0};
    FILE *f = fopen(inside("source"), "w");

    cr_assert(f != NULL);
    fputs("password: hunter2", f);
    fclose(f);
    open_case("case");
    place.redact = take_secret_out;
    place.ctx = secret;
    cr_assert(eq(int, (int)put_file(&place, "a", ewc_str("x hunter2"), &err), EWC_OK), "%s", err.message);
    cr_assert(eq(int, (int)copy_file(&place, inside("source"), "b", &err), EWC_OK), "%s", err.message);
    cr_expect(eq(str, (char *)file_text(inside("out/case/a")), "x [removed]"));
    cr_expect(eq(str, (char *)file_text(inside("out/case/b")), "password: [removed]"));
    place.redact = NULL;
}

struct use_row {
    char expression[48], name[24];
    bool used;
};

ParameterizedTestParameters(bundle, sees_which_variables_an_expression_uses)
{
    static struct use_row rows[] = {{"//x[@Id = $group.id]", "group.id", true},
                                    {"//x[@Id = $group.id]", "group", false},
                                    {"$a", "a", true},
                                    {"$ab + $a", "a", true},
                                    {"$ab", "a", false},
                                    {"$a-b", "a", false},
                                    {"a", "a", false},
                                    {"", "a", false}};

    return cr_make_param_array(struct use_row, rows, COUNT_OF(rows), NULL);
}

ParameterizedTest(struct use_row *r, bundle, sees_which_variables_an_expression_uses)
{
    cr_expect(eq(int, uses_variable(r->expression, r->name), r->used), "$%s in %s", r->name, r->expression);
}

Test(bundle, a_folder_that_cannot_be_made_is_told)
{
    struct ewc_err err = {0};

    config.folder = "/proc/no-such-folder";
    cr_expect(eq(int, (int)open_place(&config, "case", &place, &err), EWC_EIO));
    cr_expect(has(err.message, "cannot make the folder"));
}
