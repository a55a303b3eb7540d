/* ews-conform new: a case file to begin from. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/cli.h"

static const char TEMPLATE[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<case xmlns=\"urn:ews-conform:case:1\" id=\"NEW-ID\"\n"
    "      xmlns:m=\"http://schemas.microsoft.com/exchange/services/2006/messages\">\n"
    "  <title>A renamed group is listed under its new name</title>\n"
    "  <covers requirement=\"R301\" level=\"MUST\"/>\n"
    "  <given>\n"
    "    <group as=\"group\"/>\n"
    "  </given>\n"
    "  <step id=\"rename\">\n"
    "    <send>\n"
    "      <m:SetImGroup>\n"
    "        <m:GroupId Id=\"${group.id}\" ChangeKey=\"${group.change-key}\"/>\n"
    "        <m:NewDisplayName>${unique.name}</m:NewDisplayName>\n"
    "      </m:SetImGroup>\n"
    "    </send>\n"
    "    <expect response-class=\"Success\" response-code=\"NoError\"/>\n"
    "  </step>\n"
    "  <step id=\"look\" settle=\"yes\">\n"
    "    <send><m:GetImItemList/></send>\n"
    "    <check with=\"group-listed.xsl\">\n"
    "      <param name=\"id\" value=\"${group.id}\"/>\n"
    "      <param name=\"name\" value=\"${unique.name}\"/>\n"
    "    </check>\n"
    "  </step>\n"
    "</case>\n";

/* What is said before the first element of each kind. */
static const struct {
    const char *element, *text;
} COMMENTS[] = {
    {"title", "The behaviour as a fact, in one sentence."},
    {"covers", "Which requirement it is about; cases/requirements.xml has all of them.\n"
               "       OBS where the documents are silent; then give each outcome level=\"OBS\"."},
    {"given", "Made before the first step, removed after the last."},
    {"step", "One request. ${group.id} is the group above; names begin with ${unique}:\n"
             "       ${unique.word} is ${unique}-word, ${unique:300} is padded to 300 characters."},
    {"expect", "What the answer may be; several: <expect><outcome …/><outcome …/></expect>.\n"
               "         For example response-class=\"Error\", or fault=\"ErrorSchemaValidation\"."},
    {"check", "What the list must be; cases/README.md has all stylesheets with their parameters."},
};

/* Copies the case under its new id, with the comments. */
static void write_case(struct ewc_buf *out, const char *text, const char *old_id, const char *id)
{
    bool said[sizeof(COMMENTS) / sizeof(*COMMENTS)] = {false};
    char old_attr[512];
    const char *p = text;
    bool renamed = false;
    size_t i;

    snprintf(old_attr, sizeof(old_attr), " id=\"%s\"", old_id);
    while (*p) {
        const char *end = strchr(p, '\n');
        size_t len = end ? (size_t)(end - p) + 1 : strlen(p);
        size_t indent = strspn(p, " ");
        const char *id_at = renamed ? NULL : strstr(p, old_attr);

        for (i = 0; i < sizeof(COMMENTS) / sizeof(*COMMENTS); i++) {
            size_t name_bytes = strlen(COMMENTS[i].element);

            if (said[i] || p[indent] != '<' || strncmp(p + indent + 1, COMMENTS[i].element, name_bytes) != 0 ||
                !strchr(" >/", p[indent + 1 + name_bytes]))
                continue;
            ewc_buf_printf(out, "%.*s<!-- %s -->\n", (int)indent, p, COMMENTS[i].text);
            said[i] = true;
        }
        if (id_at && id_at < p + len) {
            ewc_buf_add(out, p, (size_t)(id_at - p));
            ewc_buf_printf(out, " id=\"%s\"", id);
            ewc_buf_add(out, id_at + strlen(old_attr), len - (size_t)(id_at - p) - strlen(old_attr));
            renamed = true;
        } else {
            ewc_buf_add(out, p, len);
        }
        p += len;
    }
}

