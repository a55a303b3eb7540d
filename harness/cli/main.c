#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"

enum { FOR_A_RUN = FOR_WATCH | FOR_RUN | FOR_SELECT | FOR_TARGET | FOR_REQUEST | FOR_CONSOLE };

const struct command COMMANDS[] = {
    {"run", FOR_A_RUN, "[CASE|FOLDER|ID]...", "Runs cases against a server and judges its responses.",
     "Without --target the built-in reference server is tested. Exit status: 0 conformant, 1 at least one failure, 2 "
     "at least one error and no failure, 3 wrong usage, 130 or 143 after a signal.",
     command_run},
    {"list", FOR_LIST | FOR_SELECT, "[CASE|FOLDER|ID]...", "Prints the cases: id, title, tags, requirements.", "",
     command_list},
    {"check", FOR_SELECT | FOR_WATCH, "[CASE|FOLDER|ID]...",
     "Checks case files and stylesheets without sending anything.", "", command_check},
    {"show", FOR_SHOW | FOR_REQUEST, "CASE|ID", "Prints the exact bytes that a case would send.",
     "Values that only a run knows, such as the Id of a group it creates, appear as {name}.", command_show},
    {"explain", 0, "CASE|ID|REQUIREMENT...", "Tells in sentences what a case sends and expects, or what a requirement says.", "",
     command_explain},
    {"new", FOR_NEW, "CASE", "Writes a commented case file to begin from.",
     "CASE is such as rename/long-name: below the working folder where that has a folder \"rename\", else in the suite.",
     command_new},
    {"try", FOR_TRY, "STYLESHEET EVIDENCE", "Applies one assertion stylesheet to one evidence document or SOAP response.",
     "Evidence comes from \"run --save-evidence DIR\". Exit status: 0 no failure, 1 at least one, 2 nothing was judged.",
     command_try},
    {"serve", FOR_SERVE | FOR_REQUEST, "", "Runs the reference server in the foreground and prints its URL.",
     "It listens on the loopback address and ends with SIGINT or SIGTERM.", command_serve},
    {"report", FOR_REPORT, "RESULTS.xml...", "Renders reports of an earlier run again.",
     "Several results are put side by side (--report matrix=FILE). Of a run that was killed FILE.partial is there, next to "
     "where --results had its FILE: the cases that had ended. Exit status: 0 written, 2 written, but a run did not end, or "
     "not written.",
     command_report},
    {"probe", FOR_PROBE | FOR_TARGET, "",
     "Tells what a server is: reachable, TLS, sign-in, version, IM operations, and how to go on.",
     "It sends a few harmless requests. Exit status: 0 cases can be run, 2 they can't.", command_probe},
    {"recheck", FOR_RECHECK | FOR_CONSOLE, "RESULTS.xml", "Judges the recorded exchanges of a run again, without a server.",
     "Today's cases and stylesheets are applied to what was sent and answered then. What a case was given, and what kept "
     "it from being judged, stays as it was. Exit status as of run.",
     command_recheck},
    {"merge", FOR_MERGE | FOR_CONSOLE, "RESULTS.xml...", "Puts the results of parts (--shard) together as one run's.",
     "Exit status as of run.", command_merge},
    {"compare", FOR_COMPARE, "OLD.xml NEW.xml", "Tells what a run does better or worse than an earlier one.",
     "A regression is a case that passed, passed with warnings or was a known deviation, and fails or is an error now; "
     "a case that fails for a further requirement; or a failure of the run as a whole that is new. A step is told as "
     "slower when it took at least three times as long and 100 ms longer than in OLD, both measured after taking out "
     "by how much all steps became slower. Exit status: 0 no regression, 1 regression, 2 none, but the new run was broken off, or a file cannot be read.",
     command_compare},
    {"known", FOR_KNOWN, "--from RESULTS.xml", "Writes a first list of known deviations (run --known) from a run's failures.",
     "One entry for each requirement that fails in a case. Every entry wants a reason: that is for a person to fill in.",
     command_known},
    {"sweep", FOR_SWEEP | FOR_TARGET, "", "Removes what killed runs left in a mailbox.",
     "Only groups with names as a run gives them (\"ews-conform-RUNID-…\"), and contacts with such addresses, are touched.", command_sweep},
    {"selftest", FOR_SELFTEST | FOR_SELECT | FOR_CONSOLE, "[CASE|FOLDER|ID]...",
     "Runs the suite against each defect and each variant of the reference server.",
     "A defect that no case catches fails, and so does a variant that a case fails.", command_selftest},
    {0},
};

