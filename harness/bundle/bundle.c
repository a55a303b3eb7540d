#include "bundle/bundle.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bundle/place.h"
#include "bundle/script.h"


/* ---- exchanges ---------------------------------------------------------------------------------------------------- */

/* What curl makes by itself, and what belongs to one run only. */
static bool is_left_out(const struct ewc_http_header *h)
{
    static const char *const NAMES[] = {"host", "content-length", "authorization", "proxy-authorization", "cookie"};
    size_t i;

    for (i = 0; i < sizeof(NAMES) / sizeof(*NAMES); i++)
        if (ewc_str_is_nocase(ewc_str(h->name), NAMES[i]))
            return true;
    return h->value && strcmp(h->value, "[removed]") == 0;
}

static void put_headers(struct ewc_buf *out, const struct ewc_http_header *h, bool for_curl)
{
    for (; h && h->name; h++) {
        if (for_curl && is_left_out(h))
            continue;
        if (for_curl && (!h->value || !*h->value))
            ewc_buf_printf(out, "%s;\n", h->name); /* curl's way to send an empty header */
        else
            ewc_buf_printf(out, "%s: %s\n", h->name, h->value ? h->value : "");
    }
}

static enum ewc_status put_named(const struct place *place, unsigned number, const char *ending, struct ewc_str bytes,
                                 struct ewc_err *err)
{
    char name[64];

    snprintf(name, sizeof(name), "%02u.%s", number, ending);
    return put_file(place, name, bytes, err);
}

static enum ewc_status put_exchange(const struct place *place, const struct ewc_record *r, unsigned number,
                                    struct ewc_err *err)
{
    const struct ewc_http_exchange *x = r->exchange;
    struct ewc_buf sent, received;
    enum ewc_status st;

    ewc_buf_init(&sent, 0);
    ewc_buf_init(&received, 0);
    put_headers(&sent, x->request_headers, true);
    ewc_buf_printf(&received, "HTTP/%u.%u %u\n", x->http_version / 10, x->http_version % 10, x->status);
    put_headers(&received, x->headers, false);
    st = ewc_buf_check(&sent, "headers", err);
    if (st == EWC_OK)
        st = ewc_buf_check(&received, "headers", err);
    if (st == EWC_OK)
        st = put_named(place, number, "headers", ewc_buf_view(&sent), err);
    if (st == EWC_OK)
        st = put_named(place, number, "request", r->request->http.body, err);
    if (st == EWC_OK)
        st = put_named(place, number, "response-headers", ewc_buf_view(&received), err);
    if (st == EWC_OK)
        st = put_named(place, number, "response", r->response_body, err);
    if (st == EWC_OK && r->evidence_text.len)
        st = put_named(place, number, "evidence.xml", r->evidence_text, err);
    ewc_buf_finish(&sent);
    ewc_buf_finish(&received);
    return st;
}

/* ---- stylesheets ---------------------------------------------------------------------------------------------------- */

/* A check's stylesheet: beside the case file, else of the suite. */
static enum ewc_status copy_sheet(const struct ewc_bundle_config *config, const struct place *place,
                                  const struct ewc_case *c, const char *with, struct ewc_err *err)
{
    const char *slash = strrchr(c->file, '/');
    const char *base = strrchr(with, '/');
    char path[4096], name[128], safe[101];

    make_safe(base ? base + 1 : with, safe);
    snprintf(name, sizeof(name), "xslt/%s", safe);
    snprintf(path, sizeof(path), "%.*s/%s", slash ? (int)(slash - c->file) : 1, slash ? c->file : ".", with);
    if (access(path, R_OK) != 0)
        snprintf(path, sizeof(path), "%s/%s", config->xslt, with);
    return copy_file(place, path, name, err);
}

static enum ewc_status copy_sheets(const struct ewc_bundle_config *config, const struct place *place,
                                   const struct ewc_case *c, struct ewc_err *err)
{
    static const char *const PARTS[] = {"lib", "rules"};
    char path[4096], name[64];
    unsigned i, k;
    enum ewc_status st = make_folder(place, "xslt", err);

    for (i = 0; i < 2 && st == EWC_OK; i++) {
        snprintf(path, sizeof(path), "%s/%s", config->xslt, PARTS[i]);
        snprintf(name, sizeof(name), "xslt/%s", PARTS[i]);
        st = make_folder(place, name, err);
        if (st == EWC_OK)
            st = copy_folder(place, path, ".xsl", name, err);
    }
    snprintf(path, sizeof(path), "%s/default.xsl", config->xslt);
    if (st == EWC_OK)
        st = copy_file(place, path, "xslt/default.xsl", err);
    for (i = 0; i < c->step_count; i++)
        for (k = 0; k < c->steps[i].check_count && st == EWC_OK; k++)
            st = copy_sheet(config, place, c, c->steps[i].checks[k].with, err);
    return st;
}

/* ---- captures: a stylesheet for each expression ------------------------------------------------------------------------ */

