<?xml version="1.0" encoding="UTF-8"?>
<!-- The timings of a run: how the response times are distributed (SVG), by operation, and the slowest. -->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:r="urn:ews-conform:results:1"
    xmlns:f="urn:ews-conform:report:1" xmlns:str="http://exslt.org/strings" xmlns:set="http://exslt.org/sets"
    xmlns:exsl="http://exslt.org/common" exclude-result-prefixes="r f str set exsl">

  <xsl:key name="by-operation" match="r:response[@outcome = 'ok']" use="../r:request/@operation"/>

  <xsl:template name="timings">
    <xsl:variable name="answers" select="r:suite/r:case/r:step/r:response[@outcome = 'ok'] | r:suite/r:case/r:attempt/r:step/r:response[@outcome = 'ok']"/>
    <section class="part" id="timings">
      <h2>Timings <small><xsl:value-of select="concat(f:count(count($answers), 'whole response'), ', earlier attempts included; the waterfall of each case is in its list of steps')"/></small></h2>
      <div class="times">
        <div class="card">
          <h3>Distribution of response times</h3>
          <xsl:if test="$answers"><xsl:call-template name="histogram"><xsl:with-param name="answers" select="$answers"/></xsl:call-template></xsl:if>
        </div>
        <div class="card">
          <h3>By operation</h3>
          <table class="plain">
            <thead><tr><th scope="col">Operation</th><th scope="col">Requests</th><th scope="col">Median</th><th scope="col">95 %</th><th scope="col">Slowest</th></tr></thead>
            <tbody>
              <!-- not Muenchian: its key() for each of many responses would copy all of them -->
              <xsl:for-each select="set:distinct($answers/../r:request/@operation)">
                <xsl:sort/>
                <xsl:variable name="of" select="key('by-operation', .)"/>
                <tr><th scope="row"><xsl:choose><xsl:when test="string(.)"><span class="t"><xsl:value-of select="."/></span></xsl:when><xsl:otherwise>(none)</xsl:otherwise></xsl:choose></th><td><xsl:value-of select="count($of)"/></td><xsl:call-template name="quantiles"><xsl:with-param name="of" select="$of"/></xsl:call-template></tr>
              </xsl:for-each>
              <tr><th scope="row"><b>all</b></th><td><xsl:value-of select="count($answers)"/></td><xsl:call-template name="quantiles"><xsl:with-param name="of" select="$answers"/></xsl:call-template></tr>
            </tbody>
          </table>
        </div>
      </div>
    </section>
  </xsl:template>

  <!-- Three cells: median, 95th percentile, maximum. -->
  <xsl:template name="quantiles">
    <xsl:param name="of"/>
    <xsl:variable name="n" select="count($of)"/>
    <xsl:for-each select="$of">
      <xsl:sort select="@elapsed-ms" data-type="number"/>
      <xsl:if test="position() = ceiling($n * 0.5)"><td><xsl:value-of select="f:duration(@elapsed-ms)"/></td></xsl:if>
      <xsl:if test="position() = ceiling($n * 0.95)"><td><xsl:value-of select="f:duration(@elapsed-ms)"/></td></xsl:if>
      <xsl:if test="position() = $n"><td><xsl:value-of select="f:duration(@elapsed-ms)"/></td></xsl:if>
    </xsl:for-each>
  </xsl:template>

  <!-- Lying bars, one for each class of 0.1, 0.2, 0.5, 1, 2, 5 … milliseconds between the fastest and the slowest. -->
  <xsl:template name="histogram">
    <xsl:param name="answers"/>
    <xsl:variable name="least"><xsl:for-each select="$answers"><xsl:sort select="@elapsed-ms" data-type="number"/><xsl:if test="position() = 1"><xsl:value-of select="@elapsed-ms"/></xsl:if></xsl:for-each></xsl:variable>
    <xsl:variable name="most"><xsl:for-each select="$answers"><xsl:sort select="@elapsed-ms" data-type="number" order="descending"/><xsl:if test="position() = 1"><xsl:value-of select="@elapsed-ms"/></xsl:if></xsl:for-each></xsl:variable>
    <xsl:variable name="bounds" select="str:tokenize('0 0.1 0.2 0.5 1 2 5 10 20 50 100 200 500 1000 2000 5000 10000 30000 60000 1000000000')"/>
    <xsl:variable name="counted">
      <xsl:for-each select="$bounds[position() &gt;= count($bounds[. &lt;= $least]) and position() &lt;= count($bounds[. &lt;= $most])]">
        <xsl:variable name="from" select="number(.)"/>
        <xsl:variable name="to" select="number(following-sibling::*[1])"/>
        <class from="{$from}" to="{$to}" n="{count($answers[@elapsed-ms &gt;= $from and @elapsed-ms &lt; $to])}"/>
      </xsl:for-each>
    </xsl:variable>
    <xsl:variable name="classes" select="exsl:node-set($counted)/class"/>
    <xsl:variable name="highest">
      <xsl:for-each select="$classes"><xsl:sort select="@n" data-type="number" order="descending"/><xsl:if test="position() = 1"><xsl:value-of select="@n"/></xsl:if></xsl:for-each>
    </xsl:variable>
    <svg class="hist" viewBox="0 0 480 {count($classes) * 28}" role="img" aria-label="{concat('Distribution of response times: from ', f:duration($least), ' to ', f:duration($most))}">
      <line x1="124" x2="124" y1="0" y2="{count($classes) * 28}"/>
      <xsl:for-each select="$classes">
        <xsl:variable name="from" select="number(@from)"/>
        <xsl:variable name="to" select="number(@to)"/>
        <xsl:variable name="n" select="number(@n)"/>
        <xsl:variable name="width" select="$n div $highest * 300"/>
        <xsl:variable name="y" select="(position() - 1) * 28"/>
        <text class="ax" x="116" y="{$y + 19}" text-anchor="end">
          <xsl:choose>
            <xsl:when test="$from = 0">under 0.1 ms</xsl:when>
            <xsl:when test="$from = 60000">over 1 min</xsl:when>
            <xsl:when test="$from &gt;= 1000"><xsl:value-of select="concat($from div 1000, ' to ', $to div 1000, ' s')"/></xsl:when>
            <xsl:when test="$to &gt;= 1000"><xsl:value-of select="concat($from, ' ms to ', $to div 1000, ' s')"/></xsl:when>
            <xsl:otherwise><xsl:value-of select="concat($from, ' to ', $to, ' ms')"/></xsl:otherwise>
          </xsl:choose>
        </text>
        <rect x="124" y="{$y + 4}" height="20" width="{$width + ($n &gt; 0) * 2}" rx="3"/>
        <text x="{124 + $width + 10}" y="{$y + 19}"><xsl:value-of select="$n"/></text>
      </xsl:for-each>
    </svg>
  </xsl:template>

</xsl:stylesheet>
