/* write: a message in one of the many syntaxes that XML has for it. */
#include "refserver/answer.h"
#include "refserver/text.h"
#include "xml/xml.h"

#include <string.h>

/* ---- syntaxes --------------------------------------------------------------------------------- */

enum declaring {
    DECLARE_WHERE_NEEDED,
    DECLARE_ON_ROOT,
    DECLARE_EVERYWHERE,
};

enum text_form {
    TEXT_ESCAPED,
    TEXT_CDATA,
    TEXT_REFERENCES,
    TEXT_COMMENTED, /* a comment in its middle */
};

/* Prefixes of the namespaces that messages are made of; "" stands for the default namespace. */
struct prefixes {
    const char *soap;
    const char *types;
    const char *messages;
    const char *errors;
    const char *header_types; /* types in the Header; NULL: as elsewhere */
};

struct syntax {
    enum variant variant;
    struct prefixes prefixes;
    enum declaring declaring;
    enum text_form text;
    const char *newline; /* NULL: nothing between elements */
    const char *indent;
    char quote;
    bool comments;
    bool reversed; /* attributes */
    bool spaced;   /* tags       */
    bool end_tags; /* no <a/>    */
};

/* As in the documented examples: types and messages without a prefix, but in the Header. */
#define USUAL                                                                                              \
    {                                                                                                      \
        "s", "", "", "e", "h"                                                                              \
    }
#define PLAIN DECLARE_WHERE_NEEDED, TEXT_ESCAPED, NULL, NULL, '"', false, false, false, false

static const struct syntax syntaxes[] = {
    {VARIANT_OTHER_PREFIXES,
     {"SOAP-ENV", "ns1", "ns2", "ns3", NULL},
     DECLARE_ON_ROOT,
     TEXT_ESCAPED,
     NULL,
     NULL,
     '"',
     false,
     false,
     false,
     false},
    {VARIANT_DEFAULT_NAMESPACES, {"", "", "", "", NULL}, PLAIN},
    {VARIANT_ONE_PREFIX, {"x", "x", "x", "x", NULL}, PLAIN},
    {VARIANT_DECLARATIONS_EVERYWHERE,
     {"s", "t", "m", "e", NULL},
     DECLARE_EVERYWHERE,
     TEXT_ESCAPED,
     NULL,
     NULL,
     '"',
     false,
     false,
     false,
     false},
    {VARIANT_NON_ASCII_PREFIXES, {"\xd1\x81", "\xd1\x82", "\xc3\xa9_-.1", "\xce\xbb", NULL}, PLAIN},
    {VARIANT_PRETTY_PRINTED,
     {"soap", "t", "m", "e", NULL},
     DECLARE_ON_ROOT,
     TEXT_ESCAPED,
     "\n",
     "  ",
     '"',
     false,
     false,
     false,
     false},
    {VARIANT_PRETTY_PRINTED_CRLF, USUAL, DECLARE_WHERE_NEEDED, TEXT_ESCAPED, "\r\n", "\t", '"', false,
     false, false, false},
    {VARIANT_COMMENTS, USUAL, DECLARE_WHERE_NEEDED, TEXT_ESCAPED, NULL, NULL, '"', true, false, false,
     false},
    {VARIANT_COMMENTS_IN_TEXT, USUAL, DECLARE_WHERE_NEEDED, TEXT_COMMENTED, NULL, NULL, '"', false, false,
     false, false},
    {VARIANT_CDATA, USUAL, DECLARE_WHERE_NEEDED, TEXT_CDATA, NULL, NULL, '"', false, false, false, false},
    {VARIANT_CHARACTER_REFERENCES, USUAL, DECLARE_WHERE_NEEDED, TEXT_REFERENCES, NULL, NULL, '"', false,
     false, false, false},
    {VARIANT_SINGLE_QUOTES, USUAL, DECLARE_WHERE_NEEDED, TEXT_ESCAPED, NULL, NULL, '\'', false, false,
     false, false},
    {VARIANT_ATTRIBUTES_REVERSED, USUAL, DECLARE_WHERE_NEEDED, TEXT_ESCAPED, NULL, NULL, '"', false, true,
     false, false},
    {VARIANT_WHITE_SPACE_IN_TAGS, USUAL, DECLARE_WHERE_NEEDED, TEXT_ESCAPED, NULL, NULL, '"', false, false,
     true, false},
    {VARIANT_END_TAGS, USUAL, DECLARE_WHERE_NEEDED, TEXT_ESCAPED, NULL, NULL, '"', false, false, false,
     true},
    {VARIANT_NONE, USUAL, PLAIN}, /* everybody else; the last one */
};

