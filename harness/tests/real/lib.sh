# Shared by the tests against real server software: sourced, with EWS (the program) and ROOT (the source tree) set.
# On top of e2e/lib.sh: Apache as a reverse proxy before the reference server, certificates, and a search for secrets.
. "$(dirname "$0")/../e2e/lib.sh"
PATH=$PATH:/usr/sbin:/sbin
modules=/usr/lib/apache2/modules
export EWS_CONFORM_STATE="$work/state" HOME="$work/home"
mkdir -p "$HOME"
unset http_proxy https_proxy HTTPS_PROXY all_proxy ALL_PROXY no_proxy NO_PROXY KRB5CCNAME KRB5_CONFIG XDG_STATE_HOME
running= # process ids of all that was started and is not stopped yet

# needs WHAT…: programs on the PATH or files of packages; without them the test is skipped
needs() {
  for thing in "$@"; do
    case $thing in
    /*) [ -e "$thing" ] && continue ;;
    *) command -v "$thing" >/dev/null 2>&1 && continue ;;
    esac
    echo "skipped: $thing is not installed (harness/quickstart test installs it)"
    exit 77
  done
}

cleanup() {
  for id in $running; do stop $id; done
  stop_server
  rm -rf "$work"
}

# stop ID: ends a process that was started here, at once if it must be
stop() {
  kill "$1" 2>/dev/null
  tries=0
  while kill -0 "$1" 2>/dev/null && [ $tries -lt 50 ]; do
    sleep 0.1
    tries=$((tries + 1))
  done
  kill -9 "$1" 2>/dev/null
  wait "$1" 2>/dev/null
  left=
  for id in $running; do [ "$id" = "$1" ] || left="$left $id"; done
  running=$left
}

# A port from below those that Linux gives to clients. Whoever listens there tries the next one when it is taken.
any_port() {
  echo $((20000 + $(od -An -N2 -tu2 /dev/urandom) % 12000))
}

# ---- Apache -------------------------------------------------------------------------------------------------------

# Root may not serve itself: Apache's own processes are www-data's then, and must reach their files.
as_root() { [ "$(id -u)" -eq 0 ]; }

# readable FILE…: by Apache's processes, and by nobody else
readable() {
  as_root || return 0
  chgrp www-data "$@" && chmod g+rX "$@"
}

write_frame() {
  cat <<CONF
ServerRoot "$work/$1"
ServerName localhost
PidFile "$work/$1/pid"
DefaultRuntimeDir "$work/$1"
ErrorLog "$work/$1/error.log"
LogLevel warn
LogFormat "%m %U %>s %{Host}i %{Authorization}i" seen
CustomLog "$work/$1/access.log" seen
Timeout 20
KeepAliveTimeout 20
MaxKeepAliveRequests 0
StartServers 1
ThreadsPerChild 40
ServerLimit 2
MaxRequestWorkers 80
AcceptFilter http none
AcceptFilter https none
Define PORT $2
Listen 127.0.0.1:$2
CONF
  as_root && printf 'User www-data\nGroup www-data\n'
  for module in mpm_event authn_core authn_file authz_core authz_user auth_basic auth_gssapi ssl rewrite headers env setenvif \
    alias proxy proxy_http proxy_connect; do
    if [ -e "$modules/mod_$module.so" ]; then printf 'LoadModule %s_module "%s"\n' $module "$modules/mod_$module.so"; fi
  done
}

# start_apache NAME WRITER…: with the lines that these functions write, on a free port: $port; log files in $work/NAME
start_apache() {
  mkdir -p "$work/$1"
  writers=$*
  for writer in ${writers#"$1"}; do $writer; done >"$work/$1/site"
  as_root && chmod 711 "$work" && chgrp www-data "$work/$1"
  attempts=0
  while [ $attempts -lt 20 ]; do
    port=$(any_port)
    rm -f "$work/$1/pid"
    { write_frame "$1" $port && cat "$work/$1/site"; } >"$work/$1/conf"
    apache2 -f "$work/$1/conf" -DFOREGROUND >>"$work/$1/console" 2>&1 &
    apache=$!
    tries=0
    while [ ! -s "$work/$1/pid" ] && kill -0 $apache 2>/dev/null && [ $tries -lt 100 ]; do
      sleep 0.05
      tries=$((tries + 1))
    done
    if [ -s "$work/$1/pid" ] && kill -0 $apache 2>/dev/null; then
      running="$apache $running"
      return 0
    fi
    kill $apache 2>/dev/null
    wait $apache 2>/dev/null
    grep -q 'ddress already in use' "$work/$1/console" || break
    attempts=$((attempts + 1))
  done
  echo "FAIL  Apache did not start"
  cat "$work/$1/console" "$work/$1/error.log" 2>/dev/null
  exit 1
}

# Lines of a site: TLS with the certificate of make_certificates, and the way to the reference server at $url.
tls_lines() {
  printf 'SSLEngine on\nSSLProtocol -all +TLSv1.2 +TLSv1.3\nSSLSessionCache none\n'
  printf 'SSLCertificateFile "%s"\nSSLCertificateKeyFile "%s"\n' "$work/server.pem" "$work/server.key"
}
# guard_lines PATH: sign-in with Basic, by those whom enter_user wrote down
guard_lines() {
  printf '<Location "%s">\nAuthType Basic\nAuthName "mailboxes"\nAuthUserFile "%s"\nRequire valid-user\n</Location>\n' \
    "$1" "$work/users"
}
proxy_lines() {
  printf 'ProxyPass "/EWS/" "%s/EWS/"\n' "${url%/EWS/*}"
}

# enter_user: $user with $password may sign in
enter_user() {
  printf '%s:%s\n' "$user" "$(printf '%s' "$password" | openssl passwd -apr1 -stdin)" >"$work/users"
  readable "$work/users"
}

# ---- certificates ---------------------------------------------------------------------------------------------------

# sign NAME SUBJECT EXTENSIONS: NAME.key and NAME.pem, signed by the test's own authority
sign() {
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout "$work/$1.key" -out "$work/$1.csr" \
    -subj "$2" 2>/dev/null &&
    printf '%s\n' "$3" >"$work/ext" &&
    openssl x509 -req -in "$work/$1.csr" -CA "$work/ca.pem" -CAkey "$work/ca.key" -CAcreateserial -days 2 \
      -extfile "$work/ext" -out "$work/$1.pem" 2>/dev/null
}

# make_authority NAME: NAME.key and NAME.pem
make_authority() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout "$work/$1.key" -out "$work/$1.pem" \
    -days 2 -subj "/CN=$1 of a test" -addext basicConstraints=critical,CA:TRUE 2>/dev/null
}

make_certificates() {
  make_authority ca && make_authority other-ca &&
    sign server /CN=localhost 'subjectAltName=DNS:localhost,IP:127.0.0.1' || { echo "FAIL  openssl"; exit 1; }
}

# ---- secrets ----------------------------------------------------------------------------------------------------------

# reported: options that have a run write all that it can write, into $work/reports
reported="--verbose --results $work/reports/r.xml --junit $work/reports/j.xml --html $work/reports/h.html
  --bundles $work/reports/bundles --save-evidence $work/reports/evidence"
for format in tap markdown ctrf github matrix; do reported="$reported --report $format=$work/reports/$format"; done

# run_watched ARGS…: as run, with all reports, and the command lines of all processes and the journal kept as they were
run_watched() {
  rm -rf "$work/reports"
  mkdir -p "$work/reports"
  # shellcheck disable=SC2086 # a list of options
  "$EWS" "$@" $reported >"$work/out" 2>&1 &
  watched=$!
  looks=0
  while kill -0 $watched 2>/dev/null; do
    looks=$((looks + 1))
    [ $looks -lt 600 ] || kill $watched
    echo "look $looks" >>"$work/reports/processes"
    ps -eo args >>"$work/reports/processes" 2>/dev/null
    cat "$EWS_CONFORM_STATE"/*.journal >>"$work/reports/journal" 2>/dev/null
    sleep 0.2
  done
  wait $watched
  status=$?
  cp "$work/out" "$work/reports/console"
}

# hides WHAT SECRET…: none of them is in anything that run_watched kept
hides() {
  what=$1
  shift
  : >"$work/patterns"
  for secret in "$@"; do printf '%s\n' "$secret" >>"$work/patterns"; done
  if ! [ -s "$work/reports/processes" ] || ! [ -s "$work/reports/r.xml" ]; then
    not_ok "$what (there is nothing to search)"
  elif grep -raFl -f "$work/patterns" "$work/reports" "$EWS_CONFORM_STATE" >"$work/found" 2>/dev/null; then
    not_ok "$what (found in: $(tr '\n' ' ' <"$work/found"))"
  else
    ok "$what"
  fi
}

base64_of() { printf '%s' "$1" | base64 -w 0; }
