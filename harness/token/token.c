#include "token/token.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    TIMEOUT_MS = 60 * 1000, /* a helper may ask an identity provider */
    MARGIN_S = 60,          /* a token is replaced so long before its end, but not in the first nine tenths of its life */
    MAX_REFUSED = 3,        /* tokens in a row, after which the helper is not asked any more */
    MAX_TOKENS = 4096,
};

struct token {
    char *text;
    uint64_t replace_us; /* ewc_clock_us(); 0: never */
    struct token *older;
};

struct ewc_tokens {
    const char *command;
    int (*cancelled)(void);
    pthread_mutex_t lock; /* held while the helper runs */
    struct token *latest; /* older ones stay: somebody may be sending them */
    unsigned fetched, refused;
};

enum ewc_status ewc_tokens_create(const char *command, int (*cancelled)(void), struct ewc_tokens **out_tokens,
                                  struct ewc_err *err)
{
    struct ewc_tokens *tokens = calloc(1, sizeof(*tokens));

    if (!tokens || pthread_mutex_init(&tokens->lock, NULL) != 0) {
        free(tokens);
        return ewc_err_set(err, EWC_ENOMEM, EWC_NOWHERE, "memory ran out");
    }
    tokens->command = command;
    tokens->cancelled = cancelled;
    *out_tokens = tokens;
    return EWC_OK;
}

void ewc_tokens_destroy(struct ewc_tokens *tokens)
{
    if (!tokens)
        return;
    while (tokens->latest) {
        struct token *token = tokens->latest;

        tokens->latest = token->older;
        ewc_wipe(token->text, strlen(token->text));
        free(token->text);
        free(token);
    }
    pthread_mutex_destroy(&tokens->lock);
    free(tokens);
}

/* ---- what the helper wrote ---------------------------------------------------------------------------------- */

static struct ewc_str take_line(struct ewc_str *rest)
{
    size_t end = ewc_str_find(*rest, "\n", 0);
    struct ewc_str line = {rest->ptr, end < rest->len ? end : rest->len};

    rest->ptr += end < rest->len ? end + 1 : rest->len;
    rest->len -= end < rest->len ? end + 1 : rest->len;
    return ewc_str_trim(line);
}

static bool is_token(struct ewc_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] <= 0x20 || (unsigned char)text.ptr[i] >= 0x7F)
            return false;
    return text.len > 0;
}

/* How many seconds it lives; 0: not known. */
static uint64_t life_of(struct ewc_str token, struct ewc_str second_line)
{
    uint64_t seconds, end, now = (uint64_t)time(NULL);

    if (ewc_parse_uint(second_line, 1, UINT32_MAX, &seconds))
        return seconds;
    end = ewc_token_expiry(token);
    return end > now ? end - now : 0;
}

static struct token *make_token(struct ewc_str text, uint64_t life_s)
{
    struct token *token = calloc(1, sizeof(*token));
    uint64_t life_ms = life_s < UINT32_MAX ? life_s * 1000 : 0;
    uint64_t margin_ms = life_ms / 10 < MARGIN_S * 1000ul ? life_ms / 10 : MARGIN_S * 1000ul;

    if (token)
        token->text = strndup(text.ptr, text.len);
    if (token && !token->text) {
        free(token);
        token = NULL;
    }
    if (token && life_ms)
        token->replace_us = ewc_clock_us() + (life_ms - margin_ms) * 1000;
    return token;
}

/* Makes room beforehand: a buffer that grows leaves the token behind in the memory that it gives up. */
static void init_output(struct ewc_buf *output)
{
    static const char zeros[4096];

    ewc_buf_init(output, 0);
    while (output->len <= EWC_TOKEN_MAX_OUTPUT && !output->failed)
        ewc_buf_add(output, zeros, sizeof(zeros));
    if (!output->failed)
        ewc_buf_reset(output);
}

/* Under the lock. */
static enum ewc_status fetch(struct ewc_tokens *tokens, struct ewc_err *err)
{
    struct ewc_buf output;
    struct ewc_str rest, text, second;
    struct token *token = NULL;
    enum ewc_status st;

    if (tokens->fetched >= MAX_TOKENS)
        return ewc_err_set(err, EWC_EUSAGE, EWC_NOWHERE, "the credential helper was run %d times", MAX_TOKENS);
    init_output(&output);
    tokens->fetched++;
    st = ewc_token_run(tokens->command, TIMEOUT_MS, tokens->cancelled, tokens->latest ? 1 : 0, &output, err);
    rest = ewc_buf_view(&output);
    text = take_line(&rest);
    second = take_line(&rest);
    if (st == EWC_OK && !is_token(text))
        st = ewc_err_set(err, EWC_EUSAGE, EWC_NOWHERE,
                         "expected a token in the first line that the credential helper writes, found %s",
                         text.len ? "characters that no token can have" : "nothing");
    if (st == EWC_OK && !(token = make_token(text, life_of(text, second))))
        st = ewc_err_set(err, EWC_ENOMEM, EWC_NOWHERE, "memory ran out");
    ewc_wipe(output.ptr, output.len);
    ewc_buf_finish(&output);
    if (token) {
        token->older = tokens->latest;
        tokens->latest = token;
    }
    return st;
}

/* ---- for the workers ------------------------------------------------------------------------------------------- */

enum ewc_status ewc_tokens_get(struct ewc_tokens *tokens, const char **out_token, struct ewc_err *err)
{
    enum ewc_status st = EWC_OK;

    pthread_mutex_lock(&tokens->lock);
    if (!tokens->latest || (tokens->latest->replace_us && ewc_clock_us() >= tokens->latest->replace_us))
        st = fetch(tokens, err);
    if (st != EWC_OK && tokens->latest) { /* it may still be good; if not, the server says so */
        tokens->latest->replace_us = 0;
        st = EWC_OK;
    }
    if (st == EWC_OK)
        *out_token = tokens->latest->text;
    pthread_mutex_unlock(&tokens->lock);
    return st;
}

const char *ewc_tokens_renew(struct ewc_tokens *tokens, const char *refused, struct ewc_err *err)
{
    const char *text = NULL;

    pthread_mutex_lock(&tokens->lock);
    if (tokens->latest && tokens->latest->text != refused)
        text = tokens->latest->text;
    else if (tokens->refused < MAX_REFUSED && ++tokens->refused && fetch(tokens, err) == EWC_OK)
        text = tokens->latest->text;
    pthread_mutex_unlock(&tokens->lock);
    return text;
}

void ewc_tokens_accepted(struct ewc_tokens *tokens, const char *token)
{
    pthread_mutex_lock(&tokens->lock);
    if (tokens->refused && tokens->latest && tokens->latest->text == token)
        tokens->refused = 0;
    pthread_mutex_unlock(&tokens->lock);
}

unsigned ewc_tokens_fetched(struct ewc_tokens *tokens)
{
    unsigned fetched;

    pthread_mutex_lock(&tokens->lock);
    fetched = tokens->fetched;
    pthread_mutex_unlock(&tokens->lock);
    return fetched;
}
