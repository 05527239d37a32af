import { describe, expect, it } from '@jest/globals';
import { AsyncLocalStorage } from 'node:async_hooks';
import { type Admission, QuestionBulkheads } from './question-bulkheads.js';

const RUNNING = 6;
const WAITING = 16;

/** Work that runs until the test ends it. */
class Work {
  readonly running: (() => void)[] = [];

  readonly run = (): Promise<void> => new Promise((resolve) => this.running.push(resolve));

  /** Ends all work, including work that starts meanwhile. */
  async endAll(): Promise<void> {
    while (this.running.length > 0) {
      for (const end of this.running.splice(0)) end();
      await new Promise(setImmediate);
    }
  }
}

describe('the limit of questions of one operator', () => {
  let now = 0;
  const clock = { now: () => new Date(now) };
  const delayOf = async (admission: Promise<Admission<void>>): Promise<number> => {
    const ended = await admission;
    if (ended.kind !== 'full') throw new Error('There was room');
    return ended.delayMs;
  };
  /** Fills the running and waiting places of one operator. */
  function filled(urgency: 'prompt' | 'link' | 'recheck' = 'prompt') {
    const bulkheads = new QuestionBulkheads(clock);
    const work = new Work();
    const most = { prompt: RUNNING + WAITING, link: 8, recheck: 4 }[urgency];
    const all = Array.from({ length: most }, () => bulkheads.run(1, urgency, work.run));
    return { bulkheads, work, all };
  }

  it('runs some questions, lets some wait and postpones the others', async () => {
    const { bulkheads, work, all } = filled();
    await new Promise(setImmediate);
    expect(work.running).toHaveLength(RUNNING);
    expect(await delayOf(bulkheads.run(1, 'prompt', work.run))).toBeGreaterThanOrEqual(250);
    await work.endAll();
    expect((await Promise.all(all)).map(({ kind }) => kind)).toEqual(all.map(() => 'done'));
  });

  it('delays no other operator, and no prompt behind links or rechecks', async () => {
    for (const urgency of ['link', 'recheck'] as const) {
      const { bulkheads, work } = filled(urgency);
      expect((await bulkheads.run(1, urgency, work.run)).kind).toBe('full');
      expect(await bulkheads.run(1, 'prompt', () => Promise.resolve('asked'))).toEqual({
        kind: 'done',
        value: 'asked',
      });
      expect(await bulkheads.run(2, urgency, () => Promise.resolve('asked'))).toEqual({
        kind: 'done',
        value: 'asked',
      });
      await work.endAll();
    }
  });

  it('leaves workers free while the accounts of several operators hang', async () => {
    const bulkheads = new QuestionBulkheads(clock);
    const work = new Work();
    const hung = Array.from({ length: 200 }, (_, number) =>
      bulkheads.run(number % 4, 'prompt', work.run),
    );
    await new Promise(setImmediate);
    const putOff = await Promise.race([
      Promise.all(hung.slice(-100)).then((all) => all.every(({ kind }) => kind === 'full')),
      new Promise((resolve) => setImmediate(resolve, 'some hold a worker')),
    ]);
    expect(putOff).toBe(true);
    expect(work.running).toHaveLength(4 * RUNNING);
    expect(await bulkheads.run(9, 'prompt', () => Promise.resolve('asked'))).toMatchObject({
      value: 'asked',
    });
    await work.endAll();
  });

  it('gives postponed questions turns one after the other, up to a minute ahead', async () => {
    const { bulkheads, work } = filled('link');
    const delays: number[] = [];
    for (let count = 0; count < 4_000; count += 1) {
      delays.push(await delayOf(bulkheads.run(1, 'link', work.run)));
    }
    expect(delays).toEqual([...delays].sort((a, b) => a - b));
    expect(delays[1]).toBeGreaterThan(delays[0] ?? 0);
    expect(Math.max(...delays)).toBe(60_000);
    await work.endAll();
  });

  it('postpones questions for longer while their answers take longer', async () => {
    const { bulkheads, work, all } = filled('recheck');
    const quick = await delayOf(bulkheads.run(1, 'recheck', work.run));
    now += 15_000;
    await work.endAll();
    await Promise.all(all);
    now += 60_000;
    const slow = Array.from({ length: 4 }, () => bulkheads.run(1, 'recheck', work.run));
    await new Promise(setImmediate);
    now += 15_000;
    work.running.shift()?.();
    await slow[0];
    void bulkheads.run(1, 'recheck', work.run);
    expect(await delayOf(bulkheads.run(1, 'recheck', work.run))).toBeGreaterThan(quick);
    await work.endAll();
  });

  describe('brings postponed jobs forward', () => {
    const JOBS = Array.from({ length: 50 }, (_, number) => `${number}`);
    /** An operator who has had more questions than there is room for, all of which are answered. */
    async function afterCrowd() {
      now += 60_000;
      const { bulkheads, work, all } = filled();
      await delayOf(bulkheads.run(1, 'prompt', work.run));
      for (const job of JOBS) bulkheads.postponed(1, 'prompt', job);
      const brought: (readonly string[])[] = [];
      const bring = (userId = 1, found = (jobs: readonly string[]) => jobs.length) =>
        bulkheads.bringForward(userId, 'prompt', (jobs) => {
          brought.push(jobs);
          return Promise.resolve(found(jobs));
        });
      await bring();
      expect(brought).toEqual([]);
      await work.endAll();
      await Promise.all(all);
      return { bulkheads, brought, bring };
    }

    it('as many as there is room for, and none before those have come', async () => {
      const { bulkheads, brought, bring } = await afterCrowd();
      await bring(2);
      expect(brought).toEqual([]);
      await bring();
      await bring();
      expect(brought).toEqual([JOBS.slice(0, RUNNING + WAITING)]);
      for (let arrived = 0; arrived < RUNNING + WAITING; arrived += 1) {
        await bulkheads.run(1, 'prompt', () => Promise.resolve());
      }
      await bring();
      expect(brought.slice(1)).toEqual([JOBS.slice(22, 44)]);
    });

    it('further ones for those that have run already', async () => {
      const { brought, bring } = await afterCrowd();
      await bring(1, () => 0);
      expect(brought.flat()).toEqual(JOBS);
    });

    it('further ones when those do not come, because another process has run them', async () => {
      const { brought, bring } = await afterCrowd();
      await bring();
      now += 1_001;
      await bring();
      expect(brought).toHaveLength(2);
    });
  });

  it('passes a failure on and makes room again', async () => {
    const bulkheads = new QuestionBulkheads(clock);
    for (let count = 0; count < 10; count += 1) {
      const failing = bulkheads.run(1, 'recheck', () => Promise.reject(new Error('away')));
      await expect(failing).rejects.toThrow('away');
    }
  });

  it('runs what has waited in the context of its own job', async () => {
    const jobs = new AsyncLocalStorage<string>();
    const { bulkheads, work } = filled('link');
    const seen = jobs.run('mine', () =>
      filled('link').bulkheads.run(3, 'link', () => Promise.resolve(jobs.getStore())),
    );
    expect(await seen).toEqual({ kind: 'done', value: 'mine' });
    work.running.shift()?.();
    await new Promise(setImmediate);
    const waited = jobs.run('waiting', () =>
      bulkheads.run(1, 'link', () => Promise.resolve(jobs.getStore())),
    );
    await work.endAll();
    expect(await waited).toEqual({ kind: 'done', value: 'waiting' });
  });
});
