/* From settings to what a run needs to know of its target; secrets are read here and wiped at the end. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "cli/cli.h"

enum { MAX_SECRET_BYTES = 64 * 1024 };

/* First line of a file that only its owner may read. */
static char *read_secret_file(const char *path)
{
    struct stat info;
    char *secret = NULL;
    ssize_t n;
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0 || fstat(fd, &info) != 0) {
        print_error_text("%s: cannot be read: %s", path, strerror(errno));
    } else if (S_ISREG(info.st_mode) && (info.st_mode & 077)) {
        print_error_text("%s: others may read this file, so it is no place for a secret: chmod 600 it", path);
    } else if ((secret = calloc(1, MAX_SECRET_BYTES))) {
        n = read(fd, secret, MAX_SECRET_BYTES - 1);
        secret[n > 0 ? n : 0] = '\0';
        secret[strcspn(secret, "\r\n")] = '\0';
    }
    if (fd >= 0)
        close(fd);
    return secret;
}

static char *ask_password(const char *user)
{
    struct termios old, quiet;
    char *secret = calloc(1, MAX_SECRET_BYTES);
    FILE *terminal = secret ? fopen("/dev/tty", "r+e") : NULL;

    if (!terminal || tcgetattr(fileno(terminal), &old) != 0) {
        print_error_text("no password for %s: set EWS_CONFORM_PASSWORD or give --password-file", user);
        if (terminal)
            fclose(terminal);
        free(secret);
        return NULL;
    }
    quiet = old;
    quiet.c_lflag &= (tcflag_t)~ECHO;
    tcsetattr(fileno(terminal), TCSAFLUSH, &quiet);
    fprintf(terminal, "Password for %s: ", user);
    fflush(terminal);
    if (!fgets(secret, MAX_SECRET_BYTES, terminal))
        secret[0] = '\0';
    tcsetattr(fileno(terminal), TCSAFLUSH, &old);
    fprintf(terminal, "\n");
    fclose(terminal);
    secret[strcspn(secret, "\r\n")] = '\0';
    return secret;
}

/* The first token, so that a helper that fails is one error and not one for each request. */
static char *fetch_token(struct settings *s)
{
    struct ewc_err err = {0};
    const char *token = NULL;

    if ((s->tokens || ewc_tokens_create(s->token_command, signals_caught, &s->tokens, &err) == EWC_OK) &&
        ewc_tokens_get(s->tokens, &token, &err) == EWC_OK)
        return strdup(token);
    print_error_text("--token-command: %s", err.message);
    return NULL;
}

/* Everybody on a machine may read the command lines of its processes: in that of this one the password of
 * "http://user:password@proxy" becomes "x". */
static bool hide_proxy_password(struct settings *s)
{
    const char *at = s->proxy ? strrchr(s->proxy, '@') : NULL;
    const char *user = at ? strstr(s->proxy, "://") : NULL;
    char *colon;

    s->proxy_shown = s->proxy;
    user = user && user < at ? user + 3 : s->proxy;
    colon = at ? memchr(user, ':', (size_t)(at - user)) : NULL;
    if (!colon)
        return true;
    s->proxy = ewc_arena_strdup(s->arena, s->proxy);
    memset(colon + 1, 'x', (size_t)(at - colon - 1));
    return s->proxy != NULL;
}

/* A crash must not write the memory with the secrets in it to a file. */
static void forbid_core(void)
{
    const struct rlimit none = {0, 0};

    (void)setrlimit(RLIMIT_CORE, &none);
}

