<?xml version="1.0" encoding="UTF-8"?>
<!-- An XML Schema of ours in the compact syntax of RELAX NG, for editors that read no other (nXML in Emacs). It knows what
     our schemas use, and stops at all else. RELAX NG has no form for xs:unique, default values and numbers of
     elements: those are left out, and the program asks them.
       xsltproc harness/docs/rnc/rnc.xsl cases/case.xsd >cases/case.rnc -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema"
                exclude-result-prefixes="xs">
  <xsl:output method="text" encoding="UTF-8"/>
  <xsl:strip-space elements="*"/>

  <xsl:variable name="TWO" select="'  '"/>

  <xsl:template match="/xs:schema">
    <xsl:text># Made from the XML Schema of the same name by harness/docs/rnc/rnc.xsl: change that, and not this.&#10;</xsl:text>
    <xsl:text>default namespace = "</xsl:text><xsl:value-of select="@targetNamespace"/><xsl:text>"&#10;</xsl:text>
    <xsl:text>namespace own = "</xsl:text><xsl:value-of select="@targetNamespace"/><xsl:text>"&#10;</xsl:text>
    <xsl:text>namespace a = "http://relaxng.org/ns/compatibility/annotations/1.0"&#10;</xsl:text>
    <xsl:text>namespace xsi = "http://www.w3.org/2001/XMLSchema-instance"&#10;</xsl:text>
    <xsl:text>datatypes xsd = "http://www.w3.org/2001/XMLSchema-datatypes"&#10;&#10;start = </xsl:text>
    <xsl:for-each select="xs:element">
      <xsl:if test="position() &gt; 1"> | </xsl:if>
      <xsl:value-of select="concat('element-', @name)"/>
    </xsl:for-each>
    <xsl:text>&#10;</xsl:text>
    <xsl:apply-templates select="xs:element | xs:complexType | xs:attributeGroup | xs:simpleType" mode="definition"/>
    <xsl:text>
