#!/bin/sh
# Redirects: what a run sends, and what signs it in, stays at the origin that it was meant for.
. "$(dirname "$0")/lib.sh"
needs apache2 openssl base64

make_certificates
user='EXAMPLE\tester'
password='redirect-p4ssword'
enter_user
export EWS_CONFORM_PASSWORD="$password"
# The other origin would take the sign-in, and answer.
other() {
  guard_lines /EWS/
  proxy_lines
}
# /moved/N: at another port, /over: without TLS, /here: to the same origin, /late: the other port, for SetImGroup only.
site() {
  guard_lines /EWS/
  proxy_lines
  cat <<CONF
RewriteEngine On
RewriteRule "^/moved/(30[1278])\$" "https://localhost:$other_port/EWS/Exchange.asmx" [R=\$1,L]
RewriteRule "^/over\$" "http://localhost:$plain_port/EWS/Exchange.asmx" [R=307,L]
RewriteRule "^/name\$" "https://127.0.0.1:\${PORT}/EWS/Exchange.asmx" [R=307,L]
RewriteRule "^/here\$" "/EWS/Exchange.asmx" [R=307,L]
RewriteCond %{HTTP:SOAPAction} "SetImGroup"
RewriteRule "^/late\$" "https://localhost:$other_port/EWS/Exchange.asmx" [R=307,L]
ProxyPass "/late" "$url"
CONF
  guard_lines /late
}
start_server
start_apache other other tls_lines
other_port=$port
start_apache plain other
plain_port=$port
start_apache site site tls_lines
origin=https://localhost:$port

# nobody WHAT: neither of the others heard anything
nobody() { holds "$1" test ! -s "$work/other/access.log" -a ! -s "$work/plain/access.log"; }

for path in moved/301 moved/302 moved/307 moved/308 over; do
  for redirects in 0 3; do
    run run --target "$origin/$path" --cacert "$work/ca.pem" --user "$user" --allow-plaintext-credentials \
      --max-redirects $redirects
    exits 2 "a redirect to another origin is an error of the set-up ($path, --max-redirects $redirects)"
    holds "said once" test "$(grep -c '^ERROR' "$work/out")" -eq 1
    says "^ERROR .*redirects to http.*/EWS/Exchange.asmx" "with where it leads"
  done
done
run run --target "$origin/name" --cacert "$work/ca.pem" --user "$user" --max-redirects 3
exits 2 "another name of the same server is another origin"
run run --target "$origin/late" --cacert "$work/ca.pem" --user "$user" --max-redirects 3 --settle 50 --tag smoke
holds "a redirect of SetImGroup alone leaves it unanswered" test "$status" -ne 0
nobody "and the other origins heard nothing of all this"

run run --target "$origin/here" --cacert "$work/ca.pem" --user "$user" rename-once
exits 2 "a redirect to the same origin is not followed either"
run run --target "$origin/here" --cacert "$work/ca.pem" --user "$user" --max-redirects 3 rename-once
exits 0 "unless --max-redirects allows it"

done_testing
