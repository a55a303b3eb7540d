/* A case file, and all that is done with it before anything is sent: variables are looked up, requests are built. */
#include <string.h>

#include "case/case.h"
#include "fuzz/fuzz.h"
#include "request/request.h"
#include "vars/vars.h"

static bool is_run_variable(void *ctx, const char *name)
{
    (void)ctx;
    return strncmp(name, "run.", 4) == 0;
}

/* What steps before would have set. */
static void set_names(struct ewc_vars *vars, const struct ewc_case *c)
{
    static const char *const PARTS[] = {"id", "change-key", "name", "address"};
    unsigned i, k;

    for (i = 0; i < c->given_count; i++)
        for (k = 0; k < sizeof(PARTS) / sizeof(*PARTS); k++)
            fuzz_require(ewc_vars_set2(vars, c->givens[i].as, PARTS[k], "<&\"'é"), "there is memory");
    for (i = 0; i < c->step_count; i++)
        for (k = 0; k < c->steps[i].capture_count; k++)
            fuzz_require(ewc_vars_set(vars, c->steps[i].captures[k].as, "captured"), "there is memory");
}

static void build_requests(const struct ewc_case *c, struct ewc_arena *arena)
{
    struct ewc_vars *vars = ewc_vars_create(arena, NULL);
    unsigned i;

    fuzz_require(vars != NULL, "there is memory");
    ewc_vars_set_unique(vars, "fuzz");
    set_names(vars, c);
    for (i = 0; i < c->step_count; i++) {
        const struct ewc_request_defaults defaults = {.url = "http://127.0.0.1:9/",
                                                      .server_version = "Exchange2013",
                                                      .culture = "en-US",
                                                      .impersonate = "a@example.org",
                                                      .documentation_namespaces = i % 2 == 1};
        const struct ewc_request *request = NULL;
        struct ewc_err err = {0};

        if (ewc_request_build(&c->steps[i], &defaults, vars, arena, &request, &err) != EWC_OK)
            fuzz_require(err.message[0] != '\0', "an error has a message");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct ewc_schema *schema;
    const struct ewc_case *c = NULL;
    struct ewc_arena *arena;
    struct ewc_err err = {0};
    enum ewc_status st, variables;

    fuzz_open();
    if (!schema)
        schema = fuzz_schema("cases/case.xsd");
    arena = ewc_arena_create(64 * 1024 * 1024);
    fuzz_require(arena != NULL, "there is memory");
    err.more = arena; /* all that is wrong with it */
    st = ewc_case_inspect(fuzz_file("fuzz.xml", data, size), schema, arena, &c, &err);
    fuzz_require(st == EWC_OK ? c != NULL : err.status == st && err.message[0], "an error has a message");
    if (c) {
        variables = ewc_case_check_variables(c, is_run_variable, NULL, &err);
        fuzz_require(variables == EWC_OK || err.message[0], "an error has a message");
    }
    if (st == EWC_OK)
        build_requests(c, arena);
    ewc_arena_destroy(arena);
    return 0;
}
