#include "template/template.h"

#include <string.h>

enum piece_kind { LITERAL, VALUE, CDATA_VALUE, ATTRIBUTE };

struct piece {
    enum piece_kind kind;
    struct ewc_str text; /* LITERAL: bytes; ATTRIBUTE: ` name="`, left out with the value when absent */
    const char *name;
    unsigned width; /* characters; 0: as long as the value */
    struct piece *next;
};

struct ewc_template {
    enum ewc_template_kind kind;
    struct ewc_loc at;
    struct piece *first;
};

/* A compile in progress. */
struct compiler {
    struct ewc_str text;
    struct ewc_template *tpl;
    struct piece **tail;
    struct ewc_arena *arena;
    struct ewc_err *err;
};

static enum ewc_status out_of_memory(struct compiler *c)
{
    return ewc_err_set(c->err, EWC_ENOMEM, c->tpl ? c->tpl->at : EWC_NOWHERE,
                       "the case exceeds its memory limit");
}

static struct piece *add_piece(struct compiler *c, enum piece_kind kind)
{
    struct piece *p = ewc_arena_alloc(c->arena, sizeof(*p));

    if (!p)
        return NULL;
    p->kind = kind;
    *c->tail = p;
    c->tail = &p->next;
    return p;
}

static bool add_literal(struct compiler *c, size_t from, size_t to)
{
    struct piece *p;

    if (from == to)
        return true;
    p = add_piece(c, LITERAL);
    if (!p)
        return false;
    p->text.ptr = ewc_arena_strndup(c->arena, c->text.ptr + from, to - from);
    p->text.len = to - from;
    return p->text.ptr != NULL;
}

static bool is_name_byte(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
           byte == '.' || byte == '-' || byte == '_';
}

/* Reads "name}" or "name:N}" at `from` (just after "${"); returns the offset behind the brace. */
static enum ewc_status read_reference(struct compiler *c, size_t from, struct piece *out, size_t *out_end)
{
    size_t end = from;
    size_t close = ewc_str_find(c->text, "}", from);
    struct ewc_str inside;
    uint64_t width = 0;

    if (close == SIZE_MAX)
        return ewc_err_set(c->err, EWC_ECASE, c->tpl->at, "\"${\" is not closed by \"}\"");
    inside = (struct ewc_str){c->text.ptr + from, close - from};
    while (end < close && is_name_byte(c->text.ptr[end]))
        end++;
    if (end == from || (end < close && c->text.ptr[end] != ':')) {
        ewc_err_set(c->err, EWC_ECASE, c->tpl->at, "\"${%.*s}\" is not a variable reference",
                    (int)(inside.len < 60 ? inside.len : 60), inside.ptr);
        ewc_err_hint(c->err, "write ${name} or ${name:LENGTH}; a literal \"${\" is written \"$${\"");
        return EWC_ECASE;
    }
    if (end < close &&
        !ewc_parse_uint((struct ewc_str){c->text.ptr + end + 1, close - end - 1}, 1, 1000000, &width))
        return ewc_err_set(c->err, EWC_ECASE, c->tpl->at,
                           "the length in \"${%.*s}\" must be a number from 1 to 1000000",
                           (int)(inside.len < 60 ? inside.len : 60), inside.ptr);
    out->name = ewc_arena_strndup(c->arena, c->text.ptr + from, end - from);
    out->width = (unsigned)width;
    *out_end = close + 1;
    return out->name ? EWC_OK : out_of_memory(c);
}

/* What kind of place the scanner is in; only XML templates leave IN_TEXT. */
enum place { IN_TEXT, IN_TAG, IN_CDATA, IN_COMMENT, IN_INSTRUCTION };

static bool at(struct compiler *c, size_t i, const char *mark)
{
    size_t len = strlen(mark);

    return c->text.len - i >= len && memcmp(c->text.ptr + i, mark, len) == 0;
}

/* How one place is left for another. A serialiser writes ">" in attribute values as "&gt;". */
static const struct {
    enum place from, to;
    const char *mark;
} MARKS[] = {
    {IN_TEXT, IN_CDATA, "<![CDATA["}, {IN_TEXT, IN_COMMENT, "<!--"},   {IN_TEXT, IN_INSTRUCTION, "<?"},
    {IN_TEXT, IN_TAG, "<"},           {IN_TAG, IN_TEXT, ">"},          {IN_CDATA, IN_TEXT, "]]>"},
    {IN_COMMENT, IN_TEXT, "-->"},     {IN_INSTRUCTION, IN_TEXT, "?>"},
};

/* Length of the mark at `i` that leads to another place; 0 when there is none. */
static size_t change_place(struct compiler *c, size_t i, enum place *place)
{
    size_t k;

    for (k = 0; k < sizeof(MARKS) / sizeof(*MARKS); k++)
        if (MARKS[k].from == *place && at(c, i, MARKS[k].mark)) {
            *place = MARKS[k].to;
            return strlen(MARKS[k].mark);
        }
    return 0;
}

