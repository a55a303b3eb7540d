/* base: what every module needs and libc lacks: status and error, arena, buffer, string view, clock.
 *
 * Thread safety: every value here belongs to one thread at a time; nothing is shared or global.
 */
#ifndef EWC_BASE_H
#define EWC_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define EWC_MUST_USE __attribute__((warn_unused_result))
#define EWC_PRINTF(fmt_index, first_arg) __attribute__((format(printf, fmt_index, first_arg)))
#else
#define EWC_MUST_USE
#define EWC_PRINTF(fmt_index, first_arg)
#endif

/* ---- status and error ------------------------------------------------------------------------ */

/* What went wrong, by kind. EWC_OK is 0; every other value says who has to act. */
enum ewc_status {
    EWC_OK = 0,
    EWC_EIO,     /* a file cannot be read or written                   */
    EWC_EXML,    /* not well-formed, or not valid against a schema     */
    EWC_ECASE,   /* a case file says something that cannot be done     */
    EWC_EXSLT,   /* a stylesheet does not compile, or broke off        */
    EWC_EUSAGE,  /* a command-line option or configuration is wrong    */
    EWC_ENET,    /* no request could be sent at all                    */
    EWC_ELIMIT,  /* a documented limit was reached                     */
    EWC_ENOMEM,  /* memory, or an arena's limit, ran out               */
    EWC_ECANCEL, /* the user or a deadline ended it                    */
};

/* A place in a file while it is being talked about; `file` is borrowed, line and column count from 1
 * and are 0 where unknown. */
struct ewc_loc {
    const char *file;
    unsigned line;
    unsigned column;
};

/* A place that an error keeps: a copy, of fixed size so that reporting cannot fail. */
struct ewc_place {
    char file[256];
    unsigned line;
    unsigned column;
};

/* The first cause of a failure. Zero-initialise it; the first ewc_err_set() wins. Whoever wants to know of all that is wrong
 * sets `more` before the work begins: then each failure after the first follows it, once. */
struct ewc_err {
    enum ewc_status status;
    struct ewc_place at;
    char message[768];      /* what was expected and what was found; one printable line */
    char hint[512];         /* what to do next; may be empty         */
    struct ewc_arena *more; /* NULL, or borrowed: owns the failures after the first; 100 are kept */
    struct ewc_err *next;   /* the failure after this one, or NULL */
    struct ewc_err *last;   /* what was set last; NULL: this one   */
    bool lost;              /* what was set last was not kept      */
};

/**
 * Records a failure unless one is recorded already, and returns the status of the first one.
 *
 * @param err  may be NULL: then only the status is returned
 * @param at   file may be NULL
 */
enum ewc_status ewc_err_set(struct ewc_err *err, enum ewc_status status, struct ewc_loc at,
                            const char *format, ...) EWC_PRINTF(4, 5);

#ifdef __clang_analyzer__
/* Static analysis reads one file at a time and cannot know that a failure is never EWC_OK. */
static inline enum ewc_status ewc_err_analysed(enum ewc_status status, enum ewc_status recorded)
{
    return recorded == EWC_OK ? status : recorded;
}
#define ewc_err_set(err, status, ...) ewc_err_analysed(status, (ewc_err_set)(err, status, __VA_ARGS__))
#endif

/** Adds what to do next to the failure that was set last, if it was kept and has no hint yet. */
void ewc_err_hint(struct ewc_err *err, const char *format, ...) EWC_PRINTF(2, 3);

/** Adds the place to the failure that was set last, if it was kept and has none yet. */
void ewc_err_at(struct ewc_err *err, struct ewc_loc at);

#define EWC_NOWHERE ((struct ewc_loc){0})

/* ---- string view ------------------------------------------------------------------------------- */

/* Bytes somebody else owns; not NUL-terminated. Bytes off the wire travel in this. */
struct ewc_str {
    const char *ptr;
    size_t len;
};

/** A view of a C string; NULL gives the empty view. */
struct ewc_str ewc_str(const char *text);
bool ewc_str_eq(struct ewc_str a, struct ewc_str b);
bool ewc_str_is(struct ewc_str a, const char *text);
/** ASCII case-insensitive comparison, as HTTP header names need it. */
bool ewc_str_is_nocase(struct ewc_str a, const char *text);
/** ASCII letters become small ones, in place. @return text */
char *ewc_lower(char *text);
bool ewc_str_starts(struct ewc_str a, const char *prefix);
/** The view without leading and trailing white space (space, tab, CR, LF). */
struct ewc_str ewc_str_trim(struct ewc_str a);
/** Offset of `needle` in `a` at or after `from`, or SIZE_MAX. */
size_t ewc_str_find(struct ewc_str a, const char *needle, size_t from);

/**
 * Reads a decimal number with nothing around it.
 * @return false when it is empty, has other characters, or lies outside min..max
 */
bool ewc_parse_uint(struct ewc_str text, uint64_t min, uint64_t max, uint64_t *out);

enum { EWC_DECIMAL_BYTES = 21 }; /* the largest number and its NUL */
/** Writes a number in decimal. @return where it begins in `out` */
const char *ewc_decimal(char out[static EWC_DECIMAL_BYTES], uint64_t value);
/** Copies as much of a text as fits before a NUL. @param room  at least 1  @return bytes without the NUL */
size_t ewc_fit(char *out, size_t room, struct ewc_str text);
/** The six bits of a base64 digit (RFC 4648 section 4), or -1. */
int ewc_base64_value(char digit);

