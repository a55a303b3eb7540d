/* The harness's own operations on a mailbox: create what a case is given, remove it, read the list. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "run/internal.h"

enum { MEMBERS_PAUSE_MS = 50 }; /* between two looks at a list that lags behind */

/* ---- reading responses leniently: set-up does not judge ------------------------------------------------------ */

const struct ewc_node *find_below(const struct ewc_node *n, const char *local, unsigned depth)
{
    const struct ewc_node *child;

    for (child = n ? ewc_node_first(n) : NULL; child && depth; child = ewc_node_next(child)) {
        const struct ewc_node *found =
            strcmp(ewc_node_local(child), local) == 0 ? child : find_below(child, local, depth - 1);

        if (found)
            return found;
    }
    return NULL;
}

static const char *text_of(const struct ewc_node *parent, const char *local, struct ewc_arena *arena)
{
    const struct ewc_node *n = find_below(parent, local, 1);
    const char *text = n ? ewc_node_text(n, arena) : NULL;

    return text ? text : "";
}

static const char *attr_of(const struct ewc_node *n, const char *name, struct ewc_arena *arena)
{
    const char *value = n ? ewc_node_attr(n, name) : NULL;

    return value ? ewc_arena_strdup(arena, value) : NULL;
}

/* A sentence about an answer that is not what set-up needs. */
static const char *describe(const char *operation, const struct answer *a, struct ewc_arena *arena)
{
    const struct ewc_response *r = a->response;

    if (a->gave_up)
        return a->gave_up;
    if (a->exchange->outcome != EWC_HTTP_OK)
        return ewc_arena_printf(arena, "%s: %s: %s", operation, ewc_http_outcome_name(a->exchange->outcome),
                                a->exchange->detail);
    if (r->outcome == EWC_OUTCOME_OTHER)
        return ewc_arena_printf(arena, "%s: expected a SOAP answer, found HTTP status %u%s%s", operation,
                                a->exchange->status, r->xml_error ? " and a body that is not XML: " : "",
                                r->xml_error ? r->xml_error : "");
    return ewc_arena_printf(arena, "%s: expected success, found %s %s", operation, ewc_outcome_name(r->outcome),
                            r->code ? r->code : "without a code");
}

/* ---- sending -------------------------------------------------------------------------------------------------- */

static enum ewc_status send_own(struct worker *worker, const char *operation, struct ewc_buf *body,
                                const char *mailbox, uint64_t deadline_us, struct ewc_arena *arena,
                                const struct ewc_request **out_request, struct answer *out, struct ewc_err *err)
{
    enum ewc_status st = ewc_buf_check(body, "a request", err);

    if (st == EWC_OK)
        st = ewc_request_build_own(operation, ewc_buf_view(body), mailbox, &worker->shared->config->defaults, arena,
                                   out_request, err);
    if (st == EWC_OK)
        st = send_patiently(worker, worker->client, *out_request, deadline_us, arena, out, err);
    return st;
}

static void put_id(struct ewc_buf *out, const char *element, const char *id, const char *change_key)
{
    ewc_buf_printf(out, "<%s Id=\"", element);
    ewc_xml_escape(out, ewc_str(id));
    if (change_key) {
        ewc_buf_text(out, "\" ChangeKey=\"");
        ewc_xml_escape(out, ewc_str(change_key));
    }
    ewc_buf_text(out, "\"/>");
}

/* Source: ResponseCode page: AddImGroup and the operations that add contacts have limits. */
const char *limit_of(const struct ewc_response *r)
{
    static const char *const CODES[] = {"ErrorImGroupLimitReached", "ErrorImContactLimitReached"};
    size_t i;

    for (i = 0; i < sizeof(CODES) / sizeof(*CODES) && r->code && r->outcome == EWC_OUTCOME_ERROR; i++)
        if (strcmp(r->code, CODES[i]) == 0)
            return CODES[i];
    return NULL;
}

void leave_out_as_full(struct case_run *run, const char *code)
{
    const char *none = NULL;

    if (run->verdict == EWC_PASS || run->verdict == EWC_SKIP) {
        run->verdict = EWC_SKIP;
        run->reason = ewc_arena_printf(run->arena, "the mailbox holds no more groups or contacts (%s)", code);
    }
    if (atomic_compare_exchange_strong(&run->shared->full, &none, code))
        note(run->shared, EWC_PROBLEM_NOTE, "The mailbox is at its limit (%s): nothing more is created, and cases that "
             "need more are skipped.", code);
}

