/* What the tests of the stages share: an arena for each test, files of the data folder, schemas. */
#ifndef EWC_TEST_STAGE_H
#define EWC_TEST_STAGE_H

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "xml/xml.h"

#pragma GCC diagnostic ignored "-Wconversion" /* in the macros of Criterion 2.4 */

#define EWC_ROOT EWC_TEST_DATA "/../../.."
#define COUNT_OF(rows) (sizeof(rows) / sizeof((rows)[0]))

static struct ewc_arena *arena;

static inline void set_up(void)
{
    ewc_xml_global_init();
    arena = ewc_arena_create(0);
    cr_assert(arena != NULL);
}

static inline void tear_down(void)
{
    ewc_arena_destroy(arena);
}

/* Path of a file in the data folder; lives as long as the arena. */
static inline const char *data_path(const char *name)
{
    return ewc_arena_printf(arena, "%s/%s", EWC_TEST_DATA, name);
}

/* A schema of the product: "cases/case.xsd". The caller frees it. */
static inline struct ewc_schema *product_schema(const char *name)
{
    struct ewc_schema *schema = NULL;
    struct ewc_err err = {0};

    cr_assert(eq(int, (int)ewc_schema_load(ewc_arena_printf(arena, "%s/%s", EWC_ROOT, name), &schema, &err),
                 EWC_OK),
              "%s", err.message);
    return schema;
}

/* The bytes of a buffer as a string in the arena; the buffer is finished. */
static inline const char *take_text(struct ewc_buf *buf)
{
    const char *text = ewc_arena_strndup(arena, buf->ptr, buf->len);

    cr_assert(text != NULL);
    ewc_buf_finish(buf);
    return text;
}

/* A whole file as a string in the arena. */
static inline const char *file_text(const char *path)
{
    struct ewc_err err = {0};
    struct ewc_buf buf;

    ewc_buf_init(&buf, 0);
    cr_assert(eq(int, (int)ewc_file_read(path, 0, &buf, &err), EWC_OK), "%s", err.message);
    return take_text(&buf);
}

/* Is `part` somewhere in `whole`? */
static inline bool has(const char *whole, const char *part)
{
    return strstr(whole, part) != NULL;
}

#endif
