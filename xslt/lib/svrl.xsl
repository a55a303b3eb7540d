<?xml version="1.0" encoding="UTF-8"?>
<!-- svrl: how a finding is written, for every stylesheet: sentence, expected, found, and the place in the
     response as an XPath that people can read. Everything here runs only when there is something to say. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:svrl="http://purl.oclc.org/dsdl/svrl" xmlns:ev="urn:ews-conform:evidence:1"
    xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"
    xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"
    xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"
    xmlns:e="http://schemas.microsoft.com/exchange/services/2006/errors"
    exclude-result-prefixes="ev soap m t e">

  <!-- A broken rule. `role` is given where the rule is less than a MUST (or "unjudged": nobody can judge);
       `stop` is true() where the steps that follow rely on it; `at` is the node it is about. -->
  <xsl:template name="fail">
    <xsl:param name="id"/>
    <xsl:param name="role"/>
    <xsl:param name="stop" select="false()"/>
    <xsl:param name="at" select="."/>
    <xsl:param name="text"/>
    <xsl:param name="expected"/>
    <xsl:param name="found"/>
    <svrl:failed-assert id="{$id}">
      <xsl:if test="$role != ''"><xsl:attribute name="role"><xsl:value-of select="$role"/></xsl:attribute></xsl:if>
      <xsl:if test="$stop"><xsl:attribute name="flag">stop</xsl:attribute></xsl:if>
      <xsl:call-template name="finding">
        <xsl:with-param name="id" select="$id"/>
        <xsl:with-param name="at" select="$at"/>
        <xsl:with-param name="text" select="$text"/>
        <xsl:with-param name="expected" select="$expected"/>
        <xsl:with-param name="found" select="$found"/>
      </xsl:call-template>
    </svrl:failed-assert>
  </xsl:template>

  <!-- Something that the documents leave open, and which way this server went. -->
  <xsl:template name="observe">
    <xsl:param name="id"/>
    <xsl:param name="at" select="."/>
    <xsl:param name="text"/>
    <xsl:param name="expected"/>
    <xsl:param name="found"/>
    <svrl:successful-report id="{$id}" role="OBS">
      <xsl:call-template name="finding">
        <xsl:with-param name="id" select="$id"/>
        <xsl:with-param name="at" select="$at"/>
        <xsl:with-param name="text" select="$text"/>
        <xsl:with-param name="expected" select="$expected"/>
        <xsl:with-param name="found" select="$found"/>
      </xsl:call-template>
    </svrl:successful-report>
  </xsl:template>

  <xsl:template name="finding">
    <xsl:param name="id"/>
    <xsl:param name="at"/>
    <xsl:param name="text"/>
    <xsl:param name="expected"/>
    <xsl:param name="found"/>
    <xsl:attribute name="test"><xsl:value-of select="$id"/></xsl:attribute>
    <xsl:attribute name="location">
      <xsl:call-template name="path"><xsl:with-param name="at" select="$at"/></xsl:call-template>
    </xsl:attribute>
    <svrl:text><xsl:value-of select="$text"/></svrl:text>
    <xsl:if test="$expected != ''"><ev:expected><xsl:value-of select="$expected"/></ev:expected></xsl:if>
    <xsl:if test="$found != ''"><ev:found><xsl:value-of select="$found"/></ev:found></xsl:if>
  </xsl:template>

  <!-- The place of a node: inside of the body from the Envelope on, else from the evidence on. -->
  <xsl:template name="path">
    <xsl:param name="at"/>
    <xsl:variable name="node" select="$at[1]"/>
    <xsl:for-each select="$node/ancestor-or-self::*[ancestor::ev:body or not($node/ancestor::ev:body)]">
      <xsl:text>/</xsl:text>
      <xsl:variable name="name"><xsl:call-template name="name"><xsl:with-param name="of" select="."/></xsl:call-template></xsl:variable>
      <xsl:if test="not(starts-with($name, '{'))"><xsl:value-of select="$name"/></xsl:if>
      <xsl:if test="starts-with($name, '{')"><xsl:value-of select="concat('*[local-name() = &quot;', local-name(), '&quot;]')"/></xsl:if>
      <xsl:variable name="before" select="count(preceding-sibling::*[name() = name(current())])"/>
      <xsl:if test="$before or following-sibling::*[name() = name(current())]">
        <xsl:value-of select="concat('[', $before + 1, ']')"/>
      </xsl:if>
    </xsl:for-each>
    <xsl:choose>
      <xsl:when test="count($node | $node/../@*) = count($node/../@*)">/@<xsl:value-of select="name($node)"/></xsl:when>
      <xsl:when test="$node/self::text()">/text()</xsl:when>
      <xsl:when test="$node/self::processing-instruction()">/processing-instruction()</xsl:when>
    </xsl:choose>
  </xsl:template>

  <!-- The name of an element or attribute for people: with the usual prefix, else {namespace}name. -->
  <xsl:template name="name">
    <xsl:param name="of"/>
    <xsl:variable name="ns" select="namespace-uri($of)"/>
    <xsl:choose>
      <xsl:when test="$ns = ''"/>
      <xsl:when test="$ns = 'http://schemas.xmlsoap.org/soap/envelope/'">soap:</xsl:when>
      <xsl:when test="$ns = 'http://schemas.microsoft.com/exchange/services/2006/messages'">m:</xsl:when>
      <xsl:when test="$ns = 'http://schemas.microsoft.com/exchange/services/2006/types'">t:</xsl:when>
      <xsl:when test="$ns = 'http://schemas.microsoft.com/exchange/services/2006/errors'">e:</xsl:when>
      <xsl:when test="$ns = 'urn:ews-conform:evidence:1'">ev:</xsl:when>
      <xsl:otherwise><xsl:value-of select="concat('{', $ns, '}')"/></xsl:otherwise>
    </xsl:choose>
    <xsl:value-of select="local-name($of)"/>
  </xsl:template>

  <!-- Where a name is, for a sentence: 'in no namespace', or 'in the namespace "…"'. -->
  <xsl:template name="in-namespace">
    <xsl:param name="of"/>
    <xsl:choose>
      <xsl:when test="namespace-uri($of) = ''">in no namespace</xsl:when>
      <xsl:otherwise><xsl:value-of select="concat('in the namespace &quot;', namespace-uri($of), '&quot;')"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Text for a sentence: in quotes, cut where it is long. -->
  <xsl:template name="quote">
    <xsl:param name="text"/>
    <xsl:value-of select="concat('&quot;', substring($text, 1, 200), substring('…', 1 div (string-length($text) > 200)), '&quot;')"/>
  </xsl:template>
</xsl:stylesheet>
