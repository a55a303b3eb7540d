/* XML: entities, references to elsewhere, depth, sizes, encodings. */
#include "hostile/row.h"

#define XML(label, what, ...)                                                                                            \
    {                                                                                                                    \
        .name = label, .meets = "<m:SetImGroup", .exit = 1, .verdict = "fail", .says = what, __VA_ARGS__                 \
    }
#define DOCTYPE(subset) "<!DOCTYPE s:Envelope [" subset "]>"
#define IN_MESSAGE(text) ENVELOPE_START SUCCESS_START text "</m:SetImGroupResponse>" ENVELOPE_END
/* A message with one more element, which the schema does not have. */
#define IN_ELEMENT(text) IN_MESSAGE("<m:Extra>" text "</m:Extra>")

/* Ten of the one before it, nine times. */
#define LAUGH(name, of) "<!ENTITY " name " '&" of ";&" of ";&" of ";&" of ";&" of ";&" of ";&" of ";&" of ";&" of ";&" of ";'>"
#define LAUGHS                                                                                                           \
    "<!ENTITY a 'ha!ha!ha!'>" LAUGH("b", "a") LAUGH("c", "b") LAUGH("d", "c") LAUGH("e", "d") LAUGH("f", "e")            \
        LAUGH("g", "f") LAUGH("h", "g") LAUGH("i", "h")
#define PARAMETERS                                                                                                       \
    "<!ENTITY % a '<!ENTITY x0 \"x\">'><!ENTITY % b '&#37;a;&#37;a;&#37;a;&#37;a;&#37;a;&#37;a;&#37;a;&#37;a;'>"         \
    "<!ENTITY % c '&#37;b;&#37;b;&#37;b;&#37;b;&#37;b;&#37;b;&#37;b;&#37;b;'>"                                           \
    "<!ENTITY % d '&#37;c;&#37;c;&#37;c;&#37;c;&#37;c;&#37;c;&#37;c;&#37;c;'>%d;"

/* A list of the mailbox that is very long. */
#define LIST_START                                                                                                       \
    ENVELOPE_START "<m:GetImItemListResponse ResponseClass=\"Success\"><m:ResponseCode>NoError</m:ResponseCode>"         \
                   "<m:ImItemList><t:Groups>"
#define LIST_END "</t:Groups></m:ImItemList></m:GetImItemListResponse>" ENVELOPE_END
#define GROUP_START                                                                                                      \
    "<t:ImGroup><t:DisplayName>n</t:DisplayName><t:GroupType>IPM.DistList.MOC.UserGroup</t:GroupType>"                   \
    "<t:ExchangeStoreId Id=\"AAA=\" ChangeKey=\"BBB=\"/>"
#define LONG_LIST(label, before, piece, times, after)                                                                    \
    {                                                                                                                    \
        .name = label, .acts = ACTS(EWC_SERVE("<m:GetImItemList", 2), EWC_SEND(CLOSING LIST_START before),               \
                                    EWC_FLOOD(piece, times), EWC_SEND(after LIST_END), EWC_CLOSE),                       \
        .exit = 1, .verdict = "pass", .says = "is gone after the run",         \
        .options = "--timeout=20", .seconds = 20, .mib = 300                         \
    }

