<!-- 500 findings of one kind, and then one of another. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:svrl="http://purl.oclc.org/dsdl/svrl" xmlns:ev="urn:ews-conform:evidence:1">
  <xsl:template name="more">
    <xsl:param name="left"/>
    <xsl:if test="$left &gt; 0">
      <svrl:successful-report id="note" role="OBS"><svrl:text><xsl:value-of select="$left"/></svrl:text></svrl:successful-report>
      <xsl:call-template name="more"><xsl:with-param name="left" select="$left - 1"/></xsl:call-template>
    </xsl:if>
  </xsl:template>
  <xsl:template match="/">
    <svrl:schematron-output>
      <svrl:fired-rule/>
      <xsl:call-template name="more"><xsl:with-param name="left" select="250"/></xsl:call-template>
      <xsl:call-template name="more"><xsl:with-param name="left" select="250"/></xsl:call-template>
      <svrl:failed-assert id="R1" role="MUST"><svrl:text>The grave one.</svrl:text></svrl:failed-assert>
    </svrl:schematron-output>
  </xsl:template>
</xsl:stylesheet>
