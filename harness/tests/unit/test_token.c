/* token: what is fetched, when again, and what is said of helpers that do not help. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "token/token.h"

#pragma GCC diagnostic ignored "-Wconversion" /* in the macros of Criterion 2.4 */

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static struct ewc_tokens *tokens;
static char folder[] = "/tmp/ews-conform-token-XXXXXX";
static char command[512];

static void begin(void)
{
    cr_assert(mkdtemp(folder) != NULL);
}

static void end(void)
{
    char text[128];

    ewc_tokens_destroy(tokens);
    snprintf(text, sizeof(text), "%s/count", folder);
    unlink(text);
    rmdir(folder);
}

TestSuite(token, .init = begin, .fini = end, .timeout = 60);

/* A helper whose tokens are numbered: token-1, token-2, … */
static void create(const char *rest)
{
    struct ewc_err err = {0};

    snprintf(command, sizeof(command), "echo x >>%s/count; echo token-$(($(wc -l <%s/count))); %s", folder, folder, rest);
    cr_assert(eq(int, (int)ewc_tokens_create(command, NULL, &tokens, &err), EWC_OK));
}

static const char *get(void)
{
    const char *token = NULL;
    struct ewc_err err = {0};

    cr_assert(eq(int, (int)ewc_tokens_get(tokens, &token, &err), EWC_OK), "%s", err.message);
    return token;
}

#define SAYS(found, wanted) cr_expect(eq(str, (char *)((found) ? (found) : "(none)"), (char *)(wanted)))

Test(token, is_fetched_once)
{
    create("");
    SAYS(get(), "token-1");
    SAYS(get(), "token-1");
    cr_expect(eq(uint, ewc_tokens_fetched(tokens), 1));
}

Test(token, is_replaced_when_refused)
{
    struct ewc_err err = {0};
    const char *first, *second;

    create("");
    first = get();
    second = ewc_tokens_renew(tokens, first, &err);
    SAYS(second, "token-2");
    cr_expect(eq(ptr, (void *)ewc_tokens_renew(tokens, first, &err), (void *)second), "another worker has fetched it");
    cr_expect(eq(uint, ewc_tokens_fetched(tokens), 2));
    SAYS(first, "token-1"); /* still there: somebody may be sending it */
}

Test(token, is_not_asked_for_without_end)
{
    struct ewc_err err = {0};
    const char *token;

    create("");
    token = get();
    for (int i = 0; i < 3; i++)
        cr_assert(not(zero(ptr, (void *)(token = ewc_tokens_renew(tokens, token, &err)))));
    cr_expect(zero(ptr, (void *)ewc_tokens_renew(tokens, token, &err)));
    cr_expect(eq(uint, ewc_tokens_fetched(tokens), 4));
    ewc_tokens_accepted(tokens, token);
    cr_expect(not(zero(ptr, (void *)ewc_tokens_renew(tokens, token, &err))));
}

Test(token, is_replaced_before_its_end)
{
    create("echo 1");
    SAYS(get(), "token-1");
    SAYS(get(), "token-1");
    ewc_sleep_ms(920);
    SAYS(get(), "token-2");
}

Test(token, stays_when_no_other_can_be_had)
{
    struct ewc_err err = {0};
    const char *token = NULL;

    char path[128];

    snprintf(path, sizeof(path), "%s/count", folder);
    setenv("EWC_COUNT", path, 1);
    create("echo 1; test $(wc -l <$EWC_COUNT) -eq 1");
    SAYS(get(), "token-1");
    ewc_sleep_ms(920);
    cr_expect(eq(int, (int)ewc_tokens_get(tokens, &token, &err), EWC_OK));
    SAYS(token, "token-1");
    cr_expect(eq(int, (int)err.status, EWC_EUSAGE), "and it is told");
    cr_expect(eq(int, (int)ewc_tokens_get(tokens, &token, &err), EWC_OK));
    cr_expect(eq(uint, ewc_tokens_fetched(tokens), 2), "and the helper is not run for each request");
}

/* ---- several workers ------------------------------------------------------------------------------------------- */

static void *renew(void *refused)
{
    struct ewc_err err = {0};

    return (void *)ewc_tokens_renew(tokens, refused, &err);
}

