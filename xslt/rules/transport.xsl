<?xml version="1.0" encoding="UTF-8"?>
<!-- transport: HTTP and XML, before SOAP. Sources: RFC 9110; S11 (SOAP 1.1) 3, 6.1.1, 6.2; XML 1.0; and
     the operation page for the status of a success and of an in-body error. Context: ev:response. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:svrl="http://purl.oclc.org/dsdl/svrl" xmlns:ev="urn:ews-conform:evidence:1"
    xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"
    xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"
    xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"
    xmlns:e="http://schemas.microsoft.com/exchange/services/2006/errors"
    exclude-result-prefixes="ev soap m t e">

  <!-- Nothing complete came back: that is the one thing to say. -->
  <xsl:template name="broken-off">
    <xsl:choose>
      <xsl:when test="@outcome = 'gone'"><xsl:call-template name="gone"/></xsl:when>
      <xsl:otherwise><xsl:call-template name="incomplete"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- The run waited, and saw nothing but HTTP 503 without Retry-After since an error was answered. -->
  <xsl:template name="gone">
    <xsl:call-template name="fail">
      <xsl:with-param name="id" select="'R410'"/>
      <xsl:with-param name="stop" select="true()"/>
      <xsl:with-param name="text" select="concat('After an error the server does not work any more: ', @detail, '.')"/>
      <xsl:with-param name="expected" select="'an answer, as before the error'"/>
      <xsl:with-param name="found" select="concat('HTTP ', @status, ', again and again')"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template name="incomplete">
    <xsl:call-template name="fail">
      <xsl:with-param name="id" select="'R109'"/>
      <xsl:with-param name="stop" select="true()"/>
      <xsl:with-param name="text">
        <xsl:text>The server did not complete the HTTP exchange</xsl:text>
        <xsl:choose>
          <xsl:when test="@outcome = 'timeout'"> in time</xsl:when>
          <xsl:when test="@outcome = 'closed'">: it closed the connection before the response was whole</xsl:when>
          <xsl:when test="@outcome = 'garbled'">: what it sent is not HTTP as RFC 9110 and RFC 9112 have it</xsl:when>
          <xsl:when test="@outcome = 'too-large'">: the response is larger than the run's limit</xsl:when>
        </xsl:choose>
        <xsl:if test="@detail != ''"><xsl:value-of select="concat(' (', @detail, ')')"/></xsl:if>
        <xsl:text>.</xsl:text>
      </xsl:with-param>
      <xsl:with-param name="expected" select="'a complete HTTP response'"/>
      <xsl:with-param name="found" select="string(@outcome)"/>
    </xsl:call-template>
  </xsl:template>

  <!-- What holds for the bytes of any SOAP message and for how it travels. -->
  <xsl:template name="transport-rules">
    <xsl:if test="$fault or @status != '200'"><xsl:call-template name="status-rules"/></xsl:if>
    <xsl:if test="not(ev:body/@media-type = 'text/xml')"><xsl:call-template name="content-type"/></xsl:if>
    <xsl:if test="contains(@header-names, 'transfer-encoding') and ev:header[@name = 'transfer-encoding'] and ev:header[@name = 'content-length']">
      <xsl:call-template name="fail">
        <xsl:with-param name="id" select="'R109'"/>
        <xsl:with-param name="text">A message has Transfer-Encoding or Content-Length, never both (RFC 9112 6.2): readers that take different ones see different messages.</xsl:with-param>
        <xsl:with-param name="expected" select="'one of the two'"/>
        <xsl:with-param name="found" select="concat('Transfer-Encoding: ', ev:header[@name = 'transfer-encoding'], ', Content-Length: ', ev:header[@name = 'content-length'])"/>
      </xsl:call-template>
    </xsl:if>
    <!-- A change that showed only when the list was read again. -->
    <xsl:if test="@reads &gt; 1">
      <xsl:call-template name="fail">
        <xsl:with-param name="id" select="'R316'"/>
        <xsl:with-param name="role" select="'SHOULD'"/>
        <xsl:with-param name="text" select="'A change shows at the next read; here it took more than one.'"/>
        <xsl:with-param name="expected" select="'1 read'"/>
        <xsl:with-param name="found" select="'several'"/>
      </xsl:call-template>
    </xsl:if>
    <!-- As usual: no DOCTYPE, no namespace of the other form, and one encoding wherever it is named. -->
    <xsl:if test="ev:body[not(@doctype = 'no' and @other-namespaces = '0' and @charset = @encoding and @declared = @encoding) or .//processing-instruction()]">
      <xsl:for-each select="ev:body">
        <xsl:call-template name="document-rules"/>
        <xsl:call-template name="namespace-rules"/>
      </xsl:for-each>
    </xsl:if>
  </xsl:template>

  <xsl:template name="status-rules">
    <xsl:choose>
      <xsl:when test="$fault">
        <xsl:call-template name="status">
          <xsl:with-param name="id" select="'R102'"/>
          <xsl:with-param name="what" select="'A SOAP fault'"/>
          <xsl:with-param name="right" select="'500'"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$message/@ResponseClass = 'Error'">
        <xsl:call-template name="status">
          <xsl:with-param name="id" select="'R103'"/>
          <xsl:with-param name="what" select="'An error inside of the Body'"/>
          <xsl:with-param name="right" select="'200'"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="status">
          <xsl:with-param name="id" select="'R101'"/>
          <xsl:with-param name="what" select="'A response that is not a SOAP fault'"/>
          <xsl:with-param name="right" select="'200'"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- A case may name another status together with the class or the fault; where only rules of HTTP are
       judged, by the status alone. -->
  <xsl:template name="status">
    <xsl:param name="id"/>
    <xsl:param name="what"/>
    <xsl:param name="right"/>
    <xsl:if test="@status != $right and not(../ev:expect/ev:outcome[contains(concat(' ', @http-status, ' '), concat(' ', $response/@status, ' '))]
                  [$fault and @fault != '' or $message and concat(@response-class, @response-code) != '' or ../../@judge = 'transport'])">
      <xsl:variable name="environment"><xsl:call-template name="is-environment"/></xsl:variable>
      <xsl:if test="not(@status = '503' and $environment = 'yes')">
        <xsl:call-template name="fail">
          <xsl:with-param name="id" select="$id"/>
          <xsl:with-param name="text" select="concat($what, ' travels with HTTP status ', $right, '; this one came with ', @status, '.')"/>
          <xsl:with-param name="expected" select="concat('HTTP ', $right)"/>
          <xsl:with-param name="found" select="concat('HTTP ', @status)"/>
        </xsl:call-template>
      </xsl:if>
    </xsl:if>
  </xsl:template>

  <!-- The XML document: context ev:body. -->
  <xsl:template name="document-rules">
    <xsl:if test="@doctype = 'yes'">
      <xsl:call-template name="fail">
        <xsl:with-param name="id" select="'R106'"/>
        <xsl:with-param name="text">A SOAP message has no document type declaration; this response has one.</xsl:with-param>
        <xsl:with-param name="expected" select="'no DOCTYPE'"/>
        <xsl:with-param name="found" select="'a DOCTYPE'"/>
      </xsl:call-template>
    </xsl:if>
    <xsl:if test=".//processing-instruction()">
      <xsl:call-template name="fail">
        <xsl:with-param name="id" select="'R108'"/>
        <xsl:with-param name="at" select=".//processing-instruction()"/>
        <xsl:with-param name="text" select="concat('A SOAP message has no processing instructions; this response has one named &quot;', name(.//processing-instruction()), '&quot;.')"/>
        <xsl:with-param name="expected" select="'no processing instruction'"/>
        <xsl:with-param name="found" select="concat('&lt;?', name(.//processing-instruction()), '?&gt;')"/>
      </xsl:call-template>
    </xsl:if>
    <xsl:if test="@charset != '' and @charset != @encoding or @declared != '' and @declared != @encoding">
      <xsl:call-template name="charset"/>
    </xsl:if>
  </xsl:template>

  <!-- One Content-Type whose media type is text/xml, in any spelling; its parameters are free. -->
  <xsl:template name="content-type">
    <xsl:variable name="types" select="ev:header[@name = 'content-type']"/>
    <xsl:variable name="type" select="normalize-space(substring-before(concat($types, ';'), ';'))"/>
    <xsl:if test="$type != 'text/xml' and translate($type, 'TEXML', 'texml') != 'text/xml' or count($types) != 1">
      <xsl:call-template name="fail">
        <xsl:with-param name="id" select="'R104'"/>
        <xsl:with-param name="at" select="($types | .)[last()]"/>
        <xsl:with-param name="text">
          <xsl:choose>
            <xsl:when test="not($types)">A SOAP 1.1 message travels as text/xml; this response has no Content-Type.</xsl:when>
            <xsl:when test="count($types) &gt; 1">A response has one Content-Type; this one has <xsl:value-of select="count($types)"/>.</xsl:when>
            <xsl:otherwise>
              <xsl:value-of select="concat('A SOAP 1.1 message travels as text/xml; this response says &quot;', $types, '&quot;')"/>
              <xsl:choose>
                <xsl:when test="starts-with(translate($type, 'APLICTONSXM', 'aplictonsxm'), 'application/soap+xml')">, which is the media type of SOAP 1.2</xsl:when>
                <xsl:when test="starts-with($type, 'application/xml')">, which SOAP 1.1 does not allow</xsl:when>
              </xsl:choose>
              <xsl:text>.</xsl:text>
            </xsl:otherwise>
          </xsl:choose>
        </xsl:with-param>
        <xsl:with-param name="expected" select="'text/xml'"/>
        <xsl:with-param name="found">
          <xsl:for-each select="$types"><xsl:if test="position() &gt; 1">, and </xsl:if><xsl:value-of select="."/></xsl:for-each>
          <xsl:if test="not($types)">none</xsl:if>
        </xsl:with-param>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!-- What the Content-Type, the XML declaration and the byte order mark say of the encoding agrees.
       Compared without case and hyphens; UTF-16 may name its byte order; US-ASCII is a part of UTF-8. -->
  <xsl:template name="charset">
    <xsl:variable name="upper" select="'ABCDEFGHIJKLMNOPQRSTUVWXYZ-_'"/>
    <xsl:variable name="lower" select="'abcdefghijklmnopqrstuvwxyz'"/>
    <xsl:variable name="bytes" select="translate(@encoding, $upper, $lower)"/>
    <xsl:variable name="said" select="translate(@charset, $upper, $lower)"/>
    <xsl:variable name="declared" select="translate(@declared, $upper, $lower)"/>
    <xsl:if test="$said != '' and $said != $bytes and not($said = 'usascii' and $bytes = 'utf8')
                    and not(starts-with($said, 'utf16') and starts-with($bytes, 'utf16'))
               or $declared != '' and $declared != $bytes and not($bytes = 'usascii' and $declared = 'utf8' or $declared = 'usascii' and $bytes = 'utf8')
                    and not(starts-with($declared, 'utf16') and starts-with($bytes, 'utf16'))">
      <xsl:call-template name="fail">
        <xsl:with-param name="id" select="'R118'"/>
        <xsl:with-param name="role" select="'SHOULD'"/>
        <xsl:with-param name="text">
          <xsl:text>The response says different things about its encoding:</xsl:text>
          <xsl:if test="@charset != ''"><xsl:value-of select="concat(' the Content-Type &quot;', @charset, '&quot;,')"/></xsl:if>
          <xsl:if test="@declared != ''"><xsl:value-of select="concat(' the XML declaration &quot;', @declared, '&quot;,')"/></xsl:if>
          <xsl:value-of select="concat(' and it was read as &quot;', @encoding, '&quot;', substring(' because of its byte order mark', 1 div (@bom = 'yes')), '.')"/>
        </xsl:with-param>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!-- No Envelope to judge: why? Silent where the case allows any response with this status. -->
  <xsl:template name="no-envelope">
    <xsl:variable name="type" select="string(ev:header[@name = 'content-type'])"/>
    <xsl:variable name="status" select="string(@status)"/>
    <xsl:variable name="environment"><xsl:call-template name="is-environment"/></xsl:variable>
    <xsl:choose>
      <xsl:when test="../ev:expect/ev:outcome[@response-class = '' and @response-code = '' and @fault = ''
                      and contains(concat(' ', @http-status, ' '), concat(' ', $status, ' '))]"/>
      <xsl:when test="$environment = 'yes'">
        <!-- With an expectation, that is where it is said. -->
        <xsl:if test="not(../ev:expect/ev:outcome)">
          <xsl:call-template name="fail">
            <xsl:with-param name="id" select="'R110'"/>
            <xsl:with-param name="role" select="'unjudged'"/>
            <xsl:with-param name="stop" select="true()"/>
            <xsl:with-param name="text" select="concat(substring('The server is busy', 1 div ($status != '401')), substring('The sign-in is not taken any more', 1 div ($status = '401')), ' (HTTP ', $status, '): nothing can be judged.')"/>
          </xsl:call-template>
        </xsl:if>
      </xsl:when>
      <xsl:when test="ev:text and ($status = '200' or contains($type, 'xml'))">
        <xsl:call-template name="fail">
          <xsl:with-param name="id" select="'R105'"/>
          <xsl:with-param name="at" select="ev:text"/>
          <xsl:with-param name="text">
            <xsl:text>The response is not well-formed XML</xsl:text>
            <xsl:if test="ev:text/@error != ''"><xsl:value-of select="concat(': ', ev:text/@error)"/></xsl:if>
            <xsl:if test="not(substring(ev:text/@error, string-length(ev:text/@error)) = '.')">.</xsl:if>
          </xsl:with-param>
          <xsl:with-param name="expected" select="'one well-formed XML document'"/>
          <xsl:with-param name="found"><xsl:call-template name="quote"><xsl:with-param name="text" select="string(ev:text)"/></xsl:call-template></xsl:with-param>
        </xsl:call-template>
        <xsl:call-template name="content-type"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:if test="starts-with($status, '2') and $status != '200'">
          <xsl:call-template name="status">
            <xsl:with-param name="id" select="'R101'"/>
            <xsl:with-param name="what" select="'A response that is not a SOAP fault'"/>
            <xsl:with-param name="right" select="'200'"/>
          </xsl:call-template>
        </xsl:if>
        <xsl:call-template name="fail">
          <xsl:with-param name="id" select="'R110'"/>
          <xsl:with-param name="at" select="(ev:body/* | .)[last()]"/>
          <xsl:with-param name="text"><xsl:call-template name="why-no-envelope"/></xsl:with-param>
          <xsl:with-param name="expected" select="'a SOAP 1.1 Envelope'"/>
          <xsl:with-param name="found">
            <xsl:value-of select="concat('HTTP ', $status, ', ')"/>
            <xsl:choose>
              <xsl:when test="ev:body/*"><xsl:call-template name="name"><xsl:with-param name="of" select="ev:body/*"/></xsl:call-template></xsl:when>
              <xsl:when test="@empty = 'yes'">no body</xsl:when>
              <xsl:when test="$type != ''"><xsl:value-of select="$type"/></xsl:when>
              <xsl:otherwise>something that is not XML</xsl:otherwise>
            </xsl:choose>
          </xsl:with-param>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="why-no-envelope">
    <xsl:variable name="status" select="string(@status)"/>
    <xsl:choose>
      <xsl:when test="ev:body/*[local-name() = 'Envelope' and namespace-uri() = 'http://www.w3.org/2003/05/soap-envelope']">
        <xsl:text>The response is a SOAP 1.2 message; the EWS services speak SOAP 1.1 (http://schemas.xmlsoap.org/soap/envelope/).</xsl:text>
      </xsl:when>
      <xsl:when test="ev:body/*[local-name() = 'Envelope']">
        <xsl:text>The response has an Envelope </xsl:text>
        <xsl:call-template name="in-namespace"><xsl:with-param name="of" select="ev:body/*"/></xsl:call-template>
        <xsl:text>, not in the one of SOAP 1.1.</xsl:text>
      </xsl:when>
      <xsl:when test="$status = '401' or $status = '403' or $status = '407'">
        <xsl:value-of select="concat('The sign-in was refused (HTTP ', $status, '): check the user and password, or the token, of the run, and the sign-in schemes that the server offers.')"/>
      </xsl:when>
      <xsl:when test="starts-with($status, '3')">
        <xsl:value-of select="concat('The server redirects (HTTP ', $status, ')')"/>
        <xsl:if test="ev:header[@name = 'location']"><xsl:value-of select="concat(' to ', ev:header[@name = 'location'])"/></xsl:if>
        <xsl:text>; redirects are not followed beyond --max-redirects (default 0) and to no other server, so that it is clear which one is tested. Give the final address as the target.</xsl:text>
      </xsl:when>
      <xsl:when test="$status = '404' or $status = '405'">
        <xsl:value-of select="concat('There is no EWS service at this address (HTTP ', $status, '): check the target, usually /EWS/Exchange.asmx.')"/>
      </xsl:when>
      <xsl:when test="@empty = 'yes'"><xsl:value-of select="concat('The response (HTTP ', $status, ') has no body; a SOAP message was expected.')"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="concat('The response (HTTP ', $status, ') is not a SOAP message.')"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>
