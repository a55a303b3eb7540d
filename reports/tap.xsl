<?xml version="1.0" encoding="UTF-8"?>
<!-- TAP 14: one test point for each case, flat, so that TAP 13 harnesses count the same. The diagnostics
     keep to what Perl's reader of YAML takes too: lists of maps, strings in double quotes on one line. -->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:r="urn:ews-conform:results:1"
    xmlns:f="urn:ews-conform:report:1" xmlns:func="http://exslt.org/functions" xmlns:str="http://exslt.org/strings"
    extension-element-prefixes="func" exclude-result-prefixes="r f str">
  <xsl:import href="lib/text.xsl"/>
  <xsl:import href="lib/pieces.xsl"/>
  <xsl:output method="text" encoding="UTF-8"/>

  <xsl:param name="part" select="'all'"/>

  <!-- Description or reason: one line, with the two characters that TAP gives a meaning escaped. -->
  <func:function name="f:tap">
    <xsl:param name="s"/>
    <func:result select="str:replace(str:replace(f:line($s), '\', '\\'), '#', '\#')"/>
  </func:function>

  <!-- The run itself is a further test point, the last, only where it went wrong. -->
  <func:function name="f:run-point">
    <xsl:param name="results"/>
    <func:result select="f:run-broken($results) or boolean($results/r:run/r:problem[@kind = 'fail'])"/>
  </func:function>

  <xsl:template match="r:results" mode="head">
    <xsl:value-of select="concat('TAP version 14&#10;1..', r:summary/@cases + f:run-point(.))"/>
    <xsl:if test="r:summary/@cases + f:run-point(.) = 0"> # SKIP no case ran</xsl:if>
    <xsl:value-of select="concat('&#10;# ', f:line(r:run/@program), ' against ', f:line(r:run/@target), '&#10;')"/>
    <xsl:if test="f:server(r:run)"><xsl:value-of select="concat('# server version: ', f:line(f:server(r:run)), '&#10;')"/></xsl:if>
    <xsl:for-each select="r:run/r:note"><xsl:value-of select="concat('# note: ', f:line(.), '&#10;')"/></xsl:for-each>
  </xsl:template>

  <xsl:template match="r:suite" mode="suite-head">
    <xsl:value-of select="concat('# suite ', f:line(@name), '&#10;')"/>
  </xsl:template>

  <xsl:template match="r:case" mode="case">
    <xsl:if test="@verdict = 'fail' or @verdict = 'error'">not </xsl:if>
    <xsl:value-of select="concat('ok ', @number, ' - ', f:tap(../@name), '/', f:tap(@id), ': ', f:tap(r:title))"/>
    <xsl:choose>
      <xsl:when test="f:state(.) = 'known'"><xsl:value-of select="concat(' # TODO known deviation: ', f:tap(@known))"/></xsl:when>
      <xsl:when test="@verdict = 'skip'"><xsl:value-of select="concat(' # SKIP ', f:tap(f:message(.)))"/></xsl:when>
    </xsl:choose>
    <xsl:text>&#10;  ---&#10;</xsl:text>
    <xsl:value-of select="concat('  duration_ms: ', @duration-ms, '&#10;')"/>
    <xsl:if test="r:covers">
      <xsl:text>  requirements: [</xsl:text>
      <xsl:for-each select="r:covers"><xsl:if test="position() &gt; 1">, </xsl:if><xsl:value-of select="f:json(@requirement)"/></xsl:for-each>
      <xsl:text>]&#10;</xsl:text>
    </xsl:if>
    <xsl:if test="@verdict != 'pass' or r:attempt">
      <xsl:value-of select="concat('  severity: ', @verdict, '&#10;')"/>
      <xsl:if test="f:message(.)"><xsl:value-of select="concat('  message: ', f:json(f:message(.)), '&#10;')"/></xsl:if>
      <xsl:if test="r:attempt"><xsl:value-of select="concat('  attempts: ', count(r:attempt) + 1, '&#10;')"/></xsl:if>
      <xsl:value-of select="concat('  at:&#10;    file: ', f:json(@file), '&#10;    line: ', f:line-of(.), '&#10;')"/>
    </xsl:if>
    <!-- Where the attempts failed too: what they found. -->
    <xsl:for-each select="r:attempt">
      <xsl:if test="position() = 1"><xsl:text>  earlier_attempts:&#10;</xsl:text></xsl:if>
      <xsl:value-of select="concat('    - number: ', @number, '&#10;      severity: ', @verdict, '&#10;      message: ', f:json(f:message(.)), '&#10;')"/>
    </xsl:for-each>
    <xsl:if test="r:step/r:finding">
      <xsl:text>  findings:&#10;</xsl:text>
      <xsl:for-each select="r:step/r:finding">
        <xsl:value-of select="concat('    - severity: ', @severity, '&#10;')"/>
        <xsl:if test="@requirement"><xsl:value-of select="concat('      requirement: ', f:json(@requirement), '&#10;')"/></xsl:if>
        <xsl:if test="@level"><xsl:value-of select="concat('      level: ', @level, '&#10;')"/></xsl:if>
        <xsl:value-of select="concat('      step: ', f:json(../@id), '&#10;      message: ', f:json(f:cut(string(r:text), 2000)), '&#10;')"/>
        <xsl:if test="r:expected"><xsl:value-of select="concat('      expected: ', f:json(f:cut(string(r:expected), 2000)), '&#10;')"/></xsl:if>
        <xsl:if test="r:found"><xsl:value-of select="concat('      found: ', f:json(f:cut(string(r:found), 2000)), '&#10;')"/></xsl:if>
        <xsl:if test="@known"><xsl:value-of select="concat('      known: ', f:json(@known), '&#10;')"/></xsl:if>
      </xsl:for-each>
    </xsl:if>
    <xsl:text>  ...&#10;</xsl:text>
  </xsl:template>

  <xsl:template match="r:results" mode="tail">
    <xsl:if test="f:run-point(.)">
      <xsl:value-of select="concat('not ok ', r:summary/@cases + 1, ' - run: the run itself&#10;  ---&#10;  severity: ')"/>
      <xsl:choose><xsl:when test="f:run-broken(.)">error</xsl:when><xsl:otherwise>fail</xsl:otherwise></xsl:choose>
      <xsl:text>&#10;  message: </xsl:text>
      <xsl:choose>
        <xsl:when test="@complete = 'no'">"The run was broken off: not every case ended."</xsl:when>
        <xsl:otherwise><xsl:value-of select="f:json(f:line(r:run/r:problem[@kind != 'warn'][1]))"/></xsl:otherwise>
      </xsl:choose>
      <xsl:for-each select="r:run/r:problem">
        <xsl:if test="position() = 1"><xsl:text>&#10;  problems:</xsl:text></xsl:if>
        <xsl:value-of select="concat('&#10;    - severity: ', @kind, '&#10;      message: ', f:json(f:line(.)))"/>
      </xsl:for-each>
      <xsl:text>&#10;  ...&#10;</xsl:text>
    </xsl:if>
    <xsl:for-each select="r:summary/r:requirement">
      <xsl:value-of select="concat('# requirement ', f:line(@id), ' ', @level, ': ', f:state-word(f:state(.)), '&#10;')"/>
    </xsl:for-each>
    <xsl:value-of select="concat('# ', f:line(f:sentence(.)), '&#10;')"/>
    <xsl:if test="@complete = 'no'"><xsl:text>Bail out! The run was broken off: not every case ended.&#10;</xsl:text></xsl:if>
  </xsl:template>

</xsl:stylesheet>
