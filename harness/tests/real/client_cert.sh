#!/bin/sh
# Client certificates, which Apache asks for.
. "$(dirname "$0")/lib.sh"
needs apache2 openssl base64 ps

make_certificates
sign client /CN=tester 'extendedKeyUsage=clientAuth'
cp "$work/ca.pem" "$work/own-ca.pem"
make_authority stranger-ca
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout "$work/stranger.key" \
  -out "$work/stranger.pem" -days 2 -subj /CN=stranger 2>/dev/null
cat "$work/client.key" "$work/client.pem" >"$work/both.pem"
site() {
  cat <<CONF
SSLCACertificateFile "$work/ca.pem"
SSLVerifyClient require
SSLVerifyDepth 1
SSLOptions +StdEnvVars
LogFormat "%{SSL_CLIENT_S_DN_CN}x" subjects
CustomLog "$work/subjects.log" subjects
CONF
  proxy_lines
}
start_server
start_apache tls site tls_lines
target=https://localhost:$port/EWS/Exchange.asmx

run_watched run --target "$target" --cacert "$work/ca.pem" --cert "$work/client.pem" --key "$work/client.key"
exits 0 "the whole suite passes with a client certificate"
holds "which Apache saw" test "$(grep -c '^tester$' "$work/subjects.log")" -gt 2000
hides "the private key is in nothing that is written" "$(sed -n 2p "$work/client.key")" 'PRIVATE KEY'
run run --target "$target" --cacert "$work/ca.pem" --cert "$work/both.pem" rename-once
exits 0 "key and certificate may be in one file"

# one_error PATTERN WHAT: exit status 2, and one line that says why
one_error() {
  exits 2 "$2"
  says "^ERROR .*$1" "with the reason"
  holds "said once" test "$(grep -c '^ERROR' "$work/out")" -eq 1
}
run run --target "$target" --cacert "$work/ca.pem"
one_error 'certificate' "without a certificate nothing can be run"
says '\-\-cert' "and the option is named"
run run --target "$target" --cacert "$work/ca.pem" --cert "$work/stranger.pem" --key "$work/stranger.key"
one_error '(certificate|unknown ca)' "a certificate that the server does not know"
run run --target "$target" --cacert "$work/ca.pem" --cert "$work/client.pem" --key "$work/stranger.key"
one_error '(certificate|key)' "a key of another certificate"
run run --target "$target" --cacert "$work/ca.pem" --cert "$work/nothing.pem"
one_error '(certificate|nothing\.pem)' "a file that is not there"

done_testing
