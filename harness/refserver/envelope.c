/* envelope: the SOAP envelope of a request, and what its body holds. Source: SOAP 1.1, section 4. */
#include "refserver/call.h"

#include <string.h>

static struct outcome schema_refusal(struct call *call, const char *violation, struct ewc_loc at)
{
    struct outcome outcome = fault("ErrorSchemaValidation", "The request failed schema validation.");

    outcome.violation = violation;
    outcome.line = at.line;
    outcome.column = at.column;
    if (varies(call->server, VARIANT_INVALID_REQUEST_CODE))
        outcome.code = "ErrorInvalidRequest";

    switch (call->server->defect) {
    case DEFECT_SCHEMA_ERROR_IN_BODY:
        outcome.kind = call->operation ? OUTCOME_ERROR : OUTCOME_FAULT;
        break;
    case DEFECT_SCHEMA_ERROR_WARNING:
        outcome.kind = call->operation ? OUTCOME_WARNING : OUTCOME_FAULT;
        break;
    case DEFECT_SCHEMA_ERROR_ACKNOWLEDGED:
        return call->operation ? success(NULL) : outcome;
    case DEFECT_SCHEMA_ERROR_PAGE:
        return (struct outcome){.kind = OUTCOME_PAGE, .status = 400};
    case DEFECT_SCHEMA_ERROR_EMPTY:
        return (struct outcome){.kind = OUTCOME_EMPTY, .status = 500};
    case DEFECT_SCHEMA_ERROR_WRONG_CODE:
        return fault("ErrorItemNotFound", "The specified object was not found in the store.");
    default:
        break;
    }
    return outcome;
}

/* ---- what some servers overlook --------------------------------------------------------------- */

#define ANY NULL

static const struct tolerance {
    enum defect defect;
    enum violation_kind kind;
    const char *parent;
    const char *subject;
} tolerances[] = {
    {DEFECT_MISSING_GROUP_ID_ACCEPTED, MISSING_CHILD, "SetImGroup", "GroupId"},
    {DEFECT_MISSING_GROUP_ID_IGNORED, MISSING_CHILD, "SetImGroup", "GroupId"},
    {DEFECT_MISSING_NAME_ACCEPTED, MISSING_CHILD, "SetImGroup", "NewDisplayName"},
    {DEFECT_MISSING_NAME_CLEARS, MISSING_CHILD, "SetImGroup", "NewDisplayName"},
    {DEFECT_EMPTY_NAME_ACCEPTED, EMPTY_TEXT, "NewDisplayName", ANY},
    {DEFECT_EMPTY_NAME_IGNORED, EMPTY_TEXT, "NewDisplayName", ANY},
    {DEFECT_EMPTY_NAME_IN_BODY, EMPTY_TEXT, "NewDisplayName", ANY},
    {DEFECT_MISSING_ID_ACCEPTED, MISSING_ATTRIBUTE, "GroupId", "Id"},
    {DEFECT_MISSING_ID_IN_BODY, MISSING_ATTRIBUTE, "GroupId", "Id"},
    {DEFECT_WRONG_ORDER_ACCEPTED, WRONG_ORDER, "SetImGroup", ANY},
    {DEFECT_REPEATED_GROUP_ID_ACCEPTED, REPEATED_CHILD, "SetImGroup", "GroupId"},
    {DEFECT_REPEATED_NAME_ACCEPTED, REPEATED_CHILD, "SetImGroup", "NewDisplayName"},
    {DEFECT_UNKNOWN_ELEMENT_ACCEPTED, UNKNOWN_CHILD, "SetImGroup", ANY},
    {DEFECT_GROUP_ID_CONTENT_ACCEPTED, UNKNOWN_CHILD, "GroupId", ANY},
    {DEFECT_GROUP_ID_CONTENT_ACCEPTED, STRAY_TEXT, "GroupId", ANY},
    {DEFECT_NAME_CONTENT_ACCEPTED, ELEMENT_IN_TEXT, "NewDisplayName", ANY},
    {DEFECT_STRAY_TEXT_ACCEPTED, STRAY_TEXT, "SetImGroup", ANY},
    {DEFECT_WRONG_NAMESPACE_ACCEPTED, WRONG_NAMESPACE, "SetImGroup", ANY},
    {DEFECT_NO_NAMESPACE_ACCEPTED, NO_NAMESPACE, "SetImGroup", ANY},
    {DEFECT_VERSION_ATTRIBUTE_MISSING_ACCEPTED, MISSING_ATTRIBUTE, "RequestServerVersion", "Version"},
    {DEFECT_IMPERSONATION_EMPTY_OWN, MISSING_CHILD, "ExchangeImpersonation", ANY},
    {DEFECT_IMPERSONATION_EMPTY_OWN, MISSING_CHILD, "ConnectingSID", ANY},
    {DEFECT_IMPERSONATION_FIRST_OF_TWO, REPEATED_CHILD, "ConnectingSID", ANY},
    {DEFECT_IMPERSONATION_BLANK_OWN, EMPTY_TEXT, "PrincipalName", ANY},
    {DEFECT_IMPERSONATION_BLANK_OWN, EMPTY_TEXT, "SID", ANY},
    {DEFECT_IMPERSONATION_BLANK_OWN, EMPTY_TEXT, "PrimarySmtpAddress", ANY},
    {DEFECT_IMPERSONATION_BLANK_OWN, EMPTY_TEXT, "SmtpAddress", ANY},
    {DEFECT_MALFORMED_CULTURE_ACCEPTED, BAD_TEXT, "MailboxCulture", ANY},
};

