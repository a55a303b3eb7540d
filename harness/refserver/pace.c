/* pace: storing a name, at once and under the lock; or slowly and without it, as servers with races do.
 *
 * The races wait so long that two requests sent at the same moment always meet.
 */
#include "refserver/rename.h"

#include <string.h>

#define MEET_MS 200u

/* Lets other requests in for a while; false when the group is gone afterwards. */
static bool let_others_in(struct rename *rename)
{
    struct ewc_refserver *server = rename->call->server;
    const char *id = ewc_arena_strdup(rename->call->tree.arena, rename->group->id);

    ref_unlock(&server->store);
    ref_pause(server, MEET_MS);
    ref_lock(&server->store);
    rename->group = id ? ref_group_with_id(rename->mailbox, id) : NULL;
    return rename->group != NULL;
}

static struct outcome store(struct rename *rename)
{
    const char *old_name =
        rename->group ? ewc_arena_strdup(rename->call->tree.arena, rename->group->name) : NULL;

    if (!old_name || !ref_set_name(rename->call->server, rename->mailbox, rename->group, rename->name))
        return out_of_memory();
    ref_after_rename(rename, old_name);
    return success(NULL);
}

static struct outcome gone(struct rename *rename)
{
    return ref_bad_id(rename->call, rename->id ? rename->id : "", ID_GROUP);
}

/* Lets other requests in, and looks whether the rename can still be carried out. */
static bool let_others_in_and_look(struct rename *rename, struct outcome *refusal)
{
    if (let_others_in(rename))
        return ref_check_duplicate(rename, refusal);
    *refusal = gone(rename);
    return false;
}

/* ---- races ------------------------------------------------------------------------------------ */

static struct outcome store_while_hidden(struct rename *rename)
{
    struct outcome refusal;
    bool good;

    rename->group->hidden = true;
    good = let_others_in_and_look(rename, &refusal);
    if (rename->group)
        rename->group->hidden = false;
    return good ? store(rename) : refusal;
}

/* What the last of several renames at work on one group makes of it. */
static struct outcome store_overlapped(struct rename *rename)
{
    struct ewc_refserver *server = rename->call->server;
    const char *mixed;

    switch (server->defect) {
    case DEFECT_RACE_MIXED_NAME:
        mixed = ewc_arena_printf(rename->call->tree.arena, "%s%s", rename->group->name, rename->name);
        return mixed && ref_set_name(server, rename->mailbox, rename->group, mixed) ? success(NULL)
                                                                                    : out_of_memory();
    case DEFECT_RACE_TWO_GROUPS:
        return ref_add_group(server, rename->mailbox, rename->name, REF_TYPE_USER) ? success(NULL)
                                                                                   : out_of_memory();
    default: /* race-third-name: nothing is stored */
        return success(NULL);
    }
}

static struct outcome store_with_overlap(struct rename *rename)
{
    struct outcome refusal;
    bool overlapped;
    bool last;
    bool good;

    rename->group->writers++;
    if (rename->group->writers > 1)
        rename->group->overlapped = true;
    good = let_others_in_and_look(rename, &refusal);
    if (!rename->group)
        return refusal;
    overlapped = rename->group->overlapped;
    last = --rename->group->writers == 0;
    if (last)
        rename->group->overlapped = false;
    if (!good)
        return refusal;
    if (overlapped && (last || breaks(rename->call->server, DEFECT_RACE_THIRD_NAME)))
        return store_overlapped(rename);
    return store(rename);
}

/* As if the whole list was read at first and written back now. */
static struct outcome store_from_old_copy(struct rename *rename)
{
    struct store *all = &rename->call->server->store;
    struct outcome refusal;
    struct group *other;

    if (!let_others_in_and_look(rename, &refusal))
        return refusal;
    other = all->last_renamed;
    if (other && other != rename->group && other->renamed_at_us > rename->started_us && other->former_name)
        (void)ref_set_name(rename->call->server, rename->mailbox, other, other->former_name);
    return store(rename);
}

static void revert_former(struct rename *rename)
{
    struct group *other = rename->call->server->store.last_renamed;

    if (other && other != rename->group && other->former_name)
        (void)ref_set_name(rename->call->server, rename->mailbox, other, other->former_name);
}

struct outcome ref_store_name(struct rename *rename)
{
    switch (rename->call->server->defect) {
    case DEFECT_RACE_BOTH_WIN: /* the name was free when it was looked at */
        return let_others_in(rename) ? store(rename) : gone(rename);
    case DEFECT_RACE_HALF_LIST:
        return store_while_hidden(rename);
    case DEFECT_RACE_MIXED_NAME:
    case DEFECT_RACE_THIRD_NAME:
    case DEFECT_RACE_TWO_GROUPS:
        return store_with_overlap(rename);
    case DEFECT_RACE_LOST_UPDATE:
        return store_from_old_copy(rename);
    case DEFECT_REVERTS_FORMER_RENAME:
        revert_former(rename);
        return store(rename);
    default:
        return store(rename);
    }
}
