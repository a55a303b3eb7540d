<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:f="urn:f"
                xmlns:func="http://exslt.org/functions" extension-element-prefixes="func">
  <func:function name="f:f1"><func:result select="1"/></func:function>
  <func:function name="f:f2"><func:result select="2"/></func:function>
  <func:function name="f:f3"><func:result select="3"/></func:function>
  <func:function name="f:f4"><func:result select="4"/></func:function>
  <func:function name="f:f5"><func:result select="5"/></func:function>
  <func:function name="f:f6"><func:result select="6"/></func:function>
  <func:function name="f:f7"><func:result select="7"/></func:function>
  <func:function name="f:f8"><func:result select="8"/></func:function>
</xsl:stylesheet>
