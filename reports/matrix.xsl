<?xml version="1.0" encoding="UTF-8"?>
<!-- Several runs side by side, from <runs> with one <results> each: servers as columns, requirements and
     cases as rows, and what differs first. One self-contained HTML file without script. -->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:r="urn:ews-conform:results:1"
    xmlns:f="urn:ews-conform:report:1" exclude-result-prefixes="r f">
  <xsl:import href="lib/text.xsl"/>
  <xsl:import href="lib/html-parts.xsl"/>
  <xsl:import href="lib/html-style.xsl"/>
  <xsl:import href="lib/html-csp.xsl"/>
  <xsl:output method="html" encoding="UTF-8" indent="no" doctype-system="about:legacy-compat"/>

  <xsl:key name="requirement-rows" match="r:summary/r:requirement" use="@id"/>
  <xsl:key name="case-rows" match="r:suite/r:case" use="@id"/>

  <xsl:variable name="columns" select="//r:results"/>

  <xsl:template match="/">
    <!-- The first of each id stands for its row; a row differs when a run lacks it or says otherwise. -->
    <xsl:variable name="requirements" select="$columns/r:summary/r:requirement[generate-id() = generate-id(key('requirement-rows', @id)[1])]"/>
    <xsl:variable name="cases" select="$columns/r:suite/r:case[generate-id() = generate-id(key('case-rows', @id)[1])]"/>
    <xsl:variable name="other-requirements" select="$requirements[count(key('requirement-rows', @id)) != count($columns) or key('requirement-rows', @id)[f:state(.) != f:state(key('requirement-rows', @id)[1])]]"/>
    <xsl:variable name="other-cases" select="$cases[count(key('case-rows', @id)) != count($columns) or key('case-rows', @id)[f:state(.) != f:state(key('case-rows', @id)[1])]]"/>
    <html lang="en">
      <head>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '{$style-hash}'; base-uri 'none'; form-action 'none'"/>
        <meta name="referrer" content="no-referrer"/>
        <title><xsl:value-of select="concat(f:count(count($columns), 'run'), ' side by side – ews-conform')"/></title>
        <style><xsl:call-template name="style-text"/></style>
      </head>
      <body>
        <header class="top"><p class="brand">ews-conform</p></header>
        <main>
          <section class="hero" aria-label="Summary">
            <h1><xsl:choose>
              <xsl:when test="count($columns) = 1">One run: give several results to compare them.</xsl:when>
              <xsl:when test="$other-requirements or $other-cases"><xsl:value-of select="concat(f:count(count($columns), 'run'), ' differ in ', f:count(count($other-requirements), 'requirement'), ' and ', f:count(count($other-cases), 'case'), '.')"/></xsl:when>
              <xsl:otherwise><xsl:value-of select="concat(f:count(count($columns), 'run'), ' agree in every requirement and every case.')"/></xsl:otherwise>
            </xsl:choose></h1>
            <ul class="list">
              <xsl:for-each select="$columns">
                <li class="call call-{f:verdict(.)}"><b class="t"><xsl:call-template name="label"/></b>: <xsl:value-of select="f:sentence(.)"/></li>
              </xsl:for-each>
            </ul>
          </section>
          <xsl:if test="$other-requirements">
            <section class="part"><h2>Requirements that differ <small><xsl:value-of select="count($other-requirements)"/></small></h2>
              <xsl:call-template name="table"><xsl:with-param name="rows" select="$other-requirements"/><xsl:with-param name="key" select="'requirement-rows'"/></xsl:call-template>
            </section>
          </xsl:if>
          <xsl:if test="$other-cases">
            <section class="part"><h2>Cases that differ <small><xsl:value-of select="count($other-cases)"/></small></h2>
              <xsl:call-template name="table"><xsl:with-param name="rows" select="$other-cases"/><xsl:with-param name="key" select="'case-rows'"/></xsl:call-template>
            </section>
          </xsl:if>
          <xsl:if test="count($requirements) != count($other-requirements)">
            <section class="part"><h2>Requirements where all agree <small><xsl:value-of select="count($requirements) - count($other-requirements)"/></small></h2>
              <xsl:call-template name="table"><xsl:with-param name="rows" select="$requirements[count(key('requirement-rows', @id)) = count($columns) and not(key('requirement-rows', @id)[f:state(.) != f:state(key('requirement-rows', @id)[1])])]"/><xsl:with-param name="key" select="'requirement-rows'"/></xsl:call-template>
            </section>
          </xsl:if>
          <xsl:if test="count($cases) != count($other-cases)">
            <section class="part"><h2>Cases where all agree <small><xsl:value-of select="count($cases) - count($other-cases)"/></small></h2>
              <xsl:call-template name="table"><xsl:with-param name="rows" select="$cases[count(key('case-rows', @id)) = count($columns) and not(key('case-rows', @id)[f:state(.) != f:state(key('case-rows', @id)[1])])]"/><xsl:with-param name="key" select="'case-rows'"/></xsl:call-template>
            </section>
          </xsl:if>
        </main>
        <footer><p>Written by <span class="t"><xsl:value-of select="$columns[1]/r:run/@program"/></span>.</p></footer>
      </body>
    </html>
  </xsl:template>

  <xsl:template name="label">
    <xsl:choose>
      <xsl:when test="string(@label)"><xsl:value-of select="@label"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="r:run/@target"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="table">
    <xsl:param name="rows"/>
    <xsl:param name="key"/>
    <div class="card scroll" tabindex="0" role="group" aria-label="{concat(f:count(count($rows), 'row'), ' by ', f:count(count($columns), 'run'))}">
      <table class="matrix">
        <thead><tr>
          <th scope="col"><xsl:choose><xsl:when test="$key = 'case-rows'">Case</xsl:when><xsl:otherwise>Requirement</xsl:otherwise></xsl:choose></th>
          <xsl:for-each select="$columns">
            <th scope="col"><span class="t"><xsl:call-template name="label"/></span><small class="t"><xsl:value-of select="f:server(r:run)"/></small></th>
          </xsl:for-each>
        </tr></thead>
        <tbody>
          <xsl:for-each select="$rows">
            <!-- runs that disagree come before runs that lack it -->
            <xsl:sort select="boolean(key($key, @id)[f:state(.) != f:state(key($key, @id)[1])])" order="descending"/>
            <xsl:variable name="id" select="string(@id)"/>
            <tr>
              <th scope="row"><b class="t"><xsl:value-of select="@id"/></b>
                <xsl:if test="@level"><xsl:text> </xsl:text><span class="level"><xsl:value-of select="@level"/></span></xsl:if>
                <span class="t"><xsl:value-of select="r:title | r:statement"/></span></th>
              <xsl:for-each select="$columns">
                <xsl:variable name="column" select="generate-id()"/>
                <xsl:variable name="cell" select="key($key, $id)[generate-id(ancestor::r:results) = $column]"/>
                <td>
                  <xsl:choose>
                    <xsl:when test="$cell">
                      <xsl:call-template name="badge"><xsl:with-param name="state" select="f:state($cell)"/></xsl:call-template>
                      <xsl:if test="$key = 'case-rows' and f:message($cell)"><span class="where t"><xsl:text> </xsl:text><xsl:value-of select="f:cut(f:message($cell), 160)"/></span></xsl:if>
                    </xsl:when>
                    <xsl:otherwise><span class="muted">not in this run</span></xsl:otherwise>
                  </xsl:choose>
                </td>
              </xsl:for-each>
            </tr>
          </xsl:for-each>
        </tbody>
      </table>
    </div>
  </xsl:template>

</xsl:stylesheet>
