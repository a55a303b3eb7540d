#include <signal.h>

#include "cli/cli.h"

static volatile sig_atomic_t caught;
static volatile sig_atomic_t last_signal;

/* A terminal that closes sends its signal more than once, and means the same: a second one of another kind would break
 * off the clean-up. */
static void on_signal(int number)
{
    bool again = number == SIGHUP && last_signal == SIGHUP;

    last_signal = number;
    if (!again)
        caught++;
}

void catch_signals(void)
{
    struct sigaction action = {.sa_handler = on_signal};
    struct sigaction hangup;

    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    if (sigaction(SIGHUP, NULL, &hangup) == 0 && hangup.sa_handler != SIG_IGN) /* else it is for nohup to say */
        sigaction(SIGHUP, &action, NULL);
    action.sa_handler = SIG_IGN; /* a closed pipe is a write error, told as one */
    sigaction(SIGPIPE, &action, NULL);
    sigaction(SIGXFSZ, &action, NULL); /* and so is a file that may not grow any further */
}

int signals_caught(void)
{
    return (int)caught;
}

int signal_exit_code(void)
{
    return 128 + (int)last_signal;
}
