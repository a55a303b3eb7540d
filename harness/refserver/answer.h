/* answer: from the outcome of a request to the bytes of its answer, in steps. */
#ifndef EWC_REFSERVER_ANSWER_H
#define EWC_REFSERVER_ANSWER_H

#include "refserver/call.h"

/** The SOAP message that a correct server answers with; NULL when memory ran out. */
struct elem *ref_message(struct call *call, const struct outcome *outcome);

/** Parts of a message; NULL where it has none. */
struct message {
    struct elem *root; /* the Envelope, until a defect says otherwise */
    struct elem *header;
    struct elem *info; /* ServerVersionInfo */
    struct elem *body;
    struct elem *response; /* the response element */
    struct elem *fault;
};

/** Changes the message to what a wrong server makes of it. */
void ref_damage(struct call *call, const struct outcome *outcome, struct message *message);
/** The parts of it that are about the response and about the fault. */
void ref_damage_response(struct call *call, const struct outcome *outcome, struct message *message);
void ref_damage_fault(struct call *call, struct message *message);

/** Appends the message as UTF-8 XML, without an XML declaration, in the syntax of the server. */
void ref_write(const struct ewc_refserver *server, const struct elem *root, struct ewc_buf *out);

/** Appends the whole document: XML declaration, what else belongs around it, encoded as the server does. */
void ref_encode(const struct ewc_refserver *server, struct ewc_str xml, struct ewc_buf *out);
/** The name of the encoding that ref_encode() uses, for the charset of the Content-Type. */
const char *ref_encoding(const struct ewc_refserver *server);

/* Stands in a message for what no tree can hold: replaced once the message is XML. */
#define REF_PLACEHOLDER "@@placeholder@@"

/** Whether the outcome is one of SetImGroup. */
static inline bool is_set_im_group(const struct call *call)
{
    return call->operation && call->operation->run == ref_set_im_group;
}

#endif
