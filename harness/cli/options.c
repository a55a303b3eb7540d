#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"

/* An option: where it is good for, and where its value goes. */
enum kind { FLAG, TEXT, NUMBER, SECONDS, LIST };

struct option_spec {
    const char *name;
    char letter; /* or 0 */
    enum kind kind;
    size_t offset; /* in struct settings */
    unsigned groups;
    const char *argument;
    const char *help;
    unsigned long min, max; /* NUMBER; SECONDS: of milliseconds */
};

#define AT(field) offsetof(struct settings, field)
#define DAY_MS 86400000ul

static const struct option_spec OPTIONS[] = {
    {"target", 't', TEXT, AT(target), FOR_TARGET | FOR_SHOW, "URL",
     "the server under test, or its name in ews-conform.conf; without it the built-in reference server is started", 0, 0},
    {"config", 0, TEXT, AT(config), FOR_TARGET | FOR_SHOW, "FILE",
     "named targets; default: ews-conform.conf here, else in ~/.config/ews-conform (see ews-conform.conf(5))", 0, 0},
    {"user", 'u', TEXT, AT(user), FOR_TARGET, "NAME",
     "sign in as DOMAIN\\name or name@domain; the password comes from EWS_CONFORM_PASSWORD, from --password-file or "
     "from a prompt",
     0, 0},
    {"password-file", 0, TEXT, AT(password_file), FOR_TARGET, "FILE",
     "first line is the password; others may not read the file", 0, 0},
    {"auth", 0, TEXT, AT(auth), FOR_TARGET, "SCHEME",
     "basic, ntlm, negotiate, bearer, any or none; default: any when a user is given, else none", 0, 0},
    {"token-file", 0, TEXT, AT(token_file), FOR_TARGET, "FILE",
     "bearer token; else EWS_CONFORM_TOKEN; others may not read the file", 0, 0},
    {"token-command", 0, TEXT, AT(token_command), FOR_TARGET, "COMMAND",
     "a credential helper for /bin/sh: its first line of output is the bearer token, a second one the seconds that it "
     "lives (else a JWT's own word counts); run again when that is over or the server answers 401",
     0, 0},
    {"allow-plaintext-credentials", 0, FLAG, AT(plaintext), FOR_TARGET, NULL,
     "let Basic or bearer credentials travel over http://", 0, 0},
    {"cert", 0, TEXT, AT(cert), FOR_TARGET, "FILE", "client certificate (PEM)", 0, 0},
    {"key", 0, TEXT, AT(key), FOR_TARGET, "FILE", "its private key (PEM)", 0, 0},
    {"cacert", 0, TEXT, AT(ca), FOR_TARGET, "FILE", "certificates to trust instead of the system's (PEM)", 0, 0},
    {"insecure", 0, FLAG, AT(insecure), FOR_TARGET, NULL, "do not check the server's certificate", 0, 0},
    {"proxy", 0, TEXT, AT(proxy), FOR_TARGET, "URL", "default: as the environment says", 0, 0},
    {"resolve", 0, LIST, AT(resolve), FOR_TARGET, "HOST:PORT:ADDR", "use this address for that host and port", 0, 0},
    {"http1.1", 0, FLAG, AT(http1_1), FOR_TARGET, NULL, "do not offer HTTP/2", 0, 0},
    {"timeout", 0, SECONDS, AT(timeout_ms), FOR_TARGET, "SECONDS", "for each request; default 30", 1, DAY_MS},
    {"connect-timeout", 0, SECONDS, AT(connect_timeout_ms), FOR_TARGET, "SECONDS", "to connect; default 10", 1, DAY_MS},
    {"max-backoff", 0, SECONDS, AT(max_backoff_ms), FOR_TARGET, "SECONDS",
     "how long one request waits for a server that throttles; default 60, and 30 where it does not say how long", 0, DAY_MS},
    {"delay", 0, NUMBER, AT(delay_ms), FOR_TARGET, "MS", "wait before each request", 0, 60000},
    {"rate", 0, TEXT, AT(rate), FOR_TARGET, "N/s", "send no more than N requests a second (or a minute: N/m)", 0, 0},
    {"max-body", 0, NUMBER, AT(max_body_bytes), FOR_TARGET, "BYTES", "of one response, decoded; default 16777216", 1024,
     1ul << 40},
    {"max-transfer", 0, NUMBER, AT(max_transfer_bytes), FOR_TARGET, "BYTES",
     "of one response's body as it travels, still compressed; default 16777216", 1024, 1ul << 40},
    {"max-header-bytes", 0, NUMBER, AT(max_header_bytes), FOR_TARGET, "BYTES",
     "of one response's headers; default 262144", 1024, 1ul << 30},
    {"max-headers", 0, NUMBER, AT(max_headers), FOR_TARGET, "N", "of one response; default 200", 10, 1000000},
    {"max-depth", 0, NUMBER, AT(max_depth), FOR_TARGET, "N", "of nested elements; default 200", 10, 100000},
    {"max-attributes", 0, NUMBER, AT(max_attributes), FOR_TARGET, "N", "of one element; default 256", 10, 100000},
    {"max-text", 0, NUMBER, AT(max_text_bytes), FOR_TARGET, "BYTES", "of one text or attribute; default 10000000", 100,
     1ul << 30},
    {"max-nodes", 0, NUMBER, AT(max_nodes), FOR_TARGET, "N", "elements, attributes and texts of one response; default 1000000",
     1000, 100000000},
    {"max-redirects", 0, NUMBER, AT(max_redirects), FOR_TARGET, "N",
     "how many one request follows, to the same scheme, host and port only; default 0: none", 0, 50},

    {"tag", 0, LIST, AT(tags), FOR_SELECT, "TAG", "only cases with this tag (or another --tag)", 0, 0},
    {"exclude-tag", 0, LIST, AT(exclude_tags), FOR_SELECT, "TAG", "no cases with this tag", 0, 0},
    {"read-only", 0, FLAG, AT(read_only), FOR_SELECT, NULL, "only cases that cannot change the mailbox", 0, 0},
    {"shard", 0, TEXT, AT(shard), FOR_SELECT, "I/N",
     "only the I-th of N parts of the cases; \"auto\": as the CI system says (CI_NODE_INDEX and CI_NODE_TOTAL of GitLab, "
     "JOB_COMPLETION_INDEX of Kubernetes)",
     0, 0},
    {"shard-total", 0, TEXT, AT(shard_total), FOR_SELECT, "N",
     "for --shard auto in Kubernetes, which does not tell it; else from JOB_COMPLETIONS", 0, 0},
    {"durations", 0, TEXT, AT(durations), FOR_SELECT, "RESULTS.xml",
     "parts take equally long, by what the cases took in that run; all parts must be given the same file", 0, 0},

    {"variable", 'D', LIST, AT(variables), FOR_REQUEST, "NAME=VALUE",
     "for ${NAME} in cases; also from the environment: EWS_CONFORM_VAR_ACCOUNT_SMTP sets account.smtp", 0, 0},
    {"impersonate", 0, TEXT, AT(impersonate), FOR_REQUEST | FOR_SWEEP | FOR_PROBE, "SMTP",
     "act on this mailbox (ExchangeImpersonation)", 0, 0},
    {"culture", 0, TEXT, AT(culture), FOR_REQUEST, "TAG", "MailboxCulture of requests; default: none is sent", 0, 0},
    {"server-version", 0, TEXT, AT(server_version), FOR_REQUEST | FOR_SWEEP | FOR_PROBE, "VERSION",
     "RequestServerVersion of requests; default Exchange2013; \"none\" leaves it out", 0, 0},
    {"namespaces", 0, TEXT, AT(namespaces), FOR_REQUEST | FOR_SWEEP | FOR_PROBE, "FORM",
     "\"wire\" (http://…, default) or \"documentation\": the https:// form that the documentation page shows", 0, 0},
    {"profile", 0, TEXT, AT(profile), FOR_REQUEST, "NAME",
     "what is documented for one server: exchange2013, exchange2016, exchange2019, exchange-online, mock", 0, 0},

    {"jobs", 'j', NUMBER, AT(jobs), FOR_RUN | FOR_SELFTEST, "N", "cases at a time; default twice the processors, at most 8", 1,
     256},
    {"fail-fast", 0, FLAG, AT(fail_fast), FOR_RUN, NULL, "begin no further case after the first failure or error", 0, 0},
    {"strict", 0, FLAG, AT(strict), FOR_RUN | FOR_RECHECK, NULL, "a broken SHOULD or MAY fails too", 0, 0},
    {"case-timeout", 0, SECONDS, AT(case_timeout_ms), FOR_RUN, "SECONDS", "for each case; default 120", 1, DAY_MS},
    {"run-timeout", 0, SECONDS, AT(run_timeout_ms), FOR_RUN, "SECONDS", "for the whole run; default 86400, a day", 1, 7 * DAY_MS},
    {"settle", 0, NUMBER, AT(settle_ms), FOR_RUN | FOR_SELFTEST, "MS",
     "how long a read is repeated until a change shows; default 2000", 0, 600000},
    {"max-timeouts", 0, NUMBER, AT(max_timeouts), FOR_RUN, "N",
     "end the run after N requests in a row without an answer; default 5; 0: go on", 0, 1000000},
    {"retries", 0, NUMBER, AT(retries), FOR_RUN, "N", "run a case that ended in an error again; default 0", 0, 10},
    {"repeat", 0, NUMBER, AT(repeat), FOR_RUN, "N",
     "run each case N times: the worst counts, and cases that do not always end alike are named", 1, 1000},
    {"bundles", 0, TEXT, AT(bundles), FOR_RUN | FOR_RECHECK, "FOLDER",
     "for each case that fails a folder with all that shows it again by curl and xsltproc alone", 0, 0},
    {"known", 0, LIST, AT(known), FOR_RUN | FOR_RECHECK | FOR_MERGE, "FILE",
     "a list of known deviations: they do not fail the run; entries that are no longer true do", 0, 0},
    {"order", 0, TEXT, AT(order), FOR_RUN, "ORDER", "\"path\" (default) or \"random\"", 0, 0},
    {"seed", 0, TEXT, AT(seed), FOR_RUN, "TEXT", "of --order random; default: a new one, which is reported", 0, 0},
    {"allow-foreign-groups", 0, FLAG, AT(foreign), FOR_RUN, NULL,
     "let cases change groups that this run did not create", 0, 0},
    {"results", 0, TEXT, AT(results), FOR_RUN | FOR_RECHECK | FOR_MERGE, "FILE", "everything: the canonical results.xml", 0, 0},
    {"junit", 0, TEXT, AT(junit), FOR_RUN | FOR_REPORT | FOR_RECHECK | FOR_MERGE, "FILE", "JUnit XML, as Jenkins, GitLab and GitHub read it", 0, 0},
    {"html", 0, TEXT, AT(html), FOR_RUN | FOR_REPORT | FOR_RECHECK | FOR_MERGE, "FILE", "one self-contained page", 0, 0},
    {"report", 0, LIST, AT(reports), FOR_RUN | FOR_REPORT | FOR_RECHECK | FOR_MERGE, "FORMAT=FILE",
     "another format: tap, markdown, ctrf, github, matrix, or a stylesheet of your own (my.xsl=out.txt)", 0, 0},
    {"quiet", 'q', FLAG, AT(quiet), FOR_CONSOLE, NULL, "only failures, errors and the summary", 0, 0},
    {"verbose", 'v', FLAG, AT(verbose), FOR_CONSOLE, NULL, "also requests and responses of all cases", 0, 0},

    {"from", 0, TEXT, AT(from), FOR_KNOWN, "RESULTS.xml", "the run whose failures the list is made of", 0, 0},
    {"output", 'o', TEXT, AT(results), FOR_KNOWN, "FILE", "where the list is written; default: standard output", 0, 0},

    {"save-evidence", 0, TEXT, AT(save_evidence), FOR_RUN, "DIR",
     "what the stylesheets saw of each step with findings, one file each", 0, 0},
    {"watch", 0, FLAG, AT(watch), FOR_WATCH, NULL, "again whenever a case or stylesheet changes, until Ctrl-C", 0, 0},
    {"from", 0, TEXT, AT(from), FOR_NEW, "CASE", "the case to begin from; default: a plain rename", 0, 0},
    {"param", 0, LIST, AT(params), FOR_TRY, "NAME=VALUE",
     "a parameter of the stylesheet; default: those that the evidence names in <?param NAME VALUE?>", 0, 0},
    {"format", 0, TEXT, AT(format), FOR_LIST, "FORMAT", "\"text\" (default) or \"xml\"", 0, 0},
    {"requirements", 0, FLAG, AT(requirements), FOR_LIST, NULL, "requirements with the cases that cover them", 0, 0},
    {"curl", 0, FLAG, AT(curl), FOR_SHOW, NULL, "as a curl command", 0, 0},
    {"port", 0, NUMBER, AT(port), FOR_SERVE, "N", "listen on this port of the loopback address; default: a free one", 0,
     65535},
    {"defect", 0, TEXT, AT(defect), FOR_SERVE | FOR_RUN, "NAME",
     "the reference server breaks one rule; \"ews-conform serve --list\" prints all", 0, 0},
    {"variant", 0, TEXT, AT(variant), FOR_SERVE | FOR_RUN, "NAME",
     "the reference server is correct and different", 0, 0},
    {"list", 0, FLAG, AT(list_modes), FOR_SERVE, NULL, "print all defects and variants", 0, 0},
    {"dry-run", 0, FLAG, AT(dry_run), FOR_SWEEP, NULL, "only tell what would be removed", 0, 0},
    {"only", 0, TEXT, AT(only), FOR_SELFTEST, "NAME", "one defect or variant, or \"defects\", \"variants\"", 0, 0},
};

