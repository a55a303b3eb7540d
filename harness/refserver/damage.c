/* damage: what wrong servers do to the envelope and the headers of their answers. */
#include "refserver/answer.h"

#include <string.h>

/* ---- the envelope ----------------------------------------------------------------------------- */

static void change_soap_namespace(struct elem *elem, void *ctx)
{
    const enum ns *to = ctx;

    if (elem->ns == NS_SOAP)
        elem->ns = *to;
}

static void set_soap_namespace(struct message *message, enum ns to)
{
    ref_each(message->root, change_soap_namespace, &to);
}

static void make_entry_the_root(struct message *message)
{
    struct elem *entry = message->response ? message->response : message->fault;

    ref_detach(entry);
    message->root = entry;
}

static void damage_envelope(struct call *call, struct message *message)
{
    switch (call->server->defect) {
    case DEFECT_SOAP12_ENVELOPE:
        set_soap_namespace(message, NS_SOAP12);
        break;
    case DEFECT_ENVELOPE_WITHOUT_NAMESPACE:
        set_soap_namespace(message, NS_NONE);
        break;
    case DEFECT_NO_ENVELOPE:
        make_entry_the_root(message);
        break;
    case DEFECT_HEADER_AFTER_BODY:
        ref_detach(message->header);
        ref_append(message->root, message->header);
        break;
    case DEFECT_HEADER_TWICE:
        ref_prepend(message->root, ref_copy(message->header));
        break;
    case DEFECT_ELEMENT_AFTER_BODY:
        ref_add_text(message->root, NS_NONE, "Trailer", "17");
        break;
    case DEFECT_ENVELOPE_ATTRIBUTE:
        ref_set(message->root, NS_NONE, "version", "1.1");
        break;
    case DEFECT_HEADER_ENTRY_WITHOUT_NAMESPACE:
        ref_add_text(message->header, NS_NONE, "RequestId", "17");
        break;
    case DEFECT_TEXT_IN_ENVELOPE:
        message->root->text = "OK";
        break;
    case DEFECT_TEXT_IN_BODY:
        message->body->text = "OK";
        break;
    default:
        break;
    }
}

/* ---- the entry of the Body --------------------------------------------------------------------- */
/* Only SetImGroup's, so that other operations can be used to look at what it did. */

static void wrap_in_response_messages(struct message *message)
{
    struct elem *inner = ref_copy(message->response);
    struct elem *outer = message->response;

    if (!inner)
        return;
    inner->name = "SetImGroupResponseMessage";
    outer->first = NULL;
    ref_drop_attr(outer, "ResponseClass");
    ref_append(ref_add(outer, NS_MESSAGES, "ResponseMessages"), inner);
}

static void damage_success_entry(enum defect defect, struct message *message)
{
    switch (defect) {
    case DEFECT_BODY_EMPTY:
        ref_detach(message->response);
        break;
    case DEFECT_BODY_MISSING:
        ref_detach(message->body);
        break;
    default:
        break;
    }
}

static void damage_entry(enum defect defect, struct message *message)
{
    struct elem *response = message->response;

    switch (defect) {
    case DEFECT_TWO_BODY_ENTRIES:
        ref_add_text(message->body, NS_OTHER, "Trace", "17");
        break;
    case DEFECT_RESPONSE_TWICE:
        ref_append(message->body, ref_copy(response));
        break;
    case DEFECT_RESPONSE_NAME_OF_REQUEST:
        response->name = "SetImGroup";
        break;
    case DEFECT_RESPONSE_NAME_RESULT:
        response->name = "SetImGroupResult";
        break;
    case DEFECT_RESPONSE_NAME_OF_ANOTHER:
        response->name = "AddImGroupResponse";
        break;
    case DEFECT_RESPONSE_IN_TYPES_NAMESPACE:
        response->ns = NS_TYPES;
        break;
    case DEFECT_RESPONSE_WITHOUT_NAMESPACE:
        response->ns = NS_NONE;
        break;
    case DEFECT_RESPONSE_IN_RESPONSE_MESSAGES:
        wrap_in_response_messages(message);
        break;
    default:
        break;
    }
}

/* ---- ServerVersionInfo ------------------------------------------------------------------------ */

static void set_number(struct message *message, const char *name, const char *value)
{
    struct attr *attr = ref_attr(message->info, name);

    if (attr)
        attr->value = value;
}