static void print_help(FILE *to)
{
    const struct command *c;

    fprintf(to, "Usage: ews-conform COMMAND [OPTION]... [ARGUMENT]...\n"
                "Tests whether a server implements the Exchange Web Services operation SetImGroup as documented.\n\n");
    for (c = COMMANDS; c->name; c++)
        fprintf(to, "  %-10s %s\n", c->name, c->summary);
    fprintf(to, "\n\"ews-conform COMMAND --help\" explains a command; \"ews-conform --version\" tells the versions.\n");
}

static int print_version(void)
{
    printf("ews-conform %s\n%s\n%s\n%s\nfeatures: %s\n", EWC_VERSION, ewc_http_library(), ewc_xml_library(),
           ewc_xslt_library(), ewc_http_features());
    return EXIT_CONFORMANT;
}

static const struct command *find_command(const char *name)
{
    const char *names[64];
    const struct command *c;
    const char *nearest;
    unsigned count = 0;

    for (c = COMMANDS; c->name; c++) {
        if (strcmp(c->name, name) == 0)
            return c;
        names[count++] = c->name;
    }
    names[count] = NULL;
    nearest = ewc_nearest(name, names);
    print_error_text("there is no command \"%s\"%s%s%s; \"ews-conform --help\" lists all", name,
                     nearest ? "; did you mean \"" : "", nearest ? nearest : "", nearest ? "\"?" : "");
    return NULL;
}

/* As after a kill: what was judged is in FILE.partial of --results, and the journal tells the next run what is left in
 * the mailbox. */
static void memory_ran_out(void)
{
    static const char TEXT[] = "ews-conform: error: memory ran out; the run ends here\n"
                               "    hint: fewer --jobs need less memory\n";

    ssize_t written = write(STDERR_FILENO, TEXT, sizeof(TEXT) - 1);

    (void)written; /* there is nobody else to tell */
    _exit(EXIT_ERROR);
}

static volatile sig_atomic_t at_work;

/* libxml2 sorts nodes in memory of its own, and calls exit(1) when there is none: that would blame the server. */
static void at_exit(void)
{
    if (at_work)
        memory_ran_out();
}

static bool open_libraries(struct ewc_err *err)
{
    at_work = atexit(at_exit) == 0;
    ewc_xml_on_no_memory(memory_ran_out);
    ewc_xml_global_init();
    ewc_xslt_global_init();
    return ewc_http_global_init(err) == EWC_OK;
}

static void close_libraries(void)
{
    ewc_http_global_cleanup();
    ewc_xslt_global_cleanup();
    ewc_xml_global_cleanup();
}

/* What could not be printed (closed pipe, full disk) must not look like success. */
static int check_output(int exit_code)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return exit_code;
    print_error_text("standard output could not be written");
    return exit_code == EXIT_CONFORMANT ? EXIT_ERROR : exit_code;
}

static int run_command(const struct command *command, int argc, char **argv)
{
    struct settings s = {.settle_ms = 2000, .max_backoff_ms = 60000, .max_timeouts = 5};
    struct ewc_err err = {0};
    int exit_code;

    s.arena = ewc_arena_create(0);
    if (!s.arena || !open_libraries(&err)) {
        print_error_text("%s", s.arena ? err.message : "memory ran out");
        ewc_arena_destroy(s.arena);
        at_work = false;
        return EXIT_ERROR;
    }
    exit_code = read_options(command, argc, argv, &s);
    if (exit_code == -1 && !read_config(&s))
        exit_code = EXIT_USAGE;
    if (exit_code == -1)
        exit_code = command->run(&s);
    forget_secrets(&s);
    ewc_arena_destroy(s.arena);
    close_libraries();
    at_work = false;
    return exit_code;
}

/* Where standard input, output or error is closed, the next file that is opened would take its place, and what is
 * printed would go into it. What is opened here for output cannot be written: that is told at the end. */
static bool hold_standard_files(void)
{
    int fd;

    do
        fd = open("/dev/null", O_RDONLY);
    while (fd >= 0 && fd <= STDERR_FILENO);
    if (fd > STDERR_FILENO)
        close(fd);
    return fd >= 0;
}

int main(int argc, char **argv)
{
    const struct command *command;

    if (!hold_standard_files())
        return EXIT_ERROR;
    catch_signals();
    if (argc < 2) {
        print_help(stderr);
        return EXIT_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0) {
        command = argc > 2 ? find_command(argv[2]) : NULL;
        if (command)
            print_command_help(command, stdout);
        else if (argc <= 2)
            print_help(stdout);
        return check_output(argc > 2 && !command ? EXIT_USAGE : EXIT_CONFORMANT);
    }
    if (strcmp(argv[1], "--version") == 0)
        return check_output(print_version());
    command = find_command(argv[1]);
    if (!command)
        return EXIT_USAGE;
    return check_output(run_command(command, argc - 1, argv + 1));
}
