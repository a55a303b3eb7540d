/* Buffer: grows by doubling up to its maximum; the first failure sticks. */
#include "base/base.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 256 };

/* What an empty buffer shows as its bytes; never written to (capacity 0 says that it is not ours). */
static char nothing[1];

void ewc_buf_init(struct ewc_buf *buf, size_t max_bytes)
{
    *buf = (struct ewc_buf){.ptr = nothing, .max_bytes = max_bytes};
}

void ewc_buf_finish(struct ewc_buf *buf)
{
    if (!buf)
        return;
    if (buf->capacity > 0)
        free(buf->ptr);
    ewc_buf_init(buf, buf->max_bytes);
}

void ewc_buf_reset(struct ewc_buf *buf)
{
    buf->len = 0;
    buf->failed = false;
    if (buf->capacity > 0)
        buf->ptr[0] = '\0';
}

/* Room for `len` more bytes and the NUL. */
static bool reserve(struct ewc_buf *buf, size_t len)
{
    size_t limit = buf->max_bytes ? buf->max_bytes : PTRDIFF_MAX - 1;
    size_t capacity = buf->capacity;
    char *grown;

    if (buf->failed)
        return false;
    if (buf->len > limit || len > limit - buf->len) {
        buf->failed = true;
        return false;
    }
    if (buf->len + len < capacity)
        return true;
    if (capacity == 0)
        capacity = FIRST_CAPACITY;
    while (capacity <= buf->len + len)
        capacity = capacity > PTRDIFF_MAX / 2 ? (size_t)PTRDIFF_MAX : capacity * 2;
    if (capacity > limit + 1) /* so that what fits is allowed */
        capacity = limit + 1;
    grown = realloc(buf->capacity > 0 ? buf->ptr : NULL, capacity);
    if (!grown) {
        buf->failed = true;
        return false;
    }
    buf->ptr = grown;
    buf->capacity = capacity;
    return true;
}

void ewc_buf_add(struct ewc_buf *buf, const void *bytes, size_t len)
{
    if (len == 0)
        return;
    if ((buf->failed || len >= buf->capacity || buf->len >= buf->capacity - len) && !reserve(buf, len))
        return;
    memcpy(buf->ptr + buf->len, bytes, len);
    buf->len += len;
    buf->ptr[buf->len] = '\0';
}

void ewc_buf_text(struct ewc_buf *buf, const char *text)
{
    ewc_buf_add(buf, text, strlen(text));
}

void ewc_buf_str(struct ewc_buf *buf, struct ewc_str text)
{
    ewc_buf_add(buf, text.ptr, text.len);
}

void ewc_buf_byte(struct ewc_buf *buf, char byte)
{
    if (buf->failed || buf->capacity < 2 || buf->len >= buf->capacity - 1) {
        ewc_buf_add(buf, &byte, 1);
        return;
    }
    buf->ptr[buf->len++] = byte;
    buf->ptr[buf->len] = '\0';
}

void ewc_buf_number(struct ewc_buf *buf, uint64_t value, unsigned digits)
{
    char room[EWC_DECIMAL_BYTES];
    const char *text = ewc_decimal(room, value);
    size_t len = (size_t)(room + EWC_DECIMAL_BYTES - 1 - text);

    for (size_t i = len; i < digits; i++)
        ewc_buf_byte(buf, '0');
    ewc_buf_add(buf, text, len);
}

void ewc_buf_printf(struct ewc_buf *buf, const char *format, ...)
{
    char small[256];
    va_list args;
    int need;

    va_start(args, format);
    need = vsnprintf(small, sizeof(small), format, args);
    va_end(args);
    if (need < 0) {
        buf->failed = true;
        return;
    }
    if ((size_t)need < sizeof(small)) {
        ewc_buf_add(buf, small, (size_t)need);
        return;
    }
    if (!reserve(buf, (size_t)need))
        return;
    va_start(args, format);
    (void)vsnprintf(buf->ptr + buf->len, (size_t)need + 1, format, args);
    va_end(args);
    buf->len += (size_t)need;
}

struct ewc_str ewc_buf_view(const struct ewc_buf *buf)
{
    return (struct ewc_str){.ptr = buf->ptr ? buf->ptr : nothing, .len = buf->len};
}

enum ewc_status ewc_buf_check(const struct ewc_buf *buf, const char *what, struct ewc_err *err)
{
    if (!buf->failed)
        return EWC_OK;
    if (buf->max_bytes)
        return ewc_err_set(err, EWC_ENOMEM, EWC_NOWHERE, "%s exceeds %zu bytes, or memory ran out", what,
                           buf->max_bytes);
    return ewc_err_set(err, EWC_ENOMEM, EWC_NOWHERE, "out of memory for %s", what);
}
