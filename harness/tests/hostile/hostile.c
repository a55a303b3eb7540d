/* The table of hostile servers, end to end: hostile PROGRAM SOURCE-TREE [NAME]
 *
 * Each row is a process of its own with its servers, two at a time; it runs the program against them and
 * looks at all that it left. With NAME only rows whose names hold it.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "hostile/row.h"
#include "xml/xml.h"

enum { TOGETHER = 2, ROWS_MIN = 80 };

static const struct row *const TABLES[] = {ROWS_CONNECTION, ROWS_HTTP,    ROWS_CODING, ROWS_XML,
                                           ROWS_TEXT,       ROWS_SIGN_IN, ROWS_SETUP};

/* How the rows went. */
struct count {
    unsigned running, rows, failed;
};

static void wait_for_one(struct count *c)
{
    int status = 0;

    if (wait(&status) < 0)
        return;
    c->running--;
    c->failed += !WIFEXITED(status) || WEXITSTATUS(status) != 0;
}

static void begin(const struct row *row, const struct place *place, struct count *c)
{
    pid_t pid;

    if (c->running == TOGETHER)
        wait_for_one(c);
    (void)fflush(stdout);
    pid = fork();
    if (pid == 0) {
        bool ok = row_run(row, place);

        (void)fflush(stdout);
        _exit(ok ? 0 : 1);
    }
    c->rows++;
    if (pid > 0)
        c->running++;
    else
        c->failed++;
}

int main(int argc, char **argv)
{
    struct place place = {argc > 2 ? argv[1] : NULL, argc > 2 ? argv[2] : NULL};
    struct count c = {0};
    uint64_t start = ewc_clock_us();
    size_t t;

    if (!place.program) {
        (void)fprintf(stderr, "usage: hostile PROGRAM SOURCE-TREE [NAME]\n");
        return 3;
    }
    (void)signal(SIGPIPE, SIG_IGN);
    ewc_xml_global_init();
    for (t = 0; t < sizeof(TABLES) / sizeof(*TABLES); t++)
        for (const struct row *row = TABLES[t]; row->name; row++)
            if (argc < 4 || strstr(row->name, argv[3]))
                begin(row, &place, &c);
    while (c.running > 0)
        wait_for_one(&c);
    printf("%u rows, %u failed, %.0f s\n", c.rows, c.failed, (double)(ewc_clock_us() - start) / 1e6);
    if (argc < 4 && c.rows < ROWS_MIN)
        printf("FAIL  the table has fewer than %d rows\n", ROWS_MIN);
    ewc_xml_global_cleanup();
    return c.failed || (argc < 4 && c.rows < ROWS_MIN) || c.rows == 0 ? 1 : 0;
}
