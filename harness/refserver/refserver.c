/* refserver: start, stop and the facts about it. */
#include "refserver/refserver.h"

#include "refserver/base64.h"
#include "refserver/server.h"
#include "xml/xml.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

/* The names on the wire, and the form that the rendered documentation gives them. */
static const char *const wire[NS_COUNT] = {
    [NS_NONE] = "",
    [NS_SOAP] = "http://schemas.xmlsoap.org/soap/envelope/",
    [NS_TYPES] = "http://schemas.microsoft.com/exchange/services/2006/types",
    [NS_MESSAGES] = "http://schemas.microsoft.com/exchange/services/2006/messages",
    [NS_ERRORS] = "http://schemas.microsoft.com/exchange/services/2006/errors",
    [NS_XML] = EWC_NS_XMLNS,
    [NS_XSI] = "http://www.w3.org/2001/XMLSchema-instance",
    [NS_XSD] = "http://www.w3.org/2001/XMLSchema",
    [NS_SOAP12] = "http://www.w3.org/2003/05/soap-envelope",
    [NS_OTHER] = "urn:example:routing",
};
static const char *const documented[NS_COUNT] = {
    [NS_TYPES] = "https://schemas.microsoft.com/exchange/services/2006/types",
    [NS_MESSAGES] = "https://schemas.microsoft.com/exchange/services/2006/messages",
    [NS_ERRORS] = "https://schemas.microsoft.com/exchange/services/2006/errors",
};

static const char *ns_name(enum ns ns, bool as_documented)
{
    return as_documented && documented[ns] ? documented[ns] : wire[ns];
}

const char *ref_ns(const struct ewc_refserver *server, enum ns ns)
{
    if (ns == NS_TYPES_OTHERWISE)
        return ns_name(NS_TYPES, !server->documentation_namespaces);
    return ns_name(ns, server->documentation_namespaces);
}

const char *ref_ns_spoken(const struct ewc_refserver *server, enum ns ns)
{
    bool turned = breaks(server, DEFECT_RESPONSE_IN_DOCUMENTATION_NAMESPACE) && ns != NS_TYPES_OTHERWISE;

    return turned ? ns_name(ns, !server->documentation_namespaces) : ref_ns(server, ns);
}

/* ---- pauses ----------------------------------------------------------------------------------- */

static bool init_pause(struct pause *pause)
{
    pthread_condattr_t attributes;
    bool good;

    if (pthread_condattr_init(&attributes) != 0)
        return false;
    good = pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0 &&
           pthread_cond_init(&pause->over, &attributes) == 0;
    pthread_condattr_destroy(&attributes);
    if (good && pthread_mutex_init(&pause->mutex, NULL) != 0) {
        pthread_cond_destroy(&pause->over);
        good = false;
    }
    return good;
}

static void finish_pause(struct pause *pause)
{
    pthread_cond_destroy(&pause->over);
    pthread_mutex_destroy(&pause->mutex);
}

static void end_pauses(struct pause *pause)
{
    pthread_mutex_lock(&pause->mutex);
    pause->stopping = true;
    pthread_cond_broadcast(&pause->over);
    pthread_mutex_unlock(&pause->mutex);
}

void ref_pause(struct ewc_refserver *server, unsigned ms)
{
    struct timespec until;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += ms / 1000;
    until.tv_nsec += (long)(ms % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    pthread_mutex_lock(&server->pause.mutex);
    while (!server->pause.stopping &&
           pthread_cond_timedwait(&server->pause.over, &server->pause.mutex, &until) == 0)
        continue;
    pthread_mutex_unlock(&server->pause.mutex);
}

/* ---- start and stop --------------------------------------------------------------------------- */

/* The Authorization that "name:password" stands for (RFC 7617). */
static bool set_sign_in(struct ewc_refserver *server, const char *user)
{
    struct ewc_buf text;

    if (!user)
        return true;
    ewc_buf_init(&text, 0);
    ewc_buf_text(&text, "Basic ");
    ref_base64_encode(&text, user, strlen(user));
    server->sign_in = text.failed ? NULL : strdup(text.ptr);
    ewc_wipe(text.ptr, text.len);
    ewc_buf_finish(&text);
    return server->sign_in != NULL;
}

static void free_sign_in(struct ewc_refserver *server)
{
    if (server->sign_in)
        ewc_wipe(server->sign_in, strlen(server->sign_in));
    free(server->sign_in);
}

static enum ewc_status configure(struct ewc_refserver *server, const struct ewc_refserver_config *config,
                                 struct ewc_err *err)
{
    enum ewc_status st = ref_defect_named(config->defect, &server->defect, err);

    if (st == EWC_OK)
        st = ref_variant_named(config->variant, &server->variant, err);
    server->documentation_namespaces = config->documentation_namespaces;
    atomic_store(&server->memory.last_mailbox, -1);
    if (st == EWC_OK && !set_sign_in(server, config->user))
        st = ewc_err_set(err, EWC_ENOMEM, EWC_NOWHERE, "out of memory");
    return st;
}

enum ewc_status ewc_refserver_start(const struct ewc_refserver_config *config,
                                    struct ewc_refserver **out_server, struct ewc_err *err)
{
    struct ewc_refserver *server = calloc(1, sizeof(*server));
    enum ewc_status st;

    if (!server)
        return ewc_err_set(err, EWC_ENOMEM, EWC_NOWHERE, "out of memory");
    st = configure(server, config, err);
    if (st != EWC_OK)
        goto out;
    st = EWC_ENOMEM;
    if (!init_pause(&server->pause))
        goto out;
    if (!ref_store_init(server)) {
        finish_pause(&server->pause);
        goto out;
    }
    ewc_xml_global_init();
    st = ref_listen(server, config->port, err);
    if (st == EWC_OK) {
        *out_server = server;
        return EWC_OK;
    }
    ref_store_finish(&server->store);
    finish_pause(&server->pause);

out:
    if (st == EWC_ENOMEM)
        ewc_err_set(err, st, EWC_NOWHERE, "out of memory");
    free_sign_in(server);
    free(server);
    return st;
}

const char *ewc_refserver_url(const struct ewc_refserver *server)
{
    return server->url;
}

void ewc_refserver_stop(struct ewc_refserver *server)
{
    if (!server)
        return;
    end_pauses(&server->pause);
    ref_stop_listening(server);
    ref_store_finish(&server->store);
    finish_pause(&server->pause);
    free_sign_in(server);
    free(server);
}

/* ---- accounts --------------------------------------------------------------------------------- */

const struct ewc_refserver_variable *ewc_refserver_variables(void)
{
    static const struct ewc_refserver_variable variables[] = {
        {"account.smtp", "account@refserver.example"},
        {"account.upn", "account@corp.refserver.example"},
        {"account.sid", "S-1-5-21-1004336348-1177238915-682003330-1102"},
        {"denied.smtp", "denied@refserver.example"},
        {NULL, NULL},
    };

    return variables;
}
