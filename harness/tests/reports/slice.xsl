<?xml version="1.0" encoding="UTF-8"?>
<!-- A slice of results.xml, as a runner hands it to a report in pieces, with no more in it than the pieces
     may rely on. Without parameters: run and summary. With "suite" (its place): that suite, empty, and of
     the summary its own counts and that suite's. With "case" too (its place in the suite): that one case,
     and of the summary the counts alone. -->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:r="urn:ews-conform:results:1">
  <xsl:param name="suite" select="0"/>
  <xsl:param name="case" select="0"/>
  <xsl:template match="/r:results">
    <xsl:copy>
      <xsl:copy-of select="@* | r:run"/>
      <xsl:for-each select="r:summary">
        <xsl:copy>
          <xsl:copy-of select="@*"/>
          <xsl:if test="$suite = 0"><xsl:copy-of select="*"/></xsl:if>
          <xsl:if test="$case = 0"><xsl:copy-of select="r:suite[position() = number($suite)]"/></xsl:if>
        </xsl:copy>
      </xsl:for-each>
      <xsl:for-each select="r:suite[position() = number($suite)]">
        <xsl:copy><xsl:copy-of select="@* | r:case[position() = number($case)]"/></xsl:copy>
      </xsl:for-each>
    </xsl:copy>
  </xsl:template>
</xsl:stylesheet>
