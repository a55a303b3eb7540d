/* Paths, folders and ids to case files. */
#include "plan/files.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { MAX_PATH_BYTES = 4096, MAX_FOLDER_DEPTH = 16 };

/* In the order of a file's lines; what is about one line as it was found. */
static const struct ewc_err *next_by_line(const struct ewc_err *all, const struct ewc_err *told)
{
    const struct ewc_err *next = NULL;
    const struct ewc_err *e;
    bool behind = told == NULL; /* in the list */

    for (e = all; e; e = e->next) {
        if ((behind ? !told || e->at.line >= told->at.line : e->at.line > told->at.line) &&
            (!next || e->at.line < next->at.line))
            next = e;
        behind |= e == told;
    }
    return next;
}

void tell(struct finder *f, const struct ewc_err *err)
{
    const struct ewc_err *e = NULL;

    f->broken++;
    while ((e = next_by_line(err, e)))
        f->on_error(f->ctx, e);
}

static void tell_path(struct finder *f, const char *path, const char *message, int code)
{
    struct ewc_err err = {0};

    ewc_err_set(&err, EWC_EIO, (struct ewc_loc){.file = path}, "%s%s%s", message, code ? ": " : "",
                code ? strerror(code) : "");
    tell(f, &err);
}

static void add_file(struct finder *f, const char *path, const struct stat *info)
{
    const char *copy = ewc_arena_strdup(f->arena, path);

    if (f->count == f->capacity) {
        size_t capacity = f->capacity ? f->capacity * 2 : 64;
        struct case_file *files = realloc(f->files, capacity * sizeof(*files));

        if (!files) {
            f->out_of_memory = true;
            return;
        }
        f->files = files;
        f->capacity = capacity;
    }
    if (!copy) {
        f->out_of_memory = true;
        return;
    }
    f->files[f->count] = (struct case_file){copy, f->count, info->st_dev, info->st_ino};
    f->count++;
}

/* ---- folders --------------------------------------------------------------------------------------------
 */

/* A folder on the way down: a link to one of them would lead round in a circle. */
struct ancestor {
    dev_t dev;
    ino_t ino;
    const struct ancestor *above;
    unsigned depth;
};

/* What a walk is for. */
struct visitor {
    void (*visit)(struct finder *f, const char *path, const struct stat *info, void *arg);
    void *arg;
    bool tells; /* of what cannot be looked at */
};

/* What else lies in a suite: "catalog.xml" and "schemas.xml" tell editors where the schemas are. */
static bool is_case_file_name(const char *name)
{
    static const char *const OTHERS[] = {"requirements.xml", "known.xml", "catalog.xml", "schemas.xml"};
    size_t len = strlen(name);
    unsigned i;

    for (i = 0; i < sizeof(OTHERS) / sizeof(*OTHERS); i++)
        if (strcmp(name, OTHERS[i]) == 0)
            return false;
    return len > 4 && strcmp(name + len - 4, ".xml") == 0;
}

static bool is_below_itself(const struct stat *info, const struct ancestor *a)
{
    for (; a; a = a->above)
        if (a->dev == info->st_dev && a->ino == info->st_ino)
            return true;
    return false;
}

static void walk(struct finder *f, const char *folder, const struct ancestor *here,
                 const struct visitor *v);

static void look_at(struct finder *f, const char *path, const char *name, const struct ancestor *here,
                    const struct visitor *v)
{
    struct stat info;
    struct ancestor below;

    if (stat(path, &info) != 0) {
        if (v->tells && is_case_file_name(name))
            tell_path(f, path, "cannot read the case", errno);
        return;
    }
    if (!S_ISDIR(info.st_mode)) {
        if (is_case_file_name(name))
            v->visit(f, path, &info, v->arg);
        return;
    }
    if (strcmp(name, "examples") == 0 || is_below_itself(&info, here))
        return;
    if (here->depth >= MAX_FOLDER_DEPTH) {
        if (v->tells)
            tell_path(f, path, "the folders are nested too deeply", 0);
        return;
    }
    below = (struct ancestor){info.st_dev, info.st_ino, here, here->depth + 1};
    walk(f, path, &below, v);
}

/* Calls for each case file below a folder. "examples" are suites of their own: run by naming them. */
static void walk(struct finder *f, const char *folder, const struct ancestor *here, const struct visitor *v)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;

    if (!dir) {
        if (v->tells)
            tell_path(f, folder, "cannot read the folder", errno);
        return;
    }
    while ((entry = readdir(dir))) {
        char path[MAX_PATH_BYTES];

        if (entry->d_name[0] == '.')
            continue;
        if (snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name) < (int)sizeof(path))
            look_at(f, path, entry->d_name, here, v);
        else if (v->tells)
            tell_path(f, folder, "a path in this folder is too long", 0);
    }
    closedir(dir);
}

static void walk_from(struct finder *f, const char *folder, const struct visitor *v)
{
    struct stat info;
    struct ancestor top = {0};

    if (stat(folder, &info) == 0)
        top = (struct ancestor){.dev = info.st_dev, .ino = info.st_ino};
    walk(f, folder, &top, v);
}