bool creates_anything(const struct ewc_case *c)
{
    unsigned i;

    for (i = 0; i < c->step_count; i++)
        if (strncmp(c->steps[i].operation, "Add", 3) == 0)
            return true;
    return c->given_count > 0;
}

/* Sends an operation for the case and records it; false: the case has its reason. */
static bool send_given(struct case_run *run, const char *operation, struct ewc_buf *body, const char *mailbox,
                       const char *as, unsigned line, struct answer *out)
{
    struct ewc_record *record = add_record(run, as, "given", line);
    const struct ewc_request *request = NULL;
    struct ewc_err err = {0};
    enum ewc_status st = send_own(run->worker, operation, body, mailbox, run->deadline_us, run->arena, &request, out,
                                  &err);

    if (st != EWC_OK || !record) {
        case_error(run, "%s", st != EWC_OK ? err.message : "the case exceeds its memory limit");
        return false;
    }
    record_answer(run, record, request, out);
    if (out->response->outcome == EWC_OUTCOME_SUCCESS || out->response->outcome == EWC_OUTCOME_WARNING)
        return true;
    if (limit_of(out->response)) {
        record->verdict = EWC_SKIP;
        leave_out_as_full(run, limit_of(out->response));
        return false;
    }
    if (is_refused(out) && strcmp(operation, "AddNewImContactToGroup") == 0)
        run->refused |= 1u << OPERATION_NEW_CONTACT;
    if (judge_given(run, record, request, out))
        return false;
    record->verdict = EWC_ERROR;
    run->unreachable = ewc_http_outcome_is_setup(out->exchange->outcome);
    case_error(run, "what the case is given (\"%s\") could not be created: %s", as,
               describe(operation, out, run->arena));
    return false;
}

/* ---- the list --------------------------------------------------------------------------------------------------- */

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Sorted, each with a line end; a server may name very many. */
static const char *member_ids(const struct ewc_node *group, struct ewc_arena *arena)
{
    const struct ewc_node *key = find_below(group, "MemberCorrelationKey", 1);
    const struct ewc_node *n;
    const char **ids;
    const char *joined;
    struct ewc_buf text;
    unsigned count = 0;
    unsigned i;

    for (n = key ? ewc_node_first(key) : NULL; n; n = ewc_node_next(n))
        count++;
    ids = count ? ewc_arena_alloc(arena, count * sizeof(*ids)) : NULL;
    if (!ids)
        return "";
    count = 0;
    for (n = ewc_node_first(key); n; n = ewc_node_next(n))
        ids[count++] = ewc_node_attr(n, "Id") ? ewc_node_attr(n, "Id") : "";
    qsort(ids, count, sizeof(*ids), by_text);
    ewc_buf_init(&text, 0);
    for (i = 0; i < count; i++) {
        ewc_buf_text(&text, ids[i]);
        ewc_buf_byte(&text, '\n');
    }
    joined = text.failed ? NULL : ewc_arena_strndup(arena, text.ptr, text.len);
    ewc_buf_finish(&text);
    return joined ? joined : "";
}

static bool fill_list(const struct ewc_node *envelope, struct ewc_arena *arena, struct group_list *out)
{
    const struct ewc_node *groups = find_below(envelope, "Groups", 6);
    const struct ewc_node *n;
    unsigned count = 0;

    for (n = groups ? ewc_node_first(groups) : NULL; n; n = ewc_node_next(n))
        count++;
    out->items = ewc_arena_alloc(arena, (count + 1) * sizeof(*out->items));
    out->count = 0;
    for (n = groups ? ewc_node_first(groups) : NULL; n && out->items; n = ewc_node_next(n)) {
        struct group_entry *g = &out->items[out->count++];
        const struct ewc_node *id = find_below(n, "ExchangeStoreId", 1);

        g->id = attr_of(id, "Id", arena);
        if (!g->id)
            g->id = "";
        g->change_key = attr_of(id, "ChangeKey", arena);
        g->name = text_of(n, "DisplayName", arena);
        g->type = text_of(n, "GroupType", arena);
        g->members = member_ids(n, arena);
    }
    return out->items != NULL;
}

