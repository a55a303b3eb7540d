<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:include href="b.xsl"/>
<xsl:template name="a">a<xsl:call-template name="b"/></xsl:template>
</xsl:stylesheet>
