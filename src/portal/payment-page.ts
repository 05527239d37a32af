import { sha256Hex } from '../common/crypto/hash.js';
import { type PaymentRecord } from '../payments/payment-record.js';
import { isOpen, retryRefusal } from '../payments/domain/index.js';
import { type PaymentAccess, type PaymentView } from '../payments/read/index.js';
import {
  type DevicePaymentPage,
  type Live,
  type Offer,
  type Page,
  type PaidPage,
  type Problem,
  type ProblemPage,
  type Submit,
} from '#portal';
import { failureOf } from './payment-failure.js';
import { type PortalSession, type SessionSale } from './portal-session.js';
import { type PortalUrls } from './portal-urls.js';

/** How long a call to a provider takes at most, in ms; an attempt that is still `sending` then is lost. */
const SENDING_MS = 60_000;

/** A payment at a moment, as the customer of a session may see it. */
export interface SeenPayment {
  readonly view: PaymentView;
  readonly sale: SessionSale;
  /** Whether the slot of its prompt is free, so that another prompt may be sent. */
  readonly isPromptOver: boolean;
  /** Until when its prompt can be answered. */
  readonly answerBy: Date;
  /** Whether its provider has payment links. */
  readonly offersLinks: boolean;
}

/** What was sold, as a page shows it. */
export const offerOf = (record: PaymentRecord): Offer => ({
  name: record.packageName,
  price: { minor: record.amountMinor, currency: record.currency },
  durationHours: record.durationHours,
  downloadMbps: record.downloadSpeedMbps,
  deviceLimit: record.deviceLimit ?? 1,
  dataCapMb: record.dataCapMb,
});

/**
 * A text that changes whenever the page of a payment shows something else. It tells nothing about the
 * payment.
 */
export function versionOf({ view, sale, isPromptOver }: SeenPayment): string {
  const { record, access } = view;
  const { status, reviewReason, retryCount, delivery, failedCode, providerState } = record;
  const shown = sale.claim
    ? [
        [status, reviewReason, retryCount, record.paymentUrl !== null, isUnknown(record, view.now)],
        isOpen(status) ? [isPromptOver] : [delivery, failedCode, providerState],
        access && [access.state, access.reason, access.startsAt, access.endsAt],
      ]
    : [status];
  return sha256Hex(JSON.stringify([record.id, ...shown])).slice(0, 16);
}

/** The page about a payment, in whatever state it is; null when there is nothing to show about it. */
export function paymentPage(
  seen: SeenPayment,
  session: PortalSession,
  urls: PortalUrls,
): Page | null {
  const { record, access } = seen.view;
  const live: Live = { stateUrl: urls.at('state'), version: versionOf(seen) };
  if (!seen.sale.claim) return devicePayment(record, live);
  if (record.status === 'completed') {
    return (access && endedPage(access)) ?? paidPage(seen, session, urls, live);
  }
  if (record.reviewReason !== null) return problemPage({ kind: 'in_review' }, { live });
  return isOpen(record.status) ? openPage(seen, urls, live) : failedPage(seen, urls, live);
}

/** A page about a problem, on which nothing can be done unless the rest says so. */
export const problemPage = (
  problem: Problem,
  rest: Partial<Omit<ProblemPage, 'kind' | 'problem'>> = {},
): ProblemPage => ({
  kind: 'problem',
  problem,
  tryAgain: null,
  continueUrl: null,
  payByLink: null,
  live: null,
  ...rest,
});

/** A form without fields of its own. */
export const submitTo = (action: string): Submit => ({ action, fields: {} });

function devicePayment({ status }: PaymentRecord, live: Live): DevicePaymentPage | null {
  if (status === 'failed') return null;
  return isOpen(status)
    ? { kind: 'device_payment', state: 'waiting', live }
    : { kind: 'device_payment', state: 'received', live: null };
}

function openPage(seen: SeenPayment, urls: PortalUrls, live: Live): Page {
  const { record, showsPhone, now } = seen.view;
  if (isUnknown(record, now)) return problemPage({ kind: 'outcome_unknown' }, { live });
  const isLink = record.channel === 'link';
  return {
    kind: 'waiting',
    offer: offerOf(record),
    live,
    step: isLink ? 'link' : record.status === 'processing' ? 'prompt' : 'sending',
    phone: showsPhone ? record.phoneNumber : null,
    linkUrl: isLink ? record.paymentUrl : null,
    answerBy: isLink ? null : seen.answerBy,
    tryAgain: seen.isPromptOver ? submitTo(urls.at('again')) : null,
    payByLink: seen.isPromptOver && !isLink && seen.offersLinks ? submitTo(urls.at('link')) : null,
  };
}

function failedPage(seen: SeenPayment, urls: PortalUrls, live: Live): ProblemPage {
  const { record } = seen.view;
  const refusal = retryRefusal(record);
  const isRefusedForMoney = refusal === 'under_review' || refusal === 'not_verified';
  const kind = failureOf(record);
  const isUnconfirmed = kind === 'not_confirmed';
  return problemPage(
    { kind },
    {
      tryAgain:
        isRefusedForMoney || (isUnconfirmed && refusal !== null)
          ? null
          : submitTo(urls.at('again')),
      // Only a retry asks the provider first whether the customer has paid.
      payByLink:
        !isRefusedForMoney && !isUnconfirmed && seen.offersLinks ? submitTo(urls.at('link')) : null,
      // A payment that is called failed may turn out to be paid.
      live,
    },
  );
}

/** The page about access that is over; null while it is not. */
const endedPage = ({ state, reason, endsAt }: PaymentAccess): ProblemPage | null =>
  state === 'ended' ? problemPage(endedProblem(reason, endsAt)) : null;

/** Why access is over. */
export function endedProblem(reason: string | null, endedAt: Date | null): Problem {
  if (reason === 'revoked') return { kind: 'revoked' };
  if (reason === 'cap') return { kind: 'data_used_up' };
  return { kind: 'expired', endedAt };
}

function paidPage(
  { view }: SeenPayment,
  session: PortalSession,
  urls: PortalUrls,
  live: Live,
): PaidPage {
  const { record, access, now, showsCode, showsReceipt } = view;
  const way = wayOf(access, session);
  const isOnline = access?.devices.some(
    (device) => device.macAddress === session.macAddress && device.isOnline,
  );
  return {
    kind: 'paid',
    offer: offerOf(record),
    code: showsCode ? (access?.code ?? null) : null,
    receipt: showsReceipt ? record.receipt : null,
    startsAt: access?.startsAt && access.startsAt > now ? access.startsAt : null,
    endsAt: access?.endsAt ?? record.packageExpiryTime,
    access: way,
    connectUrl: way === 'ready' ? urls.at(isOnline ? 'connected' : 'connect') : null,
    live: way === 'preparing' || way === 'router_away' ? live : null,
  };
}

function wayOf(access: PaymentAccess | null, { loginUrl }: PortalSession): PaidPage['access'] {
  if (!access || access.reason === 'no_entitlement') return 'preparing';
  if (access.reason === 'not_delivered') return 'by_operator';
  if (access.state === 'unreachable') return 'router_away';
  return loginUrl === null ? 'elsewhere' : 'ready';
}

/** Whether nobody knows if the provider has got the newest attempt. */
export function isUnknown({ status, delivery, updatedAt }: PaymentRecord, now: Date): boolean {
  if (status !== 'pending') return false;
  const isLost = delivery === 'sending' && now.getTime() - updatedAt.getTime() > SENDING_MS;
  return delivery === 'unknown' || isLost;
}
