/* word: eight bytes looked at in one go, for text that hardly ever has anything special in it. Each question is
 * answered with bits of EWC_WORD_BITS: none means no, any means that the bytes want a look one by one. */
#ifndef EWC_WORD_H
#define EWC_WORD_H

#include <stdint.h>
#include <string.h>

#define EWC_WORD_BITS UINT64_C(0x8080808080808080)

static inline uint64_t ewc_word_of(unsigned char c)
{
    return c * UINT64_C(0x0101010101010101);
}

/** The eight bytes at `p`. */
static inline uint64_t ewc_word_at(const void *p)
{
    uint64_t w;

    memcpy(&w, p, sizeof(w));
    return w;
}

/** Control characters (but DEL) and bytes that are not ASCII? */
static inline uint64_t ewc_word_odd(uint64_t w)
{
    return w | (w - ewc_word_of(' '));
}

/** Is `c` among them? To be asked together with ewc_word_odd(). */
static inline uint64_t ewc_word_has(uint64_t w, unsigned char c)
{
    return (w ^ ewc_word_of(c)) - ewc_word_of(1);
}

#endif
