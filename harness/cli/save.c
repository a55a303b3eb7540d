/* run --save-evidence DIR: what the stylesheets saw of steps with findings, for `ews-conform try`. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/cli.h"
#include "result/result.h"

bool make_evidence_folder(const char *folder)
{
    if (mkdir(folder, 0777) == 0 || errno == EEXIST)
        return true;
    print_error_text("--save-evidence: the folder %s cannot be made: %s", folder, strerror(errno));
    return false;
}

void save_evidence(const char *folder, const struct ewc_case_result *result)
{
    const struct ewc_record *r;

    for (r = result->records; r; r = r->next) {
        struct ewc_err err = {0};
        struct ewc_buf xml;
        char path[4096];

        if (!r->evidence || (r->verdict != EWC_FAIL && r->verdict != EWC_ERROR && r->verdict != EWC_WARN))
            continue;
        if (snprintf(path, sizeof(path), "%s/%s.%s.xml", folder, result->c->id, r->id) >= (int)sizeof(path))
            continue;
        ewc_buf_init(&xml, 0);
        ewc_xml_write(r->evidence, true, &xml);
        if (xml.failed || ewc_file_write(path, ewc_buf_view(&xml), &err) != EWC_OK)
            print_error_text("--save-evidence: %s cannot be written: %s", path, err.message);
        ewc_buf_finish(&xml);
    }
}
