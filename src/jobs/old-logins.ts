import { Injectable } from '@nestjs/common';
import { SessionsRepository } from '../auth/sessions.repository.js';
import { Settings } from '../config/settings.js';
import { PasswordResetsRepository } from '../users/password-resets.repository.js';
import { type Heap } from './heap.js';

/** What logins leave behind, to be removed once it has served its time. */
@Injectable()
export class OldLogins {
  readonly heaps: readonly Heap[];

  constructor(sessions: SessionsRepository, resets: PasswordResetsRepository, { auth }: Settings) {
    this.heaps = [
      {
        name: 'refresh_tokens',
        // The access token that was issued with one needs its login for as long as it lives.
        deleteSome: (most) => sessions.deleteExpired(auth.accessTtlMs, most),
      },
      { name: 'password_resets', deleteSome: (most) => resets.deleteExpired(most) },
    ];
  }
}
