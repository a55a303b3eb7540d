/* What a run that was killed left: made whole enough to be read. See result.h for how it is written: the run, then the
 * cases in the order in which they ended, each in one piece; pieces of several threads may have gaps between them. */
#include "archive/archive.h"

#include <stdio.h>
#include <string.h>

#include "archive/internal.h"

#define CASE "<case "
#define CASE_END "</case>\n"
#define RUN_END "</run>\n"

/* ---- which files are such ------------------------------------------------------------------------------------------ */

enum { HEAD_BYTES = 200, TAIL_BYTES = 64 };

static bool looks_partial(struct ewc_str head, struct ewc_str tail)
{
    return ewc_str_find(head, "<results xmlns=\"" EWC_NS_RESULTS "\" complete=\"no\">\n", 0) < head.len &&
           ewc_str_find(tail, "</results>", 0) >= tail.len;
}

bool is_partial(struct ewc_str bytes)
{
    size_t head = bytes.len < HEAD_BYTES ? bytes.len : HEAD_BYTES;
    size_t tail = bytes.len < TAIL_BYTES ? bytes.len : TAIL_BYTES;

    return looks_partial((struct ewc_str){bytes.ptr, head}, (struct ewc_str){bytes.ptr + (bytes.len - tail), tail});
}

bool ewc_archive_is_partial(const char *path)
{
    char head[HEAD_BYTES] = "", tail[TAIL_BYTES] = "";
    FILE *f = fopen(path, "re");
    size_t head_len = 0, tail_len = 0;

    if (f) {
        head_len = fread(head, 1, sizeof(head), f);
        if (fseek(f, -(long)sizeof(tail), SEEK_END) != 0)
            rewind(f);
        tail_len = fread(tail, 1, sizeof(tail), f);
        fclose(f);
    }
    return looks_partial((struct ewc_str){head, head_len}, (struct ewc_str){tail, tail_len});
}

/* ---- its parts ------------------------------------------------------------------------------------------------------ */

static struct ewc_str part(struct ewc_str bytes, size_t from, size_t to)
{
    return (struct ewc_str){bytes.ptr + from, to - from};
}

/* The next case that is whole, from *at on; *at is behind it. Each part is looked at a few times only, whatever the file
 * holds. */
static bool next_case(struct ewc_str bytes, size_t *at, struct ewc_str *out)
{
    size_t end = 0;

    for (;;) {
        size_t start = ewc_str_find(bytes, CASE, *at);
        size_t another;

        if (start >= bytes.len)
            return false;
        if (end <= start)
            end = ewc_str_find(bytes, CASE_END, start);
        if (end >= bytes.len)
            return false;
        *out = part(bytes, start, end + strlen(CASE_END));
        another = ewc_str_find(*out, "\n" CASE, 0); /* this one was cut */
        if (another >= out->len && !memchr(out->ptr, '\0', out->len)) {
            *at = end + strlen(CASE_END);
            return true;
        }
        *at = start + (another < out->len ? another + 1 : strlen(CASE));
    }
}

/* The value of an attribute of the case, as it is written. */
static struct ewc_str attribute(struct ewc_str c, const char *name)
{
    size_t from = ewc_str_find(c, name, 0);
    struct ewc_str rest;

    if (from >= c.len)
        return (struct ewc_str){"", 0};
    rest = part(c, from + strlen(name), c.len);
    from = ewc_str_find(rest, "\"", 0);
    rest.len = from < rest.len ? from : 0;
    return rest;
}

static void put_case_of_suite(struct ewc_buf *out, struct ewc_str c)
{
    struct ewc_str file = attribute(c, " file=\"");
    char path[4096], suite[4096];

    if (file.len >= sizeof(path)) /* cut, it might end in half an entity */
        file.len = 0;
    memcpy(path, file.ptr, file.len);
    path[file.len] = '\0';
    ewc_suite_name(path, suite, sizeof(suite)); /* escaped as the file name was */
    ewc_buf_printf(out, "<suite name=\"%s\">\n", suite);
    ewc_buf_str(out, c);
    ewc_buf_text(out, "</suite>\n");
}

static unsigned count_whole(struct ewc_str bytes, size_t at)
{
    struct ewc_str c;
    unsigned count = 0;

    while (next_case(bytes, &at, &c))
        count++;
    return count;
}

bool repair(struct ewc_str bytes, struct ewc_buf *out)
{
    size_t run = ewc_str_find(bytes, "<run ", 0);
    size_t run_end = run < bytes.len ? ewc_str_find(bytes, RUN_END, run) : bytes.len;
    size_t at = run_end < bytes.len ? ewc_str_find(bytes, "/>\n", run_end) : bytes.len;
    struct ewc_str planned, c;

    if (at >= bytes.len)
        return false; /* killed before it began */
    planned = attribute(part(bytes, run_end, at), " planned=\"");
    ewc_buf_text(out, "<results xmlns=\"" EWC_NS_RESULTS "\" complete=\"no\">\n");
    ewc_buf_str(out, part(bytes, run, run_end));
    ewc_buf_printf(out,
                   "<problem kind=\"error\">The run did not end: it was killed, or it crashed. %u of its %.*s cases had ended, "
                   "and what it found about the server as a whole is lost.</problem>\n" RUN_END,
                   count_whole(bytes, at), (int)planned.len, planned.ptr);
    ewc_buf_printf(out, "<summary planned=\"%.*s\"/>\n", (int)planned.len, planned.ptr);
    while (next_case(bytes, &at, &c))
        put_case_of_suite(out, c);
    ewc_buf_text(out, "</results>\n");
    return true;
}
