import { type Request, type Router } from 'express';
import { type SimulatorContext } from '../context.js';
import { type Account } from '../model/account.js';
import { type Payout, PAYOUT_STATUSES } from '../model/payout.js';
import { ownedBy } from '../model/store.js';
import { settlementWallet, type Wallet } from '../model/wallet.js';
import { sendPayout, tellPayout } from '../outcomes/send-payout.js';
import { notFound, refusal } from './api-error.js';
import { bodyOf } from './body.js';
import { type Reply, serve } from './endpoint.js';
import { Fields } from './fields.js';
import { readPayout } from './payout-fields.js';
import { payoutBody } from './shapes/payout-shape.js';
import { readWallet } from './wallets.js';

/** Some of the banks that IntaSend documents. */
const BANKS = [
  { bank_name: 'KCB', bank_code: '1' },
  { bank_name: 'Standard Charted Bank KE', bank_code: '2' },
  { bank_name: 'Barclays Bank', bank_code: '3' },
  { bank_name: 'NCBA', bank_code: '7' },
  { bank_name: 'Prime Bank', bank_code: '10' },
  { bank_name: 'Cooperative Bank', bank_code: '11' },
  { bank_name: 'National Bank', bank_code: '12' },
  { bank_name: 'Stanbic Bank', bank_code: '31' },
];

/** Serves payouts: requests to send money, which by default need an approval. */
export function serveSendMoney(router: Router, context: SimulatorContext): void {
  serve(router, context, 'send_money', '/send-money/initiate', {
    POST: (request) => initiate(context, request),
  });
  serve(router, context, 'send_money', '/send-money/approve', {
    POST: (request) => approve(context, request),
  });
  serve(router, context, 'send_money', '/send-money/status', {
    POST: (request) => ({ status: 200, body: payoutBody(find(context, request)) }),
  });
  serve(router, context, 'send_money', '/send-money/bank-codes/ke', {
    GET: () => ({ status: 200, body: BANKS }),
  });
}

function initiate(context: SimulatorContext, request: Request): Reply {
  const account = context.gate.bySecretKey(request);
  const fields = new Fields(bodyOf(request));
  const order = readPayout(context, fields);
  const needsApproval = fields.choice('requires_approval', ['YES', 'NO'], 'YES') === 'YES';
  const wallet = payingWallet(context, fields, account, order.currency);
  fields.check();
  const payout: Payout = { ...order, account, wallet };
  context.store.payouts.set(payout.trackingId, payout);
  if (needsApproval) tellPayout(context, payout);
  else sendPayout(context, payout);
  return { status: 200, body: payoutBody(payout) };
}

/** Clients send the whole response of the request back, but only its tracking id is needed. */
function approve(context: SimulatorContext, request: Request): Reply {
  const payout = find(context, request);
  if (payout.status !== PAYOUT_STATUSES.waiting) {
    throw refusal(400, 'invalid', 'This request does not wait for an approval.');
  }
  sendPayout(context, payout);
  return { status: 200, body: payoutBody(payout) };
}

function find(context: SimulatorContext, request: Request): Payout {
  const account = context.gate.bySecretKey(request);
  const fields = new Fields(bodyOf(request));
  const trackingId = fields.requiredText('tracking_id', 100);
  fields.check();
  const payout = ownedBy(account, context.store.payouts.get(trackingId));
  if (payout === undefined) throw notFound();
  return payout;
}

function payingWallet(
  context: SimulatorContext,
  fields: Fields,
  account: Account,
  currency: string,
): Wallet {
  const wallet = readWallet(context, fields, account);
  if (wallet === null) return settlementWallet(context, account, currency);
  if (!wallet.canDisburse) {
    fields.complain('wallet_id', 'invalid', 'This wallet may not disburse.');
  }
  if (wallet.currency !== currency) {
    fields.complain('wallet_id', 'invalid', `This wallet does not hold ${currency}.`);
  }
  return wallet;
}
