#include "hostile/servers.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "hostile/artefacts.h"
#include "testlib/tlsserver.h"

/* ---- the acts
 * ------------------------------------------------------------------------------------------------------ */

/* The bytes with the addresses of this run. */
static void put_addresses(struct ewc_str text, unsigned trap_port, const char *folder, struct ewc_buf *out)
{
    while (text.len > 0) {
        size_t at = ewc_str_find(text, "@", 0);

        ewc_buf_add(out, text.ptr, at < text.len ? at : text.len);
        text.ptr += at;
        text.len -= at < text.len ? at : text.len;
        if (ewc_str_starts(text, "@TRAP@"))
            ewc_buf_printf(out, "127.0.0.1:%u", trap_port);
        else if (ewc_str_starts(text, "@FILE@"))
            ewc_buf_printf(out, "%s/canary", folder);
        else if (text.len > 0) {
            ewc_buf_byte(out, '@');
            text.ptr++;
            text.len--;
            continue;
        } else
            break;
        text.ptr += 6;
        text.len -= 6;
    }
}

/* Good answers up to the request that the row is about, the row's acts, and good answers again. */
static bool fill_acts(struct servers *s, const struct row *row, const char *folder)
{
    struct ewc_act *to = s->acts;
    const struct ewc_act *from = row->acts;
    static const struct ewc_act first = EWC_READ, rest = EWC_SERVE(NULL, 0), close_it = EWC_CLOSE;

    if (row->meets)
        *to++ = (struct ewc_act){EWC_ACT_SERVE, row->meets, 0, 1};
    else if (row->make || (from && from->kind != EWC_ACT_SERVE))
        *to++ = first;
    if (row->make) {
        struct ewc_buf *text = &s->texts[0];

        row->make(text);
        *to++ = (struct ewc_act){EWC_ACT_SEND, text->ptr, text->len, 0};
        *to++ = close_it;
    }
    for (; from && from->kind != EWC_ACT_END; from++, to++) {
        struct ewc_buf *text = &s->texts[to - s->acts];

        if (to - s->acts >= ROW_ACTS_MAX - 2)
            return false;
        put_addresses((struct ewc_str){from->bytes, from->len}, ewc_listener_port(s->trap), folder, text);
        *to = (struct ewc_act){from->kind, from->kind == EWC_ACT_SERVE ? from->bytes : text->ptr, text->len,
                               from->number};
    }
    *to++ = rest;
    *to = (struct ewc_act)EWC_END;
    return true;
}

/* ---- who listens
 * ----------------------------------------------------------------------------------------------------- */

static int open_socket(struct sockaddr_in *address, bool bind_it)
{
    socklen_t len = sizeof(*address);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    if (fd >= 0 && bind_it &&
        (bind(fd, (struct sockaddr *)address, len) || getsockname(fd, (struct sockaddr *)address, &len))) {
        (void)close(fd);
        return -1;
    }
    return fd;
}

/* A port at which nobody listens, or one at which nobody accepts and the queue is full. */
static bool start_nobody(struct servers *s, bool blocked)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    size_t i;

    s->blocked[0] = open_socket(&address, true);
    if (s->blocked[0] < 0 || (blocked && listen(s->blocked[0], 0)))
        return false;
    for (i = 1; blocked && i < sizeof(s->blocked) / sizeof(*s->blocked); i++) {
        s->blocked[i] = open_socket(&address, false);
        (void)connect(s->blocked[i], (struct sockaddr *)&address, sizeof(address));
    }
    (void)snprintf(s->url, sizeof(s->url), "http://127.0.0.1:%u/EWS/Exchange.asmx",
                   ntohs(address.sin_port));
    return true;
}

static bool start_tls(struct servers *s, const struct row *row)
{
    s->tls = row->server == ROW_TLS_EXPIRED ? ewc_tlsserver_start_expired() : ewc_tlsserver_start(NULL);
    if (!s->tls)
        return false;
    (void)snprintf(s->url, sizeof(s->url), "%sEWS/Exchange.asmx", ewc_tlsserver_url(s->tls));
    if (row->server == ROW_TLS_OTHER_HOST) { /* the certificate is for "localhost" */
        const char *port = strrchr(ewc_tlsserver_url(s->tls), ':');

        (void)snprintf(s->url, sizeof(s->url), "https://127.0.0.1%sEWS/Exchange.asmx", port);
    }
    if (row->server != ROW_TLS_SELF_SIGNED)
        s->cert = ewc_tlsserver_cert(s->tls);
    return true;
}

static bool start_main(struct servers *s, const struct row *row, const char *folder)
{
    if (!fill_acts(s, row, folder))
        return false;
    s->main = ewc_listener_start_serving(s->acts, fake_answer, &s->fake);
    if (!s->main)
        return false;
    (void)snprintf(s->url, sizeof(s->url), "%s%s", row->server == ROW_TLS_RAW ? "https" : "http",
                   ewc_listener_url(s->main) + strlen("http"));
    return true;
}

static bool write_canary(const char *folder)
{
    struct ewc_err err = {0};
    char path[512];

    (void)snprintf(path, sizeof(path), "%s/canary", folder);
    return ewc_file_write(path, ewc_str(CANARY), &err) == EWC_OK;
}

bool servers_start(struct servers *s, const struct row *row, const char *folder)
{
    static const struct ewc_act silence[] = {EWC_READ, EWC_END};
    size_t i;

    memset(s, 0, sizeof(*s));
    for (i = 0; i < sizeof(s->blocked) / sizeof(*s->blocked); i++)
        s->blocked[i] = -1;
    for (i = 0; i < ROW_ACTS_MAX; i++)
        ewc_buf_init(&s->texts[i], 0);
    s->trap = ewc_listener_start(silence);
    if (!s->trap || !write_canary(folder))
        return false;
    switch (row->server) {
    case ROW_HTTP:
    case ROW_TLS_RAW:
        return start_main(s, row, folder);
    case ROW_TLS_SELF_SIGNED:
    case ROW_TLS_OTHER_HOST:
    case ROW_TLS_EXPIRED:
        return start_tls(s, row);
    case ROW_REFUSED:
    case ROW_BLOCKED:
        return start_nobody(s, row->server == ROW_BLOCKED);
    case ROW_NO_NAME:
        (void)snprintf(s->url, sizeof(s->url), "http://no-such-host.invalid/EWS/Exchange.asmx");
        return true;
    }
    return false;
}

unsigned servers_trapped(struct servers *s)
{
    return ewc_listener_connections(s->trap);
}

void servers_stop(struct servers *s)
{
    size_t i;

    ewc_listener_stop(s->main);
    ewc_listener_stop(s->trap);
    ewc_tlsserver_stop(s->tls);
    for (i = 0; i < sizeof(s->blocked) / sizeof(*s->blocked); i++)
        if (s->blocked[i] >= 0)
            (void)close(s->blocked[i]);
    for (i = 0; i < ROW_ACTS_MAX; i++)
        ewc_buf_finish(&s->texts[i]);
}
