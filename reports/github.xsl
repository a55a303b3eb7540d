<?xml version="1.0" encoding="UTF-8"?>
<!-- GitHub workflow commands: print this in a job, and failures become annotations of the case files.
     One for each case, since GitHub shows ten of each kind and step. -->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:r="urn:ews-conform:results:1"
    xmlns:f="urn:ews-conform:report:1" xmlns:func="http://exslt.org/functions" xmlns:str="http://exslt.org/strings"
    extension-element-prefixes="func" exclude-result-prefixes="r f str">
  <xsl:import href="lib/text.xsl"/>
  <xsl:import href="lib/pieces.xsl"/>
  <xsl:output method="text" encoding="UTF-8"/>

  <xsl:param name="part" select="'all'"/>

  <!-- After "::". A line end would end the command, and let a server's text begin one of its own; "##["
       is the old form of a command, which runners look for anywhere in a line. -->
  <func:function name="f:data">
    <xsl:param name="s"/>
    <xsl:variable name="t" select="str:replace(f:clean($s), '##[', '# #[')"/>
    <func:result select="str:replace(str:replace(str:replace($t, '%', '%25'), '&#13;', '%0D'), '&#10;', '%0A')"/>
  </func:function>
  <!-- A property: ":" and "," end it. -->
  <func:function name="f:property">
    <xsl:param name="s"/>
    <func:result select="str:replace(str:replace(f:data(f:line($s)), ':', '%3A'), ',', '%2C')"/>
  </func:function>
  <!-- In a line that is no command. -->
  <func:function name="f:plain">
    <xsl:param name="s"/>
    <func:result select="str:replace(f:line($s), '##[', '# #[')"/>
  </func:function>

  <xsl:template name="command">
    <xsl:param name="kind"/>
    <xsl:param name="file"/>
    <xsl:param name="line" select="0"/>
    <xsl:param name="title"/>
    <xsl:param name="text"/>
    <xsl:value-of select="concat('::', $kind, ' ')"/>
    <xsl:if test="string($file)"><xsl:value-of select="concat('file=', f:property($file), ',')"/></xsl:if>
    <xsl:if test="string($file) and $line &gt; 0"><xsl:value-of select="concat('line=', $line, ',')"/></xsl:if>
    <xsl:value-of select="concat('title=', f:property($title), '::', f:data($text), '&#10;')"/>
  </xsl:template>

  <xsl:template match="r:results" mode="head">
    <xsl:if test="@complete = 'no'">
      <xsl:call-template name="command">
        <xsl:with-param name="kind" select="'error'"/>
        <xsl:with-param name="title" select="'ews-conform'"/>
        <xsl:with-param name="text" select="'The run was broken off: not every case ended.'"/>
      </xsl:call-template>
    </xsl:if>
    <xsl:for-each select="r:run/r:note[contains(., '(--insecure)')]">
      <xsl:call-template name="command">
        <xsl:with-param name="kind" select="'warning'"/>
        <xsl:with-param name="title" select="'ews-conform: the run'"/>
        <xsl:with-param name="text" select="f:cut(string(.), 2000)"/>
      </xsl:call-template>
    </xsl:for-each>
    <xsl:for-each select="r:run/r:problem">
      <xsl:variable name="kind"><xsl:choose><xsl:when test="@kind = 'warn'">warning</xsl:when><xsl:otherwise>error</xsl:otherwise></xsl:choose></xsl:variable>
      <xsl:call-template name="command">
        <xsl:with-param name="kind" select="$kind"/>
        <xsl:with-param name="file" select="@file"/>
        <xsl:with-param name="line" select="@line"/>
        <xsl:with-param name="title" select="concat('ews-conform: the run ', @requirement)"/>
        <xsl:with-param name="text" select="f:cut(string(.), 2000)"/>
      </xsl:call-template>
    </xsl:for-each>
  </xsl:template>

  <xsl:template match="r:case" mode="case">
    <xsl:variable name="state" select="f:state(.)"/>
    <xsl:variable name="kind">
      <xsl:choose>
        <xsl:when test="$state = 'fail' or $state = 'error'">error</xsl:when>
        <xsl:when test="$state = 'warn'">warning</xsl:when>
        <xsl:when test="$state = 'known' or r:attempt">notice</xsl:when>
      </xsl:choose>
    </xsl:variable>
    <xsl:if test="string($kind)">
      <xsl:variable name="text">
        <xsl:value-of select="concat(f:line(r:title), '&#10;')"/>
        <xsl:if test="$state = 'known'"><xsl:value-of select="concat('Known deviation: ', @known, '&#10;')"/></xsl:if>
        <xsl:choose>
          <xsl:when test="f:decisive(.)"><xsl:apply-templates select="f:decisive(.)" mode="plain"/></xsl:when>
          <xsl:when test="f:message(.)"><xsl:value-of select="concat(f:message(.), '&#10;')"/></xsl:when>
        </xsl:choose>
        <xsl:for-each select="r:attempt"><xsl:value-of select="concat('Attempt ', @number, ' ', f:state-word(@verdict), ': ', f:message(.), '&#10;')"/></xsl:for-each>
      </xsl:variable>
      <xsl:call-template name="command">
        <xsl:with-param name="kind" select="$kind"/>
        <xsl:with-param name="file" select="@file"/>
        <xsl:with-param name="line" select="f:line-of(.)"/>
        <xsl:with-param name="title" select="normalize-space(concat(@id, ' ', f:state-word($state), ' ', f:id(f:decisive(.)[1])))"/>
        <xsl:with-param name="text" select="f:cut(substring($text, 1, string-length($text) - 1), 8000)"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template match="r:results" mode="tail">
    <xsl:text>::group::ews-conform: verdict of every requirement&#10;</xsl:text>
    <xsl:for-each select="r:summary/r:requirement">
      <xsl:value-of select="concat(f:state-word(f:state(.)), ': requirement ', f:plain(@id), ' (', @level, ') ', f:plain(r:statement), '&#10;')"/>
    </xsl:for-each>
    <xsl:text>::endgroup::&#10;</xsl:text>
    <xsl:value-of select="concat('ews-conform: ', f:plain(f:sentence(.)), '&#10;')"/>
  </xsl:template>

</xsl:stylesheet>
