/* document: from the bytes of a request to an XML document. */
#include "refserver/call.h"
#include "refserver/misread.h"

#include <string.h>

/* The charset of a Content-Type, in the arena; NULL when it says none. */
static const char *charset_of(struct ewc_arena *arena, const char *content_type)
{
    struct ewc_str rest = ewc_str(content_type);
    size_t at = 0;

    while (at < rest.len && (at = ewc_str_find(rest, ";", at)) != SIZE_MAX) {
        struct ewc_str part = {rest.ptr + at + 1, rest.len - at - 1};
        size_t end = ewc_str_find(part, ";", 0);

        part = ewc_str_trim((struct ewc_str){part.ptr, end == SIZE_MAX ? part.len : end});
        at++;
        if (part.len > 8 && ewc_str_is_nocase((struct ewc_str){part.ptr, 8}, "charset=")) {
            part = (struct ewc_str){part.ptr + 8, part.len - 8};
            if (part.len >= 2 && part.ptr[0] == '"' && part.ptr[part.len - 1] == '"')
                part = (struct ewc_str){part.ptr + 1, part.len - 2};
            return ewc_arena_strndup(arena, part.ptr, part.len);
        }
    }
    return NULL;
}

/* The encoding that overrules the document's own word: the charset, unless a byte order mark overrules
 * that (RFC 7303, section 3). */
static const char *encoding_of(const struct call *call, struct ewc_str bytes)
{
    const char *charset = charset_of(call->tree.arena, call->http->content_type);

    if (ewc_str_starts(bytes, "\xef\xbb\xbf") || ewc_str_starts(bytes, "\xff\xfe") ||
        ewc_str_starts(bytes, "\xfe\xff"))
        return NULL;
    if (charset && ewc_str_is_nocase(ewc_str(charset), "utf-16") && bytes.len > 1)
        return bytes.ptr[1] == '\0' ? "UTF-16LE" : "UTF-16BE";
    return charset;
}

static enum ewc_status parse(struct call *call, struct ewc_str bytes, struct ewc_err *err)
{
    return ewc_xml_parse(bytes, "request", encoding_of(call, bytes), NULL, &call->doc, err);
}

static struct outcome malformed(const struct call *call, const struct ewc_err *err)
{
    struct outcome outcome = fault("ErrorSchemaValidation", "The request failed schema validation.");

    if (breaks(call->server, DEFECT_MALFORMED_XML_PAGE))
        return (struct outcome){.kind = OUTCOME_PAGE, .status = 400};
    if (breaks(call->server, DEFECT_MALFORMED_XML_CLOSES))
        return (struct outcome){.kind = OUTCOME_SILENCE};
    outcome.line = err->at.line;
    outcome.column = err->at.column;
    outcome.violation = ewc_arena_strdup(call->tree.arena, err->message);
    return outcome;
}

static bool parse_mended(struct call *call, struct ewc_str bytes)
{
    struct ewc_buf mended;
    struct ewc_err ignored = {0};
    bool good = false;

    ewc_buf_init(&mended, 0);
    if (ref_mend(call->server->defect, bytes, ref_ns(call->server, NS_MESSAGES), &mended) &&
        !mended.failed) {
        ewc_xml_free(call->doc);
        call->doc = NULL;
        good = parse(call, ewc_buf_view(&mended), &ignored) == EWC_OK;
    }
    ewc_buf_finish(&mended);
    return good;
}

static bool parse_request(struct call *call, struct ewc_str bytes, struct outcome *refusal)
{
    struct ewc_err err = {0};

    if (ref_refuses_syntax(call->server->defect, bytes)) {
        ewc_err_set(&err, EWC_EXML, EWC_NOWHERE, "The request is not well-formed.");
        *refusal = malformed(call, &err);
        return false;
    }
    if (parse(call, bytes, &err) != EWC_OK && !parse_mended(call, bytes)) {
        *refusal = malformed(call, &err);
        return false;
    }
    /* SOAP 1.1, section 3: a message has no document type declaration. */
    if (ewc_xml_has_doctype(call->doc) && (!parse_mended(call, bytes) || ewc_xml_has_doctype(call->doc))) {
        ewc_err_set(&err, EWC_EXML, EWC_NOWHERE, "For security reasons DTD is prohibited.");
        *refusal = malformed(call, &err);
        return false;
    }
    return true;
}

bool ref_read_document(struct call *call, struct outcome *refusal)
{
    struct ewc_str bytes = call->http->body;
    struct ewc_buf seen;
    bool good;

    ewc_buf_init(&seen, 0);
    if (ref_misread(call->server->defect, bytes, &seen))
        bytes = ewc_buf_view(&seen);
    good = parse_request(call, bytes, refusal);
    ewc_buf_finish(&seen);
    if (good && breaks(call->server, DEFECT_DOCUMENTATION_NAMESPACES_ACCEPTED))
        ewc_xml_rename_ns(call->doc, "https://schemas.microsoft.com/", "http://schemas.microsoft.com/");
    return good;
}

/* ---- without reading it as XML ---------------------------------------------------------------- */

/* The text after the first `from`, up to the next `until`, without white space around it. */
static const char *text_after(struct call *call, const char *from, const char *until)
{
    struct ewc_str text;

    if (!ref_between(call->http->body, from, until, &text))
        return NULL;
    text = ewc_str_trim(text);
    return ewc_arena_strndup(call->tree.arena, text.ptr, text.len);
}

void ref_rename_from_bytes(struct call *call)
{
    const char *id = text_after(call, "Id=\"", "\"");
    const char *name = text_after(call, "NewDisplayName>", "<");

    if (id && name && *name)
        (void)ref_rename(call, id, NULL, name);
}
