import { type Request, type Router } from 'express';
import { type SimulatorContext } from '../context.js';
import { feeOn, grossOf, rateOf, TARIFFS } from '../model/fees.js';
import { centsAsText } from '../model/money.js';
import { bodyOf } from './body.js';
import { type Reply, serve } from './endpoint.js';
import { Fields } from './fields.js';
import { STK_LIMITS } from './stk-push.js';

/**
 * Serves the estimate of a charge. IntaSend has published no response, so the fields are a guess: a
 * client gets JSON, but should not rely on it.
 */
export function serveAmountEstimate(router: Router, context: SimulatorContext): void {
  serve(router, context, 'estimate', '/payment/get_amount_estimate', {
    POST: (request) => estimate(context, request),
  });
}

function estimate(context: SimulatorContext, request: Request): Reply {
  context.gate.bySecretKey(request);
  const fields = new Fields(bodyOf(request));
  const amount = fields.requiredAmount('amount', STK_LIMITS);
  const currency = fields.text('currency', 3) ?? 'KES';
  const method = fields.choice('method', ['M-PESA', 'CARD-PAYMENT'], 'M-PESA');
  const tarrif = fields.choice('tarrif', TARIFFS, 'BUSINESS-PAYS');
  fields.check();
  const { feeRates, wholeShillings } = context.behaviour;
  const rate = rateOf(feeRates, method);
  const value = grossOf(amount, tarrif, rate, method === 'M-PESA' && wholeShillings);
  const charges = feeOn(value, rate);
  return {
    status: 200,
    body: {
      currency,
      method,
      tarrif,
      amount: centsAsText(amount),
      value: centsAsText(value),
      charges: centsAsText(charges),
      net_amount: centsAsText(value - charges),
    },
  };
}
