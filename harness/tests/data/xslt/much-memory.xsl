<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:template match="/"><r><xsl:call-template name="x"/></r></xsl:template>
<xsl:template name="x"><xsl:param name="s" select="'0123456789'"/><xsl:param name="n" select="22"/><xsl:choose><xsl:when test="$n = 0"><xsl:call-template name="y"><xsl:with-param name="s" select="$s"/></xsl:call-template></xsl:when><xsl:otherwise><xsl:call-template name="x"><xsl:with-param name="s" select="concat($s, $s)"/><xsl:with-param name="n" select="$n - 1"/></xsl:call-template></xsl:otherwise></xsl:choose></xsl:template>
<xsl:template name="y"><xsl:param name="s"/><xsl:call-template name="y"><xsl:with-param name="s" select="concat($s, '')"/></xsl:call-template></xsl:template>
</xsl:stylesheet>
