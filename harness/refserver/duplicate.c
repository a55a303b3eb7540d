/* duplicate: names that are taken. Documented: ErrorImGroupDisplayNameAlreadyExists, in the body. */
#include "refserver/rename.h"

#include <string.h>

static struct outcome already_exists(void)
{
    return failure("ErrorImGroupDisplayNameAlreadyExists",
                   "An IM group with the specified display name already exists.");
}

/* ---- who has the name ------------------------------------------------------------------------- */

static bool is_there(const struct mailbox *mailbox, uint64_t serial)
{
    for (size_t i = 0; i < mailbox->groups.count; i++)
        if (group_at(mailbox, i)->serial == serial)
            return true;
    return false;
}

/* Names that a wrong server keeps although their groups gave them up. */
static bool is_kept(const struct rename *rename)
{
    const struct ewc_refserver *server = rename->call->server;

    for (size_t i = 0; i < rename->mailbox->past.count; i++) {
        const struct past *past = rename->mailbox->past.items[i];
        bool own = past->group == rename->group->serial;

        if (!ref_same_name(server, past->name, rename->name))
            continue;
        if ((breaks(server, DEFECT_FORMER_NAME_REFUSED) && own && !past->removed) ||
            (breaks(server, DEFECT_FREED_NAME_REFUSED) && !own && !past->removed && past->group) ||
            (breaks(server, DEFECT_REMOVED_NAME_REFUSED) && past->removed) ||
            (breaks(server, DEFECT_REMOVED_FORMER_NAME_REFUSED) && !past->removed && past->group &&
             !is_there(rename->mailbox, past->group)) ||
            (breaks(server, DEFECT_ERROR_KEEPS_NAME_TAKEN) && past->group == 0))
            return true;
    }
    return false;
}

static bool is_same_without_spaces(const char *a, const char *b)
{
    for (;; a++, b++) {
        a += strspn(a, " ");
        b += strspn(b, " ");
        if (*a != *b || !*a)
            return *a == *b;
    }
}

/* Groups that have nearly the name, to a wrong server. */
static struct group *taken_nearly(const struct rename *rename)
{
    for (size_t i = 0; i < rename->mailbox->groups.count; i++) {
        struct group *group = group_at(rename->mailbox, i);
        bool longer = strlen(rename->name) > strlen(group->name);
        bool taken = false;

        if (breaks(rename->call->server, DEFECT_NAME_PREFIX_TAKEN))
            taken = longer && strncmp(rename->name, group->name, strlen(group->name)) == 0;
        else if (breaks(rename->call->server, DEFECT_NAME_BEGINNING_TAKEN))
            taken = strncmp(group->name, rename->name, strlen(rename->name)) == 0;
        else if (breaks(rename->call->server, DEFECT_NAME_SPACES_IGNORED))
            taken = is_same_without_spaces(rename->name, group->name);
        else if (breaks(rename->call->server, DEFECT_NAME_PART_TAKEN))
            taken = strstr(group->name, rename->name) != NULL;
        if (taken && group != rename->group)
            return group;
    }
    return NULL;
}

static struct group *taken_elsewhere(const struct rename *rename)
{
    struct store *store = &rename->call->server->store;
    struct group *group = NULL;

    for (unsigned i = 0; i < REF_MAILBOXES && !group; i++)
        group = ref_group_named(rename->call->server, &store->mailboxes[i], rename->name, rename->group);
    return group;
}

/* Did the group give up the name that it has? */
static bool has_name_back(const struct rename *rename, const struct group *group)
{
    for (size_t i = 0; i < rename->mailbox->past.count; i++) {
        const struct past *past = rename->mailbox->past.items[i];

        if (past->group == group->serial && ref_same_name(rename->call->server, past->name, group->name))
            return true;
    }
    return false;
}

static struct group *taken_by(const struct rename *rename)
{
    const struct ewc_refserver *server = rename->call->server;
    struct group *other = ref_group_named(server, rename->mailbox, rename->name, rename->group);

