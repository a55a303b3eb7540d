/* Which part of the cases to run: as told, or as the CI system says. */
#include <stdlib.h>
#include <string.h>

#include "archive/archive.h"
#include "cli/cli.h"

static bool read_number(const char *text, uint64_t min, uint64_t *out)
{
    return text && ewc_parse_uint(ewc_str(text), min, 100000, out);
}

static bool parse(const char *given, struct ewc_plan_options *o)
{
    const char *slash = strchr(given, '/');
    uint64_t shard = 0, count = 0;

    if (!slash || !ewc_parse_uint((struct ewc_str){given, (size_t)(slash - given)}, 1, 100000, &shard) ||
        !ewc_parse_uint(ewc_str(slash + 1), 1, 100000, &count) || shard > count) {
        print_error_text("--shard: expected I/N with I from 1 to N, or auto; found \"%s\"", given);
        return false;
    }
    o->shard = (unsigned)shard;
    o->shard_count = (unsigned)count;
    return true;
}

/* GitLab counts from 1, and tells a job that is not divided only that it is one of one. */
static bool from_gitlab(uint64_t *index, uint64_t *total)
{
    const char *i = getenv("CI_NODE_INDEX");
    const char *n = getenv("CI_NODE_TOTAL");

    if (!n)
        return false;
    return read_number(n, 1, total) && read_number(i ? i : *total == 1 ? "1" : "", 1, index) && *index <= *total;
}

/* Kubernetes counts from 0, and does not tell how many there are. */
static bool from_kubernetes(const struct settings *s, uint64_t *index, uint64_t *total)
{
    const char *n = s->shard_total ? s->shard_total : getenv("JOB_COMPLETIONS");

    if (!read_number(getenv("JOB_COMPLETION_INDEX"), 0, index) || !read_number(n, 1, total))
        return false;
    return ++*index <= *total;
}

static bool find_shard(struct settings *s)
{
    uint64_t index = 0, total = 0;

    if (!from_gitlab(&index, &total) && !from_kubernetes(s, &index, &total)) {
        print_error_text("--shard auto: the environment does not say which part this is. Looked for: CI_NODE_INDEX (from "
                         "1) and CI_NODE_TOTAL; JOB_COMPLETION_INDEX (from 0) with --shard-total or JOB_COMPLETIONS");
        return false;
    }
    s->shard = ewc_arena_printf(s->arena, "%llu/%llu", (unsigned long long)index, (unsigned long long)total);
    return s->shard != NULL;
}

static uint64_t duration_of(void *ctx, const char *id)
{
    const struct ewc_archive_case *c = ewc_archive_find(ctx, id);

    return c && c->verdict != EWC_SKIP ? c->duration_us : 0;
}

bool read_shard(struct settings *s, struct ewc_plan_options *o, struct ewc_archive **out_archive)
{
    struct ewc_err err = {0};

    if (s->durations && !s->shard) {
        print_error_text("--durations is for --shard: it says how to divide");
        return false;
    }
    if (!s->shard)
        return true;
    if (strcmp(s->shard, "auto") == 0 && !find_shard(s))
        return false;
    if (!parse(s->shard, o))
        return false;
    if (!s->durations)
        return true;
    if (ewc_archive_load(s->durations, out_archive, &err) != EWC_OK) {
        print_error(&err);
        return false;
    }
    o->duration_us = duration_of;
    o->duration_ctx = *out_archive;
    return true;
}
