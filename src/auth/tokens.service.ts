import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { createHmac } from 'node:crypto';
import { sha256Hex } from '../common/crypto/hash.js';
import { Secret } from '../common/crypto/secret.js';
import { randomToken } from '../common/crypto/tokens.js';
import { Settings } from '../config/settings.js';
import { type StoredRefreshToken } from './sessions.repository.js';

const REFRESH_TOKEN_BYTES = 32;
/** No access token is signed over a text that begins like this. */
const SUCCESSOR = 'refresh token after ';

/** The claims of an access token. */
export interface AccessTokenClaims {
  /** The operator's id. */
  readonly sub: string;
  /** The login's id. */
  readonly sid: string;
}

/** The tokens of a login. */
export interface TokenPair {
  readonly accessToken: Secret;
  readonly refreshToken: Secret;
}

/** A new refresh token, and what is stored of it. */
export interface NewRefreshToken {
  readonly token: Secret;
  readonly stored: StoredRefreshToken;
}

/** Creates the tokens of logins. */
@Injectable()
export class TokensService {
  constructor(
    private readonly jwt: JwtService,
    private readonly settings: Settings,
  ) {}

  makeRefreshToken(): NewRefreshToken {
    return this.storing(new Secret(randomToken(REFRESH_TOKEN_BYTES)));
  }

  /**
   * The refresh token that follows another one. It is computed, so that the same request gets the same
   * token again although only its hash is stored. Nobody without the server's secret can compute it.
   */
  makeSuccessor(token: Secret): NewRefreshToken {
    const [secret] = this.settings.auth.jwtSecrets;
    const successor = createHmac('sha256', secret.reveal()).update(SUCCESSOR + token.reveal());
    return this.storing(new Secret(successor.digest('base64url')));
  }

  /** How long an access token is valid, in whole seconds. */
  get accessTokenSeconds(): number {
    return Math.ceil(this.settings.auth.accessTtlMs / 1000);
  }

  async signAccessToken(userId: number, sessionId: string): Promise<Secret> {
    const claims: AccessTokenClaims = { sub: String(userId), sid: sessionId };
    return new Secret(await this.jwt.signAsync(claims));
  }

  private storing(token: Secret): NewRefreshToken {
    return {
      token,
      stored: { hash: refreshTokenHash(token), ttlMs: this.settings.auth.refreshTtlMs },
    };
  }
}

/** The stored hash of a refresh token; 256 random bits need no slow hash. */
export const refreshTokenHash = (token: Secret): string => sha256Hex(token.reveal());