bool read_list(struct worker *worker, const char *mailbox, struct ewc_arena *arena, struct group_list *out,
               const char **out_why)
{
    const struct ewc_request *request = NULL;
    struct answer answer = {0};
    struct ewc_err err = {0};
    struct ewc_buf body;
    enum ewc_status st;
    bool ok;

    ewc_buf_init(&body, 0);
    ewc_buf_text(&body, "<m:GetImItemList/>");
    st = send_own(worker, "GetImItemList", &body, mailbox, 0, arena, &request, &answer, &err);
    ewc_buf_finish(&body);
    if (st != EWC_OK) {
        *out_why = ewc_arena_strdup(arena, err.message);
        return false;
    }
    ok = answer.response->outcome == EWC_OUTCOME_SUCCESS;
    if (ok)
        ok = fill_list(answer.response->envelope, arena, out);
    else
        *out_why = describe("GetImItemList", &answer, arena);
    ewc_response_finish(answer.response);
    return ok;
}

const struct group_entry *find_group(const struct group_list *list, const char *id, const char *name)
{
    unsigned i;

    for (i = 0; i < list->count; i++)
        if (id ? strcmp(list->items[i].id, id) == 0 : name && strcmp(list->items[i].name, name) == 0)
            return &list->items[i];
    return NULL;
}

/* ---- givens --------------------------------------------------------------------------------------------------- */

static const char *expand_or(struct case_run *run, const struct ewc_template *tpl, const char *fallback)
{
    struct ewc_err err = {0};
    const char *text = fallback;

    if (tpl && ewc_vars_expand(run->vars, tpl, run->arena, &text, &err) != EWC_OK) {
        case_error(run, "%s:%u: %s", run->c->file, err.at.line, err.message);
        return NULL;
    }
    return text;
}

static bool remember(struct case_run *run, bool is_group, const char *as, const char *id, const char *change_key,
                     const char *mailbox, const char *name, const char *group)
{
    struct created *c = ewc_arena_alloc(run->arena, sizeof(*c));

    ewc_journal_add(run->shared->journal, is_group, id, mailbox);
    if (!c || !ewc_vars_set2(run->vars, as, "id", id) || !ewc_vars_set2(run->vars, as, "change-key", change_key) ||
        !ewc_vars_set2(run->vars, as, is_group ? "name" : "address", name)) {
        case_error(run, "the case exceeds its memory limit");
        return false;
    }
    *c = (struct created){is_group, id, change_key, mailbox, name, group, run->created};
    run->created = c;
    return true;
}

/* Reads the group's entry again: its Id where AddImGroup told none, its ChangeKey where members moved it. */
static const struct group_entry *look_up(struct case_run *run, const char *mailbox, const char *id, const char *name)
{
    struct group_list list;
    const char *why = NULL;

    return read_list(run->worker, mailbox, run->arena, &list, &why) ? find_group(&list, id, name) : NULL;
}

bool is_listed(struct case_run *run, const char *mailbox, const char *id)
{
    return look_up(run, mailbox, id, NULL) != NULL;
}

/* The Id of the persona that has this IM address. Source: the schema lets AddNewImContactToGroup answer without its
 * Persona, and the list has all of them. */
static const struct ewc_node *find_persona(const struct ewc_node *envelope, const char *address,
                                           struct ewc_arena *arena)
{
    const struct ewc_node *personas = find_below(envelope, "Personas", 6);
    const struct ewc_node *n;

    for (n = personas ? ewc_node_first(personas) : NULL; n; n = ewc_node_next(n)) {
        const char *text = ewc_node_text(n, arena);

        if (text && strstr(text, address))
            return find_below(n, "PersonaId", 1);
    }
    return NULL;
}

static bool look_up_contact(struct case_run *run, const char *mailbox, const char *address, const char **out_id,
                            const char **out_change_key)
{
    const struct ewc_request *request = NULL;
    struct answer answer = {0};
    struct ewc_err err = {0};
    const struct ewc_node *id;
    struct ewc_buf body;
    enum ewc_status st;

    ewc_buf_init(&body, 0);
    ewc_buf_text(&body, "<m:GetImItemList/>");
    st = send_own(run->worker, "GetImItemList", &body, mailbox, run->deadline_us, run->arena, &request, &answer, &err);
    ewc_buf_finish(&body);
    if (st != EWC_OK)
        return false;
    id = answer.response->envelope ? find_persona(answer.response->envelope, address, run->arena) : NULL;
    *out_id = attr_of(id, "Id", run->arena);
    *out_change_key = attr_of(id, "ChangeKey", run->arena);
    ewc_response_finish(answer.response);
    return *out_id != NULL;
}

