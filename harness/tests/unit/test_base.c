/* What base promises to every other module. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <criterion/parameterized.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/base.h"

#pragma GCC diagnostic ignored "-Wconversion" /* in the macros of Criterion 2.4 */

/* ---- errors
 * ---------------------------------------------------------------------------------------------- */

Test(err, first_cause_wins)
{
    struct ewc_err err = {0};

    cr_expect(eq(int, (int)ewc_err_set(&err, EWC_EXML, EWC_NOWHERE, "first %d", 1), EWC_EXML));
    cr_expect(eq(int, (int)ewc_err_set(&err, EWC_EIO, EWC_NOWHERE, "second"), EWC_EXML));
    cr_expect(eq(str, err.message, "first 1"));
    ewc_err_hint(&err, "about the second");
    cr_expect(eq(str, err.hint, ""), "which was not kept");
    err = (struct ewc_err){0};
    (void)ewc_err_set(&err, EWC_EXML, EWC_NOWHERE, "first");
    ewc_err_hint(&err, "do this");
    ewc_err_hint(&err, "do that");
    cr_expect(eq(str, err.hint, "do this"));
}

Test(err, keeps_all_for_those_who_want_them)
{
    struct ewc_arena *arena = ewc_arena_create(0);
    struct ewc_err err = {.more = arena};
    const struct ewc_err *e;
    unsigned count = 0;

    ewc_err_hint(&err, "nothing has failed yet");
    cr_expect(eq(int, (int)ewc_err_set(&err, EWC_EXML, EWC_NOWHERE, "first"), EWC_EXML));
    cr_expect(eq(int, (int)ewc_err_set(&err, EWC_EIO, (struct ewc_loc){.line = 2}, "second"), EWC_EXML));
    ewc_err_hint(&err, "of the second");
    ewc_err_at(&err, (struct ewc_loc){.file = "second.xml", .line = 2});
    (void)ewc_err_set(&err, EWC_EXML, EWC_NOWHERE, "first");
    ewc_err_hint(&err, "of the first");
    cr_assert(ne(ptr, err.next, NULL));
    cr_expect(eq(str, err.hint, "of the first"));
    cr_expect(eq(int, (int)err.next->status, EWC_EIO));
    cr_expect(eq(str, err.next->message, "second"));
    cr_expect(eq(str, err.next->hint, "of the second"));
    cr_expect(eq(str, err.next->at.file, "second.xml"));
    cr_expect(eq(ptr, err.next->next, NULL), "the same is kept once");
    for (unsigned i = 0; i < 200; i++)
        (void)ewc_err_set(&err, EWC_ECASE, EWC_NOWHERE, "failure %u", i);
    for (e = &err; e; e = e->next)
        if (++count == 100)
            cr_expect(eq(str, (char *)e->hint, "there may be more: mend these first"));
    cr_expect(eq(uint, count, 100));
    ewc_arena_destroy(arena);
}

Test(err, without_a_place_to_put_it_returns_the_status)
{
    cr_expect(eq(int, (int)ewc_err_set(NULL, EWC_ENET, EWC_NOWHERE, "x"), EWC_ENET));
    ewc_err_hint(NULL, "x");
    ewc_err_at(NULL, EWC_NOWHERE);
}

Test(err, place_is_added_once)
{
    struct ewc_err err = {0};

    ewc_err_at(&err, (struct ewc_loc){.file = "early.xml", .line = 1});
    cr_expect(eq(str, err.at.file, ""), "nothing has failed yet");
    (void)ewc_err_set(&err, EWC_EXML, EWC_NOWHERE, "x");
    ewc_err_at(&err, (struct ewc_loc){.file = "inner.xml", .line = 7, .column = 3});
    ewc_err_at(&err, (struct ewc_loc){.file = "outer.xml", .line = 1});
    cr_expect(eq(str, err.at.file, "inner.xml"));
    cr_expect(eq(uint, err.at.line, 7));
    cr_expect(eq(uint, err.at.column, 3));
}

Test(err, message_is_one_printable_line)
{
    struct ewc_err err = {0};

    (void)ewc_err_set(&err, EWC_EXML, (struct ewc_loc){.file = "a\x1b[31m.xml"}, "\n%s\r\n",
                      "a\tb\nc \x1b[2J \x07 \xC2\x9B"
                      "31m \xFF\xC0\x80 gr\xC3\xBC\xC3\x9F");
    cr_expect(eq(str, err.message, "a b c ?[2J ? ??31m ??? gr\xC3\xBC\xC3\x9F"));
    cr_expect(eq(str, err.at.file, "a?[31m.xml"));
}

