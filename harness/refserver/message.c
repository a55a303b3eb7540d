/* message: the SOAP message that a correct server answers with. Source: the operation pages of SetImGroup
 * and AddImGroup (their examples), messages.xsd, SOAP 1.1. */
#include "refserver/answer.h"

/* ---- ServerVersionInfo ------------------------------------------------------------------------ */

static const struct build {
    enum variant variant;
    const char *numbers[4]; /* major, minor, major build, minor build; NULL: left out */
    const char *version;    /* NULL: left out */
} builds[] = {
    {VARIANT_EXCHANGE_2013, {"15", "0", "1497", "2"}, "Exchange2013_SP1"},
    {VARIANT_EXCHANGE_2019, {"15", "2", "1544", "4"}, "V2018_01_08"},
    {VARIANT_EXCHANGE_ONLINE, {"15", "20", "7228", "31"}, "V2018_01_08"},
    {VARIANT_VERSION_NUMBERS_PADDED, {"0015", "+1", " 669 ", "032"}, "V2016_10_10"},
    {VARIANT_VERSION_INFO_PARTIAL, {"15", "1", NULL, NULL}, NULL},
    {VARIANT_VERSION_INFO_BARE, {NULL, NULL, NULL, NULL}, NULL},
    {VARIANT_NONE, {"15", "1", "669", "32"}, "V2016_10_10"}, /* everybody else; the last one */
};

static void add_version_info(const struct ewc_refserver *server, struct elem *header)
{
    static const char *const names[] = {"MajorVersion", "MinorVersion", "MajorBuildNumber",
                                        "MinorBuildNumber"};
    struct elem *info = ref_add(header, NS_TYPES, "ServerVersionInfo");
    const struct build *build = builds;

    while (build->variant != VARIANT_NONE && !varies(server, build->variant))
        build++;
    for (unsigned i = 0; i < 4; i++) {
        if (build->numbers[i])
            ref_set(info, NS_NONE, names[i], build->numbers[i]);
    }
    if (build->version)
        ref_set(info, NS_NONE, "Version", build->version);
    if (varies(server, VARIANT_HEADER_ATTRIBUTES)) {
        ref_set(info, NS_SOAP, "mustUnderstand", "0");
        ref_set(info, NS_SOAP, "actor", "http://schemas.xmlsoap.org/soap/actor/next");
    }
}

static void add_header(struct call *call, struct elem *envelope, const struct outcome *outcome)
{
    bool further = varies(call->server, VARIANT_FURTHER_HEADERS);
    struct elem *header;

    /* Documented examples have ServerVersionInfo on success and on in-body errors, not on faults. */
    if (outcome->kind == OUTCOME_FAULT && !varies(call->server, VARIANT_VERSION_INFO_ON_FAULTS))
        return;
    header = ref_add(envelope, NS_SOAP, "Header");
    if (further)
        ref_add_text(header, NS_OTHER, "RequestId", "6f1c2a0e");
    add_version_info(call->server, header);
    if (further)
        ref_add(ref_add(header, NS_OTHER, "Route"), NS_OTHER, "Hop");
}

/* ---- parts that responses and faults share ---------------------------------------------------- */

static const char *text_of(const struct call *call, const struct outcome *outcome)
{
    if (varies(call->server, VARIANT_LOCALISED_TEXTS))
        return "\xe6\x8c\x87\xe5\xae\x9a\xe3\x81\x95\xe3\x82\x8c\xe3\x81\x9f\xe8\xa6\x81\xe6\xb1\x82\xe3"
               "\x81\xaf"
               "\xe5\x87\xa6\xe7\x90\x86\xe3\x81\xa7\xe3\x81\x8d\xe3\x81\xbe\xe3\x81\x9b\xe3\x82\x93\xe3"
               "\x80\x82";
    return outcome->text ? outcome->text : "The request failed.";
}

static void add_value(struct elem *parent, const char *name, const char *value)
{
    struct elem *elem = ref_add_text(parent, NS_TYPES, "Value", value);

    ref_set(elem, NS_NONE, "Name", name);
}

