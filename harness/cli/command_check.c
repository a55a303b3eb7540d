/* ews-conform check: what a case or stylesheet may have wrong, told without sending anything. */
#include <glob.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "template/template.h"

/* NULL: none is near. */
static const char *nearest_requirement(const struct world *w, const char *id)
{
    unsigned best = (unsigned)strlen(id) / 2 + 1;
    const char *nearest = NULL;
    unsigned i;

    for (i = 0; w->catalogue && i < w->catalogue->count; i++) {
        unsigned distance = ewc_edit_distance(id, w->catalogue->items[i].id);

        if (distance >= best)
            continue;
        best = distance;
        nearest = w->catalogue->items[i].id;
    }
    return nearest;
}

/* What a valid case may still have wrong. Counts what it tells. */
static unsigned lint_covers(const struct world *w, const struct ewc_case *c)
{
    unsigned found = 0;
    unsigned i;

    for (i = 0; i < c->covers_count; i++) {
        const struct ewc_case_covers *covered = &c->covers[i];
        const struct ewc_requirement *r = ewc_catalogue_find(w->catalogue, covered->requirement);
        struct ewc_err err = {0};
        const char *nearest;

        if (!r)
            ewc_err_set(&err, EWC_ECASE, covered->at, "the catalogue has no requirement \"%s\"", covered->requirement);
        else if (r->level != covered->level)
            ewc_err_set(&err, EWC_ECASE, covered->at, "\"%s\" is a %s in the catalogue, and here a %s",
                        covered->requirement, ewc_level_name(r->level), ewc_level_name(covered->level));
        else
            continue;
        nearest = r ? NULL : nearest_requirement(w, covered->requirement);
        ewc_err_hint(&err, "%s%s%s\"ews-conform list --requirements\" prints all with their levels",
                     nearest ? "did you mean \"" : "", nearest ? nearest : "", nearest ? "\"? " : "");
        print_error(&err);
        found++;
    }
    return found;
}

static unsigned lint_title(const struct ewc_case *c)
{
    size_t len = strlen(c->title);
    struct ewc_err err = {0};

    if (len == 0 || c->title[len - 1] != '?')
        return 0;
    ewc_err_set(&err, EWC_ECASE, c->at, "the title is a question; state the behaviour as a fact");
    print_error(&err);
    return 1;
}

/* A MUST or SHOULD needs a case, unless its entry says why it can't have one. Only meant for a whole suite. */
static unsigned lint_coverage(const struct world *w, const struct ewc_plan *plan)
{
    unsigned found = 0;
    unsigned i, k;

    for (i = 0; w->catalogue && i < w->catalogue->count; i++) {
        const struct ewc_requirement *r = &w->catalogue->items[i];
        struct ewc_err err = {0};
        bool covered = false;

        for (k = 0; k < plan->count && !covered; k++)
            covered = case_covers(plan->cases[k], r->id);
        if (covered || (r->testing == EWC_UNTESTABLE && *r->reason) || (r->level != EWC_MUST && r->level != EWC_SHOULD))
            continue;
        ewc_err_set(&err, EWC_ECASE, r->at, "%s (%s) has no case, and its entry does not say why", r->id,
                    ewc_level_name(r->level));
        print_error(&err);
        found++;
    }
    return found;
}

/* ---- what nothing looks at ------------------------------------------------------------------------------------------ */

static bool template_uses(const struct ewc_template *tpl, const char *name)
{
    const char *used;
    unsigned i;

    for (i = 0; tpl && (used = ewc_template_name(tpl, i)); i++)
        if (strcmp(used, name) == 0)
            return true;
    return false;
}

/* Does the step's request use that name? */
static bool request_uses(const struct ewc_case_step *s, const char *name)
{
    unsigned i;

    for (i = 0; i < s->http_header_count; i++)
        if (template_uses(s->http_headers[i].value, name))
            return true;
    return template_uses(s->body, name) || template_uses(s->content_type, name) ||
           template_uses(s->server_version.value, name) || template_uses(s->culture.value, name) ||
           template_uses(s->impersonate.value, name) || template_uses(s->further_headers, name) ||
           template_uses(s->soap_action, name);
}

/* Do its captures and checks? */
static bool judging_uses(const struct ewc_case_step *s, const char *name)
{
    unsigned i, k;

    for (i = 0; i < s->capture_count; i++) {
        const char *dollar = strchr(s->captures[i].select, '$');

        for (; dollar; dollar = strchr(dollar + 1, '$'))
            if (strncmp(dollar + 1, name, strlen(name)) == 0)
                return true;
    }
    for (i = 0; i < s->check_count; i++)
        for (k = 0; k < s->checks[i].param_count; k++)
            if (template_uses(s->checks[i].params[k].value, name))
                return true;
    return false;
}

/* One without optional="yes" asks for something by itself: finding nothing fails the step. */
static unsigned lint_captures(const struct ewc_case *c)
{
    unsigned found = 0;
    unsigned i, k, n;

    for (i = 0; i < c->step_count; i++)
        for (k = 0; k < c->steps[i].capture_count; k++) {
            const struct ewc_case_capture *capture = &c->steps[i].captures[k];
            struct ewc_err err = {0};
            bool used = !capture->optional;

            for (n = i; n < c->step_count && !used; n++)
                used = request_uses(&c->steps[n], capture->as) || judging_uses(&c->steps[n], capture->as);
            if (used)
                continue;
            ewc_err_set(&err, EWC_ECASE, capture->at, "nothing uses \"%s\", and it is optional: it has no effect",
                        capture->as);
            ewc_err_hint(&err, "use ${%s} in a later step, or remove the capture", capture->as);
            print_error(&err);
            found++;
        }
    return found;
}