enum { OPTION_COUNT = sizeof(OPTIONS) / sizeof(*OPTIONS), HELP_CODE = 1000 };
_Static_assert(OPTION_COUNT <= sizeof(((struct settings *)0)->given), "settings.given is too short");

void list_add(struct list *list, struct ewc_arena *arena, const char *item)
{
    if (list->count + 1 >= list->capacity) {
        unsigned capacity = list->capacity ? list->capacity * 2 : 8;
        const char **items = ewc_arena_alloc(arena, capacity * sizeof(*items));

        if (!items)
            return;
        if (list->count)
            memcpy(items, list->items, list->count * sizeof(*items));
        list->items = items;
        list->capacity = capacity;
    }
    list->items[list->count++] = item;
    list->items[list->count] = NULL;
}

/* ---- help -------------------------------------------------------------------------------------------------------- */

static void print_wrapped(FILE *to, const char *text, int indent, int width)
{
    int column = indent;
    const char *p = text;

    while (*p) {
        size_t len = strcspn(p, " ");

        if (column + (int)len > width && column > indent) {
            fprintf(to, "\n%*s", indent, "");
            column = indent;
        }
        fprintf(to, "%.*s%s", (int)len, p, p[len] ? " " : "");
        column += (int)len + 1;
        p += len + (p[len] == ' ');
    }
    fputc('\n', to);
}