static void add_back_off(struct call *call, struct elem *xml, const struct outcome *outcome)
{
    if (outcome->back_off_ms)
        add_value(xml, "BackOffMilliseconds",
                  ewc_arena_printf(call->tree.arena, "%u", outcome->back_off_ms));
}

/* ---- the response ----------------------------------------------------------------------------- */

static const char *class_of(const struct outcome *outcome)
{
    if (outcome->kind == OUTCOME_ERROR)
        return "Error";
    return outcome->kind == OUTCOME_WARNING ? "Warning" : "Success";
}

static void add_message_xml(struct call *call, struct elem *response, const struct outcome *outcome)
{
    struct elem *xml;

    if (!outcome->inner_code && !outcome->mailbox_guid && !varies(call->server, VARIANT_MESSAGE_XML))
        return;
    xml = ref_add(response, NS_MESSAGES, "MessageXml");
    if (outcome->mailbox_guid)
        add_value(xml, "MailboxGuid", outcome->mailbox_guid);
    if (outcome->inner_code) {
        add_value(xml, "InnerErrorMessageText", "The server cannot service this request right now.");
        add_value(xml, "InnerErrorResponseCode", outcome->inner_code);
        add_value(xml, "InnerErrorDescriptiveLinkKey", "0");
        add_back_off(call, xml, outcome);
    }
    if (varies(call->server, VARIANT_MESSAGE_XML))
        add_value(xml, "DiagnosticInfo", "ErrorSchemaValidation & others: none");
}

static void fill_response(struct call *call, struct elem *response, const struct outcome *outcome)
{
    const struct ewc_refserver *server = call->server;
    bool good = outcome->kind == OUTCOME_SUCCESS;
    bool details = !good || varies(server, VARIANT_SUCCESS_DETAILS);

    ref_set(response, NS_NONE, "ResponseClass", class_of(outcome));
    if (details && !varies(server, VARIANT_NO_MESSAGE_TEXT))
        ref_add_text(response, NS_MESSAGES, "MessageText",
                     good ? "The operation was carried out." : text_of(call, outcome));
    ref_add_text(response, NS_MESSAGES, "ResponseCode", outcome->code ? outcome->code : "NoError");
    if (details && !varies(server, VARIANT_NO_LINK_KEY))
        ref_add_text(response, NS_MESSAGES, "DescriptiveLinkKey", "0");
    if (!good)
        add_message_xml(call, response, outcome);
    else if (details)
        ref_add(response, NS_MESSAGES, "MessageXml");
}

static void add_response(struct call *call, struct elem *body, const struct outcome *outcome)
{
    const struct operation *operation = call->operation;
    struct elem *response = ref_add(body, NS_MESSAGES, operation->response);

    if (!operation->batch) {
        fill_response(call, response, outcome);
        ref_append(response, outcome->payload);
    } else if (outcome->payload) { /* a batch operation makes its messages itself */
        ref_append(response, outcome->payload);
    } else {
        response = ref_add(response, NS_MESSAGES, "ResponseMessages");
        fill_response(call, ref_add(response, NS_MESSAGES, operation->batch), outcome);
    }
}

/* ---- the fault (SOAP 1.1, section 4.4) -------------------------------------------------------- */

static void add_fault_message_xml(struct call *call, struct elem *detail, const struct outcome *outcome)
{
    bool schema = outcome->violation && !varies(call->server, VARIANT_FAULT_WITHOUT_MESSAGE_XML);
    struct ewc_arena *arena = call->tree.arena;
    struct elem *xml = schema || outcome->back_off_ms ? ref_add(detail, NS_TYPES, "MessageXml") : NULL;

    if (schema) {
        ref_add_text(xml, NS_TYPES, "LineNumber", ewc_arena_printf(arena, "%u", outcome->line));
        ref_add_text(xml, NS_TYPES, "LinePosition", ewc_arena_printf(arena, "%u", outcome->column));
        ref_add_text(xml, NS_TYPES, "Violation", outcome->violation);
    }
    add_back_off(call, xml, outcome);
}

