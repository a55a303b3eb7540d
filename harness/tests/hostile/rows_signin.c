/* Sign-in and throttling: refused in every scheme, secrets that come back, and waiting without an end. */
#include "hostile/artefacts.h"
#include "hostile/row.h"

#define BUSY(ms)                                                                                                         \
    ENVELOPE_START "<m:SetImGroupResponse ResponseClass=\"Error\"><m:MessageText>busy</m:MessageText>"                   \
                   "<m:ResponseCode>ErrorServerBusy</m:ResponseCode><m:MessageXml><t:Value Name=\"BackOffMilliseconds\">" ms \
                   "</t:Value></m:MessageXml></m:SetImGroupResponse>" ENVELOPE_END
#define AGAIN(body)                                                                                                      \
    EWC_SEND(CLOSING body), EWC_CLOSE, EWC_READ, EWC_SEND(CLOSING body), EWC_CLOSE, EWC_READ, EWC_SEND(CLOSING body),    \
        EWC_CLOSE, EWC_READ, EWC_SEND(CLOSING body), EWC_CLOSE
#define REFUSED(header) "HTTP/1.1 401 Unauthorized" CRLF "WWW-Authenticate: " header CRLF "Content-Length: 0" CRLF CRLF
#define REFUSE_ALL(header)                                                                                               \
    EWC_SEND(REFUSED(header)), EWC_READ, EWC_SEND(REFUSED(header)), EWC_READ, EWC_SEND(REFUSED(header)), EWC_READ,       \
        EWC_SEND(REFUSED(header)), EWC_READ, EWC_SEND(REFUSED(header))
/* The first request is refused whatever is tried: one set-up error, and no case is run. */
#define SIGN_IN(label, with, header)                                                                                     \
    {                                                                                                                    \
        .name = "401 " label, .scheme = with, .acts = ACTS(REFUSE_ALL(header)), .exit = 2, .verdict = "skip",            \
        .says = "ERROR "                                                                                                 \
    }
#define NTLM_CHALLENGE "NTLM TlRMTVNTUAACAAAAAAAAADgAAAAGgokCAAAAAAAAAAAAAAAAAAAAADgAAAAGAbEdAAAADw=="

const struct row ROWS_SIGN_IN[] = {
    SIGN_IN("without a scheme", NULL, "Basic realm=\"a\""),
    SIGN_IN("to basic", "basic", "Basic realm=\"a\""),
    SIGN_IN("to ntlm", "ntlm", "NTLM"),
    SIGN_IN("to ntlm with a challenge", "ntlm", NTLM_CHALLENGE),
    SIGN_IN("to ntlm with a broken challenge", "ntlm", "NTLM TlRMTVNTUAACAAAA////"),
    SIGN_IN("to negotiate", "negotiate", "Negotiate"),
    SIGN_IN("to negotiate with nonsense", "negotiate", "Negotiate AAAA////"),
    SIGN_IN("to bearer", "bearer", "Bearer error=\"invalid_token\""),
    SIGN_IN("to digest", "any", "Digest realm=\"a\", nonce=\"b\", qop=\"auth\""),
    SIGN_IN("to digest with nonsense", "any", "Digest realm=\"a, nonce=, algorithm=none, qop=\"\\"),
    SIGN_IN("to any, with every scheme offered", "any", "Negotiate, NTLM, Digest realm=\"a\", nonce=\"b\", Basic realm=\"c\""),
    {.name = "401 in the middle of a run", .meets = "<m:SetImGroup", .scheme = "basic",
     .acts = ACTS(EWC_SEND(REFUSED("Basic realm=\"a\"")), EWC_READ, EWC_SEND(REFUSED("Basic realm=\"a\""))), .exit = 2,
     .verdict = "error", .says = "(HTTP 401)"},
    {.name = "407 from a server that is no proxy", .acts = ACTS(EWC_SEND("HTTP/1.1 407 No" CRLF "Proxy-Authenticate: Basic" CRLF "Content-Length: 0" CRLF CRLF)),
     .exit = 2, .verdict = "skip", .says = "ERROR "},
    {.name = "403 to the first request", .acts = ACTS(EWC_SEND("HTTP/1.1 403 No" CRLF "Content-Length: 0" CRLF CRLF)), .exit = 0,
     .verdict = "pass", .says = ""},
    {.name = "a password that comes back", .meets = "<m:SetImGroup", .scheme = "basic",
     .acts = ACTS(EWC_SEND("HTTP/1.1 500 " SECRET CRLF "X-Echo: " SECRET CRLF "Set-Cookie: a=" SECRET CRLF "Content-Type: text/html" CRLF CRLF
                           "you sent " SECRET " or dGVzdGVyOkdlaGVpbS00NzExLXh5eg=="), EWC_CLOSE),
     .exit = 1, .verdict = "fail", .says = "[removed]"},
    {.name = "a token that comes back", .meets = "<m:SetImGroup", .scheme = "bearer", BODY("<a b='" SECRET "'>" SECRET "</a>"),
     .exit = 1, .verdict = "fail", .says = "[removed]"},

    {.name = "busy for ever, by an absurd time", .meets = "<m:SetImGroup", .acts = ACTS(EWC_SEND(CLOSING BUSY("99999999999999999999")), EWC_CLOSE),
     .exit = 2, .verdict = "error", .says = "the server throttles"},
    {.name = "busy for a day", .meets = "<m:SetImGroup", .acts = ACTS(EWC_SEND(CLOSING BUSY("86400000")), EWC_CLOSE),
     .exit = 2, .verdict = "error", .says = "the server throttles"},
    {.name = "busy for less than no time", .meets = "<m:SetImGroup", .options = "--max-backoff=1", .acts = ACTS(AGAIN(BUSY("-5"))),
     .exit = 2, .verdict = "error", .says = "the server throttles"},
    {.name = "busy for ever, by a millisecond each time", .meets = "<m:SetImGroup", .options = "--max-backoff=1",
     .acts = ACTS(AGAIN(BUSY("300"))), .exit = 2, .verdict = "error", .says = "the server throttles"},
    {.name = "503 for ever", .meets = "<m:SetImGroup", .options = "--max-backoff=1",
     .acts = ACTS(EWC_SEND("HTTP/1.1 503 No" CRLF "Retry-After: 999999999999" CRLF "Content-Length: 0" CRLF CRLF)), .exit = 2, .verdict = "error",
     .says = "the server throttles"},
    {.name = "429 until a date that is far away", .meets = "<m:SetImGroup",
     .acts = ACTS(EWC_SEND("HTTP/1.1 429 No" CRLF "Retry-After: Fri, 31 Dec 9999 23:59:59 GMT" CRLF "Content-Length: 0" CRLF CRLF)), .exit = 2,
     .verdict = "error", .says = "the server throttles"},
    {.name = "busy at the first request", .acts = ACTS(EWC_SEND(CLOSING BUSY("86400000")), EWC_CLOSE), .exit = 2, .verdict = "skip",
     .says = "Nothing could be run"},
    {0},
};
