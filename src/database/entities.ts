import { AccessCountEntity } from '../access/counts/access-count.entity.js';
import { CoaRequestEntity } from '../access/delivery/coa-request.entity.js';
import { DeviceEntity } from '../access/device.entity.js';
import { EntitlementHistoryEntity } from '../access/entitlement-history.entity.js';
import { EntitlementEntity } from '../access/entitlement.entity.js';
import { LoginTicketEntity } from '../access/login-ticket.entity.js';
import { LoginAttemptEntity } from '../access/radius/login-attempt.entity.js';
import { NasEntity } from '../access/radius/nas.entity.js';
import { AccountingSessionEntity } from '../access/sessions/accounting-session.entity.js';
import { ApiKeyEntity } from '../auth/api-key.entity.js';
import { RefreshTokenEntity } from '../auth/refresh-token.entity.js';
import { SecurityEventEntity } from '../auth/security-event.entity.js';
import { SessionEntity } from '../auth/session.entity.js';
import { CredentialVersionEntity } from '../credentials/credential-version.entity.js';
import { CredentialEntity } from '../credentials/credential.entity.js';
import { IdempotencyKeyEntity } from '../idempotency/idempotency-key.entity.js';
import { JobWorkerEntity } from '../jobs/job-worker.entity.js';
import { PackageEntity } from '../packages/package.entity.js';
import { PaymentAttemptEntity } from '../payments/payment-attempt.entity.js';
import { PaymentHistoryEntity } from '../payments/payment-history.entity.js';
import { PaymentEntity } from '../payments/payment.entity.js';
import { PaymentSettingsEntity } from '../payments/payment-settings.entity.js';
import { PromptSlotEntity } from '../payments/prompt-slot.entity.js';
import { PortalSettingsEntity } from '../portal/settings/portal-settings.entity.js';
import { ReceiptEntity } from '../payments/receipt.entity.js';
import { RateLimitEntity } from '../rate-limits/rate-limit.entity.js';
import { PaymentSumChangeEntity } from '../reports/fold/payment-sum-change.entity.js';
import { PaymentSumProgressEntity } from '../reports/fold/payment-sum-progress.entity.js';
import { PaymentSumsEntity } from '../reports/fold/payment-sums.entity.js';
import { RouterEntity } from '../routers/router.entity.js';
import { PasswordResetEntity } from '../users/password-reset.entity.js';
import { UserEntity } from '../users/user.entity.js';
import { WebhookEventEntity } from '../webhooks/webhook-event.entity.js';

/** Every entity. They are listed, because a glob would also load files that do not belong here. */
export const ENTITIES = [
  UserEntity,
  ApiKeyEntity,
  SessionEntity,
  RefreshTokenEntity,
  PasswordResetEntity,
  SecurityEventEntity,
  CredentialEntity,
  CredentialVersionEntity,
  RouterEntity,
  PortalSettingsEntity,
  PackageEntity,
  PaymentEntity,
  PaymentAttemptEntity,
  PaymentHistoryEntity,
  PaymentSettingsEntity,
  PromptSlotEntity,
  ReceiptEntity,
  EntitlementEntity,
  EntitlementHistoryEntity,
  DeviceEntity,
  LoginTicketEntity,
  AccountingSessionEntity,
  CoaRequestEntity,
  AccessCountEntity,
  LoginAttemptEntity,
  NasEntity,
  PaymentSumsEntity,
  PaymentSumChangeEntity,
  PaymentSumProgressEntity,
  WebhookEventEntity,
  IdempotencyKeyEntity,
  RateLimitEntity,
  JobWorkerEntity,
] as const;
