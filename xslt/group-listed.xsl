<?xml version="1.0" encoding="UTF-8"?>
<!-- group-listed: the group is listed exactly once, with exactly this name, and no other group has the name.
     For GetImItemList and GetImItems. Where the list shows the group without ExchangeStoreId (optional in
     the schema), the name alone has to do.
       id    the Id of the group
       name  its DisplayName, as an exact string -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:svrl="http://purl.oclc.org/dsdl/svrl" xmlns:ev="urn:ews-conform:evidence:1"
    xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"
    xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"
    xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"
    exclude-result-prefixes="ev soap m t">
  <xsl:include href="lib/list.xsl"/>
  <xsl:include href="lib/names.xsl"/>
  <xsl:param name="id"/>
  <xsl:param name="name"/>

  <xsl:template match="/">
    <xsl:variable name="by-id" select="$groups[t:ExchangeStoreId/@Id = $id]"/>
    <xsl:variable name="by-name" select="$groups[t:DisplayName = $name]"/>
    <svrl:schematron-output title="the group is listed under its name">
      <svrl:fired-rule context="t:ImGroup"/>
      <xsl:choose>
        <xsl:when test="not($listing)"><xsl:call-template name="no-list"><xsl:with-param name="id" select="'group-listed'"/></xsl:call-template></xsl:when>
        <xsl:when test="not($by-id) and count($by-name) = 1 and not($by-name/t:ExchangeStoreId)">
          <xsl:call-template name="observe">
            <xsl:with-param name="id" select="'group-listed'"/>
            <xsl:with-param name="at" select="$by-name"/>
            <xsl:with-param name="text">The group is listed by its name, but without ExchangeStoreId (which the schema has as optional).</xsl:with-param>
          </xsl:call-template>
        </xsl:when>
        <xsl:when test="not($by-id)">
          <xsl:call-template name="fail">
            <xsl:with-param name="id" select="'group-listed'"/>
            <xsl:with-param name="at" select="$listing"/>
            <xsl:with-param name="text">
              <xsl:value-of select="concat('The group ', $id, ' is not listed')"/>
              <xsl:choose>
                <xsl:when test="$by-name"><xsl:value-of select="concat('; the name belongs to the group ', $by-name/t:ExchangeStoreId/@Id)"/></xsl:when>
                <xsl:when test="not($groups)">; the list is empty</xsl:when>
              </xsl:choose>
              <xsl:text>.</xsl:text>
            </xsl:with-param>
            <xsl:with-param name="expected"><xsl:call-template name="quote"><xsl:with-param name="text" select="$name"/></xsl:call-template></xsl:with-param>
            <xsl:with-param name="found" select="concat(count($groups), ' groups, none with this Id')"/>
          </xsl:call-template>
        </xsl:when>
        <xsl:when test="count($by-id) &gt; 1">
          <xsl:call-template name="fail">
            <xsl:with-param name="id" select="'group-listed'"/>
            <xsl:with-param name="at" select="$by-id[2]"/>
            <xsl:with-param name="text" select="concat('The group is listed ', count($by-id), ' times under one Id.')"/>
            <xsl:with-param name="expected" select="'once'"/>
            <xsl:with-param name="found" select="concat(count($by-id), ' times')"/>
          </xsl:call-template>
        </xsl:when>
        <xsl:when test="string($by-id/t:DisplayName) != $name">
          <xsl:call-template name="fail">
            <xsl:with-param name="id" select="'group-listed'"/>
            <xsl:with-param name="at" select="($by-id | $by-id/t:DisplayName)[last()]"/>
            <xsl:with-param name="text">
              <xsl:text>The name of the group is not the one that was expected: </xsl:text>
              <xsl:call-template name="difference"><xsl:with-param name="sent" select="$name"/><xsl:with-param name="got" select="string($by-id/t:DisplayName)"/></xsl:call-template>
              <xsl:text>.</xsl:text>
            </xsl:with-param>
            <xsl:with-param name="expected"><xsl:call-template name="quote"><xsl:with-param name="text" select="$name"/></xsl:call-template></xsl:with-param>
            <xsl:with-param name="found"><xsl:call-template name="quote"><xsl:with-param name="text" select="string($by-id/t:DisplayName)"/></xsl:call-template></xsl:with-param>
          </xsl:call-template>
        </xsl:when>
        <xsl:when test="count($by-name) &gt; 1">
          <xsl:call-template name="fail">
            <xsl:with-param name="id" select="'group-listed'"/>
            <xsl:with-param name="at" select="$by-name[2]"/>
            <xsl:with-param name="text" select="concat(count($by-name), ' groups have the name; it belongs to one.')"/>
            <xsl:with-param name="expected" select="'one group of this name'"/>
            <xsl:with-param name="found" select="concat(count($by-name), ' groups')"/>
          </xsl:call-template>
        </xsl:when>
      </xsl:choose>
    </svrl:schematron-output>
  </xsl:template>
</xsl:stylesheet>
