<?xml version="1.0" encoding="UTF-8"?>
<!-- list: the groups that a response lists, and what to say when it lists none. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:svrl="http://purl.oclc.org/dsdl/svrl" xmlns:ev="urn:ews-conform:evidence:1"
    xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"
    xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"
    xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"
    exclude-result-prefixes="ev soap m t">
  <xsl:include href="svrl.xsl"/>
  <xsl:include href="facts.xsl"/>
  <xsl:output method="xml" encoding="UTF-8"/>

  <!-- A success of GetImItemList or GetImItems; a list without groups is one, too. -->
  <xsl:variable name="listing" select="$answer[@ResponseClass = 'Success']"/>
  <xsl:variable name="groups" select="$listing/m:ImItemList/t:Groups/t:ImGroup"/>

  <!-- Where there is no list to look at. A broken transfer has been reported by the default rules. -->
  <xsl:template name="no-list">
    <xsl:param name="id"/>
    <xsl:if test="$response/@outcome = 'ok'">
      <xsl:variable name="environment"><xsl:call-template name="is-environment"/></xsl:variable>
      <xsl:variable name="found"><xsl:call-template name="what-came"/></xsl:variable>
      <xsl:call-template name="fail">
        <xsl:with-param name="id" select="$id"/>
        <xsl:with-param name="role" select="substring('unjudged', 1 div ($environment = 'yes'))"/>
        <xsl:with-param name="at" select="$response"/>
        <xsl:with-param name="text" select="concat('There is no list of groups to look at: the response is ', $found, '.')"/>
        <xsl:with-param name="expected" select="'a list of groups'"/>
        <xsl:with-param name="found" select="$found"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!-- A mistake in the case: a parameter or a step to compare with is missing. -->
  <xsl:template name="case-error">
    <xsl:param name="id"/>
    <xsl:param name="text"/>
    <xsl:call-template name="fail">
      <xsl:with-param name="id" select="$id"/>
      <xsl:with-param name="role" select="'unjudged'"/>
      <xsl:with-param name="at" select="$response"/>
      <xsl:with-param name="text" select="$text"/>
    </xsl:call-template>
  </xsl:template>
</xsl:stylesheet>
