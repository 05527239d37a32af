import { verify } from '@node-rs/argon2';
import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Pool, type PoolClient } from 'pg';
import { type BarePlan } from '../baselines/bare-plan.js';
import { fillingOf } from '../load-plan.js';

/**
 * The baseline: the minimum of work with Node.js and PostgreSQL for the same response. It runs the
 * recorded statements of the server, prepared, and nothing else: no framework, validation, log, or
 * batched queries. `node bare.js <file with a BarePlan as JSON>` prints its URL, then serves.
 */
const { transcript, call, passwordHash, ...plan } = JSON.parse(
  readFileSync(process.argv[2] ?? '', 'utf8'),
) as BarePlan;
type Holes = Record<string, string>;
const pool = new Pool({ connectionString: plan.databaseUrl, max: plan.poolSize });
const agent = new Agent({ keepAlive: true });
const answer = JSON.parse(transcript.body) as unknown;
/** The id of a payment, or of a router of the benchmark. */
const ID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{9}/;
let number = plan.firstNumber;

const filled = (template: string, holes: Holes): string =>
  template.includes('{')
    ? template.replaceAll(/\{([a-z]+)\}/g, (hole, name: string) => holes[name] ?? hole)
    : template;

createServer((incoming, response) => {
  handle(incoming, response).catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    if (!response.headersSent) response.writeHead(500).end();
  });
}).listen(0, '127.0.0.1', function (this: { address(): unknown }) {
  process.stdout.write(`http://127.0.0.1:${(this.address() as AddressInfo).port}\n`);
});

/** Eight characters of the alphabet of access codes, which differ for each number. */
const accessCodeOf = (of: number): string =>
  `B${String(of % 10_000_000).padStart(7, '0')}`.replaceAll(/[01]/g, (digit) =>
    digit === '0' ? 'X' : 'Y',
  );

async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = incoming.method === 'POST' ? await text(incoming) : '';
  if (body !== '') JSON.parse(body);
  if (passwordHash !== null) await verify(passwordHash, plan.password);
  number += 1;
  const { phone, mac } = fillingOf(number, []);
  const id = randomUUID();
  const holes: Holes = {
    ...{ id, phone, mac, subscriber: phone.slice(1) },
    code: accessCodeOf(number),
    digest: createHash('sha256').update(id).digest('hex'),
    item: ID.exec(incoming.url ?? '')?.[0] ?? ID.exec(body)?.[0] ?? '',
  };
  await run(0, transcript.answerBefore, holes);
  const sent = filled(JSON.stringify(answer), holes);
  response.writeHead(transcript.status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(sent),
  });
  response.end(sent);
  await run(transcript.answerBefore, transcript.steps.length, holes);
}

/** Runs some steps; those between BEGIN and COMMIT use one connection. */
async function run(from: number, to: number, holes: Holes): Promise<void> {
  let held: PoolClient | null = null;
  try {
    for (let index = from; index < to; index += 1) {
      if (call && index === transcript.callBefore) await callProvider(call, holes);
      const step = transcript.steps[index];
      if (!step) continue;
      if (/^(BEGIN|START)/.test(step.text)) held = await pool.connect();
      const { rows } = await (held ?? pool).query<Record<string, unknown>>(
        step.values.length === 0
          ? step.text
          : {
              name: `s${index}`,
              text: step.text,
              values: step.values.map((value) => (value === null ? null : filled(value, holes))),
            },
      );
      for (const [hole, column] of Object.entries(step.fills)) {
        holes[hole] = String(rows[0]?.[column]);
      }
      if (held && step.text === 'COMMIT') {
        held.release();
        held = null;
      }
    }
  } finally {
    held?.release(true);
  }
}

async function callProvider(wanted: NonNullable<BarePlan['call']>, holes: Holes): Promise<void> {
  const body = filled(wanted.body, holes);
  const answered = await new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = request(
      plan.providerUrl + wanted.path,
      {
        method: 'POST',
        agent,
        headers: { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) },
      },
      resolve,
    );
    outgoing.on('error', reject).end(body);
  });
  const { id, invoice } = JSON.parse(await text(answered)) as {
    readonly id?: string;
    readonly invoice: { readonly invoice_id: string };
  };
  holes['provider'] = id ?? '';
  holes['invoice'] = invoice.invoice_id;
}
