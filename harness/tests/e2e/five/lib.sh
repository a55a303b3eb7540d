# Shared by the tests of this folder, after ../lib.sh.

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
