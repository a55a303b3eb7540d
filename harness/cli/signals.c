#include <signal.h>

#include "cli/cli.h"

static volatile sig_atomic_t caught;
static volatile sig_atomic_t last_signal;

static void on_signal(int number)
{
    last_signal = number;
    caught++;
}

void catch_signals(void)
{
    struct sigaction action = {.sa_handler = on_signal};

    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
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
