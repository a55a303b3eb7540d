#include "listener.h"

#include "base/base.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define REQUESTS_MAX 64
#define REQUEST_BYTES_MAX ((size_t)4 << 20)
#define PARKED_MAX 8
#define FLOOD_BYTES ((size_t)64 << 10)
#define WAIT_MS 20000 /* for any one thing from the client */

struct ewc_listener {
    int fd, wake[2]; /* a byte in `wake` means: stop */
    pthread_t thread;
    unsigned port;
    char url[64];
    const struct ewc_act *acts;
    char *(*answer)(void *ctx, const char *request, size_t *len);
    void *ctx;
    int parked[PARKED_MAX];
    size_t parked_count;

    pthread_mutex_t lock; /* for what follows */
    char *requests[REQUESTS_MAX];
    size_t request_count;
    unsigned connections;
    bool done;
};

/* ---- waiting ---------------------------------------------------------------------------------------- */

/* True when `fd` is ready; false after the time, or when the listener is being stopped. */
static bool wait_for(struct ewc_listener *l, int fd, short events, unsigned ms)
{
    struct pollfd fds[2] = {{.fd = l->wake[0], .events = POLLIN}, {.fd = fd, .events = events}};
    uint64_t end = ewc_clock_us() + (uint64_t)ms * 1000;

    for (;;) {
        uint64_t now = ewc_clock_us();
        int got = poll(fds, 2, now < end ? (int)((end - now + 999) / 1000) : 0);

        if (got > 0)
            return fds[0].revents == 0;
        if (got == 0 || errno != EINTR)
            return false;
    }
}

static bool stopping(struct ewc_listener *l)
{
    struct pollfd wake = {.fd = l->wake[0], .events = POLLIN};

    return poll(&wake, 1, 0) > 0;
}

static bool pause_ms(struct ewc_listener *l, unsigned ms)
{
    (void)wait_for(l, -1, 0, ms);
    return !stopping(l);
}

/* ---- reading a request ------------------------------------------------------------------------------ */

/* The length of the body that `head` announces; SIZE_MAX for a chunked one. */
static size_t body_length(struct ewc_str head)
{
    size_t at = 0, length = 0;

    while (at < head.len) {
        size_t end = ewc_str_find(head, "\r\n", at);
        struct ewc_str line = {head.ptr + at, (end < head.len ? end : head.len) - at};
        size_t colon = ewc_str_find(line, ":", 0);
        uint64_t number;

        if (colon < line.len) {
            struct ewc_str name = {line.ptr, colon};
            struct ewc_str value =
                ewc_str_trim((struct ewc_str){line.ptr + colon + 1, line.len - colon - 1});

            if (ewc_str_is_nocase(name, "Transfer-Encoding"))
                return SIZE_MAX;
            if (ewc_str_is_nocase(name, "Content-Length") &&
                ewc_parse_uint(value, 0, REQUEST_BYTES_MAX, &number))
                length = (size_t)number;
        }
        if (end >= head.len)
            break;
        at = end + 2;
    }
    return length;
}

static bool is_whole(struct ewc_str bytes, bool head_only)
{
    size_t end = ewc_str_find(bytes, "\r\n\r\n", 0);
    size_t body;

    if (end >= bytes.len)
        return false;
    if (head_only)
        return true;
    body = body_length((struct ewc_str){bytes.ptr, end});
    if (body == SIZE_MAX)
        return ewc_str_find(bytes, "\r\n0\r\n\r\n", end) < bytes.len;
    return bytes.len - (end + 4) >= body;
}

/* The last one makes room for the next when there are too many. */
static void keep_request(struct ewc_listener *l, const struct ewc_buf *bytes)
{
    char *copy = malloc(bytes->len + 1);

    if (!copy)
        return;
    memcpy(copy, bytes->ptr, bytes->len);
    copy[bytes->len] = '\0';
    (void)pthread_mutex_lock(&l->lock);
    if (l->request_count == REQUESTS_MAX)
        free(l->requests[--l->request_count]);
    l->requests[l->request_count++] = copy;
    (void)pthread_mutex_unlock(&l->lock);
}

static const char *last_request(struct ewc_listener *l)
{
    return l->request_count > 0 ? l->requests[l->request_count - 1] : "";
}

