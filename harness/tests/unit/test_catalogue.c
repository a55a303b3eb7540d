/* catalogue: requirements are found by id; a suite's own come before those that it builds on. */
#include "catalogue/catalogue.h"

#include "test_stage.h"

static struct ewc_schema *schema;

static void open_schema(void)
{
    set_up();
    schema = product_schema("cases/requirements.xsd");
}

static void close_schema(void)
{
    ewc_schema_free(schema);
    tear_down();
}

TestSuite(catalogue, .init = open_schema, .fini = close_schema, .timeout = 60);

#define SAYS(found, wanted) cr_expect(eq(str, (char *)(found), (char *)(wanted)))

static const struct ewc_catalogue *load(const char *path, const struct ewc_catalogue *below)
{
    const struct ewc_catalogue *catalogue = NULL;
    struct ewc_err err = {0};

    cr_assert(eq(int, (int)ewc_catalogue_load(path, schema, below, arena, &catalogue, &err), EWC_OK), "%s",
              err.message);
    return catalogue;
}

Test(catalogue, keeps_what_is_written)
{
    const struct ewc_catalogue *c = load(data_path("catalogue/small.xml"), NULL);

    cr_assert(eq(uint, c->count, 3));
    SAYS(c->items[0].id, "R10"); /* sorted, and without the white space of a token */
    cr_expect(eq(int, (int)c->items[0].level, EWC_OBS));
    cr_expect(eq(int, (int)c->items[0].testing, EWC_UNTESTABLE));
    SAYS(c->items[0].source, "");
    SAYS(c->items[0].reason, "Nobody can see it from outside.");
    SAYS(c->items[1].id, "R20");
    cr_expect(eq(int, (int)c->items[1].level, EWC_SHOULD));
    cr_expect(eq(int, (int)c->items[1].testing, EWC_TESTED_BY_RULE));
    SAYS(c->items[1].statement, "The second of three.");
    SAYS(c->items[1].source, "One page; Another, section 2");
    SAYS(c->items[1].reason, "");
    cr_expect(eq(uint, c->items[1].at.line, 3));
    SAYS(c->items[1].at.file, data_path("catalogue/small.xml"));
    cr_expect(eq(int, (int)c->items[2].testing, EWC_TESTED_BY_CASE));
}

Test(catalogue, finds_by_id)
{
    const struct ewc_catalogue *c = load(data_path("catalogue/small.xml"), NULL);
    const char *ids[] = {"R10", "R20", "R30"};

    for (size_t i = 0; i < COUNT_OF(ids); i++)
        SAYS(ewc_catalogue_find(c, ids[i])->id, ids[i]);
    cr_expect(zero(ptr, (void *)ewc_catalogue_find(c, "R1")));
    cr_expect(zero(ptr, (void *)ewc_catalogue_find(c, "r10")));
    cr_expect(zero(ptr, (void *)ewc_catalogue_find(c, "")));
    cr_expect(zero(ptr, (void *)ewc_catalogue_find(c, NULL)));
    cr_expect(zero(ptr, (void *)ewc_catalogue_find(NULL, "R10")));
}

Test(catalogue, prefers_the_suite_s_own)
{
    const struct ewc_catalogue *below = load(data_path("catalogue/small.xml"), NULL);
    const struct ewc_catalogue *c = load(data_path("catalogue/own.xml"), below);

    cr_assert(eq(uint, c->count, 4));
    for (unsigned i = 1; i < c->count; i++)
        cr_expect(lt(int, strcmp(c->items[i - 1].id, c->items[i].id), 0), "sorted, each once");
    cr_expect(eq(int, (int)ewc_catalogue_find(c, "R30")->level, EWC_MAY));
    SAYS(ewc_catalogue_find(c, "R30")->at.file, data_path("catalogue/own.xml"));
    cr_expect(eq(int, (int)ewc_catalogue_find(c, "R10")->level, EWC_OBS));
    SAYS(ewc_catalogue_find(c, "A1")->statement, "One of our own.");
    cr_expect(eq(int, (int)ewc_catalogue_find(below, "R30")->level, EWC_MUST),
              "the one below stays as it is");
}

struct bad {
    char file[32];
    int status;
    unsigned line;
};

ParameterizedTestParameters(catalogue, rejects)
{
    static struct bad rows[] = {
        {"none", EWC_EIO, 0},        {"not-well-formed", EWC_EXML, 2}, {"wrong-root", EWC_EXML, 1},
        {"empty-list", EWC_EXML, 1}, {"id-twice", EWC_EXML, 3},        {"level-unknown", EWC_EXML, 2},
    };
    return cr_make_param_array(struct bad, rows, COUNT_OF(rows));
}

ParameterizedTest(struct bad *b, catalogue, rejects)
{
    const struct ewc_catalogue *c = NULL;
    struct ewc_err err = {0};
    const char *path = data_path(ewc_arena_printf(arena, "catalogue/%s.xml", b->file));

    cr_expect(eq(int, (int)ewc_catalogue_load(path, schema, NULL, arena, &c, &err), b->status), "%s",
              b->file);
    cr_expect(eq(uint, err.at.line, b->line), "%s: %s", b->file, err.message);
    cr_expect(zero(ptr, (void *)c), "output is untouched on failure");
}

Test(catalogue, tells_when_the_arena_is_full)
{
    enum ewc_status st = EWC_ENOMEM;

    for (size_t bytes = 16; st != EWC_OK; bytes += 32) {
        struct ewc_arena *small = ewc_arena_create(bytes);
        const struct ewc_catalogue *c = NULL;

        st = ewc_catalogue_load(data_path("catalogue/small.xml"), schema, NULL, small, &c, NULL);
        cr_assert(st == EWC_OK || st == EWC_ENOMEM, "%zu", bytes);
        cr_expect(eq(int, c != NULL, st == EWC_OK));
        ewc_arena_destroy(small);
        cr_assert(lt(sz, bytes, 10000));
    }
}

Test(catalogue, loads_the_product_s_own)
{
    const struct ewc_catalogue *c =
        load(ewc_arena_printf(arena, "%s/cases/requirements.xml", EWC_ROOT), NULL);

    cr_expect(gt(uint, c->count, 80));
    cr_expect(eq(int, (int)ewc_catalogue_find(c, "R301")->level, EWC_MUST));
}
