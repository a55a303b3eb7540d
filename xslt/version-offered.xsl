<?xml version="1.0" encoding="UTF-8"?>
<!-- version-offered: a RequestServerVersion that the server offers works (R132). Offered is what is not later
     than the Version that its ServerVersionInfo announces; where that is unknown, or not comparable, the
     outcome is observed only.
       version    what RequestServerVersion asked for
       announced  the Version of an earlier ServerVersionInfo; empty: unknown -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:svrl="http://purl.oclc.org/dsdl/svrl" xmlns:ev="urn:ews-conform:evidence:1"
    xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"
    xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"
    xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"
    exclude-result-prefixes="ev soap m t">
  <xsl:include href="lib/list.xsl"/>
  <xsl:param name="version"/>
  <xsl:param name="announced"/>

  <xsl:template match="/">
    <xsl:variable name="asked"><xsl:call-template name="rank"><xsl:with-param name="version" select="$version"/></xsl:call-template></xsl:variable>
    <xsl:variable name="offered"><xsl:call-template name="rank"><xsl:with-param name="version" select="$announced"/></xsl:call-template></xsl:variable>
    <xsl:variable name="found"><xsl:call-template name="what-came"/></xsl:variable>
    <xsl:variable name="environment"><xsl:call-template name="is-environment"/></xsl:variable>
    <svrl:schematron-output title="a version that the server offers works">
      <svrl:fired-rule context="ev:response"/>
      <xsl:choose>
        <xsl:when test="$response/@outcome != 'ok'"/>
        <xsl:when test="$message[@ResponseClass = 'Success']">
          <xsl:if test="$offered &gt; 0 and $asked &gt; $offered">
            <xsl:call-template name="observe">
              <xsl:with-param name="id" select="'R132'"/>
              <xsl:with-param name="at" select="$response"/>
              <xsl:with-param name="text" select="concat('RequestServerVersion ', $version, ' works, although the server announces ', $announced, '.')"/>
              <xsl:with-param name="found" select="string($found)"/>
            </xsl:call-template>
          </xsl:if>
        </xsl:when>
        <xsl:when test="$asked &gt; 0 and $asked &lt;= $offered">
          <xsl:call-template name="fail">
            <xsl:with-param name="id" select="'R132'"/>
            <!-- Names later than the published enumeration are not documented to be good in a request. -->
            <xsl:with-param name="role" select="concat(substring('unjudged', 1 div ($environment = 'yes')), substring('SHOULD', 1 div ($environment != 'yes' and $asked &gt; 20161010)))"/>
            <xsl:with-param name="at" select="$response"/>
            <xsl:with-param name="text" select="concat('The server announces ', $announced, ', so RequestServerVersion ', $version, ' is one that it offers; it answers with ', $found, '.')"/>
            <xsl:with-param name="expected" select="'Success'"/>
            <xsl:with-param name="found" select="string($found)"/>
          </xsl:call-template>
        </xsl:when>
        <xsl:otherwise>
          <xsl:call-template name="observe">
            <xsl:with-param name="id" select="'R132'"/>
            <xsl:with-param name="at" select="$response"/>
            <xsl:with-param name="text">
              <xsl:value-of select="concat('RequestServerVersion ', $version, ' does not work here; ')"/>
              <xsl:choose>
                <xsl:when test="$announced = ''">the server announces no version.</xsl:when>
                <xsl:when test="$asked = 0 or $offered = 0"><xsl:value-of select="concat('whether a server that announces ', $announced, ' should offer it is not known.')"/></xsl:when>
                <xsl:otherwise><xsl:value-of select="concat('the server announces ', $announced, ', which is earlier.')"/></xsl:otherwise>
              </xsl:choose>
            </xsl:with-param>
            <xsl:with-param name="found" select="string($found)"/>
          </xsl:call-template>
        </xsl:otherwise>
      </xsl:choose>
    </svrl:schematron-output>
  </xsl:template>

  <!-- A number that grows with the version: the order of the schema's enumeration, then the dated versions
       (V2016_10_10 and its kind) by their dates; 0 where the name is none of these. -->
  <xsl:template name="rank">
    <xsl:param name="version"/>
    <xsl:variable name="known" select="' Exchange2007 Exchange2007_SP1 Exchange2009 Exchange2010 Exchange2010_SP1 Exchange2010_SP2 Exchange2012 Exchange2013 Exchange2013_SP1 Exchange2015 Exchange2016 '"/>
    <xsl:variable name="date" select="translate(substring($version, 2), '_', '')"/>
    <xsl:choose>
      <xsl:when test="$version = ''">0</xsl:when>
      <xsl:when test="contains($known, concat(' ', $version, ' '))"><xsl:value-of select="1 + string-length(substring-before($known, concat(' ', $version, ' ')))"/></xsl:when>
      <xsl:when test="starts-with($version, 'V20') and string-length($date) = 8 and translate($date, '0123456789', '') = ''"><xsl:value-of select="$date"/></xsl:when>
      <xsl:otherwise>0</xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>
