/* plan: which cases are meant, and in which order. */
#include "plan/plan.h"

#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test_stage.h"

static struct ewc_schema *schema;
static const char *told; /* messages and hints, a line each */

static void open_schema(void)
{
    set_up();
    schema = product_schema("cases/case.xsd");
    told = "";
}

static void close_schema(void)
{
    ewc_schema_free(schema);
    tear_down();
}

TestSuite(plan, .init = open_schema, .fini = close_schema, .timeout = 60);

static void remember(void *ctx, const struct ewc_err *err)
{
    (void)ctx;
    told = ewc_arena_printf(arena, "%s%s: %s [%s]\n", told, err->at.file, err->message, err->hint);
}

static bool is_from_run(void *ctx, const char *name)
{
    (void)ctx;
    return strcmp(name, "from-run") == 0;
}

static struct ewc_plan build(struct ewc_plan_options options)
{
    struct ewc_plan plan = {0};
    struct ewc_err err = {0};

    if (!options.suite_folder)
        options.suite_folder = data_path("plan/suite");
    options.schema = schema;
    options.is_run_variable = is_from_run;
    cr_assert(eq(int, (int)ewc_plan_build(&options, arena, remember, NULL, &plan, &err), EWC_OK), "%s",
              err.message);
    return plan;
}

/* The ids in their order. */
static const char *ids(struct ewc_plan plan)
{
    const char *text = "";

    for (unsigned i = 0; i < plan.count; i++)
        text = ewc_arena_printf(arena, "%s%s%s", text, i ? " " : "", plan.cases[i]->id);
    return text;
}

#define LIST(...) ((const char *const[]){__VA_ARGS__, NULL})
#define SAYS(found, wanted) cr_expect(eq(str, (char *)(found), (char *)(wanted)))
#define PATHS(...) ids(build((struct ewc_plan_options){.paths = LIST(__VA_ARGS__)}))

/* ---- which files
 * ---------------------------------------------------------------------------------------------- */

Test(plan, takes_the_suite_by_path)
{
    struct ewc_plan plan = build((struct ewc_plan_options){0});

    /* "alpha/deep" before "alpha/one"; not examples, not the suite's own files, nothing hidden */
    SAYS(ids(plan), "three one two four rename-once five");
    cr_expect(eq(uint, plan.broken, 0));
    SAYS(told, "");
    SAYS(ids(build((struct ewc_plan_options){.paths = (const char *const[]){NULL}})),
         "three one two four rename-once five");
}

Test(plan, takes_files_folders_and_ids)
{
    SAYS(PATHS(data_path("plan/suite/beta/four.xml")), "four");
    SAYS(PATHS(data_path("plan/suite/alpha")), "three one two");
    SAYS(PATHS(data_path("plan/suite/alpha///")), "three one two");
    SAYS(PATHS("two"), "two");
    SAYS(PATHS("three", "five", "four"), "three four five"); /* by path, not as named */
    SAYS(PATHS("beta"), "four rename-once");
    SAYS(PATHS("alpha/deep"), "three");
    SAYS(PATHS("alpha/deep/three"), "three");
    SAYS(PATHS("alpha/one.xml"), "one");
    SAYS(PATHS("examples"), "sixth");
    SAYS(told, "");
}

Test(plan, takes_each_file_once)
{
    SAYS(PATHS("two", "two", "alpha", data_path("plan/suite/alpha/two.xml"),
               data_path("plan/./suite//alpha/two.xml"), data_path("plan/suite/beta/../alpha/deep")),
         "three one two");
    SAYS(told, "");
}

Test(plan, tells_the_nearest_id)
{
    struct ewc_plan plan = build((struct ewc_plan_options){.paths = LIST("rename-onec", "four")});

    SAYS(ids(plan), "four");
    cr_expect(eq(uint, plan.broken, 1));
    cr_expect(has(told, "\"rename-onec\" is no file, no folder and no case of"), "%s", told);
    cr_expect(has(told, "did you mean \"rename-once\"?"), "%s", told);
}

Test(plan, does_not_guess_wildly)
{
    struct ewc_plan plan = build((struct ewc_plan_options){.paths = LIST("zzzzzzzzzzzzzz")});

    cr_expect(eq(uint, plan.count, 0));
    cr_expect(eq(uint, plan.broken, 1));
    cr_expect(not(has(told, "did you mean")), "%s", told);
    cr_expect(has(told, "\"ews-conform list\" prints all cases"), "%s", told);
}

