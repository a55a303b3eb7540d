<?xml version="1.0" encoding="UTF-8"?>
<!-- Parts of HTML reports: badges and bars; steps with their findings and exchanges. -->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:r="urn:ews-conform:results:1"
    xmlns:f="urn:ews-conform:report:1" xmlns:func="http://exslt.org/functions"
    extension-element-prefixes="func" exclude-result-prefixes="r f">

  <!-- A sign beside colour and word, for those who do not see the colours apart. -->
  <func:function name="f:sign">
    <xsl:param name="state"/>
    <xsl:choose>
      <xsl:when test="$state = 'pass'"><func:result select="'✓'"/></xsl:when>
      <xsl:when test="$state = 'fail'"><func:result select="'✕'"/></xsl:when>
      <xsl:when test="$state = 'warn'"><func:result select="'!'"/></xsl:when>
      <xsl:when test="$state = 'error' or $state = 'broken'"><func:result select="'?'"/></xsl:when>
      <xsl:when test="$state = 'known'"><func:result select="'≠'"/></xsl:when>
      <xsl:when test="$state = 'observed' or $state = 'note'"><func:result select="'○'"/></xsl:when>
      <xsl:otherwise><func:result select="'–'"/></xsl:otherwise>
    </xsl:choose>
  </func:function>

  <!-- An id for a link within the page: no white space. -->
  <func:function name="f:anchor">
    <xsl:param name="kind"/>
    <xsl:param name="id"/>
    <func:result select="concat($kind, '-', translate($id, ' &#9;&#10;&#13;', '____'))"/>
  </func:function>

  <xsl:template name="badge">
    <xsl:param name="state"/>
    <span class="v v-{$state}"><span aria-hidden="true"><xsl:value-of select="f:sign($state)"/></span><xsl:value-of select="f:state-word($state)"/></span>
  </xsl:template>

  <!-- All cases in one bar, the worst first. -->
  <xsl:template name="stacked-bar">
    <xsl:param name="counts"/>
    <xsl:variable name="unit" select="1000 div $counts/@cases"/>
    <svg class="bar" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">
      <xsl:variable name="f" select="$counts/@fail * $unit"/>
      <xsl:variable name="e" select="$counts/@error * $unit"/>
      <xsl:variable name="k" select="sum($counts/@known) * $unit"/>
      <xsl:variable name="w" select="$counts/@warn * $unit"/>
      <xsl:variable name="s" select="$counts/@skip * $unit"/>
      <rect class="f-fail" x="0" y="0" height="10" width="{$f}"/>
      <rect class="f-error" x="{$f}" y="0" height="10" width="{$e}"/>
      <rect class="f-known" x="{$f + $e}" y="0" height="10" width="{$k}"/>
      <rect class="f-warn" x="{$f + $e + $k}" y="0" height="10" width="{$w}"/>
      <rect class="f-skip" x="{$f + $e + $k + $w}" y="0" height="10" width="{$s}"/>
      <rect class="f-pass" x="{$f + $e + $k + $w + $s}" y="0" height="10" width="{$counts/@pass * $unit}"/>
    </svg>
  </xsl:template>

  <!-- ============================================================ steps: their list is the waterfall -->

  <!-- Called for a case or an attempt. -->
  <xsl:template name="steps">
    <xsl:param name="show" select="true()"/>
    <xsl:if test="r:step">
      <xsl:variable name="end">
        <xsl:for-each select="r:step[r:request and r:response]">
          <xsl:sort select="r:request/@offset-ms + r:response/@elapsed-ms" data-type="number" order="descending"/>
          <xsl:if test="position() = 1"><xsl:value-of select="r:request/@offset-ms + r:response/@elapsed-ms"/></xsl:if>
        </xsl:for-each>
      </xsl:variable>
      <div class="steps">
        <xsl:apply-templates select="r:step">
          <xsl:with-param name="show" select="$show"/>
          <xsl:with-param name="end" select="number(concat('0', $end)) + not(number(concat('0', $end)) &gt; 0)"/>
        </xsl:apply-templates>
      </div>
      <xsl:if test="number($end) &gt; 0">
        <p class="legend">From left to right: 0 to <xsl:value-of select="f:duration($end)"/>
          <xsl:if test="r:step/r:response[@connect-ms &gt; 0]"><span class="l-conn">connecting</span></xsl:if>
          <xsl:if test="r:step/r:response[@tls-ms &gt; 0]"><span class="l-tls">TLS</span></xsl:if>
          <span class="l-wait">waiting</span><span class="l-recv">receiving</span>
          <xsl:if test="r:step/r:response[@outcome != 'ok']"><span class="l-bad">broken off</span></xsl:if>
        </p>
      </xsl:if>
    </xsl:if>
  </xsl:template>

  <xsl:template match="r:step">
    <xsl:param name="show"/>
    <xsl:param name="end"/>
    <details class="step k-{@kind}">
      <xsl:if test="$show and (@verdict = 'fail' or @verdict = 'error' or @verdict = 'warn')"><xsl:attribute name="open">open</xsl:attribute></xsl:if>
      <summary>
        <span><xsl:call-template name="badge"><xsl:with-param name="state" select="@verdict"/></xsl:call-template></span>
        <span class="name t"><b><xsl:value-of select="@id"/></b>
          <xsl:choose>
            <xsl:when test="@kind = 'given'"><xsl:text> </xsl:text><span class="kind">set-up</span></xsl:when>
            <xsl:when test="@kind = 'cleanup'"><xsl:text> </xsl:text><span class="kind">clean-up</span></xsl:when>
          </xsl:choose>
        </span>
        <span class="http t">
          <xsl:value-of select="r:request/@operation"/>
          <xsl:choose>
            <xsl:when test="string(r:response/@status) and r:response/@outcome = 'ok'"><xsl:value-of select="concat(' · ', r:response/@status)"/></xsl:when>
            <xsl:when test="r:response"><xsl:value-of select="concat(' · ', r:response/@outcome)"/></xsl:when>
          </xsl:choose>
        </span>
        <span class="wfbox"><xsl:if test="r:request and r:response"><xsl:call-template name="waterfall"><xsl:with-param name="end" select="$end"/></xsl:call-template></xsl:if></span>
        <span class="ms"><xsl:if test="r:response"><xsl:value-of select="f:duration(r:response/@elapsed-ms)"/></xsl:if></span>
      </summary>
      <div class="stepin">
        <xsl:if test="r:reason"><p class="call call-{@verdict}"><span class="t"><xsl:value-of select="r:reason"/></span></p></xsl:if>
        <xsl:apply-templates select="r:finding"/>
        <xsl:if test="r:response">
          <p class="facts-line">
            <span><xsl:value-of select="concat('sent at ', f:duration(r:request/@offset-ms))"/></span>
            <xsl:if test="r:response/@connect-ms &gt; 0"><span><xsl:value-of select="concat('connected after ', f:duration(r:response/@connect-ms))"/></span></xsl:if>
            <xsl:if test="r:response/@tls-ms &gt; 0"><span><xsl:value-of select="concat('TLS after ', f:duration(r:response/@tls-ms))"/></span></xsl:if>
            <xsl:if test="r:response/@first-byte-ms &gt; 0"><span><xsl:value-of select="concat('first byte after ', f:duration(r:response/@first-byte-ms))"/></span></xsl:if>
            <span><xsl:value-of select="concat('ended after ', f:duration(r:response/@elapsed-ms))"/></span>
            <xsl:if test="string(@mailbox)"><span>acting for <span class="t"><xsl:value-of select="@mailbox"/></span></span></xsl:if>
            <span><xsl:value-of select="concat(f:count(sum(@rules), 'rule'), ' looked at it; line ', @line)"/></span>
          </p>
          <xsl:call-template name="log-ids"/>
        </xsl:if>
        <xsl:if test="r:request or r:response">
          <div class="pair">
            <xsl:apply-templates select="r:request"/>
            <xsl:apply-templates select="r:response"/>
          </div>
        </xsl:if>
      </div>
    </details>
  </xsl:template>

  <!-- What the logs of the server and of the machines before it are searched for. -->
  <xsl:template name="log-ids">
    <xsl:variable name="upper" select="'ABCDEFGHIJKLMNOPQRSTUVWXYZ'"/>
    <xsl:variable name="lower" select="'abcdefghijklmnopqrstuvwxyz'"/>
    <xsl:variable name="ids" select="r:request/r:header[translate(@name, $upper, $lower) = 'client-request-id']
      | r:response/r:header[contains(' request-id x-feserver x-beserver x-calculatedbetarget ', concat(' ', translate(@name, $upper, $lower), ' '))]"/>
    <xsl:if test="$ids">
      <p class="facts-line">
        <span>In the server's logs:</span>
        <xsl:for-each select="$ids"><span class="t"><xsl:value-of select="concat(@name, ' ')"/><code><xsl:value-of select="."/></code></span></xsl:for-each>
      </p>
    </xsl:if>
  </xsl:template>

  <xsl:template name="waterfall">
    <xsl:param name="end"/>
    <xsl:variable name="unit" select="1000 div $end"/>
    <!-- the last of a long case would else begin where the picture ends -->
    <xsl:variable name="at" select="r:request/@offset-ms * $unit"/>
    <xsl:variable name="x" select="$at - ($at - 994) * ($at &gt; 994)"/>
    <xsl:variable name="p" select="r:response"/>
    <xsl:variable name="conn" select="sum($p/@connect-ms) * $unit"/>
    <!-- each of these ends no earlier than the one before, whatever the record says -->
    <xsl:variable name="tls" select="$conn + (sum($p/@tls-ms) * $unit - $conn) * (sum($p/@tls-ms) * $unit &gt; $conn)"/>
    <xsl:variable name="first" select="$tls + (sum($p/@first-byte-ms) * $unit - $tls) * (sum($p/@first-byte-ms) * $unit &gt; $tls)"/>
    <xsl:variable name="whole" select="$p/@elapsed-ms * $unit"/>
    <xsl:variable name="last" select="$first + ($whole - $first) * ($whole &gt; $first)"/>
    <svg class="wf" viewBox="0 0 1000 12" preserveAspectRatio="none" aria-hidden="true">
      <xsl:choose>
        <xsl:when test="$p/@outcome != 'ok'"><rect class="w-bad" x="{$x}" y="2" height="8" width="{$whole + 4}"/></xsl:when>
        <xsl:otherwise>
          <xsl:if test="$conn &gt; 0"><rect class="w-conn" x="{$x}" y="2" height="8" width="{$conn}"/></xsl:if>
          <xsl:if test="$tls &gt; $conn"><rect class="w-tls" x="{$x + $conn}" y="2" height="8" width="{$tls - $conn}"/></xsl:if>
          <xsl:if test="$first &gt; $tls"><rect class="w-wait" x="{$x + $tls}" y="2" height="8" width="{$first - $tls}"/></xsl:if>
          <rect class="w-recv" x="{$x + $first}" y="2" height="8" width="{$last - $first + 4}"/>
        </xsl:otherwise>
      </xsl:choose>
    </svg>
  </xsl:template>

  <!-- ============================================================ findings -->

  <xsl:template match="r:finding">
    <div class="finding finding-{@severity}" data-location="{@location}">
      <div class="head">
        <xsl:choose>
          <xsl:when test="@severity = 'note'"><xsl:call-template name="badge"><xsl:with-param name="state" select="'observed'"/></xsl:call-template></xsl:when>
          <xsl:otherwise><xsl:call-template name="badge"><xsl:with-param name="state" select="@severity"/></xsl:call-template></xsl:otherwise>
        </xsl:choose>
        <xsl:if test="string(@requirement)">
          <span><a class="t" href="#{f:anchor('req', @requirement)}"><xsl:value-of select="@requirement"/></a><xsl:text> </xsl:text><xsl:if test="@level"><span class="level"><xsl:value-of select="@level"/></span></xsl:if></span>
        </xsl:if>
        <xsl:variable name="requirement" select="key('requirement', @requirement)"/>
        <xsl:if test="$requirement"><span class="muted t"><xsl:value-of select="$requirement/r:statement"/></span></xsl:if>
      </div>
      <p class="say t"><xsl:value-of select="r:text"/></p>
      <xsl:if test="@known"><p class="call call-known">Known deviation: <span class="t"><xsl:value-of select="@known"/></span></p></xsl:if>
      <xsl:if test="r:expected or r:found">
        <div class="ef">
          <xsl:if test="r:expected">
            <div class="exp"><xsl:if test="not(r:found)"><xsl:attribute name="class">exp only</xsl:attribute></xsl:if>
              <h4>Expected</h4><pre tabindex="0"><xsl:call-template name="text"><xsl:with-param name="of" select="r:expected"/></xsl:call-template></pre></div>
          </xsl:if>
          <xsl:if test="r:found">
            <div class="fou"><xsl:if test="not(r:expected)"><xsl:attribute name="class">fou only</xsl:attribute></xsl:if>
              <h4>Found</h4><pre tabindex="0"><xsl:call-template name="text"><xsl:with-param name="of" select="r:found"/></xsl:call-template></pre></div>
          </xsl:if>
        </div>
      </xsl:if>
      <xsl:if test="@stylesheet or @test or @location">
        <p class="where mono t">
          <xsl:value-of select="@stylesheet"/>
          <xsl:if test="@test"><xsl:value-of select="concat(' · ', @test)"/></xsl:if>
          <xsl:if test="@line &gt; 0"><xsl:value-of select="concat(' · line ', @line, ' of the case')"/></xsl:if>
          <xsl:if test="@location"><xsl:value-of select="concat(' · at ', @location)"/></xsl:if>
        </p>
      </xsl:if>
    </div>
  </xsl:template>

  <!-- ============================================================ exchanges -->

  <xsl:template match="r:request">
    <div class="msg req" data-method="{@method}" data-url="{@url}">
      <div class="bar-top"><h4>Request</h4></div>
      <p class="start t"><b><xsl:value-of select="@method"/></b><xsl:text> </xsl:text><xsl:value-of select="@url"/></p>
      <xsl:call-template name="headers-and-body"><xsl:with-param name="what" select="'Body of the request'"/></xsl:call-template>
    </div>
  </xsl:template>

  <xsl:template match="r:response">
    <div class="msg res">
      <div class="bar-top"><h4>Response</h4></div>
      <xsl:if test="@outcome != 'ok'">
        <p class="call call-fail"><b><xsl:value-of select="concat('No whole answer: ', @outcome, '. ')"/></b><span class="t"><xsl:value-of select="@detail"/></span></p>
      </xsl:if>
      <xsl:if test="string(@status)"><p class="start t">HTTP/<xsl:value-of select="@http-version"/><xsl:text> </xsl:text><b><xsl:value-of select="@status"/></b></p></xsl:if>
      <xsl:call-template name="headers-and-body"><xsl:with-param name="what" select="'Body of the response'"/></xsl:call-template>
    </div>
  </xsl:template>

  <!-- The text of a <pre>, to the character. A browser drops a line end right after the tag: ours, not the
       text's. It turns CR into LF unless it is a character reference, which the HTML serialiser does not
       write: escaped by hand then. -->
  <xsl:template name="text">
    <xsl:param name="of"/>
    <xsl:text>&#10;</xsl:text>
    <xsl:choose>
      <xsl:when test="contains($of, '&#13;')"><xsl:value-of select="f:xml($of)" disable-output-escaping="yes"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="$of"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="headers-and-body">
    <xsl:param name="what"/>
    <xsl:if test="r:header">
      <ul class="heads"><xsl:for-each select="r:header"><li class="t"><b><xsl:value-of select="@name"/></b>: <span><xsl:value-of select="."/></span></li></xsl:for-each></ul>
    </xsl:if>
    <xsl:choose>
      <xsl:when test="string(r:body)">
        <pre tabindex="0" role="group" aria-label="{$what}" data-form="{r:body/@form}"><xsl:call-template name="text"><xsl:with-param name="of" select="r:body"/></xsl:call-template></pre>
        <xsl:if test="r:body/@form = 'base64' or r:body/@cut = 'yes'">
          <p class="none">
            <xsl:if test="r:body/@form = 'base64'">These bytes are not text. </xsl:if>
            <xsl:if test="r:body/@cut = 'yes'"><xsl:value-of select="concat('The recording was cut; ', r:body/@bytes, ' bytes in all.')"/></xsl:if>
          </p>
        </xsl:if>
      </xsl:when>
      <xsl:otherwise><p class="none">No body.</p></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

</xsl:stylesheet>
