#include "http/client.h"

#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SHORTEST 4 /* a shorter one would be found in innocent text */

static void forget(struct ewc_http_secret *secret)
{
    ewc_wipe(secret->ptr, secret->len);
    free(secret->ptr);
}

static void add(struct ewc_http_secrets *secrets, struct ewc_str bytes)
{
    char *copy;

    if (bytes.len < SHORTEST)
        return;
    for (size_t i = 0; i < secrets->count; i++) {
        if (ewc_str_eq((struct ewc_str){secrets->list[i].ptr, secrets->list[i].len}, bytes))
            return;
    }
    if (secrets->count == EWC_HTTP_SECRETS_MAX) {
        forget(&secrets->list[secrets->fixed]);
        secrets->count--;
        memmove(&secrets->list[secrets->fixed], &secrets->list[secrets->fixed + 1],
                (secrets->count - secrets->fixed) * sizeof(secrets->list[0]));
    }
    copy = malloc(bytes.len);
    if (!copy) {
        secrets->failed = true;
        return;
    }
    memcpy(copy, bytes.ptr, bytes.len);
    secrets->list[secrets->count++] = (struct ewc_http_secret){copy, bytes.len};
}

/* Makes room beforehand: a buffer that grows leaves the secret behind in the memory that it gives up. */
static void init_form(struct ewc_buf *form, size_t room)
{
    static const char zeros[256];

    ewc_buf_init(form, 0);
    for (size_t i = 0; i <= room / sizeof(zeros); i++)
        ewc_buf_add(form, zeros, sizeof(zeros));
    if (!form->failed)
        ewc_buf_reset(form);
}

static void finish_form(struct ewc_http_secrets *secrets, struct ewc_buf *form)
{
    if (form->failed)
        secrets->failed = true;
    else
        add(secrets, ewc_buf_view(form));
    ewc_wipe(form->ptr, form->len);
    ewc_buf_reset(form);
}

static void escape_xml(struct ewc_str text, bool quotes, struct ewc_buf *out)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];

        if (c == '&')
            ewc_buf_text(out, "&amp;");
        else if (c == '<')
            ewc_buf_text(out, "&lt;");
        else if (c == '>')
            ewc_buf_text(out, "&gt;");
        else if (c == '"' && quotes)
            ewc_buf_text(out, "&quot;");
        else
            ewc_buf_byte(out, c);
    }
}

static void escape_percent(struct ewc_str text, struct ewc_buf *out)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                     (c != 0 && strchr("-._~", c));

        if (plain)
            ewc_buf_byte(out, (char)c);
        else
            ewc_buf_printf(out, "%%%02X", c);
    }
}

static void base64(struct ewc_str text, struct ewc_buf *out)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    for (size_t i = 0; i < text.len; i += 3) {
        unsigned group = 0;

        for (size_t k = 0; k < 3; k++)
            group = group << 8 | (i + k < text.len ? (unsigned char)text.ptr[i + k] : 0U);
        ewc_buf_byte(out, digits[group >> 18 & 63]);
        ewc_buf_byte(out, digits[group >> 12 & 63]);
        ewc_buf_byte(out, i + 1 < text.len ? digits[group >> 6 & 63] : '=');
        ewc_buf_byte(out, i + 2 < text.len ? digits[group & 63] : '=');
    }
}

static void add_forms(struct ewc_http_secrets *secrets, const char *text)
{
    struct ewc_str plain = ewc_str(text);
    struct ewc_buf form;

    if (plain.len < SHORTEST)
        return;
    add(secrets, plain);
    init_form(&form, plain.len * 6);
    escape_xml(plain, false, &form);
    finish_form(secrets, &form);
    escape_xml(plain, true, &form);
    finish_form(secrets, &form);
    escape_percent(plain, &form);
    finish_form(secrets, &form);
    ewc_buf_finish(&form);
}

