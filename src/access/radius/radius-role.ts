import { type Secret } from '../../common/crypto/secret.js';
import { type Database, type Sql } from '../../database/database.js';

/** The database role of the RADIUS server. */
export const RADIUS_ROLE = 'lipafi_radius';

/** The functions that the role may call. It has no other privileges. */
const FUNCTIONS = ['client_secret', 'authorize', 'on_post_auth', 'accounting'] as const;

/** More than the connections of one FreeRADIUS, so that a second one can take over. */
const CONNECTION_LIMIT = 40;

const LOCK = `SELECT pg_advisory_xact_lock(hashtext('${RADIUS_ROLE}'))`;

// CREATE ROLE takes no parameters: the password is quoted by the database itself.
const KEEP_PASSWORD = `SELECT set_config('lipafi.radius_password', $1, true)`;
const CREATE = `
  DO $$
  BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${RADIUS_ROLE}') THEN
      CREATE ROLE ${RADIUS_ROLE};
    END IF;
    EXECUTE format(
      'ALTER ROLE ${RADIUS_ROLE} LOGIN NOINHERIT CONNECTION LIMIT ${CONNECTION_LIMIT} PASSWORD %L',
      current_setting('lipafi.radius_password'));
  END $$`;

// A restore without privileges lets everybody call every function.
const GRANT = [
  `REVOKE ALL ON ALL FUNCTIONS IN SCHEMA radius FROM PUBLIC, ${RADIUS_ROLE}`,
  `GRANT USAGE ON SCHEMA radius TO ${RADIUS_ROLE}`,
  ...FUNCTIONS.map((name) => `GRANT EXECUTE ON FUNCTION radius.${name} TO ${RADIUS_ROLE}`),
];

/**
 * Creates the role of the RADIUS server unless it exists, sets its password, and grants it the four
 * functions. May be repeated, also by several processes at once. Roles belong to the whole database
 * server, so no migration does this, and a dump of the database does not contain the role.
 */
export function ensureRadiusRole(database: Database, password: Secret): Promise<void> {
  return database.transaction(async (tx) => {
    await tx.query(LOCK);
    await createRole(tx, password);
    for (const statement of GRANT) await tx.query(statement);
  });
}

async function createRole(tx: Sql, password: Secret): Promise<void> {
  await tx.query(KEEP_PASSWORD, [password.reveal()]);
  await tx.query(CREATE);
}
