<!-- A finding with 9,000 times "ä". -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:svrl="http://purl.oclc.org/dsdl/svrl" xmlns:ev="urn:ews-conform:evidence:1">
  <xsl:template match="/">
    <xsl:variable name="ten" select="'ääääääääää'"/>
    <xsl:variable name="hundred" select="concat($ten, $ten, $ten, $ten, $ten, $ten, $ten, $ten, $ten, $ten)"/>
    <xsl:variable name="thousand" select="concat($hundred, $hundred, $hundred, $hundred, $hundred, $hundred, $hundred, $hundred, $hundred, $hundred)"/>
    <xsl:variable name="text" select="concat('x', $thousand, $thousand, $thousand, $thousand, $thousand, $thousand, $thousand, $thousand, $thousand)"/>
    <svrl:schematron-output>
      <svrl:fired-rule/>
      <svrl:failed-assert id="R1"><svrl:text><xsl:value-of select="$text"/></svrl:text><ev:found><xsl:value-of select="$text"/></ev:found></svrl:failed-assert>
    </svrl:schematron-output>
  </xsl:template>
</xsl:stylesheet>
