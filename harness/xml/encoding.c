/* Encodings: which one bytes are in, and recoding through iconv. All that is parsed becomes UTF-8
 * here first, and is checked here, so that what counts as well-formed does not depend on the version
 * of libxml2 (some versions let overlong sequences pass). */
#include <errno.h>
#include <iconv.h>
#include <string.h>

#include "base/word.h"
#include "xml/xml_internal.h"

enum { DECLARATION_MAX = 1024 };

static const char replacement[] = "\xEF\xBF\xBD"; /* U+FFFD */

/* ---- UTF-8 --------------------------------------------------------------------------------------- */

size_t ewc_utf8_decode(const unsigned char *p, size_t len, uint32_t *out_char)
{
    static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000}; /* else it is overlong */
    size_t need = p[0] < 0x80 ? 1 : p[0] >= 0xF0 ? 4 : p[0] >= 0xE0 ? 3 : 2;
    uint32_t c;

    if (need == 1) {
        *out_char = p[0];
        return 1;
    }
    if (p[0] < 0xC2 || p[0] > 0xF4 || len < need)
        return 0;
    c = p[0] & (0x7Fu >> need);
    for (size_t i = 1; i < need; i++) {
        if ((p[i] & 0xC0) != 0x80)
            return 0;
        c = c << 6 | (p[i] & 0x3Fu);
    }
    if (c < smallest[need] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
        return 0;
    *out_char = c;
    return need;
}

bool ewc_xml_is_char(uint32_t c)
{
    if (c < 0x20)
        return c == '\t' || c == '\n' || c == '\r';
    return c < 0xD800 || (c >= 0xE000 && c <= 0xFFFD) || (c >= 0x10000 && c <= 0x10FFFF);
}

size_t ewc_utf8_check(struct ewc_str bytes)
{
    const unsigned char *p = (const unsigned char *)bytes.ptr;
    size_t i = 0;

    while (i < bytes.len) {
        uint32_t c;
        size_t n;

        if (bytes.len - i >= 8 && !(ewc_word_odd(ewc_word_at(p + i)) & EWC_WORD_BITS)) {
            i += 8;
            continue;
        }
        while (i < bytes.len && p[i] >= ' ' && p[i] < 0x80)
            i++;
        if (i == bytes.len)
            break;
        n = ewc_utf8_decode(p + i, bytes.len - i, &c);
        if (n == 0 || !ewc_xml_is_char(c))
            return i;
        i += n;
    }
    return bytes.len;
}

bool ewc_xml_is_text(struct ewc_str bytes)
{
    return ewc_utf8_check(bytes) == bytes.len;
}

/* ---- which encoding ---------------------------------------------------------------------------------- */

/* Value of the pseudo-attribute `encoding` in an XML declaration. */
void ewc_encoding_declared(struct ewc_str text, char *out, size_t size)
{
    size_t end, from = 0, len;
    char quote;

    out[0] = '\0';
    if (text.len > DECLARATION_MAX)
        text.len = DECLARATION_MAX;
    end = ewc_str_find(text, "?>", 0);
    if (end == SIZE_MAX || end < 6 || !ewc_str_starts(text, "<?xml") || !strchr(" \t\r\n", text.ptr[5]))
        return;
    text.len = end;
    from = ewc_str_find(text, "encoding", 5);
    if (from == SIZE_MAX)
        return;
    from += strlen("encoding");
    while (from < end && strchr(" \t\r\n=", text.ptr[from]) && text.ptr[from])
        from++;
    if (from >= end || (text.ptr[from] != '"' && text.ptr[from] != '\''))
        return;
    quote = text.ptr[from++];
    for (len = 0; from + len < end && text.ptr[from + len] != quote; len++)
        ;
    if (from + len >= end || len >= size)
        return;
    memcpy(out, text.ptr + from, len);
    out[len] = '\0';
}

/* Names that iconv may be asked for: no "", which means the locale's, and no "//TRANSLIT". */
static bool is_encoding_name(const char *name)
{
    size_t len = strlen(name);

    if (len == 0 || len >= sizeof(((struct ewc_encoding *)0)->name))
        return false;
    return strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.:_-") == len;
}

