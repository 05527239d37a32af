import { type Request, type Router } from 'express';
import { type SimulatorContext } from '../context.js';
import { type Account } from '../model/account.js';
import {
  balanceOf,
  openWallet,
  post,
  settlementWallet,
  type Wallet,
  type WalletTerms,
} from '../model/wallet.js';
import { invalidField, notFound } from './api-error.js';
import { bodyOf } from './body.js';
import { type Reply, serve } from './endpoint.js';
import { type AmountLimits, Fields } from './fields.js';
import { pageReply } from './pages.js';
import { transactionBodies, walletBody } from './shapes/wallet-shape.js';

const CURRENCIES = ['KES', 'USD', 'EUR', 'GBP'] as const;
const LIMITS: AmountLimits = { min: 1, max: 100_000_000_00 };

/** Serves the account's wallets, which hold collected money and pay for payouts. */
export function serveWallets(router: Router, context: SimulatorContext): void {
  serve(router, context, 'wallets', '/wallets', {
    POST: (request) => create(context, request),
    GET: (request) => list(context, request),
  });
  serve(router, context, 'wallets', '/wallets/:walletId', {
    GET: (request) => ({ status: 200, body: walletBody(find(context, request)) }),
  });
  serve(router, context, 'wallets', '/wallets/:walletId/transactions', {
    GET: (request) => transactions(context, request),
  });
  serve(router, context, 'wallets', '/wallets/:walletId/intra_transfer', {
    POST: (request) => transfer(context, request),
  });
}

/** Reads a field with one of the account's own wallets; null when it is absent. */
export function readWallet(
  { store }: SimulatorContext,
  fields: Fields,
  account: Account,
): Wallet | null {
  const id = fields.text('wallet_id', 100);
  if (id === null || id === '') return null;
  const wallet = store.walletOf(account, id);
  if (wallet) return wallet;
  return fields.complain('wallet_id', 'does_not_exist', `Invalid wallet "${id}".`);
}

function create(context: SimulatorContext, request: Request): Reply {
  const account = context.gate.bySecretKey(request);
  const fields = new Fields(bodyOf(request));
  fields.requiredText('currency', 3);
  const terms: WalletTerms = {
    label: fields.requiredText('label', 140),
    type: fields.choice('wallet_type', ['WORKING'], 'WORKING'),
    currency: fields.choice('currency', CURRENCIES, 'KES'),
    canDisburse: fields.flag('can_disburse', false),
  };
  fields.check();
  settlementWallet(context, account, 'KES');
  return { status: 201, body: walletBody(openWallet(context, account, terms)) };
}

function list(context: SimulatorContext, request: Request): Reply {
  const account = context.gate.bySecretKey(request);
  settlementWallet(context, account, 'KES');
  return pageReply(context, request, context.store.walletsOf(account), walletBody);
}

function transactions(context: SimulatorContext, request: Request): Reply {
  const bodies = transactionBodies(find(context, request), context.behaviour.dialect);
  return pageReply(context, request, bodies, (body) => body);
}

function transfer(context: SimulatorContext, request: Request): Reply {
  const origin = find(context, request);
  const fields = new Fields(bodyOf(request));
  fields.requiredText('wallet_id', 100);
  const destination = readWallet(context, fields, origin.account);
  const amount = fields.requiredAmount('amount', LIMITS);
  const narrative = fields.text('narrative', 140) ?? 'Transfer';
  fields.check();
  if (destination === null || destination === origin) {
    throw invalidField('wallet_id', 'invalid', 'Money cannot be moved within one wallet.');
  }
  if (destination.currency !== origin.currency) {
    throw invalidField('wallet_id', 'invalid', 'The wallets have different currencies.');
  }
  if (amount > balanceOf(origin)) {
    throw invalidField('amount', 'invalid', 'Insufficient balance in the wallet.');
  }
  post(context, origin, { value: -amount, narrative, type: 'TRANSFER' });
  post(context, destination, { value: amount, narrative, type: 'TRANSFER' });
  return {
    status: 200,
    body: { origin: walletBody(origin), destination: walletBody(destination) },
  };
}

function find(context: SimulatorContext, request: Request): Wallet {
  const account = context.gate.bySecretKey(request);
  const wallet = context.store.walletOf(account, String(request.params['walletId']));
  if (wallet === undefined) throw notFound();
  return wallet;
}
