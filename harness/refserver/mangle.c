/* mangle: what wrong servers make of a name. */
#include "refserver/mangle.h"

#include "refserver/text.h"
#include "xml/xml.h"

#include <ctype.h>
#include <string.h>

#define LOST UINT32_MAX       /* the character is left out       */
#define CUT (UINT32_MAX - 1u) /* the name ends before it         */

/* ---- one character at a time ------------------------------------------------------------------ */

static uint32_t lose(uint32_t c, bool lost)
{
    return lost ? LOST : c;
}

static uint32_t replace(uint32_t c, bool replaced, uint32_t by)
{
    return replaced ? by : c;
}

static uint32_t cut(uint32_t c, bool here)
{
    return here ? CUT : c;
}

static bool is_bidi_mark(uint32_t c)
{
    return c == 0x61c || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) ||
           (c >= 0x2066 && c <= 0x2069);
}

static bool is_joiner(uint32_t c)
{
    return c == 0x200c || c == 0x200d || (c >= 0xfe00 && c <= 0xfe0f) || (c >= 0xe0100 && c <= 0xe01ef);
}

static uint32_t without_accent(uint32_t c)
{
    uint32_t mark;
    uint32_t base = ref_decomposed(c, &mark);

    return base ? base : lose(c, ref_is_combining(c));
}

/* What 16 bits keep of a character. */
static uint32_t lower_bits(uint32_t c)
{
    uint32_t low = c & 0xffff;

    return c < 0x10000
               ? c
               : replace(low, low < 0x20 || (low >= 0xd800 && low < 0xe000) || low >= 0xfffe, 0xfffd);
}

static uint32_t changed_markup(enum defect defect, uint32_t c)
{
    switch (defect) {
    case DEFECT_TEXT_CUT_AT_APOSTROPHE:
        return cut(c, c == '\'');
    case DEFECT_TEXT_CUT_AT_QUOTE:
        return cut(c, c == '"');
    case DEFECT_TEXT_CUT_AT_AMPERSAND:
        return cut(c, c == '&');
    case DEFECT_TEXT_CUT_AT_LESS_THAN:
        return cut(c, c == '<');
    case DEFECT_TEXT_CUT_AT_GREATER_THAN:
        return cut(c, c == '>');
    case DEFECT_TEXT_QUOTES_LOST:
        return lose(c, c == '"');
    case DEFECT_TEXT_BACKSLASH_LOST:
        return lose(c, c == '\\');
    case DEFECT_TEXT_PLUS_BECOMES_SPACE:
        return replace(c, c == '+', ' ');
    case DEFECT_TEXT_SPACES_LOST:
        return lose(c, c == ' ');
    case DEFECT_TEXT_SPACES_UNDERSCORED:
        return replace(c, c == ' ', '_');
    case DEFECT_TEXT_NO_BREAK_SPACE_REPLACED:
        return replace(c, c == 0xa0, ' ');
    default:
        return c;
    }
}

static uint32_t changed(enum defect defect, uint32_t c)
{
    switch (defect) {
    case DEFECT_TEXT_ASCII_ONLY:
        return replace(c, c > 0x7f, '?');
    case DEFECT_TEXT_LATIN_1_ONLY:
        return replace(c, c > 0xff, '?');
    case DEFECT_TEXT_NON_ASCII_LOST:
        return lose(c, c > 0x7f);
    case DEFECT_TEXT_ACCENTS_LOST:
        return without_accent(c);
    case DEFECT_TEXT_COMBINING_LOST:
        return lose(c, ref_is_combining(c));
    case DEFECT_TEXT_BIDI_MARKS_LOST:
        return lose(c, is_bidi_mark(c));
    case DEFECT_TEXT_WIDTH_FOLDED:
        return replace(c, c >= 0xff01 && c <= 0xff5e, c - 0xfee0);
    case DEFECT_TEXT_ASTRAL_LOST:
        return lose(c, c > 0xffff);
    case DEFECT_TEXT_ASTRAL_REPLACED:
        return replace(c, c > 0xffff, 0xfffd);
    case DEFECT_TEXT_ASTRAL_TRUNCATED:
        return lower_bits(c);
    case DEFECT_TEXT_ASTRAL_CUTS:
        return cut(c, c > 0xffff);
    case DEFECT_TEXT_JOINERS_LOST:
        return lose(c, is_joiner(c));
    case DEFECT_TEXT_SOFT_HYPHENS_LOST:
        return lose(c, c == 0xad || c == 0xfeff);
    case DEFECT_TEXT_LOWER_CASE:
        return ref_lower(c);
    case DEFECT_TEXT_UPPER_CASE:
        return ref_upper(c);
    default:
        return changed_markup(defect, c);
    }
}