/* A case about what the default rules judge, or about what is only observed, may say nothing more. */
static bool says_something(const struct world *w, const struct ewc_case *c)
{
    unsigned i, k;

    for (i = 0; i < c->step_count; i++) {
        if (c->steps[i].outcome_count || c->steps[i].check_count)
            return true;
        for (k = 0; k < c->steps[i].capture_count; k++)
            if (!c->steps[i].captures[k].optional)
                return true;
    }
    for (i = 0; i < c->covers_count; i++) {
        const struct ewc_requirement *r = ewc_catalogue_find(w->catalogue, c->covers[i].requirement);

        if (!r || r->testing != EWC_TESTED_BY_CASE || r->level == EWC_OBS)
            return true;
    }
    return false;
}

static unsigned lint_effect(const struct world *w, const struct ewc_case *c)
{
    struct ewc_err err = {0};

    if (says_something(w, c))
        return 0;
    ewc_err_set(&err, EWC_ECASE, c->at, "no step says what must come back: nothing about %s can make this case fail",
                c->covers[0].requirement);
    ewc_err_hint(&err, "add an <expect>, a <check>, or a <capture> that is not optional");
    print_error(&err);
    return 1;
}

/* An expectation that counts for an observed requirement fails nothing, however strict it looks. A plain success is let
 * through: that is how a case says that it can only go on from there. */
static unsigned lint_observed(const struct world *w, const struct ewc_case *c)
{
    unsigned found = 0;
    unsigned i, k;

    for (i = 0; i < c->step_count; i++) {
        const struct ewc_case_step *step = &c->steps[i];
        const char *id = step->expect_requirement ? step->expect_requirement : c->covers[0].requirement;
        const struct ewc_requirement *r = ewc_catalogue_find(w->catalogue, id);
        struct ewc_err err = {0};

        for (k = 0; k < step->outcome_count && !*step->outcomes[k].level &&
                    strcmp(step->outcomes[k].response_class, "Success") != 0;
             k++)
            ;
        if (!r || r->level != EWC_OBS || step->outcome_count == 0 || k < step->outcome_count)
            continue;
        ewc_err_set(&err, EWC_ECASE, step->expect_at, "this <expect> counts for %s, which is only observed: breaking it fails nothing",
                    id);
        ewc_err_hint(&err, "<expect requirement=\"…\"> names one that is a MUST; a suite of your own may have it in its "
                           "requirements.xml. To observe, give each outcome level=\"OBS\"");
        print_error(&err);
        found++;
    }
    return found;
}

/* ---- stylesheets of a suite of one's own ------------------------------------------------------------------------------ */

static bool has_example(const char *folder, int folder_bytes, const char *with, const char *kind)
{
    char pattern[4096];
    glob_t found = {0};
    bool any;

    snprintf(pattern, sizeof(pattern), "%.*s/examples/%.*s/%s-*.xml", folder_bytes, folder,
             (int)strcspn(with, "."), with, kind);
    any = glob(pattern, 0, NULL, &found) == 0 && found.gl_pathc > 0;
    globfree(&found);
    return any;
}

/* A stylesheet beside the case needs examples beside it: one that was never seen to find anything proves nothing. */
static unsigned lint_examples(const struct ewc_case *c, struct list *seen, struct ewc_arena *arena)
{
    const char *slash = strrchr(c->file, '/');
    const char *folder = slash ? c->file : ".";
    int bytes = slash ? (int)(slash - c->file) : 1;
    unsigned found = 0;
    unsigned i, k, n;

    for (i = 0; i < c->step_count; i++)
        for (k = 0; k < c->steps[i].check_count; k++) {
            const struct ewc_case_check *check = &c->steps[i].checks[k];
            const char *path = ewc_arena_printf(arena, "%.*s/%s", bytes, folder, check->with);
            struct ewc_err err = {0};

            for (n = 0; path && n < seen->count && strcmp(seen->items[n], path) != 0; n++)
                ;
            if (!path || n < seen->count || access(path, R_OK) != 0)
                continue;
            list_add(seen, arena, path);
            if (has_example(folder, bytes, check->with, "pass") && has_example(folder, bytes, check->with, "fail"))
                continue;
            ewc_err_set(&err, EWC_ECASE, check->at, "%s has no examples: expected %.*s/examples/%.*s/pass-*.xml and fail-*.xml",
                        path, bytes, folder, (int)strcspn(check->with, "."), check->with);
            ewc_err_hint(&err, "\"ews-conform run --save-evidence DIR\" writes some, \"ews-conform try\" applies it to one");
            print_error(&err);
            found++;
        }
    return found;
}

static int check_once(struct settings *s)
{
    struct world w;
    struct ewc_plan plan = {0};
    int code = EXIT_ERROR;
    bool whole = s->paths.count == 0 && s->tags.count == 0 && s->exclude_tags.count == 0;
    struct list seen = {0};
    unsigned found, i;

    if (open_world(&w, s, &code) && load_to_look_at(&w, s, &plan, &found, &code)) {
        for (i = 0; i < plan.count; i++)
            found += lint_covers(&w, plan.cases[i]) + lint_title(plan.cases[i]) + lint_captures(plan.cases[i]) +
                     lint_effect(&w, plan.cases[i]) + lint_observed(&w, plan.cases[i]) + lint_examples(plan.cases[i], &seen, w.arena);
        if (whole && plan.broken == 0)
            found += lint_coverage(&w, &plan);
        code = found ? EXIT_ERROR : EXIT_CONFORMANT;
        if (!found)
            printf("%u case%s checked: all are well\n", plan.count, plan.count == 1 ? "" : "s");
    }
    close_world(&w);
    return code;
}

int command_check(struct settings *s)
{
    return s->watch ? watch(s, check_once) : check_once(s);
}
