#include "check/check.h"

#include "check/evidence.h"
#include "check/judge.h"
#include "check/svrl.h"

enum ewc_status ewc_check_apply(const struct ewc_sheet *sheet, struct ewc_xml *evidence,
                                const struct ewc_sheet_param *params, struct ewc_loc at,
                                struct ewc_arena *arena, struct ewc_findings *findings, struct ewc_err *err)
{
    const char *name = ewc_arena_strdup(arena, sheet_name(sheet)); /* findings may outlive the stylesheet */
    struct ewc_xml *svrl = NULL;
    enum ewc_status st;

    if (!name)
        return ewc_err_set(err, EWC_ENOMEM, at, "the case exceeds its memory limit");
    st = ewc_sheet_apply(sheet, evidence, params, &svrl, err);
    if (!findings->tail)
        findings->tail = &findings->first;
    if (st == EWC_OK)
        st = read_svrl(svrl, name, "", at, arena, findings, err);
    ewc_xml_free(svrl);
    return st;
}

static enum ewc_status expand_params(const struct ewc_check_input *in, const struct ewc_case_check *check,
                                     struct ewc_arena *arena, struct ewc_sheet_param **out_params,
                                     struct ewc_err *err)
{
    struct ewc_sheet_param *params = ewc_arena_alloc(arena, (check->param_count + 1) * sizeof(*params));
    enum ewc_status st = EWC_OK;
    unsigned i;

    if (!params)
        return ewc_err_set(err, EWC_ENOMEM, check->at, "the case exceeds its memory limit");
    for (i = 0; i < check->param_count && st == EWC_OK; i++) {
        params[i].name = check->params[i].name;
        st = ewc_vars_expand(in->vars, check->params[i].value, arena, &params[i].value, err);
    }
    if (st == EWC_OK)
        *out_params = params;
    return st;
}

/* One <check>. A rule of it must have fired: it is said which did not. */
static enum ewc_status apply_check(const struct ewc_judge *judge, struct ewc_check_input *in,
                                   const struct ewc_case_check *check, struct ewc_arena *arena,
                                   struct ewc_findings *findings, struct ewc_err *err)
{
    const struct ewc_sheet *sheet = find_sheet(judge, in->c->file, check->with);
    struct ewc_sheet_param *params = NULL;
    struct ewc_finding **mark = findings->tail;
    unsigned fired = findings->fired;
    enum ewc_status st;

    if (!sheet)
        return ewc_err_set(err, EWC_ECASE, check->at, "the stylesheet \"%s\" is gone", check->with);
    st = expand_params(in, check, arena, &params, err);
    if (st == EWC_OK)
        st = set_since(in, check->since, err);
    if (st == EWC_OK)
        st = ewc_check_apply(sheet, in->response->doc, params, check->at, arena, findings, err);
    ewc_err_at(err, check->at);
    if (st == EWC_OK && findings->fired == fired)
        return ewc_err_set(err, EWC_EXSLT, check->at, "no rule of %s fired: it judged nothing",
                           check->with);
    for (; st == EWC_OK && *mark; mark = &(*mark)->next)
        if (check->requirement)
            (*mark)->requirement_hint = check->requirement;
    return st;
}

enum ewc_status ewc_check_step(const struct ewc_judge *judge, struct ewc_check_input *in,
                               struct ewc_arena *arena, struct ewc_findings *out_findings,
                               struct ewc_err *err)
{
    struct ewc_findings findings = {0};
    bool extended = false;
    enum ewc_status st;
    unsigned i;

    findings.tail = &findings.first;
    st = build_evidence(in, arena, err);
    if (st == EWC_OK)
        st = ewc_check_apply(default_sheet(judge), in->response->doc, NULL, in->step->expect_at, arena,
                             &findings, err);
    for (i = 0; i < in->step->check_count && st == EWC_OK; i++) {
        if (!in->holds(in->holds_ctx, &in->step->checks[i].when))
            continue;
        if (!extended)
            st = extend_evidence(in, arena, err);
        extended = true;
        if (st == EWC_OK)
            st = apply_check(judge, in, &in->step->checks[i], arena, &findings, err);
    }
    if (st != EWC_OK)
        return st;
    *out_findings = findings;
    if (!findings.first)
        out_findings->tail = NULL;
    return EWC_OK;
}
