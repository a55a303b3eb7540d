/* What a server sends, on its way into results.xml and back: the record is well-formed, valid, and tells the same
 * body, findings and headers as were there. */
#include <string.h>

#include "archive/archive.h"
#include "fuzz/judging.h"
#include "result/result.h"
#include "verdict/verdict.h"

/* Few requirements: what the summary says of others is the same for every input. */
static const struct ewc_requirement items[] = {{.id = "R301", .level = EWC_MUST, .statement = "One.", .source = "S"}};
static const struct ewc_catalogue catalogue = {items, 1};

static const char *write_record(const struct ewc_case_result *c)
{
    static const struct ewc_run_fact nothing[] = {{NULL, NULL}};
    const struct ewc_run_info info = {.id = "fuzz",
                                      .program = "ews-conform fuzz",
                                      .target = "http://127.0.0.1:9/EWS/Exchange.asmx",
                                      .profile = "",
                                      .started = "2024-05-06T07:08:09Z",
                                      .jobs = 1,
                                      .requests = 1,
                                      .libraries = nothing};
    const char *path = fuzz_path("results.xml");
    struct ewc_result *result = NULL;
    struct ewc_err err = {0};

    fuzz_require(ewc_result_create(path, 1, &catalogue, false, &result, &err) == EWC_OK &&
                     ewc_result_add(result, c, &err) == EWC_OK && ewc_result_finish(result, &info, &err) == EWC_OK,
                 err.message);
    ewc_result_destroy(result);
    return path;
}

static void require_same_headers(const struct ewc_http_header *a, const struct ewc_http_header *b)
{
    for (; a->name && b->name; a++, b++)
        fuzz_require(strcmp(a->name, b->name) == 0 && strcmp(a->value, b->value) == 0, "headers are kept");
    fuzz_require(!a->name && !b->name, "all headers are kept");
}

static void require_same(const struct ewc_record *kept, const struct ewc_record *was)
{
    const struct ewc_finding *a = kept->findings.first, *b = was->findings.first;

    fuzz_require(kept->exchange->status == was->exchange->status, "the status is kept");
    fuzz_require(kept->response_body.len == was->response_body.len &&
                     memcmp(kept->response_body.ptr, was->response_body.ptr, was->response_body.len) == 0,
                 "the body is kept, byte for byte");
    require_same_headers(kept->exchange->headers, was->exchange->headers);
    for (; a && b; a = a->next, b = b->next)
        fuzz_require(strcmp(a->stylesheet, b->stylesheet) == 0 && strcmp(a->text, b->text) == 0, "findings are kept");
    fuzz_require(!a && !b, "all findings are kept");
}

static void read_back(const char *path, const struct ewc_schema *schema, const struct ewc_record *was,
                      struct ewc_arena *arena)
{
    struct ewc_archive *archive = NULL;
    struct ewc_record *records = NULL;
    struct ewc_err err = {0};

    fuzz_require(ewc_archive_load(path, &archive, &err) == EWC_OK, err.message);
    fuzz_require(ewc_schema_validate(schema, archive->doc, &err) == EWC_OK, err.message);
    fuzz_require(archive->count == 1, "the case is in the record");
    fuzz_require(ewc_archive_records(&archive->cases[0], arena, &records, &err) == EWC_OK, err.message);
    fuzz_require(records && !records->next, "the step is in the record");
    require_same(records, was);
    ewc_archive_free(archive);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct ewc_schema *schema;
    const struct fuzz_judging *j = fuzz_judging();
    struct ewc_findings findings = {0};
    struct ewc_case_result result;
    struct ewc_record record;
    struct fuzz_steps steps;
    struct fuzz_answer answer;
    struct ewc_arena *arena = ewc_arena_create(0);

    fuzz_require(arena != NULL, "there is memory");
    if (!schema)
        schema = fuzz_schema("reports/results.xsd");
    (void)fuzz_listen(data, size, arena, &answer);
    fuzz_judge(&answer, arena, &steps, &findings);
    record = (struct ewc_record){.id = steps.step->id,
                                 .kind = "step",
                                 .line = steps.step->at.line,
                                 .verdict = ewc_verdict_of(&findings, j->c, j->catalogue, false),
                                 .request = steps.request,
                                 .exchange = answer.exchange,
                                 .response_body = answer.exchange->body,
                                 .findings = findings,
                                 .reads = 1,
                                 .evidence = steps.heard->doc};
    result = (struct ewc_case_result){.c = j->c,
                                      .verdict = record.verdict,
                                      .started = "2024-05-06T07:08:09Z",
                                      .duration_us = 13000,
                                      .attempts = 1,
                                      .records = &record};
    read_back(write_record(&result), schema, &record, arena);
    fuzz_judge_finish(&steps);
    ewc_arena_destroy(arena);
    return 0;
}
