import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatPeriod, parsePeriod } from './period.js';
import { type Allowance, chainOfTag, profileOf, tagOf, wantedUser } from './wanted-user.js';

const ALLOWANCE: Allowance = {
  chainId: '01890000-0000-7000-8000-000000000001',
  code: 'ABCD2345',
  secondsLeft: 3_600,
  uploadMbps: 2,
  downloadMbps: 5,
  deviceLimit: 1,
  octetsLeft: null,
};
const NOTHING = { seconds: 0, octets: 0 };
const allowances = fc
  .record({
    secondsLeft: fc.integer({ min: 1, max: 31_536_000 }),
    deviceLimit: fc.integer({ min: 1, max: 20 }),
    octetsLeft: fc.option(fc.integer({ min: -1_000_000, max: 1_000_000_000_000 })),
  })
  .map((given) => ({ ...ALLOWANCE, ...given }));

describe('the user of a chain', () => {
  it('is named by the code, and its profile by what it holds', () => {
    expect(wantedUser(ALLOWANCE, 'ABCD2345', null, NOTHING)).toEqual({
      name: 'ABCD2345',
      password: 'ABCD2345',
      profile: 'lipafi-2M-5M-1',
      comment: 'lipafi:01890000-0000-7000-8000-000000000001',
      'limit-uptime': '1h1m',
    });
    expect(profileOf(ALLOWANCE)['rate-limit']).toBe('2M/5M');
  });

  it('is not written again when the router has it', () => {
    fc.assert(
      fc.property(allowances, (allowance) => {
        const row = wantedUser(allowance, 'ABCD2345', null, NOTHING);
        expect(wantedUser(allowance, 'ABCD2345', row, NOTHING)).toBeNull();
      }),
    );
  });

  it('has limits that do not end access too early, whatever was used', () => {
    fc.assert(
      fc.property(allowances, fc.nat(1_000_000), fc.nat(1_000_000_000), (allowance, time, data) => {
        const row = { uptime: formatPeriod(time), 'bytes-in': `${data}`, 'bytes-out': '0' };
        const values = wantedUser(allowance, 'ABCD2345', row, { seconds: 5, octets: 7 }) ?? {};
        const left = (parsePeriod(values['limit-uptime'] ?? '') ?? 0) - time - 5;
        expect(left).toBeGreaterThanOrEqual(allowance.secondsLeft * allowance.deviceLimit);
        if (allowance.octetsLeft === null) expect(values['limit-bytes-total']).toBeUndefined();
        else expect(Number(values['limit-bytes-total'])).toBeGreaterThan(data + 7);
      }),
    );
  });

  it('is written again when more was bought, when it is too generous, and when it was disabled', () => {
    const row = { ...wantedUser(ALLOWANCE, 'ABCD2345', null, NOTHING) };
    const change = (more: Partial<Allowance>, now: object = row) =>
      wantedUser({ ...ALLOWANCE, ...more }, 'ABCD2345', now as typeof row, NOTHING);
    expect(change({ secondsLeft: 7_200 })).toEqual({ 'limit-uptime': '2h1m' });
    expect(change({}, { ...row, 'limit-uptime': '30d' })).toEqual({ 'limit-uptime': '1h1m' });
    expect(change({}, { ...row, 'limit-uptime': '2h' })).toBeNull();
    expect(change({ octetsLeft: 0 })).toEqual({ 'limit-bytes-total': '1' });
    expect(change({}, { ...row, disabled: 'true' })).toEqual({ disabled: 'false' });
  });
});

describe('the comment of what the server writes', () => {
  it('names the chain, and nothing else is taken for ours', () => {
    expect(chainOfTag(tagOf(ALLOWANCE.chainId))).toBe(ALLOWANCE.chainId);
    for (const comment of [undefined, '', 'lipafi:', 'lipafi:x', `x ${tagOf(ALLOWANCE.chainId)}`]) {
      expect(chainOfTag(comment)).toBeNull();
    }
  });
});

describe('periods of RouterOS', () => {
  it('are read as they are written', () => {
    fc.assert(fc.property(fc.nat(), (seconds) => parsePeriod(formatPeriod(seconds)) === seconds));
    expect([parsePeriod('02:03:04'), parsePeriod('never')]).toEqual([7_384, null]);
  });
});
