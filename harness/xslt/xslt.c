/* Compiling stylesheets, and what the process sets up once. */
#include "xslt/xslt.h"

#include <libexslt/exslt.h>
#include <libxml/uri.h>
#include <libxslt/documents.h>
#include <libxslt/imports.h>
#include <libxslt/transform.h>
#include <libxslt/xslt.h>
#include <libxslt/xsltutils.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "xml/xml_internal.h"
#include "xslt/xslt_internal.h"

#define LIBRARY_SCHEME "ews-conform:"

enum { MAX_FILES = 200, MOST_PARAMS = 200 }; /* of one stylesheet; imports of imports could double without an end */

static const char *library_folder;
static xsltSecurityPrefs *security;

/* ---- loading -------------------------------------------------------------------------------------------
 */

void ewc_xslt_set_library(const char *folder)
{
    library_folder = folder;
}

/* True when a path stays below the folder that it is appended to. */
static bool stays_inside(const char *path)
{
    for (const char *part = path; part; part = strchr(part, '/')) {
        part += *part == '/';
        if (strncmp(part, "..", 2) == 0 && (part[2] == '/' || part[2] == '\0'))
            return false;
    }
    return path[0] != '/';
}

static bool has_other_scheme(const char *uri)
{
    size_t len = strspn(uri, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-");

    return len > 1 && uri[len] == ':';
}

/* The file that a URI in xsl:import means; malloc'ed. NULL with a message in `err`. */
static char *path_of(const char *uri, struct ewc_err *err)
{
    char *path = NULL;
    size_t size;

    if (strncmp(uri, LIBRARY_SCHEME, strlen(LIBRARY_SCHEME)) == 0) {
        uri += strlen(LIBRARY_SCHEME);
        if (!library_folder || !stays_inside(uri)) {
            (void)ewc_err_set(err, EWC_EXSLT, EWC_NOWHERE, "\"" LIBRARY_SCHEME "%s\" is not in the library",
                              uri);
            return NULL;
        }
        size = strlen(library_folder) + 1 + strlen(uri) + 1;
        path = malloc(size);
        if (path)
            (void)snprintf(path, size, "%s/%s", library_folder, uri);
    } else {
        if (strncmp(uri, "file://", 7) == 0)
            uri += strncmp(uri, "file://localhost/", 17) == 0 ? 16 : 7;
        if (has_other_scheme(uri)) {
            (void)ewc_err_set(err, EWC_EXSLT, EWC_NOWHERE,
                              "stylesheets are loaded from files and \"" LIBRARY_SCHEME "\" only");
            return NULL;
        }
        path = malloc(strlen(uri) + 1);
        if (path && (!strchr(uri, '%') || access(uri, F_OK) == 0))
            memcpy(path, uri, strlen(uri) + 1);
        else if (path)
            (void)xmlURIUnescapeString(uri, 0, path); /* never longer than `uri` */
    }
    if (!path)
        (void)ewc_err_set(err, EWC_ENOMEM, EWC_NOWHERE, "out of memory for a path");
    return path;
}

/* One file of a stylesheet as libxslt wants it: its URL is what relative references start from. */
static enum ewc_status load_source(const char *path, xmlDict *dict, xmlDoc **out_source,
                                   struct ewc_err *err)
{
    struct ewc_xml *doc = NULL;
    enum ewc_status st = ewc_xml_parse_file_mode(path, EWC_XML_STYLESHEET, dict, &doc, err);
    xmlDoc *source;

    if (st != EWC_OK)
        return st;
    source = ewc_xml_release(doc);
    source->URL = xmlPathToURI(ewc_x(path));
    if (!source->URL) {
        xmlFreeDoc(source);
        return ewc_err_set(err, EWC_ENOMEM, (struct ewc_loc){.file = path},
                           "out of memory for the stylesheet");
    }
    *out_source = source;
    return EWC_OK;
}

/* libxslt comes here for xsl:import, xsl:include and document(). The files of one stylesheet share the
 * dictionary: libxslt compares the names of modes and parameters by their address in it. */
static xmlDoc *load(const xmlChar *uri, xmlDict *dict, int options, void *ctxt, xsltLoadType type)
{
    struct ewc_capture *capture = ewc_capture_current();
    xmlDoc *source = NULL;
    char *path;

    (void)options, (void)ctxt;
    if (type != XSLT_LOAD_STYLESHEET || !capture || !uri)
        return NULL; /* document(): refused by the security preferences before, and here */
    if (++capture->files_loaded > MAX_FILES) {
        (void)ewc_err_set(&capture->load, EWC_EXSLT, EWC_NOWHERE,
                          "the stylesheet imports more than %d files", MAX_FILES);
        return NULL;
    }
    path = path_of(ewc_c(uri), &capture->load);
    if (path)
        (void)load_source(path, dict, &source, &capture->load);
    free(path);
    return source;
}

/* ---- once
 * ------------------------------------------------------------------------------------------------ */

xsltSecurityPrefs *ewc_xslt_security(void)
{
    return security;
}

static xsltSecurityPrefs *forbid_all(void)
{
    static const xsltSecurityOption all[] = {
        XSLT_SECPREF_READ_FILE,    XSLT_SECPREF_WRITE_FILE,    XSLT_SECPREF_CREATE_DIRECTORY,
        XSLT_SECPREF_READ_NETWORK, XSLT_SECPREF_WRITE_NETWORK,
    };
    xsltSecurityPrefs *prefs = xsltNewSecurityPrefs();

    for (size_t i = 0; prefs && i < sizeof(all) / sizeof(all[0]); i++)
        if (xsltSetSecurityPrefs(prefs, all[i], xsltSecurityForbid) != 0) {
            xsltFreeSecurityPrefs(prefs);
            return NULL;
        }
    return prefs;
}

void ewc_xslt_global_init(void)
{
    xsltInit();
    exsltRegisterAll();
    xsltSetGenericErrorFunc(NULL, ewc_capture_say);
    xsltSetLoaderFunc(load);
    if (!security)
        security = forbid_all(); /* without them nothing is ever applied */
}

void ewc_xslt_global_cleanup(void)
{
    ewc_deadline_stop_watch();
    xsltFreeSecurityPrefs(security);
    security = NULL;
    xsltSetLoaderFunc(NULL);
    xsltCleanupGlobals();
}

/* ---- compiling
 * ------------------------------------------------------------------------------------------- */

/* A stylesheet that is not XML is a stylesheet that does not compile. */
static enum ewc_status as_xslt_fault(enum ewc_status st, struct ewc_err *err)
{
    if (st != EWC_EXML && st != EWC_ELIMIT)
        return st;
    if (err && err->status == st)
        err->status = EWC_EXSLT;
    return EWC_EXSLT;
}

static enum ewc_status explain(const struct ewc_capture *capture, const char *path, struct ewc_err *err)
{
    const struct ewc_err *load = &capture->load;
    struct ewc_loc at = {.file = capture->file[0] ? capture->file : path, .line = capture->line};
    const char *fault = capture->fault[0] ? capture->fault : "this is not an XSLT 1.0 stylesheet";

    if (load->status == EWC_OK)
        return ewc_err_set(err, EWC_EXSLT, at, "%s", fault);
    if (load->status == EWC_EXML || load->status == EWC_ELIMIT) { /* the fault is in that file */
        at = (struct ewc_loc){.file = load->at.file, .line = load->at.line, .column = load->at.column};
        return ewc_err_set(err, EWC_EXSLT, at, "%s", load->message);
    }
    return ewc_err_set(err, load->status == EWC_ENOMEM ? EWC_ENOMEM : EWC_EXSLT, at, "%s%s%s",
                       capture->fault, capture->fault[0] ? ": " : "", load->message);
}

/* libxslt only warns of an element it does not know, and then ignores it. In a stylesheet of version
 * 1.0 that is an error: XSLT 1.0 section 2.5 ignores only what a later version may have brought. */
static bool has_fault(const xsltStylesheet *style, const struct ewc_capture *capture)
{
    const xmlNode *root = xmlDocGetRootElement(style->doc);
    xmlChar *version = root ? xmlGetNoNsProp(root, ewc_x("version")) : NULL;
    bool is_1_0 = version && xmlStrEqual(version, ewc_x("1.0"));

    xmlFree(version);
    return style->errors > 0 || capture->load.status != EWC_OK || (is_1_0 && capture->fault[0]);
}

static enum ewc_status compile(xmlDoc *source, const char *path, xsltStylesheet **out_style,
                               struct ewc_err *err)
{
    struct ewc_capture capture = {0};
    xsltStylesheet *style;

    ewc_capture_begin(&capture);
    style = xsltParseStylesheetDoc(source);
    if (!style)
        xmlFreeDoc(source); /* else it is the stylesheet's */
    if (style && has_fault(style, &capture)) {
        xsltFreeStylesheet(style);
        style = NULL;
    }
    ewc_capture_end(&capture);
    if (!style)
        return explain(&capture, path, err);
    *out_style = style;
    return EWC_OK;
}

/* What extensions put into a stylesheet at its first use (EXSLT copies functions of imported files into it) is put
 * there now: from then on it is read only, and threads may share it. */
static enum ewc_status settle(xsltStylesheet *style, const char *path, struct ewc_err *err)
{
    xmlDoc *nothing = xmlNewDoc(ewc_x("1.0"));
    xsltTransformContext *transform = nothing ? xsltNewTransformContext(style, nothing) : NULL;
    bool settled = transform != NULL;

    xsltFreeTransformContext(transform);
    xmlFreeDoc(nothing);
    if (settled)
        return EWC_OK;
    return ewc_err_set(err, EWC_ENOMEM, (struct ewc_loc){.file = path}, "out of memory for the stylesheet");
}

enum ewc_status ewc_sheet_load(const char *path, struct ewc_sheet **out_sheet, struct ewc_err *err)
{
    struct ewc_sheet *sheet = calloc(1, sizeof(*sheet));
    size_t size = strlen(path) + 1;
    xmlDoc *source = NULL;
    enum ewc_status st;

    if (sheet)
        sheet->path = malloc(size);
    if (!sheet || !sheet->path) {
        st = ewc_err_set(err, EWC_ENOMEM, (struct ewc_loc){.file = path},
                         "out of memory for the stylesheet");
        goto out;
    }
    memcpy(sheet->path, path, size);
    st = as_xslt_fault(load_source(path, NULL, &source, err), err);
    if (st == EWC_OK)
        st = compile(source, path, &sheet->style, err);
    if (st == EWC_OK)
        st = settle(sheet->style, path, err);
    if (st == EWC_OK) {
        *out_sheet = sheet;
        sheet = NULL;
    }

out:
    ewc_sheet_free(sheet);
    return st;
}

void ewc_sheet_free(struct ewc_sheet *sheet)
{
    if (!sheet)
        return;
    xsltFreeStylesheet(sheet->style);
    free(sheet->path);
    free(sheet);
}

const char *ewc_sheet_path(const struct ewc_sheet *sheet)
{
    return sheet->path;
}

static bool is_param(const xsltStackElem *var)
{
    return var->comp && var->comp->type == XSLT_FUNC_PARAM && !var->nameURI;
}

/* The one of highest import precedence, or NULL. */
static const xsltStackElem *find_param(const struct ewc_sheet *sheet, const char *name)
{
    for (xsltStylesheet *style = sheet->style; style; style = xsltNextImport(style))
        for (const xsltStackElem *var = style->variables; var; var = var->next)
            if (is_param(var) && strcmp(ewc_c(var->name), name) == 0)
                return var;
    return NULL;
}

const char *ewc_sheet_nearest_param(const struct ewc_sheet *sheet, const char *name)
{
    const char *names[MOST_PARAMS + 1];
    unsigned count = 0;

    for (xsltStylesheet *style = sheet->style; style; style = xsltNextImport(style))
        for (const xsltStackElem *var = style->variables; var && count < MOST_PARAMS; var = var->next)
            if (is_param(var))
                names[count++] = ewc_c(var->name);
    names[count] = NULL;
    return ewc_nearest(name, names);
}

bool ewc_sheet_has_param(const struct ewc_sheet *sheet, const char *name)
{
    return find_param(sheet, name) != NULL;
}

const char *ewc_sheet_param_text(const struct ewc_sheet *sheet, const char *name)
{
    const xsltStackElem *var = find_param(sheet, name);

    return var && var->select ? ewc_c(var->select) : NULL;
}

const char *ewc_xslt_library(void)
{
    return "libxslt " LIBXSLT_DOTTED_VERSION;
}
