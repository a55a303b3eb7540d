#!/bin/sh
# Stylesheets of a user's own, as assertions and as reports: they cannot read or write files, not reach the network, and
# not run without an end. A case whose stylesheet does that is in error; a report that does it is not written.
. "$(dirname "$0")/lib.sh"
sheets="$ROOT/harness/tests/data/xslt"
mkdir "$work/suite"
printf 'canary' >"$work/secret.txt"

# sheet NAME BODY: a stylesheet with that in its only template
sheet() {
  cat >"$work/suite/$1" <<XSL
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:svrl="http://purl.oclc.org/dsdl/svrl"
    xmlns:exsl="http://exslt.org/common" xmlns:str="http://exslt.org/strings" extension-element-prefixes="exsl">
  <xsl:template match="/"><svrl:schematron-output><svrl:fired-rule context="/"/>$2</svrl:schematron-output></xsl:template>
  <xsl:template name="for-ever"><xsl:call-template name="for-ever"/></xsl:template>
  <xsl:template name="twice"><xsl:param name="n" select="60"/><xsl:if test="\$n &gt; 0">
    <xsl:call-template name="twice"><xsl:with-param name="n" select="\$n - 1"/></xsl:call-template>
    <xsl:call-template name="twice"><xsl:with-param name="n" select="\$n - 1"/></xsl:call-template></xsl:if></xsl:template>
  <xsl:template match="*" mode="round"><xsl:apply-templates select="." mode="round"/></xsl:template>
</xsl:stylesheet>
XSL
}

# breaks NAME SAYS: as an assertion of a case, and as a report
breaks() {
  sed "s/CHECK/$1/" >"$work/suite/own.xml" <<'CASE'
<case xmlns="urn:ews-conform:case:1" id="own" xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages">
  <title>A stylesheet of one's own</title>
  <covers requirement="R301" level="MUST"/>
  <step id="read"><send><m:GetImItemList/></send><check with="CHECK" requirement="R301"/></step>
</case>
CASE
  run run "$work/suite/own.xml" --results "$work/r.xml"
  exits 2 "$1 as an assertion is an error of the case"
  says "$1.*$2" "with its reason"
  rm -f "$work/out.txt"
  run report "$work/good.xml" --report "$work/suite/$1=$work/out.txt"
  exits 2 "$1 as a report is an error"
  says "$2" "with its reason"
  holds "and is not written" test ! -e "$work/out.txt"
  holds "and neither wrote or fetched anything" test ! -e "$work/written.txt"
}

run run rename-once --results "$work/good.xml"
exits 0 "results for the reports"

sheet reads.xsl "<xsl:value-of select=\"document('$work/secret.txt')\"/>"
breaks reads.xsl 'refused'
sheet reads-uri.xsl "<xsl:copy-of select=\"document('file://$work/good.xml')\"/>"
breaks reads-uri.xsl 'refused'
sheet fetches.xsl "<xsl:copy-of select=\"document('http://127.0.0.1:9/x.xml')\"/>"
breaks fetches.xsl 'refused'
sheet writes.xsl "<exsl:document href=\"$work/written.txt\"><a/></exsl:document>"
breaks writes.xsl 'refused'
sheet endless.xsl '<xsl:call-template name="for-ever"/>'
breaks endless.xsl 'too deeply'
sheet round.xsl '<xsl:apply-templates select="*" mode="round"/>'
breaks round.xsl 'too deeply'
sheet billions.xsl '<xsl:call-template name="twice"/>'
breaks billions.xsl '(too many instructions|more time than it has)' # whichever is first, as busy as the machine is
for name in writes-xsl writes-saxon writes-xalan; do
  run report "$work/good.xml" --report "$sheets/$name.xsl=$work/out.txt"
  holds "$name writes no file of its own" test ! -e "$work/written.txt"
done

# What a stylesheet imports is a file, and never comes from the network.
printf '%s' '<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:import href="http://127.0.0.1:9/a.xsl"/><xsl:template match="/"><a/></xsl:template></xsl:stylesheet>' >"$work/suite/imports.xsl"
run report "$work/good.xml" --report "$work/suite/imports.xsl=$work/out.txt"
exits 2 "an import from the network is an error"
says 'loaded from files' "with its reason"
# Entities of a stylesheet do not bring files into a report.
printf '<!DOCTYPE a [<!ENTITY e SYSTEM "%s">]><xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:output method="text"/><xsl:template match="/">x&e;</xsl:template></xsl:stylesheet>' "$work/secret.txt" >"$work/suite/entity.xsl"
run report "$work/good.xml" --report "$work/suite/entity.xsl=$work/out.txt"
holds "an entity brings no file in" sh -c "! grep -q canary '$work/out.txt' '$work/out' 2>/dev/null"
done_testing
