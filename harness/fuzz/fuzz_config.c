/* An ews-conform.conf: read as for "run --target there" and for a profile, below options that stand already. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/cli.h"
#include "fuzz/fuzz.h"

static int do_nothing(struct settings *s)
{
    (void)s;
    return 0;
}

/* Instead of main.c's. */
const struct command COMMANDS[] = {
    {"run", FOR_RUN | FOR_SELECT | FOR_TARGET | FOR_REQUEST | FOR_CONSOLE, "", "", "", do_nothing}, {0}};

/* What is said goes nowhere: it is said at nearly every input. */
static int silence(void)
{
    int kept = dup(STDERR_FILENO);

    fuzz_require(freopen("/dev/null", "w", stderr) != NULL, "there is /dev/null");
    return kept;
}

static void speak(int kept)
{
    fflush(stderr);
    (void)dup2(kept, STDERR_FILENO);
    close(kept);
}

/* As the program does it, with that command line. */
static void read_with(const char *path, int argc, const char *const *options)
{
    struct settings s = {.settle_ms = 2000, .max_backoff_ms = 60000};
    char *argv[8] = {0};
    int i;

    s.arena = ewc_arena_create(0);
    fuzz_require(s.arena != NULL, "there is memory");
    argv[0] = "run";
    for (i = 0; i < argc; i++)
        argv[i + 1] = ewc_arena_strdup(s.arena, options[i]);
    argv[argc + 1] = ewc_arena_printf(s.arena, "--config=%s", path);
    if (read_options(&COMMANDS[0], argc + 2, argv, &s) == -1 && read_config(&s))
        fuzz_require(s.target != NULL, "there is a target");
    fuzz_require(!s.password, "no secret comes out of the file");
    forget_secrets(&s);
    ewc_arena_destroy(s.arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const BY_NAME[] = {"--target=there", "--timeout=5"};
    static const char *const BY_PROFILE[] = {"--target=https://mail.example.org/", "--profile=ours"};
    const char *path;
    int kept;

    fuzz_open();
    path = fuzz_file("config", data, size);
    fuzz_require(chmod(path, 0600) == 0, "the file can be made ours");
    kept = silence();
    read_with(path, 2, BY_NAME);
    read_with(path, 2, BY_PROFILE);
    speak(kept);
    return 0;
}
