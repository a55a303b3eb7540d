/* target: the group that a GroupId means. */
#include "refserver/rename.h"

#include <stdlib.h>
#include <string.h>

#define LONG_ID 500u /* characters that make a server with the defect fall over */

/* ---- what is said of an Id that means no group, or no contact --------------------------------- */

static bool was_removed(const struct mailbox *mailbox, const char *id)
{
    for (size_t i = 0; i < mailbox->removed.count; i++) {
        const struct group *group = mailbox->removed.items[i];

        if (strcmp(group->id, id) == 0)
            return true;
    }
    return false;
}

static const char *code_of_bad_id(struct call *call, const char *text, struct id id, enum id_kind wanted)
{
    const struct ewc_refserver *server = call->server;
    bool contact = id.kind == ID_CONTACT || id.kind == ID_PERSONA;

    if (wanted == ID_GROUP && varies(server, VARIANT_IDS_INVALID_IM_GROUP_ID))
        return "ErrorInvalidImGroupId";
    if (varies(server, VARIANT_IDS_ITEM_NOT_FOUND))
        return "ErrorItemNotFound";
    if (varies(server, VARIANT_IDS_INVALID_ID))
        return contact ? "ErrorObjectTypeChanged" : "ErrorInvalidId";
    switch (id.kind) {
    case ID_EMPTY:
        return "ErrorInvalidIdEmpty";
    case ID_TOO_LONG:
        return "ErrorInvalidIdMonikerTooLong";
    case ID_MALFORMED:
        return "ErrorInvalidIdMalformed";
    case ID_FOLDER:
        return "ErrorCannotUseFolderIdForItemId";
    case ID_GROUP:
        if (wanted != ID_GROUP)
            return "ErrorInvalidImContactId";
        if (id.mailbox != call->mailbox->index && varies(server, VARIANT_FOREIGN_ID_MAILBOX_CODE))
            return "ErrorNonExistentMailbox";
        return was_removed(call->mailbox, text) && varies(server, VARIANT_REMOVED_ID_OTHER_CODE)
                   ? "ErrorInvalidImGroupId"
                   : "ErrorItemNotFound";
    case ID_CONTACT:
    case ID_PERSONA:
        return wanted == ID_GROUP ? "ErrorInvalidImGroupId" : "ErrorItemNotFound";
    }
    return "ErrorInvalidId";
}

struct outcome ref_bad_id(struct call *call, const char *text, enum id_kind wanted)
{
    struct id id = ref_id_read(call->server, text);
    struct outcome outcome = failure(code_of_bad_id(call, text, id, wanted), "The Id is invalid.");

    if (strcmp(outcome.code, "ErrorItemNotFound") == 0)
        outcome.text = "The specified object was not found in the store.";
    if (strcmp(outcome.code, "ErrorNonExistentMailbox") == 0) {
        outcome.text = "No mailbox with such guid.";
        outcome.mailbox_guid = call->server->store.mailboxes[id.mailbox].guid;
    }
    return outcome;
}

/* ---- wrong servers: finding more than there is ------------------------------------------------ */

static bool matches_loosely(const struct ewc_refserver *server, const char *id, const char *own)
{
    struct ewc_str asked = ewc_str(id);

    if (varies(server, VARIANT_ID_WITH_WHITE_SPACE_MATCHES))
        return ewc_str_is(ewc_str_trim(asked), own);
    switch (server->defect) {
    case DEFECT_ID_IGNORES_CASE:
        return ewc_str_is_nocase(asked, own);
    case DEFECT_ID_PREFIX_MATCHES:
        return asked.len >= strlen(own) / 2 && ewc_str_starts(ewc_str(own), id);
    case DEFECT_ID_PADDING_IGNORED:
        return asked.len + 2 >= strlen(own) && ewc_str_starts(ewc_str(own), id) &&
               strspn(own + asked.len, "=") == strlen(own + asked.len);
    case DEFECT_ID_SUFFIX_IGNORED:
        return ewc_str_starts(asked, own);
    default:
        return false;
    }
}

static struct group *find_loosely(const struct rename *rename)
{
    for (size_t i = rename->mailbox->groups.count; i > 0; i--) {
        struct group *group = group_at(rename->mailbox, i - 1);

        if (matches_loosely(rename->call->server, rename->id, group->id))
            return group;
    }
    return NULL;
}

static struct group *find_elsewhere(struct rename *rename)
{
    struct store *store = &rename->call->server->store;
    struct group *group = NULL;

    for (unsigned i = 0; i < REF_MAILBOXES && !group; i++) {
        group = ref_group_with_id(&store->mailboxes[i], rename->id);
        if (group)
            rename->mailbox = &store->mailboxes[i];
    }
    return group;
}

static struct group *revive(struct rename *rename)
{
    struct list *removed = &rename->mailbox->removed;

    for (size_t i = 0; i < removed->count; i++) {
        struct group *group = removed->items[i];

        if (strcmp(group->id, rename->id) == 0)
            return ref_revive_group(rename->mailbox, group) ? group : NULL;
    }
    return NULL;
}

static struct group *first_group(const struct rename *rename)
{
    return rename->mailbox->groups.count ? group_at(rename->mailbox, 0) : NULL;
}

static struct group *group_of_contact(const struct rename *rename)
{
    const struct contact *contact = ref_contact_with_id(rename->mailbox, rename->id);

    for (size_t i = 0; contact && i < rename->mailbox->groups.count; i++) {
        struct group *group = group_at(rename->mailbox, i);

        for (size_t m = 0; m < group->members.count; m++) {
            if (group->members.items[m] == contact)
                return group;
        }
    }
    return NULL;
}

