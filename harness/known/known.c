#include "known/known.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct entry {
    const char *case_id, *requirement; /* NULL: any */
    const char *expires;               /* NULL: never */
    const char *reason;                /* with the link behind it */
    const char *file;
    unsigned line;
    bool applies; /* to this run's profile and target */
    bool expired;
    /* under lock */
    bool matched, kept, unsure; /* a failure of it; a case that keeps the rule; a case that could not tell */
    struct entry *next;
};

struct ewc_known {
    struct ewc_known_scope scope;
    struct ewc_arena *arena;
    struct entry *first, **tail;
    pthread_mutex_t lock;
};

struct ewc_known *ewc_known_create(const struct ewc_known_scope *scope)
{
    struct ewc_known *k = calloc(1, sizeof(*k));

    if (!k)
        return NULL;
    k->scope = *scope;
    k->tail = &k->first;
    k->arena = ewc_arena_create(0);
    pthread_mutex_init(&k->lock, NULL);
    if (k->arena)
        return k;
    ewc_known_destroy(k);
    return NULL;
}

void ewc_known_destroy(struct ewc_known *k)
{
    if (!k)
        return;
    pthread_mutex_destroy(&k->lock);
    ewc_arena_destroy(k->arena);
    free(k);
}

/* Linear in time: only the last "*" is ever gone back to. */
bool ewc_known_matches(const char *pattern, const char *text)
{
    const char *star = NULL, *again = NULL;

    while (*text) {
        if (*pattern == '*') {
            star = pattern++;
            again = text;
        } else if (*pattern == '?' || *pattern == *text) {
            pattern++;
            text++;
        } else if (star) {
            pattern = star + 1;
            text = ++again;
        } else {
            return false;
        }
    }
    while (*pattern == '*')
        pattern++;
    return !*pattern;
}

/* ---- reading --------------------------------------------------------------------------------------------------- */

/* A value with white space collapsed, as xs:token has it; NULL when absent or memory ran out. */
static const char *collapse(struct ewc_arena *arena, const char *value)
{
    char *copy = value ? ewc_arena_strdup(arena, value) : NULL;
    char *to = copy;
    const char *p;

    for (p = copy; p && *p; p++) {
        bool space = strchr(" \t\r\n", *p) != NULL;

        if (!space)
            *to++ = *p;
        else if (to > copy && to[-1] != ' ')
            *to++ = ' ';
    }
    if (copy && to > copy && to[-1] == ' ')
        to--;
    if (copy)
        *to = '\0';
    return copy;
}

static const char *attribute(struct ewc_known *k, const struct ewc_node *n, const char *name)
{
    return collapse(k->arena, ewc_node_attr(n, name));
}

static const char *text_of(struct ewc_known *k, const struct ewc_node *n, const char *name)
{
    const struct ewc_node *child = ewc_node_child(n, EWC_NS_KNOWN, name);

    return child ? collapse(k->arena, ewc_node_text(child, k->arena)) : NULL;
}

static bool suits(const char *pattern, const char *text)
{
    return !pattern || ewc_known_matches(pattern, text);
}

static enum ewc_status add_entry(struct ewc_known *k, const char *file, const struct ewc_node *n, struct ewc_err *err)
{
    struct entry *e = ewc_arena_alloc(k->arena, sizeof(*e));
    const char *reason = text_of(k, n, "reason");
    const char *link = text_of(k, n, "link");
    struct ewc_loc at = {file, ewc_node_loc(n).line, 0};

    if (!e || !reason)
        return ewc_err_set(err, EWC_ENOMEM, at, "memory ran out");
    e->case_id = attribute(k, n, "case");
    e->requirement = attribute(k, n, "requirement");
    e->expires = attribute(k, n, "expires");
    e->reason = link && *link ? ewc_arena_printf(k->arena, "%s (%s)", reason, link) : reason;
    e->file = file;
    e->line = at.line;
    e->applies = suits(attribute(k, n, "profile"), k->scope.profile) && suits(attribute(k, n, "target"), k->scope.target);
    e->expired = e->expires && strcmp(e->expires, k->scope.today) < 0;
    if (!e->reason)
        return ewc_err_set(err, EWC_ENOMEM, at, "memory ran out");
    if (!e->case_id && !e->requirement)
        return ewc_err_set(err, EWC_ECASE, at, "a known deviation names a case, a requirement or both; this one neither");
    if (e->requirement && k->scope.catalogue && !ewc_catalogue_find(k->scope.catalogue, e->requirement)) {
        ewc_err_set(err, EWC_ECASE, at, "the catalogue has no requirement \"%s\"", e->requirement);
        ewc_err_hint(err, "\"ews-conform list --requirements\" prints all");
        return EWC_ECASE;
    }
    *k->tail = e;
    k->tail = &e->next;
    return EWC_OK;
}

enum ewc_status ewc_known_load(struct ewc_known *k, const char *path, const struct ewc_schema *schema,
                               struct ewc_err *err)
{
    const char *file = ewc_arena_strdup(k->arena, path);
    struct ewc_xml *doc = NULL;
    const struct ewc_node *n;
    enum ewc_status st;

