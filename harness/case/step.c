/* Reads one <step>: what is sent, how it travels, what is expected. */
#include <string.h>

#include "case/read.h"

/* ---- expectation, captures, checks ------------------------------------------------------------------ */

static struct ewc_case_condition read_condition(struct reader *r, const struct ewc_node *n)
{
    const char *value = attr(r, n, "when");
    const char *space = value ? strchr(value, ' ') : NULL;
    struct ewc_case_condition when = {0};

    if (!space)
        return when;
    when.step = ewc_arena_strndup(r->arena, value, (size_t)(space - value));
    when.succeeded = strcmp(space + 1, "succeeded") == 0;
    if (!when.step)
        out_of_memory(r);
    return when;
}

/* A list attribute with its words separated by single spaces; "" when absent. */
static const char *word_list(struct reader *r, const struct ewc_node *n, const char *name)
{
    const char *const *list = words(r, ewc_node_attr(n, name));
    struct ewc_buf joined;
    const char *out;
    unsigned i;

    ewc_buf_init(&joined, 0);
    for (i = 0; list && list[i]; i++) {
        if (i)
            ewc_buf_byte(&joined, ' ');
        ewc_buf_text(&joined, list[i]);
    }
    out = ewc_arena_strndup(r->arena, joined.ptr ? joined.ptr : "", joined.len);
    ewc_buf_finish(&joined);
    if (!out)
        out_of_memory(r);
    return out;
}

static void check_classes(struct reader *r, const struct ewc_node *n, const char *list)
{
    static const char *const CLASSES[] = {"Success", "Warning", "Error", NULL};
    const char *const *word;
    unsigned i;

    for (word = words(r, list); word && *word; word++) {
        const char *nearest = ewc_nearest(*word, CLASSES);

        for (i = 0; CLASSES[i] && strcmp(*word, CLASSES[i]) != 0; i++)
            ;
        if (CLASSES[i])
            continue;
        fail(r, n, "response-class is Success, Warning or Error, and here it is \"%s\"", *word);
        if (nearest)
            ewc_err_hint(r->err, "did you mean \"%s\"?", nearest);
    }
}

static bool is_http_status(const char *word)
{
    uint64_t status;

    return strlen(word) == 3 && ewc_parse_uint(ewc_str(word), 100, 599, &status);
}

static void check_statuses(struct reader *r, const struct ewc_node *n, const char *list)
{
    const char *const *word;

    for (word = words(r, list); word && *word; word++)
        if (!is_http_status(*word))
            fail(r, n, "http-status is a number from 100 to 599, and here it is \"%s\"", *word);
}

static void read_outcome(struct reader *r, struct ewc_case_outcome *o, const struct ewc_node *n)
{
    o->response_class = word_list(r, n, "response-class");
    o->response_code = word_list(r, n, "response-code");
    o->fault = word_list(r, n, "fault");
    o->http_status = word_list(r, n, "http-status");
    o->profile = word_list(r, n, "profile");
    o->level = attr_or(r, n, "level", "");
    if (r->no_memory)
        return;
    if (*o->fault && (*o->response_class || *o->response_code))
        fail(r, n,
             "an outcome is either a body (response-class, response-code) or a fault; list two outcomes");
    if (*o->response_code && !*o->response_class)
        fail(r, n, "response-code needs response-class beside it");
    if (!*o->fault && !*o->response_class && !*o->http_status)
        fail(r, n, "an outcome needs response-class, fault or http-status");
    check_classes(r, n, o->response_class);
    check_statuses(r, n, o->http_status);
}

