#include "plan/plan.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { MAX_PATH_BYTES = 4096, MAX_FOLDER_DEPTH = 16 };

/* A build in progress. */
struct builder {
    const struct ewc_plan_options *options;
    struct ewc_arena *arena;
    void (*on_error)(void *ctx, const struct ewc_err *err);
    void *ctx;
    char **files;
    size_t file_count, file_capacity;
    unsigned broken;
    bool out_of_memory;
};

static void tell(struct builder *b, const struct ewc_err *err)
{
    b->broken++;
    b->on_error(b->ctx, err);
}

static void add_file(struct builder *b, const char *path)
{
    char *copy = ewc_arena_strdup(b->arena, path);

    if (b->file_count == b->file_capacity) {
        size_t capacity = b->file_capacity ? b->file_capacity * 2 : 64;
        char **files = realloc(b->files, capacity * sizeof(*files));

        if (!files) {
            b->out_of_memory = true;
            return;
        }
        b->files = files;
        b->file_capacity = capacity;
    }
    if (copy)
        b->files[b->file_count++] = copy;
    else
        b->out_of_memory = true;
}

static bool is_case_file_name(const char *name)
{
    size_t len = strlen(name);

    return len > 4 && strcmp(name + len - 4, ".xml") == 0 && name[0] != '.' && strcmp(name, "requirements.xml") != 0 &&
           strcmp(name, "known.xml") != 0;
}

/* ---- finding files ---------------------------------------------------------------------------------------- */

/* Calls for each case file below a folder. "examples" are suites of their own: run by naming them. */
static bool walk(struct builder *b, const char *folder, unsigned depth,
                 void (*visit)(struct builder *b, const char *path, void *arg), void *arg)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;

    if (!dir)
        return false;
    while ((entry = readdir(dir))) {
        char path[MAX_PATH_BYTES];
        struct stat info;

        if (entry->d_name[0] == '.')
            continue;
        if (snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name) >= (int)sizeof(path))
            continue;
        if (stat(path, &info) != 0)
            continue;
        if (S_ISDIR(info.st_mode)) {
            if (depth < MAX_FOLDER_DEPTH && strcmp(entry->d_name, "examples") != 0)
                walk(b, path, depth + 1, visit, arg);
        } else if (is_case_file_name(entry->d_name)) {
            visit(b, path, arg);
        }
    }
    closedir(dir);
    return true;
}

static void visit_add(struct builder *b, const char *path, void *arg)
{
    (void)arg;
    add_file(b, path);
}

/* A search for an id, and for the id nearest to it. */
struct search {
    const char *id;
    bool found;
    char nearest[128];
    unsigned distance;
};

static void visit_search(struct builder *b, const char *path, void *arg)
{
    struct search *s = arg;
    const char *name = strrchr(path, '/') + 1;
    char id[128];
    unsigned distance;

    snprintf(id, sizeof(id), "%.*s", (int)(strlen(name) - 4), name);
    if (strcmp(id, s->id) == 0) {
        add_file(b, path);
        s->found = true;
        return;
    }
    distance = ewc_edit_distance(id, s->id);
    if (distance < s->distance) {
        s->distance = distance;
        memcpy(s->nearest, id, sizeof(id));
    }
}

static void add_id(struct builder *b, const char *id)
{
    struct search s = {.id = id, .distance = (unsigned)strlen(id) / 2 + 1};
    struct ewc_err err = {0};

    walk(b, b->options->suite_folder, 0, visit_search, &s);
    if (s.found)
        return;
    ewc_err_set(&err, EWC_EUSAGE, EWC_NOWHERE, "\"%s\" is no file, no folder and no case of %s", id,
                b->options->suite_folder);
    if (*s.nearest)
        ewc_err_hint(&err, "did you mean \"%s\"? \"ews-conform list\" prints all", s.nearest);
    else
        ewc_err_hint(&err, "\"ews-conform list\" prints all cases");
    tell(b, &err);
}

static void strip_slashes(char *path)
{
    size_t len = strlen(path);

    while (len > 1 && path[len - 1] == '/')
        path[--len] = '\0';
}

static void add_path(struct builder *b, const char *given)
{
    char path[MAX_PATH_BYTES];
    struct stat info;
    size_t before = b->file_count;
    struct ewc_err err = {0};

    snprintf(path, sizeof(path), "%s", given);
    strip_slashes(path);
    if (stat(path, &info) != 0) {
        /* a folder of the suite may be named without its path */
        char inside[MAX_PATH_BYTES + 1024];
        bool found;

        snprintf(inside, sizeof(inside), "%s/%s", b->options->suite_folder, path);
        found = stat(inside, &info) == 0;
        if (!found) { /* "rename/rename-once", as the console has it */
            snprintf(inside, sizeof(inside), "%s/%s.xml", b->options->suite_folder, path);
            found = stat(inside, &info) == 0;
        }
        if (found && strlen(inside) < sizeof(path)) {
            memcpy(path, inside, strlen(inside) + 1);
        } else {
            add_id(b, given);
            return;
        }
    }
    if (!S_ISDIR(info.st_mode)) {
        add_file(b, path);
        return;
    }
    if (!walk(b, path, 0, visit_add, NULL))
        ewc_err_set(&err, EWC_EIO, (struct ewc_loc){path, 0, 0}, "cannot read the folder: %s", strerror(errno));
    else if (b->file_count == before)
        ewc_err_set(&err, EWC_EUSAGE, (struct ewc_loc){path, 0, 0}, "there is no case file (*.xml) in this folder");
    if (err.status != EWC_OK)
        tell(b, &err);
}

