/* A results.xml of any hands, whole or cut: rendered by stylesheets of the product, in slices and as a whole. */
#include <stdio.h>

#include "fuzz/fuzz.h"
#include "report/report.h"
#include "xslt/xslt.h"

enum { SHEETS = 4 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const NAMES[SHEETS] = {"junit", "tap", "github", "markdown"};
    const char *results[2] = {NULL, NULL};
    char sheet[1024], output[512];
    struct ewc_report reports[2] = {{sheet, output, NULL}, {0}};
    struct ewc_err err = {0};
    enum ewc_status st;

    fuzz_open();
    ewc_xslt_set_library(EWC_FUZZ_ROOT "/xslt");
    snprintf(sheet, sizeof(sheet), "%s/reports/%s.xsl", EWC_FUZZ_ROOT, NAMES[size % SHEETS]);
    results[0] = fuzz_file("fuzz.xml", data, size);
    snprintf(output, sizeof(output), "%s", fuzz_path("report"));
    st = ewc_report_write(results, reports, &err);
    fuzz_require(st == EWC_OK || (err.status == st && err.message[0]), "an error has a message");
    return 0;
}
