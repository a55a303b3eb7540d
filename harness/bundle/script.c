#include "bundle/script.h"

#include <stdio.h>
#include <string.h>

#include "bundle/place.h"

/* A script in the making. */
struct script {
    const struct ewc_case_result *result;
    const struct ewc_vars *vars;
    const struct ewc_xml_var *list;
    struct ewc_arena *arena;
    struct ewc_buf *out;
};

bool uses_variable(const char *expression, const char *name)
{
    size_t len = strlen(name);
    const char *p;

    for (p = strchr(expression, '$'); p; p = strchr(p + 1, '$')) {
        char end;

        if (strncmp(p + 1, name, len) != 0)
            continue;
        end = p[1 + len];
        if (!strchr("-_.", end) && !(end >= '0' && end <= '9') && !((end | 32) >= 'a' && (end | 32) <= 'z'))
            return true;
        if (!end)
            return true;
    }
    return false;
}

void capture_name(unsigned step, unsigned capture, char out[static 64])
{
    snprintf(out, 64, "capture-%u-%u.xsl", step + 1, capture + 1);
}

/* One word of the shell, whatever it holds. */
static void put_quoted(struct ewc_buf *out, const char *text)
{
    ewc_buf_byte(out, '\'');
    for (; *text; text++)
        if (*text == '\'')
            ewc_buf_text(out, "'\\''");
        else
            ewc_buf_byte(out, *text);
    ewc_buf_byte(out, '\'');
}

/* A comment is one line. */
static void put_comment(struct ewc_buf *out, const char *before, const char *text)
{
    ewc_buf_printf(out, "# %s", before);
    for (; *text; text++)
        ewc_buf_byte(out, (unsigned char)*text < ' ' ? ' ' : *text);
    ewc_buf_byte(out, '\n');
}

static const struct ewc_case_step *step_of(const struct ewc_case *c, const struct ewc_record *r, unsigned *out_index)
{
    unsigned i;

    for (i = 0; strcmp(r->kind, "step") == 0 && i < c->step_count; i++)
        if (strcmp(c->steps[i].id, r->id) == 0) {
            *out_index = i;
            return &c->steps[i];
        }
    return NULL;
}

/* ---- sending ------------------------------------------------------------------------------------------------------ */

static void put_send(struct script *s, const struct ewc_record *r, unsigned number, bool beside)
{
    ewc_buf_printf(s->out, "send %02u ", number);
    put_quoted(s->out, r->exchange->method ? r->exchange->method : "POST");
    ewc_buf_text(s->out, beside ? " &\n" : "\n");
}

/* Adding members moves a group's ChangeKey. */
static void put_look_ups(struct script *s, const unsigned *made_by)
{
    const struct ewc_case *c = s->result->c;
    unsigned i;

    for (i = 0; i < c->given_count; i++) {
        const struct ewc_case_given *g = &c->givens[i];
        const char *id = ewc_arena_printf(s->arena, "%s.id", g->as);
        const char *key = ewc_arena_printf(s->arena, "%s.change-key", g->as);

        if (!g->is_group || !g->contact_count || !made_by[i] || !id || !key || !ewc_vars_value(s->vars, key))
            continue;
        ewc_buf_printf(s->out, "look_up %02u ", made_by[i]);
        put_quoted(s->out, ewc_vars_value(s->vars, id) ? ewc_vars_value(s->vars, id) : "");
        ewc_buf_byte(s->out, ' ');
        put_quoted(s->out, ewc_vars_value(s->vars, key));
        ewc_buf_byte(s->out, '\n');
    }
}

static void put_captures(struct script *s, const struct ewc_case_step *step, unsigned index, unsigned number)
{
    unsigned k;

    for (k = 0; k < step->capture_count; k++) {
        const struct ewc_case_capture *c = &step->captures[k];
        const char *then = ewc_vars_value(s->vars, c->as);
        const struct ewc_xml_var *v;
        char name[64];

        if (!then || !*then)
            continue;
        capture_name(index, k, name);
        ewc_buf_printf(s->out, "capture %02u %s ", number, name);
        put_quoted(s->out, then);
        for (v = s->list; v->name; v++) {
            if (!uses_variable(c->select, v->name))
                continue;
            ewc_buf_printf(s->out, " --stringparam %s \"$(value ", v->name);
            put_quoted(s->out, v->value);
            ewc_buf_text(s->out, ")\"");
        }
        ewc_buf_byte(s->out, '\n');
    }
}

static void put_exchanges(struct script *s)
{
    const struct ewc_case *c = s->result->c;
    unsigned *made_by = ewc_arena_alloc(s->arena, (c->given_count + 1) * sizeof(*made_by));
    const struct ewc_record *r;
    unsigned number = 0, together = 0, i;
    bool looked = false;

    for (r = s->result->records; r && made_by; r = r->next) {
        unsigned index = 0;
        const struct ewc_case_step *step = step_of(c, r, &index);

        number++;
        if (!r->exchange || !r->request)
            continue;
        if (together && (!step || step->together != together))
            ewc_buf_text(s->out, "wait\n");
        together = step ? step->together : 0;
        if (strcmp(r->kind, "given") != 0 && !looked) {
            put_look_ups(s, made_by);
            looked = true;
        }
        put_comment(s->out, r->kind, ewc_arena_printf(s->arena, " %s", r->id));
        if (r->reads > 1 || (step && step->settle))
            ewc_buf_text(s->out, "sleep 1 # a change may show a little later\n");
        put_send(s, r, number, together != 0);
        for (i = 0; i < c->given_count; i++)
            if (strcmp(r->kind, "given") == 0 && strcmp(c->givens[i].as, r->id) == 0)
                made_by[i] = number;
        if (strcmp(r->kind, "given") == 0 || strncmp(r->request->operation, "Add", 3) == 0)
            ewc_buf_printf(s->out, "made %02u\n", number);
        if (step)
            put_captures(s, step, index, number);
    }
    if (together)
        ewc_buf_text(s->out, "wait\n");
}

