import { createHash } from 'node:crypto';
import type pg from 'pg';
import { randomHex } from '../../src/common/crypto/tokens.js';
import { type EntitlementRow, type NasRow } from './access-rows.js';

/** The answer of the functions of the schema `radius` to a login. */
export interface LoginAnswer {
  readonly isAccepted: boolean;
  /** The reason for a rejection; null when it was accepted. */
  readonly reason: string | null;
  /** The attributes of the answer by name. */
  readonly reply: Readonly<Record<string, string>>;
}

/** An accounting packet. Missing fields are empty, as FreeRADIUS sends them. */
export interface AccountingPacket {
  readonly type: string;
  readonly session?: string;
  readonly user?: string;
  readonly mac?: string;
  readonly nas?: string;
  readonly ip?: string;
  readonly delay?: number;
  readonly seconds?: number;
  readonly in?: number;
  readonly inGigawords?: number;
  readonly out?: number;
  readonly outGigawords?: number;
  readonly cause?: string;
  readonly class?: string;
}

/** Calls the functions of the schema `radius` in the order of FreeRADIUS. */
export class RadiusFunctions {
  constructor(
    private readonly client: Pick<pg.Client, 'query'>,
    private readonly nas: NasRow,
  ) {}

  /** Logs in with the password that the check expects. */
  async login(user: string, mac: string, nas = this.nas.address): Promise<LoginAnswer> {
    const [check, ...rows] = await this.call('authorize', user, user, mac, nas);
    const reply = Object.fromEntries(
      rows.map(({ attribute, value }) => [attribute, value]),
    ) as Record<string, string>;
    const isReject = check?.['value'] === 'Reject';
    const report = (answer: string, message: string): Promise<unknown[]> =>
      this.call('on_post_auth', user, mac, nas, answer, message, reply['Class'] ?? '');
    if (!isReject && (await report('Access-Accept', '')).length > 0) {
      return { isAccepted: true, reason: null, reply };
    }
    const reason = isReject ? (reply['Reply-Message'] ?? '') : 'devices';
    await report('Access-Reject', reason);
    return { isAccepted: false, reason, reply };
  }

  /** Sends this many logins with unknown names. */
  async guess(mac: string, times: number): Promise<void> {
    await this.client.query(
      `SELECT radius.on_post_auth('ZZZZ' || lpad((2222 + n)::text, 4, '2'), $1, $2,
                                  'Access-Reject', 'unknown', '')
         FROM generate_series(1, $3) AS n`,
      [mac, this.nas.address, times],
    );
  }

  /** Sends an accounting packet, and returns whether it was answered. */
  async account(packet: AccountingPacket): Promise<boolean> {
    const text = (value: number | undefined): string => (value === undefined ? '' : String(value));
    const rows = await this.call(
      'accounting',
      packet.type,
      packet.session ?? '80100001',
      packet.user ?? '',
      packet.mac ?? '',
      packet.nas ?? this.nas.address,
      packet.ip ?? '',
      text(packet.delay),
      text(packet.seconds),
      text(packet.in),
      text(packet.inGigawords),
      text(packet.out),
      text(packet.outGigawords),
      packet.cause ?? '',
      packet.class ?? '',
    );
    return rows[0]?.['accounting'] === (true as unknown);
  }

  /** Runs one function with text parameters. */
  async call(name: string, ...values: readonly string[]): Promise<Record<string, string>[]> {
    const parameters = values.map((_, index) => `$${index + 1}`).join(', ');
    const { rows } = await this.client.query<Record<string, string>>(
      `SELECT * FROM radius.${name}(${parameters})`,
      [...values],
    );
    return rows;
  }
}

/** Inserts a login ticket, and returns its text. */
export async function insertTicket(
  client: Pick<pg.Client, 'query'>,
  chain: EntitlementRow,
  { mac = null, minutes = 10 }: { readonly mac?: string | null; readonly minutes?: number } = {},
): Promise<string> {
  const ticket = `lt-${randomHex(16)}`;
  const hash = createHash('sha256').update(ticket).digest('hex');
  await client.query(
    `INSERT INTO login_tickets (ticket_hash, chain_id, mac_address, expires_at)
     VALUES ($1, $2, $3, now() + $4 * interval '1 minute')`,
    [hash, chain.chainId, mac, minutes],
  );
  return ticket;
}
