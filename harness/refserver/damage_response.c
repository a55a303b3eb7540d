/* damage_response: what wrong servers do to the response element, and to faults. */
#include "refserver/answer.h"

#include <string.h>

#define CODE "ResponseCode"
#define CLASS "ResponseClass"

static void set_text(const struct elem *parent, const char *child, const char *text)
{
    struct elem *elem = ref_child(parent, child);

    if (elem)
        elem->text = text;
}

static void set_ns(const struct elem *parent, const char *child, enum ns ns)
{
    struct elem *elem = ref_child(parent, child);

    if (elem)
        elem->ns = ns;
}

static void set_class(const struct elem *response, const char *value)
{
    struct attr *attr = ref_attr(response, CLASS);

    if (attr)
        attr->value = value;
}

static void drop(const struct elem *parent, const char *child)
{
    ref_detach(ref_child(parent, child));
}

static void move_to_front(struct elem *parent, const char *child)
{
    struct elem *elem = ref_child(parent, child);

    ref_detach(elem);
    ref_prepend(parent, elem);
}

static void add_again(struct elem *parent, const char *child)
{
    ref_append(parent, ref_copy(ref_child(parent, child)));
}

/* ---- success ---------------------------------------------------------------------------------- */

static void add_group(struct elem *response)
{
    struct elem *group = ref_add(response, NS_MESSAGES, "ImGroup");

    ref_add_text(group, NS_TYPES, "DisplayName", "renamed");
    ref_add_text(group, NS_TYPES, "GroupType", REF_TYPE_USER);
}

static void add_key_first(struct elem *response)
{
    if (!ref_child(response, "DescriptiveLinkKey"))
        ref_add_text(response, NS_MESSAGES, "DescriptiveLinkKey", "0");
    move_to_front(response, "DescriptiveLinkKey");
}

static void code_to_attribute(struct elem *response)
{
    drop(response, CODE);
    ref_set(response, NS_NONE, CODE, "NoError");
}

static void damage_success_code(enum defect defect, struct elem *response)
{
    switch (defect) {
    case DEFECT_RESPONSE_CODE_MISSING:
        drop(response, CODE);
        break;
    case DEFECT_RESPONSE_CODE_EMPTY:
        set_text(response, CODE, "");
        break;
    case DEFECT_RESPONSE_CODE_SUCCESS:
        set_text(response, CODE, "Success");
        break;
    case DEFECT_RESPONSE_CODE_LOWER_CASE:
        set_text(response, CODE, "noError");
        break;
    case DEFECT_RESPONSE_CODE_IN_TYPES_NAMESPACE:
        set_ns(response, CODE, NS_TYPES);
        break;
    case DEFECT_RESPONSE_CODE_WITHOUT_NAMESPACE:
        set_ns(response, CODE, NS_NONE);
        break;
    case DEFECT_RESPONSE_CODE_AS_ATTRIBUTE:
        code_to_attribute(response);
        break;
    case DEFECT_SUCCESS_CODE_TWICE:
        add_again(response, CODE);
        break;
    default:
        break;
    }
}

static void damage_success(enum defect defect, struct elem *response)
{
    switch (defect) {
    case DEFECT_RESPONSE_CLASS_MISSING:
        ref_drop_attr(response, CLASS);
        break;
    case DEFECT_RESPONSE_CLASS_WARNING:
        set_class(response, "Warning");
        break;
    case DEFECT_RESPONSE_CLASS_LOWER_CASE:
        set_class(response, "success");
        break;
    case DEFECT_SUCCESS_EXTRA_CHILD:
        add_group(response);
        break;
    case DEFECT_SUCCESS_UNKNOWN_CHILD:
        ref_add_text(response, NS_MESSAGES, "Renamed", "true");
        break;
    case DEFECT_SUCCESS_UNKNOWN_ATTRIBUTE:
        ref_set(response, NS_NONE, "Renamed", "true");
        break;
    case DEFECT_SUCCESS_DISORDERED:
        add_key_first(response);
        break;
    case DEFECT_SUCCESS_TEXT:
        response->text = "renamed";
        break;
    default:
        damage_success_code(defect, response);
        break;
    }
}

/* ---- errors ----------------------------------------------------------------------------------- */

static const char *lower_case(struct ewc_arena *arena, const char *text)
{
    char *copy = ewc_arena_strdup(arena, text);

    for (char *at = copy; at && *at; at++) {
        if (*at >= 'A' && *at <= 'Z')
            *at = (char)(*at + 32);
    }
    return copy;
}

