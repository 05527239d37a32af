import { Injectable } from '@nestjs/common';
import { type Secret } from '../common/crypto/secret.js';
import { newId } from '../common/ids/uuid.js';
import { Database, type Sql } from '../database/database.js';
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
    const event = this.log.rowOf('logged_in', userId, { sessionId: id, by: proof.kind });
    const session = { id, proof, kind };
    if (!(await this.repository.beginIfProven(session, stored, event))) return null;
    this.log.write('logged_in', { userId, by: proof.kind });
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
    await this.database.transaction(async (tx) => {
      const hasEnded = await this.repository.end(tx, sessionId);
      if (hasEnded) await this.log.record(tx, 'logged_out', { userId, sessionId });
    });
    this.log.write('logged_out', { userId });
  }

  /**
   * Ends one of the operator's logins, as {@link end} does.
   *
   * @returns whether the operator had such a login that had not ended
   */
  async endOwned(userId: number, sessionId: string): Promise<boolean> {
    const hasEnded = await this.database.transaction(async (tx) => {
      if (!(await this.repository.endOwned(tx, userId, sessionId))) return false;
      await this.log.record(tx, 'session_ended', { userId, sessionId });
      return true;
    });
    if (hasEnded) this.log.write('session_ended', { userId });
    return hasEnded;
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
      if (refusal === 'reused') await this.endReused(tx, found);
      return { found, refusal };
    });
  }

  /** Ends the login of a reused token. The row is written once, however often it is reused. */
  private async endReused(tx: Sql, { userId, sessionId }: FoundRefreshToken): Promise<void> {
    if (!(await this.repository.end(tx, sessionId))) return;
    await this.log.record(tx, 'refresh_reused', { userId, sessionId });
  }
}
