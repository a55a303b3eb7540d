#include "plan/divide.h"

#include <stdlib.h>
#include <string.h>

uint32_t hash_text(const char *seed, const char *text)
{
    uint32_t h = 2166136261u; /* FNV-1a */

    for (; *seed; seed++)
        h = (h ^ (unsigned char)*seed) * 16777619u;
    for (; *text; text++)
        h = (h ^ (unsigned char)*text) * 16777619u;
    return h;
}

/* A case to be put into a part. */
struct load {
    uint64_t us;
    unsigned index;
    const char *id;
};

/* The longest first; what takes equally long by id, so that every shard divides alike. */
static int by_length(const void *a, const void *b)
{
    const struct load *x = a;
    const struct load *y = b;

    return x->us != y->us ? (x->us < y->us) - (x->us > y->us) : strcmp(x->id, y->id);
}

/* What is not known is taken for the mean of what is. */
static void guess_unknown(struct load *loads, unsigned count)
{
    uint64_t sum = 0;
    unsigned i, known = 0;

    for (i = 0; i < count; i++) {
        sum += loads[i].us;
        known += loads[i].us > 0;
    }
    for (i = 0; i < count; i++)
        if (!loads[i].us)
            loads[i].us = known ? sum / known + 1 : 1;
}

/* The next case goes to the part that has least to do. Parts in shards[], from 0. */
static void fill_parts(const struct load *loads, unsigned count, uint64_t *sums, unsigned parts, unsigned *shards)
{
    unsigned i, k;

    for (i = 0; i < count; i++) {
        unsigned least = 0;

        for (k = 1; k < parts; k++)
            if (sums[k] < sums[least])
                least = k;
        sums[least] += loads[i].us;
        shards[loads[i].index] = least;
    }
}

static bool assign(const struct ewc_plan_options *o, const struct ewc_plan *plan, unsigned *shards)
{
    struct load *loads = malloc((plan->count + 1) * sizeof(*loads));
    uint64_t *sums = calloc(o->shard_count, sizeof(*sums));
    bool ok = loads && sums;
    unsigned i;

    for (i = 0; ok && i < plan->count; i++)
        loads[i] = (struct load){o->duration_us(o->duration_ctx, plan->cases[i]->id), i, plan->cases[i]->id};
    if (ok && plan->count) {
        guess_unknown(loads, plan->count);
        qsort(loads, plan->count, sizeof(*loads), by_length);
        fill_parts(loads, plan->count, sums, o->shard_count, shards);
    }
    free(loads);
    free(sums);
    return ok;
}

bool divide(const struct ewc_plan_options *o, struct ewc_arena *arena, struct ewc_plan *plan)
{
    unsigned *places = ewc_arena_alloc(arena, (plan->count + 1) * sizeof(*places));
    unsigned *shards = calloc(plan->count + 1, sizeof(*shards));
    unsigned i, kept = 0;
    bool ok = places && shards;

    if (ok && o->shard_count && o->duration_us)
        ok = assign(o, plan, shards);
    else if (ok && o->shard_count)
        for (i = 0; i < plan->count; i++)
            shards[i] = hash_text("", plan->cases[i]->id) % o->shard_count;
    for (i = 0; ok && i < plan->count; i++) {
        if (o->shard_count && shards[i] != o->shard - 1)
            continue;
        places[kept] = i + 1;
        plan->cases[kept++] = plan->cases[i];
    }
    if (ok) {
        plan->count = kept;
        plan->places = places;
    }
    free(shards);
    return ok;
}
