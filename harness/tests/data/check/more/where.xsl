<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:svrl="http://purl.oclc.org/dsdl/svrl" xmlns:ev="urn:ews-conform:evidence:1">
  <xsl:template match="/">
    <svrl:schematron-output><svrl:fired-rule/><svrl:failed-assert id="where"><svrl:text>more</svrl:text></svrl:failed-assert></svrl:schematron-output>
  </xsl:template>
</xsl:stylesheet>
