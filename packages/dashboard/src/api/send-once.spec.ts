import { describe, expect, it } from '@jest/globals';
import { ApiError, UnreachableError } from './api-error.js';
import { SendOnce } from './send-once.js';

const LOST = new UnreachableError(new TypeError('Failed to fetch'));
const refused = (status: number): ApiError => new ApiError(status, 'refused', 'Refused');

/** A server that answers requests one after another with these outcomes; `done` when there is none. */
function aServer(...outcomes: readonly Error[]) {
  const [sender, keys] = [new SendOnce<string, string>(), [] as string[]];
  const send = (input: string): Promise<string> =>
    sender.send(input, async (_, key) => {
      const outcome = outcomes[keys.push(key) - 1];
      await Promise.resolve();
      if (outcome) throw outcome;
      return 'done';
    });
  return { send, keys };
}

describe('a request that must not happen twice', () => {
  it('is sent once, however often it is asked for', async () => {
    const { send, keys } = aServer();
    expect(await Promise.all([send('a'), send('a')])).toEqual(['done', 'done']);
    expect(keys).toHaveLength(1);
  });

  it.each([
    ['was lost', LOST],
    ['was cut off', new SyntaxError('Unexpected end of JSON input')],
    ['says that the first one is still running', refused(409)],
    ['says that it came too soon', refused(429)],
    ['is that of a proxy', refused(504)],
  ])('keeps its key when the answer %s', async (_, error) => {
    const { send, keys } = aServer(error);
    await expect(send('a')).rejects.toBe(error);
    await send('a');
    expect(new Set(keys).size).toBe(1);
    expect(keys).toHaveLength(2);
  });

  it('keeps its key while others are sent', async () => {
    const { send, keys } = aServer(LOST);
    await expect(send('a')).rejects.toBe(LOST);
    await send('b');
    await send('a');
    expect(keys[2]).toBe(keys[0]);
    expect(keys[1]).not.toBe(keys[0]);
  });

  it('has a new key once it was answered', async () => {
    const { send, keys } = aServer();
    await send('a');
    await send('a');
    expect(new Set(keys).size).toBe(2);
  });

  it('has a new key after a refusal, which the server may keep', async () => {
    const { send, keys } = aServer(refused(400));
    await expect(send('a')).rejects.toThrow('Refused');
    await send('a');
    expect(new Set(keys).size).toBe(2);
  });
});
