/* Status and error: fixed size, so that reporting cannot fail; one line, safe to print. */
#include "base/base.h"

#include <stdio.h>
#include <string.h>

enum { MOST_FAILURES = 100 };

static const char TOO_MANY[] = "there may be more: mend these first";

/* Length of the UTF-8 sequence at `p` if it may be shown; 0 when it is broken, or a C1 control that a
 * terminal could obey. */
static size_t printable_sequence(const unsigned char *p)
{
    size_t len;

    if (p[0] >= 0xC2 && p[0] <= 0xDF)
        len = 2;
    else if (p[0] >= 0xE0 && p[0] <= 0xEF)
        len = 3;
    else if (p[0] >= 0xF0 && p[0] <= 0xF4)
        len = 4;
    else
        return 0;
    for (size_t i = 1; i < len; i++) /* a NUL ends this too */
        if ((p[i] & 0xC0) != 0x80)
            return 0;
    if (p[0] == 0xC2 && p[1] < 0xA0)
        return 0;
    if ((p[0] == 0xE0 && p[1] < 0xA0) || (p[0] == 0xED && p[1] > 0x9F))
        return 0;
    if ((p[0] == 0xF0 && p[1] < 0x90) || (p[0] == 0xF4 && p[1] > 0x8F))
        return 0;
    return len;
}

/* Makes one printable line of text that may quote foreign bytes: white space becomes a space, what
 * could steer a terminal or is not UTF-8 becomes "?", and the ends are trimmed. */
static void clean_line(char *text)
{
    unsigned char *in = (unsigned char *)text;
    unsigned char *out = in;

    while (*in) {
        size_t len = 1;

        if (*in == '\n' || *in == '\r' || *in == '\t' || *in == ' ') {
            if (out != (unsigned char *)text)
                *out++ = ' ';
            in++;
            continue;
        }
        if (*in < 0x20 || *in == 0x7F || (*in >= 0x80 && (len = printable_sequence(in)) == 0)) {
            *out++ = '?';
            in++;
            continue;
        }
        memmove(out, in, len);
        out += len;
        in += len;
    }
    while (out > (unsigned char *)text && out[-1] == ' ')
        out--;
    *out = '\0';
}

/* vsnprintf may cut in the middle of a character: drop what is left of it, and show that it was cut. */
static void end_cut_text(char *text, size_t size)
{
    size_t end = size - 1 - strlen("...");

    while (end > 0 && ((unsigned char)text[end] & 0xC0) == 0x80)
        end--;
    memcpy(text + end, "...", strlen("...") + 1);
}

static void EWC_PRINTF(3, 0) format_line(char *out, size_t size, const char *format, va_list args)
{
    int need = vsnprintf(out, size, format, args);

    if (need < 0)
        out[0] = '\0';
    else if ((size_t)need >= size)
        end_cut_text(out, size);
    clean_line(out);
}

static void set_place(struct ewc_place *place, struct ewc_loc at)
{
    const char *file = at.file ? at.file : "";
    size_t len = strlen(file);

    if (len < sizeof(place->file))
        memcpy(place->file, file, len + 1);
    else /* the end of a long path says more than its beginning */
        (void)snprintf(place->file, sizeof(place->file), "...%s",
                       file + len - (sizeof(place->file) - 1 - strlen("...")));
    clean_line(place->file);
    place->line = at.line;
    place->column = at.column;
}

static void EWC_PRINTF(4, 0) fill(struct ewc_err *err, enum ewc_status status, struct ewc_loc at, const char *format,
                                  va_list args)
{
    err->status = status;
    set_place(&err->at, at);
    format_line(err->message, sizeof(err->message), format, args);
}

static bool is_same(const struct ewc_err *a, const struct ewc_err *b)
{
    return a->at.line == b->at.line && a->at.column == b->at.column && strcmp(a->message, b->message) == 0 &&
           strcmp(a->at.file, b->at.file) == 0;
}

/* Lets a failure follow those that are there, unless it is one of them; the last of too many says so. */
static void EWC_PRINTF(4, 0) add_failure(struct ewc_err *first, enum ewc_status status, struct ewc_loc at,
                                         const char *format, va_list args)
{
    struct ewc_err added = {0};
    struct ewc_err *e = first;
    unsigned count = 1;

    fill(&added, status, at, format, args);
    for (; !is_same(e, &added) && e->next; e = e->next)
        count++;
    if (!is_same(e, &added)) {
        if (count == MOST_FAILURES - 1)
            memcpy(added.hint, TOO_MANY, sizeof(TOO_MANY));
        e->next = count < MOST_FAILURES ? ewc_arena_alloc(first->more, sizeof(added)) : NULL;
        first->lost = !e->next;
        if (first->lost)
            return;
        e = e->next;
        *e = added;
    }
    first->last = e == first ? NULL : e;
}

enum ewc_status(ewc_err_set)(struct ewc_err *err, enum ewc_status status, struct ewc_loc at,
                            const char *format, ...)
{
    va_list args;

    if (!err)
        return status;
    va_start(args, format);
    err->lost = err->status != EWC_OK && !err->more;
    if (err->status == EWC_OK)
        fill(err, status, at, format, args);
    else if (err->more)
        add_failure(err, status, at, format, args);
    va_end(args);
    return err->status;
}

/* NULL: it was not kept. */
static struct ewc_err *last_failure(struct ewc_err *err)
{
    if (!err || err->lost)
        return NULL;
    return err->last ? err->last : err;
}

void ewc_err_hint(struct ewc_err *err, const char *format, ...)
{
    struct ewc_err *last = last_failure(err);
    va_list args;

    if (!last || last->status == EWC_OK || last->hint[0])
        return;
    va_start(args, format);
    format_line(last->hint, sizeof(last->hint), format, args);
    va_end(args);
}

void ewc_err_at(struct ewc_err *err, struct ewc_loc at)
{
    struct ewc_err *last = last_failure(err);

    if (!last || last->status == EWC_OK || last->at.file[0])
        return;
    set_place(&last->at, at);
}
