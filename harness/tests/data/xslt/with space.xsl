<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:param name="imported"/><xsl:template name="space">and space</xsl:template>
</xsl:stylesheet>