static void read_expect(struct reader *r, struct ewc_case_step *step, const struct ewc_node *n)
{
    static const char *const SHORT[] = {"response-class", "response-code", "fault", "http-status"};
    static const struct ewc_case_outcome SOMETHING = {"", "", "", "", "", ""}; /* in a case that is refused */
    struct ewc_case_outcome *outcomes;
    const struct ewc_node *o;
    bool is_short = false;
    unsigned i = 0;

    step->expect_at = step->at;
    if (!n)
        return;
    step->expect_at = loc(r, n);
    step->expect_requirement = attr(r, n, "requirement");
    for (i = 0; i < sizeof(SHORT) / sizeof(*SHORT); i++)
        is_short |= ewc_node_attr(n, SHORT[i]) != NULL;
    step->outcome_count = count_children(n, "outcome");
    if (is_short == (step->outcome_count > 0)) {
        step->outcomes = &SOMETHING;
        step->outcome_count = 1;
        fail(r, n, "<expect> has either one outcome in its attributes or a list of <outcome> elements");
        return;
    }
    if (is_short)
        step->outcome_count = 1;
    step->outcomes = outcomes = take(r, step->outcome_count * sizeof(*outcomes));
    if (!outcomes)
        return;
    if (is_short)
        read_outcome(r, outcomes, n);
    for (i = 0, o = ewc_node_child(n, EWC_NS_CASE, "outcome"); o; o = next_named(o, "outcome"))
        read_outcome(r, &outcomes[i++], o);
}

static void read_captures(struct reader *r, struct ewc_case_step *step, const struct ewc_node *n)
{
    struct ewc_case_capture *captures;
    const struct ewc_node *c;
    unsigned i = 0;

    step->capture_count = count_children(n, "capture");
    step->captures = captures = take(r, step->capture_count * sizeof(*captures));
    for (c = ewc_node_child(n, EWC_NS_CASE, "capture"); captures && c; c = next_named(c, "capture"), i++) {
        captures[i].as = attr(r, c, "as");
        captures[i].select = attr_exact(r, c, "select");
        captures[i].optional = is_yes(c, "optional", false);
        captures[i].scope = ewc_node_scope(c, r->arena);
        captures[i].at = loc(r, c);
        if (!captures[i].scope)
            out_of_memory(r);
    }
}

static void read_params(struct reader *r, struct ewc_case_check *check, const struct ewc_node *n)
{
    struct ewc_case_param *params;
    const struct ewc_node *p;
    unsigned i = 0;

    check->param_count = count_children(n, "param");
    check->params = params = take(r, check->param_count * sizeof(*params));
    for (p = ewc_node_child(n, EWC_NS_CASE, "param"); params && p; p = next_named(p, "param"), i++) {
        params[i].name = attr(r, p, "name");
        params[i].value = attr_template(r, p, "value");
    }
}

static void read_checks(struct reader *r, struct ewc_case_step *step, const struct ewc_node *n)
{
    struct ewc_case_check *checks;
    const struct ewc_node *c;
    unsigned i = 0;

    step->check_count = count_children(n, "check");
    step->checks = checks = take(r, step->check_count * sizeof(*checks));
    for (c = ewc_node_child(n, EWC_NS_CASE, "check"); checks && c; c = next_named(c, "check"), i++) {
        checks[i].with = attr_exact(r, c, "with");
        checks[i].requirement = attr(r, c, "requirement");
        checks[i].since = words(r, ewc_node_attr(c, "since"));
        checks[i].when = read_condition(r, c);
        checks[i].at = loc(r, c);
        read_params(r, &checks[i], c);
    }
}

void read_step(struct reader *r, struct ewc_case_step *step, const struct ewc_node *n)
{
    struct ewc_node *send = ewc_node_child(n, EWC_NS_CASE, "send");

    step->id = attr(r, n, "id");
    step->at = loc(r, n);
    step->when = read_condition(r, n);
    step->settle = is_yes(n, "settle", false);
    step->judge_transport_only = attr_is(n, "judge", "transport");
    read_headers(r, step, ewc_node_child(n, EWC_NS_CASE, "headers"));
    read_mailbox(r, step, n);
    read_http(r, step, ewc_node_child(n, EWC_NS_CASE, "http"));
    if (send)
        read_send(r, step, send);
    else
        read_raw(r, step, ewc_node_child(n, EWC_NS_CASE, "raw"));
    if (!send && (step->impersonate.given || ewc_node_child(n, EWC_NS_CASE, "headers")))
        fail(r, n, "<raw> holds the whole request: <headers> and mailbox=\"…\" would not be sent");
    read_expect(r, step, ewc_node_child(n, EWC_NS_CASE, "expect"));
    read_captures(r, step, n);
    read_checks(r, step, n);
}
