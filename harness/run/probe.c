/* Before the first case: can the server be reached, signed in to, spoken to over two connections; what is in the
 * mailbox. After the last: is the mailbox as it was. */
#include <stdio.h>
#include <string.h>

#include "run/internal.h"

enum { ONE_CONNECTION_TIMEOUT_MS = 3000, MAX_CONNECTIONS = 16 };

static bool needs_two_connections(const struct ewc_run_config *config)
{
    unsigned i;

    if (config->jobs > 1 && config->plan->count > 1)
        return true;
    for (i = 0; i < config->plan->count; i++)
        if (needs_parallel(config->plan->cases[i]))
            return true;
    return false;
}

/* Sends the harmless GetImItemList. */
static bool ask(struct worker *worker, struct ewc_http_client *client, unsigned timeout_ms, struct ewc_arena *arena,
                struct answer *out)
{
    const struct ewc_request *request = NULL;
    struct ewc_request shorter;
    struct ewc_err err = {0};
    enum ewc_status st = ewc_request_build_own("GetImItemList", ewc_str("<m:GetImItemList/>"), NULL,
                                               &worker->shared->config->defaults, arena, &request, &err);

    if (st == EWC_OK) {
        shorter = *request;
        shorter.http.timeout_ms = timeout_ms;
        st = send_patiently(worker, client, &shorter, 0, arena, out, &err);
    }
    if (st != EWC_OK)
        note(worker->shared, EWC_PROBLEM_ERROR, "%s", err.message);
    return st == EWC_OK;
}

static const char *sign_in_hint(const struct ewc_run_config *config, unsigned status)
{
    if (status == 407)
        return "the proxy wants a sign-in.";
    if (config->tokens)
        return "the credential helper's tokens are not taken.";
    if (config->http.auth == EWC_AUTH_NEGOTIATE)
        return "is there a ticket that is still good (klist)? Else kinit gets one; the realm's name for this server must "
               "be HTTP/ and the target's host.";
    if (!config->http.user && !config->http.token)
        return "give --user, with the password in EWS_CONFORM_PASSWORD or a --password-file.";
    return "is the password right, and may this user sign in here?";
}

/* What to do about a TLS connection that does not come about; empty where that is not clear. */
static const char *tls_hint(const struct ewc_run_config *config, const struct ewc_http_exchange *x)
{
    if (!config->http.cert_file &&
        (strstr(x->detail, "alert certificate required") || strstr(x->detail, "alert bad certificate") ||
         strstr(x->detail, "alert handshake failure")))
        return " (does it want a client certificate? --cert and --key give one)";
    if (config->http.cert_file && strstr(x->detail, "alert unknown ca"))
        return " (the server does not know who signed the client certificate)";
    if (strstr(x->detail, "unable to get local issuer") || strstr(x->detail, "self-signed") ||
        strstr(x->detail, "self signed"))
        return " (--cacert FILE trusts an authority of your own)";
    return "";
}

/* The first exchange: what keeps every case from running is said once. */
static bool is_usable(struct worker *worker, const struct answer *a)
{
    struct shared *shared = worker->shared;
    const struct ewc_http_exchange *x = a->exchange;
    const char *where = shared->config->http.url;

    if (x->outcome == EWC_HTTP_CANCELLED)
        return false;
    if (ewc_http_outcome_is_setup(x->outcome))
        note(shared, EWC_PROBLEM_ERROR, "The server cannot be reached at %s: %s%s", where, x->detail,
             tls_hint(shared->config, x));
    else if (x->status == 401 || x->status == 407)
        note(shared, EWC_PROBLEM_ERROR, "Sign-in was refused at %s (HTTP status %u): %s", where, x->status,
             sign_in_hint(shared->config, x->status));
    else if (x->status >= 300 && x->status < 400)
        note(shared, EWC_PROBLEM_ERROR, "%s redirects to %s (HTTP status %u), which is not followed: give the right --target.",
             where, ewc_response_header(x, "location") ? ewc_response_header(x, "location") : "nowhere", x->status);
    else if (a->gave_up)
        note(shared, EWC_PROBLEM_ERROR, "Nothing could be run: %s.", a->gave_up);
    else {
        if (x->outcome != EWC_HTTP_OK) /* a server may only have to wake up: the cases tell */
            note(shared, EWC_PROBLEM_NOTE, "The first request was not answered as it should be (%s); the cases are run all the "
                 "same.", x->detail);
        return true;
    }
    return false;
}

/* A server whose threads each serve one connection for as long as it is open lets one connection too many wait. So as
 * many are opened as the run will have, and each is asked while all before it are open. */
