/* mend: servers that read what is not XML, as readers made of string searches do. */
#include "refserver/misread.h"

#include <ctype.h>
#include <string.h>

/* ---- tags that do not match ------------------------------------------------------------------- */

#define MAX_OPEN 64u

struct tags {
    struct ewc_str open[MAX_OPEN]; /* names of the elements that are open */
    size_t count;
    bool rename_ends; /* an end tag ends whatever is open */
    bool one_root;    /* nothing is read after the first root element */
};

/* The name in a tag that begins at `at`, where the name itself begins. */
static struct ewc_str name_at(struct ewc_str bytes, size_t at)
{
    struct ewc_str name = {bytes.ptr + at, 0};

    while (at + name.len < bytes.len && !strchr(" \t\r\n/>", name.ptr[name.len]))
        name.len++;
    return name;
}

static void end_tag(struct tags *tags, struct ewc_str tag, struct ewc_buf *out)
{
    struct ewc_str open = tags->count ? tags->open[tags->count - 1] : (struct ewc_str){NULL, 0};

    if (tags->count)
        tags->count--;
    if (tags->rename_ends && open.ptr) {
        ewc_buf_text(out, "</");
        ewc_buf_str(out, open);
        ewc_buf_byte(out, '>');
    } else {
        ewc_buf_str(out, tag);
    }
}

/* Copies one tag; false when the document is at its end. */
static bool copy_tag(struct tags *tags, struct ewc_str bytes, size_t at, size_t end, struct ewc_buf *out)
{
    struct ewc_str tag = {bytes.ptr + at, end - at + 1};

    if (tag.ptr[1] == '/') {
        end_tag(tags, tag, out);
    } else {
        ewc_buf_str(out, tag);
        if (tag.ptr[1] != '?' && tag.ptr[1] != '!' && tag.ptr[tag.len - 2] != '/' && tags->count < MAX_OPEN)
            tags->open[tags->count++] = name_at(bytes, at + 1);
    }
    return !(tags->one_root && tags->count == 0 && tag.ptr[1] == '/');
}

static void balance(struct tags *tags, struct ewc_str bytes, struct ewc_buf *out)
{
    size_t copied = 0;
    size_t at = ewc_str_find(bytes, "<", 0);

    while (bytes.ptr && at != SIZE_MAX) {
        size_t end = ewc_str_find(bytes, ">", at);

        ewc_buf_add(out, bytes.ptr + copied, at - copied);
        copied = bytes.len; /* half a tag at the end is left out */
        if (end == SIZE_MAX || end < at + 2)
            break;
        if (!copy_tag(tags, bytes, at, end, out))
            return;
        copied = end + 1;
        at = ewc_str_find(bytes, "<", copied);
    }
    ewc_buf_add(out, bytes.ptr + copied, bytes.len - copied);
}

static bool close_tags(struct ewc_str bytes, struct ewc_buf *out)
{
    struct tags tags = {0};

    balance(&tags, bytes, out);
    while (tags.count) {
        ewc_buf_text(out, "</");
        ewc_buf_str(out, tags.open[--tags.count]);
        ewc_buf_byte(out, '>');
    }
    return true;
}

static bool rename_end_tags(struct ewc_str bytes, struct ewc_buf *out)
{
    struct tags tags = {.rename_ends = true};

    balance(&tags, bytes, out);
    return true;
}

static bool keep_one_root(struct ewc_str bytes, struct ewc_buf *out)
{
    struct tags tags = {.one_root = true};

    balance(&tags, bytes, out);
    return true;
}

/* ---- characters ------------------------------------------------------------------------------- */

static bool is_reference(struct ewc_str bytes, size_t at)
{
    size_t end = at + 1;

    while (end < bytes.len && (isalnum((unsigned char)bytes.ptr[end]) || bytes.ptr[end] == '#'))
        end++;
    return end > at + 1 && end < bytes.len && bytes.ptr[end] == ';';
}

static bool escape_ampersands(struct ewc_str bytes, struct ewc_buf *out)
{
    for (size_t i = 0; i < bytes.len; i++) {
        ewc_buf_byte(out, bytes.ptr[i]);
        if (bytes.ptr[i] == '&' && !is_reference(bytes, i))
            ewc_buf_text(out, "amp;");
    }
    return true;
}