/* ---- the writer ------------------------------------------------------------------------------- */

/* A namespace declaration that is in force. */
struct binding {
    const char *prefix;
    const char *uri;
    const struct binding *outer;
};

#define MAX_BINDINGS 12u /* of one element: one for each namespace, at most */

struct writer {
    const struct ewc_refserver *server;
    const struct syntax *syntax;
    struct ewc_buf *out;
};

/* A start tag while it is being written. */
struct tag {
    struct binding bindings[MAX_BINDINGS];
    unsigned count;
    const struct binding *scope; /* what is in force inside of the element */
};

static const char *prefix_of(const struct writer *w, enum ns ns, bool in_header)
{
    const struct prefixes *prefixes = &w->syntax->prefixes;

    switch (ns) {
    case NS_SOAP:
        return prefixes->soap;
    case NS_TYPES:
        return in_header && prefixes->header_types ? prefixes->header_types : prefixes->types;
    case NS_MESSAGES:
        /* Needs a prefix to leave undeclared. */
        return breaks(w->server, DEFECT_UNBOUND_PREFIX) ? "m" : prefixes->messages;
    case NS_ERRORS:
        return prefixes->errors;
    case NS_SOAP12:
        return "env";
    case NS_OTHER:
        return "o";
    case NS_TYPES_OTHERWISE:
        return "d";
    default:
        return "";
    }
}

/* Attributes, and names in content, cannot use a default namespace; their prefixes never change. */
static const char *fixed_prefix(enum ns ns)
{
    static const char *const prefixes[NS_COUNT] = {
        [NS_SOAP] = "s",  [NS_TYPES] = "a",           [NS_MESSAGES] = "mm", [NS_ERRORS] = "ee",
        [NS_XML] = "xml", [NS_XSI] = "xsi",           [NS_XSD] = "xsd",     [NS_SOAP12] = "env",
        [NS_OTHER] = "o", [NS_TYPES_OTHERWISE] = "d",
    };

    return prefixes[ns] ? prefixes[ns] : "";
}

static const char *in_force(const struct tag *tag, const char *prefix)
{
    for (const struct binding *b = tag->scope; b; b = b->outer) {
        if (strcmp(b->prefix, prefix) == 0)
            return b->uri;
    }
    return *prefix ? NULL : "";
}

static void declare(struct tag *tag, const char *prefix, const char *uri, bool always)
{
    const char *now = in_force(tag, prefix);

    if ((now && strcmp(now, uri) == 0 && !always) || tag->count == MAX_BINDINGS ||
        strcmp(prefix, "xml") == 0)
        return;
    for (unsigned i = 0; i < tag->count; i++) {
        if (strcmp(tag->bindings[i].prefix, prefix) == 0)
            return;
    }
    tag->bindings[tag->count] = (struct binding){prefix, uri, tag->scope};
    tag->scope = &tag->bindings[tag->count++];
}

static void declare_all(struct writer *w, struct tag *tag, bool always)
{
    static const enum ns all[] = {NS_SOAP, NS_TYPES, NS_MESSAGES, NS_ERRORS};

    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
        declare(tag, prefix_of(w, all[i], false), ref_ns_spoken(w->server, all[i]), always);
}

