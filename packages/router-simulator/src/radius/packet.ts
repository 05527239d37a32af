import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import {
  type Attribute,
  decodeAttributes,
  encodeAttribute,
  type ReceivedAttribute,
} from './attributes.js';

/** The codes of packets (RFC 2865, 2866 and 5176). */
export const CODES = {
  'Access-Request': 1,
  'Access-Accept': 2,
  'Access-Reject': 3,
  'Accounting-Request': 4,
  'Accounting-Response': 5,
  'Disconnect-Request': 40,
  'Disconnect-ACK': 41,
  'Disconnect-NAK': 42,
  'CoA-Request': 43,
  'CoA-ACK': 44,
  'CoA-NAK': 45,
} as const;

/** What kind of packet it is. */
export type PacketCode = keyof typeof CODES;

const CODE_NAMES = new Map(
  Object.entries(CODES).map(([name, code]) => [code as number, name as PacketCode]),
);
const HEADER = 20;
const NO_AUTHENTICATOR = Buffer.alloc(16);
const SIGNATURE: Attribute = ['Message-Authenticator', NO_AUTHENTICATOR];

/** A packet whose authenticators are right. */
export interface ReceivedPacket {
  readonly code: PacketCode;
  readonly id: number;
  readonly attributes: readonly ReceivedAttribute[];
}

/** An Access-Request, with its Message-Authenticator first. The password depends on the authenticator. */
export function accessRequest(
  id: number,
  secret: string,
  attributesFor: (authenticator: Buffer) => readonly Attribute[],
): Buffer {
  const authenticator = randomBytes(16);
  const attributes = [SIGNATURE, ...attributesFor(authenticator)];
  const packet = packetOf('Access-Request', id, authenticator, attributes);
  hmac(secret, packet).copy(packet, HEADER + 2);
  return packet;
}

/** A request that the secret signs as a whole: accounting, Disconnect or CoA. */
export function signedRequest(
  code: 'Accounting-Request' | 'Disconnect-Request' | 'CoA-Request',
  id: number,
  secret: string,
  attributes: readonly Attribute[],
): Buffer {
  const packet = packetOf(code, id, NO_AUTHENTICATOR, attributes);
  md5(packet, Buffer.from(secret)).copy(packet, 4);
  return packet;
}

/** The response to a request, signed with the secret. */
export function responseTo(
  request: Buffer,
  code: PacketCode,
  secret: string,
  attributes: readonly Attribute[],
): Buffer {
  const packet = packetOf(code, request[1] ?? 0, request.subarray(4, HEADER), attributes);
  md5(packet, Buffer.from(secret)).copy(packet, 4);
  return packet;
}

/** Reads a response; null when it does not belong to the request or is not signed with the secret. */
export function readResponse(
  message: Buffer,
  request: Buffer,
  secret: string,
): ReceivedPacket | null {
  const packet = whole(message);
  if (packet === null || packet[1] !== request[1]) return null;
  return readSigned(packet, request.subarray(4, HEADER), secret);
}

/** Reads a Disconnect-Request or CoA-Request; null when it is not signed with the secret. */
export function readRequest(message: Buffer, secret: string): ReceivedPacket | null {
  const packet = whole(message);
  return packet === null ? null : readSigned(packet, NO_AUTHENTICATOR, secret);
}

/** The password of an Access-Request by PAP (RFC 2865, 5.2). */
export function papPassword(
  password: string | Buffer,
  secret: string,
  authenticator: Buffer,
): Attribute[] {
  const plain = Buffer.from(password);
  const hidden = Buffer.alloc(Math.max(16, Math.ceil(plain.length / 16) * 16));
  plain.copy(hidden);
  let previous = authenticator;
  for (let at = 0; at < hidden.length; at += 16) {
    const key = md5(Buffer.from(secret), previous);
    for (let octet = 0; octet < 16; octet += 1) {
      hidden[at + octet] = (hidden[at + octet] ?? 0) ^ (key[octet] ?? 0);
    }
    previous = hidden.subarray(at, at + 16);
  }
  return [['User-Password', hidden]];
}

/** The password of an Access-Request by CHAP (RFC 2865, 5.3), with a new challenge. */
export function chapPassword(password: string | Buffer): Attribute[] {
  const id = randomBytes(1);
  const challenge = randomBytes(16);
  const response = md5(id, Buffer.from(password), challenge);
  return [
    ['CHAP-Password', Buffer.concat([id, response])],
    ['CHAP-Challenge', challenge],
  ];
}

function packetOf(
  code: PacketCode,
  id: number,
  authenticator: Buffer,
  attributes: readonly Attribute[],
): Buffer {
  const body = Buffer.concat(attributes.map(encodeAttribute));
  const head = Buffer.from([CODES[code], id, 0, 0]);
  head.writeUInt16BE(HEADER + body.length, 2);
  return Buffer.concat([head, authenticator, body]);
}

/** The packet in a datagram, without what follows it; null when it is too short. */
function whole(message: Buffer): Buffer | null {
  if (message.length < HEADER) return null;
  const length = message.readUInt16BE(2);
  return length < HEADER || length > message.length ? null : message.subarray(0, length);
}

function readSigned(packet: Buffer, authenticator: Buffer, secret: string): ReceivedPacket | null {
  const code = CODE_NAMES.get(packet[0] ?? 0);
  const attributes = decodeAttributes(packet, HEADER);
  if (code === undefined || attributes === null) return null;
  const signed = Buffer.from(packet);
  authenticator.copy(signed, 4);
  if (!timingSafeEqual(md5(signed, Buffer.from(secret)), packet.subarray(4, HEADER))) return null;
  for (const { name, contentAt } of attributes) {
    if (name !== 'Message-Authenticator') continue;
    const unsigned = Buffer.from(signed);
    unsigned.fill(0, contentAt, contentAt + 16);
    const expected = hmac(secret, unsigned);
    if (!expected.equals(packet.subarray(contentAt, contentAt + 16))) return null;
  }
  return { code, id: packet[1] ?? 0, attributes };
}

const md5 = (...parts: readonly Buffer[]): Buffer =>
  createHash('md5').update(Buffer.concat(parts)).digest();
const hmac = (secret: string, packet: Buffer): Buffer =>
  createHmac('md5', secret).update(packet).digest();
