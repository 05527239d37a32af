import { type Environment } from './environment.js';

/** Settings that are valid one by one, but not together. */
export function contradictionsIn(environment: Environment): string[] {
  const faults: string[] = [];
  if (environment.NODE_ENV === 'production' && environment.SIMULATOR === true) {
    faults.push('SIMULATOR must be off in production: it would grant access that nobody paid for');
  }
  // Without DATABASE_URL the server would use the embedded database, but migrate another one.
  for (const name of ['DATABASE_DIRECT_URL', 'DATABASE_REPLICA_URL'] as const) {
    if (environment[name] !== undefined && environment.DATABASE_URL === undefined) {
      faults.push(`${name} is another way to the database of DATABASE_URL, which is not set`);
    }
  }
  if ((environment.SMTP_URL === undefined) !== (environment.MAIL_FROM === undefined)) {
    const [given, missing] =
      environment.SMTP_URL === undefined ? ['MAIL_FROM', 'SMTP_URL'] : ['SMTP_URL', 'MAIL_FROM'];
    faults.push(`${given} needs ${missing}, which is not set: mail needs a server and a sender`);
  }
  if (
    (environment.WIREGUARD_ENDPOINT === undefined) !==
    (environment.WIREGUARD_PUBLIC_KEY === undefined)
  ) {
    faults.push(
      'WIREGUARD_ENDPOINT and WIREGUARD_PUBLIC_KEY go together: routers need both to reach the tunnel',
    );
  }
  if (
    environment.NODE_ENV === 'production' &&
    environment.NAS_ADDRESS === 'operator' &&
    environment.REGISTRATION === 'open'
  ) {
    faults.push(
      'NAS_ADDRESS=operator lets operators take the address of a router of another one, so it does ' +
        'not go with REGISTRATION=open',
    );
  }
  return faults;
}
