import { type SimulatorContext } from '../context.js';
import {
  ITEM_STATUSES,
  type Payout,
  PAYOUT_CHARGES,
  PAYOUT_PROVIDERS,
  PAYOUT_STATUSES,
  type PayoutItem,
  type PayoutProvider,
} from '../model/payout.js';
import { type AmountLimits, type Fields } from './fields.js';

const LIMITS: AmountLimits = { min: 1_00, max: 1_000_000_00 };
/** Kenyan mobile numbers as IntaSend's documents require them: 12 digits, no plus. */
const PHONE = /^254[17]\d{8}$/;
/** Both spellings of the first are in IntaSend's documents. */
const PAYBILL_TYPES = ['PayBill', 'Paybill'];
const ACCOUNT_TYPES = [...PAYBILL_TYPES, 'TillNumber'];
const MAX_LIST_LENGTH = 1_000;

/** Reads a request to send money, and returns the payout. */
export function readPayout(
  context: SimulatorContext,
  fields: Fields,
): Omit<Payout, 'account' | 'wallet'> {
  const { ids, stamps } = context;
  fields.requiredText('provider', 20);
  const provider = fields.choice('provider', PAYOUT_PROVIDERS, 'MPESA-B2C');
  const currency = fields.choice('currency', ['KES', 'USD', 'EUR', 'GBP'], 'KES');
  const items = fields
    .requiredList('transactions', MAX_LIST_LENGTH)
    .map((item) => readItem(context, item, provider));
  return {
    fileId: ids.short(),
    trackingId: ids.uuid(),
    nonce: ids.short().slice(1).toLowerCase(),
    provider,
    currency,
    items,
    status: PAYOUT_STATUSES.waiting,
    createdAt: stamps.next(),
    updatedAt: stamps.next(),
  };
}

function readItem(
  { ids, stamps }: SimulatorContext,
  fields: Fields,
  provider: PayoutProvider,
): PayoutItem {
  return {
    id: ids.short(),
    reference: ids.uuid(),
    name: fields.text('name', 140),
    account: readAccount(fields, provider),
    ...readB2b(fields, provider),
    bankCode: provider === 'PESALINK' ? fields.requiredText('bank_code', 10) : null,
    idempotencyKey: fields.text('idempotency_key', 140),
    amount: fields.requiredAmount('amount', LIMITS),
    charge: PAYOUT_CHARGES[provider],
    narrative: fields.text('narrative', 140),
    status: ITEM_STATUSES.pending,
    failedReason: null,
    providerReference: null,
    createdAt: stamps.next(),
    updatedAt: stamps.next(),
  };
}

function readAccount(fields: Fields, provider: PayoutProvider): string {
  const account = fields.requiredText('account', 100);
  const isPhone = provider === 'MPESA-B2C' || provider === 'AIRTIME';
  if (isPhone && account !== '' && !PHONE.test(account)) {
    fields.complain('account', 'invalid', 'Enter a valid phone number.');
  }
  return account;
}

function readB2b(
  fields: Fields,
  provider: PayoutProvider,
): Pick<PayoutItem, 'accountType' | 'accountReference'> {
  if (provider !== 'MPESA-B2B') return { accountType: null, accountReference: null };
  fields.requiredText('account_type', 20);
  const accountType = fields.choice('account_type', ACCOUNT_TYPES, 'TillNumber');
  const accountReference = PAYBILL_TYPES.includes(accountType)
    ? fields.requiredText('account_reference', 140)
    : fields.text('account_reference', 140);
  return { accountType, accountReference };
}
