#include "check/svrl.h"

#include <string.h>

#include "check/evidence.h"

#define NS_SVRL "http://purl.oclc.org/dsdl/svrl"

enum {
    /* Of one step; a broken list could give one for each of its groups. Past the first bound only those are
     * kept whose kind has not been seen, as a rare finding may be the grave one; past the second none. */
    MAX_FINDINGS = 200,
    MAX_KINDS = 2000,
    MAX_TEXT_BYTES = 8 * 1024,
};

/* A read in progress. */
struct svrl {
    const char *stylesheet;
    const char *requirement_hint;
    struct ewc_loc at;
    struct ewc_arena *arena;
    struct ewc_findings *findings;
    bool full; /* the arena */
};

/* Cut on a character's border where it is long. */
static const char *keep(struct svrl *s, const char *text)
{
    size_t len = text ? strlen(text) : 0;
    const char *copy;

    if (len > MAX_TEXT_BYTES) {
        len = MAX_TEXT_BYTES;
        while (len > 0 && ((unsigned char)text[len] & 0xC0) == 0x80)
            len--;
    }
    copy = ewc_arena_strndup(s->arena, text ? text : "", len);

    s->full |= !copy;
    return copy ? copy : "";
}

/* White-space collapsed. */
static const char *collapse(struct svrl *s, const char *text)
{
    char *copy = ewc_arena_strdup(s->arena, text);
    char *to = copy;
    const char *from = copy;

    if (!copy) {
        s->full = true;
        return "";
    }
    for (; *from; from++) {
        bool space = strchr(" \t\r\n", *from) != NULL;

        if (!space || (to > copy && to[-1] != ' '))
            *to++ = space ? ' ' : *from;
    }
    if (to > copy && to[-1] == ' ')
        to--;
    *to = '\0';
    return keep(s, copy);
}

static const char *node_text(struct svrl *s, const struct ewc_node *n)
{
    const char *text = n ? ewc_node_text(n, s->arena) : "";

    s->full |= !text;
    return text ? text : "";
}

/* svrl:text, and the diagnostics that a Schematron compiler adds. */
static const char *sentence(struct svrl *s, const struct ewc_node *assertion)
{
    const char *text = node_text(s, ewc_node_child(assertion, NS_SVRL, "text"));
    const struct ewc_node *n;

    for (n = ewc_node_first(assertion); n; n = ewc_node_next(n))
        if (ewc_node_is(n, NS_SVRL, "diagnostic-reference")) {
            text = ewc_arena_printf(s->arena, "%s %s", text, node_text(s, n));
            if (!text) {
                s->full = true;
                return "";
            }
        }
    return collapse(s, text);
}

/* Do two findings weigh the same? */
static bool is_same_kind(const struct ewc_finding *a, const struct ewc_finding *b)
{
    return a->stop == b->stop && a->is_report == b->is_report &&
           strcmp(a->stylesheet, b->stylesheet) == 0 && strcmp(a->id, b->id) == 0 &&
           strcmp(a->role, b->role) == 0 && strcmp(a->requirement_hint, b->requirement_hint) == 0;
}

static bool has_room(struct svrl *s, const struct ewc_finding *finding)
{
    const struct ewc_finding *f;

    if (s->findings->kept < MAX_FINDINGS)
        return true;
    if (s->findings->kept >= MAX_KINDS)
        return false;
    for (f = s->findings->first; f; f = f->next)
        if (is_same_kind(f, finding))
            return false;
    return true;
}

static void add_finding(struct svrl *s, const struct ewc_node *n, bool is_report)
{
    const char *flag = ewc_node_attr(n, "flag");
    struct ewc_finding seen = {.requirement_hint = s->requirement_hint,
                               .stylesheet = s->stylesheet,
                               .stop = flag && strcmp(flag, "stop") == 0,
                               .is_report = is_report,
                               .at = s->at};
    struct ewc_finding *f;

    s->findings->count++;
    seen.id = keep(s, ewc_node_attr(n, "id"));
    /* Schematron compilers write the role as @role, and older ones as @flag */
    seen.role = keep(s, ewc_node_attr(n, "role") ? ewc_node_attr(n, "role") : flag);
    if (!has_room(s, &seen))
        return;
    f = ewc_arena_alloc(s->arena, sizeof(*f));
    if (!f) {
        s->full = true;
        return;
    }
    *f = seen;
    f->test = keep(s, ewc_node_attr(n, "test"));
    f->location = keep(s, ewc_node_attr(n, "location"));
    f->text = sentence(s, n);
    f->expected = keep(s, node_text(s, ewc_node_child(n, EWC_NS_EVIDENCE, "expected")));
    f->found = keep(s, node_text(s, ewc_node_child(n, EWC_NS_EVIDENCE, "found")));
    *s->findings->tail = f;
    s->findings->tail = &f->next;
    s->findings->kept++;
}

static void walk(struct svrl *s, const struct ewc_node *parent, unsigned depth)
{
    const struct ewc_node *n;

    for (n = ewc_node_first(parent); n && !s->full; n = ewc_node_next(n)) {
        if (ewc_node_is(n, NS_SVRL, "failed-assert")) {
            add_finding(s, n, false);
        } else if (ewc_node_is(n, NS_SVRL, "successful-report")) {
            add_finding(s, n, true);
        } else {
            s->findings->fired += ewc_node_is(n, NS_SVRL, "fired-rule");
            if (depth < 4) /* some compilers nest what they found */
                walk(s, n, depth + 1);
        }
    }
}

enum ewc_status read_svrl(const struct ewc_xml *svrl, const char *stylesheet, const char *requirement_hint,
                          struct ewc_loc at, struct ewc_arena *arena, struct ewc_findings *findings,
                          struct ewc_err *err)
{
    struct svrl s = {stylesheet, requirement_hint, at, arena, findings, false};

    walk(&s, ewc_xml_root(svrl), 0);
    return s.full ? ewc_err_set(err, EWC_ENOMEM, at, "the case exceeds its memory limit") : EWC_OK;
}
