<?xml version="1.0" encoding="UTF-8"?>
<!-- The Content-Security-Policy of HTML reports: nothing but the style sheet and the script of this very
     version, known by their hashes. harness/tests/reports/csp.sh checks and updates them. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:variable name="style-hash">sha256-xLKkrTvbcpkyOrShmdxsAWUGDH47g+mfb6UgI7oavhM=</xsl:variable>
  <xsl:variable name="script-hash">sha256-AqxYSPvDxwWezqfxY2UVo7yFyfjM8JVcSukr4IJrfjU=</xsl:variable>
</xsl:stylesheet>
