<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:param name="name"/>
<xsl:param name="other" select="'default'"/>
<xsl:variable name="not-one" select="1"/>
<xsl:template match="/"><r name="{$name}" other="{$other}"/></xsl:template>
</xsl:stylesheet>
