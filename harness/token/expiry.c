/* When a JSON Web Token ends. A token is opaque to those who only carry it; where this one is a JWT, its own word lets
 * another be fetched in time. */
#include <string.h>

#include "token/token.h"

enum { MAX_PAYLOAD = 16 * 1024, MAX_DEPTH = 16 };

/* base64url has two other digits; the usual ones are taken too. */
static int value_of(char c)
{
    return ewc_base64_value(c == '-' ? '+' : c == '_' ? '/' : c);
}

/* base64url; false when it is none. */
static bool decode(struct ewc_str text, char *out, size_t *out_len)
{
    unsigned bits = 0, have = 0;
    size_t len = 0;

    for (size_t i = 0; i < text.len && text.ptr[i] != '='; i++) {
        int value = value_of(text.ptr[i]);

        if (value < 0 || len == MAX_PAYLOAD)
            return false;
        bits = (bits << 6 | (unsigned)value) & 0xFFFF;
        have += 6;
        if (have >= 8) {
            have -= 8;
            out[len++] = (char)(bits >> have & 0xFF);
        }
    }
    *out_len = len;
    return true;
}

/* Behind the string that begins at `at` with its quote. */
static size_t skip_string(struct ewc_str json, size_t at)
{
    for (at++; at < json.len && json.ptr[at] != '"'; at++)
        if (json.ptr[at] == '\\')
            at++;
    return at < json.len ? at + 1 : json.len;
}

static size_t skip_space(struct ewc_str json, size_t at)
{
    while (at < json.len && strchr(" \t\r\n", json.ptr[at]) && json.ptr[at])
        at++;
    return at;
}

/* Whole seconds; a fraction is left out. */
static uint64_t number_at(struct ewc_str json, size_t at)
{
    uint64_t number = 0;
    unsigned digits = 0;

    for (; at < json.len && json.ptr[at] >= '0' && json.ptr[at] <= '9' && digits < 18; at++, digits++)
        number = number * 10 + (uint64_t)(json.ptr[at] - '0');
    return number;
}

/* The number of the member "exp" of the outermost object. */
static uint64_t find_exp(struct ewc_str json)
{
    static const char NAME[] = "\"exp\"";
    unsigned depth = 0;

    for (size_t at = 0; at < json.len;) {
        char c = json.ptr[at];
        size_t end;

        if (c != '"') {
            depth += c == '{' || c == '[';
            depth -= (c == '}' || c == ']') && depth > 0;
            if (depth > MAX_DEPTH)
                return 0;
            at++;
            continue;
        }
        end = skip_string(json, at);
        if (depth == 1 && ewc_str_is((struct ewc_str){json.ptr + at, end - at}, NAME)) {
            size_t colon = skip_space(json, end);

            if (colon < json.len && json.ptr[colon] == ':')
                return number_at(json, skip_space(json, colon + 1));
        }
        at = end;
    }
    return 0;
}

uint64_t ewc_token_expiry(struct ewc_str token)
{
    char json[MAX_PAYLOAD];
    size_t first = ewc_str_find(token, ".", 0);
    size_t second = first < token.len ? ewc_str_find(token, ".", first + 1) : token.len;
    size_t len = 0;
    uint64_t expiry;

    if (second >= token.len || !decode((struct ewc_str){token.ptr + first + 1, second - first - 1}, json, &len))
        return 0;
    expiry = find_exp((struct ewc_str){json, len});
    ewc_wipe(json, sizeof(json));
    return expiry;
}