/* The next byte that may begin a mark or a reference. */
static size_t skip_plain(struct compiler *c, size_t i, enum place place)
{
    static const char FIRST[] = {[IN_TEXT] = '<', [IN_TAG] = '>', [IN_CDATA] = ']', [IN_COMMENT] = '-', [IN_INSTRUCTION] = '?'};

    while (i < c->text.len && c->text.ptr[i] != '$' && c->text.ptr[i] != FIRST[place])
        i++;
    return i;
}

/* For `… name="${x}"`: the offset of the white space before the name when the reference that spans
 * from..end is the whole value, else `from`. */
static size_t attribute_start(struct compiler *c, size_t from, size_t end)
{
    size_t i = from;
    char quote;

    if (from < 3 || end >= c->text.len)
        return from;
    quote = c->text.ptr[from - 1];
    if ((quote != '"' && quote != '\'') || c->text.ptr[end] != quote || c->text.ptr[from - 2] != '=')
        return from;
    i = from - 2;
    while (i > 0 && c->text.ptr[i - 1] != ' ' && c->text.ptr[i - 1] != '\n')
        i--;
    if (at(c, i, "xmlns")) /* names would lose their namespace with it */
        return from;
    return i > 0 ? i - 1 : from;
}

static enum ewc_status add_reference(struct compiler *c, enum place place, size_t *from, size_t *i)
{
    struct piece ref = {0};
    struct piece *p;
    size_t end = 0;
    size_t start = *i;
    enum ewc_status st = read_reference(c, *i + 2, &ref, &end);

    if (st != EWC_OK)
        return st;
    if (place == IN_TAG)
        start = attribute_start(c, *i, end);
    if (!add_literal(c, *from, start))
        return out_of_memory(c);
    p = add_piece(c, place == IN_CDATA ? CDATA_VALUE : start != *i ? ATTRIBUTE : VALUE);
    if (!p)
        return out_of_memory(c);
    p->name = ref.name;
    p->width = ref.width;
    if (p->kind == ATTRIBUTE) {
        p->text.len = *i - start;
        p->text.ptr = ewc_arena_strndup(c->arena, c->text.ptr + start, p->text.len);
        if (!p->text.ptr)
            return out_of_memory(c);
        end++; /* the closing quote belongs to the piece */
    }
    *from = *i = end;
    return EWC_OK;
}

static enum ewc_status scan(struct compiler *c)
{
    enum place place = IN_TEXT;
    size_t from = 0;
    size_t i = 0;

    while ((i = skip_plain(c, i, place)) < c->text.len) {
        size_t mark = c->tpl->kind == EWC_TEMPLATE_XML ? change_place(c, i, &place) : 0;

        if (mark) {
            i += mark;
        } else if (c->text.ptr[i] != '$' || place == IN_COMMENT) {
            i++;
        } else if (at(c, i, "$${")) {
            if (!add_literal(c, from, i + 1))
                return out_of_memory(c);
            from = i + 2;
            i += 3;
        } else if (at(c, i, "${")) {
            enum ewc_status st = add_reference(c, place, &from, &i);

            if (st != EWC_OK)
                return st;
        } else {
            i++;
        }
    }
    return add_literal(c, from, c->text.len) ? EWC_OK : out_of_memory(c);
}

enum ewc_status ewc_template_compile(struct ewc_str text, enum ewc_template_kind kind, struct ewc_loc at,
                                     struct ewc_arena *arena, const struct ewc_template **out_template,
                                     struct ewc_err *err)
{
    struct compiler c = {.text = text, .arena = arena, .err = err};
    enum ewc_status st;

    c.tpl = ewc_arena_alloc(arena, sizeof(*c.tpl));
    if (!c.tpl)
        return out_of_memory(&c);
    c.tpl->kind = kind;
    c.tpl->at = at;
    c.tail = &c.tpl->first;
    st = scan(&c);
    if (st == EWC_OK)
        *out_template = c.tpl;
    return st;
}

const char *ewc_template_name(const struct ewc_template *tpl, unsigned i)
{
    const struct piece *p;

    for (p = tpl->first; p; p = p->next)
        if (p->kind != LITERAL && i-- == 0)
            return p->name;
    return NULL;
}

struct ewc_loc ewc_template_loc(const struct ewc_template *tpl)
{
    return tpl->at;
}

/* ---- render ---------------------------------------------------------------------------------- */

static void escape_xml(struct ewc_buf *out, struct ewc_str text)
{
    size_t i;

    for (i = 0; i < text.len; i++) {
        switch (text.ptr[i]) {
        case '&':
            ewc_buf_text(out, "&amp;");
            break;
        case '<':
            ewc_buf_text(out, "&lt;");
            break;
        case '>':
            ewc_buf_text(out, "&gt;");
            break;
        case '"':
            ewc_buf_text(out, "&quot;");
            break;
        case '\'':
            ewc_buf_text(out, "&#39;");
            break;
        case '\r': /* a parser would make a line feed or a space of these */
            ewc_buf_text(out, "&#13;");
            break;
        case '\n':
            ewc_buf_text(out, "&#10;");
            break;
        case '\t':
            ewc_buf_text(out, "&#9;");
            break;
        default:
            ewc_buf_byte(out, text.ptr[i]);
        }
    }
}

