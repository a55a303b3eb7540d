<?xml version="1.0" encoding="UTF-8"?>
<!-- list-unchanged: the list of groups is what it was in the step that since= names. How groups are compared,
     and which groups of other cases are left out: lib/compare.xsl.
       except  an Id that is left out; default: none
       own     how the names of this case begin; default: the variable "unique" -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:svrl="http://purl.oclc.org/dsdl/svrl" xmlns:ev="urn:ews-conform:evidence:1"
    xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"
    xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"
    xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"
    exclude-result-prefixes="ev soap m t">
  <xsl:include href="lib/compare.xsl"/>
  <xsl:param name="except"/>
  <xsl:param name="own" select="string(/ev:evidence/ev:variable[@name = 'unique'])"/>

  <xsl:template match="/">
    <svrl:schematron-output title="the list is unchanged">
      <svrl:fired-rule context="m:ImItemList"/>
      <xsl:choose>
        <xsl:when test="not($listing)"><xsl:call-template name="no-list"><xsl:with-param name="id" select="'list-unchanged'"/></xsl:call-template></xsl:when>
        <xsl:when test="not(/ev:evidence/ev:since)">
          <xsl:call-template name="case-error">
            <xsl:with-param name="id" select="'list-unchanged'"/>
            <xsl:with-param name="text">list-unchanged.xsl needs since="…": the earlier step to compare with.</xsl:with-param>
          </xsl:call-template>
        </xsl:when>
        <xsl:otherwise>
          <xsl:call-template name="compare-lists">
            <xsl:with-param name="own" select="$own"/>
            <xsl:with-param name="except" select="$except"/>
            <xsl:with-param name="changed-id" select="'list-unchanged'"/>
            <xsl:with-param name="count-id" select="'list-unchanged'"/>
          </xsl:call-template>
        </xsl:otherwise>
      </xsl:choose>
    </svrl:schematron-output>
  </xsl:template>
</xsl:stylesheet>
