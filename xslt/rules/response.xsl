<?xml version="1.0" encoding="UTF-8"?>
<!-- response: the operation's response element. Sources: messages.xsd (ResponseMessageType and what
     extends it), the operation page for the shape of success and error, the ResponseCode page.
     Context: m:…Response, for batch operations each message in m:ResponseMessages. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:svrl="http://purl.oclc.org/dsdl/svrl" xmlns:ev="urn:ews-conform:evidence:1"
    xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"
    xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"
    xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"
    xmlns:e="http://schemas.microsoft.com/exchange/services/2006/errors"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" exclude-result-prefixes="ev soap m t e xsi">

  <xsl:template name="response-rules">
    <xsl:choose>
      <!-- As usual: a success with NoError and nothing else, or with a list; or a well-known error. -->
      <xsl:when test="$answer[@ResponseClass = 'Success' and not(@*[2] or *[2] or text()[normalize-space() != ''])]/m:ResponseCode[. = 'NoError' and not(@* or *)]"/>
      <xsl:when test="$answer[@*[2] or */@* or text()[normalize-space() != ''] or *[4]]"><xsl:call-template name="response-details"/></xsl:when>
      <xsl:when test="$answer[@ResponseClass = 'Success' and *[1][self::m:ResponseCode = 'NoError'] and *[2][self::m:ImItemList] and not(*[3])]
                      and ($operation = 'GetImItemList' or $operation = 'GetImItems')">
        <xsl:for-each select="$answer/m:ImItemList"><xsl:call-template name="list-rules"/></xsl:for-each>
      </xsl:when>
      <xsl:when test="$answer[@ResponseClass = 'Error' and not(*/*) and *[1][self::m:MessageText[normalize-space() != '']] and (not(*[3]) or *[3][self::m:DescriptiveLinkKey = '0'])
                      and *[2][self::m:ResponseCode = 'ErrorImGroupDisplayNameAlreadyExists' or self::m:ResponseCode = 'ErrorItemNotFound' or self::m:ResponseCode = 'ErrorInvalidImGroupId']]"/>
      <xsl:otherwise><xsl:call-template name="response-details"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="response-details">
    <xsl:variable name="im"><xsl:call-template name="is-im-operation"/></xsl:variable>
    <!-- What may follow the four common children; "*" is anything, for operations of other families. -->
    <xsl:variable name="payload" select="concat(
      substring('ImItemList', 1 div ($operation = 'GetImItemList' or $operation = 'GetImItems')),
      substring('ImGroup', 1 div ($operation = 'AddImGroup' or $operation = 'AddDistributionGroupToImList')),
      substring('Persona', 1 div ($operation = 'AddNewImContactToGroup' or $operation = 'AddNewTelUriContactToGroup')),
      substring('*', 1 div ($im = '')))"/>
    <xsl:for-each select="$answer">
      <xsl:choose>
        <xsl:when test="@ResponseClass or $im = 'yes' and not(m:ResponseMessages)">
          <xsl:call-template name="message-rules"><xsl:with-param name="payload" select="$payload"/></xsl:call-template>
          <xsl:for-each select="m:ImItemList[$payload = 'ImItemList']"><xsl:call-template name="list-rules"/></xsl:for-each>
          <xsl:if test="m:ImGroup and $payload = 'ImGroup'"><xsl:call-template name="group-rules"><xsl:with-param name="groups" select="m:ImGroup"/></xsl:call-template></xsl:if>
        </xsl:when>
        <xsl:when test="$im = 'yes'">
          <xsl:call-template name="fail">
            <xsl:with-param name="id" select="'R416'"/>
            <xsl:with-param name="text" select="concat('The response to ', $operation, ' is one message by itself, with its ResponseClass; this one is wrapped in ResponseMessages, as those of batch operations are.')"/>
            <xsl:with-param name="expected" select="concat('&lt;m:', $operation, 'Response ResponseClass=&quot;…&quot;&gt;')"/>
            <xsl:with-param name="found" select="concat('&lt;m:', $operation, 'Response&gt;&lt;m:ResponseMessages&gt;')"/>
          </xsl:call-template>
        </xsl:when>
        <xsl:otherwise>
          <!-- Not every operation of EWS answers with a ResponseMessageType: what has none is not judged. -->
          <xsl:for-each select="m:ResponseMessages/m:*"><xsl:call-template name="message-rules"><xsl:with-param name="payload" select="'*'"/></xsl:call-template></xsl:for-each>
        </xsl:otherwise>
      </xsl:choose>
    </xsl:for-each>
  </xsl:template>

  <xsl:template name="message-rules">
    <xsl:param name="payload"/>
    <xsl:if test="not(@ResponseClass = 'Success' or @ResponseClass = 'Error' or @ResponseClass = 'Warning')">
      <xsl:call-template name="wrong-class"/>
    </xsl:if>
    <xsl:if test="*[51] or *[not(self::m:ResponseCode[not(preceding-sibling::*[not(self::m:MessageText)])]
        or self::m:MessageText[not(preceding-sibling::*)]
        or self::m:DescriptiveLinkKey[not(preceding-sibling::*[not(self::m:MessageText or self::m:ResponseCode)])]
        or self::m:MessageXml[not(preceding-sibling::*[not(self::m:MessageText or self::m:ResponseCode or self::m:DescriptiveLinkKey)])]
        or self::m:*[local-name() = $payload][not(preceding-sibling::m:*[local-name() = $payload])]
        or $payload = '*' and not(self::m:MessageText or self::m:ResponseCode or self::m:DescriptiveLinkKey or self::m:MessageXml))]
      or text()[normalize-space() != ''] or m:ResponseCode/* or m:MessageText/* or m:DescriptiveLinkKey/*">
      <xsl:call-template name="wrong-children"><xsl:with-param name="payload" select="$payload"/></xsl:call-template>
    </xsl:if>
    <xsl:if test="not(@ResponseClass = 'Success' and m:ResponseCode = 'NoError')"><xsl:call-template name="code-rules"/></xsl:if>
    <xsl:if test="m:DescriptiveLinkKey[. != '0']"><xsl:call-template name="link-key"/></xsl:if>
    <xsl:if test="@xsi:type and $payload != '*'"><xsl:call-template name="named-type"/></xsl:if>
    <xsl:if test="@*[name() != 'ResponseClass'] or (m:MessageText | m:ResponseCode | m:DescriptiveLinkKey)/@*"><xsl:call-template name="unknown-attributes"/></xsl:if>
  </xsl:template>

  <!-- The requirement on the shape of a message. -->
  <xsl:template name="shape-rule">
    <xsl:choose>
      <xsl:when test="$operation = 'SetImGroup' and @ResponseClass = 'Success'">R315</xsl:when>
      <xsl:otherwise>R414</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- XML Schema 1, 3.3.4: what xsi:type names is the element's type or one derived from it, and the schema derives none
       from these. -->
  <xsl:template name="named-type">
    <xsl:variable name="type" select="normalize-space(@xsi:type)"/>
    <xsl:if test="substring-after(concat(substring(':', 1 div not(contains($type, ':'))), $type), ':') != concat($operation, 'ResponseMessageType')">
      <xsl:call-template name="fail">
        <xsl:with-param name="id"><xsl:call-template name="shape-rule"/></xsl:with-param>
        <xsl:with-param name="at" select="@xsi:type"/>
        <xsl:with-param name="text" select="concat(local-name(), ' has one type in the schema; this one says that it is of another.')"/>
        <xsl:with-param name="expected" select="concat('m:', $operation, 'ResponseMessageType, or no xsi:type')"/>
        <xsl:with-param name="found" select="concat('&quot;', $type, '&quot;')"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!-- The schema has ResponseClass and no place for more (no anyAttribute). What XML itself and XML Schema have for
       every element is no matter; other namespaces, as extensions use them, are observed. -->
  <xsl:template name="unknown-attributes">
    <xsl:variable name="all" select="@*[name() != 'ResponseClass'] | (m:MessageText | m:ResponseCode | m:DescriptiveLinkKey)/@*"/>
    <xsl:variable name="plain" select="$all[namespace-uri() = '']"/>
    <xsl:variable name="foreign" select="$all[namespace-uri() != '' and local-name() != 'ResponseClass' and namespace-uri() != 'http://www.w3.org/2001/XMLSchema-instance' and namespace-uri() != 'http://www.w3.org/XML/1998/namespace' and namespace-uri() != 'http://schemas.xmlsoap.org/soap/envelope/']"/>
    <xsl:if test="$plain">
      <xsl:call-template name="fail">
        <xsl:with-param name="id"><xsl:call-template name="shape-rule"/></xsl:with-param>
        <xsl:with-param name="at" select="$plain[1]"/>
        <xsl:with-param name="text" select="concat(local-name($plain[1]/..), ' has an attribute that the schema does not know: ', name($plain[1]), '.')"/>
        <xsl:with-param name="expected" select="'no other attribute than ResponseClass'"/>
        <xsl:with-param name="found" select="name($plain[1])"/>
      </xsl:call-template>
    </xsl:if>
    <xsl:if test="$foreign">
      <xsl:call-template name="observe">
        <xsl:with-param name="id" select="'R128'"/>
        <xsl:with-param name="at" select="$foreign[1]"/>
        <xsl:with-param name="text" select="concat(local-name($foreign[1]/..), ' has an attribute that the schema does not know: ', name($foreign[1]), '.')"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template name="wrong-class">
    <xsl:call-template name="fail">
      <xsl:with-param name="id" select="'R416'"/>
      <xsl:with-param name="text">
        <xsl:value-of select="concat(local-name(), ' has an attribute ResponseClass which is Success, Warning or Error; ')"/>
        <xsl:choose>
          <xsl:when test="@ResponseClass"><xsl:value-of select="concat('this one is &quot;', @ResponseClass, '&quot;.')"/></xsl:when>
          <xsl:when test="@*[local-name() = 'ResponseClass']">here it is in a namespace.</xsl:when>
          <xsl:when test="*[local-name() = 'ResponseClass']">here it is an element.</xsl:when>
          <xsl:otherwise>here it is missing.</xsl:otherwise>
        </xsl:choose>
      </xsl:with-param>
      <xsl:with-param name="expected" select="'Success, Warning or Error'"/>
      <xsl:with-param name="found">
        <xsl:if test="not(@ResponseClass)">none</xsl:if>
        <xsl:if test="@ResponseClass"><xsl:value-of select="concat('&quot;', @ResponseClass, '&quot;')"/></xsl:if>
      </xsl:with-param>
    </xsl:call-template>
  </xsl:template>

  <!-- The same questions as the test in message-rules, one by one, to name the child that is wrong. -->
  <xsl:template name="wrong-children">
    <xsl:param name="payload"/>
    <xsl:variable name="id"><xsl:call-template name="shape-rule"/></xsl:variable>
    <!-- More than these few children are wrong anyway; looking at their order would take long. -->
    <xsl:variable name="children" select="*[position() &lt;= 51]"/>
    <xsl:variable name="known" select="$children[self::m:MessageText or self::m:ResponseCode or self::m:DescriptiveLinkKey or self::m:MessageXml or self::m:*[local-name() = $payload]]"/>
    <xsl:variable name="unknown" select="$children[$payload != '*'][count(. | $known) != count($known)]"/>
    <xsl:variable name="simple" select="m:MessageText[*] | m:ResponseCode[*] | m:DescriptiveLinkKey[*]"/>
    <xsl:variable name="text" select="text()[normalize-space() != '']"/>
    <xsl:if test="$unknown">
      <xsl:call-template name="fail">
        <xsl:with-param name="id" select="$id"/>
        <xsl:with-param name="at" select="$unknown"/>
        <xsl:with-param name="text">
          <xsl:value-of select="concat(local-name(), ' has no place for ')"/>
          <xsl:call-template name="name"><xsl:with-param name="of" select="$unknown"/></xsl:call-template>
          <xsl:if test="contains(concat(' MessageText ResponseCode DescriptiveLinkKey MessageXml ', $payload, ' '), concat(' ', local-name($unknown), ' '))">: its children are in the messages namespace</xsl:if>
          <xsl:text>.</xsl:text>
        </xsl:with-param>
        <xsl:with-param name="expected" select="concat('m:MessageText, m:ResponseCode, m:DescriptiveLinkKey, m:MessageXml', substring(concat(', m:', $payload), 1 div ($payload != '')))"/>
        <xsl:with-param name="found"><xsl:call-template name="names"><xsl:with-param name="of" select="*"/></xsl:call-template></xsl:with-param>
      </xsl:call-template>
    </xsl:if>
    <xsl:if test="*[51] and $payload != '*' or $known[preceding-sibling::*[count(. | $known) = count($known)]][
          self::m:MessageText
          or self::m:ResponseCode[preceding-sibling::*[count(. | $known) = count($known) and not(self::m:MessageText)]]
          or self::m:DescriptiveLinkKey[preceding-sibling::*[count(. | $known) = count($known) and not(self::m:MessageText or self::m:ResponseCode)]]
          or self::m:MessageXml[preceding-sibling::*[count(. | $known) = count($known) and not(self::m:MessageText or self::m:ResponseCode or self::m:DescriptiveLinkKey)]]
          or local-name() = $payload and preceding-sibling::m:*[local-name() = $payload]]
        or $payload = '*' and $known[preceding-sibling::*[count(. | $known) != count($known)]]">
      <xsl:call-template name="fail">
        <xsl:with-param name="id" select="$id"/>
        <xsl:with-param name="text" select="concat('The children of ', local-name(), ' come in the order of the schema, each at most once.')"/>
        <xsl:with-param name="expected" select="concat('m:MessageText, m:ResponseCode, m:DescriptiveLinkKey, m:MessageXml', substring(concat(', m:', $payload), 1 div ($payload != '' and $payload != '*')))"/>
        <xsl:with-param name="found"><xsl:call-template name="names"><xsl:with-param name="of" select="*"/></xsl:call-template></xsl:with-param>
      </xsl:call-template>
    </xsl:if>
    <xsl:if test="$simple">
      <xsl:call-template name="fail">
        <xsl:with-param name="id" select="$id"/>
        <xsl:with-param name="at" select="$simple"/>
        <xsl:with-param name="text" select="concat(local-name($simple), ' holds text only; this one holds an element.')"/>
        <xsl:with-param name="found"><xsl:call-template name="names"><xsl:with-param name="of" select="$simple/*"/></xsl:call-template></xsl:with-param>
      </xsl:call-template>
    </xsl:if>
    <xsl:if test="$text">
      <xsl:call-template name="fail">
        <xsl:with-param name="id" select="$id"/>
        <xsl:with-param name="at" select="$text"/>
        <xsl:with-param name="text" select="concat(local-name(), ' holds elements, not text.')"/>
        <xsl:with-param name="expected" select="'white space at most'"/>
        <xsl:with-param name="found"><xsl:call-template name="quote"><xsl:with-param name="text" select="normalize-space($text)"/></xsl:call-template></xsl:with-param>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!-- Anything but a plain success: does the code fit its class, and is it one? -->
  <xsl:template name="code-rules">
    <xsl:variable name="raw" select="string(m:ResponseCode)"/>
    <xsl:variable name="known"><xsl:call-template name="is-response-code"><xsl:with-param name="code" select="normalize-space($raw)"/></xsl:call-template></xsl:variable>
    <xsl:choose>
      <xsl:when test="not(m:ResponseCode) and @ResponseClass = 'Success'">
        <xsl:call-template name="fail">
          <xsl:with-param name="id" select="'R303'"/>
          <xsl:with-param name="text">A success says so with the ResponseCode NoError; this one has no ResponseCode.</xsl:with-param>
          <xsl:with-param name="expected" select="'NoError'"/>
          <xsl:with-param name="found" select="'none'"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="not(m:ResponseCode)">
        <xsl:if test="@ResponseClass = 'Error'">
          <xsl:call-template name="fail">
            <xsl:with-param name="id" select="'R412'"/>
            <xsl:with-param name="text">An error names itself in ResponseCode; this one has none.</xsl:with-param>
            <xsl:with-param name="expected" select="'a value of the ResponseCode enumeration'"/>
            <xsl:with-param name="found" select="'none'"/>
          </xsl:call-template>
        </xsl:if>
      </xsl:when>
      <xsl:when test="$known = ''">
        <xsl:call-template name="fail">
          <xsl:with-param name="id" select="'R412'"/>
          <xsl:with-param name="at" select="m:ResponseCode"/>
          <xsl:with-param name="text">
            <xsl:choose>
              <xsl:when test="normalize-space($raw) = ''">ResponseCode is empty; it is a value of the schema's enumeration.</xsl:when>
              <xsl:otherwise>ResponseCode is a value of the schema's enumeration, in its exact letters; this one is not.</xsl:otherwise>
            </xsl:choose>
          </xsl:with-param>
          <xsl:with-param name="expected" select="'a value of the ResponseCode enumeration'"/>
          <xsl:with-param name="found"><xsl:call-template name="quote"><xsl:with-param name="text" select="$raw"/></xsl:call-template></xsl:with-param>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$raw != normalize-space($raw)">
        <xsl:call-template name="fail">
          <xsl:with-param name="id" select="'R412'"/>
          <xsl:with-param name="at" select="m:ResponseCode"/>
          <xsl:with-param name="text">ResponseCode has white space around its value, which the enumeration does not allow.</xsl:with-param>
          <xsl:with-param name="expected" select="concat('&quot;', normalize-space($raw), '&quot;')"/>
          <xsl:with-param name="found"><xsl:call-template name="quote"><xsl:with-param name="text" select="$raw"/></xsl:call-template></xsl:with-param>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="@ResponseClass = 'Error' and $raw = 'NoError' or @ResponseClass = 'Success' and $raw != 'NoError'">
        <xsl:call-template name="fail">
          <xsl:with-param name="id" select="'R411'"/>
          <xsl:with-param name="at" select="m:ResponseCode"/>
          <xsl:with-param name="text" select="concat('ResponseClass and ResponseCode contradict each other: ', @ResponseClass, ' with ', $raw, '.')"/>
          <xsl:with-param name="expected" select="'Success with NoError, or Error with another code'"/>
          <xsl:with-param name="found" select="concat(@ResponseClass, ' with ', $raw)"/>
        </xsl:call-template>
      </xsl:when>
    </xsl:choose>
    <xsl:if test="@ResponseClass = 'Error' and normalize-space(m:MessageText) = ''">
      <xsl:call-template name="fail">
        <xsl:with-param name="id" select="'R413'"/>
        <xsl:with-param name="role" select="'SHOULD'"/>
        <xsl:with-param name="text">An error explains itself in MessageText; this one does not.</xsl:with-param>
        <xsl:with-param name="expected" select="'a MessageText'"/>
        <xsl:with-param name="found" select="concat(substring('an empty one', 1 div boolean(m:MessageText)), substring('none', 1 div not(m:MessageText)))"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template name="link-key">
    <xsl:for-each select="m:DescriptiveLinkKey[not(*)]">
      <xsl:variable name="why"><xsl:call-template name="why-no-int"><xsl:with-param name="text" select="string()"/></xsl:call-template></xsl:variable>
      <xsl:choose>
        <xsl:when test="$why != ''">
          <xsl:call-template name="fail">
            <xsl:with-param name="id" select="'R414'"/>
            <xsl:with-param name="text" select="concat('DescriptiveLinkKey is an xs:int; ', $why, '.')"/>
            <xsl:with-param name="expected" select="'0'"/>
            <xsl:with-param name="found"><xsl:call-template name="quote"><xsl:with-param name="text" select="string()"/></xsl:call-template></xsl:with-param>
          </xsl:call-template>
        </xsl:when>
        <xsl:when test="translate(normalize-space(), '+-0', '') != ''">
          <xsl:call-template name="fail">
            <xsl:with-param name="id" select="'R415'"/>
            <xsl:with-param name="role" select="'SHOULD'"/>
            <xsl:with-param name="text">DescriptiveLinkKey is documented as always 0.</xsl:with-param>
            <xsl:with-param name="expected" select="'0'"/>
            <xsl:with-param name="found" select="normalize-space()"/>
          </xsl:call-template>
        </xsl:when>
      </xsl:choose>
    </xsl:for-each>
  </xsl:template>
</xsl:stylesheet>
