/* rename: SetImGroup, from the request to the store. */
#include "refserver/rename.h"

#include <string.h>

/* ChangeKey is optional in the schema, and what a stale one means is open: only a variant looks at it. */
static bool check_change_key(struct rename *rename, struct outcome *refusal)
{
    const struct ewc_refserver *server = rename->call->server;
    const char *current = ref_change_key(server, rename->call->tree.arena, ID_GROUP, rename->group->serial,
                                         rename->group->version);

    if (!rename->change_key || !*rename->change_key || !current)
        return true;
    if (varies(server, VARIANT_CHANGE_KEY_CHECKED) && strcmp(current, rename->change_key) != 0) {
        *refusal =
            failure("ErrorIrresolvableConflict",
                    "The send or update operation could not be performed because the change key passed "
                    "in the request does not match the current change key for the item.");
        return false;
    }
    return true;
}

static struct outcome rename_locked(struct rename *rename)
{
    struct outcome outcome;

    if (!ref_find_target(rename, &outcome))
        return outcome;
    if (!check_change_key(rename, &outcome) || !ref_is_allowed(rename, &outcome))
        return outcome;
    if (!rename->asked_name && !breaks(rename->call->server, DEFECT_MISSING_NAME_CLEARS))
        return success(NULL); /* only servers get here that overlook a missing name */
    if (!rename->asked_name) {
        rename->name = "";
        return ref_store_name(rename);
    }
    rename->name = ref_stored_name(rename->call, rename->asked_name, &outcome);
    if (!rename->name || !ref_check_duplicate(rename, &outcome))
        return outcome;
    if (!ref_is_stored(rename))
        return success(NULL);
    ref_redirect(rename);
    return ref_store_name(rename);
}

struct outcome ref_rename(struct call *call, const char *id, const char *change_key, const char *name)
{
    struct rename rename = {.call = call,
                            .mailbox = call->mailbox,
                            .id = id,
                            .change_key = change_key,
                            .asked_name = name,
                            .started_us = ewc_clock_us()};
    struct outcome outcome;

    ref_lock(&call->server->store);
    outcome = rename_locked(&rename);
    if (outcome.kind == OUTCOME_ERROR)
        ref_after_error(&rename);
    ref_unlock(&call->server->store);
    return outcome;
}

/* ---- servers that do not get over an error, or over a second request -------------------------- */

static bool is_stuck(struct call *call, struct outcome *outcome)
{
    struct ewc_refserver *server = call->server;
    bool erred = atomic_load(&server->memory.erred);

    if ((breaks(server, DEFECT_STUCK_AFTER_ERROR) && erred) ||
        (breaks(server, DEFECT_STUCK_AFTER_FAULT) && atomic_load(&server->memory.faulted))) {
        *outcome = failure("ErrorItemNotFound", "The specified object was not found in the store.");
        return true;
    }
    if (breaks(server, DEFECT_HANGS_AFTER_ERROR) && erred) {
        ref_pause(server, 60000);
        *outcome = (struct outcome){.kind = OUTCOME_SILENCE};
        return true;
    }
    return false;
}

/* Two requests at once break it: both wait long enough to meet. */
static bool collides(struct call *call, struct outcome *outcome)
{
    struct ewc_refserver *server = call->server;
    bool hangs = breaks(server, DEFECT_RACE_HANGS);

    if (!hangs && !breaks(server, DEFECT_RACE_PAGE))
        return false;
    ref_pause(server, 150);
    if (atomic_load(&server->memory.renames_at_work) < 2)
        return false;
    if (hangs)
        ref_pause(server, 60000);
    *outcome = (struct outcome){.kind = hangs ? OUTCOME_SILENCE : OUTCOME_PAGE, .status = 500};
    return true;
}

struct outcome ref_set_im_group(struct call *call)
{
    struct memory *memory = &call->server->memory;
    const char *name = ref_child_text(call, call->entry, "NewDisplayName");
    struct outcome outcome;

    if (name && !*name && breaks(call->server, DEFECT_EMPTY_NAME_IGNORED))
        return success(NULL);
    if (name && !*name && breaks(call->server, DEFECT_EMPTY_NAME_IN_BODY))
        return failure("ErrorInvalidArgument", "The display name is empty.");
    atomic_fetch_add(&memory->renames_at_work, 1);
    if (varies(call->server, VARIANT_SLOW_WRITES))
        ref_pause(call->server, 700);
    if (!is_stuck(call, &outcome) && !collides(call, &outcome))
        outcome = ref_rename(call, ref_child_attr(call->entry, "GroupId", "Id"),
                             ref_child_attr(call->entry, "GroupId", "ChangeKey"), name);
    atomic_fetch_sub(&memory->renames_at_work, 1);
    if (outcome.kind == OUTCOME_ERROR)
        atomic_store(&memory->erred, true);
    return outcome;
}