/**
 * Edit distance (Levenshtein, over bytes) of two names of at most 64 bytes, for "did you mean";
 * UINT_MAX when one is longer.
 */
unsigned ewc_edit_distance(const char *a, const char *b);
/** The name in a list (NULL last) that is nearest to `name`, or NULL when none is near. */
const char *ewc_nearest(const char *name, const char *const *names);

/* ---- arena ---------------------------------------------------------------------------------------- */

/* Memory for values that end together. Every allocation is zeroed and aligned for any type. */
struct ewc_arena;

/** @param max_bytes  limit over all allocations; 0: no limit
 *  @return NULL when memory ran out */
struct ewc_arena *ewc_arena_create(size_t max_bytes);
/** Frees all of it; accepts NULL. */
void ewc_arena_destroy(struct ewc_arena *arena);
/** Forgets all values and keeps one block for reuse. */
void ewc_arena_reset(struct ewc_arena *arena);
/** Everything in `other` lives as long as `arena` from now on; `other` itself is gone. */
void ewc_arena_join(struct ewc_arena *arena, struct ewc_arena *other);
/** This and all below: @return NULL when the limit or memory ran out */
void *ewc_arena_alloc(struct ewc_arena *arena, size_t size);
char *ewc_arena_strdup(struct ewc_arena *arena, const char *text);
/** Copies exactly `len` bytes, NULs among them, and adds a NUL. */
char *ewc_arena_strndup(struct ewc_arena *arena, const char *text, size_t len);
/** The texts up to a NULL as one; printf() takes ten times as long. */
char *ewc_arena_concat(struct ewc_arena *arena, const char *const *texts);
#define EWC_TEXTS(...) ((const char *const[]){__VA_ARGS__, NULL})
char *ewc_arena_printf(struct ewc_arena *arena, const char *format, ...) EWC_PRINTF(2, 3);

/* ---- buffer --------------------------------------------------------------------------------------- */

/* A growing run of bytes, always followed by a NUL that `len` does not count. The first failure
 * sticks: later appends do nothing, so that a writer checks once at its end. */
struct ewc_buf {
    char *ptr;
    size_t len;
    size_t capacity;
    size_t max_bytes; /* 0: no limit */
    bool failed;      /* limit or memory reached */
};

void ewc_buf_init(struct ewc_buf *buf, size_t max_bytes);
/** Frees the bytes; the buffer may be used again. */
void ewc_buf_finish(struct ewc_buf *buf);
/** Forgets the bytes and the failure, keeps the memory. */
void ewc_buf_reset(struct ewc_buf *buf);
void ewc_buf_add(struct ewc_buf *buf, const void *bytes, size_t len);
void ewc_buf_text(struct ewc_buf *buf, const char *text);
void ewc_buf_str(struct ewc_buf *buf, struct ewc_str text);
void ewc_buf_byte(struct ewc_buf *buf, char byte);
/** Decimal, with zeros before it up to `digits`. */
void ewc_buf_number(struct ewc_buf *buf, uint64_t value, unsigned digits);
void ewc_buf_printf(struct ewc_buf *buf, const char *format, ...) EWC_PRINTF(2, 3);
struct ewc_str ewc_buf_view(const struct ewc_buf *buf);
/** EWC_OK, or EWC_ENOMEM with a message naming `what`. */
EWC_MUST_USE enum ewc_status ewc_buf_check(const struct ewc_buf *buf, const char *what,
                                           struct ewc_err *err);

/* ---- files ------------------------------------------------------------------------------------------ */

/**
 * Appends a whole file to `out`.
 * @param max_bytes  more than this is EWC_ELIMIT; 0: no limit
 */
EWC_MUST_USE enum ewc_status ewc_file_read(const char *path, size_t max_bytes, struct ewc_buf *out,
                                           struct ewc_err *err);
/** Writes a file whole or not at all: a temporary file beside it, flushed, then renamed. What is not a
 * regular file (/dev/stdout, a pipe) is written to as it is. */
EWC_MUST_USE enum ewc_status ewc_file_write(const char *path, struct ewc_str bytes,
                                            struct ewc_err *err);
/** The same with all that an open regular file holds, from its start. */
EWC_MUST_USE enum ewc_status ewc_file_write_from(const char *path, int from, struct ewc_err *err);

/* ---- clock and chance ----------------------------------------------------------------------------- */

/** Microseconds of a clock that never jumps back; only differences mean something. */
uint64_t ewc_clock_us(void);
/** The time of day as UTC, "2024-05-06T07:08:09Z". */
void ewc_clock_iso8601(char out[static 32]);
/** Processors that are there, 1 at least and `most` at the most. */
unsigned ewc_processors(unsigned most);
/** Sleeps; returns early on a signal. */
void ewc_sleep_ms(unsigned ms);
/** Bytes from the system's random source. */
void ewc_random_bytes(void *out, size_t len);
/** `len` lower-case letters and digits from the system's random source, and a NUL. */
void ewc_random_name(char *out, size_t len);

/** Overwrites memory that held a secret; not optimised away. */
void ewc_wipe(void *memory, size_t len);

#endif
