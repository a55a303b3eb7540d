#include "report/report.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "xml/xml.h"
#include "xslt/xslt.h"

#define NS_RESULTS "urn:ews-conform:results:1"

static enum ewc_status load(const char *path, struct ewc_xml **out_doc, struct ewc_err *err)
{
    struct ewc_xml_limits limits = {.max_text_bytes = 64 * 1024 * 1024, .max_nodes = 50 * 1000 * 1000};
    struct ewc_xml *doc = NULL;
    struct ewc_buf bytes;
    enum ewc_status st;

    ewc_buf_init(&bytes, 0);
    st = ewc_file_read(path, 0, &bytes, err);
    if (st == EWC_OK)
        st = ewc_xml_parse(ewc_buf_view(&bytes), path, NULL, &limits, &doc, err);
    ewc_buf_finish(&bytes);
    if (st != EWC_OK)
        return st;
    if (!ewc_node_is(ewc_xml_root(doc), NS_RESULTS, "results")) {
        st = ewc_err_set(err, EWC_EXML, (struct ewc_loc){path, 1, 0},
                         "expected <results xmlns=\"%s\">, found <%s>", NS_RESULTS,
                         ewc_node_local(ewc_xml_root(doc)));
        ewc_err_hint(err, "\"ews-conform run --results FILE\" writes such a file");
        ewc_xml_free(doc);
        return st;
    }
    *out_doc = doc;
    return EWC_OK;
}

/* One result stands alone; several become children of <runs>. */
static enum ewc_status load_all(const char *const *paths, struct ewc_xml **out_doc, struct ewc_err *err)
{
    struct ewc_xml *runs = NULL;
    enum ewc_status st = EWC_OK;

    if (!paths[1])
        return load(paths[0], out_doc, err);
    runs = ewc_xml_new(NS_RESULTS, "runs");
    if (!runs)
        return ewc_err_set(err, EWC_ENOMEM, EWC_NOWHERE, "memory ran out");
    for (; *paths && st == EWC_OK; paths++) {
        struct ewc_xml *doc = NULL;

        st = load(*paths, &doc, err);
        if (st == EWC_OK && !ewc_node_copy(ewc_xml_root(runs), ewc_xml_root(doc)))
            st = ewc_err_set(err, EWC_ENOMEM, EWC_NOWHERE, "memory ran out");
        ewc_xml_free(doc);
    }
    if (st == EWC_OK)
        *out_doc = runs;
    else
        ewc_xml_free(runs);
    return st;
}

static enum ewc_status write_out(const char *path, struct ewc_str bytes, struct ewc_err *err)
{
    if (strcmp(path, "-") != 0)
        return ewc_file_write(path, bytes, err);
    if (fwrite(bytes.ptr ? bytes.ptr : "", 1, bytes.len, stdout) != bytes.len || fflush(stdout) != 0)
        return ewc_err_set(err, EWC_EIO, EWC_NOWHERE, "standard output cannot be written: %s",
                           strerror(errno));
    return EWC_OK;
}

/* Each report reads the results anew: a stylesheet may strip white space from its document. */
static enum ewc_status write_one(const char *const *results, const struct ewc_report *report,
                                 struct ewc_err *err)
{
    struct ewc_sheet *sheet = NULL;
    struct ewc_xml *doc = NULL;
    struct ewc_buf out;
    enum ewc_status st;

    ewc_buf_init(&out, 0);
    st = ewc_sheet_load(report->stylesheet, &sheet, err);
    if (st == EWC_OK)
        st = load_all(results, &doc, err);
    if (st == EWC_OK)
        st = ewc_sheet_render(sheet, doc, NULL, &out, err);
    if (st == EWC_OK)
        st = write_out(report->path, ewc_buf_view(&out), err);
    ewc_sheet_free(sheet);
    ewc_xml_free(doc);
    ewc_buf_finish(&out);
    return st;
}

enum ewc_status ewc_report_write(const char *const *results, const struct ewc_report *reports,
                                 struct ewc_err *err)
{
    enum ewc_status first = EWC_OK;

    if (reports->stylesheet && !results[0])
        return ewc_err_set(err, EWC_EUSAGE, EWC_NOWHERE, "there are no results to report on");
    for (; reports->stylesheet; reports++) {
        enum ewc_status st = write_one(results, reports, err); /* the first cause stays in err */

        if (first == EWC_OK)
            first = st;
    }
    return first;
}
