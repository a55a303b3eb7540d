/* Text to bytes: encodings, the other form of the namespaces, gzip. */
#include "request/encode.h"

#include "request/request.h"

#include <stdio.h>
#include <string.h>
#include <zlib.h>

#include "xml/xml.h"

/* ---- encodings ------------------------------------------------------------------------------------ */

static const struct open_order {
    const char *name, *written;
} OPEN_ORDERS[] = {{"UTF-16", "UTF-16LE"}, {"UTF-32", "UTF-32LE"}};

static const struct open_order *find_open_order(const char *encoding)
{
    size_t i;

    for (i = 0; i < sizeof(OPEN_ORDERS) / sizeof(*OPEN_ORDERS); i++)
        if (ewc_str_is_nocase(ewc_str(encoding), OPEN_ORDERS[i].name))
            return &OPEN_ORDERS[i];
    return NULL;
}

bool has_open_order(const char *encoding)
{
    return find_open_order(encoding) != NULL;
}

bool put_text(struct ewc_buf *out, struct ewc_str text, const char *encoding)
{
    const struct open_order *order = find_open_order(encoding);

    if (ewc_str_is_nocase(ewc_str(encoding), "UTF-8")) {
        ewc_buf_str(out, text);
        return true;
    }
    return text.len == 0 || ewc_xml_from_utf8(out, text, order ? order->written : encoding);
}

bool put_byte_order_mark(struct ewc_buf *out, const char *encoding)
{
    return put_text(out, ewc_str("\xEF\xBB\xBF"), encoding);
}

/* ---- references ----------------------------------------------------------------------------------- */

static bool is_ascii(char byte)
{
    return ((unsigned char)byte & 0x80) == 0;
}

/* Length of what can be written in one go: ASCII, else one character. The text is known to be UTF-8. */
static size_t run_bytes(struct ewc_str text)
{
    size_t len = 1;

    while (len < text.len && (is_ascii(text.ptr[0]) ? is_ascii(text.ptr[len])
                                                    : ((unsigned char)text.ptr[len] & 0xC0) == 0x80))
        len++;
    return len;
}

static unsigned code_point(struct ewc_str character)
{
    unsigned code = (unsigned char)character.ptr[0] & (0xFFu >> (character.len + 1));
    size_t i;

    for (i = 1; i < character.len; i++)
        code = code << 6 | ((unsigned char)character.ptr[i] & 0x3Fu);
    return code;
}

/* What ends the place that the XML read so far has led to, or NULL where references may stand. */
static const char *section_end(struct ewc_str run, const char *end)
{
    static const char *const SECTIONS[][2] = {{"<![CDATA[", "]]>"}, {"<!--", "-->"}, {"<?", "?>"}};
    size_t i, k;

    for (i = 0; i < run.len; i++) {
        struct ewc_str rest = {run.ptr + i, run.len - i};

        if (end && ewc_str_starts(rest, end)) {
            i += strlen(end) - 1;
            end = NULL;
            continue;
        }
        for (k = 0; !end && k < sizeof(SECTIONS) / sizeof(*SECTIONS); k++)
            if (ewc_str_starts(rest, SECTIONS[k][0])) {
                end = SECTIONS[k][1];
                i += strlen(SECTIONS[k][0]) - 1;
            }
    }
    return end;
}

/* XML has a way to write what the encoding has no place for. Values from the server, an Id say, may hold
 * any character. */
static bool put_with_references(struct ewc_buf *out, struct ewc_str text, const char *encoding)
{
    const char *end = NULL;

    while (text.len > 0) {
        struct ewc_str run = {text.ptr, run_bytes(text)};
        char reference[16];

        if (is_ascii(run.ptr[0])) {
            end = section_end(run, end);
            if (!put_text(out, run, encoding))
                return false;
        } else if (!put_text(out, run, encoding)) {
            snprintf(reference, sizeof(reference), "&#%u;", code_point(run));
            if (end || !put_text(out, ewc_str(reference), encoding))
                return false;
        }
        text.ptr += run.len;
        text.len -= run.len;
    }
    return true;
}

bool put_xml(struct ewc_buf *out, struct ewc_str xml, const char *encoding)
{
    return put_text(out, xml, encoding) || put_with_references(out, xml, encoding);
}

/* ---- raw -------------------------------------------------------------------------------------------- */

static int hex_value(char digit)
{
    return digit <= '9' ? digit - '0' : digit - 'A' + 10;
}

bool put_raw(struct ewc_buf *out, struct ewc_str text, const char *encoding)
{
    size_t from = 0;
    size_t mark;

    while ((mark = ewc_str_find(text, "\x01", from)) != SIZE_MAX && mark + 2 < text.len) {
        if (!put_text(out, (struct ewc_str){text.ptr + from, mark - from}, encoding))
            return false;
        ewc_buf_byte(out, (char)(hex_value(text.ptr[mark + 1]) * 16 + hex_value(text.ptr[mark + 2])));
        from = mark + 3;
    }
    return put_text(out, (struct ewc_str){text.ptr + from, text.len - from}, encoding);
}

/* ---- namespaces of the documentation page --------------------------------------------------------- */

void put_swapped(struct ewc_buf *out, struct ewc_str bytes)
{
    size_t from = 0;
    size_t found;

    while ((found = ewc_str_find(bytes, "://" NS_BASE, from)) != SIZE_MAX) {
        size_t end = found + strlen("://" NS_BASE);

        if (found - from >= 5 && memcmp(bytes.ptr + found - 5, "https", 5) == 0) {
            ewc_buf_add(out, bytes.ptr + from, found - 1 - from);
        } else {
            ewc_buf_add(out, bytes.ptr + from, found - from);
            if (found - from >= 4 && memcmp(bytes.ptr + found - 4, "http", 4) == 0)
                ewc_buf_byte(out, 's');
        }
        ewc_buf_add(out, bytes.ptr + found, end - found);
        from = end;
    }
    ewc_buf_add(out, bytes.ptr + from, bytes.len - from);
}

const char *ewc_request_swap_namespaces(struct ewc_str bytes, struct ewc_arena *arena, size_t *out_len)
{
    struct ewc_buf out;
    const char *copy;

    ewc_buf_init(&out, 0);
    put_swapped(&out, bytes);
    copy = out.failed ? NULL : ewc_arena_strndup(arena, out.ptr, out.len);
    *out_len = out.len;
    ewc_buf_finish(&out);
    return copy;
}

/* ---- gzip ------------------------------------------------------------------------------------------- */

bool put_gzip(struct ewc_buf *out, struct ewc_str bytes)
{
    z_stream z = {.next_in = (unsigned char *)bytes.ptr, .avail_in = (unsigned)bytes.len};
    unsigned char chunk[4096];
    int state;

    if (deflateInit2(&z, Z_BEST_SPEED, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return false;
    do {
        z.next_out = chunk;
        z.avail_out = sizeof(chunk);
        state = deflate(&z, Z_FINISH);
        ewc_buf_add(out, chunk, sizeof(chunk) - z.avail_out);
    } while (state == Z_OK);
    deflateEnd(&z);
    return state == Z_STREAM_END && !out->failed;
}
