/* text: UTF-8 and the little that is needed of Unicode. */
#ifndef EWC_REFSERVER_TEXT_H
#define EWC_REFSERVER_TEXT_H

#include "base/base.h"

/** Takes the next character from a UTF-8 string and moves on; 0 at the end. A byte that begins no
 * character is given as it is. */
uint32_t ref_utf8_next(const char **text);
void ref_utf8_put(struct ewc_buf *out, uint32_t character);
/** Characters of a UTF-8 string. */
size_t ref_utf8_length(const char *text);

/** Lower and upper case for the alphabets of Europe; other characters stay. */
uint32_t ref_lower(uint32_t character);
uint32_t ref_upper(uint32_t character);

/** The letter without its accent, with the combining mark in `out_mark`; 0 when it has none. */
uint32_t ref_decomposed(uint32_t character, uint32_t *out_mark);
/** The letter with its accent; 0 when there is no such letter. */
uint32_t ref_composed(uint32_t base, uint32_t mark);
bool ref_is_combining(uint32_t character);

bool ref_same_ignoring_case(const char *a, const char *b);

#endif
