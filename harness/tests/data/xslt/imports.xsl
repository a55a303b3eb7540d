<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:import href="with%20space.xsl"/>
<xsl:import href="ews-conform:part/a.xsl"/>
<xsl:template match="/"><r><xsl:call-template name="a"/> <xsl:call-template name="space"/></r></xsl:template>
</xsl:stylesheet>
