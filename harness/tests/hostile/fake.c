#include "hostile/fake.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NS "http://schemas.microsoft.com/exchange/services/2006/"
#define ID "<t:ExchangeStoreId Id=\"AAMkAGZha2U=\" ChangeKey=\"EgAAAA==\"/>"

/* The text of the element, as it stands in the request. */
static void take_text(const char *request, const char *element, char *out, size_t size)
{
    char tag[64];
    const char *start;
    size_t len;

    (void)snprintf(tag, sizeof(tag), "<%s>", element);
    start = strstr(request, tag);
    if (!start)
        return;
    start += strlen(tag);
    len = strcspn(start, "<");
    (void)snprintf(out, size, "%.*s", (int)len, start);
}

static void put_group(const struct fake *f, char *out, size_t size)
{
    if (f->name[0])
        (void)snprintf(out, size,
                       "<t:ImGroup><t:DisplayName>%s</"
                       "t:DisplayName><t:GroupType>IPM.DistList.MOC.UserGroup</t:GroupType>" ID
                       "</t:ImGroup>",
                       f->name);
    else
        out[0] = '\0';
}

/* What stands between ResponseCode and the end of the message. */
static void put_content(const struct fake *f, const char *operation, char *out, size_t size)
{
    char group[512];

    put_group(f, group, sizeof(group));
    if (strcmp(operation, "AddImGroup") == 0) { /* the element is of the messages namespace here */
        (void)snprintf(out, size, "<m:ImGroup>%s", group + strlen("<t:ImGroup>"));
        memcpy(strstr(out, "</t:ImGroup>"), "</m:ImGroup>", strlen("</m:ImGroup>"));
    } else if (strcmp(operation, "GetImItemList") == 0)
        (void)snprintf(out, size, "<m:ImItemList><t:Groups>%s</t:Groups></m:ImItemList>", group);
    else
        out[0] = '\0';
}

static char *message(const char *operation, const char *content, size_t *len)
{
    char body[2048];
    char *all = malloc(sizeof(body) + 256);
    int body_len =
        snprintf(body, sizeof(body),
                 "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:m=\"" NS
                 "messages\" xmlns:t=\"" NS "types\"><s:Header><t:ServerVersionInfo MajorVersion=\"15\" "
                 "MinorVersion=\"1\" MajorBuildNumber=\"669\" MinorBuildNumber=\"32\" "
                 "Version=\"V2016_10_10\"/></s:Header><s:Body><m:%sResponse ResponseClass=\"Success\">"
                 "<m:ResponseCode>NoError</m:ResponseCode>%s</m:%sResponse></s:Body></s:Envelope>",
                 operation, content, operation);

    if (all)
        *len = (size_t)snprintf(
            all, sizeof(body) + 256,
            "HTTP/1.1 200 OK\r\nContent-Type: text/xml; charset=utf-8\r\nContent-Length: %d\r\n\r\n%s",
            body_len, body);
    return all;
}

char *fake_answer(void *ctx, const char *request, size_t *len)
{
    static const char *const OPERATIONS[] = {"AddImGroup", "SetImGroup", "RemoveImGroup", "GetImItemList"};
    struct fake *f = ctx;
    char content[1024], tag[64];

    for (size_t i = 0; i < sizeof(OPERATIONS) / sizeof(*OPERATIONS); i++) {
        (void)snprintf(tag, sizeof(tag), "<m:%s", OPERATIONS[i]);
        if (!strstr(request, tag))
            continue;
        if (i == 0)
            take_text(request, "m:DisplayName", f->name, sizeof(f->name));
        else if (i == 1)
            take_text(request, "m:NewDisplayName", f->name, sizeof(f->name));
        else if (i == 2)
            f->name[0] = '\0';
        put_content(f, OPERATIONS[i], content, sizeof(content));
        return message(OPERATIONS[i], content, len);
    }
    return NULL;
}