static bool read_secrets(struct settings *s)
{
    const char *environment = getenv("EWS_CONFORM_PASSWORD");
    const char *token = getenv("EWS_CONFORM_TOKEN");

    if (environment || token || s->user || s->token_file || s->token_command || s->proxy)
        forbid_core();
    if (!hide_proxy_password(s))
        return false;
    if (s->user && !s->password) { /* --watch comes here again */
        if (s->password_file)
            s->password = read_secret_file(s->password_file);
        else if (environment)
            s->password = strdup(environment);
        else
            s->password = ask_password(s->user);
        if (!s->password)
            return false;
    }
    if (s->token_file && s->token_command) {
        print_error_text("--token-file and --token-command: give one of them");
        return false;
    }
    if (s->token)
        return true;
    if (s->token_file)
        s->token = read_secret_file(s->token_file);
    else if (s->token_command)
        s->token = fetch_token(s);
    else if (token && *token)
        s->token = strdup(token);
    return (!s->token_file && !s->token_command) || s->token;
}

void forget_secrets(struct settings *s)
{
    if (s->password)
        ewc_wipe(s->password, strlen(s->password));
    free(s->password);
    if (s->token)
        ewc_wipe((char *)s->token, strlen(s->token));
    free((char *)s->token);
    ewc_tokens_destroy(s->tokens);
    s->password = NULL;
    s->token = NULL;
    s->tokens = NULL;
}

static bool read_auth(const struct settings *s, enum ewc_http_auth *out)
{
    static const char *const NAMES[] = {"none", "basic", "ntlm", "negotiate", "bearer", "any", NULL};
    unsigned i;

    *out = s->user ? EWC_AUTH_ANY : s->token ? EWC_AUTH_BEARER : EWC_AUTH_NONE;
    if (!s->auth)
        return true;
    for (i = 0; NAMES[i]; i++) {
        if (strcmp(s->auth, NAMES[i]) != 0)
            continue;
        *out = (enum ewc_http_auth)i;
        if (*out == EWC_AUTH_BEARER && !s->token) {
            print_error_text("--auth bearer needs a token: EWS_CONFORM_TOKEN, --token-file or --token-command");
            return false;
        }
        if ((*out == EWC_AUTH_BASIC || *out == EWC_AUTH_NTLM) && !s->user) {
            print_error_text("--auth %s needs --user", s->auth);
            return false;
        }
        return true;
    }
    print_error_text("--auth: expected none, basic, ntlm, negotiate, bearer or any, found \"%s\"", s->auth);
    return false;
}

bool read_defaults(const struct settings *s, const char *url, struct ewc_request_defaults *d)
{
    d->url = url;
    d->server_version = s->server_version ? s->server_version : "Exchange2013";
    if (strcmp(d->server_version, "none") == 0)
        d->server_version = NULL;
    d->culture = s->culture;
    d->impersonate = s->impersonate;
    if (s->namespaces && strcmp(s->namespaces, "wire") != 0 && strcmp(s->namespaces, "documentation") != 0) {
        print_error_text("--namespaces: expected \"wire\" or \"documentation\", found \"%s\"", s->namespaces);
        return false;
    }
    d->documentation_namespaces = s->namespaces && strcmp(s->namespaces, "documentation") == 0;
    return true;
}

static const char *const PROFILES[] = {"exchange2013", "exchange2016", "exchange2019", "exchange-online", "mock", NULL};

bool is_built_in_profile(const char *name)
{
    const char *const *p;

    for (p = PROFILES; *p && name; p++)
        if (strcmp(*p, name) == 0)
            return true;
    return false;
}

static bool read_profile(const struct settings *s, struct ewc_run_config *out)
{
    const char *nearest;

    out->profile = s->profile ? s->profile : "";
    if (!s->profile || is_built_in_profile(s->profile))
        return true;
    nearest = ewc_nearest(s->profile, PROFILES);
    print_error_text("--profile: there is no \"%s\"%s%s%s; known: exchange2013, exchange2016, exchange2019, "
                     "exchange-online, mock, and those of ews-conform.conf",
                     s->profile, nearest ? " (did you mean " : "", nearest ? nearest : "", nearest ? "?)" : "");
    return false;
}

static unsigned default_jobs(void)
{
    return 2 * ewc_processors(4);
}

