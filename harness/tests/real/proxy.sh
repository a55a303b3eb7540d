#!/bin/sh
# A forward proxy (Apache's mod_proxy): CONNECT for TLS, plain requests for http, --proxy, the environment, NO_PROXY.
. "$(dirname "$0")/lib.sh"
needs apache2 openssl base64 ps

make_certificates
user='EXAMPLE\tester'
password='proxy-p4ssword'
proxy_password='way-p4ssword'
enter_user
printf 'walker:%s\n' "$(printf '%s' "$proxy_password" | openssl passwd -apr1 -stdin)" >"$work/walkers"
readable "$work/walkers"
export EWS_CONFORM_PASSWORD="$password"
site() {
  guard_lines /EWS/
  proxy_lines
}
forward() {
  printf 'ProxyRequests On\nAllowCONNECT %s\n' "$server_port"
  # What the proxy is asked for: method, URL, sign-in at the proxy, sign-in at the server.
  printf 'LogFormat "%%m %%U %%>s [%%{Proxy-Authorization}i] [%%{Authorization}i]" way\n'
  printf 'CustomLog "%s" way\n' "$work/way.log"
}
forward_signed_in() {
  forward
  printf '<Proxy "*">\nAuthType Basic\nAuthName "the way out"\nAuthUserFile "%s"\nRequire valid-user\n</Proxy>\n' \
    "$work/walkers"
}

start_server
start_apache tls site tls_lines
server_port=$port
start_apache proxy forward
way=http://127.0.0.1:$port
start_apache signed forward_signed_in
signed=127.0.0.1:$port
# A name that only the proxy could reach: it is what the proxy makes of it. So the proxy is used, or nothing is reached.
target=https://localhost:$server_port/EWS/Exchange.asmx

# used WHAT: the proxy was, since the log was emptied. Apache writes of a tunnel when both its ends are closed.
used() {
  tries=0
  while ! grep -q "^CONNECT " "$work/way.log" && [ $tries -lt 100 ]; do
    sleep 0.05
    tries=$((tries + 1))
  done
  holds "$1" grep -q "^CONNECT " "$work/way.log"
}
unused() { holds "$1" test ! -s "$work/way.log"; }

run_watched run --target "$target" --cacert "$work/ca.pem" --user "$user" --proxy "$way"
exits 0 "the whole suite passes through a proxy (CONNECT)"
used "which was used"
holds "and saw no sign-in of the server" sh -c "! grep -v '\[-\] \[-\]' '$work/way.log'"
hides "the password is nowhere" "$password" "$(base64_of "$user:$password")"

: >"$work/way.log"
https_proxy=$way run run --target "$target" --cacert "$work/ca.pem" --user "$user" rename-once
exits 0 "a proxy that the environment names"
used "is used"
: >"$work/way.log"
https_proxy=$way no_proxy=localhost run run --target "$target" --cacert "$work/ca.pem" --user "$user" rename-once
exits 0 "where the environment says so (no_proxy)"
unused "it is not used"
https_proxy=http://127.0.0.1:9 run run --target "$target" --cacert "$work/ca.pem" --user "$user" --proxy "$way" rename-once
exits 0 "--proxy beats the environment"
used "and is used"
https_proxy=http://127.0.0.1:9 run run --target "$target" --cacert "$work/ca.pem" --user "$user"
exits 2 "a proxy that is not there"
holds "is said once" test "$(grep -c '^ERROR' "$work/out")" -eq 1
says '^ERROR .*proxy' "with the reason"

# ---- a proxy that wants a sign-in -----------------------------------------------------------------------------------
: >"$work/way.log"
run_watched run --target "$target" --cacert "$work/ca.pem" --user "$user" --proxy "http://walker:$proxy_password@$signed" \
  --tag smoke --delay 20
exits 0 "a proxy that wants a sign-in"
used "is used"
# The program takes it out of its command line as soon as it has read it.
awk '/^look/ { n = $2 } n > 2' "$work/reports/processes" >"$work/later"
mv "$work/later" "$work/reports/processes"
hides "and neither of the passwords is in a report, a log or later in the process list" "$password" "$proxy_password" \
  "$(base64_of "$user:$password")" "$(base64_of "walker:$proxy_password")"
run probe --target "$target" --cacert "$work/ca.pem" --user "$user" --proxy "http://walker:$proxy_password@$signed"
exits 0 "probe goes that way too"
says 'proxy.*walker:x+@' "and tells the proxy"
says_not "$proxy_password" "without its password"
https_proxy="http://walker:$proxy_password@$signed" run_watched run --target "$target" --cacert "$work/ca.pem" \
  --user "$user" --tag smoke
exits 0 "also from the environment"
hides "where nobody else sees its password" "$proxy_password" "$(base64_of "walker:$proxy_password")"
run run --target "$target" --cacert "$work/ca.pem" --user "$user" --proxy "http://walker:wrong-one@$signed"
exits 2 "a wrong password for the proxy"
holds "is said once" test "$(grep -c '^ERROR' "$work/out")" -eq 1
says '^ERROR .*proxy' "and that it is the proxy's"
says_not 'wrong-one' "and not shown"

# ---- plain http --------------------------------------------------------------------------------------------------------
start_server --variant sign-in
: >"$work/way.log"
run run --target "$url" --user "$user" --proxy "$way"
exits 0 "the whole suite passes through a proxy over plain http"
holds "which saw the requests" test "$(grep -c '^POST ' "$work/way.log")" -gt 2000

done_testing
