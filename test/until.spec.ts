import { describe, expect, it } from '@jest/globals';
import { until } from './support/until.js';

describe('until', () => {
  it('returns the first value that is as wanted', async () => {
    let count = 0;
    const look = (): Promise<number> => Promise.resolve((count += 1));
    expect(await until('there are two', look, (seen) => seen === 2)).toBe(2);
  });

  it('names what it waited for and the last result when the time is over', async () => {
    const look = (): Promise<object> => Promise.resolve({ status: 'pending' });
    await expect(until('the payment is completed', look, () => false, 0)).rejects.toThrow(
      "Waited 0 ms until the payment is completed. Last seen: { status: 'pending' }",
    );
  });

  it('shows of a response its status and body', async () => {
    const response = { status: 503, body: { code: 'stopping' }, text: 'x'.repeat(5_000) };
    await expect(
      until(
        'the server is ready',
        () => Promise.resolve(response),
        () => false,
        0,
      ),
    ).rejects.toThrow("Last seen: { status: 503, body: { code: 'stopping' } }");
  });
});
