<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:template match="/"><r><xsl:call-template name="x"/></r></xsl:template>
<xsl:template name="x"><xsl:param name="n" select="60"/><xsl:if test="$n &gt; 0"><xsl:call-template name="x"><xsl:with-param name="n" select="$n - 1"/></xsl:call-template><xsl:call-template name="x"><xsl:with-param name="n" select="$n - 1"/></xsl:call-template></xsl:if></xsl:template>
</xsl:stylesheet>
