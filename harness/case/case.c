#include "case/case.h"

#include <string.h>

#include "case/read.h"

static const char *const LEVEL_NAMES[] = {"", "MUST", "SHOULD", "MAY", "OBS"};

const char *ewc_level_name(enum ewc_level level)
{
    return LEVEL_NAMES[level];
}

enum ewc_level ewc_level_parse(const char *name)
{
    unsigned i;

    for (i = 1; i < sizeof(LEVEL_NAMES) / sizeof(*LEVEL_NAMES); i++)
        if (name && strcmp(name, LEVEL_NAMES[i]) == 0)
            return (enum ewc_level)i;
    return EWC_LEVEL_NONE;
}

/* ---- the head of a case -------------------------------------------------------------------------- */

static void read_covers(struct reader *r, struct ewc_case *c, const struct ewc_node *root)
{
    struct ewc_case_covers *covers;
    const struct ewc_node *n;
    unsigned i = 0;

    c->covers_count = count_children(root, "covers");
    c->covers = covers = take(r, c->covers_count * sizeof(*covers));
    if (!covers)
        return;
    for (n = ewc_node_child(root, EWC_NS_CASE, "covers"); n; n = next_named(n, "covers"), i++) {
        covers[i].requirement = attr(r, n, "requirement");
        covers[i].level = ewc_level_parse(attr(r, n, "level"));
        covers[i].at = loc(r, n);
    }
}

static void read_requires(struct reader *r, struct ewc_case *c, const struct ewc_node *root)
{
    struct ewc_case_requires *req;
    const struct ewc_node *n;
    unsigned i = 0;

    c->requires_count = count_children(root, "requires");
    c->requirements = req = take(r, c->requires_count * sizeof(*req));
    if (!req)
        return;
    for (n = ewc_node_child(root, EWC_NS_CASE, "requires"); n; n = next_named(n, "requires"), i++) {
        req[i].variable = attr(r, n, "variable");
        req[i].feature = attr(r, n, "feature");
        if (!req[i].variable == !req[i].feature)
            fail(r, n, "<requires> needs either variable or feature");
    }
}

static void read_tags(struct reader *r, struct ewc_case *c, const struct ewc_node *root)
{
    const char **tags = take(r, (count_children(root, "tag") + 1) * sizeof(*tags));
    const struct ewc_node *n;
    unsigned i = 0;

    c->tags = tags;
    if (!tags)
        return;
    for (n = ewc_node_child(root, EWC_NS_CASE, "tag"); n; n = next_named(n, "tag"))
        tags[i++] = text(r, n);
}

static void read_contact(struct reader *r, struct ewc_case_contact *contact, const struct ewc_node *n)
{
    contact->as = attr(r, n, "as");
    contact->address = attr_template(r, n, "address");
    contact->at = loc(r, n);
}

static void read_given(struct reader *r, struct ewc_case_given *given, const struct ewc_node *n)
{
    const struct ewc_node *first = n;
    struct ewc_case_contact *contacts;
    unsigned i = 0;

    given->is_group = strcmp(ewc_node_local(n), "group") == 0;
    given->as = attr(r, n, "as");
    given->name = attr_template(r, n, "name");
    given->mailbox = attr_template(r, n, "mailbox");
    given->at = loc(r, n);
    given->contact_count = given->is_group ? count_children(n, "contact") : 1;
    given->contacts = contacts = take(r, given->contact_count * sizeof(*contacts));
    if (!contacts)
        return;
    if (given->is_group)
        first = ewc_node_child(n, EWC_NS_CASE, "contact");
    for (n = first; n && i < given->contact_count; n = ewc_node_next(n))
        read_contact(r, &contacts[i++], n);
}

static void read_givens(struct reader *r, struct ewc_case *c, const struct ewc_node *root)
{
    const struct ewc_node *given = ewc_node_child(root, EWC_NS_CASE, "given");
    struct ewc_case_given *givens;
    const struct ewc_node *n;
    unsigned i = 0;

    if (!given)
        return;
    for (n = ewc_node_first(given); n; n = ewc_node_next(n))
        c->given_count++;
    c->givens = givens = take(r, c->given_count * sizeof(*givens));
    for (n = ewc_node_first(given); givens && n; n = ewc_node_next(n))
        read_given(r, &givens[i++], n);
}

/* ---- the steps --------------------------------------------------------------------------------------- */

static bool is_steps_element(const struct ewc_node *n)
{
    return ewc_node_is(n, EWC_NS_CASE, "step") || ewc_node_is(n, EWC_NS_CASE, "together");
}