Test(err, long_text_is_cut_between_characters)
{
    struct ewc_err err = {0};
    char text[2000] = "x"; /* odd, so that the cut would fall into a character */
    size_t len;

    for (size_t i = 1; i + 2 < sizeof(text); i += 2)
        memcpy(text + i, "\xC3\xBC", 2);
    (void)ewc_err_set(&err, EWC_EXML, (struct ewc_loc){.file = text}, "%s", text);
    len = strlen(err.message);
    cr_expect(lt(sz, len, sizeof(err.message)));
    cr_expect(gt(sz, len, sizeof(err.message) - 8));
    cr_expect(eq(str, err.message + len - 5, "\xC3\xBC..."));
    cr_expect(eq(int, strncmp(err.at.file, "...", 3), 0), "the end of a path is kept");
    cr_expect(lt(sz, strlen(err.at.file), sizeof(err.at.file)));
}

/* ---- strings
 * ---------------------------------------------------------------------------------------------- */

Test(str, compares_bytes_not_c_strings)
{
    struct ewc_str with_nul = {.ptr = "a\0b", .len = 3};

    cr_expect(not(ewc_str_is(with_nul, "a")));
    cr_expect(ewc_str_eq(with_nul, (struct ewc_str){.ptr = "a\0b", .len = 3}));
    cr_expect(ewc_str_eq(ewc_str(NULL), ewc_str("")));
    cr_expect(ewc_str_is_nocase(ewc_str("Content-TYPE"), "content-type"));
    cr_expect(not(ewc_str_is_nocase(ewc_str("\xC3\x84"), "\xC3\xA4")), "ASCII only, whatever the locale");
    cr_expect(ewc_str_starts(ewc_str("urn:x"), "urn:"));
    cr_expect(not(ewc_str_starts(ewc_str("ur"), "urn:")));
}

Test(str, trims_both_ends)
{
    cr_expect(ewc_str_is(ewc_str_trim(ewc_str(" \t\r\n a b \n")), "a b"));
    cr_expect(ewc_str_is(ewc_str_trim(ewc_str(" \n")), ""));
}

Test(str, finds_only_inside_of_the_view)
{
    struct ewc_str view = {.ptr = "abcabcabc", .len = 5};

    cr_expect(eq(sz, ewc_str_find(view, "bc", 0), 1));
    cr_expect(eq(sz, ewc_str_find(view, "bc", 2), SIZE_MAX), "the second one ends past the view");
    cr_expect(eq(sz, ewc_str_find(view, "", 5), 5));
    cr_expect(eq(sz, ewc_str_find(view, "a", 6), SIZE_MAX));
    cr_expect(eq(sz, ewc_str_find(ewc_str(NULL), "a", 0), SIZE_MAX));
}

struct number_row {
    char text[32];
    uint64_t max;
    bool ok;
    uint64_t value;
};

ParameterizedTestParameters(parse_uint, reads_plain_decimals_only)
{
    static struct number_row rows[] = {
        {"0", 10, true, 0},
        {"10", 10, true, 10},
        {"007", 10, true, 7},
        {"18446744073709551615", UINT64_MAX, true, UINT64_MAX},
        {"18446744073709551616", UINT64_MAX, false, 0},
        {"99999999999999999999999", UINT64_MAX, false, 0},
        {"11", 10, false, 0},
        {"", 10, false, 0},
        {" 1", 10, false, 0},
        {"1 ", 10, false, 0},
        {"+1", 10, false, 0},
        {"-1", 10, false, 0},
        {"0x1", 10, false, 0},
        {"1e1", 10, false, 0},
    };
    return cr_make_param_array(struct number_row, rows, sizeof(rows) / sizeof(rows[0]));
}

ParameterizedTest(struct number_row *row, parse_uint, reads_plain_decimals_only)
{
    uint64_t value = 0;

    cr_expect(eq(int, ewc_parse_uint(ewc_str(row->text), 0, row->max, &value), row->ok), "\"%s\"",
              row->text);
    cr_expect(eq(u64, value, row->value), "\"%s\"", row->text);
}

