<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<!-- 511 files are loaded until here is reached for the last time -->
</xsl:stylesheet>
