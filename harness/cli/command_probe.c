/* ews-conform probe: what a target is, and the command line to go on with. */
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"

static void line(const char *what, const char *text)
{
    printf("%-18s ", what);
    print_safe(stdout, text);
    putchar('\n');
}

static void print_connection(const struct ewc_inspection *i)
{
    const struct ewc_http_facts *f = i->facts;
    char text[128];

    snprintf(text, sizeof(text), "HTTP/%u.%u, status %u", f->http_version / 10, f->http_version % 10, i->exchange->status);
    line("reachable", text);
    if (*f->tls_version) {
        printf("%-18s ", "TLS");
        print_safe(stdout, f->tls_version);
        printf(" %s\n", f->tls_cipher);
        line("certificate", *f->cert_subject ? f->cert_subject : "(not known)");
        line("  issued by", f->cert_issuer);
        line("  expires", f->cert_expires);
    }
    line("sign-in offered", *f->auth_offered ? f->auth_offered : "none");
    line("sign-in used", *f->auth_used ? f->auth_used : "none");
    if (f->has_clock) {
        snprintf(text, sizeof(text), "%lld s ahead of this machine", (long long)f->clock_ahead_s);
        line("server's clock", text);
    }
}

static void print_server(const struct ewc_inspection *i)
{
    const struct ewc_server_version *v = &i->server;
    char text[256];

    snprintf(text, sizeof(text), "%s.%s.%s.%s %s", v->major ? v->major : "?", v->minor ? v->minor : "?",
             v->major_build ? v->major_build : "?", v->minor_build ? v->minor_build : "?", v->version ? v->version : "");
    line("server version", v->major || v->version ? text : "not told (no ServerVersionInfo)");
    snprintf(text, sizeof(text), "%s %s", ewc_outcome_name(i->list_outcome), i->list_code);
    line("GetImItemList", text);
    if (i->list_outcome == EWC_OUTCOME_SUCCESS) {
        snprintf(text, sizeof(text), "%u in the mailbox", i->group_count);
        line("IM groups", text);
        snprintf(text, sizeof(text), "%u (\"ews-conform sweep\" removes them)", i->leftover_count);
        if (i->leftover_count)
            line("left by runs", text);
    }
    snprintf(text, sizeof(text), "%s %s", ewc_outcome_name(i->rename_outcome), i->rename_code);
    line("SetImGroup", text);
}

/* Why cases can't be run, or NULL. */
static const char *obstacle(const struct ewc_inspection *i)
{
    unsigned status = i->exchange->status;

    if (i->exchange->outcome != EWC_HTTP_OK)
        return i->exchange->detail;
    if (status == 401 || status == 407)
        return "sign-in was refused: give --user (or --token-file), with the password in EWS_CONFORM_PASSWORD";
    if (status >= 300 && status < 400)
        return "the URL redirects elsewhere: give the right --target";
    if (i->list_outcome == EWC_OUTCOME_OTHER)
        return "this URL does not answer as an EWS endpoint does (usually it ends in /EWS/Exchange.asmx)";
    if (i->list_outcome != EWC_OUTCOME_SUCCESS)
        return "GetImItemList, which nearly all cases read with, is refused";
    return NULL;
}

/* For a shell. */
static void print_word(const char *text)
{
    bool plain = text[strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@%+=:,./-_")] == '\0';

    if (plain) {
        printf(" %s", text);
        return;
    }
    fputs(" '", stdout);
    for (; *text; text++)
        fputs(*text == '\'' ? "'\\''" : (char[]){*text, 0}, stdout);
    putchar('\'');
}

/* What a named target says need not be said again. */
static void print_next(const struct settings *s)
{
    const struct {
        const char *option, *value;
    } options[] = {{"user", s->user}, {"password-file", s->password_file},
                   {"token-file", s->token_file}, {"token-command", s->token_command},
                   {"auth", s->auth}, {"cacert", s->ca}, {"cert", s->cert},
                   {"key", s->key}, {"proxy", s->proxy_shown}, {"impersonate", s->impersonate},
                   {"server-version", s->server_version}, {"namespaces", s->namespaces}, {"rate", s->rate}};
    size_t i;

    printf("\nGo on with:\n  ews-conform run");
    if (s->target_name && option_given(s, "config")) {
        fputs(" --config", stdout);
        print_word(s->config);
    }
    fputs(" --target", stdout);
    print_word(s->target_name ? s->target_name : s->target);
    for (i = 0; i < sizeof(options) / sizeof(*options); i++)
        if (!s->target_name && options[i].value) {
            printf(" --%s", options[i].option);
            print_word(options[i].value);
        }
    for (i = 0; i < s->resolve.count && !s->target_name; i++) {
        fputs(" --resolve", stdout);
        print_word(s->resolve.items[i]);
    }
    printf("%s%s%s --html report.html\n", s->insecure && !s->target_name ? " --insecure" : "",
           s->plaintext && !s->target_name ? " --allow-plaintext-credentials" : "",
           s->http1_1 && !s->target_name ? " --http1.1" : "");
}

int command_probe(struct settings *s)
{
    struct ewc_run_config config = {.id = "probe"};
    struct ewc_inspection i;
    struct ewc_err err = {0};
    const char *why;
    int code;

    if (!s->target) {
        print_error_text("probe: give the --target to look at");
        return EXIT_USAGE;
    }
    if (!read_target(s, s->target, &config, &code))
        return code;
    if (ewc_inspect(&config, s->arena, &i, &err) != EWC_OK) {
        print_error(&err);
        return EXIT_ERROR;
    }
    line("target", s->target);
    if (s->insecure)
        line("INSECURE", INSECURE_TEXT);
    if (!ewc_http_outcome_is_setup(i.exchange->outcome))
        print_connection(&i);
    if (i.list_outcome != EWC_OUTCOME_OTHER)
        print_server(&i);
    why = obstacle(&i);
    if (why) {
        printf("\nCases can't be run: ");
        print_safe(stdout, why);
        putchar('\n');
        return EXIT_ERROR;
    }
    print_next(s);
    return EXIT_CONFORMANT;
}
