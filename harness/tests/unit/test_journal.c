/* journal: what a killed run left is found by the next one, and nothing else is. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "run/journal.h"

#pragma GCC diagnostic ignored "-Wconversion" /* in the macros of Criterion 2.4 */

#define URL "https://mail.example.org/EWS/Exchange.asmx"
#define OWNER "owner@example.org"

static char folder[] = "/tmp/ews-conform-journal-XXXXXX";
static char state[128];
static char told[4096]; /* what was visited: "run: kind id mailbox; …" */
static bool removes;    /* what the visitor answers */

static void begin(void)
{
    cr_assert(mkdtemp(folder) != NULL);
    snprintf(state, sizeof(state), "%s/state/of/ours", folder);
    setenv("EWS_CONFORM_STATE", state, 1);
    removes = true;
}

static void end(void)
{
    char command[256];

    snprintf(command, sizeof(command), "rm -rf '%s'", folder);
    cr_expect(eq(int, system(command), 0));
}

TestSuite(journal, .init = begin, .fini = end, .timeout = 60);

static struct ewc_journal *open_journal(const char *target, const char *owner, const char *run_id)
{
    struct ewc_journal *j = NULL;
    struct ewc_err err = {0};

    cr_assert(eq(int, (int)ewc_journal_open(target, owner, run_id, &j, &err), EWC_OK), "%s", err.message);
    return j;
}

/* A run that writes its journal and dies. */
static void die(const char *run_id, const char *target, const char *owner, void (*write_it)(struct ewc_journal *j))
{
    pid_t pid = fork();
    int status = -1;

    if (pid == 0) {
        struct ewc_journal *j = NULL;

        if (ewc_journal_open(target, owner, run_id, &j, NULL) != EWC_OK)
            _exit(1);
        write_it(j);
        _exit(0);
    }
    cr_assert(eq(int, (int)waitpid(pid, &status, 0), (int)pid));
    cr_assert(eq(int, status, 0));
}

static bool visit(void *ctx, const char *run_id, const struct ewc_leftover *items, unsigned count)
{
    size_t used = strlen(told);
    unsigned i;

    (void)ctx;
    used += (size_t)snprintf(told + used, sizeof(told) - used, "%s:", run_id);
    for (i = 0; i < count; i++)
        used += (size_t)snprintf(told + used, sizeof(told) - used, " %s [%s] [%s];",
                                 items[i].is_group ? "group" : "contact", items[i].id ? items[i].id : "(none)",
                                 items[i].mailbox ? items[i].mailbox : "(owner)");
    return removes;
}

static const char *recover(const char *target, const char *owner)
{
    struct ewc_journal *j = open_journal(target, owner, NULL);

    told[0] = '\0';
    ewc_journal_recover(j, visit, NULL);
    ewc_journal_close(j);
    return told;
}

#define RECOVERS(target, owner, wanted) cr_expect(eq(str, (char *)recover(target, owner), wanted))

static void some(struct ewc_journal *j)
{
    ewc_journal_add(j, true, "one", NULL);
    ewc_journal_add_mailbox(j, "other@example.org");
    ewc_journal_add(j, false, "two", "other@example.org");
    ewc_journal_add(j, true, "three", NULL);
    ewc_journal_gone(j, "three", NULL);
}

Test(journal, tells_what_a_dead_run_left_latest_first)
{
    die("dead", URL, OWNER, some);
    RECOVERS(URL, OWNER,
             "dead: contact [two] [other@example.org]; contact [(none)] [other@example.org]; group [one] [(owner)];");
    RECOVERS(URL, OWNER, ""); /* it is removed */
}

Test(journal, stays_while_the_visitor_wants_it)
{
    die("dead", URL, OWNER, some);
    removes = false;
    cr_expect(ne(str, (char *)recover(URL, OWNER), ""));
    cr_expect(ne(str, (char *)recover(URL, OWNER), ""), "as long as it is not cleaned up");
}

Test(journal, is_for_the_same_target_and_owner)
{
    die("dead", URL, OWNER, some);
    die("nobody", URL, NULL, some);
    removes = false;
    RECOVERS("https://other.example.org/", OWNER, "");
    RECOVERS(URL, "somebody@example.org", "");
    RECOVERS(URL, NULL,
             "nobody: contact [two] [other@example.org]; contact [(none)] [other@example.org]; group [one] [(owner)];");
    RECOVERS(URL, OWNER,
             "dead: contact [two] [other@example.org]; contact [(none)] [other@example.org]; group [one] [(owner)];");
}

Test(journal, of_a_run_that_lives_is_left_alone)
{
    struct ewc_journal *alive = open_journal(URL, OWNER, "alive");

    some(alive);
    RECOVERS(URL, OWNER, "");
    told[0] = '\0';
    ewc_journal_recover(alive, visit, NULL);
    cr_expect(eq(str, told, ""), "not by itself either");
    ewc_journal_close(alive);
    RECOVERS(URL, OWNER, "");
}

