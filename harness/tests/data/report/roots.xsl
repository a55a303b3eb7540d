<!-- Names what it was given: the root, and the id of each run. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:r="urn:ews-conform:results:1">
  <xsl:output method="text" encoding="UTF-8"/>
  <xsl:template match="/"><xsl:value-of select="name(*)"/><xsl:for-each select="//r:run"><xsl:value-of select="concat(' ', @id)"/></xsl:for-each><xsl:text>
</xsl:text></xsl:template>
</xsl:stylesheet>