static void change_each(enum defect defect, const char *name, struct ewc_buf *out)
{
    uint32_t c;

    while ((c = ref_utf8_next(&name)) != 0) {
        c = changed(defect, c);
        if (c == CUT)
            return;
        if (c != LOST)
            ref_utf8_put(out, c);
    }
}

/* ---- the whole name --------------------------------------------------------------------------- */

static size_t longest(enum defect defect)
{
    switch (defect) {
    case DEFECT_TEXT_CUT_AT_64:
        return 64;
    case DEFECT_TEXT_CUT_AT_100:
        return 100;
    case DEFECT_TEXT_CUT_AT_128:
        return 128;
    case DEFECT_TEXT_CUT_AT_200:
        return 200;
    case DEFECT_TEXT_CUT_AT_254:
        return 254;
    default:
        return 0;
    }
}

static void cut_at_characters(const char *name, size_t characters, struct ewc_buf *out)
{
    while (*name && characters--)
        ref_utf8_put(out, ref_utf8_next(&name));
}

static void cut_at_bytes(const char *name, size_t bytes, struct ewc_buf *out)
{
    while (*name) {
        size_t before = out->len;

        ref_utf8_put(out, ref_utf8_next(&name));
        if (out->len > bytes) {
            out->len = before;
            return;
        }
    }
}

/* Writes `instead` for every `what`. */
static void replace_text(const char *name, const char *what, const char *instead, struct ewc_buf *out)
{
    for (const char *at = strstr(name, what); at; at = strstr(name, what)) {
        ewc_buf_add(out, name, (size_t)(at - name));
        ewc_buf_text(out, instead);
        name = at + strlen(what);
    }
    ewc_buf_text(out, name);
}

static void resolve_references(const char *name, struct ewc_buf *out)
{
    static const char *const references[][2] = {
        {"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&apos;", "'"}};
    enum { REFERENCES = sizeof(references) / sizeof(references[0]) };

    while (*name) {
        size_t i = 0;

        while (i < REFERENCES && strncmp(name, references[i][0], strlen(references[i][0])) != 0)
            i++;
        if (i < REFERENCES)
            ewc_buf_text(out, references[i][1]);
        else
            ewc_buf_byte(out, *name);
        name += i < REFERENCES ? strlen(references[i][0]) : 1;
    }
}

static void strip_tags(const char *name, struct ewc_buf *out)
{
    while (*name) {
        const char *end = *name == '<' ? strchr(name, '>') : NULL;

        if (end) {
            name = end + 1;
        } else {
            ewc_buf_byte(out, *name++);
        }
    }
}

static unsigned hex_digit(char c)
{
    return isdigit((unsigned char)c) ? (unsigned)(c - '0') : (unsigned)((c | 32) - 'a' + 10);
}

static void decode_percent(const char *name, struct ewc_buf *out)
{
    while (*name) {
        if (*name == '%' && isxdigit((unsigned char)name[1]) && isxdigit((unsigned char)name[2])) {
            uint32_t c = hex_digit(name[1]) * 16 + hex_digit(name[2]);

            ref_utf8_put(out, c < 0x20 ? '?' : c);
            name += 3;
        } else {
            ewc_buf_byte(out, *name++);
        }
    }
}

static bool is_right_to_left(const char *name)
{
    uint32_t c = ref_utf8_next(&name);

    return (c >= 0x590 && c <= 0x6ff) || (c >= 0x750 && c <= 0x77f);
}

static void reverse_runs(const char *name, struct ewc_buf *out)
{
    while (*name) {
        const char *end = name;

        while (*end && is_right_to_left(end))
            ref_utf8_next(&end);
        if (end == name) {
            ref_utf8_put(out, ref_utf8_next(&name));
            continue;
        }
        for (const char *at = end; at > name;) {
            const char *character;

            do {
                at--;
            } while (((unsigned char)*at & 0xc0) == 0x80);
            character = at;
            ref_utf8_put(out, ref_utf8_next(&character));
        }
        name = end;
    }
}

