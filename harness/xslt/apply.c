/* Applying a compiled stylesheet: forbidden to touch anything, bounded in depth and work. */
#include <libxslt/transform.h>
#include <libxslt/variables.h>
#include <libxslt/xsltutils.h>
#include <stdlib.h>

#include "xml/xml_internal.h"
#include "xslt/xslt_internal.h"

/* What one transformation may cost. A judgement of one response is small; a report reads a whole run. */
struct budget {
    int depth;                  /* templates in templates: bounds the C stack too */
    unsigned long instructions; /* XSLT elements carried out */
    unsigned long xpath_steps;  /* nodes and operators looked at */
    unsigned ms;
    uint64_t growth; /* bytes by which the process may grow meanwhile */
};

static struct budget judging = {.depth = 1000, .instructions = 2000000, .xpath_steps = 20000000, .ms = 10 * 1000, .growth = 1u << 30};
static const struct budget reporting = {.depth = 1000, .instructions = 20000000, .xpath_steps = 500000000, .ms = 600 * 1000, .growth = (uint64_t)4 << 30};

void ewc_xslt_limit_judgements(unsigned ms, uint64_t growth)
{
    judging.ms = ms;
    judging.growth = growth;
}

static bool set_params(xsltTransformContext *transform, const struct ewc_sheet_param *params)
{
    for (; params && params->name; params++)
        if (xsltQuoteOneUserParam(transform, ewc_x(params->name),
                                  ewc_x(params->value ? params->value : "")) != 0)
            return false;
    return true;
}

static xsltTransformContext *prepare(const struct ewc_sheet *sheet, struct ewc_xml *doc,
                                     const struct budget *budget, struct ewc_capture *capture)
{
    xsltTransformContext *transform;

    ewc_xml_ready_thread();
    transform = ewc_xslt_security() ? xsltNewTransformContext(sheet->style, doc->doc) : NULL;
    if (!transform)
        return NULL;
    capture->transform = transform;
    xsltSetTransformErrorFunc(transform, capture, ewc_capture_say);
    transform->maxTemplateDepth = budget->depth;
    transform->opLimit = budget->instructions;
    transform->xpathCtxt->opLimit = budget->xpath_steps;
    if (xsltSetCtxtSecurityPrefs(ewc_xslt_security(), transform) != 0) {
        xsltFreeTransformContext(transform);
        return NULL;
    }
    return transform;
}

static enum ewc_status explain(const struct ewc_sheet *sheet, struct ewc_capture *capture, const char *over,
                               struct ewc_err *err)
{
    struct ewc_loc at;

    if (!capture->fault[0])
        ewc_capture_place(capture, capture->message_at);
    at = (struct ewc_loc){.file = capture->file[0] ? capture->file : sheet->path, .line = capture->line};

    if (over[0])
        return ewc_err_set(err, EWC_EXSLT, at, "%s", over);
    if (capture->fault[0])
        return ewc_err_set(err, EWC_EXSLT, at, "%s", capture->fault);
    if (capture->message[0])
        return ewc_err_set(err, EWC_EXSLT, at, "the stylesheet ended itself: %s", capture->message);
    return ewc_err_set(err, EWC_EXSLT, at, "the stylesheet broke off without a reason");
}

/* Runs it; the result is libxslt's still, and has no wrapper. */
static enum ewc_status run(const struct ewc_sheet *sheet, struct ewc_xml *doc,
                           const struct ewc_sheet_param *params, const struct budget *budget,
                           xmlDoc **out_result, struct ewc_err *err)
{
    struct ewc_capture capture = {0};
    xmlDoc *result = NULL;
    xsltTransformContext *transform = prepare(sheet, doc, budget, &capture);
    struct ewc_deadline deadline;
    enum ewc_status st = EWC_OK;

    if (transform && !ewc_deadline_begin(&deadline, transform, budget->ms, budget->growth)) {
        xsltFreeTransformContext(transform);
        transform = NULL;
    }
    if (!transform)
        return ewc_err_set(err, EWC_ENOMEM, (struct ewc_loc){.file = sheet->path},
                           "out of memory for the transformation");
    ewc_capture_begin(&capture);
    if (set_params(transform, params))
        result = xsltApplyStylesheetUser(sheet->style, doc->doc, NULL, NULL, NULL, transform);
    ewc_deadline_end(&deadline);
    if (!result || transform->state != XSLT_STATE_OK)
        st = explain(sheet, &capture, deadline.over, err);
    xsltFreeTransformContext(transform);
    ewc_capture_end(&capture);
    if (st != EWC_OK)
        xmlFreeDoc(result);
    else
        *out_result = result;
    return st;
}

enum ewc_status ewc_sheet_apply(const struct ewc_sheet *sheet, struct ewc_xml *doc,
                                const struct ewc_sheet_param *params, struct ewc_xml **out_result,
                                struct ewc_err *err)
{
    struct ewc_loc at = {.file = sheet->path};
    struct ewc_xml *wrapped;
    xmlDoc *result = NULL;
    enum ewc_status st = run(sheet, doc, params, &judging, &result, err);

    if (st != EWC_OK)
        return st;
    if (!xmlDocGetRootElement(result)) {
        xmlFreeDoc(result);
        return ewc_err_set(err, EWC_EXSLT, at, "the stylesheet's result has no root element");
    }
    wrapped = ewc_xml_adopt(result, sheet->path);
    if (!wrapped)
        return ewc_err_set(err, EWC_ENOMEM, at, "out of memory for the stylesheet's result");
    *out_result = wrapped;
    return EWC_OK;
}

enum ewc_status ewc_sheet_render(const struct ewc_sheet *sheet, struct ewc_xml *doc,
                                 const struct ewc_sheet_param *params, struct ewc_buf *out,
                                 struct ewc_err *err)
{
    struct ewc_capture capture = {0};
    xmlChar *text = NULL;
    int len = 0, saved;
    xmlDoc *result = NULL;
    enum ewc_status st = run(sheet, doc, params, &reporting, &result, err);

    if (st != EWC_OK)
        return st;
    ewc_capture_begin(&capture);
    saved = xsltSaveResultToString(&text, &len, result, sheet->style);
    ewc_capture_end(&capture);
    xmlFreeDoc(result);
    if (saved != 0) {
        st = ewc_err_set(err, EWC_EXSLT, (struct ewc_loc){.file = sheet->path},
                         "cannot write the result as xsl:output asks: %s",
                         capture.fault[0] ? capture.fault : "is its encoding known?");
    } else {
        if (text)
            ewc_buf_add(out, text, (size_t)len);
        st = ewc_buf_check(out, sheet->path, err);
    }
    xmlFree(text);
    return st;
}