static void add_detail(struct call *call, struct elem *elem, const struct outcome *outcome)
{
    struct elem *detail = ref_add(elem, NS_NONE, "detail");
    bool further = varies(call->server, VARIANT_FAULT_FURTHER_DETAIL);

    if (further) {
        ref_set(detail, NS_OTHER, "trace", "17");
        ref_add_text(detail, NS_OTHER, "Server", "mbx-01");
    }
    ref_add_text(detail, NS_ERRORS, "ResponseCode", outcome->code);
    ref_add_text(detail, NS_ERRORS, "Message", text_of(call, outcome));
    add_fault_message_xml(call, detail, outcome);
    if (further)
        ref_add_text(detail, NS_OTHER, "Moment", "2016-10-10T00:00:00Z");
}

static void add_fault(struct call *call, struct elem *body, const struct outcome *outcome)
{
    const struct ewc_refserver *server = call->server;
    const char *soap_code = outcome->soap_code;
    struct elem *elem = ref_add(body, NS_SOAP, "Fault");
    struct elem *code;
    struct elem *text;

    if (!soap_code && varies(server, VARIANT_FAULT_CLIENT_CODE))
        soap_code = "Client";
    code = ref_add_text(elem, NS_NONE, "faultcode", soap_code ? soap_code : outcome->code);
    if (code)
        code->text_ns = soap_code ? NS_SOAP : NS_TYPES;
    text = ref_add_text(elem, NS_NONE, "faultstring", text_of(call, outcome));
    ref_set(text, NS_XML, "lang", varies(server, VARIANT_LOCALISED_TEXTS) ? "ja-JP" : "en-US");
    if (varies(server, VARIANT_FAULT_ACTOR))
        ref_add_text(elem, NS_NONE, "faultactor", "http://127.0.0.1/EWS/Exchange.asmx");
    if (outcome->code) /* a fault about the Header has no detail */
        add_detail(call, elem, outcome);
}

/* ---- xsi:type --------------------------------------------------------------------------------- */

static void say_type(struct elem *elem, void *ctx)
{
    static const struct {
        const char *name;
        enum ns ns;
        const char *type;
    } types[] = {
        {"SetImGroupResponse", NS_MESSAGES, "SetImGroupResponseMessageType"},
        {"AddImGroupResponse", NS_MESSAGES, "AddImGroupResponseMessageType"},
        {"GetImItemListResponse", NS_MESSAGES, "GetImItemListResponseMessageType"},
        {"GetImItemsResponse", NS_MESSAGES, "GetImItemsResponseMessageType"},
        {"ImGroup", NS_TYPES, "ImGroupType"},
        {"ExchangeStoreId", NS_TYPES, "ItemIdType"},
        {"ResponseCode", NS_MESSAGES, "ResponseCodeType"},
        {"MessageText", NS_XSD, "string"},
        {"DescriptiveLinkKey", NS_XSD, "int"},
    };

    (void)ctx;
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        if (ewc_str_is(ewc_str(elem->name), types[i].name) && elem->ns != NS_ERRORS) {
            struct attr *attr = ref_set(elem, NS_XSI, "type", types[i].type);

            if (attr)
                attr->value_ns = types[i].ns;
        }
    }
}

struct elem *ref_message(struct call *call, const struct outcome *outcome)
{
    struct elem *envelope = ref_elem(&call->tree, NS_SOAP, "Envelope");
    struct elem *body;

    add_header(call, envelope, outcome);
    body = ref_add(envelope, NS_SOAP, "Body");
    if (outcome->kind == OUTCOME_FAULT || !call->operation)
        add_fault(call, body, outcome);
    else
        add_response(call, body, outcome);
    if (varies(call->server, VARIANT_SCHEMA_TYPES))
        ref_each(envelope, say_type, NULL);
    if (varies(call->server, VARIANT_SCHEMA_LOCATIONS))
        ref_set(envelope, NS_XSI, "schemaLocation",
                "http://schemas.microsoft.com/exchange/services/2006/messages messages.xsd");
    return call->tree.failed ? NULL : envelope;
}