static bool create_contact(struct case_run *run, const struct ewc_case_contact *contact, const char *mailbox,
                           const char *group_id, const char *group_change_key)
{
    const char *address = ewc_arena_printf(run->arena, "%s-%s@example.org", ewc_vars_value(run->vars, "unique"),
                                           contact->as);
    struct answer answer = {0};
    const struct ewc_node *persona;
    const char *id, *change_key;
    struct ewc_buf body;
    bool ok;

    address = expand_or(run, contact->address, address);
    if (!address)
        return false;
    ewc_buf_init(&body, 0);
    ewc_buf_text(&body, "<m:AddNewImContactToGroup><m:ImAddress>");
    ewc_xml_escape(&body, ewc_str(address));
    ewc_buf_text(&body, "</m:ImAddress><m:DisplayName>");
    ewc_xml_escape(&body, ewc_str(address));
    ewc_buf_text(&body, "</m:DisplayName>");
    if (group_id)
        put_id(&body, "m:GroupId", group_id, group_change_key);
    ewc_buf_text(&body, "</m:AddNewImContactToGroup>");
    note_mailbox(run->shared, mailbox);
    ok = send_given(run, "AddNewImContactToGroup", &body, mailbox, contact->as, contact->at.line, &answer);
    ewc_buf_finish(&body);
    persona = ok ? find_below(answer.response->envelope, "PersonaId", 6) : NULL;
    id = attr_of(persona, "Id", run->arena);
    change_key = attr_of(persona, "ChangeKey", run->arena);
    ewc_response_finish(answer.response);
    if (ok && !id && !look_up_contact(run, mailbox, address, &id, &change_key)) {
        run->verdict = EWC_SKIP;
        run->reason = "AddNewImContactToGroup does not tell the new contact's Id, and GetImItemList lists no persona "
                      "with its address";
        return false;
    }
    return ok && remember(run, false, contact->as, id, change_key, mailbox, address, group_id);
}

static unsigned count_members(const struct group_entry *entry)
{
    const char *at = entry ? entry->members : NULL;
    unsigned n = 0;

    for (; at && *at; at += strcspn(at, "\n"), at += *at == '\n')
        n++;
    return n;
}

/* The group as listed with so many members: reads may lag behind, and what a case compares with has to be whole. A
 * list need not show members at all; one that was waited for in vain is not waited for again. */
static const struct group_entry *await_members(struct case_run *run, const char *mailbox, const char *group_id,
                                               unsigned count)
{
    uint64_t until = ewc_clock_us() + (uint64_t)run->shared->config->settle_ms * 1000;
    const struct group_entry *entry = look_up(run, mailbox, group_id, NULL);

    while (count_members(entry) < count && !atomic_load(&run->shared->members_hidden) && !is_cancelled(run->worker)) {
        if (ewc_clock_us() >= until) {
            atomic_store(&run->shared->members_hidden, count_members(entry) == 0);
            break;
        }
        ewc_sleep_ms(MEMBERS_PAUSE_MS);
        entry = look_up(run, mailbox, group_id, NULL);
    }
    return entry;
}

static bool create_members(struct case_run *run, const struct ewc_case_given *g, const char *mailbox,
                           const char *group_id, const char *change_key)
{
    const struct group_entry *entry;
    unsigned i;

    for (i = 0; i < g->contact_count; i++) {
        if (!create_contact(run, &g->contacts[i], mailbox, group_id, change_key))
            return false;
        if (!change_key && i + 1 < g->contact_count)
            continue;
        entry = await_members(run, mailbox, group_id, i + 1); /* a member may move the group's ChangeKey */
        if (entry && entry->change_key && change_key)
            change_key = entry->change_key;
    }
    return !g->contact_count || ewc_vars_set2(run->vars, g->as, "change-key", change_key);
}