static enum ewc_status put_capture(const struct place *place, const struct ewc_case_capture *capture, const char *name,
                                   const struct ewc_xml_var *vars, struct ewc_err *err)
{
    const struct ewc_xml_ns *ns;
    struct ewc_buf xml;
    enum ewc_status st;

    ewc_buf_init(&xml, 0);
    ewc_buf_text(&xml, "<xsl:stylesheet version=\"1.0\" xmlns:xsl=\"http://www.w3.org/1999/XSL/Transform\"");
    for (ns = capture->scope; ns && ns->prefix; ns++) {
        if (strcmp(ns->prefix, "xml") == 0 || strcmp(ns->prefix, "xsl") == 0)
            continue;
        ewc_buf_printf(&xml, " xmlns:%s=\"", ns->prefix);
        ewc_xml_escape(&xml, ewc_str(ns->uri));
        ewc_buf_byte(&xml, '"');
    }
    ewc_buf_text(&xml, ">\n  <xsl:output method=\"text\" encoding=\"UTF-8\"/>\n");
    for (; vars->name; vars++)
        if (uses_variable(capture->select, vars->name))
            ewc_buf_printf(&xml, "  <xsl:param name=\"%s\"/>\n", vars->name);
    ewc_buf_text(&xml, "  <xsl:template match=\"/*\"><xsl:value-of select=\"");
    ewc_xml_escape(&xml, ewc_str(capture->select));
    ewc_buf_text(&xml, "\"/></xsl:template>\n</xsl:stylesheet>\n");
    st = ewc_buf_check(&xml, "a stylesheet", err);
    if (st == EWC_OK)
        st = put_file(place, name, ewc_buf_view(&xml), err);
    ewc_buf_finish(&xml);
    return st;
}

static enum ewc_status put_captures(const struct place *place, const struct ewc_case *c, const struct ewc_xml_var *vars,
                                    struct ewc_err *err)
{
    enum ewc_status st = EWC_OK;
    unsigned i, k;

    for (i = 0; i < c->step_count; i++)
        for (k = 0; k < c->steps[i].capture_count && st == EWC_OK; k++) {
            char name[64];

            capture_name(i, k, name);
            st = put_capture(place, &c->steps[i].captures[k], name, vars, err);
        }
    return st;
}

/* ---- the whole ------------------------------------------------------------------------------------------------------------ */

static enum ewc_status put_about(const struct place *place, const struct ewc_case_result *result, struct ewc_err *err)
{
    const struct ewc_record *r;
    const struct ewc_finding *f;
    struct ewc_buf text;
    enum ewc_status st;

    ewc_buf_init(&text, 0);
    ewc_buf_printf(&text, "%s\n%s\n\n", result->c->id, result->c->title);
    for (r = result->records; r; r = r->next)
        for (f = r->findings.first; f; f = f->next) {
            ewc_buf_printf(&text, "step %s, %s: %s\n", r->id, f->stylesheet, f->text);
            if (*f->expected)
                ewc_buf_printf(&text, "    expected: %s\n", f->expected);
            if (*f->found)
                ewc_buf_printf(&text, "    found:    %s\n", f->found);
        }
    ewc_buf_text(&text, "\nsh repro.sh [URL] sends the requests again and applies the stylesheets to what comes back.\n");
    st = ewc_buf_check(&text, "a text", err);
    if (st == EWC_OK)
        st = put_file(place, "finding.txt", ewc_buf_view(&text), err);
    ewc_buf_finish(&text);
    return st;
}

static enum ewc_status put_script(const struct ewc_bundle_config *config, const struct place *place,
                                  const struct ewc_case_result *result, const struct ewc_vars *vars,
                                  struct ewc_arena *arena, struct ewc_err *err)
{
    struct ewc_buf script;
    enum ewc_status st;

    ewc_buf_init(&script, 0);
    st = write_script(config, result, vars, arena, &script, err);
    if (st == EWC_OK)
        st = put_file(place, "repro.sh", ewc_buf_view(&script), err);
    ewc_buf_finish(&script);
    return st;
}

enum ewc_status ewc_bundle_write(const struct ewc_bundle_config *config, const struct ewc_case_result *result,
                                 const struct ewc_vars *vars, ewc_redact *redact, void *ctx, struct ewc_err *err)
{
    struct place place = {.folder = -1, .redact = redact, .ctx = ctx};
    struct ewc_arena *arena = ewc_arena_create(0);
    const struct ewc_xml_var *list = arena ? ewc_vars_list(vars, arena) : NULL;
    const struct ewc_record *r;
    unsigned number = 0;
    enum ewc_status st;

    if (!list) {
        ewc_arena_destroy(arena);
        return ewc_err_set(err, EWC_ENOMEM, EWC_NOWHERE, "memory ran out");
    }
    st = open_place(config, result->c->id, &place, err);
    for (r = result->records; r && st == EWC_OK; r = r->next) {
        number++;
        if (r->exchange && r->request)
            st = put_exchange(&place, r, number, err);
    }
    if (st == EWC_OK)
        st = copy_file(&place, result->c->file, "case.xml", err);
    if (st == EWC_OK)
        st = copy_sheets(config, &place, result->c, err);
    if (st == EWC_OK)
        st = copy_folder(&place, config->helpers, "", "", err);
    if (st == EWC_OK)
        st = put_captures(&place, result->c, list, err);
    if (st == EWC_OK)
        st = put_about(&place, result, err);
    if (st == EWC_OK)
        st = put_script(config, &place, result, vars, arena, err);
    close_place(&place);
    ewc_arena_destroy(arena);
    return st;
}
