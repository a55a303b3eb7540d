<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:include href="ftp://127.0.0.1:9/a.xsl"/>
</xsl:stylesheet>
