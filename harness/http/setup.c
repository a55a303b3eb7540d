#include "http/client.h"

#include <arpa/inet.h>
#include <string.h>

static enum ewc_status bad(struct ewc_err *err, const char *what, const char *found)
{
    return ewc_err_set(err, EWC_EUSAGE, EWC_NOWHERE, "%s: %s", what, found);
}

static bool is_loopback(const char *host)
{
    struct ewc_str name = ewc_str(host);
    unsigned char address[16];
    char bare[INET6_ADDRSTRLEN];

    if (name.len > 0 && name.ptr[name.len - 1] == '.')
        name.len--;
    if (ewc_str_is_nocase(name, "localhost"))
        return true;
    if (name.len >= sizeof(bare))
        return false;
    memcpy(bare, name.ptr, name.len);
    bare[name.len] = '\0';
    if (inet_pton(AF_INET, bare, address) == 1)
        return address[0] == 127;
    if (bare[0] != '[' || name.len < 3)
        return false;
    bare[name.len - 1] = '\0'; /* "[::1]" */
    return inet_pton(AF_INET6, bare + 1, address) == 1 &&
           memcmp(address, (const unsigned char[16]){[15] = 1}, 16) == 0;
}

/* Learns the URL's scheme and host. Messages leave out a URL that holds a password. */
static enum ewc_status look_at_url(struct ewc_http_client *client, struct ewc_err *err)
{
    CURLU *url = client->url;
    const char *text = client->config.url;
    char *scheme = NULL, *host = NULL, *user = NULL, *password = NULL;
    enum ewc_status st = EWC_OK;
    CURLUcode code = curl_url_set(url, CURLUPART_URL, text, CURLU_NON_SUPPORT_SCHEME | CURLU_PATH_AS_IS);

    if (!code)
        code = curl_url_get(url, CURLUPART_SCHEME, &scheme, 0);
    if (!code)
        code = curl_url_get(url, CURLUPART_HOST, &host, 0);
    (void)curl_url_get(url, CURLUPART_USER, &user, 0);
    (void)curl_url_get(url, CURLUPART_PASSWORD, &password, 0);
    if (user || password) {
        st = ewc_err_set(err, EWC_EUSAGE, EWC_NOWHERE,
                         "the URL holds a user or password, which do not belong there");
        ewc_err_hint(err, "give them apart from the URL, so that they stay out of reports");
    } else if (code) {
        st = ewc_err_set(err, EWC_EUSAGE, EWC_NOWHERE, "expected a URL, found \"%s\": %s",
                         strchr(text, '@') ? "(not shown: it may hold a password)" : text,
                         curl_url_strerror(code));
        ewc_err_hint(err, "write it like https://server.example/EWS/Exchange.asmx");
    } else if (strcmp(scheme, "http") != 0 && strcmp(scheme, "https") != 0) {
        st = ewc_err_set(err, EWC_EUSAGE, EWC_NOWHERE, "expected an http or https URL, found \"%s\"", text);
    } else {
        client->https = strcmp(scheme, "https") == 0;
        client->loopback = is_loopback(host);
    }
    if (password)
        ewc_wipe(password, strlen(password));
    curl_free(scheme);
    curl_free(host);
    curl_free(user);
    curl_free(password);
    return st;
}

static bool has_control(const char *text)
{
    for (; text && *text; text++) {
        if ((unsigned char)*text < 0x20 || *text == 0x7F)
            return true;
    }
    return false;
}

static enum ewc_status check(struct ewc_http_client *client, struct ewc_err *err)
{
    const struct ewc_http_config *config = &client->config;

    if (!config->url || !*config->url)
        return bad(err, "URL", "there is none");
    if (has_control(config->url) || has_control(config->user) || has_control(config->password) ||
        has_control(config->user_agent))
        return bad(err, "URL, user, password or user agent", "it has control characters");
    if ((config->auth == EWC_AUTH_BASIC || config->auth == EWC_AUTH_NTLM) && !config->user)
        return bad(err, "sign-in by Basic or NTLM", "there is no user");
    client->url = curl_url();
    if (!client->url)
        return ewc_err_set(err, EWC_ENOMEM, EWC_NOWHERE, "out of memory for a URL");
    return look_at_url(client, err);
}

/* Collects the first refusal, so that a run of options reads as a list. */
#define SET(option, value)                                                                                 \
    do {                                                                                                   \
        if (!code)                                                                                         \
            code = curl_easy_setopt(curl, option, value);                                                  \
    } while (0)

