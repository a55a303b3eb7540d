/* Inside of `bundle`: a folder that is written into by names that were made safe. */
#ifndef EWC_BUNDLE_PLACE_H
#define EWC_BUNDLE_PLACE_H

#include "bundle/bundle.h"

struct place {
    int folder;       /* descriptor of FOLDER/ID; -1: not open */
    const char *name; /* for messages */
    ewc_redact *redact;
    void *ctx;
};

/* Letters, digits, "-", "_" and "." stay, but for a leading "."; others become "_". At most 100 bytes. */
void make_safe(const char *name, char out[static 101]);
enum ewc_status open_place(const struct ewc_bundle_config *config, const char *id, struct place *out, struct ewc_err *err);
void close_place(struct place *place);
/* Makes a folder inside. */
enum ewc_status make_folder(const struct place *place, const char *name, struct ewc_err *err);
/* Writes a file without secrets; `name` may have one "/". */
enum ewc_status put_file(const struct place *place, const char *name, struct ewc_str bytes, struct ewc_err *err);
enum ewc_status copy_file(const struct place *place, const char *from, const char *name, struct ewc_err *err);
/* Copies the files of a folder whose names end so. */
enum ewc_status copy_folder(const struct place *place, const char *from, const char *ending, const char *to,
                            struct ewc_err *err);

#endif
