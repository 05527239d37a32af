import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readResponse, type ReceivedPacket, signedRequest } from './packet.js';
import { RadiusRouter } from './radius-router.js';
import { ScriptedRadiusServer } from '../testing/scripted-radius-server.js';
import { StoppedTimers } from '../testing/stopped-timers.js';

const SECRET = 'a-shared-secret';
const ADDRESS = '127.0.0.9';
const MAC = 'AA:BB:CC:00:11:22';
/** Longer than any answer takes on a busy machine. */
const PATIENT = { waitMs: 10_000, tries: 2 };
/** For packets that are not answered. */
const SILENCE_MS = 300;

describe('a router that asks a RADIUS server', () => {
  let server: ScriptedRadiusServer;
  let router: RadiusRouter;
  let timers: StoppedTimers;

  beforeEach(async () => {
    server = await ScriptedRadiusServer.start(SECRET);
    timers = new StoppedTimers();
    router = await RadiusRouter.start({
      address: ADDRESS,
      server: server.ports,
      secret: SECRET,
      coaPort: 0,
      patience: PATIENT,
      timers,
    });
    server.allow('ABCD2345', { 'Session-Timeout': 120, 'Acct-Interim-Interval': 60 });
  });
  afterEach(async () => {
    await router.stop();
    server.stop();
  });

  const accounting = (): string[] => server.accounting.map(({ type }) => type);

  it('reports its start, the session of a device, and the end of that session', async () => {
    const outcome = await router.login({ user: 'ABCD2345', mac: MAC });
    expect(outcome).toMatchObject({
      isAccepted: true,
      session: { mac: MAC, sessionId: '80100001', secondsLeft: 120 },
    });
    router.use(MAC, 10, 5_000_000_000);
    timers.advance(60_000);
    const end = router.sessionEnd(MAC);
    timers.advance(60_000);
    expect(await end).toMatchObject({ cause: 'Session-Timeout', session: { seconds: 120 } });
    expect(router.sessions).toEqual([]);
    expect(accounting()).toEqual(['Accounting-On', 'Start', 'Interim-Update', 'Stop']);
    expect(server.accounting.at(-1)?.attributes).toMatchObject({
      'User-Name': 'ABCD2345',
      'Calling-Station-Id': MAC,
      'Acct-Session-Id': '80100001',
      'Acct-Session-Time': '120',
      'Acct-Terminate-Cause': '5',
      'Acct-Input-Octets': '10',
      'Acct-Output-Octets': '705032704',
      'Acct-Output-Gigawords': '1',
      Class: 'class of ABCD2345',
    });
  });

  it('logs a device in by its MAC address, by PAP and by CHAP', async () => {
    server.allow(MAC, {});
    await router.login({ mac: MAC });
    await router.login({ user: 'ABCD2345', mac: MAC, method: 'pap' });
    await router.login({ user: 'ABCD2345', mac: MAC });
    expect(
      server.logins.map(({ attributes: { 'User-Name': user, ...rest } }) => [
        user,
        'User-Password' in rest ? 'pap' : 'chap',
      ]),
    ).toEqual([
      [MAC, 'pap'],
      ['ABCD2345', 'pap'],
      ['ABCD2345', 'chap'],
    ]);
    expect(router.sessions).toHaveLength(1);
  });

  it('says why a device was rejected', async () => {
    server.reject('OVER2345', 'expired');
    expect(await router.login({ user: 'OVER2345', mac: MAC })).toEqual({
      isAccepted: false,
      isAnswered: true,
      reason: 'expired',
    });
    expect(router.sessions).toEqual([]);
  });

  it('repeats a request that is not answered, with the same octets', async () => {
    const hasty = await RadiusRouter.start({
      address: '127.0.0.10',
      server: server.ports,
      secret: SECRET,
      coaPort: 0,
      patience: { waitMs: SILENCE_MS, tries: 2 },
      timers,
    });
    server.ignoreNext(1);
    expect(await hasty.login({ user: 'ABCD2345', mac: MAC })).toMatchObject({ isAccepted: true });
    server.ignoreNext(2);
    expect(await hasty.login({ user: 'ABCD2345', mac: MAC })).toEqual({
      isAccepted: false,
      isAnswered: false,
      reason: null,
    });
    await hasty.stop();
    const [first, second] = server.ignored;
    expect(first?.equals(second ?? Buffer.alloc(0))).toBe(false);
    expect(server.ignored[1]?.equals(server.ignored[2] ?? Buffer.alloc(0))).toBe(true);
  });

  it('loses its sessions when it restarts, and counts them anew', async () => {
    await router.login({ user: 'ABCD2345', mac: MAC });
    await router.reboot();
    expect(router.sessions).toEqual([]);
    timers.advance(600_000);
    expect(accounting()).toEqual(['Accounting-On', 'Start', 'Accounting-On']);
    expect(await router.login({ user: 'ABCD2345', mac: MAC })).toMatchObject({
      session: { sessionId: '80100001' },
    });
  });

  it('ends all sessions when it stops', async () => {
    const other = await RadiusRouter.start({
      address: '127.0.0.10',
      server: server.ports,
      secret: SECRET,
      coaPort: 0,
    });
    await other.login({ user: 'ABCD2345', mac: MAC });
    await other.logout(MAC);
    await other.login({ user: 'ABCD2345', mac: MAC });
    await other.stop();
    expect(accounting().slice(1)).toEqual([
      'Accounting-On',
      'Start',
      'Stop',
      'Start',
      'Stop',
      'Accounting-Off',
    ]);
  });

  describe('with a Disconnect-Request or a CoA-Request', () => {
    const SESSION = [
      ['User-Name', 'ABCD2345'],
      ['Calling-Station-Id', MAC],
      ['Acct-Session-Id', '80100001'],
    ] as const;

    /** Sends a packet, and a second time; null when no answer came. */
    async function send(
      packet: Buffer,
      waitMs = PATIENT.waitMs,
    ): Promise<(ReceivedPacket | null)[]> {
      const socket = createSocket('udp4');
      const answers: (ReceivedPacket | null)[] = [];
      for (let times = 0; times < 2; times += 1) {
        const answered = once(socket, 'message', { signal: AbortSignal.timeout(waitMs) });
        socket.send(packet, router.coaPort, ADDRESS);
        answers.push(
          await answered.then(
            ([message]) => readResponse(message as Buffer, packet, SECRET),
            () => null,
          ),
        );
      }
      socket.close();
      return answers;
    }

    const causeOf = (answer: ReceivedPacket | null | undefined): string | undefined =>
      answer?.attributes.find(({ name }) => name === 'Error-Cause')?.value;

    beforeEach(async () => {
      await router.login({ user: 'ABCD2345', mac: MAC });
    });

    it('ends the session that is named, and repeats its answer', async () => {
      const ended = router.sessionEnd(MAC);
      const answers = await send(signedRequest('Disconnect-Request', 1, SECRET, SESSION));
      expect(answers.map((answer) => answer?.code)).toEqual(['Disconnect-ACK', 'Disconnect-ACK']);
      expect(await ended).toMatchObject({ cause: 'Admin-Reset' });
      const [again] = await send(signedRequest('Disconnect-Request', 2, SECRET, SESSION));
      expect(again?.code).toBe('Disconnect-NAK');
      expect(causeOf(again)).toBe('503');
    });

    it('changes the time and the speed of the session that is named', async () => {
      timers.advance(100_000);
      const [answer] = await send(
        signedRequest('CoA-Request', 1, SECRET, [
          ...SESSION,
          ['Session-Timeout', 3_600],
          ['Mikrotik-Rate-Limit', '4M/8M'],
        ]),
      );
      expect(answer?.code).toBe('CoA-ACK');
      expect(router.sessions).toMatchObject([{ secondsLeft: 3_600, rateLimit: '4M/8M' }]);
    });

    it('leaves other sessions alone', async () => {
      for (const [index, attributes] of [
        [
          ['User-Name', 'ABCD2345'],
          ['Acct-Session-Id', '80100002'],
        ],
        [['Framed-IP-Address', '10.5.0.99']],
        [],
      ].entries()) {
        const [answer] = await send(
          signedRequest('Disconnect-Request', index, SECRET, attributes as never),
        );
        expect(causeOf(answer)).toBe('503');
      }
      expect(router.sessions).toHaveLength(1);
    });

    it('is silent when the secret is wrong or it does not listen, and may refuse', async () => {
      const wrong = signedRequest('Disconnect-Request', 1, 'wrong', SESSION);
      expect(await send(wrong, SILENCE_MS)).toEqual([null, null]);
      router.dynamicAuthorization = 'silent';
      const silent = signedRequest('Disconnect-Request', 2, SECRET, SESSION);
      expect(await send(silent, SILENCE_MS)).toEqual([null, null]);
      router.dynamicAuthorization = 'refused';
      const [answer] = await send(signedRequest('Disconnect-Request', 3, SECRET, SESSION));
      expect(causeOf(answer)).toBe('501');
      expect(router.sessions).toHaveLength(1);
    });
  });
});
