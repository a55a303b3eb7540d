/* libcurl keeps copies of passwords and tokens, and gives their memory back as it is. So it gets functions that wipe what
 * is given back, from the first secret on: without one they would clear some tens of kilobytes for each request. */
#include <malloc.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "http/client.h"

static atomic_bool guarded;

void ewc_http_guard_memory(void)
{
    atomic_store(&guarded, true);
}

static void wipe_and_free(void *memory)
{
    if (memory && atomic_load_explicit(&guarded, memory_order_relaxed))
        ewc_wipe(memory, malloc_usable_size(memory));
    free(memory);
}

/* Never in place: realloc() might move it and leave the old bytes behind. */
static void *move(void *memory, size_t size)
{
    size_t before = memory ? malloc_usable_size(memory) : 0;
    void *larger;

    if (before >= size && before / 2 <= size && size > 0)
        return memory;
    larger = malloc(size > 0 ? size : 1);
    if (!larger)
        return NULL;
    if (memory)
        memcpy(larger, memory, before < size ? before : size);
    wipe_and_free(memory);
    return larger;
}

static char *copy(const char *text)
{
    size_t size = strlen(text) + 1;
    char *to = malloc(size);

    return to ? memcpy(to, text, size) : NULL;
}

static void *clear(size_t count, size_t size)
{
    return calloc(count, size);
}

CURLcode ewc_http_start_library(void)
{
    return curl_global_init_mem(CURL_GLOBAL_DEFAULT, malloc, wipe_and_free, move, copy, clear);
}
