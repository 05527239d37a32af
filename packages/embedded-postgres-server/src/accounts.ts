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

/** The operating system's users, as far as they matter here. */
export interface Accounts {
  find(name: string): Account | undefined;
  /** Makes a system user that cannot log in and owns nothing. Throws when that fails. */
  create(name: string): void;
}

/** The account that we make when there is no `postgres`, such as `shop-postgres`. */
export const ownAccount = (name: string): string => `${name}-postgres`;

/**
 * Whom to run PostgreSQL as when we are root, which PostgreSQL refuses to be and whom initdb must
 * find in the list of users. In this order, the least invasive first that also keeps the data
 * apart from strangers:
 *
 * 1. `postgres`, where a system package has made it: it exists for this and nothing changes.
 * 2. A system user of our own. That is one line in `/etc/passwd`, without home, password or shell,
 *    and under a name that no package of PostgreSQL will ever claim.
 * 3. `nobody`, where users cannot be made (no `useradd`, a read-only `/etc`): nothing changes,
 *    but whatever else runs as `nobody` could read the data. Good enough for a demonstration.
 *
 * @param name of the application, after which a system user of our own is called
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
    // The next choice is as good an answer; and another process may just have made the user.
  }
  return accounts.find(name);
}

/**
 * Users by the file that initdb's lookup reads first, see passwd(5).
 *
 * @param passwdFile where they are listed
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
