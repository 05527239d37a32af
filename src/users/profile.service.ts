import { Injectable } from '@nestjs/common';
import { authErrors } from '../auth/auth-errors.js';
import { type Profile, type ProfileChange, UsersRepository } from './users.repository.js';

/** What operators tell of themselves. */
@Injectable()
export class ProfileService {
  constructor(private readonly users: UsersRepository) {}

  async get(userId: number): Promise<Profile> {
    return known(await this.users.findProfile(userId));
  }

  /** Changes what is given and leaves the rest. */
  async update(userId: number, change: ProfileChange): Promise<Profile> {
    return known(await this.users.updateProfile(userId, change));
  }
}

/** An operator removed while the request was under way has no valid token any more. */
function known(profile: Profile | null): Profile {
  if (!profile) throw authErrors.tokenInvalid();
  return profile;
}
