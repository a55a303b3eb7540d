#include "hostile/artefacts.h"

#include <stdio.h>
#include <string.h>

#include "base/base.h"
#include "xml/xml.h"

const struct artefact ARTEFACTS[] = {{"printed.txt", NULL},
                                     {"results.xml", "--results="},
                                     {"junit.xml", "--junit="},
                                     {"report.html", "--html="},
                                     {"report.md", "--report=markdown="},
                                     {"report.tap", "--report=tap="},
                                     {"github.txt", "--report=github="},
                                     {NULL, NULL}};

/* ---- bytes
 * ---------------------------------------------------------------------------------------------------------
 */

static bool has(struct ewc_str text, const char *part)
{
    return ewc_str_find(text, part, 0) < text.len;
}

/* The length of the character at the start, 0 when it is none that may be shown as it is. The record, and
 * the page for browsers, keep what XML and HTML allow: U+0080 to U+009F and the marks that turn text
 * around. */
static size_t harmless_at(const unsigned char *p, size_t left, bool strict)
{
    size_t len = p[0] < 0x80 ? 1 : p[0] >= 0xF0 ? 4 : p[0] >= 0xE0 ? 3 : 2;
    unsigned code = p[0];
    size_t i;

    if (len == 1)
        return (p[0] >= 0x20 && p[0] != 0x7F) || p[0] == '\n' || p[0] == '\t' ? 1 : 0;
    if (p[0] < 0xC2 || p[0] > 0xF4 || len > left)
        return 0;
    code &= 0xFFu >> (len + 1);
    for (i = 1; i < len; i++) {
        if ((p[i] & 0xC0) != 0x80)
            return 0;
        code = code << 6 | (p[i] & 0x3Fu);
    }
    if ((strict && (code < 0xA0 || (code >= 0x200E && code <= 0x200F) ||
                    (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069))) ||
        code < 0x80 || (code >= 0xD800 && code <= 0xDFFF) || (len == 3 && code < 0x800) ||
        (len == 4 && (code < 0x10000 || code > 0x10FFFF)))
        return 0;
    return len;
}

/* Nothing that a terminal would obey, nothing that turns text around, and UTF-8. */
static bool is_harmless(struct ewc_str text, bool strict, unsigned *out_byte)
{
    size_t at = 0;

    while (at < text.len) {
        size_t len = harmless_at((const unsigned char *)text.ptr + at, text.len - at, strict);

        if (len == 0) {
            *out_byte = (unsigned char)text.ptr[at];
            return false;
        }
        at += len;
    }
    return true;
}

/* ---- files
 * ----------------------------------------------------------------------------------------------------------
 */

static bool is_xml(const char *path, char *why, size_t size)
{
    struct ewc_xml *doc = NULL;
    struct ewc_err err = {0};
    bool ok = ewc_xml_parse_file(path, &doc, &err) == EWC_OK;

    if (!ok)
        (void)snprintf(why, size, "%s is no XML: line %u: %s", path, err.at.line, err.message);
    ewc_xml_free(doc);
    return ok;
}

static bool has_verdict(struct ewc_str results, const char *verdict, char *why, size_t size)
{
    static const char START[] = "<case number=\"1\"";
    char wanted[64];
    size_t at = ewc_str_find(results, START, 0);
    struct ewc_str tag = {results.ptr + at, at < results.len ? results.len - at : 0};

    tag.len = ewc_str_find(tag, ">", 0);
    (void)snprintf(wanted, sizeof(wanted), " verdict=\"%s\"", verdict);
    if (!has(results, " complete=\"yes\"") || has(results, "<case number=\"2\""))
        (void)snprintf(why, size, "results.xml does not say that its one case ended");
    else if (!has(tag, wanted))
        (void)snprintf(why, size, "expected%s, found %.*s", wanted, tag.len > 300 ? 300 : (int)tag.len,
                       tag.ptr);
    else
        return true;
    return false;
}

static bool is_sound(const struct artefact *a, const char *path, struct ewc_str text, const char *verdict,
                     const char *says, char *why, size_t size)
{
    unsigned byte = 0;

    if (has(text, SECRET) || has(text, CANARY)) {
        (void)snprintf(why, size, "%s holds a secret", a->file);
        return false;
    }
    if (!is_harmless(
            text, !a->option || (strcmp(a->option, "--results=") != 0 && strcmp(a->option, "--html=") != 0),
            &byte)) {
        (void)snprintf(why, size, "%s holds the byte %02X as it is", a->file, byte);
        return false;
    }
    if (a == &ARTEFACTS[0] && !has(text, says)) {
        (void)snprintf(why, size, "it does not say: %s", says);
        return false;
    }
    if (strcmp(a->file, "report.html") == 0 &&
        (has(text, "<script>alert") || has(text, "<img src=x") || !has(text, "</html>"))) {
        (void)snprintf(why, size, "%s holds foreign markup, or is not whole", a->file);
        return false;
    }
    if (strcmp(a->file, "results.xml") == 0)
        return is_xml(path, why, size) && has_verdict(text, verdict, why, size);
    return strcmp(a->file, "junit.xml") != 0 || is_xml(path, why, size);
}

bool artefacts_are_sound(const char *folder, const char *verdict, const char *says, char *why, size_t size)
{
    bool ok = true;

    for (const struct artefact *a = ARTEFACTS; a->file && ok; a++) {
        struct ewc_err err = {0};
        struct ewc_buf text;
        char path[512];

        (void)snprintf(path, sizeof(path), "%s/%s", folder, a->file);
        ewc_buf_init(&text, 0);
        ok = ewc_file_read(path, 0, &text, &err) == EWC_OK;
        if (!ok)
            (void)snprintf(why, size, "%s is not there: %s", a->file, err.message);
        else
            ok = is_sound(a, path, ewc_buf_view(&text), verdict, says, why, size);
        ewc_buf_finish(&text);
    }
    return ok;
}