static bool is_forbidden(uint64_t c)
{
    return (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || (c >= 0xd800 && c < 0xe000) ||
           c == 0xfffe || c == 0xffff || c > 0x10ffff;
}

/* Length of a character reference at `at` to a character that XML forbids; 0 when there is none. */
static size_t forbidden_reference(struct ewc_str bytes, size_t at)
{
    size_t end = at + 2;
    unsigned base = 10;
    uint64_t value = 0;

    if (at + 2 >= bytes.len || bytes.ptr[at] != '&' || bytes.ptr[at + 1] != '#')
        return 0;
    if (bytes.ptr[end] == 'x') {
        base = 16;
        end++;
    }
    for (; end < bytes.len && isxdigit((unsigned char)bytes.ptr[end]) && value < UINT32_MAX; end++) {
        unsigned char c = (unsigned char)bytes.ptr[end];

        value = value * base + (uint64_t)(isdigit(c) ? c - '0' : (c | 32) - 'a' + 10);
    }
    return end < bytes.len && bytes.ptr[end] == ';' && is_forbidden(value) ? end + 1 - at : 0;
}

/* Bytes that are in no character of UTF-8: of longer forms than needed, and beyond U+10FFFF. */
static bool replace_overlong(struct ewc_str bytes, struct ewc_buf *out)
{
    bool changed = false;

    for (size_t i = 0; i < bytes.len; i++) {
        unsigned char c = (unsigned char)bytes.ptr[i];
        size_t len = c == 0xc0 || c == 0xc1 ? 2 : 0;

        if (c == 0xe0 && i + 1 < bytes.len && (unsigned char)bytes.ptr[i + 1] < 0xa0)
            len = 3;
        if (!len) {
            ewc_buf_byte(out, bytes.ptr[i]);
            continue;
        }
        ewc_buf_byte(out, '?');
        i += len - 1;
        changed = true;
    }
    return changed;
}

/* Length of a forbidden character at `at`; 0 when there is none. */
static size_t forbidden_bytes(struct ewc_str bytes, size_t at)
{
    unsigned char c = (unsigned char)bytes.ptr[at];

    if (c < 0x20)
        return is_forbidden(c) ? 1 : 0;
    if (at + 2 < bytes.len &&
        ((c == 0xed && (unsigned char)bytes.ptr[at + 1] >= 0xa0) ||
         memcmp(bytes.ptr + at, "\xef\xbf\xbe", 3) == 0 || memcmp(bytes.ptr + at, "\xef\xbf\xbf", 3) == 0))
        return 3;
    return 0;
}

static bool replace_forbidden(struct ewc_str bytes, struct ewc_buf *out)
{
    for (size_t i = 0; i < bytes.len;) {
        size_t len = forbidden_bytes(bytes, i);

        if (!len)
            len = forbidden_reference(bytes, i);
        if (len)
            ewc_buf_byte(out, '?');
        else
            ewc_buf_byte(out, bytes.ptr[i]);
        i += len ? len : 1;
    }
    return true;
}

/* ---- prefixes and entities -------------------------------------------------------------------- */

static bool is_declared(struct ewc_str bytes, struct ewc_str prefix)
{
    struct ewc_buf declaration;
    bool found;

    ewc_buf_init(&declaration, 0);
    ewc_buf_text(&declaration, "xmlns:");
    ewc_buf_str(&declaration, prefix);
    ewc_buf_byte(&declaration, '=');
    found = declaration.failed || ewc_str_find(bytes, declaration.ptr, 0) != SIZE_MAX;
    ewc_buf_finish(&declaration);
    return found;
}

/* The first prefix of an element that is declared nowhere; false when there is none. */
static bool undeclared(struct ewc_str bytes, struct ewc_str *out_prefix)
{
    for (size_t at = ewc_str_find(bytes, "<", 0); at != SIZE_MAX; at = ewc_str_find(bytes, "<", at + 1)) {
        struct ewc_str name = name_at(bytes, at + 1);
        const char *colon = name.len ? memchr(name.ptr, ':', name.len) : NULL;

        if (!colon || !isalpha((unsigned char)name.ptr[0]))
            continue;
        *out_prefix = (struct ewc_str){name.ptr, (size_t)(colon - name.ptr)};
        if (!is_declared(bytes, *out_prefix))
            return true;
    }
    return false;
}

static bool declare_prefix(struct ewc_str bytes, const char *ns, struct ewc_buf *out)
{
    size_t at = ewc_str_find(bytes, "Envelope", 0);
    struct ewc_str prefix;

    if (at == SIZE_MAX || !undeclared(bytes, &prefix))
        return false;
    at += strlen("Envelope");
    ewc_buf_add(out, bytes.ptr, at);
    ewc_buf_text(out, " xmlns:");
    ewc_buf_str(out, prefix);
    ewc_buf_printf(out, "=\"%s\"", ns);
    ewc_buf_add(out, bytes.ptr + at, bytes.len - at);
    return true;
}

/* The document type declaration from "<!DOCTYPE" to its end; false when there is none. */
static bool find_doctype(struct ewc_str bytes, struct ewc_str *out)
{
    size_t start = ewc_str_find(bytes, "<!DOCTYPE", 0);
    size_t end;
    size_t bracket;

    if (start == SIZE_MAX)
        return false;
    end = ewc_str_find(bytes, ">", start);
    bracket = ewc_str_find(bytes, "[", start);
    if (bracket != SIZE_MAX && bracket < end) {
        end = ewc_str_find(bytes, "]", bracket);
        end = end == SIZE_MAX ? SIZE_MAX : ewc_str_find(bytes, ">", end);
    }
    if (end == SIZE_MAX)
        return false;
    *out = (struct ewc_str){bytes.ptr + start, end + 1 - start};
    return true;
}

/* The value of the entity whose reference begins at `at`; its length there in out_len. */
static bool entity_at(struct ewc_str bytes, size_t at, struct ewc_str doctype, struct ewc_str *out_value,
                      size_t *out_len)
{
    size_t end = ewc_str_find(bytes, ";", at);
    struct ewc_buf declaration;
    bool found = false;
    struct ewc_str rest;

    if (end == SIZE_MAX || end - at > 64)
        return false;
    ewc_buf_init(&declaration, 0);
    ewc_buf_text(&declaration, "<!ENTITY ");
    ewc_buf_add(&declaration, bytes.ptr + at + 1, end - at - 1);
    ewc_buf_byte(&declaration, ' ');
    if (!declaration.failed && ref_between(doctype, declaration.ptr, ">", &rest))
        found = ref_between(rest, "\"", "\"", out_value) || ref_between(rest, "'", "'", out_value);
    ewc_buf_finish(&declaration);
    *out_len = end + 1 - at;
    return found;
}

static bool drop_doctype(struct ewc_str bytes, bool expand, struct ewc_buf *out)
{
    struct ewc_str doctype;
    struct ewc_str value;
    size_t len;

    if (!find_doctype(bytes, &doctype))
        return false;
    for (size_t i = 0; i < bytes.len;) {
        if (bytes.ptr + i == doctype.ptr) {
            i += doctype.len;
        } else if (expand && bytes.ptr[i] == '&' && entity_at(bytes, i, doctype, &value, &len)) {
            ewc_buf_str(out, value); /* once: entities of entities stay, so that nothing can explode */
            i += len;
        } else {
            ewc_buf_byte(out, bytes.ptr[i++]);
        }
    }
    return true;
}

bool ref_mend(enum defect defect, struct ewc_str bytes, const char *ns_messages, struct ewc_buf *out)
{
    switch (defect) {
    case DEFECT_TRUNCATED_ACCEPTED:
        return close_tags(bytes, out);
    case DEFECT_MISMATCHED_TAGS_ACCEPTED:
        return rename_end_tags(bytes, out);
    case DEFECT_SECOND_ROOT_ACCEPTED:
        return keep_one_root(bytes, out);
    case DEFECT_AMPERSAND_ACCEPTED:
        return escape_ampersands(bytes, out);
    case DEFECT_OVERLONG_UTF_8_ACCEPTED:
        return replace_overlong(bytes, out);
    case DEFECT_FORBIDDEN_CHARACTER_ACCEPTED:
        return replace_forbidden(bytes, out);
    case DEFECT_UNDECLARED_PREFIX_ACCEPTED:
        return declare_prefix(bytes, ns_messages, out);
    case DEFECT_DOCUMENT_TYPE_ACCEPTED:
        return drop_doctype(bytes, false, out);
    case DEFECT_ENTITIES_EXPANDED:
        return drop_doctype(bytes, true, out);
    default:
        return false;
    }
}
