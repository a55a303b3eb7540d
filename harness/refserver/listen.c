/* listen: the only door to libmicrohttpd. Every connection has a thread of its own, so that requests that
 * are sent at the same moment really are carried out at the same moment. */
#include "refserver/server.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

enum {
    MAX_BODY = 4 * 1024 * 1024,
    MAX_CONNECTIONS = 256,
    IDLE_SECONDS = 30,
    MAX_ARENA = 64 * 1024 * 1024,
};

/* One request on its way. */
struct exchange {
    struct ewc_buf body;
    bool too_large;
};

/* What is remembered of a connection from one request to the next. */
struct memo {
    bool after_error;
};

static void remember_connection(void *cls, struct MHD_Connection *connection, void **context,
                                enum MHD_ConnectionNotificationCode code)
{
    (void)cls;
    (void)connection;
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        *context = calloc(1, sizeof(struct memo));
    } else {
        free(*context);
        *context = NULL;
    }
}

static struct memo *memo_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

    return info ? info->socket_context : NULL;
}

/* ---- in --------------------------------------------------------------------------------------- */

static const char *header(struct MHD_Connection *connection, const char *name)
{
    return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

/* libmicrohttpd answers "Expect: 100-continue" by itself, and looks at the header for that after the first
 * call. There is no option against it; what does not say "100-continue" any more is not answered. */
static void silence_continue(struct MHD_Connection *connection)
{
    const char *expect = header(connection, "Expect");

    if (expect && *expect)
        *(char *)(uintptr_t)expect = 'x'; /* lies in the connection's own memory */
}

static bool begin(struct ewc_refserver *server, struct MHD_Connection *connection, void **context)
{
    struct exchange *exchange = calloc(1, sizeof(*exchange));

    if (!exchange)
        return false;
    ewc_buf_init(&exchange->body, MAX_BODY);
    if (varies(server, VARIANT_NO_CONTINUE))
        silence_continue(connection);
    *context = exchange;
    return true;
}

static void receive(struct exchange *exchange, const char *data, size_t size)
{
    if (exchange->too_large)
        return;
    ewc_buf_add(&exchange->body, data, size);
    if (exchange->body.failed) { /* what comes is read and forgotten: the client hears 413 at the end */
        exchange->too_large = true;
        ewc_buf_finish(&exchange->body);
    }
}

static void complete(void *cls, struct MHD_Connection *connection, void **context,
                     enum MHD_RequestTerminationCode code)
{
    struct exchange *exchange = *context;

    (void)cls;
    (void)connection;
    (void)code;
    if (!exchange)
        return;
    ewc_buf_finish(&exchange->body);
    free(exchange);
    *context = NULL;
}

/* ---- out -------------------------------------------------------------------------------------- */

/* A body that goes out in chunks. */
struct stream {
    size_t len;
    size_t end; /* where it breaks off; `len`: nowhere */
    char bytes[];
};

static ssize_t read_stream(void *cls, uint64_t at, char *out, size_t max)
{
    const struct stream *stream = cls;
    size_t rest;

    if (at >= stream->end)
        return stream->end < stream->len ? MHD_CONTENT_READER_END_WITH_ERROR
                                         : MHD_CONTENT_READER_END_OF_STREAM;
    rest = stream->end - (size_t)at;
    if (rest > max)
        rest = max;
    if (rest > 100)
        rest = 100; /* several chunks, also of a short body */
    memcpy(out, stream->bytes + at, rest);
    return (ssize_t)rest;
}

static struct MHD_Response *create_stream(const struct http_reply *reply)
{
    struct stream *stream = malloc(sizeof(*stream) + reply->body.len);
    struct MHD_Response *response;

    if (!stream)
        return NULL;
    stream->len = reply->body.len;
    stream->end = reply->delivery == DELIVER_BROKEN ? stream->len / 2 : stream->len;
    memcpy(stream->bytes, reply->body.ptr, stream->len);
    response = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 1024, read_stream, stream, free);
    if (!response)
        free(stream);
    return response;
}

/* A Content-Length of our own, true or not. */
static void lie_about_length(struct MHD_Response *response, const struct http_reply *reply)
{
    struct ewc_buf text;
    size_t length = reply->body.len;

    if (reply->delivery == DELIVER_LENGTH_MORE)
        length += 100;
    else
        length -= length / 4;

    ewc_buf_init(&text, 0);
    ewc_buf_printf(&text, "%zu", length);
    MHD_set_response_options(response, MHD_RF_INSANITY_HEADER_CONTENT_LENGTH, MHD_RO_END);
    MHD_add_response_header(response, "Content-Length", text.ptr);
    ewc_buf_finish(&text);
}

static struct MHD_Response *create_response(const struct http_reply *reply)
{
    struct MHD_Response *response;

