/* testlib/tlsserver: `openssl s_server` with a self-signed certificate for "localhost", as a process.
 *
 * It answers every GET with 200 and a page about the connection.
 */
#ifndef EWC_TESTLIB_TLSSERVER_H
#define EWC_TESTLIB_TLSSERVER_H

struct ewc_tlsserver;

/** @param option  one more option of s_server, such as "-tls1_1", or NULL
 *  @return NULL when there is no openssl program, or it does not start */
struct ewc_tlsserver *ewc_tlsserver_start(const char *option);
/** The same with a certificate that is out of date. */
struct ewc_tlsserver *ewc_tlsserver_start_expired(void);
/** "https://localhost:PORT/" */
const char *ewc_tlsserver_url(const struct ewc_tlsserver *server);
/** The certificate, PEM; it is its own authority. */
const char *ewc_tlsserver_cert(const struct ewc_tlsserver *server);
/** Its private key, PEM. */
const char *ewc_tlsserver_key(const struct ewc_tlsserver *server);
/** Stops the process, removes its files; accepts NULL. */
void ewc_tlsserver_stop(struct ewc_tlsserver *server);

#endif
