/* A file of known deviations: read, held against a failure, looked over at the end. */
#include "fuzz/fuzz.h"
#include "known/known.h"

static const struct ewc_requirement items[] = {{.id = "R1", .level = EWC_MUST, .statement = "One.", .source = "S"},
                                               {.id = "R301", .level = EWC_MUST, .statement = "Two.", .source = "S"}};
static const struct ewc_catalogue catalogue = {items, 2};
static const struct ewc_case_covers covers[] = {{"R301", EWC_MUST, {0}}};
static const struct ewc_case a_case = {.id = "rename-once", .file = "rename-once.xml", .title = "", .covers = covers, .covers_count = 1};

static bool has_case(void *ctx, const char *id)
{
    (void)ctx;
    return id[0] == 'r';
}

static void tell(void *ctx, enum ewc_known_fault fault, struct ewc_loc at, const char *text)
{
    (void)ctx;
    fuzz_require(fault <= EWC_KNOWN_NO_CASE && at.line > 0 && text[0], "a fault of an entry has a place and a text");
}

static void use(struct ewc_known *known)
{
    struct ewc_finding finding = {.id = "R301", .role = "", .requirement_hint = "", .stylesheet = "", .test = "",
                                  .location = "", .text = "", .expected = "", .found = ""};
    struct ewc_record record = {.id = "s", .kind = "step", .findings = {.first = &finding, .count = 1, .kept = 1, .fired = 1}};
    struct ewc_case_result result = {.c = &a_case, .verdict = EWC_FAIL, .records = &record, .attempts = 1};

    ewc_known_apply(known, &result);
    result.verdict = EWC_PASS;
    record.findings = (struct ewc_findings){.fired = 1};
    ewc_known_apply(known, &result);
    ewc_known_review(known, true, has_case, tell, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct ewc_known_scope scope = {.profile = "exchange-2016", .target = "https://mail.example.org/",
                                                 .today = "2024-05-06", .catalogue = &catalogue};
    static struct ewc_schema *schema;
    struct ewc_known *known;
    struct ewc_err err = {0};
    enum ewc_status st;

    fuzz_open();
    if (!schema)
        schema = fuzz_schema("cases/known.xsd");
    known = ewc_known_create(&scope);
    fuzz_require(known != NULL, "there is memory");
    st = ewc_known_load(known, fuzz_file("fuzz.xml", data, size), schema, &err);
    fuzz_require(st == EWC_OK || (err.status == st && err.message[0]), "an error has a message");
    use(known);
    ewc_known_destroy(known);
    return 0;
}
