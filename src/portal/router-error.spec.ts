import { describe, expect, it } from '@jest/globals';
import { problemOfRouter } from './router-error.js';

const NOW = new Date('2026-03-01T09:00:00Z');

describe('why a router refuses a login', () => {
  it.each([
    ['unknown', 'code_wrong'],
    ['invalid username or password', 'code_wrong'],
    ['not_started', 'not_started'],
    ['expired', 'expired'],
    ['user X has reached uptime limit', 'expired'],
    ['revoked', 'revoked'],
    ['devices', 'devices_in_use'],
    ['no more sessions are allowed for user X', 'devices_in_use'],
    ['cap', 'data_used_up'],
    ['router', 'other_place'],
    ['limited', 'too_many_tries'],
    ['RADIUS server is not responding', 'router_away'],
    ['anything else', 'router_refused'],
  ])('%j is %s', (text, kind) => {
    expect(problemOfRouter(text, NOW).kind).toBe(kind);
  });

  it('is shown as it is, but not at any length', () => {
    expect(problemOfRouter(`<b>${'x'.repeat(1_000)}`, NOW)).toEqual({
      kind: 'router_refused',
      text: `<b>${'x'.repeat(197)}`,
    });
  });
});
