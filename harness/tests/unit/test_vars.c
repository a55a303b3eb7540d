/* vars: layers of names, and what a template makes of them. */
#include "vars/vars.h"

#include "test_stage.h"

TestSuite(vars, .init = set_up, .fini = tear_down, .timeout = 30);

#define SAYS(found, wanted) cr_expect(eq(str, (char *)(found), (char *)(wanted)))

/* The value; "(absent)"; "(unknown)". */
static const char *get(const struct ewc_vars *vars, const char *name)
{
    const char *value = "(untouched)";

    switch (ewc_vars_get(vars, name, &value)) {
    case EWC_VALUE:
        return value;
    case EWC_ABSENT:
        SAYS(value, "(untouched)");
        return "(absent)";
    case EWC_UNKNOWN:
        break;
    }
    SAYS(value, "(untouched)");
    return "(unknown)";
}

Test(vars, knows_values_and_absent_names)
{
    struct ewc_vars *vars = ewc_vars_create(arena, NULL);
    char value[] = "one";

    cr_assert(ewc_vars_set(vars, "a", value) && ewc_vars_set(vars, "gone", NULL) &&
              ewc_vars_set(vars, "empty", ""));
    value[0] = 'X';
    SAYS(get(vars, "a"), "one"); /* a copy */
    SAYS(get(vars, "gone"), "(absent)");
    SAYS(get(vars, "empty"), "");
    SAYS(get(vars, "b"), "(unknown)");
    SAYS(get(vars, ""), "(unknown)");
    SAYS(get(vars, "A"), "(unknown)");
    SAYS(ewc_vars_value(vars, "a"), "one");
    cr_expect(zero(ptr, (void *)ewc_vars_value(vars, "gone")));
    cr_expect(zero(ptr, (void *)ewc_vars_value(vars, "b")));
}

Test(vars, replaces)
{
    struct ewc_vars *vars = ewc_vars_create(arena, NULL);

    cr_assert(ewc_vars_set(vars, "a", "one") && ewc_vars_set(vars, "a", "two"));
    SAYS(get(vars, "a"), "two");
    cr_assert(ewc_vars_set(vars, "a", NULL));
    SAYS(get(vars, "a"), "(absent)");
    cr_assert(ewc_vars_set2(vars, "group", "id", "AAMk") &&
              ewc_vars_set2(vars, "group", "change-key", NULL));
    SAYS(get(vars, "group.id"), "AAMk");
    SAYS(get(vars, "group.change-key"), "(absent)");
}

Test(vars, looks_from_the_top_down)
{
    struct ewc_vars *run = ewc_vars_create(arena, NULL);
    struct ewc_vars *c = ewc_vars_create(arena, run);

    cr_assert(ewc_vars_set(run, "a", "run's") && ewc_vars_set(run, "b", "run's"));
    cr_assert(ewc_vars_set(c, "a", "case's"));
    SAYS(get(c, "a"), "case's");
    SAYS(get(c, "b"), "run's");
    SAYS(get(run, "a"), "run's");
    cr_assert(ewc_vars_set(c, "b", NULL));
    SAYS(get(c, "b"), "(absent)"); /* hides the one below */
}

Test(vars, makes_unique_names)
{
    struct ewc_vars *run = ewc_vars_create(arena, NULL);
    struct ewc_vars *vars = ewc_vars_create(arena, run);

    SAYS(get(vars, "unique"), "(unknown)");
    ewc_vars_set_unique(vars, "ews-conform-x-1");
    SAYS(get(vars, "unique"), "ews-conform-x-1");
    SAYS(get(vars, "unique.name"), "ews-conform-x-1-name");
    SAYS(get(vars, "unique.a.b"), "ews-conform-x-1-a.b");
    SAYS(get(vars, "uniqueness"), "(unknown)");
    SAYS(get(run, "unique"), "(unknown)");
}

Test(vars, lists_what_is_in_scope)
{
    struct ewc_vars *bottom = ewc_vars_create(arena, NULL);
    struct ewc_vars *middle = ewc_vars_create(arena, bottom);
    struct ewc_vars *top = ewc_vars_create(arena, middle);
    const struct ewc_xml_var *list;
    const char *seen = "";

    cr_assert(ewc_vars_set(bottom, "a", "bottom") && ewc_vars_set(bottom, "b", "bottom"));
    cr_assert(ewc_vars_set(middle, "b", "middle") && ewc_vars_set(middle, "c", "middle"));
    cr_assert(ewc_vars_set(top, "c", NULL) && ewc_vars_set(top, "d", "top"));
    ewc_vars_set_unique(middle, "m");
    ewc_vars_set_unique(top, "t");
    for (list = ewc_vars_list(top, arena); list->name; list++)
        seen = ewc_arena_printf(arena, "%s%s=%s ", seen, list->name, list->value);
    cr_expect(eq(sz, strlen(seen), strlen("a=bottom b=middle c= d=top unique=t ")), "each name once: %s",
              seen);
    cr_expect(has(seen, "a=bottom ") && has(seen, "b=middle ") && has(seen, "c= ") && has(seen, "d=top ") &&
                  has(seen, "unique=t "),
              "%s", seen);
    cr_expect(zero(ptr, (void *)ewc_vars_list(ewc_vars_create(arena, NULL), arena)->name));
}

static const struct ewc_template *compile(const char *text)
{
    const struct ewc_template *tpl = NULL;

    cr_assert(eq(int,
                 (int)ewc_template_compile(ewc_str(text), EWC_TEMPLATE_TEXT, (struct ewc_loc){"f", 3, 0},
                                           arena, &tpl, NULL),
                 EWC_OK));
    return tpl;
}

Test(vars, expands)
{
    struct ewc_vars *vars = ewc_vars_create(arena, NULL);
    const char *text = NULL;
    struct ewc_err err = {0};

    cr_assert(ewc_vars_set(vars, "a", "one") && ewc_vars_set(vars, "gone", NULL));
    ewc_vars_set_unique(vars, "u");
    cr_expect(
        eq(int, (int)ewc_vars_expand(vars, compile("${unique.x} ${a}${a:5}"), arena, &text, &err), EWC_OK));
    SAYS(text, "u-x oneonexx");
    cr_expect(eq(int, (int)ewc_vars_expand(vars, compile(""), arena, &text, &err), EWC_OK));
    SAYS(text, "");
    text = "(untouched)";
    cr_expect(eq(int, (int)ewc_vars_expand(vars, compile("${b}"), arena, &text, &err), EWC_ECASE));
    cr_expect(eq(uint, err.at.line, 3));
    cr_expect(eq(int, (int)ewc_vars_expand(vars, compile("${gone}"), arena, &text, NULL), EWC_ECASE));
    SAYS(text, "(untouched)");
}

Test(vars, tells_when_the_arena_is_full)
{
    bool done = false;

    for (size_t bytes = 16; !done; bytes += 16) {
        struct ewc_arena *small = ewc_arena_create(bytes);
        struct ewc_vars *vars = ewc_vars_create(small, NULL);

        if (vars) {
            done = ewc_vars_set2(vars, "a", "b", "a value") && ewc_vars_list(vars, small);
            if (!done && ewc_vars_value(vars, "a.b"))
                SAYS(ewc_vars_value(vars, "a.b"), "a value"); /* all of it or nothing */
        }
        ewc_arena_destroy(small);
        cr_assert(lt(sz, bytes, 4096));
    }
}
