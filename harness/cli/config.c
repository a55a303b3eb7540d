/* ews-conform.conf: named targets, and profiles that several of them share. An element in it is an option of the command
 * line under its long name; the command line beats the environment, which beats the file, in which a target beats its
 * profile. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/cli.h"

#define NS_CONFIG "urn:ews-conform:config:1"
#define FILE_NAME "ews-conform.conf"

/* The file while it is read. */
struct config {
    struct settings *s;
    struct ewc_xml *doc;
    const char *path;
    const char *folder; /* that paths in it are relative to: "" or with a slash at its end */
};

static bool wrong(const struct config *c, const struct ewc_node *at, const char *text, const char *found)
{
    struct ewc_loc where = at ? ewc_node_loc(at) : EWC_NOWHERE;

    print_error_text("%s:%u: %s%s%s%s", c->path, where.line, text, found ? ", found \"" : "", found ? found : "",
                     found ? "\"" : "");
    return false;
}

/* ---- where it is ------------------------------------------------------------------------------------------------- */

static const char *user_path(struct settings *s)
{
    const char *folder = getenv("XDG_CONFIG_HOME");
    const char *home = getenv("HOME");

    if (folder && *folder)
        return ewc_arena_printf(s->arena, "%s/ews-conform/" FILE_NAME, folder);
    return home && *home ? ewc_arena_printf(s->arena, "%s/.config/ews-conform/" FILE_NAME, home) : NULL;
}

/* A file that lies about may name a command to run: it must be ours, or root's. */
static bool is_trusted(const char *path, bool found_by_itself)
{
    struct stat info;

    if (stat(path, &info) != 0)
        return true; /* reading it tells why */
    if ((info.st_mode & S_IWOTH) || (found_by_itself && info.st_uid != geteuid() && info.st_uid != 0)) {
        print_error_text("%s: %s, and it may name commands to run: %s", path,
                         info.st_mode & S_IWOTH ? "anybody may write this file" : "this file belongs to somebody else",
                         info.st_mode & S_IWOTH ? "chmod o-w it" : "name it with --config if you mean it");
        return false;
    }
    return true;
}

/* NULL: there is none. */
static const char *find_file(struct settings *s)
{
    const char *mine;

    if (s->config)
        return s->config;
    if (access(FILE_NAME, F_OK) == 0)
        return FILE_NAME;
    mine = user_path(s);
    return mine && access(mine, F_OK) == 0 ? mine : NULL;
}

static bool open_file(struct config *c, const char *path)
{
    const char *slash = strrchr(path, '/');
    struct ewc_err err = {0};
    struct ewc_node *root;

    c->path = path;
    c->folder = slash ? ewc_arena_strndup(c->s->arena, path, (size_t)(slash - path) + 1) : "";
    if (!c->folder || !is_trusted(path, !c->s->config))
        return false;
    if (ewc_xml_parse_file(path, &c->doc, &err) != EWC_OK) {
        print_error(&err);
        return false;
    }
    root = ewc_xml_root(c->doc);
    if (!ewc_node_is(root, NS_CONFIG, "config"))
        return wrong(c, root, "expected <config xmlns=\"" NS_CONFIG "\">", ewc_node_local(root));
    return true;
}

/* ---- what stands in it -------------------------------------------------------------------------------------------- */

static const struct ewc_node *find_named(const struct config *c, const char *kind, const char *name)
{
    const struct ewc_node *n;

    for (n = ewc_node_first(ewc_xml_root(c->doc)); n; n = ewc_node_next(n)) {
        const char *its = ewc_node_attr(n, "name");

        if (ewc_node_is(n, NS_CONFIG, kind) && its && strcmp(its, name) == 0)
            return n;
    }
    return NULL;
}

static bool check_outline(const struct config *c)
{
    const struct ewc_node *n;

    for (n = ewc_node_first(ewc_xml_root(c->doc)); n; n = ewc_node_next(n)) {
        const char *name = ewc_node_attr(n, "name");
        bool target = ewc_node_is(n, NS_CONFIG, "target");

        if (!target && !ewc_node_is(n, NS_CONFIG, "profile"))
            return wrong(c, n, "expected <target> or <profile>", ewc_node_local(n));
        if (!name || !*name || strstr(name, "://"))
            return wrong(c, n, "expected name=\"…\" that is no URL", name ? name : "no name");
        if (find_named(c, ewc_node_local(n), name) != n)
            return wrong(c, n, "this name is there twice", name);
        if (target && !ewc_node_attr(n, "url"))
            return wrong(c, n, "expected url=\"https://…\" for the target", name);
    }
    return true;
}

/* Whether a stronger source has given the same, or what takes its place. */
static bool is_beaten(const struct settings *s, const char *option)
{
    const char *password = getenv("EWS_CONFORM_PASSWORD");
    const char *token = getenv("EWS_CONFORM_TOKEN");

    if (strcmp(option, "known") == 0 || strcmp(option, "resolve") == 0)
        return false; /* these add up */
    if (strcmp(option, "password-file") == 0)
        return password || s->user_is_another || s->password_file;
    if (strcmp(option, "token-file") == 0 || strcmp(option, "token-command") == 0)
        return s->token_file || s->token_command || (token && *token);
    return option_given(s, option);
}

