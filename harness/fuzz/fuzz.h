/* What the fuzz targets share: one way in, the product's own files, and a folder for what is read from a path. */
#ifndef EWC_FUZZ_H
#define EWC_FUZZ_H

#include "base/base.h"
#include "http/http.h"
#include "xml/xml.h"

/* libFuzzer's way in; replay.c calls it with the files of a corpus. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The libraries, once. */
void fuzz_open(void);
/* Ends the process as a finding when something does not hold that should. */
void fuzz_require(bool holds, const char *what);
/* A schema of the product ("cases/case.xsd"), or the end. */
struct ewc_schema *fuzz_schema(const char *name);
/* A file of this process with these bytes; `name` may be one of few, and the path lives until the next call with it. */
const char *fuzz_file(const char *name, const void *data, size_t size);
/* A path in this process's folder, where nothing is yet. */
const char *fuzz_path(const char *name);

/* An answer of a server. The input is what a server might send:
 *
 *   HTTP/1.1 200 3          the number picks a step of judge.xml; a "d" behind it the documentation's namespaces
 *   Content-Type: text/xml
 *
 *   <body>
 *
 * Lines end with LF. An input that does not begin with "HTTP/" is a body alone. */
struct fuzz_answer {
    const struct ewc_http_exchange *exchange;
    unsigned step;
    bool documentation_namespaces;
};

/* In the password and the token of the client that heard it; must be in no header of an exchange. */
#define FUZZ_SECRET "correct-horse-battery"

/* Through the callbacks that libcurl would call. false: a limit of the transfer was reached. */
bool fuzz_listen(const uint8_t *data, size_t size, struct ewc_arena *arena, struct fuzz_answer *out);

#endif
