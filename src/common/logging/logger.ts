import { pino, type DestinationStream, type Logger as PinoLogger } from 'pino';
import { currentRequest } from '../http/request-context.js';
import { maskedLine, withoutSecrets } from './censor.js';
import { describeError } from './describe-error.js';

/** The structured log: `logger.info({ paymentId }, 'payment settled')`. */
export type Logger = PinoLogger;

/** The injection token of the logger. */
export const LOGGER = Symbol('logger');

/**
 * Creates the logger: one JSON line per event, or readable text in development. Every line that is
 * written while a request or a job is handled has its `requestId`, and its payment once that is
 * known.
 *
 * @param options.pretty readable text instead of JSON
 * @param destination where to write; standard output by default
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
      formatters: { level: (label) => ({ level: label }), log: withoutSecrets },
      hooks: { streamWrite: maskedLine },
      serializers: { err: describeError },
      mixin: () => {
        const { requestId, jobId, task, paymentId } = currentRequest() ?? {};
        return { requestId, jobId, task, paymentId };
      },
      ...(options.pretty && destination === undefined
        ? { transport: { target: 'pino-pretty', options: { ignore: 'pid,hostname' } } }
        : {}),
    },
    ...(destination ? [destination] : []),
  );
}
