#include "tlsserver.h"

#include "base/base.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define START_MS 10000

extern char **environ;

struct ewc_tlsserver {
    pid_t pid;
    int in, out; /* its standard input (its end would stop it) and output */
    char dir[32], cert[48], key[48], url[64];
};

static pid_t spawn(const char *const *words, int in, int out)
{
    posix_spawn_file_actions_t actions;
    pid_t pid = -1;

    if (posix_spawn_file_actions_init(&actions))
        return -1;
    if (posix_spawn_file_actions_adddup2(&actions, in, 0) ||
        posix_spawn_file_actions_adddup2(&actions, out, 1) ||
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0) ||
        posix_spawnp(&pid, words[0], &actions, NULL, (char *const *)(uintptr_t)words, environ))
        pid = -1;
    (void)posix_spawn_file_actions_destroy(&actions);
    return pid;
}

static bool run_to_end(const char *const *words)
{
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    int status = -1;
    pid_t pid = null >= 0 ? spawn(words, null, null) : -1;

    if (null >= 0)
        (void)close(null);
    return pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static bool make_certificate(const struct ewc_tlsserver *s)
{
    const char *const words[] = {"openssl",
                                 "req",
                                 "-x509",
                                 "-newkey",
                                 "ec",
                                 "-pkeyopt",
                                 "ec_paramgen_curve:P-256",
                                 "-nodes",
                                 "-days",
                                 "2",
                                 "-subj",
                                 "/O=Test/CN=localhost",
                                 "-addext",
                                 "subjectAltName=DNS:localhost",
                                 "-keyout",
                                 s->key,
                                 "-out",
                                 s->cert,
                                 NULL};

    return run_to_end(words);
}

/* Signs the certificate again with an end in the past; the second way is that of OpenSSL 3.4 and later. */
static bool let_expire(const struct ewc_tlsserver *s)
{
    char old[64];
    const char *const words[][12] = {
        {"openssl", "x509", "-in", old, "-signkey", s->key, "-days", "-1", "-out", s->cert, NULL},
        {"openssl", "x509", "-in", old, "-signkey", s->key, "-not_after", "20200201000000Z", "-out", s->cert, NULL}};
    bool done;

    (void)snprintf(old, sizeof(old), "%s.old", s->cert);
    if (rename(s->cert, old) != 0)
        return false;
    done = run_to_end(words[0]) || run_to_end(words[1]);
    (void)unlink(old);
    return done;
}

/* Reads "ACCEPT 127.0.0.1:PORT" from what the server prints. */
static bool read_port(struct ewc_tlsserver *s)
{
    char text[2048];
    size_t len = 0;
    uint64_t end = ewc_clock_us() + START_MS * 1000;
    struct pollfd fd = {.fd = s->out, .events = POLLIN};

    while (len < sizeof(text) - 1 && ewc_clock_us() < end) {
        const char *line;
        ssize_t got;

        if (poll(&fd, 1, 200) <= 0)
            continue;
        got = read(s->out, text + len, sizeof(text) - 1 - len);
        if (got <= 0)
            return false;
        len += (size_t)got;
        text[len] = '\0';
        line = strstr(text, "ACCEPT 127.0.0.1:");
        if (line && strchr(line, '\n')) {
            unsigned long port = strtoul(line + strlen("ACCEPT 127.0.0.1:"), NULL, 10);

            (void)snprintf(s->url, sizeof(s->url), "https://localhost:%lu/", port);
            return port > 0 && port < 65536;
        }
    }
    return false;
}

static bool start(struct ewc_tlsserver *s, const char *option, bool expired)
{
    const char *words[] = {"openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", s->cert,
                           "-key",    s->key,     "-www",    option,        NULL};
    int in[2] = {-1, -1}, out[2] = {-1, -1};

    if (!make_certificate(s) || (expired && !let_expire(s)) || pipe(in) || pipe(out))
        return false;
    for (int i = 0; i < 2; i++) {
        (void)fcntl(in[i], F_SETFD, FD_CLOEXEC);
        (void)fcntl(out[i], F_SETFD, FD_CLOEXEC);
    }
    s->pid = spawn(words, in[0], out[1]);
    (void)close(in[0]);
    (void)close(out[1]);
    s->in = in[1];
    s->out = out[0];
    return s->pid > 0 && read_port(s);
}

static struct ewc_tlsserver *create(const char *option, bool expired)
{
    struct ewc_tlsserver *s = calloc(1, sizeof(*s));

    if (!s)
        return NULL;
    s->in = s->out = -1;
    (void)snprintf(s->dir, sizeof(s->dir), "/tmp/ewc-tls-XXXXXX");
    if (!mkdtemp(s->dir)) {
        free(s);
        return NULL;
    }
    (void)snprintf(s->cert, sizeof(s->cert), "%s/cert.pem", s->dir);
    (void)snprintf(s->key, sizeof(s->key), "%s/key.pem", s->dir);
    if (start(s, option, expired))
        return s;
    ewc_tlsserver_stop(s);
    return NULL;
}

struct ewc_tlsserver *ewc_tlsserver_start(const char *option)
{
    return create(option, false);
}

struct ewc_tlsserver *ewc_tlsserver_start_expired(void)
{
    return create(NULL, true);
}

const char *ewc_tlsserver_url(const struct ewc_tlsserver *s)
{
    return s->url;
}

const char *ewc_tlsserver_cert(const struct ewc_tlsserver *s)
{
    return s->cert;
}

const char *ewc_tlsserver_key(const struct ewc_tlsserver *s)
{
    return s->key;
}

void ewc_tlsserver_stop(struct ewc_tlsserver *s)
{
    if (!s)
        return;
    if (s->pid > 0) {
        (void)kill(s->pid, SIGTERM);
        (void)waitpid(s->pid, NULL, 0);
    }
    if (s->in >= 0)
        (void)close(s->in);
    if (s->out >= 0)
        (void)close(s->out);
    (void)unlink(s->cert);
    (void)unlink(s->key);
    (void)rmdir(s->dir);
    free(s);
}
