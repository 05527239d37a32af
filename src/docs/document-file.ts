import { NestFactory } from '@nestjs/core';
import { AppModule } from '../app.module.js';
import { KeyRing } from '../common/crypto/key-ring.js';
import { Secret } from '../common/crypto/secret.js';
import { randomHex } from '../common/crypto/tokens.js';
import { createLogger } from '../common/logging/logger.js';
import { loadSettings } from '../config/settings.js';
import { buildDocument } from './build-document.js';

/**
 * The document as committed. The routes are read from the code without starting the application.
 */
export async function documentText(): Promise<string> {
  const settings = loadSettings({
    NODE_ENV: 'test',
    LOG_LEVEL: 'silent',
    JWT_SECRET: randomHex(32),
    ENCRYPTION_KEY: KeyRing.generateKey(),
  });
  const logger = createLogger({ level: settings.logLevel, pretty: false });
  const module = AppModule.in({ settings, databaseUrl: new Secret('postgres://unused'), logger });
  const app = await NestFactory.create(module, {
    preview: true,
    logger: false,
    abortOnError: false,
  });
  return `${JSON.stringify(buildDocument(app), null, 2)}\n`;
}
