<?xml version="1.0" encoding="UTF-8"?>
<!-- fault: a SOAP fault and what EWS puts into it. Sources: S11 4.4, 4.4.1; the fault example of the
     AddImGroup page for the detail. Context: soap:Body/soap:Fault. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:svrl="http://purl.oclc.org/dsdl/svrl" xmlns:ev="urn:ews-conform:evidence:1"
    xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"
    xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"
    xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"
    xmlns:e="http://schemas.microsoft.com/exchange/services/2006/errors"
    exclude-result-prefixes="ev soap m t e">

  <xsl:template name="fault-rules">
    <!-- As usual: a schema fault as the documents show it. -->
    <xsl:if test="not($fault[*[1][self::faultcode] and *[2][self::faultstring != '' and not(*)] and *[3][self::detail/e:Message] and not(*[4] or text()[normalize-space() != ''])
                  and substring-after(faultcode, ':') = 'ErrorSchemaValidation' and detail/e:ResponseCode = 'ErrorSchemaValidation']/faultcode
                  /namespace::*[. = 'http://schemas.microsoft.com/exchange/services/2006/types' and name() = substring-before(.., ':')])">
      <xsl:call-template name="fault-parts"/>
    </xsl:if>
  </xsl:template>

  <xsl:template name="fault-parts">
    <xsl:variable name="name" select="normalize-space($fault/faultcode)"/>
    <xsl:variable name="local"><xsl:call-template name="fault-local"/></xsl:variable>
    <xsl:variable name="ns"><xsl:call-template name="fault-ns"/></xsl:variable>
    <xsl:variable name="soap-code"><xsl:call-template name="soap-code"/></xsl:variable>
    <xsl:for-each select="$fault">
      <xsl:choose>
        <xsl:when test="not(faultcode) and *[local-name() = 'Code'] and *[local-name() = 'Reason']">
          <xsl:call-template name="fail">
            <xsl:with-param name="id" select="'R420'"/>
            <xsl:with-param name="text">The Fault has the parts of SOAP 1.2 (Code, Reason); in SOAP 1.1 they are faultcode and faultstring.</xsl:with-param>
            <xsl:with-param name="expected" select="'faultcode, faultstring'"/>
            <xsl:with-param name="found"><xsl:call-template name="names"><xsl:with-param name="of" select="*"/></xsl:call-template></xsl:with-param>
          </xsl:call-template>
        </xsl:when>
        <xsl:otherwise>
          <xsl:call-template name="fault-part"><xsl:with-param name="part" select="'faultcode'"/></xsl:call-template>
          <xsl:call-template name="fault-part"><xsl:with-param name="part" select="'faultstring'"/></xsl:call-template>
          <xsl:call-template name="fault-values">
            <xsl:with-param name="name" select="$name"/>
            <xsl:with-param name="local" select="string($local)"/>
            <xsl:with-param name="ns" select="string($ns)"/>
          </xsl:call-template>
        </xsl:otherwise>
      </xsl:choose>
      <xsl:call-template name="fault-extras"/>
      <xsl:choose>
        <xsl:when test="detail">
          <!-- SOAP's own header faults have no EWS code to tell. -->
          <xsl:if test="$soap-code != 'MustUnderstand' and $soap-code != 'VersionMismatch'">
            <xsl:call-template name="fault-detail">
              <xsl:with-param name="local" select="string($local)"/>
              <xsl:with-param name="ns" select="string($ns)"/>
            </xsl:call-template>
          </xsl:if>
        </xsl:when>
        <xsl:otherwise>
          <xsl:call-template name="no-detail">
            <xsl:with-param name="local" select="string($local)"/>
            <xsl:with-param name="soap-code" select="string($soap-code)"/>
          </xsl:call-template>
        </xsl:otherwise>
      </xsl:choose>
    </xsl:for-each>
  </xsl:template>

  <xsl:template name="fault-part">
    <xsl:param name="part"/>
    <xsl:variable name="there" select="*[namespace-uri() = '' and local-name() = $part]"/>
    <xsl:variable name="like" select="*[translate(local-name(), 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz') = $part]"/>
    <xsl:if test="count($there) != 1">
      <xsl:call-template name="fail">
        <xsl:with-param name="id" select="'R420'"/>
        <xsl:with-param name="text">
          <xsl:value-of select="concat('A Fault has one ', $part, ', in no namespace; ')"/>
          <xsl:choose>
            <xsl:when test="$there"><xsl:value-of select="concat('this one has ', count($there), '.')"/></xsl:when>
            <xsl:when test="$like and namespace-uri($like) = ''"><xsl:value-of select="concat('here it is spelled ', local-name($like), '.')"/></xsl:when>
            <xsl:when test="$like">here it is <xsl:call-template name="in-namespace"><xsl:with-param name="of" select="$like"/></xsl:call-template>.</xsl:when>
            <xsl:otherwise>here it is missing.</xsl:otherwise>
          </xsl:choose>
        </xsl:with-param>
        <xsl:with-param name="expected" select="concat('&lt;', $part, '&gt;')"/>
        <xsl:with-param name="found"><xsl:call-template name="names"><xsl:with-param name="of" select="*"/></xsl:call-template></xsl:with-param>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template name="fault-values">
    <xsl:param name="name"/>
    <xsl:param name="local"/>
    <xsl:param name="ns"/>
    <!-- A prefix must be bound; a name without one is a QName, too, and is judged by R423. -->
    <xsl:variable name="why">
      <xsl:choose>
        <xsl:when test="not(faultcode)"/>
        <xsl:when test="$name = ''">it is empty</xsl:when>
        <xsl:when test="contains($name, ' ') or translate($name, '/&lt;&gt;&quot;(){}[],;=?!#%&amp;@', '') != $name or contains($local, ':') or $local = '' or starts-with($name, ':')">it is not a name with a prefix</xsl:when>
        <xsl:when test="contains($name, ':') and $ns = ''">its prefix is not declared</xsl:when>
      </xsl:choose>
    </xsl:variable>
    <xsl:if test="$why != ''">
      <xsl:call-template name="fail">
        <xsl:with-param name="id" select="'R420'"/>
        <xsl:with-param name="at" select="faultcode"/>
        <xsl:with-param name="text" select="concat('faultcode is a qualified name (QName); ', $why, '.')"/>
        <xsl:with-param name="expected" select="'a QName such as a:ErrorSchemaValidation'"/>
        <xsl:with-param name="found"><xsl:call-template name="quote"><xsl:with-param name="text" select="string(faultcode)"/></xsl:call-template></xsl:with-param>
      </xsl:call-template>
    </xsl:if>
    <xsl:if test="(faultcode | faultstring)/*">
      <xsl:call-template name="fail">
        <xsl:with-param name="id" select="'R420'"/>
        <xsl:with-param name="at" select="(faultcode | faultstring)/*"/>
        <xsl:with-param name="text">faultcode and faultstring hold text only; here there is an element in it.</xsl:with-param>
        <xsl:with-param name="expected" select="'text'"/>
        <xsl:with-param name="found"><xsl:call-template name="names"><xsl:with-param name="of" select="(faultcode | faultstring)/*"/></xsl:call-template></xsl:with-param>
      </xsl:call-template>
    </xsl:if>
    <xsl:if test="faultstring and normalize-space(faultstring) = ''">
      <xsl:call-template name="fail">
        <xsl:with-param name="id" select="'R420'"/>
        <xsl:with-param name="role" select="'SHOULD'"/>
        <xsl:with-param name="at" select="faultstring"/>
        <xsl:with-param name="text">faultstring should explain the fault at least a little; this one is empty.</xsl:with-param>
        <xsl:with-param name="expected" select="'an explanation'"/>
        <xsl:with-param name="found" select="'nothing'"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!-- Other children are allowed when they are qualified with a namespace. -->
  <xsl:template name="fault-extras">
    <!-- Wrong capitals are told of elsewhere. -->
    <xsl:variable name="extras" select="*[namespace-uri() = '' and not(contains(' faultcode faultstring faultactor detail ',
                                            concat(' ', translate(local-name(), 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz'), ' ')))]
                                        | faultactor[2] | detail[2] | text()[normalize-space() != '']"/>
    <xsl:if test="$extras">
      <xsl:call-template name="fail">
        <xsl:with-param name="id" select="'R424'"/>
        <xsl:with-param name="at" select="$extras"/>
        <xsl:with-param name="text">A Fault holds faultcode, faultstring, faultactor and detail, each once at most; anything else in it is an element with a namespace.</xsl:with-param>
        <xsl:with-param name="found"><xsl:call-template name="path"><xsl:with-param name="at" select="$extras"/></xsl:call-template></xsl:with-param>
      </xsl:call-template>
    </xsl:if>
    <xsl:if test="faultcode/preceding-sibling::faultstring or (faultcode | faultstring)/preceding-sibling::*[self::faultactor or self::detail] or detail/following-sibling::faultactor">
      <xsl:call-template name="fail">
        <xsl:with-param name="id" select="'R425'"/>
        <xsl:with-param name="role" select="'SHOULD'"/>
        <xsl:with-param name="text">The schema of the SOAP 1.1 envelope has the parts of a Fault in the order faultcode, faultstring, faultactor, detail; the SOAP 1.1 document itself does not ask for an order.</xsl:with-param>
        <xsl:with-param name="expected" select="'faultcode, faultstring, faultactor, detail'"/>
        <xsl:with-param name="found"><xsl:call-template name="names"><xsl:with-param name="of" select="*"/></xsl:call-template></xsl:with-param>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template name="fault-detail">
    <xsl:param name="local"/>
    <xsl:param name="ns"/>
    <xsl:variable name="code" select="normalize-space(detail/e:ResponseCode)"/>
    <xsl:variable name="known"><xsl:call-template name="is-response-code"><xsl:with-param name="code" select="$code"/></xsl:call-template></xsl:variable>
    <xsl:if test="$known = '' or not(detail/e:Message)">
      <xsl:call-template name="fail">
        <xsl:with-param name="id" select="'R422'"/>
        <xsl:with-param name="role" select="'SHOULD'"/>
        <xsl:with-param name="at" select="detail"/>
        <xsl:with-param name="text">
          <xsl:text>The detail of a fault has a ResponseCode of the enumeration, and a Message, in the errors namespace; here </xsl:text>
          <xsl:choose>
            <xsl:when test="not(detail/e:ResponseCode) and detail//*[local-name() = 'ResponseCode']">the ResponseCode is not at that place or not in that namespace.</xsl:when>
            <xsl:when test="not(detail/e:ResponseCode)">there is no ResponseCode.</xsl:when>
            <xsl:when test="$known = ''">the ResponseCode is not a value of the enumeration.</xsl:when>
            <xsl:when test="detail//*[local-name() = 'Message']">the Message is not at that place or not in that namespace.</xsl:when>
            <xsl:otherwise>there is no Message.</xsl:otherwise>
          </xsl:choose>
        </xsl:with-param>
        <xsl:with-param name="expected" select="'e:ResponseCode, e:Message'"/>
        <xsl:with-param name="found">
          <xsl:choose>
            <xsl:when test="detail/e:ResponseCode and $known = ''"><xsl:call-template name="quote"><xsl:with-param name="text" select="$code"/></xsl:call-template></xsl:when>
            <xsl:when test="detail/*"><xsl:call-template name="names"><xsl:with-param name="of" select="detail/*"/></xsl:call-template></xsl:when>
            <xsl:otherwise>an empty detail</xsl:otherwise>
          </xsl:choose>
        </xsl:with-param>
      </xsl:call-template>
    </xsl:if>
    <xsl:if test="$code != '' and normalize-space(faultcode) != '' and ($local != $code or $ns != 'http://schemas.microsoft.com/exchange/services/2006/types')">
      <xsl:call-template name="fail">
        <xsl:with-param name="id" select="'R423'"/>
        <xsl:with-param name="role" select="'SHOULD'"/>
        <xsl:with-param name="at" select="faultcode"/>
        <xsl:with-param name="text">
          <xsl:text>faultcode names the same code as the detail, in the types namespace; here </xsl:text>
          <xsl:choose>
            <xsl:when test="$local != $code">they differ.</xsl:when>
            <xsl:when test="$ns = ''">it is in no namespace.</xsl:when>
            <xsl:otherwise><xsl:value-of select="concat('it is in the namespace &quot;', $ns, '&quot;.')"/></xsl:otherwise>
          </xsl:choose>
        </xsl:with-param>
        <xsl:with-param name="expected" select="concat('{http://schemas.microsoft.com/exchange/services/2006/types}', $code)"/>
        <xsl:with-param name="found" select="concat('{', $ns, '}', $local)"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!-- S11 4.4 asks for a detail when the contents of the Body were at fault, and for none when a header
       was. Which it was shows in the code, and in what the case is about: R1xx cases are about HTTP,
       the envelope and the headers. SOAP's own "Client" says nothing, but where the case breaks the
       schema inside of the Body (R201 to R208) there is no doubt. -->
  <xsl:template name="no-detail">
    <xsl:param name="local"/>
    <xsl:param name="soap-code"/>
    <xsl:variable name="about" select="string(/ev:evidence/@requirement)"/>
    <xsl:if test="$local != '' and not(starts-with($about, 'R1')) and contains(' ErrorSchemaValidation ErrorInvalidRequest ErrorImGroupDisplayNameAlreadyExists
        ErrorInvalidImGroupId ErrorItemNotFound ErrorInvalidId ErrorInvalidIdEmpty ErrorInvalidIdMalformed ErrorInvalidIdMonikerTooLong
        ErrorInvalidIdStoreObjectIdTooLong ErrorInvalidChangeKey ErrorCannotUseFolderIdForItemId ErrorObjectTypeChanged ErrorInvalidArgument
        ErrorMissingArgument ErrorRequiredPropertyMissing ', concat(' ', $local, ' '))
      or $soap-code != '' and $soap-code != 'MustUnderstand' and $soap-code != 'VersionMismatch'
        and contains(' R201 R202 R203 R204 R205 R206 R207 R208 ', concat(' ', $about, ' '))">
      <xsl:call-template name="fail">
        <xsl:with-param name="id" select="'R421'"/>
        <xsl:with-param name="text">
          <xsl:text>The contents of the Body were at fault, so the Fault has a detail in no namespace; here </xsl:text>
          <xsl:choose>
            <xsl:when test="*[local-name() = 'detail']">it is <xsl:call-template name="in-namespace"><xsl:with-param name="of" select="*[local-name() = 'detail']"/></xsl:call-template>.</xsl:when>
            <xsl:when test="*[local-name() = 'Detail']">it is spelled Detail.</xsl:when>
            <xsl:otherwise>it is missing.</xsl:otherwise>
          </xsl:choose>
        </xsl:with-param>
        <xsl:with-param name="expected" select="'&lt;detail&gt;'"/>
        <xsl:with-param name="found"><xsl:call-template name="names"><xsl:with-param name="of" select="*"/></xsl:call-template></xsl:with-param>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>
</xsl:stylesheet>
