import { pino, type DestinationStream, type Logger as PinoLogger } from 'pino';
import { currentRequest } from '../http/request-context.js';
import { describeError } from './describe-error.js';

/** Structured log: `logger.info({ paymentId }, 'payment settled')`. */
export type Logger = PinoLogger;

/** Injection token of the one logger. */
export const LOGGER = Symbol('logger');

/** A last net under the `Secret` type: fields of these names are never printed. */
const NEVER_PRINTED = [
  'password',
  'private_key',
  'privateKey',
  'challenge',
  'webhook_challenge',
  'authorization',
  'access_token',
  'refresh_token',
  'token',
  'secret',
  'x-public-key',
];

/**
 * One line of JSON an event; readable text in development. Every line written while a request is
 * handled carries its `requestId`.
 *
 * @param options.pretty readable text instead of JSON
 * @param destination where to write; standard output unless a test listens
 */
export function createLogger(
  options: { level: string; pretty: boolean },
  destination?: DestinationStream,
): Logger {
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: describeError },
      mixin: () => {
        const request = currentRequest();
        return request ? { requestId: request.requestId } : {};
      },
      redact: {
        paths: NEVER_PRINTED.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]),
        censor: '[redacted]',
      },
      ...(options.pretty && destination === undefined
        ? { transport: { target: 'pino-pretty', options: { ignore: 'pid,hostname' } } }
        : {}),
    },
    ...(destination ? [destination] : []),
  );
}
