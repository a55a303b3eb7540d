#!/bin/sh
# Negotiate with Kerberos: a realm of the test's own, MIT's KDC, and Apache's mod_auth_gssapi.
. "$(dirname "$0")/lib.sh"
needs apache2 openssl base64 ps krb5kdc kdb5_util kadmin.local kinit "$modules/mod_auth_gssapi.so"

realm=EWS-CONFORM.TEST
password=kerberos-p4ssword
export KRB5_CONFIG="$work/krb5.conf" KRB5_KDC_PROFILE="$work/kdc.conf" KRB5CCNAME="FILE:$work/tickets"

write_krb5_conf() {
  cat >"$work/krb5.conf" <<CONF
[libdefaults]
  default_realm = $realm
  dns_lookup_kdc = false
  dns_lookup_realm = false
  dns_canonicalize_hostname = false
  rdns = false
  qualify_shortname = ""
[realms]
  $realm = {
    kdc = 127.0.0.1:$1
  }
[domain_realm]
  localhost = $realm
CONF
  cat >"$work/kdc.conf" <<CONF
[kdcdefaults]
  kdc_listen = 127.0.0.1:$1
  kdc_tcp_listen = 127.0.0.1:$1
[realms]
  $realm = {
    database_name = $work/principals
    key_stash_file = $work/stash
    acl_file = $work/acl
    max_life = 1h
  }
[logging]
  kdc = FILE:$work/kdc.log
CONF
}

# start_kdc: on a free port
start_kdc() {
  attempts=0
  while [ $attempts -lt 20 ]; do
    kdc_port=$(any_port)
    write_krb5_conf "$kdc_port"
    : >"$work/kdc.log"
    krb5kdc -n -r $realm >>"$work/kdc.console" 2>&1 &
    kdc=$!
    tries=0
    while ! grep -q 'commencing operation' "$work/kdc.log" && kill -0 $kdc 2>/dev/null && [ $tries -lt 100 ]; do
      sleep 0.05
      tries=$((tries + 1))
    done
    if grep -q 'commencing operation' "$work/kdc.log"; then
      running="$kdc $running"
      return 0
    fi
    kill $kdc 2>/dev/null
    wait $kdc 2>/dev/null
    attempts=$((attempts + 1))
  done
  echo "FAIL  the KDC did not start"
  cat "$work/kdc.console" "$work/kdc.log"
  exit 1
}

write_krb5_conf 1
{
  printf 'master\nmaster\n' | kdb5_util create -s -r $realm -W &&
    printf 'add_principal -pw %s tester\nadd_principal -randkey HTTP/localhost\nktadd -k %s HTTP/localhost\n' \
      $password "$work/keytab" | kadmin.local -r $realm
} >"$work/realm.log" 2>&1 || { echo "FAIL  no realm"; cat "$work/realm.log"; exit 1; }
readable "$work/keytab"
start_kdc

make_certificates
site() {
  cat <<CONF
<Location "/EWS/">
AuthType GSSAPI
AuthName "mailboxes"
GssapiCredStore keytab:$work/keytab
GssapiAllowedMech krb5
GssapiNegotiateOnce On
Require user tester@$realm
</Location>
CONF
  proxy_lines
}
start_server
start_apache tls site tls_lines
target=https://localhost:$port/EWS/Exchange.asmx

# ---- without a ticket -------------------------------------------------------------------------------------------------
run run --target "$target" --cacert "$work/ca.pem" --auth negotiate
exits 2 "without a ticket nothing can be run"
holds "which is said once" test "$(grep -c '^ERROR' "$work/out")" -eq 1
says 'kinit' "with what to do"

# ---- with one ---------------------------------------------------------------------------------------------------------
printf '%s\n' "$password" | kinit tester@$realm >"$work/kinit" 2>&1 || { echo "FAIL  kinit"; cat "$work/kinit"; exit 1; }
run_watched run --target "$target" --cacert "$work/ca.pem" --auth negotiate
exits 0 "the whole suite passes with Kerberos over TLS"
holds "which signed in each request" sh -c "! grep ' 200 ' '$work/tls/access.log' | grep -v 'Negotiate '"
grep -o 'Negotiate [A-Za-z0-9+/=]*' "$work/tls/access.log" | cut -c 11-60 | sort -u | head -n 200 >"$work/tokens"
holds "with tickets" test -s "$work/tokens"
# shellcheck disable=SC2046 # one token a word
hides "no ticket is in anything that is written, or in the process list" "$password" $(cat "$work/tokens")
run run --target "$target" --cacert "$work/ca.pem" --auth any rename-once
exits 0 "--auth any finds it too"
run probe --target "$target" --cacert "$work/ca.pem" --auth negotiate
exits 0 "probe as well"
says 'Negotiate' "which tells the sign-in"

# ---- over plain http, where no secret is sent --------------------------------------------------------------------------
start_apache plain site
run run --target "http://localhost:$port/EWS/Exchange.asmx" --auth negotiate --tag smoke
exits 0 "Kerberos over plain http passes too"

done_testing
