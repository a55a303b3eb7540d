/* What the commands stand on: data files, schemas, catalogue, stylesheets, variables, the plan. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/cli.h"

extern char **environ;

/* ---- finding the data files ------------------------------------------------------------------------------------- */

static bool has_data(const char *folder)
{
    char path[PATH_MAX];

    return snprintf(path, sizeof(path), "%s/cases/case.xsd", folder) < (int)sizeof(path) && access(path, R_OK) == 0;
}

/* Where the program's file is. In a chroot without /proc the kernel's word on what it started has to do. */
static bool find_program(char out[static PATH_MAX])
{
    ssize_t len = readlink("/proc/self/exe", out, PATH_MAX - 1);
    const char *started;

    if (len > 0) {
        out[len] = '\0';
        return true;
    }
    started = (const char *)getauxval(AT_EXECFN);
    return started && realpath(started, out);
}

/* EWS_CONFORM_DATA; else beside the program: PREFIX/share/ews-conform of an installation, or the source tree that
 * build/PRESET lies in. */
static bool find_data(char out[static 4096])
{
    static const char *const BESIDE[] = {"../share/ews-conform", "../..", ".."};
    const char *given = getenv("EWS_CONFORM_DATA");
    char program[PATH_MAX];
    char path[PATH_MAX + 32];
    char real[PATH_MAX];
    char *slash;
    size_t i;

    if (given && *given) {
        snprintf(out, 4096, "%s", given);
        return has_data(out);
    }
    if (!find_program(program))
        return false;
    slash = strrchr(program, '/');
    if (slash)
        *slash = '\0';
    for (i = 0; i < sizeof(BESIDE) / sizeof(*BESIDE); i++) {
        snprintf(path, sizeof(path), "%s/%s", program, BESIDE[i]);
        if (!has_data(path) || !realpath(path, real))
            continue;
        snprintf(out, 4096, "%s", real);
        return true;
    }
    return false;
}

/* Paths are shown to people: short ones where the working folder is the data folder. */
static void name_folders(struct world *w)
{
    char here[PATH_MAX];
    bool at_home = getcwd(here, sizeof(here)) && strcmp(here, w->data) == 0;

    snprintf(w->cases, sizeof(w->cases), "%s%scases", at_home ? "" : w->data, at_home ? "" : "/");
    snprintf(w->xslt, sizeof(w->xslt), "%s%sxslt", at_home ? "" : w->data, at_home ? "" : "/");
    snprintf(w->reports, sizeof(w->reports), "%s%sreports", at_home ? "" : w->data, at_home ? "" : "/");
}

/* ---- variables ------------------------------------------------------------------------------------------------------ */

/* EWS_CONFORM_VAR_ACCOUNT_SMTP=… is account.smtp. */
static bool add_environment(struct world *w)
{
    static const char PREFIX[] = "EWS_CONFORM_VAR_";
    char **e;

    for (e = environ; *e; e++) {
        char name[128];
        const char *equals = strchr(*e, '=');
        size_t i, len;

        if (strncmp(*e, PREFIX, sizeof(PREFIX) - 1) != 0 || !equals)
            continue;
        len = (size_t)(equals - *e) - (sizeof(PREFIX) - 1);
        if (len == 0 || len >= sizeof(name))
            continue;
        for (i = 0; i < len; i++) {
            char c = (*e)[sizeof(PREFIX) - 1 + i];

            name[i] = (char)(c == '_' ? '.' : c >= 'A' && c <= 'Z' ? c + 32 : c);
        }
        name[len] = '\0';
        if (!ewc_vars_set(w->vars, name, equals + 1))
            return false;
    }
    return true;
}

