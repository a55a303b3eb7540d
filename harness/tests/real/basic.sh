#!/bin/sh
# Apache's mod_auth_basic over TLS, with an authority of the test's own: sign-in, certificates, plain http, TLS 1.1.
. "$(dirname "$0")/lib.sh"
needs apache2 openssl base64 ps

make_certificates
user='EXAMPLE\tester'
password='p@ss <&"w0rd'"'"' é'
cookie=c00kie-that-nobody-sees
enter_user
site() {
  guard_lines /EWS/
  cat <<CONF
Header always set Set-Cookie "X-BackEndCookie=$cookie; path=/EWS/; HttpOnly"
LogFormat "%{Cookie}i" cookies
CustomLog "$work/cookies.log" cookies
CONF
  proxy_lines
}

start_server
start_apache tls site tls_lines
target=https://localhost:$port/EWS/Exchange.asmx
export EWS_CONFORM_PASSWORD="$password"

# ---- the whole suite, and what nobody may learn ---------------------------------------------------------------------
run_watched run --target "$target" --user "$user" --cacert "$work/ca.pem"
exits 0 "the whole suite passes with a password over TLS"
hides "neither password nor cookie is in anything that is written, or in the process list" "$password" \
  'p@ss &lt;&amp;' 'p%40ss' "$(base64_of "$user:$password")" "$cookie"
holds "the cookie came back with each request but the first of each worker" \
  test "$(grep -c "X-BackEndCookie=$cookie" "$work/cookies.log")" -gt 2000
printf '%s\n' "$password" >"$work/password"
chmod 600 "$work/password"
run run --target "$target" --user "$user" --auth basic --password-file "$work/password" --cacert "$work/ca.pem" rename-once
exits 0 "--auth basic, with --password-file"
chmod 640 "$work/password"
run run --target "$target" --user "$user" --auth basic --password-file "$work/password" --cacert "$work/ca.pem" rename-once
exits 3 "which others may not read"
run probe --target "$target" --user "$user" --cacert "$work/ca.pem"
exits 0 "probe tells the same"
says 'Basic' "and which sign-in worked"
says 'TLSv1\.[23]' "and the version of TLS"
says_not "$cookie|p@ss" "and no secret"

# A server that fails, so that there are bundles and evidence, and that tells everybody what it was told.
telling() {
  site
  printf 'Header always set X-Told "expr=%%{HTTP:Authorization}"\n'
}
start_server --defect duplicate-status-409
start_apache telling telling tls_lines
run_watched run --target "https://localhost:$port/EWS/Exchange.asmx" --user "$user" --cacert "$work/ca.pem" errors
exits 1 "a server that fails"
holds "leaves bundles" sh -c "ls '$work'/reports/bundles/*/*"
holds "and evidence" sh -c "ls '$work'/reports/evidence/*"
hides "without the sign-in, though its answers have it" "$password" "$(base64_of "$user:$password")" "$cookie"
start_server
start_apache again site tls_lines
target=https://localhost:$port/EWS/Exchange.asmx

# crash NAME ARGS…: a run that dies of a signal that leaves a core, in a folder of its own
crash() {
  mkdir "$work/$1"
  (
    cd "$work/$1" || exit
    shift
    ulimit -c unlimited 2>/dev/null
    [ -n "$EWS_CONFORM_PASSWORD" ] || unset EWS_CONFORM_PASSWORD
    "$EWS" "$@" >/dev/null 2>&1 &
    pid=$!
    sleep 1
    kill -ABRT $pid
    wait $pid
  ) 2>/dev/null
}
cores() { find "$work/$1" -type f | wc -l; }
EWS_CONFORM_PASSWORD='' crash plain-crash run --target "$url" --delay 20
crash crash run --target "$target" --user "$user" --cacert "$work/ca.pem" --delay 20
holds "a run with a password leaves no core when it crashes (one without: $(cores plain-crash))" test "$(cores crash)" -eq 0

# ---- what is wrong is said once --------------------------------------------------------------------------------------
# one_error PATTERN WHAT: exit status 2, and one line that says why
one_error() {
  exits 2 "$2"
  says "^ERROR .*$1" "with the reason"
  holds "said once" test "$(grep -c '^ERROR' "$work/out")" -eq 1
}
EWS_CONFORM_PASSWORD=wrong run_watched run --target "$target" --user "$user" --cacert "$work/ca.pem"
one_error 'Sign-in was refused .*401.*password' "a wrong password is an error of the set-up"
hides "and is not shown either" 'OlVTRVI6d3Jvbmc' "$(base64_of "$user:wrong")"
run run --target "$target" --cacert "$work/ca.pem"
one_error 'Sign-in was refused .*--user' "no user"
run run --target "$target" --user "$user" --cacert "$work/other-ca.pem"
one_error 'certificate' "a certificate of another authority"
run run --target "$target" --user "$user"
one_error 'certificate' "a certificate that the system does not know"
run run --target "https://mail.test:$port/EWS/Exchange.asmx" --resolve "mail.test:$port:127.0.0.1" --user "$user" \
  --cacert "$work/ca.pem"
one_error 'mail\.test' "a certificate for another host"
run_watched run --target "https://mail.test:$port/EWS/Exchange.asmx" --resolve "mail.test:$port:127.0.0.1" \
  --user "$user" --insecure --tag smoke
exits 0 "--insecure looks at neither"
says '^INSECURE .*--insecure' "which is said on the console"
for file in h.html j.xml markdown github r.xml; do
  holds "and in $file" grep -q 'insecure' "$work/reports/$file"
done

# ---- plain http ---------------------------------------------------------------------------------------------------------
start_apache plain site
plain="http://mail.test:$port/EWS/Exchange.asmx"
for auth in any basic; do
  run run --target "$plain" --resolve "mail.test:$port:127.0.0.1" --user "$user" --auth $auth rename-once
  exits 2 "a password does not travel over plain http (--auth $auth)"
done
says 'plain http' "which is said"
holds "and was not sent" sh -c "! grep -q Basic '$work/plain/access.log'"
run run --target "$plain" --resolve "mail.test:$port:127.0.0.1" --user "$user" --allow-plaintext-credentials \
  --tag smoke
exits 0 "--allow-plaintext-credentials lets it"

# ---- TLS 1.1 -------------------------------------------------------------------------------------------------------------
# A server that speaks nothing newer. Its port is told by itself.
openssl s_server -accept 127.0.0.1:0 -tls1_1 -cipher 'ALL:@SECLEVEL=0' -cert "$work/server.pem" -key "$work/server.key" \
  -www >"$work/old" 2>&1 &
running="$! $running"
tries=0
while ! grep -q '^ACCEPT ' "$work/old" && [ $tries -lt 50 ]; do
  sleep 0.1
  tries=$((tries + 1))
done
port=$(sed -n 's/^ACCEPT .*:\([0-9]*\)$/\1/p' "$work/old")
if [ -n "$port" ]; then
  holds "a server of TLS 1.1 is there" sh -c "openssl s_client -connect 127.0.0.1:$port -tls1_1 -cipher ALL:@SECLEVEL=0 \
    </dev/null 2>&1 | grep -q 'Protocol *: TLSv1.1'"
  for option in "--cacert $work/ca.pem" --insecure; do
    # shellcheck disable=SC2086 # an option with its value
    run run --target "https://localhost:$port/EWS/Exchange.asmx" --user "$user" $option
    exits 2 "and is refused (${option%% *})"
    says '^ERROR .*(TLS|protocol)' "with the reason"
  done
else
  echo "note  this OpenSSL serves no TLS 1.1"
fi

done_testing
