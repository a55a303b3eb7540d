#include "plan/plan.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "plan/divide.h"
#include "plan/files.h"

enum { MOST_LOADERS = 4, FILES_FOR_A_THREAD = 100 };

/* ---- choosing
 * ------------------------------------------------------------------------------------------------- */

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

static bool is_chosen(const struct ewc_plan_options *o, const struct ewc_case *c)
{
    if (o->tags && *o->tags && !has_tag(c, o->tags))
        return false;
    if (o->exclude_tags && has_tag(c, o->exclude_tags))
        return false;
    return !o->read_only || c->read_only;
}

static int by_id(const void *a, const void *b)
{
    const struct ewc_case *x = *(const struct ewc_case *const *)a;
    const struct ewc_case *y = *(const struct ewc_case *const *)b;
    int order = strcmp(x->id, y->id);

    return order ? order : strcmp(x->file, y->file);
}

static void tell_duplicate(struct finder *f, const struct ewc_case *c, const struct ewc_case *first)
{
    struct ewc_err err = {0};

    ewc_err_set(&err, EWC_ECASE, c->at, "the id \"%s\" is taken by %s", c->id, first->file);
    ewc_err_hint(&err, "ids are unique in a run: rename one of the two files and its id");
    tell(f, &err);
}

/* Takes cases out whose id an earlier file has. */
static void remove_duplicates(struct finder *f, struct ewc_plan *plan)
{
    const struct ewc_case **sorted = malloc((plan->count + 1) * sizeof(*sorted));
    unsigned i, kept = 0;

    if (!sorted) {
        f->out_of_memory = true;
        return;
    }
    memcpy(sorted, plan->cases, plan->count * sizeof(*sorted));
    qsort(sorted, plan->count, sizeof(*sorted), by_id);
    for (i = 0; i < plan->count; i++) {
        const struct ewc_case **place =
            bsearch(&plan->cases[i], sorted, plan->count, sizeof(*sorted), by_id);

        if (place && place > sorted && strcmp(place[-1]->id, plan->cases[i]->id) == 0)
            tell_duplicate(f, plan->cases[i], place[-1]);
        else
            plan->cases[kept++] = plan->cases[i];
    }
    plan->count = kept;
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

static void shuffle(struct finder *f, struct ewc_plan *plan)
{
    struct shuffled *items = malloc((plan->count + 1) * sizeof(*items));
    unsigned i;

    if (!items) {
        f->out_of_memory = true;
        return;
    }
    for (i = 0; i < plan->count; i++)
        items[i] = (struct shuffled){hash_text(f->options->shuffle_seed, plan->cases[i]->id), plan->cases[i]};
    qsort(items, plan->count, sizeof(*items), by_key);
    for (i = 0; i < plan->count; i++)
        plan->cases[i] = items[i].c;
    free(items);
}

/* ---- loading -------------------------------------------------------------------------------------------------- */

/* A file that was read. */
struct loaded {
    const struct ewc_case *c; /* NULL: what it says could not be read */
    enum ewc_status st;
    const struct ewc_err *err; /* of a broken one, with all that follow */
};

/* The files of one thread. */
struct loader {
    const struct finder *f;
    struct ewc_arena *arena;
    struct loaded *items; /* by file */
    size_t from, to;
    pthread_t thread;
    bool started;
};

static void load_one(const struct loader *l, size_t i)
{
    const struct ewc_plan_options *o = l->f->options;
    struct loaded *item = &l->items[i];
    struct ewc_err err = {.more = l->arena};
    struct ewc_err *kept;
    enum ewc_status variables = EWC_OK;

    item->st = ewc_case_inspect(l->f->files[i].path, o->schema, l->arena, &item->c, &err);
    if (item->c)
        variables = ewc_case_check_variables(item->c, o->is_run_variable, o->ctx, &err);
    if (item->st == EWC_OK)
        item->st = variables;
    if (item->st == EWC_OK)
        return;
    kept = ewc_arena_alloc(l->arena, sizeof(*kept));
    if (kept)
        *kept = err;
    item->err = kept;
}

static void *load_some(void *arg)
{
    const struct loader *l = arg;
    size_t i;

    for (i = l->from; i < l->to; i++)
        load_one(l, i);
    return NULL;
}

static unsigned loader_count(size_t files)
{
    size_t most = files / FILES_FOR_A_THREAD + 1;

    return ewc_processors(most < MOST_LOADERS ? (unsigned)most : MOST_LOADERS);
}

/* Each part of the files by a thread; what cannot have one is read here. */
static bool load_files(struct finder *f, struct loaded *items)
{
    struct loader loaders[MOST_LOADERS];
    unsigned count = loader_count(f->count), i;
    bool ok = true;

    for (i = 0; i < count; i++) {
        loaders[i] = (struct loader){.f = f, .items = items, .from = f->count * i / count,
                                     .to = f->count * (i + 1) / count, .arena = i ? ewc_arena_create(0) : f->arena};
        if (i && loaders[i].arena)
            loaders[i].started = pthread_create(&loaders[i].thread, NULL, load_some, &loaders[i]) == 0;
    }
    for (i = 0; i < count; i++) {
        if (!loaders[i].arena)
            ok = false;
        else if (!loaders[i].started)
            load_some(&loaders[i]);
    }
    for (i = 1; i < count; i++) {
        if (loaders[i].started)
            pthread_join(loaders[i].thread, NULL);
        if (loaders[i].arena)
            ewc_arena_join(f->arena, loaders[i].arena);
    }
    return ok;
}

static void load_all(struct finder *f, struct ewc_plan *plan)
{
    struct loaded *items = calloc(f->count + 1, sizeof(*items));
    size_t i;

    f->out_of_memory |= !items || !load_files(f, items);
    for (i = 0; i < f->count && !f->out_of_memory; i++) {
        const struct loaded *item = &items[i];

        if (item->st == EWC_ENOMEM || (item->st != EWC_OK && !item->err))
            f->out_of_memory = true;
        else if (item->st != EWC_OK)
            tell(f, item->err);
        if (item->c && (item->st == EWC_OK || f->options->keep_broken) && is_chosen(f->options, item->c))
            plan->cases[plan->count++] = item->c;
    }
    free(items);
}

enum ewc_status ewc_plan_build(const struct ewc_plan_options *options, struct ewc_arena *arena,
                               void (*on_error)(void *ctx, const struct ewc_err *err), void *on_error_ctx,
                               struct ewc_plan *out_plan, struct ewc_err *err)
{
    struct finder f = {.options = options, .arena = arena, .on_error = on_error, .ctx = on_error_ctx};
    struct ewc_plan plan = {0};

    find_files(&f);
    plan.cases = ewc_arena_alloc(arena, (f.count + 1) * sizeof(*plan.cases));
    if (plan.cases) {
        load_all(&f, &plan);
        remove_duplicates(&f, &plan);
        if (options->shuffle_seed)
            shuffle(&f, &plan);
        if (!divide(options, arena, &plan))
            f.out_of_memory = true;
    }
    free(f.files);
    if (!plan.cases || f.out_of_memory)
        return ewc_err_set(err, EWC_ENOMEM, EWC_NOWHERE, "memory ran out while the cases were loaded");
    plan.broken = f.broken;
    *out_plan = plan;
    return EWC_OK;
}