static bool is_utf8_name(const char *name)
{
    return ewc_str_is_nocase(ewc_str(name), "utf-8") || ewc_str_is_nocase(ewc_str(name), "utf8");
}

/* A byte order mark, else how the first "<" is spelled; true when that settles it. */
static bool detect_by_bytes(struct ewc_str bytes, struct ewc_encoding *out, const char **wide)
{
    static const struct {
        const char *bytes;
        size_t len;
        size_t bom_len;
        const char *name;
    } table[] = {
        {"\x00\x00\xFE\xFF", 4, 4, "UTF-32BE"}, /* before UTF-16, which begins likewise */
        {"\xFF\xFE\x00\x00", 4, 4, "UTF-32LE"},
        {"\xEF\xBB\xBF", 3, 3, ""},
        {"\xFE\xFF", 2, 2, "UTF-16BE"},
        {"\xFF\xFE", 2, 2, "UTF-16LE"},
        {"\x00\x00\x00<", 4, 0, "UTF-32BE"},
        {"<\x00\x00\x00", 4, 0, "UTF-32LE"},
        {"\x00<", 2, 0, "UTF-16BE"},
        {"<\x00", 2, 0, "UTF-16LE"},
    };

    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        if (bytes.len < table[i].len || memcmp(bytes.ptr, table[i].bytes, table[i].len) != 0)
            continue;
        if (table[i].bom_len == 0) {
            *wide = table[i].name; /* a charset may still say otherwise */
            return false;
        }
        out->bom_len = table[i].bom_len;
        memcpy(out->name, table[i].name, strlen(table[i].name) + 1);
        return true;
    }
    return false;
}

static bool begins_nocase(const char *name, const char *prefix)
{
    size_t len = strlen(prefix);

    return strlen(name) >= len && ewc_str_is_nocase((struct ewc_str){.ptr = name, .len = len}, prefix);
}

static bool ends_nocase(const char *name, const char *suffix)
{
    size_t len = strlen(name), end = strlen(suffix);

    return len >= end && ewc_str_is_nocase(ewc_str(name + len - end), suffix);
}

/* The encoding that a name means for these bytes: "UTF-16" leaves the byte order to them. */
static void choose(const char *name, struct ewc_str bytes, const char *wide, struct ewc_encoding *out)
{
    bool is_utf16 = begins_nocase(name, "utf-16") || begins_nocase(name, "utf16");
    bool is_utf32 = begins_nocase(name, "utf-32") || begins_nocase(name, "utf32");
    bool names_order = ends_nocase(name, "le") || ends_nocase(name, "be");

    if (!is_encoding_name(name)) {
        out->problem = "this is not the name of an encoding";
        return;
    }
    if (is_utf8_name(name))
        return;
    if ((is_utf16 || is_utf32) && !wide && bytes.len > 1 && bytes.ptr[0] == '<') {
        out->problem = "the bytes are in another one, with one byte for a character like \"<\"";
        return;
    }
    if (is_utf16 && !names_order)
        name = wide && strncmp(wide, "UTF-16", 6) == 0 ? wide : "UTF-16BE";
    else if (is_utf32 && !names_order)
        name = wide && strncmp(wide, "UTF-32", 6) == 0 ? wide : "UTF-32BE";
    memcpy(out->name, name, strlen(name) + 1);
}

void ewc_encoding_detect(struct ewc_str bytes, const char *override, struct ewc_encoding *out)
{
    const char *wide = NULL; /* seen without a byte order mark */

    out->name[0] = '\0';
    out->declared[0] = '\0';
    out->bom_len = 0;
    out->problem = NULL;
    if (detect_by_bytes(bytes, out, &wide))
        return;
    if (!wide)
        ewc_encoding_declared(bytes, out->declared, sizeof(out->declared));
    if (override)
        choose(override, bytes, wide, out);
    else if (wide)
        memcpy(out->name, wide, strlen(wide) + 1);
    else if (out->declared[0])
        choose(out->declared, bytes, wide, out);
}

/* ---- recode --------------------------------------------------------------------------------------------
 */

