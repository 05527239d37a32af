import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { JwtModule } from '@nestjs/jwt';
import { PassportModule } from '@nestjs/passport';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Clock } from '../common/clock.js';
import { Settings } from '../config/settings.js';
import { AccessGuard } from './access.guard.js';
import { ApiKeyEntity } from './api-key.entity.js';
import { ApiKeysRepository } from './api-keys.repository.js';
import { AuthRepository } from './auth.repository.js';
import { BrowserSessionsService } from './browser-sessions.service.js';
import { JWT_ALGORITHM, JWT_AUDIENCE, JWT_ISSUER } from './jwt-options.js';
import { JwtStrategy } from './jwt.strategy.js';
import { KeyChangeListener } from './key-change-listener.js';
import { ListedSessionsRepository } from './listed-sessions.repository.js';
import { PublicKeyStrategy } from './public-key.strategy.js';
import { ApiKeyCache } from './api-key-cache.js';
import { SecurityLog } from './security-log.js';
import { SessionCookie } from './session-cookie.js';
import { SessionsRepository } from './sessions.repository.js';
import { SessionsService } from './sessions.service.js';
import { signingKey } from './signing-secret.js';
import { TokensService } from './tokens.service.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([ApiKeyEntity]),
    PassportModule.register({ session: false }),
    JwtModule.registerAsync({
      inject: [Settings],
      useFactory: ({ auth }: Settings) => ({
        secret: signingKey(auth.jwtSecrets[0]),
        signOptions: {
          algorithm: JWT_ALGORITHM,
          issuer: JWT_ISSUER,
          audience: JWT_AUDIENCE,
          expiresIn: Math.ceil(auth.accessTtlMs / 1000),
        },
      }),
    }),
  ],
  providers: [
    AuthRepository,
    SessionsRepository,
    ListedSessionsRepository,
    ApiKeysRepository,
    {
      provide: ApiKeyCache,
      inject: [AuthRepository, Clock],
      useFactory: (repository: AuthRepository, clock: Clock) =>
        new ApiKeyCache((publicKey) => repository.findUserOfPublicKey(publicKey), clock),
    },
    KeyChangeListener,
    TokensService,
    SessionsService,
    BrowserSessionsService,
    SessionCookie,
    SecurityLog,
    JwtStrategy,
    PublicKeyStrategy,
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [
    SessionsRepository,
    ListedSessionsRepository,
    ApiKeysRepository,
    ApiKeyCache,
    SessionsService,
    BrowserSessionsService,
    SessionCookie,
    TokensService,
    SecurityLog,
  ],
})
export class AuthModule {}
