import { type Request, type Router } from 'express';
import { type SimulatorContext } from '../context.js';
import { type Account } from '../model/account.js';
import { type Chargeback, type Invoice } from '../model/records.js';
import { ownedBy } from '../model/store.js';
import { settleChargeback, tellChargeback } from '../outcomes/settle-chargeback.js';
import { invalidField, notFound } from './api-error.js';
import { bodyOf } from './body.js';
import { type Reply, serve } from './endpoint.js';
import { Fields } from './fields.js';
import { pageReply } from './pages.js';
import { chargebackBody } from './shapes/chargeback-shape.js';

const REASONS = [
  'Unavailable service',
  'Delayed delivery',
  'Wrong service',
  'Duplicate payment',
  'Other',
] as const;

/** Serves refund requests. They are only stored here; their result comes later. */
export function serveChargebacks(router: Router, context: SimulatorContext): void {
  serve(router, context, 'chargebacks', '/chargebacks', {
    POST: (request) => create(context, request),
    GET: (request) => list(context, request),
  });
  serve(router, context, 'chargebacks', '/chargebacks/:chargebackId', {
    GET: (request) => get(context, request),
  });
}

function create(context: SimulatorContext, request: Request): Reply {
  const account = context.gate.bySecretKey(request);
  const chargeback = fileRequest(context, request, account);
  context.store.chargebacks.set(chargeback.id, chargeback);
  tellChargeback(context, chargeback);
  const { chargebackAfterMs } = context.behaviour;
  if (chargebackAfterMs !== null) {
    context.scheduler.after(chargebackAfterMs, () => {
      if (chargeback.status !== 'PENDING') return;
      settleChargeback(context, chargeback, 'COMPLETED', 'Refund sent');
    });
  }
  return { status: 201, body: chargebackBody(chargeback) };
}

function fileRequest(context: SimulatorContext, request: Request, account: Account): Chargeback {
  const { ids, stamps } = context;
  const body = bodyOf(request);
  const fields = new Fields({ ...body, invoice: body['invoice'] ?? body['invoice_id'] });
  const invoiceId = fields.requiredText('invoice', 100);
  const invoice = context.store.invoiceOf(account, invoiceId);
  if (invoiceId !== '' && invoice === undefined) {
    fields.complain('invoice', 'does_not_exist', `Invalid invoice "${invoiceId}".`);
  }
  const amount = fields.requiredAmount('amount', { min: 1, max: refundable(context, invoice) });
  fields.requiredText('reason', 100);
  const reason = fields.choice('reason', REASONS, 'Other');
  const reasonDetails = fields.text('reason_details', 1000);
  fields.check();
  if (invoice?.state !== 'COMPLETE') {
    throw invalidField('invoice', 'invalid', 'Only complete payments can be refunded.');
  }
  return {
    id: ids.short(),
    sessionId: ids.uuid(),
    transactionId: invoice.sale?.id ?? ids.short(),
    account,
    invoice,
    amount,
    reason,
    reasonDetails,
    status: 'PENDING',
    resolution: null,
    createdAt: stamps.next(),
    updatedAt: stamps.next(),
  };
}

/** The billed amount minus the amounts of earlier refund requests. */
function refundable({ store }: SimulatorContext, invoice: Invoice | undefined): number {
  if (invoice === undefined) return Infinity;
  const asked = [...store.chargebacks.values()]
    .filter((each) => each.invoice === invoice && each.status !== 'CANCELLED')
    .reduce((sum, each) => sum + each.amount, 0);
  return invoice.value - asked;
}

function list(context: SimulatorContext, request: Request): Reply {
  const account = context.gate.bySecretKey(request);
  const own = [...context.store.chargebacks.values()].filter((each) => each.account === account);
  return pageReply(context, request, own.reverse(), chargebackBody);
}

function get(context: SimulatorContext, request: Request): Reply {
  const account = context.gate.bySecretKey(request);
  const id = String(request.params['chargebackId']);
  const chargeback = ownedBy(account, context.store.chargebacks.get(id));
  if (chargeback === undefined) throw notFound();
  return { status: 200, body: chargebackBody(chargeback) };
}
