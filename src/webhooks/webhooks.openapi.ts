import { type ApiError, notFound } from '../common/errors/api-error.js';
import { answer, type Description } from '../common/openapi/describe.decorator.js';
import { resource } from '../common/openapi/page.schema.js';
import { oneOf, text } from '../common/openapi/schema.js';

const WebhookTaken = resource<{ readonly status: 'ok' }>(
  'WebhookTaken',
  'The event is stored.',
  { status: oneOf(['ok']) },
  { status: 'ok' },
);

/** The error for a path whose provider takes no payments. */
export const noSuchProvider = (): ApiError =>
  notFound('provider_not_found', 'No payments go through this provider');

/** Describes the endpoints that receive webhooks. */
export const webhooksDocs = {
  receive: {
    summary: 'Report what happened to an invoice',
    description:
      'For IntaSend. Always the same answer, also for duplicates, for invoices that nobody knows ' +
      'and whether or not the challenge is right. What cannot be trusted is asked about first.',
    body: { type: 'object' },
    example: {
      invoice_id: 'Y5JJV4V',
      state: 'COMPLETE',
      provider: 'M-PESA',
      charges: '1.50',
      net_amount: '48.50',
      currency: 'KES',
      value: '50.00',
      account: '254712345678',
      api_ref: '0198c0de-0000-7000-8000-000000000001-1',
      mpesa_reference: 'TDL4MADEUP',
      failed_reason: null,
      failed_code: null,
      challenge: 'a secret that IntaSend sends along',
      created_at: '2026-03-01T12:00:00.000100+03:00',
      updated_at: '2026-03-01T12:00:30.000200+03:00',
    },
    answers: [answer(200, 'The event is stored.', WebhookTaken)],
  },
  receiveFrom: {
    summary: 'Report what happened to a payment, as a named provider',
    description:
      'For payment providers. As without a provider in the path, whose events are those of ' +
      'IntaSend. How a provider proves who it is, and what its events hold, differs.',
    parameters: [
      { name: 'provider', in: 'path', required: true, schema: text, example: 'intasend' },
    ],
    body: { type: 'object' },
    answers: [answer(200, 'The event is stored.', WebhookTaken)],
    errors: [noSuchProvider()],
  },
} as const satisfies Record<string, Description>;
