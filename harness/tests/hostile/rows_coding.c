/* Content coding: bombs, lies, and what is cut. */
#include <string.h>
#include <zlib.h>

#include "hostile/row.h"

enum { GZIP = 15 + 16, RAW = -15, PIECE = 1 << 20 };

#define CODING(label, maker, what)                                                                                 \
    {                                                                                                                    \
        .name = label, .meets = "<m:SetImGroup", .make = maker, .exit = 1, .verdict = "fail", .says = what, .mib = 160   \
    }

static void put_head(struct ewc_buf *out, const char *coding)
{
    ewc_buf_text(out, OK_HEAD "Connection: close" CRLF);
    ewc_buf_printf(out, "Content-Encoding: %s" CRLF CRLF, coding);
}

/* `times` times the text, deflated; the window says which form. */
static void put_deflated(struct ewc_buf *out, const char *text, size_t len, unsigned times, int window)
{
    z_stream z = {0};
    unsigned char piece[16384];

    if (deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return;
    for (unsigned i = 0; i <= times; i++) {
        z.next_in = (unsigned char *)(uintptr_t)text;
        z.avail_in = i < times ? (unsigned)len : 0;
        do {
            z.next_out = piece;
            z.avail_out = sizeof(piece);
            (void)deflate(&z, i < times ? Z_NO_FLUSH : Z_FINISH);
            ewc_buf_add(out, piece, sizeof(piece) - z.avail_out);
        } while (z.avail_out == 0);
    }
    (void)deflateEnd(&z);
}

static void put_bomb(struct ewc_buf *out, unsigned mib, int window)
{
    static const char zeros[PIECE];

    put_deflated(out, zeros, sizeof(zeros), mib, window);
}

/* ---- bombs ---------------------------------------------------------------------------------------------------------- */

static void gzip_bomb(struct ewc_buf *out)
{
    put_head(out, "gzip");
    put_bomb(out, 2000, GZIP);
}

static void deflate_bomb(struct ewc_buf *out)
{
    put_head(out, "deflate");
    put_bomb(out, 500, RAW);
}

static void gzip_in_gzip(struct ewc_buf *out)
{
    struct ewc_buf inner;

    ewc_buf_init(&inner, 0);
    put_bomb(&inner, 1000, GZIP);
    put_head(out, "gzip, gzip");
    put_deflated(out, inner.ptr, inner.len, 1, GZIP);
    ewc_buf_finish(&inner);
}

static void many_codings(struct ewc_buf *out)
{
    put_head(out, "gzip, gzip, gzip, gzip, gzip, gzip, gzip, gzip, gzip, gzip, gzip, gzip, gzip, gzip, gzip, gzip");
    put_bomb(out, 1, GZIP);
}

/* Well-formed XML of many elements: what bombs do to parsers. */
static void gzip_of_elements(struct ewc_buf *out)
{
    put_head(out, "gzip");
    put_deflated(out, "<a b='c'/>", 10, 1500000, GZIP);
}

/* Deflated bytes without an end of which nothing comes: empty stored blocks. */
static void gzip_of_nothing(struct ewc_buf *out)
{
    static const char head[] = "\x1F\x8B\x08\0\0\0\0\0\0\x03";
    static const char block[] = "\0\0\0\xFF\xFF";

    put_head(out, "gzip");
    ewc_buf_add(out, head, 10);
    for (unsigned i = 0; i < 8000000; i++)
        ewc_buf_add(out, block, 5);
}

/* ---- lies ----------------------------------------------------------------------------------------------------------- */

static void gzip_that_is_none(struct ewc_buf *out)
{
    put_head(out, "gzip");
    ewc_buf_text(out, GOOD);
}

static void gzip_cut(struct ewc_buf *out)
{
    size_t before;

    put_head(out, "gzip");
    before = out->len;
    put_deflated(out, GOOD, strlen(GOOD), 1, GZIP);
    out->len = before + (out->len - before) / 2;
}

static void gzip_with_wrong_sum(struct ewc_buf *out)
{
    put_head(out, "gzip");
    put_deflated(out, GOOD, strlen(GOOD), 1, GZIP);
    out->ptr[out->len - 6] ^= 0x55;
}

static void gzip_with_more(struct ewc_buf *out)
{
    put_head(out, "gzip");
    put_deflated(out, GOOD, strlen(GOOD), 1, GZIP);
    ewc_buf_text(out, "and more");
}

static void gzip_not_told(struct ewc_buf *out)
{
    ewc_buf_text(out, CLOSING);
    put_deflated(out, GOOD, strlen(GOOD), 1, GZIP);
}

static void unknown_coding(struct ewc_buf *out)
{
    put_head(out, "x-own");
    ewc_buf_text(out, GOOD);
}

const struct row ROWS_CODING[] = {
    CODING("a gzip bomb of 2 GB", gzip_bomb, "--max-body"),
    CODING("a deflate bomb of 500 MB", deflate_bomb, "--max-body"),
    CODING("a gzip bomb in gzip", gzip_in_gzip, "FAIL "),
    CODING("sixteen codings", many_codings, "FAIL "),
    CODING("gzip of very many elements", gzip_of_elements, "FAIL "),
    CODING("40 MB of gzip of which nothing comes", gzip_of_nothing, "--max-transfer"),
    CODING("gzip that is none", gzip_that_is_none, "FAIL "),
    CODING("gzip that is cut", gzip_cut, "FAIL "),
    CODING("gzip with a wrong sum", gzip_with_wrong_sum, "FAIL "),
    CODING("gzip with something behind it", gzip_with_more, "FAIL "),
    CODING("gzip that is not told", gzip_not_told, "FAIL "),
    CODING("a coding that nobody knows", unknown_coding, "FAIL "),
    {0},
};