/* The file of "rename/long-name": below the working folder where that has such a folder, else in the suite. */
static const char *place_of(struct world *w, const char *given)
{
    size_t len = strlen(given);
    bool has_suffix = len > 4 && strcmp(given + len - 4, ".xml") == 0;
    const char *slash = strrchr(given, '/');
    const char *file = ewc_arena_printf(w->arena, "%s%s", given, has_suffix ? "" : ".xml");
    const char *folder = ewc_arena_strndup(w->arena, given, slash ? (size_t)(slash - given) : 0);
    const char *in_suite = folder ? ewc_arena_printf(w->arena, "%s/%s", w->cases, folder) : NULL;
    struct stat info;

    if (!file || !in_suite)
        return NULL;
    if (!slash || slash == given || (stat(folder, &info) == 0 && S_ISDIR(info.st_mode)))
        return file;
    if (stat(in_suite, &info) == 0 && S_ISDIR(info.st_mode))
        return ewc_arena_printf(w->arena, "%s/%s", w->cases, file);
    print_error_text("new: there is no folder %s, neither here nor in %s; make it first", folder, w->cases);
    return NULL;
}

static bool write_new(const char *path, const struct ewc_buf *text)
{
    FILE *f = fopen(path, "wxe"); /* never over one that is there */
    bool ok;

    if (!f) {
        print_error_text("new: %s cannot be made: %s", path, strerror(errno));
        return false;
    }
    ok = fwrite(text->ptr, 1, text->len, f) == text->len;
    ok = fclose(f) == 0 && ok;
    if (!ok)
        print_error_text("new: %s cannot be written", path);
    return ok;
}

/* The case to begin from; its text in `out`, its id in *out_id. */
static bool read_model(struct world *w, struct settings *s, struct ewc_buf *out, const char **out_id, int *out_exit)
{
    struct ewc_plan plan = {0};
    struct ewc_err err = {0};

    if (!s->from) {
        ewc_buf_text(out, TEMPLATE);
        *out_id = "NEW-ID";
        return true;
    }
    s->paths = (struct list){0};
    list_add(&s->paths, s->arena, s->from);
    if (!load_plan(w, s, false, &plan, out_exit))
        return false;
    if (plan.count != 1) {
        print_error_text("--from: expected one case, found %u", plan.count);
        *out_exit = EXIT_USAGE;
        return false;
    }
    *out_id = plan.cases[0]->id;
    if (ewc_file_read(plan.cases[0]->file, 0, out, &err) == EWC_OK)
        return true;
    print_error(&err);
    return false;
}

static int make(struct world *w, struct settings *s, const char *given)
{
    const char *path = place_of(w, given);
    const char *name = path ? strrchr(path, '/') : NULL;
    const char *old_id = NULL;
    struct ewc_buf model, text;
    int code = EXIT_ERROR;
    char *id;

    if (!path)
        return EXIT_USAGE;
    name = name ? name + 1 : path;
    id = ewc_arena_strndup(w->arena, name, strlen(name) - 4);
    if (!id || !*id || strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-") != strlen(id)) {
        print_error_text("new: expected an id of lower-case letters, digits and hyphens, found \"%s\"", id ? id : "");
        return EXIT_USAGE;
    }
    ewc_buf_init(&model, 0);
    ewc_buf_init(&text, 0);
    if (read_model(w, s, &model, &old_id, &code)) {
        write_case(&text, model.ptr, old_id, id);
        code = !text.failed && write_new(path, &text) ? EXIT_CONFORMANT : EXIT_ERROR;
    }
    ewc_buf_finish(&model);
    ewc_buf_finish(&text);
    if (code == EXIT_CONFORMANT)
        printf("%s\n\nEdit it, then\n  ews-conform check %s     is it a case?\n  ews-conform explain %s   what it sends and "
               "expects, in words\n  ews-conform run %s       against the reference server\n"
               "  ews-conform run --defect NAME %s   and see it fail (ews-conform serve --list)\n",
               path, path, path, path, path);
    return code;
}

int command_new(struct settings *s)
{
    struct world w;
    const char *given;
    int code = EXIT_ERROR;

    if (s->paths.count != 1) {
        print_error_text("new: name one case, such as rename/long-name");
        return EXIT_USAGE;
    }
    given = s->paths.items[0];
    s->paths = (struct list){0};
    if (open_world(&w, s, &code))
        code = make(&w, s, given);
    close_world(&w);
    return code;
}
