import 'reflect-metadata';
import { createLogger } from './common/logging/logger.js';
import { loadSettings, type Settings } from './config/settings.js';
import { describeFailedStart } from './start-refused.js';
import { startSummary } from './start-summary.js';

const EXIT_FAILURE = 1;
/**
 * The time limit for stopping, without the delay in the settings. A deployment gives a process ten
 * seconds. Interrupting the rest is safe: an attempt whose response is lost counts as unknown and
 * is reconciled, and a job runs again.
 */
const MAX_STOP_MS = 9_000;

/** Starts everything, and stops it again on SIGINT or SIGTERM. */
async function main(settings: Settings): Promise<void> {
  const logger = createLogger({
    level: settings.logLevel,
    pretty: settings.environment === 'development',
  });
  process.once('uncaughtException', (error) => {
    logger.fatal({ err: error }, 'the process stops after an unhandled error');
    process.exit(EXIT_FAILURE);
  });

  // Imported on demand, so that production does not load the code of the simulator.
  const development = settings.simulator.enabled
    ? await (await import('./development.js')).startDevelopmentServices(settings)
    : null;
  // Imported after the settings were read, so that wrong ones are reported at once.
  const { startServer } = await import('./server.js');
  const server = await startServer(settings, logger);
  const { environment, workerMode } = settings;
  if (environment === 'development' && workerMode !== 'only') {
    process.stdout.write(startSummary(settings, server.url));
  } else {
    logger.info({ url: server.url, environment, workerMode }, 'the server is ready');
  }

  let isStopping = false;
  const stop = async (signal: string): Promise<void> => {
    if (isStopping) return;
    isStopping = true;
    logger.info({ signal }, 'stopping');
    setTimeout(() => {
      logger.warn('stopping took too long; running work is interrupted');
      process.exit(EXIT_FAILURE);
    }, settings.server.shutdownDelayMs + MAX_STOP_MS).unref();
    await server.stop();
    await development?.stop();
    logger.info('stopped');
    logger.flush();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => void stop(signal).then(() => process.exit()));
  }
}

try {
  await main(loadSettings());
} catch (error) {
  process.stderr.write(`${describeFailedStart(error)}\n`);
  process.exit(EXIT_FAILURE);
}
