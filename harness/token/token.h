/* token: bearer tokens from a credential helper, which is run again when a token's life is over or a server refuses it.
 *
 * Shared by all workers: while one has the helper run, the others wait for its token. What the helper writes is in no
 * message; tokens are wiped at the end.
 */
#ifndef EWC_TOKEN_H
#define EWC_TOKEN_H

#include "base/base.h"

enum { EWC_TOKEN_MAX_OUTPUT = 64 * 1024 }; /* of a helper */

struct ewc_tokens;

/**
 * Nothing is run yet.
 *
 * @param command    for /bin/sh -c; its first line of output is the token, its second, if it has one, the seconds that
 *                   the token lives. Without that the "exp" of a JSON Web Token counts, else the token lives until it
 *                   is refused. Standard error is passed on. Borrowed
 * @param cancelled  how many signals asked to end, polled while the helper runs; may be NULL. The first breaks off only
 *                   the first run of the helper: later ones may be for the clean-up
 */
EWC_MUST_USE enum ewc_status ewc_tokens_create(const char *command, int (*cancelled)(void), struct ewc_tokens **out_tokens,
                                               struct ewc_err *err);
/** Accepts NULL. */
void ewc_tokens_destroy(struct ewc_tokens *tokens);

/**
 * The token of this moment; runs the helper for the first one, and shortly before the life of one is over.
 *
 * @param out_token  lives as long as `tokens`
 * @return EWC_OK      with an error in `err` when there is an old token only, as no new one could be had
 *         EWC_EUSAGE  the helper failed or wrote no token: the message says how
 */
EWC_MUST_USE enum ewc_status ewc_tokens_get(struct ewc_tokens *tokens, const char **out_token, struct ewc_err *err);

/**
 * A server has refused `refused`: another token, which another worker may have fetched in the meantime. The helper is
 * not run again when the tokens that it writes were refused several times in a row.
 *
 * @return NULL when there is no other
 */
const char *ewc_tokens_renew(struct ewc_tokens *tokens, const char *refused, struct ewc_err *err);
/** A server has taken this token. */
void ewc_tokens_accepted(struct ewc_tokens *tokens, const char *token);

/** How often the helper was run. */
unsigned ewc_tokens_fetched(struct ewc_tokens *tokens);

/** Runs a command, see ewc_tokens_create(); its output in *out, which is wiped by the caller. More than `patience`
 * signals break it off. */
EWC_MUST_USE enum ewc_status ewc_token_run(const char *command, unsigned timeout_ms, int (*cancelled)(void), int patience,
                                           struct ewc_buf *out, struct ewc_err *err);
/** When a JSON Web Token ends, in seconds since 1970; 0: it is none, or does not say. Source: RFC 7519 4.1.4. */
uint64_t ewc_token_expiry(struct ewc_str token);

#endif
