import { describe, expect, it } from '@jest/globals';
import { Secret } from '../../common/crypto/secret.js';
import { encodeRequest, readAnswer, type RouterSession } from './radius-packet.js';

// The packets below were computed by another program, with Python's hashlib and hmac.
const SECRET = new Secret('0123456789abcdef0123456789abcdef');
const SESSION: RouterSession = {
  username: 'K7P2M9QX',
  ipAddress: '10.5.50.20',
  acctSessionId: '80100001',
  macAddress: 'AA:BB:CC:00:11:22',
};
const LIMITS = { seconds: 5400, uploadMbps: 2, downloadMbps: 5, octetsLeft: 5_000_000_000n };

const SESSION_HEX =
  '010a4b3750324d39515808060a0532141f1341413a42423a43433a30303a31313a32322c0a3830313030303031';
const DISCONNECT_HEX = `28070053e33f4666bc23041e71f319083ab19c4d5012cec94d931eb675c92e4dc4a5a1d7a06e${SESSION_HEX}`;
const COA_HEX =
  `2bff007ebda0ddac375a6b2350c809fb1d303998501248ba5edf61af5ef5a4d3d5803f1fabe9${SESSION_HEX}` +
  '1b06000015181a0d00003a8c0807324d2f354d1a0c00003a8c11062a05f2001a0c00003a8c120600000001';
const WITHOUT_ADDRESS_HEX =
  '2800004d884d7dddb74a75b34a076d511bc3d9ab5012f908cd19f039cc275cd817d499425bf8' +
  '010a4b3750324d3951581f1341413a42423a43433a30303a31313a32322c0a3830313030303031';

describe('a request to a router', () => {
  it('is a Disconnect-Request without limits', () => {
    const packet = encodeRequest({ session: SESSION, limits: null }, 7, SECRET);
    expect(packet.toString('hex')).toBe(DISCONNECT_HEX);
  });

  it('is a CoA-Request with limits, and has caps over 4 GB', () => {
    const packet = encodeRequest({ session: SESSION, limits: LIMITS }, 255, SECRET);
    expect(packet.toString('hex')).toBe(COA_HEX);
  });

  it('has no Framed-IP-Address when the router sent none', () => {
    const session = { ...SESSION, ipAddress: null };
    const packet = encodeRequest({ session, limits: null }, 0, SECRET);
    expect(packet.toString('hex')).toBe(WITHOUT_ADDRESS_HEX);
  });

  it('has no limit of the data without a cap', () => {
    const limits = { ...LIMITS, octetsLeft: null };
    const packet = encodeRequest({ session: SESSION, limits }, 255, SECRET);
    expect(packet.toString('hex').slice(40 + 36)).toBe(
      `${SESSION_HEX}1b06000015181a0d00003a8c0807324d2f354d`,
    );
  });

  it('is refused when a name does not fit', () => {
    const session = { ...SESSION, username: 'é'.repeat(127) };
    expect(() => encodeRequest({ session, limits: null }, 7, SECRET)).toThrow(RangeError);
  });
});

const hex = (text: string): Buffer => Buffer.from(text, 'hex');
const ACK = '2907001484e74ed8cf79785f27f52cd58c690de6';
const NAK = '2a07001ab19cfb11d3edd9707e16b13a092e943c6506000001f7';
const COA_ACK = '2cff00262b4de3a7ca48df2c5dd256cda86724555012b325bd5ce946bdf263c01d425679561e';
const COA_NAK =
  '2dff002c15861b1abfbecce6617f9104c6437e2c501237c81956150b0a0a3830e0dd1601a84b650600000194';
// These are signed with the secret, and malformed.
const WRONGLY_SEALED =
  '290700268b8164d2f5c2a286271fb9997e0a2959501211111111111111111111111111111111';
const SHORTLY_SEALED = '2907001efb605f936e043f585898837ac1f5e9e4500a1111111111111111';
const WITHOUT_LENGTH = '29070018e73787db50fef3f5b41623dc8485881465010000';
const TOO_LONG = '290700181e335a268d80b1163e25c1c7f6c6ee6465090000';

const changed = (text: string, at: number): Buffer => {
  const packet = hex(text);
  packet[at] = (packet[at] ?? 0) ^ 1;
  return packet;
};

describe('the answer of a router', () => {
  it.each([
    ['an ACK', ACK, DISCONNECT_HEX, { isAccepted: true, errorCause: null }],
    ['a NAK with its cause', NAK, DISCONNECT_HEX, { isAccepted: false, errorCause: 503 }],
    ['a signed ACK', COA_ACK, COA_HEX, { isAccepted: true, errorCause: null }],
    ['a signed NAK', COA_NAK, COA_HEX, { isAccepted: false, errorCause: 404 }],
  ])('is read: %s', (_, answer, request, expected) => {
    expect(readAnswer(hex(answer), hex(request), SECRET)).toEqual(expected);
  });

  it('may be followed by octets that do not belong to it', () => {
    expect(readAnswer(hex(`${ACK}0000`), hex(DISCONNECT_HEX), SECRET)).not.toBeNull();
  });

  it.each([
    ['of another request', changed(ACK, 1), DISCONNECT_HEX],
    ['of another code', changed(ACK, 0), DISCONNECT_HEX],
    ['to a request of another kind', hex(ACK), COA_HEX],
    ['with another signature', changed(ACK, 4), DISCONNECT_HEX],
    ['with another cause than was signed', changed(NAK, 25), DISCONNECT_HEX],
    ['cut off', hex(NAK.slice(0, -2)), DISCONNECT_HEX],
    ['shorter than a packet', hex('2907'), DISCONNECT_HEX],
    ['shorter than it says', hex(`29070013${ACK.slice(8)}`), DISCONNECT_HEX],
    ['empty', Buffer.alloc(0), DISCONNECT_HEX],
    ['with a wrong Message-Authenticator', hex(WRONGLY_SEALED), DISCONNECT_HEX],
    ['with a short Message-Authenticator', hex(SHORTLY_SEALED), DISCONNECT_HEX],
    ['with an attribute of no length', hex(WITHOUT_LENGTH), DISCONNECT_HEX],
    ['with an attribute that ends outside', hex(TOO_LONG), DISCONNECT_HEX],
  ])('does not count when it is %s', (_, answer, request) => {
    expect(readAnswer(answer, hex(request), SECRET)).toBeNull();
  });

  it('does not count when it is signed with another secret', () => {
    expect(readAnswer(hex(ACK), hex(DISCONNECT_HEX), new Secret('other'))).toBeNull();
  });
});
