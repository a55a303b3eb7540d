/* headers: the entries of a request's Header. */
#include "refserver/call.h"

#include <string.h>

#define ACTOR_NEXT "http://schemas.xmlsoap.org/soap/actor/next"

/* ---- mustUnderstand (SOAP 1.1, sections 4.2.2 and 4.2.3) -------------------------------------- */

static const struct shape *understood(const struct call *call, const struct ewc_node *entry)
{
    if (strcmp(ewc_node_ns(entry), ref_ns(call->server, NS_TYPES)) != 0)
        return NULL;
    return ref_header_shape(ewc_node_local(entry));
}

static bool is_for_us(const struct call *call, const struct ewc_node *entry)
{
    const char *actor = ewc_node_attr_ns(entry, ref_ns(call->server, NS_SOAP), "actor");

    return !actor || !*actor || strcmp(actor, ACTOR_NEXT) == 0;
}

/* Whether some child of the entry has what only counts on the entry. */
static bool is_demanded_inside(const struct call *call, const struct ewc_node *entry)
{
    const struct ewc_node *n;

    for (n = ewc_node_first(entry); n; n = ewc_node_next(n)) {
        if (ewc_node_attr_ns(n, ref_ns(call->server, NS_SOAP), "mustUnderstand"))
            return true;
    }
    return false;
}

static bool must_be_refused(const struct call *call, const struct ewc_node *entry)
{
    const struct ewc_refserver *server = call->server;
    const char *must = ewc_node_attr_ns(entry, ref_ns(server, NS_SOAP), "mustUnderstand");
    bool known = understood(call, entry) != NULL;
    bool demanded = must && strcmp(must, "1") == 0;

    switch (server->defect) {
    case DEFECT_MUST_UNDERSTAND_IGNORED:
        return false;
    case DEFECT_REFUSES_OWN_MUST_UNDERSTAND:
        return demanded && is_for_us(call, entry);
    case DEFECT_REFUSES_UNKNOWN_HEADERS:
        return !known;
    case DEFECT_MUST_UNDERSTAND_ZERO_REFUSED:
        return !known && must && is_for_us(call, entry);
    case DEFECT_MUST_UNDERSTAND_OF_OTHERS_REFUSED:
        return !known && demanded;
    case DEFECT_MUST_UNDERSTAND_INSIDE_REFUSED:
        return !known && (demanded || is_demanded_inside(call, entry));
    default:
        return !known && demanded && is_for_us(call, entry);
    }
}

static struct outcome not_understood(const struct call *call)
{
    struct outcome outcome = fault(NULL, "A header that must be understood was not understood.");

    outcome.soap_code =
        breaks(call->server, DEFECT_MUST_UNDERSTAND_WRONG_CODE) ? "Client" : "MustUnderstand";
    return outcome;
}

/* ---- RequestServerVersion --------------------------------------------------------------------- */

static const char *const before_2013[] = {
    "Exchange2007",     "Exchange2007_SP1", "Exchange2009", "Exchange2010",
    "Exchange2010_SP1", "Exchange2010_SP2", "Exchange2012", NULL};
static const char *const of_2013[] = {"Exchange2013", "Exchange2013_SP1", NULL};
static const char *const of_2016[] = {"Exchange2015", "Exchange2016", "V2015_10_05", "V2016_01_06",
                                      "V2016_04_13",  "V2016_07_13",  "V2016_10_10", NULL};
static const char *const of_2019[] = {"V2017_01_07", "V2017_04_14", "V2017_07_11",
                                      "V2017_10_09", "V2018_01_08", NULL};

static bool is_one_of(const char *version, const char *const *versions)
{
    while (*versions && strcmp(*versions, version) != 0)
        versions++;
    return *versions != NULL;
}

static bool is_offered(const struct ewc_refserver *server, const char *version)
{
    bool newer = varies(server, VARIANT_EXCHANGE_2019) || varies(server, VARIANT_EXCHANGE_ONLINE);

    return is_one_of(version, of_2013) ||
           (!varies(server, VARIANT_EXCHANGE_2013) && is_one_of(version, of_2016)) ||
           (newer && is_one_of(version, of_2019));
}

