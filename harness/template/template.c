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
enum place { IN_TEXT, IN_TAG, IN_CDATA, IN_COMMENT };

static bool at(struct compiler *c, size_t i, const char *mark)
{
    size_t len = strlen(mark);

    return c->text.len - i >= len && memcmp(c->text.ptr + i, mark, len) == 0;
}

static enum place next_place(struct compiler *c, enum place place, size_t i)
{
    switch (place) {
    case IN_TEXT:
        if (at(c, i, "<![CDATA["))
            return IN_CDATA;
        if (at(c, i, "<!--"))
            return IN_COMMENT;
        return c->text.ptr[i] == '<' ? IN_TAG : IN_TEXT;
    case IN_TAG: /* a serialiser writes ">" in attribute values as "&gt;" */
        return c->text.ptr[i] == '>' ? IN_TEXT : IN_TAG;
    case IN_CDATA:
        return at(c, i, "]]>") ? IN_TEXT : IN_CDATA;
    case IN_COMMENT:
        return at(c, i, "-->") ? IN_TEXT : IN_COMMENT;
    }
    return place;
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

    while (i < c->text.len) {
        if (c->tpl->kind == EWC_TEMPLATE_XML)
            place = next_place(c, place, i);
        if (c->text.ptr[i] != '$' || place == IN_COMMENT) {
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

/* Ends and reopens the section around each "]]>". */
static void escape_cdata(struct ewc_buf *out, struct ewc_str text)
{
    size_t from = 0;
    size_t end;

    while ((end = ewc_str_find(text, "]]>", from)) != SIZE_MAX) {
        ewc_buf_add(out, text.ptr + from, end - from + 2);
        ewc_buf_text(out, "]]><![CDATA[");
        from = end + 2;
    }
    ewc_buf_add(out, text.ptr + from, text.len - from);
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
                           "the value of \"%s\" has %zu characters, more than the %u of \"${%s:%u}\"", p->name,
                           characters, p->width, p->name, p->width);
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
            return ewc_err_set(err, EWC_ECASE, tpl->at,
                               "the variable \"%s\" is absent (the server gave none), and a value is needed here",
                               p->name);
        st = render_value(tpl, p, value, out, err);
        if (st != EWC_OK)
            return st;
    }
    return ewc_buf_check(out, "the rendered text", err);
}
