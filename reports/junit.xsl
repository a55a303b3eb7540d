<?xml version="1.0" encoding="UTF-8"?>
<!-- JUnit XML in the dialect that Jenkins, GitLab and GitHub actions read (Surefire's). Which reader shows
     what is written down in README.md. The markup is written as text, so that a piece of it can stand
     alone; every value goes through f:xml or f:attr. -->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:r="urn:ews-conform:results:1"
    xmlns:f="urn:ews-conform:report:1" xmlns:str="http://exslt.org/strings" exclude-result-prefixes="r f str">
  <xsl:import href="lib/text.xsl"/>
  <xsl:import href="lib/pieces.xsl"/>
  <xsl:output method="text" encoding="UTF-8"/>

  <xsl:param name="part" select="'all'"/>
  <!-- "yes": nothing in the cases of this piece has to be escaped, but for quotes. -->
  <xsl:param name="plain" select="'no'"/>
  <!-- Whose requests and responses are written out in full: "failed" (all that did not pass), "all" or
       "none". "failed" leaves out the steps that simply passed too: GitLab refuses files over 30 MB, and passing
       cases are rarely looked at. -->
  <xsl:param name="exchange" select="'failed'"/>
  <!-- Characters of each body. -->
  <xsl:param name="max-body" select="'4000'"/>

  <!-- The run itself is a test case only where it went wrong, so that a run that could not even connect
       is not a green one with no tests. -->
  <xsl:template name="run-errors"><xsl:value-of select="number(f:run-broken(/r:results))"/></xsl:template>
  <xsl:template name="run-failures"><xsl:value-of select="number(not(f:run-broken(/r:results)) and boolean(/r:results/r:run/r:problem[@kind = 'fail']))"/></xsl:template>

  <xsl:template match="r:results" mode="head">
    <xsl:variable name="s" select="r:summary"/>
    <xsl:variable name="errors"><xsl:call-template name="run-errors"/></xsl:variable>
    <xsl:variable name="failures"><xsl:call-template name="run-failures"/></xsl:variable>
    <xsl:text>&lt;?xml version="1.0" encoding="UTF-8"?&gt;&#10;</xsl:text>
    <xsl:value-of select="concat('&lt;testsuites name=&quot;ews-conform&quot; tests=&quot;', $s/@cases + $errors + $failures,
      '&quot; failures=&quot;', $s/@fail + $failures, '&quot; errors=&quot;', $s/@error + $errors,
      '&quot; skipped=&quot;', $s/@skip + sum($s/@known), '&quot; time=&quot;', f:seconds(r:run/@duration-ms), '&quot;&gt;&#10;')"/>
  </xsl:template>

  <xsl:template match="r:suite" mode="suite-head">
    <xsl:variable name="name" select="string(@name)"/>
    <xsl:variable name="s" select="/r:results/r:summary/r:suite[@name = $name]"/>
    <xsl:value-of select="concat('  &lt;testsuite name=&quot;', f:attr(@name), '&quot; tests=&quot;', $s/@cases,
      '&quot; failures=&quot;', $s/@fail, '&quot; errors=&quot;', $s/@error, '&quot; skipped=&quot;', $s/@skip + sum($s/@known),
      '&quot; time=&quot;', f:seconds($s/@duration-ms), '&quot; timestamp=&quot;', f:attr(substring-before(/r:results/r:run/@started, 'Z')), '&quot;&gt;&#10;')"/>
    <xsl:text>    &lt;properties&gt;&#10;</xsl:text>
    <xsl:call-template name="run-properties"/>
    <xsl:text>    &lt;/properties&gt;&#10;</xsl:text>
  </xsl:template>

  <xsl:template match="r:suite" mode="suite-tail"><xsl:text>  &lt;/testsuite&gt;&#10;</xsl:text></xsl:template>

  <!-- The last suite speaks about the run as a whole: the verdict of every requirement. -->
  <xsl:template match="r:results" mode="tail">
    <xsl:variable name="sentence" select="f:sentence(.)"/>
    <xsl:variable name="errors"><xsl:call-template name="run-errors"/></xsl:variable>
    <xsl:variable name="failures"><xsl:call-template name="run-failures"/></xsl:variable>
    <xsl:value-of select="concat('  &lt;testsuite name=&quot;run&quot; tests=&quot;', $errors + $failures, '&quot; failures=&quot;', $failures + 0,
      '&quot; errors=&quot;', $errors + 0, '&quot; skipped=&quot;0&quot; time=&quot;0.000&quot; timestamp=&quot;', f:attr(substring-before(r:run/@started, 'Z')), '&quot;&gt;&#10;')"/>
    <xsl:text>    &lt;properties&gt;&#10;</xsl:text>
    <xsl:call-template name="run-properties"/>
    <xsl:call-template name="property"><xsl:with-param name="name" select="'verdict'"/><xsl:with-param name="value" select="$sentence"/></xsl:call-template>
    <!-- Escaped together: there are some hundred requirements, and a function costs more than all the rest. -->
    <xsl:variable name="words"><xsl:for-each select="r:summary/r:requirement"><xsl:value-of select="@id"/><xsl:value-of select="@level"/></xsl:for-each></xsl:variable>
    <xsl:variable name="odd" select="f:attr($words) != string($words)"/>
    <xsl:for-each select="r:summary/r:requirement">
      <xsl:text>      &lt;property name="requirement.</xsl:text>
      <xsl:choose><xsl:when test="$odd"><xsl:value-of select="f:attr(@id)"/></xsl:when><xsl:otherwise><xsl:value-of select="@id"/></xsl:otherwise></xsl:choose>
      <xsl:text>" value="</xsl:text>
      <xsl:call-template name="state"/>
      <xsl:text> (</xsl:text>
      <xsl:choose><xsl:when test="$odd"><xsl:value-of select="f:attr(@level)"/></xsl:when><xsl:otherwise><xsl:value-of select="@level"/></xsl:otherwise></xsl:choose>
      <xsl:text>)"/&gt;&#10;</xsl:text>
    </xsl:for-each>
    <xsl:text>    &lt;/properties&gt;&#10;</xsl:text>
    <xsl:if test="$errors + $failures &gt; 0">
      <xsl:variable name="tag"><xsl:choose><xsl:when test="$errors &gt; 0">error</xsl:when><xsl:otherwise>failure</xsl:otherwise></xsl:choose></xsl:variable>
      <xsl:variable name="why"><xsl:call-template name="run-problems"/></xsl:variable>
      <xsl:text>    &lt;testcase name="run" classname="ews-conform.run" time="0.000"&gt;&#10;</xsl:text>
      <xsl:value-of select="concat('      &lt;', $tag, ' message=&quot;', f:attr(f:line(f:cut(substring-before($why, '&#10;'), 2000))), '&quot; type=&quot;run&quot;&gt;', f:xml($why), '&lt;/', $tag, '&gt;&#10;')"/>
      <xsl:text>    &lt;/testcase&gt;&#10;</xsl:text>
    </xsl:if>
    <xsl:variable name="log">
      <xsl:value-of select="concat($sentence, '&#10;')"/>
      <xsl:for-each select="r:run/r:note"><xsl:value-of select="concat('note: ', f:line(.), '&#10;')"/></xsl:for-each>
      <xsl:for-each select="r:run/r:problem"><xsl:value-of select="concat(@kind, ': ', f:line(.), '&#10;')"/></xsl:for-each>
      <xsl:for-each select="r:summary/r:requirement">
        <xsl:value-of select="@id"/><xsl:text> </xsl:text><xsl:value-of select="@level"/><xsl:text> </xsl:text>
        <xsl:call-template name="state"/>
        <xsl:text>: </xsl:text><xsl:value-of select="normalize-space(r:statement)"/><xsl:text>&#10;</xsl:text>
      </xsl:for-each>
    </xsl:variable>
    <xsl:call-template name="system-out"><xsl:with-param name="text" select="$log"/><xsl:with-param name="indent" select="'    '"/></xsl:call-template>
    <xsl:text>  &lt;/testsuite&gt;&#10;&lt;/testsuites&gt;&#10;</xsl:text>
  </xsl:template>

  <!-- f:state-word(f:state(.)) -->
  <xsl:template name="state">
    <xsl:choose>
      <xsl:when test="@verdict = 'pass'">passed</xsl:when>
      <xsl:when test="@verdict = 'not-covered'">not covered</xsl:when>
      <xsl:otherwise><xsl:value-of select="f:state-word(f:state(.))"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="run-problems">
    <xsl:if test="@complete = 'no'"><xsl:text>The run was broken off: not every case ended.&#10;</xsl:text></xsl:if>
    <xsl:for-each select="r:run/r:problem[@kind = 'error' or @kind = 'fail']">
      <xsl:if test="string(@file)"><xsl:value-of select="concat(@file, ':', @line, ': ')"/></xsl:if>
      <xsl:if test="@requirement"><xsl:value-of select="concat(@requirement, ': ')"/></xsl:if>
      <xsl:value-of select="concat(f:line(.), '&#10;')"/>
    </xsl:for-each>
  </xsl:template>

  <xsl:template name="run-properties">
    <xsl:variable name="run" select="/r:results/r:run"/>
    <xsl:call-template name="property"><xsl:with-param name="name" select="'target'"/><xsl:with-param name="value" select="$run/@target"/></xsl:call-template>
    <xsl:call-template name="property"><xsl:with-param name="name" select="'server-version'"/><xsl:with-param name="value" select="f:server($run)"/></xsl:call-template>
    <xsl:call-template name="property"><xsl:with-param name="name" select="'program'"/><xsl:with-param name="value" select="$run/@program"/></xsl:call-template>
    <xsl:call-template name="property"><xsl:with-param name="name" select="'run'"/><xsl:with-param name="value" select="$run/@id"/></xsl:call-template>
    <xsl:if test="string($run/@profile)">
      <xsl:call-template name="property"><xsl:with-param name="name" select="'profile'"/><xsl:with-param name="value" select="$run/@profile"/></xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template name="property">
    <xsl:param name="name"/>
    <xsl:param name="value"/>
    <xsl:param name="indent" select="'      '"/>
    <xsl:value-of select="concat($indent, '&lt;property name=&quot;', f:attr($name), '&quot; value=&quot;', f:attr($value), '&quot;/&gt;&#10;')"/>
  </xsl:template>

  <!-- ============================================================ one case -->

  <!-- Most cases of most runs: passed, and nothing in them that has to be escaped or cut. They are written here with
       as few instructions as can be; the template after this one does the same, and more, for all cases. -->
  <xsl:variable name="few" select="$plain = 'yes' and $exchange = 'failed' and not(/r:results/r:suite[2] or /r:results/r:suite/r:case/r:title[contains(., '&quot;') or contains(., '&#10;')])"/>
  <xsl:variable name="class" select="concat('ews-conform.', translate(/r:results/r:suite/@name, '/', '.'))"/>
  <xsl:variable name="passed" select="f:state-word('pass')"/>
  <xsl:template match="r:case[@verdict = 'pass' and not(@known or r:attempt or r:reason or r:step)]" mode="case" priority="1">
    <xsl:choose>
      <xsl:when test="not($few)"><xsl:call-template name="any-case"/></xsl:when>
      <xsl:otherwise>
        <xsl:text>    &lt;testcase name="</xsl:text><xsl:value-of select="@id"/>
        <xsl:text>" classname="</xsl:text><xsl:value-of select="$class"/>
        <xsl:text>" file="</xsl:text><xsl:value-of select="@file"/>
        <xsl:text>" line="</xsl:text><xsl:value-of select="@line"/>
        <xsl:text>" time="</xsl:text><xsl:value-of select="format-number(@duration-ms div 1000, '0.000')"/>
        <xsl:text>"&gt;&#10;      &lt;properties&gt;&#10;        &lt;property name="title" value="</xsl:text><xsl:value-of select="r:title"/>
        <xsl:text>"/&gt;&#10;        &lt;property name="verdict" value="</xsl:text><xsl:value-of select="$passed"/>
        <xsl:text>"/&gt;&#10;</xsl:text>
        <xsl:for-each select="r:covers[1]">
          <xsl:text>        &lt;property name="requirements" value="</xsl:text><xsl:value-of select="@requirement"/>
          <xsl:for-each select="following-sibling::r:covers"><xsl:text> </xsl:text><xsl:value-of select="@requirement"/></xsl:for-each>
          <xsl:text>"/&gt;&#10;</xsl:text>
        </xsl:for-each>
        <xsl:for-each select="r:tag[1]">
          <xsl:text>        &lt;property name="tags" value="</xsl:text><xsl:value-of select="."/>
          <xsl:for-each select="following-sibling::r:tag"><xsl:text> </xsl:text><xsl:value-of select="."/></xsl:for-each>
          <xsl:text>"/&gt;&#10;</xsl:text>
        </xsl:for-each>
        <xsl:text>      &lt;/properties&gt;&#10;    &lt;/testcase&gt;&#10;</xsl:text>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="r:case" mode="case" name="any-case">
    <xsl:value-of select="concat('    &lt;testcase name=&quot;', f:attr(@id), '&quot; classname=&quot;ews-conform.', f:attr(translate(../@name, '/', '.')),
      '&quot; file=&quot;', f:attr(@file), '&quot; line=&quot;', f:line-of(.), '&quot; time=&quot;', f:seconds(@duration-ms), '&quot;&gt;&#10;')"/>
    <xsl:text>      &lt;properties&gt;&#10;</xsl:text>
    <xsl:call-template name="property"><xsl:with-param name="indent" select="'        '"/><xsl:with-param name="name" select="'title'"/><xsl:with-param name="value" select="r:title"/></xsl:call-template>
    <xsl:call-template name="property"><xsl:with-param name="indent" select="'        '"/><xsl:with-param name="name" select="'verdict'"/><xsl:with-param name="value" select="f:state-word(f:state(.))"/></xsl:call-template>
    <!-- lists in one value: Jenkins keeps one property of a name -->
    <xsl:if test="r:covers">
      <xsl:call-template name="property"><xsl:with-param name="indent" select="'        '"/><xsl:with-param name="name" select="'requirements'"/><xsl:with-param name="value"><xsl:for-each select="r:covers"><xsl:if test="position() &gt; 1"><xsl:text> </xsl:text></xsl:if><xsl:value-of select="@requirement"/></xsl:for-each></xsl:with-param></xsl:call-template>
    </xsl:if>
    <xsl:if test="r:tag">
      <xsl:call-template name="property"><xsl:with-param name="indent" select="'        '"/><xsl:with-param name="name" select="'tags'"/><xsl:with-param name="value"><xsl:for-each select="r:tag"><xsl:if test="position() &gt; 1"><xsl:text> </xsl:text></xsl:if><xsl:value-of select="."/></xsl:for-each></xsl:with-param></xsl:call-template>
    </xsl:if>
    <xsl:text>      &lt;/properties&gt;&#10;</xsl:text>
    <xsl:choose>
      <!-- As test frameworks write an expected failure: it did not pass, and nobody has to act. -->
      <xsl:when test="f:state(.) = 'known'">
        <xsl:value-of select="concat('      &lt;skipped message=&quot;', f:attr(f:line(concat('known deviation: ', @known, ' (', f:message(.), ')'))), '&quot;/&gt;&#10;')"/>
      </xsl:when>
      <xsl:when test="@verdict = 'skip'">
        <xsl:value-of select="concat('      &lt;skipped message=&quot;', f:attr(f:message(.)), '&quot;/&gt;&#10;')"/>
      </xsl:when>
      <xsl:when test="@verdict = 'fail'">
        <xsl:call-template name="problem"><xsl:with-param name="tag" select="'failure'"/></xsl:call-template>
        <xsl:apply-templates select="r:attempt" mode="again"><xsl:with-param name="prefix" select="'rerun'"/></xsl:apply-templates>
      </xsl:when>
      <xsl:when test="@verdict = 'error'">
        <xsl:call-template name="problem"><xsl:with-param name="tag" select="'error'"/></xsl:call-template>
        <xsl:apply-templates select="r:attempt" mode="again"><xsl:with-param name="prefix" select="'rerun'"/></xsl:apply-templates>
      </xsl:when>
      <xsl:otherwise>
        <xsl:apply-templates select="r:attempt" mode="again"><xsl:with-param name="prefix" select="'flaky'"/></xsl:apply-templates>
      </xsl:otherwise>
    </xsl:choose>
    <!-- Of a case that passed, what there is to say beyond that: slices have no other steps of it. -->
    <xsl:variable name="brief" select="$exchange = 'failed' and @verdict = 'pass'"/>
    <xsl:variable name="steps" select="r:step[not($brief) or @verdict != 'pass' or r:finding or r:reason]"/>
    <xsl:if test="$exchange != 'none' and ($steps or not($brief))">
      <xsl:variable name="log">
        <xsl:value-of select="concat(f:line(r:title), '&#10;verdict: ', f:state-word(f:state(.)), '&#10;')"/>
        <xsl:if test="r:covers">
          <xsl:text>requirements:</xsl:text>
          <xsl:for-each select="r:covers"><xsl:value-of select="concat(' ', @requirement, ' (', @level, ')')"/></xsl:for-each>
          <xsl:text>&#10;</xsl:text>
        </xsl:if>
        <xsl:text>&#10;</xsl:text>
        <!-- What is in <failure> need not be said again; warnings and what was observed have no other place. -->
        <xsl:apply-templates select="r:step/r:finding[@severity != ../../@verdict or @severity = 'warn']" mode="plain"/>
        <xsl:call-template name="steps"><xsl:with-param name="of" select="$steps"/><xsl:with-param name="full" select="$exchange = 'all' or @verdict != 'pass'"/></xsl:call-template>
      </xsl:variable>
      <xsl:call-template name="system-out"><xsl:with-param name="text" select="$log"/></xsl:call-template>
    </xsl:if>
    <xsl:text>    &lt;/testcase&gt;&#10;</xsl:text>
  </xsl:template>

  <xsl:template name="steps">
    <xsl:param name="of" select="r:step"/>
    <xsl:param name="full"/>
    <xsl:choose>
      <xsl:when test="$full"><xsl:apply-templates select="$of" mode="exchange"><xsl:with-param name="max" select="number($max-body)"/></xsl:apply-templates></xsl:when>
      <xsl:otherwise><xsl:apply-templates select="$of" mode="line"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- GitLab takes [[ATTACHMENT|path]] in this text for a link to a file of the job: not a server's business. -->
  <xsl:template name="system-out">
    <xsl:param name="text"/>
    <xsl:param name="indent" select="'      '"/>
    <xsl:variable name="clean" select="f:clean($text)"/>
    <xsl:value-of select="$indent"/>
    <xsl:text>&lt;system-out&gt;</xsl:text>
    <xsl:choose>
      <xsl:when test="contains($clean, '[[ATTACHMENT')"><xsl:value-of select="f:xml(str:replace($clean, '[[ATTACHMENT', '[ [ATTACHMENT'))"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="f:xml($clean)"/></xsl:otherwise>
    </xsl:choose>
    <xsl:text>&lt;/system-out&gt;&#10;</xsl:text>
  </xsl:template>

  <!-- The text of a failure or error: all the findings that decided. -->
  <xsl:template name="details">
    <xsl:variable name="text">
      <xsl:if test="r:reason"><xsl:value-of select="concat(r:reason, '&#10;')"/></xsl:if>
      <xsl:for-each select="r:step[r:reason and (@verdict = 'error' or @verdict = 'fail')]"><xsl:value-of select="concat('step &quot;', @id, '&quot;: ', r:reason, '&#10;')"/></xsl:for-each>
      <xsl:apply-templates select="f:decisive(.)" mode="plain"/>
    </xsl:variable>
    <xsl:value-of select="f:xml(f:clean($text))"/>
  </xsl:template>
  <xsl:template name="type">
    <xsl:variable name="id" select="f:id(f:decisive(.)[1])"/>
    <xsl:choose>
      <xsl:when test="$id"><xsl:value-of select="f:attr($id)"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="@verdict"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template name="problem">
    <xsl:param name="tag"/>
    <xsl:value-of select="concat('      &lt;', $tag, ' message=&quot;', f:attr(f:message(.)), '&quot; type=&quot;')"/>
    <xsl:call-template name="type"/>
    <xsl:text>"&gt;</xsl:text>
    <xsl:call-template name="details"/>
    <xsl:value-of select="concat('&lt;/', $tag, '&gt;&#10;')"/>
  </xsl:template>

  <!-- Earlier attempts, Surefire's way: flakyFailure and flakyError in a case that passed in the end,
       rerunFailure and rerunError in one that did not. -->
  <xsl:template match="r:attempt" mode="again">
    <xsl:param name="prefix"/>
    <xsl:variable name="tag">
      <xsl:value-of select="$prefix"/>
      <xsl:choose><xsl:when test="@verdict = 'error' or @verdict = 'skip'">Error</xsl:when><xsl:otherwise>Failure</xsl:otherwise></xsl:choose>
    </xsl:variable>
    <xsl:value-of select="concat('      &lt;', $tag, ' message=&quot;', f:attr(concat('attempt ', @number, ': ', f:message(.))), '&quot; type=&quot;')"/>
    <xsl:call-template name="type"/>
    <xsl:text>"&gt;&#10;        &lt;stackTrace&gt;</xsl:text>
    <xsl:call-template name="details"/>
    <xsl:text>&lt;/stackTrace&gt;&#10;</xsl:text>
    <xsl:if test="$exchange != 'none'">
      <xsl:variable name="log"><xsl:call-template name="steps"><xsl:with-param name="full" select="true()"/></xsl:call-template></xsl:variable>
      <xsl:call-template name="system-out"><xsl:with-param name="text" select="$log"/><xsl:with-param name="indent" select="'        '"/></xsl:call-template>
    </xsl:if>
    <xsl:value-of select="concat('      &lt;/', $tag, '&gt;&#10;')"/>
  </xsl:template>

</xsl:stylesheet>