static void declare_needed(struct writer *w, struct tag *tag, const struct elem *elem, const char *prefix)
{
    bool unbound = breaks(w->server, DEFECT_UNBOUND_PREFIX) && elem->ns == NS_MESSAGES;

    if (!unbound)
        declare(tag, prefix, ref_ns_spoken(w->server, elem->ns), false);
    if (elem->text_ns != NS_NONE)
        declare(tag, fixed_prefix(elem->text_ns), ref_ns_spoken(w->server, elem->text_ns), false);
    for (const struct attr *attr = elem->attrs; attr; attr = attr->next) {
        if (attr->ns != NS_NONE)
            declare(tag, fixed_prefix(attr->ns), ref_ns_spoken(w->server, attr->ns), false);
        if (attr->value_ns != NS_NONE)
            declare(tag, fixed_prefix(attr->value_ns), ref_ns_spoken(w->server, attr->value_ns), false);
    }
}

/* ---- text ------------------------------------------------------------------------------------- */

static void write_references(struct ewc_buf *out, const char *text)
{
    uint32_t c;

    while ((c = ref_utf8_next(&text)) != 0)
        ewc_buf_printf(out, "&#x%X;", (unsigned)c);
}

static void write_cdata(struct ewc_buf *out, const char *text)
{
    if (strchr(text, '\r')) { /* would be read as a line feed */
        ewc_xml_escape(out, ewc_str(text));
        return;
    }
    ewc_buf_text(out, "<![CDATA[");
    for (const char *end = strstr(text, "]]>"); end; end = strstr(text, "]]>")) {
        ewc_buf_add(out, text, (size_t)(end - text) + 2);
        ewc_buf_text(out, "]]><![CDATA[");
        text = end + 2;
    }
    ewc_buf_text(out, text);
    ewc_buf_text(out, "]]>");
}

static void write_commented(struct ewc_buf *out, const char *text)
{
    size_t half = ref_utf8_length(text) / 2;
    const char *middle = text;

    while (half--)
        ref_utf8_next(&middle);
    ewc_xml_escape(out, (struct ewc_str){text, (size_t)(middle - text)});
    ewc_buf_text(out, "<!-- <&]]> - -->");
    ewc_xml_escape(out, ewc_str(middle));
}

/* As servers do that forget to escape one character. */
static void write_unescaped(struct ewc_buf *out, const char *text, char kept)
{
    for (; *text; text++) {
        if (*text == kept)
            ewc_buf_byte(out, kept);
        else if (strchr("&<>", *text))
            ewc_xml_escape(out, (struct ewc_str){text, 1});
        else
            ewc_buf_byte(out, *text);
    }
}

static void write_text(struct writer *w, const struct elem *elem)
{
    const char *text = elem->text ? elem->text : "";

    if (elem->text_ns != NS_NONE)
        ewc_buf_printf(w->out, "%s:", fixed_prefix(elem->text_ns));
    if (elem->user_text && breaks(w->server, DEFECT_AMPERSAND_UNESCAPED))
        write_unescaped(w->out, text, '&');
    else if (elem->user_text && breaks(w->server, DEFECT_LESS_THAN_UNESCAPED))
        write_unescaped(w->out, text, '<');
    else if (w->syntax->text == TEXT_CDATA)
        write_cdata(w->out, text);
    else if (w->syntax->text == TEXT_REFERENCES)
        write_references(w->out, text);
    else if (w->syntax->text == TEXT_COMMENTED)
        write_commented(w->out, text);
    else
        ewc_xml_escape(w->out, ewc_str(text));
}

/* ---- tags ------------------------------------------------------------------------------------- */

static void write_qualified(struct ewc_buf *out, const char *prefix, const char *name)
{
    if (*prefix)
        ewc_buf_printf(out, "%s:", prefix);
    ewc_buf_text(out, name);
}

static void begin_value(struct writer *w)
{
    ewc_buf_text(w->out, w->syntax->spaced ? " =\n " : "=");
    ewc_buf_byte(w->out, w->syntax->quote);
}