    if (breaks(server, DEFECT_NAMES_TAKEN_ACROSS_MAILBOXES))
        return taken_elsewhere(rename);
    if (other && breaks(server, DEFECT_DUPLICATE_DEFAULT_GROUPS_FREE) && strcmp(other->type, REF_TYPE_USER) != 0)
        return NULL;
    if (other && breaks(server, DEFECT_DUPLICATE_OF_RETURNED_NAME_ACCEPTED) && has_name_back(rename, other))
        return NULL;
    if (breaks(server, DEFECT_DUPLICATE_WITH_THREE_MEMBERS_ACCEPTED) && rename->group->members.count >= 3)
        return NULL;
    if (breaks(server, DEFECT_DUPLICATE_WITH_QUOTES_ACCEPTED) && strpbrk(rename->name, "'\"\\%"))
        return NULL;
    if (breaks(server, DEFECT_DUPLICATE_FIRST_GROUP_ONLY) && other != group_at(rename->mailbox, 0))
        return NULL;
    return other ? other : taken_nearly(rename);
}

/* The page's example words the error as about the group's own name; whether it is one is open. */
static bool is_own_name_refused(const struct rename *rename)
{
    const struct ewc_refserver *server = rename->call->server;

    if (!ref_same_name(server, rename->group->name, rename->name) ||
        varies(server, VARIANT_OWN_NAME_ACCEPTED))
        return false;
    return !varies(server, VARIANT_OWN_NAME_IN_OTHER_CASE_ACCEPTED) ||
           strcmp(rename->group->name, rename->name) == 0;
}

/* ---- wrong servers ---------------------------------------------------------------------------- */

static void add_number(struct rename *rename)
{
    const char *numbered = ewc_arena_printf(rename->call->tree.arena, "%s (2)", rename->name);

    if (numbered)
        rename->name = numbered;
}

static void merge(struct rename *rename, struct group *other)
{
    for (size_t i = 0; i < other->members.count; i++)
        (void)ref_add_member(rename->group, other->members.items[i]);
    ref_remove_group(rename->call->server, rename->mailbox, other);
}

static void remove_both(struct rename *rename, struct group *other)
{
    ref_remove_group(rename->call->server, rename->mailbox, other);
    ref_remove_group(rename->call->server, rename->mailbox, rename->group);
    rename->group = NULL;
}

static void rename_other(struct rename *rename, struct group *other)
{
    const char *name = ewc_arena_printf(rename->call->tree.arena, "%s (old)", other->name);

    if (name)
        (void)ref_set_name(rename->call->server, rename->mailbox, other, name);
}

/* Wrong servers that go on with the rename. */
static bool goes_on(struct rename *rename, struct group *other)
{
    switch (rename->call->server->defect) {
    case DEFECT_DUPLICATE_ACCEPTED:
    case DEFECT_DUPLICATE_ON_ADD_ACCEPTED:
        return true;
    case DEFECT_DUPLICATE_NUMBERED:
        add_number(rename);
        return true;
    case DEFECT_DUPLICATE_MERGES:
        merge(rename, other);
        return true;
    default:
        return false;
    }
}

static void beside_the_error(struct rename *rename, struct group *other)
{
    switch (rename->call->server->defect) {
    case DEFECT_DUPLICATE_RENAMED_ANYWAY:
        (void)ref_set_name(rename->call->server, rename->mailbox, rename->group, rename->name);
        break;
    case DEFECT_DUPLICATE_REMOVES_BOTH:
        remove_both(rename, other);
        break;
    case DEFECT_DUPLICATE_RENAMES_OTHER:
        rename_other(rename, other);
        break;
    default:
        break;
    }
}

static struct outcome answer(enum defect defect)
{
    struct outcome outcome = already_exists();

    switch (defect) {
    case DEFECT_DUPLICATE_IGNORED:
        return success(NULL);
    case DEFECT_DUPLICATE_WRONG_CODE:
        return failure("ErrorImGroupLimitReached", "The maximum number of IM groups has been reached.");
    case DEFECT_DUPLICATE_FAULT:
        outcome.kind = OUTCOME_FAULT;
        break;
    case DEFECT_DUPLICATE_WARNING:
        outcome.kind = OUTCOME_WARNING;
        break;
    case DEFECT_DUPLICATE_SUCCESS_CLASS:
        outcome.kind = OUTCOME_SUCCESS;
        break;
    case DEFECT_DUPLICATE_NO_ERROR:
        outcome.code = "NoError";
        break;
    case DEFECT_DUPLICATE_STATUS_409:
        outcome.status = 409;
        break;
    default:
        break;
    }
    return outcome;
}

bool ref_check_duplicate(struct rename *rename, struct outcome *outcome)
{
    struct group *other = taken_by(rename);

    *outcome = already_exists();
    if (is_kept(rename) || is_own_name_refused(rename))
        return false;
    if (!other || goes_on(rename, other))
        return true;
    beside_the_error(rename, other);
    *outcome = answer(rename->call->server->defect);
    return false;
}
