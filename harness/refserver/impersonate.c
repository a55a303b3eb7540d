/* impersonate: which mailbox a request acts on. */
#include "refserver/call.h"

#include <ctype.h>
#include <string.h>

/* How ExchangeImpersonation names a mailbox. */
static const struct form {
    const char *element;
    const char *unknown_code; /* of a name that no mailbox has          */
    enum defect ignored_by;   /* the defect that overlooks this form    */
    enum defect refused_by;   /* the defect that always refuses it      */
} forms[] = {
    {"PrincipalName", "ErrorInvalidUserPrincipalName", DEFECT_IMPERSONATION_PRINCIPAL_IGNORED,
     DEFECT_IMPERSONATION_PRINCIPAL_REFUSED},
    {"SID", "ErrorNonExistentMailbox", DEFECT_IMPERSONATION_SID_IGNORED, DEFECT_IMPERSONATION_SID_REFUSED},
    {"PrimarySmtpAddress", "ErrorNonExistentMailbox", DEFECT_IMPERSONATION_PRIMARY_SMTP_IGNORED,
     DEFECT_NONE},
    {"SmtpAddress", "ErrorNonExistentMailbox", DEFECT_IMPERSONATION_SMTP_IGNORED, DEFECT_NONE},
};

enum { FORM_PRINCIPAL, FORM_SID, FORM_PRIMARY_SMTP, FORM_SMTP, FORMS };

static const char *identity(const struct mailbox *mailbox, size_t form)
{
    if (form == FORM_PRINCIPAL)
        return mailbox->upn;
    return form == FORM_SID ? mailbox->sid : mailbox->smtp;
}

static struct mailbox *find_mailbox(struct call *call, size_t form, struct ewc_str value)
{
    for (unsigned i = 0; i < MAILBOX_GHOST; i++) {
        struct mailbox *mailbox = &call->server->store.mailboxes[i];

        if (ewc_str_is_nocase(value, identity(mailbox, form)))
            return mailbox;
    }
    return NULL;
}

/* "S-1-" and numbers with hyphens between. */
static bool is_sid(struct ewc_str value)
{
    if (value.len < 5 || strncmp(value.ptr, "S-1-", 4) != 0 || value.ptr[value.len - 1] == '-')
        return false;
    for (size_t i = 4; i < value.len; i++) {
        bool hyphen = value.ptr[i] == '-';

        if ((!hyphen && !isdigit((unsigned char)value.ptr[i])) || (hyphen && value.ptr[i - 1] == '-'))
            return false;
    }
    return true;
}

static bool is_smtp_address(struct ewc_str value)
{
    size_t at = ewc_str_find(value, "@", 0);

    return at != SIZE_MAX && at > 0 && at + 1 < value.len && ewc_str_find(value, "@", at + 1) == SIZE_MAX &&
           ewc_str_find(value, " ", 0) == SIZE_MAX;
}

/* The code of an impersonation that fails; NULL when it does not. */
static const char *refusal_code(size_t form, struct ewc_str value, const struct mailbox *mailbox)
{
    if (form == FORM_SID && !is_sid(value))
        return "ErrorInvalidSid";
    if (form >= FORM_PRIMARY_SMTP && !is_smtp_address(value))
        return "ErrorInvalidSmtpAddress";
    if (!mailbox)
        return forms[form].unknown_code;
    return mailbox->index == MAILBOX_DENIED ? "ErrorImpersonateUserDenied" : NULL;
}

/* Mailboxes that a server with the defect uses instead of an error. */
static struct mailbox *wrong_mailbox(struct call *call, const char *code, struct mailbox *found)
{
    struct mailbox *mailboxes = call->server->store.mailboxes;
    bool unknown = !found && strcmp(code, "ErrorInvalidSid") != 0;

    switch (call->server->defect) {
    case DEFECT_IMPERSONATION_DENIED_ALLOWED:
        return found;
    case DEFECT_IMPERSONATION_UNKNOWN_OWN:
        return unknown ? &mailboxes[MAILBOX_OWNER] : NULL;
    case DEFECT_IMPERSONATION_UNKNOWN_CREATED:
        return unknown ? &mailboxes[MAILBOX_GHOST] : NULL;
    case DEFECT_IMPERSONATION_INVALID_SID_OWN:
        return strcmp(code, "ErrorInvalidSid") == 0 ? &mailboxes[MAILBOX_OWNER] : NULL;
    default:
        return NULL;
    }
}

static struct outcome refusal_of(const struct call *call, const char *code)
{
    struct outcome outcome =
        fault(code, "The account does not have permission to impersonate the requested user.");

    if (varies(call->server, VARIANT_IMPERSONATION_FAILED_CODE))
        outcome.code = "ErrorImpersonationFailed";
    if (call->operation && varies(call->server, VARIANT_IMPERSONATION_ERRORS_IN_BODY))
        outcome.kind = OUTCOME_ERROR;
    if (call->operation && breaks(call->server, DEFECT_IMPERSONATION_DENIED_ACKNOWLEDGED) &&
        code && strcmp(code, "ErrorImpersonateUserDenied") == 0)
        return success(NULL);
    return outcome;
}

static bool choose(struct call *call, size_t form, struct ewc_str value, struct outcome *refusal)
{
    struct mailbox *mailbox = find_mailbox(call, form, value);
    const char *code = refusal_code(form, value, mailbox);

    if (value.len == 0 && breaks(call->server, DEFECT_IMPERSONATION_BLANK_OWN))
        return true;
    if (forms[form].ignored_by != DEFECT_NONE && breaks(call->server, forms[form].ignored_by))
        return true;
    if (forms[form].refused_by != DEFECT_NONE && breaks(call->server, forms[form].refused_by))
        code = "ErrorImpersonationFailed";
    if (code)
        mailbox = wrong_mailbox(call, code, mailbox);
    if (!mailbox) {
        *refusal = refusal_of(call, code);
        return false;
    }
    call->mailbox = mailbox;
    atomic_store(&call->server->memory.last_mailbox, (int)mailbox->index);
    return true;
}

bool ref_impersonate(struct call *call, const struct ewc_node *header, struct outcome *refusal)
{
    const struct ewc_node *sid = header ? ref_node_child(header, "ConnectingSID") : NULL;
    const struct ewc_node *who = sid ? ewc_node_first(sid) : NULL;
    int last = atomic_load(&call->server->memory.last_mailbox);

    if (!who) {
        if (breaks(call->server, DEFECT_IMPERSONATION_STICKS) && last >= 0)
            call->mailbox = &call->server->store.mailboxes[last];
        return true;
    }
    if (breaks(call->server, DEFECT_IMPERSONATION_IGNORED))
        return true;
    for (size_t form = 0; form < FORMS; form++) {
        if (strcmp(ewc_node_local(who), forms[form].element) == 0)
            return choose(call, form, ewc_str_trim(ewc_str(ewc_node_text(who, call->tree.arena))), refusal);
    }
    return true;
}
