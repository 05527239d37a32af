import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { CHILD_ENVIRONMENT } from './child-process.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';

/** A user of the operating system that a program can run as. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** The part of the operating system's user database that is needed here. */
export interface Accounts {
  find(name: string): Account | undefined;
  /** Creates a system user that cannot log in and owns nothing. Throws when that fails. */
  create(name: string): void;
}

/** The name of the account that is created when there is no `postgres`, such as `shop-postgres`. */
export const ownAccount = (name: string): string => `${name}-postgres`;

/**
 * Chooses the account that PostgreSQL runs as when this process is root: PostgreSQL refuses to run
 * as root, and initdb must find the account in the user database. In order of preference:
 *
 * 1. `postgres`, if a system package has created it. Nothing changes.
 * 2. A system user of our own: one line in `/etc/passwd`, without home, password or shell, and with
 * a name that no package of PostgreSQL uses.
 * 3. `nobody`, if users cannot be created (no `useradd`, a read-only `/etc`). Nothing changes, but
 * other programs that run as `nobody` could read the data. This is good enough for a demo.
 *
 * @param name of the application, which the system user is named after
 * @throws EmbeddedPostgresError when there is none of them
 */
export function serverAccount(accounts: Accounts, name: string): Account {
  const own = ownAccount(name);
  const account =
    accounts.find('postgres') ??
    accounts.find(own) ??
    created(accounts, own) ??
    accounts.find('nobody');
  if (account) return account;
  throw new EmbeddedPostgresError(
    'PostgreSQL does not run as root, and there is no user to run it as: ' +
      'start as another user, or make one called postgres',
  );
}

function created(accounts: Accounts, name: string): Account | undefined {
  try {
    accounts.create(name);
  } catch {
    // The next choice is as good, and another process may have created the user meanwhile.
  }
  return accounts.find(name);
}

/**
 * Reads users from the file that initdb's lookup reads first, see passwd(5).
 *
 * @param passwdFile the path of the file
 */
export function systemAccounts(passwdFile = '/etc/passwd'): Accounts {
  return {
    find: (name) => findInPasswd(passwdFile, name),
    create: (name) => {
      execFileSync(
        'useradd',
        [
          ...['--system', '--user-group', '--no-create-home', '--home-dir', '/nonexistent'],
          ...['--shell', '/usr/sbin/nologin', '--comment', 'Embedded PostgreSQL', name],
        ],
        { env: CHILD_ENVIRONMENT, stdio: 'ignore' },
      );
    },
  };
}

function findInPasswd(passwdFile: string, wanted: string): Account | undefined {
  for (const line of readFileSync(passwdFile, 'utf8').split('\n')) {
    const [name, , uid, gid] = line.split(':');
    if (name === wanted && Number(uid) > 0) return { name, uid: Number(uid), gid: Number(gid) };
  }
  return undefined;
}
