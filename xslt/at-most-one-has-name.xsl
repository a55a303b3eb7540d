<?xml version="1.0" encoding="UTF-8"?>
<!-- at-most-one-has-name: of groups that were to get one name at the same time, at most one has it.
       name  the DisplayName, as an exact string
       ids   the Ids of the groups that competed for it, with spaces between; default: any -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:svrl="http://purl.oclc.org/dsdl/svrl" xmlns:ev="urn:ews-conform:evidence:1"
    xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"
    xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"
    xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"
    exclude-result-prefixes="ev soap m t">
  <xsl:include href="lib/list.xsl"/>
  <xsl:param name="name"/>
  <xsl:param name="ids"/>

  <xsl:template match="/">
    <xsl:variable name="by-name" select="$groups[t:DisplayName = $name]"/>
    <xsl:variable name="stranger" select="$by-name[$ids != '' and t:ExchangeStoreId and not(contains(concat(' ', $ids, ' '), concat(' ', t:ExchangeStoreId/@Id, ' ')))]"/>
    <svrl:schematron-output title="at most one group has the name">
      <svrl:fired-rule context="t:ImGroup"/>
      <xsl:choose>
        <xsl:when test="not($listing)"><xsl:call-template name="no-list"><xsl:with-param name="id" select="'at-most-one-has-name'"/></xsl:call-template></xsl:when>
        <xsl:when test="count($by-name) &gt; 1">
          <xsl:call-template name="fail">
            <xsl:with-param name="id" select="'at-most-one-has-name'"/>
            <xsl:with-param name="at" select="$by-name[2]"/>
            <xsl:with-param name="text" select="concat(count($by-name), ' groups have the same name.')"/>
            <xsl:with-param name="expected" select="'one group of this name at most'"/>
            <xsl:with-param name="found" select="concat(count($by-name), ' groups')"/>
          </xsl:call-template>
        </xsl:when>
        <xsl:when test="$stranger">
          <xsl:call-template name="fail">
            <xsl:with-param name="id" select="'at-most-one-has-name'"/>
            <xsl:with-param name="at" select="$stranger"/>
            <xsl:with-param name="text">The name belongs to a group that was not asked to take it.</xsl:with-param>
            <xsl:with-param name="expected" select="concat('one of ', $ids)"/>
            <xsl:with-param name="found" select="string($stranger/t:ExchangeStoreId/@Id)"/>
          </xsl:call-template>
        </xsl:when>
      </xsl:choose>
    </svrl:schematron-output>
  </xsl:template>
</xsl:stylesheet>
