<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:strip-space elements="*"/>
<xsl:template match="/"><r><xsl:value-of select="count(//text())"/></r></xsl:template>
</xsl:stylesheet>