static unsigned count_connections(struct worker *worker, unsigned wanted, struct ewc_arena *arena)
{
    struct ewc_http_client *clients[MAX_CONNECTIONS] = {0};
    unsigned open = 1; /* the worker's own */
    unsigned i;

    for (i = 0; open < wanted && i < MAX_CONNECTIONS; i++) {
        struct answer answer = {0};
        struct ewc_err err = {0};
        bool served = open_client(worker, &clients[i], &err) == EWC_OK &&
                      ask(worker, clients[i], ONE_CONNECTION_TIMEOUT_MS, arena, &answer) &&
                      answer.exchange->outcome != EWC_HTTP_TIMEOUT && answer.exchange->outcome != EWC_HTTP_NO_CONNECT;

        ewc_response_finish(answer.response);
        if (!served)
            break;
        open++;
    }
    for (i = 0; i < MAX_CONNECTIONS; i++)
        ewc_http_client_destroy(clients[i]);
    return open;
}

static void find_parallel(struct worker *worker, struct ewc_arena *arena)
{
    struct shared *shared = worker->shared;
    unsigned wanted = shared->config->jobs < shared->config->plan->count ? shared->config->jobs : shared->config->plan->count;

    wanted = wanted < 2 ? 2 : wanted < MAX_CONNECTIONS ? wanted : MAX_CONNECTIONS;
    shared->connections = count_connections(worker, wanted, arena);
    shared->parallel = shared->connections > 1;
    if (!shared->parallel)
        note(shared, EWC_PROBLEM_NOTE,
             "The server does not answer on a second connection while one is open: cases run one after the other, and "
             "those that send requests together are skipped.");
    else if (shared->connections < wanted)
        note(shared, EWC_PROBLEM_NOTE, "The server answers on %u connections at a time and not on more: so many cases run at "
             "a time.", shared->connections);
    else
        shared->connections = 0;
}

bool probe(struct worker *worker)
{
    struct shared *shared = worker->shared;
    struct ewc_arena *arena = ewc_arena_create(0);
    struct answer answer = {0};
    const char *why = NULL;
    bool ok = arena && ask(worker, worker->client, 0, arena, &answer) && is_usable(worker, &answer);
    bool lists = ok && !is_refused(&answer);

    ewc_response_finish(answer.response);
    if (ok && needs_two_connections(shared->config))
        find_parallel(worker, arena);
    if (ok)
        remove_leftovers_of_dead_runs(worker);
    if (ok && !read_list(worker, NULL, shared->arena, &shared->before, &why)) {
        shared->before.count = 0;
        note(shared, EWC_PROBLEM_NOTE, "The mailbox's IM list could not be read before the first case (%s): it is not compared "
             "after the last.", why ? why : "");
    } else {
        lists = true;
    }
    if (ok)
        find_operations(worker, !lists);
    ewc_arena_destroy(arena);
    return ok;
}

/* ---- after the last case ------------------------------------------------------------------------------------------ */

static void tell_leftover(void *ctx, const char *name, bool removed)
{
    struct shared *shared = ctx;

    if (!removed && !shared->lacks[OPERATION_REMOVE_GROUP]) /* else it was said before */
        note(shared, EWC_PROBLEM_FAIL, "The group \"%s\" of this run could not be removed from the mailbox.", name);
}

/* Contacts of this run that were still there. */
struct contacts {
    unsigned removed, left;
};

static void count_contact(void *ctx, const char *address, bool removed)
{
    struct contacts *contacts = ctx;

    (void)address;
    contacts->removed += removed;
    contacts->left += !removed;
}

static const struct group_entry *find(const struct group_list *list, const struct group_entry *like)
{
    unsigned i;

    for (i = 0; i < list->count; i++) {
        const struct group_entry *g = &list->items[i];

        if (*like->id ? strcmp(g->id, like->id) == 0 : strcmp(g->name, like->name) == 0)
            return g;
    }
    return NULL;
}

static bool is_ours(const struct group_entry *g)
{
    return is_run_name(g->name);
}

/* A server may make the default groups of a mailbox when it is first used. Source: MS-OXWSCOS 2.2.4.2. */
static bool is_default_group(const struct group_entry *g)
{
    return strcmp(g->type, "IPM.DistList.MOC.Favorites") == 0 || strcmp(g->type, "IPM.DistList.MOC.Tagged") == 0 ||
           strcmp(g->type, "IPM.DistList.MOC.OtherContacts") == 0;
}

static unsigned member_count(const char *members)
{
    unsigned count = 0;

    for (; *members; members++)
        count += *members == '\n';
    return count;
}

/* Contacts of this run that could not be removed stand in the group for contacts without one. That is said by itself. */
static bool holds_our_contacts(struct shared *shared, const struct group_entry *old, const struct group_entry *now)
{
    unsigned more = member_count(now->members) - member_count(old->members);

    return is_default_group(now) && member_count(now->members) > member_count(old->members) &&
           more <= atomic_load(&shared->contacts_left);
}

