# Shared by the end-to-end tests: sourced, with EWS (the program) and ROOT (the source tree) set.
set -u
: "${EWS:?the program under test}" "${ROOT:?the source tree}"
export EWS_CONFORM_DATA="$ROOT"
unset EWS_CONFORM_PASSWORD EWS_CONFORM_TOKEN NO_COLOR GITHUB_STEP_SUMMARY 2>/dev/null || true
work=$(mktemp -d) || exit 1
server=
gate=
passed=0
failed=0

cleanup() {
  stop_gate
  if [ -n "$server" ]; then
    kill "$server" 2>/dev/null
    wait "$server" 2>/dev/null
  fi
  rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 1' INT TERM

ok() {
  passed=$((passed + 1))
  echo "ok    $1"
}

not_ok() {
  failed=$((failed + 1))
  echo "FAIL  $1"
  if [ -f "$work/out" ]; then sed 's/^/        /' "$work/out" | tail -n 30; fi
}

# run ARGS…: the program; output in $work/out, exit status in $status
run() {
  timeout 120 "$EWS" "$@" >"$work/out" 2>&1
  status=$?
}

# exits CODE WHAT: the last run ended with that status
exits() {
  if [ "$status" -eq "$1" ]; then ok "$2"; else not_ok "$2 (exit status $status, expected $1)"; fi
}

# says PATTERN WHAT: the last run printed it (an extended regular expression)
says() {
  if grep -Eq -- "$1" "$work/out"; then ok "$2"; else not_ok "$2 (nothing matches: $1)"; fi
}

# says_not PATTERN WHAT
says_not() {
  if grep -Eq -- "$1" "$work/out"; then not_ok "$2 (something matches: $1)"; else ok "$2"; fi
}

# holds WHAT COMMAND…: the command succeeds
holds() {
  what=$1
  shift
  if "$@" >"$work/holds" 2>&1; then ok "$what"; else not_ok "$what ($(head -c 300 "$work/holds"))"; fi
}

# told_url FILE: the URL in the first line of what a server prints, as soon as it is there
told_url() {
  tries=0
  while [ $tries -lt 100 ]; do
    told=$(sed -n '1s/^\(http:.*\)$/\1/p' "$1")
    [ -z "$told" ] || break
    sleep 0.1
    tries=$((tries + 1))
  done
  printf '%s\n' "$told"
}

# start_server ARGS…: `serve` in the background; its URL in $url
start_server() {
  stop_server
  : >"$work/serve" # the child may be slow to do so, and another server's URL must not be read
  "$EWS" serve "$@" >"$work/serve" 2>&1 &
  server=$!
  url=$(told_url "$work/serve")
  [ -n "$url" ] || { echo "FAIL  the server did not start"; exit 1; }
}

stop_server() {
  [ -n "$server" ] || return 0
  kill "$server" 2>/dev/null
  wait "$server" 2>/dev/null
  server=
}

# start_gate OPTIONS…: testlib/gate before the server that start_server began; its URL in $gate_url
start_gate() {
  stop_gate
  port=${url#http://127.0.0.1:}
  : >"$work/gate"
  "${GATE:?testlib/gate}" "${port%%/*}" "$@" >"$work/gate" 2>&1 &
  gate=$!
  gate_url=$(told_url "$work/gate")
  [ -n "$gate_url" ] || { echo "FAIL  the gate did not start"; exit 1; }
}

stop_gate() {
  [ -n "$gate" ] || return 0
  kill "$gate" 2>/dev/null
  wait "$gate" 2>/dev/null
  gate=
}

# timeless FILE: the results without what no two runs have alike: clocks, and how long things took
timeless() {
  sed -E -e 's/ (started|duration-ms|elapsed-ms|offset-ms|connect-ms|tls-ms|first-byte-ms)="[^"]*"//g' "$1"
}

# verdicts FILE: cases with their verdicts, findings and the summary; no names that a run makes up
verdicts() {
  cat >"$work/verdicts.xsl" <<'XSL'
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:r="urn:ews-conform:results:1">
  <xsl:output method="xml" indent="yes"/>
  <xsl:template match="@*|*"><xsl:copy><xsl:apply-templates select="@*|*"/></xsl:copy></xsl:template>
  <xsl:template match="r:title|r:statement|r:reason|r:problem"><xsl:copy-of select="."/></xsl:template>
  <xsl:template match="r:request|r:response|r:variable|r:fact|r:library|r:step[@kind != 'step']|r:note"/>
  <xsl:template match="@started|@duration-ms|@elapsed-ms|@reads|@requests|@mailbox|r:run/@id|r:run/@target|r:finding/@location"/>
  <xsl:template match="r:finding/r:*"/>
  <!-- whether a change showed late is a matter of time -->
  <xsl:template match="r:finding[@requirement = 'R316']|r:requirement[@id = 'R316']"/>
</xsl:stylesheet>
XSL
  xsltproc "$work/verdicts.xsl" "$1"
}

# done_testing: the last line and the exit status
done_testing() {
  echo "$passed passed, $failed failed"
  [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
}
