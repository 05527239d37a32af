import { normaliseIp } from '../common/network/ip-address.js';
import { normaliseMac } from '../common/network/mac-address.js';
import { parseEastAfrican } from '../common/phone/phone.js';
import { SALES_CURRENCY } from '../common/validation/rules.js';
import {
  attemptReference,
  isOpen,
  PAYMENT_METHODS,
  PAYMENT_STATUSES,
  type PaymentStatus,
} from '../payments/domain/index.js';
import { PROVIDERS } from '../providers/index.js';
import {
  parseProviderCode,
  type ProviderCode,
  type ProviderEnvironment,
} from '../providers/provider-code.js';
import { integerId, positiveMinor } from './numbers.js';
import { type SourcePayment } from './source-rows.js';
import { type TargetPayment } from './target-rows.js';

const HOUR_MS = 3_600_000;
const CANCELLED = 'cancelled';
const CANCELLED_MESSAGE = 'The payment was cancelled.';
/** The providers that can be asked about a payment. */
const CAN_BE_ASKED: readonly ProviderCode[] = PROVIDERS.map(({ code }) => code);

/**
 * Translates a payment of CloudPilot into one of ours with the same meaning: a cancelled one is
 * failed here, and empty texts become null. A completed one without times, which can happen after
 * an edit, gets them from its last change and the duration of its package.
 *
 * @param environmentOf returns the environment of the operator's newest keys
 * @returns a text that says what is wrong when the payment cannot be imported
 */
export function translatePayment(
  source: SourcePayment,
  environmentOf: (userId: number, provider: ProviderCode) => ProviderEnvironment,
): TargetPayment | string {
  const amount = positiveMinor(source.amount);
  const status = statusOf(source.status);
  const provider = parseProviderCode(source.paymentProvider);
  const { routerUserId, packageUserId, packageName, durationHours } = source;
  if (amount === null) return `its amount ${source.amount} is not more than nothing`;
  if (status === null) return `its status ${source.status} is not known`;
  if (provider === null) return `its provider ${source.paymentProvider} is not known`;
  if (!(PAYMENT_METHODS as readonly string[]).includes(source.paymentMethod)) {
    return `its method ${source.paymentMethod} is not known`;
  }
  if (packageName === null || durationHours === null) return 'its package is not there';
  if (routerUserId !== source.userId) return 'its router belongs to somebody else';
  if (packageUserId !== source.userId) return 'its package belongs to somebody else';

  const completedAt = status === 'completed' ? (source.completedAt ?? source.updatedAt) : null;
  const invoiceId = source.invoiceId || null;
  return {
    id: source.id,
    user_id: source.userId,
    router_id: integerId(source.routerId),
    package_id: integerId(source.packageId),
    phone_number: source.phoneNumber,
    phone_e164: parseEastAfrican(source.phoneNumber)?.e164 ?? source.phoneNumber,
    amount_minor: amount,
    currency: source.currency || SALES_CURRENCY,
    payment_method: source.paymentMethod,
    payment_provider: provider,
    status,
    mac_address: normaliseMac(source.macAddress) ?? source.macAddress,
    ip_address: normaliseIp(source.ipAddress) ?? source.ipAddress,
    package_name: packageName,
    duration_hours: durationHours,
    download_speed_mbps: source.downloadSpeedMbps ?? 0,
    upload_speed_mbps: source.uploadSpeedMbps ?? 0,
    error_message: source.errorMessage || (source.status === CANCELLED ? CANCELLED_MESSAGE : ''),
    retry_count: source.retryCount,
    paid_invoice_id: completedAt && invoiceId,
    completed_at: completedAt,
    package_expiry_time:
      completedAt &&
      (source.packageExpiryTime ?? new Date(completedAt.getTime() + durationHours * HOUR_MS)),
    created_at: source.createdAt,
    updated_at: source.updatedAt,
    // CloudPilot sent no reference. References of later attempts continue from this number.
    reference: attemptReference(source.id, source.retryCount + 1),
    environment: environmentOf(source.userId, provider),
    delivery: invoiceId !== null || completedAt !== null ? 'accepted' : deliveryOf(status),
    provider_payment_id: source.providerPaymentId || null,
    invoice_id: invoiceId,
    provider_state: source.providerState,
    evidence: {
      system: 'cloudpilot',
      status: source.status,
      completed_at: source.completedAt,
      package_expiry_time: source.packageExpiryTime,
    },
    is_followed: CAN_BE_ASKED.includes(provider) && isOpen(status),
  };
}

function statusOf(word: string): PaymentStatus | null {
  if (word === CANCELLED) return 'failed';
  return PAYMENT_STATUSES.find((status) => status === word) ?? null;
}

/** Without an invoice, a failed attempt was refused; an open one may have reached the phone. */
const deliveryOf = (status: PaymentStatus): 'refused' | 'unknown' =>
  status === 'failed' ? 'refused' : 'unknown';
