import { beforeEach, describe, expect, it } from '@jest/globals';
import { BackgroundWork } from './background-work.js';
import { createLogger } from './logging/logger.js';

const AN_HOUR_MS = 3_600_000;

/** Work that continues until the test ends it. */
class PendingWork {
  end: () => void = () => undefined;
  fail: (error: Error) => void = () => undefined;
  private readonly ended = new Promise<void>((resolve, reject) => {
    this.end = resolve;
    this.fail = reject;
  });

  readonly work = (): Promise<void> => this.ended;
}

describe('BackgroundWork', () => {
  let lines: Record<string, unknown>[];
  let background: BackgroundWork;

  beforeEach(() => {
    lines = [];
    const logger = createLogger(
      { level: 'debug', pretty: false },
      { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
    );
    background = new BackgroundWork(logger);
  });

  it('does not make its caller wait', async () => {
    const steps: string[] = [];
    const task = new PendingWork();
    background.start('a task', async () => {
      await task.work();
      steps.push('done');
    });
    steps.push('started');
    task.end();
    await background.drained();
    expect(steps).toEqual(['started', 'done']);
  });

  it('drains only when everything has ended, also what was started meanwhile', async () => {
    const steps: string[] = [];
    background.start('first', async () => {
      await Promise.resolve();
      background.start('second', async () => {
        await Promise.resolve();
        steps.push('second');
      });
      steps.push('first');
    });
    await background.drained();
    expect(steps).toEqual(['first', 'second']);
  });

  it('is completed before the process stops even if the caller has disconnected', async () => {
    const task = new PendingWork();
    let hasStopped = false;
    const asked = background.finish(task.work);
    await background.drained();
    const stopped = background.beforeApplicationShutdown().then(() => (hasStopped = true));
    await new Promise(setImmediate);
    expect(hasStopped).toBe(false);
    task.fail(new Error('refused'));
    await expect(asked).rejects.toThrow('refused');
    await stopped;
    expect(lines).toEqual([]);
  });

  it('is drained when nothing was ever started', async () => {
    await expect(background.drained()).resolves.toBeUndefined();
  });

  it('logs a failure by the name of the work, and goes on', async () => {
    const task = new PendingWork();
    background.start('match early webhooks', task.work);
    task.fail(new Error('the database is gone'));
    await background.drained();
    expect(lines).toEqual([
      expect.objectContaining({
        level: 'error',
        work: 'match early webhooks',
        err: expect.objectContaining({ message: 'the database is gone' }),
      }),
    ]);
  });

  it('holds the process back until its work is done', async () => {
    const steps: string[] = [];
    const task = new PendingWork();
    background.start('a task', task.work);
    const stopped = background.beforeApplicationShutdown().then(() => steps.push('stopped'));
    steps.push('asked to stop');
    task.end();
    await stopped;
    expect(steps).toEqual(['asked to stop', 'stopped']);
  });

  it('ends its pauses when the process wants to stop', async () => {
    const steps: string[] = [];
    background.start('a patient task', async () => {
      await background.pause(AN_HOUR_MS);
      steps.push('went on');
    });
    await background.beforeApplicationShutdown();
    expect(steps).toEqual(['went on']);
  });

  it('pauses no more once the process is stopping', async () => {
    await background.beforeApplicationShutdown();
    await expect(background.pause(AN_HOUR_MS)).resolves.toBeUndefined();
  });
});
