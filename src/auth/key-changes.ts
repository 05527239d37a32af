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
import { RememberedKeys } from './remembered-keys.js';

/** Where triggers announce a change of keys or operators; see migration 1790000000080. */
export const KEY_CHANGES_CHANNEL = 'lipafi_keys';

/** What `pg_stat_activity` calls the connection that listens. */
export const KEY_CHANGES_APPLICATION = 'lipafi key changes';

/**
 * Tells this process's memory of public keys what changes, whoever changes it: another server, a
 * command, somebody at the database. Nobody waits for the connection: until it stands, nothing is
 * remembered. A process that only works is asked by no portal and does without.
 */
@Injectable()
export class KeyChanges implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly listener: Listener;

  constructor(
    keys: RememberedKeys,
    private readonly settings: Settings,
    @Inject(DIRECT_DATABASE_URL) url: Secret,
    @Inject(LOGGER) logger: Logger,
  ) {
    this.listener = new Listener(
      { url, channel: KEY_CHANGES_CHANNEL, applicationName: KEY_CHANGES_APPLICATION },
      {
        began: () => {
          keys.begin();
        },
        heard: () => {
          keys.forget();
        },
        ended: () => {
          keys.end();
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
