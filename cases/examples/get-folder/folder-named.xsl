<?xml version="1.0" encoding="UTF-8"?>
<!-- The response of GetFolder has one folder, with an Id and a display name.
     Parameter: name, the display name; empty: any (it is in the mailbox's language). -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:svrl="http://purl.oclc.org/dsdl/svrl" xmlns:ev="urn:ews-conform:evidence:1"
    xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"
    xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types" exclude-result-prefixes="ev m t">
  <xsl:param name="name"/>

  <xsl:template match="/">
    <xsl:variable name="folders" select="//ev:response/ev:body//m:GetFolderResponseMessage/m:Folders/*"/>
    <svrl:schematron-output>
      <svrl:fired-rule context="m:GetFolderResponseMessage"/>
      <xsl:choose>
        <xsl:when test="count($folders) != 1">
          <xsl:call-template name="finding">
            <xsl:with-param name="text">The response does not have one folder.</xsl:with-param>
            <xsl:with-param name="expected" select="'1 folder'"/>
            <xsl:with-param name="found" select="concat(count($folders), ' folders')"/>
          </xsl:call-template>
        </xsl:when>
        <xsl:when test="not(string($folders/t:FolderId/@Id))">
          <xsl:call-template name="finding">
            <xsl:with-param name="text">The folder has no Id.</xsl:with-param>
          </xsl:call-template>
        </xsl:when>
        <xsl:when test="not(string($folders/t:DisplayName)) or ($name != '' and $folders/t:DisplayName != $name)">
          <xsl:call-template name="finding">
            <xsl:with-param name="text">The folder has another display name.</xsl:with-param>
            <xsl:with-param name="expected" select="$name"/>
            <xsl:with-param name="found" select="string($folders/t:DisplayName)"/>
          </xsl:call-template>
        </xsl:when>
      </xsl:choose>
    </svrl:schematron-output>
  </xsl:template>

  <xsl:template name="finding">
    <xsl:param name="text"/>
    <xsl:param name="expected"/>
    <xsl:param name="found"/>
    <svrl:failed-assert id="folder-named" test="m:Folders/*/t:DisplayName" location="//m:GetFolderResponseMessage">
      <svrl:text><xsl:value-of select="$text"/></svrl:text>
      <ev:expected><xsl:value-of select="$expected"/></ev:expected>
      <ev:found><xsl:value-of select="$found"/></ev:found>
    </svrl:failed-assert>
  </xsl:template>
</xsl:stylesheet>