void print_command_help(const struct command *command, FILE *to)
{
    unsigned i;

    fprintf(to, "Usage: ews-conform %s [OPTION]...%s%s\n", command->name, *command->arguments ? " " : "",
            command->arguments);
    print_wrapped(to, command->summary, 0, 100);
    if (*command->details) {
        fputc('\n', to);
        print_wrapped(to, command->details, 0, 100);
    }
    fputc('\n', to);
    for (i = 0; i < OPTION_COUNT; i++) {
        const struct option_spec *o = &OPTIONS[i];
        char head[64];

        if (!(o->groups & command->groups))
            continue;
        snprintf(head, sizeof(head), "--%s%s%s", o->name, o->argument ? "=" : "", o->argument ? o->argument : "");
        if (o->letter)
            fprintf(to, "  -%c, %-27s ", o->letter, head);
        else
            fprintf(to, "      %-27s ", head);
        if (strlen(head) > 27)
            fprintf(to, "\n%34s", "");
        print_wrapped(to, o->help, 34, 100);
    }
    fprintf(to, "  -h, %-27s this text\n", "--help");
}

/* ---- reading ------------------------------------------------------------------------------------------------------- */

static bool read_number(const struct option_spec *o, const char *value, unsigned long *out)
{
    char *end = NULL;
    double seconds;
    uint64_t number;

    if (o->kind == NUMBER) {
        if (!ewc_parse_uint(ewc_str(value), o->min, o->max, &number)) {
            print_error_text("--%s: expected a whole number from %lu to %lu, found \"%s\"", o->name, o->min, o->max,
                             value);
            return false;
        }
        *out = (unsigned long)number;
        return true;
    }
    seconds = strtod(value, &end);
    if (end == value || *end || !(seconds >= 0) || seconds * 1000 > (double)o->max || (o->min && seconds <= 0)) {
        print_error_text("--%s: expected seconds from %s to %lu, found \"%s\"", o->name, o->min ? "0.001" : "0",
                         o->max / 1000, value);
        return false;
    }
    *out = (unsigned long)(seconds * 1000);
    if (o->min && *out < o->min)
        *out = o->min;
    return true;
}

