<!DOCTYPE xsl:stylesheet [<!ENTITY word "inside"><!ENTITY canary SYSTEM "../xml/good/canary.txt">]>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:template match="/"><r>&word;&canary;<![CDATA[ & section]]></r></xsl:template>
</xsl:stylesheet>