static void read_steps(struct reader *r, struct ewc_case *c, const struct ewc_node *root)
{
    struct ewc_case_step *steps;
    const struct ewc_node *n;
    unsigned group = 0;
    unsigned i = 0;

    for (n = ewc_node_first(root); n; n = ewc_node_next(n))
        if (is_steps_element(n))
            c->step_count += ewc_node_is(n, EWC_NS_CASE, "step") ? 1 : count_children(n, "step");
    c->steps = steps = take(r, c->step_count * sizeof(*steps));
    if (!steps)
        return;
    for (n = ewc_node_first(root); n; n = ewc_node_next(n)) {
        const struct ewc_node *member;

        if (ewc_node_is(n, EWC_NS_CASE, "step"))
            read_step(r, &steps[i++], n);
        if (!ewc_node_is(n, EWC_NS_CASE, "together"))
            continue;
        group++;
        for (member = ewc_node_first(n); member; member = ewc_node_next(member)) {
            steps[i].together = group;
            read_step(r, &steps[i++], member);
            if (ewc_node_attr(member, "when") || is_yes(member, "settle", false))
                fail(r, member,
                     "when and settle say nothing for steps that are sent together: leave them out");
        }
    }
}

/* Conditions and `since` must name steps that ran before. */
static void check_step_names(struct reader *r, const struct ewc_case *c)
{
    unsigned i, k, s;

    for (i = 0; i < c->step_count; i++) {
        const struct ewc_case_step *step = &c->steps[i];

        require_earlier_step(r, c, i, step->when.step, step->at);
        for (k = 0; k < step->check_count; k++) {
            const struct ewc_case_check *check = &step->checks[k];

            require_earlier_step(r, c, i + 1, check->when.step, check->at);
            for (s = 0; check->since[s]; s++)
                require_earlier_step(r, c, i, check->since[s], check->at);
        }
    }
}

static void check_id(struct reader *r, const struct ewc_case *c, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *base = slash ? slash + 1 : path;
    size_t len = strlen(c->id);

    if (strncmp(base, c->id, len) == 0 && strcmp(base + len, ".xml") == 0)
        return;
    keep_first(r, ewc_err_set(r->err, EWC_ECASE, c->at, "the id is \"%s\" but the file is named \"%s\"", c->id, base));
    ewc_err_hint(r->err, "a case has the name of its file: rename the one or the other");
}

static void read_case(struct reader *r, struct ewc_case *c, const struct ewc_node *root)
{
    const struct ewc_node *description = ewc_node_child(root, EWC_NS_CASE, "description");
    const char *timeout = attr(r, root, "timeout-ms");
    uint64_t timeout_ms = 0;

    c->at = loc(r, root);
    c->id = attr(r, root, "id");
    c->title = text(r, ewc_node_child(root, EWC_NS_CASE, "title"));
    c->description = description ? text(r, description) : "";
    c->exclusive = is_yes(root, "exclusive", false);
    c->read_only = is_yes(root, "read-only", false);
    if (timeout && !ewc_parse_uint(ewc_str(timeout), 1, 86400000, &timeout_ms))
        fail(r, root, "timeout-ms is from 1 to 86400000, and here it is \"%s\"", timeout);
    c->timeout_ms = (unsigned)timeout_ms;
    read_tags(r, c, root);
    read_covers(r, c, root);
    read_requires(r, c, root);
    read_givens(r, c, root);
    read_steps(r, c, root);
}

enum ewc_status ewc_case_inspect(const char *path, const struct ewc_schema *schema, struct ewc_arena *arena,
                                 const struct ewc_case **out_case, struct ewc_err *err)
{
    struct reader r = {.arena = arena, .err = err};
    struct ewc_xml *doc = NULL;
    struct ewc_case *c;

    r.status = ewc_xml_parse_file(path, &doc, err);
    if (r.status != EWC_OK)
        goto out;
    if (!ewc_node_is(ewc_xml_root(doc), EWC_NS_CASE, "case")) {
        r.status = ewc_err_set(err, EWC_ECASE, ewc_node_loc(ewc_xml_root(doc)),
                               "expected <case xmlns=\"%s\">, found <%s xmlns=\"%s\">", EWC_NS_CASE,
                               ewc_node_local(ewc_xml_root(doc)), ewc_node_ns(ewc_xml_root(doc)));
        goto out;
    }
    r.status = ewc_schema_validate(schema, doc, err); /* from here on the shape is known */
    if (r.status != EWC_OK)
        goto out;
    if (ewc_xml_has_doctype(doc)) { /* its entities would be sent as references to nothing */
        r.status = ewc_err_set(err, EWC_ECASE, ewc_node_loc(ewc_xml_root(doc)),
                               "a case file has no document type declaration; <raw> can send one");
        goto out;
    }
    c = take(&r, sizeof(*c));
    r.file = ewc_arena_strdup(arena, path);
    if (c && r.file) {
        c->file = r.file;
        read_case(&r, c, ewc_xml_root(doc));
    } else {
        out_of_memory(&r);
    }
    if (c && !r.no_memory) {
        check_id(&r, c, path);
        check_step_names(&r, c);
        *out_case = c;
    }

out:
    ewc_xml_free(doc); /* nothing in the case points into the document */
    return r.status;
}

enum ewc_status ewc_case_load(const char *path, const struct ewc_schema *schema, struct ewc_arena *arena,
                              const struct ewc_case **out_case, struct ewc_err *err)
{
    const struct ewc_case *c = NULL;
    enum ewc_status st = ewc_case_inspect(path, schema, arena, &c, err);

    if (st == EWC_OK)
        *out_case = c;
    return st;
}
