import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FAULT_PHONES } from '../outcome-phones.js';
import { type Simulator, startSimulator } from '../simulator.js';
import { type Answer, Merchant, ORDINARY_PHONE } from '../testing/merchant.js';
import { type FaultName } from './fault-table.js';

/** The effect that a client observes, and whether the push was executed. */
const SEEN: Readonly<Record<FaultName, readonly [string, boolean]>> = {
  drop: ['no answer', false],
  drop_after: ['no answer', true],
  hang: ['still waiting', false],
  hang_after: ['still waiting', true],
  delay: ['200 application/json', true],
  server_error: ['500 application/json', false],
  server_error_after: ['500 application/json', true],
  unavailable: ['503 text/html', false],
  too_many_requests: ['429 application/json', false],
  not_json: ['200 text/html', true],
  empty: ['400 application/json', false],
  validation_error: ['400 application/json', false],
  detail_error: ['400 application/json', false],
  field_errors: ['400 application/json', false],
  unauthorized: ['401 application/json', false],
  not_eligible: ['403 application/json', false],
  edge_blocked: ['403 text/html', false],
};

describe('a scripted fault', () => {
  let simulator: Simulator;
  let shop: Merchant;
  let lines: string[];

  beforeEach(async () => {
    lines = [];
    simulator = await startSimulator({
      port: 0,
      speed: 0,
      seed: 'faults',
      log: (line) => lines.push(line),
    });
    shop = new Merchant(simulator.url);
  });

  afterEach(() => simulator.stop());

  const statusesOf = async (calls: (() => Promise<Answer<unknown>>)[]): Promise<number[]> => {
    const statuses: number[] = [];
    for (const call of calls) statuses.push((await call()).status);
    return statuses;
  };

  /** Sends a push, and stops waiting for it once a later call was answered. */
  const lookAtPush = async (name: FaultName, phone_number: string): Promise<string> => {
    const answer = shop.push({ phone_number }).then(
      ({ status, headers }) => `${status} ${headers.get('content-type')?.split(';')[0] ?? ''}`,
      () => 'no answer',
    );
    if (!name.startsWith('hang')) return answer;
    await simulator.control.waitFor(() => lines.includes(`fault at stk: ${name}`));
    if (name === 'hang_after') {
      await simulator.control.waitFor(() => simulator.control.invoices().length === 1);
    }
    // Another call is answered while the push is not.
    await shop.get('invoices/');
    return Promise.race([answer, Promise.resolve('still waiting')]);
  };

  it.each(FAULT_PHONES)('$name is what a push to $phone meets', async ({ phone, name }) => {
    const fault = name as FaultName;
    const [seen, isAccepted] = SEEN[fault];
    if (fault === 'delay') simulator.control.addFault({ fault, delayMs: 1 });

    expect(await lookAtPush(fault, phone)).toBe(seen);
    expect(simulator.control.invoices()).toHaveLength(isAccepted ? 1 : 0);
  });

  it('does not spoil later questions about a payment that was dropped', async () => {
    await shop.push({ phone_number: '254700000201' }).catch(() => undefined);
    await simulator.control.fastForward();

    const { body } = await shop.get<{ results: { state: string }[] }>('invoices/?api_ref=order-1');
    expect(body.results.map(({ state }) => state)).toEqual(['COMPLETE']);
    expect(simulator.control.books()).toHaveLength(1);
  });

  it('has the body of its shape', async () => {
    const textOf = async (fault: FaultName): Promise<string> => {
      simulator.control.addFault({ fault, detail: 'Because.', attr: 'amount' });
      return (await shop.push()).text;
    };
    expect(JSON.parse(await textOf('validation_error'))).toEqual({
      type: 'validation_error',
      errors: [{ code: 'invalid', detail: 'Because.', attr: 'amount' }],
    });
    expect(JSON.parse(await textOf('detail_error'))).toEqual({ detail: 'Because.' });
    expect(JSON.parse(await textOf('field_errors'))).toEqual({ amount: ['Because.'] });
    expect(await textOf('empty')).toBe('');
    expect(await textOf('edge_blocked')).toContain('Because.');
  });

  it('shows the usual page of the network in front', async () => {
    simulator.control.addFault({ fault: 'edge_blocked' });
    const { status, text } = await shop.push();
    expect(status).toBe(403);
    expect(text).toContain('error code: 1106');
  });

  it('names Retry-After only when the script does', async () => {
    simulator.control.addFault({ fault: 'too_many_requests' });
    simulator.control.addFault({ fault: 'too_many_requests', retryAfterSeconds: 7 });
    expect((await shop.push()).headers.get('retry-after')).toBeNull();
    expect((await shop.push()).headers.get('retry-after')).toBe('7');
  });

  it('may have another status', async () => {
    simulator.control.addFault({ fault: 'unavailable', status: 502 });
    expect((await shop.push()).status).toBe(502);
  });

  it('can be configured to execute the request', async () => {
    simulator.control.addFault({ fault: 'unavailable', accepted: true });
    simulator.control.addFault({ fault: 'not_json', accepted: false });
    await shop.push();
    await shop.push();
    expect(simulator.control.invoices()).toHaveLength(1);
  });

  it('that delays may do so before the request is carried out', async () => {
    simulator.control.addFault({ fault: 'delay', delayMs: 1, accepted: false });
    expect((await shop.push()).status).toBe(200);
  });

  it('occurs as often as it says', async () => {
    simulator.control.addFault({ fault: 'unavailable', times: 2 });
    const push = () => shop.push();
    expect(await statusesOf([push, push, push])).toEqual([503, 503, 200]);
    expect(simulator.control.faults()).toEqual([]);
  });

  it('strikes for ever until it is taken back', async () => {
    simulator.control.addFault({ fault: 'unavailable', times: 'forever' });
    const push = () => shop.push();
    expect(await statusesOf([push, push, push])).toEqual([503, 503, 503]);
    simulator.control.clearFaults();
    expect(await statusesOf([push])).toEqual([200]);
  });

  it('strikes only at its endpoint', async () => {
    simulator.control.addFault({ fault: 'unavailable', endpoint: 'status', times: 'forever' });
    const { body } = await shop.push();
    const { invoice_id } = body.invoice;

    expect(
      await statusesOf([
        () => shop.post('payment/status/', { invoice_id }),
        () => shop.get('invoices/'),
        () => shop.checkout(),
      ]),
    ).toEqual([503, 200, 201]);
  });

  it('strikes only for its phone and its reference, also in questions about the payment', async () => {
    const { body } = await shop.push({ api_ref: 'bad-1' });
    simulator.control.addFault({
      fault: 'unavailable',
      phone: '345678',
      apiRef: 'bad-',
      times: 'forever',
    });
    expect(
      await statusesOf([
        () => shop.push({ api_ref: 'good-1' }),
        () => shop.push({ api_ref: 'bad-2', phone_number: '254712345679' }),
        () => shop.push({ api_ref: 'bad-2' }),
        () => shop.post('payment/status/', { invoice_id: body.invoice.invoice_id }),
      ]),
    ).toEqual([200, 200, 503, 503]);
  });

  it('strikes with its probability, the same way for the same seed', async () => {
    const run = async (): Promise<string> => {
      const seeded = await startSimulator({ port: 0, speed: 0, seed: 'chance' });
      seeded.control.addFault({ fault: 'unavailable', probability: 0.5, times: 'forever' });
      const merchant = new Merchant(seeded.url);
      const statuses = await statusesOf(
        Array.from({ length: 30 }, () => () => merchant.checkout()),
      );
      await seeded.stop();
      return statuses.join();
    };
    const first = await run();

    expect(new Set(first.split(','))).toEqual(new Set(['201', '503']));
    expect(await run()).toBe(first);
  });

  it('never strikes with probability 0', async () => {
    simulator.control.addFault({ fault: 'unavailable', probability: 0 });
    expect((await shop.push({ phone_number: ORDINARY_PHONE })).status).toBe(200);
  });
});