static bool tolerates(const struct ewc_refserver *server, const struct violation *violation)
{
    if (violation->kind == UNKNOWN_ATTRIBUTE && varies(server, VARIANT_UNKNOWN_ATTRIBUTES_ACCEPTED))
        return true;
    for (size_t i = 0; i < sizeof(tolerances) / sizeof(tolerances[0]); i++) {
        const struct tolerance *t = &tolerances[i];

        if (breaks(server, t->defect) && violation->kind == t->kind &&
            strcmp(violation->parent, t->parent) == 0 &&
            (t->subject == ANY || strcmp(violation->subject, t->subject) == 0))
            return true;
    }
    return false;
}

struct judgement {
    struct call *call;
    struct outcome *refusal;
};

static bool judge(const struct violation *violation, void *ctx)
{
    struct judgement *judgement = ctx;

    if (tolerates(judgement->call->server, violation))
        return true;
    *judgement->refusal = schema_refusal(
        judgement->call, ref_violation_text(violation, judgement->call->tree.arena), violation->at);
    return false;
}

bool ref_check_shape(struct call *call, const struct ewc_node *node, const struct shape *shape,
                     struct outcome *refusal)
{
    struct judgement judgement = {call, refusal};

    *refusal = out_of_memory(); /* unless a violation is found */
    return ref_shape_compare(call->server, node, shape, judge, &judgement);
}

/* Refuses a request for what no server overlooks. */
static bool refuse(struct call *call, enum violation_kind kind, const struct ewc_node *parent,
                   const char *subject, struct outcome *refusal)
{
    struct violation violation = {kind, ewc_node_local(parent), subject, ewc_node_loc(parent)};

    *refusal = schema_refusal(call, ref_violation_text(&violation, call->tree.arena), violation.at);
    return false;
}

/* ---- the envelope ----------------------------------------------------------------------------- */

static bool has_stray_text(const struct ewc_node *node, struct ewc_arena *arena)
{
    for (const struct ewc_node *at = ewc_node_first_any(node); at; at = ewc_node_next_any(at)) {
        const char *text = ewc_node_is_text(at) ? ewc_node_text(at, arena) : "";

        if (text && text[strspn(text, " \t\r\n")] != '\0')
            return true;
    }
    return false;
}

/* The namespace that the envelope is expected in. */
static const char *soap_ns(const struct call *call)
{
    const char *own = ewc_node_ns(call->envelope);
    bool is_soap12 = strcmp(own, ref_ns(call->server, NS_SOAP12)) == 0;

    if (is_soap12 ? varies(call->server, VARIANT_SOAP12_ACCEPTED)
                  : breaks(call->server, DEFECT_ENVELOPE_NAMESPACE_IGNORED))
        return own;
    return ref_ns(call->server, NS_SOAP);
}

static bool check_root(struct call *call, struct outcome *refusal)
{
    if (ewc_node_is(call->envelope, soap_ns(call), "Envelope"))
        return true;
    if (strcmp(ewc_node_local(call->envelope), "Envelope") == 0) { /* SOAP 1.1, section 4.4.1 */
        *refusal = fault(NULL, "The namespace of the SOAP Envelope is not that of SOAP 1.1.");
        refusal->soap_code = "VersionMismatch";
        return false;
    }
    return refuse(call, UNKNOWN_CHILD, call->envelope, ewc_node_local(call->envelope), refusal);
}

/* Header, if any, then Body; what follows them must at least be of another namespace. */
static bool find_parts(struct call *call, struct ewc_node **out_header, struct ewc_node **out_body,
                       struct outcome *refusal)
{
    const char *soap = soap_ns(call);
    struct ewc_node *child = ewc_node_first(call->envelope);

