<?xml version="1.0" encoding="UTF-8"?>
<!-- The evidence of then with the response of now. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:ev="urn:ews-conform:evidence:1"
    xmlns="urn:ews-conform:evidence:1" xmlns:str="http://exslt.org/strings" exclude-result-prefixes="ev str">
  <xsl:output method="xml" encoding="UTF-8"/>
  <xsl:param name="work"/><xsl:param name="number"/><xsl:param name="since"/>
  <xsl:param name="status"/><xsl:param name="outcome"/><xsl:param name="body"/>
  <xsl:param name="charset"/><xsl:param name="declared"/><xsl:param name="bom"/><xsl:param name="doctype"/><xsl:param name="other"/>

  <xsl:template match="@*|node()"><xsl:copy><xsl:apply-templates select="@*|node()"/></xsl:copy></xsl:template>

  <xsl:template match="/ev:evidence">
    <xsl:copy>
      <xsl:apply-templates select="@*|node()[not(self::ev:since)]"/>
      <xsl:for-each select="str:tokenize($since, ' ')">
        <since step="{.}"><xsl:copy-of select="document(concat($work, '/', ., '.evidence.xml'))/ev:evidence/ev:response"/></since>
      </xsl:for-each>
    </xsl:copy>
  </xsl:template>

  <xsl:template match="/ev:evidence/ev:response">
    <xsl:copy>
      <xsl:copy-of select="@http-version"/>
      <xsl:attribute name="reads">1</xsl:attribute>
      <xsl:attribute name="outcome"><xsl:value-of select="$outcome"/></xsl:attribute>
      <xsl:attribute name="detail"/>
      <xsl:attribute name="status"><xsl:value-of select="$status"/></xsl:attribute>
      <xsl:attribute name="elapsed-ms">0</xsl:attribute>
      <xsl:if test="$body = 'none'"><xsl:attribute name="empty">yes</xsl:attribute></xsl:if>
      <xsl:for-each select="document(concat($work, '/', $number, '.headers.xml'))/headers/header">
        <header name="{@name}"><xsl:value-of select="."/></header>
      </xsl:for-each>
      <xsl:choose>
        <xsl:when test="$outcome != 'ok'"/>
        <xsl:when test="$body = 'xml'">
          <body declared="{$declared}" charset="{$charset}" bom="{$bom}" doctype="{$doctype}" other-namespaces="{$other}">
            <xsl:attribute name="encoding">
              <xsl:choose>
                <xsl:when test="$charset != ''"><xsl:value-of select="$charset"/></xsl:when>
                <xsl:when test="$declared != ''"><xsl:value-of select="$declared"/></xsl:when>
                <xsl:otherwise>UTF-8</xsl:otherwise>
              </xsl:choose>
            </xsl:attribute>
            <xsl:attribute name="other-example"><xsl:if test="$other &gt; 0">https://schemas.microsoft.com/exchange/services/2006/</xsl:if></xsl:attribute>
            <xsl:copy-of select="document(concat($work, '/', $number, '.body.xml'))/node()"/>
          </body>
        </xsl:when>
        <xsl:when test="$body = 'text'"><text error="it is not well-formed XML"/></xsl:when>
      </xsl:choose>
    </xsl:copy>
  </xsl:template>
</xsl:stylesheet>
