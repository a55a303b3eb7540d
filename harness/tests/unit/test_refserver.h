/* What the two test programs of refserver share: a server, a client made of libcurl, and readers of what
 * comes back. */
#ifndef EWC_TEST_REFSERVER_H
#define EWC_TEST_REFSERVER_H

#include "refserver/refserver.h"
#include "xml/xml.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <curl/curl.h>
#include <string.h>

#pragma GCC diagnostic ignored "-Wconversion" /* in the macros of Criterion 2.4 */

#define NS_T "http://schemas.microsoft.com/exchange/services/2006/types"
#define NS_M "http://schemas.microsoft.com/exchange/services/2006/messages"
#define NS_E "http://schemas.microsoft.com/exchange/services/2006/errors"
#define NS_S "http://schemas.xmlsoap.org/soap/envelope/"

#define VERSION "<t:RequestServerVersion Version=\"Exchange2013\"/>"
#define NAMES " xmlns:s=\"" NS_S "\" xmlns:t=\"" NS_T "\" xmlns:m=\"" NS_M "\""
#define DECLARATION "<?xml version=\"1.0\" encoding=\"utf-8\"?>"
#define SOAP(head, body)                                                                                   \
    DECLARATION "<s:Envelope" NAMES "><s:Header>" head "</s:Header><s:Body>" body "</s:Body></s:Envelope>"
#define IMPERSONATE(form, value)                                                                           \
    "<t:ExchangeImpersonation><t:ConnectingSID><t:" form ">" value "</t:" form                             \
    "></t:ConnectingSID></t:ExchangeImpersonation>"
#define ACCOUNT VERSION IMPERSONATE("PrimarySmtpAddress", "account@refserver.example")

/* What is sent; zero means the usual. */
struct sending {
    const char *method;       /* POST */
    const char *path;         /* after the server's address; NULL: the service */
    const char *content_type; /* text/xml; charset=utf-8 */
    const char *header;       /* one further header */
    const char *user;         /* "name:password" */
    struct ewc_str body;
    long timeout_ms; /* 5000 */
};

/* What came back. */
struct answer {
    CURLcode result;
    long status;
    char content_type[128];
    struct ewc_buf headers;
    struct ewc_buf body;
    struct ewc_xml *doc; /* NULL: not XML */
};

static struct ewc_refserver *server;
static struct ewc_arena *arena;
static CURL *curl;

static void set_up(void)
{
    curl_global_init(CURL_GLOBAL_DEFAULT);
    ewc_xml_global_init();
    arena = ewc_arena_create(0);
    curl = curl_easy_init();
    cr_assert(arena != NULL && curl != NULL);
}

static void tear_down(void)
{
    ewc_refserver_stop(server);
    curl_easy_cleanup(curl);
    ewc_arena_destroy(arena);
    ewc_xml_global_cleanup();
    curl_global_cleanup();
}

static void start_config(const struct ewc_refserver_config *config)
{
    struct ewc_err err = {0};

    ewc_refserver_stop(server);
    server = NULL;
    cr_assert(eq(int, (int)ewc_refserver_start(config, &server, &err), EWC_OK), "%s", err.message);
}

static void start(const char *defect, const char *variant)
{
    struct ewc_refserver_config config = {.defect = defect, .variant = variant};

    start_config(&config);
}

/* ---- the client ------------------------------------------------------------------------------- */

static size_t keep(char *data, size_t size, size_t count, void *ctx)
{
    ewc_buf_add(ctx, data, size * count);
    return size * count;
}

static void end_answer(struct answer *a)
{
    ewc_buf_finish(&a->headers);
    ewc_buf_finish(&a->body);
    ewc_xml_free(a->doc);
    a->doc = NULL;
}

static const char *url_of(const char *path)
{
    const char *url = ewc_refserver_url(server);

    return path ? ewc_arena_printf(arena, "%.*s%s", (int)(strchr(url + 7, '/') - url), url, path) : url;
}

/* Sets a handle up for one request; the caller frees the list after it. */
static struct curl_slist *prepare(CURL *handle, const struct sending *s, struct answer *a)
{
    struct curl_slist *list = NULL;

