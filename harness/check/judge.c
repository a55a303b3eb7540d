#include "check/judge.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { MAX_PATH_BYTES = 4096, MAX_EDIT_BYTES = 64 };

struct ewc_judge {
    const char *const *folders;
    struct ewc_sheet *rules; /* default.xsl */
    struct ewc_sheet **sheets;
    size_t count, capacity;
};

const char *sheet_name(const struct ewc_sheet *sheet)
{
    const char *path = ewc_sheet_path(sheet);
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

const struct ewc_sheet *default_sheet(const struct ewc_judge *judge)
{
    return judge->rules;
}

static bool is_file(const char *path)
{
    struct stat info;

    return stat(path, &info) == 0 && !S_ISDIR(info.st_mode);
}

/* A file's folder, as the first bytes of a text. */
static const char *folder_of(const char *file)
{
    return strchr(file, '/') ? file : ".";
}

static int folder_bytes(const char *file)
{
    const char *slash = strrchr(file, '/');

    return slash ? (int)(slash - file) : 1;
}

/* Beside the case file first, then in the folders. */
static bool find_file(const struct ewc_judge *judge, const char *case_file, const char *with,
                      char path[static MAX_PATH_BYTES])
{
    const char *const *folder;

    snprintf(path, MAX_PATH_BYTES, "%.*s/%s", folder_bytes(case_file), folder_of(case_file), with);
    if (is_file(path))
        return true;
    for (folder = judge->folders; *folder; folder++) {
        snprintf(path, MAX_PATH_BYTES, "%s/%s", *folder, with);
        if (is_file(path))
            return true;
    }
    return false;
}

static struct ewc_sheet *loaded(const struct ewc_judge *judge, const char *path)
{
    size_t i;

    for (i = 0; i < judge->count; i++)
        if (strcmp(ewc_sheet_path(judge->sheets[i]), path) == 0)
            return judge->sheets[i];
    return NULL;
}

static bool make_room(struct ewc_judge *judge)
{
    size_t capacity = judge->capacity ? judge->capacity * 2 : 16;
    struct ewc_sheet **sheets;

    if (judge->count < judge->capacity)
        return true;
    sheets = realloc(judge->sheets, capacity * sizeof(struct ewc_sheet *));
    if (!sheets)
        return false;
    judge->sheets = sheets;
    judge->capacity = capacity;
    return true;
}

enum ewc_status ewc_judge_create(const char *const *folders, struct ewc_judge **out_judge,
                                 struct ewc_err *err)
{
    struct ewc_judge *judge = calloc(1, sizeof(*judge));
    char path[MAX_PATH_BYTES];
    const char *last = NULL;
    const char *const *folder;
    enum ewc_status st;

    if (!judge)
        return ewc_err_set(err, EWC_ENOMEM, EWC_NOWHERE, "memory ran out");
    judge->folders = folders;
    for (folder = folders; *folder; folder++)
        last = *folder;
    snprintf(path, sizeof(path), "%s/default.xsl", last);
    st = ewc_sheet_load(path, &judge->rules, err);
    if (st != EWC_OK) {
        ewc_judge_destroy(judge);
        return st;
    }
    *out_judge = judge;
    return EWC_OK;
}

void ewc_judge_destroy(struct ewc_judge *judge)
{
    size_t i;

    if (!judge)
        return;
    for (i = 0; i < judge->count; i++)
        ewc_sheet_free(judge->sheets[i]);
    free(judge->sheets);
    ewc_sheet_free(judge->rules);
    free(judge);
}

/* A misspelt parameter would silently keep its default: it is refused. */
static enum ewc_status check_params(const struct ewc_sheet *sheet, const struct ewc_case_check *check,
                                    struct ewc_err *err)
{
    enum ewc_status st = EWC_OK;
    unsigned i;

    for (i = 0; i < check->param_count; i++) {
        const char *nearest;

        if (ewc_sheet_has_param(sheet, check->params[i].name))
            continue;
        nearest = ewc_sheet_nearest_param(sheet, check->params[i].name);
        st = ewc_err_set(err, EWC_ECASE, check->at, "the stylesheet %s has no parameter \"%s\"", check->with,
                         check->params[i].name);
        if (nearest)
            ewc_err_hint(err, "did you mean \"%s\"?", nearest);
    }
    return st;
}

/* A stylesheet's name that is near to one that is not there. */
struct near {
    const char *wanted;
    char name[MAX_EDIT_BYTES + 1]; /* "": none is */
    unsigned distance;
};

static void look_for_near(struct near *n, const char *folder)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;

    while (dir && (entry = readdir(dir))) {
        size_t len = strlen(entry->d_name);
        unsigned distance = ewc_edit_distance(n->wanted, entry->d_name);

        if (len > MAX_EDIT_BYTES || distance > n->distance || len < 4 || strcmp(entry->d_name + len - 4, ".xsl") != 0 ||
            (distance == n->distance && *n->name && strcmp(n->name, entry->d_name) <= 0))
            continue;
        n->distance = distance;
        memcpy(n->name, entry->d_name, len + 1);
    }
    if (dir)
        closedir(dir);
}

static enum ewc_status tell_missing(const struct ewc_judge *judge, const struct ewc_case *c,
                                    const struct ewc_case_check *check, struct ewc_err *err)
{
    struct near near = {.wanted = check->with, .distance = (unsigned)strlen(check->with) / 3};
    const char *const *folder;
    char list[400] = "";
    size_t used = 0;

    snprintf(list, sizeof(list), "%.*s", folder_bytes(c->file), folder_of(c->file));
    look_for_near(&near, list);
    for (folder = judge->folders; *folder; folder++) {
        look_for_near(&near, *folder);
        if (used < sizeof(list))
            used += (size_t)snprintf(list + used, sizeof(list) - used, "%s%s", used ? " and " : "", *folder);
    }
    ewc_err_set(err, EWC_ECASE, check->at, "there is no stylesheet \"%s\"", check->with);
    ewc_err_hint(err, "%s%s%sit is looked for beside the case file and in %s", *near.name ? "did you mean \"" : "", near.name,
                 *near.name ? "\"? " : "", list);
    return EWC_ECASE;
}

static enum ewc_status prepare_check(struct ewc_judge *judge, const struct ewc_case *c,
                                     const struct ewc_case_check *check, struct ewc_err *err)
{
    char path[MAX_PATH_BYTES];
    struct ewc_sheet *sheet;
    enum ewc_status st;

    if (!find_file(judge, c->file, check->with, path))
        return tell_missing(judge, c, check, err);
    sheet = loaded(judge, path);
    if (!sheet) {
        if (!make_room(judge))
            return ewc_err_set(err, EWC_ENOMEM, check->at, "memory ran out");
        st = ewc_sheet_load(path, &sheet, err);
        if (st != EWC_OK)
            return st;
        judge->sheets[judge->count++] = sheet;
    }
    return check_params(sheet, check, err);
}

enum ewc_status ewc_judge_prepare(struct ewc_judge *judge, const struct ewc_case *c, struct ewc_err *err)
{
    enum ewc_status first = EWC_OK;
    unsigned i, k;

    for (i = 0; i < c->step_count; i++)
        for (k = 0; k < c->steps[i].check_count; k++) {
            enum ewc_status st = prepare_check(judge, c, &c->steps[i].checks[k], err);

            if (first == EWC_OK)
                first = st;
        }
    return first;
}

const struct ewc_sheet *find_sheet(const struct ewc_judge *judge, const char *case_file, const char *with)
{
    char path[MAX_PATH_BYTES];

    return find_file(judge, case_file, with, path) ? loaded(judge, path) : NULL;
}