static void damage_error_code(struct call *call, struct elem *response)
{
    struct elem *code = ref_child(response, CODE);

    if (!code || !code->text)
        return;
    switch (call->server->defect) {
    case DEFECT_CODE_MISSPELT:
        if (strcmp(code->text, "ErrorImGroupDisplayNameAlreadyExists") == 0)
            code->text = "ErrorImGroupDisplayNameAlreadyExist";
        break;
    case DEFECT_CODE_UNKNOWN:
        code->text = "ErrorGroupExists";
        break;
    case DEFECT_CODE_NUMERIC:
        code->text = "409";
        break;
    case DEFECT_CODE_WITH_WHITE_SPACE:
        code->text = ewc_arena_printf(call->tree.arena, "\n  %s\n", code->text);
        break;
    case DEFECT_CODE_WITH_PREFIX:
        code->text_ns = NS_MESSAGES;
        break;
    case DEFECT_CODE_LOWER_CASE:
        code->text = lower_case(call->tree.arena, code->text);
        break;
    case DEFECT_ERROR_CODE_MISSING:
        ref_detach(code);
        break;
    case DEFECT_ERROR_CODE_EMPTY:
        code->text = "";
        break;
    case DEFECT_ERROR_CODE_TWICE:
        add_again(response, CODE);
        break;
    default:
        break;
    }
}

static void damage_error(struct call *call, struct elem *response)
{
    switch (call->server->defect) {
    case DEFECT_ERROR_CLASS_MISSING:
        ref_drop_attr(response, CLASS);
        break;
    case DEFECT_ERROR_CLASS_FAILURE:
        set_class(response, "Failure");
        break;
    case DEFECT_ERROR_DISORDERED:
        move_to_front(response, CODE);
        break;
    case DEFECT_ERROR_UNKNOWN_CHILD:
        ref_add_text(response, NS_MESSAGES, "Reason", "17");
        break;
    case DEFECT_ERROR_TEXT:
        response->text = "failed";
        break;
    case DEFECT_LINK_KEY_WORDS:
        set_text(response, "DescriptiveLinkKey", "none");
        break;
    case DEFECT_LINK_KEY_EMPTY:
        set_text(response, "DescriptiveLinkKey", "");
        break;
    case DEFECT_LINK_KEY_NOT_ZERO:
        set_text(response, "DescriptiveLinkKey", "12");
        break;
    case DEFECT_MESSAGE_TEXT_MISSING:
        drop(response, "MessageText");
        break;
    case DEFECT_MESSAGE_TEXT_IN_TYPES_NAMESPACE:
        set_ns(response, "MessageText", NS_TYPES);
        break;
    case DEFECT_MESSAGE_TEXT_WITH_ELEMENTS:
        ref_add_text(ref_child(response, "MessageText"), NS_MESSAGES, "em", "now");
        break;
    case DEFECT_CONTROL_CHARACTER:
    case DEFECT_UNKNOWN_ENTITY:
        set_text(response, "MessageText", REF_PLACEHOLDER);
        break;
    default:
        damage_error_code(call, response);
        break;
    }
}

/* ---- both ------------------------------------------------------------------------------------- */

/* A server that translates what is not for people. */
static void translate(struct call *call, struct elem *response)
{
    struct elem *code = ref_child(response, CODE);
    bool german = call->culture && strncmp(call->culture, "de", 2) == 0;
    bool good = code && code->text && strcmp(code->text, "NoError") == 0;

    if (!german)
        return;
    if (breaks(call->server, DEFECT_CULTURE_TRANSLATES_CODE) && code)
        code->text = good ? "KeinFehler" : "FehlerNameVorhanden";
    if (breaks(call->server, DEFECT_CULTURE_TRANSLATES_CLASS))
        set_class(response, good ? "Erfolg" : "Fehler");
}

void ref_damage_response(struct call *call, const struct outcome *outcome, struct message *message)
{
    translate(call, message->response);
    if (breaks(call->server, DEFECT_DUPLICATE_ATTRIBUTE))
        ref_set(message->response, NS_NONE, CLASS, "Success");
    if (!is_set_im_group(call))
        return;
    if (outcome->kind == OUTCOME_SUCCESS && !outcome->code)
        damage_success(call->server->defect, message->response);
    else if (outcome->kind == OUTCOME_ERROR)
        damage_error(call, message->response);
}

/* ---- faults ----------------------------------------------------------------------------------- */

static void change_detail_ns(struct elem *fault, enum ns ns)
{
    struct elem *detail = ref_child(fault, "detail");

    set_ns(detail, CODE, ns);
    set_ns(detail, "Message", ns);
}

