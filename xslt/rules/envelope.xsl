<?xml version="1.0" encoding="UTF-8"?>
<!-- envelope: Envelope, Header, Body and the one entry in it. Sources: S11 4, 4.2, 4.3, 4.4; the WSDL
     binding (document/literal with one part). Context: soap:Envelope. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:svrl="http://purl.oclc.org/dsdl/svrl" xmlns:ev="urn:ews-conform:evidence:1"
    xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"
    xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"
    xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"
    xmlns:e="http://schemas.microsoft.com/exchange/services/2006/errors"
    exclude-result-prefixes="ev soap m t e">

  <xsl:template name="envelope-rules">
    <!-- As usual: Header, Body, one response or Fault in it, no attribute, no text. -->
    <xsl:if test="not($envelope[not(@* or *[3] or text()[normalize-space() != ''] or */text()[normalize-space() != ''])]
                  [*[1][self::soap:Header] and *[2][self::soap:Body[not(*[2])]]] and ($answer or $fault))">
      <xsl:call-template name="envelope-details"/>
    </xsl:if>
  </xsl:template>

  <xsl:template name="envelope-details">
    <xsl:for-each select="$envelope">
      <xsl:if test="soap:Header/preceding-sibling::* or count(soap:Body) != 1 or soap:Body/preceding-sibling::*[not(self::soap:Header)]">
        <xsl:call-template name="envelope-parts"/>
      </xsl:if>
      <xsl:if test="@*[namespace-uri() = ''] or *[namespace-uri() = ''] or soap:*[not(self::soap:Header or self::soap:Body)]">
        <xsl:call-template name="envelope-extras"/>
      </xsl:if>
      <xsl:if test="(. | soap:Header | soap:Body)/text()[normalize-space() != '']">
        <xsl:variable name="stray" select="(. | soap:Header | soap:Body)/text()[normalize-space() != '']"/>
        <xsl:call-template name="fail">
          <xsl:with-param name="id" select="'R126'"/>
          <xsl:with-param name="at" select="$stray"/>
          <xsl:with-param name="text">Envelope, Header and Body hold elements, not text.</xsl:with-param>
          <xsl:with-param name="expected" select="'white space at most'"/>
          <xsl:with-param name="found"><xsl:call-template name="quote"><xsl:with-param name="text" select="normalize-space($stray)"/></xsl:call-template></xsl:with-param>
        </xsl:call-template>
      </xsl:if>
      <xsl:if test="soap:Body and count(soap:Body/*) != 1">
        <xsl:call-template name="fail">
          <xsl:with-param name="id" select="'R111'"/>
          <xsl:with-param name="at" select="soap:Body"/>
          <xsl:with-param name="text">
            <xsl:text>The Body holds exactly one element, the response or a Fault; this one holds </xsl:text>
            <xsl:choose>
              <xsl:when test="soap:Body/*"><xsl:value-of select="count(soap:Body/*)"/></xsl:when>
              <xsl:otherwise>none</xsl:otherwise>
            </xsl:choose>
            <xsl:text>.</xsl:text>
          </xsl:with-param>
          <xsl:with-param name="expected" select="'one element'"/>
          <xsl:with-param name="found">
            <xsl:if test="not(soap:Body/*)">none</xsl:if>
            <xsl:call-template name="names"><xsl:with-param name="of" select="soap:Body/*"/></xsl:call-template>
          </xsl:with-param>
        </xsl:call-template>
      </xsl:if>
      <xsl:if test="not($fault) and $entry and not($answer)"><xsl:call-template name="wrong-answer"/></xsl:if>
    </xsl:for-each>
  </xsl:template>

  <xsl:template name="envelope-parts">
    <xsl:call-template name="fail">
      <xsl:with-param name="id" select="'R114'"/>
      <xsl:with-param name="text">
        <xsl:choose>
          <xsl:when test="not(soap:Body)">
            <xsl:text>The Envelope has no Body in the SOAP 1.1 namespace</xsl:text>
            <xsl:if test="*[local-name() = 'Body']">
              <xsl:text>, but one </xsl:text>
              <xsl:call-template name="in-namespace"><xsl:with-param name="of" select="*[local-name() = 'Body']"/></xsl:call-template>
            </xsl:if>
          </xsl:when>
          <xsl:when test="count(soap:Body) &gt; 1">The Envelope has more than one Body</xsl:when>
          <xsl:when test="count(soap:Header) &gt; 1">The Envelope has more than one Header</xsl:when>
          <xsl:when test="soap:Header/preceding-sibling::*">The Header is not the first element of the Envelope</xsl:when>
          <xsl:otherwise>The Body does not come first, or directly after the Header</xsl:otherwise>
        </xsl:choose>
        <xsl:text>.</xsl:text>
      </xsl:with-param>
      <xsl:with-param name="expected" select="'soap:Header (or none), then soap:Body'"/>
      <xsl:with-param name="found"><xsl:call-template name="names"><xsl:with-param name="of" select="*"/></xsl:call-template></xsl:with-param>
    </xsl:call-template>
  </xsl:template>

  <xsl:template name="envelope-extras">
    <xsl:variable name="extras" select="@*[namespace-uri() = ''] | *[namespace-uri() = ''] | soap:*[not(self::soap:Header or self::soap:Body)]"/>
    <xsl:call-template name="fail">
      <xsl:with-param name="id" select="'R115'"/>
      <xsl:with-param name="at" select="$extras"/>
      <xsl:with-param name="text">
        <xsl:choose>
          <xsl:when test="soap:Fault">A soap:Fault is an entry of the Body, not of the Envelope.</xsl:when>
          <xsl:otherwise>What else an Envelope holds, attributes or elements after the Body, is qualified with a namespace of its own.</xsl:otherwise>
        </xsl:choose>
      </xsl:with-param>
      <xsl:with-param name="found"><xsl:call-template name="names"><xsl:with-param name="of" select="$extras"/></xsl:call-template></xsl:with-param>
    </xsl:call-template>
  </xsl:template>

  <!-- The Body's element is neither a Fault nor the operation's response. -->
  <xsl:template name="wrong-answer">
    <xsl:variable name="right" select="concat($operation, 'Response')"/>
    <xsl:call-template name="fail">
      <xsl:with-param name="id" select="'R119'"/>
      <xsl:with-param name="at" select="$entry"/>
      <xsl:with-param name="text">
        <xsl:choose>
          <xsl:when test="local-name($entry) = 'Fault'">
            <xsl:text>The Body holds a Fault </xsl:text>
            <xsl:call-template name="in-namespace"><xsl:with-param name="of" select="$entry"/></xsl:call-template>
            <xsl:text>, not in the one of SOAP 1.1.</xsl:text>
          </xsl:when>
          <xsl:when test="local-name($entry) = $right">
            <xsl:text>The response element is </xsl:text>
            <xsl:call-template name="in-namespace"><xsl:with-param name="of" select="$entry"/></xsl:call-template>
            <xsl:text>, not in the messages namespace.</xsl:text>
          </xsl:when>
          <xsl:when test="$operation = ''">The Body holds an element that is neither a response in the messages namespace nor a Fault.</xsl:when>
          <xsl:otherwise><xsl:value-of select="concat('The answer to ', $operation, ' is ', $right, ' in the messages namespace, or a Fault.')"/></xsl:otherwise>
        </xsl:choose>
      </xsl:with-param>
      <xsl:with-param name="expected" select="concat('m:', $right, ' or soap:Fault')"/>
      <xsl:with-param name="found"><xsl:call-template name="name"><xsl:with-param name="of" select="$entry"/></xsl:call-template></xsl:with-param>
    </xsl:call-template>
  </xsl:template>

  <!-- The first few names of a node set, in document order. -->
  <xsl:template name="names">
    <xsl:param name="of"/>
    <xsl:for-each select="$of[position() &lt;= 5]">
      <xsl:if test="position() &gt; 1">, </xsl:if>
      <xsl:call-template name="name"><xsl:with-param name="of" select="."/></xsl:call-template>
    </xsl:for-each>
    <xsl:if test="count($of) &gt; 5">, …</xsl:if>
  </xsl:template>
</xsl:stylesheet>