    *a = (struct answer){0};
    ewc_buf_init(&a->headers, 0);
    ewc_buf_init(&a->body, 0);
    if (!s->header || strncmp(s->header, "SOAPAction", 10) != 0)
        list = curl_slist_append(list, "SOAPAction: \"" NS_M "/SetImGroup\"");
    list = curl_slist_append(
        list, ewc_arena_printf(arena, "Content-Type: %s",
                               s->content_type ? s->content_type : "text/xml; charset=utf-8"));
    if (s->header)
        list = curl_slist_append(list, s->header);
    curl_easy_reset(handle);
    curl_easy_setopt(handle, CURLOPT_URL, url_of(s->path));
    curl_easy_setopt(handle, CURLOPT_PROXY, "");
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, s->timeout_ms ? s->timeout_ms : 5000L);
    curl_easy_setopt(handle, CURLOPT_POSTFIELDS, s->body.ptr ? s->body.ptr : "");
    curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)s->body.len);
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, list);
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, keep);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, &a->body);
    curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, keep);
    curl_easy_setopt(handle, CURLOPT_HEADERDATA, &a->headers);
    if (s->method)
        curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, s->method);
    if (s->user)
        curl_easy_setopt(handle, CURLOPT_USERPWD, s->user);
    return list;
}

/* Reads what came; a charset overrules the XML declaration. */
static void take(CURL *handle, struct answer *a)
{
    struct ewc_err ignored = {0};
    const char *type = NULL;

    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &a->status);
    curl_easy_getinfo(handle, CURLINFO_CONTENT_TYPE, &type);
    for (size_t i = 0; type && type[i] && i + 1 < sizeof(a->content_type); i++)
        a->content_type[i] = type[i];
    if (ewc_xml_parse(ewc_buf_view(&a->body), "answer", NULL, NULL, &a->doc, &ignored) != EWC_OK)
        a->doc = NULL;
}

static struct answer send_it(const struct sending *s)
{
    struct answer a;
    struct curl_slist *list = prepare(curl, s, &a);

    a.result = curl_easy_perform(curl);
    take(curl, &a);
    curl_slist_free_all(list);
    return a;
}

/* ---- messages --------------------------------------------------------------------------------- */

static const char *soap(const char *head, const char *body)
{
    return ewc_arena_printf(
        arena, DECLARATION "<s:Envelope" NAMES "><s:Header>%s</s:Header><s:Body>%s</s:Body></s:Envelope>",
        head, body);
}

static const char *escaped(const char *text)
{
    struct ewc_buf buf;
    const char *copy;

    ewc_buf_init(&buf, 0);
    ewc_xml_escape(&buf, ewc_str(text));
    copy = ewc_arena_strdup(arena, buf.ptr);
    ewc_buf_finish(&buf);
    return copy;
}

/* The name as it stands in XML. */
static const char *set_im_group(const char *id, const char *name)
{
    return ewc_arena_printf(
        arena, "<m:SetImGroup><m:GroupId Id=\"%s\"/><m:NewDisplayName>%s</m:NewDisplayName></m:SetImGroup>",
        escaped(id), name);
}

/* An XPath over the answer with the usual prefixes and $id; "" when it is not XML. */
static const char *look_for(const struct answer *a, const char *expression, const char *id)
{
    struct ewc_xml_var vars[] = {{"id", id}, {NULL, NULL}};
    static const struct ewc_xml_ns scope[] = {
        {"s", NS_S}, {"t", NS_T}, {"m", NS_M}, {"e", NS_E}, {NULL, NULL}};
    struct ewc_err err = {0};
    const char *text = "";

    if (!a->doc)
        return "";
    cr_assert(eq(int,
                 (int)ewc_xml_xpath(a->doc, ewc_xml_root(a->doc), expression, scope, vars, arena, NULL,
                                    &text, &err),
                 EWC_OK),
              "%s", err.message);
    return text;
}

static const char *look(const struct answer *a, const char *expression)
{
    return look_for(a, expression, "");
}

static const char *code_of(const struct answer *a)
{
    return look(a, "string(//m:ResponseCode|//s:Fault/detail/e:ResponseCode)");
}

#endif