    if (reply->delivery == DELIVER_CHUNKED || reply->delivery == DELIVER_BROKEN)
        response = create_stream(reply);
    else
        response = MHD_create_response_from_buffer(reply->body.len, reply->body.ptr, MHD_RESPMEM_MUST_COPY);
    if (!response)
        return NULL;
    for (size_t i = 0; i < reply->header_count; i++)
        MHD_add_response_header(response, reply->headers[i].name, reply->headers[i].value);
    if (reply->close)
        MHD_add_response_header(response, "Connection", "close");
    if (reply->http_1_0)
        MHD_set_response_options(response, MHD_RF_HTTP_1_0_SERVER, MHD_RO_END);
    if (reply->delivery == DELIVER_LENGTH_MORE || reply->delivery == DELIVER_LENGTH_LESS)
        lie_about_length(response, reply);
    return response;
}

static enum MHD_Result send_reply(struct MHD_Connection *connection, const struct http_reply *reply)
{
    struct MHD_Response *response;
    enum MHD_Result queued;

    if (reply->delivery == DELIVER_NOTHING)
        return MHD_NO;
    response = create_response(reply);
    if (!response)
        return MHD_NO;
    queued = MHD_queue_response(connection, reply->status, response);
    MHD_destroy_response(response);
    return queued;
}

/* ---- between ---------------------------------------------------------------------------------- */

static enum MHD_Result answer(struct ewc_refserver *server, struct MHD_Connection *connection,
                              const char *method, const char *path, const struct exchange *exchange)
{
    struct http_request http = {.method = method,
                                .path = path,
                                .content_type = header(connection, "Content-Type"),
                                .content_encoding = header(connection, "Content-Encoding"),
                                .accept_encoding = header(connection, "Accept-Encoding"),
                                .authorization = header(connection, "Authorization"),
                                .soap_action = header(connection, "SOAPAction"),
                                .transfer_encoding = header(connection, "Transfer-Encoding"),
                                .expects = header(connection, "Expect") != NULL,
                                .too_large = exchange->too_large,
                                .body = ewc_buf_view(&exchange->body)};
    struct memo *memo = memo_of(connection);
    struct http_reply reply = {.status = 500};
    struct ewc_arena *arena = ewc_arena_create(MAX_ARENA);
    enum MHD_Result result;

    if (!arena)
        return MHD_NO;
    ewc_buf_init(&reply.body, 0);
    http.after_error = memo && memo->after_error;
    ref_serve(server, &http, arena, &reply);
    if (memo)
        memo->after_error = reply.failed;
    result = send_reply(connection, &reply);
    ewc_buf_finish(&reply.body);
    ewc_arena_destroy(arena);
    return result;
}

static enum MHD_Result handle(void *cls, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *data, size_t *size,
                              void **context)
{
    struct ewc_refserver *server = cls;
    struct exchange *exchange = *context;

    (void)version;
    if (!exchange)
        return begin(server, connection, context) ? MHD_YES : MHD_NO;
    if (*size > 0) {
        receive(exchange, data, *size);
        *size = 0;
        return MHD_YES;
    }
    return answer(server, connection, method, url, exchange);
}

/* ---- start and stop --------------------------------------------------------------------------- */

static struct MHD_Daemon *start_daemon(struct ewc_refserver *server, unsigned port)
{
    unsigned flags = MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_ITC; /* it stops when it is told to */
    unsigned connections = MAX_CONNECTIONS;
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};

    if (varies(server, VARIANT_ONE_CONNECTION))
        connections = 1;
    else if (!varies(server, VARIANT_ONE_THREAD))
        flags |= MHD_USE_THREAD_PER_CONNECTION;
    return MHD_start_daemon(flags | MHD_USE_POLL, (uint16_t)port, NULL, NULL, handle, server,
                            MHD_OPTION_SOCK_ADDR, &address, MHD_OPTION_NOTIFY_COMPLETED, complete, NULL,
                            MHD_OPTION_NOTIFY_CONNECTION, remember_connection, NULL,
                            MHD_OPTION_CONNECTION_LIMIT, connections, MHD_OPTION_CONNECTION_TIMEOUT,
                            (unsigned)IDLE_SECONDS, MHD_OPTION_END);
}

enum ewc_status ref_listen(struct ewc_refserver *server, unsigned port, struct ewc_err *err)
{
    const union MHD_DaemonInfo *info;
    struct ewc_buf url;

    if (port > UINT16_MAX)
        return ewc_err_set(err, EWC_EUSAGE, EWC_NOWHERE, "port %u is not between 0 and 65535", port);
    server->daemon = start_daemon(server, port);
    if (!server->daemon)
        return ewc_err_set(err, EWC_EIO, EWC_NOWHERE, "cannot listen on 127.0.0.1 port %u", port);
    info = MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT);
    ewc_buf_init(&url, sizeof(server->url) - 1);
    ewc_buf_printf(&url, "http://127.0.0.1:%u%s", info ? info->port : port, REF_PATH);
    memcpy(server->url, url.ptr, url.len + 1);
    ewc_buf_finish(&url);
    return EWC_OK;
}

void ref_stop_listening(struct ewc_refserver *server)
{
    if (server->daemon)
        MHD_stop_daemon(server->daemon);
    server->daemon = NULL;
}
