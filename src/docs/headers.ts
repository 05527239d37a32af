import { count, oneOf, type Schema, text } from '../common/openapi/schema.js';

/** The request id in all examples. */
export const REQUEST_ID = '0198c0de-5b7a-7cc0-9d55-3b1f0a6f2a10';

/** Headers that several routes return, each where it is always present. */
export const sharedHeaders: Readonly<Record<string, object>> = {
  'X-Request-Id': {
    required: true,
    description: "The request's id: the caller's own, when it sent a sane one.",
    schema: { ...text, pattern: String.raw`^[\w.:-]{1,128}$`, example: REQUEST_ID },
  },
  'Content-Language': {
    required: true,
    description: 'The language of the sentence: `sw` where Accept-Language prefers it, else `en`.',
    schema: { ...oneOf(['en', 'sw']), example: 'en' },
  },
  'Retry-After': {
    required: true,
    description: 'In how many seconds it is worth asking again.',
    schema: { ...count, example: 5 },
  },
  'WWW-Authenticate': {
    required: true,
    description: 'How to say who is calling.',
    schema: { ...text, example: 'Bearer realm="lipafi"' },
  },
};

/**
 * The headers of a response, including the request id that every response has. @param given name →
 * required
 */
export const answerHeaders = (given: Readonly<Record<string, boolean>> = {}): Schema =>
  Object.fromEntries(
    Object.entries({ 'X-Request-Id': true, ...given }).map(([name, isSure]) => [
      name,
      isSure
        ? { $ref: `#/components/headers/${name}` }
        : { ...sharedHeaders[name], required: false },
    ]),
  );
