import { currentLanguage } from '../../common/http/request-context.js';
import { inLanguage } from '../../common/language/language.js';
import { Money } from '../../common/money/money.js';
import { type BodyOf, pageOf, response } from '../../common/openapi/response.js';
import {
  about,
  count,
  flag,
  instant,
  integerId,
  money,
  nullable,
  oneOf,
  type Schema,
  text,
  uuid,
} from '../../common/openapi/schema.js';
import { toIso } from '../../common/time/instant.js';
import { PROVIDER_CODES } from '../../providers/provider-code.js';
import {
  isOpen,
  METHOD_NAMES,
  PAYMENT_METHODS,
  PAYMENT_STATUSES,
  REVIEW_REASONS,
  STATUS_NAMES,
} from '../domain/index.js';
import { type ShownRecord } from '../payment-record.js';
import { AccessResponse } from './access.response.js';
import { type ShownPayment } from './payment-views.js';

const isExpired = ({ record: { packageExpiryTime }, now }: ShownPayment): boolean =>
  packageExpiryTime !== null && packageExpiryTime <= now;
const isPaid = ({ record }: ShownPayment): boolean => record.status === 'completed';

/**
 * A link has no invoice until someone starts to pay, so the id of its checkout is shown until then.
 */
export const shownInvoiceId = (record: ShownRecord): string =>
  record.invoiceId ?? (record.channel === 'link' ? record.providerPaymentId : null) ?? '';

const currency: Schema<string> = { ...text, pattern: '^[A-Z]{3}$' };

/**
 * A payment as the API shows it, always whole. Ids and words that the provider has not given yet
 * are empty text, as in the existing system.
 */
export const PaymentResponse = response<ShownPayment>('Payment', 'A payment, always whole.').with({
  id: [uuid, '0198c0de-0000-7000-8000-000000000001', (r) => r.record.id],
  user: [integerId, 1, (r) => r.record.userId],
  router: [integerId, 1, (r) => r.record.routerId],
  package: [integerId, 1, (r) => r.record.packageId],
  phone_number: [
    about('As it was given; empty for a portal without the access claim of the payment.', text),
    '0712345678',
    ({ record, showsPhone }) => (showsPhone ? record.phoneNumber : ''),
  ],
  amount: [
    money,
    '50.00',
    ({ record }) => Money.fromMinor(record.amountMinor, record.currency).toString(),
  ],
  currency: [currency, 'KES', (r) => r.record.currency],
  payment_method: [oneOf(PAYMENT_METHODS), 'mpesa', (r) => r.record.paymentMethod],
  payment_method_display: [
    oneOf(Object.values(METHOD_NAMES)),
    METHOD_NAMES.mpesa,
    ({ record }) => METHOD_NAMES[record.paymentMethod],
  ],
  payment_provider: [oneOf(PROVIDER_CODES), 'instasend', (r) => r.record.paymentProvider],
  status: [oneOf(PAYMENT_STATUSES), 'completed', (r) => r.record.status],
  status_display: [
    oneOf(Object.values(STATUS_NAMES)),
    STATUS_NAMES.completed,
    ({ record }) => STATUS_NAMES[record.status],
  ],
  intasend_payment_id: [
    about('Empty until the provider has given one.', text),
    '5c3a0c57-4d8b-4a7e-8a6d-1d2c3b4a5f60',
    (r) => r.record.providerPaymentId ?? '',
  ],
  intasend_invoice_id: [
    about('Empty until the provider has given one.', text),
    'Y5JJV4V',
    (r) => shownInvoiceId(r.record),
  ],
  intasend_state: [
    about('The word of the provider; empty until it has said one.', text),
    'COMPLETE',
    (r) => r.record.providerState,
  ],
  mpesa_reference: [
    about(
      "M-Pesa's receipt; null for a portal without the access claim of the payment.",
      nullable(text),
    ),
    'TDL4MADEUP',
    ({ record, showsReceipt }) => (showsReceipt ? record.receipt : null),
  ],
  mac_address: [
    about('Of the customer’s device; empty when not known.', text),
    'AA:BB:CC:DD:EE:FF',
    (r) => r.record.macAddress,
  ],
  ip_address: [text, '10.5.50.10', (r) => r.record.ipAddress],
  package_expiry_time: [
    about('When the time that was bought runs out.', nullable(instant)),
    '2026-03-02T09:00:30.000Z',
    (r) => toIso(r.record.packageExpiryTime),
  ],
  created_at: [instant, '2026-03-01T09:00:00.000Z', (r) => toIso(r.record.createdAt)],
  updated_at: [instant, '2026-03-01T09:00:30.000Z', (r) => toIso(r.record.updatedAt)],
  completed_at: [nullable(instant), '2026-03-01T09:00:30.000Z', (r) => toIso(r.record.completedAt)],
  error_message: [
    about('Why it failed, in words for the customer; else empty.', text),
    '',
    (r) => inLanguage(r.record.errorMessage, currentLanguage()).text,
  ],
  retry_count: [count, 0, (r) => r.record.retryCount],
  review_reason: [
    about('Why somebody has to look at it.', nullable(oneOf(REVIEW_REASONS))),
    null,
    (r) => r.record.reviewReason,
  ],
  access: [
    about('Null while the payment is not completed.', nullable(AccessResponse.schema)),
    AccessResponse.example,
    ({ access, showsCode }) => access && AccessResponse.of({ access, showsCode }),
  ],
  is_successful: [flag, true, isPaid],
  is_failed: [flag, false, (r) => r.record.status === 'failed'],
  is_pending: [
    about('Whether the customer is still being waited for.', flag),
    false,
    (r) => isOpen(r.record.status),
  ],
  is_expired: [about('Whether the time that was bought has run out.', flag), false, isExpired],
  is_active: [
    about('Paid, and the time has not run out.', flag),
    true,
    (payment) => isPaid(payment) && !isExpired(payment),
  ],
});

/** Lists show neither code nor devices. */
const listedAccess = { ...AccessResponse.example, code: undefined, devices: undefined };

export const PaymentPage = pageOf('Payment', {
  ...PaymentResponse,
  example: { ...PaymentResponse.example, access: listedAccess },
});

/** The example while its prompt is on the phone. */
export const promptedPayment: BodyOf<typeof PaymentResponse> = {
  ...PaymentResponse.example,
  status: 'processing',
  status_display: STATUS_NAMES.processing,
  intasend_state: 'PENDING',
  mpesa_reference: null,
  package_expiry_time: null,
  access: null,
  completed_at: null,
  updated_at: '2026-03-01T09:00:01.000Z',
  is_successful: false,
  is_pending: true,
  is_active: false,
};

/** The example before the provider has reported anything. */
export const pendingPayment: BodyOf<typeof PaymentResponse> = {
  ...promptedPayment,
  status: 'pending',
  status_display: STATUS_NAMES.pending,
  intasend_payment_id: '',
  intasend_invoice_id: '',
  intasend_state: '',
};