static bool apply(const struct option_spec *o, const char *value, struct settings *s)
{
    char *field = (char *)s + o->offset;

    switch (o->kind) {
    case FLAG:
        *(bool *)(void *)field = true;
        break;
    case TEXT:
        *(const char **)(void *)field = value;
        break;
    case LIST:
        list_add((struct list *)(void *)field, s->arena, value);
        break;
    case NUMBER:
    case SECONDS:
        return read_number(o, value, (unsigned long *)(void *)field);
    }
    return true;
}

/* ---- by name --------------------------------------------------------------------------------------------------------- */

static const struct option_spec *find_option(const char *name)
{
    unsigned i;

    for (i = 0; i < OPTION_COUNT; i++)
        if (strcmp(OPTIONS[i].name, name) == 0)
            return &OPTIONS[i];
    return NULL;
}

bool option_given(const struct settings *s, const char *name)
{
    const struct option_spec *o = find_option(name);

    return o && s->given[o - OPTIONS];
}

bool option_is_configurable(const char *name)
{
    const struct option_spec *o = find_option(name);

    return o && (o->groups & (FOR_TARGET | FOR_REQUEST | FOR_SELECT | FOR_RUN)) && !(o->groups & FOR_REPORT) &&
           strcmp(name, "results") != 0 && strcmp(name, "target") != 0 && strcmp(name, "config") != 0 && strcmp(name, "shard") != 0;
}

