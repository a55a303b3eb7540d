<?xml version="1.0" encoding="UTF-8"?>
<!-- version-info-same: ServerVersionInfo tells the same version as in the steps that since= names (R124, SHOULD:
     a farm may have servers of several builds). A response without it says nothing here: that is R120. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:svrl="http://purl.oclc.org/dsdl/svrl" xmlns:ev="urn:ews-conform:evidence:1"
    xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"
    xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"
    xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"
    exclude-result-prefixes="ev soap m t">
  <xsl:include href="lib/list.xsl"/>
  <xsl:template match="/">
    <xsl:variable name="now" select="$envelope/soap:Header/t:ServerVersionInfo"/>
    <svrl:schematron-output title="the server's version is the same">
      <svrl:fired-rule context="t:ServerVersionInfo"/>
      <xsl:if test="$now">
        <xsl:for-each select="/ev:evidence/ev:since">
          <xsl:call-template name="compare">
            <xsl:with-param name="was" select="ev:response/ev:body/soap:Envelope/soap:Header/t:ServerVersionInfo"/>
            <xsl:with-param name="now" select="$now"/>
          </xsl:call-template>
        </xsl:for-each>
      </xsl:if>
      <xsl:if test="not(/ev:evidence/ev:since)">
        <xsl:call-template name="case-error">
          <xsl:with-param name="id" select="'R124'"/>
          <xsl:with-param name="text">version-info-same.xsl needs since="…": the earlier step to compare with.</xsl:with-param>
        </xsl:call-template>
      </xsl:if>
    </svrl:schematron-output>
  </xsl:template>

  <xsl:template name="compare">
    <xsl:param name="was"/>
    <xsl:param name="now"/>
    <xsl:variable name="before"><xsl:call-template name="version"><xsl:with-param name="of" select="$was[1]"/></xsl:call-template></xsl:variable>
    <xsl:variable name="after"><xsl:call-template name="version"><xsl:with-param name="of" select="$now[1]"/></xsl:call-template></xsl:variable>
    <xsl:if test="$was and string($before) != string($after)">
      <xsl:call-template name="fail">
        <xsl:with-param name="id" select="'R124'"/>
        <xsl:with-param name="role" select="'SHOULD'"/>
        <xsl:with-param name="at" select="$now"/>
        <xsl:with-param name="text" select="concat('The server tells another version than in step &quot;', @step, '&quot;.')"/>
        <xsl:with-param name="expected" select="string($before)"/>
        <xsl:with-param name="found" select="string($after)"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!-- The five attributes in one line; numbers as numbers, "-" for one that is absent. -->
  <xsl:template name="version">
    <xsl:param name="of"/>
    <xsl:for-each select="$of">
      <xsl:call-template name="part"><xsl:with-param name="of" select="@MajorVersion"/></xsl:call-template>.<xsl:call-template name="part"><xsl:with-param name="of" select="@MinorVersion"/></xsl:call-template>.<xsl:call-template name="part"><xsl:with-param name="of" select="@MajorBuildNumber"/></xsl:call-template>.<xsl:call-template name="part"><xsl:with-param name="of" select="@MinorBuildNumber"/></xsl:call-template>
      <xsl:value-of select="concat(' ', @Version)"/>
    </xsl:for-each>
  </xsl:template>

  <xsl:template name="part">
    <xsl:param name="of"/>
    <xsl:choose>
      <xsl:when test="not($of)">-</xsl:when>
      <xsl:when test="number($of) = number($of)"><xsl:value-of select="number($of)"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="normalize-space($of)"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>
