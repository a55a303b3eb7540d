<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:svrl="http://purl.oclc.org/dsdl/svrl" xmlns:ev="urn:ews-conform:evidence:1">
  <xsl:template match="/">
    <svrl:schematron-output>
      <svrl:fired-rule/>
      <svrl:failed-assert id="role-and-flag" role="SHOULD" flag="warning"/>
      <svrl:failed-assert id="flag-only" flag="warning"/>
      <svrl:failed-assert id="stop-only" flag="stop"/>
      <svrl:failed-assert id="stop-and-role" flag="stop" role="SHOULD"/>
      <svrl:failed-assert id="none"/>
    </svrl:schematron-output>
  </xsl:template>
</xsl:stylesheet>