static CURLcode set_rules(CURL *curl, struct ewc_http_client *client)
{
    const struct ewc_http_config *config = &client->config;
    CURLcode code = CURLE_OK;

    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_CURLU, client->url); /* parsed once, not for each request */
    SET(CURLOPT_PATH_AS_IS, 1L); /* of a redirect */
    SET(CURLOPT_PROTOCOLS_STR, "http,https");
    SET(CURLOPT_FOLLOWLOCATION, config->max_redirects > 0 ? 1L : 0L); /* and as watch.c allows */
    SET(CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    SET(CURLOPT_POSTREDIR, (long)CURL_REDIR_POST_ALL);
    SET(CURLOPT_HTTP09_ALLOWED, 0L);
    SET(CURLOPT_HTTP_VERSION,
        config->http1_1_only ? (long)CURL_HTTP_VERSION_1_1 : (long)CURL_HTTP_VERSION_2TLS);
    SET(CURLOPT_ACCEPT_ENCODING, ""); /* decodes also when a request brings its own Accept-Encoding */
    SET(CURLOPT_COOKIEFILE, "");      /* cookies in memory */
    SET(CURLOPT_USERAGENT, config->user_agent ? config->user_agent : "ews-conform/" EWC_VERSION);
    SET(CURLOPT_CONNECTTIMEOUT_MS, (long)config->connect_timeout_ms);
    if (client->resolve)
        SET(CURLOPT_RESOLVE, client->resolve);
    if (config->proxy)
        SET(CURLOPT_PROXY, config->proxy);
    SET(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    SET(CURLOPT_HEADEROPT, (long)CURLHEADER_SEPARATE);
    return code;
}

static CURLcode set_security(CURL *curl, const struct ewc_http_config *config)
{
    CURLcode code = CURLE_OK;

    SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    SET(CURLOPT_CERTINFO, 1L);
    if (config->ca_file)
        SET(CURLOPT_CAINFO, config->ca_file);
    if (config->cert_file)
        SET(CURLOPT_SSLCERT, config->cert_file);
    if (config->key_file)
        SET(CURLOPT_SSLKEY, config->key_file);
    SET(CURLOPT_SSL_VERIFYPEER, config->insecure ? 0L : 1L);
    SET(CURLOPT_SSL_VERIFYHOST, config->insecure ? 0L : 2L);
    if (config->user) {
        SET(CURLOPT_USERNAME, config->user);
        SET(CURLOPT_PASSWORD, config->password ? config->password : "");
    } else if (config->auth == EWC_AUTH_NEGOTIATE || config->auth == EWC_AUTH_ANY) {
        SET(CURLOPT_USERPWD, ":"); /* the ticket cache knows who we are */
    }
    if (config->token)
        SET(CURLOPT_XOAUTH2_BEARER, config->token);
    return code;
}

static CURLcode set_callbacks(CURL *curl, struct ewc_http_client *client)
{
    CURLcode code = CURLE_OK;

    SET(CURLOPT_ERRORBUFFER, client->error);
    SET(CURLOPT_HEADERFUNCTION, ewc_http_on_header);
    SET(CURLOPT_HEADERDATA, (void *)client);
    SET(CURLOPT_WRITEFUNCTION, ewc_http_on_body);
    SET(CURLOPT_WRITEDATA, (void *)client);
    SET(CURLOPT_READFUNCTION, ewc_http_on_read);
    SET(CURLOPT_READDATA, (void *)client);
    SET(CURLOPT_SEEKFUNCTION, ewc_http_on_seek);
    SET(CURLOPT_SEEKDATA, (void *)client);
    SET(CURLOPT_DEBUGFUNCTION, ewc_http_on_debug); /* the only way to see the request head as sent */
    SET(CURLOPT_DEBUGDATA, (void *)client);
    SET(CURLOPT_VERBOSE, 1L);
    SET(CURLOPT_XFERINFOFUNCTION, ewc_http_on_progress);
    SET(CURLOPT_XFERINFODATA, (void *)client);
    SET(CURLOPT_NOPROGRESS, 0L);
    return code;
}

static void fill_defaults(struct ewc_http_config *config)
{
    if (config->connect_timeout_ms == 0)
        config->connect_timeout_ms = 10 * 1000;
    if (config->timeout_ms == 0)
        config->timeout_ms = 30 * 1000;
    if (config->max_body_bytes == 0)
        config->max_body_bytes = (size_t)16 << 20;
    if (config->max_transfer_bytes == 0)
        config->max_transfer_bytes = (size_t)16 << 20;
    if (config->max_header_bytes == 0)
        config->max_header_bytes = (size_t)256 << 10;
    if (config->max_header_count == 0)
        config->max_header_count = 200;
}

static bool copy_resolve(struct ewc_http_client *client)
{
    const char *const *row = client->config.resolve;

    for (; row && *row; row++) {
        struct curl_slist *more = curl_slist_append(client->resolve, *row);

        if (!more)
            return false;
        client->resolve = more;
    }
    return true;
}

enum ewc_status ewc_http_set_up(struct ewc_http_client *client, struct ewc_err *err)
{
    enum ewc_status st = check(client, err);
    CURLcode code = CURLE_OUT_OF_MEMORY;

    if (st != EWC_OK)
        return st;
    fill_defaults(&client->config);
    ewc_http_secrets_fill(&client->secrets, &client->config);
    client->curl = curl_easy_init();
    client->multi = curl_multi_init();
    if (client->curl && client->multi && copy_resolve(client) && !client->secrets.failed &&
        !curl_multi_setopt(client->multi, CURLMOPT_MAXCONNECTS, 2L))
        code = set_rules(client->curl, client);
    if (!code)
        code = set_security(client->curl, &client->config);
    if (!code)
        code = set_callbacks(client->curl, client);
    if (code == CURLE_OUT_OF_MEMORY)
        return ewc_err_set(err, EWC_ENOMEM, EWC_NOWHERE, "out of memory for an HTTP client");
    if (code)
        return bad(err, "libcurl refused an option", curl_easy_strerror(code));
    return EWC_OK;
}
