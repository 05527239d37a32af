import { type Answer, type Description } from '../common/openapi/describe.decorator.js';
import { text } from '../common/openapi/schema.js';

const page = (status: number, description: string, heading: string): Answer => ({
  status,
  description,
  mediaType: 'text/html',
  schema: text,
  example: `<!doctype html><title>${heading}</title>`,
});

/** What the document says of the pages that customers come back to. */
export const returnPageDocs = {
  show: {
    summary: 'Show a customer where a payment stands',
    description:
      'Where payment pages send customers afterwards. Which of the two addresses it was makes no ' +
      'difference: the stored state is shown, and IntaSend is asked.',
    parameters: [
      {
        name: 'tracking_id',
        in: 'query',
        required: false,
        description: 'The invoice, as IntaSend adds it.',
        schema: text,
      },
    ],
    answers: [
      page(200, 'A page that says so.', 'Payment received'),
      page(404, 'A page that knows no such payment.', 'No such payment'),
    ],
  },
} as const satisfies Record<string, Description>;
