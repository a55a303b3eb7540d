<?xml version="1.0" encoding="UTF-8"?>
<!-- list: the IM list and its groups as data. Sources: types.xsd (ImItemListType, ImGroupType, ItemIdType,
     NonEmptyStringType); MS-OXWSCOS 2.2.4.2 for the kinds of groups. Lists may be long, so the questions
     are put to all groups at once. Contexts: m:ImItemList; t:ImGroup or m:ImGroup. -->
<xsl:stylesheet version="1.0" xmlns:set="http://exslt.org/sets" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:svrl="http://purl.oclc.org/dsdl/svrl" xmlns:ev="urn:ews-conform:evidence:1"
    xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"
    xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"
    xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"
    xmlns:e="http://schemas.microsoft.com/exchange/services/2006/errors"
    exclude-result-prefixes="ev soap m t e">

  <xsl:template name="list-rules">
    <xsl:if test="*[3] or *[not(self::t:Groups[not(preceding-sibling::*)] or self::t:Personas[not(preceding-sibling::*[not(self::t:Groups)])])]
                  or t:Groups/*[not(self::t:ImGroup)] or t:Personas/*[not(self::t:Persona)] or (. | t:Groups | t:Personas)/text()[normalize-space() != '']">
      <xsl:variable name="wrong" select="*[3] | *[position() &lt; 3][not(self::t:Groups[not(preceding-sibling::*)] or self::t:Personas[not(preceding-sibling::*[not(self::t:Groups)])])]
                  | t:Groups/*[not(self::t:ImGroup)] | t:Personas/*[not(self::t:Persona)] | (. | t:Groups | t:Personas)/text()[normalize-space() != '']"/>
      <xsl:call-template name="fail">
        <xsl:with-param name="id" select="'R320'"/>
        <xsl:with-param name="at" select="$wrong"/>
        <xsl:with-param name="text">An ImItemList holds Groups (with ImGroup elements), then Personas (with Persona elements), each at most once and all in the types namespace.</xsl:with-param>
        <xsl:with-param name="found">
          <xsl:call-template name="path"><xsl:with-param name="at" select="$wrong"/></xsl:call-template>
        </xsl:with-param>
      </xsl:call-template>
    </xsl:if>
    <xsl:if test="t:Groups/t:ImGroup">
      <xsl:call-template name="group-rules"><xsl:with-param name="groups" select="t:Groups/t:ImGroup"/></xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template name="group-rules">
    <xsl:param name="groups"/>
    <xsl:variable name="ids" select="$groups/t:ExchangeStoreId/@Id"/>
    <xsl:variable name="special" select="$groups[t:GroupType != 'IPM.DistList.MOC.UserGroup']"/>
    <!-- Each child after the one that the schema has before it; what is not known is wrong as well. The usual
         group, with name, type and Id, is put aside first. -->
    <xsl:for-each select="$groups[@*[namespace-uri() = ''] or text()[normalize-space() != ''] or t:ExchangeStoreId[* or normalize-space() != '' or @*[namespace-uri() = '' and name() != 'Id' and name() != 'ChangeKey']]
        or not(*[1][self::t:DisplayName != '' and not(*)] and *[2][self::t:GroupType != '' and not(*)])
        or *[3][not(self::t:ExchangeStoreId[@Id != '' and not(following-sibling::*)])] and *[position() &gt; 2][not(
          self::t:ExchangeStoreId[@Id != ''][preceding-sibling::*[1][self::t:GroupType]]
          or self::t:MemberCorrelationKey[* and count(*) = count(t:ItemId/@Id)][preceding-sibling::*[1][self::t:GroupType or self::t:ExchangeStoreId]]
          or self::t:ExtendedProperties[t:ExtendedProperty][preceding-sibling::*[1][self::t:GroupType or self::t:ExchangeStoreId or self::t:MemberCorrelationKey]]
          or self::t:SmtpAddress[preceding-sibling::*[1][self::t:GroupType or self::t:ExchangeStoreId or self::t:MemberCorrelationKey or self::t:ExtendedProperties]])]][position() &lt;= 5]">
      <xsl:call-template name="wrong-group"/>
    </xsl:for-each>
    <xsl:if test="count(set:distinct($ids)) != count($ids)">
      <xsl:variable name="twice" select="$groups[t:ExchangeStoreId/@Id = preceding-sibling::*/t:ExchangeStoreId/@Id]/t:ExchangeStoreId/@Id"/>
      <xsl:call-template name="fail">
        <xsl:with-param name="id" select="'R321'"/>
        <xsl:with-param name="at" select="$twice"/>
        <xsl:with-param name="text">
          <xsl:text>The Id of a group is its own; this list has one twice, with the names </xsl:text>
          <xsl:call-template name="quote"><xsl:with-param name="text" select="string($groups[t:ExchangeStoreId/@Id = $twice[1]][1]/t:DisplayName)"/></xsl:call-template>
          <xsl:text> and </xsl:text>
          <xsl:call-template name="quote"><xsl:with-param name="text" select="string($groups[t:ExchangeStoreId/@Id = $twice[1]][2]/t:DisplayName)"/></xsl:call-template>
          <xsl:text>.</xsl:text>
        </xsl:with-param>
        <xsl:with-param name="expected" select="'different Ids'"/>
        <xsl:with-param name="found" select="string($twice)"/>
      </xsl:call-template>
    </xsl:if>
    <xsl:if test="$special"><xsl:call-template name="special-groups"><xsl:with-param name="groups" select="$special"/></xsl:call-template></xsl:if>
  </xsl:template>

  <!-- One group that is not as the schema has it: which part? -->
  <xsl:template name="wrong-group">
    <xsl:variable name="what">
      <xsl:choose>
        <xsl:when test="@*[namespace-uri() = '']">it has an attribute, and the schema has none</xsl:when>
        <xsl:when test="text()[normalize-space() != '']">it holds text between its children</xsl:when>
        <xsl:when test="not(t:DisplayName)">it has no DisplayName in the types namespace</xsl:when>
        <xsl:when test="t:DisplayName = ''">its DisplayName is empty</xsl:when>
        <xsl:when test="not(t:GroupType)">it has no GroupType</xsl:when>
        <xsl:when test="t:GroupType = ''">its GroupType is empty</xsl:when>
        <xsl:when test="t:DisplayName/* or t:GroupType/*">its name or type holds an element</xsl:when>
        <xsl:when test="t:ExchangeStoreId[@Id = '']">its Id is empty</xsl:when>
        <xsl:when test="t:ExchangeStoreId[* or normalize-space() != '']">its ExchangeStoreId is not empty</xsl:when>
        <xsl:when test="t:ExchangeStoreId/@*[namespace-uri() = '' and name() != 'Id' and name() != 'ChangeKey']">its ExchangeStoreId has an attribute other than Id and ChangeKey</xsl:when>
        <xsl:when test="t:ExchangeStoreId[not(@Id)]">its ExchangeStoreId has no Id</xsl:when>
        <xsl:when test="t:MemberCorrelationKey[not(t:ItemId)]">its MemberCorrelationKey holds no ItemId; without members there is none</xsl:when>
        <xsl:when test="t:MemberCorrelationKey/t:ItemId[not(@Id)]">an ItemId in its MemberCorrelationKey has no Id</xsl:when>
        <xsl:when test="t:MemberCorrelationKey/*[not(self::t:ItemId)]">its MemberCorrelationKey holds something that is no ItemId</xsl:when>
        <xsl:when test="t:ExtendedProperties[not(t:ExtendedProperty)]">its ExtendedProperties hold no ExtendedProperty</xsl:when>
        <xsl:otherwise>its children are others, or in another order</xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:call-template name="fail">
      <xsl:with-param name="id" select="concat(substring('R321', 1 div ($what = 'its Id is empty')), substring('R320', 1 div ($what != 'its Id is empty')))"/>
      <xsl:with-param name="text">
        <xsl:text>The group </xsl:text>
        <xsl:call-template name="quote"><xsl:with-param name="text" select="string(*[local-name() = 'DisplayName'])"/></xsl:call-template>
        <xsl:value-of select="concat(' is not as the schema has it: ', $what, '.')"/>
      </xsl:with-param>
      <xsl:with-param name="expected" select="'t:DisplayName, t:GroupType, then if any t:ExchangeStoreId, t:MemberCorrelationKey, t:ExtendedProperties, t:SmtpAddress'"/>
      <xsl:with-param name="found"><xsl:call-template name="names"><xsl:with-param name="of" select="*"/></xsl:call-template></xsl:with-param>
    </xsl:call-template>
  </xsl:template>

  <!-- Groups that are not plain ones: three kinds exist once at most; kinds not documented are observed. -->
  <xsl:template name="special-groups">
    <xsl:param name="groups"/>
    <xsl:variable name="once" select="$groups[t:GroupType = 'IPM.DistList.MOC.Favorites'][2] | $groups[t:GroupType = 'IPM.DistList.MOC.Tagged'][2]
                                      | $groups[t:GroupType = 'IPM.DistList.MOC.OtherContacts'][2]"/>
    <xsl:variable name="other" select="$groups[t:GroupType != '' and not(contains(' IPM.DistList.MOC.DG IPM.DistList.MOC.Favorites IPM.DistList.MOC.Tagged IPM.DistList.MOC.OtherContacts ', concat(' ', t:GroupType, ' ')))]"/>
    <xsl:for-each select="$once">
      <xsl:call-template name="fail">
        <xsl:with-param name="id" select="'R322'"/>
        <xsl:with-param name="at" select="t:GroupType"/>
        <xsl:with-param name="text" select="concat('A mailbox has one group of the type ', t:GroupType, ' at most; this list has ', count($groups[t:GroupType = current()/t:GroupType]), '.')"/>
        <xsl:with-param name="expected" select="'1 at most'"/>
        <xsl:with-param name="found" select="count($groups[t:GroupType = current()/t:GroupType])"/>
      </xsl:call-template>
    </xsl:for-each>
    <xsl:if test="$other">
      <xsl:call-template name="observe">
        <xsl:with-param name="id" select="'R323'"/>
        <xsl:with-param name="at" select="$other/t:GroupType"/>
        <xsl:with-param name="text">
          <xsl:text>The list has a GroupType that is not documented: </xsl:text>
          <xsl:call-template name="quote"><xsl:with-param name="text" select="string($other/t:GroupType)"/></xsl:call-template>
          <xsl:text>.</xsl:text>
        </xsl:with-param>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>
</xsl:stylesheet>
