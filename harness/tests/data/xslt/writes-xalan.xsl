<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:redirect="org.apache.xalan.xslt.extensions.Redirect" extension-element-prefixes="redirect">
<xsl:param name="path"/>
<xsl:template match="/"><r><redirect:write select="$path"><a/></redirect:write></r></xsl:template>
</xsl:stylesheet>