Test(parse_uint, holds_the_minimum)
{
    uint64_t value = 99;

    cr_expect(not(ewc_parse_uint(ewc_str("1"), 2, 9, &value)));
    cr_expect(eq(u64, value, 99), "output is untouched on failure");
}

Test(edit_distance, counts_single_edits)
{
    char long_name[66];

    cr_expect(eq(uint, ewc_edit_distance("grup", "group"), 1));
    cr_expect(eq(uint, ewc_edit_distance("kitten", "sitting"), 3));
    cr_expect(eq(uint, ewc_edit_distance("", "abc"), 3));
    cr_expect(eq(uint, ewc_edit_distance("same", "same"), 0));
    memset(long_name, 'a', 65);
    long_name[65] = '\0';
    cr_expect(eq(uint, ewc_edit_distance("a", long_name), UINT_MAX));
    long_name[64] = '\0';
    cr_expect(eq(uint, ewc_edit_distance("a", long_name), 63));
}

Test(str, writes_numbers_and_what_fits)
{
    char number[EWC_DECIMAL_BYTES], small[4];

    cr_expect(eq(str, (char *)ewc_decimal(number, 0), "0"));
    cr_expect(eq(str, (char *)ewc_decimal(number, 200), "200"));
    cr_expect(eq(str, (char *)ewc_decimal(number, UINT64_MAX), "18446744073709551615"));
    cr_expect(eq(sz, ewc_fit(small, sizeof(small), ewc_str("ab")), 2));
    cr_expect(eq(str, small, "ab"));
    cr_expect(eq(sz, ewc_fit(small, sizeof(small), ewc_str("abcd")), 3));
    cr_expect(eq(str, small, "abc"));
    cr_expect(eq(sz, ewc_fit(small, 1, ewc_str("abc")), 0));
    cr_expect(eq(str, small, ""));
}

/* ---- arena
 * ------------------------------------------------------------------------------------------------- */

Test(arena, values_are_aligned_zeroed_and_apart)
{
    struct ewc_arena *arena = ewc_arena_create(0);
    char *before = NULL;

    for (size_t size = 0; size < 3000; size += 7) {
        char *value = ewc_arena_alloc(arena, size);

        cr_assert(ne(ptr, value, NULL));
        cr_assert(eq(sz, (uintptr_t)value % _Alignof(max_align_t), 0));
        cr_assert(ne(ptr, value, before));
        for (size_t i = 0; i < size; i++)
            cr_assert(eq(chr, value[i], 0));
        memset(value, 0xAA, size);
        before = value;
    }
    ewc_arena_destroy(arena);
}

Test(arena, reused_memory_is_zeroed_again)
{
    struct ewc_arena *arena = ewc_arena_create(0);
    char *value = ewc_arena_alloc(arena, 100);

    memset(value, 'x', 100);
    ewc_arena_reset(arena);
    value = ewc_arena_alloc(arena, 100);
    for (size_t i = 0; i < 100; i++)
        cr_assert(eq(chr, value[i], 0));
    ewc_arena_destroy(arena);
}

Test(arena, holds_its_limit_and_gives_it_back_on_reset)
{
    struct ewc_arena *arena = ewc_arena_create(100000);
    size_t given = 0;

    while (ewc_arena_alloc(arena, 1000))
        given += 1000;
    cr_expect(le(sz, given, 100000));
    cr_expect(gt(sz, given, 90000));
    cr_expect(eq(ptr, ewc_arena_alloc(arena, SIZE_MAX - 8), NULL));
    cr_expect(eq(ptr, ewc_arena_printf(arena, "%01000d", 7), NULL));
    ewc_arena_reset(arena);
    cr_expect(ne(ptr, ewc_arena_alloc(arena, 90000), NULL));
    ewc_arena_destroy(arena);
    ewc_arena_destroy(NULL);
}

Test(arena, copies_text)
{
    struct ewc_arena *arena = ewc_arena_create(0);
    const char *bytes = ewc_arena_strndup(arena, "a\0bc", 3);

    cr_expect(eq(int, memcmp(bytes, "a\0b\0", 4), 0));
    cr_expect(eq(str, ewc_arena_strdup(arena, "text"), "text"));
    cr_expect(eq(str, ewc_arena_strndup(arena, NULL, 0), ""));
    cr_expect(eq(str, ewc_arena_printf(arena, "%s-%u", "id", 7u), "id-7"));
    cr_expect(eq(str, ewc_arena_concat(arena, EWC_TEXTS("one", "", " and ", "two")), "one and two"));
    cr_expect(eq(str, ewc_arena_concat(arena, EWC_TEXTS("")), ""));
    ewc_arena_destroy(arena);
}

