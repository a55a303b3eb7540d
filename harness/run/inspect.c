/* A few harmless requests that tell what a target is, before anybody runs a suite against it. */
#include <string.h>

#include "run/internal.h"

/* What the sessions of an inspection share. */
struct inspection {
    struct ewc_inspection *out;
    struct worker worker;
    struct ewc_arena *arena;
};

/* Sends one body; the answer's meaning in *out, "" code where there is none. */
static enum ewc_status ask(struct inspection *in, const char *operation, const char *body, struct answer *out,
                           struct ewc_err *err)
{
    const struct ewc_request *request = NULL;
    enum ewc_status st = ewc_request_build_own(operation, ewc_str(body), NULL, &in->worker.shared->config->defaults,
                                               in->arena, &request, err);

    if (st == EWC_OK)
        st = send_patiently(&in->worker, in->worker.client, request, 0, in->arena, out, err);
    return st;
}

static enum ewc_status look_at_list(struct inspection *in, struct ewc_err *err)
{
    struct ewc_inspection *out = in->out;
    struct answer answer = {0};
    struct group_list list = {0};
    const char *why = NULL;
    enum ewc_status st = ask(in, "GetImItemList", "<m:GetImItemList/>", &answer, err);

    if (st != EWC_OK)
        return st;
    out->exchange = answer.exchange;
    out->server = answer.response->server;
    out->list_outcome = answer.response->outcome;
    out->list_code = answer.response->code ? answer.response->code : "";
    ewc_response_finish(answer.response);
    out->facts = ewc_http_facts(in->worker.client, in->arena);
    if (out->list_outcome == EWC_OUTCOME_SUCCESS && read_list(&in->worker, NULL, in->arena, &list, &why)) {
        out->group_count = list.count;
        out->leftover_count = 0;
        for (unsigned i = 0; i < list.count; i++)
            out->leftover_count += is_run_name(list.items[i].name);
    }
    return out->facts ? EWC_OK : ewc_err_set(err, EWC_ENOMEM, EWC_NOWHERE, "memory ran out");
}

/* A rename of a group that cannot be: its answer says whether the operation is known. */
static enum ewc_status look_at_rename(struct inspection *in, struct ewc_err *err)
{
    struct answer answer = {0};
    enum ewc_status st = ask(in, "SetImGroup",
                             "<m:SetImGroup><m:GroupId Id=\"ews-conform-no-such-group\"/>"
                             "<m:NewDisplayName>ews-conform-probe</m:NewDisplayName></m:SetImGroup>",
                             &answer, err);

    if (st != EWC_OK)
        return st;
    in->out->rename_outcome = answer.response->outcome;
    in->out->rename_code = answer.response->code ? answer.response->code : "";
    ewc_response_finish(answer.response);
    return EWC_OK;
}

enum ewc_status ewc_inspect(const struct ewc_run_config *config, struct ewc_arena *arena, struct ewc_inspection *out,
                            struct ewc_err *err)
{
    static const struct ewc_run_listener SILENT;
    struct inspection in = {.out = out, .arena = arena};
    struct ewc_result *result = NULL;
    struct shared shared;
    enum ewc_status st;

    memset(out, 0, sizeof(*out));
    st = ewc_result_create(NULL, 0, NULL, false, &result, err);
    if (st == EWC_OK)
        st = open_shared(&shared, config, result, &SILENT, arena);
    if (st != EWC_OK) {
        ewc_result_destroy(result);
        return st;
    }
    st = worker_open(&in.worker, &shared, err);
    if (st == EWC_OK)
        st = look_at_list(&in, err);
    if (st == EWC_OK && out->exchange->outcome == EWC_HTTP_OK && out->list_outcome != EWC_OUTCOME_OTHER)
        st = look_at_rename(&in, err);
    worker_close(&in.worker);
    pthread_mutex_destroy(&shared.lock);
    ewc_result_destroy(result);
    return st;
}
