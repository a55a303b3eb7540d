/* Which variables are set where: a static walk over a case. */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "case/case.h"

enum { MAX_NAMES = 256, MAX_NAME_BYTES = 128 };

/* The names set so far; a case that sets more than MAX_NAMES is refused. */
struct scope {
    char names[MAX_NAMES][MAX_NAME_BYTES];
    struct ewc_loc places[MAX_NAMES]; /* without a line: the run's, which the case may replace */
    unsigned count;
    bool takes_unique; /* a name hides one that the harness gives */
    const char *taken; /* the last name that was told to be taken: it may be several variables */
    bool (*is_run_variable)(void *ctx, const char *name);
    void *ctx;
    struct ewc_err *err;
    enum ewc_status status; /* of the first that was unknown */
};

static bool is_unique(const char *name)
{
    return strcmp(name, "unique") == 0 || strncmp(name, "unique.", 7) == 0;
}

static void tell_taken(struct scope *s, const char *name, struct ewc_loc first, struct ewc_loc at)
{
    if (s->taken == name)
        return;
    s->taken = name;
    s->status = ewc_err_set(s->err, EWC_ECASE, at, "the name \"%s\" is taken: line %u has it", name, first.line);
    ewc_err_hint(s->err, "groups, contacts, captures and steps of a case have different names: variables are made of them");
}

/* NAME is of the case; with the suffix it is a variable, set at `at`. */
static void declare(struct scope *s, const char *name, const char *suffix, struct ewc_loc at)
{
    char *variable;
    size_t len;
    unsigned i;

    if (s->count == MAX_NAMES)
        return;
    variable = s->names[s->count];
    len = ewc_fit(variable, MAX_NAME_BYTES, ewc_str(name));
    ewc_fit(variable + len, MAX_NAME_BYTES - len, ewc_str(suffix));
    for (i = 0; i < s->count; i++)
        if (s->places[i].line && strcmp(s->names[i], variable) == 0)
            tell_taken(s, name, s->places[i], at);
    s->places[s->count++] = at;
    s->takes_unique |= is_unique(variable);
}

static bool is_known(const struct scope *s, const char *name)
{
    unsigned i;

    for (i = 0; i < s->count; i++)
        if (strcmp(s->names[i], name) == 0)
            return true;
    return is_unique(name) || (s->is_run_variable && s->is_run_variable(s->ctx, name));
}

static void unknown(struct scope *s, const char *name, struct ewc_loc at)
{
    const char *names[MAX_NAMES + 2];
    const char *nearest;
    char list[400] = "\"unique\"";
    size_t used = strlen(list);
    unsigned i;

    for (i = 0; i < s->count; i++) {
        int n = snprintf(list + used, sizeof(list) - used, ", \"%s\"", s->names[i]);

        if (n < 0 || (size_t)n >= sizeof(list) - used)
            break;
        used += (size_t)n;
    }
    list[used] = '\0';
    for (i = 0; i < s->count; i++)
        names[i] = s->names[i];
    names[i] = "unique";
    names[i + 1] = NULL;
    nearest = ewc_nearest(name, names);
    if (nearest)
        s->status = ewc_err_set(s->err, EWC_ECASE, at, "unknown variable \"%s\"; did you mean \"%s\"?", name, nearest);
    else
        s->status = ewc_err_set(s->err, EWC_ECASE, at, "unknown variable \"%s\"", name);
    ewc_err_hint(s->err,
                 "in scope here: %s; one that the run gives is declared by <requires variable=\"…\"/>",
                 list);
}

static void check(struct scope *s, const struct ewc_template *tpl)
{
    const char *name;
    unsigned i;

    for (i = 0; tpl && (name = ewc_template_name(tpl, i)); i++)
        if (!is_known(s, name))
            unknown(s, name, ewc_template_loc(tpl));
}

static void walk_given(struct scope *s, const struct ewc_case_given *g)
{
    unsigned i;

    check(s, g->name);
    check(s, g->mailbox);
    if (g->is_group) {
        declare(s, g->as, ".id", g->at);
        declare(s, g->as, ".change-key", g->at);
        declare(s, g->as, ".name", g->at);
        declare(s, g->as, ".type", g->at);
    }
    for (i = 0; i < g->contact_count; i++) {
        const struct ewc_case_contact *c = &g->contacts[i];

        check(s, c->address);
        declare(s, c->as, ".id", c->at);
        declare(s, c->as, ".change-key", c->at);
        declare(s, c->as, ".address", c->at);
    }
}

