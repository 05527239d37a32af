import { Injectable } from '@nestjs/common';
import { type Secret } from '../common/crypto/secret.js';
import { Database } from '../database/database.js';
import { authErrors, refreshRefusals } from './auth-errors.js';
import { browserRefresh, type FoundRefreshToken } from './refresh-refusal.js';
import { SecurityLog } from './security-log.js';
import { SessionsRepository } from './sessions.repository.js';
import { type NewRefreshToken, refreshTokenHash, TokensService } from './tokens.service.js';

/** What a browser gets for its refresh token. */
export interface BrowserRefresh {
  readonly userId: number;
  readonly accessToken: Secret;
  /** The next refresh token; null when a later request of this login has it already. */
  readonly refreshToken: Secret | null;
}

/** What a transaction has decided about a refresh token. */
interface Exchange {
  readonly found: FoundRefreshToken;
  readonly decision: ReturnType<typeof browserRefresh>;
  readonly isNextUnused: boolean;
}

/**
 * Refreshes and ends the logins of browsers. Unlike a client of the API, a browser may send a refresh
 * token again that it has just used: for a minute it gets the same next token, or, when that one was
 * used too, an access token alone. Later reuse ends the login.
 */
@Injectable()
export class BrowserSessionsService {
  constructor(
    private readonly database: Database,
    private readonly repository: SessionsRepository,
    private readonly tokens: TokensService,
    private readonly log: SecurityLog,
  ) {}

  /** @throws ApiError 401 */
  async refresh(given: Secret): Promise<BrowserRefresh> {
    const next = this.tokens.makeSuccessor(given);
    const { found, decision, isNextUnused } = await this.exchange(refreshTokenHash(given), next);
    const { userId, sessionId } = found;
    if (decision === 'reused') this.log.write('refresh_reused', { userId });
    if (decision !== 'rotate' && decision !== 'repeat') throw refreshRefusals[decision]();
    return {
      userId,
      accessToken: await this.tokens.signAccessToken(userId, sessionId),
      refreshToken: isNextUnused ? next.token : null,
    };
  }

  /** Ends the login of a refresh token, unless it has ended, and revokes its access tokens at once. */
  async end(given: Secret): Promise<void> {
    const ended = await this.database.transaction(async (tx) => {
      const login = await this.repository.endOfBrowser(tx, refreshTokenHash(given));
      if (login) await this.log.record(tx, 'logged_out', login);
      return login;
    });
    if (ended) this.log.write('logged_out', { userId: ended.userId });
  }

  /** Returns a refusal instead of throwing it, because the end of the login must be committed. */
  private exchange(hash: string, { stored }: NewRefreshToken): Promise<Exchange> {
    return this.database.transaction(async (tx) => {
      const found = await this.repository.lockRefreshToken(tx, hash, 'browser');
      if (!found) throw authErrors.refreshTokenUnknown();
      const decision = browserRefresh(found);
      if (decision === 'rotate') await this.repository.replaceRefreshToken(tx, found, stored);
      if (decision === 'reused' && (await this.repository.end(tx, found.sessionId))) {
        const { userId, sessionId } = found;
        await this.log.record(tx, 'refresh_reused', { userId, sessionId });
      }
      const isNextUnused =
        decision === 'rotate' ||
        (decision === 'repeat' &&
          (await this.repository.isUnused(tx, found.sessionId, stored.hash)));
      return { found, decision, isNextUnused };
    });
  }
}
