#include "report/pieces.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/word.h"
#include "xml/xml.h"

enum {
    CASES_AT_ONCE = 64,
    BYTES_AT_ONCE = 1024 * 1024, /* of cases; one case may be longer */
    BUFFER_BYTES = 64 * 1024,
    MOST_AT_ONCE = 4, /* slices that are rendered, one of them by the thread that reads */
    MOST_JOBS = 8,    /* slices in memory */
};

/* A slice on its way to the report. */
struct job {
    const struct ewc_sheet *sheet;
    const char *path, *part;
    bool plain;
    struct ewc_buf slice, out;
    /* what became of it */
    bool other_layout;
    enum ewc_status st;
    struct ewc_err err;
    bool done; /* under the farm's lock */
};

/* Slices in the report's order, rendered by whoever has time. Numbers count from the first; their place is the rest. */
struct farm {
    struct job jobs[MOST_JOBS];
    pthread_t threads[MOST_AT_ONCE - 1];
    unsigned thread_count, at_once;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    /* under lock */
    unsigned long written, taken, queued;
    bool over;
};

/* Of which cases the stylesheet shows what was sent and came back. */
enum exchange { OF_ALL, OF_FAILED, OF_NONE };

/* A rendering under way. */
struct pieces {
    const struct ewc_sheet *sheet;
    const char *path;
    FILE *from, *to;
    char *line; /* the newest; getline() owns it */
    size_t capacity;
    struct ewc_str at; /* the same, with its length */
    struct ewc_buf opening; /* from the start to </run> */
    struct ewc_buf summary; /* whole */
    struct ewc_buf counts;  /* the summary's start tag without its end */
    struct ewc_buf suite;   /* the suite's start tag */
    struct ewc_buf cases;
    struct farm farm;
    unsigned case_count;
    enum exchange wanted;
    bool plain; /* `cases` so far, see is_plain() */
    bool other_layout;
    enum ewc_status st;
    struct ewc_err *err;
};

/* ---- lines -------------------------------------------------------------------------------------------------- */

/* Comments, sections and declarations are never written by `result`: in them a line could begin like a tag. */
static bool has_declaration(struct ewc_str line)
{
    const char *end = line.ptr + line.len;
    const char *at = line.ptr;

    while ((at = memchr(at, '<', (size_t)(end - at))))
        if (++at < end && *at == '!')
            return true;
    return false;
}

static bool next_line(struct pieces *p)
{
    ssize_t len = getline(&p->line, &p->capacity, p->from);

    p->at = (struct ewc_str){p->line, len > 0 ? (size_t)len : 0};
    if (len <= 0 || p->line[len - 1] != '\n' || memchr(p->line, '\0', p->at.len) || has_declaration(p->at))
        p->other_layout = true;
    return !p->other_layout;
}

static inline bool begins(const struct pieces *p, const char *tag)
{
    size_t len = strlen(tag); /* known to the compiler */

    return p->at.len >= len && memcmp(p->line, tag, len) == 0;
}

static bool has_passed(const struct pieces *p)
{
    return ewc_str_find(p->at, " verdict=\"pass\"", 0) != SIZE_MAX; /* values have no quotes in them */
}

/* Appends lines up to the one that begins with `end`, that one included; whole, or without the cases that passed: a
 * requirement may be about all of thousands. */
static bool take_through(struct pieces *p, struct ewc_buf *out, const char *end)
{
    for (;;) {
        if (p->wanted == OF_ALL || !begins(p, "<case ") || !has_passed(p))
            ewc_buf_str(out, p->at);
        if (begins(p, end))
            return true;
        if (!next_line(p))
            return false;
    }
}

static bool is_plain_word(uint64_t w)
{
    return !((ewc_word_odd(w) | ewc_word_has(w, '&') | ewc_word_has(w, '[') | ewc_word_has(w, 0x7F)) & EWC_WORD_BITS);
}

/* Printable ASCII without a reference, or what begins a command in some reader: in no format is there anything to
 * escape but quotes. */
static bool is_plain(struct ewc_str line)
{
    size_t i = 0;

    while (i + 1 < line.len) {
        unsigned char c = (unsigned char)line.ptr[i];

        if (i + 8 < line.len && is_plain_word(ewc_word_at(line.ptr + i)))
            i += 8;
        else if ((c < ' ' && c != '\n') || c > '~' || c == '&' || (c == '[' && line.ptr[i + 1] == '['))
            return false;
        else
            i++;
    }
    return true;
}

