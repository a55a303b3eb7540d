/* Memory that held a password is wiped: after a client is gone nothing of it is left in this process. */
#include "test_http.h"

#include <criterion/parameterized.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

/* What free() itself writes into memory is at its beginning: the secret stands behind something else. */
enum { KEY = 0x5A, CHUNK = 1 << 16, BEFORE = 40 };

/* "Geheim-9321-pw", so that it is nowhere but where the test puts it. */
static const unsigned char hidden[] = {'G' ^ KEY, 'e' ^ KEY, 'h' ^ KEY, 'e' ^ KEY, 'i' ^ KEY, 'm' ^ KEY, '-' ^ KEY,
                                       '9' ^ KEY, '3' ^ KEY, '2' ^ KEY, '1' ^ KEY, '-' ^ KEY, 'p' ^ KEY, 'w' ^ KEY};

static bool is_at(const char *at)
{
    for (size_t i = 0; i < sizeof(hidden); i++)
        if (((unsigned char)at[i] ^ KEY) != hidden[i])
            return false;
    return true;
}

static unsigned count_in(int memory, uint64_t from, uint64_t to, char *chunk)
{
    unsigned found = 0;

    while (from + sizeof(hidden) <= to) {
        uint64_t want = to - from < CHUNK ? to - from : CHUNK;
        ssize_t got = pread(memory, chunk, want, (off_t)from);

        if (got < (ssize_t)sizeof(hidden))
            break;
        for (size_t i = 0; i + sizeof(hidden) <= (size_t)got; i++)
            found += chunk[i] == 'G' && is_at(chunk + i);
        ewc_wipe(chunk, CHUNK); /* it is part of what is looked through */
        from += (uint64_t)got == want && want < CHUNK ? want : (uint64_t)got - sizeof(hidden) + 1;
    }
    return found;
}

/* In all memory of this process that can be written. */
static unsigned count_in_memory(void)
{
    char line[512];
    char *chunk = malloc(CHUNK);
    FILE *maps = fopen("/proc/self/maps", "re");
    int memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
    unsigned found = 0;

    cr_assert(chunk && maps && memory >= 0);
    while (fgets(line, sizeof(line), maps)) {
        uint64_t from = 0, to = 0;
        char rights[5] = "";

        if (sscanf(line, "%" SCNx64 "-%" SCNx64 " %4s", &from, &to, rights) == 3 && rights[0] == 'r' && rights[1] == 'w')
            found += count_in(memory, from, to, chunk);
    }
    (void)fclose(maps);
    (void)close(memory);
    free(chunk);
    return found;
}

static void show(char *out)
{
    memset(out, 'x', BEFORE);
    for (size_t i = 0; i < sizeof(hidden); i++)
        out[BEFORE + i] = (char)(hidden[i] ^ KEY);
    out[BEFORE + sizeof(hidden)] = '\0';
}

struct scheme_row {
    enum ewc_http_auth auth;
};

ParameterizedTestParameters(wipe, no_password_stays)
{
    static struct scheme_row rows[] = {{EWC_AUTH_BASIC}, {EWC_AUTH_NTLM}, {EWC_AUTH_ANY}};

    return cr_make_param_array(struct scheme_row, rows, sizeof(rows) / sizeof(rows[0]));
}

ParameterizedTest(struct scheme_row *row, wipe, no_password_stays, .init = set_up, .fini = tear_down, .timeout = 60)
{
    static const struct ewc_act refuses[] = {
        EWC_READ, EWC_SEND("HTTP/1.1 401 No\r\nWWW-Authenticate: NTLM\r\nWWW-Authenticate: Digest realm=\"a\", nonce=\"b\"\r\n"
                           "Content-Length: 0\r\n\r\n"),
        EWC_READ, EWC_SEND("HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n"), EWC_END};
    char *secret = malloc(BEFORE + sizeof(hidden) + 1);
    struct ewc_http_config config;

    cr_assert(secret != NULL);
    show(secret);
    start(refuses);
    config = quick(ewc_listener_url(listener));
    config.auth = row->auth;
    config.user = "tester";
    config.password = secret;
    open_client(&config);
    cr_expect(gt(uint, count_in_memory(), 0), "it can be found at all");
    cr_expect(eq(str, (char *)header(post("<a/>")->headers, "content-length", 0), "0"));
    ewc_http_client_destroy(client);
    client = NULL;
    ewc_listener_stop(listener); /* it has the request */
    listener = NULL;
    ewc_wipe(secret, BEFORE + sizeof(hidden));
    free(secret);
    cr_expect(eq(uint, count_in_memory(), 0));
}
