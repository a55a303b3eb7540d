<?xml version="1.0" encoding="UTF-8"?>
<!-- members-kept: the group has the members that it had in the step that since= names, as a set.
       id  the Id of the group -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:svrl="http://purl.oclc.org/dsdl/svrl" xmlns:ev="urn:ews-conform:evidence:1"
    xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"
    xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"
    xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"
    exclude-result-prefixes="ev soap m t">
  <xsl:include href="lib/compare.xsl"/>
  <xsl:param name="id"/>

  <xsl:template match="/">
    <xsl:variable name="now" select="$groups[t:ExchangeStoreId/@Id = $id]"/>
    <svrl:schematron-output title="the members are kept">
      <svrl:fired-rule context="t:ImGroup"/>
      <xsl:choose>
        <xsl:when test="not($listing)"><xsl:call-template name="no-list"><xsl:with-param name="id" select="'members-kept'"/></xsl:call-template></xsl:when>
        <xsl:when test="not(/ev:evidence/ev:since)">
          <xsl:call-template name="case-error">
            <xsl:with-param name="id" select="'members-kept'"/>
            <xsl:with-param name="text">members-kept.xsl needs since="…": the earlier step to compare with.</xsl:with-param>
          </xsl:call-template>
        </xsl:when>
        <xsl:when test="not(key('group', concat(/ev:evidence/ev:since/@step, ' ', $id)))">
          <xsl:call-template name="case-error">
            <xsl:with-param name="id" select="'members-kept'"/>
            <xsl:with-param name="text" select="concat('The step &quot;', /ev:evidence/ev:since/@step, '&quot; to compare with does not list the group ', $id, '.')"/>
          </xsl:call-template>
        </xsl:when>
        <xsl:when test="not($now)">
          <xsl:call-template name="fail">
            <xsl:with-param name="id" select="'members-kept'"/>
            <xsl:with-param name="at" select="$listing"/>
            <xsl:with-param name="text" select="concat('The group ', $id, ' is not listed, so its members cannot be looked at.')"/>
            <xsl:with-param name="expected" select="$id"/>
            <xsl:with-param name="found" select="'not listed'"/>
          </xsl:call-template>
        </xsl:when>
        <xsl:otherwise>
          <xsl:for-each select="/ev:evidence/ev:since">
            <xsl:for-each select="key('group', concat(@step, ' ', $id))[1]">
              <xsl:call-template name="compare-group">
                <xsl:with-param name="now" select="$now[1]"/>
                <xsl:with-param name="members-id" select="'members-kept'"/>
              </xsl:call-template>
            </xsl:for-each>
          </xsl:for-each>
        </xsl:otherwise>
      </xsl:choose>
    </svrl:schematron-output>
  </xsl:template>
</xsl:stylesheet>
