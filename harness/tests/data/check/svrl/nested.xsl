<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:svrl="http://purl.oclc.org/dsdl/svrl" xmlns:ev="urn:ews-conform:evidence:1">
  <xsl:template match="/">
    <svrl:schematron-output>
      <svrl:active-pattern>
        <svrl:fired-rule>
          <svrl:failed-assert id="in-rule"><svrl:text>x</svrl:text></svrl:failed-assert>
        </svrl:fired-rule>
        <svrl:fired-rule/>
        <other><svrl:successful-report id="in-other"><svrl:text>x</svrl:text></svrl:successful-report></other>
      </svrl:active-pattern>
      <fired-rule/><failed-assert/>
    </svrl:schematron-output>
  </xsl:template>
</xsl:stylesheet>
