/* ews-conform known: a first list of known deviations. */
#include <stdio.h>
#include <string.h>

#include "cli/session.h"

/* Requirements that a case fails, each once. */
struct failures {
    const char *items[64];
    unsigned count;
};

static void add_failure(struct failures *f, const char *requirement)
{
    unsigned i;

    for (i = 0; i < f->count; i++)
        if (strcmp(f->items[i], requirement) == 0)
            return;
    if (f->count < sizeof(f->items) / sizeof(*f->items))
        f->items[f->count++] = requirement;
}

/* An entry for each requirement, with what was said about it first. */
static enum ewc_status put_case(struct ewc_buf *out, const struct ewc_archive_case *c, struct ewc_arena *arena,
                                struct ewc_err *err)
{
    struct failures failures = {0};
    struct ewc_record *records = NULL;
    const struct ewc_record *r;
    const struct ewc_finding *f;
    enum ewc_status st = ewc_archive_records(c, arena, &records, err);

    for (r = records; st == EWC_OK && r; r = r->next)
        for (f = r->findings.first; f; f = f->next) {
            unsigned before = failures.count;
            const char *reason;

            if (!ewc_archive_is_failure(f) || !*f->id)
                continue;
            add_failure(&failures, f->id);
            if (failures.count == before)
                continue;
            reason = ewc_arena_printf(arena, "TODO: why is this known? %.400s", f->text);
            ewc_known_put_entry(out, c->id, f->id, reason ? reason : "TODO");
        }
    return st;
}

static enum ewc_status put_list(struct ewc_buf *out, const struct ewc_archive *a, unsigned *out_cases,
                                struct ewc_err *err)
{
    struct ewc_arena *arena = ewc_arena_create(0);
    enum ewc_status st = arena ? EWC_OK : ewc_err_set(err, EWC_ENOMEM, EWC_NOWHERE, "memory ran out");
    unsigned i;

    ewc_buf_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                      "<!-- Known deviations of a server, for ews-conform run. Give each a reason, a <link> to where it is "
                      "tracked, and\n     expires=\"YYYY-MM-DD\" where somebody is to look again. -->\n"
                      "<known xmlns=\"" EWC_NS_KNOWN "\">\n");
    for (i = 0; st == EWC_OK && i < a->count; i++) {
        if (a->cases[i].verdict != EWC_FAIL)
            continue;
        (*out_cases)++;
        ewc_arena_reset(arena);
        st = put_case(out, &a->cases[i], arena, err);
    }
    ewc_buf_text(out, "</known>\n");
    ewc_arena_destroy(arena);
    return st == EWC_OK ? ewc_buf_check(out, "the list", err) : st;
}

int command_known(struct settings *s)
{
    struct ewc_archive *archive = NULL;
    struct ewc_err err = {0};
    struct ewc_buf out;
    unsigned cases = 0;
    enum ewc_status st;

    if (!s->from || s->paths.count) {
        print_error_text("known: name the run whose failures are known: --from RESULTS.xml");
        return EXIT_USAGE;
    }
    ewc_buf_init(&out, 0);
    st = ewc_archive_load(s->from, &archive, &err);
    if (st == EWC_OK)
        st = put_list(&out, archive, &cases, &err);
    if (st == EWC_OK && s->results)
        st = ewc_file_write(s->results, ewc_buf_view(&out), &err);
    else if (st == EWC_OK)
        fwrite(out.ptr, 1, out.len, stdout);
    if (st != EWC_OK)
        print_error(&err);
    else if (s->results)
        printf("%s: %u case%s that fail%s\n", s->results, cases, cases == 1 ? "" : "s", cases == 1 ? "s" : "");
    ewc_buf_finish(&out);
    ewc_archive_free(archive);
    return st == EWC_OK ? EXIT_CONFORMANT : EXIT_ERROR;
}