static bool create_group(struct case_run *run, const struct ewc_case_given *g)
{
    const char *unique = ewc_arena_printf(run->arena, "%s-%s", ewc_vars_value(run->vars, "unique"), g->as);
    const char *name = expand_or(run, g->name, unique);
    const char *mailbox = expand_or(run, g->mailbox, NULL);
    const struct group_entry *entry = NULL;
    const struct ewc_node *group, *store_id;
    struct answer answer = {0};
    const char *id, *change_key, *type;
    struct ewc_buf body;
    bool ok;

    if (!name || run->reason)
        return false;
    ewc_buf_init(&body, 0);
    ewc_buf_text(&body, "<m:AddImGroup><m:DisplayName>");
    ewc_xml_escape(&body, ewc_str(name));
    ewc_buf_text(&body, "</m:DisplayName></m:AddImGroup>");
    note_mailbox(run->shared, mailbox);
    ok = send_given(run, "AddImGroup", &body, mailbox, g->as, g->at.line, &answer);
    ewc_buf_finish(&body);
    group = ok ? find_below(answer.response->envelope, "ImGroup", 6) : NULL;
    store_id = group ? find_below(group, "ExchangeStoreId", 1) : NULL;
    id = attr_of(store_id, "Id", run->arena);
    change_key = attr_of(store_id, "ChangeKey", run->arena);
    type = group ? text_of(group, "GroupType", run->arena) : "";
    ewc_response_finish(answer.response);
    if (ok && !id) {
        entry = look_up(run, mailbox, NULL, name);
        if (!entry || !*entry->id) {
            case_error(run, "AddImGroup answered success without an ExchangeStoreId, and GetImItemList does not list "
                            "the group's either");
            return false;
        }
        id = entry->id;
        change_key = entry->change_key;
        type = entry->type;
    }
    return ok && remember(run, true, g->as, id, change_key, mailbox, name, NULL) &&
           ewc_vars_set2(run->vars, g->as, "type", type) && create_members(run, g, mailbox, id, change_key);
}

bool create_givens(struct case_run *run)
{
    unsigned i;

    for (i = 0; i < run->c->given_count; i++) {
        const struct ewc_case_given *g = &run->c->givens[i];

        if (g->is_group ? !create_group(run, g) : !create_contact(run, &g->contacts[0], NULL, NULL, NULL)) {
            if (!run->reason && run->verdict != EWC_FAIL)
                case_error(run, "what the case is given could not be created");
            return false;
        }
    }
    return true;
}

bool ask_about(struct case_run *run, const char *operation, const struct created *contact, const struct created *group,
               struct answer *out)
{
    const struct ewc_request *request = NULL;
    struct ewc_err err = {0};
    struct ewc_buf body;
    enum ewc_status st;

    ewc_buf_init(&body, 0);
    ewc_buf_printf(&body, "<m:%s>", operation);
    if (strcmp(operation, "GetImItems") == 0) {
        ewc_buf_text(&body, "<m:GroupIds>");
        put_id(&body, "t:ItemId", group->id, group->change_key);
        ewc_buf_text(&body, "</m:GroupIds>");
    } else {
        put_id(&body, "m:ContactId", contact->id, contact->change_key);
        put_id(&body, "m:GroupId", group->id, group->change_key);
    }
    ewc_buf_printf(&body, "</m:%s>", operation);
    st = send_own(run->worker, operation, &body, group->mailbox, run->deadline_us, run->arena, &request, out, &err);
    ewc_buf_finish(&body);
    return st == EWC_OK;
}

/* ---- clean-up --------------------------------------------------------------------------------------------------- */

static bool send_removal(struct worker *worker, bool is_group, const char *id, const char *change_key,
                         const char *mailbox, struct ewc_arena *arena, const struct ewc_request **out_request,
                         struct answer *out)
{
    const char *operation = is_group ? "RemoveImGroup" : "RemoveContactFromImList";
    struct ewc_err err = {0};
    struct ewc_buf body;
    enum ewc_status st;

    ewc_buf_init(&body, 0);
    ewc_buf_printf(&body, "<m:%s>", operation);
    put_id(&body, is_group ? "m:GroupId" : "m:ContactId", id, change_key);
    ewc_buf_printf(&body, "</m:%s>", operation);
    st = send_own(worker, operation, &body, mailbox, 0, arena, out_request, out, &err);
    ewc_buf_finish(&body);
    return st == EWC_OK;
}

static bool is_gone(const struct answer *a)
{
    const char *code = a->response->code ? a->response->code : "";

    return a->response->outcome == EWC_OUTCOME_SUCCESS || strcmp(code, "ErrorItemNotFound") == 0;
}

bool remove_contact_by_id(struct worker *worker, const char *id, const char *change_key, const char *mailbox,
                          struct ewc_arena *arena)
{
    const struct ewc_request *request = NULL;
    struct answer answer = {0};
    bool gone = send_removal(worker, false, id, change_key, mailbox, arena, &request, &answer) && is_gone(&answer);

