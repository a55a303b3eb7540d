<?xml version="1.0" encoding="UTF-8"?>
<!-- A slice of results.xml, as a runner hands it to a report in pieces: run and summary, and with
     "suite" (its place) that suite, empty, or with "case" (its place in the suite) holding that one. -->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:r="urn:ews-conform:results:1">
  <xsl:param name="suite" select="0"/>
  <xsl:param name="case" select="0"/>
  <xsl:template match="/r:results">
    <xsl:copy>
      <xsl:copy-of select="@* | r:run | r:summary"/>
      <xsl:for-each select="r:suite[position() = number($suite)]">
        <xsl:copy><xsl:copy-of select="@* | r:case[position() = number($case)]"/></xsl:copy>
      </xsl:for-each>
    </xsl:copy>
  </xsl:template>
</xsl:stylesheet>