/* False when the client closed the connection before it sent anything. */
static bool read_request(struct ewc_listener *l, int fd, bool head_only)
{
    struct ewc_buf bytes;
    char piece[4096];
    bool whole = false, gone = false;

    ewc_buf_init(&bytes, REQUEST_BYTES_MAX);
    while (!whole && !bytes.failed && wait_for(l, fd, POLLIN, WAIT_MS)) {
        /* A head alone is taken byte by byte: what follows it belongs to the next act. */
        ssize_t got = recv(fd, piece, head_only ? 1 : sizeof(piece), 0);

        gone = got <= 0;
        if (gone)
            break;
        ewc_buf_add(&bytes, piece, (size_t)got);
        whole = is_whole(ewc_buf_view(&bytes), head_only);
    }
    if (bytes.len > 0) {
        keep_request(l, &bytes);
        gone = false;
    }
    ewc_buf_finish(&bytes);
    return !gone;
}

/* ---- sending ---------------------------------------------------------------------------------------- */

static bool send_all(struct ewc_listener *l, int fd, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t put;

        if (!wait_for(l, fd, POLLOUT, WAIT_MS))
            return false;
        put = send(fd, bytes, len, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (put < 0 && (errno == EAGAIN || errno == EINTR))
            continue;
        if (put < 0)
            return false;
        bytes += put;
        len -= (size_t)put;
    }
    return true;
}

/* Many small pieces go out together, or the calls would take longer than the bytes. */
static void flood(struct ewc_listener *l, int fd, const struct ewc_act *act)
{
    unsigned together = act->len > 0 && act->len < FLOOD_BYTES ? (unsigned)(FLOOD_BYTES / act->len) : 1;
    unsigned left = act->number;
    struct ewc_buf block;

    ewc_buf_init(&block, 0);
    for (unsigned i = 0; i < together && i < act->number; i++)
        ewc_buf_add(&block, act->bytes, act->len);
    while (left > 0 && !block.failed) {
        unsigned now = left < together ? left : together;

        if (!send_all(l, fd, block.ptr, act->len * now))
            break;
        left -= now;
    }
    ewc_buf_finish(&block);
}

static void drip(struct ewc_listener *l, int fd, const struct ewc_act *act)
{
    for (size_t i = 0; i < act->len; i++) {
        if (!send_all(l, fd, act->bytes + i, 1) || !pause_ms(l, act->number))
            return;
    }
}

/* ---- the script ------------------------------------------------------------------------------------- */

static int take(struct ewc_listener *l)
{
    int fd = -1;

    if (wait_for(l, l->fd, POLLIN, WAIT_MS))
        fd = accept(l->fd, NULL, NULL);
    if (fd >= 0) {
        (void)fcntl(fd, F_SETFD, FD_CLOEXEC);
        (void)pthread_mutex_lock(&l->lock);
        l->connections++;
        (void)pthread_mutex_unlock(&l->lock);
    }
    return fd;
}

static void end_connection(int fd, bool reset)
{
    struct linger now = {.l_onoff = 1, .l_linger = 0};

    if (reset)
        (void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
    (void)close(fd);
}

/* Reads from this connection or, when the client has left it, from its next one. */
static int read_somewhere(struct ewc_listener *l, bool head_only, int fd)
{
    for (int i = 0; i < PARKED_MAX && fd >= 0 && !read_request(l, fd, head_only); i++) {
        end_connection(fd, false);
        fd = take(l);
    }
    return fd;
}

/* Answers properly until a request comes that the next act is for. */
static int serve(struct ewc_listener *l, const struct ewc_act *act, int fd)
{
    unsigned seen = 0;

    while (!stopping(l)) {
        size_t len = 0;
        char *answer;

        if (fd < 0)
            fd = take(l);
        if (fd >= 0)
            fd = read_somewhere(l, false, fd);
        if (fd < 0)
            break;
        if (act->bytes && strstr(last_request(l), act->bytes) && ++seen == act->number)
            return fd;
        answer = l->answer ? l->answer(l->ctx, last_request(l), &len) : NULL;
        if (!answer || !send_all(l, fd, answer, len)) {
            end_connection(fd, false);
            fd = -1;
        }
        free(answer);
    }
    return fd;
}

/* Plays one act on the connection and returns what is the connection after it, or -1. */
static int play(struct ewc_listener *l, const struct ewc_act *act, int fd)
{
    switch (act->kind) {
    case EWC_ACT_READ:
    case EWC_ACT_READ_HEAD:
        return read_somewhere(l, act->kind == EWC_ACT_READ_HEAD, fd);
    case EWC_ACT_SERVE:
        return serve(l, act, fd);
    case EWC_ACT_SEND:
        (void)send_all(l, fd, act->bytes, act->len);
        return fd;
    case EWC_ACT_FLOOD:
        flood(l, fd, act);
        return fd;
    case EWC_ACT_DRIP:
        drip(l, fd, act);
        return fd;
    case EWC_ACT_PAUSE:
        (void)pause_ms(l, act->number);
        return fd;
    case EWC_ACT_CLOSE:
    case EWC_ACT_RESET:
        end_connection(fd, act->kind == EWC_ACT_RESET);
        return -1;
    case EWC_ACT_NEXT:
        if (l->parked_count == PARKED_MAX)
            end_connection(fd, false);
        else
            l->parked[l->parked_count++] = fd;
        return -1;
    case EWC_ACT_END:
        break;
    }
    return fd;
}

static void *run(void *ctx)
{
    struct ewc_listener *l = ctx;
    int fd = -1;

    for (const struct ewc_act *act = l->acts; act->kind != EWC_ACT_END && !stopping(l); act++) {
        if (fd < 0 && act->kind != EWC_ACT_SERVE)
            fd = take(l);
        if (fd < 0 && act->kind != EWC_ACT_SERVE)
            break;
        fd = play(l, act, fd);
    }
    (void)pthread_mutex_lock(&l->lock);
    l->done = true;
    (void)pthread_mutex_unlock(&l->lock);
    while (!stopping(l)) /* silence */
        (void)wait_for(l, -1, 0, WAIT_MS);
    if (fd >= 0)
        end_connection(fd, false);
    for (size_t i = 0; i < l->parked_count; i++)
        end_connection(l->parked[i], false);
    return NULL;
}

/* ---- outside ---------------------------------------------------------------------------------------- */

static bool open_port(struct ewc_listener *l)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof(address);

    l->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (l->fd < 0 || bind(l->fd, (struct sockaddr *)&address, len) || listen(l->fd, 16) ||
        getsockname(l->fd, (struct sockaddr *)&address, &len) || pipe(l->wake))
        return false;
    l->port = ntohs(address.sin_port);
    (void)snprintf(l->url, sizeof(l->url), "http://127.0.0.1:%u/EWS/Exchange.asmx", l->port);
    return true;
}