Test(token, is_fetched_once_for_many_workers)
{
    pthread_t threads[16];
    const char *first;

    create("sleep 0.1");
    first = get();
    for (size_t i = 0; i < COUNT_OF(threads); i++)
        cr_assert(eq(int, pthread_create(&threads[i], NULL, renew, (void *)first), 0));
    for (size_t i = 0; i < COUNT_OF(threads); i++) {
        void *token = NULL;

        pthread_join(threads[i], &token);
        SAYS((const char *)token, "token-2");
    }
    cr_expect(eq(uint, ewc_tokens_fetched(tokens), 2));
}

/* ---- helpers that do not help ------------------------------------------------------------------------------------ */

Test(token, says_what_is_wrong_and_not_what_was_written)
{
    static const struct {
        const char *command, *says;
    } rows[] = {{"echo s3cret; exit 3", "exit status 3"},
                {"echo s3cret; kill -9 $$", "signal 9"},
                {"true", "found nothing"},
                {"echo 's3cret with spaces'", "characters that no token can have"},
                {"printf 's3cret\\001x'", "characters that no token can have"},
                {"no-such-helper-anywhere 2>/dev/null", "exit status 127"},
                {"yes s3cret", "more than a token can be"}};

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct ewc_err err = {0};
        const char *token = NULL;

        cr_assert(eq(int, (int)ewc_tokens_create(rows[i].command, NULL, &tokens, &err), EWC_OK));
        cr_expect(eq(int, (int)ewc_tokens_get(tokens, &token, &err), EWC_EUSAGE), "%s", rows[i].command);
        cr_expect(strstr(err.message, rows[i].says) != NULL, "%s: %s", rows[i].command, err.message);
        cr_expect(strstr(err.message, "s3cret") == NULL, "%s", err.message);
        cr_expect(zero(ptr, (void *)token));
        ewc_tokens_destroy(tokens);
        tokens = NULL;
    }
}

Test(token, does_not_wait_for_ever)
{
    static const char *const commands[] = {"sleep 30", "exec >&-; sleep 30"};

    for (size_t i = 0; i < COUNT_OF(commands); i++) {
        uint64_t begun = ewc_clock_us();
        struct ewc_err err = {0};
        struct ewc_buf out;

        ewc_buf_init(&out, 0);
        cr_expect(eq(int, (int)ewc_token_run(commands[i], 200, NULL, 0, &out, &err), EWC_EUSAGE));
        cr_expect(strstr(err.message, "in time") != NULL, "%s", err.message);
        cr_expect(lt(u64, ewc_clock_us() - begun, 5000000));
        ewc_buf_finish(&out);
    }
}

static int one(void)
{
    return 1;
}

Test(token, ends_with_the_run)
{
    struct ewc_err err = {0};
    struct ewc_buf out;

    ewc_buf_init(&out, 0);
    cr_expect(eq(int, (int)ewc_token_run("sleep 30", 20000, one, 0, &out, &err), EWC_EUSAGE));
    cr_expect(strstr(err.message, "signal") != NULL, "%s", err.message);
    err = (struct ewc_err){0};
    cr_expect(eq(int, (int)ewc_token_run("echo x", 20000, one, 1, &out, &err), EWC_OK), "%s", err.message);
    ewc_buf_finish(&out);
}

/* ---- the life of a JSON Web Token ---------------------------------------------------------------------------------- */

Test(token, reads_when_a_jwt_ends)
{
    static const struct {
        const char *token;
        uint64_t expiry;
    } rows[] = {
        {"eyJhbGciOiJub25lIn0.eyJpc3MiOiJqb2UiLCJleHAiOjEzMDA4MTkzODB9.", 1300819380},      /* {"iss":"joe","exp":1300819380} */
        {"e30.eyJleHAiIDogMTMwMDgxOTM4MC41fQ==.x", 1300819380},                               /* {"exp" : 1300819380.5} */
        {"e30.eyJhIjp7ImV4cCI6MX0sImIiOiJcImV4cFwiOjIiLCJleHAiOjN9.x", 3},                    /* {"a":{"exp":1},"b":"\"exp\":2","exp":3} */
        {"e30.eyJleHAiOiJzb29uIn0.x", 0},                                                     /* {"exp":"soon"} */
        {"e30.eyJleHAi.x", 0},                                                                /* {"exp" */
        {"e30.Ilw.x", 0},                                                                     /* "\ */
        {"e30.!!!.x", 0},
        {"opaque", 0},
        {"a.b", 0},
        {"..", 0},
        {"", 0}};

    for (size_t i = 0; i < COUNT_OF(rows); i++)
        cr_expect(eq(u64, ewc_token_expiry(ewc_str(rows[i].token)), rows[i].expiry), "%s", rows[i].token);
}