Test(base64, each_digit_has_its_value)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    for (int i = 0; i < 64; i++)
        cr_expect(eq(int, ewc_base64_value(digits[i]), i));
    for (const char *other = "-_= @[`{:.,\x80"; *other; other++)
        cr_expect(eq(int, ewc_base64_value(*other), -1));
}

Test(processors, are_one_at_least_and_so_many_at_most)
{
    cr_expect(eq(uint, ewc_processors(1), 1));
    cr_expect(ge(uint, ewc_processors(64), 1));
    cr_expect(le(uint, ewc_processors(2), 2));
}

Test(arena, joined_arenas_live_together)
{
    struct ewc_arena *arena = ewc_arena_create(0), *other = ewc_arena_create(0);
    char *mine, *large, *theirs;

    ewc_arena_join(arena, ewc_arena_create(0)); /* nothing and nothing */
    theirs = ewc_arena_strdup(other, "theirs");
    large = ewc_arena_alloc(other, 3 << 20);
    ewc_arena_join(arena, other); /* nothing and something */
    mine = ewc_arena_strdup(arena, "mine");
    other = ewc_arena_create(0);
    theirs = ewc_arena_strdup(other, theirs);
    ewc_arena_join(arena, other);
    memset(large, 1, 3 << 20);
    cr_expect(eq(str, mine, "mine"));
    cr_expect(eq(str, theirs, "theirs"));
    cr_expect(eq(str, ewc_arena_strdup(arena, "after"), "after"));
    ewc_arena_destroy(arena);
}

/* ---- buffer
 * -------------------------------------------------------------------------------------------------- */

Test(buf, is_a_c_string_at_any_time)
{
    struct ewc_buf buf, zeroed = {0};

    ewc_buf_init(&buf, 0);
    cr_expect(eq(str, buf.ptr, ""));
    cr_expect(eq(sz, ewc_buf_view(&zeroed).len, 0));
    for (int i = 0; i < 1000; i++) {
        ewc_buf_text(&buf, "abc");
        cr_assert(eq(chr, buf.ptr[buf.len], '\0'));
    }
    ewc_buf_byte(&buf, 'd');
    ewc_buf_str(&buf, ewc_str("ef"));
    ewc_buf_printf(&buf, "%0300d", 1);
    cr_expect(eq(sz, buf.len, 3000 + 3 + 300));
    cr_expect(eq(str, buf.ptr + buf.len - 3, "001"));
    ewc_buf_reset(&buf);
    cr_expect(eq(str, buf.ptr, ""));
    ewc_buf_number(&buf, 0, 1);
    ewc_buf_number(&buf, 7, 3);
    ewc_buf_number(&buf, 1234, 3);
    ewc_buf_number(&buf, UINT64_MAX, 1);
    cr_expect(eq(str, buf.ptr, "0007123418446744073709551615"));
    ewc_buf_reset(&buf);
    ewc_buf_finish(&buf);
    ewc_buf_finish(&buf);
    ewc_buf_finish(&zeroed);
}

Test(buf, first_failure_sticks)
{
    struct ewc_err err = {0};
    struct ewc_buf buf;

    ewc_buf_init(&buf, 10);
    ewc_buf_text(&buf, "0123456789");
    cr_expect(eq(int, (int)ewc_buf_check(&buf, "a line", &err), EWC_OK), "the limit itself fits");
    ewc_buf_reset(&buf);
    ewc_buf_text(&buf, "0123456");
    ewc_buf_text(&buf, "89ab");
    ewc_buf_text(&buf, "c");
    cr_expect(eq(str, buf.ptr, "0123456"));
    cr_expect(eq(int, (int)ewc_buf_check(&buf, "a line", &err), EWC_ENOMEM));
    cr_expect(ne(ptr, strstr(err.message, "a line"), NULL));
    ewc_buf_reset(&buf);
    ewc_buf_text(&buf, "c");
    cr_expect(eq(str, buf.ptr, "c"), "reset forgets the failure");
    ewc_buf_printf(&buf, "%0300d", 1);
    cr_expect(buf.failed);
    ewc_buf_finish(&buf);
}

