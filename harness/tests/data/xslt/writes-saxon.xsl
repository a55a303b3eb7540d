<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:saxon="http://icl.com/saxon" extension-element-prefixes="saxon">
<xsl:param name="path"/>
<xsl:template match="/"><r><saxon:output href="{$path}"><a/></saxon:output></r></xsl:template>
</xsl:stylesheet>