static void add_basic(struct ewc_http_secrets *secrets, const char *user, const char *password)
{
    struct ewc_buf pair, form;

    init_form(&pair, strlen(user) + strlen(password) + 1);
    init_form(&form, (strlen(user) + strlen(password) + 1) * 2);
    ewc_buf_text(&pair, user);
    ewc_buf_byte(&pair, ':');
    ewc_buf_text(&pair, password);
    if (pair.failed)
        secrets->failed = true;
    else
        base64(ewc_buf_view(&pair), &form);
    finish_form(secrets, &form);
    ewc_wipe(pair.ptr, pair.len);
    ewc_buf_finish(&pair);
    ewc_buf_finish(&form);
}

/* A proxy's URL may hold a user and a password. */
static void add_proxy(struct ewc_http_secrets *secrets, const char *proxy)
{
    CURLU *url = curl_url();
    char *user = NULL, *password = NULL;

    if (!url) {
        secrets->failed = true;
        return;
    }
    if (!curl_url_set(url, CURLUPART_URL, proxy, CURLU_NON_SUPPORT_SCHEME | CURLU_GUESS_SCHEME)) {
        (void)curl_url_get(url, CURLUPART_USER, &user, CURLU_URLDECODE);
        (void)curl_url_get(url, CURLUPART_PASSWORD, &password, CURLU_URLDECODE);
    }
    if (password) {
        add_forms(secrets, password);
        add_basic(secrets, user ? user : "", password);
        ewc_wipe(password, strlen(password));
    }
    curl_free(user);
    curl_free(password);
    curl_url_cleanup(url);
}

/* A proxy that libcurl finds in the environment. */
static bool has_environment_proxy(void)
{
    static const char *const NAMES[] = {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"};

    for (size_t i = 0; i < sizeof(NAMES) / sizeof(*NAMES); i++)
        if (getenv(NAMES[i]))
            return true;
    return false;
}

void ewc_http_secrets_fill(struct ewc_http_secrets *secrets, const struct ewc_http_config *config)
{
    if (config->user || config->password || config->token || config->proxy || config->key_file || has_environment_proxy())
        ewc_http_guard_memory();
    if (config->password) {
        add_forms(secrets, config->password);
        add_basic(secrets, config->user ? config->user : "", config->password);
    }
    if (config->proxy)
        add_proxy(secrets, config->proxy);
    secrets->fixed = secrets->count;
    if (config->token)
        ewc_http_secrets_add_token(secrets, config->token);
}

void ewc_http_secrets_add_token(struct ewc_http_secrets *secrets, const char *token)
{
    ewc_http_guard_memory();
    add_forms(secrets, token);
}

void ewc_http_secrets_finish(struct ewc_http_secrets *secrets)
{
    for (size_t i = 0; i < secrets->count; i++)
        forget(&secrets->list[i]);
    secrets->count = 0;
}

/* The length of the longest secret that `text` starts with, or 0. */
static size_t secret_at(const struct ewc_http_secrets *secrets, struct ewc_str text)
{
    size_t longest = 0;

    for (size_t i = 0; i < secrets->count; i++) {
        const struct ewc_http_secret *s = &secrets->list[i];

        if (s->len > longest && s->len <= text.len && memcmp(s->ptr, text.ptr, s->len) == 0)
            longest = s->len;
    }
    return longest;
}

void ewc_http_redact(const struct ewc_http_client *client, struct ewc_str bytes, struct ewc_buf *out)
{
    const struct ewc_http_secrets *secrets = &client->secrets;
    bool first[UCHAR_MAX + 1] = {false};
    size_t from = 0, at = 0;

    for (size_t i = 0; i < secrets->count; i++)
        first[(unsigned char)secrets->list[i].ptr[0]] = true;
    while (secrets->count > 0 && at < bytes.len) {
        size_t len = 0;

        if (first[(unsigned char)bytes.ptr[at]])
            len = secret_at(secrets, (struct ewc_str){bytes.ptr + at, bytes.len - at});
        if (len == 0) {
            at++;
            continue;
        }
        ewc_buf_add(out, bytes.ptr + from, at - from);
        ewc_buf_text(out, EWC_HTTP_REMOVED);
        at += len;
        from = at;
    }
    if (bytes.len > from)
        ewc_buf_add(out, bytes.ptr + from, bytes.len - from);
}