/* ---- ids
 * ------------------------------------------------------------------------------------------------- */

/* A search for an id, and for the id nearest to it. */
struct search {
    const char *id;
    bool found;
    char nearest[128];
    unsigned distance;
};

static void visit_search(struct finder *f, const char *path, const struct stat *info, void *arg)
{
    struct search *s = arg;
    const char *name = strrchr(path, '/') + 1;
    char id[sizeof(s->nearest)] = "";
    unsigned distance;

    snprintf(id, sizeof(id), "%.*s", (int)(strlen(name) - 4), name);
    if (strcmp(id, s->id) == 0) {
        add_file(f, path, info);
        s->found = true;
        return;
    }
    distance = ewc_edit_distance(id, s->id);
    if (distance < s->distance || (distance == s->distance && *s->nearest && strcmp(id, s->nearest) < 0)) {
        s->distance = distance;
        memcpy(s->nearest, id, sizeof(id));
    }
}

static void add_id(struct finder *f, const char *id)
{
    struct search s = {.id = id, .distance = (unsigned)strlen(id) / 2 + 1};
    struct visitor v = {visit_search, &s, false};
    struct ewc_err err = {0};

    walk_from(f, f->options->suite_folder, &v);
    if (s.found)
        return;
    ewc_err_set(&err, EWC_EUSAGE, EWC_NOWHERE, "\"%s\" is no file, no folder and no case of %s", id,
                f->options->suite_folder);
    if (*s.nearest)
        ewc_err_hint(&err, "did you mean \"%s\"? \"ews-conform list\" prints all", s.nearest);
    else
        ewc_err_hint(&err, "\"ews-conform list\" prints all cases");
    tell(f, &err);
}

/* ---- paths
 * ----------------------------------------------------------------------------------------------- */

static void visit_add(struct finder *f, const char *path, const struct stat *info, void *arg)
{
    (void)arg;
    add_file(f, path, info);
}

static void add_folder(struct finder *f, const char *path)
{
    struct visitor v = {visit_add, NULL, true};
    size_t before = f->count;
    unsigned broken = f->broken;
    struct ewc_err err = {0};

    walk_from(f, path, &v);
    if (f->count > before || f->broken > broken)
        return;
    ewc_err_set(&err, EWC_EUSAGE, (struct ewc_loc){.file = path},
                "there is no case file (*.xml) in this folder");
    tell(f, &err);
}

static void strip_slashes(char *path)
{
    size_t len = strlen(path);

    while (len > 1 && path[len - 1] == '/')
        path[--len] = '\0';
}

/* A path as it is; else inside of the suite's folder; else there with ".xml", as the console names cases; else a path
 * without its ".xml", as "new" takes it. */
static bool find_path(const struct finder *f, const char *given, char path[static MAX_PATH_BYTES],
                      struct stat *info)
{
    const char *suite = f->options->suite_folder;
    const char *const forms[][3] = {{"", "", ""}, {suite, "/", ""}, {suite, "/", ".xml"}, {"", "", ".xml"}};
    size_t count = sizeof(forms) / sizeof(*forms) - (strchr(given, '/') ? 0 : 1); /* a word alone is an id */
    size_t i;

    for (i = 0; *given && i < count; i++) {
        int len = snprintf(path, MAX_PATH_BYTES, "%s%s%s%s", forms[i][0], forms[i][1], given, forms[i][2]);

        if (len < MAX_PATH_BYTES && stat(path, info) == 0)
            return true;
    }
    return false;
}

static void add_path(struct finder *f, const char *given)
{
    char path[MAX_PATH_BYTES];
    struct stat info;

    if (!find_path(f, given, path, &info)) {
        add_id(f, given);
        return;
    }
    strip_slashes(path);
    if (S_ISDIR(info.st_mode))
        add_folder(f, path);
    else
        add_file(f, path, &info);
}

/* ---- the list
 * -------------------------------------------------------------------------------------------- */

static int by_path(const void *a, const void *b)
{
    return strcmp(((const struct case_file *)a)->path, ((const struct case_file *)b)->path);
}

static int by_file(const void *a, const void *b)
{
    const struct case_file *x = a;
    const struct case_file *y = b;

    if (x->dev != y->dev)
        return x->dev < y->dev ? -1 : 1;
    if (x->ino != y->ino)
        return x->ino < y->ino ? -1 : 1;
    return (x->order > y->order) - (x->order < y->order);
}

/* Sorted by path, each file once (as it was named first). */
static void sort_files(struct finder *f)
{
    size_t i, kept = 0;

    if (f->count == 0)
        return;
    qsort(f->files, f->count, sizeof(*f->files), by_file);
    for (i = 1; i < f->count; i++)
        if (f->files[kept].dev != f->files[i].dev || f->files[kept].ino != f->files[i].ino)
            f->files[++kept] = f->files[i];
    f->count = kept + 1;
    qsort(f->files, f->count, sizeof(*f->files), by_path);
}

void find_files(struct finder *f)
{
    const char *const *path = f->options->paths;

    if (!path || !*path)
        add_path(f, f->options->suite_folder);
    for (; path && *path; path++)
        add_path(f, *path);
    sort_files(f);
}
