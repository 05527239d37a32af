import { afterEach, describe, expect, it } from '@jest/globals';
import { json, startScriptedServer } from '../test/support/scripted-server.js';
import { type RequestTemplate } from './load-plan.js';
import { alikeTwice, type Transcript, transcribe } from './transcript.js';
import { type Statement } from './wire/statement.js';
import { type Workload } from './workloads.js';

const ID = '01a22613-4e51-744b-9d05-22495af88060';
const PAUSE_MS = 20;
const TEMPLATE: RequestTemplate = {
  method: 'POST',
  path: '/sell',
  headers: {},
  body: '{"phone":"{phone}"}',
  items: [],
};
const WORKLOAD: Workload = {
  name: 'sell',
  sizes: ['small'],
  latencyMs: 0,
  needs: 'nothing',
  request: () => TEMPLATE,
  call: { path: '/push', body: '{}' },
};

const statement = (text: string, more: Partial<Statement> = {}): Statement => ({
  ...{ text, values: [], atMs: 0, isPipelined: false, firstRow: {} },
  ...more,
});

describe('what is written down of a request', () => {
  const cleanUps: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0)) await cleanUp();
  });

  /** The transcript of a server that sends these statements for request number 7. */
  async function transcriptOf(
    statements: readonly Statement[],
    more: Partial<Workload> = {},
  ): Promise<Transcript> {
    const server = await startScriptedServer(json(201, { payment: { id: ID } }));
    cleanUps.push(() => server.stop());
    const taken = [[statement('what was before')], statements];
    const recorder = { take: () => taken.shift() ?? [] };
    const workload = { ...WORKLOAD, ...more };
    const given = { number: 7, pauseMs: PAUSE_MS };
    return transcribe(recorder, server.url, workload, TEMPLATE, given);
  }

  it('has holes for what differs from request to request', async () => {
    const digest = 'ab'.repeat(32);
    const values = [`${ID}-1`, '0700000007', '+254700000007', `phone:${digest}`, null, '50.00'];
    const { steps, body, status } = await transcriptOf([statement('INSERT', { values })]);
    expect(steps[0]?.values).toEqual([
      ...['{id}-1', '{phone}', '+254{subscriber}', 'phone:{digest}', null, '50.00'],
    ]);
    expect([status, body]).toEqual([201, '{"payment":{"id":"{id}"}}']);
  });

  it('has holes for what the server makes for an entitlement, but not for the ids of others', async () => {
    const other = '01a22613-4e51-744b-9d05-22495af88061';
    const values = [other, ID, 'ABCD2345', 'One day'];
    const { steps } = await transcriptOf([
      statement('SELECT create_payment_entitlement()', { values }),
    ]);
    expect(steps[0]?.values).toEqual(['{id}', '{id}', '{code}', 'One day']);
    const later = await transcriptOf([statement('INSERT INTO payments', { values })]);
    expect(later.steps[0]?.values).toEqual([other, '{id}', 'ABCD2345', 'One day']);
  });

  it('leaves out what no request causes', async () => {
    const idle = statement('SELECT id FROM jobs FOR UPDATE SKIP LOCKED');
    const { steps } = await transcriptOf([statement('LISTEN keys'), idle, statement('SELECT 2')]);
    expect(steps.map(({ text }) => text)).toEqual(['SELECT 2']);
  });

  it('knows which statements are pipelined', async () => {
    const sent = ['BEGIN', 'UPDATE', 'COMMIT'].map((text, index) =>
      statement(text, { isPipelined: index === 1 }),
    );
    const { steps } = await transcriptOf(sent);
    expect(steps.map(({ isPipelined }) => isPipelined)).toEqual([false, true, false]);
  });

  it('finds the call to the provider in the longest pause', async () => {
    const at = (text: string, atMs: number): Statement => statement(text, { atMs });
    const sent = [at('SELECT', 100), at('INSERT', 103), at('UPDATE', 130), at('COMMIT', 135)];
    expect((await transcriptOf(sent)).callBefore).toBe(2);
    expect((await transcriptOf(sent.slice(0, 2))).callBefore).toBeNull();
  });

  it('ends with the last statement of the workload, and knows what comes after the answer', async () => {
    const sent = ['SELECT', 'INSERT', 'work', 'done', 'more'].map((text) => statement(text));
    const { steps, answerBefore } = await transcriptOf(sent, {
      ...{ answersAfter: /INSERT/, endsAfter: /done/ },
    });
    expect([steps.length, answerBefore]).toEqual([4, 2]);
  });

  it('fetches one job where the server fetches a batch', async () => {
    const fetching = statement('SELECT id FROM jobs LIMIT 16 FOR UPDATE SKIP LOCKED', {
      firstRow: { id: '7' },
    });
    const { steps } = await transcriptOf([fetching]);
    expect(steps[0]?.text).toBe('SELECT id FROM jobs limit 1 FOR UPDATE SKIP LOCKED');
  });

  it('passes on the ids that the database makes', async () => {
    const { steps } = await transcriptOf([
      statement('INSERT INTO webhook_events', { firstRow: { id: '1000000001' } }),
      statement('UPDATE webhook_events', { values: ['1000000001'] }),
      statement('UPDATE payments', { values: ['1000000001'] }),
    ]);
    expect(steps[0]?.fills).toEqual({ event: 'id' });
    expect(steps.map(({ values }) => values[0])).toEqual([undefined, '{event}', '1000000001']);
  });
});

describe('a recording that baselines repeat', () => {
  const recordings = (...texts: readonly string[]) => {
    const left = [...texts];
    return () =>
      Promise.resolve({
        ...{ callBefore: null, answerBefore: 1, status: 200, body: '' },
        steps: [
          {
            text: left.shift() ?? '',
            values: [String(left.length)],
            fills: {},
            isPipelined: false,
          },
        ],
      });
  };

  it('is the second of two that are alike, whatever was recorded before', async () => {
    const recorded = await alikeTwice(recordings('once', 'with a job', 'usual', 'usual', 'x'), 5);
    expect(recorded.steps[0]).toMatchObject({ text: 'usual', values: ['1'] });
  });

  it('is refused when no two in a row are alike', async () => {
    await expect(alikeTwice(recordings('a', 'b', 'a', 'b', 'b'), 4)).rejects.toThrow('No two of 4');
  });
});
