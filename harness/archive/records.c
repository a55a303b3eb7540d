/* Recorded steps as records again. */
#include <stdlib.h>
#include <string.h>

#include "archive/internal.h"

static enum ewc_status no_memory(struct ewc_err *err)
{
    return ewc_err_set(err, EWC_ENOMEM, EWC_NOWHERE, "memory ran out while recorded exchanges were read");
}

/* ---- bodies ------------------------------------------------------------------------------------------------------ */

/* In place: what comes out is never longer. White space is skipped, as people may have wrapped it. */
static bool decode_base64(char *text, size_t *out_len)
{
    unsigned bits = 0, count = 0;
    size_t len = 0;
    const char *p;

    for (p = text; *p && *p != '='; p++) {
        int digit = ewc_base64_value(*p);

        if (strchr(" \t\r\n", *p))
            continue;
        if (digit < 0)
            return false;
        bits = (bits << 6 | (unsigned)digit) & 0xFFFFFF;
        count += 6;
        if (count >= 8) {
            count -= 8;
            text[len++] = (char)(bits >> count & 0xFF);
        }
    }
    text[len] = '\0';
    *out_len = len;
    return true;
}

static enum ewc_status read_body(const struct ewc_node *parent, struct ewc_arena *arena, struct ewc_str *out,
                                 size_t *out_whole_bytes, struct ewc_err *err)
{
    const struct ewc_node *n = ewc_node_child(parent, EWC_NS_RESULTS, "body");
    char *text = n ? ewc_node_text(n, arena) : NULL;
    size_t len = text ? strlen(text) : 0;
    uint64_t whole = 0;

    *out = (struct ewc_str){"", 0};
    if (!n)
        return EWC_OK;
    if (!text)
        return no_memory(err);
    if (strcmp(value_of(n, "form"), "base64") == 0 && !decode_base64(text, &len))
        return ewc_err_set(err, EWC_EXML, ewc_node_loc(n), "expected a body in base64");
    *out = (struct ewc_str){text, len};
    if (strcmp(value_of(n, "cut"), "yes") == 0 && ewc_parse_uint(ewc_str(value_of(n, "bytes")), 0, SIZE_MAX, &whole))
        *out_whole_bytes = (size_t)whole;
    return EWC_OK;
}

static const struct ewc_http_header *read_headers(const struct ewc_node *parent, struct ewc_arena *arena)
{
    struct ewc_http_header *h = ewc_arena_alloc(arena, (count_named(parent, "header") + 1) * sizeof(*h));
    const struct ewc_node *n;
    unsigned count = 0;

    for (n = ewc_node_first(parent); h && n; n = ewc_node_next(n))
        if (is_named(n, "header")) {
            h[count].name = value_of(n, "name");
            h[count].value = ewc_node_text(n, arena);
            if (!h[count++].value)
                return NULL;
        }
    return h;
}

/* ---- exchanges ------------------------------------------------------------------------------------------------------ */

static enum ewc_http_outcome outcome_of(const struct ewc_node *response)
{
    const char *name = value_of(response, "outcome");
    enum ewc_http_outcome o;

    for (o = EWC_HTTP_OK; o < EWC_HTTP_CANCELLED; o++)
        if (strcmp(name, ewc_http_outcome_name(o)) == 0)
            return o;
    return EWC_HTTP_CANCELLED;
}

static unsigned version_of(const struct ewc_node *response)
{
    const char *v = value_of(response, "http-version");

    return v[0] >= '0' && v[0] <= '9' ? (unsigned)(v[0] - '0') * 10 + (v[1] == '.' && v[2] >= '0' && v[2] <= '9' ? (unsigned)(v[2] - '0') : 0)
                                      : 0;
}

