import { type Description } from '../common/openapi/describe.decorator.js';
import { oneOf, text } from '../common/openapi/schema.js';
import { idempotencyErrors } from './idempotency-errors.js';

/** What an `Idempotency-Key` adds to an endpoint. */
export const idempotencyDocs: Description = {
  parameters: [
    {
      name: 'Idempotency-Key',
      in: 'header',
      required: false,
      description:
        'Sent again with the same body within 24 hours, the request is not carried out again: ' +
        'its first answer comes back, also when a rate limit is reached. Answers after which ' +
        'nothing was sent (409, 429, 502, 503) are not kept: the same key tries again. Use a new ' +
        'key, such as a UUID, for each new request.',
      schema: { ...text, pattern: '^[!-~]{1,255}$' },
    },
  ],
  headers: [
    {
      name: 'Idempotent-Replayed',
      description: 'There when the answer is the first one of this key, given again.',
      schema: oneOf(['true']),
    },
  ],
  errors: [
    idempotencyErrors.malformed(),
    idempotencyErrors.stillRunning(),
    idempotencyErrors.takenOver(),
    idempotencyErrors.usedOtherwise(),
  ],
};
