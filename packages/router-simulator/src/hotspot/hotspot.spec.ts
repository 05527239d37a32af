import { beforeEach, describe, expect, it } from '@jest/globals';
import { Hotspot } from './hotspot.js';

const PHONE = 'AA:BB:CC:00:00:01';
const TABLET = 'AA:BB:CC:00:00:02';

describe('the hotspot of a router', () => {
  let now: number;
  let hotspot: Hotspot;

  beforeEach(() => {
    now = Date.UTC(2026, 0, 1);
    hotspot = new Hotspot({ now: () => new Date(now) });
    hotspot.connect(PHONE);
    hotspot.connect(TABLET);
  });
  const pass = (minutes: number): void => {
    now += minutes * 60_000;
  };
  const addUser = (values: Record<string, string> = {}): string =>
    hotspot.users.add({ name: 'asha', password: 'secret', ...values })['.id'] ?? '';
  const login = (mac: string) => hotspot.login(mac, 'asha', 'secret');

  it('logs a device in with the name and password of a user only', () => {
    addUser();
    expect(hotspot.login(PHONE, 'asha', 'other')).toEqual({
      error: 'invalid username or password',
    });
    expect(login(PHONE)).toEqual({ id: expect.any(String) });
    expect(hotspot.active.list()).toMatchObject([
      { user: 'asha', 'mac-address': PHONE, 'login-by': 'http-chap', uptime: '0s' },
    ]);
    expect(hotspot.hosts.list()).toMatchObject([
      { 'mac-address': PHONE, authorized: 'true' },
      { 'mac-address': TABLET, authorized: 'false' },
    ]);
  });

  it('refuses users that are disabled or tied to another device', () => {
    const id = addUser({ 'mac-address': TABLET });
    expect(login(PHONE)).toEqual({
      error: 'user asha is not allowed to log in from this MAC address',
    });
    hotspot.users.set(id, { disabled: 'yes' });
    expect(login(TABLET)).toEqual({ error: 'invalid username or password' });
  });

  it('ends a session when the time of its user is used up, and lets nobody in again', () => {
    addUser({ 'limit-uptime': '1h' });
    login(PHONE);
    pass(40);
    hotspot.disconnect(PHONE);
    hotspot.connect(PHONE);
    expect(hotspot.isOnline(PHONE)).toBe(true);
    expect(hotspot.active.list()).toMatchObject([
      { 'login-by': 'mac-cookie', 'session-time-left': '20m' },
    ]);
    pass(20);
    expect(hotspot.isOnline(PHONE)).toBe(false);
    expect(hotspot.cookies.list()).toEqual([]);
    expect(hotspot.users.named('asha')).toMatchObject({ uptime: '1h' });
    expect(login(PHONE)).toEqual({ error: 'user asha has reached uptime limit' });
  });

  it('ends a session when the data of its user is used up', () => {
    addUser({ 'limit-bytes-total': '1000k' });
    login(PHONE);
    expect(hotspot.transfer(PHONE, 400_000, 599_999)).toBe(true);
    expect(hotspot.transfer(PHONE, 0, 1)).toBe(false);
    expect(login(PHONE)).toEqual({ error: 'user asha has reached traffic limit' });
  });

  it('lets no more devices in than the profile shares', () => {
    hotspot.profiles.add({ name: 'two', 'shared-users': '2' });
    const id = addUser();
    login(PHONE);
    expect(login(TABLET)).toEqual({ error: 'no more sessions are allowed for user asha' });
    hotspot.users.set(id, { profile: 'two' });
    expect(login(TABLET)).toEqual({ id: expect.any(String) });
  });

  it('lets a cookie log a device in again, until it is taken away', () => {
    const id = addUser();
    login(PHONE);
    for (const { '.id': session = '' } of hotspot.active.list()) hotspot.active.remove(session);
    expect(hotspot.isOnline(PHONE)).toBe(false);
    expect(hotspot.transfer(PHONE, 1, 1)).toBe(true);
    hotspot.users.remove(id);
    expect(hotspot.isOnline(PHONE)).toBe(true);
    for (const { '.id': session = '' } of hotspot.active.list()) hotspot.active.remove(session);
    expect(hotspot.transfer(PHONE, 1, 1)).toBe(false);
  });

  it('keeps users when it restarts, and loses sessions', () => {
    addUser();
    login(PHONE);
    hotspot.restart();
    expect(hotspot.isOnline(PHONE)).toBe(false);
    expect(hotspot.hosts.list()).toEqual([]);
    expect(hotspot.users.named('asha')).toBeDefined();
  });
});
