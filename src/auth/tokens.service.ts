import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { sha256Hex } from '../common/crypto/hash.js';
import { Secret } from '../common/crypto/secret.js';
import { randomToken } from '../common/crypto/tokens.js';
import { newId } from '../common/ids/uuid.js';
import { Settings } from '../config/settings.js';
import { AuthRepository } from './auth.repository.js';

const REFRESH_TOKEN_BYTES = 32;

/** What an access token says. */
export interface AccessTokenClaims {
  /** The operator's id. */
  readonly sub: string;
  /** The login's id. */
  readonly sid: string;
}

/** What a login gives. */
export interface TokenPair {
  readonly accessToken: Secret;
  readonly refreshToken: Secret;
}

/** Begins logins and signs their tokens. */
@Injectable()
export class TokensService {
  constructor(
    private readonly jwt: JwtService,
    private readonly repository: AuthRepository,
    private readonly settings: Settings,
  ) {}

  /** Begins a login of an operator who has proven who they are. */
  async beginSession(userId: number): Promise<TokenPair> {
    const sessionId = newId();
    const refreshToken = new Secret(randomToken(REFRESH_TOKEN_BYTES));
    await this.repository.insertSession({
      id: sessionId,
      userId,
      refreshTokenHash: sha256Hex(refreshToken.reveal()),
      refreshTtlMs: this.settings.auth.refreshTtlMs,
    });
    return { accessToken: await this.signAccess(userId, sessionId), refreshToken };
  }

  private async signAccess(userId: number, sessionId: string): Promise<Secret> {
    const claims: AccessTokenClaims = { sub: String(userId), sid: sessionId };
    return new Secret(await this.jwt.signAsync(claims));
  }
}
