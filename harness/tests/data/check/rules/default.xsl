<!-- The default rules of these tests: they look at the status. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:svrl="http://purl.oclc.org/dsdl/svrl" xmlns:ev="urn:ews-conform:evidence:1">
  <xsl:template match="/">
    <svrl:schematron-output>
      <svrl:fired-rule context="ev:response"/>
      <xsl:if test="ev:evidence/ev:response/@status != '200'">
        <svrl:failed-assert id="STATUS" test="@status"><svrl:text>Not 200.</svrl:text></svrl:failed-assert>
      </xsl:if>
    </svrl:schematron-output>
  </xsl:template>
</xsl:stylesheet>
