/* response: bytes to meaning: how they are encoded, the parsed document, and what EWS said in it.
 *
 * It reads, it does not judge: what is wrong with a response is for the stylesheets to say. Names are
 * looked for in the http:// form of the namespaces; a document that uses the https:// form of the
 * documentation page is renamed first, and that is recorded.
 */
#ifndef EWC_RESPONSE_H
#define EWC_RESPONSE_H

#include "base/base.h"
#include "http/http.h"
#include "xml/xml.h"

enum ewc_outcome {
    EWC_OUTCOME_OTHER = 0, /* no SOAP body that can be understood */
    EWC_OUTCOME_SUCCESS,
    EWC_OUTCOME_WARNING,
    EWC_OUTCOME_ERROR,
    EWC_OUTCOME_FAULT,
};

/** "success", "warning", "error", "fault", "other". */
const char *ewc_outcome_name(enum ewc_outcome outcome);

struct ewc_server_version {
    const char *major, *minor, *major_build, *minor_build, *version; /* as written; NULL: absent */
};

struct ewc_response {
    const struct ewc_http_exchange *exchange;
    struct ewc_xml *doc;       /* NULL when the body is empty or not well-formed; owned */
    struct ewc_node *envelope; /* the document's root, whatever it is; NULL without doc */
    const char *xml_error;     /* why it does not parse, with its place; NULL when it does or is empty */

    const char *encoding; /* what the bytes were decoded as, as described in xslt/README.md */
    const char *declared; /* by the XML declaration; "" */
    const char *charset;  /* by the Content-Type; ""    */
    const char *media_type; /* by the only Content-Type, in lower case; "" without one, or with several */
    bool bom;
    bool doctype;
    unsigned other_namespaces; /* declarations in the form that the run does not speak */
    const char *other_example; /* one of them; "" */

    enum ewc_outcome outcome;
    const char *code; /* ResponseCode, of a fault its detail's or else faultcode's local name; NULL */
    struct ewc_server_version server; /* of the first ServerVersionInfo */

    bool throttled;       /* the server asks to come back later        */
    bool back_off_told;
    unsigned back_off_ms; /* how much later, if it did say             */
};

/**
 * Reads a response. It cannot fail for what the server sent: that is in the result.
 *
 * @param documentation_namespaces  the run speaks the https:// form
 * @param arena  owns the result, but for `doc`: ewc_response_finish() frees it
 */
EWC_MUST_USE enum ewc_status ewc_response_read(const struct ewc_http_exchange *exchange,
                                               bool documentation_namespaces,
                                               const struct ewc_xml_limits *limits, struct ewc_arena *arena,
                                               struct ewc_response **out_response, struct ewc_err *err);
void ewc_response_finish(struct ewc_response *response);

/** First value of a header of the exchange, or NULL. */
const char *ewc_response_header(const struct ewc_http_exchange *exchange, const char *name);

#endif
