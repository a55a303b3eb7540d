<?xml version="1.0" encoding="UTF-8"?>
<!-- The ChangeKey of the group with an Id. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:output method="text" encoding="UTF-8"/>
  <xsl:param name="id"/>
  <xsl:template match="/"><xsl:value-of select="(//*[local-name() = 'ExchangeStoreId'][@Id = $id])[1]/@ChangeKey"/></xsl:template>
</xsl:stylesheet>