static void write_declarations(struct writer *w, const struct tag *tag)
{
    for (unsigned i = 0; i < tag->count; i++) {
        ewc_buf_text(w->out, *tag->bindings[i].prefix ? " xmlns:" : " xmlns");
        ewc_buf_text(w->out, tag->bindings[i].prefix);
        begin_value(w);
        ewc_xml_escape(w->out, ewc_str(tag->bindings[i].uri));
        ewc_buf_byte(w->out, w->syntax->quote);
    }
}

static void write_attribute(struct writer *w, const struct attr *attr)
{
    ewc_buf_byte(w->out, ' ');
    write_qualified(w->out, fixed_prefix(attr->ns), attr->name);
    begin_value(w);
    if (attr->value_ns != NS_NONE)
        ewc_buf_printf(w->out, "%s:", fixed_prefix(attr->value_ns));
    ewc_xml_escape(w->out, ewc_str(attr->value));
    ewc_buf_byte(w->out, w->syntax->quote);
}

static void write_attributes(struct writer *w, const struct attr *attr)
{
    if (!attr)
        return;
    if (!w->syntax->reversed)
        write_attribute(w, attr);
    write_attributes(w, attr->next);
    if (w->syntax->reversed)
        write_attribute(w, attr);
}

static void break_line(struct writer *w, unsigned depth)
{
    if (!w->syntax->newline)
        return;
    ewc_buf_text(w->out, w->syntax->newline);
    while (depth--)
        ewc_buf_text(w->out, w->syntax->indent);
}

/* The start tag; false when it is the whole element. */
static bool write_start(struct writer *w, const struct elem *elem, struct tag *tag, const char *prefix,
                        bool is_root)
{
    bool empty = !elem->first && !(elem->text && (*elem->text || elem->text_ns));

    if (w->syntax->declaring == DECLARE_EVERYWHERE || (w->syntax->declaring == DECLARE_ON_ROOT && is_root))
        declare_all(w, tag, w->syntax->declaring == DECLARE_EVERYWHERE);
    declare_needed(w, tag, elem, prefix);
    ewc_buf_byte(w->out, '<');
    write_qualified(w->out, prefix, elem->name);
    if (!w->syntax->reversed)
        write_declarations(w, tag);
    write_attributes(w, elem->attrs);
    if (w->syntax->reversed)
        write_declarations(w, tag);
    if (w->syntax->spaced)
        ewc_buf_text(w->out, "\n ");
    ewc_buf_text(w->out, empty && !w->syntax->end_tags ? "/>" : ">");
    return !empty || w->syntax->end_tags;
}

static void write_elem(struct writer *w, const struct elem *elem, const struct binding *scope,
                       unsigned depth, bool in_header)
{
    struct tag tag = {.scope = scope};
    const char *prefix = prefix_of(w, elem->ns, in_header);

    if (!write_start(w, elem, &tag, prefix, depth == 0))
        return;
    if (elem->text)
        write_text(w, elem);
    for (const struct elem *child = elem->first; child; child = child->next) {
        break_line(w, depth + 1);
        if (w->syntax->comments)
            ewc_buf_printf(w->out, "<!-- before %s -->", child->name);
        write_elem(w, child, tag.scope, depth + 1, in_header || strcmp(elem->name, "Header") == 0);
    }
    if (elem->first)
        break_line(w, depth);
    if (w->syntax->comments && elem->first)
        ewc_buf_text(w->out, "<!-- <end/> &c. -->");
    ewc_buf_text(w->out, "</");
    write_qualified(w->out, prefix, elem->name);
    ewc_buf_text(w->out, w->syntax->spaced ? " >" : ">");
}

void ref_write(const struct ewc_refserver *server, const struct elem *root, struct ewc_buf *out)
{
    struct writer w = {server, syntaxes, out};

    while (w.syntax->variant != VARIANT_NONE && !varies(server, w.syntax->variant))
        w.syntax++;
    if (w.syntax->comments)
        ewc_buf_text(out, "<!-- before -->");
    write_elem(&w, root, NULL, 0, false);
    if (w.syntax->comments)
        ewc_buf_text(out, "<!-- after -->");
}
