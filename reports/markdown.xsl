<?xml version="1.0" encoding="UTF-8"?>
<!-- Markdown (GitHub's) for $GITHUB_STEP_SUMMARY, merge request comments and wikis: the verdict, the
     counts, the requirements, and what went wrong. Cases that passed are not listed.

     Everything that is not ours is written with character references instead of the characters that
     Markdown or HTML give a meaning: those are never taken for structure, in either. -->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:r="urn:ews-conform:results:1"
    xmlns:f="urn:ews-conform:report:1" xmlns:func="http://exslt.org/functions" xmlns:str="http://exslt.org/strings"
    extension-element-prefixes="func" exclude-result-prefixes="r f str">
  <xsl:import href="lib/text.xsl"/>
  <xsl:import href="lib/pieces.xsl"/>
  <xsl:output method="text" encoding="UTF-8"/>

  <xsl:param name="part" select="'all'"/>

  <!-- GitHub takes 1 MiB at most: with many bad cases each gets one line, with very many none. -->
  <xsl:variable name="bad" select="/r:results/r:summary/@fail + /r:results/r:summary/@error + /r:results/r:summary/@warn + sum(/r:results/r:summary/@known) + sum(/r:results/r:summary/@flaky)"/>
  <xsl:variable name="detail">
    <xsl:choose><xsl:when test="$bad &gt; 2000">none</xsl:when><xsl:when test="$bad &gt; 60">line</xsl:when><xsl:otherwise>full</xsl:otherwise></xsl:choose>
  </xsl:variable>

  <!-- The word joiner after "@" keeps it from naming (and calling) a person. ":" and "." of "https:" and
       "www." would otherwise become links. -->
  <func:function name="f:md-code">
    <xsl:param name="s"/>
    <xsl:variable name="a" select="str:replace(str:replace(str:replace(str:replace(f:clean($s), '&amp;', '&amp;amp;'), '&lt;', '&amp;lt;'), '&gt;', '&amp;gt;'), '&quot;', '&amp;quot;')"/>
    <xsl:variable name="b" select="str:replace(str:replace(str:replace(str:replace($a, '`', '&amp;#96;'), '*', '&amp;#42;'), '_', '&amp;#95;'), '~', '&amp;#126;')"/>
    <xsl:variable name="c" select="str:replace(str:replace(str:replace(str:replace($b, '[', '&amp;#91;'), ']', '&amp;#93;'), '|', '&amp;#124;'), '\', '&amp;#92;')"/>
    <xsl:variable name="d" select="str:replace(str:replace(str:replace(str:replace($c, ':', '&amp;#58;'), 'www.', 'www&amp;#46;'), '$', '&amp;#36;'), '!', '&amp;#33;')"/>
    <func:result select="str:replace(str:replace($d, '&#13;', '&amp;#13;'), '&#10;', '&amp;#10;')"/>
  </func:function>
  <func:function name="f:md">
    <xsl:param name="s"/>
    <func:result select="str:replace(f:md-code(f:line($s)), '@', '@&#x2060;')"/>
  </func:function>

  <func:function name="f:icon">
    <xsl:param name="state"/>
    <xsl:choose>
      <xsl:when test="$state = 'pass'"><func:result select="'✅'"/></xsl:when>
      <xsl:when test="$state = 'fail'"><func:result select="'❌'"/></xsl:when>
      <xsl:when test="$state = 'warn'"><func:result select="'⚠️'"/></xsl:when>
      <xsl:when test="$state = 'error' or $state = 'broken'"><func:result select="'💥'"/></xsl:when>
      <xsl:when test="$state = 'skip'"><func:result select="'⏭️'"/></xsl:when>
      <xsl:when test="$state = 'known'"><func:result select="'📌'"/></xsl:when>
      <xsl:when test="$state = 'observed'"><func:result select="'👁️'"/></xsl:when>
      <xsl:otherwise><func:result select="'⬜'"/></xsl:otherwise>
    </xsl:choose>
  </func:function>

  <xsl:template match="r:results" mode="head">
    <xsl:variable name="s" select="r:summary"/>
    <xsl:value-of select="concat('## ', f:icon(f:verdict(.)), ' ', f:md(f:sentence(.)), '&#10;&#10;')"/>
    <xsl:value-of select="concat('Target &lt;code&gt;', f:md-code(f:line(r:run/@target)), '&lt;/code&gt;')"/>
    <xsl:if test="f:server(r:run)"><xsl:value-of select="concat(', server version ', f:md(f:server(r:run)))"/></xsl:if>
    <xsl:value-of select="concat('; ', f:count($s/@requests, 'request'), ' in ', f:duration(r:run/@duration-ms), ' with ', f:md(r:run/@program), '.&#10;&#10;')"/>
    <xsl:for-each select="r:run/r:problem">
      <xsl:value-of select="concat('- ', f:icon(@kind), ' ')"/>
      <xsl:if test="string(@file)"><xsl:value-of select="concat('&lt;code&gt;', f:md-code(concat(f:line(@file), ':', @line)), '&lt;/code&gt; ')"/></xsl:if>
      <xsl:value-of select="concat(f:md(f:cut(string(.), 1000)), '&#10;')"/>
    </xsl:for-each>
    <xsl:for-each select="r:run/r:note"><xsl:value-of select="concat('- ', f:md(f:cut(string(.), 1000)), '&#10;')"/></xsl:for-each>
    <xsl:if test="r:run/r:problem or r:run/r:note"><xsl:text>&#10;</xsl:text></xsl:if>
    <xsl:if test="$s/r:suite">
      <xsl:text>| suite | cases | ✅ passed | ❌ failed | ⚠️ warned | 💥 error | ⏭️ skipped | 📌 known | time |&#10;</xsl:text>
      <xsl:text>| :--- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |&#10;</xsl:text>
      <xsl:for-each select="$s/r:suite">
        <xsl:value-of select="concat('| ', f:md(@name), ' | ', @cases, ' | ', @pass, ' | ', @fail, ' | ', @warn, ' | ', @error, ' | ', @skip, ' | ', sum(@known), ' | ', f:duration(@duration-ms), ' |&#10;')"/>
      </xsl:for-each>
      <xsl:value-of select="concat('| **all** | **', $s/@cases, '** | **', $s/@pass, '** | **', $s/@fail, '** | **', $s/@warn, '** | **', $s/@error, '** | **', $s/@skip, '** | **', sum($s/@known), '** | **', f:duration(r:run/@duration-ms), '** |&#10;&#10;')"/>
    </xsl:if>
    <xsl:variable name="open" select="$s/r:requirement[@verdict = 'fail' or @verdict = 'warn' or @verdict = 'error']"/>
    <xsl:if test="$open">
      <xsl:text>### Requirements that did not simply pass&#10;&#10;</xsl:text>
      <xsl:call-template name="requirements"><xsl:with-param name="of" select="$open"/></xsl:call-template>
    </xsl:if>
    <xsl:if test="$s/r:requirement">
      <xsl:value-of select="concat('&lt;details&gt;&lt;summary&gt;All ', f:count(count($s/r:requirement), 'requirement'), ': ',
        count($s/r:requirement[@verdict = 'pass']), ' passed, ', count($s/r:requirement[@verdict = 'fail']), ' failed, ',
        count($s/r:requirement[@verdict = 'not-covered']), ' not covered&lt;/summary&gt;&#10;&#10;')"/>
      <xsl:call-template name="requirements"><xsl:with-param name="of" select="$s/r:requirement"/></xsl:call-template>
      <xsl:text>&lt;/details&gt;&#10;&#10;</xsl:text>
    </xsl:if>
    <xsl:choose>
      <xsl:when test="$bad = 0"/>
      <xsl:when test="$detail = 'none'"><xsl:value-of select="concat('### ', $bad, ' cases need a look&#10;&#10;Too many to list here; see the other reports.&#10;')"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="concat('### ', f:count($bad, 'case needs', 'cases need'), ' a look&#10;&#10;')"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="requirements">
    <xsl:param name="of"/>
    <xsl:text>| | requirement | level | verdict | what it says | cases |&#10;| --- | :--- | :--- | :--- | :--- | :--- |&#10;</xsl:text>
    <xsl:for-each select="$of">
      <xsl:variable name="state" select="f:state(.)"/>
      <xsl:value-of select="concat('| ', f:icon($state), ' | ', f:md(@id), ' | ', @level, ' | ', f:state-word($state), ' | ', f:md(f:cut(string(r:statement), 300)), ' | ')"/>
      <xsl:variable name="bad-cases" select="r:case[@verdict = 'fail' or @verdict = 'warn' or @verdict = 'error']"/>
      <xsl:for-each select="$bad-cases[position() &lt;= 5]">
        <xsl:if test="position() &gt; 1">, </xsl:if>
        <xsl:value-of select="f:md(@id)"/>
      </xsl:for-each>
      <xsl:if test="count($bad-cases) &gt; 5"><xsl:value-of select="concat(', and ', count($bad-cases) - 5, ' more')"/></xsl:if>
      <xsl:if test="not($bad-cases) and r:case"><xsl:value-of select="f:count(count(r:case), 'case')"/></xsl:if>
      <xsl:text> |&#10;</xsl:text>
    </xsl:for-each>
    <xsl:text>&#10;</xsl:text>
  </xsl:template>

  <xsl:template match="r:case" mode="case">
    <xsl:variable name="state" select="f:state(.)"/>
    <xsl:if test="$detail != 'none' and ($state = 'fail' or $state = 'error' or $state = 'warn' or $state = 'known' or ($state = 'pass' and r:attempt))">
      <xsl:choose>
        <xsl:when test="$detail = 'line'">
          <xsl:value-of select="concat('- ', f:icon($state), ' **', f:md(../@name), '/', f:md(@id), '** ', f:md(f:cut(f:message(.), 160)), '&#10;')"/>
        </xsl:when>
        <xsl:otherwise><xsl:call-template name="full-case"><xsl:with-param name="state" select="$state"/></xsl:call-template></xsl:otherwise>
      </xsl:choose>
    </xsl:if>
  </xsl:template>

  <xsl:template name="full-case">
    <xsl:param name="state"/>
    <xsl:text>&lt;details</xsl:text>
    <xsl:if test="$state = 'fail' or $state = 'error'"> open</xsl:if>
    <xsl:value-of select="concat('&gt;&lt;summary&gt;', f:icon($state), ' &lt;b&gt;', f:md(../@name), '/', f:md(@id), '&lt;/b&gt;: ', f:md(r:title))"/>
    <xsl:if test="$state = 'pass'"><xsl:value-of select="concat(' (passed at attempt ', count(r:attempt) + 1, ')')"/></xsl:if>
    <xsl:value-of select="concat('&lt;/summary&gt;&#10;&#10;&lt;code&gt;', f:md-code(concat(f:line(@file), ':', f:line-of(.))), '&lt;/code&gt;&#10;&#10;')"/>
    <xsl:if test="$state = 'known'"><xsl:value-of select="concat('Known deviation: ', f:md(@known), '&#10;&#10;')"/></xsl:if>
    <xsl:if test="r:reason"><xsl:value-of select="concat('Reason: ', f:md(f:cut(string(r:reason), 1000)), '&#10;&#10;')"/></xsl:if>
    <xsl:for-each select="r:attempt"><xsl:value-of select="concat('- attempt ', @number, ' ', f:state-word(@verdict), ': ', f:md(f:cut(f:message(.), 500)), '&#10;')"/></xsl:for-each>
    <xsl:for-each select="f:decisive(.)[position() &lt;= 10]">
      <xsl:value-of select="concat('- ', f:icon(@severity), ' ')"/>
      <xsl:if test="f:id(.)"><xsl:value-of select="concat('**', f:md(f:id(.)), '** ')"/></xsl:if>
      <xsl:value-of select="concat(f:md(f:cut(string(r:text), 1000)), ' (step ', f:md(../@id), ')&#10;')"/>
      <xsl:if test="r:expected"><xsl:value-of select="concat('  - expected &lt;code&gt;', f:md-code(f:cut(string(r:expected), 500)), '&lt;/code&gt;&#10;')"/></xsl:if>
      <xsl:if test="r:found"><xsl:value-of select="concat('  - found &lt;code&gt;', f:md-code(f:cut(string(r:found), 500)), '&lt;/code&gt;&#10;')"/></xsl:if>
    </xsl:for-each>
    <xsl:if test="count(f:decisive(.)) &gt; 10"><xsl:value-of select="concat('- and ', count(f:decisive(.)) - 10, ' more findings&#10;')"/></xsl:if>
    <xsl:text>&#10;&lt;/details&gt;&#10;&#10;</xsl:text>
  </xsl:template>

</xsl:stylesheet>
