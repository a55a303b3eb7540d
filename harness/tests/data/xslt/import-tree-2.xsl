<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:import href="import-tree-3.xsl"/>
<xsl:import href="import-tree-3.xsl"/>

</xsl:stylesheet>