/* A value may stand in a CDATA section as it is when no "]]>" can come about, be it with what the template
 * has around it, and no carriage return, which a parser would make a line feed. Else the section ends
 * before the value and begins anew behind it. */
static void escape_cdata(struct ewc_buf *out, struct ewc_str text)
{
    bool plain = text.len > 0 && !strchr("]>", text.ptr[0]) && text.ptr[text.len - 1] != ']' &&
                 ewc_str_find(text, "]]>", 0) == SIZE_MAX && !memchr(text.ptr, '\r', text.len);

    if (plain) {
        ewc_buf_str(out, text);
        return;
    }
    ewc_buf_text(out, "]]>");
    escape_xml(out, text);
    ewc_buf_text(out, "<![CDATA[");
}

/* Length of the character at `p`; 0 when it is not UTF-8, or none that XML 1.0 allows (section 2.2). */
static size_t xml_character(const unsigned char *p, size_t left)
{
    static const uint32_t SMALLEST[] = {0, 0, 0x80, 0x800, 0x10000}; /* else it is overlong */
    size_t len = p[0] < 0x80 ? 1 : p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
    uint32_t c = p[0];
    size_t i;

    if (len > left || (c >= 0x80 && c < 0xC2) || c > 0xF4)
        return 0;
    if (len > 1)
        c &= 0x7Fu >> len;
    for (i = 1; i < len; i++) {
        if ((p[i] & 0xC0) != 0x80)
            return 0;
        c = c << 6 | (p[i] & 0x3Fu);
    }
    if (c < SMALLEST[len] || (c < 0x20 && c != '\t' && c != '\n' && c != '\r'))
        return 0;
    return (c >= 0xD800 && c < 0xE000) || c == 0xFFFE || c == 0xFFFF || c > 0x10FFFF ? 0 : len;
}

static bool is_xml_text(struct ewc_str text)
{
    size_t i = 0;

    while (i < text.len) {
        size_t len = xml_character((const unsigned char *)text.ptr + i, text.len - i);

        if (len == 0)
            return false;
        i += len;
    }
    return true;
}

static size_t count_characters(struct ewc_str text)
{
    size_t n = 0;
    size_t i;

    for (i = 0; i < text.len; i++)
        n += ((unsigned char)text.ptr[i] & 0xC0) != 0x80;
    return n;
}

static void put_value(const struct ewc_template *tpl, const struct piece *p, struct ewc_str value,
                      struct ewc_buf *out)
{
    if (tpl->kind == EWC_TEMPLATE_TEXT)
        ewc_buf_str(out, value);
    else if (p->kind == CDATA_VALUE)
        escape_cdata(out, value);
    else
        escape_xml(out, value);
}

static enum ewc_status render_value(const struct ewc_template *tpl, const struct piece *p,
                                    const char *value, struct ewc_buf *out, struct ewc_err *err)
{
    struct ewc_str text = ewc_str(value);
    size_t characters = p->width ? count_characters(text) : 0;

    if (characters > p->width)
        return ewc_err_set(err, EWC_ECASE, tpl->at,
                           "the value of \"%s\" has %zu characters, more than the %u of \"${%s:%u}\"",
                           p->name, characters, p->width, p->name, p->width);
    if (tpl->kind != EWC_TEMPLATE_TEXT && !is_xml_text(text))
        return ewc_err_set(err, EWC_ECASE, tpl->at,
                           "the value of \"%s\" has a character that XML cannot hold: \"%s\"", p->name,
                           value);
    if (p->kind == ATTRIBUTE)
        ewc_buf_str(out, p->text);
    put_value(tpl, p, text, out);
    for (; characters < p->width; characters++)
        ewc_buf_byte(out, 'x');
    if (p->kind == ATTRIBUTE)
        ewc_buf_byte(out, p->text.ptr[p->text.len - 1]);
    return EWC_OK;
}

enum ewc_status ewc_template_render(const struct ewc_template *tpl, ewc_lookup *lookup, void *ctx,
                                    struct ewc_buf *out, struct ewc_err *err)
{
    const struct piece *p;

    for (p = tpl->first; p; p = p->next) {
        const char *value = "";
        enum ewc_found found;
        enum ewc_status st;

        if (p->kind == LITERAL) {
            ewc_buf_str(out, p->text);
            continue;
        }
        found = lookup(ctx, p->name, &value);
        if (found == EWC_UNKNOWN)
            return ewc_err_set(err, EWC_ECASE, tpl->at, "unknown variable \"%s\"", p->name);
        if (found == EWC_ABSENT && p->kind == ATTRIBUTE)
            continue;
        if (found == EWC_ABSENT)
            return ewc_err_set(
                err, EWC_ECASE, tpl->at,
                "the variable \"%s\" is absent (the server gave none), and a value is needed here",
                p->name);
        st = render_value(tpl, p, value, out, err);
        if (st != EWC_OK)
            return st;
    }
    return ewc_buf_check(out, "the rendered text", err);
}