Test(plan, does_not_find_hidden_ids)
{
    cr_expect(eq(uint, build((struct ewc_plan_options){.paths = LIST("sixth")}).broken, 1),
              "of an example");
    cr_expect(eq(uint, build((struct ewc_plan_options){.paths = LIST("requirements")}).count, 0));
    cr_expect(eq(uint, build((struct ewc_plan_options){.paths = LIST("")}).count, 0),
              "nothing is not everything");
}

Test(plan, tells_an_empty_folder)
{
    struct ewc_plan plan = build((struct ewc_plan_options){.paths = LIST(data_path("plan/nothing"))});

    cr_expect(eq(uint, plan.broken, 1));
    cr_expect(has(told, "plan/nothing: there is no case file (*.xml) in this folder"), "%s", told);
}

Test(plan, tells_a_path_that_is_too_long)
{
    char path[3 * PATH_MAX];

    memset(path, 'x', sizeof(path) - 1);
    path[sizeof(path) - 1] = '\0';
    cr_expect(eq(uint, build((struct ewc_plan_options){.paths = LIST(path)}).broken, 1));
}

Test(plan, tells_all_broken_files)
{
    struct ewc_plan plan = build((struct ewc_plan_options){.paths = LIST(data_path("plan/broken"))});

    SAYS(ids(plan), "fine from-run");
    cr_expect(eq(uint, plan.broken, 2));
    cr_expect(has(told, "not-well-formed.xml: "), "%s", told);
    cr_expect(has(told, "unknown-variable.xml: unknown variable \"nobody\""), "%s", told);
}

Test(plan, keeps_broken_cases_for_those_who_look)
{
    struct ewc_plan plan = build((struct ewc_plan_options){.paths = LIST(data_path("plan/broken")), .keep_broken = true});

    SAYS(ids(plan), "fine from-run unknown-variable");
    cr_expect(eq(uint, plan.broken, 2));
    cr_expect(has(told, "unknown-variable.xml: unknown variable \"nobody\""), "%s", told);
    cr_expect(has(told, "unknown-variable.xml: unknown variable \"nothing\""), "%s", told);
}

Test(plan, tells_a_file_that_is_no_case)
{
    struct ewc_plan plan = build((struct ewc_plan_options){.paths = LIST("requirements.xml", "notes.txt")});

    cr_expect(eq(uint, plan.broken, 2));
    cr_expect(has(told, "expected <case"), "%s", told);
}

Test(plan, keeps_the_first_of_two_with_one_id)
{
    struct ewc_plan plan = build((struct ewc_plan_options){.paths = LIST(data_path("plan/twice"))});

    SAYS(ids(plan), "same other");
    cr_expect(has(plan.cases[0]->file, "/a/same.xml"));
    cr_expect(eq(uint, plan.broken, 1));
    cr_expect(has(told, "/b/same.xml: the id \"same\" is taken by "), "%s", told);
    cr_expect(has(told, "/a/same.xml"), "%s", told);
    told = "";
    plan = build((struct ewc_plan_options){.paths = LIST("same"), .suite_folder = data_path("plan/twice")});
    SAYS(ids(plan), "same");
    cr_expect(eq(uint, plan.broken, 1));
}

/* Links are made here: an archive of the sources may not keep them. */
Test(plan, survives_links_that_lead_nowhere_or_round)
{
    char folder[] = "/tmp/ews-conform-plan-XXXXXX";
    const char *loop, *dead, *one;
    struct ewc_plan plan;

    cr_assert(mkdtemp(folder) != NULL);
    loop = ewc_arena_printf(arena, "%s/loop", folder);
    dead = ewc_arena_printf(arena, "%s/dead.xml", folder);
    one = ewc_arena_printf(arena, "%s/one.xml", folder);
    cr_assert(eq(int, symlink(folder, loop), 0));
    cr_assert(eq(int, symlink("nowhere", dead), 0));
    cr_assert(eq(int, symlink(data_path("plan/suite/alpha/one.xml"), one), 0));
    plan = build((struct ewc_plan_options){.paths = LIST(folder, "one")});
    unlink(loop), unlink(dead), unlink(one), rmdir(folder);
    SAYS(ids(plan), "one");
    cr_expect(eq(uint, plan.broken, 1));
    cr_expect(has(told, "dead.xml: cannot read the case"), "%s", told);
}

Test(plan, tells_folders_that_are_nested_too_deeply)
{
    char folder[] = "/tmp/ews-conform-plan-XXXXXX";
    char path[256];
    struct ewc_plan plan;
    size_t len;

    cr_assert(mkdtemp(folder) != NULL);
    len = (size_t)snprintf(path, sizeof(path), "%s", folder);
    for (int i = 0; i < 20; i++) {
        len += (size_t)snprintf(path + len, sizeof(path) - len, "/d");
        cr_assert(eq(int, mkdir(path, 0700), 0));
    }
    plan = build((struct ewc_plan_options){.paths = LIST(folder)});
    for (; len > strlen(folder); len -= 2, path[len] = '\0')
        rmdir(path);
    rmdir(folder);
    cr_expect(eq(uint, plan.broken, 1));
    cr_expect(has(told, "nested too deeply"), "%s", told);
}

