import { formatStamp } from '../../engine/stamps.js';
import { centsAsText } from '../../model/money.js';
import { balanceOf, type Wallet } from '../../model/wallet.js';
import { invoiceBody } from './invoice-shape.js';
import { type Behaviour } from '../../behaviour.js';

type Json = Record<string, unknown>;

/** A wallet in the API. */
export function walletBody(wallet: Wallet): Json {
  const balance = centsAsText(balanceOf(wallet));
  return {
    wallet_id: wallet.id,
    label: wallet.label,
    can_disburse: wallet.canDisburse,
    currency: wallet.currency,
    wallet_type: wallet.type,
    current_balance: balance,
    available_balance: balance,
    updated_at: formatStamp(wallet.updatedAt),
  };
}

/** The transactions of a wallet, newest first, each with the balance after it. */
export function transactionBodies(wallet: Wallet, dialect: Behaviour['dialect']): Json[] {
  let balance = wallet.opening;
  const bodies = wallet.transactions.map((each) => {
    balance += each.value;
    return {
      transaction_id: each.id,
      invoice: each.invoice && invoiceBody(each.invoice, dialect),
      currency: wallet.currency,
      value: centsAsText(each.value),
      running_balance: centsAsText(balance),
      narrative: each.narrative,
      trans_type: each.type,
      status: each.status,
      created_at: formatStamp(each.createdAt),
      updated_at: formatStamp(each.updatedAt),
    };
  });
  return bodies.reverse();
}
