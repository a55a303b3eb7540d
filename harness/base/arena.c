/* Arena: blocks that only grow; an allocation is a step forward in the newest one. */
#include "base/base.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    FIRST_BLOCK = 16 * 1024,
    LARGEST_BLOCK = 1024 * 1024, /* a larger value gets a block of its own */
};

struct block {
    struct block *next; /* older */
    size_t size;
    size_t used;
    max_align_t data[]; /* aligns what follows */
};

struct ewc_arena {
    struct block *newest;
    size_t max_bytes;  /* SIZE_MAX: no limit */
    size_t used_bytes; /* over all blocks, padding included */
    size_t next_block;
};

struct ewc_arena *ewc_arena_create(size_t max_bytes)
{
    struct ewc_arena *arena = calloc(1, sizeof(*arena));

    if (!arena)
        return NULL;
    arena->max_bytes = max_bytes ? max_bytes : SIZE_MAX;
    arena->next_block = FIRST_BLOCK;
    return arena;
}

void ewc_arena_destroy(struct ewc_arena *arena)
{
    if (!arena)
        return;
    for (struct block *b = arena->newest, *next; b; b = next) {
        next = b->next;
        free(b);
    }
    free(arena);
}

void ewc_arena_reset(struct ewc_arena *arena)
{
    struct block *kept = arena->newest;

    if (kept) {
        for (struct block *b = kept->next, *next; b; b = next) {
            next = b->next;
            free(b);
        }
        kept->next = NULL;
        kept->used = 0;
    }
    arena->used_bytes = 0;
}

void ewc_arena_join(struct ewc_arena *arena, struct ewc_arena *other)
{
    struct block *oldest = other->newest;

    while (oldest && oldest->next)
        oldest = oldest->next;
    if (oldest && arena->newest) { /* what is begun goes on being filled */
        oldest->next = arena->newest->next;
        arena->newest->next = other->newest;
    } else if (oldest) {
        arena->newest = other->newest;
    }
    arena->used_bytes += other->used_bytes;
    free(other);
}

static struct block *add_block(struct ewc_arena *arena, size_t need)
{
    size_t size = arena->next_block;
    struct block *b;

    if (need > size)
        size = need;
    else if (arena->next_block < LARGEST_BLOCK)
        arena->next_block *= 2;
    b = malloc(sizeof(*b) + size);
    if (!b)
        return NULL;
    b->next = arena->newest;
    b->size = size;
    b->used = 0;
    arena->newest = b;
    return b;
}

void *ewc_arena_alloc(struct ewc_arena *arena, size_t size)
{
    const size_t align = _Alignof(max_align_t);
    struct block *b = arena->newest;
    void *value;

    if (size > PTRDIFF_MAX / 2)
        return NULL;
    size = size == 0 ? align : (size + align - 1) / align * align; /* every value has its own address */
    if (size > arena->max_bytes - arena->used_bytes)
        return NULL;
    if (!b || size > b->size - b->used) {
        b = add_block(arena, size);
        if (!b)
            return NULL;
    }
    value = (char *)b->data + b->used;
    b->used += size;
    arena->used_bytes += size;
    return memset(value, 0, size);
}

char *ewc_arena_strdup(struct ewc_arena *arena, const char *text)
{
    return ewc_arena_strndup(arena, text, strlen(text));
}

char *ewc_arena_strndup(struct ewc_arena *arena, const char *text, size_t len)
{
    char *copy = len < SIZE_MAX ? ewc_arena_alloc(arena, len + 1) : NULL;

    if (copy && len > 0)
        memcpy(copy, text, len);
    return copy;
}

char *ewc_arena_concat(struct ewc_arena *arena, const char *const *texts)
{
    size_t len = 0, i;
    char *all, *at;

    for (i = 0; texts[i]; i++)
        len += strlen(texts[i]);
    at = all = ewc_arena_alloc(arena, len + 1);
    for (i = 0; all && texts[i]; i++)
        at = stpcpy(at, texts[i]);
    return all;
}

char *ewc_arena_printf(struct ewc_arena *arena, const char *format, ...)
{
    char small[256]; /* most fit: formatted once */
    va_list args;
    int need;
    char *text;

    va_start(args, format);
    need = vsnprintf(small, sizeof(small), format, args);
    va_end(args);
    if (need < 0)
        return NULL;
    if ((size_t)need < sizeof(small))
        return ewc_arena_strndup(arena, small, (size_t)need);
    text = ewc_arena_alloc(arena, (size_t)need + 1);
    if (!text)
        return NULL;
    va_start(args, format);
    (void)vsnprintf(text, (size_t)need + 1, format, args);
    va_end(args);
    return text;
}