static bool add_list(struct world *w, const struct list *list)
{
    unsigned i;

    for (i = 0; i < list->count; i++) {
        const char *given = list->items[i];
        const char *equals = strchr(given, '=');
        char *name = equals ? ewc_arena_strndup(w->arena, given, (size_t)(equals - given)) : NULL;

        if (!name || equals == given) {
            print_error_text("--variable: expected NAME=VALUE, found \"%s\"", given);
            return false;
        }
        if (!ewc_vars_set(w->vars, name, equals + 1))
            return false;
    }
    return true;
}

/* ---- schemas and the catalogue --------------------------------------------------------------------------------------- */

static bool load_schema(const char *folder, const char *name, struct ewc_schema **out)
{
    char path[PATH_MAX];
    struct ewc_err err = {0};

    snprintf(path, sizeof(path), "%s/%s", folder, name);
    if (ewc_schema_load(path, out, &err) == EWC_OK)
        return true;
    print_error(&err);
    return false;
}

static bool load_catalogue(struct world *w, const char *folder)
{
    char path[PATH_MAX];
    struct ewc_err err = {.more = w->arena};
    const struct ewc_catalogue *below = w->catalogue;

    snprintf(path, sizeof(path), "%s/requirements.xml", folder);
    if (access(path, R_OK) != 0)
        return true;
    if (ewc_catalogue_load(path, w->requirements_schema, below, w->arena, &w->catalogue, &err) == EWC_OK)
        return true;
    print_errors(&err);
    return false;
}

enum { MAX_CATALOGUES = 16, MAX_FOLDERS_UP = 4 };

/* The folder that has the requirements of what a path names: itself, or one not far above. false: none has. */
static bool find_catalogue(const char *given, char out[static PATH_MAX])
{
    char path[PATH_MAX];
    struct stat info;
    unsigned up;

    if (!realpath(given, out)) {
        snprintf(path, sizeof(path), "%s.xml", given);
        if (!realpath(path, out))
            return false;
    }
    if (stat(out, &info) == 0 && !S_ISDIR(info.st_mode))
        *strrchr(out, '/') = '\0';
    for (up = 0; up < MAX_FOLDERS_UP && *out; up++) {
        if (snprintf(path, sizeof(path), "%s/requirements.xml", out) < (int)sizeof(path) && access(path, R_OK) == 0)
            return true;
        *strrchr(out, '/') = '\0';
    }
    return false;
}

/* A suite of one's own may bring requirements of its own; they are known whether the suite is named or a case in it. */
static bool load_catalogues(struct world *w, const struct settings *s)
{
    const char *loaded[MAX_CATALOGUES];
    char folder[PATH_MAX];
    unsigned i, k, count = 0;

    if (!load_catalogue(w, w->cases))
        return false;
    if (realpath(w->cases, folder))
        loaded[count++] = ewc_arena_strdup(w->arena, folder);
    for (i = 0; i < s->paths.count && count < MAX_CATALOGUES; i++) {
        if (!find_catalogue(s->paths.items[i], folder))
            continue;
        for (k = 0; k < count && loaded[k] && strcmp(loaded[k], folder) != 0; k++)
            ;
        if (k < count)
            continue;
        loaded[count++] = ewc_arena_strdup(w->arena, folder);
        if (!load_catalogue(w, folder))
            return false;
    }
    return true;
}

static bool load_judge(struct world *w)
{
    struct ewc_err err = {0};

    w->xslt_folders[0] = w->xslt;
    ewc_xslt_set_library(w->xslt);
    if (ewc_judge_create(w->xslt_folders, &w->judge, &err) == EWC_OK)
        return true;
    print_error(&err);
    return false;
}

