import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { type Secret } from '../common/crypto/secret.js';
import { parseIntegerId } from '../common/ids/integer-id.js';
import { isUuid } from '../common/ids/uuid.js';
import { Settings } from '../config/settings.js';
import { authErrors } from './auth-errors.js';
import { AuthRepository } from './auth.repository.js';
import { type Caller } from './caller.js';
import { JWT_ALGORITHM, JWT_AUDIENCE, JWT_ISSUER } from './jwt-options.js';
import { signingKey, signingSecret } from './signing-secret.js';
import { type AccessTokenClaims } from './tokens.service.js';

type UseKey = (error: Error | null, key: string) => void;

/** Authenticates an operator by an access token of an active login. */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy, 'jwt') {
  constructor(
    settings: Settings,
    private readonly repository: AuthRepository,
  ) {
    const keys = new Map(settings.auth.jwtSecrets.map((secret) => [secret, keyOf(secret)]));
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      secretOrKeyProvider: (_request: unknown, token: string, use: UseKey) => {
        const secret = signingSecret(token, settings.auth.jwtSecrets);
        use(null, keys.get(secret) ?? keyOf(secret));
      },
      algorithms: [JWT_ALGORITHM],
      issuer: JWT_ISSUER,
      audience: JWT_AUDIENCE,
    });
  }

  /** Called with the claims of a token whose signature and times are valid. */
  async validate(claims: Partial<AccessTokenClaims>): Promise<Caller> {
    if (typeof claims.sid !== 'string' || !isUuid(claims.sid)) throw authErrors.tokenInvalid();
    const userId = parseIntegerId(claims.sub);
    if (userId === null) throw authErrors.tokenInvalid();
    const user = await this.repository.findUserOfSession(userId, claims.sid);
    if (!user) throw authErrors.tokenInvalid();
    if (!user.isActive) throw authErrors.userDisabled();
    return { userId: user.userId, username: user.username, sessionId: claims.sid };
  }
}

/** The library accepts key objects, but its types do not. */
const keyOf = (secret: Secret): string => signingKey(secret) as unknown as string;
