/* What belongs to the mailbox's owner stays as it was, whatever a case says: asked before a request is sent. */
#include <string.h>

#include "run/internal.h"

enum { MAX_DEPTH = 64 };

/* A request on its way. */
struct sending {
    struct case_run *run;
    const struct ewc_request *request;
    const char *found; /* Id of a group that is not this run's; NULL: none */
};

/* ---- whose group is it ----------------------------------------------------------------------------------------- */

bool is_run_name(const char *name)
{
    static const char PREFIX[] = "ews-conform-";
    size_t i;

    name += strspn(name, " \t\r\n");
    if (strncmp(name, PREFIX, sizeof(PREFIX) - 1) != 0)
        return false;
    name += sizeof(PREFIX) - 1;
    for (i = 0; i < EWC_RUN_ID_LEN; i++)
        if (!(name[i] >= 'a' && name[i] <= 'z') && !(name[i] >= '0' && name[i] <= '9'))
            return false;
    return name[EWC_RUN_ID_LEN] == '-';
}

/* No document says that Ids differ between mailboxes. */
static bool is_of_case(const struct sending *s, const char *id)
{
    const struct created *c;

    for (c = s->run->created; c; c = c->next) {
        bool same = !c->mailbox || (s->request->mailbox && strcmp(c->mailbox, s->request->mailbox) == 0);

        if (c->is_group && same && strcmp(c->id, id) == 0)
            return true;
    }
    return false;
}

static bool was_there_before(const struct shared *shared, const char *id)
{
    unsigned i;

    for (i = 0; i < shared->before.count; i++)
        if (*shared->before.items[i].id && strcmp(shared->before.items[i].id, id) == 0)
            return true;
    return false;
}

/* Below `n`: an entry of a list with this Id under a name that no run gives. */
static bool lists_as_foreign(const struct ewc_node *n, const char *id, struct ewc_arena *arena, unsigned depth)
{
    const struct ewc_node *child;
    bool has_id = false, foreign = false;

    for (child = ewc_node_first(n); child && depth; child = ewc_node_next(child)) {
        const char *its = ewc_node_attr(child, "Id");

        if (strcmp(ewc_node_local(child), "ExchangeStoreId") == 0 && its && strcmp(its, id) == 0) {
            has_id = true;
        } else if (strcmp(ewc_node_local(child), "DisplayName") == 0) {
            const char *name = ewc_node_text(child, arena);

            foreign = name && !strstr(name, "ews-conform-");
        } else if (lists_as_foreign(child, id, arena, depth - 1)) {
            return true;
        }
    }
    return has_id && foreign;
}

/* A case may have learned the Id of a group that came into the mailbox during the run, or is in another mailbox. */
static bool was_seen_as_foreign(const struct case_run *run, const char *id)
{
    unsigned i;

    for (i = 0; i < run->c->step_count; i++) {
        const struct ewc_response *r = run->ran[i].response;

        if (r && r->envelope && run->ran[i].step && strcmp(run->ran[i].step->operation, "GetImItemList") == 0 &&
            lists_as_foreign(r->envelope, id, run->arena, MAX_DEPTH))
            return true;
    }
    return false;
}

static bool is_foreign(const struct sending *s, const char *id)
{
    return *id && !is_of_case(s, id) && (was_there_before(s->run->shared, id) || was_seen_as_foreign(s->run, id));
}

/* ---- what would the request change ------------------------------------------------------------------------------- */

static bool changes_groups(const char *operation)
{
    static const char *const OPERATIONS[] = {"SetImGroup", "RemoveImGroup", "AddImContactToGroup", "AddNewImContactToGroup",
                                             "AddNewTelUriContactToGroup", "RemoveImContactFromGroup", NULL};
    const char *const *o;

    for (o = OPERATIONS; *o; o++)
        if (strcmp(*o, operation) == 0)
            return true;
    return false;
}

/* Whether such an operation is anywhere in the document, and the first GroupId that it must not have. */
static bool look(struct sending *s, const struct ewc_node *n, unsigned depth)
{
    const struct ewc_node *child;
    const char *id = strcmp(ewc_node_local(n), "GroupId") == 0 ? ewc_node_attr(n, "Id") : NULL;
    bool changes = changes_groups(ewc_node_local(n));

    if (id && !s->found && is_foreign(s, id))
        s->found = ewc_arena_strdup(s->run->arena, id);
    for (child = ewc_node_first(n); child && depth; child = ewc_node_next(child))
        changes |= look(s, child, depth - 1);
    return changes;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Whether what stands from `at` on, `len` bytes, is the whole value of an attribute Id or the whole text of an element:
 * an Id may be as short as a number, which is found in many places. */
static bool stands_as_id(struct ewc_str text, size_t at, size_t len)
{
    size_t before = at;

    if (at + len < text.len && !strchr("\"' \t\r\n/><", text.ptr[at + len]))
        return false;
    if (at > 0 && text.ptr[at - 1] == '>')
        return true;
    if (before > 0 && (text.ptr[before - 1] == '"' || text.ptr[before - 1] == '\''))
        before--;
    while (before > 0 && is_space(text.ptr[before - 1]))
        before--;
    if (before == 0 || text.ptr[--before] != '=')
        return false;
    while (before > 0 && is_space(text.ptr[before - 1]))
        before--;
    return before >= 2 && memcmp(text.ptr + before - 2, "Id", 2) == 0;
}

static bool has_id(struct ewc_str text, const char *id)
{
    size_t at = ewc_str_find(text, id, 0);

    while (at < text.len && !stands_as_id(text, at, strlen(id)))
        at = ewc_str_find(text, id, at + 1);
    return at < text.len;
}

/* What cannot be parsed here may be read by a server: then the bytes must not have such an Id in them. */
static bool has_id_of_before(const struct sending *s)
{
    const struct shared *shared = s->run->shared;
    struct ewc_buf text; /* UTF-16 loses its zeros */
    bool found = false;
    size_t at;
    unsigned i;

    ewc_buf_init(&text, 0);
    for (at = 0; at < s->request->plain.len; at++)
        if (s->request->plain.ptr[at])
            ewc_buf_byte(&text, s->request->plain.ptr[at]);
    for (i = 0; i < shared->before.count && !found && text.len; i++) {
        const char *id = shared->before.items[i].id;

        found = *id && !is_of_case(s, id) && has_id(ewc_buf_view(&text), id);
    }
    ewc_buf_finish(&text);
    return found;
}

/* Only the snapshot and lists that steps got can tell of foreign groups. */
static bool may_know_of_any(const struct case_run *run)
{
    unsigned i;

    for (i = 0; i < run->c->step_count; i++)
        if (run->ran[i].response && run->ran[i].response->envelope)
            return true;
    return run->shared->before.count > 0;
}

bool spares_foreign_groups(struct case_run *run, const struct ewc_request *request)
{
    struct sending s = {run, request, NULL};
    struct ewc_xml *doc = NULL;
    bool spares;

    if (run->shared->config->allow_foreign_groups || !may_know_of_any(run))
        return true;
    if (ewc_xml_parse(request->plain, "request", NULL, NULL, &doc, NULL) == EWC_OK)
        spares = !look(&s, ewc_xml_root(doc), MAX_DEPTH) || !s.found;
    else
        spares = !has_id_of_before(&s);
    ewc_xml_free(doc);
    return spares;
}
