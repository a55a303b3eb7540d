<?xml version="1.0" encoding="UTF-8"?>
<!-- names: what became of a display name. Names are compared as exact strings, character by character;
     this says how two of them differ, for people. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:str="http://exslt.org/strings" exclude-result-prefixes="str">

  <!-- How `got` differs from `sent`, as a clause: "it is cut off after 10 of 12 characters". -->
  <xsl:template name="difference">
    <xsl:param name="sent"/>
    <xsl:param name="got"/>
    <xsl:variable name="escaped"><xsl:call-template name="escape"><xsl:with-param name="text" select="$sent"/></xsl:call-template></xsl:variable>
    <xsl:variable name="escaped-got"><xsl:call-template name="escape"><xsl:with-param name="text" select="$got"/></xsl:call-template></xsl:variable>
    <xsl:variable name="upper" select="'ABCDEFGHIJKLMNOPQRSTUVWXYZ'"/>
    <xsl:variable name="lower" select="'abcdefghijklmnopqrstuvwxyz'"/>
    <xsl:variable name="inner" select="$got != '' and contains($sent, $got)"/>
    <xsl:choose>
      <xsl:when test="$got = $sent">it is the same</xsl:when>
      <xsl:when test="$got = ''">it is empty</xsl:when>
      <xsl:when test="$got = $escaped">its markup characters are escaped twice</xsl:when>
      <xsl:when test="$sent = $escaped-got">what looked like a character reference in it was resolved</xsl:when>
      <xsl:when test="$inner and normalize-space(substring-before($sent, $got)) = '' and normalize-space(substring-after($sent, $got)) = ''">white space at its ends was taken away</xsl:when>
      <xsl:when test="normalize-space($got) = normalize-space($sent)">its white space was changed</xsl:when>
      <xsl:when test="starts-with($sent, $got)">
        <xsl:value-of select="concat('it is cut off after ', string-length($got), ' of ', string-length($sent), ' characters')"/>
      </xsl:when>
      <xsl:when test="starts-with($got, $sent)">
        <xsl:value-of select="concat(string-length($got) - string-length($sent), ' characters were added at its end')"/>
      </xsl:when>
      <xsl:when test="translate($got, $upper, $lower) = translate($sent, $upper, $lower)">its letters are in another case</xsl:when>
      <xsl:when test="contains($got, '?') and not(contains($sent, '?')) and starts-with($sent, substring-before($got, '?'))">characters were replaced by "?"</xsl:when>
      <xsl:when test="contains($got, '&#xFFFD;') and not(contains($sent, '&#xFFFD;'))">characters were replaced by U+FFFD</xsl:when>
      <xsl:when test="translate($got, 'ÂÃâðÐÑÎÏ', '') != $got and translate($sent, 'ÂÃâðÐÑÎÏ', '') = $sent and string-length($got) &gt; string-length($sent)">its UTF-8 bytes seem to have been read in another encoding</xsl:when>
      <xsl:otherwise>
        <xsl:variable name="same">
          <xsl:call-template name="common-prefix"><xsl:with-param name="a" select="$sent"/><xsl:with-param name="b" select="$got"/></xsl:call-template>
        </xsl:variable>
        <xsl:value-of select="concat('it differs from character ', $same + 1, ' on: ')"/>
        <xsl:call-template name="character"><xsl:with-param name="of" select="substring($sent, $same + 1, 1)"/></xsl:call-template>
        <xsl:text> became </xsl:text>
        <xsl:call-template name="character"><xsl:with-param name="of" select="substring($got, $same + 1, 1)"/></xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="escape">
    <xsl:param name="text"/>
    <xsl:value-of select="str:replace(str:replace(str:replace($text, '&amp;', '&amp;amp;'), '&lt;', '&amp;lt;'), '&gt;', '&amp;gt;')"/>
  </xsl:template>

  <!-- How many characters two strings have in common at their start; halves the rest each time. -->
  <xsl:template name="common-prefix">
    <xsl:param name="a"/>
    <xsl:param name="b"/>
    <xsl:param name="low" select="0"/>
    <xsl:param name="high" select="string-length($a)"/>
    <xsl:variable name="middle" select="ceiling(($low + $high) div 2)"/>
    <xsl:choose>
      <xsl:when test="$low &gt;= $high"><xsl:value-of select="$low"/></xsl:when>
      <xsl:when test="starts-with($b, substring($a, 1, $middle))">
        <xsl:call-template name="common-prefix">
          <xsl:with-param name="a" select="$a"/>
          <xsl:with-param name="b" select="$b"/>
          <xsl:with-param name="low" select="$middle"/>
          <xsl:with-param name="high" select="$high"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="common-prefix">
          <xsl:with-param name="a" select="$a"/>
          <xsl:with-param name="b" select="$b"/>
          <xsl:with-param name="low" select="$low"/>
          <xsl:with-param name="high" select="$middle - 1"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- One character for people: itself and its code point, "é" (U+00E9). -->
  <xsl:template name="character">
    <xsl:param name="of"/>
    <xsl:choose>
      <xsl:when test="$of = ''">the end</xsl:when>
      <xsl:otherwise>
        <xsl:value-of select="concat('&quot;', $of, '&quot; (U+')"/>
        <xsl:call-template name="code-point"><xsl:with-param name="utf8" select="str:encode-uri($of, true())"/></xsl:call-template>
        <xsl:text>)</xsl:text>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- The code point of one character, from its bytes as %XX (or itself, for letters and digits). -->
  <xsl:template name="code-point">
    <xsl:param name="utf8"/>
    <xsl:variable name="plain" select="'ABCDEFGHIJKLMNOPQRSTUVWXYZ    _ abcdefghijklmnopqrstuvwxyz'"/>
    <xsl:variable name="other" select="&quot;!     '()*  -. 0123456789&quot;"/>
    <xsl:variable name="b1"><xsl:call-template name="byte"><xsl:with-param name="hex" select="substring($utf8, 2, 2)"/></xsl:call-template></xsl:variable>
    <xsl:variable name="b2"><xsl:call-template name="byte"><xsl:with-param name="hex" select="substring($utf8, 5, 2)"/></xsl:call-template></xsl:variable>
    <xsl:variable name="b3"><xsl:call-template name="byte"><xsl:with-param name="hex" select="substring($utf8, 8, 2)"/></xsl:call-template></xsl:variable>
    <xsl:variable name="b4"><xsl:call-template name="byte"><xsl:with-param name="hex" select="substring($utf8, 11, 2)"/></xsl:call-template></xsl:variable>
    <xsl:variable name="number">
      <xsl:choose>
        <xsl:when test="$utf8 = '~'">126</xsl:when>
        <xsl:when test="string-length($utf8) = 1 and contains($plain, $utf8)"><xsl:value-of select="65 + string-length(substring-before($plain, $utf8))"/></xsl:when>
        <xsl:when test="string-length($utf8) = 1"><xsl:value-of select="33 + string-length(substring-before($other, $utf8))"/></xsl:when>
        <xsl:when test="$b1 &lt; 128"><xsl:value-of select="$b1"/></xsl:when>
        <xsl:when test="$b1 &lt; 224"><xsl:value-of select="($b1 - 192) * 64 + $b2 - 128"/></xsl:when>
        <xsl:when test="$b1 &lt; 240"><xsl:value-of select="($b1 - 224) * 4096 + ($b2 - 128) * 64 + $b3 - 128"/></xsl:when>
        <xsl:otherwise><xsl:value-of select="($b1 - 240) * 262144 + ($b2 - 128) * 4096 + ($b3 - 128) * 64 + $b4 - 128"/></xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:variable name="hex"><xsl:call-template name="hex"><xsl:with-param name="number" select="number($number)"/></xsl:call-template></xsl:variable>
    <xsl:value-of select="concat(substring('0000', string-length($hex) + 1), $hex)"/>
  </xsl:template>

  <xsl:template name="byte">
    <xsl:param name="hex"/>
    <xsl:value-of select="16 * string-length(substring-before('0123456789ABCDEF', substring($hex, 1, 1))) + string-length(substring-before('0123456789ABCDEF', substring($hex, 2, 1)))"/>
  </xsl:template>

  <xsl:template name="hex">
    <xsl:param name="number"/>
    <xsl:if test="$number &gt;= 16">
      <xsl:call-template name="hex"><xsl:with-param name="number" select="floor($number div 16)"/></xsl:call-template>
    </xsl:if>
    <xsl:value-of select="substring('0123456789ABCDEF', $number mod 16 + 1, 1)"/>
  </xsl:template>
</xsl:stylesheet>
