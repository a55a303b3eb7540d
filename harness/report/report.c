#include "report/report.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "report/pieces.h"
#include "xml/xml.h"
#include "xslt/xslt.h"

static enum ewc_status load(const char *path, struct ewc_xml **out_doc, struct ewc_err *err)
{
    struct ewc_xml_limits limits = {.max_text_bytes = 64u << 20, .max_nodes = 50ul * 1000 * 1000};
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
    if (!ewc_node_is(ewc_xml_root(doc), EWC_NS_RESULTS, "results")) {
        st = ewc_err_set(err, EWC_EXML, (struct ewc_loc){path, 1, 0},
                         "expected <results xmlns=\"%s\">, found <%s>", EWC_NS_RESULTS,
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
    runs = ewc_xml_new(EWC_NS_RESULTS, "runs");
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
static enum ewc_status write_whole(const struct ewc_sheet *sheet, const char *const *results, const char *path,
                                   struct ewc_err *err)
{
    struct ewc_xml *doc = NULL;
    struct ewc_buf out;
    enum ewc_status st;

    ewc_buf_init(&out, 0);
    st = load_all(results, &doc, err);
    if (st == EWC_OK)
        st = ewc_sheet_render(sheet, doc, NULL, &out, err);
    if (st == EWC_OK)
        st = write_out(path, ewc_buf_view(&out), err);
    ewc_xml_free(doc);
    ewc_buf_finish(&out);
    return st;
}

/* What was rendered piece by piece goes to its place when all of it is there. */
static enum ewc_status write_pieces(const struct ewc_sheet *sheet, const char *const *results, const char *path,
                                    struct ewc_err *err)
{
    FILE *pieces = tmpfile();
    bool other_layout = !pieces; /* without room for them, memory has to do */
    enum ewc_status st = EWC_OK;

    if (pieces)
        st = render_pieces(sheet, results[0], pieces, &other_layout, err);
    if (st == EWC_OK && !other_layout && fflush(pieces) != 0)
        st = ewc_err_set(err, EWC_EIO, EWC_NOWHERE, "a temporary file for the report cannot be written: %s",
                         strerror(errno));
    if (st == EWC_OK && !other_layout)
        st = ewc_file_write_from(strcmp(path, "-") == 0 ? "/dev/stdout" : path, fileno(pieces), err);
    if (pieces)
        fclose(pieces);
    return st == EWC_OK && other_layout ? write_whole(sheet, results, path, err) : st;
}

static enum ewc_status write_one(const char *const *results, const struct ewc_report *report, struct ewc_err *err)
{
    struct ewc_sheet *loaded = NULL;
    const struct ewc_sheet *sheet = report->sheet;
    enum ewc_status st = EWC_OK;

    if (!sheet) {
        st = ewc_sheet_load(report->stylesheet, &loaded, err);
        sheet = loaded;
    }
    if (st == EWC_OK)
        st = !results[1] && ewc_sheet_has_param(sheet, "part") ? write_pieces(sheet, results, report->path, err)
                                                               : write_whole(sheet, results, report->path, err);
    ewc_sheet_free(loaded);
    return st;
}

enum ewc_status ewc_report_load(struct ewc_report *reports, struct ewc_err *err)
{
    enum ewc_status first = EWC_OK;

    for (; reports->stylesheet; reports++) {
        enum ewc_status st = ewc_sheet_load(reports->stylesheet, &reports->sheet, err);

        if (first == EWC_OK)
            first = st;
    }
    return first;
}

void ewc_report_unload(struct ewc_report *reports)
{
    for (; reports->stylesheet; reports++) {
        ewc_sheet_free(reports->sheet);
        reports->sheet = NULL;
    }
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
