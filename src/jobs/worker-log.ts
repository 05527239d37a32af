import { Logger as WorkerLogger, type LogLevel } from 'graphile-worker';
import { type Logger } from '../common/logging/logger.js';

const LEVELS: Readonly<Record<`${LogLevel}`, 'error' | 'warn' | 'debug' | 'trace'>> = {
  error: 'warn',
  warning: 'warn',
  info: 'debug',
  debug: 'trace',
};

/** These are logged at every start; worker-options.ts explains the settings that they are about. */
const ADVICE_NOT_TAKEN = /^Your job batch size|having maxPoolSize/;

/**
 * Writes the messages of the worker to our log. A failed job is a warning, because it will be tried
 * again; jobs that have used up their tries are counted and listed. The metadata is left out,
 * because it contains payloads.
 */
export function workerLog(logger: Logger): WorkerLogger {
  return new WorkerLogger((scope) => (level, message) => {
    if (ADVICE_NOT_TAKEN.test(message)) return;
    logger[LEVELS[level]]({ context: scope.label, task: scope.taskIdentifier }, message);
  });
}
