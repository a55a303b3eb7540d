/* gate: stands before a server on 127.0.0.1 and answers in its place where a test wants it, as what stands before real
 * services does: HTTP 503, silence, 401 for a bearer token that is not (or no longer) the right one.
 *
 *   gate PORT [OPTION]...     prints its own URL; ends with SIGTERM
 *     bearer=FILE             401 unless the request has the token that FILE holds at that moment
 *     every=N                 each N-th request is answered 503
 *     retry-after=TEXT        with that Retry-After
 *     after-error=503|hang    once the server has answered with an error or fault, this is all that there is
 *     hang-on=WORD            requests with WORD in them are never answered
 *     refuse=WORD             requests with WORD in them are answered 503
 *     unknown=WORD            requests with WORD in them are answered 501
 *     once=WORD               only the first of them is
 *     log=FILE                a line for each request: what was done with it
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MAX_BYTES = 8 << 20 };

static struct {
    unsigned port, every;
    const char *bearer, *retry_after, *after_error, *hang_on, *refuse, *unknown, *once, *log;
} options;
static atomic_uint requests;
static atomic_bool erred, had_one;
static pthread_mutex_t log_lock = PTHREAD_MUTEX_INITIALIZER;

struct message {
    char *bytes; /* ends with a NUL behind `len` */
    size_t len;
};

static void put_log(const char *what)
{
    struct timespec now;
    FILE *to;

    if (!options.log)
        return;
    pthread_mutex_lock(&log_lock);
    to = fopen(options.log, "ae");
    clock_gettime(CLOCK_MONOTONIC, &now);
    if (to) {
        fprintf(to, "%lld %s\n", (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000, what);
        fclose(to);
    }
    pthread_mutex_unlock(&log_lock);
}

/* How long the message is by its head; 0: the head is not whole. Without a length it ends with the connection. */
static size_t whole_length(const struct message *m, bool is_request)
{
    const char *end = m->len ? strstr(m->bytes, "\r\n\r\n") : NULL;
    const char *line;

    if (!end)
        return 0;
    for (line = m->bytes; line && line < end; line = strstr(line, "\r\n")) {
        line += line == m->bytes ? 0 : 2;
        if (strncasecmp(line, "Content-Length:", 15) == 0)
            return (size_t)(end - m->bytes) + 4 + strtoul(line + 15, NULL, 10);
        if (strncasecmp(line, "Transfer-Encoding:", 18) == 0) {
            const char *last = strstr(end, "\r\n0\r\n\r\n");

            return last ? (size_t)(last - m->bytes) + 7 : SIZE_MAX;
        }
    }
    return is_request ? (size_t)(end - m->bytes) + 4 : SIZE_MAX;
}

static bool receive(int fd, bool is_request, struct message *m)
{
    m->bytes = calloc(1, MAX_BYTES + 1);
    m->len = 0;
    while (m->bytes && m->len < MAX_BYTES) {
        size_t whole = whole_length(m, is_request);
        ssize_t n;

        if (whole && m->len >= whole)
            return true;
        n = recv(fd, m->bytes + m->len, MAX_BYTES - m->len, 0);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return !is_request && m->len > 0;
        m->len += (size_t)n;
        m->bytes[m->len] = '\0';
    }
    return false;
}

static void send_all(int fd, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t n = send(fd, bytes, len, MSG_NOSIGNAL);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return;
        bytes += n;
        len -= (size_t)n;
    }
}

static void answer(int fd, const char *status, const char *header, const char *value)
{
    char text[512];
    int len = snprintf(text, sizeof(text), "HTTP/1.1 %s\r\n%s%s%s%sContent-Length: 5\r\nConnection: close\r\n\r\nsorry", status,
                       value ? header : "", value ? ": " : "", value ? value : "", value ? "\r\n" : "");

    send_all(fd, text, (size_t)len);
    put_log(status);
}

static bool has_token(const struct message *m)
{
    char token[4096] = "", line[4200];
    FILE *from = fopen(options.bearer, "re");

    if (from && !fgets(token, sizeof(token), from))
        token[0] = '\0';
    if (from)
        fclose(from);
    token[strcspn(token, "\r\n")] = '\0';
    snprintf(line, sizeof(line), "Authorization: Bearer %s\r\n", token);
    return strstr(m->bytes, line) != NULL;
}