/* An Id that could be one of ours and is not: a client can only guess one by changing one. */
static bool is_unknown(const struct rename *rename)
{
    struct id id = ref_id_read(rename->call->server, rename->id);
    const struct group *first = first_group(rename);

    if (was_removed(rename->mailbox, rename->id))
        return false;
    return id.kind == ID_GROUP ||
           (id.kind == ID_MALFORMED && first && strlen(first->id) == strlen(rename->id));
}

/* The group that a wrong server finds. */
static struct group *find_wrongly(struct rename *rename)
{
    struct ewc_refserver *server = rename->call->server;
    struct group *group = find_loosely(rename);

    if (group)
        return group;
    switch (server->defect) {
    case DEFECT_FOREIGN_ID_RENAMES:
        return find_elsewhere(rename);
    case DEFECT_REMOVED_ID_REVIVES:
        return revive(rename);
    case DEFECT_EMPTY_ID_RENAMES_FIRST:
        return *rename->id == '\0' ? first_group(rename) : NULL;
    case DEFECT_UNKNOWN_ID_RENAMES_FIRST:
        return is_unknown(rename) ? first_group(rename) : NULL;
    case DEFECT_UNKNOWN_ID_ADDS_GROUP:
        return is_unknown(rename) ? ref_add_group(server, rename->mailbox, "?", REF_TYPE_USER) : NULL;
    case DEFECT_CONTACT_ID_RENAMES_GROUP:
        return group_of_contact(rename);
    default:
        return NULL;
    }
}

/* ---- wrong servers: answering otherwise ------------------------------------------------------- */

static struct outcome rename_contact(struct rename *rename)
{
    struct contact *contact = ref_contact_with_id(rename->mailbox, rename->id);
    char *name = contact && rename->asked_name ? strdup(rename->asked_name) : NULL;

    if (!name)
        return ref_bad_id(rename->call, rename->id, ID_GROUP);
    free(contact->name);
    contact->name = name;
    contact->version++;
    return success(NULL);
}

static struct outcome answer_unknown(struct rename *rename)
{
    struct outcome outcome = ref_bad_id(rename->call, rename->id, ID_GROUP);

    switch (rename->call->server->defect) {
    case DEFECT_UNKNOWN_ID_ACCEPTED:
        return success(NULL);
    case DEFECT_UNKNOWN_ID_NO_ERROR:
        outcome.kind = OUTCOME_SUCCESS;
        return outcome;
    case DEFECT_UNKNOWN_ID_WRONG_CODE:
        return failure("ErrorImGroupDisplayNameAlreadyExists",
                       "An IM group with the specified display name already exists.");
    case DEFECT_UNKNOWN_ID_STATUS_404:
        outcome.status = 404;
        return outcome;
    default:
        return outcome;
    }
}

static bool answer_malformed(enum defect defect, struct outcome *outcome)
{
    switch (defect) {
    case DEFECT_MALFORMED_ID_ACCEPTED:
        *outcome = success(NULL);
        return true;
    case DEFECT_MALFORMED_ID_PAGE:
        *outcome = (struct outcome){.kind = OUTCOME_PAGE, .status = 500};
        return true;
    case DEFECT_MALFORMED_ID_CLOSES:
        *outcome = (struct outcome){.kind = OUTCOME_SILENCE};
        return true;
    default:
        return false;
    }
}

static struct outcome answer_not_found(struct rename *rename)
{
    enum defect defect = rename->call->server->defect;
    struct id id = ref_id_read(rename->call->server, rename->id);
    struct outcome outcome;

    if (defect == DEFECT_LONG_ID_CLOSES && strlen(rename->id) > LONG_ID)
        return (struct outcome){.kind = OUTCOME_SILENCE};
    if (defect == DEFECT_EMPTY_ID_ACCEPTED && id.kind == ID_EMPTY)
        return success(NULL);
    if (defect == DEFECT_REMOVED_ID_ACCEPTED && was_removed(rename->mailbox, rename->id))
        return success(NULL);
    if (defect == DEFECT_FOREIGN_ID_ACCEPTED && id.kind == ID_GROUP && id.mailbox != rename->mailbox->index)
        return success(NULL);
    if (id.kind == ID_CONTACT || id.kind == ID_PERSONA) {
        if (defect == DEFECT_CONTACT_ID_ACCEPTED)
            return success(NULL);
        if (defect == DEFECT_CONTACT_ID_RENAMES_CONTACT)
            return rename_contact(rename);
    }
    /* A changed Id is malformed as well as unknown: it meets the defects of either. */
    if (id.kind == ID_MALFORMED && answer_malformed(defect, &outcome))
        return outcome;
    return is_unknown(rename) ? answer_unknown(rename) : ref_bad_id(rename->call, rename->id, ID_GROUP);
}

static bool find_without_id(struct rename *rename, struct outcome *refusal)
{
    if (breaks(rename->call->server, DEFECT_MISSING_GROUP_ID_ACCEPTED))
        rename->group = first_group(rename);
    *refusal = breaks(rename->call->server, DEFECT_MISSING_ID_IN_BODY)
                   ? failure("ErrorInvalidIdEmpty", "The Id is empty.")
                   : success(NULL);
    return rename->group != NULL;
}

bool ref_find_target(struct rename *rename, struct outcome *refusal)
{
    struct ewc_refserver *server = rename->call->server;

    if (!rename->id)
        return find_without_id(rename, refusal);
    if (breaks(server, DEFECT_IMPERSONATION_IGNORED_FOR_RENAME))
        rename->mailbox = &server->store.mailboxes[MAILBOX_OWNER];
    rename->group = ref_group_with_id(rename->mailbox, rename->id);
    if (!rename->group)
        rename->group = find_wrongly(rename);
    if (!rename->group)
        *refusal = answer_not_found(rename);
    return rename->group != NULL;
}
