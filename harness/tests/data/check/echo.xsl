<!-- Reports what it was given. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:svrl="http://purl.oclc.org/dsdl/svrl" xmlns:ev="urn:ews-conform:evidence:1">
  <xsl:param name="one" select="'default of one'"/>
  <xsl:param name="two"/>
  <xsl:template match="/ev:evidence">
    <svrl:schematron-output>
      <svrl:fired-rule context="/"/>
      <svrl:successful-report id="params" role="OBS"><svrl:text><xsl:value-of select="concat($one, '|', $two)"/></svrl:text></svrl:successful-report>
      <svrl:successful-report id="since" role="OBS"><svrl:text><xsl:for-each select="ev:since"
        ><xsl:value-of select="concat(@step, '=', ev:response/@status, ' ')"/></xsl:for-each></svrl:text></svrl:successful-report>
      <svrl:successful-report id="variables" role="OBS"><svrl:text><xsl:for-each select="ev:variable"
        ><xsl:sort select="@name"/><xsl:value-of select="concat(@name, '=', ., ' ')"/></xsl:for-each></svrl:text></svrl:successful-report>
      <svrl:successful-report id="request" role="OBS"><svrl:text><xsl:value-of
        select="concat(count(ev:request/ev:body/*), ' ', name(ev:request/ev:body/*), ' ', ev:request/ev:text)"/></svrl:text></svrl:successful-report>
    </svrl:schematron-output>
  </xsl:template>
</xsl:stylesheet>
