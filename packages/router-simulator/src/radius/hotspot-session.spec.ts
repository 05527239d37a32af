import { beforeEach, describe, expect, it } from '@jest/globals';
import { HotspotSession, type SessionAttributes } from './hotspot-session.js';
import { StoppedTimers } from '../testing/stopped-timers.js';

describe('a session', () => {
  let timers: StoppedTimers;
  let events: string[];

  beforeEach(() => {
    timers = new StoppedTimers();
    events = [];
  });

  function aSession(attributes: SessionAttributes, usage = 0): HotspotSession {
    return new HotspotSession(
      { sessionId: '80100001', user: 'ABCD2345', mac: 'AA', ip: '10.5.50.2', attributes, usage },
      timers,
      {
        interim: (session) => events.push(`interim ${session.view().seconds}`),
        ended: (session, cause) => events.push(`${cause} ${session.view().seconds}`),
      },
    );
  }

  it('ends at its Session-Timeout, and reports in between', () => {
    const session = aSession({ 'Session-Timeout': '150', 'Acct-Interim-Interval': '60' });
    expect(session.view()).toMatchObject({ secondsLeft: 150 });
    timers.advance(149_999);
    expect(session.view()).toMatchObject({ secondsLeft: 1, seconds: 149 });
    timers.advance(1);
    timers.advance(600_000);
    expect(events).toEqual(['interim 60', 'interim 120', 'Session-Timeout 150']);
  });

  it('has no end without a Session-Timeout', () => {
    const session = aSession({});
    timers.advance(400 * 86_400_000);
    expect(session.view()).toMatchObject({ secondsLeft: null });
    expect(events).toEqual([]);
  });

  it('ends later or earlier when its Session-Timeout is changed', () => {
    const session = aSession({ 'Session-Timeout': '60' });
    timers.advance(30_000);
    session.change({ 'Session-Timeout': '90' });
    timers.advance(89_000);
    expect(events).toEqual([]);
    session.change({ 'Session-Timeout': '1' });
    timers.advance(1_000);
    expect(events).toEqual(['Session-Timeout 120']);
  });

  it('ends once', () => {
    const session = aSession({ 'Session-Timeout': '60' });
    session.end('User-Request');
    session.end('Admin-Reset');
    session.use(1, 1);
    timers.advance(60_000);
    expect(events).toEqual(['User-Request 0']);
    expect(session.view()).toMatchObject({ octetsUp: 0 });
  });

  it('counts what its device uses of the speed, also when the speed changes', () => {
    const session = aSession({ 'Mikrotik-Rate-Limit': '2M/8M' }, 0.5);
    timers.advance(10_000);
    expect(session.view()).toMatchObject({ octetsUp: 1_250_000, octetsDown: 5_000_000 });
    session.change({ 'Mikrotik-Rate-Limit': '4M/8M' });
    session.use(1, 2);
    timers.advance(10_000);
    expect(session.view()).toMatchObject({
      octetsUp: 3_750_001,
      octetsDown: 10_000_002,
      rateLimit: '4M/8M',
    });
  });

  it('ends when its data is used up, over 4 GB too', () => {
    const session = aSession({
      'Mikrotik-Total-Limit': '10',
      'Mikrotik-Total-Limit-Gigawords': '1',
    });
    session.use(5, 2 ** 32 + 4);
    expect(events).toEqual([]);
    session.use(1, 0);
    expect(events).toEqual(['NAS-Request 0']);
  });
});
