<?xml version="1.0" encoding="UTF-8"?>
<!-- int: the lexical form of xs:int, for what the schemas type so. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <!-- Writes why `text` is no xs:int, or nothing. White space around it, a sign and leading zeros are
       allowed; the range is that of 32 bits. -->
  <xsl:template name="why-no-int">
    <xsl:param name="text"/>
    <xsl:variable name="collapsed" select="normalize-space($text)"/>
    <xsl:variable name="signed" select="starts-with($collapsed, '-') or starts-with($collapsed, '+')"/>
    <xsl:variable name="digits" select="substring($collapsed, 1 + $signed)"/>
    <xsl:choose>
      <xsl:when test="$collapsed = ''">it is empty</xsl:when>
      <xsl:when test="$digits = '' or translate($digits, '0123456789', '') != ''">it is not a whole number</xsl:when>
      <xsl:when test="$digits &gt; 2147483647 + starts-with($collapsed, '-')">it does not fit into 32 bits</xsl:when>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>