    if (!file)
        return ewc_err_set(err, EWC_ENOMEM, EWC_NOWHERE, "memory ran out");
    st = ewc_xml_parse_file(path, &doc, err);
    if (st == EWC_OK)
        st = ewc_schema_validate(schema, doc, err);
    if (st == EWC_OK && !ewc_node_is(ewc_xml_root(doc), EWC_NS_KNOWN, "known"))
        st = ewc_err_set(err, EWC_EXML, (struct ewc_loc){path, 1, 0}, "expected <known xmlns=\"%s\">", EWC_NS_KNOWN);
    for (n = st == EWC_OK ? ewc_node_first(ewc_xml_root(doc)) : NULL; n && st == EWC_OK; n = ewc_node_next(n))
        st = add_entry(k, file, n, err);
    ewc_xml_free(doc);
    return st;
}

/* ---- applying ---------------------------------------------------------------------------------------------------- */

static bool speaks_of(const struct entry *e, const struct ewc_case *c, const char *requirement)
{
    return e->applies && !e->expired && (!e->case_id || strcmp(e->case_id, c->id) == 0) &&
           (!e->requirement || strcmp(e->requirement, requirement) == 0);
}

static const char *find_reason(struct ewc_known *k, const struct ewc_case *c, const char *requirement)
{
    const char *reason = NULL;
    struct entry *e;

    for (e = k->first; e; e = e->next) {
        if (!speaks_of(e, c, requirement))
            continue;
        e->matched = true; /* of several, each is true */
        if (!reason)
            reason = e->reason;
    }
    return reason;
}

static bool covers(const struct ewc_case *c, const char *requirement)
{
    unsigned i;

    for (i = 0; i < c->covers_count; i++)
        if (strcmp(c->covers[i].requirement, requirement) == 0)
            return true;
    return false;
}

/* What a case that does not fail says about the entries that speak of it. A case that fails for something else may
 * not have come as far: it says nothing. */
static void weigh_entries(struct ewc_known *k, const struct ewc_case_result *r)
{
    bool kept = r->verdict == EWC_PASS || r->verdict == EWC_WARN;
    struct entry *e;

    for (e = k->first; e; e = e->next) {
        if (e->case_id ? strcmp(e->case_id, r->c->id) != 0 : !covers(r->c, e->requirement))
            continue;
        e->kept |= kept;
        e->unsure |= !kept;
    }
}

void ewc_known_apply(struct ewc_known *k, struct ewc_case_result *r)
{
    const struct ewc_record *record;
    const char *first = NULL;
    struct ewc_finding *f;
    bool all = true;

    pthread_mutex_lock(&k->lock);
    for (record = r->records; record; record = record->next)
        for (f = record->findings.first; f; f = f->next) {
            struct ewc_meaning m = ewc_weigh(f, r->c, k->scope.catalogue, k->scope.strict);

            f->known = m.severity == EWC_FAILURE ? find_reason(k, r->c, m.requirement) : NULL;
            if (m.severity != EWC_FAILURE)
                continue;
            all &= f->known != NULL;
            if (!first)
                first = f->known;
        }
    weigh_entries(k, r);
    pthread_mutex_unlock(&k->lock);
    r->known = r->verdict == EWC_FAIL && all && first && !r->reason ? first : NULL;
}

/* ---- the list itself ------------------------------------------------------------------------------------------------ */

static void tell_entry(const struct entry *e, enum ewc_known_fault fault,
                       void (*tell)(void *ctx, enum ewc_known_fault fault, struct ewc_loc at, const char *text),
                       void *ctx)
{
    static const char *const WORDS[] = {
        "keeps the rule now: take the entry out", "is over: mend the server, or think again about the day it expires",
        "names a case that the suite does not have"};
    char text[900];

    snprintf(text, sizeof(text), "The known deviation of %s%s%s%s%s (%s:%u: %.300s) %s%s%s.", e->case_id ? "the case \"" : "",
             e->case_id ? e->case_id : "", e->case_id ? "\"" : "", e->case_id && e->requirement ? ", " : "",
             e->requirement ? e->requirement : "", e->file, e->line, e->reason, WORDS[fault],
             fault == EWC_KNOWN_EXPIRED ? ": " : "", fault == EWC_KNOWN_EXPIRED ? e->expires : "");
    tell(ctx, fault, (struct ewc_loc){e->file, e->line, 0}, text);
}

void ewc_known_review(const struct ewc_known *k, bool whole, bool (*has_case)(void *ctx, const char *id),
                      void (*tell)(void *ctx, enum ewc_known_fault fault, struct ewc_loc at, const char *text),
                      void *ctx)
{
    const struct entry *e;

    for (e = k->first; e; e = e->next) {
        if (!e->applies)
            continue;
        if (e->case_id && whole && !has_case(ctx, e->case_id))
            tell_entry(e, EWC_KNOWN_NO_CASE, tell, ctx);
        else if (e->expired)
            tell_entry(e, EWC_KNOWN_EXPIRED, tell, ctx);
        else if (e->kept && !e->unsure && !e->matched && (e->case_id || whole))
            tell_entry(e, EWC_KNOWN_GONE, tell, ctx);
    }
}

static void put_attr(struct ewc_buf *out, const char *name, const char *value)
{
    if (!value)
        return;
    ewc_buf_printf(out, " %s=\"", name);
    ewc_xml_escape(out, ewc_str(value));
    ewc_buf_byte(out, '"');
}

void ewc_known_put_entry(struct ewc_buf *out, const char *case_id, const char *requirement, const char *reason)
{
    ewc_buf_text(out, "  <deviation");
    put_attr(out, "case", case_id);
    put_attr(out, "requirement", requirement);
    ewc_buf_text(out, ">\n    <reason>");
    ewc_xml_escape(out, ewc_str(reason));
    ewc_buf_text(out, "</reason>\n  </deviation>\n");
}
