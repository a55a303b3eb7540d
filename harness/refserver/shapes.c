/* shapes: what the published schemas allow in the requests that the server reads.
 * Source: messages.xsd and types.xsd, as Exchange serves them beside its endpoint. */
#include "refserver/shape.h"

#include <ctype.h>
#include <string.h>

/* ---- parts ------------------------------------------------------------------------------------ */

static const struct shape item_id = {"ItemIdType", CONTENT_NONE, NULL, 0, 0, NULL, "Id! ChangeKey?", false};
static const struct shape non_empty = {"NonEmptyStringType", CONTENT_TEXT, NULL, 1, 0, NULL, NULL, false};
static const struct shape anything = {"anyType", CONTENT_ANY, NULL, 0, 0, NULL, NULL, false};

static const struct slot item_id_slots[] = {{NS_TYPES, "ItemId", &item_id, 0, 0},
                                            {NS_NONE, NULL, NULL, 0, 0}};
static const struct shape item_ids = {
    "NonEmptyArrayOfBaseItemIdsType", CONTENT_CHOICE, item_id_slots, 1, 0, NULL, NULL, false};

static const struct slot property_slots[] = {{NS_TYPES, "ExtendedProperty", &anything, 0, 0},
                                             {NS_NONE, NULL, NULL, 0, 0}};
static const struct shape properties = {
    "NonEmptyArrayOfExtendedFieldURIs", CONTENT_CHOICE, property_slots, 1, 0, NULL, NULL, false};

/* ---- operations ------------------------------------------------------------------------------- */

#define SEQUENCE(type, slots)                                                                              \
    {                                                                                                      \
        type, CONTENT_SEQUENCE, slots, 0, 0, NULL, NULL, false                                             \
    }
#define END                                                                                                \
    {                                                                                                      \
        NS_NONE, NULL, NULL, 0, 0                                                                          \
    }

static const struct slot add_im_group[] = {{NS_MESSAGES, "DisplayName", &non_empty, 1, 1}, END};
const struct shape ref_shape_add_im_group = SEQUENCE("AddImGroupType", add_im_group);

static const struct slot set_im_group[] = {
    {NS_MESSAGES, "GroupId", &item_id, 1, 1}, {NS_MESSAGES, "NewDisplayName", &non_empty, 1, 1}, END};
const struct shape ref_shape_set_im_group = SEQUENCE("SetImGroupType", set_im_group);

static const struct slot remove_im_group[] = {{NS_MESSAGES, "GroupId", &item_id, 1, 1}, END};
const struct shape ref_shape_remove_im_group = SEQUENCE("RemoveImGroupType", remove_im_group);

static const struct slot get_im_item_list[] = {{NS_MESSAGES, "ExtendedProperties", &properties, 0, 1}, END};
const struct shape ref_shape_get_im_item_list = SEQUENCE("GetImItemListType", get_im_item_list);

static const struct slot get_im_items[] = {{NS_MESSAGES, "ContactIds", &item_ids, 0, 1},
                                           {NS_MESSAGES, "GroupIds", &item_ids, 0, 1},
                                           {NS_MESSAGES, "ExtendedProperties", &properties, 0, 1},
                                           END};
const struct shape ref_shape_get_im_items = SEQUENCE("GetImItemsType", get_im_items);

static const struct slot add_new_im_contact[] = {{NS_MESSAGES, "ImAddress", &non_empty, 1, 1},
                                                 {NS_MESSAGES, "DisplayName", &non_empty, 0, 1},
                                                 {NS_MESSAGES, "GroupId", &item_id, 0, 1},
                                                 END};
const struct shape ref_shape_add_new_im_contact_to_group =
    SEQUENCE("AddNewImContactToGroupType", add_new_im_contact);

static const struct slot remove_contact[] = {{NS_MESSAGES, "ContactId", &item_id, 1, 1}, END};
const struct shape ref_shape_remove_contact_from_im_list =
    SEQUENCE("RemoveContactFromImListType", remove_contact);

static const struct slot remove_from_group[] = {
    {NS_MESSAGES, "ContactId", &item_id, 1, 1}, {NS_MESSAGES, "GroupId", &item_id, 1, 1}, END};
const struct shape ref_shape_remove_im_contact_from_group =
    SEQUENCE("RemoveImContactFromGroupType", remove_from_group);

