import { describe, expect, it } from '@jest/globals';
import { type ActiveSession } from './router-hotspot.js';
import { limitedSessions } from './session-list.js';

const sessionOf = (macAddress: string, number: number): ActiveSession => ({
  id: `*${number}`,
  user: 'CODE2345',
  macAddress,
  ipAddress: '10.5.50.2',
  uptimeSeconds: 1,
  secondsLeft: null,
  octetsUp: 0,
  octetsDown: 0,
});

describe('the sessions that a router lists', () => {
  it('are taken as they are, in their order, when each device has one or two', () => {
    const listed = ['A', 'B', 'A', 'C', 'B'].map(sessionOf);
    expect(limitedSessions(listed)).toEqual(listed);
  });

  it('are two of each device at most: those that come first', () => {
    const listed = ['A', 'A', 'B', 'A', 'A', 'B', 'B'].map(sessionOf);
    expect(limitedSessions(listed).map(({ id }) => id)).toEqual(['*0', '*1', '*2', '*5']);
  });

  it('are 10,000 in all at most', () => {
    const listed = Array.from({ length: 10_001 }, (_, number) => sessionOf(`M${number}`, number));
    expect(limitedSessions(listed)).toEqual(listed.slice(0, 10_000));
  });
});
