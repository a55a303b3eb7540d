/* xslt_internal: what the sources of xslt share. */
#ifndef EWC_XSLT_INTERNAL_H
#define EWC_XSLT_INTERNAL_H

#include <libxslt/security.h>
#include <libxslt/xsltInternals.h>

#include "xslt/xslt.h"

struct ewc_sheet {
    xsltStylesheet *style;
    char *path;
};

/* What libxslt and libxml2 say in the course of one call, on this thread: they report through
 * callbacks without a return value, an error in several pieces. The first fault is kept. */
struct ewc_capture {
    xsltTransformContext *transform; /* NULL while compiling */
    struct ewc_capture *outer;
    char file[256]; /* of the first fault */
    unsigned line;
    char fault[512];
    char message[512];         /* the newest xsl:message                      */
    bool message_ended;        /* more text belongs to another one            */
    const xmlNode *message_at; /* its instruction                             */
    struct ewc_err load;       /* why a file of the stylesheet was not loaded */
    unsigned files_loaded;
};

/** From here to ewc_capture_end() this thread's messages go to `capture`; nothing is printed. */
void ewc_capture_begin(struct ewc_capture *capture);
void ewc_capture_end(struct ewc_capture *capture);
/** The one that is active on this thread, or NULL. */
struct ewc_capture *ewc_capture_current(void);
/** Makes an instruction the place of the fault, unless there is one. */
void ewc_capture_place(struct ewc_capture *capture, const xmlNode *instruction);
/** For xsltSetGenericErrorFunc() and xsltSetTransformErrorFunc(). */
void ewc_capture_say(void *ctx, const char *format, ...) EWC_PRINTF(2, 3);

/* A transformation while it runs, for the thread that looks at the clock (deadline.c). */
struct ewc_deadline {
    xsltTransformContext *transform;
    uint64_t at_us;
    uint64_t max_growth, resident_before; /* bytes of the process */
    const char *over;                     /* why it was stopped; "": it was not. Read after the end only */
    struct ewc_deadline *next;
};

/** false: there is no such thread, and none can be started. */
bool ewc_deadline_begin(struct ewc_deadline *d, xsltTransformContext *transform, unsigned ms, uint64_t max_growth);
/** Before the transformation's context is freed. */
void ewc_deadline_end(struct ewc_deadline *d);
/** After the last transformation. */
void ewc_deadline_stop_watch(void);

/** All five kinds of access forbidden; made by ewc_xslt_global_init(), read-only after. */
xsltSecurityPrefs *ewc_xslt_security(void);

#endif
