/* Runs a credential helper: no terminal, no more output and no more time than it may need. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "token/token.h"

enum { SLICE_MS = 50, MAX_HANDLE = 256 };

/* In the child: only what may be called after fork() in a program with threads. */
static void become(const char *command, int output)
{
    struct sigaction usual = {.sa_handler = SIG_DFL};
    sigset_t none;
    int nothing = open("/dev/null", O_RDONLY);

    (void)sigemptyset(&usual.sa_mask);
    (void)sigemptyset(&none);
    (void)sigaction(SIGPIPE, &usual, NULL);
    (void)sigaction(SIGINT, &usual, NULL);
    (void)sigaction(SIGTERM, &usual, NULL);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
    if (nothing < 0 || dup2(nothing, STDIN_FILENO) < 0 || dup2(output, STDOUT_FILENO) < 0)
        _exit(126);
    for (int fd = STDERR_FILENO + 1; fd < MAX_HANDLE; fd++)
        (void)close(fd);
    execl("/bin/sh", "sh", "-c", command, (char *)NULL);
    _exit(127);
}

/* What went wrong while reading; NULL: nothing. */
static const char *read_output(int from, uint64_t until_us, int (*cancelled)(void), int patience, struct ewc_buf *out)
{
    char bytes[4096];
    const char *problem = NULL;

    while (!problem) {
        struct pollfd wait = {.fd = from, .events = POLLIN};
        ssize_t n = 0;

        if (cancelled && cancelled() > patience)
            problem = "was broken off by a signal";
        else if (ewc_clock_us() >= until_us)
            problem = "did not end in time";
        else if (poll(&wait, 1, SLICE_MS) <= 0)
            continue;
        else if ((n = read(from, bytes, sizeof(bytes))) == 0)
            break;
        else if (n < 0 && errno != EINTR && errno != EAGAIN)
            problem = "cannot be read";
        else if (n > 0 && out->len + (size_t)n > EWC_TOKEN_MAX_OUTPUT)
            problem = "wrote more than a token can be";
        else if (n > 0)
            ewc_buf_add(out, bytes, (size_t)n);
    }
    ewc_wipe(bytes, sizeof(bytes));
    return problem;
}

/* It may have closed its output and go on. */
static const char *await_end(pid_t pid, uint64_t until_us, int *out_status)
{
    for (;;) {
        pid_t ended = waitpid(pid, out_status, WNOHANG);

        if (ended == pid)
            return NULL;
        if (ended < 0 && errno != EINTR)
            return "cannot be waited for";
        if (ewc_clock_us() >= until_us)
            return "did not end in time";
        ewc_sleep_ms(2);
    }
}

static enum ewc_status judge(const char *problem, int status, struct ewc_err *err)
{
    if (problem)
        return ewc_err_set(err, EWC_EUSAGE, EWC_NOWHERE, "the credential helper %s", problem);
    if (WIFSIGNALED(status))
        return ewc_err_set(err, EWC_EUSAGE, EWC_NOWHERE, "the credential helper was ended by signal %d", WTERMSIG(status));
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return ewc_err_set(err, EWC_EUSAGE, EWC_NOWHERE, "the credential helper ended with exit status %d",
                           WIFEXITED(status) ? WEXITSTATUS(status) : -1);
    return EWC_OK;
}

enum ewc_status ewc_token_run(const char *command, unsigned timeout_ms, int (*cancelled)(void), int patience,
                              struct ewc_buf *out, struct ewc_err *err)
{
    uint64_t until_us = ewc_clock_us() + (uint64_t)timeout_ms * 1000;
    const char *problem;
    int ends[2], status = 0;
    pid_t pid;

    if (pipe(ends) != 0)
        return ewc_err_set(err, EWC_EIO, EWC_NOWHERE, "no pipe for the credential helper: %s", strerror(errno));
    (void)fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    pid = fork();
    if (pid == 0)
        become(command, ends[1]);
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        return ewc_err_set(err, EWC_EIO, EWC_NOWHERE, "the credential helper cannot be started: %s", strerror(errno));
    }
    problem = read_output(ends[0], until_us, cancelled, patience, out);
    close(ends[0]);
    if (!problem)
        problem = await_end(pid, until_us, &status);
    if (problem) {
        (void)kill(pid, SIGKILL);
        (void)waitpid(pid, &status, 0);
    }
    return judge(problem, status, err);
}