/* ---- which cases
 * ---------------------------------------------------------------------------------------------- */

Test(plan, chooses_by_tag)
{
    SAYS(ids(build((struct ewc_plan_options){.tags = LIST("smoke")})), "one two five");
    SAYS(ids(build((struct ewc_plan_options){.tags = LIST("smoke", "slow")})),
         "three one two rename-once five");
    SAYS(ids(build((struct ewc_plan_options){.exclude_tags = LIST("slow")})), "one four five");
    SAYS(ids(build((struct ewc_plan_options){.tags = LIST("smoke"), .exclude_tags = LIST("slow")})),
         "one five");
    SAYS(ids(build((struct ewc_plan_options){.tags = LIST("Smoke")})), "");
    SAYS(ids(build((struct ewc_plan_options){.tags = (const char *const[]){NULL},
                                             .exclude_tags = (const char *const[]){NULL}})),
         "three one two four rename-once five");
}

Test(plan, chooses_cases_that_change_nothing)
{
    SAYS(ids(build((struct ewc_plan_options){.read_only = true})), "three one rename-once");
    SAYS(ids(build((struct ewc_plan_options){.read_only = true, .tags = LIST("smoke")})), "one");
}

/* ---- parts and orders
 * -------------------------------------------------------------------------------------------- */

/* Every case of the product's suite is in exactly one part, whatever the number of parts. */
Test(plan, divides_into_parts)
{
    const char *suite = ewc_arena_printf(arena, "%s/cases", EWC_ROOT);
    struct ewc_plan whole = build((struct ewc_plan_options){.suite_folder = suite});
    const unsigned numbers[] = {1, 2, 3, 7};

    cr_assert(gt(uint, whole.count, 100));
    for (size_t n = 0; n < COUNT_OF(numbers); n++) {
        unsigned *seen = ewc_arena_alloc(arena, whole.count * sizeof(*seen));

        for (unsigned shard = 1; shard <= numbers[n]; shard++) {
            struct ewc_plan part = build((struct ewc_plan_options){
                .suite_folder = suite, .shard = shard, .shard_count = numbers[n]});
            unsigned at = 0;

            cr_expect(gt(uint, part.count, whole.count / numbers[n] / 2), "parts are of similar size");
            for (unsigned i = 0; i < part.count; i++) { /* in the order of the whole */
                while (at < whole.count && strcmp(whole.cases[at]->id, part.cases[i]->id) != 0)
                    at++;
                cr_assert(lt(uint, at, whole.count));
                seen[at]++;
            }
        }
        for (unsigned i = 0; i < whole.count; i++)
            cr_expect(eq(uint, seen[i], 1), "%s in one of %u parts", whole.cases[i]->id, numbers[n]);
    }
}

Test(plan, shuffles_by_the_seed)
{
    const char *first = ids(build((struct ewc_plan_options){.shuffle_seed = "one"}));
    const char *seeds[] = {"two", "three", "four", "five"};
    bool differs = false;

    SAYS(ids(build((struct ewc_plan_options){.shuffle_seed = "one"})), first);
    SAYS(first, "four five one rename-once two three"); /* on every machine */
    cr_expect(eq(sz, strlen(first), strlen("three one two four rename-once five")));
    for (size_t i = 0; i < COUNT_OF(seeds); i++)
        differs |= strcmp(ids(build((struct ewc_plan_options){.shuffle_seed = seeds[i]})), first) != 0;
    cr_expect(differs);
}

Test(plan, tells_when_the_arena_is_full)
{
    struct ewc_plan_options options = {.suite_folder = data_path("plan/suite"), .schema = schema};
    enum ewc_status st = EWC_ENOMEM;

    for (size_t bytes = 64; st != EWC_OK; bytes += 512) {
        struct ewc_arena *small = ewc_arena_create(bytes);
        struct ewc_plan plan = {0};

        st = ewc_plan_build(&options, small, remember, NULL, &plan, NULL);
        cr_assert(st == EWC_OK || st == EWC_ENOMEM, "%zu", bytes);
        cr_expect(eq(uint, plan.count, st == EWC_OK ? 6 : 0));
        ewc_arena_destroy(small);
        cr_assert(lt(sz, bytes, 200000));
    }
    SAYS(told, "");
}
