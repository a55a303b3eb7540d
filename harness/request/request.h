/* request: a step and its variables to the exact bytes and headers to send. */
#ifndef EWC_REQUEST_H
#define EWC_REQUEST_H

#include "base/base.h"
#include "case/case.h"
#include "http/http.h"
#include "vars/vars.h"

/* What the run says about every request; a step may say otherwise. Strings are borrowed. */
struct ewc_request_defaults {
    const char *url;
    const char *server_version; /* RequestServerVersion; NULL: the header is left out */
    const char *culture;        /* MailboxCulture; NULL: left out                      */
    const char *impersonate;    /* SMTP address to act as; NULL: the signed-in user    */
    bool documentation_namespaces;
};

/* A request ready to be sent; all of it in the arena that was given. */
struct ewc_request {
    struct ewc_http_request http; /* what the http module takes                    */
    const char *operation;        /* local name of the Body's element, "" for none */
    enum ewc_case_form form;
    const char *mailbox; /* impersonated address, or NULL */
    struct ewc_str plain; /* the body before a content coding        */
    const char *id;      /* its client-request-id; NULL: of a record */
};

/**
 * Builds a step's request.
 *
 * @return EWC_ECASE when a variable has no value, the text has no place in the encoding, or an HTTP
 *         header has a line end in it
 */
EWC_MUST_USE enum ewc_status ewc_request_build(const struct ewc_case_step *step,
                                               const struct ewc_request_defaults *defaults,
                                               const struct ewc_vars *vars, struct ewc_arena *arena,
                                               const struct ewc_request **out_request, struct ewc_err *err);

/**
 * Builds a request of the harness's own (set-up, clean-up, probing): a SOAP body given as XML text
 * with the EWS namespaces already declared by the prefixes t and m.
 *
 * @param mailbox  SMTP address to act as; NULL: as the defaults say
 */
EWC_MUST_USE enum ewc_status
ewc_request_build_own(const char *operation, struct ewc_str body_xml, const char *mailbox,
                      const struct ewc_request_defaults *defaults, struct ewc_arena *arena,
                      const struct ewc_request **out_request, struct ewc_err *err);

/** The same request once more, with a client-request-id of its own (unless a case gave one); NULL: arena full. */
const struct ewc_request *ewc_request_again(const struct ewc_request *request, struct ewc_arena *arena);

/** Copies bytes with the EWS namespace names changed from the http:// to the https:// form and the
 * other way round; NULL: arena full. */
const char *ewc_request_swap_namespaces(struct ewc_str bytes, struct ewc_arena *arena, size_t *out_len);

#endif
