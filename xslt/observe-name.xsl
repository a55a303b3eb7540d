<?xml version="1.0" encoding="UTF-8"?>
<!-- observe-name: what became of a name that the documents say nothing about (white space at its ends, very
     long, composed or decomposed letters). Observed only, unless the group is gone.
       id    the Id of the group
       sent  the name that was asked for, as an exact string -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:svrl="http://purl.oclc.org/dsdl/svrl" xmlns:ev="urn:ews-conform:evidence:1"
    xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"
    xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"
    xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"
    exclude-result-prefixes="ev soap m t">
  <xsl:include href="lib/list.xsl"/>
  <xsl:include href="lib/names.xsl"/>
  <xsl:param name="id"/>
  <xsl:param name="sent"/>

  <xsl:template match="/">
    <xsl:variable name="by-id" select="$groups[t:ExchangeStoreId/@Id = $id]"/>
    <svrl:schematron-output title="what became of a name">
      <svrl:fired-rule context="t:ImGroup"/>
      <xsl:choose>
        <xsl:when test="not($listing)"><xsl:call-template name="no-list"><xsl:with-param name="id" select="'observe-name'"/></xsl:call-template></xsl:when>
        <xsl:when test="not($by-id) and $groups[not(t:ExchangeStoreId)]"/>
        <xsl:when test="not($by-id)">
          <xsl:call-template name="fail">
            <xsl:with-param name="id" select="'observe-name'"/>
            <xsl:with-param name="at" select="$listing"/>
            <xsl:with-param name="text" select="concat('The group ', $id, ' is not listed any more.')"/>
            <xsl:with-param name="expected" select="$id"/>
            <xsl:with-param name="found" select="'not listed'"/>
          </xsl:call-template>
        </xsl:when>
        <xsl:otherwise>
          <xsl:call-template name="observe">
            <xsl:with-param name="id" select="'observe-name'"/>
            <xsl:with-param name="at" select="($by-id[1] | $by-id[1]/t:DisplayName)[last()]"/>
            <xsl:with-param name="text">
              <xsl:text>What this server made of the name: </xsl:text>
              <xsl:call-template name="difference"><xsl:with-param name="sent" select="$sent"/><xsl:with-param name="got" select="string($by-id/t:DisplayName)"/></xsl:call-template>
              <xsl:text>.</xsl:text>
            </xsl:with-param>
            <xsl:with-param name="found"><xsl:call-template name="quote"><xsl:with-param name="text" select="string($by-id/t:DisplayName)"/></xsl:call-template></xsl:with-param>
          </xsl:call-template>
        </xsl:otherwise>
      </xsl:choose>
    </svrl:schematron-output>
  </xsl:template>
</xsl:stylesheet>