/* ---- judging -------------------------------------------------------------------------------------------------------- */

static enum ewc_status put_params(struct script *s, const struct ewc_case_check *check, struct ewc_err *err)
{
    unsigned i;

    for (i = 0; i < check->param_count; i++) {
        const char *value = NULL;
        enum ewc_status st = ewc_vars_expand(s->vars, check->params[i].value, s->arena, &value, err);

        if (st != EWC_OK)
            return st;
        ewc_buf_printf(s->out, " --stringparam %s \"$(value ", check->params[i].name);
        put_quoted(s->out, value);
        ewc_buf_text(s->out, ")\"");
    }
    return EWC_OK;
}

static void put_judge(struct script *s, const struct ewc_record *r, unsigned number, const char *sheet)
{
    const char *base = strrchr(sheet, '/');
    char safe[101];

    make_safe(base ? base + 1 : sheet, safe);
    ewc_buf_printf(s->out, "judge %02u %s %s ", number, r->id, safe);
}

static bool found_something(const struct ewc_record *r, unsigned line)
{
    const struct ewc_finding *f;

    for (f = r->findings.first; f; f = f->next)
        if (f->at.line == line)
            return true;
    return false;
}

/* Every step is judged by the default rules, which also builds the evidence that later checks compare with; beside
 * them the checks that found something. */
/* step: NULL for what the case was given */
static enum ewc_status put_judgement(struct script *s, const struct ewc_record *r, const struct ewc_case_step *step,
                                     unsigned number, struct ewc_err *err)
{
    enum ewc_status st = EWC_OK;
    unsigned i, k;

    put_judge(s, r, number, "default.xsl");
    ewc_buf_text(s->out, "''\n");
    for (i = 0; step && i < step->check_count && st == EWC_OK; i++) {
        const struct ewc_case_check *check = &step->checks[i];

        if (!found_something(r, check->at.line))
            continue;
        put_judge(s, r, number, check->with);
        ewc_buf_byte(s->out, '\'');
        for (k = 0; check->since[k]; k++) /* ids are names: nothing to quote */
            ewc_buf_printf(s->out, "%s%s", k ? " " : "", check->since[k]);
        ewc_buf_byte(s->out, '\'');
        st = put_params(s, check, err);
        ewc_buf_byte(s->out, '\n');
    }
    return st;
}

static enum ewc_status put_judgements(struct script *s, struct ewc_err *err)
{
    const struct ewc_record *r;
    enum ewc_status st = EWC_OK;
    unsigned number = 0;

    for (r = s->result->records; r && st == EWC_OK; r = r->next) {
        unsigned index = 0;
        const struct ewc_case_step *step = step_of(s->result->c, r, &index);

        number++;
        if (r->exchange && r->request && r->evidence_text.len)
            st = put_judgement(s, r, step, number, err);
    }
    return st;
}

/* Ids of the assertions that failed then. */
static void put_verdict(struct script *s, const struct ewc_bundle_config *config)
{
    const struct ewc_record *r;
    const struct ewc_finding *f;

    ewc_buf_text(s->out, "verdict");
    for (r = s->result->records; r; r = r->next)
        for (f = r->findings.first; f; f = f->next) {
            char safe[101];

            if (!*f->id || ewc_weigh(f, s->result->c, config->catalogue, config->strict).severity != EWC_FAILURE)
                continue;
            make_safe(f->id, safe);
            ewc_buf_printf(s->out, " %s", safe);
        }
    ewc_buf_byte(s->out, '\n');
}

enum ewc_status write_script(const struct ewc_bundle_config *config, const struct ewc_case_result *result,
                             const struct ewc_vars *vars, struct ewc_arena *arena, struct ewc_buf *out,
                             struct ewc_err *err)
{
    struct script s = {result, vars, ewc_vars_list(vars, arena), arena, out};
    enum ewc_status st;

    if (!s.list)
        return ewc_err_set(err, EWC_ENOMEM, EWC_NOWHERE, "memory ran out");
    ewc_buf_text(out, "#!/bin/sh\n");
    put_comment(out, "", result->c->id);
    put_comment(out, "", result->c->title);
    ewc_buf_text(out, "#\n# Sends the recorded requests again and judges what comes back; nothing of ews-conform is needed.\n"
                      "# Usage: [EWS_USER=NAME EWS_PASSWORD=...] [EWS_TOKEN=...] sh repro.sh [URL]\n"
                      "# Ends with 1 when what was found is there again, 0 when it is not, 2 when it could not be tried.\n"
                      "set -u\nhere=$(cd \"$(dirname \"$0\")\" && pwd) || exit 2\nurl=${1:-");
    put_quoted(out, config->target);
    ewc_buf_text(out, "}\n. \"$here/lib.sh\"\n\n");
    put_exchanges(&s);
    ewc_buf_byte(out, '\n');
    st = put_judgements(&s, err);
    put_verdict(&s, config);
    return st == EWC_OK ? ewc_buf_check(out, "a script", err) : st;
}
