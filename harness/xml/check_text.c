/* Checks of the text before the parser sees it: characters, and what some versions of libxml2 take too
 * much time or stack for. */
#include <limits.h>
#include <string.h>

#include "xml/parse_internal.h"

enum { MAX_WITH_DOCTYPE = 1024 * 1024 }; /* bytes; declarations take much more memory than text */

static struct ewc_loc place_of(struct ewc_str text, size_t offset, const char *name)
{
    struct ewc_loc at = {.file = name, .line = 1, .column = 1};

    for (size_t i = 0; i < offset; i++) {
        if (text.ptr[i] == '\n') {
            at.line++;
            at.column = 1;
        } else {
            at.column++;
        }
    }
    return at;
}

/* Bytes that look like a tag with more attributes than allowed. libxml2 before 2.12 compares each with
 * each before a handler hears of them. An attribute needs "=" outside of quotes, and four bytes. */
static bool too_many_attributes(struct ewc_str text, size_t max, size_t *out_offset)
{
    const char *end = text.ptr + text.len;
    const char *tag = text.len ? memchr(text.ptr, '<', text.len) : NULL;

    while (tag) {
        const char *next = memchr(tag + 1, '<', (size_t)(end - tag - 1));
        const char *stop_at = next ? next : end;
        size_t equals = 0;
        char quote = '\0';

        if ((size_t)(stop_at - tag) > 4 * max && tag[1] != '!' && tag[1] != '?')
            for (const char *c = tag + 1; c < stop_at && (quote || *c != '>'); c++) {
                if (quote)
                    quote = *c == quote ? '\0' : quote;
                else if (*c == '"' || *c == '\'')
                    quote = *c;
                else if (*c == '=' && ++equals > max) {
                    *out_offset = (size_t)(tag - text.ptr);
                    return true;
                }
            }
        tag = next;
    }
    return false;
}

/* True when a document type declaration comes before the first element. */
static bool has_doctype(struct ewc_str text)
{
    size_t at = 0;

    while ((at = ewc_str_find(text, "<", at)) != SIZE_MAX) {
        struct ewc_str rest = {.ptr = text.ptr + at, .len = text.len - at};

        if (ewc_str_starts(rest, "<!DOCTYPE"))
            return true;
        if (ewc_str_starts(rest, "<!--"))
            at = ewc_str_find(text, "-->", at + 4);
        else if (ewc_str_starts(rest, "<?"))
            at = ewc_str_find(text, "?>", at + 2);
        else
            return false;
        if (at == SIZE_MAX)
            return false;
    }
    return false;
}

static enum ewc_status check_doctype(struct ewc_str text, const struct parse *p)
{
    if (text.len <= MAX_WITH_DOCTYPE || !has_doctype(text))
        return EWC_OK;
    return ewc_err_set(p->err, EWC_ELIMIT, (struct ewc_loc){.file = p->name},
                       "the document exceeds a limit: more than %d bytes with a document type declaration",
                       MAX_WITH_DOCTYPE);
}

enum ewc_status ewc_parse_check_text(struct ewc_str text, const struct parse *p)
{
    size_t offset = ewc_utf8_check(text);
    uint32_t c;

    if (offset < text.len) {
        struct ewc_loc at = place_of(text, offset, p->name);

        if (ewc_utf8_decode((const unsigned char *)text.ptr + offset, text.len - offset, &c) > 0)
            return ewc_err_set(p->err, EWC_EXML, at, "not well-formed XML: character U+%04X is not allowed",
                               (unsigned)c);
        return ewc_err_set(p->err, EWC_EXML, at, "not UTF-8: invalid byte 0x%02X at offset %zu",
                           (unsigned)(unsigned char)text.ptr[offset], offset);
    }
    if (text.len > INT_MAX)
        return ewc_err_set(p->err, EWC_ELIMIT, (struct ewc_loc){.file = p->name},
                           "the document exceeds a limit: more than %d bytes", INT_MAX);
    if (too_many_attributes(text, p->max.max_attributes, &offset))
        return ewc_err_set(p->err, EWC_ELIMIT, place_of(text, offset, p->name),
                           "the document exceeds a limit: more than %u attributes on one element "
                           "(--max-attributes)",
                           p->max.max_attributes);
    return check_doctype(text, p);
}
