import { Injectable } from '@nestjs/common';
import { type Secret } from '../common/crypto/secret.js';
import { newId } from '../common/ids/uuid.js';
import { Database } from '../database/database.js';
import { authErrors, refreshRefusals } from './auth-errors.js';
import { type Login } from './caller.js';
import { type LoginProof } from './login-proof.js';
import { type FoundRefreshToken, type RefreshRefusal, refreshRefusal } from './refresh-refusal.js';
import { SecurityLog } from './security-log.js';
import { type SessionKind } from './session-kind.js';
import { SessionsRepository, type StoredRefreshToken } from './sessions.repository.js';
import { refreshTokenHash, type TokenPair, TokensService } from './tokens.service.js';

/**
 * Starts, refreshes and ends logins. A login is a family of refresh tokens, of which only the newest
 * is valid.
 */
@Injectable()
export class SessionsService {
  constructor(
    private readonly database: Database,
    private readonly repository: SessionsRepository,
    private readonly tokens: TokensService,
    private readonly log: SecurityLog,
  ) {}

  /** Starts a login; null when the proof was replaced since it was checked. */
  async begin(userId: number, proof: LoginProof, kind: SessionKind): Promise<TokenPair | null> {
    const id = newId();
    const { token, stored } = this.tokens.makeRefreshToken();
    const begun = await this.repository.beginIfProven({ id, userId, proof, kind }, stored);
    if (!begun) return null;
    return { accessToken: await this.tokens.signAccessToken(userId, id), refreshToken: token };
  }

  /**
   * Exchanges a refresh token for a new pair. Each can be used once: its reuse ends the login.
   *
   * @throws ApiError 401
   */
  async refresh(given: Secret): Promise<TokenPair> {
    const next = this.tokens.makeRefreshToken();
    const { found, refusal } = await this.exchange(refreshTokenHash(given), next.stored);
    if (refusal === 'reused') this.log.write('refresh_reused', { userId: found.userId });
    if (refusal !== null) throw refreshRefusals[refusal]();
    return {
      accessToken: await this.tokens.signAccessToken(found.userId, found.sessionId),
      refreshToken: next.token,
    };
  }

  /** Ends a login and revokes its access tokens at once. */
  async end({ userId, sessionId }: Login): Promise<void> {
    await this.repository.end(this.database, sessionId);
    this.log.write('logged_out', { userId });
  }

  /** Returns the refusal instead of throwing it, because the end of the login must be committed. */
  private exchange(
    hash: string,
    next: StoredRefreshToken,
  ): Promise<{ readonly found: FoundRefreshToken; readonly refusal: RefreshRefusal | null }> {
    return this.database.transaction(async (tx) => {
      const found = await this.repository.lockRefreshToken(tx, hash, 'api');
      if (!found) throw authErrors.refreshTokenUnknown();
      const refusal = refreshRefusal(found);
      if (refusal === null) await this.repository.replaceRefreshToken(tx, found, next);
      if (refusal === 'reused') await this.repository.end(tx, found.sessionId);
      return { found, refusal };
    });
  }
}
