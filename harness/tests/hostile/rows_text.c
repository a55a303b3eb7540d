/* Texts that mean something to a terminal, a browser or a reader: none of them gets there as it is. */
#include "hostile/row.h"

#define ESC_BYTES "\x1B[2J\x1B]0;owned\x07\x1B[31m"
#define C1 "\xC2\x9B" "31m\xC2\x9D" "0;owned\xC2\x9C"
#define TURN "\xE2\x80\xAE" "abc\xE2\x81\xA6" "def\xE2\x80\x8F"
#define MARKUP "&lt;script>alert(1)&lt;/script>&lt;img src=x onerror=alert(1)>]]&gt;\"'"
#define ERROR(code, text)                                                                                                \
    ENVELOPE_START "<m:SetImGroupResponse ResponseClass=\"Error\"><m:MessageText>" text "</m:MessageText><m:ResponseCode>" \
    code "</m:ResponseCode></m:SetImGroupResponse>" ENVELOPE_END
#define FAULT(text)                                                                                                      \
    "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><s:Fault><faultcode>" text                \
    "</faultcode><faultstring>" text "</faultstring></s:Fault>" ENVELOPE_END
#define TEXT(label, ...)                                                                                                 \
    {                                                                                                                    \
        .name = label, .meets = "<m:SetImGroup", .exit = 1, .verdict = "fail", .says = "FAIL ", __VA_ARGS__              \
    }
#define VERSION(text)                                                                                                    \
    "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" "                                                 \
    "xmlns:m=\"http://schemas.microsoft.com/exchange/services/2006/messages\"><s:Header>"                                \
    "<t:ServerVersionInfo xmlns:t=\"http://schemas.microsoft.com/exchange/services/2006/types\" MajorVersion=\"15\" "    \
    "MinorVersion=\"1\" MajorBuildNumber=\"6\" MinorBuildNumber=\"3\" Version=\"" text "\"/></s:Header><s:Body>" SUCCESS ENVELOPE_END

const struct row ROWS_TEXT[] = {
    TEXT("escape sequences in a status line", .acts = ACTS(EWC_SEND("HTTP/1.1 404 " ESC_BYTES CRLF CRLF), EWC_CLOSE)),
    TEXT("escape sequences in a header", .acts = ACTS(EWC_SEND("HTTP/1.1 404 Gone" CRLF "X-A: " ESC_BYTES CRLF "Content-Type: a/" ESC_BYTES CRLF CRLF "x"), EWC_CLOSE)),
    TEXT("escape sequences in a body that is no XML", BODY(ESC_BYTES "no XML" ESC_BYTES)),
    TEXT("escape sequences in a page", .acts = ACTS(EWC_SEND("HTTP/1.1 500 Oops" CRLF "Content-Type: text/html" CRLF CRLF "<html>" ESC_BYTES C1 TURN), EWC_CLOSE)),
    TEXT("C1 controls in a code", BODY(ERROR("Error" C1, C1))),
    TEXT("C1 controls in a fault", BODY(FAULT(C1))),
    TEXT("C1 controls in the version", BODY(VERSION(C1) "<!-- -->x")),
    TEXT("text that is turned around", BODY(ERROR("Error" TURN, TURN))),
    TEXT("a header in ISO-8859-1 with C1 controls", .acts = ACTS(EWC_SEND("HTTP/1.1 404 \x9B" "31m" CRLF "X-A: \x9B" "31m\x85" CRLF CRLF), EWC_CLOSE)),
    TEXT("markup in a code", BODY(ERROR("Error" MARKUP, MARKUP))),
    TEXT("markup in a fault", BODY(FAULT(MARKUP))),
    TEXT("markup in a page", .acts = ACTS(EWC_SEND("HTTP/1.1 500 <script>alert(1)</script>" CRLF "X-A: <script>alert(1)</script>" CRLF "Content-Type: text/html" CRLF CRLF "<script>alert(1)</script><img src=x onerror=alert(1)>"), EWC_CLOSE)),
    TEXT("names of elements that are words of a shell", BODY(ENVELOPE_START "<rm-rf_.home xmlns='$(id);`id`'/>" ENVELOPE_END)),
    TEXT("line ends and commands of a CI system in a code", BODY(ERROR("Error&#10;::error::owned&#13;&#10;::stop-commands::x&#10;not ok 1&#10;Bail out!", "&#10;::warning::x"))),
    {.name = "a group of the mailbox with escape sequences in its name",
     .acts = ACTS(EWC_SERVE("<m:GetImItemList", 2),
                  EWC_SEND(CLOSING ENVELOPE_START "<m:GetImItemListResponse ResponseClass=\"Success\"><m:ResponseCode>NoError</m:ResponseCode>"
                           "<m:ImItemList><t:Groups><t:ImGroup><t:DisplayName>" C1 TURN MARKUP "</t:DisplayName>"
                           "<t:GroupType>IPM.DistList.MOC.UserGroup</t:GroupType><t:ExchangeStoreId Id=\"AAA=\" ChangeKey=\"B\"/>"
                           "</t:ImGroup></t:Groups></m:ImItemList></m:GetImItemListResponse>" ENVELOPE_END), EWC_CLOSE),
     .exit = 1, .verdict = "pass", .says = "is gone after the run"},
    {0},
};