static enum ewc_status read_exchange(struct ewc_record *record, const struct ewc_node *sent,
                                     const struct ewc_node *received, struct ewc_arena *arena, struct ewc_err *err)
{
    struct ewc_request *request = ewc_arena_alloc(arena, sizeof(*request));
    struct ewc_http_exchange *x = ewc_arena_alloc(arena, sizeof(*x));
    enum ewc_status st;

    if (!request || !x)
        return no_memory(err);
    request->operation = value_of(sent, "operation");
    request->mailbox = record->mailbox;
    x->method = request->http.method = value_of(sent, "method");
    x->url = value_of(sent, "url");
    record->offset_us = us_of(sent, "offset-ms");
    x->request_headers = read_headers(sent, arena);
    x->headers = read_headers(received, arena);
    if (!x->request_headers || !x->headers)
        return no_memory(err);
    x->outcome = outcome_of(received);
    x->detail = value_of(received, "detail");
    x->reason = "";
    x->status = number_of(received, "status");
    x->http_version = version_of(received);
    x->total_us = us_of(received, "elapsed-ms");
    x->connect_us = us_of(received, "connect-ms");
    x->tls_us = us_of(received, "tls-ms");
    x->first_byte_us = us_of(received, "first-byte-ms");
    st = read_body(sent, arena, &request->http.body, &record->request_bytes, err);
    if (st == EWC_OK)
        st = read_body(received, arena, &x->body, &record->response_bytes, err);
    record->request = request;
    record->exchange = x;
    record->response_body = x->body;
    return st;
}

/* ---- findings -------------------------------------------------------------------------------------------------------- */

static const char *or_empty(const char *text)
{
    return text ? text : "";
}

/* The level stands in the role, so that it is weighed as it was. */
static const char *role_of(const struct ewc_node *n)
{
    return strcmp(value_of(n, "severity"), "error") == 0 ? "unjudged" : value_of(n, "level");
}

/* A finding with what it counted as then. */
struct recorded_finding {
    struct ewc_finding finding; /* first: a pointer to it is one to the whole */
    bool failed;
};

bool ewc_archive_is_failure(const struct ewc_finding *finding)
{
    return ((const struct recorded_finding *)(const void *)finding)->failed;
}

static bool add_finding(struct ewc_record *record, const char *case_file, const struct ewc_node *n,
                        struct ewc_arena *arena)
{
    struct recorded_finding *whole = ewc_arena_alloc(arena, sizeof(*whole));
    struct ewc_finding *f = whole ? &whole->finding : NULL;

    if (!f)
        return false;
    whole->failed = strcmp(value_of(n, "severity"), "fail") == 0;
    *f = (struct ewc_finding){.id = value_of(n, "requirement"),
                              .role = role_of(n),
                              .requirement_hint = value_of(n, "requirement"),
                              .stylesheet = value_of(n, "stylesheet"),
                              .test = value_of(n, "test"),
                              .location = value_of(n, "location"),
                              .text = or_empty(child_text(n, "text", arena)),
                              .expected = or_empty(child_text(n, "expected", arena)),
                              .found = or_empty(child_text(n, "found", arena)),
                              .known = ewc_node_attr(n, "known"),
                              .at = {case_file, number_of(n, "line"), 0}};
    if (!record->findings.tail)
        record->findings.tail = &record->findings.first;
    *record->findings.tail = f;
    record->findings.tail = &f->next;
    record->findings.count++;
    return true;
}

static const char *kind_of(const struct ewc_node *n)
{
    const char *kind = value_of(n, "kind");

    return strcmp(kind, "given") == 0 ? "given" : strcmp(kind, "cleanup") == 0 ? "cleanup" : "step";
}

static enum ewc_status read_step(const struct ewc_archive_case *c, const struct ewc_node *n, struct ewc_arena *arena,
                                 struct ewc_record *record, struct ewc_err *err)
{
    const struct ewc_node *sent = ewc_node_child(n, EWC_NS_RESULTS, "request");
    const struct ewc_node *received = ewc_node_child(n, EWC_NS_RESULTS, "response");
    const struct ewc_node *child;

    *record = (struct ewc_record){.id = value_of(n, "id"),
                                  .kind = kind_of(n),
                                  .line = number_of(n, "line"),
                                  .verdict = verdict_of(n),
                                  .reason = child_text(n, "reason", arena),
                                  .mailbox = ewc_node_attr(n, "mailbox"),
                                  .reads = number_of(n, "reads"),
                                  .unjudged = strcmp(value_of(n, "judged"), "no") == 0};
    record->findings.fired = number_of(n, "rules");
    for (child = ewc_node_first(n); child; child = ewc_node_next(child))
        if (is_named(child, "finding") && !add_finding(record, c->file, child, arena))
            return no_memory(err);
    return sent && received ? read_exchange(record, sent, received, arena, err) : EWC_OK;
}