    ewc_response_finish(answer.response);
    return gone;
}

/* A ChangeKey may be wanted, and the one that was given may be stale by now: asked without, then with the
 * current one. */
static bool remove_group(struct worker *worker, const struct created *c, struct ewc_arena *arena,
                         const struct ewc_request **out_request, struct answer *out)
{
    struct group_list list;
    const struct group_entry *entry;
    const char *why = NULL;

    if (!send_removal(worker, true, c->id, NULL, c->mailbox, arena, out_request, out))
        return false;
    if (is_gone(out) || out->exchange->outcome != EWC_HTTP_OK)
        return is_gone(out);
    if (!read_list(worker, c->mailbox, arena, &list, &why))
        return false;
    entry = find_group(&list, c->id, NULL);
    if (!entry)
        return true;
    if (!entry->change_key)
        return false;
    ewc_response_finish(out->response);
    return send_removal(worker, true, c->id, entry->change_key, c->mailbox, arena, out_request, out) && is_gone(out);
}

bool remove_group_by_id(struct worker *worker, const char *id, const char *change_key, const char *mailbox,
                        struct ewc_arena *arena)
{
    const struct ewc_request *request = NULL;
    struct created c = {true, id, change_key, mailbox, "", NULL, NULL};
    struct answer answer = {0};
    bool gone = remove_group(worker, &c, arena, &request, &answer);

    ewc_response_finish(answer.response);
    return gone;
}

/* A server may want a contact's own Id and not its persona's: those of the members of a group that the case made are
 * in the list. */
static bool remove_members(struct case_run *run, const struct created *c, struct answer *out,
                           const struct ewc_request **out_request)
{
    struct group_list list;
    const struct group_entry *entry;
    const char *why = NULL;
    const char *id;
    bool gone = false;

    if (!c->group || !read_list(run->worker, c->mailbox, run->arena, &list, &why))
        return false;
    entry = find_group(&list, c->group, NULL);
    for (id = entry ? entry->members : ""; *id; id += strcspn(id, "\n") + 1) {
        char *one = ewc_arena_strndup(run->arena, id, strcspn(id, "\n"));

        ewc_response_finish(out->response);
        out->response = NULL;
        gone = one && send_removal(run->worker, false, one, NULL, c->mailbox, run->arena, out_request, out) &&
               is_gone(out);
    }
    return gone;
}

static bool remove_contact(struct case_run *run, const struct created *c, struct answer *out,
                           const struct ewc_request **out_request)
{
    const char *id, *change_key;

    if (!send_removal(run->worker, false, c->id, c->change_key, c->mailbox, run->arena, out_request, out))
        return false;
    if (out->response->outcome == EWC_OUTCOME_SUCCESS)
        return true;
    if (out->exchange->outcome == EWC_HTTP_OK &&
        (remove_members(run, c, out, out_request) || !look_up_contact(run, c->mailbox, c->name, &id, &change_key)))
        return true;
    atomic_fetch_add(&run->shared->contacts_left, 1);
    return false;
}

void remove_created(struct case_run *run)
{
    const struct created *c;

    atomic_store(&run->worker->cleaning, true);
    for (c = run->created; c; c = c->next) {
        struct ewc_record *record = add_record(run, c->name, "cleanup", 0);
        const struct ewc_request *request = NULL;
        struct answer answer = {0};
        bool gone = c->is_group ? remove_group(run->worker, c, run->arena, &request, &answer)
                                : remove_contact(run, c, &answer, &request);

        if (gone)
            ewc_journal_gone(run->shared->journal, c->id, c->mailbox);
        if (record && answer.response) {
            record_answer(run, record, request, &answer);
            record->verdict = gone ? EWC_PASS : EWC_WARN;
        }
        if (answer.response && is_refused(&answer) && !(gone && c->is_group))
            run->refused |= 1u << (c->is_group ? OPERATION_REMOVE_GROUP : OPERATION_REMOVE_CONTACT);
        if (c->is_group && gone)
            atomic_store(&run->shared->removed_any, true);
        else if (c->is_group && answer.response && is_refused(&answer))
            atomic_store(&run->shared->removal_refused, true);
        ewc_response_finish(answer.response);
    }
    atomic_store(&run->worker->cleaning, false);
}
