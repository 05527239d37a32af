import { type Request, type Router } from 'express';
import { type SimulatorContext } from '../context.js';
import { TARIFFS } from '../model/fees.js';
import { type PaymentLink } from '../model/records.js';
import { ownedBy } from '../model/store.js';
import { notFound } from './api-error.js';
import { bodyOf } from './body.js';
import { type Reply, serve } from './endpoint.js';
import { type AmountLimits, Fields } from './fields.js';
import { pageReply } from './pages.js';
import { linkBody } from './shapes/link-shape.js';

const LIMITS: AmountLimits = { min: 0, max: 100_000_000_00 };

/** The properties of a link that the merchant chooses. */
type LinkTerms = Omit<PaymentLink, 'id' | 'account' | 'createdAt' | 'updatedAt'>;

/** Serves links that many people can pay. */
export function servePaymentLinks(router: Router, context: SimulatorContext): void {
  serve(router, context, 'paymentlinks', '/paymentlinks', {
    POST: (request) => create(context, request),
    GET: (request) => list(context, request),
  });
  serve(router, context, 'paymentlinks', '/paymentlinks/:id', {
    GET: (request) => show(context, 200, find(context, request)),
    PUT: (request) => change(context, request),
  });
}

function create(context: SimulatorContext, request: Request): Reply {
  const { ids, stamps, store, gate } = context;
  const account = gate.bySecretKey(request);
  const link: PaymentLink = {
    ...readTerms(request),
    id: ids.uuid(),
    account,
    createdAt: stamps.next(),
    updatedAt: stamps.next(),
  };
  store.links.set(link.id, link);
  return show(context, 201, link);
}

function list(context: SimulatorContext, request: Request): Reply {
  const account = context.gate.bySecretKey(request);
  const links = [...context.store.links.values()].filter((link) => link.account === account);
  return pageReply(context, request, links.reverse(), (link) => linkBody(link, context.publicUrl));
}

function change(context: SimulatorContext, request: Request): Reply {
  const link = find(context, request);
  Object.assign(link, readTerms(request), { updatedAt: context.stamps.next() });
  return show(context, 200, link);
}

function find(context: SimulatorContext, request: Request): PaymentLink {
  const account = context.gate.bySecretKey(request);
  const link = ownedBy(account, context.store.links.get(String(request.params['id'])));
  if (link === undefined) throw notFound();
  return link;
}

function show(context: SimulatorContext, status: number, link: PaymentLink): Reply {
  return { status, body: linkBody(link, context.publicUrl) };
}

function readTerms(request: Request): LinkTerms {
  const fields = new Fields(bodyOf(request));
  const terms: LinkTerms = {
    title: fields.requiredText('title', 140),
    currency: fields.requiredText('currency', 3),
    amount: fields.amount('amount', LIMITS) ?? 0,
    usageLimit: fields.count('usage_limit', 0),
    isActive: fields.flag('is_active', true),
    mobileTariff: fields.choice('mobile_tarrif', TARIFFS, 'BUSINESS-PAYS'),
    cardTariff: fields.choice('card_tarrif', TARIFFS, 'BUSINESS-PAYS'),
    redirectUrl: fields.url('redirect_url', 400),
  };
  fields.check();
  return terms;
}
