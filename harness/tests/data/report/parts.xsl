<?xml version="1.0" encoding="UTF-8"?>
<!-- Says which piece it was asked for, and what it was given. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:r="urn:ews-conform:results:1">
  <xsl:output method="text" encoding="UTF-8"/>
  <xsl:param name="part" select="'all'"/>
  <xsl:template match="/r:results">
    <xsl:value-of select="concat($part, ' ', r:run/@id, ' ', r:summary/@cases, ' ', count(r:summary/r:requirement), ' ',
      r:suite[1]/@name, ' ', count(r:summary/r:suite), ' ', count(r:suite/r:case), ';')"/>
  </xsl:template>
</xsl:stylesheet>
