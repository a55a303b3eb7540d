/* String views: comparison and small parsers over bytes that are not NUL-terminated. */
#include "base/base.h"

#include <limits.h>
#include <string.h>

enum { MAX_EDIT_LEN = 64 };

struct ewc_str ewc_str(const char *text)
{
    if (!text)
        return (struct ewc_str){0};
    return (struct ewc_str){.ptr = text, .len = strlen(text)};
}

bool ewc_str_eq(struct ewc_str a, struct ewc_str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

bool ewc_str_is(struct ewc_str a, const char *text)
{
    return ewc_str_eq(a, ewc_str(text));
}

/* Not tolower(): that one depends on the locale. */
static unsigned char lower(unsigned char c)
{
    return c >= 'A' && c <= 'Z' ? (unsigned char)(c + ('a' - 'A')) : c;
}

bool ewc_str_is_nocase(struct ewc_str a, const char *text)
{
    for (size_t i = 0; i < a.len; i++)
        if (!text[i] || lower((unsigned char)a.ptr[i]) != lower((unsigned char)text[i]))
            return false;
    return text[a.len] == '\0';
}

char *ewc_lower(char *text)
{
    for (char *p = text; *p; p++)
        *p = (char)lower((unsigned char)*p);
    return text;
}

bool ewc_str_starts(struct ewc_str a, const char *prefix)
{
    size_t len = strlen(prefix);

    return a.len >= len && (len == 0 || memcmp(a.ptr, prefix, len) == 0);
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct ewc_str ewc_str_trim(struct ewc_str a)
{
    while (a.len > 0 && is_space(a.ptr[0])) {
        a.ptr++;
        a.len--;
    }
    while (a.len > 0 && is_space(a.ptr[a.len - 1]))
        a.len--;
    return a;
}

size_t ewc_str_find(struct ewc_str a, const char *needle, size_t from)
{
    size_t len = strlen(needle);

    if (from > a.len || len > a.len - from)
        return SIZE_MAX;
    if (len == 0)
        return from;
    while (len <= a.len - from) {
        const char *hit = memchr(a.ptr + from, needle[0], a.len - from - len + 1);

        if (!hit)
            return SIZE_MAX;
        if (memcmp(hit, needle, len) == 0)
            return (size_t)(hit - a.ptr);
        from = (size_t)(hit - a.ptr) + 1;
    }
    return SIZE_MAX;
}

bool ewc_parse_uint(struct ewc_str text, uint64_t min, uint64_t max, uint64_t *out)
{
    uint64_t value = 0;

    if (text.len == 0)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        unsigned digit = (unsigned)(unsigned char)text.ptr[i] - '0';

        if (digit > 9 || value > (UINT64_MAX - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    if (value < min || value > max)
        return false;
    *out = value;
    return true;
}

const char *ewc_decimal(char out[static EWC_DECIMAL_BYTES], uint64_t value)
{
    char *begin = out + EWC_DECIMAL_BYTES - 1;

    *begin = '\0';
    do {
        *--begin = (char)('0' + value % 10);
        value /= 10;
    } while (value);
    return begin;
}

size_t ewc_fit(char *out, size_t room, struct ewc_str text)
{
    size_t len = text.len < room ? text.len : room - 1;

    if (len > 0)
        memcpy(out, text.ptr, len);
    out[len] = '\0';
    return len;
}

int ewc_base64_value(char digit)
{
    if (digit >= 'A' && digit <= 'Z')
        return digit - 'A';
    if (digit >= 'a' && digit <= 'z')
        return digit - 'a' + 26;
    if (digit >= '0' && digit <= '9')
        return digit - '0' + 52;
    return digit == '+' ? 62 : digit == '/' ? 63 : -1;
}

unsigned ewc_edit_distance(const char *a, const char *b)
{
    unsigned row[MAX_EDIT_LEN + 1]; /* distances of the part of `a` read so far to each start of `b` */
    size_t a_len = strlen(a), b_len = strlen(b);

    if (a_len > MAX_EDIT_LEN || b_len > MAX_EDIT_LEN)
        return UINT_MAX;
    for (size_t j = 0; j <= b_len; j++)
        row[j] = (unsigned)j;
    for (size_t i = 1; i <= a_len; i++) {
        unsigned diagonal = row[0];

        row[0] = (unsigned)i;
        for (size_t j = 1; j <= b_len; j++) {
            unsigned above = row[j];
            unsigned best = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);

            if (above + 1 < best)
                best = above + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            row[j] = best;
            diagonal = above;
        }
    }
    return row[b_len];
}

const char *ewc_nearest(const char *name, const char *const *names)
{
    unsigned best_distance = (unsigned)strlen(name) / 3 + 1; /* farther than that is no help */
    const char *best = NULL;

    for (; *names; names++) {
        unsigned distance = ewc_edit_distance(name, *names);

        if (distance <= best_distance) {
            best_distance = distance;
            best = *names;
        }
    }
    return best;
}
