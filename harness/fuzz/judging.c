#include "fuzz/judging.h"

#include <stdio.h>
#include <string.h>

#define EWS "http://schemas.microsoft.com/exchange/services/2006/"

/* What the earlier steps got: stylesheets compare it with the answer. */
static const char GOOD[] =
    "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Header><t:ServerVersionInfo xmlns:t=\"" EWS
    "types\" MajorVersion=\"15\" MinorVersion=\"0\"/></s:Header><s:Body><m:GetImItemListResponse xmlns:m=\"" EWS
    "messages\" xmlns:t=\"" EWS
    "types\" ResponseClass=\"Success\"><m:ResponseCode>NoError</m:ResponseCode><m:ImItemList><t:Groups><t:ImGroup>"
    "<t:DisplayName>ews-conform-k3-1 old</t:DisplayName><t:GroupType>PersonalGroup</t:GroupType>"
    "<t:ExchangeStoreId Id=\"ID-A\" ChangeKey=\"CK1\"/><t:MemberCorrelationKey><t:ItemId Id=\"M1\"/>"
    "</t:MemberCorrelationKey></t:ImGroup></t:Groups></m:ImItemList></m:GetImItemListResponse></s:Body></s:Envelope>";

static const char *product(struct ewc_arena *arena, const char *name)
{
    const char *path = ewc_arena_printf(arena, "%s/%s", EWC_FUZZ_ROOT, name);

    fuzz_require(path != NULL, "there is memory");
    return path;
}

static void open_judging(struct fuzz_judging *j)
{
    static const char *folders[2];
    struct ewc_schema *schema, *requirements;
    struct ewc_err err = {0};

    fuzz_open();
    j->arena = ewc_arena_create(0);
    fuzz_require(j->arena != NULL, "there is memory");
    folders[0] = product(j->arena, "xslt");
    ewc_xslt_set_library(folders[0]);
    schema = fuzz_schema("cases/case.xsd");
    requirements = fuzz_schema("cases/requirements.xsd");
    fuzz_require(ewc_case_load(product(j->arena, "harness/fuzz/judge.xml"), schema, j->arena, &j->c, &err) == EWC_OK &&
                     ewc_catalogue_load(product(j->arena, "cases/requirements.xml"), requirements, NULL, j->arena,
                                        &j->catalogue, &err) == EWC_OK &&
                     ewc_judge_create(folders, &j->judge, &err) == EWC_OK &&
                     ewc_judge_prepare(j->judge, j->c, &err) == EWC_OK,
                 err.message);
    ewc_schema_free(schema);
    ewc_schema_free(requirements);
}

const struct fuzz_judging *fuzz_judging(void)
{
    static struct fuzz_judging judging;

    if (!judging.c)
        open_judging(&judging);
    return &judging;
}

static bool always(void *ctx, const struct ewc_case_condition *when)
{
    (void)ctx;
    (void)when;
    return true;
}

static const struct ewc_request *build(const struct ewc_case_step *step, const struct fuzz_steps *steps, bool page,
                                       struct ewc_arena *arena)
{
    const struct ewc_request_defaults defaults = {.url = "http://127.0.0.1:9/EWS/Exchange.asmx",
                                                  .server_version = "Exchange2013",
                                                  .documentation_namespaces = page};
    const struct ewc_request *request = NULL;
    struct ewc_err err = {0};

    fuzz_require(ewc_request_build(step, &defaults, steps->vars, arena, &request, &err) == EWC_OK, err.message);
    return request;
}

/* Judges one answer of one step; what a server sends must never break a stylesheet off, but for its limits. */
static struct ewc_response *judge_one(const struct fuzz_answer *a, const struct ewc_case_step *step,
                                      struct fuzz_steps *steps, unsigned earlier_count, struct ewc_arena *arena,
                                      struct ewc_findings *findings)
{
    const struct fuzz_judging *j = fuzz_judging();
    struct ewc_check_input in = {.c = j->c,
                                 .step = step,
                                 .vars = steps->vars,
                                 .earlier = steps->earlier,
                                 .earlier_count = earlier_count,
                                 .documentation_namespaces = a->documentation_namespaces,
                                 .profile = "",
                                 .reads = 1,
                                 .holds = always};
    struct ewc_response *r = NULL;
    struct ewc_err err = {0};
    unsigned i;

    steps->request = in.request = build(step, steps, a->documentation_namespaces, arena);
    fuzz_require(ewc_response_read(a->exchange, a->documentation_namespaces, NULL, arena, &r, &err) == EWC_OK,
                 err.message);
    in.response = r;
    for (i = 0; i < step->capture_count && r->envelope; i++) {
        const struct ewc_case_capture *c = &step->captures[i];
        const char *text = NULL;
        bool found = false;

        fuzz_require(ewc_xml_xpath(r->doc, r->envelope, c->select, c->scope, ewc_vars_list(steps->vars, arena), arena,
                                   &found, &text, &err) == EWC_OK,
                     err.message);
        fuzz_require(ewc_vars_set(steps->vars, c->as, found ? text : NULL), "there is memory");
    }
    fuzz_require(ewc_check_step(j->judge, &in, arena, findings, &err) == EWC_OK, err.message);
    fuzz_require(findings->fired > 0, "a rule judges every response");
    return r;
}

void fuzz_judge(const struct fuzz_answer *a, struct ewc_arena *arena, struct fuzz_steps *out,
                struct ewc_findings *out_findings)
{
    static const struct ewc_http_header headers[] = {{"Content-Type", "text/xml"}, {NULL, NULL}};
    static const struct ewc_http_exchange sound = {.detail = "",
                                                   .method = "POST",
                                                   .url = "http://127.0.0.1:9/EWS/Exchange.asmx",
                                                   .request_headers = headers,
                                                   .status = 200,
                                                   .http_version = 11,
                                                   .headers = headers,
                                                   .reason = "OK",
                                                   .body = {GOOD, sizeof(GOOD) - 1}};
    const struct fuzz_judging *j = fuzz_judging();
    const struct fuzz_answer good = {.exchange = &sound};
    struct ewc_findings ignored = {0};

    *out = (struct fuzz_steps){.vars = ewc_vars_create(arena, NULL)};
    fuzz_require(out->vars != NULL, "there is memory");
    ewc_vars_set_unique(out->vars, "fuzz");
    fuzz_require(ewc_vars_set(out->vars, "key", NULL), "there is memory");
    out->step = &j->c->steps[a->step % j->c->step_count];
    if (out->step != &j->c->steps[0] && out->step != &j->c->steps[1]) {
        out->good = judge_one(&good, &j->c->steps[1], out, 0, arena, &ignored);
        out->earlier[0] = (struct ewc_earlier){"rename", out->good->doc};
        out->earlier[1] = (struct ewc_earlier){"before", out->good->doc};
    }
    out->heard = judge_one(a, out->step, out, out->good ? 2 : 0, arena, out_findings);
}

void fuzz_judge_finish(struct fuzz_steps *steps)
{
    ewc_response_finish(steps->heard);
    ewc_response_finish(steps->good);
}
