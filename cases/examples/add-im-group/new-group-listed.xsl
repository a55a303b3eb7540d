<?xml version="1.0" encoding="UTF-8"?>
<!-- The group is listed once under its name: all that is asked is imported. Parameters: id, name. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:import href="ews-conform:group-listed.xsl"/>
  <xsl:param name="id"/>
  <xsl:param name="name"/>
</xsl:stylesheet>
