import { STATUS_CODES } from 'node:http';
import { type ApiError } from '../common/errors/api-error.js';
import { errorBody } from '../common/http/error-body.js';
import {
  about,
  named,
  object,
  oneOf,
  optional,
  type Schema,
  text,
  uuid,
} from '../common/openapi/schema.js';
import { answerHeaders, REQUEST_ID, sharedHeaders } from './headers.js';

type ErrorBody = ReturnType<typeof errorBody>;

/** The schema of all errors. */
export const errorSchema = named('Error', {
  description: 'Every error, from every layer of the server.',
  ...object<ErrorBody>({
    error: { ...text, description: 'One sentence that a person can act on.' },
    code: { ...text, description: 'Stable, for programs.', pattern: '^[a-z_]+$' },
    request_id: { ...text, description: 'Quote it when asking for help; the log has it too.' },
    payment_id: optional(about('The payment that the failed request left behind.', uuid)),
    fields: optional({
      type: 'object',
      description: 'What is wrong, by field of the request.',
      additionalProperties: { type: 'array', items: text, minItems: 1 },
    }),
    access_claim: optional(
      about('The access claim of that payment, when this is its first answer. Keep it.', text),
    ),
  }),
});

/**
 * The error responses of a route, by status: every code, with an example body.
 *
 * @param headers the headers of the route's other responses; an error about a payment has them too
 */
export function errorAnswers(
  errors: readonly ApiError[],
  headers: Readonly<Record<string, object>> = {},
): Record<string, Schema> {
  const statuses = [...new Set(errors.map(({ status }) => status))].sort((a, b) => a - b);
  return Object.fromEntries(
    statuses.map((status) => [
      String(status),
      answerOf(
        status,
        errors.filter((error) => error.status === status),
        headers,
      ),
    ]),
  );
}

function answerOf(
  status: number,
  errors: readonly ApiError[],
  headers: Readonly<Record<string, object>>,
): Schema {
  const isAboutAPayment = errors.some(({ details }) => details.paymentId !== undefined);
  const codes = [...new Set(errors.map(({ code }) => code))];
  return {
    description: `${STATUS_CODES[status] ?? 'Error'}: ${codes.map((code) => `\`${code}\``).join(', ')}.`,
    headers: {
      ...answerHeaders({ 'Content-Language': true, ...headersOf(errors) }),
      ...(isAboutAPayment ? headers : {}),
    },
    content: {
      'application/json': {
        schema: { allOf: [errorSchema, { properties: { code: oneOf(codes) } }] },
        examples: examplesOf(errors),
      },
    },
  };
}

/** The headers of the errors. A header is required if all of them have it. */
function headersOf(errors: readonly ApiError[]): Record<string, boolean> {
  const sets = errors.map(({ details }) => Object.keys(details.headers ?? {}));
  return Object.fromEntries(
    sets
      .flat()
      .filter((header) => header in sharedHeaders)
      .map((header) => [header, sets.every((set) => set.includes(header))]),
  );
}

/** Examples by code. A code with several messages is numbered. */
function examplesOf(errors: readonly ApiError[]): Record<string, Schema> {
  const examples: Record<string, Schema> = {};
  for (const error of errors) {
    const known = Object.values(examples).some(({ summary }) => summary === error.message);
    if (known) continue;
    let key = error.code;
    for (let number = 2; key in examples; number += 1) key = `${error.code}_${number}`;
    examples[key] = { summary: error.message, value: errorBody(error, REQUEST_ID) };
  }
  return examples;
}
