/* What people see while a run goes on. Text from a server is made harmless before it reaches a terminal. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"

#define RESET "\033[0m"
#define RED "\033[31m"
#define GREEN "\033[32m"
#define YELLOW "\033[33m"
#define MAGENTA "\033[35m"
#define DIM "\033[2m"

bool use_colour(FILE *to)
{
    const char *no = getenv("NO_COLOR");
    const char *term = getenv("TERM");

    return isatty(fileno(to)) && !(no && *no) && !(term && strcmp(term, "dumb") == 0);
}

/* C0 and C1 controls, and the marks that turn the direction of text, are shown as their code points. */
void print_safe(FILE *to, const char *text)
{
    const unsigned char *p = (const unsigned char *)text;

    for (; *p; p++) {
        if (*p < 0x20 && *p != '\n' && *p != '\t')
            fprintf(to, "\\x%02X", *p);
        else if (*p == 0x7F)
            fputs("\\x7F", to);
        else if (*p == 0xC2 && p[1] >= 0x80 && p[1] <= 0x9F)
            fprintf(to, "\\x%02X", *++p);
        else if (*p == 0xE2 && p[1] == 0x80 && ((p[2] >= 0x8E && p[2] <= 0x8F) || (p[2] >= 0xAA && p[2] <= 0xAE))) {
            fprintf(to, "\\u%04X", 0x2000u + (p[2] & 0x3Fu));
            p += 2;
        } else if (*p == 0xE2 && p[1] == 0x81 && p[2] >= 0xA6 && p[2] <= 0xA9) {
            fprintf(to, "\\u%04X", 0x2040u + (p[2] & 0x3Fu));
            p += 2;
        } else
            fputc(*p, to);
    }
}

void print_error_text(const char *format, ...)
{
    char text[2048];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    fflush(stdout);
    fputs("ews-conform: ", stderr);
    print_safe(stderr, text);
    fputc('\n', stderr);
}

void print_error(const struct ewc_err *err)
{
    fflush(stdout);
    if (err->at.file[0]) {
        print_safe(stderr, err->at.file);
        if (err->at.line)
            fprintf(stderr, ":%u", err->at.line);
        if (err->at.column)
            fprintf(stderr, ":%u", err->at.column);
        fputs(": error: ", stderr);
    } else {
        fputs("ews-conform: ", stderr);
    }
    print_safe(stderr, err->message);
    fputc('\n', stderr);
    if (err->hint[0]) {
        fputs("    hint: ", stderr);
        print_safe(stderr, err->hint);
        fputc('\n', stderr);
    }
}

void print_errors(const struct ewc_err *first)
{
    for (; first; first = first->next)
        print_error(first);
}

/* ---- a case --------------------------------------------------------------------------------------------------------- */

static const char *colour_of(const struct console *c, enum ewc_verdict verdict)
{
    static const char *const COLOURS[] = {DIM, GREEN, YELLOW, MAGENTA, RED};

    return c->colour ? COLOURS[verdict] : "";
}

/* Continuation lines stand under the first. */
static void print_line(const char *label, const char *text)
{
    fputs(label, stdout);
    while (*text) {
        size_t len = strcspn(text, "\n");
        char line[512];

        if (len >= sizeof(line)) {
            len = sizeof(line) - 1;
            while (len > 1 && ((unsigned char)text[len] & 0xC0) == 0x80)
                len--;
        }
        memcpy(line, text, len);
        line[len] = '\0';
        print_safe(stdout, line);
        text += len;
        if (*text == '\n') {
            fprintf(stdout, "\n%*s", 18, "");
            text++;
        }
    }
    fputc('\n', stdout);
}