static void take_line(struct pieces *p)
{
    ewc_buf_str(&p->cases, p->at);
    p->plain = p->plain && is_plain(p->at);
}

/* A step without its headers and bodies; nothing at all where it passed and nothing was found. */
static bool take_brief_step(struct pieces *p)
{
    size_t start = p->cases.len;
    bool said = !has_passed(p);

    for (;;) {
        if (!begins(p, "<body ") && !begins(p, "<header "))
            ewc_buf_str(&p->cases, p->at);
        if (begins(p, "</step>"))
            break;
        said = said || begins(p, "<finding ") || begins(p, "<reason>");
        if (!next_line(p))
            return false;
    }
    if (!said)
        p->cases.len = start;
    else
        p->plain = p->plain && !p->cases.failed && is_plain((struct ewc_str){p->cases.ptr + start, p->cases.len - start});
    return true;
}

/* A case up to its end, without what the stylesheet does not show. */
static bool take_case(struct pieces *p)
{
    bool passed = has_passed(p);
    bool attempt = false; /* in an earlier one, which has not passed */

    for (;;) {
        bool brief;

        attempt = (attempt || begins(p, "<attempt ")) && !begins(p, "</attempt>");
        brief = p->wanted == OF_FAILED && passed && !attempt;
        if (brief && begins(p, "<step ")) {
            if (!take_brief_step(p))
                return false;
        } else if (brief ? !begins(p, "<variable ") : p->wanted != OF_NONE || !(begins(p, "<body ") || begins(p, "<header "))) {
            take_line(p);
        }
        if (begins(p, "</case>"))
            return true;
        if (!next_line(p))
            return false;
    }
}

/* A start tag that is a line: "<suite name="…">" without its end. */
static struct ewc_str open_tag(struct ewc_str line)
{
    return ewc_str_trim((struct ewc_str){line.ptr, line.len >= 2 ? line.len - 2 : 0});
}

/* ---- slices ------------------------------------------------------------------------------------------------- */

static enum ewc_status out_of_memory(const char *path, struct ewc_err *err)
{
    return ewc_err_set(err, EWC_ENOMEM, (struct ewc_loc){.file = path}, "memory ran out");
}

static void render_job(struct job *job)
{
    const struct ewc_xml_limits limits = {.max_text_bytes = 64u << 20, .max_nodes = 50ul * 1000 * 1000};
    const struct ewc_sheet_param params[] = {{"part", job->part}, {"plain", job->plain ? "yes" : "no"}, {0}};
    struct ewc_xml *doc = NULL;

    if (job->slice.failed) {
        job->st = out_of_memory(job->path, &job->err);
        return;
    }
    job->other_layout = ewc_xml_parse(ewc_buf_view(&job->slice), job->path, NULL, &limits, &doc, NULL) != EWC_OK ||
                        !ewc_node_is(ewc_xml_root(doc), EWC_NS_RESULTS, "results");
    if (!job->other_layout)
        job->st = ewc_sheet_render(job->sheet, doc, params, &job->out, &job->err);
    ewc_xml_free(doc);
}

/* ---- the farm ----------------------------------------------------------------------------------------------- */

/* Renders the next slice that nobody has; false: there is none. Called and left with the lock held. */
static bool render_next(struct farm *farm)
{
    struct job *job = &farm->jobs[farm->taken % MOST_JOBS];

    if (farm->taken == farm->queued)
        return false;
    farm->taken++;
    pthread_mutex_unlock(&farm->lock);
    render_job(job);
    pthread_mutex_lock(&farm->lock);
    job->done = true;
    pthread_cond_broadcast(&farm->changed);
    return true;
}

static void *help(void *arg)
{
    struct farm *farm = arg;

    pthread_mutex_lock(&farm->lock);
    while (!farm->over)
        if (!render_next(farm))
            pthread_cond_wait(&farm->changed, &farm->lock);
    pthread_mutex_unlock(&farm->lock);
    return NULL;
}

static void open_farm(struct farm *farm)
{
    size_t i;

    *farm = (struct farm){.at_once = ewc_processors(MOST_AT_ONCE),
                          .lock = PTHREAD_MUTEX_INITIALIZER,
                          .changed = PTHREAD_COND_INITIALIZER};
    for (i = 0; i < MOST_JOBS; i++) {
        ewc_buf_init(&farm->jobs[i].slice, 0);
        ewc_buf_init(&farm->jobs[i].out, 0);
    }
}

