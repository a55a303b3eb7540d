/* base64: the letters that Ids and Basic sign-in are made of. */
#include "refserver/base64.h"

#include <string.h>

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void ref_base64_encode(struct ewc_buf *out, const void *bytes, size_t len)
{
    const unsigned char *in = bytes;

    for (size_t i = 0; i < len; i += 3) {
        unsigned long triple = (unsigned long)in[i] << 16;

        if (i + 1 < len)
            triple |= (unsigned long)in[i + 1] << 8;
        if (i + 2 < len)
            triple |= in[i + 2];
        ewc_buf_byte(out, letters[(triple >> 18) & 63]);
        ewc_buf_byte(out, letters[(triple >> 12) & 63]);
        ewc_buf_byte(out, i + 1 < len ? letters[(triple >> 6) & 63] : '=');
        ewc_buf_byte(out, i + 2 < len ? letters[triple & 63] : '=');
    }
}

static bool decode_block(struct ewc_buf *out, const char *block, size_t padding)
{
    unsigned long triple = 0;

    for (size_t i = 0; i < 4; i++) {
        const char *at = i < 4 - padding && block[i] ? strchr(letters, block[i]) : NULL;

        if (i < 4 - padding && !at)
            return false;
        triple = (triple << 6) | (unsigned long)(at ? at - letters : 0);
    }
    /* Bits that stand for no byte must be zero: otherwise two texts would mean the same. */
    if ((padding == 1 && (triple & 0xff)) || (padding == 2 && (triple & 0xffff)))
        return false;
    for (size_t i = 0; i < 3 - padding; i++)
        ewc_buf_byte(out, (char)(unsigned char)((triple >> (16 - 8 * i)) & 0xff));
    return true;
}

bool ref_base64_decode(struct ewc_buf *out, struct ewc_str text)
{
    size_t padding = 0;

    if (text.len % 4 != 0)
        return false;
    while (padding < 2 && padding < text.len && text.ptr[text.len - 1 - padding] == '=')
        padding++;
    for (size_t i = 0; i < text.len; i += 4) {
        if (!decode_block(out, text.ptr + i, i + 4 == text.len ? padding : 0))
            return false;
    }
    return true;
}
