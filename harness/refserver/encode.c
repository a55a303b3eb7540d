/* encode: a message in UTF-8 to the bytes of a document. */
#include "refserver/answer.h"
#include "refserver/text.h"
#include "xml/xml.h"

#include <string.h>

/* How the document begins, and in which encoding it is. */
struct form {
    enum variant variant;
    const char *declaration;
    const char *encoding;
    const char *bom;
};

static const struct form forms[] = {
    {VARIANT_NO_DECLARATION, "", "utf-8", ""},
    {VARIANT_SINGLE_QUOTES, "<?xml version='1.0' encoding='utf-8'?>", "utf-8", ""},
    {VARIANT_UPPER_CASE_ENCODING, "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>", "utf-8",
     ""},
    {VARIANT_WHITE_SPACE_IN_TAGS, "<?xml   version = \"1.0\"\n encoding = \"utf-8\"  ?>\n\n", "utf-8", ""},
    {VARIANT_PRETTY_PRINTED, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n", "utf-8", ""},
    {VARIANT_BYTE_ORDER_MARK, "<?xml version=\"1.0\" encoding=\"utf-8\"?>", "utf-8", "\xef\xbb\xbf"},
    {VARIANT_UTF_16_LITTLE_ENDIAN, "<?xml version=\"1.0\" encoding=\"utf-16\"?>", "utf-16", "\xff\xfe"},
    {VARIANT_UTF_16_BIG_ENDIAN, "<?xml version=\"1.0\" encoding=\"utf-16\"?>", "utf-16", "\xfe\xff"},
    {VARIANT_LATIN_1, "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>", "iso-8859-1", ""},
    {VARIANT_ASCII, "<?xml version=\"1.0\" encoding=\"us-ascii\"?>", "us-ascii", ""},
    {VARIANT_NONE, "<?xml version=\"1.0\" encoding=\"utf-8\"?>", "utf-8",
     ""}, /* everybody else; the last one */
};

static const struct form *form_of(const struct ewc_refserver *server)
{
    const struct form *form = forms;

    while (form->variant != VARIANT_NONE && !varies(server, form->variant))
        form++;
    return form;
}

const char *ref_encoding(const struct ewc_refserver *server)
{
    return form_of(server)->encoding;
}

/* ---- characters ------------------------------------------------------------------------------- */

/* Characters above `limit` become references. Only for messages whose names are ASCII. */
static void limit_characters(struct ewc_str xml, uint32_t limit, struct ewc_buf *out)
{
    const char *at = xml.ptr;

    while (at < xml.ptr + xml.len) {
        uint32_t c = ref_utf8_next(&at);

        if (c > limit)
            ewc_buf_printf(out, "&#%u;", (unsigned)c);
        else
            ewc_buf_byte(out, (char)(unsigned char)c);
    }
}

/* Characters beyond the BMP as the two surrogates of UTF-16, each written as if it was a character. */
static void split_surrogates(struct ewc_str xml, bool references, struct ewc_buf *out)
{
    const char *at = xml.ptr;

    while (at < xml.ptr + xml.len) {
        uint32_t c = ref_utf8_next(&at);
        uint32_t high = 0xd800 + ((c - 0x10000) >> 10);
        uint32_t low = 0xdc00 + ((c - 0x10000) & 0x3ff);

        if (c < 0x10000) {
            ref_utf8_put(out, c);
        } else if (references) {
            ewc_buf_printf(out, "&#x%X;&#x%X;", (unsigned)high, (unsigned)low);
        } else {
            ref_utf8_put(out, high);
            ref_utf8_put(out, low);
        }
    }
}

/* ISO-8859-1, with question marks, in a document that says it is UTF-8. */
static void to_latin_1(struct ewc_str xml, struct ewc_buf *out)
{
    const char *at = xml.ptr;

    while (at < xml.ptr + xml.len) {
        uint32_t c = ref_utf8_next(&at);

        ewc_buf_byte(out, c > 0xff ? '?' : (char)(unsigned char)c);
    }
}

static void fill_placeholder(struct ewc_str xml, const char *with, struct ewc_buf *out)
{
    size_t at = ewc_str_find(xml, REF_PLACEHOLDER, 0);
    size_t rest = at == SIZE_MAX ? 0 : at + strlen(REF_PLACEHOLDER);

    if (at != SIZE_MAX) {
        ewc_buf_add(out, xml.ptr, at);
        ewc_buf_text(out, with);
    }
    ewc_buf_add(out, xml.ptr + rest, xml.len - rest);
}

static void add_content(const struct ewc_refserver *server, struct ewc_str xml, struct ewc_buf *out)
{
    if (breaks(server, DEFECT_TEXT_SURROGATE_BYTES) || breaks(server, DEFECT_TEXT_SURROGATE_REFERENCES))
        split_surrogates(xml, breaks(server, DEFECT_TEXT_SURROGATE_REFERENCES), out);
    else if (breaks(server, DEFECT_LATIN_1_BYTES))
        to_latin_1(xml, out);
    else if (breaks(server, DEFECT_UNKNOWN_ENTITY))
        fill_placeholder(xml, "not&nbsp;possible", out);
    else if (breaks(server, DEFECT_CONTROL_CHARACTER))
        fill_placeholder(xml, "not\vpossible", out);
    else if (varies(server, VARIANT_LATIN_1) || varies(server, VARIANT_ASCII))
        limit_characters(xml, varies(server, VARIANT_ASCII) ? 0x7f : 0xff, out);
    else
        ewc_buf_str(out, xml);
}

/* ---- the document ----------------------------------------------------------------------------- */

static const char *declaration_of(const struct ewc_refserver *server)
{
    switch (server->defect) {
    case DEFECT_DECLARATION_UTF_16_LIE:
        return "<?xml version=\"1.0\" encoding=\"utf-16\"?>";
    case DEFECT_DECLARATION_UNKNOWN_ENCODING:
        return "<?xml version=\"1.0\" encoding=\"x-unknown-8\"?>";
    case DEFECT_CHARSET_AND_DECLARATION_DISAGREE:
        return "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>";
    case DEFECT_BLANK_LINE_BEFORE_DECLARATION:
        return "\r\n<?xml version=\"1.0\" encoding=\"utf-8\"?>";
    case DEFECT_DOUBLE_BYTE_ORDER_MARK:
        return "\xef\xbb\xbf\xef\xbb\xbf<?xml version=\"1.0\" encoding=\"utf-8\"?>";
    case DEFECT_DOUBLE_DECLARATION:
        return "<?xml version=\"1.0\" encoding=\"utf-8\"?><?xml version=\"1.0\" encoding=\"utf-8\"?>";
    case DEFECT_DOCUMENT_TYPE:
        return "<?xml version=\"1.0\" encoding=\"utf-8\"?><!DOCTYPE Envelope>";
    case DEFECT_PROCESSING_INSTRUCTION:
        return "<?xml version=\"1.0\" encoding=\"utf-8\"?><?xml-stylesheet href=\"soap.xsl\" "
               "type=\"text/xsl\"?>";
    default:
        return form_of(server)->declaration;
    }
}

static void damage_end(const struct ewc_refserver *server, struct ewc_str xml, struct ewc_buf *out)
{
    switch (server->defect) {
    case DEFECT_TRUNCATED:
        out->len -= xml.len / 2;
        break;
    case DEFECT_END_TAG_MISSING:
        while (out->len && out->ptr[out->len - 1] != '<')
            out->len--;
        if (out->len)
            out->len--;
        break;
    case DEFECT_TEXT_AFTER_ENVELOPE:
        ewc_buf_text(out, "\r\n0");
        break;
    case DEFECT_SECOND_ENVELOPE:
        ewc_buf_str(out, xml);
        break;
    default:
        break;
    }
}

static void to_utf_16(struct ewc_str document, bool little, struct ewc_buf *out)
{
    if (!ewc_xml_from_utf8(out, document, little ? "UTF-16LE" : "UTF-16BE"))
        out->failed = true;
}

void ref_encode(const struct ewc_refserver *server, struct ewc_str xml, struct ewc_buf *out)
{
    const struct form *form = form_of(server);
    struct ewc_buf document;

    ewc_buf_init(&document, 0);
    ewc_buf_text(&document, declaration_of(server));
    add_content(server, xml, &document);
    damage_end(server, xml, &document);
    if (varies(server, VARIANT_WHITE_SPACE_AFTER_DOCUMENT))
        ewc_buf_text(&document, "\r\n \n");
    ewc_buf_text(out, form->bom);
    if (strcmp(form->encoding, "utf-16") == 0)
        to_utf_16(ewc_buf_view(&document), form->bom[0] == '\xff', out);
    else
        ewc_buf_str(out, ewc_buf_view(&document));
    out->failed = out->failed || document.failed;
    ewc_buf_finish(&document);
}
