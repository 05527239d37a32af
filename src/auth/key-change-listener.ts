import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { type Secret } from '../common/crypto/secret.js';
import { LOGGER, type Logger } from '../common/logging/logger.js';
import { Settings } from '../config/settings.js';
import { DIRECT_DATABASE_URL } from '../database/database.module.js';
import { Listener } from '../database/listener.js';
import { ApiKeyCache } from './api-key-cache.js';

/** The NOTIFY channel of the triggers on keys and operators; see migration 1790000000080. */
export const KEY_CHANGES_CHANNEL = 'lipafi_keys';

/** The name of the listening connection in `pg_stat_activity`. */
export const KEY_CHANGES_APPLICATION = 'lipafi key changes';

/**
 * Clears the API key cache of this process after each change, whoever makes it: another server, a
 * command, somebody with `psql`. Start-up does not wait for the connection; until it is
 * established, nothing is cached. A worker process serves no portal and needs no cache.
 */
@Injectable()
export class KeyChangeListener implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly listener: Listener;

  constructor(
    cache: ApiKeyCache,
    private readonly settings: Settings,
    @Inject(DIRECT_DATABASE_URL) url: Secret,
    @Inject(LOGGER) logger: Logger,
  ) {
    this.listener = new Listener(
      { url, channel: KEY_CHANGES_CHANNEL, applicationName: KEY_CHANGES_APPLICATION },
      {
        onListening: () => {
          cache.enable();
        },
        onNotification: () => {
          cache.clear();
        },
        onDisconnected: () => {
          cache.disable();
        },
      },
      logger,
    );
  }

  onApplicationBootstrap(): void {
    if (this.settings.workerMode !== 'only') this.listener.open();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.listener.close();
  }
}
