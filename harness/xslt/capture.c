/* Capture: turns what libxslt would print into one fault with its place. */
#include <libxml/uri.h>
#include <libxml/xpath.h>
#include <libxslt/xsltutils.h>
#include <stdio.h>
#include <string.h>

#include "xml/xml_internal.h"
#include "xslt/xslt_internal.h"

/* libxslt's error function is process-wide; this leads from it to the call on this thread. */
static _Thread_local struct ewc_capture *current;

struct ewc_capture *ewc_capture_current(void)
{
    return current;
}

static void keep(char *out, size_t size, const char *text)
{
    (void)snprintf(out, size, "%s", text);
}

/* Stylesheets are known to libxslt by URI; people know them by path. */
static void keep_place(struct ewc_capture *capture, const char *uri, int line)
{
    char *path;

    if (capture->file[0] || !uri)
        return;
    path = strchr(uri, '%') ? xmlURIUnescapeString(uri, 0, NULL) : NULL;
    keep(capture->file, sizeof(capture->file), path ? path : uri);
    xmlFree(path);
    capture->line = line > 0 ? (unsigned)line : 0;
}

void ewc_capture_place(struct ewc_capture *capture, const xmlNode *instruction)
{
    if (instruction && instruction->doc)
        keep_place(capture, ewc_c(instruction->doc->URL), (int)xmlGetLineNo(instruction));
}

/* "xsltSomeFunction: " means nothing to the author of a stylesheet. */
static const char *without_function(const char *text)
{
    size_t len = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    if ((strncmp(text, "xslt", 4) != 0 && strncmp(text, "exslt", 5) != 0 &&
         strncmp(text, "xmlXPath", 8) != 0) ||
        (text[len] != ':' && strncmp(text + len, " :", 2) != 0))
        return text;
    return text + len + strspn(text + len, " :");
}

/* libxslt says what happened to its own variables; an author needs to know what to look for. */
static void keep_fault(struct ewc_capture *capture, const char *text)
{
    text = without_function(text);
    if (strstr(text, "infinite template recursion"))
        text = "templates are nested too deeply: is there a recursion without an end?";
    else if (strstr(text, "Operation limit exceeded"))
        text = "it takes too many instructions: is there a recursion that doubles?";
    keep(capture->fault, sizeof(capture->fault), text);
}

/* Nothing good comes after the first fault of a transformation. */
static void stop(struct ewc_capture *capture)
{
    if (capture->transform)
        capture->transform->state = XSLT_STATE_STOPPED;
}

/* Keeps the newest xsl:message, which comes in up to two pieces: its text and a line feed. */
static void add_message(struct ewc_capture *capture, const char *text)
{
    const xmlNode *inst = capture->transform->inst;
    size_t len;

    if (capture->message_ended)
        capture->message[0] = '\0';
    capture->message_ended = text[0] == '\n' && text[1] == '\0';
    len = strlen(capture->message);
    keep(capture->message + len, sizeof(capture->message) - len, text);
    capture->message_at = inst;
}

static bool is_context_line(const char *text)
{
    return strncmp(text, "runtime error", 13) == 0 || strncmp(text, "compilation error", 17) == 0 ||
           strncmp(text, "error: ", 7) == 0 || strcmp(text, "error\n") == 0;
}

static void EWC_PRINTF(2, 0) say(struct ewc_capture *capture, const char *format, va_list args)
{
    char text[sizeof(capture->fault)];
    va_list parts;

    if (strncmp(format, "%s: file %s line %d", 19) == 0) { /* comes before the fault itself */
        const char *file;

        va_copy(parts, args);
        (void)va_arg(parts, const char *);
        file = va_arg(parts, const char *);
        keep_place(capture, file, va_arg(parts, int));
        va_end(parts);
        return;
    }
    if (vsnprintf(text, sizeof(text), format, args) < 0 || is_context_line(text))
        return;
    /* xsl:message speaks through the same function; only a fault has changed the state before. */
    if (capture->transform && capture->transform->state == XSLT_STATE_OK) {
        add_message(capture, text);
        return;
    }
    if (!capture->fault[0] && !strstr(text, "only 1.1 features are supported"))
        keep_fault(capture, text); /* a later version is allowed, as XSLT 1.0 section 2.5 has it */
    stop(capture);
}

void ewc_capture_say(void *ctx, const char *format, ...)
{
    va_list args;

    (void)ctx; /* the same function serves all threads */
    if (!current)
        return;
    va_start(args, format);
    say(current, format, args);
    va_end(args);
}

/* libxml2's generic function only hears of what its XPath has no error code for; the error follows. */
static void EWC_PRINTF(2, 3) from_libxml(void *ctx, const char *format, ...)
{
    struct ewc_capture *capture = ctx;
    char text[sizeof(capture->fault)];
    va_list args;

    if (capture->fault[0])
        return;
    va_start(args, format);
    if (vsnprintf(text, sizeof(text), format, args) >= 0)
        keep_fault(capture, text);
    va_end(args);
}

/* XPath errors. libxslt adds where, but not always what. */
static void on_error(void *ctx, ewc_libxml_error *error)
{
    struct ewc_capture *capture = ctx;
    const char *what = error->message ? error->message : "wrong expression";

    if (error->level < XML_ERR_ERROR || error->domain != XML_FROM_XPATH)
        return;
    if (error->code == XML_XPATH_EXPRESSION_OK + XPATH_OP_LIMIT_EXCEEDED)
        what = "it takes too many steps";
    if (!capture->fault[0])
        (void)snprintf(capture->fault, sizeof(capture->fault), "XPath: %.*s%s%s", (int)strcspn(what, "\n"),
                       what, error->str1 ? ": " : "", error->str1 ? error->str1 : "");
    if (capture->transform)
        ewc_capture_place(capture, capture->transform->inst);
    stop(capture);
}

void ewc_capture_begin(struct ewc_capture *capture)
{
    capture->outer = current;
    current = capture;
    xmlSetStructuredErrorFunc(capture, on_error);
    xmlSetGenericErrorFunc(capture, from_libxml);
}

void ewc_capture_end(struct ewc_capture *capture)
{
    current = capture->outer;
    xmlSetStructuredErrorFunc(NULL, NULL);
    xmlSetGenericErrorFunc(NULL, NULL);
}
