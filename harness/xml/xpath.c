/* XPath: one expression to one string, under a bound on its work. */
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>
#include <string.h>

#include "xml/xml_internal.h"

enum { MAX_OPERATIONS = 5000000 }; /* well under a second */

struct evaluation {
    const struct ewc_xml_ns *scope;
    const struct ewc_xml_var *vars;
    bool knows_all;    /* any variable is ""                  */
    char variable[96]; /* the first one that nobody set       */
    char function[96]; /* the last one that was looked for    */
    int code;          /* of the first error; 0: none         */
    int position;      /* in the expression, from 0; -1: none */
};

/* libxml2 hands over a code and a place, its words it keeps for standard error. */
static const char *words_for(int code)
{
    switch (code) {
    case XPATH_NUMBER_ERROR:
        return "a number was expected";
    case XPATH_UNFINISHED_LITERAL_ERROR:
        return "a quoted string has no end";
    case XPATH_START_LITERAL_ERROR:
        return "a quoted string was expected";
    case XPATH_VARIABLE_REF_ERROR:
        return "a variable name was expected after $";
    case XPATH_INVALID_PREDICATE_ERROR:
        return "a predicate in [ ] is wrong or has no end";
    case XPATH_UNCLOSED_ERROR:
        return "a parenthesis or bracket is not closed";
    case XPATH_INVALID_OPERAND:
        return "an operand is of the wrong type";
    case XPATH_INVALID_TYPE:
        return "a value is of the wrong type";
    case XPATH_INVALID_ARITY:
        return "a function has too many or too few arguments";
    case XPATH_UNDEF_PREFIX_ERROR:
        return "a namespace prefix is not declared here";
    case XPATH_RECURSION_LIMIT_EXCEEDED:
        return "it is nested too deeply";
    default:
        return "this is not an XPath 1.0 expression";
    }
}

static void on_error(void *ctx, ewc_libxml_error *error)
{
    struct evaluation *e = ctx;

    if (e->code != 0)
        return;
    e->code = error->code - XML_XPATH_EXPRESSION_OK;
    e->position = error->str1 ? error->int1 : -1;
}

static void EWC_PRINTF(2, 3) say_nothing(void *ctx, const char *format, ...)
{
    (void)ctx, (void)format;
}

static void remember(char *out, size_t size, const xmlChar *name)
{
    size_t len = strlen(ewc_c(name));

    if (len >= size)
        len = size - 1;
    memcpy(out, name, len);
    out[len] = '\0';
}

static xmlXPathObjectPtr look_up(void *ctx, const xmlChar *name, const xmlChar *ns_uri)
{
    struct evaluation *e = ctx;

    for (const struct ewc_xml_var *var = e->vars; var && var->name && !ns_uri; var++)
        if (strcmp(var->name, ewc_c(name)) == 0)
            return xmlXPathNewCString(var->value ? var->value : "");
    if (e->knows_all)
        return xmlXPathNewCString("");
    if (!e->variable[0])
        remember(e->variable, sizeof(e->variable), name);
    return NULL;
}

/* Finds nothing, so that libxml2's own functions are used; knows which one was missing. */
static xmlXPathFunction note_function(void *ctx, const xmlChar *name, const xmlChar *ns_uri)
{
    struct evaluation *e = ctx;

    (void)ns_uri;
    if (e->code == 0)
        remember(e->function, sizeof(e->function), name);
    return NULL;
}

static xmlXPathContext *prepare(struct ewc_xml *doc, struct ewc_node *context, struct evaluation *e)
{
    xmlXPathContext *xpath;

    ewc_xml_ready_thread();
    xpath = xmlXPathNewContext(doc->doc);
    if (!xpath)
        return NULL;
    xpath->node = ewc_raw(context);
    xpath->opLimit = MAX_OPERATIONS;
    xpath->error = on_error;
    xpath->userData = e;
    xmlXPathRegisterVariableLookup(xpath, look_up, e);
    xmlXPathRegisterFuncLookup(xpath, note_function, e);
    for (const struct ewc_xml_ns *ns = e->scope; ns && ns->prefix; ns++)
        if (xmlXPathRegisterNs(xpath, ewc_x(ns->prefix), ewc_x(ns->uri)) != 0) {
            xmlXPathFreeContext(xpath);
            return NULL;
        }
    return xpath;
}