/* ---- files
 * ----------------------------------------------------------------------------------------------------- */

static char folder[] = "/tmp/ewc-base-XXXXXX";

static void make_folder(void)
{
    cr_assert(ne(ptr, mkdtemp(folder), NULL));
}

static void remove_folder(void)
{
    static const char *const names[] = {"a.txt", "link", "sub", "fifo"};
    char path[256];

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        (void)snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
        (void)remove(path);
    }
    cr_expect(eq(int, rmdir(folder), 0), "no temporary file is left behind");
}

TestSuite(file, .init = make_folder, .fini = remove_folder);

static const char *in_folder(const char *name)
{
    static char path[256];

    (void)snprintf(path, sizeof(path), "%s/%s", folder, name);
    return path;
}

static void expect_content(const char *path, const char *content)
{
    struct ewc_err err = {0};
    struct ewc_buf buf;

    ewc_buf_init(&buf, 0);
    cr_expect(eq(int, (int)ewc_file_read(path, 0, &buf, &err), EWC_OK), "%s", err.message);
    cr_expect(eq(str, buf.ptr, (char *)content));
    ewc_buf_finish(&buf);
}

Test(file, comes_back_as_written)
{
    struct ewc_err err = {0};
    const char *path = in_folder("a.txt");
    struct ewc_buf big;

    cr_expect(eq(int, (int)ewc_file_write(path, ewc_str("one"), &err), EWC_OK), "%s", err.message);
    expect_content(path, "one");
    ewc_buf_init(&big, 0);
    for (int i = 0; i < 20000; i++)
        ewc_buf_text(&big, "0123456789");
    cr_expect(eq(int, (int)ewc_file_write(path, ewc_buf_view(&big), &err), EWC_OK), "%s", err.message);
    expect_content(path, big.ptr);
    cr_expect(eq(int, (int)ewc_file_write(path, ewc_str(""), &err), EWC_OK), "%s", err.message);
    expect_content(path, "");
    ewc_buf_finish(&big);
}

Test(file, keeps_permissions_and_links)
{
    struct ewc_err err = {0};
    struct stat info;
    char path[256], link_path[256];

    (void)snprintf(path, sizeof(path), "%s", in_folder("a.txt"));
    (void)snprintf(link_path, sizeof(link_path), "%s", in_folder("link"));
    cr_assert(eq(int, (int)ewc_file_write(path, ewc_str("one"), &err), EWC_OK), "%s", err.message);
    cr_assert(eq(int, chmod(path, 0640), 0));
    cr_assert(eq(int, symlink(path, link_path), 0));
    cr_expect(eq(int, (int)ewc_file_write(link_path, ewc_str("two"), &err), EWC_OK), "%s", err.message);
    expect_content(path, "two");
    cr_expect(eq(int, lstat(link_path, &info), 0));
    cr_expect(eq(int, S_ISLNK(info.st_mode) != 0, 1));
    cr_expect(eq(int, stat(path, &info), 0));
    cr_expect(eq(int, (int)(info.st_mode & 0777), 0640));
}

Test(file, more_than_the_limit_leaves_the_buffer_as_it_was)
{
    struct ewc_err err = {0};
    const char *path = in_folder("a.txt");
    struct ewc_buf buf;

    cr_assert(eq(int, (int)ewc_file_write(path, ewc_str("12345"), &err), EWC_OK));
    ewc_buf_init(&buf, 0);
    ewc_buf_text(&buf, "before");
    cr_expect(eq(int, (int)ewc_file_read(path, 4, &buf, &err), EWC_ELIMIT));
    cr_expect(eq(str, err.at.file, (char *)path));
    cr_expect(eq(str, buf.ptr, "before"));
    err = (struct ewc_err){0};
    cr_expect(eq(int, (int)ewc_file_read(path, 5, &buf, &err), EWC_OK));
    cr_expect(eq(str, buf.ptr, "before12345"), "read appends");
    ewc_buf_finish(&buf);
}

