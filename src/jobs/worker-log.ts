import { Logger as WorkerLogger, type LogLevel } from 'graphile-worker';
import { type Logger } from '../common/logging/logger.js';

const LEVELS: Readonly<Record<`${LogLevel}`, 'error' | 'warn' | 'debug' | 'trace'>> = {
  error: 'warn',
  warning: 'warn',
  info: 'debug',
  debug: 'trace',
};

/** Given at every start; worker.service.ts says why one job is fetched at a time. */
const ADVICE_NOT_TAKEN = /^Your job batch size/;

/**
 * The worker's own messages in our log. A failed job is a warning, because it will be tried again;
 * jobs that were given up are counted and listed. Its metadata holds payloads and is left out.
 */
export function workerLog(logger: Logger): WorkerLogger {
  return new WorkerLogger((scope) => (level, message) => {
    if (ADVICE_NOT_TAKEN.test(message)) return;
    logger[LEVELS[level]]({ context: scope.label, task: scope.taskIdentifier }, message);
  });
}
