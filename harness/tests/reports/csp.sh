#!/bin/sh
# Checks that the Content-Security-Policy of the HTML reports names the hashes of their style sheet and
# script; "csp.sh update" writes the right ones into reports/lib/html-csp.xsl.
set -eu
lib=$(cd "$(dirname "$0")/../../../reports/lib" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

hash_of() { # style | script
    cat >"$work/$1.xsl" <<XSL
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:import href="file://$lib/html-$1.xsl"/>
  <xsl:output method="text" encoding="UTF-8"/>
  <xsl:template match="/"><xsl:call-template name="$1-text"/></xsl:template>
</xsl:stylesheet>
XSL
    printf '<x/>' >"$work/x.xml"
    printf 'sha256-%s' "$(xsltproc "$work/$1.xsl" "$work/x.xml" | openssl dgst -sha256 -binary | openssl base64 -A)"
}

wrong=0
for part in style script; do
    want=$(hash_of "$part")
    have=$(sed -n "s/.*name=\"$part-hash\">\([^<]*\)<.*/\1/p" "$lib/html-csp.xsl")
    [ "$want" = "$have" ] && continue
    if [ "${1:-}" = update ]; then
        sed "s|\(name=\"$part-hash\">\)[^<]*<|\1$want<|" "$lib/html-csp.xsl" >"$work/csp" && cat "$work/csp" >"$lib/html-csp.xsl"
        echo "$part: now $want"
    else
        echo "$part: html-csp.xsl has $have, but it is $want (run csp.sh update)" >&2
        wrong=1
    fi
done
exit $wrong