/* One step past what iconv could not read. */
static void skip_bad(struct ewc_str *in, struct ewc_buf *out, const char *unit_of)
{
    size_t unit = strncmp(unit_of, "UTF-16", 6) == 0 ? 2 : strncmp(unit_of, "UTF-32", 6) == 0 ? 4 : 1;

    if (unit > in->len)
        unit = in->len;
    in->ptr += unit;
    in->len -= unit;
    ewc_buf_text(out, replacement);
}

static enum ewc_recode recode_all(iconv_t cd, struct ewc_buf *out, struct ewc_str bytes, const char *from,
                                  bool replace, size_t *out_offset)
{
    struct ewc_str in = bytes;
    bool flushing = false;
    char chunk[4096];

    for (;;) { /* each round reads a byte, fills the chunk, or is the last but one */
        char *ip = (char *)in.ptr, *op = chunk;
        size_t op_left = sizeof(chunk);
        size_t n = flushing ? iconv(cd, NULL, NULL, &op, &op_left) : iconv(cd, &ip, &in.len, &op, &op_left);
        int code = errno;

        in.ptr = ip;
        ewc_buf_add(out, chunk, sizeof(chunk) - op_left);
        if (out->failed)
            return EWC_RECODE_NOMEM;
        if (n != (size_t)-1) {
            if (flushing)
                return EWC_RECODE_OK;
            flushing = true;
        } else if (code != E2BIG) {
            if (!replace) {
                *out_offset = bytes.len - in.len;
                return EWC_RECODE_BAD;
            }
            skip_bad(&in, out, from);
        }
    }
}

enum ewc_recode ewc_recode(struct ewc_buf *out, struct ewc_str bytes, const char *to, const char *from,
                           bool replace, size_t *out_offset)
{
    size_t before = out->len;
    enum ewc_recode result;
    iconv_t cd;

    if (!is_encoding_name(to) || !is_encoding_name(from))
        return EWC_RECODE_UNKNOWN;
    cd = iconv_open(to, from);
    if (cd == (iconv_t)-1)
        return errno == EINVAL ? EWC_RECODE_UNKNOWN : EWC_RECODE_NOMEM;
    result = recode_all(cd, out, bytes, from, replace, out_offset);
    (void)iconv_close(cd);
    if (result != EWC_RECODE_OK) { /* leave no half-recoded text behind */
        out->len = before;
        if (out->capacity > 0)
            out->ptr[before] = '\0';
    }
    return result;
}

/* Appends UTF-8 as it is, with U+FFFD for each byte that is not, and each character XML forbids. */
static void add_clean(struct ewc_buf *out, struct ewc_str bytes)
{
    while (bytes.len > 0) {
        size_t good = ewc_utf8_check(bytes);
        uint32_t c;
        size_t n;

        ewc_buf_add(out, bytes.ptr, good);
        if (good == bytes.len)
            return;
        ewc_buf_text(out, replacement);
        n = ewc_utf8_decode((const unsigned char *)bytes.ptr + good, bytes.len - good, &c);
        good += n ? n : 1;
        bytes.ptr += good;
        bytes.len -= good;
    }
}

void ewc_xml_to_utf8(struct ewc_buf *out, struct ewc_str bytes, const char *encoding)
{
    struct ewc_encoding how;
    struct ewc_buf utf8;
    size_t unused;

    ewc_encoding_detect(bytes, encoding, &how);
    bytes.ptr += how.bom_len;
    bytes.len -= how.bom_len;
    ewc_buf_init(&utf8, out->max_bytes);
    if (!how.problem && how.name[0] &&
        ewc_recode(&utf8, bytes, "UTF-8", how.name, true, &unused) == EWC_RECODE_OK)
        add_clean(out, ewc_buf_view(&utf8));
    else
        add_clean(out, bytes);
    if (utf8.failed)
        out->failed = true;
    ewc_buf_finish(&utf8);
}

bool ewc_xml_from_utf8(struct ewc_buf *out, struct ewc_str utf8, const char *encoding)
{
    size_t unused;

    return ewc_recode(out, utf8, encoding, "UTF-8", false, &unused) == EWC_RECODE_OK;
}