# Whatever stands in a request.
any-element = element * - own:* { (attribute * { text } | text | any-element | own-element)* }
own-element = element own:* { (attribute * { text } | text | any-element | own-element)* }
# Where a file may say of itself which schema it has.
hints = attribute xsi:schemaLocation { text }?, attribute xsi:noNamespaceSchemaLocation { text }?
</xsl:text>
  </xsl:template>

  <!-- ==== definitions: a name each -->

  <xsl:template match="xs:element" mode="definition">
    <xsl:value-of select="concat('&#10;element-', @name, ' =&#10;')"/>
    <xsl:apply-templates select="." mode="particle"><xsl:with-param name="indent" select="$TWO"/><xsl:with-param name="hints" select="true()"/></xsl:apply-templates>
    <xsl:text>&#10;</xsl:text>
  </xsl:template>

  <xsl:template match="xs:complexType | xs:attributeGroup" mode="definition">
    <xsl:text>&#10;</xsl:text>
    <xsl:apply-templates select="xs:annotation" mode="comment"/>
    <xsl:value-of select="concat(local-name(), '-', @name, ' =&#10;')"/>
    <xsl:call-template name="content"><xsl:with-param name="indent" select="$TWO"/></xsl:call-template>
    <xsl:text>&#10;</xsl:text>
  </xsl:template>

  <xsl:template match="xs:simpleType" mode="definition">
    <xsl:text>&#10;</xsl:text>
    <xsl:apply-templates select="xs:annotation" mode="comment"/>
    <xsl:value-of select="concat('simpleType-', @name, ' = ')"/>
    <xsl:apply-templates select="xs:restriction"/>
    <xsl:text>&#10;</xsl:text>
  </xsl:template>

  <xsl:template match="xs:annotation" mode="comment">
    <xsl:value-of select="concat('# ', normalize-space(xs:documentation), '&#10;')"/>
  </xsl:template>

  <!-- ==== what a complex type, a group of attributes or an element holds -->

  <xsl:template name="content">
    <xsl:param name="indent"/>
    <xsl:param name="hints" select="false()"/>
    <xsl:variable name="parts" select="xs:attribute | xs:attributeGroup | xs:sequence | xs:choice | xs:any"/>
    <xsl:if test="$hints"><xsl:value-of select="concat($indent, 'hints,&#10;')"/></xsl:if>
    <xsl:if test="not($parts)"><xsl:value-of select="concat($indent, 'empty')"/></xsl:if>
    <xsl:for-each select="xs:attribute | xs:attributeGroup">
      <xsl:if test="position() &gt; 1"><xsl:text>,&#10;</xsl:text></xsl:if>
      <xsl:apply-templates select="." mode="particle"><xsl:with-param name="indent" select="$indent"/></xsl:apply-templates>
    </xsl:for-each>
    <xsl:if test="(xs:attribute | xs:attributeGroup) and (xs:sequence | xs:choice | @mixed)"><xsl:text>,&#10;</xsl:text></xsl:if>
    <xsl:choose>
      <xsl:when test="@mixed = 'true' and not(xs:sequence | xs:choice)"><xsl:value-of select="concat($indent, 'text')"/></xsl:when>
      <xsl:when test="@mixed = 'true'">
        <xsl:value-of select="concat($indent, 'mixed {&#10;')"/>
        <xsl:apply-templates select="xs:sequence | xs:choice" mode="particle"><xsl:with-param name="indent" select="concat($indent, $TWO)"/></xsl:apply-templates>
        <xsl:value-of select="concat('&#10;', $indent, '}')"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:apply-templates select="xs:sequence | xs:choice" mode="particle"><xsl:with-param name="indent" select="$indent"/></xsl:apply-templates>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="xs:sequence | xs:choice" mode="particle">
    <xsl:param name="indent"/>
    <xsl:variable name="between"><xsl:choose><xsl:when test="self::xs:choice"> |</xsl:when><xsl:otherwise>,</xsl:otherwise></xsl:choose></xsl:variable>
    <xsl:value-of select="concat($indent, '(&#10;')"/>
    <xsl:for-each select="*[not(self::xs:annotation)]">
      <xsl:if test="position() &gt; 1"><xsl:value-of select="concat($between, '&#10;')"/></xsl:if>
      <xsl:apply-templates select="." mode="particle"><xsl:with-param name="indent" select="concat($indent, $TWO)"/></xsl:apply-templates>
    </xsl:for-each>
    <xsl:value-of select="concat('&#10;', $indent, ')')"/>
    <xsl:call-template name="how-often"/>
  </xsl:template>

  <xsl:template match="xs:element" mode="particle">
    <xsl:param name="indent"/>
    <xsl:param name="hints" select="false()"/>
    <xsl:call-template name="documentation"><xsl:with-param name="indent" select="$indent"/></xsl:call-template>
    <xsl:choose>
      <xsl:when test="@ref"><xsl:value-of select="concat($indent, 'element-', @ref)"/></xsl:when>
      <xsl:when test="@type">
        <xsl:value-of select="concat($indent, 'element ', @name, ' { ')"/>
        <xsl:call-template name="type"/>
        <xsl:text> }</xsl:text>
      </xsl:when>
      <xsl:otherwise>
        <xsl:value-of select="concat($indent, 'element ', @name, ' {')"/>
        <xsl:choose>
          <xsl:when test="xs:complexType">
            <xsl:text>&#10;</xsl:text>
            <xsl:for-each select="xs:complexType">
              <xsl:call-template name="content"><xsl:with-param name="indent" select="concat($indent, $TWO)"/><xsl:with-param name="hints" select="$hints"/></xsl:call-template>
            </xsl:for-each>
            <xsl:value-of select="concat('&#10;', $indent, '}')"/>
          </xsl:when>
          <xsl:when test="xs:simpleType"><xsl:text> </xsl:text><xsl:apply-templates select="xs:simpleType/xs:restriction"/> }</xsl:when>
          <xsl:otherwise><xsl:message terminate="yes">an element without a type</xsl:message></xsl:otherwise>
        </xsl:choose>
      </xsl:otherwise>
    </xsl:choose>
    <xsl:call-template name="how-often"/>
  </xsl:template>

  <xsl:template match="xs:any" mode="particle">
    <xsl:param name="indent"/>
    <xsl:if test="@namespace != '##other' or @processContents != 'skip'"><xsl:message terminate="yes">xs:any of another kind</xsl:message></xsl:if>
    <xsl:call-template name="documentation"><xsl:with-param name="indent" select="$indent"/></xsl:call-template>
    <xsl:value-of select="concat($indent, 'any-element')"/>
    <xsl:call-template name="how-often"/>
  </xsl:template>

  <xsl:template match="xs:attribute" mode="particle">
    <xsl:param name="indent"/>
    <xsl:call-template name="documentation"><xsl:with-param name="indent" select="$indent"/></xsl:call-template>
    <xsl:value-of select="concat($indent, 'attribute ', @name, ' { ')"/>
    <xsl:choose>
      <xsl:when test="@type"><xsl:call-template name="type"/></xsl:when>
      <xsl:otherwise><xsl:apply-templates select="xs:simpleType/xs:restriction"/></xsl:otherwise>
    </xsl:choose>
    <xsl:text> }</xsl:text>
    <xsl:if test="not(@use = 'required')">?</xsl:if>
  </xsl:template>

  <xsl:template match="xs:attributeGroup" mode="particle">
    <xsl:param name="indent"/>
    <xsl:value-of select="concat($indent, 'attributeGroup-', @ref)"/>
  </xsl:template>

  <!-- ==== types of text -->

  <xsl:template name="type">
    <xsl:choose>
      <xsl:when test="starts-with(@type, 'xs:')"><xsl:value-of select="concat('xsd:', substring(@type, 4))"/></xsl:when>
      <xsl:when test="/xs:schema/xs:complexType[@name = current()/@type]"><xsl:value-of select="concat('complexType-', @type)"/></xsl:when>
      <xsl:when test="/xs:schema/xs:simpleType[@name = current()/@type]"><xsl:value-of select="concat('simpleType-', @type)"/></xsl:when>
      <xsl:otherwise><xsl:message terminate="yes">an unknown type: <xsl:value-of select="@type"/></xsl:message></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="xs:restriction[xs:enumeration]">
    <xsl:for-each select="xs:enumeration">
      <xsl:if test="position() &gt; 1"> | </xsl:if>
      <xsl:value-of select="concat('&quot;', @value, '&quot;')"/>
    </xsl:for-each>
  </xsl:template>

  <xsl:template match="xs:restriction">
    <xsl:value-of select="concat('xsd:', substring-after(@base, 'xs:'), ' {')"/>
    <xsl:for-each select="*">
      <xsl:value-of select="concat(' ', local-name(), ' = &quot;', @value, '&quot;')"/>
    </xsl:for-each>
    <xsl:text> }</xsl:text>
  </xsl:template>

  <!-- ==== -->

  <xsl:template name="how-often">
    <xsl:variable name="min"><xsl:choose><xsl:when test="@minOccurs"><xsl:value-of select="@minOccurs"/></xsl:when><xsl:otherwise>1</xsl:otherwise></xsl:choose></xsl:variable>
    <xsl:choose>
      <xsl:when test="not(@maxOccurs) or @maxOccurs = 1"><xsl:if test="$min = 0">?</xsl:if></xsl:when>
      <xsl:when test="$min = 0">*</xsl:when>
      <xsl:otherwise>+</xsl:otherwise> <!-- RELAX NG does not count -->
    </xsl:choose>
  </xsl:template>

  <xsl:template name="documentation">
    <xsl:param name="indent"/>
    <xsl:for-each select="xs:annotation/xs:documentation">
      <xsl:value-of select="concat($indent, '## ', normalize-space(.), '&#10;')"/>
    </xsl:for-each>
  </xsl:template>
</xsl:stylesheet>
