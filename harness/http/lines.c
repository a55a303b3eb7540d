#include "http/client.h"

#include <string.h>

#include "base/word.h"

/* The bytes that the UTF-8 character at the start of `text` takes, or 0 when there is none that XML
 * could hold as well. */
static size_t utf8_char(struct ewc_str text)
{
    static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    unsigned char lead = (unsigned char)text.ptr[0];
    size_t len = lead < 0x80 ? 1 : lead >> 5 == 6 ? 2 : lead >> 4 == 14 ? 3 : lead >> 3 == 30 ? 4 : 0;
    uint32_t c = len < 2 ? lead : lead & (0x7FU >> len);

    if (len == 0 || len > text.len)
        return 0;
    for (size_t i = 1; i < len; i++) {
        unsigned char next = (unsigned char)text.ptr[i];

        if (next >> 6 != 2)
            return 0;
        c = c << 6 | (next & 0x3FU);
    }
    if (c < smallest[len] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF) || c == 0xFFFE || c == 0xFFFF)
        return 0;
    return len;
}

static bool is_plain_word(uint64_t w)
{
    return !((ewc_word_odd(w) | ewc_word_has(w, 0x7F)) & EWC_WORD_BITS);
}

/* How many bytes at the start of `text` are printable ASCII or tabs. */
static size_t plain_ascii(struct ewc_str text)
{
    size_t len = 0;

    while (text.len - len >= 8 && is_plain_word(ewc_word_at(text.ptr + len)))
        len += 8;
    while (len < text.len && ((text.ptr[len] >= ' ' && text.ptr[len] < 0x7F) || text.ptr[len] == '\t'))
        len++;
    return len;
}

void ewc_http_clean(struct ewc_str raw, struct ewc_buf *out)
{
    for (size_t i = 0; i < raw.len;) {
        unsigned char c = (unsigned char)raw.ptr[i];
        size_t len = plain_ascii((struct ewc_str){raw.ptr + i, raw.len - i});

        if (len > 0) {
            ewc_buf_add(out, raw.ptr + i, len);
            i += len;
            continue;
        }
        len = utf8_char((struct ewc_str){raw.ptr + i, raw.len - i});
        if (len == 0) { /* HTTP of old was ISO-8859-1 (RFC 9110 5.5, obs-text) */
            ewc_buf_byte(out, (char)(0xC0 | c >> 6));
            ewc_buf_byte(out, (char)(0x80 | (c & 0x3F)));
            i++;
            continue;
        }
        if ((c < 0x20 && c != '\t') || c == 0x7F)
            ewc_buf_byte(out, '?');
        else
            ewc_buf_add(out, raw.ptr + i, len);
        i += len;
    }
}

static bool is_secret(struct ewc_str name)
{
    static const char *const secret[] = {"Authorization", "Proxy-Authorization", "Cookie", "Cookie2",
                                         "Set-Cookie",    "Set-Cookie2",         NULL};

    for (size_t i = 0; secret[i]; i++) {
        if (ewc_str_is_nocase(name, secret[i]))
            return true;
    }
    return false;
}

/* The scheme of a challenge that has a token of the sign-in behind it; the empty view for others. */
static struct ewc_str token_scheme(struct ewc_str name, struct ewc_str value)
{
    static const char *const schemes[] = {"NTLM", "Negotiate", "Kerberos", NULL};
    struct ewc_str scheme = {value.ptr, 0};

    if (!ewc_str_is_nocase(name, "WWW-Authenticate") && !ewc_str_is_nocase(name, "Proxy-Authenticate"))
        return scheme;
    while (scheme.len < value.len && !strchr(" \t,", value.ptr[scheme.len]))
        scheme.len++;
    for (size_t i = 0; schemes[i] && scheme.len < value.len; i++) {
        if (ewc_str_is_nocase(scheme, schemes[i]) && value.ptr[scheme.len] != ',')
            return scheme;
    }
    return (struct ewc_str){value.ptr, 0};
}

/* Cleaned and redacted. */
static void add_text(struct ewc_http_client *client, struct ewc_buf *out, struct ewc_str text)
{
    ewc_buf_reset(&client->scratch);
    ewc_http_clean(text, &client->scratch);
    ewc_http_redact(client, ewc_buf_view(&client->scratch), out);
    if (client->scratch.failed)
        client->now.no_memory = true;
}

static void add_value(struct ewc_http_client *client, struct ewc_buf *out, struct ewc_str name,
                      struct ewc_str value)
{
    struct ewc_str scheme = token_scheme(name, value);

    if (is_secret(name)) {
        ewc_http_guard_memory();
        ewc_buf_text(out, EWC_HTTP_REMOVED);
    } else if (scheme.len > 0) {
        ewc_http_guard_memory();
        ewc_buf_str(out, scheme);
        ewc_buf_text(out, " " EWC_HTTP_REMOVED);
    } else {
        add_text(client, out, value);
    }
}

void ewc_http_lines_add(struct ewc_http_client *client, struct ewc_http_lines *lines, struct ewc_str line)
{
    const char *colon = line.len > 0 ? memchr(line.ptr, ':', line.len) : NULL;
    struct ewc_str name, value;

    if (!colon)
        return;
    name = ewc_str_trim((struct ewc_str){line.ptr, (size_t)(colon - line.ptr)});
    value = ewc_str_trim((struct ewc_str){colon + 1, line.len - (size_t)(colon + 1 - line.ptr)});
    add_text(client, &lines->text, name);
    ewc_buf_byte(&lines->text, '\0');
    add_value(client, &lines->text, name, value);
    ewc_buf_byte(&lines->text, '\0');
    lines->count++;
    if (lines->text.failed)
        client->now.no_memory = true;
}

void ewc_http_lines_reset(struct ewc_http_lines *lines)
{
    ewc_buf_reset(&lines->text);
    lines->count = 0;
}

const struct ewc_http_header *ewc_http_lines_copy(const struct ewc_http_lines *lines,
                                                  struct ewc_arena *arena)
{
    struct ewc_http_header *list = ewc_arena_alloc(arena, (lines->count + 1) * sizeof(*list));
    char *text = ewc_arena_strndup(arena, lines->text.ptr, lines->text.len);

    if (!list || !text)
        return NULL;
    for (unsigned i = 0; i < lines->count; i++) {
        list[i].name = text;
        text += strlen(text) + 1;
        list[i].value = text;
        text += strlen(text) + 1;
    }
    return list;
}
