import { type Answer, type Description } from '../common/openapi/describe.decorator.js';
import { text } from '../common/openapi/schema.js';

const page = (status: number, description: string, heading: string): Answer => ({
  status,
  description,
  mediaType: 'text/html',
  schema: text,
  example: `<!doctype html><title>${heading}</title>`,
});

const parameters = [
  {
    name: 'tracking_id',
    in: 'query',
    required: false,
    description: 'The invoice, as IntaSend adds it.',
    schema: text,
  },
] as const;
const found = page(200, 'A page with the status of the payment.', 'Payment received');
const notFound = page(404, 'A page that says that there is no such payment.', 'No such payment');

/** Describes the pages that customers return to. */
export const returnPageDocs = {
  success: {
    summary: 'Show a customer the status of a payment',
    description:
      'IntaSend redirects customers here from its payment page. The stored status is shown, and ' +
      'IntaSend is asked for the current one.',
    parameters,
    answers: [
      found,
      {
        status: 303,
        description: 'The payment failed: a redirect to `INTASEND_FAIL_URL_BASE`.',
        mediaType: 'text/html',
      },
      notFound,
    ],
  },
  failed: {
    summary: 'Show a customer the status of a failed payment',
    description:
      'The default of `INTASEND_FAIL_URL_BASE`. The stored status is shown, also when the payment ' +
      'was completed after all.',
    parameters,
    answers: [found, notFound],
  },
} as const satisfies Record<string, Description>;