const struct row ROWS_XML[] = {
    /* entities and declarations */
    XML("an entity bomb", "FAIL ", BODY(DOCTYPE(LAUGHS) IN_ELEMENT("&i;"))),
    XML("an entity bomb in an attribute", "FAIL ", BODY(DOCTYPE(LAUGHS) IN_MESSAGE("<m:Extra a='&i;'/>"))),
    XML("a bomb of parameter entities", "FAIL ", BODY(DOCTYPE(PARAMETERS) IN_ELEMENT("x"))),
    XML("an entity that holds itself", "FAIL ", BODY(DOCTYPE("<!ENTITY a '&b;'><!ENTITY b '&a;'>") IN_ELEMENT("&a;"))),
    XML("a quadratic bomb", "FAIL ",
        .acts = ACTS(EWC_SEND(CLOSING "<!DOCTYPE a [<!ENTITY a '"), EWC_FLOOD("aaaaaaaaaaaaaaaaaaaa", 5000),
                     EWC_SEND("'>]>" ENVELOPE_START), EWC_FLOOD("&a;", 100000), EWC_SEND(ENVELOPE_END), EWC_CLOSE)),
    XML("an external entity by file", "R106", BODY(DOCTYPE("<!ENTITY a SYSTEM 'file://@FILE@'>") IN_ELEMENT("&a;"))),
    XML("an external entity by http", "R106", BODY(DOCTYPE("<!ENTITY a SYSTEM 'http://@TRAP@/a'>") IN_ELEMENT("&a;"))),
    XML("an external parameter entity", "FAIL ", BODY(DOCTYPE("<!ENTITY % a SYSTEM 'http://@TRAP@/a'>%a;") IN_ELEMENT("x"))),
    XML("an external subset by http", "R106", BODY("<!DOCTYPE s:Envelope SYSTEM 'http://@TRAP@/a.dtd'>" GOOD)),
    XML("an external subset by file", "R106", BODY("<!DOCTYPE s:Envelope SYSTEM 'file://@FILE@'>" GOOD)),
    XML("very many attribute declarations", "FAIL ",
        .acts = ACTS(EWC_SEND(CLOSING "<!DOCTYPE a [<!ATTLIST a "), EWC_FLOOD("b CDATA 'c' ", 200000),
                     EWC_SEND(">]>" GOOD), EWC_CLOSE)),
    /* references to elsewhere: nothing is fetched */
    XML("XInclude by file", "", BODY(IN_MESSAGE("<x:include xmlns:x='http://www.w3.org/2001/XInclude' href='file://@FILE@' parse='text'/>"))),
    XML("XInclude by http", "", BODY(IN_MESSAGE("<x:include xmlns:x='http://www.w3.org/2001/XInclude' href='http://@TRAP@/a'/>"))),
    XML("a stylesheet reference", "R108", BODY("<?xml-stylesheet type='text/xsl' href='http://@TRAP@/a.xsl'?>" GOOD)),
    {.name = "a schema location", .meets = "<m:SetImGroup",
     BODY("<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" "
          "xmlns:m=\"http://schemas.microsoft.com/exchange/services/2006/messages\" "
          "xmlns:t=\"http://schemas.microsoft.com/exchange/services/2006/types\" "
          "xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" i:schemaLocation=\"urn:a http://@TRAP@/a.xsd\" "
          "i:noNamespaceSchemaLocation=\"http://@TRAP@/b.xsd\"><s:Header><t:ServerVersionInfo MajorVersion=\"15\" "
          "MinorVersion=\"1\" MajorBuildNumber=\"669\" MinorBuildNumber=\"32\"/></s:Header><s:Body>" SUCCESS ENVELOPE_END),
     .exit = 0, .verdict = "pass", .says = ""},
    /* depth and sizes */
    XML("a million nested elements", "--max-depth", BODY_WITH("", "<a>", 1000000, "")),
    XML("a deep and well-formed message", "--max-depth",
        .acts = ACTS(EWC_SEND(CLOSING ENVELOPE_START "<m:A>"), EWC_FLOOD("<m:b>", 5000), EWC_FLOOD("</m:b>", 5000),
                     EWC_SEND("</m:A>" ENVELOPE_END), EWC_CLOSE)),
    XML("a name of ten million characters", "FAIL ", BODY_WITH("<", "aaaaaaaaaaaaaaaaaaaa", 500000, "/>"), .mib = 150),
    XML("a text of fifteen million characters", "--max-text", BODY_WITH(ENVELOPE_START "<m:A>", "aaaaaaaaaaaaaaaaaaaa", 750000, "</m:A>" ENVELOPE_END), .mib = 150),
    XML("an attribute of fifteen million characters", "--max-text", BODY_WITH(ENVELOPE_START "<m:A b='", "aaaaaaaaaaaaaaaaaaaa", 750000, "'/>" ENVELOPE_END), .mib = 150),
    XML("a comment of fifteen million characters", "--max-text", BODY_WITH(ENVELOPE_START "<!--", "aaaaaaaaaaaaaaaaaaaa", 750000, "-->" SUCCESS ENVELOPE_END), .mib = 150),
    XML("a million times the same attribute", "FAIL ", BODY_WITH(ENVELOPE_START "<m:A ", "a='b' ", 1000000, "/>" ENVELOPE_END), .mib = 200),
    {.name = "attributes over a limit of the run", .meets = "<m:SetImGroup", .options = "--max-attributes=10",
     BODY(IN_MESSAGE("<m:E a='' b='' c='' d='' e='' f='' g='' h='' i='' j='' k='' l=''/>")), .exit = 1, .verdict = "fail",
     .says = "--max-attributes"},
    {.name = "a text over a limit of the run", .meets = "<m:SetImGroup", .options = "--max-text=1000",
     BODY_WITH(ENVELOPE_START "<m:A>", "aaaaaaaaaaaaaaaaaaaa", 100, "</m:A>" ENVELOPE_END), .exit = 1, .verdict = "fail",
     .says = "--max-text"},
    {.name = "elements over a limit of the run", .meets = "<m:SetImGroup", .options = "--max-nodes=1000",
     BODY_WITH(ENVELOPE_START "<m:A>", "<m:b/>", 2000, "</m:A>" ENVELOPE_END), .exit = 1, .verdict = "fail",
     .says = "--max-nodes"},
    XML("namespaces in namespaces", "FAIL ", BODY_WITH(ENVELOPE_START, "<a xmlns:p='urn:p' xmlns:q='urn:q'>", 300000, ""), .mib = 150),
    XML("over two million elements", "--max-nodes", BODY_WITH(ENVELOPE_START "<m:A>", "<b/>", 2100000, "</m:A>" ENVELOPE_END), .mib = 300, .seconds = 8),
    XML("a message of 150,000 elements", "", BODY_WITH(ENVELOPE_START SUCCESS_START, "<m:b>c</m:b>", 150000, "</m:SetImGroupResponse>" ENVELOPE_END), .mib = 400, .seconds = 10),
    XML("very many processing instructions", "FAIL ", BODY_WITH("", "<?a b?>", 2000000, GOOD), .mib = 300),
    XML("very many sections of CDATA", "FAIL ", BODY_WITH(ENVELOPE_START "<m:A>", "<![CDATA[a]]>", 500000, "</m:A>" ENVELOPE_END), .mib = 300, .seconds = 8),
    LONG_LIST("the mailbox has 40,000 groups", "", GROUP_START "</t:ImGroup>", 40000, ""),
    LONG_LIST("a group has 200,000 members", GROUP_START "<t:MemberCorrelationKey>", "<t:ItemId Id=\"AAMkAGI=\"/>", 200000, "</t:MemberCorrelationKey></t:ImGroup>"),
    /* characters and encodings */
    XML("a NUL in the document", "not well-formed XML", BODY(IN_ELEMENT("a\0b"))),
    XML("a control character", "not well-formed XML", BODY(IN_ELEMENT("a\x01" "b"))),
    XML("a reference to a control character", "not well-formed XML", BODY(IN_ELEMENT("a&#27;b"))),
    XML("a reference to NUL", "not well-formed XML", BODY(IN_ELEMENT("a&#0;b"))),
    XML("a reference beyond Unicode", "not well-formed XML", BODY(IN_ELEMENT("a&#x110000;b"))),
    XML("half of a surrogate pair", "not well-formed XML", BODY(IN_ELEMENT("a\xED\xA0\x80" "b"))),
    XML("bytes that are no UTF-8", "FAIL ", BODY(IN_ELEMENT("a\xFF\xFE" "b"))),
    XML("overlong UTF-8", "FAIL ", BODY(IN_ELEMENT("a\xC0\xBC" "b"))),
    XML("UTF-8 that is cut", "FAIL ", BODY(IN_ELEMENT("a\xE2\x82"))),
    XML("UTF-16 that is told as UTF-8", "FAIL ", BODY("<\0s\0:\0E\0/\0>\0")),
    XML("UTF-16 with half a character", "FAIL ", BODY("\xFF\xFE<\0a\0/\0>")),
    XML("an encoding that nobody knows", "FAIL ", .acts = ACTS(EWC_SEND("HTTP/1.1 200 OK" CRLF "Content-Type: text/xml" CRLF CRLF "<?xml version='1.0' encoding='x-own'?>" GOOD), EWC_CLOSE)),
    XML("UTF-7", "FAIL ", .acts = ACTS(EWC_SEND("HTTP/1.1 200 OK" CRLF "Content-Type: text/xml; charset=utf-7" CRLF CRLF "+ADw-a+AD4-"), EWC_CLOSE)),
    XML("a charset without an end", "FAIL ", .acts = ACTS(EWC_SEND("HTTP/1.1 200 OK" CRLF "Content-Type: text/xml; charset=\"utf" CRLF CRLF GOOD), EWC_CLOSE)),
    XML("two byte order marks", "FAIL ", BODY("\xEF\xBB\xBF\xEF\xBB\xBF" GOOD)),
    XML("something behind the document", "not well-formed XML", BODY(GOOD "<more/>")),
    XML("no document at all", "FAIL ", BODY("")),
    {0},
};