bool option_is_file(const char *name)
{
    const struct option_spec *o = find_option(name);

    return o && o->argument && strcmp(o->argument, "FILE") == 0;
}

/* A flag's value is a word in a file, where an option has none. */
bool option_set(struct settings *s, const char *name, const char *value)
{
    const struct option_spec *o = find_option(name);

    if (!o)
        return false;
    if (o->kind != FLAG)
        s->given[o - OPTIONS] |= o->kind != LIST; /* what is weaker comes later */
    else if (strcmp(value, "no") == 0 || strcmp(value, "false") == 0)
        return s->given[o - OPTIONS] = true;
    else if (*value && strcmp(value, "yes") != 0 && strcmp(value, "true") != 0) {
        print_error_text("--%s: expected yes or no, found \"%s\"", name, value);
        return false;
    }
    return apply(o, value, s);
}

/* "did you mean" for an option that this command does not have. */
static void tell_unknown(const struct command *command, const char *given)
{
    const char *names[OPTION_COUNT + 2];
    char name[64];
    const char *nearest;
    unsigned i, count = 0;

    while (*given == '-')
        given++;
    snprintf(name, sizeof(name), "%.*s", (int)strcspn(given, "="), given);
    for (i = 0; i < OPTION_COUNT; i++)
        if (OPTIONS[i].groups & command->groups)
            names[count++] = OPTIONS[i].name;
    names[count++] = "help";
    names[count] = NULL;
    nearest = ewc_nearest(name, names);
    if (nearest)
        print_error_text("ews-conform %s has no option --%s; did you mean --%s?", command->name, name, nearest);
    else
        print_error_text("ews-conform %s has no option --%s; --help lists all", command->name, name);
}

/* Options that stand for the command, as getopt_long takes them. */
static void make_table(const struct command *command, struct option *table, char *letters)
{
    unsigned i, count = 0;
    char *l = letters;

    *l++ = ':'; /* a missing argument is told apart */
    for (i = 0; i < OPTION_COUNT; i++) {
        const struct option_spec *o = &OPTIONS[i];

        if (!(o->groups & command->groups))
            continue;
        table[count++] = (struct option){o->name, o->kind == FLAG ? no_argument : required_argument, NULL,
                                         HELP_CODE + 1 + (int)i};
        if (!o->letter)
            continue;
        *l++ = o->letter;
        if (o->kind != FLAG)
            *l++ = ':';
    }
    table[count++] = (struct option){"help", no_argument, NULL, HELP_CODE};
    table[count] = (struct option){0};
    *l++ = 'h';
    *l = '\0';
}

static const struct option_spec *spec_of(int code)
{
    unsigned i;

    if (code > HELP_CODE)
        return &OPTIONS[code - HELP_CODE - 1];
    for (i = 0; i < OPTION_COUNT; i++)
        if (OPTIONS[i].letter == code)
            return &OPTIONS[i];
    return NULL;
}

int read_options(const struct command *command, int argc, char **argv, struct settings *s)
{
    struct option table[OPTION_COUNT + 2];
    char letters[2 * OPTION_COUNT + 4];
    int code;

    make_table(command, table, letters);
    opterr = 0;
    optind = 1;
    while ((code = getopt_long(argc, argv, letters, table, NULL)) != -1) {
        const struct option_spec *o;

        if (code == HELP_CODE || code == 'h') {
            print_command_help(command, stdout);
            return EXIT_CONFORMANT;
        }
        if (code == ':') {
            print_error_text("%s needs a value; ews-conform %s --help says which", argv[optind - 1], command->name);
            return EXIT_USAGE;
        }
        o = code == '?' ? NULL : spec_of(code);
        if (!o) {
            tell_unknown(command, argv[optind - 1]);
            return EXIT_USAGE;
        }
        if (!apply(o, optarg, s))
            return EXIT_USAGE;
        s->given[o - OPTIONS] = true;
    }
    for (; optind < argc; optind++)
        list_add(&s->paths, s->arena, argv[optind]);
    return -1;
}
