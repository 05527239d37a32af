import { Injectable } from '@nestjs/common';
import { normaliseKey, privateKeyMatches } from '../auth/api-key-pair.js';
import { ApiKeysRepository } from '../auth/api-keys.repository.js';
import { authErrors } from '../auth/auth-errors.js';
import { type AuthUser } from '../auth/auth.repository.js';
import { type LoginProof, type ProofKind } from '../auth/login-proof.js';
import { hashPassword, needsNewHash, passwordMatches } from '../auth/passwords.js';
import { type SecurityDetails } from '../auth/security-events.js';
import { SecurityLog } from '../auth/security-log.js';
import { type SessionKind } from '../auth/session-kind.js';
import { SessionsService } from '../auth/sessions.service.js';
import { type TokenPair } from '../auth/tokens.service.js';
import { BackgroundWork } from '../common/background-work.js';
import { type Secret } from '../common/crypto/secret.js';
import { type ApiError } from '../common/errors/api-error.js';
import { Database } from '../database/database.js';
import { type LoginRecord, UsersRepository } from './users.repository.js';

/** The operator who logged in, and the tokens. */
export interface LoggedIn {
  readonly user: AuthUser;
  readonly tokens: TokenPair;
}

/** The error of a failed login, by the kind of proof. */
const REFUSALS: Readonly<Record<ProofKind, () => ApiError>> = {
  password: authErrors.invalidCredentials,
  api_key: authErrors.invalidApiKeys,
};

/** Logs operators in, by password or by API keys. */
@Injectable()
export class LoginService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersRepository,
    private readonly apiKeys: ApiKeysRepository,
    private readonly sessions: SessionsService,
    private readonly log: SecurityLog,
    private readonly background: BackgroundWork,
  ) {}

  /**
   * @param kind who keeps the tokens
   * @throws ApiError 401, the same for an unknown name and a wrong password
   */
  async byPassword(
    username: string,
    password: Secret,
    kind: SessionKind = 'api',
  ): Promise<LoggedIn> {
    const { user, importedHashes } = await this.users.findForLogin(username);
    const matches = await passwordMatches(password, user?.passwordHash, importedHashes);
    const proof: LoginProof | null =
      matches && user ? { kind: 'password', passwordHash: user.passwordHash } : null;
    const loggedIn = await this.enter('password', user, proof, kind);
    if (user) await this.renewOldHash(user, password);
    return loggedIn;
  }

  /**
   * Logs in with the current pair. A replaced pair cannot log in, even in its grace period, which is
   * for portals: they have the public key only, and a private key is replaced when it leaked.
   *
   * @throws ApiError 401, the same for an unknown public key and a wrong private one
   */
  async byApiKey(givenPublicKey: string, privateKey: Secret): Promise<LoggedIn> {
    const publicKey = normaliseKey(givenPublicKey);
    const owner = await this.apiKeys.findForLogin(publicKey);
    const matches = privateKeyMatches(privateKey, owner?.privateKeyHash);
    return this.enter('api_key', owner, matches ? { kind: 'api_key', publicKey } : null, 'api');
  }

  /** Replaces an older hash, unless the password was changed meanwhile. */
  private async renewOldHash(
    { userId, passwordHash }: LoginRecord,
    password: Secret,
  ): Promise<void> {
    if (!(await needsNewHash(password, passwordHash))) return;
    const hash = { old: passwordHash, new: await hashPassword(password) };
    await this.users.replacePassword(this.database, userId, hash);
  }

  private async enter(
    by: ProofKind,
    user: AuthUser | null,
    proof: LoginProof | null,
    kind: SessionKind,
  ): Promise<LoggedIn> {
    if (!user || !proof) throw this.refused(by, user);
    const { userId } = user;
    if (!user.isActive) {
      this.noteFailure({ userId, by, reason: 'disabled' });
      throw authErrors.userDisabled();
    }
    const tokens = await this.sessions.begin(userId, proof, kind);
    if (!tokens) throw this.refused(by, user);
    return { user, tokens };
  }

  private refused(by: ProofKind, user: AuthUser | null): ApiError {
    this.noteFailure({ userId: user?.userId ?? null, by, reason: 'wrong' });
    return REFUSALS[by]();
  }

  /** The row is written after the answer, whose time must not tell whether the name exists. */
  private noteFailure(details: SecurityDetails): void {
    this.background.start('note a failed login', () => this.log.add('login_failed', details));
  }
}
