<?xml version="1.0" encoding="UTF-8"?>
<!-- group-not-listed: the group is not in the list (any more), and where a name is given no group has it.
       id    the Id of the group
       name  a DisplayName that no group has; default: not looked at -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:svrl="http://purl.oclc.org/dsdl/svrl" xmlns:ev="urn:ews-conform:evidence:1"
    xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"
    xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"
    xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"
    exclude-result-prefixes="ev soap m t">
  <xsl:include href="lib/list.xsl"/>
  <xsl:param name="id"/>
  <xsl:param name="name"/>

  <xsl:template match="/">
    <xsl:variable name="there" select="$groups[t:ExchangeStoreId/@Id = $id] | $groups[$name != '' and t:DisplayName = $name]"/>
    <svrl:schematron-output title="the group is not listed">
      <svrl:fired-rule context="t:ImGroup"/>
      <xsl:choose>
        <xsl:when test="not($listing)"><xsl:call-template name="no-list"><xsl:with-param name="id" select="'group-not-listed'"/></xsl:call-template></xsl:when>
        <xsl:when test="$there">
          <xsl:call-template name="fail">
            <xsl:with-param name="id" select="'group-not-listed'"/>
            <xsl:with-param name="at" select="$there"/>
            <xsl:with-param name="text">
              <xsl:choose>
                <xsl:when test="$there[1]/t:ExchangeStoreId/@Id = $id">The group is listed, with the name </xsl:when>
                <xsl:otherwise>A group is listed that has the name </xsl:otherwise>
              </xsl:choose>
              <xsl:call-template name="quote"><xsl:with-param name="text" select="string($there/t:DisplayName)"/></xsl:call-template>
              <xsl:text>; it should not be.</xsl:text>
            </xsl:with-param>
            <xsl:with-param name="expected" select="'not listed'"/>
            <xsl:with-param name="found" select="concat('listed with the Id ', $there/t:ExchangeStoreId/@Id)"/>
          </xsl:call-template>
        </xsl:when>
      </xsl:choose>
    </svrl:schematron-output>
  </xsl:template>
</xsl:stylesheet>
