/* folders: GetFolder for the distinguished folders, as an example of a batch operation. */
#include "refserver/call.h"

#include <stdlib.h>
#include <string.h>

static const struct folder {
    const char *id;
    const char *name;
} folders[] = {
    {"msgfolderroot", "Top of Information Store"},
    {"inbox", "Inbox"},
    {"outbox", "Outbox"},
    {"sentitems", "Sent Items"},
    {"deleteditems", "Deleted Items"},
    {"drafts", "Drafts"},
    {"contacts", "Contacts"},
    {"calendar", "Calendar"},
};

/* Index of a folder by its distinguished name or by its Id; -1 when there is none. */
static int find_folder(struct call *call, const struct ewc_node *node)
{
    const char *asked = ewc_node_attr(node, "Id");
    struct id id = ref_id_read(call->server, asked);
    int count = (int)(sizeof(folders) / sizeof(folders[0]));

    if (strcmp(ewc_node_local(node), "FolderId") == 0)
        return id.kind == ID_FOLDER && id.mailbox == call->mailbox->index && id.serial < (uint64_t)count
                   ? (int)id.serial
                   : -1;
    for (int i = 0; i < count; i++) {
        if (strcmp(folders[i].id, asked) == 0)
            return i;
    }
    return -1;
}

/* The children of one GetFolderResponseMessage after its ResponseClass. */
static void add_folder(struct call *call, struct elem *message, int index)
{
    struct ewc_arena *arena = call->tree.arena;
    char *id = ref_id_make(call->server, (struct id){ID_FOLDER, call->mailbox->index, (uint64_t)index});
    struct elem *folder;

    ref_set(message, NS_NONE, "ResponseClass", "Success");
    ref_add_text(message, NS_MESSAGES, "ResponseCode", "NoError");
    folder = ref_add(ref_add(message, NS_MESSAGES, "Folders"), NS_TYPES, "Folder");
    ref_add_id_elem(folder, "FolderId", id ? ewc_arena_strdup(arena, id) : "",
                    ref_change_key(call->server, arena, ID_FOLDER, (uint64_t)index, 0));
    ref_add_text(folder, NS_TYPES, "DisplayName", folders[index].name);
    ref_add_text(folder, NS_TYPES, "TotalCount", "0");
    ref_add_text(folder, NS_TYPES, "ChildFolderCount", "0");
    free(id);
}

static void add_not_found(struct elem *message)
{
    ref_set(message, NS_NONE, "ResponseClass", "Error");
    ref_add_text(message, NS_MESSAGES, "MessageText",
                 "The specified folder could not be found in the store.");
    ref_add_text(message, NS_MESSAGES, "ResponseCode", "ErrorFolderNotFound");
    ref_add_text(message, NS_MESSAGES, "DescriptiveLinkKey", "0");
}

struct outcome ref_get_folder(struct call *call)
{
    const struct ewc_node *ids = ref_node_child(call->entry, "FolderIds");
    struct elem *messages = ref_elem(&call->tree, NS_MESSAGES, "ResponseMessages");

    for (const struct ewc_node *node = ewc_node_first(ids); node; node = ewc_node_next(node)) {
        struct elem *message = ref_add(messages, NS_MESSAGES, "GetFolderResponseMessage");
        int index = find_folder(call, node);

        if (index >= 0)
            add_folder(call, message, index);
        else
            add_not_found(message);
    }
    return success(messages);
}
