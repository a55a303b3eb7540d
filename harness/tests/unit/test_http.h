/* What the two test programs of http share: a client, a listener and an arena per test. */
#ifndef EWC_TEST_HTTP_H
#define EWC_TEST_HTTP_H

#include "http/http.h"

#include "testlib/listener.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>

#pragma GCC diagnostic ignored "-Wconversion" /* in the macros of Criterion 2.4 */

static struct ewc_arena *arena;
static struct ewc_listener *listener;
static struct ewc_http_client *client;

static void set_up(void)
{
    struct ewc_err err = {0};

    cr_assert(eq(int, (int)ewc_http_global_init(&err), EWC_OK));
    arena = ewc_arena_create((size_t)64 << 20);
    cr_assert(arena != NULL);
}

static void tear_down(void)
{
    ewc_http_client_destroy(client);
    ewc_listener_stop(listener);
    ewc_arena_destroy(arena);
    ewc_http_global_cleanup();
}

/* Quick limits, and no proxy whatever the environment says. */
static struct ewc_http_config quick(const char *url)
{
    return (struct ewc_http_config){
        .url = url, .proxy = "", .connect_timeout_ms = 3000, .timeout_ms = 5000, .max_body_bytes = 65536};
}

static void open_client(const struct ewc_http_config *config)
{
    struct ewc_err err = {0};

    ewc_http_client_destroy(client);
    client = NULL;
    cr_assert(eq(int, (int)ewc_http_client_create(config, NULL, NULL, &client, &err), EWC_OK), "%s",
              err.message);
}

static void start(const struct ewc_act *acts)
{
    listener = ewc_listener_start(acts);
    cr_assert(listener != NULL);
}

static const struct ewc_http_exchange *send_request(const struct ewc_http_request *request)
{
    const struct ewc_http_exchange *x = NULL;
    struct ewc_err err = {0};

    cr_assert(eq(int, (int)ewc_http_send(client, request, arena, &x, &err), EWC_OK), "%s", err.message);
    cr_assert(x != NULL);
    cr_expect(x->detail[0] ? x->outcome != EWC_HTTP_OK || x->resent : x->outcome == EWC_HTTP_OK && !x->resent, "detail \"%s\"",
              x->detail);
    return x;
}

static const struct ewc_http_header soap_headers[] = {
    {"Content-Type", "text/xml; charset=utf-8"}, {"SOAPAction", "\"urn:test\""}, {NULL, NULL}};

static const struct ewc_http_exchange *post(const char *body)
{
    struct ewc_http_request request = {.headers = soap_headers, .body = ewc_str(body)};

    return send_request(&request);
}

/* The value of the n-th header of that name, or "(none)". */
static const char *header(const struct ewc_http_header *headers, const char *name, unsigned n)
{
    for (; headers->name; headers++) {
        if (ewc_str_is_nocase(ewc_str(headers->name), name) && n-- == 0)
            return headers->value;
    }
    return "(none)";
}

#endif
