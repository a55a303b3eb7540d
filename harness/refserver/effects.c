/* effects: what wrong servers do with a rename instead of, or beside, carrying it out. */
#include "refserver/rename.h"

#include <stdlib.h>
#include <string.h>

static bool is_user_group(const struct group *group)
{
    return strcmp(group->type, REF_TYPE_USER) == 0;
}

/* The first user group that is not the renamed one, or NULL. */
static struct group *another_group(const struct rename *rename)
{
    for (size_t i = 0; i < rename->mailbox->groups.count; i++) {
        struct group *group = group_at(rename->mailbox, i);

        if (group != rename->group && is_user_group(group))
            return group;
    }
    return NULL;
}

/* ---- before ----------------------------------------------------------------------------------- */

bool ref_is_stored(const struct rename *rename)
{
    switch (rename->call->server->defect) {
    case DEFECT_RENAME_NOT_STORED:
        return false;
    case DEFECT_RENAME_NOT_STORED_WITHOUT_CHANGE_KEY:
        return rename->change_key != NULL;
    case DEFECT_RENAME_NOT_STORED_WITH_CHANGE_KEY:
        return rename->change_key == NULL;
    case DEFECT_RENAME_NOT_STORED_WITH_MEMBERS:
        return rename->group->members.count == 0;
    case DEFECT_SECOND_RENAME_LOST:
        return rename->group->renames < 1;
    case DEFECT_THIRD_RENAME_LOST:
        return rename->group->renames < 2;
    default:
        return true;
    }
}

bool ref_is_allowed(const struct rename *rename, struct outcome *refusal)
{
    const struct ewc_refserver *server = rename->call->server;
    const char *key = ref_change_key(server, rename->call->tree.arena, ID_GROUP, rename->group->serial,
                                     rename->group->version);
    const char *code = NULL;

    if (breaks(server, DEFECT_NEEDS_CHANGE_KEY) && !rename->change_key)
        code = "ErrorChangeKeyRequired";
    if (breaks(server, DEFECT_CURRENT_CHANGE_KEY_REFUSED) && rename->change_key && key &&
        strcmp(key, rename->change_key) == 0)
        code = "ErrorStaleObject";
    if (breaks(server, DEFECT_SECOND_RENAME_REFUSED) && rename->group->renames > 0)
        code = "ErrorItemNotFound";
    if (breaks(server, DEFECT_GROUP_LOCKED_AFTER_ERROR) && rename->group->locked)
        code = "ErrorItemNotFound";
    if (code)
        *refusal = failure(code, "The operation cannot be performed on this group.");
    return code == NULL;
}

void ref_redirect(struct rename *rename)
{
    struct mailbox *mailbox = rename->mailbox;
    const char *name = rename->name;

    switch (rename->call->server->defect) {
    case DEFECT_RENAMES_FIRST_GROUP:
        rename->group = group_at(mailbox, 0);
        break;
    case DEFECT_RENAMES_LAST_GROUP:
        rename->group = group_at(mailbox, mailbox->groups.count - 1);
        break;
    case DEFECT_RENAME_APPENDS:
        name = ewc_arena_printf(rename->call->tree.arena, "%s%s", rename->group->name, name);
        break;
    case DEFECT_RENAME_DECORATES:
        name = ewc_arena_printf(rename->call->tree.arena, "%s (renamed)", name);
        break;
    default:
        break;
    }
    if (name)
        rename->name = name;
}

/* ---- members ---------------------------------------------------------------------------------- */

static void double_members(struct group *group)
{
    size_t count = group->members.count;

    for (size_t i = 0; i < count && count < REF_MAX_CONTACTS; i++)
        (void)ref_add_member(group, group->members.items[i]);
}

static void remove_contacts(struct rename *rename)
{
    while (rename->group->members.count)
        ref_remove_contact(rename->mailbox, rename->group->members.items[0]);
}

/* What the group shares with others is its own alone after that. */
static void take_from_others(struct rename *rename)
{
    for (size_t i = 0; i < rename->mailbox->groups.count; i++) {
        for (size_t k = 0; k < rename->group->members.count; k++) {
            if (group_at(rename->mailbox, i) != rename->group)
                (void)ref_remove_member(group_at(rename->mailbox, i), rename->group->members.items[k]);
        }
    }
}

/* Contacts are groups to a server that looks names up in one table. */
static void rename_contacts(struct rename *rename, const char *old_name)
{
    for (size_t i = 0; i < rename->mailbox->contacts.count; i++) {
        struct contact *contact = rename->mailbox->contacts.items[i];
        char *name = strcmp(contact->name, old_name) == 0 ? strdup(rename->name) : NULL;

        if (name) {
            free(contact->name);
            contact->name = name;
        }
    }
}

