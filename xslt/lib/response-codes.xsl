<?xml version="1.0" encoding="UTF-8"?>
<!-- response-codes: the values of ResponseCode, from the enumeration of the published messages.xsd
     (ResponseCodeType). One string to search is the cheapest table that XSLT 1.0 has. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <!-- Writes "yes" when `code` is one of them. The usual ones are looked for first. -->
  <xsl:template name="is-response-code">
    <xsl:param name="code"/>
    <xsl:variable name="word" select="concat(' ', $code, ' ')"/>
    <xsl:choose>
      <xsl:when test="$code = '' or contains($code, ' ')"/>
      <xsl:when test="contains(' NoError ErrorImGroupDisplayNameAlreadyExists ErrorInvalidImGroupId ErrorItemNotFound
      ErrorInvalidId ErrorInvalidIdEmpty ErrorInvalidIdMalformed ErrorSchemaValidation
      ErrorInvalidRequest ErrorInvalidServerVersion ErrorAccessDenied ErrorServerBusy ', $word)">yes</xsl:when>
      <xsl:when test="contains('
      ErrorADOperation ErrorADSessionFilter ErrorADUnavailable ErrorAccessModeSpecified
      ErrorAccountDisabled ErrorAccountSuspend ErrorAccountSuspendShowTierUpgrade
      ErrorAddDelegatesFailed ErrorAddressSpaceNotFound ErrorAffectedTaskOccurrencesRequired
      ErrorApplyConversationActionFailed ErrorArchiveFolderPathCreation ErrorArchiveMailboxNotEnabled
      ErrorArchiveMailboxSearchFailed ErrorArchiveMailboxServiceDiscoveryFailed
      ErrorAttachmentNestLevelLimitExceeded ErrorAttachmentSizeLimitExceeded ErrorAutoDiscoverFailed
      ErrorAvailabilityConfigNotFound ErrorBatchProcessingStopped
      ErrorCalendarCannotMoveOrCopyOccurrence ErrorCalendarCannotUpdateDeletedItem
      ErrorCalendarCannotUseIdForOccurrenceId ErrorCalendarCannotUseIdForRecurringMasterId
      ErrorCalendarDurationIsTooLong ErrorCalendarEndDateIsEarlierThanStartDate
      ErrorCalendarFolderIsInvalidForCalendarView ErrorCalendarInvalidAttributeValue
      ErrorCalendarInvalidDayForTimeChangePattern ErrorCalendarInvalidDayForWeeklyRecurrence
      ErrorCalendarInvalidPropertyState ErrorCalendarInvalidPropertyValue ErrorCalendarInvalidRecurrence
      ErrorCalendarInvalidTimeZone ErrorCalendarIsCancelledForAccept ErrorCalendarIsCancelledForDecline
      ErrorCalendarIsCancelledForRemove ErrorCalendarIsCancelledForTentative
      ErrorCalendarIsDelegatedForAccept ErrorCalendarIsDelegatedForDecline
      ErrorCalendarIsDelegatedForRemove ErrorCalendarIsDelegatedForTentative
      ErrorCalendarIsGroupMailboxForAccept ErrorCalendarIsGroupMailboxForDecline
      ErrorCalendarIsGroupMailboxForSuppressReadReceipt ErrorCalendarIsGroupMailboxForTentative
      ErrorCalendarIsNotOrganizer ErrorCalendarIsOrganizerForAccept ErrorCalendarIsOrganizerForDecline
      ErrorCalendarIsOrganizerForRemove ErrorCalendarIsOrganizerForTentative
      ErrorCalendarMeetingRequestIsOutOfDate ErrorCalendarOccurrenceIndexIsOutOfRecurrenceRange
      ErrorCalendarOccurrenceIsDeletedFromRecurrence ErrorCalendarOutOfRange
      ErrorCalendarSeekToConditionNotSupported ErrorCalendarViewRangeTooBig
      ErrorCallerIsInvalidADAccount ErrorCannotAccessDeletedPublicFolder
      ErrorCannotArchiveCalendarContactTaskFolderException ErrorCannotArchiveItemsInArchiveMailbox
      ErrorCannotArchiveItemsInPublicFolders ErrorCannotCreateCalendarItemInNonCalendarFolder
      ErrorCannotCreateContactInNonContactFolder ErrorCannotCreatePostItemInNonMailFolder
      ErrorCannotCreateTaskInNonTaskFolder ErrorCannotDeleteObject ErrorCannotDeleteTaskOccurrence
      ErrorCannotDisableMandatoryExtension ErrorCannotEmptyFolder ErrorCannotFindUser
      ErrorCannotGetExternalEcpUrl ErrorCannotGetSourceFolderPath ErrorCannotOpenFileAttachment
      ErrorCannotSetCalendarPermissionOnNonCalendarFolder
      ErrorCannotSetNonCalendarPermissionOnCalendarFolder ErrorCannotSetPermissionUnknownEntries
      ErrorCannotSpecifySearchFolderAsSourceFolder ErrorCannotUninstallProvidedExtensions
      ErrorCannotUseFolderIdForItemId ErrorCannotUseItemIdForFolderId ErrorChangeKeyRequired
      ErrorChangeKeyRequiredForWriteOperations ErrorClientDisconnected
      ErrorClientIntentInvalidStateDefinition ErrorClientIntentNotFound ErrorConnectionFailed
      ErrorContainsFilterWrongType ErrorContentConversionFailed ErrorContentIndexingNotEnabled
      ErrorCorruptData ErrorCreateItemAccessDenied ErrorCreateManagedFolderPartialCompletion
      ErrorCreateSubfolderAccessDenied ErrorCrossMailboxMoveCopy ErrorCrossSiteRequest
      ErrorDataSizeLimitExceeded ErrorDataSourceOperation ErrorDelegateAlreadyExists
      ErrorDelegateCannotAddOwner ErrorDelegateMissingConfiguration ErrorDelegateNoUser
      ErrorDelegateValidationFailed ErrorDeleteDistinguishedFolder ErrorDeleteItemsFailed
      ErrorDeleteUnifiedMessagingPromptFailed ErrorDiscoverySearchesDisabled
      ErrorDistinguishedUserNotSupported ErrorDistributionListMemberNotExist
      ErrorDuplicateExtendedKeywordDefinition ErrorDuplicateInputFolderNames
      ErrorDuplicateLegacyDistinguishedName ErrorDuplicateSOAPHeader
      ErrorDuplicateSenderRestrictionsInputFound ErrorDuplicateUserIdsSpecified
      ErrorEmailAddressMismatch ErrorEventNotFound ErrorExceededConnectionCount
      ErrorExceededFindCountLimit ErrorExceededMaxRecipientLimit ErrorExceededMaxRecipientLimitBlock
      ErrorExceededMaxRecipientLimitShowTierUpgrade ErrorExceededMessageLimit
      ErrorExceededMessageLimitShowTierUpgrade ErrorExceededSubscriptionCount ErrorExpiredSubscription
      ErrorExportRemoteArchiveItemsFailed ErrorExtensionAlreadyInstalledForOrg ErrorExtensionNotFound
      ErrorFindRemoteArchiveFolderFailed ErrorFolderCorrupt ErrorFolderExists ErrorFolderNotFound
      ErrorFolderPropertRequestFailed ErrorFolderSave ErrorFolderSaveFailed ErrorFolderSavePropertyError
      ErrorFreeBusyDLLimitReached ErrorFreeBusyGenerationFailed ErrorGetRemoteArchiveFolderFailed
      ErrorGetRemoteArchiveItemFailed ErrorGetServerSecurityDescriptorFailed ErrorIPGatewayNotFound
      ErrorImContactLimitReached ErrorImGroupLimitReached ErrorImpersonateUserDenied
      ErrorImpersonationDenied ErrorImpersonationFailed ErrorInboxRulesValidationError
      ErrorIncorrectSchemaVersion ErrorIncorrectUpdatePropertyCount ErrorIndividualMailboxLimitReached
      ErrorInstantSearchFailed ErrorInstantSearchSessionExpired ErrorInstantSearchTimeout
      ErrorInsufficientResources ErrorInternalServerError ErrorInternalServerTransientError
      ErrorInvalidAccessLevel ErrorInvalidArgument ErrorInvalidAttachmentId
      ErrorInvalidAttachmentSubfilter ErrorInvalidAttachmentSubfilterTextFilter
      ErrorInvalidAuthorizationContext ErrorInvalidBulkActionType ErrorInvalidChangeKey
      ErrorInvalidClientAccessTokenRequest ErrorInvalidClientSecurityContext ErrorInvalidCompleteDate
      ErrorInvalidContactEmailAddress ErrorInvalidContactEmailIndex ErrorInvalidCrossForestCredentials
      ErrorInvalidDelegatePermission ErrorInvalidDelegateUserId
      ErrorInvalidExchangeImpersonationHeaderData ErrorInvalidExcludesRestriction
      ErrorInvalidExpressionTypeForSubFilter ErrorInvalidExtendedProperty
      ErrorInvalidExtendedPropertyValue ErrorInvalidExtensionId ErrorInvalidExternalSharingInitiator
      ErrorInvalidExternalSharingSubscriber ErrorInvalidFederatedOrganizationId
      ErrorInvalidFederationOrganizationIdentifier ErrorInvalidFolderId
      ErrorInvalidFolderTypeForOperation ErrorInvalidFractionalPagingParameters
      ErrorInvalidFreeBusyViewType ErrorInvalidGetSharingFolderRequest
      ErrorInvalidIdMalformedEwsLegacyIdFormat ErrorInvalidIdMonikerTooLong
      ErrorInvalidIdNotAnItemAttachmentId ErrorInvalidIdReturnedByResolveNames
      ErrorInvalidIdStoreObjectIdTooLong ErrorInvalidIdTooManyAttachmentLevels ErrorInvalidIdXml
      ErrorInvalidImContactId ErrorInvalidImDistributionGroupSmtpAddress
      ErrorInvalidIndexedPagingParameters ErrorInvalidInternetHeaderChildNodes
      ErrorInvalidInternetWebProxyOnLocalServer ErrorInvalidItemForOperationAcceptItem
      ErrorInvalidItemForOperationArchiveItem ErrorInvalidItemForOperationCancelItem
      ErrorInvalidItemForOperationCreateItem ErrorInvalidItemForOperationCreateItemAttachment
      ErrorInvalidItemForOperationDeclineItem ErrorInvalidItemForOperationExpandDL
      ErrorInvalidItemForOperationRemoveItem ErrorInvalidItemForOperationSendItem
      ErrorInvalidItemForOperationTentative ErrorInvalidKeepNCount ErrorInvalidKeepNType
      ErrorInvalidLatitude ErrorInvalidLicense ErrorInvalidLikeRequest ErrorInvalidLogonType
      ErrorInvalidLongitude ErrorInvalidMailbox ErrorInvalidManagedFolderProperty
      ErrorInvalidManagedFolderQuota ErrorInvalidManagedFolderSize ErrorInvalidManagementRoleHeader
      ErrorInvalidMergedFreeBusyInterval ErrorInvalidNameForNameResolution
      ErrorInvalidNetworkServiceContext ErrorInvalidOofParameter ErrorInvalidOperation
      ErrorInvalidOrganizationRelationshipForFreeBusy ErrorInvalidPagingMaxRows ErrorInvalidParentFolder
      ErrorInvalidPercentCompleteValue ErrorInvalidPermissionSettings ErrorInvalidPhoneCallId
      ErrorInvalidPhoneNumber ErrorInvalidPhotoSize ErrorInvalidPropertyAppend
      ErrorInvalidPropertyDelete ErrorInvalidPropertyForExists ErrorInvalidPropertyForOperation
      ErrorInvalidPropertyRequest ErrorInvalidPropertySet ErrorInvalidPropertyUpdateSentMessage
      ErrorInvalidProxySecurityContext ErrorInvalidPullSubscriptionId ErrorInvalidPushSubscriptionUrl
      ErrorInvalidRecipientSubfilter ErrorInvalidRecipientSubfilterComparison
      ErrorInvalidRecipientSubfilterOrder ErrorInvalidRecipientSubfilterTextFilter
      ErrorInvalidRecipients ErrorInvalidReferenceItem ErrorInvalidReportMessageActionType
      ErrorInvalidRestriction ErrorInvalidRetentionTagIdGuid ErrorInvalidRetentionTagInheritance
      ErrorInvalidRetentionTagInvisible ErrorInvalidRetentionTagNone
      ErrorInvalidRetentionTagTypeMismatch ErrorInvalidRoutingType ErrorInvalidSIPUri
      ErrorInvalidScheduledOofDuration ErrorInvalidSchemaVersionForMailboxVersion
      ErrorInvalidSecurityDescriptor ErrorInvalidSendItemSaveSettings ErrorInvalidSerializedAccessToken
      ErrorInvalidSharingData ErrorInvalidSharingMessage ErrorInvalidSid ErrorInvalidSmtpAddress
      ErrorInvalidSubfilterType ErrorInvalidSubfilterTypeNotAttendeeType
      ErrorInvalidSubfilterTypeNotRecipientType ErrorInvalidSubscription ErrorInvalidSubscriptionRequest
      ErrorInvalidSweepRule ErrorInvalidSweepRuleOperationType ErrorInvalidSyncStateData
      ErrorInvalidTimeInterval ErrorInvalidUserInfo ErrorInvalidUserOofSettings
      ErrorInvalidUserPrincipalName ErrorInvalidUserSid ErrorInvalidUserSidMissingUPN
      ErrorInvalidValueForProperty ErrorInvalidWatermark ErrorIrresolvableConflict ErrorItemCorrupt
      ErrorItemPropertyRequestFailed ErrorItemSave ErrorItemSavePropertyError
      ErrorLegacyMailboxFreeBusyViewTypeNotMerged ErrorLocalServerObjectNotFound
      ErrorLocationServicesDisabled ErrorLocationServicesInvalidRequest
      ErrorLocationServicesRequestFailed ErrorLocationServicesRequestTimedOut
      ErrorLogonAsNetworkServiceFailed ErrorMailRecipientNotFound ErrorMailTipsDisabled
      ErrorMailboxConfiguration ErrorMailboxDataArrayEmpty ErrorMailboxDataArrayTooBig
      ErrorMailboxFailover ErrorMailboxHoldNotFound ErrorMailboxLogonFailed ErrorMailboxMoveInProgress
      ErrorMailboxScopeNotAllowedWithoutQueryString ErrorMailboxStoreUnavailable
      ErrorManagedFolderAlreadyExists ErrorManagedFolderNotFound ErrorManagedFoldersRootFailure
      ErrorMarketPlaceExtensionAlreadyInstalledForOrg ErrorMeetingSuggestionGenerationFailed
      ErrorMessageBlocked ErrorMessageDispositionRequired ErrorMessagePerFolderCountReceiveQuotaExceeded
      ErrorMessageSizeExceeded ErrorMessageSubmissionBlocked ErrorMessageTrackingNoSuchDomain
      ErrorMessageTrackingPermanentError ErrorMessageTrackingTransientError
      ErrorMimeContentConversionFailed ErrorMimeContentInvalid ErrorMimeContentInvalidBase64String
      ErrorMissedNotificationEvents ErrorMissingArgument ErrorMissingEmailAddress
      ErrorMissingEmailAddressForManagedFolder ErrorMissingExchangePrincipal
      ErrorMissingInformationEmailAddress ErrorMissingInformationReferenceItemId
      ErrorMissingInformationSharingFolderId ErrorMissingItemForCreateItemAttachment
      ErrorMissingManagedFolderId ErrorMissingRecipients ErrorMissingUserIdInformation
      ErrorMoreThanOneAccessModeSpecified ErrorMoveCopyFailed ErrorMoveDistinguishedFolder
      ErrorMultiLegacyMailboxAccess ErrorNameResolutionMultipleResults ErrorNameResolutionNoMailbox
      ErrorNameResolutionNoResults ErrorNewEventStreamConnectionOpened
      ErrorNewerExtensionAlreadyInstalled ErrorNewerMarketPlaceExtensionAlreadyInstalled
      ErrorNoApplicableProxyCASServersAvailable ErrorNoCalendar
      ErrorNoDestinationCASDueToKerberosRequirements ErrorNoDestinationCASDueToSSLRequirements
      ErrorNoDestinationCASDueToVersionMismatch ErrorNoFolderClassOverride ErrorNoFreeBusyAccess
      ErrorNoOAuthServerAvailableForRequest ErrorNoPropertyTagForCustomProperties
      ErrorNoPublicFolderReplicaAvailable ErrorNoPublicFolderServerAvailable
      ErrorNoRbacPermissionToInstallMarketPlaceExtensions
      ErrorNoRbacPermissionToInstallReadWriteMailboxExtensions ErrorNoRespondingCASInDestinationSite
      ErrorNoSenderRestrictionsSettingsFoundInRequest ErrorNoSpeechDetected ErrorNonExistentMailbox
      ErrorNonPrimarySmtpAddress ErrorNotAllowedExternalSharingByPolicy ErrorNotDelegate
      ErrorNotEnoughMemory ErrorNotSupportedSharingMessage ErrorObjectTypeChanged
      ErrorOccurrenceCrossingBoundary ErrorOccurrenceTimeSpanTooBig
      ErrorOperationNotAllowedWithPublicFolderRoot ErrorOrganizationAccessBlocked
      ErrorOrganizationNotFederated ErrorOutlookRuleBlobExists ErrorParentFolderIdRequired
      ErrorParentFolderNotFound ErrorParsingXMLResponse ErrorPasswordChangeRequired ErrorPasswordExpired
      ErrorPermissionNotAllowedByPolicy ErrorPhoneNumberNotDialable ErrorPromptPublishingOperationFailed
      ErrorPropertyUpdate ErrorPropertyValidationFailure ErrorProxiedSubscriptionCallFailure
      ErrorProxyCallFailed ErrorProxyGroupSidLimitExceeded ErrorProxyRequestNotAllowed
      ErrorProxyRequestProcessingFailed ErrorProxyServiceDiscoveryFailed ErrorProxySoapException
      ErrorProxyTokenExpired ErrorPublicFolderMailboxDiscoveryFailed ErrorPublicFolderOperationFailed
      ErrorPublicFolderRequestProcessingFailed ErrorPublicFolderServerNotFound
      ErrorPublicFolderSyncException ErrorQueryFilterTooLong ErrorQuotaExceeded ErrorReadEventsFailed
      ErrorReadReceiptNotPending ErrorRecipientNotFound ErrorRecognizerNotInstalled
      ErrorRecurrenceEndDateTooBig ErrorRecurrenceHasNoOccurrence ErrorRemoveDelegatesFailed
      ErrorRequestAborted ErrorRequestStreamTooBig ErrorRequiredPropertyMissing
      ErrorResolveNamesInvalidFolderType ErrorResolveNamesOnlyOneContactsFolderAllowed
      ErrorResponseSchemaValidation ErrorRestrictionTooComplex ErrorRestrictionTooLong
      ErrorResultSetTooBig ErrorRulesOverQuota ErrorSavedItemFolderNotFound
      ErrorSearchFolderNotInitialized ErrorSearchQueryHasTooManyKeywords ErrorSearchTooManyMailboxes
      ErrorSendAsDenied ErrorSendMeetingCancellationsRequired
      ErrorSendMeetingInvitationsOrCancellationsRequired ErrorSendMeetingInvitationsRequired
      ErrorSenderRestrictionsUpdateFailed ErrorSentMeetingRequestUpdate ErrorSentTaskRequestUpdate
      ErrorServiceDiscoveryFailed ErrorSharingNoExternalEwsAvailable ErrorSharingSynchronizationFailed
      ErrorSpeechGrammarError ErrorStaleObject ErrorSubmissionQuotaExceeded
      ErrorSubscriptionAccessDenied ErrorSubscriptionDelegateAccessNotSupported
      ErrorSubscriptionNotFound ErrorSubscriptionUnsubscribed ErrorSyncFolderNotFound
      ErrorTargetDomainNotSupported ErrorTeamMailboxActiveToPendingDelete ErrorTeamMailboxErrorUnknown
      ErrorTeamMailboxFailedSendingNotifications ErrorTeamMailboxNotAuthorizedOwner
      ErrorTeamMailboxNotFound ErrorTeamMailboxNotLinkedToSharePoint ErrorTeamMailboxUrlValidationFailed
      ErrorTimeIntervalTooBig ErrorTimeZone ErrorTimeoutExpired ErrorToFolderNotFound
      ErrorTokenSerializationDenied ErrorTooManyObjectsOpened ErrorUMServerUnavailable
      ErrorUnableToGetUserOofSettings ErrorUnableToRemoveImContactFromGroup
      ErrorUnexpectedUnifiedGroupsCount ErrorUnifiedGroupAadAuthorizationRequestDenied
      ErrorUnifiedGroupAlreadyExists ErrorUnifiedGroupCreationDisabled
      ErrorUnifiedGroupMailboxAADCreationFailed ErrorUnifiedGroupMailboxAADDeleteFailed
      ErrorUnifiedGroupMailboxDeleteFailed ErrorUnifiedGroupMailboxNamingPolicy
      ErrorUnifiedGroupMailboxNotFound ErrorUnifiedGroupMailboxProvisionFailed
      ErrorUnifiedGroupMailboxUpdateDelayed ErrorUnifiedGroupMailboxUpdateFailed
      ErrorUnifiedGroupMailboxUpdatedPartialProperties ErrorUnifiedMessagingDialPlanNotFound
      ErrorUnifiedMessagingPromptNotFound ErrorUnifiedMessagingReportDataNotFound
      ErrorUnifiedMessagingRequestFailed ErrorUnifiedMessagingServerNotFound ErrorUnsupportedCulture
      ErrorUnsupportedMapiPropertyType ErrorUnsupportedMimeConversion ErrorUnsupportedPathForQuery
      ErrorUnsupportedPathForSortGroup ErrorUnsupportedPropertyDefinition ErrorUnsupportedQueryFilter
      ErrorUnsupportedRecurrence ErrorUnsupportedSubFilter ErrorUnsupportedTypeForConversion
      ErrorUnsupportedUserForExecuteSearch ErrorUpdateDelegatesFailed ErrorUpdatePropertyMismatch
      ErrorUserNotAllowedByPolicy ErrorUserNotUnifiedMessagingEnabled
      ErrorUserWithoutFederatedProxyAddress ErrorValueOutOfRange ErrorVirusDetected
      ErrorVirusMessageDeleted ErrorVoiceMailNotImplemented ErrorWeatherServiceDisabled
      ErrorWebRequestInInvalidState ErrorWin32InteropError ErrorWorkingHoursSaveFailed
      ErrorWorkingHoursXmlMalformed ErrorWrongServerVersion ErrorWrongServerVersionDelegate
      ', $word)">yes</xsl:when>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>