static void print_finding(const struct console *c, const struct ewc_case_result *r, const struct ewc_record *record,
                          const struct ewc_finding *f)
{
    struct ewc_meaning m = ewc_weigh(f, r->c, c->catalogue, c->settings->strict);
    const struct ewc_requirement *known = ewc_catalogue_find(c->catalogue, m.requirement);

    if (m.severity == EWC_NOTE && !c->settings->verbose)
        return;
    printf("      %s %s, step %s: ", m.requirement, m.severity == EWC_NOTE ? "observed" : ewc_level_name(m.level),
           record->id);
    print_safe(stdout, f->text);
    fputc('\n', stdout);
    if (*f->expected)
        print_line("        expected: ", f->expected);
    if (*f->found)
        print_line("        found:    ", f->found);
    if (known && m.severity != EWC_NOTE)
        printf("        required: %s [%s]\n", known->statement, known->source);
    printf("        at:       %s:%u%s", f->at.file ? f->at.file : r->c->file, f->at.line, *f->location ? "  " : "");
    print_safe(stdout, f->location);
    fputc('\n', stdout);
}

static void print_id(const struct ewc_http_header *h, const char *name, bool *first)
{
    for (; h && h->name; h++)
        if (ewc_str_is_nocase(ewc_str(h->name), name) && h->value && *h->value) {
            fputs(*first ? "        in logs:  " : ", ", stdout);
            print_safe(stdout, h->name);
            putchar(' ');
            print_safe(stdout, h->value);
            *first = false;
            return;
        }
}

/* What the logs of the server and of the machines before it are searched for. */
static void print_ids(const struct ewc_http_exchange *x)
{
    bool first = true;

    if (!x)
        return;
    print_id(x->request_headers, "client-request-id", &first);
    print_id(x->headers, "request-id", &first);
    print_id(x->headers, "X-FEServer", &first);
    print_id(x->headers, "X-BEServer", &first);
    if (!first)
        putchar('\n');
}

static void print_headers(const struct ewc_http_header *h)
{
    for (; h && h->name; h++) {
        fputs("        ", stdout);
        print_safe(stdout, h->name);
        fputs(": ", stdout);
        print_safe(stdout, h->value ? h->value : "");
        fputc('\n', stdout);
    }
}

static void print_body(struct ewc_str body)
{
    struct ewc_buf text;

    ewc_buf_init(&text, 0);
    ewc_xml_to_utf8(&text, body, "UTF-8");
    if (text.len) {
        fputs("        ", stdout);
        print_safe(stdout, text.ptr);
        fputc('\n', stdout);
    }
    ewc_buf_finish(&text);
}

static void print_exchange(const struct ewc_record *record)
{
    const struct ewc_http_exchange *x = record->exchange;

    printf("      %s %s%s%s\n", record->kind, record->id, record->reason ? ": " : "", record->reason ? record->reason : "");
    if (!x)
        return;
    printf("      > %s %s\n", x->method ? x->method : "", x->url ? x->url : "");
    print_headers(x->request_headers);
    if (record->request)
        print_body(record->request->http.body);
    printf("      < HTTP/%u.%u %u, %llu ms%s", x->http_version / 10, x->http_version % 10, x->status,
           (unsigned long long)(x->total_us / 1000), *x->detail ? ", " : "");
    print_safe(stdout, x->detail);
    fputc('\n', stdout);
    print_headers(x->headers);
    print_body(record->response_body);
}

static void print_details(const struct console *c, const struct ewc_case_result *r)
{
    const struct ewc_record *record;
    const struct ewc_finding *f;

    if (r->reason)
        print_line("      ", r->reason);
    if (r->known)
        print_line("      known: ", r->known);
    for (record = r->records; record; record = record->next) {
        if (c->settings->verbose)
            print_exchange(record);
        for (f = record->findings.first; f; f = f->next)
            print_finding(c, r, record, f);
        if (record->verdict >= EWC_ERROR && !c->settings->verbose)
            print_ids(record->exchange);
    }
}

/* Into a pipe or file, lines of cases that end quickly go together. */
static void flush_soon(struct console *c, bool now)
{
    enum { TOGETHER_US = 100 * 1000 };
    uint64_t us = ewc_clock_us();

    if (!now && !c->progress && us - c->flushed_us < TOGETHER_US)
        return;
    c->flushed_us = us;
    fflush(stdout);
}

