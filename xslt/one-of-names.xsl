<?xml version="1.0" encoding="UTF-8"?>
<!-- one-of-names: the group is listed under exactly one of two names, as after two renames at once.
       id  the Id of the group
       a   the one name, as an exact string
       b   the other -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:svrl="http://purl.oclc.org/dsdl/svrl" xmlns:ev="urn:ews-conform:evidence:1"
    xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"
    xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"
    xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"
    exclude-result-prefixes="ev soap m t">
  <xsl:include href="lib/list.xsl"/>
  <xsl:param name="id"/>
  <xsl:param name="a"/>
  <xsl:param name="b"/>

  <xsl:template match="/">
    <xsl:variable name="by-id" select="$groups[t:ExchangeStoreId/@Id = $id]"/>
    <xsl:variable name="by-name" select="$groups[t:DisplayName = $a or t:DisplayName = $b]"/>
    <!-- Without ExchangeStoreId (optional in the schema) the name has to do. -->
    <xsl:variable name="group" select="$by-id | $by-name[not($by-id)][not(t:ExchangeStoreId)]"/>
    <svrl:schematron-output title="the group has one of two names">
      <svrl:fired-rule context="t:ImGroup"/>
      <xsl:choose>
        <xsl:when test="not($listing)"><xsl:call-template name="no-list"><xsl:with-param name="id" select="'one-of-names'"/></xsl:call-template></xsl:when>
        <xsl:when test="count($group) != 1 or not($group/t:DisplayName = $a or $group/t:DisplayName = $b) or count($by-name) != 1">
          <xsl:call-template name="fail">
            <xsl:with-param name="id" select="'one-of-names'"/>
            <xsl:with-param name="at" select="($listing | $group)[last()]"/>
            <xsl:with-param name="text">
              <xsl:choose>
                <xsl:when test="not($group)">The group is not listed under its Id.</xsl:when>
                <xsl:when test="count($group) &gt; 1"><xsl:value-of select="concat('The group is listed ', count($group), ' times.')"/></xsl:when>
                <xsl:when test="count($by-name) &gt; 1"><xsl:value-of select="concat(count($by-name), ' groups have one of the two names; one should.')"/></xsl:when>
                <xsl:otherwise>The group has neither of the two names.</xsl:otherwise>
              </xsl:choose>
            </xsl:with-param>
            <xsl:with-param name="expected">
              <xsl:call-template name="quote"><xsl:with-param name="text" select="$a"/></xsl:call-template>
              <xsl:text> or </xsl:text>
              <xsl:call-template name="quote"><xsl:with-param name="text" select="$b"/></xsl:call-template>
            </xsl:with-param>
            <xsl:with-param name="found">
              <xsl:for-each select="($by-id | $by-name)[position() &lt;= 5]">
                <xsl:if test="position() &gt; 1">, </xsl:if>
                <xsl:call-template name="quote"><xsl:with-param name="text" select="string(t:DisplayName)"/></xsl:call-template>
              </xsl:for-each>
              <xsl:if test="not($by-id | $by-name)">no such group</xsl:if>
            </xsl:with-param>
          </xsl:call-template>
        </xsl:when>
      </xsl:choose>
    </svrl:schematron-output>
  </xsl:template>
</xsl:stylesheet>
