<?xml version="1.0" encoding="UTF-8"?>
<!-- namespaces: the two forms of the EWS namespaces, http:// on the wire and https:// on the rendered
     documentation page. The evidence has one form only, so that all other rules still see the names.
     Source: targetNamespace of the published schemas. Context: ev:response/ev:body. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:svrl="http://purl.oclc.org/dsdl/svrl" xmlns:ev="urn:ews-conform:evidence:1"
    xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"
    xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"
    xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"
    xmlns:e="http://schemas.microsoft.com/exchange/services/2006/errors"
    exclude-result-prefixes="ev soap m t e">

  <xsl:template name="namespace-rules">
    <xsl:if test="@other-namespaces &gt; 0">
      <xsl:variable name="documentation" select="/ev:evidence/@namespaces = 'documentation'"/>
      <xsl:call-template name="fail">
        <xsl:with-param name="id" select="'R117'"/>
        <xsl:with-param name="text">
          <xsl:choose>
            <xsl:when test="$documentation">The server answers with http:// namespaces, as the schemas have them, but the run speaks the https:// form of the documentation page: run it without "--namespaces documentation".</xsl:when>
            <xsl:otherwise>The server answers with the https:// form of the namespaces that the documentation page shows; the schemas, and this run, have http://. If the server was built from that page, use "--namespaces documentation" to see the rest of it judged.</xsl:otherwise>
          </xsl:choose>
        </xsl:with-param>
        <xsl:with-param name="expected">
          <xsl:choose>
            <xsl:when test="$documentation">https://schemas.microsoft.com/exchange/services/2006/…</xsl:when>
            <xsl:otherwise>http://schemas.microsoft.com/exchange/services/2006/…</xsl:otherwise>
          </xsl:choose>
        </xsl:with-param>
        <xsl:with-param name="found" select="concat(@other-example, substring(' and others', 1 div (@other-namespaces &gt; 1)))"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>
</xsl:stylesheet>
