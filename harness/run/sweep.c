/* What runs left in a mailbox, by its names: groups, and contacts by their addresses. */
#include <string.h>

#include "run/internal.h"

enum { MAX_DEPTH = 8 };

/* The first element below `n` whose text is an address of a run's making; NULL: there is none. */
static const char *find_address(const struct ewc_node *n, const char *prefix, struct ewc_arena *arena, unsigned depth)
{
    const struct ewc_node *child = ewc_node_first(n);
    const char *found = child ? NULL : ewc_node_text(n, arena);

    if (found && (strncmp(found, prefix, strlen(prefix)) != 0 || !is_run_name(found)))
        found = NULL;
    for (; child && depth && !found; child = ewc_node_next(child))
        found = find_address(child, prefix, arena, depth - 1);
    return found;
}

static const struct ewc_node *find_below(const struct ewc_node *n, const char *local, unsigned depth)
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

static bool remove_persona(struct worker *worker, const struct ewc_node *persona, struct ewc_arena *arena)
{
    const struct ewc_node *id = find_below(persona, "PersonaId", 1);
    const char *its = id ? ewc_node_attr(id, "Id") : NULL;

    return its && remove_contact_by_id(worker, its, ewc_node_attr(id, "ChangeKey"), arena);
}

unsigned remove_contacts_by_prefix(struct worker *worker, const char *prefix, bool dry_run, struct ewc_arena *arena,
                                   void (*found)(void *ctx, const char *name, bool removed), void *ctx)
{
    const struct ewc_request *request = NULL;
    const struct ewc_node *personas, *n;
    struct answer answer = {0};
    struct ewc_err err = {0};
    unsigned left = 0;

    if (ewc_request_build_own("GetImItemList", ewc_str("<m:GetImItemList/>"), NULL, &worker->shared->config->defaults, arena,
                              &request, &err) != EWC_OK ||
        send_patiently(worker, worker->client, request, 0, arena, &answer, &err) != EWC_OK)
        return 0;
    personas = find_below(answer.response->envelope, "Personas", MAX_DEPTH);
    for (n = personas ? ewc_node_first(personas) : NULL; n; n = ewc_node_next(n)) {
        const char *address = find_address(n, prefix, arena, MAX_DEPTH);
        bool removed;

        if (!address)
            continue;
        removed = !dry_run && remove_persona(worker, n, arena);
        found(ctx, address, removed);
        left += !removed;
    }
    ewc_response_finish(answer.response);
    return left;
}
