import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { type DataSource } from 'typeorm';
import { ApiKeyEntity } from '../auth/api-key.entity.js';
import { ApiKeysRepository } from '../auth/api-keys.repository.js';
import { SecurityLog } from '../auth/security-log.js';
import { withCommandDatabase } from '../command-database.js';
import { randomToken } from '../common/crypto/tokens.js';
import { ApiError } from '../common/errors/api-error.js';
import { createLogger } from '../common/logging/logger.js';
import { createValidationPipe } from '../common/validation/validation.pipe.js';
import { loadSettings, type Settings } from '../config/settings.js';
import { type Database } from '../database/database.js';
import { CreateUserService } from './create-user.service.js';
import { passwordResetLink } from './password-reset-mail.js';
import { makePasswordResetToken, passwordResetHash } from './password-reset-token.js';
import { PasswordResetsRepository } from './password-resets.repository.js';
import { UserEntity } from './user.entity.js';
import { UsersRepository } from './users.repository.js';
import { RegisterRequest } from './users.requests.js';

const USAGE = `Usage:
  npm run users:create -- NAME --email ADDRESS
      makes an operator's account, whatever REGISTRATION says, and prints its password and its
      pair of API keys this once
  npm run users:reset-password -- NAME
      prints a token, and a link with it, that sets a new password once, within 24 hours, and ends
      the operator's logins`;

const RESET_TTL_MS = 24 * 60 * 60 * 1000;

/** 144 random bits. */
const PASSWORD_BYTES = 18;

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const complain = (line: string): void => void process.stderr.write(`${line}\n`);

/** Manages operators' accounts from a terminal, also while the server runs. */
async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { email: { type: 'string' } },
  });
  const [command, name, ...rest] = positionals;
  if (name === undefined || rest.length > 0) return misused();
  if (command === 'create' && values.email !== undefined) return create(name, values.email);
  if (command === 'reset-password' && values.email === undefined) return resetPassword(name);
  return misused();
}

function misused(): number {
  complain(USAGE);
  return 2;
}

function create(username: string, email: string): Promise<number> {
  return onDatabase(async (database, dataSource) => {
    const password = randomToken(PASSWORD_BYTES);
    const wanted = await readRequest({ username, email, password });
    const accounts = new CreateUserService(
      database,
      usersOf(dataSource, database),
      new ApiKeysRepository(dataSource.getRepository(ApiKeyEntity), database),
      securityLog(database),
    );
    const { userId, apiKey } = await accounts.create(wanted, 'user_created');
    say(`The account ${wanted.username} is made. What follows is shown only this once.`);
    say(`user_id: ${userId}`);
    say(`password: ${password}`);
    say(`public_key: ${apiKey.publicKey}`);
    say(`private_key: ${apiKey.privateKey.reveal()}`);
  });
}

function resetPassword(name: string): Promise<number> {
  return onDatabase(async (database, dataSource, { server }) => {
    const { user } = await usersOf(dataSource, database).findForLogin(name);
    if (!user) throw new Error('There is no operator of that name.');
    if (!user.isActive) {
      throw new Error('That operator is disabled: a new password would let nobody in.');
    }
    const token = makePasswordResetToken();
    const resets = new PasswordResetsRepository(database);
    await resets.insert(user.userId, passwordResetHash(token), RESET_TTL_MS);
    await securityLog(database).add('password_reset_issued', { userId: user.userId });
    say(`With this token ${user.username} can set a new password once, within 24 hours.`);
    say(`token: ${token.reveal()}`);
    say(`link: ${passwordResetLink(server.publicUrl, token)}`);
  });
}

const usersOf = (dataSource: DataSource, database: Database): UsersRepository =>
  new UsersRepository(dataSource.getRepository(UserEntity), database);

/** Validates a name and an address by the rules of registration. @throws ApiError 400 with `fields` */
async function readRequest(body: object): Promise<RegisterRequest> {
  const metadata = { type: 'body', metatype: RegisterRequest } as const;
  return (await createValidationPipe().transform(body, metadata)) as RegisterRequest;
}

/** The security log, with its lines on standard error in the format of the server. */
const securityLog = (database: Database): SecurityLog =>
  new SecurityLog(createLogger({ level: 'info', pretty: false }, process.stderr), database);

async function onDatabase(
  work: (database: Database, dataSource: DataSource, settings: Settings) => Promise<void>,
): Promise<number> {
  const settings = loadSettings();
  await withCommandDatabase(
    settings,
    (database, dataSource) => work(database, dataSource, settings),
    { prepared: true },
  );
  return 0;
}

function explain(error: unknown): readonly string[] {
  if (error instanceof ApiError && error.details.fields) {
    return Object.values(error.details.fields).flat();
  }
  return [error instanceof Error ? error.message : String(error)];
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  for (const line of explain(error)) complain(line);
  process.exitCode = 1;
}
