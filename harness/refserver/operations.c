/* operations: the table of what the server can do, and a request from its bytes to its outcome. */
#include "refserver/call.h"

#include <string.h>

static const struct operation operations[] = {
    {"SetImGroup", "SetImGroupResponse", &ref_shape_set_im_group, ref_set_im_group, NULL},
    {"AddImGroup", "AddImGroupResponse", &ref_shape_add_im_group, ref_add_im_group, NULL},
    {"RemoveImGroup", "RemoveImGroupResponse", &ref_shape_remove_im_group, ref_remove_im_group, NULL},
    {"GetImItemList", "GetImItemListResponse", &ref_shape_get_im_item_list, ref_get_im_item_list, NULL},
    {"GetImItems", "GetImItemsResponse", &ref_shape_get_im_items, ref_get_im_items, NULL},
    {"AddNewImContactToGroup", "AddNewImContactToGroupResponse", &ref_shape_add_new_im_contact_to_group,
     ref_add_new_im_contact_to_group, NULL},
    {"RemoveContactFromImList", "RemoveContactFromImListResponse", &ref_shape_remove_contact_from_im_list,
     ref_remove_contact_from_im_list, NULL},
    {"RemoveImContactFromGroup", "RemoveImContactFromGroupResponse",
     &ref_shape_remove_im_contact_from_group, ref_remove_im_contact_from_group, NULL},
    {"GetFolder", "GetFolderResponse", &ref_shape_get_folder, ref_get_folder, "GetFolderResponseMessage"},
};

const struct operation *ref_operation(const char *name)
{
    for (size_t i = 0; i < sizeof(operations) / sizeof(operations[0]); i++) {
        if (strcmp(operations[i].name, name) == 0)
            return &operations[i];
    }
    return NULL;
}

/* ---- refusals that come before anything is read ----------------------------------------------- */

static bool is_throttled(struct call *call, struct outcome *refusal)
{
    const struct ewc_refserver *server = call->server;

    call->number = atomic_fetch_add(&call->server->memory.requests, 1) + 1;
    if (call->number % 50 == 0 &&
        varies(server, VARIANT_THROTTLED_503)) { /* seldom: it costs a second each time */
        *refusal = (struct outcome){.kind = OUTCOME_PAGE, .status = 503};
        return true;
    }
    if (call->number % 5 == 0 && varies(server, VARIANT_THROTTLED_FAULT)) {
        *refusal =
            fault("ErrorServerBusy", "The server cannot service this request right now. Try again later.");
        refusal->back_off_ms = 10;
        return true;
    }
    return false;
}

/* This form of throttling needs to know the operation that it answers. */
static bool is_throttled_in_body(struct call *call, struct outcome *refusal)
{
    if (!varies(call->server, VARIANT_THROTTLED_IN_BODY) || call->number % 5 != 0)
        return false;
    *refusal = failure("ErrorInternalServerError", "An internal server error occurred. Try again later.");
    refusal->inner_code = "ErrorServerBusy";
    refusal->back_off_ms = 10;
    return true;
}

static bool is_broken(struct call *call, struct outcome *refusal)
{
    *refusal = (struct outcome){.kind = OUTCOME_PAGE, .status = 500};
    return breaks(call->server, DEFECT_PAGES_AFTER_ERROR) && atomic_load(&call->server->memory.erred);
}

/* COS 3.1.4.12 binds the operation to a SOAPAction; a server may want to see one. */
static bool lacks_soap_action(struct call *call, struct outcome *refusal)
{
    *refusal = fault("ErrorInvalidRequest", "The request has no SOAPAction.");
    return varies(call->server, VARIANT_NEEDS_SOAP_ACTION) && !call->http->soap_action;
}

static bool read_request(struct call *call, struct outcome *refusal)
{
    return ref_read_document(call, refusal) && ref_read_envelope(call, refusal) &&
           ref_read_entry(call, refusal);
}

/* Wrong servers that call a request an error after they carried it out. */
static bool is_carried_out_anyway(const struct call *call, const struct outcome *refusal)
{
    const char *code = refusal->code ? refusal->code : "";

    switch (call->server->defect) {
    case DEFECT_SCHEMA_ERROR_APPLIED:
        return strcmp(code, "ErrorSchemaValidation") == 0;
    case DEFECT_MUST_UNDERSTAND_APPLIED:
        return refusal->soap_code && strcmp(refusal->soap_code, "MustUnderstand") == 0;
    case DEFECT_IMPERSONATION_ERROR_APPLIED:
        return strncmp(code, "ErrorImperson", 13) == 0 || strcmp(code, "ErrorNonExistentMailbox") == 0 ||
               strcmp(code, "ErrorInvalidSid") == 0 || strcmp(code, "ErrorInvalidUserPrincipalName") == 0;
    default:
        return false;
    }
}

struct outcome ref_carry_out(struct call *call)
{
    struct outcome refusal;

    call->mailbox = &call->server->store.mailboxes[MAILBOX_OWNER];
    if (is_throttled(call, &refusal) || is_broken(call, &refusal) || lacks_soap_action(call, &refusal))
        return refusal;
    if (!read_request(call, &refusal)) {
        if (is_carried_out_anyway(call, &refusal))
            ref_rename_from_bytes(call);
        if (refusal.violation)
            atomic_store(&call->server->memory.faulted, true);
        return refusal;
    }
    if (is_throttled_in_body(call, &refusal))
        return refusal;
    return call->operation->run(call);
}
