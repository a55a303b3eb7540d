<?xml version="1.0" encoding="UTF-8"?>
<!-- Makes a large results.xml out of nothing: $cases cases of 6 steps with about 3 KB each way, one in 25
     fails. For tests of size and speed. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns="urn:ews-conform:results:1" xmlns:str="http://exslt.org/strings" exclude-result-prefixes="str">
  <xsl:param name="cases" select="250"/>
  <xsl:variable name="body" select="concat('&lt;soap:Envelope xmlns:soap=&quot;http://schemas.xmlsoap.org/soap/envelope/&quot;>&lt;soap:Body>', str:padding(2700, '&lt;t:ImGroup>&lt;t:DisplayName>a name&lt;/t:DisplayName>&lt;/t:ImGroup>'), '&lt;/soap:Body>&lt;/soap:Envelope>')"/>
  <xsl:variable name="every" select="str:tokenize(str:padding($cases * 2, '. '))"/>
  <xsl:template match="/">
    <xsl:variable name="bad" select="count($every[position() mod 25 = 0])"/>
    <results complete="yes">
      <run id="l4rg3x" started="2024-05-06T07:08:09Z" duration-ms="60000" program="ews-conform 0.1.0" target="http://127.0.0.1:40123/EWS/Exchange.asmx" reference-server="yes" profile="" namespaces="wire" strict="no" jobs="4" exit-code="1" interrupted="no"/>
      <summary cases="{$cases}" pass="{$cases - $bad}" fail="{$bad}" warn="0" error="0" skip="0" known="0" flaky="0" requests="{$cases * 6}">
        <suite name="large" cases="{$cases}" pass="{$cases - $bad}" fail="{$bad}" warn="0" error="0" skip="0" known="0" flaky="0" duration-ms="60000"/>
        <requirement id="R301" level="MUST" verdict="fail">
          <statement>The new name is listed by GetImItemList.</statement>
          <xsl:for-each select="$every"><case id="case-{position()}"><xsl:attribute name="verdict"><xsl:choose><xsl:when test="position() mod 25 = 0">fail</xsl:when><xsl:otherwise>pass</xsl:otherwise></xsl:choose></xsl:attribute></case></xsl:for-each>
        </requirement>
      </summary>
      <suite name="large"><xsl:apply-templates select="$every" mode="case"/></suite>
    </results>
  </xsl:template>
  <xsl:template match="*" mode="case">
    <xsl:variable name="n" select="position()"/>
    <xsl:variable name="verdict"><xsl:choose><xsl:when test="$n mod 25 = 0">fail</xsl:when><xsl:otherwise>pass</xsl:otherwise></xsl:choose></xsl:variable>
    <case id="case-{$n}" number="{$n}" file="cases/large/case-{$n}.xml" line="2" verdict="{$verdict}" started="2024-05-06T07:08:09Z" duration-ms="{60 + $n mod 7}" attempts="1">
      <title>Case number <xsl:value-of select="$n"/> of a large run</title>
      <covers requirement="R301" level="MUST"/>
      <xsl:for-each select="str:tokenize('a b c d e f')">
        <step id="{.}" kind="step" line="9" elapsed-ms="{position() * $n mod 97}" rules="21">
          <xsl:attribute name="verdict"><xsl:choose><xsl:when test="position() = 6"><xsl:value-of select="$verdict"/></xsl:when><xsl:otherwise>pass</xsl:otherwise></xsl:choose></xsl:attribute>
          <request method="POST" url="http://127.0.0.1:40123/EWS/Exchange.asmx" operation="GetImItemList" offset-ms="{position() * 10}">
            <header name="Content-Type">text/xml; charset=utf-8</header>
            <body form="text"><xsl:value-of select="$body"/></body>
          </request>
          <response outcome="ok" detail="" status="200" http-version="1.1" elapsed-ms="{position() * $n mod 97}" connect-ms="0" tls-ms="0" first-byte-ms="{position() * $n mod 97}">
            <header name="Content-Type">text/xml; charset=utf-8</header>
            <body form="text"><xsl:value-of select="$body"/><xsl:if test="$n = 77 and position() = 3">needle-in-the-hay</xsl:if></body>
          </response>
          <xsl:if test="position() = 6 and $verdict = 'fail'">
            <finding severity="fail" requirement="R301" level="MUST" stylesheet="group-listed.xsl"><text>The group is not listed.</text><expected>a name</expected><found>another name</found></finding>
          </xsl:if>
        </step>
      </xsl:for-each>
    </case>
  </xsl:template>
</xsl:stylesheet>