/* Ids are a server's bytes. */
static void odd(struct ewc_journal *j)
{
    ewc_journal_add(j, true, "a b\n%41\x7f", "-");
    ewc_journal_add(j, true, "-", "");
    ewc_journal_add(j, true, "", NULL);
    ewc_journal_add(j, true, "gr\xC3\xBC%", NULL);
    ewc_journal_add(j, false, "again", NULL);
    ewc_journal_add(j, true, "again", NULL);
    ewc_journal_gone(j, "again", NULL); /* the later one */
    ewc_journal_gone(j, "again", "other@example.org");
    ewc_journal_gone(j, "never", NULL);
}

Test(journal, keeps_any_id)
{
    die("odd", URL, OWNER, odd);
    RECOVERS(URL, OWNER,
             "odd: contact [again] [(owner)]; group [gr\xC3\xBC%] [(owner)]; group [-] [(owner)]; "
             "group [a b\n%41\x7f] [-];");
}

static void write_file(const char *name, const char *text)
{
    char path[256];
    FILE *file;

    snprintf(path, sizeof(path), "%s/%s", state, name);
    file = fopen(path, "w");
    cr_assert(ne(ptr, file, NULL));
    fputs(text, file);
    fclose(file);
}

Test(journal, reads_what_was_cut_as_far_as_it_goes)
{
    ewc_journal_close(open_journal(URL, OWNER, "makes-the-folder"));
    write_file("cut.journal", "target " URL " " OWNER "\ngroup one -\ngroup\ngroup two\ngro %2 %zz\ngroup thr");
    write_file("headless.journal", "group one -\n");
    write_file("empty.journal", "");
    write_file("other.txt", "target " URL " " OWNER "\ngroup other -\n");
    cr_expect(eq(str, (char *)recover(URL, OWNER), "cut: contact [%2] [%zz]; group [one] [(owner)];"));
}

Test(journal, is_for_its_owner_only_and_goes_with_its_run)
{
    struct ewc_journal *j = open_journal(URL, OWNER, "mine");
    struct ewc_err err = {0};
    struct ewc_journal *second = NULL;
    struct stat info;
    char path[256];

    snprintf(path, sizeof(path), "%s/mine.journal", state);
    cr_assert(eq(int, stat(path, &info), 0));
    cr_expect(eq(int, (int)(info.st_mode & 0777), 0600));
    cr_assert(eq(int, stat(state, &info), 0));
    cr_expect(eq(int, (int)(info.st_mode & 0777), 0700));
    cr_expect(eq(int, (int)ewc_journal_open(URL, OWNER, "mine", &second, &err), EWC_EIO), "two runs of one id");
    cr_expect(eq(str, err.hint, "set EWS_CONFORM_STATE to a folder that can be written"));
    ewc_journal_close(j);
    cr_expect(ne(int, stat(path, &info), 0));
}

Test(journal, tells_that_it_cannot_be_written)
{
    struct ewc_journal *j = NULL;
    struct ewc_err err = {0};

    setenv("EWS_CONFORM_STATE", "/dev/null/state", 1);
    cr_expect(eq(int, (int)ewc_journal_open(URL, OWNER, "mine", &j, &err), EWC_EIO));
    cr_expect(eq(ptr, (void *)j, NULL));
    cr_expect(ne(ptr, strstr(err.message, "cannot be written: "), NULL), "%s", err.message);
    cr_expect(eq(str, err.at.file, "/dev/null/state"));
    unsetenv("EWS_CONFORM_STATE");
    unsetenv("XDG_STATE_HOME");
    unsetenv("HOME");
    err = (struct ewc_err){0};
    cr_expect(eq(int, (int)ewc_journal_open(URL, OWNER, "mine", &j, &err), EWC_EIO), "there is no place for it");
    j = open_journal(URL, OWNER, NULL);
    ewc_journal_recover(j, visit, NULL); /* nothing is there to be read */
    ewc_journal_close(j);
    ewc_journal_add(NULL, true, "x", NULL);
    ewc_journal_gone(NULL, "x", NULL);
    ewc_journal_add_mailbox(NULL, "x");
    ewc_journal_close(NULL);
}

Test(journal, follows_the_places_of_the_system)
{
    struct stat info;
    char path[256];

    unsetenv("EWS_CONFORM_STATE");
    setenv("HOME", folder, 1);
    setenv("XDG_STATE_HOME", "relative/is/not/taken", 1);
    ewc_journal_close(open_journal(URL, OWNER, "mine"));
    snprintf(path, sizeof(path), "%s/.local/state/ews-conform", folder);
    cr_expect(eq(int, stat(path, &info), 0), "%s", path);
    snprintf(path, sizeof(path), "%s/xdg", folder);
    setenv("XDG_STATE_HOME", path, 1);
    ewc_journal_close(open_journal(URL, OWNER, "mine"));
    snprintf(path, sizeof(path), "%s/xdg/ews-conform", folder);
    cr_expect(eq(int, stat(path, &info), 0), "%s", path);
}
