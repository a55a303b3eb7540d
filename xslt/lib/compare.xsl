<?xml version="1.0" encoding="UTF-8"?>
<!-- compare: two lists of groups, an earlier one and the one of this step. Groups are the same group when
     their Ids are; name, type and members are compared. Order, change keys, prefixes, extended
     properties and SMTP addresses make no difference. Groups without an Id (the schema has it optional)
     are counted by name and type.

     Other cases of the run may be under way in the same mailbox. Their groups have names with
     "ews-conform-" (in any case, as some try just that) but without this case's own part, in one of the
     two lists at least: they are left out. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:svrl="http://purl.oclc.org/dsdl/svrl" xmlns:ev="urn:ews-conform:evidence:1"
    xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"
    xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"
    xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"
    exclude-result-prefixes="ev soap m t">
  <xsl:include href="list.xsl"/>
  <xsl:include href="names.xsl"/>

  <!-- By step (empty: this one) and Id. -->
  <xsl:key name="group" match="t:ImGroup[t:ExchangeStoreId]" use="concat(ancestor::ev:since/@step, ' ', t:ExchangeStoreId/@Id)"/>

  <!-- Compares with every step in ev:since. `except` is an Id that is left out, `except-ids` are more of
       them (attributes); `without-ids` is false() where groups without Id cannot be compared. Findings about
       a group that was changed, and about one that came or went, have ids of their own. -->
  <xsl:template name="compare-lists">
    <xsl:param name="own"/>
    <xsl:param name="except"/>
    <xsl:param name="except-ids" select="/.."/>
    <xsl:param name="without-ids" select="true()"/>
    <xsl:param name="changed-id"/>
    <xsl:param name="count-id"/>
    <xsl:for-each select="/ev:evidence/ev:since">
      <xsl:variable name="list" select="ev:response/ev:body/soap:Envelope/soap:Body/m:*[@ResponseClass = 'Success']"/>
      <xsl:choose>
        <xsl:when test="not($list)">
          <xsl:call-template name="case-error">
            <xsl:with-param name="id" select="$count-id"/>
            <xsl:with-param name="text" select="concat('The step &quot;', @step, '&quot; to compare with lists no groups.')"/>
          </xsl:call-template>
        </xsl:when>
        <xsl:otherwise>
          <xsl:call-template name="compare-groups">
            <xsl:with-param name="before" select="$list/m:ImItemList/t:Groups/t:ImGroup"/>
            <xsl:with-param name="step" select="string(@step)"/>
            <xsl:with-param name="own" select="$own"/>
            <xsl:with-param name="except" select="$except"/>
            <xsl:with-param name="except-ids" select="$except-ids"/>
            <xsl:with-param name="without-ids" select="$without-ids"/>
            <xsl:with-param name="changed-id" select="$changed-id"/>
            <xsl:with-param name="count-id" select="$count-id"/>
          </xsl:call-template>
        </xsl:otherwise>
      </xsl:choose>
    </xsl:for-each>
  </xsl:template>

  <xsl:template name="compare-groups">
    <xsl:param name="before"/>
    <xsl:param name="step"/>
    <xsl:param name="own"/>
    <xsl:param name="except"/>
    <xsl:param name="except-ids" select="/.."/>
    <xsl:param name="without-ids" select="true()"/>
    <xsl:param name="changed-id"/>
    <xsl:param name="count-id"/>
    <xsl:variable name="upper" select="'ABCDEFGHIJKLMNOPQRSTUVWXYZ'"/>
    <xsl:variable name="lower" select="'abcdefghijklmnopqrstuvwxyz'"/>
    <xsl:variable name="own-lower" select="translate($own, $upper, $lower)"/>
    <xsl:variable name="foreign" select="($before | $groups)[contains(translate(t:DisplayName, $upper, $lower), 'ews-conform-')
                                                            and not(contains(translate(t:DisplayName, $upper, $lower), $own-lower))]"/>
    <xsl:variable name="left-out" select="$foreign/t:ExchangeStoreId/@Id | $except-ids"/>
    <xsl:variable name="old" select="$before[t:ExchangeStoreId[not(@Id = $except or @Id = $left-out)]]"/>
    <xsl:variable name="new" select="$groups[t:ExchangeStoreId[not(@Id = $except or @Id = $left-out)]]"/>

    <xsl:for-each select="$old">
      <xsl:variable name="now" select="key('group', concat(' ', t:ExchangeStoreId/@Id))"/>
      <xsl:choose>
        <xsl:when test="not($now)"><xsl:call-template name="lost"><xsl:with-param name="id" select="$count-id"/><xsl:with-param name="step" select="$step"/></xsl:call-template></xsl:when>
        <xsl:otherwise>
          <xsl:call-template name="compare-group">
            <xsl:with-param name="now" select="$now[1]"/>
            <xsl:with-param name="name-id" select="$changed-id"/>
            <xsl:with-param name="type-id" select="$changed-id"/>
            <!-- The default groups may hold the contacts of cases that run at the same time. -->
            <xsl:with-param name="members-id" select="substring($changed-id, 1 div not(t:GroupType = 'IPM.DistList.MOC.Favorites' or t:GroupType = 'IPM.DistList.MOC.Tagged' or t:GroupType = 'IPM.DistList.MOC.OtherContacts'))"/>
          </xsl:call-template>
        </xsl:otherwise>
      </xsl:choose>
    </xsl:for-each>
    <xsl:for-each select="$new[not(key('group', concat($step, ' ', t:ExchangeStoreId/@Id)))]">
      <xsl:call-template name="added"><xsl:with-param name="id" select="$count-id"/><xsl:with-param name="step" select="$step"/></xsl:call-template>
    </xsl:for-each>

    <xsl:call-template name="compare-personas">
      <xsl:with-param name="before" select="$before[1]/../../t:Personas/t:Persona[not(contains(translate(., $upper, $lower), 'ews-conform-')) or contains(translate(., $upper, $lower), $own-lower)]"/>
      <xsl:with-param name="step" select="$step"/>
    </xsl:call-template>

    <xsl:variable name="old-plain" select="$before[$without-ids][not(t:ExchangeStoreId)][count(. | $foreign) != count($foreign)]"/>
    <xsl:variable name="new-plain" select="$groups[$without-ids][not(t:ExchangeStoreId)][count(. | $foreign) != count($foreign)]"/>
    <xsl:for-each select="$old-plain">
      <xsl:variable name="name" select="string(t:DisplayName)"/>
      <xsl:variable name="type" select="string(t:GroupType)"/>
      <xsl:if test="count($old-plain[t:DisplayName = $name and t:GroupType = $type]) &gt; count($new-plain[t:DisplayName = $name and t:GroupType = $type])">
        <xsl:call-template name="lost"><xsl:with-param name="id" select="$count-id"/><xsl:with-param name="step" select="$step"/></xsl:call-template>
      </xsl:if>
    </xsl:for-each>
    <xsl:for-each select="$new-plain">
      <xsl:variable name="name" select="string(t:DisplayName)"/>
      <xsl:variable name="type" select="string(t:GroupType)"/>
      <xsl:if test="count($new-plain[t:DisplayName = $name and t:GroupType = $type]) &gt; count($old-plain[t:DisplayName = $name and t:GroupType = $type])">
        <xsl:call-template name="added"><xsl:with-param name="id" select="$count-id"/><xsl:with-param name="step" select="$step"/></xsl:call-template>
      </xsl:if>
    </xsl:for-each>
  </xsl:template>

  <!-- The contacts of the list: each that was there is there still, by its Id or else by all that was said of it, and
       is called as before. Those of other cases come and go. -->
  <xsl:template name="compare-personas">
    <xsl:param name="before"/>
    <xsl:param name="step"/>
    <xsl:variable name="personas" select="$listing/m:ImItemList/t:Personas/t:Persona"/>
    <xsl:for-each select="$before">
      <xsl:variable name="was" select="."/>
      <xsl:variable name="now" select="$personas[t:PersonaId/@Id = $was/t:PersonaId/@Id][1]"/>
      <xsl:if test="not($now) and not($personas[string() = string($was)])">
        <xsl:call-template name="fail">
          <xsl:with-param name="id" select="'R306'"/>
          <xsl:with-param name="at" select="$listing"/>
          <xsl:with-param name="text">
            <xsl:text>The contact </xsl:text>
            <xsl:call-template name="quote"><xsl:with-param name="text" select="string(($was/t:DisplayName | $was/t:PersonaId/@Id)[last()])"/></xsl:call-template>
            <xsl:value-of select="concat(' is not in the list any more; it was in step &quot;', $step, '&quot;.')"/>
          </xsl:with-param>
          <xsl:with-param name="expected" select="string($was/t:PersonaId/@Id)"/>
          <xsl:with-param name="found" select="'not listed'"/>
        </xsl:call-template>
      </xsl:if>
      <xsl:if test="$now and $was/t:DisplayName and $now/t:DisplayName and string($was/t:DisplayName) != string($now/t:DisplayName)">
        <xsl:call-template name="fail">
          <xsl:with-param name="id" select="'R306'"/>
          <xsl:with-param name="at" select="$now/t:DisplayName"/>
          <xsl:with-param name="text">A contact of the list has another name now.</xsl:with-param>
          <xsl:with-param name="expected"><xsl:call-template name="quote"><xsl:with-param name="text" select="string($was/t:DisplayName)"/></xsl:call-template></xsl:with-param>
          <xsl:with-param name="found"><xsl:call-template name="quote"><xsl:with-param name="text" select="string($now/t:DisplayName)"/></xsl:call-template></xsl:with-param>
        </xsl:call-template>
      </xsl:if>
    </xsl:for-each>
  </xsl:template>

  <!-- One group, context: as it was; `now`: as it is. An empty id leaves a question out. -->
  <xsl:template name="compare-group">
    <xsl:param name="now"/>
    <xsl:param name="name-id"/>
    <xsl:param name="type-id"/>
    <xsl:param name="members-id"/>
    <xsl:variable name="was" select="."/>
    <xsl:if test="$name-id != '' and string(t:DisplayName) != string($now/t:DisplayName)">
      <xsl:call-template name="fail">
        <xsl:with-param name="id" select="$name-id"/>
        <xsl:with-param name="at" select="$now/t:DisplayName"/>
        <xsl:with-param name="text">
          <xsl:text>The group </xsl:text>
          <xsl:call-template name="quote"><xsl:with-param name="text" select="string(t:DisplayName)"/></xsl:call-template>
          <xsl:text> has another name now: </xsl:text>
          <xsl:call-template name="quote"><xsl:with-param name="text" select="string($now/t:DisplayName)"/></xsl:call-template>
          <xsl:text>.</xsl:text>
        </xsl:with-param>
        <xsl:with-param name="expected"><xsl:call-template name="quote"><xsl:with-param name="text" select="string(t:DisplayName)"/></xsl:call-template></xsl:with-param>
        <xsl:with-param name="found"><xsl:call-template name="quote"><xsl:with-param name="text" select="string($now/t:DisplayName)"/></xsl:call-template></xsl:with-param>
      </xsl:call-template>
    </xsl:if>
    <xsl:if test="$type-id != '' and string(t:GroupType) != string($now/t:GroupType)">
      <xsl:call-template name="fail">
        <xsl:with-param name="id" select="$type-id"/>
        <xsl:with-param name="at" select="$now/t:GroupType"/>
        <xsl:with-param name="text">
          <xsl:text>The group </xsl:text>
          <xsl:call-template name="quote"><xsl:with-param name="text" select="string($now/t:DisplayName)"/></xsl:call-template>
          <xsl:text> has another GroupType now.</xsl:text>
        </xsl:with-param>
        <xsl:with-param name="expected" select="string(t:GroupType)"/>
        <xsl:with-param name="found" select="string($now/t:GroupType)"/>
      </xsl:call-template>
    </xsl:if>
    <xsl:variable name="gone" select="t:MemberCorrelationKey/t:ItemId/@Id[not(. = $now/t:MemberCorrelationKey/t:ItemId/@Id)]"/>
    <xsl:variable name="come" select="$now/t:MemberCorrelationKey/t:ItemId/@Id[not(. = $was/t:MemberCorrelationKey/t:ItemId/@Id)]"/>
    <xsl:if test="$members-id != '' and ($gone or $come or count(t:MemberCorrelationKey/t:ItemId) != count($now/t:MemberCorrelationKey/t:ItemId))">
      <xsl:call-template name="fail">
        <xsl:with-param name="id" select="$members-id"/>
        <xsl:with-param name="at" select="($now | $now/t:MemberCorrelationKey)[last()]"/>
        <xsl:with-param name="text">
          <xsl:text>The group </xsl:text>
          <xsl:call-template name="quote"><xsl:with-param name="text" select="string($now/t:DisplayName)"/></xsl:call-template>
          <xsl:value-of select="concat(' has other members now: ', count($gone), ' lost, ', count($come), ' new', substring(', some listed more or less often than before', 1 div not($gone or $come)), '.')"/>
        </xsl:with-param>
        <xsl:with-param name="expected" select="concat(count(t:MemberCorrelationKey/t:ItemId), ' members as before')"/>
        <xsl:with-param name="found" select="concat(count($now/t:MemberCorrelationKey/t:ItemId), ' members', substring(concat('; lost ', $gone), 1 div boolean($gone)), substring(concat('; new ', $come), 1 div boolean($come)))"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template name="lost">
    <xsl:param name="id"/>
    <xsl:param name="step"/>
    <xsl:call-template name="fail">
      <xsl:with-param name="id" select="$id"/>
      <xsl:with-param name="at" select="$listing"/>
      <xsl:with-param name="text">
        <xsl:text>The group </xsl:text>
        <xsl:call-template name="quote"><xsl:with-param name="text" select="string(t:DisplayName)"/></xsl:call-template>
        <xsl:value-of select="concat(' is not listed any more', substring(concat(' under its Id ', t:ExchangeStoreId/@Id), 1 div boolean(t:ExchangeStoreId)), '; it was in step &quot;', $step, '&quot;')"/>
        <xsl:if test="$groups[t:DisplayName = current()/t:DisplayName]/t:ExchangeStoreId">, and a group of that name is listed under another Id now</xsl:if>
        <xsl:text>.</xsl:text>
      </xsl:with-param>
      <xsl:with-param name="expected"><xsl:call-template name="quote"><xsl:with-param name="text" select="string(t:DisplayName)"/></xsl:call-template></xsl:with-param>
      <xsl:with-param name="found" select="'not listed'"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template name="added">
    <xsl:param name="id"/>
    <xsl:param name="step"/>
    <xsl:call-template name="fail">
      <xsl:with-param name="id" select="$id"/>
      <xsl:with-param name="text">
        <xsl:text>There is a group </xsl:text>
        <xsl:call-template name="quote"><xsl:with-param name="text" select="string(t:DisplayName)"/></xsl:call-template>
        <xsl:value-of select="concat(' that step &quot;', $step, '&quot; did not list', substring(concat(', with the Id ', t:ExchangeStoreId/@Id), 1 div boolean(t:ExchangeStoreId)), '.')"/>
      </xsl:with-param>
      <xsl:with-param name="expected" select="'no new group'"/>
      <xsl:with-param name="found"><xsl:call-template name="quote"><xsl:with-param name="text" select="string(t:DisplayName)"/></xsl:call-template></xsl:with-param>
    </xsl:call-template>
  </xsl:template>
</xsl:stylesheet>