static void hang(int fd)
{
    char byte;

    put_log("silent");
    while (recv(fd, &byte, 1, 0) > 0) {
    }
}

/* false: the server is to answer. */
static bool answer_here(int fd, const struct message *m)
{
    unsigned number = atomic_fetch_add(&requests, 1) + 1;
    bool dead = options.after_error && atomic_load(&erred);

    if (options.bearer && !has_token(m))
        answer(fd, "401 Unauthorized", "WWW-Authenticate", "Bearer");
    else if ((dead && strcmp(options.after_error, "hang") == 0) || (options.hang_on && strstr(m->bytes, options.hang_on)))
        hang(fd);
    else if ((options.unknown && strstr(m->bytes, options.unknown)) ||
             (options.once && strstr(m->bytes, options.once) && !atomic_exchange(&had_one, true)))
        answer(fd, "501 Not Implemented", "Allow", "POST");
    else if (dead || (options.refuse && strstr(m->bytes, options.refuse)) || (options.every && number % options.every == 0))
        answer(fd, "503 Service Unavailable", "Retry-After", options.retry_after);
    else
        return false;
    return true;
}

static int open_server(void)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)options.port)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd >= 0 && connect(fd, (struct sockaddr *)&to, sizeof(to)) != 0) {
        close(fd);
        fd = -1;
    }
    return fd;
}

static void forward(int fd, const struct message *m)
{
    struct message reply = {0};
    int server = open_server();

    if (server < 0)
        return;
    send_all(server, m->bytes, m->len);
    if (receive(server, false, &reply)) {
        send_all(fd, reply.bytes, reply.len);
        put_log("served");
        if (strstr(reply.bytes, "ResponseClass=\"Error\"") || strstr(reply.bytes, ":Fault>"))
            atomic_store(&erred, true);
    }
    free(reply.bytes);
    close(server);
}

static void *serve(void *arg)
{
    int fd = (int)(intptr_t)arg;
    struct message m = {0};

    if (receive(fd, true, &m) && !answer_here(fd, &m))
        forward(fd, &m);
    free(m.bytes);
    close(fd); /* one request for each connection */
    return NULL;
}

static bool read_option(const char *text)
{
    const struct {
        const char *name;
        const char **to;
    } texts[] = {{"bearer=", &options.bearer}, {"retry-after=", &options.retry_after}, {"after-error=", &options.after_error},
                 {"hang-on=", &options.hang_on}, {"refuse=", &options.refuse}, {"unknown=", &options.unknown}, {"once=", &options.once}, {"log=", &options.log}};

    if (strncmp(text, "every=", 6) == 0) {
        options.every = (unsigned)strtoul(text + 6, NULL, 10);
        return true;
    }
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
        if (strncmp(text, texts[i].name, strlen(texts[i].name)) == 0) {
            *texts[i].to = text + strlen(texts[i].name);
            return true;
        }
    fprintf(stderr, "gate: what is \"%s\"?\n", text);
    return false;
}

static int listen_somewhere(void)
{
    struct sockaddr_in at = {.sin_family = AF_INET};
    socklen_t len = sizeof(at);
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof(at)) != 0 || listen(fd, 64) != 0 ||
        getsockname(fd, (struct sockaddr *)&at, &len) != 0)
        return -1;
    printf("http://127.0.0.1:%u/EWS/Exchange.asmx\n", ntohs(at.sin_port));
    fflush(stdout);
    return fd;
}

int main(int argc, char **argv)
{
    int fd;

    options.port = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 0;
    for (int i = 2; i < argc; i++)
        if (!read_option(argv[i]))
            return 3;
    fd = options.port ? listen_somewhere() : -1;
    while (fd >= 0) {
        int client = accept(fd, NULL, NULL);
        pthread_t thread;

        if (client >= 0 && pthread_create(&thread, NULL, serve, (void *)(intptr_t)client) == 0)
            pthread_detach(thread);
        else if (client >= 0)
            close(client);
    }
    return 3;
}
