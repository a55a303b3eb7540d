/* Redirects, where a run allows any: secrets and requests stay with the server that they are for. */
#include "http/client.h"

#include <stdlib.h>
#include <string.h>

static bool same_part(CURLU *a, CURLU *b, CURLUPart part)
{
    char *x = NULL, *y = NULL;
    bool same = curl_url_get(a, part, &x, CURLU_DEFAULT_PORT) == CURLUE_OK &&
                curl_url_get(b, part, &y, CURLU_DEFAULT_PORT) == CURLUE_OK &&
                ewc_str_is_nocase(ewc_str(x), y);

    curl_free(x);
    curl_free(y);
    return same;
}

bool ewc_http_stays_at_origin(struct ewc_http_client *client, struct ewc_str location)
{
    CURLU *from = curl_url(), *to = curl_url();
    char *text = calloc(1, location.len + 1);
    bool stays = false;

    if (from && to && text) {
        memcpy(text, location.ptr, location.len);
        stays = curl_url_set(from, CURLUPART_URL, client->config.url, 0) == CURLUE_OK &&
                curl_url_set(to, CURLUPART_URL, client->config.url, 0) == CURLUE_OK &&
                curl_url_set(to, CURLUPART_URL, text, CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK &&
                same_part(from, to, CURLUPART_SCHEME) && same_part(from, to, CURLUPART_HOST) &&
                same_part(from, to, CURLUPART_PORT);
    }
    curl_url_cleanup(from);
    curl_url_cleanup(to);
    free(text);
    return stays;
}
