/* names: display names as the server keeps them. */
#include "refserver/call.h"
#include "refserver/mangle.h"
#include "refserver/text.h"

#include <string.h>

#define MAX_NAME 4000u /* characters; the documents name no limit */

static void compose(const char *name, struct ewc_buf *out)
{
    uint32_t held = ref_utf8_next(&name);

    while (held) {
        uint32_t next = ref_utf8_next(&name);
        uint32_t composed = ref_composed(held, next);

        if (composed) {
            held = composed;
        } else {
            ref_utf8_put(out, held);
            held = next;
        }
    }
}

static void decompose(const char *name, struct ewc_buf *out)
{
    uint32_t c;

    while ((c = ref_utf8_next(&name)) != 0) {
        uint32_t mark = 0;
        uint32_t base = ref_decomposed(c, &mark);

        ref_utf8_put(out, base ? base : c);
        if (base)
            ref_utf8_put(out, mark);
    }
}

static void convert(const struct call *call, const char *name, struct ewc_buf *out)
{
    const struct ewc_refserver *server = call->server;

    if (varies(server, VARIANT_NAMES_TRIMMED) && ewc_str_trim(ewc_str(name)).len > 0)
        ewc_buf_str(out, ewc_str_trim(ewc_str(name)));
    else if (varies(server, VARIANT_NAMES_COMPOSED))
        compose(name, out);
    else if (varies(server, VARIANT_NAMES_DECOMPOSED))
        decompose(name, out);
    else
        ref_mangle(server->defect, call->culture, name, out);
}

static bool is_refused(const struct call *call, const char *name)
{
    size_t limit = varies(call->server, VARIANT_NAMES_UP_TO_255) ? 255 : MAX_NAME;

    if (varies(call->server, VARIANT_BLANK_NAMES_REFUSED) && ewc_str_trim(ewc_str(name)).len == 0)
        return true;
    return ref_utf8_length(name) > limit || ref_refuses_name(call->server->defect, name);
}

const char *ref_stored_name(struct call *call, const char *sent, struct outcome *refusal)
{
    struct ewc_buf text;
    const char *stored = NULL;

    if (is_refused(call, sent)) {
        *refusal = failure("ErrorInvalidArgument", "The display name is not valid.");
        return NULL;
    }
    ewc_buf_init(&text, 0);
    convert(call, sent, &text);
    if (!text.failed)
        stored = ewc_arena_strndup(call->tree.arena, text.ptr ? text.ptr : "", text.len);
    ewc_buf_finish(&text);
    if (!stored)
        *refusal = out_of_memory();
    return stored;
}
