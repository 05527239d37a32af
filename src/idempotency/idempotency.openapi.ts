import { type Description } from '../common/openapi/describe.decorator.js';
import { oneOf, text } from '../common/openapi/schema.js';
import { idempotencyErrors } from './idempotency-errors.js';

/** Describes what an `Idempotency-Key` adds to an endpoint. */
export const idempotencyDocs: Description = {
  parameters: [
    {
      name: 'Idempotency-Key',
      in: 'header',
      required: false,
      description:
        'A request with the same key and body within 24 hours is not executed again: its first ' +
        'answer is replayed, also when a rate limit is reached. Answers after which nothing was ' +
        'sent (409, 429, 502, 503) are not stored: the same key tries again. Use a new ' +
        'key, such as a UUID, for each new request.',
      schema: { ...text, pattern: '^[!-~]{1,255}$' },
    },
  ],
  headers: [
    {
      name: 'Idempotent-Replayed',
      description: 'Present when the answer is a replay.',
      schema: oneOf(['true']),
    },
  ],
  errors: [
    idempotencyErrors.malformed(),
    idempotencyErrors.stillRunning(),
    idempotencyErrors.takenOver(),
    idempotencyErrors.keyReused(),
  ],
};