bool open_world(struct world *w, struct settings *s, int *out_exit)
{
    bool ok;

    memset(w, 0, sizeof(*w));
    w->arena = ewc_arena_create(0);
    *out_exit = EXIT_ERROR;
    if (!w->arena) {
        print_error_text("memory ran out");
        return false;
    }
    if (!find_data(w->data)) {
        print_error_text("the case files and stylesheets are not found: set EWS_CONFORM_DATA to the folder that holds "
                         "cases, xslt and reports");
        return false;
    }
    name_folders(w);
    w->vars = ewc_vars_create(w->arena, NULL);
    ok = w->vars && add_list(w, &s->file_variables) && add_environment(w); /* the stronger come later */
    if (!ok)
        print_error_text("memory ran out");
    if (ok && !add_list(w, &s->variables)) {
        *out_exit = EXIT_USAGE;
        return false;
    }
    return ok && load_schema(w->cases, "case.xsd", &w->case_schema) &&
           load_schema(w->cases, "requirements.xsd", &w->requirements_schema) && load_catalogues(w, s) &&
           load_judge(w);
}

void close_world(struct world *w)
{
    ewc_judge_destroy(w->judge);
    ewc_schema_free(w->case_schema);
    ewc_schema_free(w->requirements_schema);
    ewc_arena_destroy(w->arena);
}

const char *report_sheet(struct world *w, const char *name)
{
    return ewc_arena_printf(w->arena, "%s/%s.xsl", w->reports, name);
}

/* ---- the plan -------------------------------------------------------------------------------------------------------- */

static void tell_error(void *ctx, const struct ewc_err *err)
{
    unsigned *count = ctx;

    (*count)++;
    print_error(err);
}

static bool is_run_variable(void *ctx, const char *name)
{
    const struct world *w = ctx;
    const char *value;

    return ewc_vars_get(w->vars, name, &value) != EWC_UNKNOWN;
}

/* Loads the plan, and counts in *out_told what is wrong. false: there is none. */
static bool build_plan(struct world *w, struct settings *s, bool with_stylesheets, bool keep_broken, struct ewc_plan *out_plan,
                       unsigned *out_told, int *out_exit)
{
    struct ewc_plan_options o = {.paths = s->paths.items,
                                 .suite_folder = w->cases,
                                 .tags = s->tags.items,
                                 .exclude_tags = s->exclude_tags.items,
                                 .read_only = s->read_only,
                                 .keep_broken = keep_broken,
                                 .schema = w->case_schema,
                                 .is_run_variable = is_run_variable,
                                 .ctx = w,
                                 .shuffle_seed = s->order && strcmp(s->order, "random") == 0 ? s->seed : NULL};
    struct ewc_err err = {0};
    struct ewc_err sheet_err = {.more = w->arena};
    const struct ewc_err *told;
    struct ewc_archive *durations = NULL;
    enum ewc_status st;
    unsigned i;

    *out_exit = EXIT_USAGE;
    if (!read_shard(s, &o, &durations)) {
        ewc_archive_free(durations);
        return false;
    }
    *out_exit = EXIT_ERROR;
    st = ewc_plan_build(&o, w->arena, tell_error, out_told, out_plan, &err);
    ewc_archive_free(durations);
    if (st != EWC_OK) {
        print_error(&err);
        return false;
    }
    for (i = 0; with_stylesheets && i < out_plan->count; i++)
        (void)!ewc_judge_prepare(w->judge, out_plan->cases[i], &sheet_err);
    for (told = &sheet_err; told && told->status != EWC_OK; told = told->next)
        tell_error(out_told, told);
    if (*out_told == 0 && out_plan->count == 0 && !s->shard) {
        print_error_text("no case matches the tags that were asked for");
        *out_exit = EXIT_USAGE;
        return false;
    }
    return true;
}

bool load_plan(struct world *w, struct settings *s, bool with_stylesheets, struct ewc_plan *out_plan, int *out_exit)
{
    unsigned told = 0;

    return build_plan(w, s, with_stylesheets, false, out_plan, &told, out_exit) && told == 0;
}

bool load_to_look_at(struct world *w, struct settings *s, struct ewc_plan *out_plan, unsigned *out_told, int *out_exit)
{
    *out_told = 0;
    return build_plan(w, s, true, true, out_plan, out_told, out_exit);
}
