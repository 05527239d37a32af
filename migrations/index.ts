import { CreateUsers1790000000001 } from './1790000000001-create-users.js';
import { CreateCredentials1790000000002 } from './1790000000002-create-credentials.js';
import { CreateRoutersAndPackages1790000000003 } from './1790000000003-create-routers-and-packages.js';
import { CreatePayments1790000000004 } from './1790000000004-create-payments.js';
import { CreateWebhookEvents1790000000005 } from './1790000000005-create-webhook-events.js';
import { RecordHowLoginsBegan1790000000010 } from './1790000000010-record-how-logins-began.js';
import { IndexPaymentsByWhatWasSold1790000000020 } from './1790000000020-index-payments-by-what-was-sold.js';
import { LookAfterSecrets1790000000021 } from './1790000000021-look-after-secrets.js';
import { CreateIdempotencyKeys1790000000030 } from './1790000000030-create-idempotency-keys.js';
import { CreateRateLimits1790000000031 } from './1790000000031-create-rate-limits.js';
import { IndexPaymentsForTheirLists1790000000040 } from './1790000000040-index-payments-for-their-lists.js';
import { RecordContradictions1790000000041 } from './1790000000041-record-contradictions.js';
import { MatchEarlyWebhooks1790000000050 } from './1790000000050-match-early-webhooks.js';
import { KeepPaymentHistory1790000000051 } from './1790000000051-keep-payment-history.js';
import { IndexWhatIsUnfinished1790000000060 } from './1790000000060-index-what-is-unfinished.js';
import { IndexRefreshTokensByExpiry1790000000071 } from './1790000000071-index-refresh-tokens-by-expiry.js';
import { LetHistoryTellOfImports1790000000072 } from './1790000000072-let-history-tell-of-imports.js';
import { CheckSourcesOfHistory1790000000073 } from './1790000000073-check-sources-of-history.js';
import { FindOldWebhookBodies1790000000074 } from './1790000000074-find-old-webhook-bodies.js';
import { AnnounceChangesOfKeys1790000000080 } from './1790000000080-announce-changes-of-keys.js';
import { FindImportedPasswords1790000000083 } from './1790000000083-find-imported-passwords.js';
import { KeepWhereWebhooksCameFrom1790000000084 } from './1790000000084-keep-where-webhooks-came-from.js';
import { CreateJobWorkers1790000000090 } from './1790000000090-create-job-workers.js';
import { FindIgnoredWebhooks1790000000091 } from './1790000000091-find-ignored-webhooks.js';
import { NoticeHungWorkers1790000000092 } from './1790000000092-notice-hung-workers.js';
import { KeepReplacedKeys1790000000100 } from './1790000000100-keep-replaced-keys.js';
import { CheckReasonsForReview1790000000101 } from './1790000000101-check-reasons-for-review.js';
import { LetOperatorsShareInvoices1790000000102 } from './1790000000102-let-operators-share-invoices.js';
import { IndexPaymentsByReceipt1790000000120 } from './1790000000120-index-payments-by-receipt.js';
import { IndexPaymentsByDevice1790000000121 } from './1790000000121-index-payments-by-device.js';
import { FindImportedPasswordsByFormat1790000000130 } from './1790000000130-find-imported-passwords-by-format.js';
import { CreatePasswordResets1790000000131 } from './1790000000131-create-password-resets.js';
import { FindOperatorsByEmail1790000000132 } from './1790000000132-find-operators-by-email.js';
import { KeepFurtherFieldsOfCredentials1790000000140 } from './1790000000140-keep-further-fields-of-credentials.js';
import { CheckFurtherFieldsOfCredentials1790000000141 } from './1790000000141-check-further-fields-of-credentials.js';
import { AddAccessMethodOfRouters1790000000148 } from './1790000000148-add-access-method-of-routers.js';
import { CopyLimitsIntoPayments1790000000149 } from './1790000000149-copy-limits-into-payments.js';
import { AddLimitsOfPackages1790000000150 } from './1790000000150-add-limits-of-packages.js';
import { CheckAccessSettings1790000000151 } from './1790000000151-check-access-settings.js';
import { FindRoutersByNasAddress1790000000152 } from './1790000000152-find-routers-by-nas-address.js';
import { CreateEntitlements1790000000153 } from './1790000000153-create-entitlements.js';
import { CreateAccountingSessions1790000000154 } from './1790000000154-create-accounting-sessions.js';
import { CreateRadiusClients1790000000155 } from './1790000000155-create-radius-clients.js';
import { CreateRadiusChainFunctions1790000000156 } from './1790000000156-create-radius-chain-functions.js';
import { CreateRadiusLoginFunctions1790000000157 } from './1790000000157-create-radius-login-functions.js';
import { CreateRadiusPostAuthFunctions1790000000158 } from './1790000000158-create-radius-post-auth-functions.js';
import { CreateRadiusAccountingFunctions1790000000159 } from './1790000000159-create-radius-accounting-functions.js';
import { FindUnexpiredPayments1790000000170 } from './1790000000170-find-unexpired-payments.js';
import { IndexSessionsByRouter1790000000180 } from './1790000000180-index-sessions-by-router.js';
import { IndexSessionsByDevice1790000000181 } from './1790000000181-index-sessions-by-device.js';
import { KeepAccessClaims1790000000190 } from './1790000000190-keep-access-claims.js';
import { FindTicketsByChain1790000000191 } from './1790000000191-find-tickets-by-chain.js';
import { ReadAccessOfPayments1790000000192 } from './1790000000192-read-access-of-payments.js';
import { AddSetupOfRouters1790000000200 } from './1790000000200-add-setup-of-routers.js';
import { LetSecretsOfRoutersBeRotatedOnce1790000000201 } from './1790000000201-let-secrets-of-routers-be-rotated-once.js';
import { LetEachRouterHaveItsOwnTunnelKey1790000000202 } from './1790000000202-let-each-router-have-its-own-tunnel-key.js';
import { CreateCoaRequests1790000000210 } from './1790000000210-create-coa-requests.js';
import { FindOpenSessionsByChain1790000000211 } from './1790000000211-find-open-sessions-by-chain.js';
import { PlanAccessDelivery1790000000212 } from './1790000000212-plan-access-delivery.js';
import { FindFirstLogins1790000000213 } from './1790000000213-find-first-logins.js';
import { CreateAccessCounts1790000000214 } from './1790000000214-create-access-counts.js';
import { NoteSessionsOfAbsentRouters1790000000215 } from './1790000000215-note-sessions-of-absent-routers.js';
import { NoteRoutersThatAreAway1790000000220 } from './1790000000220-note-routers-that-are-away.js';
import { FindRoutersReachedByRest1790000000221 } from './1790000000221-find-routers-reached-by-rest.js';
import { FindRoutersThatAreAway1790000000222 } from './1790000000222-find-routers-that-are-away.js';
import { RecordRouterSessions1790000000223 } from './1790000000223-record-router-sessions.js';
import { LeaveTicketsThatAreBeingUsed1790000000260 } from './1790000000260-leave-tickets-that-are-being-used.js';
import { EndSessionsOfRevokedChains1790000000261 } from './1790000000261-end-sessions-of-revoked-chains.js';
import { ContinueRouterSessions1790000000265 } from './1790000000265-continue-router-sessions.js';
import { KeepClaimsOfEarlierSales1790000000270 } from './1790000000270-keep-claims-of-earlier-sales.js';
import { FindChainsByClaim1790000000271 } from './1790000000271-find-chains-by-claim.js';
import { CreateEntitlementsInOneCall1790000000272 } from './1790000000272-create-entitlements-in-one-call.js';
import { GiveRoutersAPortalSlug1790000000280 } from './1790000000280-give-routers-a-portal-slug.js';
import { FindRoutersByPortalSlug1790000000281 } from './1790000000281-find-routers-by-portal-slug.js';
import { CreatePortalSettings1790000000282 } from './1790000000282-create-portal-settings.js';
import { LetWebhooksTellOfTills1790000000290 } from './1790000000290-let-webhooks-tell-of-tills.js';
import { CheckKindsOfWebhooks1790000000291 } from './1790000000291-check-kinds-of-webhooks.js';
import { LetOperatorsPreferAProvider1790000000295 } from './1790000000295-let-operators-prefer-a-provider.js';
import { CountReceiptsOnce1790000000296 } from './1790000000296-count-receipts-once.js';
import { CheckReviewsOfReversals1790000000297 } from './1790000000297-check-reviews-of-reversals.js';
import { CountReceiptsOfMarkedPayments1790000000298 } from './1790000000298-count-receipts-of-marked-payments.js';
import { ExpectOpenSessions1790000000305 } from './1790000000305-expect-open-sessions.js';
import { AnswerLoginsInOneCall1790000000306 } from './1790000000306-answer-logins-in-one-call.js';
import { TakeReportsWithFewerStatements1790000000307 } from './1790000000307-take-reports-with-fewer-statements.js';
import { KeepWhatRevokedAccessHasUsed1790000000310 } from './1790000000310-keep-what-revoked-access-has-used.js';
import { CorrectSessionsAtTheirFirstReport1790000000311 } from './1790000000311-correct-sessions-at-their-first-report.js';
import { ReadLessOfAChain1790000000320 } from './1790000000320-read-less-of-a-chain.js';
import { IndexPaymentsByCompletion1790000000330 } from './1790000000330-index-payments-by-completion.js';
import { RecordFeesOfPayments1790000000331 } from './1790000000331-record-fees-of-payments.js';
import { CheckFeesOfPayments1790000000332 } from './1790000000332-check-fees-of-payments.js';
import { FoldPaymentsIntoSums1790000000333 } from './1790000000333-fold-payments-into-sums.js';
import { FindReceiptsOfCustomers1790000000340 } from './1790000000340-find-receipts-of-customers.js';
import { FindNewestChainsOfDevices1790000000341 } from './1790000000341-find-newest-chains-of-devices.js';
import { RecordWhoUsesLogins1790000000350 } from './1790000000350-record-who-uses-logins.js';
import { CheckKindsOfLogins1790000000351 } from './1790000000351-check-kinds-of-logins.js';
import { ListLogins1790000000352 } from './1790000000352-list-logins.js';
import { FindCurrentRefreshTokens1790000000353 } from './1790000000353-find-current-refresh-tokens.js';
import { CreateEvents1790000000360 } from './1790000000360-create-events.js';
import { PublishEventsOfEntitlements1790000000361 } from './1790000000361-publish-events-of-entitlements.js';
import { PublishEventsOfSessions1790000000362 } from './1790000000362-publish-events-of-sessions.js';
import { PublishEventsOfRouters1790000000363 } from './1790000000363-publish-events-of-routers.js';
import { PublishEventsOfReceipts1790000000364 } from './1790000000364-publish-events-of-receipts.js';
import { ListReceiptsByPhone1790000000380 } from './1790000000380-list-receipts-by-phone.js';
import { CreateEntitlementsWithFewerStatements1790000000390 } from './1790000000390-create-entitlements-with-fewer-statements.js';
import { CheckChainsWhereTheyContinue1790000000391 } from './1790000000391-check-chains-where-they-continue.js';
import { FindEntitlementsByPhone1790000000392 } from './1790000000392-find-entitlements-by-phone.js';
import { CheckHistoryOfAccessWithLess1790000000393 } from './1790000000393-check-history-of-access-with-less.js';
import { ValidateChecksOfAccess1790000000394 } from './1790000000394-validate-checks-of-access.js';
import { CheckEntitlementsAtOnce1790000000400 } from './1790000000400-check-entitlements-at-once.js';
import { ValidateCheckOfEntitlements1790000000401 } from './1790000000401-validate-check-of-entitlements.js';
import { PublishAccessOfPaymentsWithoutTrigger1790000000402 } from './1790000000402-publish-access-of-payments-without-trigger.js';
import { CheckHistoryOfAccessAtOnce1790000000403 } from './1790000000403-check-history-of-access-at-once.js';
import { ValidateCheckOfHistoryOfAccess1790000000404 } from './1790000000404-validate-check-of-history-of-access.js';
import { FindEntitlementsByPhoneInOrder1790000000405 } from './1790000000405-find-entitlements-by-phone-in-order.js';
import { ReadAccessWithThePayments1790000000406 } from './1790000000406-read-access-with-the-payments.js';
import { ListEntitlementsByPhone1790000000407 } from './1790000000407-list-entitlements-by-phone.js';
import { CreateSecurityEvents1790000000354 } from './1790000000354-create-security-events.js';

