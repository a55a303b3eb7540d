/* gzip: compressed bodies. */
#include "refserver/gzip.h"

#include <zlib.h>

enum { GZIP_WINDOW = 15 + 16 }; /* the largest window, and zlib's way to ask for a gzip header */

bool ref_gzip(struct ewc_buf *out, struct ewc_str bytes)
{
    unsigned char chunk[4096];
    z_stream z = {0};
    int result;

    if (deflateInit2(&z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, GZIP_WINDOW, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return false;
    z.next_in = (unsigned char *)(uintptr_t)bytes.ptr; /* zlib does not write there */
    z.avail_in = (unsigned)bytes.len;
    do {
        z.next_out = chunk;
        z.avail_out = sizeof(chunk);
        result = deflate(&z, Z_FINISH);
        ewc_buf_add(out, chunk, sizeof(chunk) - z.avail_out);
    } while (result == Z_OK && !out->failed);
    deflateEnd(&z);
    return result == Z_STREAM_END && !out->failed;
}

bool ref_gunzip(struct ewc_buf *out, struct ewc_str bytes)
{
    unsigned char chunk[4096];
    z_stream z = {0};
    int result;

    if (inflateInit2(&z, GZIP_WINDOW) != Z_OK)
        return false;
    z.next_in = (unsigned char *)(uintptr_t)bytes.ptr;
    z.avail_in = (unsigned)bytes.len;
    do {
        z.next_out = chunk;
        z.avail_out = sizeof(chunk);
        result = inflate(&z, Z_NO_FLUSH);
        ewc_buf_add(out, chunk, sizeof(chunk) - z.avail_out);
    } while (result == Z_OK && !out->failed && (z.avail_in > 0 || z.avail_out == 0));
    inflateEnd(&z);
    return result == Z_STREAM_END && !out->failed;
}