/* The first that names a variable has the say: the target comes before its profile. */
static bool add_variable(struct config *c, const struct ewc_node *n, const char *value)
{
    const char *name = ewc_node_attr(n, "name");
    const char *given = name && *name ? ewc_arena_printf(c->s->arena, "%s=%s", name, value) : NULL;
    unsigned i;

    if (!given)
        return wrong(c, n, "expected <variable name=\"…\">", NULL);
    for (i = 0; i < c->s->file_variables.count; i++)
        if (strncmp(c->s->file_variables.items[i], given, strlen(name) + 1) == 0)
            return true;
    list_add(&c->s->file_variables, c->s->arena, given);
    return true;
}

static bool take_option(struct config *c, const struct ewc_node *n)
{
    const char *name = ewc_node_local(n);
    char *text = ewc_node_text(n, c->s->arena);
    struct ewc_str trimmed = ewc_str_trim(ewc_str(text ? text : ""));
    const char *value = ewc_arena_strndup(c->s->arena, trimmed.ptr, trimmed.len);

    if (!value || strcmp(ewc_node_ns(n), NS_CONFIG) != 0)
        return wrong(c, n, "expected an element in the namespace " NS_CONFIG, name);
    if (strcmp(name, "password") == 0 || strcmp(name, "token") == 0)
        return wrong(c, n, "no secret belongs in this file: take <password-file>, <token-file> or <token-command>", NULL);
    if (ewc_node_first(n))
        return wrong(c, n, "expected text", ewc_node_local(ewc_node_first(n)));
    if (strcmp(name, "variable") == 0)
        return add_variable(c, n, value);
    if (!option_is_configurable(name))
        return wrong(c, n, "expected the long name of an option about target, requests or run", name);
    if (is_beaten(c->s, name))
        return true;
    if (option_is_file(name) && *value && *value != '/')
        value = ewc_arena_printf(c->s->arena, "%s%s", c->folder, value);
    return value && (option_set(c->s, name, value) || wrong(c, n, "in this element", NULL));
}

/* A profile of this name in the file, below what is there already; it may name one of the program's own itself. */
static bool take_profile(struct config *c)
{
    const struct ewc_node *profile = c->s->profile ? find_named(c, "profile", c->s->profile) : NULL;
    const struct ewc_node *n;

    if (!profile)
        return true;
    c->s->profile = NULL;
    for (n = ewc_node_first(profile); n; n = ewc_node_next(n)) {
        if (ewc_node_is(n, NS_CONFIG, "profile")) {
            struct ewc_str text = ewc_str_trim(ewc_str(ewc_node_text(n, c->s->arena)));

            c->s->profile = ewc_arena_strndup(c->s->arena, text.ptr, text.len);
        } else if (!take_option(c, n)) {
            return false;
        }
    }
    return true;
}

/* A password of the file is for the user of the file. */
static void note_user(struct config *c, const struct ewc_node *target)
{
    const struct ewc_node *n = ewc_node_child(target, NS_CONFIG, "user");
    struct ewc_str user = ewc_str_trim(ewc_str(n ? ewc_node_text(n, c->s->arena) : ""));

    c->s->user_is_another = option_given(c->s, "user") && !ewc_str_is(user, c->s->user);
}

static bool take_target(struct config *c, const struct ewc_node *target)
{
    const struct ewc_node *n;

    note_user(c, target);
    for (n = ewc_node_first(target); n; n = ewc_node_next(n))
        if (!take_option(c, n))
            return false;
    c->s->target_name = ewc_node_attr(target, "name");
    c->s->target_name = ewc_arena_strdup(c->s->arena, c->s->target_name);
    c->s->target = ewc_arena_strdup(c->s->arena, ewc_node_attr(target, "url"));
    return c->s->target_name && c->s->target;
}

static bool tell_targets(const struct config *c, const char *name)
{
    const char *names[64];
    const struct ewc_node *n;
    const char *nearest;
    unsigned count = 0;

    for (n = ewc_node_first(ewc_xml_root(c->doc)); n && count < 63; n = ewc_node_next(n))
        if (ewc_node_is(n, NS_CONFIG, "target"))
            names[count++] = ewc_node_attr(n, "name");
    names[count] = NULL;
    nearest = name ? ewc_nearest(name, names) : NULL;
    if (name)
        print_error_text("%s has no target \"%s\"%s%s%s", c->path, name, nearest ? "; did you mean \"" : "",
                         nearest ? nearest : "", nearest ? "\"?" : "");
    else
        print_error_text("%s: name one of its targets with --target%s%s", c->path, count ? ", such as " : "; it has none",
                         count ? names[0] : "");
    return false;
}

static bool choose(struct config *c)
{
    const char *name = c->s->target;
    const struct ewc_node *target = NULL;

    if (name && strstr(name, "://"))
        return take_profile(c);
    if (name)
        target = find_named(c, "target", name);
    if (!target && (name || !option_given(c->s, "profile")))
        return tell_targets(c, name);
    return (!target || take_target(c, target)) && take_profile(c);
}

bool read_config(struct settings *s)
{
    bool named = s->target && !strstr(s->target, "://");
    bool wanted = s->config || named || s->profile;
    struct config c = {.s = s};
    const char *path = wanted ? find_file(s) : NULL;
    bool ok;

    if (named && !path) {
        print_error_text("--target: expected a URL like https://mail.example.org/EWS/Exchange.asmx, or the name of a target "
                         "in " FILE_NAME " (there is none here or in ~/.config/ews-conform), found \"%s\"", s->target);
        return false;
    }
    if (!path || (!s->config && !named && is_built_in_profile(s->profile)))
        return true;
    ok = open_file(&c, path) && check_outline(&c) && choose(&c);
    s->config = path;
    ewc_xml_free(c.doc);
    return ok;
}