Test(file, failures_say_what_to_do)
{
    struct ewc_err err = {0};
    struct ewc_buf buf;

    ewc_buf_init(&buf, 0);
    cr_expect(eq(int, (int)ewc_file_read(in_folder("none.txt"), 0, &buf, &err), EWC_EIO));
    cr_expect(ne(ptr, strstr(err.message, "none.txt"), NULL));
    cr_expect(ne(chr, err.hint[0], '\0'));
    err = (struct ewc_err){0};
    cr_expect(eq(int, (int)ewc_file_read(folder, 0, &buf, &err), EWC_EIO));
    err = (struct ewc_err){0};
    cr_expect(eq(int, (int)ewc_file_write(in_folder("none/a.txt"), ewc_str("x"), &err), EWC_EIO));
    cr_expect(ne(ptr, strstr(err.hint, "folder"), NULL), "%s", err.hint);
    err = (struct ewc_err){0};
    cr_expect(eq(int, (int)ewc_file_write(folder, ewc_str("x"), &err), EWC_EIO));
    ewc_buf_finish(&buf);
}

static void *read_fifo(void *path)
{
    static char got[16];
    FILE *in = fopen(path, "r");

    cr_assert(ne(ptr, in, NULL));
    cr_expect(ne(ptr, fgets(got, sizeof(got), in), NULL));
    (void)fclose(in);
    return got;
}

Test(file, pipes_and_devices_are_written_to_as_they_are, .timeout = 20)
{
    struct ewc_err err = {0};
    char path[256];
    struct stat info;
    pthread_t reader;
    void *got;

    (void)snprintf(path, sizeof(path), "%s", in_folder("fifo"));
    cr_assert(eq(int, mkfifo(path, 0600), 0));
    cr_assert(eq(int, pthread_create(&reader, NULL, read_fifo, path), 0));
    cr_expect(eq(int, (int)ewc_file_write(path, ewc_str("through"), &err), EWC_OK), "%s", err.message);
    cr_assert(eq(int, pthread_join(reader, &got), 0));
    cr_expect(eq(str, (char *)got, "through"));
    cr_expect(eq(int, stat(path, &info), 0));
    cr_expect(eq(int, S_ISFIFO(info.st_mode) != 0, 1));
    cr_expect(eq(int, (int)ewc_file_write("/dev/null", ewc_str("x"), &err), EWC_OK), "%s", err.message);
}

Test(file, descriptors_by_name_keep_their_place)
{
    struct ewc_err err = {0};
    char path[256], name[32];
    FILE *out;

    (void)snprintf(path, sizeof(path), "%s", in_folder("a.txt"));
    out = fopen(path, "w");
    cr_assert(ne(ptr, out, NULL));
    cr_assert(ge(int, fputs("before ", out), 0));
    cr_assert(eq(int, fflush(out), 0));
    (void)snprintf(name, sizeof(name), "/dev/fd/%d", fileno(out));
    cr_expect(eq(int, (int)ewc_file_write(name, ewc_str("after"), &err), EWC_OK), "%s", err.message);
    (void)fclose(out);
    expect_content(path, "before after");
}

/* ---- clock and chance
 * ------------------------------------------------------------------------------------------ */

Test(clock, time_of_day_is_utc_in_iso_8601)
{
    char text[32];
    unsigned year = 0, month = 0, day = 0;

    ewc_clock_iso8601(text);
    cr_expect(eq(sz, strlen(text), 20));
    cr_expect(eq(int, sscanf(text, "%4u-%2u-%2uT", &year, &month, &day), 3));
    cr_expect(ge(uint, year, 2024));
    cr_expect(eq(chr, text[19], 'Z'));
}

Test(clock, goes_forward_while_sleeping)
{
    uint64_t before = ewc_clock_us();

    ewc_sleep_ms(20);
    cr_expect(ge(u64, ewc_clock_us() - before, 20000));
}

Test(random_name, names_differ_and_are_plain)
{
    char a[201], b[201];

    ewc_random_name(a, 200);
    ewc_random_name(b, 200);
    cr_expect(eq(sz, strspn(a, "abcdefghijklmnopqrstuvwxyz0123456789"), 200));
    cr_expect(eq(sz, strlen(b), 200));
    cr_expect(ne(str, a, b));
    ewc_random_name(a, 0);
    cr_expect(eq(str, a, ""));
}

Test(wipe, nothing_is_left)
{
    char secret[] = "hunter2";

    ewc_wipe(secret, sizeof(secret));
    for (size_t i = 0; i < sizeof(secret); i++)
        cr_expect(eq(chr, secret[i], '\0'));
}