    *out_header = child && ewc_node_is(child, soap, "Header") ? child : NULL;
    if (*out_header)
        child = ewc_node_next(child);
    if (!child || !ewc_node_is(child, soap, "Body"))
        return refuse(call, MISSING_CHILD, call->envelope, "Body", refusal);
    *out_body = child;
    for (child = ewc_node_next(child); child; child = ewc_node_next(child)) {
        if (!*ewc_node_ns(child) || strcmp(ewc_node_ns(child), soap) == 0)
            return refuse(call, UNKNOWN_CHILD, call->envelope, ewc_node_local(child), refusal);
    }
    return true;
}

/* Only a part of the service is there. */
static bool is_missing(const struct call *call, const char *operation)
{
    return (varies(call->server, VARIANT_NO_ITEMS) && strcmp(operation, "GetImItems") == 0) ||
           (varies(call->server, VARIANT_NO_CONTACTS) && strstr(operation, "Contact"));
}

static bool find_entry(struct call *call, struct ewc_node *body, struct outcome *refusal)
{
    call->entry = ewc_node_first(body);
    if (!call->entry) {
        *refusal = varies(call->server, VARIANT_EMPTY_BODY_SCHEMA_CODE)
                       ? schema_refusal(call, "The Body is empty.", ewc_node_loc(body))
                       : fault("ErrorInvalidRequest", "The request is invalid.");
        return false;
    }
    call->operation = ref_operation(ewc_node_local(call->entry));
    if (call->operation && is_missing(call, call->operation->name))
        call->operation = NULL;
    if (ewc_node_next(call->entry))
        return refuse(call, UNKNOWN_CHILD, body, ewc_node_local(ewc_node_next(call->entry)), refusal);
    return true;
}

bool ref_read_envelope(struct call *call, struct outcome *refusal)
{
    struct ewc_arena *arena = call->tree.arena;
    struct ewc_node *header = NULL;
    struct ewc_node *body = NULL;

    call->envelope = ewc_xml_root(call->doc);
    call->operation = ref_operation(ewc_node_local(call->envelope));
    if (call->operation && breaks(call->server, DEFECT_BARE_OPERATION_ACCEPTED)) {
        call->entry = call->envelope;
        return true;
    }
    call->operation = NULL;
    if (!check_root(call, refusal) || !find_parts(call, &header, &body, refusal))
        return false;
    if (has_stray_text(call->envelope, arena) || has_stray_text(body, arena))
        return refuse(call, STRAY_TEXT, call->envelope, "Envelope", refusal);
    /* The operation is looked at before the headers so that their errors can come in its response. */
    return find_entry(call, body, refusal) && ref_read_headers(call, header, refusal);
}

bool ref_read_entry(struct call *call, struct outcome *refusal)
{
    struct ewc_node *body = ewc_node_parent(call->entry);
    const char *ns = ewc_node_ns(call->entry);

    if (!call->operation && breaks(call->server, DEFECT_UNKNOWN_OPERATION_ACKNOWLEDGED)) {
        call->operation = ref_operation("SetImGroup");
        *refusal = success(NULL);
        return false;
    }
    if (!call->operation && breaks(call->server, DEFECT_UNKNOWN_OPERATION_PAGE)) {
        *refusal = (struct outcome){.kind = OUTCOME_PAGE, .status = 404};
        return false;
    }
    if (!call->operation && varies(call->server, VARIANT_NO_ITEMS) && ref_operation(ewc_node_local(call->entry))) {
        *refusal = (struct outcome){.kind = OUTCOME_PAGE, .status = 501};
        return false;
    }
    if (!call->operation)
        return refuse(call, UNKNOWN_CHILD, body, ewc_node_local(call->entry), refusal);
    if (strcmp(ns, ref_ns(call->server, NS_MESSAGES)) != 0 &&
        !breaks(call->server, DEFECT_OPERATION_NAMESPACE_IGNORED))
        return refuse(call, *ns ? WRONG_NAMESPACE : NO_NAMESPACE, body, call->operation->name, refusal);
    return ref_check_shape(call, call->entry, call->operation->shape, refusal);
}

/* ---- reading the entry ------------------------------------------------------------------------ */

struct ewc_node *ref_node_child(const struct ewc_node *node, const char *local)
{
    struct ewc_node *child = ewc_node_first(node);

    while (child && strcmp(ewc_node_local(child), local) != 0)
        child = ewc_node_next(child);
    return child;
}

const char *ref_child_text(struct call *call, const struct ewc_node *node, const char *local)
{
    const struct ewc_node *child = ref_node_child(node, local);

    return child ? ewc_node_text(child, call->tree.arena) : NULL;
}

const char *ref_child_attr(const struct ewc_node *node, const char *child, const char *attribute)
{
    const struct ewc_node *found = ref_node_child(node, child);

    return found ? ewc_node_attr(found, attribute) : NULL;
}