/* Calls `tell` for each difference; returns how many there are. A leftover of ours is told elsewhere. */
static unsigned compare(struct shared *shared, const struct group_list *after,
                        void (*tell)(struct shared *shared, const char *format, const char *name))
{
    unsigned differences = 0;
    unsigned i;

    for (i = 0; i < shared->before.count; i++) {
        const struct group_entry *old = &shared->before.items[i];
        const struct group_entry *now = find(after, old);
        const char *what = NULL;

        if (is_ours(old))
            continue; /* of another run */
        if (!now)
            what = "The mailbox's own group \"%s\" is gone after the run.";
        else if (strcmp(old->name, now->name) != 0)
            what = "The mailbox's own group \"%s\" has another name after the run.";
        else if (strcmp(old->type, now->type) != 0 ||
                 (strcmp(old->members, now->members) != 0 && !holds_our_contacts(shared, old, now)))
            what = "The mailbox's own group \"%s\" has another type or other members after the run.";
        if (what)
            tell(shared, what, old->name);
        differences += what != NULL;
    }
    for (i = 0; i < after->count; i++) {
        const struct group_entry *now = &after->items[i];

        if (is_ours(now) || is_default_group(now) || shared->lacks[OPERATION_REMOVE_GROUP] || find(&shared->before, now))
            continue;
        tell(shared, "A group \"%s\" is in the mailbox after the run that was not there before.", now->name);
        differences++;
    }
    return differences;
}

static void tell_nothing(struct shared *shared, const char *format, const char *name)
{
    (void)shared;
    (void)format;
    (void)name;
}

static void tell_difference(struct shared *shared, const char *format, const char *name)
{
    char text[700];
    const char *rest = strstr(format, "%s");

    snprintf(text, sizeof(text), "%.*s%.400s%s", (int)(rest - format), format, name, rest + 2);
    note(shared, EWC_PROBLEM_FAIL, "%s", text);
}

/* Reads the list until nothing differs, or a change had its time to show. */
static bool read_settled(struct worker *worker, struct ewc_arena *arena, struct group_list *out, const char **out_why)
{
    struct shared *shared = worker->shared;
    uint64_t until = ewc_clock_us() + (uint64_t)shared->config->settle_ms * 1000;

    for (;;) {
        if (!read_list(worker, NULL, arena, out, out_why))
            return false;
        if (compare(shared, out, tell_nothing) == 0 || ewc_clock_us() >= until || is_cancelled(worker))
            return true;
        ewc_sleep_ms(50);
    }
}

static void clear_other_mailboxes(struct worker *worker, const char *prefix, struct ewc_arena *arena,
                                  struct contacts *contacts)
{
    struct shared *shared = worker->shared;
    unsigned i;

    for (i = 0; i < shared->mailbox_count; i++) {
        const char *why = NULL;

        remove_by_prefix(worker, shared->mailboxes[i], prefix, false, arena, tell_leftover, shared, &why);
        if (!why)
            remove_contacts_by_prefix(worker, shared->mailboxes[i], prefix, false, arena, count_contact, contacts);
    }
}

void compare_mailbox(struct worker *worker)
{
    struct shared *shared = worker->shared;
    struct ewc_arena *arena = ewc_arena_create(0);
    struct contacts contacts = {0};
    struct group_list after;
    char prefix[64];
    const char *why = NULL;

    if (!arena)
        return;
    atomic_store(&worker->cleaning, true);
    snprintf(prefix, sizeof(prefix), "ews-conform-%s-", shared->config->id);
    remove_by_prefix(worker, NULL, prefix, false, arena, tell_leftover, shared, &why);
    if (!why) /* those that a step added, and whose case ended before its removal */
        remove_contacts_by_prefix(worker, NULL, prefix, false, arena, count_contact, &contacts);
    clear_other_mailboxes(worker, prefix, arena, &contacts);
    if (contacts.removed + contacts.left)
        atomic_store(&shared->contacts_left, contacts.left);
    if (!why && shared->before.items && read_settled(worker, arena, &after, &why))
        compare(shared, &after, tell_difference);
    if (why)
        note(shared, EWC_PROBLEM_NOTE, "The mailbox's IM list could not be read after the last case (%s).", why);
    if (atomic_load(&shared->contacts_left))
        note(shared, EWC_PROBLEM_NOTE, "%u contacts of this run could not be removed from the mailbox: their addresses begin "
             "with ews-conform-%s-.", atomic_load(&shared->contacts_left), shared->config->id);
    ewc_arena_destroy(arena);
}
