<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:template match="/"><r><xsl:call-template name="x"/></r></xsl:template>
<xsl:template name="x"><xsl:for-each select="."><a><xsl:call-template name="x"/></a></xsl:for-each></xsl:template>
</xsl:stylesheet>