static void attributes_to_elements(struct elem *info)
{
    for (const struct attr *attr = info->attrs; attr; attr = attr->next)
        ref_add_text(info, NS_TYPES, attr->name, attr->value);
    info->attrs = NULL;
}

static void qualify_attributes(struct elem *elem)
{
    for (struct attr *attr = elem->attrs; attr; attr = attr->next)
        attr->ns = NS_TYPES;
}

static bool lacks_version_info(const struct call *call, const struct outcome *outcome)
{
    switch (call->server->defect) {
    case DEFECT_VERSION_INFO_MISSING:
        return true;
    case DEFECT_VERSION_INFO_MISSING_ON_SUCCESS:
        return outcome->kind == OUTCOME_SUCCESS;
    case DEFECT_VERSION_INFO_MISSING_ON_SET_IM_GROUP:
        return is_set_im_group(call);
    case DEFECT_VERSION_INFO_MISSING_ON_ERRORS:
        return outcome->kind == OUTCOME_ERROR;
    default:
        return false;
    }
}

static void move_version_info(enum defect defect, struct message *message)
{
    switch (defect) {
    case DEFECT_VERSION_INFO_HEADER_EMPTY:
        ref_detach(message->info);
        break;
    case DEFECT_VERSION_INFO_IN_BODY:
        ref_detach(message->header);
        ref_detach(message->info);
        ref_append(message->body, message->info);
        break;
    case DEFECT_VERSION_INFO_IN_MESSAGES_NAMESPACE:
        message->info->ns = NS_MESSAGES;
        break;
    case DEFECT_VERSION_INFO_WITHOUT_NAMESPACE:
        message->info->ns = NS_NONE;
        break;
    case DEFECT_VERSION_INFO_IN_DOCUMENTATION_NAMESPACE:
        message->info->ns = NS_TYPES_OTHERWISE;
        break;
    case DEFECT_VERSION_INFO_MISSPELT:
        message->info->name = "ServerVersion";
        break;
    case DEFECT_VERSION_INFO_TWICE:
        ref_append(message->header, ref_copy(message->info));
        break;
    default:
        break;
    }
}

static void change_version_info(struct call *call, struct message *message)
{
    switch (call->server->defect) {
    case DEFECT_VERSION_NUMBER_WORDS:
        set_number(message, "MajorVersion", "fifteen");
        break;
    case DEFECT_VERSION_NUMBER_DOTTED:
        set_number(message, "MajorVersion", "15.1");
        break;
    case DEFECT_VERSION_NUMBER_EMPTY:
        set_number(message, "MinorBuildNumber", "");
        break;
    case DEFECT_VERSION_NUMBER_TOO_LARGE:
        set_number(message, "MajorBuildNumber", "99999999999");
        break;
    case DEFECT_VERSION_NUMBER_HEXADECIMAL:
        set_number(message, "MajorBuildNumber", "0x29D");
        break;
    case DEFECT_VERSION_INFO_VARIES:
        set_number(message, "MinorBuildNumber", ewc_arena_printf(call->tree.arena, "%u", call->number));
        break;
    case DEFECT_VERSION_MAJOR_14:
        set_number(message, "MajorVersion", "14");
        break;
    case DEFECT_VERSION_INFO_AS_ELEMENTS:
        attributes_to_elements(message->info);
        break;
    case DEFECT_VERSION_INFO_UNKNOWN_ATTRIBUTE:
        ref_set(message->info, NS_NONE, "Edition", "standard");
        break;
    case DEFECT_VERSION_INFO_QUALIFIED:
        qualify_attributes(message->info);
        break;
    case DEFECT_VERSION_INFO_WITH_TEXT:
        message->info->text = "15.1";
        break;
    default:
        move_version_info(call->server->defect, message);
        break;
    }
}

void ref_damage(struct call *call, const struct outcome *outcome, struct message *message)
{
    if (message->info && lacks_version_info(call, outcome))
        ref_detach(message->header);
    else if (message->info)
        change_version_info(call, message);
    if (message->response)
        ref_damage_response(call, outcome, message);
    if (message->fault)
        ref_damage_fault(call, message);
    if (message->response && is_set_im_group(call)) {
        damage_entry(call->server->defect, message);
        if (outcome->kind == OUTCOME_SUCCESS)
            damage_success_entry(call->server->defect, message);
    }
    damage_envelope(call, message);
}