/* ---- choosing ------------------------------------------------------------------------------------------------- */

static bool has_tag(const struct ewc_case *c, const char *const *tags)
{
    const char *const *t;
    unsigned i;

    for (t = tags; *t; t++)
        for (i = 0; c->tags[i]; i++)
            if (strcmp(c->tags[i], *t) == 0)
                return true;
    return false;
}

static uint32_t hash(const char *seed, const char *text)
{
    uint32_t h = 2166136261u; /* FNV-1a: the same on every machine */

    for (; *seed; seed++)
        h = (h ^ (unsigned char)*seed) * 16777619u;
    for (; *text; text++)
        h = (h ^ (unsigned char)*text) * 16777619u;
    return h;
}

static bool is_chosen(const struct ewc_plan_options *o, const struct ewc_case *c)
{
    if (o->tags && *o->tags && !has_tag(c, o->tags))
        return false;
    if (o->exclude_tags && has_tag(c, o->exclude_tags))
        return false;
    if (o->read_only && !c->read_only)
        return false;
    return !o->shard_count || hash("", c->id) % o->shard_count == o->shard - 1;
}

static int by_path(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Sorted by path, each file once. */
static void sort_files(struct builder *b)
{
    size_t i, kept = 0;

    if (b->file_count == 0)
        return;
    qsort(b->files, b->file_count, sizeof(*b->files), by_path);
    for (i = 1; i < b->file_count; i++)
        if (strcmp(b->files[kept], b->files[i]) != 0)
            b->files[++kept] = b->files[i];
    b->file_count = kept + 1;
}

static int by_id(const void *a, const void *b)
{
    return strcmp((*(const struct ewc_case *const *)a)->id, (*(const struct ewc_case *const *)b)->id);
}

static void check_duplicates(struct builder *b, const struct ewc_plan *plan)
{
    const struct ewc_case **sorted;
    unsigned i;

    if (plan->count < 2)
        return;
    sorted = malloc(plan->count * sizeof(*sorted));
    if (!sorted) {
        b->out_of_memory = true;
        return;
    }
    memcpy(sorted, plan->cases, plan->count * sizeof(*sorted));
    qsort(sorted, plan->count, sizeof(*sorted), by_id);
    for (i = 1; i < plan->count; i++) {
        struct ewc_err err = {0};

        if (strcmp(sorted[i - 1]->id, sorted[i]->id) != 0)
            continue;
        ewc_err_set(&err, EWC_ECASE, sorted[i]->at, "the id \"%s\" is taken by %s", sorted[i]->id,
                    sorted[i - 1]->file);
        ewc_err_hint(&err, "ids are unique in a run: rename one of the two files and its id");
        tell(b, &err);
    }
    free(sorted);
}

/* A comparison key for a random order that depends on the seed only. */
struct shuffled {
    uint32_t key;
    const struct ewc_case *c;
};

static int by_key(const void *a, const void *b)
{
    const struct shuffled *x = a;
    const struct shuffled *y = b;

    return x->key != y->key ? (x->key > y->key) - (x->key < y->key) : strcmp(x->c->id, y->c->id);
}

static void shuffle(struct builder *b, struct ewc_plan *plan)
{
    struct shuffled *items = malloc((plan->count + 1) * sizeof(*items));
    unsigned i;

    if (!items) {
        b->out_of_memory = true;
        return;
    }
    for (i = 0; i < plan->count; i++)
        items[i] = (struct shuffled){hash(b->options->shuffle_seed, plan->cases[i]->id), plan->cases[i]};
    qsort(items, plan->count, sizeof(*items), by_key);
    for (i = 0; i < plan->count; i++)
        plan->cases[i] = items[i].c;
    free(items);
}

static void load_all(struct builder *b, struct ewc_plan *plan)
{
    const struct ewc_plan_options *o = b->options;
    size_t i;

    for (i = 0; i < b->file_count; i++) {
        const struct ewc_case *c = NULL;
        struct ewc_err err = {0};
        enum ewc_status st = ewc_case_load(b->files[i], o->schema, b->arena, &c, &err);

        if (st == EWC_OK)
            st = ewc_case_check_variables(c, o->is_run_variable, o->ctx, &err);
        if (st != EWC_OK)
            tell(b, &err);
        else if (is_chosen(o, c))
            plan->cases[plan->count++] = c;
    }
}

enum ewc_status ewc_plan_build(const struct ewc_plan_options *options, struct ewc_arena *arena,
                               void (*on_error)(void *ctx, const struct ewc_err *err), void *on_error_ctx,
                               struct ewc_plan *out_plan, struct ewc_err *err)
{
    struct builder b = {.options = options, .arena = arena, .on_error = on_error, .ctx = on_error_ctx};
    struct ewc_plan plan = {0};
    const char *const *path;

    if (options->paths && *options->paths)
        for (path = options->paths; *path; path++)
            add_path(&b, *path);
    else
        add_path(&b, options->suite_folder);
    sort_files(&b);
    plan.cases = ewc_arena_alloc(arena, (b.file_count + 1) * sizeof(*plan.cases));
    if (plan.cases) {
        load_all(&b, &plan);
        check_duplicates(&b, &plan);
        if (options->shuffle_seed)
            shuffle(&b, &plan);
    }
    free(b.files);
    if (!plan.cases || b.out_of_memory)
        return ewc_err_set(err, EWC_ENOMEM, EWC_NOWHERE, "memory ran out while the cases were loaded");
    plan.broken = b.broken;
    *out_plan = plan;
    return EWC_OK;
}