static enum ewc_status explain(const struct evaluation *e, const char *expression, struct ewc_err *err)
{
    if (e->code == XPATH_MEMORY_ERROR)
        return ewc_err_set(err, EWC_ENOMEM, EWC_NOWHERE, "out of memory for an XPath expression");
    if (e->code == XPATH_OP_LIMIT_EXCEEDED)
        return ewc_err_set(err, EWC_ECASE, EWC_NOWHERE,
                           "the XPath expression \"%s\" takes more than %d operations on this document",
                           expression, MAX_OPERATIONS);
    if (e->variable[0])
        return ewc_err_set(err, EWC_ECASE, EWC_NOWHERE,
                           "unknown variable $%s in the XPath expression \"%s\"", e->variable, expression);
    if (e->code == XPATH_UNKNOWN_FUNC_ERROR)
        return ewc_err_set(err, EWC_ECASE, EWC_NOWHERE,
                           "unknown function %s() in the XPath expression \"%s\"", e->function, expression);
    if (e->position > 0)
        return ewc_err_set(err, EWC_ECASE, EWC_NOWHERE,
                           "wrong XPath expression \"%s\": %s (at character %d)", expression,
                           words_for(e->code), e->position + 1);
    return ewc_err_set(err, EWC_ECASE, EWC_NOWHERE, "wrong XPath expression \"%s\": %s", expression,
                       words_for(e->code));
}

/* The string value, and whether there was anything to take it from. */
static enum ewc_status take_result(xmlXPathObject *value, struct ewc_arena *arena, bool *out_found,
                                   const char **out_text, struct ewc_err *err)
{
    bool found = true;
    const char *text = NULL;
    xmlChar *string;

    if (value->type == XPATH_NODESET)
        found = value->nodesetval && value->nodesetval->nodeNr > 0;
    string = xmlXPathCastToString(value);
    if (string)
        text = ewc_arena_strdup(arena, ewc_c(string));
    xmlFree(string);
    if (!text)
        return ewc_err_set(err, EWC_ENOMEM, EWC_NOWHERE,
                           "out of memory for the value of an XPath expression");
    if (out_found)
        *out_found = found;
    *out_text = text;
    return EWC_OK;
}

/* NULL: it is wrong, or memory ran out. */
static xmlXPathObject *evaluate(xmlXPathContext *xpath, const char *expression)
{
    xmlXPathObject *value;

    xmlSetGenericErrorFunc(NULL, say_nothing); /* this thread's */
    value = xmlXPathEvalExpression(ewc_x(expression), xpath);
    xmlSetGenericErrorFunc(NULL, NULL);
    return value;
}

enum ewc_status ewc_xml_xpath_check(const char *expression, const struct ewc_xml_ns *scope, struct ewc_err *err)
{
    struct evaluation e = {.scope = scope, .knows_all = true, .position = -1};
    struct ewc_xml *doc = ewc_xml_new(NULL, "empty");
    xmlXPathContext *xpath = doc ? prepare(doc, ewc_xml_root(doc), &e) : NULL;
    xmlXPathObject *value;
    enum ewc_status st = EWC_OK;

    if (!xpath) {
        ewc_xml_free(doc);
        return ewc_err_set(err, EWC_ENOMEM, EWC_NOWHERE, "out of memory for an XPath expression");
    }
    value = evaluate(xpath, expression);
    if (!value)
        st = explain(&e, expression, err);
    xmlXPathFreeObject(value);
    xmlXPathFreeContext(xpath);
    ewc_xml_free(doc);
    return st;
}

enum ewc_status ewc_xml_xpath(struct ewc_xml *doc, struct ewc_node *context, const char *expression,
                              const struct ewc_xml_ns *scope, const struct ewc_xml_var *vars,
                              struct ewc_arena *arena, bool *out_found, const char **out_text,
                              struct ewc_err *err)
{
    struct evaluation e = {.scope = scope, .vars = vars, .position = -1};
    xmlXPathContext *xpath = prepare(doc, context, &e);
    xmlXPathObject *value;
    enum ewc_status st;

    if (!xpath)
        return ewc_err_set(err, EWC_ENOMEM, EWC_NOWHERE, "out of memory for an XPath expression");
    value = evaluate(xpath, expression);
    if (value)
        st = take_result(value, arena, out_found, out_text, err);
    else
        st = explain(&e, expression, err);
    xmlXPathFreeObject(value);
    xmlXPathFreeContext(xpath);
    return st;
}
