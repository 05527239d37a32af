import { Injectable } from '@nestjs/common';
import { authErrors } from '../auth/auth-errors.js';
import { type Profile, type ProfileChange, UsersRepository } from './users.repository.js';

/** Reads and updates the profiles of operators. */
@Injectable()
export class ProfileService {
  constructor(private readonly users: UsersRepository) {}

  async get(userId: number): Promise<Profile> {
    return known(await this.users.findById(userId));
  }

  /** Updates the given fields only. */
  async update(userId: number, change: ProfileChange): Promise<Profile> {
    return known(await this.users.updateProfile(userId, change));
  }
}

/** The token of an operator who was deleted during the request is no longer valid. */
function known(profile: Profile | null): Profile {
  if (!profile) throw authErrors.tokenInvalid();
  return profile;
}
