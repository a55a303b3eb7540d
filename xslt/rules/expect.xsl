<?xml version="1.0" encoding="UTF-8"?>
<!-- expect: what the case allows. The response is held against every outcome; the best one that fits
     decides. Nothing given: nothing asked. Source: cases/case.xsd (expect). Context: ev:expect. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:svrl="http://purl.oclc.org/dsdl/svrl" xmlns:ev="urn:ews-conform:evidence:1"
    xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"
    xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"
    xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"
    xmlns:e="http://schemas.microsoft.com/exchange/services/2006/errors"
    exclude-result-prefixes="ev soap m t e">

  <xsl:template name="expect-rules">
    <xsl:variable name="outcomes" select="../ev:expect/ev:outcome"/>
    <xsl:if test="$outcomes">
      <!-- As usual: the class and code of the response, or the code of the fault, are one of the best outcomes. -->
      <xsl:if test="not($outcomes[@http-status = '' and @level = ''
                    and (@response-class = $message/@ResponseClass and (@response-code = $message/m:ResponseCode or contains(concat(' ', @response-code, ' '), concat(' ', $message/m:ResponseCode, ' ')))
                         or $fault and contains(concat(' ', @fault, ' '), concat(' ', $fault/detail/e:ResponseCode, ' ')))])">
        <xsl:call-template name="compare"><xsl:with-param name="outcomes" select="$outcomes"/></xsl:call-template>
      </xsl:if>
    </xsl:if>
  </xsl:template>

  <!-- An environment code fits only where it is named: "any error" does not mean a busy server. -->
  <xsl:template name="compare">
    <xsl:param name="outcomes"/>
    <xsl:variable name="status" select="concat(' ', @status, ' ')"/>
    <xsl:variable name="class" select="concat(' ', $message/@ResponseClass, ' ')"/>
    <xsl:variable name="outcome-code"><xsl:call-template name="outcome-code"/></xsl:variable>
    <xsl:variable name="code" select="concat(' ', $outcome-code, ' ')"/>
    <xsl:variable name="soap-code"><xsl:if test="$fault"><xsl:call-template name="soap-code"/></xsl:if></xsl:variable>
    <xsl:variable name="environment"><xsl:call-template name="is-environment"><xsl:with-param name="code" select="string($outcome-code)"/></xsl:call-template></xsl:variable>
    <xsl:variable name="fits" select="$outcomes[
      (@http-status = '' or contains(concat(' ', @http-status, ' '), $status)) and (
        @response-class = '' and @response-code = '' and @fault = ''
        or $message and (@response-class != '' or @response-code != '')
           and (@response-class = '' or contains(concat(' ', @response-class, ' '), $class))
           and (@response-code = '' and $environment = '' or contains(concat(' ', @response-code, ' '), $code))
        or $fault and @fault != ''
           and ($environment = '' and contains(concat(' ', @fault, ' '), ' any ')
                or contains(concat(' ', @fault, ' '), $code)
                or $soap-code != '' and contains(concat(' ', @fault, ' '), concat(' ', $soap-code, ' '))))]"/>
    <xsl:if test="not($fits[@level = '' or @level = 'MUST'])">
      <xsl:call-template name="unexpected">
        <xsl:with-param name="outcomes" select="$outcomes"/>
        <xsl:with-param name="fits" select="$fits"/>
        <xsl:with-param name="environment" select="$environment = 'yes'"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template name="unexpected">
    <xsl:param name="outcomes"/>
    <xsl:param name="fits"/>
    <xsl:param name="environment"/>
    <xsl:variable name="id" select="string(../ev:expect/@requirement)"/>
    <xsl:variable name="found"><xsl:call-template name="what-came"/></xsl:variable>
    <xsl:variable name="expected">
      <xsl:call-template name="outcomes"><xsl:with-param name="of" select="($outcomes[@level = '' or @level = 'MUST'] | $outcomes[not($fits)])"/></xsl:call-template>
    </xsl:variable>
    <xsl:variable name="at" select="($envelope | $envelope/soap:Body | $entry | .)[last()]"/>
    <xsl:choose>
      <xsl:when test="$fits[@level = 'OBS']">
        <xsl:call-template name="observe">
          <xsl:with-param name="id" select="$id"/>
          <xsl:with-param name="at" select="$at"/>
          <xsl:with-param name="text" select="concat('The documents leave this open; this server answers with ', $found, '.')"/>
          <xsl:with-param name="found" select="$found"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$fits">
        <xsl:call-template name="fail">
          <xsl:with-param name="id" select="$id"/>
          <xsl:with-param name="role" select="string(($fits[@level = 'MAY'] | $fits[not($fits[@level = 'MAY'])])[1]/@level)"/>
          <xsl:with-param name="at" select="$at"/>
          <xsl:with-param name="text" select="concat('Allowed, but not the best answer: ', $found, '.')"/>
          <xsl:with-param name="expected" select="$expected"/>
          <xsl:with-param name="found" select="$found"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$environment">
        <xsl:call-template name="fail">
          <xsl:with-param name="id" select="$id"/>
          <xsl:with-param name="role" select="'unjudged'"/>
          <xsl:with-param name="stop" select="true()"/>
          <xsl:with-param name="at" select="$at"/>
          <xsl:with-param name="text">
            <xsl:choose>
              <xsl:when test="@status = '401'">The sign-in is not taken any more (HTTP 401): nothing can be judged.</xsl:when>
              <xsl:otherwise><xsl:value-of select="concat('The server speaks of its load or its own state (', $found, '): that says nothing about the operation, and nothing can be judged.')"/></xsl:otherwise>
            </xsl:choose>
          </xsl:with-param>
          <xsl:with-param name="expected" select="$expected"/>
          <xsl:with-param name="found" select="$found"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="fail">
          <xsl:with-param name="id" select="$id"/>
          <xsl:with-param name="stop" select="true()"/>
          <xsl:with-param name="at" select="$at"/>
          <xsl:with-param name="text" select="concat('Expected ', $expected, '; found ', $found, '.')"/>
          <xsl:with-param name="expected" select="$expected"/>
          <xsl:with-param name="found" select="$found"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- The allowed outcomes in words. -->
  <xsl:template name="outcomes">
    <xsl:param name="of"/>
    <xsl:for-each select="$of">
      <xsl:if test="position() &gt; 1">, or </xsl:if>
      <xsl:if test="@response-class != '' or @response-code != ''">
        <xsl:choose>
          <xsl:when test="@response-class = ''">a response</xsl:when>
          <xsl:otherwise><xsl:call-template name="any-of"><xsl:with-param name="words" select="@response-class"/></xsl:call-template></xsl:otherwise>
        </xsl:choose>
        <xsl:if test="@response-code != ''">
          <xsl:text> with </xsl:text>
          <xsl:call-template name="any-of"><xsl:with-param name="words" select="@response-code"/></xsl:call-template>
        </xsl:if>
        <xsl:if test="@fault != ''">, or </xsl:if>
      </xsl:if>
      <xsl:if test="@fault != ''">
        <xsl:text>a SOAP fault</xsl:text>
        <xsl:if test="not(contains(concat(' ', @fault, ' '), ' any '))">
          <xsl:text> with </xsl:text>
          <xsl:call-template name="any-of"><xsl:with-param name="words" select="@fault"/></xsl:call-template>
        </xsl:if>
      </xsl:if>
      <xsl:if test="@http-status != ''">
        <xsl:if test="@response-class != '' or @response-code != '' or @fault != ''">, </xsl:if>
        <xsl:text>HTTP </xsl:text>
        <xsl:call-template name="any-of"><xsl:with-param name="words" select="@http-status"/></xsl:call-template>
      </xsl:if>
    </xsl:for-each>
  </xsl:template>

  <xsl:template name="any-of">
    <xsl:param name="words"/>
    <xsl:value-of select="substring-before(concat($words, ' '), ' ')"/>
    <xsl:if test="contains($words, ' ')">
      <xsl:text> or </xsl:text>
      <xsl:call-template name="any-of"><xsl:with-param name="words" select="substring-after($words, ' ')"/></xsl:call-template>
    </xsl:if>
  </xsl:template>
</xsl:stylesheet>
