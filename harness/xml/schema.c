/* Schema: XML Schema, compiled once and read-only after. */
#include <libxml/xmlschemas.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "xml/schema_internal.h"

struct ewc_schema {
    xmlSchema *compiled;
    struct ewc_xml *source; /* libxml2's components point into it */
};

/* Where a message about a document goes. */
struct report {
    const char *file;
    struct ewc_mender *mender; /* NULL: a schema is being compiled */
    struct ewc_err *err;
    enum ewc_status status; /* of the first */
    /* what the last one was about: "Element 'x', attribute 'y'", and which of them */
    char about[256];
    const xmlNode *node;
};

/* Of one value libxml2 says first what is wrong with it, then that it is not valid, and of a list that once more. */
static bool repeats(struct report *report, const xmlNode *node, const char *message)
{
    const char *colon = strstr(message, "': ");
    size_t len = colon ? (size_t)(colon - message) : 0;
    bool again = len > 0 && node == report->node && strncmp(report->about, message, len) == 0 &&
                 report->about[len] == '\0' && strstr(message, "' is not a valid value of ");

    report->node = node;
    report->about[0] = '\0';
    if (len > 0 && len < sizeof(report->about)) {
        memcpy(report->about, message, len);
        report->about[len] = '\0';
    }
    return again;
}

static void on_error(void *ctx, ewc_libxml_error *error)
{
    struct report *report = ctx;
    struct ewc_loc at = {.file = error->file ? error->file : report->file};
    xmlNode *node = error->node;
    char message[sizeof(report->err->message)];

    if (error->level < XML_ERR_ERROR)
        return;
    at.line = error->line > 0 ? (unsigned)error->line : 0;
    if (node && node->type == XML_ELEMENT_NODE && xmlGetLineNo(node) > 0)
        at.line = (unsigned)xmlGetLineNo(node); /* error->line stops at 65535 */
    snprintf(message, sizeof(message), "%s", error->message ? error->message : "not valid");
    if (report->mender) {
        ewc_schema_shorten(report->mender->schema, message);
        if (!ewc_mender_wants(report->mender, node, message) || repeats(report, node, message))
            return;
    }
    report->status = ewc_err_set(report->err, EWC_EXML, at, "%s", message);
    if (report->mender)
        ewc_schema_hint(report->mender->schema, message, report->err);
}

static enum ewc_status compile(xmlDoc *source, const char *path, xmlSchema **out_compiled,
                               struct ewc_err *err)
{
    struct report report = {.file = path, .err = err};
    struct ewc_loc at = {.file = path};
    xmlSchemaParserCtxt *parser = xmlSchemaNewDocParserCtxt(source);
    xmlSchema *compiled;

    if (!parser)
        return ewc_err_set(err, EWC_ENOMEM, at, "out of memory for the schema");
    xmlSchemaSetParserStructuredErrors(parser, on_error, &report);
    /* Reading what it includes reports through the thread's handler, not the parser's. */
    xmlSetStructuredErrorFunc(&report, on_error);
    ewc_xml_allow_files(true);
    compiled = xmlSchemaParse(parser);
    ewc_xml_allow_files(false);
    xmlSetStructuredErrorFunc(NULL, NULL);
    xmlSchemaFreeParserCtxt(parser);
    if (compiled && report.status == EWC_OK) {
        *out_compiled = compiled;
        return EWC_OK;
    }
    xmlSchemaFree(compiled);
    return ewc_err_set(err, EWC_EXML, at, "this is not a valid XML Schema");
}

enum ewc_status ewc_schema_load(const char *path, struct ewc_schema **out_schema, struct ewc_err *err)
{
    struct ewc_loc at = {.file = path};
    struct ewc_schema *schema = calloc(1, sizeof(*schema));
    enum ewc_status st;

    if (!schema)
        return ewc_err_set(err, EWC_ENOMEM, at, "out of memory for the schema");
    st = ewc_xml_parse_file(path, &schema->source, err);
    if (st != EWC_OK)
        goto out;
    schema->source->doc->URL = xmlStrdup(ewc_x(path)); /* what xs:include is relative to */
    if (!schema->source->doc->URL) {
        st = ewc_err_set(err, EWC_ENOMEM, at, "out of memory for the schema");
        goto out;
    }
    st = compile(schema->source->doc, path, &schema->compiled, err);
    if (st == EWC_OK) {
        *out_schema = schema;
        schema = NULL;
    }

out:
    ewc_schema_free(schema);
    return st;
}

void ewc_schema_free(struct ewc_schema *schema)
{
    if (!schema)
        return;
    xmlSchemaFree(schema->compiled);
    ewc_xml_free(schema->source);
    free(schema);
}

static enum ewc_status validate_once(const struct ewc_schema *schema, struct ewc_xml *doc, struct report *report)
{
    xmlSchemaValidCtxt *validator = xmlSchemaNewValidCtxt(schema->compiled);
    struct ewc_loc at = {.file = doc->name};
    int result;

    if (!validator)
        return ewc_err_set(report->err, EWC_ENOMEM, at, "out of memory for validation");
    report->node = NULL;
    xmlSchemaSetValidStructuredErrors(validator, on_error, report);
    result = xmlSchemaValidateDoc(validator, doc->doc);
    xmlSchemaFreeValidCtxt(validator);
    if (result == 0)
        return EWC_OK;
    return report->status != EWC_OK ? report->status
                                    : ewc_err_set(report->err, EWC_EXML, at, "the document is not valid against its schema");
}

enum ewc_status ewc_schema_validate(const struct ewc_schema *schema, struct ewc_xml *doc,
                                    struct ewc_err *err)
{
    struct ewc_mender mender = {.schema = schema->source->doc};
    struct report report = {.file = doc->name, .mender = &mender, .err = err};
    enum ewc_status st;

    ewc_xml_ready_thread();
    do
        st = validate_once(schema, doc, &report);
    while (st != EWC_OK && err && err->more && ewc_mend(&mender));
    return report.status == EWC_OK ? st : report.status;
}
