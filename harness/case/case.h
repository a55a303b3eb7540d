/* case: one test case as its author wrote it; read from XML, never changed.
 *
 * Nothing in a case points into the XML document that it came from: literal XML is kept as templates,
 * so that thousands of cases can be held at once.
 */
#ifndef EWC_CASE_H
#define EWC_CASE_H

#include "base/base.h"
#include "template/template.h"
#include "xml/xml.h"

#define EWC_NS_CASE "urn:ews-conform:case:1"

enum ewc_level {
    EWC_LEVEL_NONE = 0,
    EWC_MUST,
    EWC_SHOULD,
    EWC_MAY,
    EWC_OBS, /* documents are silent: observed and reported, never failed */
};

/** "MUST", "SHOULD", "MAY", "OBS"; "" for none. */
const char *ewc_level_name(enum ewc_level level);
enum ewc_level ewc_level_parse(const char *name);

struct ewc_case_covers {
    const char *requirement;
    enum ewc_level level;
    struct ewc_loc at;
};

/* Exactly one is not NULL. */
struct ewc_case_requires {
    const char *variable;
    const char *feature;
};

struct ewc_case_contact {
    const char *as;
    const struct ewc_template *address; /* NULL: made from ${unique} */
    struct ewc_loc at;
};

/* A group with its members, or (is_group false) a contact that is in no group. */
struct ewc_case_given {
    bool is_group;
    const char *as;
    const struct ewc_template *name;         /* group: NULL: ${unique}-AS */
    const struct ewc_template *mailbox;      /* NULL: the run's            */
    const struct ewc_case_contact *contacts; /* of a group, or the one contact */
    unsigned contact_count;
    struct ewc_loc at;
};

/* "STEP succeeded" or "STEP failed"; step NULL: always. */
struct ewc_case_condition {
    const char *step;
    bool succeeded;
};

struct ewc_case_header {
    const char *name;
    const struct ewc_template *value; /* NULL: this header is left out */
};

/* How one of the SOAP headers that the run has defaults for is to be sent. */
struct ewc_case_soap_header {
    bool given;                       /* false: as the run says             */
    const struct ewc_template *value; /* given and NULL: it is left out     */
    const char *form;                 /* impersonation: "SmtpAddress", …    */
};

enum ewc_case_form { EWC_FORM_SOAP, EWC_FORM_RAW };

/* One alternative of <expect>; lists are separated by single spaces, "" where not given. */
struct ewc_case_outcome {
    const char *response_class;
    const char *response_code;
    const char *fault;
    const char *http_status;
    const char *profile;
    const char *level; /* "", "MUST", "SHOULD", "MAY", "OBS" */
};

/* A prefix in scope; a list ends with a NULL prefix. */
struct ewc_case_capture {
    const char *as;
    const char *select;
    bool optional;
    const struct ewc_xml_ns *scope; /* prefixes for `select`; ends with a NULL prefix */
    struct ewc_loc at;
};

struct ewc_case_param {
    const char *name;
    const struct ewc_template *value;
};

struct ewc_case_check {
    const char *with;
    const char *requirement;  /* NULL: the findings' own, else the case's first */
    const char *const *since; /* earlier step ids; ends with NULL               */
    struct ewc_case_condition when;
    const struct ewc_case_param *params;
    unsigned param_count;
    struct ewc_loc at;
};

struct ewc_case_step {
    const char *id;
    unsigned together; /* 0: alone; steps with the same number are sent at once and stand side by side */
    struct ewc_case_condition when;
    bool settle;
    bool judge_transport_only;

    enum ewc_case_form form;
    const struct ewc_template *body; /* SOAP: content of soap:Body; raw: the bytes (those of <bytes>
                                        stand in it as U+0001 and two hexadecimal digits) */
    const char *operation;           /* "" for an empty Body */
    const char *encoding;            /* "UTF-8", … */
    bool bom;
    bool declaration;
    const struct ewc_template *content_type; /* raw only */

    bool header_element;
    struct ewc_case_soap_header server_version, culture, impersonate;
    const struct ewc_template *further_headers; /* XML, or NULL */

    const char *method;
    const struct ewc_case_header *http_headers;
    unsigned http_header_count;
    bool chunked, expect_continue, gzip, fresh_connection;
    const struct ewc_template *soap_action; /* NULL: the operation's, quoted */

    const char *expect_requirement; /* NULL: the case's first */
    const struct ewc_case_outcome *outcomes;
    unsigned outcome_count; /* 0: anything that the default rules allow */
    const struct ewc_case_capture *captures;
    unsigned capture_count;
    const struct ewc_case_check *checks;
    unsigned check_count;
    struct ewc_loc at, expect_at;
};

struct ewc_case {
    const char *id; /* equals the file name without ".xml" */
    const char *file;
    const char *title;
    const char *description;              /* "" without one */
    const char *const *tags;              /* ends with NULL */
    const struct ewc_case_covers *covers; /* at least one */
    unsigned covers_count;
    const struct ewc_case_requires *requirements;
    unsigned requires_count;
    const struct ewc_case_given *givens;
    unsigned given_count;
    const struct ewc_case_step *steps; /* at least one */
    unsigned step_count;
    bool exclusive;
    bool read_only;
    unsigned timeout_ms; /* whole case; 0: the run's default applies */
    struct ewc_loc at;   /* the <case> element, for diagnostics      */
};

/**
 * Reads and checks one case file.
 *
 * @param path      UTF-8; borrowed for the call
 * @param schema    the compiled cases/case.xsd; may be shared between threads
 * @param arena     owns the case and every string in it
 * @param out_case  valid until `arena` is destroyed
 * @return EWC_OK
 *         EWC_EIO     the file cannot be read
 *         EWC_EXML    not well-formed, or not valid; err->at has the line
 *         EWC_ECASE   not a valid case; err->at has the line
 *         EWC_ENOMEM  the arena's limit was reached
 * Source: cases/README.md, cases/case.xsd
 */
EWC_MUST_USE enum ewc_status ewc_case_load(const char *path, const struct ewc_schema *schema,
                                           struct ewc_arena *arena, const struct ewc_case **out_case,
                                           struct ewc_err *err);

/**
 * The same for those who look for all that is wrong: at EWC_ECASE, *out_case may be set to what could be read. That is not
 * fit to be run; steps and names in it are, to be looked at.
 */
EWC_MUST_USE enum ewc_status ewc_case_inspect(const char *path, const struct ewc_schema *schema, struct ewc_arena *arena,
                                              const struct ewc_case **out_case, struct ewc_err *err);

/**
 * Finds variables that no place before their use sets.
 *
 * @param is_run_variable  says whether the run gives that name; may be NULL
 * @return EWC_ECASE with the place, the nearest right name, and the names in scope in the hint
 */
EWC_MUST_USE enum ewc_status ewc_case_check_variables(const struct ewc_case *c,
                                                      bool (*is_run_variable)(void *ctx, const char *name),
                                                      void *ctx, struct ewc_err *err);

#endif