/* HOST:PORT:ADDRESS, as libcurl wants it; it would say so only at the first request. */
static bool check_resolve(const struct settings *s)
{
    unsigned i;

    for (i = 0; i < s->resolve.count; i++) {
        const char *row = s->resolve.items[i];
        const char *port = strchr(row, ':');
        const char *address = port ? strchr(port + 1, ':') : NULL;
        uint64_t number;

        if (!address || port == row || !address[1] ||
            !ewc_parse_uint((struct ewc_str){port + 1, (size_t)(address - port - 1)}, 1, 65535, &number)) {
            print_error_text("--resolve: expected HOST:PORT:ADDRESS, found \"%s\"", row);
            return false;
        }
    }
    return true;
}

/* "5/s", "0.5/s", "30/m": how long one request is after the other. */
static bool read_rate(const char *rate, uint64_t *out_us)
{
    char *end = NULL;
    double number, us;

    if (!rate)
        return true;
    number = strtod(rate, &end);
    us = number > 0 ? (strcmp(end, "/m") == 0 ? 60e6 : 1e6) / number : 0;
    if (end == rate || !(us >= 1 && us <= 600e6) || (*end && strcmp(end, "/s") != 0 && strcmp(end, "/m") != 0)) {
        print_error_text("--rate: expected a number of requests like 5/s or 30/m, found \"%s\"", rate);
        return false;
    }
    *out_us = (uint64_t)us;
    return true;
}

bool read_target(struct settings *s, const char *url, struct ewc_run_config *out, int *out_exit)
{
    struct ewc_http_config *h = &out->http;

    *out_exit = EXIT_USAGE;
    if (strncmp(url, "http://", 7) != 0 && strncmp(url, "https://", 8) != 0) {
        print_error_text("--target: expected a URL like https://mail.example.org/EWS/Exchange.asmx, found \"%s\"", url);
        return false;
    }
    if (!check_resolve(s) || !read_rate(s->rate, &out->slot_us) || !read_defaults(s, url, &out->defaults) || !read_profile(s, out) || !read_secrets(s) || !read_auth(s, &h->auth))
        return false;
    h->url = url;
    h->user = s->user;
    h->password = s->password;
    h->token = s->token;
    out->tokens = s->tokens;
    h->allow_plaintext_credentials = s->plaintext;
    h->cert_file = s->cert;
    h->key_file = s->key;
    h->ca_file = s->ca;
    h->insecure = s->insecure;
    h->proxy = s->proxy;
    h->resolve = s->resolve.items;
    h->http1_1_only = s->http1_1;
    h->connect_timeout_ms = (unsigned)s->connect_timeout_ms;
    h->timeout_ms = (unsigned)s->timeout_ms;
    h->max_body_bytes = s->max_body_bytes;
    h->max_transfer_bytes = s->max_transfer_bytes;
    h->max_redirects = (unsigned)s->max_redirects;
    h->max_header_bytes = s->max_header_bytes;
    h->max_header_count = (unsigned)s->max_headers;
    out->xml_limits.max_depth = (unsigned)s->max_depth;
    out->xml_limits.max_attributes = (unsigned)s->max_attributes;
    out->xml_limits.max_text_bytes = s->max_text_bytes;
    out->xml_limits.max_nodes = s->max_nodes;
    out->jobs = s->jobs ? (unsigned)s->jobs : default_jobs();
    out->settle_ms = (unsigned)s->settle_ms;
    out->case_timeout_ms = (unsigned)s->case_timeout_ms;
    out->run_timeout_ms = (unsigned)s->run_timeout_ms;
    out->max_backoff_ms = (unsigned)s->max_backoff_ms;
    out->delay_ms = (unsigned)s->delay_ms;
    out->max_timeouts = (unsigned)s->max_timeouts;
    out->retries = (unsigned)s->retries;
    out->fail_fast = s->fail_fast;
    out->strict = s->strict;
    out->allow_foreign_groups = s->foreign;
    out->cancelled = signals_caught;
    return true;
}
