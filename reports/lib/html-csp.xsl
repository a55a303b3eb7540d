<?xml version="1.0" encoding="UTF-8"?>
<!-- The Content-Security-Policy of HTML reports: nothing but the style sheet and the script of this very
     version, known by their hashes. harness/tests/reports/csp.sh checks and updates them. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:variable name="style-hash">sha256-dm2d52if7bbjTc41LZ00zr/SvZndYoHJXyeKs/c7+YQ=</xsl:variable>
  <xsl:variable name="script-hash">sha256-EdYweKz0ff8BHn2vrjv6G35zb5RlychA2RbfInw2BgA=</xsl:variable>
</xsl:stylesheet>
