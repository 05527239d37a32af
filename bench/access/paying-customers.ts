import { setTimeout as wait } from 'node:timers/promises';
import { type Pool } from 'pg';
import { type RadiusClient } from 'router-simulator';
import { type Shop } from '../shop.js';
import { completeEvent } from '../workloads.js';

/** How often the page of a waiting customer asks for the status. */
export const ASK_EVERY_MS = 1_000;
const LOOK_EVERY_MS = 2;
const MAX_WAIT_MS = 30_000;

/** The servers of a customer. */
export interface Market {
  readonly serverUrl: string;
  readonly shop: Shop;
  readonly pool: Pool;
  readonly router: RadiusClient;
}

/** A settled payment, as the database knows it. */
interface Settled {
  readonly id: string;
  readonly code: string;
  /** How long ago its payment completed, in ms, when it was read. */
  readonly ageMs: number;
}

const SETTLED = `
  SELECT payment_id AS id, access_code AS code,
         extract(epoch FROM clock_timestamp() - created_at)::float8 * 1000 AS "ageMs"
    FROM entitlements WHERE payment_id = ANY ($1::uuid[])`;

/** Tells customers as soon as their payment is settled, by one question for all of them. */
export class SettledWatch {
  private readonly waiting = new Map<string, (settled: Settled) => void>();
  private isOver = false;
  private readonly over: Promise<void>;

  constructor(private readonly pool: Pool) {
    this.over = this.look();
  }

  /** Resolves when the payment has its entitlement. */
  settled(id: string): Promise<Settled> {
    return new Promise((resolve) => this.waiting.set(id, resolve));
  }

  async stop(): Promise<void> {
    this.isOver = true;
    await this.over;
  }

  private async look(): Promise<void> {
    while (!this.isOver) {
      const { rows } = await this.pool.query<Settled>(SETTLED, [[...this.waiting.keys()]]);
      for (const settled of rows) {
        this.waiting.get(settled.id)?.(settled);
        this.waiting.delete(settled.id);
      }
      await wait(LOOK_EVERY_MS);
    }
  }
}

/**
 * The time from the settlement of a payment until the login with its code is accepted, in ms. The
 * transaction that settles, and the question whether it has, are part of it.
 */
export async function settledToAccepted(
  { serverUrl, shop, router }: Market,
  watch: SettledWatch,
  id: string,
): Promise<number> {
  const settled = watch.settled(id);
  await sendWebhook(serverUrl, shop, id);
  const { code, ageMs } = await settled;
  const read = performance.now();
  await logIn(router, code, macOf(id));
  return ageMs + performance.now() - read;
}

/**
 * The time from the webhook until accounting has the session, in ms. The customer's page asks for
 * the status every {@link ASK_EVERY_MS}, and began at any time before.
 */
export async function webhookToOnline(
  { serverUrl, shop, pool, router }: Market,
  id: string,
): Promise<number> {
  const sent = performance.now();
  await sendWebhook(serverUrl, shop, id);
  await wait(Math.random() * ASK_EVERY_MS);
  while (!(await isCompleted(serverUrl, shop, id))) {
    if (performance.now() - sent > MAX_WAIT_MS) throw new Error(`Payment ${id} is not completed`);
    await wait(ASK_EVERY_MS);
  }
  // The page was given the code with the payment, and needs no question for it.
  const asked = performance.now();
  const { rows } = await pool.query<Settled>(SETTLED, [[id]]);
  const notOfThePage = performance.now() - asked;
  const mac = macOf(id);
  const session = await logIn(router, rows[0]?.code ?? '', mac);
  const reported = await router.account({ type: 'Start', session: id.slice(-8), mac, ...session });
  if (reported === null) throw new Error('Accounting was not answered');
  return performance.now() - sent - notOfThePage;
}

async function logIn(
  router: RadiusClient,
  code: string,
  mac: string,
): Promise<{ readonly user: string; readonly class: string }> {
  const answer = await router.login({ user: code, mac, method: 'chap' });
  if (answer?.code === 'Access-Accept') {
    return { user: code, class: answer.attributes['Class'] ?? '' };
  }
  throw new Error(`A login got ${answer?.attributes['Reply-Message'] ?? 'no answer'}`);
}

async function sendWebhook(serverUrl: string, shop: Shop, id: string): Promise<void> {
  const body = JSON.stringify(completeEvent(shop)).replaceAll('{item}', id);
  const answer = await fetch(`${serverUrl}/payments/webhook/`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Forwarded-For': '10.9.9.9' },
    body,
  });
  await answer.text();
  if (!answer.ok) throw new Error(`A webhook was answered ${answer.status}`);
}

async function isCompleted(serverUrl: string, shop: Shop, id: string): Promise<boolean> {
  const answer = await fetch(`${serverUrl}/payments/intasend/${id}/check-status/`, {
    method: 'POST',
    headers: { 'X-Public-Key': shop.publicKey },
  });
  return ((await answer.json()) as { readonly status?: string }).status === 'completed';
}

/** A device of its own for each payment. */
const macOf = (id: string): string =>
  `06${id.replaceAll('-', '').slice(-10).replace(/../g, ':$&')}`.toUpperCase();