enum ewc_status ewc_archive_records(const struct ewc_archive_case *c, struct ewc_arena *arena,
                                    struct ewc_record **out_records, struct ewc_err *err)
{
    struct ewc_record *first = NULL, **tail = &first;
    const struct ewc_node *n;

    for (n = ewc_node_first(c->node); n; n = ewc_node_next(n)) {
        struct ewc_record *record;
        enum ewc_status st;

        if (!is_named(n, "step"))
            continue;
        record = ewc_arena_alloc(arena, sizeof(*record));
        st = record ? read_step(c, n, arena, record, err) : no_memory(err);
        if (st != EWC_OK)
            return st;
        *tail = record;
        tail = &record->next;
    }
    *out_records = first;
    return EWC_OK;
}

/* ---- the case as it was ------------------------------------------------------------------------------------------------ */

void ewc_archive_put_attempts(const struct ewc_archive_case *c, struct ewc_buf *out)
{
    const struct ewc_node *n;

    for (n = ewc_node_first(c->node); n; n = ewc_node_next(n))
        if (is_named(n, "attempt")) {
            ewc_node_write(n, out);
            ewc_buf_byte(out, '\n');
        }
}

static bool fill_lists(const struct ewc_archive_case *from, struct ewc_arena *arena, struct ewc_case *c,
                       struct ewc_run_fact *variables)
{
    const char **tags = ewc_arena_alloc(arena, (count_named(from->node, "tag") + 1) * sizeof(*tags));
    struct ewc_case_covers *covers = ewc_arena_alloc(arena, (count_named(from->node, "covers") + 1) * sizeof(*covers));
    const struct ewc_node *n;
    unsigned tag_count = 0;

    if (!tags || !covers)
        return false;
    for (n = ewc_node_first(from->node); n; n = ewc_node_next(n)) {
        if (is_named(n, "tag")) {
            tags[tag_count] = ewc_node_text(n, arena);
            if (!tags[tag_count++])
                return false;
        } else if (is_named(n, "covers")) {
            covers[c->covers_count++] = (struct ewc_case_covers){value_of(n, "requirement"),
                                                                 ewc_level_parse(value_of(n, "level")), c->at};
        } else if (is_named(n, "variable")) {
            *variables++ = (struct ewc_run_fact){value_of(n, "name"), value_of(n, "value")};
        }
    }
    c->tags = tags;
    c->covers = covers;
    if (!c->covers_count)
        covers[0] = (struct ewc_case_covers){"", EWC_LEVEL_NONE, c->at}; /* weighing looks at the first */
    return true;
}

enum ewc_status ewc_archive_result(const struct ewc_archive_case *from, struct ewc_arena *arena,
                                   struct ewc_case_result *out_result, struct ewc_err *err)
{
    struct ewc_run_fact *variables =
        ewc_arena_alloc(arena, (count_named(from->node, "variable") + 1) * sizeof(*variables));
    struct ewc_case *c = ewc_arena_alloc(arena, sizeof(*c));
    struct ewc_record *records = NULL;
    struct ewc_buf attempts;
    enum ewc_status st;

    if (!c || !variables)
        return no_memory(err);
    *c = (struct ewc_case){.id = from->id, .file = from->file, .title = from->title, .at = {from->file, from->line, 0}};
    c->description = or_empty(child_text(from->node, "description", arena));
    if (!fill_lists(from, arena, c, variables))
        return no_memory(err);
    st = ewc_archive_records(from, arena, &records, err);
    if (st != EWC_OK)
        return st;
    *out_result = (struct ewc_case_result){.c = c,
                                           .verdict = from->verdict,
                                           .reason = from->reason,
                                           .known = from->known,
                                           .duration_us = from->duration_us,
                                           .attempts = from->attempts,
                                           .place = from->place,
                                           .variables = variables,
                                           .records = records};
    memcpy(out_result->started, from->started,
           strlen(from->started) < sizeof(out_result->started) ? strlen(from->started) + 1 : 0);
    ewc_buf_init(&attempts, 0);
    ewc_archive_put_attempts(from, &attempts);
    if (attempts.len)
        out_result->earlier_attempts =
            (struct ewc_str){ewc_arena_strndup(arena, attempts.ptr, attempts.len), attempts.len};
    if (attempts.failed || (attempts.len && !out_result->earlier_attempts.ptr))
        st = no_memory(err);
    ewc_buf_finish(&attempts);
    return st;
}
