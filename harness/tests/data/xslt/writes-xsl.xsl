<xsl:stylesheet version="1.1" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:param name="path"/>
<xsl:template match="/"><r><xsl:document href="{$path}"><a/></xsl:document></r></xsl:template>
</xsl:stylesheet>
