import { NestFactory } from '@nestjs/core';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { AppModule, type Surroundings } from './app.module.js';
import { apiAlias } from './common/http/api-alias.js';
import { bodyParsing } from './common/http/body-parsing.js';
import { requestContext } from './common/http/request-context.js';
import { NestLogger } from './common/logging/nest-logger.js';
import { requestLog } from './common/logging/request-log.js';

/** Builds the server, not yet listening: the same for production, the demo and the tests. */
export async function createApplication(
  surroundings: Surroundings,
): Promise<NestExpressApplication> {
  const { settings, logger } = surroundings;
  const app = await NestFactory.create<NestExpressApplication>(AppModule.in(surroundings), {
    logger: new NestLogger(logger),
    bodyParser: false,
    abortOnError: false,
    routeConflictPolicy: { duplicate: 'error' },
  });
  app.set('trust proxy', settings.server.trustProxy);
  app.disable('x-powered-by');
  // Answers are about money and change at any time: nothing is to be revalidated or kept.
  app.set('etag', false);
  app.use(requestContext, requestLog(logger), apiAlias, ...bodyParsing);
  return app;
}
