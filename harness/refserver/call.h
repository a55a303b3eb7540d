/* call: one request while it is being carried out, and what came of it. */
#ifndef EWC_REFSERVER_CALL_H
#define EWC_REFSERVER_CALL_H

#include "refserver/server.h"
#include "refserver/shape.h"
#include "xml/xml.h"

enum outcome_kind {
    OUTCOME_SUCCESS,
    OUTCOME_WARNING,
    OUTCOME_ERROR,   /* in the body                                */
    OUTCOME_FAULT,   /* a SOAP fault                               */
    OUTCOME_PAGE,    /* HTML, as from a server that broke          */
    OUTCOME_EMPTY,   /* a status without a body                    */
    OUTCOME_SILENCE, /* the connection is closed without an answer */
};

/* What came of a request. Zero-initialised is a success. */
struct outcome {
    enum outcome_kind kind;
    const char *code;      /* NULL: NoError                                               */
    const char *text;      /* for people                                                  */
    const char *soap_code; /* faults: one of SOAP's own faultcodes instead of `code`'s    */
    const char *violation; /* schema faults: what was wrong; NULL: not a schema fault     */
    unsigned line;         /* schema faults: where                                        */
    unsigned column;
    unsigned back_off_ms;     /* ErrorServerBusy: when to come back                          */
    const char *inner_code;   /* in-body errors: the code of the cause, for MessageXml       */
    const char *mailbox_guid; /* in-body errors: for MessageXml                              */
    struct elem *payload;     /* what follows the children that all responses have           */
    unsigned status;          /* HTTP status; 0: the usual one                               */
};

struct operation;

struct call {
    struct ewc_refserver *server;
    const struct http_request *http;
    struct tree tree;
    struct ewc_xml *doc;
    struct ewc_node *envelope;
    struct ewc_node *entry;            /* the element in the Body */
    const struct operation *operation; /* NULL until it is known */
    struct mailbox *mailbox;
    const char *culture; /* NULL: none given */
    unsigned number;     /* of the request, from 1 on */
};

/* Operations of the service. */
struct operation {
    const char *name;
    const char *response; /* name of the response element */
    const struct shape *shape;
    struct outcome (*run)(struct call *call);
    const char *batch; /* name of the message inside of ResponseMessages; NULL: not a batch operation */
};

/** The operation of that name, or NULL. */
const struct operation *ref_operation(const char *name);

/* ---- outcomes --------------------------------------------------------------------------------- */

static inline struct outcome success(struct elem *payload)
{
    return (struct outcome){.payload = payload};
}

static inline struct outcome failure(const char *code, const char *text)
{
    return (struct outcome){.kind = OUTCOME_ERROR, .code = code, .text = text};
}

static inline struct outcome fault(const char *code, const char *text)
{
    return (struct outcome){.kind = OUTCOME_FAULT, .code = code, .text = text};
}

static inline struct outcome out_of_memory(void)
{
    return failure("ErrorInternalServerError", "An internal server error occurred.");
}

/* ---- steps ------------------------------------------------------------------------------------ */
/* Each returns false with the refusal filled in. */

/** Bytes to a document. */
bool ref_read_document(struct call *call, struct outcome *refusal);
/** Looks at the Envelope and finds the Body's entry; headers are judged too. */
bool ref_read_envelope(struct call *call, struct outcome *refusal);
/** Judges the entries of the Header, and finds the mailbox. */
bool ref_read_headers(struct call *call, const struct ewc_node *header, struct outcome *refusal);
/** Finds the mailbox that an ExchangeImpersonation header means. */
bool ref_impersonate(struct call *call, const struct ewc_node *header, struct outcome *refusal);
/** Judges the Body's entry by the shape of its operation, and finds the operation. */
bool ref_read_entry(struct call *call, struct outcome *refusal);
/** Judges an element by its shape. */
bool ref_check_shape(struct call *call, const struct ewc_node *node, const struct shape *shape,
                     struct outcome *refusal);

/** The outcome of a request, from its bytes on. */
struct outcome ref_carry_out(struct call *call);
/** Writes the outcome as a reply. */
void ref_answer(struct call *call, const struct outcome *outcome, struct http_reply *reply);

/* ---- reading the entry ------------------------------------------------------------------------ */
/* The shape was judged before: names are enough here, and defects that overlook a namespace work. */

/** First child element of that local name, or NULL. */
struct ewc_node *ref_node_child(const struct ewc_node *node, const char *local);
/** The text of that child; NULL when there is no such child. */
const char *ref_child_text(struct call *call, const struct ewc_node *node, const char *local);
/** An attribute of that child; NULL when there is none. */
const char *ref_child_attr(const struct ewc_node *node, const char *child, const char *attribute);

/* ---- the operations --------------------------------------------------------------------------- */

struct outcome ref_add_im_group(struct call *call);
struct outcome ref_set_im_group(struct call *call);
struct outcome ref_remove_im_group(struct call *call);
struct outcome ref_get_im_item_list(struct call *call);
struct outcome ref_get_im_items(struct call *call);
struct outcome ref_add_new_im_contact_to_group(struct call *call);
struct outcome ref_remove_contact_from_im_list(struct call *call);
struct outcome ref_remove_im_contact_from_group(struct call *call);
struct outcome ref_get_folder(struct call *call);

/** What is said of an Id that is not one of `wanted`'s kind in the mailbox of the call. */
struct outcome ref_bad_id(struct call *call, const char *id, enum id_kind wanted);
/** The name as this server keeps it, in the arena; NULL with the refusal filled in. */
const char *ref_stored_name(struct call *call, const char *sent, struct outcome *refusal);
/** Elements for a group and for a contact, in that namespace, appended to `parent`. */
void ref_add_group_elem(struct call *call, struct elem *parent, enum ns ns, const struct group *group,
                        const char *name);
void ref_add_persona_elem(struct call *call, struct elem *parent, enum ns ns,
                          const struct contact *contact);
/** An element with the attributes Id and ChangeKey. */
struct elem *ref_add_id_elem(struct elem *parent, const char *name, const char *id, const char *change_key);

/**
 * Renames on the word of a request that was read badly: finds Id and name in its bytes, whatever stands
 * around them. What defects use that carry out a request and call it an error.
 */
void ref_rename_from_bytes(struct call *call);
/** The rename itself, with an Id and a name that may be NULL; takes the lock. */
struct outcome ref_rename(struct call *call, const char *id, const char *change_key, const char *name);

#endif
