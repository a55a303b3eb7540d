<?xml version="1.0" encoding="UTF-8"?>
<!-- coding-offered: the response has no content coding that the request did not offer (R151, SHOULD). Source:
     RFC 9110 12.5.3, which also says that a request without Accept-Encoding takes any. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:svrl="http://purl.oclc.org/dsdl/svrl" xmlns:ev="urn:ews-conform:evidence:1"
    exclude-result-prefixes="ev">
  <xsl:include href="lib/svrl.xsl"/>
  <xsl:output method="xml" encoding="UTF-8"/>

  <xsl:template match="/">
    <xsl:variable name="offer" select="/ev:evidence/ev:request/ev:header[translate(@name, 'ACEDGINOPT', 'acedginopt') = 'accept-encoding']"/>
    <svrl:schematron-output title="the content coding was offered">
      <svrl:fired-rule context="ev:response"/>
      <xsl:if test="$offer">
        <xsl:for-each select="/ev:evidence/ev:response/ev:header[@name = 'content-encoding']">
          <xsl:call-template name="codings">
            <xsl:with-param name="used" select="translate(., 'ABCDEFGHIJKLMNOPQRSTUVWXYZ ', 'abcdefghijklmnopqrstuvwxyz')"/>
            <xsl:with-param name="offered" select="translate(concat(',', $offer, ','), 'ABCDEFGHIJKLMNOPQRSTUVWXYZ ', 'abcdefghijklmnopqrstuvwxyz')"/>
          </xsl:call-template>
        </xsl:for-each>
      </xsl:if>
    </svrl:schematron-output>
  </xsl:template>

  <!-- One coding after the other, of a list with commas. "x-gzip" is gzip's old name. -->
  <xsl:template name="codings">
    <xsl:param name="used"/>
    <xsl:param name="offered"/>
    <xsl:param name="left" select="8"/>
    <xsl:variable name="first" select="substring-before(concat($used, ','), ',')"/>
    <xsl:variable name="coding" select="substring($first, 1 + 2 * ($first = 'x-gzip'))"/>
    <xsl:variable name="parameters" select="substring-before(substring-after($offered, concat(',', $coding, ';')), ',')"/>
    <xsl:if test="$coding != '' and $coding != 'identity' and not(contains($offered, concat(',', $coding, ',')))
                  and not(starts-with($parameters, 'q=') and number(substring-after($parameters, 'q=')) &gt; 0)
                  and not((contains($offered, ',*,') or contains($offered, ',*;q=') and not(contains($offered, ',*;q=0'))) and $parameters = '')">
      <xsl:call-template name="fail">
        <xsl:with-param name="id" select="'R151'"/>
        <xsl:with-param name="role" select="'SHOULD'"/>
        <xsl:with-param name="text" select="concat('The response is in the content coding ', $coding, ', which the request did not offer.')"/>
        <xsl:with-param name="expected" select="concat('Accept-Encoding: ', substring($offered, 2, string-length($offered) - 2))"/>
        <xsl:with-param name="found" select="concat('Content-Encoding: ', .)"/>
      </xsl:call-template>
    </xsl:if>
    <xsl:if test="contains($used, ',') and $left &gt; 0">
      <xsl:call-template name="codings">
        <xsl:with-param name="used" select="substring-after($used, ',')"/>
        <xsl:with-param name="offered" select="$offered"/>
        <xsl:with-param name="left" select="$left - 1"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>
</xsl:stylesheet>
