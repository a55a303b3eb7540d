<?xml version="1.0" encoding="UTF-8"?>
<!-- One self-contained HTML file for people. Everything a server said stands in it as text (the
     serialiser escapes it) or as an attribute that no browser runs; script and style sheet are ours alone,
     and the Content-Security-Policy names their hashes. Works without script too. -->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:r="urn:ews-conform:results:1"
    xmlns:f="urn:ews-conform:report:1" exclude-result-prefixes="r f">
  <xsl:import href="lib/text.xsl"/>
  <xsl:import href="lib/html-parts.xsl"/>
  <xsl:import href="lib/html-times.xsl"/>
  <xsl:import href="lib/html-style.xsl"/>
  <xsl:import href="lib/html-script.xsl"/>
  <xsl:import href="lib/html-csp.xsl"/>
  <xsl:output method="html" encoding="UTF-8" indent="no" doctype-system="about:legacy-compat"/>

  <xsl:key name="requirement" match="r:summary/r:requirement" use="@id"/>

  <xsl:template match="/r:results">
    <xsl:variable name="verdict" select="f:verdict(.)"/>
    <html lang="en">
      <head>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '{$style-hash}'; script-src '{$script-hash}'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"/>
        <meta name="referrer" content="no-referrer"/>
        <title><xsl:value-of select="concat(f:sentence(.), ' – ews-conform')"/></title>
        <style><xsl:call-template name="style-text"/></style>
      </head>
      <body>
        <a class="skip-link" href="#cases">To the cases</a>
        <header class="top">
          <p class="brand">ews-conform<small class="t"><xsl:value-of select="substring-after(r:run/@program, ' ')"/></small></p>
          <nav aria-label="Parts of this page">
            <xsl:if test="r:summary/r:requirement"><a href="#requirements">Requirements</a></xsl:if>
            <xsl:if test="r:suite/r:case/r:step/r:response"><a href="#timings">Timings</a></xsl:if>
            <a href="#cases">Cases</a>
          </nav>
          <div class="tools" id="tools" hidden="hidden">
            <button type="button" class="btn" id="theme">Theme</button>
            <button type="button" class="btn" id="keys">Keys</button>
          </div>
        </header>
        <main>
          <xsl:call-template name="hero"><xsl:with-param name="verdict" select="$verdict"/></xsl:call-template>
          <xsl:if test="r:summary/r:requirement"><xsl:call-template name="requirements"/></xsl:if>
          <xsl:if test="r:suite/r:case/r:step/r:response"><xsl:call-template name="timings"/></xsl:if>
          <xsl:call-template name="cases"/>
        </main>
        <footer>
          <p>Written by <span class="t"><xsl:value-of select="r:run/@program"/></span> from results.xml; run <code class="t"><xsl:value-of select="r:run/@id"/></code>.</p>
        </footer>
        <p class="toast" id="toast" role="status"></p>
        <xsl:call-template name="help"/>
        <script><xsl:call-template name="script-text"/></script>
      </body>
    </html>
  </xsl:template>

  <!-- ============================================================ the verdict -->

  <xsl:template name="hero">
    <xsl:param name="verdict"/>
    <xsl:variable name="s" select="r:summary"/>
    <section class="hero hero-{$verdict}" aria-label="Verdict">
      <h1><span class="sign v-{$verdict}" aria-hidden="true"><xsl:value-of select="f:sign($verdict)"/></span><span><xsl:value-of select="f:sentence(.)"/></span></h1>
      <p class="target"><code class="t"><xsl:value-of select="r:run/@target"/></code>
        <xsl:if test="f:server(r:run)"> · server version <span class="t"><xsl:value-of select="f:server(r:run)"/></span></xsl:if>
        <xsl:if test="r:run/@reference-server = 'yes'"> · the built-in reference server</xsl:if>
      </p>
      <xsl:if test="$s/@cases &gt; 0"><xsl:call-template name="stacked-bar"><xsl:with-param name="counts" select="$s"/></xsl:call-template></xsl:if>
      <ul class="tiles">
        <xsl:call-template name="tile"><xsl:with-param name="state" select="'pass'"/><xsl:with-param name="n" select="$s/@pass"/></xsl:call-template>
        <xsl:call-template name="tile"><xsl:with-param name="state" select="'fail'"/><xsl:with-param name="n" select="$s/@fail"/></xsl:call-template>
        <xsl:call-template name="tile"><xsl:with-param name="state" select="'warn'"/><xsl:with-param name="n" select="$s/@warn"/></xsl:call-template>
        <xsl:call-template name="tile"><xsl:with-param name="state" select="'error'"/><xsl:with-param name="n" select="$s/@error"/></xsl:call-template>
        <xsl:call-template name="tile"><xsl:with-param name="state" select="'skip'"/><xsl:with-param name="n" select="$s/@skip"/></xsl:call-template>
        <xsl:if test="sum($s/@known) &gt; 0">
          <xsl:call-template name="tile"><xsl:with-param name="state" select="'known'"/><xsl:with-param name="n" select="$s/@known"/></xsl:call-template>
        </xsl:if>
        <xsl:if test="sum($s/@flaky) &gt; 0">
          <xsl:call-template name="tile"><xsl:with-param name="state" select="'flaky'"/><xsl:with-param name="n" select="$s/@flaky"/></xsl:call-template>
        </xsl:if>
      </ul>
      <xsl:if test="r:run/r:problem or r:run/r:note or @complete = 'no'">
        <div>
          <xsl:if test="@complete = 'no'"><p class="call call-error">The run was broken off<xsl:if test="r:run/@interrupted = 'yes'"> from outside</xsl:if>: not every case ended.</p></xsl:if>
          <xsl:for-each select="r:run/r:problem">
            <p class="call call-{@kind}">
              <xsl:if test="string(@requirement)"><b class="t"><xsl:value-of select="@requirement"/></b><xsl:text> </xsl:text></xsl:if>
              <xsl:if test="string(@file)"><code class="t"><xsl:value-of select="concat(@file, ':', @line)"/></code><xsl:text> </xsl:text></xsl:if>
              <span class="t"><xsl:value-of select="."/></span>
            </p>
          </xsl:for-each>
          <xsl:for-each select="r:run/r:note"><p class="call call-note"><xsl:if test="contains(., '(--insecure)')"><xsl:attribute name="class">call call-fail</xsl:attribute></xsl:if><span class="t"><xsl:value-of select="."/></span></p></xsl:for-each>
        </div>
      </xsl:if>
      <details class="more">
        <summary>About this run</summary>
        <dl class="facts">
          <dt>Started</dt><dd><xsl:value-of select="concat(translate(r:run/@started, 'TZ', '  '), 'UTC')"/></dd>
          <dt>Took</dt><dd><xsl:value-of select="concat(f:duration(r:run/@duration-ms), ', ', f:count($s/@requests, 'request'), ', ', f:count(r:run/@jobs, 'case'), ' at a time')"/></dd>
          <dt>Profile</dt><dd class="t"><xsl:choose><xsl:when test="string(r:run/@profile)"><xsl:value-of select="r:run/@profile"/></xsl:when><xsl:otherwise>none</xsl:otherwise></xsl:choose></dd>
          <dt>Namespaces</dt><dd><xsl:value-of select="r:run/@namespaces"/></dd>
          <dt>Strict</dt><dd><xsl:value-of select="r:run/@strict"/></dd>
          <dt>Exit code</dt><dd><xsl:value-of select="r:run/@exit-code"/></dd>
          <dt>Program</dt><dd class="t"><xsl:value-of select="r:run/@program"/><xsl:for-each select="r:run/r:library"><xsl:text>, </xsl:text><xsl:if test="not(starts-with(@version, @name))"><xsl:value-of select="concat(@name, ' ')"/></xsl:if><xsl:value-of select="@version"/></xsl:for-each></dd>
          <xsl:for-each select="r:run/r:fact"><dt class="t"><xsl:value-of select="translate(@name, '-', ' ')"/></dt><dd class="t"><xsl:value-of select="@value"/></dd></xsl:for-each>
        </dl>
      </details>
    </section>
  </xsl:template>

  <xsl:template name="tile">
    <xsl:param name="state"/>
    <xsl:param name="n"/>
    <li><a class="tile tile-{$state}" href="#cases" data-state="{$state}">
      <xsl:if test="$n = 0"><xsl:attribute name="class">tile zero</xsl:attribute></xsl:if>
      <b><xsl:value-of select="$n"/></b><xsl:text> </xsl:text><span><xsl:value-of select="f:state-word($state)"/></span>
    </a></li>
  </xsl:template>

  <!-- ============================================================ requirement by case -->

  <xsl:template name="requirements">
    <xsl:variable name="all" select="r:summary/r:requirement"/>
    <section class="part" id="requirements">
      <h2>Requirements <small>
        <xsl:value-of select="concat(count($all), ' in all: ', count($all[@verdict = 'pass']), ' passed, ',
          count($all[@verdict = 'fail' and not(@known)]), ' failed')"/>
        <xsl:if test="$all[@known]"><xsl:value-of select="concat(', ', count($all[@known]), ' known')"/></xsl:if>
        <xsl:if test="$all[@verdict = 'warn']"><xsl:value-of select="concat(', ', count($all[@verdict = 'warn']), ' warned')"/></xsl:if>
        <xsl:if test="$all[@verdict = 'error']"><xsl:value-of select="concat(', ', count($all[@verdict = 'error']), ' error')"/></xsl:if>
        <xsl:if test="$all[@verdict = 'observed']"><xsl:value-of select="concat(', ', count($all[@verdict = 'observed']), ' observed')"/></xsl:if>
        <xsl:if test="$all[@verdict = 'skip']"><xsl:value-of select="concat(', ', count($all[@verdict = 'skip']), ' skipped')"/></xsl:if>
        <xsl:if test="$all[@verdict = 'not-covered']"><xsl:value-of select="concat(', ', count($all[@verdict = 'not-covered']), ' not covered')"/></xsl:if>
      </small></h2>
      <div class="rtools" id="rtools" hidden="hidden" role="group" aria-label="Which requirements to show">
        <button type="button" class="btn" aria-pressed="true">All</button>
        <button type="button" class="btn" aria-pressed="false" data-show="fail warn error known">With findings</button>
        <button type="button" class="btn" aria-pressed="false" data-show="not-covered skip">Not covered or skipped</button>
        <button type="button" class="btn" aria-pressed="false" data-show="observed">Observed</button>
      </div>
      <div class="card">
        <table class="reqs">
          <thead><tr><th scope="col">Requirement</th><th scope="col" class="col-level">Level</th><th scope="col" class="col-verdict">Verdict</th><th scope="col">What it says</th><th scope="col" class="col-cases">Cases</th></tr></thead>
          <tbody>
            <xsl:for-each select="$all">
              <tr id="{f:anchor('req', @id)}" data-state="{f:state(.)}">
                <th scope="row"><span class="t"><xsl:value-of select="@id"/></span></th>
                <td><span class="level"><xsl:value-of select="@level"/></span></td>
                <td><xsl:call-template name="badge"><xsl:with-param name="state" select="f:state(.)"/></xsl:call-template></td>
                <td class="c-what"><span class="t"><xsl:value-of select="r:statement"/></span><xsl:if test="r:source"><span class="source t"><xsl:value-of select="r:source"/></span></xsl:if></td>
                <td class="c-cases">
                  <xsl:if test="r:case">
                    <div class="chips"><xsl:apply-templates select="r:case[position() &lt;= 24]" mode="chip"/></div>
                    <xsl:if test="count(r:case) &gt; 24">
                      <details class="more"><summary><xsl:value-of select="concat('and ', count(r:case) - 24, ' more')"/></summary>
                        <div class="chips"><xsl:apply-templates select="r:case[position() &gt; 24]" mode="chip"/></div>
                      </details>
                    </xsl:if>
                  </xsl:if>
                </td>
              </tr>
            </xsl:for-each>
          </tbody>
        </table>
      </div>
    </section>
  </xsl:template>

  <xsl:template match="r:requirement/r:case" mode="chip">
    <a class="chip v-{f:state(.)}" href="#{f:anchor('case', @id)}"><span aria-hidden="true"><xsl:value-of select="f:sign(f:state(.))"/></span><span class="hide"><xsl:value-of select="concat(f:state-word(f:state(.)), ': ')"/></span><span class="t"><xsl:value-of select="@id"/></span></a>
  </xsl:template>

  <!-- ============================================================ the cases -->

  <xsl:template name="cases">
    <xsl:variable name="s" select="r:summary"/>
    <section class="part" id="cases">
      <h2>Cases <small><xsl:value-of select="concat(f:count($s/@cases, 'case'), ' in ', f:count(count($s/r:suite), 'suite'))"/></small></h2>
      <xsl:choose>
        <xsl:when test="not(r:suite/r:case)"><p class="card nothing">No case ran.</p></xsl:when>
        <xsl:otherwise>
          <div class="filter" id="filter" hidden="hidden" role="search">
            <label class="hide" for="search">Search the cases</label>
            <input type="search" id="search" placeholder="Search: id, title, requirement, any text of an exchange ( / )" autocomplete="off" spellcheck="false"/>
            <xsl:if test="count(r:suite) &gt; 1">
              <label class="hide" for="suite-box">Suite</label>
              <select id="suite-box">
                <option value="">All suites</option>
                <xsl:for-each select="r:suite"><option value="{@name}"><xsl:value-of select="@name"/></option></xsl:for-each>
              </select>
            </xsl:if>
            <button type="button" class="btn" id="open-all">Open all</button>
            <button type="button" class="btn" id="close-all">Close all</button>
            <div class="toggles" role="group" aria-label="Verdicts to show">
              <xsl:call-template name="toggle"><xsl:with-param name="state" select="'fail'"/><xsl:with-param name="n" select="$s/@fail"/></xsl:call-template>
              <xsl:call-template name="toggle"><xsl:with-param name="state" select="'error'"/><xsl:with-param name="n" select="$s/@error"/></xsl:call-template>
              <xsl:call-template name="toggle"><xsl:with-param name="state" select="'warn'"/><xsl:with-param name="n" select="$s/@warn"/></xsl:call-template>
              <xsl:call-template name="toggle"><xsl:with-param name="state" select="'known'"/><xsl:with-param name="n" select="sum($s/@known)"/></xsl:call-template>
              <xsl:call-template name="toggle"><xsl:with-param name="state" select="'flaky'"/><xsl:with-param name="n" select="sum($s/@flaky)"/></xsl:call-template>
              <xsl:call-template name="toggle"><xsl:with-param name="state" select="'skip'"/><xsl:with-param name="n" select="$s/@skip"/></xsl:call-template>
              <xsl:call-template name="toggle"><xsl:with-param name="state" select="'pass'"/><xsl:with-param name="n" select="$s/@pass"/></xsl:call-template>
            </div>
            <span class="count" id="count" role="status"></span>
          </div>
          <p class="card nothing" id="nothing" hidden="hidden">No case matches.</p>
          <xsl:apply-templates select="r:suite[r:case]"/>
        </xsl:otherwise>
      </xsl:choose>
    </section>
  </xsl:template>

  <xsl:template name="toggle">
    <xsl:param name="state"/>
    <xsl:param name="n"/>
    <xsl:if test="$n &gt; 0">
      <button type="button" class="btn" data-state="{$state}" aria-pressed="false"><xsl:value-of select="concat(f:state-word($state), ' ', $n)"/></button>
    </xsl:if>
  </xsl:template>

  <xsl:template match="r:suite">
    <xsl:variable name="name" select="string(@name)"/>
    <xsl:variable name="s" select="/r:results/r:summary/r:suite[@name = $name]"/>
    <section class="suite">
      <h3><span class="t"><xsl:value-of select="@name"/></span><small><xsl:value-of select="concat(f:count(count(r:case), 'case'), ', ', f:duration(sum($s/@duration-ms)))"/></small></h3>
      <div class="card cases"><xsl:apply-templates select="r:case"/></div>
    </section>
  </xsl:template>

  <xsl:template match="r:suite/r:case">
    <xsl:variable name="state" select="f:state(.)"/>
    <details class="case s-{$state}" id="{f:anchor('case', @id)}" data-state="{$state}" data-suite="{../@name}">
      <xsl:if test="r:attempt and ($state = 'pass' or $state = 'warn')"><xsl:attribute name="data-flaky">yes</xsl:attribute></xsl:if>
      <xsl:if test="$state = 'fail' or $state = 'error'"><xsl:attribute name="open">open</xsl:attribute></xsl:if>
      <summary>
        <span><xsl:call-template name="badge"><xsl:with-param name="state" select="$state"/></xsl:call-template></span>
        <span class="what"><b class="t"><xsl:value-of select="@id"/></b><span class="t"><xsl:value-of select="r:title"/></span>
          <xsl:if test="r:covers"><span class="rs t"><xsl:for-each select="r:covers"><xsl:if test="position() &gt; 1"><xsl:text> </xsl:text></xsl:if><xsl:value-of select="@requirement"/></xsl:for-each></span></xsl:if>
          <xsl:if test="r:attempt"><span class="flag"><xsl:value-of select="concat(count(r:attempt) + 1, ' attempts')"/></span></xsl:if>
        </span>
        <span class="ms"><xsl:value-of select="f:duration(@duration-ms)"/></span>
      </summary>
      <div class="inside">
        <xsl:if test="r:description"><p class="t"><xsl:value-of select="r:description"/></p></xsl:if>
        <p class="facts-line">
          <code class="t"><xsl:value-of select="concat(@file, ':', f:line-of(.))"/></code>
          <xsl:for-each select="r:covers">
            <span><a class="t" href="#{f:anchor('req', @requirement)}"><xsl:value-of select="@requirement"/></a><xsl:text> </xsl:text><span class="level"><xsl:value-of select="@level"/></span></span>
          </xsl:for-each>
          <xsl:for-each select="r:tag"><span class="t"><xsl:value-of select="concat('#', .)"/></span></xsl:for-each>
        </p>
        <xsl:if test="$state = 'known'"><p class="call call-known">Known deviation, not counted as a failure: <span class="t"><xsl:value-of select="@known"/></span></p></xsl:if>
        <xsl:if test="r:reason"><p class="call call-{@verdict}"><span class="t"><xsl:value-of select="r:reason"/></span></p></xsl:if>
        <xsl:for-each select="r:attempt">
          <details class="more">
            <summary><xsl:value-of select="concat('Attempt ', @number, ' ', f:state-word(@verdict), ' after ', f:duration(@duration-ms))"/></summary>
            <xsl:if test="r:reason"><p class="call call-{@verdict}"><span class="t"><xsl:value-of select="r:reason"/></span></p></xsl:if>
            <xsl:call-template name="steps"/>
          </details>
        </xsl:for-each>
        <xsl:call-template name="steps"><xsl:with-param name="show" select="$state != 'pass' and $state != 'skip'"/></xsl:call-template>
      </div>
    </details>
  </xsl:template>

  <!-- ============================================================ keys -->

  <xsl:template name="help">
    <dialog id="help" aria-labelledby="help-title">
      <h2 id="help-title">Keys</h2>
      <dl class="facts">
        <dt><kbd>/</kbd></dt><dd>search</dd>
        <dt><kbd>Esc</kbd></dt><dd>clear search and filter</dd>
        <dt><kbd>j</kbd> <kbd>k</kbd></dt><dd>next, previous case</dd>
        <dt><kbd>n</kbd> <kbd>p</kbd></dt><dd>next, previous case with findings</dd>
        <dt><kbd>o</kbd></dt><dd>open or close the case</dd>
        <dt><kbd>e</kbd> <kbd>c</kbd></dt><dd>open all, close all</dd>
        <dt><kbd>t</kbd></dt><dd>light, dark, as the system says</dd>
        <dt><kbd>?</kbd></dt><dd>this list</dd>
      </dl>
      <button type="button" class="btn" id="help-close">Close</button>
    </dialog>
  </xsl:template>

</xsl:stylesheet>
