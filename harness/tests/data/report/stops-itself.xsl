<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:r="urn:ews-conform:results:1">
  <xsl:output method="text" encoding="UTF-8"/>
  <xsl:template match="/">half a report<xsl:message terminate="yes">Enough.</xsl:message></xsl:template>
</xsl:stylesheet>
