<?xml version="1.0" encoding="UTF-8"?>
<!-- headers: the SOAP headers of a response, above all ServerVersionInfo. Sources: S11 4.2; types.xsd;
     the operation page ("applicable to a response", and in both of its examples). Faults are not
     documented to carry it, so nothing is asked of them but that what they carry is right.
     Context: soap:Envelope/soap:Header. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:svrl="http://purl.oclc.org/dsdl/svrl" xmlns:ev="urn:ews-conform:evidence:1"
    xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"
    xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"
    xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"
    xmlns:e="http://schemas.microsoft.com/exchange/services/2006/errors"
    exclude-result-prefixes="ev soap m t e">
  <xsl:include href="../lib/int.xsl"/>

  <xsl:template name="header-rules">
    <!-- As usual: one header, a ServerVersionInfo with four plain numbers (of four with eleven digits, none has more
         than eight). -->
    <xsl:if test="not($envelope/soap:Header[not(*[2])]/t:ServerVersionInfo[@MajorVersion &gt;= 15 and @MinorVersion != '' and @MajorBuildNumber != '' and @MinorBuildNumber != ''
                  and contains('00000000000', translate(concat(@MajorVersion, @MinorVersion, @MajorBuildNumber, @MinorBuildNumber), '123456789', '000000000'))
                  and count(@*) = 4 + count(@Version) and not(node())])">
      <xsl:call-template name="header-details"/>
    </xsl:if>
  </xsl:template>

  <xsl:template name="header-details">
    <xsl:variable name="info" select="$envelope/soap:Header/t:ServerVersionInfo"/>
    <xsl:if test="not($info) and $message"><xsl:call-template name="no-version-info"/></xsl:if>
    <xsl:if test="$envelope/soap:Header/*[namespace-uri() = '' or @soap:mustUnderstand = '1']"><xsl:call-template name="header-entries"/></xsl:if>
    <xsl:if test="count($info) &gt; 1">
      <xsl:call-template name="fail">
        <xsl:with-param name="id" select="'R123'"/>
        <xsl:with-param name="role" select="'SHOULD'"/>
        <xsl:with-param name="at" select="$info[2]"/>
        <xsl:with-param name="text" select="concat('One ServerVersionInfo tells the version; this response has ', count($info), '.')"/>
        <xsl:with-param name="expected" select="'1'"/>
        <xsl:with-param name="found" select="count($info)"/>
      </xsl:call-template>
    </xsl:if>
    <xsl:call-template name="version-attributes"><xsl:with-param name="info" select="$info"/></xsl:call-template>
    <xsl:if test="$message/@ResponseClass = 'Success' and $operation = 'SetImGroup' and $info/@MajorVersion &lt; 15">
      <xsl:call-template name="fail">
        <xsl:with-param name="id" select="'R125'"/>
        <xsl:with-param name="role" select="'SHOULD'"/>
        <xsl:with-param name="at" select="$info/@MajorVersion"/>
        <xsl:with-param name="text" select="concat('SetImGroup came with Exchange Server 2013, which is version 15; this server succeeds in it as version ', $info/@MajorVersion, '.')"/>
        <xsl:with-param name="expected" select="'15 or more'"/>
        <xsl:with-param name="found" select="$info/@MajorVersion"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template name="no-version-info">
    <xsl:variable name="elsewhere" select="($envelope/soap:Header//*[local-name() = 'ServerVersionInfo'] | $envelope/soap:Body//*[local-name() = 'ServerVersionInfo'])[1]"/>
    <xsl:call-template name="fail">
      <xsl:with-param name="id" select="concat(substring('R121', 1 div ($message/@ResponseClass = 'Error')), substring('R120', 1 div ($message/@ResponseClass != 'Error')))"/>
      <xsl:with-param name="at" select="($envelope/soap:Header | $envelope)[last()]"/>
      <xsl:with-param name="text">
        <xsl:value-of select="concat('A response with ', $message/@ResponseClass, ' carries the header ServerVersionInfo in the types namespace; ')"/>
        <xsl:choose>
          <xsl:when test="$elsewhere and $elsewhere/ancestor::soap:Body">here it is in the Body.</xsl:when>
          <xsl:when test="$elsewhere/self::t:*">here it is inside of another header.</xsl:when>
          <xsl:when test="$elsewhere">here it is <xsl:call-template name="in-namespace"><xsl:with-param name="of" select="$elsewhere"/></xsl:call-template>.</xsl:when>
          <xsl:when test="$envelope/soap:Header/*"><xsl:text>here the Header holds only </xsl:text><xsl:call-template name="names"><xsl:with-param name="of" select="$envelope/soap:Header/*"/></xsl:call-template>.</xsl:when>
          <xsl:when test="$envelope/soap:Header">here the Header is empty.</xsl:when>
          <xsl:otherwise>here there is no Header.</xsl:otherwise>
        </xsl:choose>
      </xsl:with-param>
      <xsl:with-param name="expected" select="'t:ServerVersionInfo in soap:Header'"/>
      <xsl:with-param name="found">
        <xsl:if test="$elsewhere"><xsl:call-template name="path"><xsl:with-param name="at" select="$elsewhere"/></xsl:call-template></xsl:if>
        <xsl:if test="not($elsewhere)">none</xsl:if>
      </xsl:with-param>
    </xsl:call-template>
  </xsl:template>

  <xsl:template name="header-entries">
    <xsl:for-each select="$envelope/soap:Header/*[namespace-uri() = '']">
      <xsl:call-template name="fail">
        <xsl:with-param name="id" select="'R116'"/>
        <xsl:with-param name="text" select="concat('Every entry of the Header is qualified with a namespace; ', local-name(), ' is not.')"/>
        <xsl:with-param name="expected" select="'a namespace'"/>
        <xsl:with-param name="found" select="concat('&lt;', local-name(), '&gt; without one')"/>
      </xsl:call-template>
    </xsl:for-each>
    <xsl:for-each select="$envelope/soap:Header/*[@soap:mustUnderstand = '1' and not(self::t:ServerVersionInfo)]">
      <xsl:call-template name="observe">
        <xsl:with-param name="id" select="'R127'"/>
        <xsl:with-param name="text">
          <xsl:text>The response has a header that its reader must understand: </xsl:text>
          <xsl:call-template name="name"><xsl:with-param name="of" select="."/></xsl:call-template>
          <xsl:text>. Clients that do not know it have to give up.</xsl:text>
        </xsl:with-param>
      </xsl:call-template>
    </xsl:for-each>
  </xsl:template>

  <!-- Numbers are xs:int. A known name in other letters is a broken name: clients would not find it.
       So is one in a namespace, where the plain one is not there. Others without a namespace are not in the schema
       either, which has no place for more (no anyAttribute); those of other namespaces, as extensions use them, are
       observed. -->
  <xsl:template name="version-attributes">
    <xsl:param name="info"/>
    <xsl:for-each select="$info/@*">
      <xsl:variable name="lower" select="translate(local-name(), 'ABCDEFGHIJKLMNOPQRSTUVWXYZ-_', 'abcdefghijklmnopqrstuvwxyz')"/>
      <xsl:choose>
        <xsl:when test="name() = 'MajorVersion' or name() = 'MinorVersion' or name() = 'MajorBuildNumber' or name() = 'MinorBuildNumber'">
          <xsl:variable name="why"><xsl:call-template name="why-no-int"><xsl:with-param name="text" select="string()"/></xsl:call-template></xsl:variable>
          <xsl:if test="$why != ''">
            <xsl:call-template name="fail">
              <xsl:with-param name="id" select="'R122'"/>
              <xsl:with-param name="text" select="concat(name(), ' of ServerVersionInfo is an xs:int; ', $why, '.')"/>
              <xsl:with-param name="expected" select="'a whole number (xs:int)'"/>
              <xsl:with-param name="found" select="concat('&quot;', ., '&quot;')"/>
            </xsl:call-template>
          </xsl:if>
        </xsl:when>
        <xsl:when test="name() = 'Version' or namespace-uri() = 'http://schemas.xmlsoap.org/soap/envelope/' or namespace-uri() = 'http://www.w3.org/2001/XMLSchema-instance'"/>
        <xsl:when test="namespace-uri() != '' and (../@*[namespace-uri() = '' and local-name() = local-name(current())]
            or not(contains(' majorversion minorversion majorbuildnumber minorbuildnumber version ', concat(' ', $lower, ' '))))">
          <xsl:call-template name="observe">
            <xsl:with-param name="id" select="'R128'"/>
            <xsl:with-param name="text" select="concat('ServerVersionInfo has an attribute that the schema does not know: ', name(), '.')"/>
          </xsl:call-template>
        </xsl:when>
        <xsl:when test="contains(' majorversion minorversion majorbuildnumber minorbuildnumber version ', concat(' ', $lower, ' '))">
          <xsl:call-template name="fail">
            <xsl:with-param name="id" select="'R122'"/>
            <xsl:with-param name="text" select="concat('ServerVersionInfo has an attribute ', name(), ', which no client finds: the names are MajorVersion, MinorVersion, MajorBuildNumber, MinorBuildNumber and Version.')"/>
            <xsl:with-param name="found" select="name()"/>
          </xsl:call-template>
        </xsl:when>
        <xsl:otherwise>
          <xsl:call-template name="fail">
            <xsl:with-param name="id" select="'R122'"/>
            <xsl:with-param name="text" select="concat('ServerVersionInfo has an attribute that the schema does not know: ', name(), '.')"/>
            <xsl:with-param name="expected" select="'MajorVersion, MinorVersion, MajorBuildNumber, MinorBuildNumber, Version'"/>
            <xsl:with-param name="found" select="name()"/>
          </xsl:call-template>
        </xsl:otherwise>
      </xsl:choose>
    </xsl:for-each>
    <xsl:for-each select="$info[* or normalize-space() != '']">
      <xsl:call-template name="fail">
        <xsl:with-param name="id" select="'R122'"/>
        <xsl:with-param name="text">ServerVersionInfo has attributes only; this one has content.</xsl:with-param>
        <xsl:with-param name="expected" select="'an empty element'"/>
        <xsl:with-param name="found"><xsl:call-template name="quote"><xsl:with-param name="text" select="normalize-space()"/></xsl:call-template></xsl:with-param>
      </xsl:call-template>
    </xsl:for-each>
  </xsl:template>
</xsl:stylesheet>
