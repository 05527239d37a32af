import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { Client, type Pool } from 'pg';
import { type BenchRouter } from '../access/access-data.js';
import { type RunStatement } from './plan.js';
import { type PlanWatch } from './plan-watch.js';

/** A call of a function of the schema `radius`, as FreeRADIUS or our server makes it. */
interface RadiusCall {
  readonly purpose: string;
  readonly text: string;
  readonly values: readonly string[];
}

/** A call with the statements inside of it. */
export interface ExplainedCall {
  readonly purpose: string;
  readonly runs: readonly RunStatement[];
}

/** After five runs PostgreSQL may use a plan for any values. */
const RUNS = 7;

const TICKET = `
  INSERT INTO login_tickets (ticket_hash, chain_id, expires_at)
  SELECT $1, e.id, now() + interval '10 minutes'
    FROM entitlements e WHERE e.access_code = $2 AND e.previous_id IS NULL`;
const CHAIN = 'SELECT id FROM entitlements WHERE access_code = $1 AND previous_id IS NULL';

/**
 * Calls every function on a filled database, through a watched connection, and returns the
 * statements of the last of several runs of each.
 */
export async function explainRadiusCalls(
  watch: PlanWatch,
  pool: Pool,
  router: BenchRouter,
): Promise<ExplainedCall[]> {
  const calls = await callsFor(pool, router);
  const client = new Client({ connectionString: watch.url });
  await client.connect();
  try {
    const explained: ExplainedCall[] = [];
    for (const { purpose, text, values } of calls) {
      for (let run = 0; run < RUNS; run += 1) {
        watch.take();
        await client.query(text, [...values]);
      }
      explained.push({ purpose, runs: watch.take() });
    }
    return explained;
  } finally {
    await client.end();
  }
}

async function callsFor(pool: Pool, { address, devices }: BenchRouter): Promise<RadiusCall[]> {
  const [device, capped = device] = devices;
  if (!device || !capped) throw new Error('The router has no devices');
  const ticket = `lt-${randomBytes(16).toString('hex')}`;
  const hash = createHash('sha256').update(ticket).digest('hex');
  await pool.query(TICKET, [hash, device.code]);
  const { rows } = await pool.query<{ id: string }>(CHAIN, [device.code]);
  const chain = rows[0]?.id ?? '';
  const classOf = `${chain}:${randomUUID()}`.replaceAll('-', '');
  const stranger = '02:FF:FF:FF:FF:FF';
  const { mac, code } = device;
  const call = (purpose: string, name: string, ...values: readonly string[]): RadiusCall => ({
    purpose,
    text: `SELECT * FROM radius.${name}(${values.map((_, index) => `$${index + 1}`).join(', ')})`,
    values,
  });
  const session = ['80100001', code, mac, address, '10.5.50.7', '', '60', '1', '', '1', '', ''];
  const packet = (type: string, className = classOf): RadiusCall =>
    call(`accounting: ${type}`, 'accounting', type, ...session, className);
  return [
    call('client_secret', 'client_secret', address),
    call('authorize: a code', 'authorize', code, code, mac, address),
    call('authorize: an unknown code', 'authorize', 'ABCDEFGH', '', mac, address),
    call('authorize: a ticket', 'authorize', ticket, ticket, mac, address),
    call('authorize: a MAC address', 'authorize', mac, '', mac, address),
    call('authorize: a code with a cap', 'authorize', capped.code, '', capped.mac, address),
    call('authorize: a device too many', 'authorize', code, '', stranger, address),
    call(
      'on_post_auth: an accepted login',
      ...(['on_post_auth', code, mac, address, 'Access-Accept', '', classOf] as const),
    ),
    call(
      'on_post_auth: a rejected login',
      ...(['on_post_auth', 'ABCDEFGH', stranger, address, 'Access-Reject', 'unknown', ''] as const),
    ),
    packet('Start'),
    packet('Interim-Update'),
    packet('Stop'),
    packet('Accounting-On', ''),
    {
      purpose: 'attach_device: a device too many',
      text: `SELECT radius.attach_device($1, $2, 'portal')`,
      values: [chain, stranger],
    },
    {
      purpose: 'close_stale_sessions',
      text: 'SELECT radius.close_stale_sessions(100)',
      values: [],
    },
  ];
}
