<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:exsl="http://exslt.org/common" xmlns:func="http://exslt.org/functions" xmlns:dyn="http://exslt.org/dynamic"
    xmlns:my="urn:my" extension-element-prefixes="exsl func" exclude-result-prefixes="dyn my">
<xsl:template match="/"><xsl:variable name="t"><a/><a/></xsl:variable><r><xsl:value-of select="count(exsl:node-set($t)/a)"/></r></xsl:template>
</xsl:stylesheet>