static void close_farm(struct farm *farm)
{
    size_t i;

    pthread_mutex_lock(&farm->lock);
    farm->over = true;
    pthread_cond_broadcast(&farm->changed);
    pthread_mutex_unlock(&farm->lock);
    for (i = 0; i < farm->thread_count; i++)
        pthread_join(farm->threads[i], NULL);
    for (i = 0; i < MOST_JOBS; i++) {
        ewc_buf_finish(&farm->jobs[i].slice);
        ewc_buf_finish(&farm->jobs[i].out);
    }
    pthread_cond_destroy(&farm->changed);
    pthread_mutex_destroy(&farm->lock);
}

static void write_out(struct pieces *p, const struct job *job)
{
    p->other_layout |= job->other_layout;
    if (p->other_layout || p->st != EWC_OK)
        return;
    p->st = job->st;
    if (job->st != EWC_OK)
        *p->err = job->err;
    else if (job->out.len && fwrite(job->out.ptr, 1, job->out.len, p->to) != job->out.len)
        p->st = ewc_err_set(p->err, EWC_EIO, EWC_NOWHERE, "a temporary file for the report cannot be written: %s",
                            strerror(errno));
}

/* Writes what is done, until no more than `left` slices are on their way. */
static void write_until(struct pieces *p, unsigned left)
{
    struct farm *farm = &p->farm;

    pthread_mutex_lock(&farm->lock);
    for (;;) {
        struct job *job = &farm->jobs[farm->written % MOST_JOBS];

        if (farm->written < farm->queued && job->done) {
            pthread_mutex_unlock(&farm->lock);
            write_out(p, job);
            pthread_mutex_lock(&farm->lock);
            farm->written++;
        } else if (farm->queued - farm->written <= left) {
            break;
        } else if (!render_next(farm)) {
            pthread_cond_wait(&farm->changed, &farm->lock);
        }
    }
    pthread_mutex_unlock(&farm->lock);
}

/* The next slice, empty. */
static struct ewc_buf *begin_slice(struct pieces *p)
{
    struct job *job;

    write_until(p, MOST_JOBS - 1);
    job = &p->farm.jobs[p->farm.queued % MOST_JOBS];
    ewc_buf_reset(&job->slice);
    ewc_buf_reset(&job->out);
    ewc_buf_str(&job->slice, ewc_buf_view(&p->opening));
    return &job->slice;
}

/* plain: see is_plain(); nobody looked at what stands beside cases. */
static void end_slice(struct pieces *p, const char *part, bool plain)
{
    struct farm *farm = &p->farm;
    struct job *job = &farm->jobs[farm->queued % MOST_JOBS];

    job->sheet = p->sheet;
    job->path = p->path;
    job->part = part;
    job->plain = plain;
    job->other_layout = false;
    job->st = EWC_OK;
    job->done = false;
    ewc_buf_text(&job->slice, "</results>\n");
    pthread_mutex_lock(&farm->lock);
    farm->queued++;
    pthread_cond_broadcast(&farm->changed);
    if (farm->thread_count + 1 < farm->at_once && farm->queued - farm->taken > 1 &&
        pthread_create(&farm->threads[farm->thread_count], NULL, help, farm) == 0)
        farm->thread_count++;
    pthread_mutex_unlock(&farm->lock);
}

static void render_whole(struct pieces *p, const char *part)
{
    ewc_buf_str(begin_slice(p), ewc_buf_view(&p->summary));
    end_slice(p, part, false);
}

/* The suite's own counts, from the summary; "" when they are not there. */
static struct ewc_str suite_counts(const struct pieces *p)
{
    struct ewc_str summary = ewc_buf_view(&p->summary);
    struct ewc_str tag = open_tag(ewc_buf_view(&p->suite));
    size_t from = 0;

    while (from < summary.len) {
        struct ewc_str rest = {summary.ptr + from, summary.len - from};
        const char *end = memchr(rest.ptr, '\n', rest.len);
        size_t len = end ? (size_t)(end - rest.ptr) + 1 : rest.len;

        if (len > tag.len && memcmp(rest.ptr, tag.ptr, tag.len) == 0)
            return (struct ewc_str){rest.ptr, len};
        from += len;
    }
    return (struct ewc_str){"", 0};
}

static void render_suite(struct pieces *p, const char *part)
{
    struct ewc_buf *slice = begin_slice(p);

    ewc_buf_str(slice, ewc_buf_view(&p->counts));
    ewc_buf_text(slice, ">\n");
    ewc_buf_str(slice, suite_counts(p));
    ewc_buf_text(slice, "</summary>\n");
    ewc_buf_str(slice, ewc_buf_view(&p->suite));
    ewc_buf_text(slice, "</suite>\n");
    end_slice(p, part, false);
}

