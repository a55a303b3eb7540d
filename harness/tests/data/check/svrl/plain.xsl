<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:svrl="http://purl.oclc.org/dsdl/svrl" xmlns:ev="urn:ews-conform:evidence:1">
  <xsl:template match="/">
    <svrl:schematron-output>
      <svrl:ns-prefix-in-attribute-values uri="urn:x" prefix="x"/>
      <svrl:active-pattern name="p"/>
      <svrl:fired-rule context="a"/>
      <svrl:failed-assert id="R1" role="MUST" flag="stop" test="b" location="/a/b">
        <svrl:text>
          Expected   this,
          found that.
        </svrl:text>
        <ev:expected>  this </ev:expected>
        <ev:found>that</ev:found>
      </svrl:failed-assert>
      <svrl:fired-rule context="c"/>
      <svrl:successful-report id="R2" role="info" test="d" location="/c"><svrl:text>Seen.</svrl:text></svrl:successful-report>
      <svrl:failed-assert><svrl:text/></svrl:failed-assert>
      <svrl:failed-assert/>
    </svrl:schematron-output>
  </xsl:template>
</xsl:stylesheet>
