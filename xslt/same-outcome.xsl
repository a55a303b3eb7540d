<?xml version="1.0" encoding="UTF-8"?>
<!-- same-outcome: the response says the same as those of the steps that since= names: the same ResponseClass
     and ResponseCode, or a fault with the same code. For what must make no difference (a culture, white
     space, prefixes). -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:svrl="http://purl.oclc.org/dsdl/svrl" xmlns:ev="urn:ews-conform:evidence:1"
    xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"
    xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"
    xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"
    xmlns:e="http://schemas.microsoft.com/exchange/services/2006/errors"
    exclude-result-prefixes="ev soap m t e">
  <xsl:include href="lib/list.xsl"/>
  <xsl:template match="/">
    <svrl:schematron-output title="the outcome is the same">
      <svrl:fired-rule context="ev:response"/>
      <xsl:choose>
        <xsl:when test="$response/@outcome != 'ok'"/>
        <xsl:when test="not(/ev:evidence/ev:since)">
          <xsl:call-template name="case-error">
            <xsl:with-param name="id" select="'same-outcome'"/>
            <xsl:with-param name="text">same-outcome.xsl needs since="…": the earlier step to compare with.</xsl:with-param>
          </xsl:call-template>
        </xsl:when>
        <xsl:otherwise><xsl:for-each select="/ev:evidence/ev:since"><xsl:call-template name="compare"/></xsl:for-each></xsl:otherwise>
      </xsl:choose>
    </svrl:schematron-output>
  </xsl:template>

  <xsl:template name="compare">
    <xsl:variable name="was"><xsl:call-template name="outcome"><xsl:with-param name="of" select="ev:response"/></xsl:call-template></xsl:variable>
    <xsl:variable name="is"><xsl:call-template name="outcome"><xsl:with-param name="of" select="$response"/></xsl:call-template></xsl:variable>
    <xsl:variable name="environment"><xsl:call-template name="is-environment"/></xsl:variable>
    <xsl:if test="string($was) != string($is)">
      <xsl:call-template name="fail">
        <xsl:with-param name="id" select="'same-outcome'"/>
        <xsl:with-param name="role" select="substring('unjudged', 1 div ($environment = 'yes'))"/>
        <xsl:with-param name="at" select="($response | $entry)[last()]"/>
        <xsl:with-param name="text" select="concat('The outcome is not the same as in step &quot;', @step, '&quot;: ', $is, ' instead of ', $was, '.')"/>
        <xsl:with-param name="expected" select="string($was)"/>
        <xsl:with-param name="found" select="string($is)"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!-- Class and code of a response in words. -->
  <xsl:template name="outcome">
    <xsl:param name="of"/>
    <xsl:variable name="body" select="$of/ev:body/soap:Envelope/soap:Body/*"/>
    <xsl:variable name="name" select="normalize-space($body/self::soap:Fault/faultcode)"/>
    <xsl:choose>
      <xsl:when test="$body/self::soap:Fault">
        <xsl:text>a SOAP fault with </xsl:text>
        <xsl:choose>
          <xsl:when test="$body/detail/e:ResponseCode"><xsl:value-of select="normalize-space($body/detail/e:ResponseCode)"/></xsl:when>
          <xsl:otherwise><xsl:value-of select="substring-after(concat(substring(':', 1 div not(contains($name, ':'))), $name), ':')"/></xsl:otherwise>
        </xsl:choose>
      </xsl:when>
      <xsl:when test="$body/@ResponseClass"><xsl:value-of select="concat($body/@ResponseClass, ' with ', normalize-space($body/m:ResponseCode))"/></xsl:when>
      <xsl:otherwise>
        <xsl:text>no answer that can be understood</xsl:text>
        <xsl:if test="$of/@status != ''"><xsl:value-of select="concat(', HTTP ', $of/@status)"/></xsl:if>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>
