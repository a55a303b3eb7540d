<?xml version="1.0" encoding="UTF-8"?>
<!-- CTRF, the Common Test Report Format: JSON for dashboards and chat reporters. Values are numbers and
     words of our own, or go through f:json. -->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:r="urn:ews-conform:results:1"
    xmlns:f="urn:ews-conform:report:1" xmlns:func="http://exslt.org/functions"
    extension-element-prefixes="func" exclude-result-prefixes="r f">
  <xsl:import href="lib/text.xsl"/>
  <xsl:import href="lib/pieces.xsl"/>
  <xsl:output method="text" encoding="UTF-8"/>

  <xsl:param name="part" select="'all'"/>

  <!-- CTRF knows five: errors are failures there (nobody may take them for a pass), known deviations are
       "other". rawStatus has our own word. -->
  <func:function name="f:ctrf">
    <xsl:param name="item"/>
    <xsl:variable name="state" select="f:state($item)"/>
    <xsl:choose>
      <xsl:when test="$state = 'pass' or $state = 'warn'"><func:result select="'passed'"/></xsl:when>
      <xsl:when test="$state = 'fail' or $state = 'error'"><func:result select="'failed'"/></xsl:when>
      <xsl:when test="$state = 'skip'"><func:result select="'skipped'"/></xsl:when>
      <xsl:otherwise><func:result select="'other'"/></xsl:otherwise>
    </xsl:choose>
  </func:function>
  <func:function name="f:run-test">
    <xsl:param name="results"/>
    <func:result select="f:run-broken($results) or boolean($results/r:run/r:problem[@kind = 'fail'])"/>
  </func:function>

  <xsl:template match="r:results" mode="head">
    <xsl:variable name="s" select="r:summary"/>
    <xsl:variable name="start" select="f:epoch-ms(r:run/@started)"/>
    <xsl:text>{&#10;"reportFormat": "CTRF",&#10;"specVersion": "0.0.0",&#10;</xsl:text>
    <xsl:value-of select="concat('&quot;timestamp&quot;: ', f:json(r:run/@started), ',&#10;&quot;generatedBy&quot;: ', f:json(r:run/@program), ',&#10;')"/>
    <xsl:text>"results": {&#10;"tool": {"name": "ews-conform", "version": </xsl:text>
    <xsl:value-of select="concat(f:json(substring-after(r:run/@program, ' ')), '},&#10;')"/>
    <xsl:value-of select="concat('&quot;summary&quot;: {&quot;tests&quot;: ', $s/@cases + f:run-test(.), ', &quot;passed&quot;: ', $s/@pass + $s/@warn,
      ', &quot;failed&quot;: ', $s/@fail + $s/@error + f:run-test(.), ', &quot;skipped&quot;: ', $s/@skip, ', &quot;pending&quot;: 0, &quot;other&quot;: ', sum($s/@known),
      ', &quot;flaky&quot;: ', sum($s/@flaky), ', &quot;suites&quot;: ', count($s/r:suite), ', &quot;start&quot;: ', $start,
      ', &quot;stop&quot;: ', format-number($start + r:run/@duration-ms, '0'), ', &quot;duration&quot;: ', format-number(r:run/@duration-ms, '0'), ',&#10;')"/>
    <xsl:value-of select="concat('&quot;extra&quot;: {&quot;verdict&quot;: ', f:json(f:verdict(.)), ', &quot;sentence&quot;: ', f:json(f:sentence(.)),
      ', &quot;warned&quot;: ', $s/@warn, ', &quot;errors&quot;: ', $s/@error, ', &quot;requests&quot;: ', $s/@requests, '}},&#10;')"/>
    <xsl:value-of select="concat('&quot;environment&quot;: {&quot;appName&quot;: ', f:json(r:run/@target), ', &quot;appVersion&quot;: ', f:json(f:server(r:run)),
      ', &quot;extra&quot;: {&quot;run&quot;: ', f:json(r:run/@id), ', &quot;profile&quot;: ', f:json(r:run/@profile), ', &quot;namespaces&quot;: ', f:json(r:run/@namespaces), '}},&#10;')"/>
    <xsl:text>"extra": {"requirements": [</xsl:text>
    <xsl:for-each select="r:summary/r:requirement">
      <xsl:if test="position() &gt; 1">,</xsl:if>
      <xsl:value-of select="concat('&#10;{&quot;id&quot;: ', f:json(@id), ', &quot;level&quot;: ', f:json(@level), ', &quot;verdict&quot;: ', f:json(f:state(.)), ', &quot;cases&quot;: [')"/>
      <xsl:for-each select="r:case"><xsl:if test="position() &gt; 1">, </xsl:if><xsl:value-of select="f:json(@id)"/></xsl:for-each>
      <xsl:text>]}</xsl:text>
    </xsl:for-each>
    <xsl:text>]},&#10;"tests": [</xsl:text>
  </xsl:template>

  <xsl:template match="r:case" mode="case">
    <xsl:variable name="start" select="f:epoch-ms(@started)"/>
    <xsl:if test="@number &gt; 1">,</xsl:if>
    <xsl:value-of select="concat('&#10;{&quot;name&quot;: ', f:json(concat(@id, ': ', f:line(r:title))), ', &quot;status&quot;: &quot;', f:ctrf(.), '&quot;, &quot;rawStatus&quot;: &quot;', f:state(.),
      '&quot;, &quot;duration&quot;: ', format-number(@duration-ms, '0'), ', &quot;start&quot;: ', $start, ', &quot;stop&quot;: ', format-number($start + @duration-ms, '0'),
      ', &quot;suite&quot;: [', f:json(../@name), '], &quot;filePath&quot;: ', f:json(@file), ', &quot;line&quot;: ', f:line-of(.), ', &quot;type&quot;: &quot;conformance&quot;')"/>
    <xsl:variable name="message">
      <xsl:if test="f:state(.) = 'known'"><xsl:value-of select="concat('known deviation: ', @known, '; ')"/></xsl:if>
      <xsl:value-of select="f:message(.)"/>
    </xsl:variable>
    <xsl:if test="string($message)"><xsl:value-of select="concat(', &quot;message&quot;: ', f:json($message))"/></xsl:if>
    <xsl:if test="@verdict != 'skip' and f:decisive(.)">
      <xsl:variable name="trace"><xsl:apply-templates select="f:decisive(.)" mode="plain"/></xsl:variable>
      <xsl:value-of select="concat(', &quot;trace&quot;: ', f:json($trace))"/>
    </xsl:if>
    <xsl:if test="r:tag">
      <xsl:text>, "tags": [</xsl:text>
      <xsl:for-each select="r:tag"><xsl:if test="position() &gt; 1">, </xsl:if><xsl:value-of select="f:json(.)"/></xsl:for-each>
      <xsl:text>]</xsl:text>
    </xsl:if>
    <xsl:if test="r:covers">
      <xsl:text>, "labels": {"requirement": [</xsl:text>
      <xsl:for-each select="r:covers"><xsl:if test="position() &gt; 1">, </xsl:if><xsl:value-of select="f:json(@requirement)"/></xsl:for-each>
      <xsl:text>]}</xsl:text>
    </xsl:if>
    <xsl:if test="r:attempt">
      <xsl:value-of select="concat(', &quot;retries&quot;: ', count(r:attempt), ', &quot;flaky&quot;: ')"/>
      <xsl:choose><xsl:when test="f:ctrf(.) = 'passed'">true</xsl:when><xsl:otherwise>false</xsl:otherwise></xsl:choose>
      <xsl:text>, "retryAttempts": [</xsl:text>
      <xsl:for-each select="r:attempt">
        <xsl:if test="position() &gt; 1">, </xsl:if>
        <xsl:value-of select="concat('{&quot;attempt&quot;: ', @number, ', &quot;status&quot;: &quot;', f:ctrf(.), '&quot;, &quot;duration&quot;: ', format-number(@duration-ms, '0'), ', &quot;message&quot;: ', f:json(f:message(.)), '}')"/>
      </xsl:for-each>
      <xsl:text>]</xsl:text>
    </xsl:if>
    <xsl:if test="r:step">
      <xsl:text>, "steps": [</xsl:text>
      <xsl:for-each select="r:step">
        <xsl:if test="position() &gt; 1">, </xsl:if>
        <xsl:value-of select="concat('{&quot;name&quot;: ', f:json(normalize-space(concat(@kind, ' ', @id, ' ', r:request/@operation))), ', &quot;status&quot;: &quot;', f:ctrf(.), '&quot;}')"/>
      </xsl:for-each>
      <xsl:text>]</xsl:text>
    </xsl:if>
    <xsl:text>}</xsl:text>
  </xsl:template>

  <xsl:template match="r:results" mode="tail">
    <xsl:if test="f:run-test(.)">
      <xsl:if test="r:summary/@cases &gt; 0">,</xsl:if>
      <xsl:variable name="message">
        <xsl:if test="@complete = 'no'">The run was broken off: not every case ended. </xsl:if>
        <xsl:for-each select="r:run/r:problem[@kind != 'warn']"><xsl:value-of select="concat(f:line(.), ' ')"/></xsl:for-each>
      </xsl:variable>
      <xsl:value-of select="concat('&#10;{&quot;name&quot;: &quot;run: the run itself&quot;, &quot;status&quot;: &quot;failed&quot;, &quot;rawStatus&quot;: &quot;error&quot;, &quot;duration&quot;: 0, &quot;suite&quot;: [&quot;run&quot;], &quot;message&quot;: ', f:json(normalize-space($message)), '}')"/>
    </xsl:if>
    <xsl:text>&#10;]&#10;}&#10;}&#10;</xsl:text>
  </xsl:template>

</xsl:stylesheet>
