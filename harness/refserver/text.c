/* text: UTF-8 and the little that is needed of Unicode. */
#include "refserver/text.h"

static unsigned trailing_bytes(unsigned char lead)
{
    if (lead >= 0xf0 && lead < 0xf8)
        return 3;
    if (lead >= 0xe0 && lead < 0xf0)
        return 2;
    return lead >= 0xc0 && lead < 0xe0 ? 1 : 0;
}

uint32_t ref_utf8_next(const char **text)
{
    const unsigned char *at = (const unsigned char *)*text;
    unsigned more = trailing_bytes(*at);
    uint32_t character = more ? *at & (0x3fu >> more) : *at;

    if (*at == 0)
        return 0;
    for (unsigned i = 1; i <= more; i++) {
        if ((at[i] & 0xc0) != 0x80) {
            more = 0;
            character = *at;
            break;
        }
        character = (character << 6) | (at[i] & 0x3fu);
    }
    *text += more + 1;
    return character;
}

void ref_utf8_put(struct ewc_buf *out, uint32_t c)
{
    if (c < 0x80) {
        ewc_buf_byte(out, (char)c);
        return;
    }
    if (c < 0x800) {
        ewc_buf_byte(out, (char)(unsigned char)(0xc0 | (c >> 6)));
    } else {
        if (c < 0x10000) {
            ewc_buf_byte(out, (char)(unsigned char)(0xe0 | (c >> 12)));
        } else {
            ewc_buf_byte(out, (char)(unsigned char)(0xf0 | (c >> 18)));
            ewc_buf_byte(out, (char)(unsigned char)(0x80 | ((c >> 12) & 0x3f)));
        }
        ewc_buf_byte(out, (char)(unsigned char)(0x80 | ((c >> 6) & 0x3f)));
    }
    ewc_buf_byte(out, (char)(unsigned char)(0x80 | (c & 0x3f)));
}

size_t ref_utf8_length(const char *text)
{
    size_t length = 0;

    while (ref_utf8_next(&text))
        length++;
    return length;
}

/* In Latin Extended-A capital and small letter are neighbours; which of them is the even one changes. */
static bool is_pair_even(uint32_t c)
{
    return (c >= 0x100 && c <= 0x137 && c != 0x130 && c != 0x131) || (c >= 0x14a && c <= 0x177);
}

static bool is_pair_odd(uint32_t c)
{
    return (c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17e);
}

uint32_t ref_lower(uint32_t c)
{
    if ((c >= 'A' && c <= 'Z') || (c >= 0xc0 && c <= 0xde && c != 0xd7) ||
        (c >= 0x391 && c <= 0x3a9 && c != 0x3a2) || (c >= 0x410 && c <= 0x42f))
        return c + 32;
    if (c >= 0x400 && c <= 0x40f)
        return c + 80;
    if ((is_pair_even(c) && c % 2 == 0) || (is_pair_odd(c) && c % 2 == 1))
        return c + 1;
    return c;
}

uint32_t ref_upper(uint32_t c)
{
    if ((c >= 'a' && c <= 'z') || (c >= 0xe0 && c <= 0xfe && c != 0xf7) ||
        (c >= 0x3b1 && c <= 0x3c9 && c != 0x3c2) || (c >= 0x430 && c <= 0x44f))
        return c - 32;
    if (c >= 0x450 && c <= 0x45f)
        return c - 80;
    if ((is_pair_even(c) && c % 2 == 1) || (is_pair_odd(c) && c % 2 == 0))
        return c - 1;
    return c;
}

static const struct composition {
    uint32_t base;
    uint32_t mark;
    uint32_t composed;
} compositions[] = {
    {'A', 0x300, 0xc0},  {'A', 0x301, 0xc1},  {'A', 0x302, 0xc2},  {'A', 0x303, 0xc3},  {'A', 0x308, 0xc4},
    {'A', 0x30a, 0xc5},  {'C', 0x327, 0xc7},  {'E', 0x300, 0xc8},  {'E', 0x301, 0xc9},  {'E', 0x302, 0xca},
    {'E', 0x308, 0xcb},  {'I', 0x300, 0xcc},  {'I', 0x301, 0xcd},  {'I', 0x302, 0xce},  {'I', 0x308, 0xcf},
    {'N', 0x303, 0xd1},  {'O', 0x300, 0xd2},  {'O', 0x301, 0xd3},  {'O', 0x302, 0xd4},  {'O', 0x303, 0xd5},
    {'O', 0x308, 0xd6},  {'U', 0x300, 0xd9},  {'U', 0x301, 0xda},  {'U', 0x302, 0xdb},  {'U', 0x308, 0xdc},
    {'Y', 0x301, 0xdd},  {'a', 0x300, 0xe0},  {'a', 0x301, 0xe1},  {'a', 0x302, 0xe2},  {'a', 0x303, 0xe3},
    {'a', 0x308, 0xe4},  {'a', 0x30a, 0xe5},  {'c', 0x327, 0xe7},  {'e', 0x300, 0xe8},  {'e', 0x301, 0xe9},
    {'e', 0x302, 0xea},  {'e', 0x308, 0xeb},  {'i', 0x300, 0xec},  {'i', 0x301, 0xed},  {'i', 0x302, 0xee},
    {'i', 0x308, 0xef},  {'n', 0x303, 0xf1},  {'o', 0x300, 0xf2},  {'o', 0x301, 0xf3},  {'o', 0x302, 0xf4},
    {'o', 0x303, 0xf5},  {'o', 0x308, 0xf6},  {'u', 0x300, 0xf9},  {'u', 0x301, 0xfa},  {'u', 0x302, 0xfb},
    {'u', 0x308, 0xfc},  {'y', 0x301, 0xfd},  {'y', 0x308, 0xff},  {'C', 0x30c, 0x10c}, {'c', 0x30c, 0x10d},
    {'R', 0x30c, 0x158}, {'r', 0x30c, 0x159}, {'S', 0x30c, 0x160}, {'s', 0x30c, 0x161}, {'Z', 0x30c, 0x17d},
    {'z', 0x30c, 0x17e},
};

enum { COMPOSITIONS = sizeof(compositions) / sizeof(compositions[0]) };

uint32_t ref_decomposed(uint32_t character, uint32_t *out_mark)
{
    for (unsigned i = 0; i < COMPOSITIONS; i++) {
        if (compositions[i].composed == character) {
            *out_mark = compositions[i].mark;
            return compositions[i].base;
        }
    }
    return 0;
}

uint32_t ref_composed(uint32_t base, uint32_t mark)
{
    for (unsigned i = 0; i < COMPOSITIONS; i++) {
        if (compositions[i].base == base && compositions[i].mark == mark)
            return compositions[i].composed;
    }
    return 0;
}

bool ref_is_combining(uint32_t c)
{
    return (c >= 0x300 && c <= 0x36f) || (c >= 0x1ab0 && c <= 0x1aff) || (c >= 0x20d0 && c <= 0x20ff);
}

bool ref_same_ignoring_case(const char *a, const char *b)
{
    uint32_t x;
    uint32_t y;

    do {
        x = ref_lower(ref_utf8_next(&a));
        y = ref_lower(ref_utf8_next(&b));
    } while (x && x == y);
    return x == y;
}