void console_case_ended(void *ctx, const struct ewc_case_result *r, unsigned done, unsigned total)
{
    static const char *const WORDS[] = {"skip ", "ok   ", "WARN ", "ERROR", "FAIL "};
    struct console *c = ctx;
    char suite[128];

    if (c->progress)
        fputs("\r\033[K", stdout);
    ewc_suite_name(r->c->file, suite, sizeof(suite));
    if (!c->settings->quiet || (r->verdict >= EWC_ERROR && !r->known)) {
        printf("%s%s%s ", colour_of(c, r->known ? EWC_WARN : r->verdict), r->known ? "known" : WORDS[r->verdict],
               c->colour ? RESET : "");
        print_safe(stdout, suite);
        printf("/%s  ", r->c->id);
        print_safe(stdout, r->c->title);
        if (r->verdict != EWC_SKIP)
            printf("  (%llu ms)", (unsigned long long)(r->duration_us / 1000));
        fputc('\n', stdout);
        if (r->verdict != EWC_PASS || c->settings->verbose)
            print_details(c, r);
    }
    if (c->progress && done < total)
        printf("[%u/%u]", done, total);
    flush_soon(c, r->verdict != EWC_PASS);
}

void console_said(void *ctx, enum ewc_problem_kind kind, const char *text)
{
    static const char *const WORDS[] = {"note ", "ERROR", "FAIL "};
    static const enum ewc_verdict LIKE[] = {EWC_SKIP, EWC_ERROR, EWC_FAIL};
    struct console *c = ctx;

    if (kind == EWC_PROBLEM_NOTE && c->settings->quiet)
        return;
    if (c->progress)
        fputs("\r\033[K", stdout);
    printf("%s%s%s ", colour_of(c, LIKE[kind]), WORDS[kind], c->colour ? RESET : "");
    print_safe(stdout, text);
    fputc('\n', stdout);
    fflush(stdout);
}

/* ---- the end ---------------------------------------------------------------------------------------------------------- */

static void print_count(unsigned count, const char *what, bool *first)
{
    if (!count)
        return;
    printf("%s%u %s", *first ? "" : ", ", count, what);
    *first = false;
}

void console_summary(struct console *c, struct ewc_result *result, const struct ewc_run_outcome *outcome,
                     const char *target, int exit_code)
{
    struct ewc_counts n = ewc_result_counts(result);
    bool first = true;

    if (c->progress)
        fputs("\r\033[K", stdout);
    printf("\n%u case%s: ", n.cases, n.cases == 1 ? "" : "s");
    print_count(n.pass, "passed", &first);
    print_count(n.fail, "failed", &first);
    print_count(n.known, n.known == 1 ? "known deviation" : "known deviations", &first);
    print_count(n.warn, "with warnings", &first);
    print_count(n.error, "in error", &first);
    print_count(n.skip, "skipped", &first);
    print_count(n.flaky, "of them flaky", &first);
    printf("; %lu requests in %.1f s", outcome->requests, (double)outcome->duration_us / 1e6);
    if (outcome->throttled)
        printf(", %lu of them asked to come back later", outcome->throttled);
    putchar('\n');
    if (c->settings->order && strcmp(c->settings->order, "random") == 0 && c->settings->seed) {
        printf("random order: --seed ");
        print_safe(stdout, c->settings->seed);
        putchar('\n');
    }
    printf("%s ", target);
    if (outcome->server.version || outcome->server.major) {
        printf("(server version ");
        print_safe(stdout, outcome->server.version ? outcome->server.version : outcome->server.major);
        printf(") ");
    }
    if (exit_code == EXIT_CONFORMANT && n.known)
        printf("%skept every rule that was judged, but for known deviations.%s\n", c->colour ? GREEN : "", c->colour ? RESET : "");
    else if (exit_code == EXIT_CONFORMANT)
        printf("%skept every rule that was judged.%s\n", c->colour ? GREEN : "", c->colour ? RESET : "");
    else if (exit_code == EXIT_FAILED)
        printf("%sbroke rules that it must keep.%s\n", c->colour ? RED : "", c->colour ? RESET : "");
    else
        printf("%scould not be judged in full.%s\n", c->colour ? MAGENTA : "", c->colour ? RESET : "");
}
