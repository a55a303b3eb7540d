<?xml version="1.0" encoding="UTF-8"?>
<!-- The rules of results.xml that results.xsd cannot say ("Rule:" there). Prints one line for each that is
     broken, and nothing for a sound file. -->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:r="urn:ews-conform:results:1">
  <xsl:output method="text" encoding="UTF-8"/>

  <xsl:template match="/"><xsl:apply-templates select="//r:results"/></xsl:template>

  <xsl:template name="say">
    <xsl:param name="text"/>
    <xsl:value-of select="concat($text, '&#10;')"/>
  </xsl:template>

  <xsl:template name="counts">
    <xsl:param name="of"/>
    <xsl:param name="cases"/>
    <xsl:param name="name"/>
    <xsl:if test="$of/@cases != $of/@pass + $of/@fail + $of/@warn + $of/@error + $of/@skip + sum($of/@known)"><xsl:call-template name="say"><xsl:with-param name="text" select="concat($name, ': cases is not the sum of the verdicts')"/></xsl:call-template></xsl:if>
    <xsl:if test="$of/@cases != count($cases)"><xsl:call-template name="say"><xsl:with-param name="text" select="concat($name, ': cases=', $of/@cases, ', but there are ', count($cases))"/></xsl:call-template></xsl:if>
    <xsl:if test="$of/@pass != count($cases[@verdict = 'pass'])"><xsl:call-template name="say"><xsl:with-param name="text" select="concat($name, ': pass')"/></xsl:call-template></xsl:if>
    <xsl:if test="$of/@fail != count($cases[@verdict = 'fail' and not(@known)])"><xsl:call-template name="say"><xsl:with-param name="text" select="concat($name, ': fail')"/></xsl:call-template></xsl:if>
    <xsl:if test="sum($of/@known) != count($cases[@known])"><xsl:call-template name="say"><xsl:with-param name="text" select="concat($name, ': known')"/></xsl:call-template></xsl:if>
    <xsl:if test="$of/@warn != count($cases[@verdict = 'warn'])"><xsl:call-template name="say"><xsl:with-param name="text" select="concat($name, ': warn')"/></xsl:call-template></xsl:if>
    <xsl:if test="$of/@error != count($cases[@verdict = 'error'])"><xsl:call-template name="say"><xsl:with-param name="text" select="concat($name, ': error')"/></xsl:call-template></xsl:if>
    <xsl:if test="$of/@skip != count($cases[@verdict = 'skip'])"><xsl:call-template name="say"><xsl:with-param name="text" select="concat($name, ': skip')"/></xsl:call-template></xsl:if>
    <xsl:if test="sum($of/@flaky) != count($cases[(@verdict = 'pass' or @verdict = 'warn') and r:attempt])"><xsl:call-template name="say"><xsl:with-param name="text" select="concat($name, ': flaky')"/></xsl:call-template></xsl:if>
  </xsl:template>

  <xsl:template match="r:results">
    <xsl:variable name="results" select="."/>
    <xsl:call-template name="counts"><xsl:with-param name="of" select="r:summary"/><xsl:with-param name="cases" select="r:suite/r:case"/><xsl:with-param name="name" select="'summary'"/></xsl:call-template>
    <xsl:if test="count(r:suite) != count(r:summary/r:suite)"><xsl:call-template name="say"><xsl:with-param name="text" select="'summary: not one suite for each suite'"/></xsl:call-template></xsl:if>
    <xsl:for-each select="r:summary/r:suite">
      <xsl:variable name="at" select="position()"/>
      <xsl:if test="string($results/r:suite[$at]/@name) != string(@name)"><xsl:call-template name="say"><xsl:with-param name="text" select="concat('suite ', @name, ': another order than that of the suites')"/></xsl:call-template></xsl:if>
      <xsl:call-template name="counts"><xsl:with-param name="of" select="."/><xsl:with-param name="cases" select="$results/r:suite[$at]/r:case"/><xsl:with-param name="name" select="concat('suite ', @name)"/></xsl:call-template>
    </xsl:for-each>
    <xsl:if test="@complete = 'no' and not(r:summary/@planned)"><xsl:call-template name="say"><xsl:with-param name="text" select="'summary: complete=no without planned'"/></xsl:call-template></xsl:if>
    <xsl:for-each select="r:suite/r:case">
      <xsl:if test="@number != position()"><xsl:call-template name="say"><xsl:with-param name="text" select="concat('case ', @id, ': number ', @number, ' at place ', position())"/></xsl:call-template></xsl:if>
      <xsl:if test="(@verdict = 'skip' or @verdict = 'error') and not(string(r:reason)) and not(r:step/r:finding[@severity = 'error'])"><xsl:call-template name="say"><xsl:with-param name="text" select="concat('case ', @id, ': ', @verdict, ' without a reason')"/></xsl:call-template></xsl:if>
      <xsl:if test="@known and @verdict != 'fail'"><xsl:call-template name="say"><xsl:with-param name="text" select="concat('case ', @id, ': known, but its verdict is ', @verdict)"/></xsl:call-template></xsl:if>
      <xsl:if test="@known and r:step/r:finding[@severity = 'fail' and not(@known)]"><xsl:call-template name="say"><xsl:with-param name="text" select="concat('case ', @id, ': known, but not every finding is')"/></xsl:call-template></xsl:if>
      <xsl:if test="@attempts and @attempts != count(r:attempt) + 1"><xsl:call-template name="say"><xsl:with-param name="text" select="concat('case ', @id, ': attempts=', @attempts, ' with ', count(r:attempt), ' earlier ones')"/></xsl:call-template></xsl:if>
      <xsl:for-each select=".//r:body[@cut = 'yes' and not(@bytes)]"><xsl:call-template name="say"><xsl:with-param name="text" select="'a body is cut, and nothing says how long it was'"/></xsl:call-template></xsl:for-each>
    </xsl:for-each>
  </xsl:template>

</xsl:stylesheet>
