<?xml version="1.0" encoding="UTF-8"?>
<!-- The Ids and ChangeKeys of a response in their order, each on a line, in XML's spelling. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:output method="xml" omit-xml-declaration="yes" encoding="UTF-8"/>
  <xsl:template match="/">
    <xsl:for-each select="//@Id | //@ChangeKey"><xsl:value-of select="."/><xsl:text>&#10;</xsl:text></xsl:for-each>
  </xsl:template>
</xsl:stylesheet>
