<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:param name="path"/>
<xsl:template match="/"><r><xsl:copy-of select="document($path)"/></r></xsl:template>
</xsl:stylesheet>
