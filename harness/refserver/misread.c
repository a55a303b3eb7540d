/* misread: servers that do not read all of XML. */
#include "refserver/misread.h"

#include <string.h>

static bool has(struct ewc_str bytes, const char *text)
{
    return ewc_str_find(bytes, text, 0) != SIZE_MAX;
}

bool ref_between(struct ewc_str bytes, const char *from, const char *to, struct ewc_str *out)
{
    size_t start = ewc_str_find(bytes, from, 0);
    size_t end;

    if (start == SIZE_MAX)
        return false;
    start += strlen(from);
    end = ewc_str_find(bytes, to, start);
    if (end == SIZE_MAX)
        return false;
    *out = (struct ewc_str){bytes.ptr + start, end - start};
    return true;
}

/* What follows the start tag of the Envelope. */
static struct ewc_str after_envelope_tag(struct ewc_str bytes)
{
    size_t at = ewc_str_find(bytes, "Envelope", 0);

    if (at != SIZE_MAX)
        at = ewc_str_find(bytes, ">", at);
    if (at == SIZE_MAX)
        return (struct ewc_str){bytes.ptr, 0};
    return (struct ewc_str){bytes.ptr + at + 1, bytes.len - at - 1};
}

static bool is_utf_16(struct ewc_str bytes)
{
    return bytes.len >= 2 &&
           (memcmp(bytes.ptr, "\xff\xfe", 2) == 0 || memcmp(bytes.ptr, "\xfe\xff", 2) == 0 ||
            bytes.ptr[0] == '\0' || bytes.ptr[1] == '\0');
}

static bool has_unusual_prefix(struct ewc_str bytes)
{
    static const char *const usual[] = {"soap", "s", "soapenv", "t", "m", "e", "h", "xsi", "xsd"};
    size_t at = ewc_str_find(bytes, "xmlns:", 0);

    while (at != SIZE_MAX) {
        struct ewc_str prefix = {bytes.ptr + at + 6, 0};
        bool known = false;

        while (at + 6 + prefix.len < bytes.len && !strchr("= \t\r\n", prefix.ptr[prefix.len]))
            prefix.len++;
        for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++)
            known = known || ewc_str_is(prefix, usual[i]);
        if (!known)
            return true;
        at = ewc_str_find(bytes, "xmlns:", at + 6);
    }
    return false;
}

static bool has_change_key_first(struct ewc_str bytes)
{
    struct ewc_str tag;
    size_t id;
    size_t key;

    if (!ref_between(bytes, "GroupId", ">", &tag))
        return false;
    id = ewc_str_find(tag, " Id", 0);
    key = ewc_str_find(tag, " ChangeKey", 0);
    return key != SIZE_MAX && id != SIZE_MAX && key < id;
}

bool ref_refuses_syntax(enum defect defect, struct ewc_str bytes)
{
    struct ewc_str inside = after_envelope_tag(bytes);

    switch (defect) {
    case DEFECT_REFUSES_UTF_16:
        return is_utf_16(bytes);
    case DEFECT_REFUSES_UTF_16_BIG_ENDIAN:
        return is_utf_16(bytes) && (bytes.ptr[0] == '\0' || (unsigned char)bytes.ptr[0] == 0xfe);
    case DEFECT_REFUSES_BYTE_ORDER_MARK:
        return ewc_str_starts(bytes, "\xef\xbb\xbf");
    case DEFECT_NEEDS_DECLARATION:
        return !has(bytes, "<?xml") && !is_utf_16(bytes);
    case DEFECT_REFUSES_SINGLE_QUOTED_DECLARATION:
        return has(bytes, "<?xml version='");
    case DEFECT_REFUSES_SINGLE_QUOTES:
        return has(inside, "='");
    case DEFECT_NEEDS_USUAL_PREFIXES:
        return has_unusual_prefix(bytes);
    case DEFECT_REFUSES_DEFAULT_NAMESPACE:
        return has(bytes, "xmlns=");
    case DEFECT_NEEDS_NAMESPACES_ON_ENVELOPE:
        return has(inside, " xmlns");
    case DEFECT_REFUSES_COMMENTS:
        return has(bytes, "<!--");
    case DEFECT_REFUSES_CDATA:
        return has(bytes, "<![CDATA[");
    case DEFECT_REFUSES_WHITE_SPACE:
        return has(inside, ">\n") || has(inside, ">\r");
    case DEFECT_NEEDS_ID_FIRST:
        return has_change_key_first(bytes);
    case DEFECT_NEEDS_EMPTY_TAG:
        return has(bytes, "GroupId>"); /* a start tag has attributes */
    case DEFECT_REFUSES_EXPLICIT_SPACE:
        return has(inside, " >") || has(inside, "\n>");
    default:
        return false;
    }
}

/* Copies `bytes` and leaves out, or changes, what lies from each `from` to the next `to`. */
static bool without(struct ewc_str bytes, const char *from, const char *to, const char *instead,
                    struct ewc_buf *out)
{
    size_t copied = 0;
    size_t at = ewc_str_find(bytes, from, 0);
    bool changed = false;

    while (at != SIZE_MAX) {
        size_t end = ewc_str_find(bytes, to, at + strlen(from));

        if (end == SIZE_MAX)
            break;
        ewc_buf_add(out, bytes.ptr + copied, at - copied);
        ewc_buf_text(out, instead);
        copied = end + strlen(to);
        changed = true;
        at = ewc_str_find(bytes, from, copied);
    }
    ewc_buf_add(out, bytes.ptr + copied, bytes.len - copied);
    return changed;
}

static bool cut_name_at_comment(struct ewc_str bytes, struct ewc_buf *out)
{
    size_t name = ewc_str_find(bytes, "NewDisplayName>", 0);
    size_t comment = name == SIZE_MAX ? SIZE_MAX : ewc_str_find(bytes, "<!--", name);
    size_t end = comment == SIZE_MAX ? SIZE_MAX : ewc_str_find(bytes, "</", comment);

    if (end == SIZE_MAX || ewc_str_find(bytes, "</", name) < comment)
        return false;
    ewc_buf_add(out, bytes.ptr, comment);
    ewc_buf_add(out, bytes.ptr + end, bytes.len - end);
    return true;
}

static bool literal_references(struct ewc_str bytes, struct ewc_buf *out)
{
    size_t copied = 0;

    for (size_t at = ewc_str_find(bytes, "&#", 0); at != SIZE_MAX; at = ewc_str_find(bytes, "&#", at + 2)) {
        ewc_buf_add(out, bytes.ptr + copied, at - copied);
        ewc_buf_text(out, "&amp;");
        copied = at + 1;
    }
    ewc_buf_add(out, bytes.ptr + copied, bytes.len - copied);
    return copied > 0;
}

bool ref_misread(enum defect defect, struct ewc_str bytes, struct ewc_buf *out)
{
    switch (defect) {
    case DEFECT_COMMENT_CUTS_NAME:
        return cut_name_at_comment(bytes, out);
    case DEFECT_CDATA_LOST:
        return without(bytes, "<![CDATA[", "]]>", "", out);
    case DEFECT_REFERENCES_LOST:
        return without(bytes, "&#", ";", "", out);
    case DEFECT_REFERENCES_LITERAL:
        return literal_references(bytes, out);
    default:
        return false;
    }
}
