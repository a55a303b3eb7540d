/* ids: identifiers that look like those of Exchange, and what can be told from one alone.
 *
 * Below the base64 lies what Exchange has there too: a short head, the mailbox's GUID in letters, bytes
 * that are the same for all, and a serial number at the end.
 */
#include "refserver/ids.h"

#include "refserver/base64.h"
#include "refserver/server.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { HEAD = 4, GUID = 36, MIDDLE = 43, SERIAL = 7, RAW_LENGTH = HEAD + GUID + MIDDLE + 1 + SERIAL + 1 };

static const char middle[MIDDLE] = "\0\x2e\0\0\0\0\0\xa9\x4f\x51\x17\x9e\x0c\x42\x4d\x86\x4a\x3f\x77\x15"
                                   "\xd2\x9b\x68\x01\0\x6d\x17\xca\x08\xee\x25\x4e\x41\xab\x6d\xfe\x1b\x85"
                                   "\x0a\x13\x5b\0";

#define ODD_HEAD "AAMk &<>\"'/+=\xc3\xbc;" /* what must be escaped, and what only looks like it */
#define LONG_TAIL 640u                     /* bytes; makes Ids of about 1,000 characters        */

static void raw_id(const struct ewc_refserver *server, struct id id, unsigned char out[RAW_LENGTH])
{
    unsigned char *at = out;

    *at++ = 0;
    *at++ = id.kind == ID_PERSONA ? 4 : 3;
    *at++ = 0x24;
    *at++ = 0;
    memcpy(at, server->store.mailboxes[id.mailbox].guid, GUID);
    at += GUID;
    memcpy(at, middle, MIDDLE);
    at += MIDDLE;
    *at++ = (unsigned char)(0x10 + id.kind);
    for (unsigned i = 0; i < SERIAL; i++)
        *at++ = (unsigned char)(id.serial >> (8 * (SERIAL - 1 - i)));
    *at = 0;
}

static void write_id(const struct ewc_refserver *server, struct id id, struct ewc_buf *out)
{
    unsigned char raw[RAW_LENGTH + LONG_TAIL];
    size_t len = RAW_LENGTH;

    if (varies(server, VARIANT_SHORT_IDS)) {
        ewc_buf_printf(out, "%" PRIu64, (id.serial * REF_MAILBOXES + id.mailbox) * 4 + (uint64_t)id.kind);
        return;
    }
    raw_id(server, id, raw);
    if (varies(server, VARIANT_LONG_IDS)) {
        for (size_t i = 0; i < LONG_TAIL; i++)
            raw[len++] = (unsigned char)(i * 7 + id.serial);
    }
    if (varies(server, VARIANT_ODD_IDS))
        ewc_buf_text(out, ODD_HEAD);
    ref_base64_encode(out, raw, len);
}

char *ref_id_make(const struct ewc_refserver *server, struct id id)
{
    struct ewc_buf text;
    char *made = NULL;

    ewc_buf_init(&text, 0);
    write_id(server, id, &text);
    if (!text.failed)
        made = strndup(text.ptr, text.len);
    ewc_buf_finish(&text);
    return made;
}

static bool mailbox_of(const struct ewc_refserver *server, const char *guid, unsigned *out_mailbox)
{
    for (unsigned i = 0; i < REF_MAILBOXES; i++) {
        if (memcmp(server->store.mailboxes[i].guid, guid, GUID) == 0) {
            *out_mailbox = i;
            return true;
        }
    }
    return false;
}

static bool read_short(struct ewc_str text, struct id *id)
{
    uint64_t number;

    if (!ewc_parse_uint(text, 0, UINT64_MAX / 2, &number) || (text.len > 1 && text.ptr[0] == '0'))
        return false;
    id->kind = (enum id_kind)(number % 4);
    id->mailbox = (unsigned)(number / 4 % REF_MAILBOXES);
    id->serial = number / 4 / REF_MAILBOXES;
    return true;
}

static bool read_raw(const struct ewc_refserver *server, struct ewc_str raw, struct id *id)
{
    const unsigned char *kind = (const unsigned char *)raw.ptr + HEAD + GUID + MIDDLE;

    if (raw.len < RAW_LENGTH || !mailbox_of(server, raw.ptr + HEAD, &id->mailbox))
        return false;
    if (*kind < 0x10 || *kind > 0x10 + ID_FOLDER)
        return false;
    id->kind = (enum id_kind)(*kind - 0x10);
    for (unsigned i = 0; i < SERIAL; i++)
        id->serial = (id->serial << 8) | kind[1 + i];
    return true;
}

/* An Id is read by guessing what it stands for, and by looking whether that would be written so. */
struct id ref_id_read(const struct ewc_refserver *server, const char *text)
{
    struct id id = {.kind = ID_MALFORMED};
    struct ewc_str rest = ewc_str(text);
    struct ewc_buf buf;
    bool good;

    if (rest.len == 0)
        return (struct id){.kind = ID_EMPTY};
    if (rest.len > REF_MAX_ID)
        return (struct id){.kind = ID_TOO_LONG};
    ewc_buf_init(&buf, 0);
    if (varies(server, VARIANT_SHORT_IDS)) {
        good = read_short(rest, &id);
    } else {
        if (varies(server, VARIANT_ODD_IDS) && ewc_str_starts(rest, ODD_HEAD)) {
            rest.ptr += strlen(ODD_HEAD);
            rest.len -= strlen(ODD_HEAD);
        }
        good = ref_base64_decode(&buf, rest) && !buf.failed && read_raw(server, ewc_buf_view(&buf), &id);
    }
    if (good) {
        ewc_buf_reset(&buf);
        write_id(server, id, &buf);
        good = ewc_str_is(ewc_buf_view(&buf), text);
    }
    ewc_buf_finish(&buf);
    return good ? id : (struct id){.kind = ID_MALFORMED};
}

const char *ref_change_key(const struct ewc_refserver *server, struct ewc_arena *arena, enum id_kind kind,
                           uint64_t serial, unsigned version)
{
    unsigned char raw[22] = {kind == ID_GROUP ? 0x12 : 0x11, 0, 0, 0, 0x16, 0, 0, 0, 0x6d, 0x17, 0xca};
    struct ewc_buf text;
    const char *key;

    if (varies(server, VARIANT_CHANGE_KEY_ABSENT))
        return NULL;
    if (varies(server, VARIANT_CHANGE_KEY_FIXED))
        return kind == ID_GROUP ? "EgAAAA==" : "EQAAAA==";
    for (unsigned i = 0; i < 4; i++) {
        raw[14 + i] = (unsigned char)(serial >> (8 * (3 - i)));
        raw[18 + i] = (unsigned char)(version >> (8 * (3 - i)));
    }
    ewc_buf_init(&text, 0);
    for (unsigned i = 0; varies(server, VARIANT_CHANGE_KEY_LONG) && i < 20; i++)
        ref_base64_encode(&text, raw, 21); /* 21 bytes: no padding inside */
    ref_base64_encode(&text, raw, sizeof(raw));
    key = text.failed ? NULL : ewc_arena_strndup(arena, text.ptr, text.len);
    ewc_buf_finish(&text);
    return key;
}
