<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:svrl="http://purl.oclc.org/dsdl/svrl" xmlns:ev="urn:ews-conform:evidence:1">
  <xsl:template match="/">
    <svrl:schematron-output>
      <svrl:fired-rule/>
      <svrl:failed-assert id="R1">
        <svrl:text>First.</svrl:text>
        <svrl:diagnostic-reference diagnostic="d1"><svrl:text>Second,
          at length.</svrl:text></svrl:diagnostic-reference>
        <svrl:diagnostic-reference diagnostic="d2">Third.</svrl:diagnostic-reference>
      </svrl:failed-assert>
      <svrl:failed-assert id="R2"><svrl:diagnostic-reference>Alone.</svrl:diagnostic-reference></svrl:failed-assert>
      <svrl:failed-assert id="R3"><svrl:text>Text with <svrl:emph>emphasis</svrl:emph> in it.</svrl:text></svrl:failed-assert>
    </svrl:schematron-output>
  </xsl:template>
</xsl:stylesheet>