static void qualify_children(struct elem *fault)
{
    for (struct elem *child = fault->first; child; child = child->next)
        child->ns = NS_SOAP;
}

static void make_soap12(struct elem *fault)
{
    struct elem *code = ref_child(fault, "faultcode");
    struct elem *text = ref_child(fault, "faultstring");
    struct elem *reason = ref_elem(fault->tree, NS_SOAP, "Reason");
    struct elem *outer = ref_elem(fault->tree, NS_SOAP, "Code");

    ref_detach(code);
    ref_detach(text);
    if (!code || !text || !reason || !outer)
        return;
    code->name = "Value";
    code->ns = NS_SOAP;
    text->name = "Text";
    text->ns = NS_SOAP;
    ref_append(outer, code);
    ref_append(reason, text);
    ref_prepend(fault, reason);
    ref_prepend(fault, outer);
}

static void capitalise(struct elem *fault)
{
    struct elem *code = ref_child(fault, "faultcode");
    struct elem *text = ref_child(fault, "faultstring");

    if (code)
        code->name = "FaultCode";
    if (text)
        text->name = "FaultString";
}

static void move_to_header(struct message *message)
{
    struct elem *header = ref_elem(message->root->tree, NS_SOAP, "Header");

    ref_detach(message->fault);
    ref_append(header, message->fault);
    ref_prepend(message->root, header);
}

static void add_response_beside(struct message *message)
{
    struct elem *response = ref_add(message->body, NS_MESSAGES, "SetImGroupResponse");

    ref_set(response, NS_NONE, CLASS, "Error");
    ref_add_text(response, NS_MESSAGES, CODE, "ErrorInternalServerError");
}

static void damage_detail(enum defect defect, struct elem *fault)
{
    struct elem *detail = ref_child(fault, "detail");

    switch (defect) {
    case DEFECT_FAULT_DETAIL_MISSING:
        ref_detach(detail);
        break;
    case DEFECT_FAULT_DETAIL_TWICE:
        ref_append(fault, ref_copy(detail));
        break;
    case DEFECT_FAULT_DISORDERED:
        move_to_front(fault, "detail");
        break;
    case DEFECT_FAULT_UNKNOWN_CHILD:
        ref_add_text(fault, NS_NONE, "reason", "17");
        break;
    case DEFECT_FAULT_DETAIL_EMPTY:
        if (detail)
            detail->first = NULL;
        break;
    case DEFECT_FAULT_RESPONSE_CODE_MISSING:
        drop(detail, CODE);
        break;
    case DEFECT_FAULT_MESSAGE_MISSING:
        drop(detail, "Message");
        break;
    case DEFECT_FAULT_DETAIL_IN_TYPES_NAMESPACE:
        change_detail_ns(fault, NS_TYPES);
        break;
    case DEFECT_FAULT_DETAIL_WITHOUT_NAMESPACE:
        change_detail_ns(fault, NS_NONE);
        break;
    case DEFECT_FAULT_CODES_DISAGREE:
        set_text(detail, CODE, "ErrorInvalidRequest");
        break;
    default:
        break;
    }
}

void ref_damage_fault(struct call *call, struct message *message)
{
    struct elem *fault = message->fault;

    switch (call->server->defect) {
    case DEFECT_FAULT_QUALIFIED:
        qualify_children(fault);
        break;
    case DEFECT_FAULT_CODE_MISSING:
        drop(fault, "faultcode");
        break;
    case DEFECT_FAULT_CODE_EMPTY:
        ref_child(fault, "faultcode")->text_ns = NS_NONE;
        set_text(fault, "faultcode", "");
        break;
    case DEFECT_FAULT_STRING_WITH_ELEMENT:
        ref_add_text(ref_child(fault, "faultstring"), NS_NONE, "text", "The request is wrong.");
        break;
    case DEFECT_FAULT_CODE_UNBOUND:
        ref_child(fault, "faultcode")->text_ns = NS_NONE;
        set_text(fault, "faultcode", "q:ErrorSchemaValidation");
        break;
    case DEFECT_FAULT_STRING_MISSING:
        drop(fault, "faultstring");
        break;
    case DEFECT_FAULT_SOAP12:
        make_soap12(fault);
        break;
    case DEFECT_FAULT_CAPITALS:
        capitalise(fault);
        break;
    case DEFECT_FAULT_TWICE:
        ref_append(message->body, ref_copy(fault));
        break;
    case DEFECT_FAULT_OUT_OF_BODY:
        move_to_header(message);
        break;
    case DEFECT_RESPONSE_BESIDE_FAULT:
        add_response_beside(message);
        break;
    default:
        damage_detail(call->server->defect, fault);
        break;
    }
}
