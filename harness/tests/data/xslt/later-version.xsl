<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:template match="/"><r><xsl:if test="false()"><xsl:analyze-string select="."/></xsl:if></r></xsl:template>
</xsl:stylesheet>
