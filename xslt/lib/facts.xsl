<?xml version="1.0" encoding="UTF-8"?>
<!-- facts: what came back, found once for all rules, and the words for it. A global variable costs every
     response something, so only what the usual response needs is one; the rest are templates. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:svrl="http://purl.oclc.org/dsdl/svrl" xmlns:ev="urn:ews-conform:evidence:1"
    xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"
    xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"
    xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"
    xmlns:e="http://schemas.microsoft.com/exchange/services/2006/errors"
    exclude-result-prefixes="ev soap m t e">

  <xsl:variable name="response" select="/ev:evidence/ev:response"/>
  <xsl:variable name="operation" select="string(/ev:evidence/ev:request/@operation)"/>
  <xsl:variable name="envelope" select="$response/ev:body/soap:Envelope"/>
  <xsl:variable name="entry" select="$envelope/soap:Body[1]/*[1]"/>
  <xsl:variable name="fault" select="$entry/self::soap:Fault"/>

  <!-- The operation's response element, and the message that bears the ResponseClass: for batch operations
       the first inside of it that is not a success, else the first. -->
  <xsl:variable name="answer" select="$entry/self::m:*[local-name() = concat($operation, 'Response') or $operation = '']"/>
  <xsl:variable name="message" select="$answer[@ResponseClass] | ($answer/m:ResponseMessages/m:*[@ResponseClass != 'Success'])[1]
    | $answer/m:ResponseMessages[not(m:*[@ResponseClass != 'Success'])]/m:*[@ResponseClass][1]"/>

  <!-- Writes "yes" for the operations of the IM list: their responses are one message each, not wrapped. -->
  <xsl:template name="is-im-operation">
    <xsl:if test="$operation != '' and contains(' SetImGroup GetImItemList AddImGroup RemoveImGroup GetImItems AddNewImContactToGroup AddImContactToGroup
      AddNewTelUriContactToGroup RemoveImContactFromGroup RemoveContactFromImList AddDistributionGroupToImList
      RemoveDistributionGroupFromImList SetImListMigrationCompleted ', concat(' ', $operation, ' '))">yes</xsl:if>
  </xsl:template>

  <!-- The faultcode is a QName: its local name, and the namespace that its prefix stands for there (the
       default namespace of the evidence around it is not the server's). -->
  <xsl:template name="fault-local">
    <xsl:variable name="name" select="normalize-space($fault/faultcode)"/>
    <xsl:value-of select="substring-after(concat(substring(':', 1 div not(contains($name, ':'))), $name), ':')"/>
  </xsl:template>
  <xsl:template name="fault-ns">
    <xsl:value-of select="$fault/faultcode/namespace::*[name() = substring-before(normalize-space($fault/faultcode), ':') and . != 'urn:ews-conform:evidence:1']"/>
  </xsl:template>

  <!-- A faultcode of SOAP's own (Client, Server, MustUnderstand, VersionMismatch), or nothing. They may be
       refined after a dot (S11 4.4.1). -->
  <xsl:template name="soap-code">
    <xsl:variable name="ns"><xsl:call-template name="fault-ns"/></xsl:variable>
    <xsl:variable name="local"><xsl:call-template name="fault-local"/></xsl:variable>
    <xsl:if test="$ns = 'http://schemas.xmlsoap.org/soap/envelope/'"><xsl:value-of select="substring-before(concat($local, '.'), '.')"/></xsl:if>
  </xsl:template>

  <!-- The code that cases speak of: the ResponseCode, of a fault its detail's, else the local name of its
       faultcode (but MustUnderstand and VersionMismatch only where they are SOAP's). -->
  <xsl:template name="outcome-code">
    <xsl:choose>
      <xsl:when test="$message"><xsl:value-of select="normalize-space($message/m:ResponseCode)"/></xsl:when>
      <xsl:when test="normalize-space($fault/detail/e:ResponseCode) != ''"><xsl:value-of select="normalize-space($fault/detail/e:ResponseCode)"/></xsl:when>
      <xsl:when test="$fault">
        <xsl:variable name="local"><xsl:call-template name="fault-local"/></xsl:variable>
        <xsl:variable name="soap-code"><xsl:call-template name="soap-code"/></xsl:variable>
        <xsl:if test="$soap-code != '' or $local != 'MustUnderstand' and $local != 'VersionMismatch'"><xsl:value-of select="$local"/></xsl:if>
      </xsl:when>
    </xsl:choose>
  </xsl:template>

  <!-- Writes "yes" for answers about the server's load and its own state: they are no evidence about the
       operation's rules. An ErrorInternalServerError may hold the real reason inside. A 401 where the request brought
       what it signs in with: that the server takes it is the run's business, and known since before the first case; now
       a token's life may be over. -->
  <xsl:template name="is-environment">
    <xsl:param name="code"><xsl:call-template name="outcome-code"/></xsl:param>
    <xsl:if test="$code != '' and contains(' ErrorServerBusy ErrorMailboxStoreUnavailable ErrorConnectionFailed ErrorTimeoutExpired
        ErrorInternalServerTransientError ErrorInsufficientResources ErrorExceededConnectionCount ', concat(' ', $code, ' '))
      or $code = 'ErrorInternalServerError' and $message/m:MessageXml//*[. = 'ErrorServerBusy']
      or $response/@status = '503' and not($envelope) or $response/@status = '429'
      or $response/@status = '401' and not($envelope) and contains(concat(' ', $response/../ev:request/@header-names, ' '), ' authorization ')">yes</xsl:if>
  </xsl:template>

  <!-- What came back, in words. -->
  <xsl:template name="what-came">
    <xsl:choose>
      <xsl:when test="$response/@outcome != 'ok'">
        <xsl:value-of select="concat('no complete response (', $response/@outcome, ')')"/>
      </xsl:when>
      <xsl:when test="$fault">
        <xsl:variable name="local"><xsl:call-template name="fault-local"/></xsl:variable>
        <xsl:value-of select="normalize-space(concat('a SOAP fault ', $fault/faultcode))"/>
        <xsl:if test="$fault/detail/e:ResponseCode and normalize-space($fault/detail/e:ResponseCode) != $local">
          <xsl:value-of select="concat(' with ', normalize-space($fault/detail/e:ResponseCode), ' in its detail')"/>
        </xsl:if>
        <xsl:if test="normalize-space($fault/faultstring) != ''">
          <xsl:text> </xsl:text>
          <xsl:call-template name="quote"><xsl:with-param name="text" select="normalize-space($fault/faultstring)"/></xsl:call-template>
        </xsl:if>
      </xsl:when>
      <xsl:when test="$message">
        <xsl:value-of select="concat($message/@ResponseClass, ' with ', normalize-space($message/m:ResponseCode))"/>
        <xsl:if test="normalize-space($message/m:ResponseCode) = ''">no ResponseCode</xsl:if>
        <xsl:if test="normalize-space($message/m:MessageText) != ''">
          <xsl:text> </xsl:text>
          <xsl:call-template name="quote"><xsl:with-param name="text" select="normalize-space($message/m:MessageText)"/></xsl:call-template>
        </xsl:if>
      </xsl:when>
      <xsl:when test="$entry">
        <xsl:text>a response that cannot be understood: </xsl:text>
        <xsl:call-template name="name"><xsl:with-param name="of" select="$entry"/></xsl:call-template>
        <xsl:if test="$answer"> without a ResponseClass</xsl:if>
      </xsl:when>
      <xsl:when test="$envelope">an empty soap:Body</xsl:when>
      <xsl:otherwise>no SOAP message</xsl:otherwise>
    </xsl:choose>
    <xsl:if test="$response/@status &gt; 0 and $response/@outcome = 'ok'"><xsl:value-of select="concat(', HTTP ', $response/@status)"/></xsl:if>
  </xsl:template>
</xsl:stylesheet>