static bool is_base_shape(const char *text)
{
    return strcmp(text, "IdOnly") == 0 || strcmp(text, "Default") == 0 ||
           strcmp(text, "AllProperties") == 0;
}

static const struct shape base_shape = {"DefaultShapeNamesType", CONTENT_TEXT, NULL, 1, 0,
                                        is_base_shape,           NULL,         false};
static const struct shape folder_id = {"FolderIdType", CONTENT_NONE,     NULL, 0, 0,
                                       NULL,           "Id! ChangeKey?", false};
static const struct slot mailbox_slots[] = {{NS_TYPES, "Mailbox", &anything, 0, 1}, END};
static const struct shape named_folder = {
    "DistinguishedFolderIdType", CONTENT_SEQUENCE, mailbox_slots, 0, 0, NULL, "Id! ChangeKey?", false};
static const struct slot folder_shape_slots[] = {
    {NS_TYPES, "BaseShape", &base_shape, 1, 1}, {NS_TYPES, "AdditionalProperties", &anything, 0, 1}, END};
static const struct shape folder_shape = SEQUENCE("FolderResponseShapeType", folder_shape_slots);
static const struct slot folder_id_slots[] = {{NS_TYPES, "FolderId", &folder_id, 0, 0},
                                              {NS_TYPES, "DistinguishedFolderId", &named_folder, 0, 0},
                                              END};
static const struct shape folder_ids = {
    "NonEmptyArrayOfBaseFolderIdsType", CONTENT_CHOICE, folder_id_slots, 1, 0, NULL, NULL, false};
static const struct slot get_folder[] = {
    {NS_MESSAGES, "FolderShape", &folder_shape, 1, 1}, {NS_MESSAGES, "FolderIds", &folder_ids, 1, 1}, END};
const struct shape ref_shape_get_folder = SEQUENCE("GetFolderType", get_folder);

/* ---- headers ---------------------------------------------------------------------------------- */

static bool is_subtag(const char *text, size_t len, bool letters_only)
{
    if (len < 1 || len > 8)
        return false;
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];

        if (c > 0x7f || !(letters_only ? isalpha(c) : isalnum(c)))
            return false;
    }
    return true;
}

/* xs:language: [a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*, white space around it collapsed. */
static bool is_language(const char *text)
{
    struct ewc_str tag = ewc_str_trim(ewc_str(text));
    bool first = true;

    for (;;) {
        size_t len = 0;

        while (len < tag.len && tag.ptr[len] != '-')
            len++;
        if (!is_subtag(tag.ptr, len, first))
            return false;
        if (len == tag.len)
            return true;
        tag.ptr += len + 1;
        tag.len -= len + 1;
        first = false;
    }
}

static const struct shape version = {
    "RequestServerVersion", CONTENT_NONE, NULL, 0, 0, NULL, "Version!", true};
static const struct shape culture = {"MailboxCultureType", CONTENT_TEXT, NULL, 0, 0,
                                     is_language,          NULL,         true};
static const struct slot sid_slots[] = {{NS_TYPES, "PrincipalName", &non_empty, 0, 1},
                                        {NS_TYPES, "SID", &non_empty, 0, 1},
                                        {NS_TYPES, "PrimarySmtpAddress", &non_empty, 0, 1},
                                        {NS_TYPES, "SmtpAddress", &non_empty, 0, 1},
                                        END};
static const struct shape connecting_sid = {
    "ConnectingSIDType", CONTENT_CHOICE, sid_slots, 1, 1, NULL, NULL, false};
static const struct slot impersonation_slots[] = {{NS_TYPES, "ConnectingSID", &connecting_sid, 1, 1}, END};
static const struct shape impersonation = {
    "ExchangeImpersonationType", CONTENT_SEQUENCE, impersonation_slots, 0, 0, NULL, NULL, true};

const struct shape *ref_header_shape(const char *local)
{
    static const struct {
        const char *local;
        const struct shape *shape;
    } headers[] = {
        {"RequestServerVersion", &version},
        {"MailboxCulture", &culture},
        {"ExchangeImpersonation", &impersonation},
        {"TimeZoneContext", &anything}, /* in documented requests; it changes nothing here */
        {"DateTimePrecision", &anything},
    };

    for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++) {
        if (strcmp(headers[i].local, local) == 0)
            return headers[i].shape;
    }
    return NULL;
}