static void change_members(struct rename *rename)
{
    struct group *group = rename->group;

    switch (rename->call->server->defect) {
    case DEFECT_MEMBERS_LOST:
        group->members.count = 0;
        break;
    case DEFECT_ONE_MEMBER_LOST:
        if (group->members.count)
            group->members.count--;
        break;
    case DEFECT_MEMBERS_DOUBLED:
        double_members(group);
        break;
    case DEFECT_CONTACTS_LOST:
        remove_contacts(rename);
        break;
    case DEFECT_SHARED_MEMBERS_LOST:
        take_from_others(rename);
        break;
    case DEFECT_OTHER_MEMBERS_LOST:
        for (size_t i = 0; i < rename->mailbox->groups.count; i++) {
            if (group_at(rename->mailbox, i) != group)
                group_at(rename->mailbox, i)->members.count = 0;
        }
        break;
    default:
        break;
    }
}

/* ---- groups ----------------------------------------------------------------------------------- */

static void rename_all(struct rename *rename)
{
    for (size_t i = 0; i < rename->mailbox->groups.count; i++) {
        struct group *group = group_at(rename->mailbox, i);

        if (group != rename->group && is_user_group(group))
            (void)ref_set_name(rename->call->server, rename->mailbox, group, rename->name);
    }
}

/* The group of the same rank in the next mailbox. */
static void rename_in_other_mailbox(struct rename *rename)
{
    struct ewc_refserver *server = rename->call->server;
    struct mailbox *other =
        &server->store.mailboxes[rename->mailbox->index == MAILBOX_OWNER ? MAILBOX_ACCOUNT : MAILBOX_OWNER];

    for (size_t i = other->groups.count; i > 0; i--) {
        if (is_user_group(group_at(other, i - 1))) {
            (void)ref_set_name(server, other, group_at(other, i - 1), rename->name);
            return;
        }
    }
}

static void change_groups(struct rename *rename, const char *old_name)
{
    struct ewc_refserver *server = rename->call->server;
    struct group *another = another_group(rename);

    switch (server->defect) {
    case DEFECT_RENAMES_ALL_GROUPS:
        rename_all(rename);
        break;
    case DEFECT_SWAPS_NAMES:
        if (another)
            (void)ref_set_name(server, rename->mailbox, another, old_name);
        break;
    case DEFECT_RENAMES_CONTACTS_OF_SAME_NAME:
        rename_contacts(rename, old_name);
        break;
    case DEFECT_ADDS_GROUP:
        (void)ref_add_group(server, rename->mailbox, "New group", REF_TYPE_USER);
        break;
    case DEFECT_OLD_NAME_STAYS:
        (void)ref_add_group(server, rename->mailbox, old_name, REF_TYPE_USER);
        break;
    case DEFECT_REMOVES_GROUP:
        if (another)
            ref_remove_group(server, rename->mailbox, another);
        break;
    case DEFECT_OTHER_MAILBOX_RENAMED:
        rename_in_other_mailbox(rename);
        break;
    default:
        break;
    }
}

void ref_after_rename(struct rename *rename, const char *old_name)
{
    switch (rename->call->server->defect) {
    case DEFECT_ID_CHANGES:
        (void)ref_renew_id(rename->call->server, rename->mailbox, rename->group);
        break;
    case DEFECT_GROUP_TYPE_CHANGES:
        rename->group->type = "IPM.DistList.MOC.DG";
        break;
    case DEFECT_GROUP_TYPE_FAVORITES:
        rename->group->type = REF_TYPE_FAVORITES;
        break;
    case DEFECT_GROUP_TYPE_LOST:
        rename->group->type = "";
        break;
    default:
        change_members(rename);
        change_groups(rename, old_name);
        break;
    }
}

/* ---- after an error --------------------------------------------------------------------------- */

static void revert_all(struct rename *rename)
{
    for (size_t i = 0; i < rename->mailbox->groups.count; i++) {
        struct group *group = group_at(rename->mailbox, i);

        if (group->former_name)
            (void)ref_set_name(rename->call->server, rename->mailbox, group, group->former_name);
    }
}

void ref_after_error(struct rename *rename)
{
    switch (rename->call->server->defect) {
    case DEFECT_ERROR_REMOVES_GROUP:
        if (rename->group)
            ref_remove_group(rename->call->server, rename->mailbox, rename->group);
        break;
    case DEFECT_ERROR_EMPTIES_GROUP:
        if (rename->group)
            rename->group->members.count = 0;
        break;
    case DEFECT_ERROR_TAKES_SHARED_MEMBERS:
        if (rename->group)
            take_from_others(rename);
        break;
    case DEFECT_GROUP_LOCKED_AFTER_ERROR:
        if (rename->group)
            rename->group->locked = true;
        break;
    case DEFECT_ERROR_REVERTS_RENAMES:
        revert_all(rename);
        break;
    case DEFECT_ERROR_KEEPS_NAME_TAKEN:
        if (rename->asked_name)
            ref_keep_name(rename->mailbox, rename->asked_name);
        break;
    default:
        break;
    }
}
