<?xml version="1.0" encoding="UTF-8"?>
<!-- default: the rules that hold for every response, whatever the case is about. One transformation per
     step, so this is the hot path: each rules/ file first asks in one go whether all is as usual, and puts
     its questions one by one only where it is not. The rules by number: xslt/README.md. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:svrl="http://purl.oclc.org/dsdl/svrl" xmlns:ev="urn:ews-conform:evidence:1"
    xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"
    xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"
    xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"
    xmlns:e="http://schemas.microsoft.com/exchange/services/2006/errors"
    exclude-result-prefixes="ev soap m t e">
  <xsl:include href="lib/svrl.xsl"/>
  <xsl:include href="lib/facts.xsl"/>
  <xsl:include href="lib/response-codes.xsl"/>
  <xsl:include href="rules/transport.xsl"/>
  <xsl:include href="rules/namespaces.xsl"/>
  <xsl:include href="rules/envelope.xsl"/>
  <xsl:include href="rules/headers.xsl"/>
  <xsl:include href="rules/response.xsl"/>
  <xsl:include href="rules/list.xsl"/>
  <xsl:include href="rules/fault.xsl"/>
  <xsl:include href="rules/expect.xsl"/>
  <xsl:output method="xml" encoding="UTF-8"/>

  <xsl:template match="/">
    <svrl:schematron-output title="the rules for every response">
      <xsl:for-each select="$response">
        <svrl:fired-rule context="ev:response"/>
        <xsl:choose>
          <xsl:when test="@outcome != 'ok'"><xsl:call-template name="broken-off"/></xsl:when>
          <xsl:when test="../@judge = 'transport'">
            <xsl:if test="$fault"><xsl:call-template name="status-rules"/></xsl:if>
            <xsl:call-template name="expect-rules"/>
          </xsl:when>
          <xsl:when test="$envelope">
            <xsl:call-template name="transport-rules"/>
            <xsl:call-template name="envelope-rules"/>
            <xsl:call-template name="header-rules"/>
            <xsl:choose>
              <xsl:when test="$answer"><xsl:call-template name="response-rules"/></xsl:when>
              <xsl:when test="$fault"><xsl:call-template name="fault-rules"/></xsl:when>
            </xsl:choose>
            <xsl:call-template name="expect-rules"/>
          </xsl:when>
          <xsl:otherwise>
            <xsl:call-template name="no-envelope"/>
            <xsl:call-template name="expect-rules"/>
          </xsl:otherwise>
        </xsl:choose>
      </xsl:for-each>
    </svrl:schematron-output>
  </xsl:template>
</xsl:stylesheet>