static void collapse_spaces(const char *name, struct ewc_buf *out)
{
    for (char last = '\0'; *name; last = *name++) {
        if (*name != ' ' || last != ' ')
            ewc_buf_byte(out, *name);
    }
}

static void read_as_latin_1(const char *name, struct ewc_buf *out)
{
    for (; *name; name++)
        ref_utf8_put(out, (unsigned char)*name);
}

static void capitalise(const char *name, struct ewc_buf *out)
{
    ref_utf8_put(out, ref_upper(ref_utf8_next(&name)));
    ewc_buf_text(out, name);
}

static void as_number(const char *name, struct ewc_buf *out)
{
    bool number = name[strspn(name, "0123456789")] == '\0';

    while (number && name[0] == '0' && name[1])
        name++;
    ewc_buf_text(out, name);
}

/* ---- by culture ------------------------------------------------------------------------------- */

static bool is_language(const char *culture, const char *language)
{
    return culture && strncmp(culture, language, 2) == 0 && (culture[2] == '\0' || culture[2] == '-');
}

static void mangle_for_culture(enum defect defect, const char *culture, const char *name,
                               struct ewc_buf *out)
{
    if (defect == DEFECT_CULTURE_TURKISH_CASE && is_language(culture, "tr"))
        replace_text(name, "I", "\xc4\xb1", out);
    else if (defect == DEFECT_CULTURE_ASCII_ONLY && is_language(culture, "en"))
        change_each(DEFECT_TEXT_ASCII_ONLY, name, out);
    else
        ewc_buf_text(out, name);
}

void ref_mangle(enum defect defect, const char *culture, const char *name, struct ewc_buf *out)
{
    switch (defect) {
    case DEFECT_CULTURE_TURKISH_CASE:
    case DEFECT_CULTURE_ASCII_ONLY:
        mangle_for_culture(defect, culture, name, out);
        return;
    case DEFECT_TEXT_ESCAPED_TWICE:
        ewc_xml_escape(out, ewc_str(name));
        return;
    case DEFECT_TEXT_UNESCAPED_TWICE:
        resolve_references(name, out);
        return;
    case DEFECT_TEXT_CDATA_END_LOST:
        replace_text(name, "]]>", "", out);
        return;
    case DEFECT_TEXT_APOSTROPHE_DOUBLED:
        replace_text(name, "'", "''", out);
        return;
    case DEFECT_TEXT_TAGS_STRIPPED:
        strip_tags(name, out);
        return;
    case DEFECT_TEXT_PERCENT_DECODED:
        decode_percent(name, out);
        return;
    case DEFECT_TEXT_MOJIBAKE:
        read_as_latin_1(name, out);
        return;
    case DEFECT_TEXT_RIGHT_TO_LEFT_REVERSED:
        reverse_runs(name, out);
        return;
    case DEFECT_TEXT_SPACES_COLLAPSED:
        collapse_spaces(name, out);
        return;
    case DEFECT_TEXT_CAPITALISED:
        capitalise(name, out);
        return;
    case DEFECT_NAME_AS_NUMBER:
        as_number(name, out);
        return;
    case DEFECT_TEXT_CUT_AT_255_BYTES:
        cut_at_bytes(name, 255, out);
        return;
    default:
        break;
    }
    if (longest(defect))
        cut_at_characters(name, longest(defect), out);
    else
        change_each(defect, name, out);
}

/* ---- refusals --------------------------------------------------------------------------------- */

static bool has_above(const char *name, uint32_t limit)
{
    uint32_t c;

    while ((c = ref_utf8_next(&name)) != 0) {
        if (c > limit)
            return true;
    }
    return false;
}

bool ref_refuses_name(enum defect defect, const char *name)
{
    switch (defect) {
    case DEFECT_TEXT_APOSTROPHE_REFUSED:
        return strchr(name, '\'') != NULL;
    case DEFECT_TEXT_MARKUP_REFUSED:
        return strpbrk(name, "<&") != NULL;
    case DEFECT_TEXT_NON_ASCII_REFUSED:
        return has_above(name, 0x7f);
    case DEFECT_TEXT_ASTRAL_REFUSED:
        return has_above(name, 0xffff);
    case DEFECT_TEXT_ONE_CHARACTER_REFUSED:
        return ref_utf8_length(name) == 1;
    case DEFECT_TEXT_255_REFUSED:
        return ref_utf8_length(name) > 200;
    default:
        return false;
    }
}
