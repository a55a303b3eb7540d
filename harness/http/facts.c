#include "http/client.h"

#include <string.h>

static void keep(char *out, size_t size, struct ewc_str text)
{
    size_t len = text.len < size ? text.len : size - 1;

    memcpy(out, text.ptr, len);
    out[len] = '\0';
}

/* "SSL connection using TLSv1.3 / TLS_AES_256_GCM_SHA384 / ...": libcurl's log is the one place that
 * tells this without knowing which TLS library it uses. */
static void learn_tls(struct ewc_http_client *client, struct ewc_str text)
{
    static const char start[] = "SSL connection using ";
    struct ewc_http_known *known = &client->known;
    size_t slash, second;

    if (!ewc_str_starts(text, start))
        return;
    text.ptr += strlen(start);
    text.len -= strlen(start);
    slash = ewc_str_find(text, " / ", 0);
    if (slash >= text.len) {
        keep(known->tls_version, sizeof(known->tls_version), ewc_str_trim(text));
        return;
    }
    keep(known->tls_version, sizeof(known->tls_version), (struct ewc_str){text.ptr, slash});
    text.ptr += slash + 3;
    text.len -= slash + 3;
    second = ewc_str_find(text, " / ", 0);
    if (second < text.len)
        text.len = second;
    keep(known->tls_cipher, sizeof(known->tls_cipher), ewc_str_trim(text));
}

/* "Uses proxy env variable https_proxy == '…'"; the same words about no_proxy say the opposite. */
static void learn_proxy(struct ewc_http_client *client, struct ewc_str text)
{
    if (ewc_str_starts(text, "Uses proxy env variable ") && ewc_str_find(text, "no_proxy ==", 0) >= text.len &&
        ewc_str_find(text, "NO_PROXY ==", 0) >= text.len)
        client->now.environment_proxy = true;
}

void ewc_http_learn_text(struct ewc_http_client *client, struct ewc_str text)
{
    learn_tls(client, text);
    learn_proxy(client, text);
}

static void keep_field(struct ewc_http_client *client, const char *line, const char *name, char *out,
                       size_t size)
{
    struct ewc_str text = ewc_str(line);

    if (!ewc_str_starts(text, name))
        return;
    text.ptr += strlen(name);
    text.len -= strlen(name);
    ewc_buf_reset(&client->scratch);
    ewc_http_clean(ewc_str_trim(text), &client->scratch);
    if (!client->scratch.failed)
        keep(out, size, ewc_buf_view(&client->scratch));
}

/* libcurl tells the chain only for the transfer that made the connection. */
static void learn_certificate(struct ewc_http_client *client)
{
    struct ewc_http_known *known = &client->known;
    struct curl_certinfo *chain = NULL;

    if (curl_easy_getinfo(client->curl, CURLINFO_CERTINFO, &chain) || !chain || chain->num_of_certs < 1)
        return;
    for (const struct curl_slist *row = chain->certinfo[0]; row; row = row->next) {
        keep_field(client, row->data, "Subject:", known->subject, sizeof(known->subject));
        keep_field(client, row->data, "Issuer:", known->issuer, sizeof(known->issuer));
        keep_field(client, row->data, "Expire date:", known->expires, sizeof(known->expires));
    }
}

void ewc_http_learn(struct ewc_http_client *client)
{
    long auth = 0, connects = 0;

    (void)curl_easy_getinfo(client->curl, CURLINFO_HTTPAUTH_AVAIL, &auth);
    client->known.auth_avail |= auth;
    if (client->now.version > 0)
        client->known.version = client->now.version;
    (void)curl_easy_getinfo(client->curl, CURLINFO_NUM_CONNECTS, &connects);
    if (client->https && connects > 0)
        learn_certificate(client);
}

static const char *schemes(long bits, struct ewc_arena *arena)
{
    static const struct {
        unsigned long bit;
        const char *name;
    } names[] = {{CURLAUTH_NEGOTIATE, "Negotiate"},
                 {CURLAUTH_NTLM, "NTLM"},
                 {CURLAUTH_DIGEST, "Digest"},
                 {CURLAUTH_BASIC, "Basic"},
                 {CURLAUTH_BEARER, "Bearer"}};
    char text[64] = "";

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        size_t len = strlen(text);

        if (((unsigned long)bits & names[i].bit) == 0)
            continue;
        if (len > 0)
            text[len++] = ' ';
        keep(text + len, sizeof(text) - len, ewc_str(names[i].name));
    }
    return ewc_arena_strdup(arena, text);
}

const struct ewc_http_facts *ewc_http_facts(const struct ewc_http_client *client, struct ewc_arena *arena)
{
    const struct ewc_http_known *known = &client->known;
    struct ewc_http_facts *facts = ewc_arena_alloc(arena, sizeof(*facts));
    time_t date = known->date[0] ? curl_getdate(known->date, NULL) : -1;
    struct ewc_buf shown;

    if (!facts)
        return NULL;
    ewc_buf_init(&shown, 0);
    ewc_http_clean(ewc_str(known->date), &shown);
    facts->server_date = ewc_arena_strndup(arena, shown.ptr, shown.len);
    ewc_buf_finish(&shown);
    facts->tls_version = ewc_arena_strdup(arena, known->tls_version);
    facts->tls_cipher = ewc_arena_strdup(arena, known->tls_cipher);
    facts->cert_subject = ewc_arena_strdup(arena, known->subject);
    facts->cert_issuer = ewc_arena_strdup(arena, known->issuer);
    facts->cert_expires = ewc_arena_strdup(arena, known->expires);
    facts->auth_offered = schemes(known->auth_avail, arena);
    facts->auth_used = ewc_arena_strdup(arena, known->auth_used);
    facts->http_version = known->version;
    facts->has_clock = date != -1;
    facts->clock_ahead_s = date != -1 ? (int64_t)date - (int64_t)known->date_seen : 0;
    if (!facts->server_date || !facts->tls_version || !facts->tls_cipher || !facts->cert_subject ||
        !facts->cert_issuer || !facts->cert_expires || !facts->auth_offered || !facts->auth_used)
        return NULL;
    return facts;
}
