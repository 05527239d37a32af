import { payoutEvent } from '../api/shapes/payout-shape.js';
import { type SimulatorContext } from '../context.js';
import {
  ITEM_STATUSES,
  type Payout,
  PAYOUT_STATUSES,
  type PayoutItem,
  type Status,
  totalOf,
} from '../model/payout.js';
import { balanceOf, post } from '../model/wallet.js';
import { outcomeOfPhone } from './outcome-table.js';

/** The simulated time until the balance is checked, and then until everything is sent. */
const CONFIRMED_AFTER_MS = 1_000;
const SENT_AFTER_MS = 4_000;

/** Sends the webhook about a payout. */
export function tellPayout(context: SimulatorContext, payout: Payout): void {
  void context.sender.send(payout.account, {
    kind: 'send_money',
    body: payoutEvent(payout),
    invoiceId: null,
  });
}

/** Starts a request that is approved or needs no approval. */
export function sendPayout(context: SimulatorContext, payout: Payout): void {
  setStatus(context, payout, PAYOUT_STATUSES.confirming);
  context.scheduler.after(CONFIRMED_AFTER_MS, () => {
    confirmBalance(context, payout);
  });
}

function confirmBalance(context: SimulatorContext, payout: Payout): void {
  const { items, wallet } = payout;
  if (totalOf(items, 'amount') + totalOf(items, 'charge') > balanceOf(wallet)) {
    for (const item of items) {
      setItem(context, item, ITEM_STATUSES.notSent, 'Insufficient balance in the wallet');
    }
    setStatus(context, payout, PAYOUT_STATUSES.short);
    return;
  }
  for (const item of items) {
    post(context, wallet, {
      value: -(item.amount + item.charge),
      narrative: item.narrative ?? 'Payout',
      type: 'PAYOUT',
    });
    setItem(context, item, ITEM_STATUSES.processing);
  }
  setStatus(context, payout, PAYOUT_STATUSES.sending);
  context.scheduler.after(SENT_AFTER_MS, () => {
    finish(context, payout);
  });
}

/** Payouts succeed and fail by the same phone numbers as payments. */
function finish(context: SimulatorContext, payout: Payout): void {
  for (const item of payout.items) {
    const steps = outcomeOfPhone(item.account)?.steps;
    const failure = steps?.at(-1)?.failure;
    if (steps?.length === 0) continue;
    if (failure === undefined) {
      item.providerReference = context.ids.receipt();
      setItem(context, item, ITEM_STATUSES.successful);
    } else {
      setItem(context, item, ITEM_STATUSES.failed, failure.reason);
      post(context, payout.wallet, {
        value: item.amount + item.charge,
        narrative: 'Reversal of a failed payout',
        type: 'PAYOUT-REVERSAL',
      });
    }
  }
  const isDone = payout.items.every(({ status }) => status !== ITEM_STATUSES.processing);
  if (isDone) setStatus(context, payout, PAYOUT_STATUSES.completed);
}

function setItem(
  { stamps }: SimulatorContext,
  item: PayoutItem,
  status: Status,
  failedReason: string | null = null,
): void {
  item.status = status;
  item.failedReason = failedReason;
  item.updatedAt = stamps.next();
}

function setStatus(context: SimulatorContext, payout: Payout, status: Status): void {
  payout.status = status;
  payout.updatedAt = context.stamps.next();
  tellPayout(context, payout);
}
