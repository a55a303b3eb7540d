#!/bin/sh
# Bearer tokens, which Apache checks: from the environment, a file and a credential helper whose tokens change during a run.
. "$(dirname "$0")/lib.sh"
needs apache2 openssl base64 ps

make_certificates
# The tokens that are taken now, one a line; Apache reads the file again when it changed.
tokens=$work/tokens
accept() {
  for token in "$@"; do printf '%s ok\n' "$token"; done >"$tokens.new"
  readable "$tokens.new"
  mv "$tokens.new" "$tokens"
}
site() {
  cat <<CONF
RewriteEngine On
RewriteMap tokens "txt:$tokens"
RewriteCond %{HTTP:Authorization} "^Bearer ([A-Za-z0-9._~+/=-]+)\$"
RewriteCond \${tokens:%1} "=ok"
RewriteRule "^" "-" [S=1]
RewriteRule "^/EWS/" "-" [R=401,L]
Header always set WWW-Authenticate "Bearer realm=\"mailboxes\"" "expr=%{REQUEST_STATUS} == 401"
CONF
  proxy_lines
}
first=eyJhbGciOiJub25lIn0.first+token/of_the~test=
accept "$first"
start_server
start_apache tls site tls_lines
target=https://localhost:$port/EWS/Exchange.asmx

EWS_CONFORM_TOKEN=$first run_watched run --target "$target" --cacert "$work/ca.pem"
exits 0 "the whole suite passes with a token from EWS_CONFORM_TOKEN"
hides "the token is not in anything that is written, or in the process list" "$first" 'first+token' 'first%2Btoken'
printf '%s\n' "$first" >"$work/token"
chmod 600 "$work/token"
run_watched run --target "$target" --cacert "$work/ca.pem" --auth bearer --token-file "$work/token" --tag smoke
exits 0 "--token-file"
hides "which is not shown either" 'first+token' 'first%2Btoken'
chmod 644 "$work/token"
run run --target "$target" --cacert "$work/ca.pem" --token-file "$work/token" rename-once
exits 3 "others may not read it"
EWS_CONFORM_TOKEN=other.token run run --target "$target" --cacert "$work/ca.pem"
exits 2 "a token that is not taken is an error of the set-up"
holds "which is said once" test "$(grep -c '^ERROR' "$work/out")" -eq 1
says 'Sign-in was refused' "with the reason"
says_not 'other\.token' "and without the token"
EWS_CONFORM_TOKEN=$first run run --target "http://mail.test:$port/EWS/Exchange.asmx" \
  --resolve "mail.test:$port:127.0.0.1" rename-once
exits 2 "a token does not travel over plain http"
says 'plain http' "which is said"

# ---- a credential helper ---------------------------------------------------------------------------------------------
# change_tokens: every 0.4 seconds another token is taken, and none of the earlier ones
change_tokens() {
  n=0
  while [ -d "$work" ] && [ $n -lt 150 ]; do
    n=$((n + 1))
    printf 'token-%s-of.many+x/y=\n' $n >"$work/now.new" && mv "$work/now.new" "$work/now" &&
      accept "$(cat "$work/now")" 2>/dev/null || return
    sleep 0.4
  done
}
: >"$work/helped"
accept none
change_tokens &
running="$! $running"
sleep 0.3
run_watched run --target "$target" --cacert "$work/ca.pem" --delay 5 -j 4 rename errors \
  --token-command "echo x >>'$work/helped'; cat '$work/now'"
exits 0 "a run passes with tokens that change meanwhile"
holds "the credential helper was asked again ($(wc -l <"$work/helped") times)" test "$(wc -l <"$work/helped")" -ge 3
hides "and none of the tokens is shown" 'of.many+x' 'of.many%2Bx'

done_testing
