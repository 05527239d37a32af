import { Injectable } from '@nestjs/common';
import { apiKeyPair, type ApiKeyPair, makeApiKeyPair } from '../auth/api-key-pair.js';
import { ApiKeysRepository, type ShownApiKey } from '../auth/api-keys.repository.js';
import { type Login } from '../auth/caller.js';
import { ApiKeyCache } from '../auth/api-key-cache.js';
import { SecurityLog } from '../auth/security-log.js';
import { SessionsRepository } from '../auth/sessions.repository.js';
import { type Secret } from '../common/crypto/secret.js';
import { Database } from '../database/database.js';
import { noApiKeys, publicKeyTaken } from './api-key-errors.js';

/**
 * Shows and replaces an operator's API keys. A replacement retires the current pair: its private key
 * stops at once, with the logins that it began (except the current one). Its public key works until
 * the requested grace period ends. Older pairs keep their own grace period.
 */
@Injectable()
export class ApiKeysService {
  constructor(
    private readonly database: Database,
    private readonly apiKeys: ApiKeysRepository,
    private readonly cache: ApiKeyCache,
    private readonly sessions: SessionsRepository,
    private readonly log: SecurityLog,
  ) {}

  /** @throws ApiError 404 */
  async getCurrent(userId: number): Promise<ShownApiKey> {
    const current = await this.apiKeys.findCurrent(userId);
    if (!current) throw noApiKeys();
    return current;
  }

  /** Replaces the keys by a generated pair, whose private key is shown once. */
  async generate(login: Login, graceHours: number): Promise<ApiKeyPair> {
    const pair = makeApiKeyPair();
    await this.replace(login, pair, { origin: 'generated', graceHours });
    return pair;
  }

  /**
   * Replaces the keys by the operator's own pair.
   *
   * @throws ApiError 400 with `fields.public_key` when the public key exists already
   */
  async setCustom(
    login: Login,
    keys: { readonly publicKey: string; readonly privateKey: Secret },
    graceHours: number,
  ): Promise<ShownApiKey> {
    const pair = apiKeyPair(keys.publicKey, keys.privateKey);
    return this.replace(login, pair, { origin: 'chosen', graceHours });
  }

  private async replace(
    { userId, sessionId }: Login,
    { stored }: ApiKeyPair,
    how: { readonly origin: 'generated' | 'chosen'; readonly graceHours: number },
  ): Promise<ShownApiKey> {
    const details = { userId, ...how };
    try {
      const shown = await this.database.transaction(async (tx) => {
        await this.apiKeys.retireCurrent(tx, userId, how.graceHours);
        const added = await this.apiKeys.insertIfNew(tx, userId, stored);
        if (!added) throw publicKeyTaken();
        await this.sessions.endOthers(tx, { userId, kept: sessionId, begunBy: 'api_key' });
        await this.log.record(tx, 'api_keys_replaced', details);
        return added;
      });
      this.log.write('api_keys_replaced', details);
      return shown;
    } finally {
      // The notification may arrive after our answer. Even a failed transaction may have committed.
      this.cache.clear();
    }
  }
}
