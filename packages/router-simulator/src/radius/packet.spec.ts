import { describe, expect, it } from '@jest/globals';
import { createHmac } from 'node:crypto';
import { encodeAttribute } from './attributes.js';
import {
  accessRequest,
  chapPassword,
  papPassword,
  readRequest,
  readResponse,
  responseTo,
  signedRequest,
} from './packet.js';

const SECRET = 'xyzzy5461';

describe('a packet', () => {
  it('hides a password as the example of RFC 2865 does', () => {
    // Section 7.1: the user nemo with the password arctangent.
    const authenticator = Buffer.from('0f403f9473978057bd83d5cb98f4227a', 'hex');
    const [[, hidden] = ['User-Password', '']] = papPassword('arctangent', SECRET, authenticator);
    expect((hidden as Buffer).toString('hex')).toBe('0dbe708d93d413ce3196e43f782a0aee');
  });

  it('hides a password that is longer than a block, and an empty one', () => {
    const authenticator = Buffer.alloc(16, 7);
    const lengthOf = (password: string): number =>
      papPassword(password, SECRET, authenticator).map(encodeAttribute)[0]?.length ?? 0;
    expect([lengthOf(''), lengthOf('a'.repeat(16)), lengthOf('a'.repeat(17))]).toEqual([
      18, 18, 34,
    ]);
  });

  it('has a challenge of its own for each password by CHAP', () => {
    const names = chapPassword('secret').map(([name]) => name);
    expect(names).toEqual(['CHAP-Password', 'CHAP-Challenge']);
    expect(chapPassword('secret')).not.toEqual(chapPassword('secret'));
  });

  it('begins with a Message-Authenticator when it asks for access', () => {
    const packet = accessRequest(9, SECRET, () => [['User-Name', 'nemo']]);
    expect(packet[20]).toBe(80);
    const unsigned = Buffer.from(packet).fill(0, 22, 38);
    const expected = createHmac('md5', SECRET).update(unsigned).digest('hex');
    expect(packet.toString('hex', 22, 38)).toBe(expected);
  });

  it('is read with its attributes, also those of MikroTik and unknown ones', () => {
    const request = signedRequest('CoA-Request', 3, SECRET, [
      ['User-Name', 'nemo'],
      ['Framed-IP-Address', '10.5.50.7'],
      ['Session-Timeout', 3_600],
      ['Mikrotik-Rate-Limit', '2M/5M'],
      ['CHAP-Challenge', Buffer.from('00ff', 'hex')],
    ]);
    const read = readRequest(request, SECRET);
    expect(read?.attributes.map(({ name, value }) => [name, value])).toEqual([
      ['User-Name', 'nemo'],
      ['Framed-IP-Address', '10.5.50.7'],
      ['Session-Timeout', '3600'],
      ['Mikrotik-Rate-Limit', '2M/5M'],
      ['CHAP-Challenge', '00ff'],
    ]);
  });

  it('is nothing without the right secret, id, length or attributes', () => {
    const request = signedRequest('Disconnect-Request', 3, SECRET, [['User-Name', 'nemo']]);
    const response = responseTo(request, 'Disconnect-NAK', SECRET, [['Error-Cause', 503]]);
    expect(readResponse(response, request, SECRET)).toMatchObject({ code: 'Disconnect-NAK' });
    const withOctet = (packet: Buffer, at: number, octet: number): Buffer => {
      const changed = Buffer.from(packet);
      changed[at] = octet;
      return changed;
    };
    for (const bad of [
      withOctet(response, 1, 4),
      withOctet(response, 3, 255),
      withOctet(response, 19, (response[19] ?? 0) ^ 1),
      withOctet(response, 21, 1),
      response.subarray(0, 19),
      Buffer.alloc(0),
    ]) {
      expect(readResponse(bad, request, SECRET)).toBeNull();
    }
    expect(readResponse(response, request, 'another')).toBeNull();
    expect(readRequest(request, 'another')).toBeNull();
  });

  it('is nothing when its Message-Authenticator is wrong', () => {
    const request = signedRequest('Disconnect-Request', 3, SECRET, [
      ['Message-Authenticator', Buffer.alloc(16)],
    ]);
    expect(readRequest(request, SECRET)).toBeNull();
  });

  it('takes no value that is too long', () => {
    expect(() => encodeAttribute(['User-Name', 'x'.repeat(254)])).toThrow(RangeError);
  });
});
