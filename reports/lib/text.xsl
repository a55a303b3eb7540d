<?xml version="1.0" encoding="UTF-8"?>
<!-- What every report needs: escaping for each language, and the words and numbers that all of them say
     alike. Nothing here looks at other cases than the one in hand: totals come from the summary. -->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:r="urn:ews-conform:results:1"
    xmlns:f="urn:ews-conform:report:1" xmlns:func="http://exslt.org/functions"
    xmlns:str="http://exslt.org/strings" xmlns:date="http://exslt.org/dates-and-times"
    extension-element-prefixes="func" exclude-result-prefixes="r f str date">

  <!-- ============================================================ escaping -->

  <!-- XML 1.0 lets DEL and the C1 control characters through, and terminals obey some of them (U+009B
       begins a command). The marks that turn the direction of text make it read as what it is not. In reports
       that are read as plain text they become U+FFFD. -->
  <xsl:variable name="c1" select="'&#x7F;&#x80;&#x81;&#x82;&#x83;&#x84;&#x85;&#x86;&#x87;&#x88;&#x89;&#x8A;&#x8B;&#x8C;&#x8D;&#x8E;&#x8F;&#x90;&#x91;&#x92;&#x93;&#x94;&#x95;&#x96;&#x97;&#x98;&#x99;&#x9A;&#x9B;&#x9C;&#x9D;&#x9E;&#x9F;&#x200E;&#x200F;&#x202A;&#x202B;&#x202C;&#x202D;&#x202E;&#x2066;&#x2067;&#x2068;&#x2069;'"/>
  <xsl:variable name="fffd" select="'&#xFFFD;&#xFFFD;&#xFFFD;&#xFFFD;&#xFFFD;&#xFFFD;&#xFFFD;&#xFFFD;&#xFFFD;&#xFFFD;&#xFFFD;&#xFFFD;&#xFFFD;&#xFFFD;&#xFFFD;&#xFFFD;&#xFFFD;&#xFFFD;&#xFFFD;&#xFFFD;&#xFFFD;&#xFFFD;&#xFFFD;&#xFFFD;&#xFFFD;&#xFFFD;&#xFFFD;&#xFFFD;&#xFFFD;&#xFFFD;&#xFFFD;&#xFFFD;&#xFFFD;&#xFFFD;&#xFFFD;&#xFFFD;&#xFFFD;&#xFFFD;&#xFFFD;&#xFFFD;&#xFFFD;&#xFFFD;&#xFFFD;&#xFFFD;'"/>

  <!-- Without them. translate() compares each character of the text with each of these; percent-encoding is one
       pass, and it shows whether there is any: most text has none. -->
  <func:function name="f:clean">
    <xsl:param name="s"/>
    <xsl:variable name="text" select="string($s)"/>
    <xsl:variable name="bytes" select="str:encode-uri($text, false())"/>
    <xsl:choose>
      <xsl:when test="contains($bytes, '%7F') or contains($bytes, '%C2') or contains($bytes, '%E2%80%8') or contains($bytes, '%E2%80%A') or contains($bytes, '%E2%81%A')"><func:result select="translate($text, $c1, $fffd)"/></xsl:when>
      <xsl:otherwise><func:result select="$text"/></xsl:otherwise>
    </xsl:choose>
  </func:function>

  <!-- Element content. ">" too: "]]>" must not stand in content. CR as a reference, or a parser turns it
       into LF. -->
  <func:function name="f:xml">
    <xsl:param name="s"/>
    <xsl:variable name="text" select="string($s)"/>
    <xsl:choose> <!-- most text has nothing to escape, and looking costs less than replacing -->
      <xsl:when test="contains($text, '&amp;') or contains($text, '&lt;') or contains($text, '&gt;') or contains($text, '&#13;')">
        <func:result select="str:replace(str:replace(str:replace(str:replace($text, '&amp;', '&amp;amp;'), '&lt;', '&amp;lt;'), '&gt;', '&amp;gt;'), '&#13;', '&amp;#13;')"/>
      </xsl:when>
      <xsl:otherwise><func:result select="$text"/></xsl:otherwise>
    </xsl:choose>
  </func:function>

  <!-- A value between double quotes; white space as references, or a parser turns it into spaces. -->
  <func:function name="f:attr">
    <xsl:param name="s"/>
    <xsl:variable name="text" select="f:xml($s)"/>
    <xsl:choose>
      <xsl:when test="contains($text, '&quot;') or contains($text, '&#9;') or contains($text, '&#10;')">
        <func:result select="str:replace(str:replace(str:replace($text, '&quot;', '&amp;quot;'), '&#9;', '&amp;#9;'), '&#10;', '&amp;#10;')"/>
      </xsl:when>
      <xsl:otherwise><func:result select="$text"/></xsl:otherwise>
    </xsl:choose>
  </func:function>

  <!-- A JSON string with its quotes. XML has no other control characters than these three. DEL, C1 and
       the line separators are legal in JSON, but not in YAML, which TAP wants: escaped in both. -->
  <func:function name="f:json">
    <xsl:param name="s"/>
    <xsl:variable name="a" select="str:replace(str:replace(string($s), '\', '\\'), '&quot;', '\&quot;')"/>
    <xsl:variable name="b" select="str:replace(str:replace(str:replace($a, '&#10;', '\n'), '&#13;', '\r'), '&#9;', '\t')"/>
    <xsl:variable name="c" select="str:replace(str:replace(f:clean($b), '&#x2028;', '\u2028'), '&#x2029;', '\u2029')"/>
    <func:result select="concat('&quot;', str:replace($c, '&#xFEFF;', '\uFEFF'), '&quot;')"/>
  </func:function>

  <!-- Text on one line: every run of white space becomes one space. -->
  <func:function name="f:line">
    <xsl:param name="s"/>
    <func:result select="normalize-space(translate(f:clean($s), '&#x2028;&#x2029;', '  '))"/>
  </func:function>

  <!-- At most $max characters; says when it was cut. -->
  <func:function name="f:cut">
    <xsl:param name="s"/>
    <xsl:param name="max"/>
    <xsl:choose>
      <xsl:when test="string-length($s) &gt; $max">
        <func:result select="concat(substring($s, 1, $max), '… (cut: ', string-length($s), ' characters in all)')"/>
      </xsl:when>
      <xsl:otherwise><func:result select="string($s)"/></xsl:otherwise>
    </xsl:choose>
  </func:function>

  <!-- ============================================================ words and numbers -->

  <func:function name="f:count">
    <xsl:param name="n"/>
    <xsl:param name="one"/>
    <xsl:param name="many" select="concat($one, 's')"/>
    <xsl:choose>
      <xsl:when test="$n = 1"><func:result select="concat($n, ' ', $one)"/></xsl:when>
      <xsl:otherwise><func:result select="concat($n, ' ', $many)"/></xsl:otherwise>
    </xsl:choose>
  </func:function>

  <func:function name="f:seconds">
    <xsl:param name="ms"/>
    <func:result select="format-number($ms div 1000, '0.000')"/>
  </func:function>

  <!-- For people: "0.17 ms", "14.2 ms", "2.41 s", "3 min 20 s". -->
  <func:function name="f:duration">
    <xsl:param name="ms"/>
    <xsl:choose>
      <xsl:when test="$ms &lt; 10"><func:result select="concat(format-number($ms, '0.##'), ' ms')"/></xsl:when>
      <xsl:when test="$ms &lt; 100"><func:result select="concat(format-number($ms, '0.#'), ' ms')"/></xsl:when>
      <xsl:when test="$ms &lt; 1000"><func:result select="concat(round($ms), ' ms')"/></xsl:when>
      <xsl:when test="$ms &lt; 60000"><func:result select="concat(format-number($ms div 1000, '0.0#'), ' s')"/></xsl:when>
      <xsl:otherwise><func:result select="concat(floor($ms div 60000), ' min ', round(($ms mod 60000) div 1000), ' s')"/></xsl:otherwise>
    </xsl:choose>
  </func:function>

  <!-- Milliseconds since 1970. -->
  <func:function name="f:epoch-ms">
    <xsl:param name="time"/>
    <func:result select="format-number(date:seconds(string($time)) * 1000, '0')"/>
  </func:function>

  <!-- "15.0.1497.2 (Exchange2013_SP1)", or nothing. -->
  <func:function name="f:server">
    <xsl:param name="run"/>
    <xsl:variable name="s" select="$run/r:server"/>
    <xsl:variable name="numbers">
      <xsl:for-each select="$s/@MajorVersion | $s/@MinorVersion | $s/@MajorBuildNumber | $s/@MinorBuildNumber">
        <xsl:if test="position() &gt; 1">.</xsl:if>
        <xsl:value-of select="."/>
      </xsl:for-each>
    </xsl:variable>
    <xsl:choose>
      <xsl:when test="string($numbers) and string($s/@Version)"><func:result select="concat($numbers, ' (', $s/@Version, ')')"/></xsl:when>
      <xsl:otherwise><func:result select="concat($numbers, $s/@Version)"/></xsl:otherwise>
    </xsl:choose>
  </func:function>

  <!-- What a case or requirement counts as: its verdict, or "known". -->
  <func:function name="f:state">
    <xsl:param name="item"/>
    <xsl:choose>
      <xsl:when test="$item/@verdict = 'fail' and $item/@known"><func:result select="'known'"/></xsl:when>
      <xsl:otherwise><func:result select="string($item/@verdict)"/></xsl:otherwise>
    </xsl:choose>
  </func:function>

  <!-- The same in words, for people. -->
  <func:function name="f:state-word">
    <xsl:param name="state"/>
    <xsl:choose>
      <xsl:when test="$state = 'pass'"><func:result select="'passed'"/></xsl:when>
      <xsl:when test="$state = 'fail'"><func:result select="'failed'"/></xsl:when>
      <xsl:when test="$state = 'warn'"><func:result select="'warned'"/></xsl:when>
      <xsl:when test="$state = 'skip'"><func:result select="'skipped'"/></xsl:when>
      <xsl:when test="$state = 'known'"><func:result select="'known deviation'"/></xsl:when>
      <xsl:when test="$state = 'flaky'"><func:result select="'passed on retry'"/></xsl:when>
      <xsl:when test="$state = 'not-covered'"><func:result select="'not covered'"/></xsl:when>
      <xsl:otherwise><func:result select="string($state)"/></xsl:otherwise>
    </xsl:choose>
  </func:function>

  <!-- ============================================================ the run in one word, and in one sentence -->

  <!-- Did the run itself go wrong, apart from what its cases say? -->
  <func:function name="f:run-broken">
    <xsl:param name="results"/>
    <func:result select="$results/@complete = 'no' or boolean($results/r:run/r:problem[@kind = 'error'])"/>
  </func:function>

  <!-- "fail", "broken", "error", "empty" or "pass". -->
  <func:function name="f:verdict">
    <xsl:param name="results"/>
    <xsl:variable name="s" select="$results/r:summary"/>
    <xsl:choose>
      <xsl:when test="$s/@fail &gt; 0 or $results/r:run/r:problem[@kind = 'fail'] or ($results/r:run/@strict = 'yes' and ($s/@warn &gt; 0 or $results/r:run/r:problem[@kind = 'warn']))"><func:result select="'fail'"/></xsl:when>
      <xsl:when test="f:run-broken($results)"><func:result select="'broken'"/></xsl:when>
      <xsl:when test="$s/@error &gt; 0"><func:result select="'error'"/></xsl:when>
      <xsl:when test="$s/@pass + $s/@warn + sum($s/@known) = 0"><func:result select="'empty'"/></xsl:when>
      <xsl:otherwise><func:result select="'pass'"/></xsl:otherwise>
    </xsl:choose>
  </func:function>

  <func:function name="f:sentence">
    <xsl:param name="results"/>
    <xsl:variable name="v" select="f:verdict($results)"/>
    <xsl:variable name="s" select="$results/r:summary"/>
    <xsl:variable name="good" select="$s/@pass + $s/@warn"/>
    <xsl:variable name="text">
      <xsl:choose>
        <xsl:when test="$v = 'fail' and $s/@fail &gt; 0">
          <xsl:variable name="broken-musts" select="count($s/r:requirement[@level = 'MUST' and @verdict = 'fail' and not(@known)])"/>
          <xsl:value-of select="concat('The server does not conform: ', $s/@fail, ' of ', f:count($s/@cases, 'case'), ' failed')"/>
          <xsl:if test="$broken-musts &gt; 0">
            <xsl:value-of select="concat(', ', f:count($broken-musts, 'MUST requirement is', 'MUST requirements are'), ' broken')"/>
          </xsl:if>
        </xsl:when>
        <xsl:when test="$v = 'fail' and $results/r:run/r:problem[@kind = 'fail']">The server does not conform: no single case failed, but the run as a whole did</xsl:when>
        <xsl:when test="$v = 'fail'">
          <xsl:value-of select="concat('The server does not conform strictly: no case failed, but ', f:count($s/@warn + count($results/r:run/r:problem[@kind = 'warn']), 'warning counts', 'warnings count'), ' in a strict run')"/>
        </xsl:when>
        <xsl:when test="$v = 'broken' and $results/@complete = 'no'">There is no verdict: the run was broken off, and nothing failed up to then</xsl:when>
        <xsl:when test="$v = 'broken'">There is no verdict: something went wrong with the run itself</xsl:when>
        <xsl:when test="$v = 'error'">
          <xsl:value-of select="concat('There is no full verdict: no case failed, but ', $s/@error, ' of ', $s/@cases, ' could not be judged')"/>
        </xsl:when>
        <xsl:when test="$v = 'empty' and $s/@cases = 0">No case ran, so nothing is known about the server</xsl:when>
        <xsl:when test="$v = 'empty'">
          <xsl:value-of select="concat('Nothing is known about the server: ', f:count($s/@skip, 'case was', 'cases were'), ' skipped and none ran')"/>
        </xsl:when>
        <xsl:when test="$good = $s/@cases">
          <xsl:value-of select="concat('The server conforms: ', f:count($s/@cases, 'case'), ' passed')"/>
        </xsl:when>
        <xsl:otherwise>
          <xsl:value-of select="concat('The server conforms: ', $good, ' of ', f:count($s/@cases, 'case'), ' passed')"/>
        </xsl:otherwise>
      </xsl:choose>
      <xsl:if test="$v = 'pass'">
        <xsl:if test="$s/@warn &gt; 0"><xsl:value-of select="concat(', ', $s/@warn, ' of them with a warning')"/></xsl:if>
        <xsl:if test="$s/@skip &gt; 0"><xsl:value-of select="concat(', ', f:count($s/@skip, 'was', 'were'), ' skipped')"/></xsl:if>
        <xsl:if test="sum($s/@known) &gt; 0"><xsl:value-of select="concat(', ', f:count($s/@known, 'known deviation does', 'known deviations do'), ' not count')"/></xsl:if>
      </xsl:if>
      <xsl:text>.</xsl:text>
      <xsl:if test="$v = 'fail' and $s/@error &gt; 0"><xsl:value-of select="concat(' ', f:count($s/@error, 'case'), ' could not be judged.')"/></xsl:if>
      <xsl:if test="$v = 'fail' and $results/@complete = 'no'"> The run was broken off, so there may be more.</xsl:if>
      <xsl:if test="$results/@complete = 'no' and $s/@planned"><xsl:value-of select="concat(' ', $s/@cases, ' of ', f:count($s/@planned, 'planned case'), ' ended.')"/></xsl:if>
    </xsl:variable>
    <func:result select="string($text)"/>
  </func:function>

  <!-- ============================================================ findings and exchanges -->

  <!-- The findings that explain the verdict of a case or attempt: of the same
       severity, without those that are known deviations unless there are no others. -->
  <func:function name="f:decisive">
    <xsl:param name="case"/>
    <xsl:variable name="verdict" select="$case/@verdict"/>
    <xsl:variable name="findings" select="$case/r:step/r:finding[@severity = $verdict]"/>
    <func:result select="$findings[not(@known) or not($findings[not(@known)])]"/>
  </func:function>

  <!-- "MUST R301", whatever of it is there. -->
  <func:function name="f:id">
    <xsl:param name="finding"/>
    <func:result select="normalize-space(concat($finding/@level, ' ', $finding/@requirement))"/>
  </func:function>

  <!-- Why a case (or attempt) is not simply passed, in one line. -->
  <func:function name="f:message">
    <xsl:param name="case"/>
    <xsl:variable name="findings" select="f:decisive($case)"/>
    <xsl:variable name="text">
      <xsl:choose>
        <xsl:when test="$case/@verdict = 'skip'"><xsl:value-of select="$case/r:reason"/></xsl:when>
        <xsl:when test="$findings">
          <xsl:if test="f:id($findings[1])"><xsl:value-of select="concat(f:id($findings[1]), ': ')"/></xsl:if>
          <xsl:value-of select="$findings[1]/r:text"/>
          <xsl:if test="count($findings) &gt; 1"><xsl:value-of select="concat(' (and ', count($findings) - 1, ' more)')"/></xsl:if>
        </xsl:when>
        <xsl:when test="$case/r:reason"><xsl:value-of select="$case/r:reason"/></xsl:when>
        <xsl:when test="$case/r:step/r:reason"><xsl:value-of select="$case/r:step/r:reason[1]"/></xsl:when>
        <xsl:when test="$case/@verdict = 'pass'"/>
        <xsl:otherwise><xsl:value-of select="concat('The case ', f:state-word($case/@verdict), ' without a finding.')"/></xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <func:result select="f:line(f:cut(string($text), 2000))"/>
  </func:function>

  <!-- The line of the case file to point at: of the expectation that was not met, else of its step, else of
       the case. -->
  <func:function name="f:line-of">
    <xsl:param name="case"/>
    <xsl:variable name="finding" select="f:decisive($case)[1]"/>
    <xsl:choose>
      <xsl:when test="$finding/@line &gt; 0"><func:result select="string($finding/@line)"/></xsl:when>
      <xsl:when test="$finding/../@line &gt; 0"><func:result select="string($finding/../@line)"/></xsl:when>
      <xsl:otherwise><func:result select="string($case/@line)"/></xsl:otherwise>
    </xsl:choose>
  </func:function>

  <func:function name="f:line-of-finding">
    <xsl:param name="finding"/>
    <xsl:choose>
      <xsl:when test="$finding/@line &gt; 0"><func:result select="string($finding/@line)"/></xsl:when>
      <xsl:otherwise><func:result select="string($finding/../@line)"/></xsl:otherwise>
    </xsl:choose>
  </func:function>

  <!-- One finding as plain text, several lines. -->
  <xsl:template match="r:finding" mode="plain">
    <xsl:value-of select="concat(translate(@severity, 'abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'), ' ')"/>
    <xsl:if test="f:id(.)"><xsl:value-of select="concat(f:id(.), ': ')"/></xsl:if>
    <xsl:value-of select="concat(r:text, '&#10;')"/>
    <xsl:if test="r:expected"><xsl:value-of select="concat('  expected: ', f:cut(string(r:expected), 2000), '&#10;')"/></xsl:if>
    <xsl:if test="r:found"><xsl:value-of select="concat('  found:    ', f:cut(string(r:found), 2000), '&#10;')"/></xsl:if>
    <xsl:if test="@known"><xsl:value-of select="concat('  known deviation: ', @known, '&#10;')"/></xsl:if>
    <xsl:value-of select="concat('  in step &quot;', ../@id, '&quot; (line ', f:line-of-finding(.), ')')"/>
    <xsl:if test="@stylesheet"><xsl:value-of select="concat(', ', @stylesheet)"/></xsl:if>
    <xsl:if test="@location"><xsl:value-of select="concat(', at ', @location)"/></xsl:if>
    <xsl:text>&#10;</xsl:text>
  </xsl:template>

  <!-- One step on one line. -->
  <xsl:template match="r:step" mode="line">
    <xsl:value-of select="concat('[', @kind, '] ', @id, ' (line ', @line, '): ', f:state-word(@verdict))"/>
    <xsl:if test="r:request"><xsl:value-of select="concat(', ', r:request/@operation)"/></xsl:if>
    <xsl:choose>
      <xsl:when test="r:response/@outcome = 'ok'"><xsl:value-of select="concat(', HTTP ', r:response/@status, ', ', f:duration(r:response/@elapsed-ms))"/></xsl:when>
      <xsl:when test="r:response"><xsl:value-of select="concat(', ', r:response/@outcome, ' after ', f:duration(r:response/@elapsed-ms), ': ', f:line(r:response/@detail))"/></xsl:when>
    </xsl:choose>
    <xsl:if test="r:reason"><xsl:value-of select="concat(': ', f:line(r:reason))"/></xsl:if>
    <xsl:text>&#10;</xsl:text>
  </xsl:template>

  <!-- One step with its whole exchange, as curl -v would show it. -->
  <xsl:template match="r:step" mode="exchange">
    <xsl:param name="max" select="4000"/>
    <xsl:apply-templates select="." mode="line"/>
    <xsl:for-each select="r:request">
      <xsl:value-of select="concat('&gt; ', @method, ' ', @url, '&#10;')"/>
      <xsl:apply-templates select="r:header" mode="plain"><xsl:with-param name="mark" select="'&gt; '"/></xsl:apply-templates>
      <xsl:apply-templates select="r:body" mode="plain"><xsl:with-param name="max" select="$max"/></xsl:apply-templates>
    </xsl:for-each>
    <xsl:for-each select="r:response[string(@status) or r:header or r:body]">
      <xsl:value-of select="concat('&lt; HTTP/', @http-version, ' ', @status, '&#10;')"/>
      <xsl:apply-templates select="r:header" mode="plain"><xsl:with-param name="mark" select="'&lt; '"/></xsl:apply-templates>
      <xsl:apply-templates select="r:body" mode="plain"><xsl:with-param name="max" select="$max"/></xsl:apply-templates>
    </xsl:for-each>
    <xsl:text>&#10;</xsl:text>
  </xsl:template>
  <xsl:template match="r:header" mode="plain">
    <xsl:param name="mark"/>
    <xsl:value-of select="concat($mark, @name, ': ', ., '&#10;')"/>
  </xsl:template>
  <xsl:template match="r:body" mode="plain">
    <xsl:param name="max"/>
    <xsl:if test="@form = 'base64'"><xsl:text>(not text; in base64)&#10;</xsl:text></xsl:if>
    <xsl:value-of select="concat('&#10;', f:cut(string(.), $max), '&#10;')"/>
    <xsl:if test="@cut = 'yes'"><xsl:value-of select="concat('(the recording was cut; ', @bytes, ' bytes in all)&#10;')"/></xsl:if>
  </xsl:template>

</xsl:stylesheet>
