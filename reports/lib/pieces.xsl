<?xml version="1.0" encoding="UTF-8"?>
<!-- A report in pieces, for runs that are too long to hold in memory. The parameter "part" says which:

       all         the whole report, from whole results
       head        what comes first      } from results with run and the whole summary
       tail        what comes last       }
       suite-head  what begins a suite   } from results with run, the summary's counts with those of this
       suite-tail  what ends it          } suite, and this one suite
       case        cases                 } from results with run, the summary's counts (its attributes) and
                                         } one suite with one case, or several

     head, then for each suite its suite-head, its cases and its suite-tail, then tail: together they are
     "all", byte for byte. A stylesheet that imports this one fills in the five modes, with templates that
     look at nothing else than what their piece has. -->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:r="urn:ews-conform:results:1"
    exclude-result-prefixes="r">

  <xsl:param name="part" select="'all'"/>
  <xsl:variable name="all" select="$part = 'all'"/>

  <xsl:template match="/">
    <xsl:if test="$all or $part = 'head'"><xsl:apply-templates select="r:results" mode="head"/></xsl:if>
    <xsl:for-each select="r:results/r:suite">
      <xsl:if test="$all or $part = 'suite-head'"><xsl:apply-templates select="." mode="suite-head"/></xsl:if>
      <xsl:if test="$all or $part = 'case'"><xsl:apply-templates select="r:case" mode="case"/></xsl:if>
      <xsl:if test="$all or $part = 'suite-tail'"><xsl:apply-templates select="." mode="suite-tail"/></xsl:if>
    </xsl:for-each>
    <xsl:if test="$all or $part = 'tail'"><xsl:apply-templates select="r:results" mode="tail"/></xsl:if>
  </xsl:template>

  <xsl:template match="r:results" mode="head"/>
  <xsl:template match="r:suite" mode="suite-head"/>
  <xsl:template match="r:case" mode="case"/>
  <xsl:template match="r:suite" mode="suite-tail"/>
  <xsl:template match="r:results" mode="tail"/>

</xsl:stylesheet>