/** Every migration, oldest first. A migration that has been released is never edited. */
export const MIGRATIONS = [
  CreateUsers1790000000001,
  CreateCredentials1790000000002,
  CreateRoutersAndPackages1790000000003,
  CreatePayments1790000000004,
  CreateWebhookEvents1790000000005,
  RecordHowLoginsBegan1790000000010,
  IndexPaymentsByWhatWasSold1790000000020,
  LookAfterSecrets1790000000021,
  CreateIdempotencyKeys1790000000030,
  CreateRateLimits1790000000031,
  IndexPaymentsForTheirLists1790000000040,
  RecordContradictions1790000000041,
  MatchEarlyWebhooks1790000000050,
  KeepPaymentHistory1790000000051,
  IndexWhatIsUnfinished1790000000060,
  IndexRefreshTokensByExpiry1790000000071,
  LetHistoryTellOfImports1790000000072,
  CheckSourcesOfHistory1790000000073,
  FindOldWebhookBodies1790000000074,
  AnnounceChangesOfKeys1790000000080,
  FindImportedPasswords1790000000083,
  KeepWhereWebhooksCameFrom1790000000084,
  CreateJobWorkers1790000000090,
  FindIgnoredWebhooks1790000000091,
  NoticeHungWorkers1790000000092,
  KeepReplacedKeys1790000000100,
  CheckReasonsForReview1790000000101,
  LetOperatorsShareInvoices1790000000102,
  IndexPaymentsByReceipt1790000000120,
  IndexPaymentsByDevice1790000000121,
  FindImportedPasswordsByFormat1790000000130,
  CreatePasswordResets1790000000131,
  FindOperatorsByEmail1790000000132,
  KeepFurtherFieldsOfCredentials1790000000140,
  CheckFurtherFieldsOfCredentials1790000000141,
  AddAccessMethodOfRouters1790000000148,
  CopyLimitsIntoPayments1790000000149,
  AddLimitsOfPackages1790000000150,
  CheckAccessSettings1790000000151,
  FindRoutersByNasAddress1790000000152,
  CreateEntitlements1790000000153,
  CreateAccountingSessions1790000000154,
  CreateRadiusClients1790000000155,
  CreateRadiusChainFunctions1790000000156,
  CreateRadiusLoginFunctions1790000000157,
  CreateRadiusPostAuthFunctions1790000000158,
  CreateRadiusAccountingFunctions1790000000159,
  FindUnexpiredPayments1790000000170,
  IndexSessionsByRouter1790000000180,
  IndexSessionsByDevice1790000000181,
  KeepAccessClaims1790000000190,
  FindTicketsByChain1790000000191,
  ReadAccessOfPayments1790000000192,
  AddSetupOfRouters1790000000200,
  LetSecretsOfRoutersBeRotatedOnce1790000000201,
  LetEachRouterHaveItsOwnTunnelKey1790000000202,
  CreateCoaRequests1790000000210,
  FindOpenSessionsByChain1790000000211,
  PlanAccessDelivery1790000000212,
  FindFirstLogins1790000000213,
  CreateAccessCounts1790000000214,
  NoteSessionsOfAbsentRouters1790000000215,
  NoteRoutersThatAreAway1790000000220,
  FindRoutersReachedByRest1790000000221,
  FindRoutersThatAreAway1790000000222,
  RecordRouterSessions1790000000223,
  LeaveTicketsThatAreBeingUsed1790000000260,
  EndSessionsOfRevokedChains1790000000261,
  ContinueRouterSessions1790000000265,
  KeepClaimsOfEarlierSales1790000000270,
  FindChainsByClaim1790000000271,
  CreateEntitlementsInOneCall1790000000272,
  GiveRoutersAPortalSlug1790000000280,
  FindRoutersByPortalSlug1790000000281,
  CreatePortalSettings1790000000282,
  LetWebhooksTellOfTills1790000000290,
  CheckKindsOfWebhooks1790000000291,
  LetOperatorsPreferAProvider1790000000295,
  CountReceiptsOnce1790000000296,
  CheckReviewsOfReversals1790000000297,
  CountReceiptsOfMarkedPayments1790000000298,
  ExpectOpenSessions1790000000305,
  AnswerLoginsInOneCall1790000000306,
  TakeReportsWithFewerStatements1790000000307,
  KeepWhatRevokedAccessHasUsed1790000000310,
  CorrectSessionsAtTheirFirstReport1790000000311,
  ReadLessOfAChain1790000000320,
  IndexPaymentsByCompletion1790000000330,
  RecordFeesOfPayments1790000000331,
  CheckFeesOfPayments1790000000332,
  FoldPaymentsIntoSums1790000000333,
  FindReceiptsOfCustomers1790000000340,
  FindNewestChainsOfDevices1790000000341,
  RecordWhoUsesLogins1790000000350,
  CheckKindsOfLogins1790000000351,
  ListLogins1790000000352,
  FindCurrentRefreshTokens1790000000353,
  CreateSecurityEvents1790000000354,
  CreateEvents1790000000360,
  PublishEventsOfEntitlements1790000000361,
  PublishEventsOfSessions1790000000362,
  PublishEventsOfRouters1790000000363,
  PublishEventsOfReceipts1790000000364,
  ListReceiptsByPhone1790000000380,
  CreateEntitlementsWithFewerStatements1790000000390,
  CheckChainsWhereTheyContinue1790000000391,
  FindEntitlementsByPhone1790000000392,
  CheckHistoryOfAccessWithLess1790000000393,
  ValidateChecksOfAccess1790000000394,
  CheckEntitlementsAtOnce1790000000400,
  ValidateCheckOfEntitlements1790000000401,
  PublishAccessOfPaymentsWithoutTrigger1790000000402,
  CheckHistoryOfAccessAtOnce1790000000403,
  ValidateCheckOfHistoryOfAccess1790000000404,
  FindEntitlementsByPhoneInOrder1790000000405,
  ReadAccessWithThePayments1790000000406,
  ListEntitlementsByPhone1790000000407,
] as const;
