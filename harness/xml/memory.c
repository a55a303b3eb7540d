/* Memory of libxml2 and libxslt. Where an allocation of theirs fails, versions that are in use (2.9.14, 1.1.35) crash in
 * some places and silently leave something out in others, and no verdict may be made of half a document. So none of
 * them fails: the program ends instead (harness/docs/adr/0006-memory-of-libxml2.md, harness/tests/alloc). */
#include <libxml/threads.h>
#include <libxml/xmlmemory.h>
#include <libxml/xmlversion.h>
#include <stdlib.h>
#include <string.h>

#include "xml/xml_internal.h"

static void (*end_program)(void) = abort;

static void *given(void *memory, size_t size)
{
    if (!memory && size > 0) {
        end_program();
        abort();
    }
    return memory;
}

static void *xml_malloc(size_t size)
{
    return given(malloc(size), size);
}

static void *xml_realloc(void *memory, size_t size)
{
    return given(realloc(memory, size), size);
}

static char *xml_strdup(const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy = xml_malloc(size);

    if (copy)
        memcpy(copy, text, size);
    return copy;
}

void ewc_xml_on_no_memory(void (*end)(void))
{
    end_program = end;
}

/* What libxml2 keeps for each thread comes from calloc(), past the functions here, and is not asked for. */
void ewc_xml_ready_thread(void)
{
#if LIBXML_VERSION >= 21200
    bool ready = xmlCheckThreadLocalStorage() == 0;
#else
    bool ready = xmlIsMainThread() || xmlGetGlobalState() != NULL; /* the main thread has it from the start */
#endif

    if (!ready) {
        end_program();
        abort();
    }
}

bool ewc_xml_own_memory(void)
{
    return xmlMemSetup(free, xml_malloc, xml_realloc, xml_strdup) == 0;
}
