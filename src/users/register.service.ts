import { Injectable } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { type Sql } from '../database/database.js';
import { type CreatedUser, CreateUserService, type NewUser } from './create-user.service.js';
import { registrationClosed } from './user-errors.js';
import { UsersRepository } from './users.repository.js';

/** Registers operators over the API, if `REGISTRATION` allows it. */
@Injectable()
export class RegisterService {
  constructor(
    private readonly accounts: CreateUserService,
    private readonly users: UsersRepository,
    private readonly settings: Settings,
  ) {}

  /**
   * Refuses a registration early, at the cost of at most one indexed read.
   *
   * @throws ApiError 403 when registration is closed
   */
  async checkOpen(): Promise<void> {
    const { registration } = this.settings.auth;
    if (registration === 'open') return;
    if (registration === 'closed' || (await this.users.hasAny())) throw registrationClosed();
  }

  /**
   * @throws ApiError 403 when somebody else has become the first operator meanwhile; 400 with
   *   `fields`: a taken name, or a password that is too easy to guess
   */
  async register(wanted: NewUser): Promise<CreatedUser> {
    const isFirst = this.settings.auth.registration === 'first';
    return this.accounts.create(
      wanted,
      'registered',
      isFirst ? (tx) => this.refuseUnlessFirst(tx) : undefined,
    );
  }

  /** Checks again under a lock, so that only one of several first operators is registered. */
  private async refuseUnlessFirst(tx: Sql): Promise<void> {
    await this.users.lockAgainstInserts(tx);
    if (await this.users.hasAny(tx)) throw registrationClosed();
  }
}
