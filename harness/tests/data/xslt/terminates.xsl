<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:template match="/"><r><xsl:message>first</xsl:message>
<xsl:message terminate="yes">this is <b>not</b> for me</xsl:message></r></xsl:template>
</xsl:stylesheet>