/* ${unique.WORD} is made where it is used; XPath sees values that are there. */
static void unique_in_xpath(struct scope *s, const char *name, struct ewc_loc at)
{
    s->status = ewc_err_set(s->err, EWC_ECASE, at, "$%s cannot stand in an XPath expression", name);
    ewc_err_hint(s->err, "write concat($unique, '-%s')", name + strlen("unique."));
}

/* Is it an expression at all, and are its $names known, those outside of its string literals? */
static void check_xpath(struct scope *s, const struct ewc_case_capture *c)
{
    const char *p = c->select;
    char quote = 0;
    enum ewc_status st = ewc_xml_xpath_check(c->select, c->scope, s->err);

    if (st != EWC_OK) {
        ewc_err_at(s->err, c->at);
        s->status = st;
    }

    for (; *p; p++) {
        char name[MAX_NAME_BYTES];
        size_t len;

        if (quote || *p == '"' || *p == '\'') {
            quote = !quote ? *p : *p == quote ? 0 : quote;
            continue;
        }
        if (*p != '$')
            continue;
        len = strspn(p + 1, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-");
        if (len == 0 || len >= sizeof(name))
            continue; /* the XPath compiler will say what is wrong */
        memcpy(name, p + 1, len);
        name[len] = '\0';
        if (!is_known(s, name))
            unknown(s, name, c->at);
        else if (strncmp(name, "unique.", 7) == 0)
            unique_in_xpath(s, name, c->at);
        p += len;
    }
}

static void check_request(struct scope *s, const struct ewc_case_step *step)
{
    const struct ewc_template *templates[] = {
        step->body,          step->content_type,      step->server_version.value,
        step->culture.value, step->impersonate.value, step->further_headers,
        step->soap_action};
    unsigned i;

    for (i = 0; i < sizeof(templates) / sizeof(*templates); i++)
        check(s, templates[i]);
    for (i = 0; i < step->http_header_count; i++)
        check(s, step->http_headers[i].value);
}

static void check_response(struct scope *s, const struct ewc_case_step *step)
{
    unsigned i, k;

    declare(s, step->id, ".outcome", step->at);
    declare(s, step->id, ".code", step->at);
    declare(s, step->id, ".status", step->at);
    for (i = 0; i < step->capture_count; i++) {
        check_xpath(s, &step->captures[i]);
        declare(s, step->captures[i].as, "", step->captures[i].at);
    }
    for (i = 0; i < step->check_count; i++)
        for (k = 0; k < step->checks[i].param_count; k++)
            check(s, step->checks[i].params[k].value);
}

enum ewc_status ewc_case_check_variables(const struct ewc_case *c,
                                         bool (*is_run_variable)(void *ctx, const char *name), void *ctx,
                                         struct ewc_err *err)
{
    struct scope s; /* its names are too many to clear */
    unsigned i, first = 0;

    s.count = 0;
    s.takes_unique = false;
    s.taken = NULL;
    s.is_run_variable = is_run_variable;
    s.ctx = ctx;
    s.err = err;
    s.status = EWC_OK;
    for (i = 0; i < c->requires_count; i++)
        if (c->requirements[i].variable)
            declare(&s, c->requirements[i].variable, "", EWC_NOWHERE);
    for (i = 0; i < c->given_count; i++)
        walk_given(&s, &c->givens[i]);
    while (first < c->step_count) { /* steps sent together are a block */
        unsigned end = first + 1;

        while (c->steps[first].together && end < c->step_count &&
               c->steps[end].together == c->steps[first].together)
            end++;
        for (i = first; i < end; i++)
            check_request(&s, &c->steps[i]);
        for (i = first; i < end; i++)
            check_response(&s, &c->steps[i]);
        first = end;
    }
    if (s.takes_unique)
        s.status = ewc_err_set(err, EWC_ECASE, c->at,
                               "\"unique\" and \"unique.…\" are the harness's own: choose another name");
    if (s.count == MAX_NAMES)
        s.status = ewc_err_set(err, EWC_ECASE, c->at, "the case sets more than %d variables", MAX_NAMES - 1);
    return s.status;
}