static void render_cases(struct pieces *p)
{
    struct ewc_buf *slice;

    if (p->case_count == 0)
        return;
    slice = begin_slice(p);
    ewc_buf_str(slice, ewc_buf_view(&p->counts));
    ewc_buf_text(slice, "/>\n");
    ewc_buf_str(slice, ewc_buf_view(&p->suite));
    ewc_buf_str(slice, ewc_buf_view(&p->cases));
    ewc_buf_text(slice, "</suite>\n");
    if (p->cases.failed)
        slice->failed = true;
    ewc_buf_reset(&p->cases);
    p->case_count = 0;
    end_slice(p, "case", p->plain && is_plain(ewc_buf_view(&p->suite)));
    p->plain = true;
}

/* ---- the whole file ------------------------------------------------------------------------------------------ */

static bool goes_on(const struct pieces *p)
{
    return !p->other_layout && p->st == EWC_OK;
}

/* Up to the first suite. */
static void read_front(struct pieces *p)
{
    if (!next_line(p) || !begins(p, "<?xml ") || !next_line(p) || !begins(p, "<results ") ||
        !take_through(p, &p->opening, "</run>") || !next_line(p) || !begins(p, "<summary")) {
        p->other_layout = true;
        return;
    }
    ewc_buf_str(&p->counts, open_tag(p->at));
    if (take_through(p, &p->summary, "</summary>"))
        (void)next_line(p);
}

static void read_case(struct pieces *p)
{
    if (!begins(p, "<case ") || !take_case(p)) {
        p->other_layout = true;
        return;
    }
    p->case_count++;
    if (p->case_count == CASES_AT_ONCE || p->cases.len >= BYTES_AT_ONCE)
        render_cases(p);
    if (goes_on(p))
        (void)next_line(p);
}

static void read_suite(struct pieces *p)
{
    ewc_buf_reset(&p->suite);
    ewc_buf_str(&p->suite, p->at);
    render_suite(p, "suite-head");
    if (goes_on(p))
        (void)next_line(p);
    while (goes_on(p) && !begins(p, "</suite>"))
        read_case(p);
    if (goes_on(p))
        render_cases(p);
    if (goes_on(p))
        render_suite(p, "suite-tail");
    if (goes_on(p))
        (void)next_line(p);
}

static void read_all(struct pieces *p)
{
    read_front(p);
    if (goes_on(p))
        render_whole(p, "head");
    while (goes_on(p) && begins(p, "<suite "))
        read_suite(p);
    if (goes_on(p) && (strcmp(p->line, "</results>\n") != 0 || getc(p->from) != EOF))
        p->other_layout = true;
    if (goes_on(p))
        render_whole(p, "tail");
    write_until(p, 0);
}

static enum exchange exchange_wanted(const struct ewc_sheet *sheet)
{
    const char *value = ewc_sheet_param_text(sheet, "exchange");

    if (value && strcmp(value, "'failed'") == 0)
        return OF_FAILED;
    return value && strcmp(value, "'none'") == 0 ? OF_NONE : OF_ALL;
}

enum ewc_status render_pieces(const struct ewc_sheet *sheet, const char *path, FILE *to, bool *out_other_layout,
                              struct ewc_err *err)
{
    struct pieces p = {.sheet = sheet, .path = path, .to = to, .err = err, .st = EWC_OK, .plain = true,
                       .wanted = exchange_wanted(sheet)};
    char buffer[BUFFER_BYTES];
    struct ewc_buf *buffers[] = {&p.opening, &p.summary, &p.counts, &p.suite, &p.cases};
    size_t i;

    open_farm(&p.farm);
    for (i = 0; i < sizeof(buffers) / sizeof(*buffers); i++)
        ewc_buf_init(buffers[i], 0);
    p.from = fopen(path, "re");
    if (p.from) {
        (void)setvbuf(p.from, buffer, _IOFBF, sizeof(buffer));
        read_all(&p);
    } else {
        p.other_layout = true; /* who reads it as a whole says why */
    }
    if (p.from)
        fclose(p.from);
    free(p.line);
    for (i = 0; i < sizeof(buffers) / sizeof(*buffers); i++)
        ewc_buf_finish(buffers[i]);
    close_farm(&p.farm);
    *out_other_layout = p.other_layout && p.st == EWC_OK;
    return p.st;
}
