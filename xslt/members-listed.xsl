<?xml version="1.0" encoding="UTF-8"?>
<!-- members-listed: the group is listed with so many members, for steps that wait until a helper operation shows. A
     list need not show members at all (MemberCorrelationKey is optional in the schema): where the group `like`, which
     has some, is listed with none, nothing is asked.
       id     the Id of the group
       count  how many members it has
       like   the Id of a group that is known to have members; may be the same -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:svrl="http://purl.oclc.org/dsdl/svrl" xmlns:ev="urn:ews-conform:evidence:1"
    xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"
    xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"
    xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"
    exclude-result-prefixes="ev soap m t">
  <xsl:include href="lib/list.xsl"/>
  <xsl:param name="id"/>
  <xsl:param name="count"/>
  <xsl:param name="like" select="$id"/>

  <xsl:template match="/">
    <xsl:variable name="group" select="$groups[t:ExchangeStoreId/@Id = $id]"/>
    <xsl:variable name="members" select="$group[1]/t:MemberCorrelationKey/t:ItemId"/>
    <svrl:schematron-output title="the members are listed">
      <svrl:fired-rule context="t:ImGroup"/>
      <xsl:choose>
        <xsl:when test="not($listing)"><xsl:call-template name="no-list"><xsl:with-param name="id" select="'members-listed'"/></xsl:call-template></xsl:when>
        <xsl:when test="not($groups[t:ExchangeStoreId/@Id = $like]/t:MemberCorrelationKey/t:ItemId)"/>
        <xsl:when test="count($members) != $count">
          <xsl:call-template name="fail">
            <xsl:with-param name="id" select="'members-listed'"/>
            <xsl:with-param name="at" select="($listing | $group)[last()]"/>
            <xsl:with-param name="text" select="concat('The group ', $id, ' is listed with ', count($members), ' members; it has ', $count, '.')"/>
            <xsl:with-param name="expected" select="concat($count, ' members')"/>
            <xsl:with-param name="found" select="concat(count($members), ' members')"/>
          </xsl:call-template>
        </xsl:when>
      </xsl:choose>
    </svrl:schematron-output>
  </xsl:template>
</xsl:stylesheet>
