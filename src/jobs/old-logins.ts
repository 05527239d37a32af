import { Injectable } from '@nestjs/common';
import { SessionsRepository } from '../auth/sessions.repository.js';
import { Settings } from '../config/settings.js';
import { PasswordResetsRepository } from '../users/password-resets.repository.js';
import { SecurityLogRepository } from '../users/security-log.repository.js';
import { type PurgeTarget } from './purge.js';

/** Purge targets for expired refresh tokens and password resets, and old rows of the security log. */
@Injectable()
export class OldLogins {
  readonly targets: readonly PurgeTarget[];

  constructor(
    sessions: SessionsRepository,
    resets: PasswordResetsRepository,
    securityLog: SecurityLogRepository,
    { auth, retention: { securityLogDays } }: Settings,
  ) {
    this.targets = [
      {
        name: 'refresh_tokens',
        // An access token needs the session that it was issued with until it expires.
        deleteBatch: (limit) => sessions.deleteExpired(auth.accessTtlMs, limit),
      },
      { name: 'password_resets', deleteBatch: (limit) => resets.deleteExpired(limit) },
      ...(securityLogDays === 0
        ? []
        : [
            {
              name: 'security_events',
              deleteBatch: (limit: number) => securityLog.deleteOlderThan(securityLogDays, limit),
            },
          ]),
    ];
  }
}