static void close_all(struct ewc_listener *l)
{
    if (l->fd >= 0)
        (void)close(l->fd);
    for (int i = 0; i < 2; i++) {
        if (l->wake[i] >= 0)
            (void)close(l->wake[i]);
    }
    for (size_t i = 0; i < l->request_count; i++)
        free(l->requests[i]);
    (void)pthread_mutex_destroy(&l->lock);
    free(l);
}

struct ewc_listener *ewc_listener_start(const struct ewc_act *acts)
{
    return ewc_listener_start_serving(acts, NULL, NULL);
}

struct ewc_listener *ewc_listener_start_serving(const struct ewc_act *acts,
                                                char *(*answer)(void *ctx, const char *request, size_t *len),
                                                void *ctx)
{
    struct ewc_listener *l = calloc(1, sizeof(*l));

    if (!l)
        return NULL;
    l->fd = l->wake[0] = l->wake[1] = -1;
    l->acts = acts;
    l->answer = answer;
    l->ctx = ctx;
    (void)pthread_mutex_init(&l->lock, NULL);
    if (!open_port(l) || pthread_create(&l->thread, NULL, run, l)) {
        close_all(l);
        return NULL;
    }
    return l;
}

unsigned ewc_listener_port(const struct ewc_listener *l)
{
    return l->port;
}

const char *ewc_listener_url(const struct ewc_listener *l)
{
    return l->url;
}

bool ewc_listener_wait(struct ewc_listener *l, unsigned ms)
{
    uint64_t end = ewc_clock_us() + (uint64_t)ms * 1000;
    bool done;

    for (;;) {
        (void)pthread_mutex_lock(&l->lock);
        done = l->done;
        (void)pthread_mutex_unlock(&l->lock);
        if (done || ewc_clock_us() >= end)
            return done;
        ewc_sleep_ms(5);
    }
}

unsigned ewc_listener_connections(struct ewc_listener *l)
{
    unsigned count;

    (void)pthread_mutex_lock(&l->lock);
    count = l->connections;
    (void)pthread_mutex_unlock(&l->lock);
    return count;
}

size_t ewc_listener_requests(struct ewc_listener *l)
{
    size_t count;

    (void)pthread_mutex_lock(&l->lock);
    count = l->request_count;
    (void)pthread_mutex_unlock(&l->lock);
    return count;
}

const char *ewc_listener_request(struct ewc_listener *l, size_t index)
{
    const char *text;

    (void)pthread_mutex_lock(&l->lock);
    text = index < l->request_count ? l->requests[index] : "";
    (void)pthread_mutex_unlock(&l->lock);
    return text;
}

void ewc_listener_stop(struct ewc_listener *l)
{
    ssize_t put;

    if (!l)
        return;
    put = write(l->wake[1], "", 1);
    if (put == 1)
        (void)pthread_join(l->thread, NULL);
    close_all(l);
}
