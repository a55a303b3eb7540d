<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:str="http://exslt.org/strings">
<xsl:variable name="a" select="str:padding(100000, 'ab')"/>
<xsl:variable name="b" select="concat($a, $a, $a, $a, $a, $a, $a, $a, $a, $a)"/>
<xsl:template match="/"><r><xsl:for-each select="//b"><xsl:for-each select="//b"><xsl:if test="contains($b, 'c')">c</xsl:if></xsl:for-each></xsl:for-each></r></xsl:template>
</xsl:stylesheet>
