<?xml version="1.0" encoding="UTF-8"?>
<!-- What an assertion stylesheet found, for people: a line for each, expected and found below. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:svrl="http://purl.oclc.org/dsdl/svrl" xmlns:ev="urn:ews-conform:evidence:1">
  <xsl:output method="text" encoding="UTF-8"/>
  <xsl:template match="/">
    <xsl:for-each select="//svrl:failed-assert | //svrl:successful-report">
      <xsl:value-of select="concat('  ', @id, ': ', normalize-space(svrl:text), '&#10;')"/>
      <xsl:for-each select=".//ev:expected | .//ev:found">
        <xsl:value-of select="concat('    ', local-name(), ': ', normalize-space(.), '&#10;')"/>
      </xsl:for-each>
    </xsl:for-each>
    <xsl:if test="not(//svrl:failed-assert | //svrl:successful-report)">  nothing&#10;</xsl:if>
  </xsl:template>
</xsl:stylesheet>
