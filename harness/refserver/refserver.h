/* refserver: an EWS server for the IM group operations, embedded; it can answer wrongly on request.
 *
 * It reads the protocol for itself: it uses `base` and `xml` and shares no protocol code (names,
 * namespaces, rules) with the stages that it is used to test.
 */
#ifndef EWC_REFSERVER_H
#define EWC_REFSERVER_H

#include "base/base.h"

struct ewc_refserver;

/* A named way to differ: a defect breaks one rule of the protocol, a variant is correct and different. */
struct ewc_refserver_mode {
    const char *name;        /* lower case with hyphens                                      */
    const char *topic;       /* transport, envelope, header, schema, success, error, text, … */
    const char *requirement; /* defects: the requirement id that it breaks; variants: NULL   */
    const char *description; /* one sentence                                                 */
};

/** All defects and all variants, each ended by an entry whose name is NULL. */
const struct ewc_refserver_mode *ewc_refserver_defects(void);
const struct ewc_refserver_mode *ewc_refserver_variants(void);

/* How a server is to be started. Zero-initialised is a good server on a free loopback port. */
struct ewc_refserver_config {
    unsigned port;                 /* 0: a free one; it always listens on 127.0.0.1               */
    const char *defect;            /* a name of ewc_refserver_defects(), or NULL                  */
    const char *variant;           /* a name of ewc_refserver_variants(), or NULL                 */
    const char *user;              /* with password: Basic sign-in is required ("name:password")  */
    bool documentation_namespaces; /* speak the https:// names of the documentation page */
};

/**
 * Starts the server in threads of its own.
 *
 * @return EWC_EUSAGE for an unknown defect or variant (the hint has the nearest name),
 *         EWC_EIO when the port cannot be had
 */
EWC_MUST_USE enum ewc_status ewc_refserver_start(const struct ewc_refserver_config *config,
                                                 struct ewc_refserver **out_server, struct ewc_err *err);
/** "http://127.0.0.1:PORT/EWS/Exchange.asmx"; lives as long as the server. */
const char *ewc_refserver_url(const struct ewc_refserver *server);
/** Stops it and frees all; accepts NULL. */
void ewc_refserver_stop(struct ewc_refserver *server);

/* Its accounts, as the variables that cases know them by: "account.smtp", "account.upn", "account.sid"
 * (a mailbox that the signed-in user may impersonate), "denied.smtp" (an existing mailbox that it may
 * not). Pairs of name and value, ended by a NULL name. */
struct ewc_refserver_variable {
    const char *name;
    const char *value;
};
const struct ewc_refserver_variable *ewc_refserver_variables(void);

#endif
