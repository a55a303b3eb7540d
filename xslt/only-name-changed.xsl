<?xml version="1.0" encoding="UTF-8"?>
<!-- only-name-changed: of the group only the name changed, and nothing else in the list, since the step that
     since= names. Its findings have the ids of the rules: R301 the new name, R304 the Id, R305 the type,
     R306 the members, R307 other groups, R308 groups that came or went. Groups of other cases are left
     out: lib/compare.xsl.
       id    the Id of the group
       name  its new DisplayName, as an exact string
       own   how the names of this case begin; default: the variable "unique" -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:svrl="http://purl.oclc.org/dsdl/svrl" xmlns:ev="urn:ews-conform:evidence:1"
    xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"
    xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"
    xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"
    exclude-result-prefixes="ev soap m t">
  <xsl:include href="lib/compare.xsl"/>
  <xsl:param name="id"/>
  <xsl:param name="name"/>
  <xsl:param name="own" select="string(/ev:evidence/ev:variable[@name = 'unique'])"/>

  <xsl:template match="/">
    <svrl:schematron-output title="only the name changed">
      <svrl:fired-rule context="m:ImItemList"/>
      <xsl:choose>
        <xsl:when test="not($listing)"><xsl:call-template name="no-list"><xsl:with-param name="id" select="'R301'"/></xsl:call-template></xsl:when>
        <xsl:when test="not(/ev:evidence/ev:since)">
          <xsl:call-template name="case-error">
            <xsl:with-param name="id" select="'R301'"/>
            <xsl:with-param name="text">only-name-changed.xsl needs since="…": the earlier step to compare with.</xsl:with-param>
          </xsl:call-template>
        </xsl:when>
        <xsl:otherwise>
          <xsl:variable name="now" select="$groups[t:ExchangeStoreId/@Id = $id]"/>
          <xsl:variable name="by-name" select="$groups[t:DisplayName = $name]"/>
          <xsl:call-template name="the-group">
            <xsl:with-param name="now" select="$now"/>
            <xsl:with-param name="by-name" select="$by-name"/>
          </xsl:call-template>
          <!-- A group that got another Id has been told of; it is not "new" as well. -->
          <xsl:call-template name="compare-lists">
            <xsl:with-param name="own" select="$own"/>
            <xsl:with-param name="except" select="$id"/>
            <xsl:with-param name="except-ids" select="$by-name[not($now)]/t:ExchangeStoreId/@Id"/>
            <xsl:with-param name="without-ids" select="boolean($now) or not($by-name[not(t:ExchangeStoreId)])"/>
            <xsl:with-param name="changed-id" select="'R307'"/>
            <xsl:with-param name="count-id" select="'R308'"/>
          </xsl:call-template>
        </xsl:otherwise>
      </xsl:choose>
    </svrl:schematron-output>
  </xsl:template>

  <!-- The renamed group itself. -->
  <xsl:template name="the-group">
    <xsl:param name="now"/>
    <xsl:param name="by-name"/>
    <xsl:if test="not($now) and $by-name[not(t:ExchangeStoreId)]">
      <xsl:call-template name="observe">
        <xsl:with-param name="id" select="'R304'"/>
        <xsl:with-param name="at" select="$by-name"/>
        <xsl:with-param name="text">The group is listed by its name, but without ExchangeStoreId (which the schema has as optional).</xsl:with-param>
      </xsl:call-template>
    </xsl:if>
    <xsl:if test="not($now) and not($by-name[not(t:ExchangeStoreId)])">
      <xsl:call-template name="fail">
        <xsl:with-param name="id" select="concat(substring('R304', 1 div boolean($by-name)), substring('R308', 1 div not($by-name)))"/>
        <xsl:with-param name="at" select="$listing"/>
        <xsl:with-param name="text">
          <xsl:text>The group is not listed under its Id any more</xsl:text>
          <xsl:if test="$by-name">; the new name is listed under another</xsl:if>
          <xsl:if test="not($by-name)">, and no group has the new name</xsl:if>
          <xsl:text>.</xsl:text>
        </xsl:with-param>
        <xsl:with-param name="expected" select="$id"/>
        <xsl:with-param name="found" select="concat(substring('not listed', 1 div not($by-name)), $by-name/t:ExchangeStoreId/@Id)"/>
      </xsl:call-template>
    </xsl:if>
    <xsl:if test="$now and string($now/t:DisplayName) != $name">
      <xsl:call-template name="fail">
        <xsl:with-param name="id" select="'R301'"/>
        <xsl:with-param name="at" select="$now/t:DisplayName"/>
        <xsl:with-param name="text">
          <xsl:text>The group does not have its new name: </xsl:text>
          <xsl:call-template name="difference"><xsl:with-param name="sent" select="$name"/><xsl:with-param name="got" select="string($now/t:DisplayName)"/></xsl:call-template>
          <xsl:text>.</xsl:text>
        </xsl:with-param>
        <xsl:with-param name="expected"><xsl:call-template name="quote"><xsl:with-param name="text" select="$name"/></xsl:call-template></xsl:with-param>
        <xsl:with-param name="found"><xsl:call-template name="quote"><xsl:with-param name="text" select="string($now/t:DisplayName)"/></xsl:call-template></xsl:with-param>
      </xsl:call-template>
    </xsl:if>
    <xsl:for-each select="/ev:evidence/ev:since">
      <xsl:for-each select="key('group', concat(@step, ' ', $id))[1]">
        <xsl:if test="$now">
          <xsl:call-template name="compare-group">
            <xsl:with-param name="now" select="$now[1]"/>
            <xsl:with-param name="type-id" select="'R305'"/>
            <xsl:with-param name="members-id" select="'R306'"/>
          </xsl:call-template>
        </xsl:if>
      </xsl:for-each>
    </xsl:for-each>
  </xsl:template>
</xsl:stylesheet>