/* Versions that a server with the defect takes although it must not. */
static bool is_wrongly_accepted(const struct ewc_refserver *server, const char *version)
{
    switch (server->defect) {
    case DEFECT_UNKNOWN_VERSION_ACCEPTED:
        return !is_one_of(version, before_2013);
    case DEFECT_EMPTY_VERSION_ACCEPTED:
        return *version == '\0';
    case DEFECT_VERSION_IGNORES_CASE:
        return ewc_str_is_nocase(ewc_str(version), "Exchange2013") ||
               ewc_str_is_nocase(ewc_str(version), "Exchange2013_SP1");
    case DEFECT_VERSION_PREFIX_ACCEPTED:
        return strncmp(version, "Exchange2013", strlen("Exchange2013")) == 0;
    default:
        return false;
    }
}

/* Versions that a server with the defect refuses although it must not. */
static bool is_wrongly_refused(const struct ewc_refserver *server, const char *version)
{
    switch (server->defect) {
    case DEFECT_REFUSES_EXCHANGE2013:
        return strcmp(version, "Exchange2013") == 0;
    case DEFECT_REFUSES_EXCHANGE2013_SP1:
        return strcmp(version, "Exchange2013_SP1") == 0;
    case DEFECT_REFUSES_OWN_VERSION:
        return strcmp(version, "V2016_10_10") == 0;
    case DEFECT_REFUSES_LATER_VERSIONS:
        return is_one_of(version, of_2016);
    default:
        return false;
    }
}

static bool check_version(struct call *call, const char *version, struct outcome *refusal)
{
    const struct ewc_refserver *server = call->server;
    bool old = version && is_one_of(version, before_2013);

    if (!version && !varies(server, VARIANT_NEEDS_VERSION))
        return true;
    if (old && varies(server, VARIANT_OLD_VERSIONS_ACCEPTED))
        return true;
    if (version && (is_offered(server, version) || is_wrongly_accepted(server, version)) &&
        !is_wrongly_refused(server, version))
        return true;
    *refusal = fault("ErrorInvalidServerVersion", "The specified server version is invalid.");
    if (old && call->operation && varies(server, VARIANT_OLD_VERSIONS_IN_BODY))
        refusal->kind = OUTCOME_ERROR;
    return false;
}

/* ---- MailboxCulture --------------------------------------------------------------------------- */

static unsigned parts(struct ewc_str tag)
{
    unsigned count = 1;

    for (size_t i = 0; i < tag.len; i++)
        count += tag.ptr[i] == '-';
    return count;
}

static bool read_culture(struct call *call, const struct ewc_node *entry, struct outcome *refusal)
{
    const char *text = ewc_node_text(entry, call->tree.arena);
    struct ewc_str tag = ewc_str_trim(ewc_str(text));
    bool wrongly_refused = (breaks(call->server, DEFECT_REFUSES_CULTURE) && !ewc_str_is(tag, "en-US")) ||
                           (breaks(call->server, DEFECT_REFUSES_LONG_CULTURE) && parts(tag) > 2);

    call->culture = ewc_arena_strndup(call->tree.arena, tag.ptr ? tag.ptr : "", tag.len);
    if (wrongly_refused)
        *refusal = fault("ErrorUnsupportedCulture", "The specified culture is not supported.");
    return !wrongly_refused;
}

/* ---- all of them ------------------------------------------------------------------------------ */

static bool read_entry(struct call *call, const struct ewc_node *entry, const char **version,
                       const struct ewc_node **impersonation, struct outcome *refusal)
{
    const struct shape *shape = understood(call, entry);
    const char *local = ewc_node_local(entry);

    if (!shape)
        return true;
    if (!ref_check_shape(call, entry, shape, refusal))
        return false;
    if (strcmp(local, "RequestServerVersion") == 0)
        *version = ewc_node_attr(entry, "Version");
    else if (strcmp(local, "ExchangeImpersonation") == 0)
        *impersonation = entry;
    return strcmp(local, "MailboxCulture") != 0 || read_culture(call, entry, refusal);
}

bool ref_read_headers(struct call *call, const struct ewc_node *header, struct outcome *refusal)
{
    const struct ewc_node *first = header ? ewc_node_first(header) : NULL;
    const struct ewc_node *impersonation = NULL;
    const char *version = NULL;

    for (const struct ewc_node *entry = first; entry; entry = ewc_node_next(entry)) {
        if (must_be_refused(call, entry)) {
            *refusal = not_understood(call);
            return false;
        }
    }
    for (const struct ewc_node *entry = first; entry; entry = ewc_node_next(entry)) {
        if (!read_entry(call, entry, &version, &impersonation, refusal))
            return false;
    }
    return check_version(call, version, refusal) && ref_impersonate(call, impersonation, refusal);
}
