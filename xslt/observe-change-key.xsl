<?xml version="1.0" encoding="UTF-8"?>
<!-- observe-change-key: whether the ChangeKey of the group is another than before. Observed only: no document
     says that a rename moves it, and the schema has it as optional.
       id   the Id of the group
       old  its ChangeKey before; default: the one in the step that since= names, else none -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:svrl="http://purl.oclc.org/dsdl/svrl" xmlns:ev="urn:ews-conform:evidence:1"
    xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"
    xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"
    xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"
    exclude-result-prefixes="ev soap m t">
  <xsl:include href="lib/list.xsl"/>
  <xsl:param name="id"/>
  <xsl:param name="old" select="string(/ev:evidence/ev:since[1]/ev:response/ev:body//t:ExchangeStoreId[@Id = $id]/@ChangeKey)"/>

  <xsl:template match="/">
    <xsl:variable name="key" select="$groups[t:ExchangeStoreId/@Id = $id][1]/t:ExchangeStoreId/@ChangeKey"/>
    <svrl:schematron-output title="what became of the change key">
      <svrl:fired-rule context="t:ImGroup"/>
      <xsl:choose>
        <xsl:when test="not($listing)"><xsl:call-template name="no-list"><xsl:with-param name="id" select="'observe-change-key'"/></xsl:call-template></xsl:when>
        <xsl:when test="not($groups[t:ExchangeStoreId/@Id = $id]) and $groups[not(t:ExchangeStoreId)]"/>
        <xsl:when test="not($groups[t:ExchangeStoreId/@Id = $id])">
          <xsl:call-template name="fail">
            <xsl:with-param name="id" select="'observe-change-key'"/>
            <xsl:with-param name="at" select="$listing"/>
            <xsl:with-param name="text" select="concat('The group ', $id, ' is not listed any more.')"/>
            <xsl:with-param name="expected" select="$id"/>
            <xsl:with-param name="found" select="'not listed'"/>
          </xsl:call-template>
        </xsl:when>
        <xsl:otherwise>
          <xsl:call-template name="observe">
            <xsl:with-param name="id" select="'observe-change-key'"/>
            <xsl:with-param name="at" select="$groups[t:ExchangeStoreId/@Id = $id][1]/t:ExchangeStoreId"/>
            <xsl:with-param name="text">
              <xsl:choose>
                <xsl:when test="not($key) and $old = ''">Groups have no ChangeKey on this server.</xsl:when>
                <xsl:when test="not($key)">The ChangeKey is gone.</xsl:when>
                <xsl:when test="$key = $old">The ChangeKey is the same as before.</xsl:when>
                <xsl:otherwise>The ChangeKey is another than before.</xsl:otherwise>
              </xsl:choose>
            </xsl:with-param>
            <xsl:with-param name="expected" select="$old"/>
            <xsl:with-param name="found" select="string($key)"/>
          </xsl:call-template>
        </xsl:otherwise>
      </xsl:choose>
    </svrl:schematron-output>
  </xsl:template>
</xsl:stylesheet>
