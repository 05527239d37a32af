import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { type Secret } from '../../common/crypto/secret.js';

/** The limits of a session from now on. */
export interface SessionLimits {
  /** Until the end of the whole chain. */
  readonly seconds: number;
  readonly uploadMbps: number;
  readonly downloadMbps: number;
  /** What is left of the data cap; null without one. */
  readonly octetsLeft: bigint | null;
}

/** A session as its router knows it. */
export interface RouterSession {
  readonly username: string;
  /** An IPv4 address; null when the router sent none. */
  readonly ipAddress: string | null;
  readonly acctSessionId: string;
  readonly macAddress: string;
}

/** A Disconnect-Request, or with limits a CoA-Request (RFC 5176). */
export interface RouterRequest {
  readonly session: RouterSession;
  /** Null ends the session. */
  readonly limits: SessionLimits | null;
}

/** What the router answered. */
export interface RouterAnswer {
  /** ACK or NAK. */
  readonly isAccepted: boolean;
  /** Error-Cause of a NAK, such as 503: the router has no such session. */
  readonly errorCause: number | null;
}

const DISCONNECT_REQUEST = 40;
const COA_REQUEST = 43;
const HEADER_LENGTH = 20;
/** The Message-Authenticator is the first attribute, so its value starts after its own two octets. */
const MESSAGE_AUTHENTICATOR_AT = HEADER_LENGTH + 2;
const MAX_VALUE_LENGTH = 253;
const MIKROTIK = 14988;
const TWO_TO_32 = 1n << 32n;

/** Numbers of the attributes (RFC 2865, RFC 2866, RFC 2869, RFC 5176). */
const TYPE = {
  userName: 1,
  framedIpAddress: 8,
  vendorSpecific: 26,
  sessionTimeout: 27,
  callingStationId: 31,
  acctSessionId: 44,
  messageAuthenticator: 80,
  errorCause: 101,
} as const;
/** Numbers of MikroTik's attributes. */
const MIKROTIK_TYPE = { rateLimit: 8, totalLimit: 17, totalLimitGigawords: 18 } as const;

/**
 * Encodes a request. The Message-Authenticator is computed first, with the authenticator of the
 * packet still zero, and then that one over the whole packet.
 *
 * @param id from 0 to 255
 * @throws RangeError when a value does not fit into an attribute
 */
export function encodeRequest(
  { session, limits }: RouterRequest,
  id: number,
  secret: Secret,
): Buffer {
  const attributes = Buffer.concat([
    attribute(TYPE.messageAuthenticator, Buffer.alloc(16)),
    attribute(TYPE.userName, Buffer.from(session.username)),
    ...(session.ipAddress === null
      ? []
      : [attribute(TYPE.framedIpAddress, ipv4(session.ipAddress))]),
    attribute(TYPE.callingStationId, Buffer.from(session.macAddress)),
    attribute(TYPE.acctSessionId, Buffer.from(session.acctSessionId)),
    ...(limits ? attributesOf(limits) : []),
  ]);
  const packet = Buffer.concat([Buffer.alloc(HEADER_LENGTH), attributes]);
  packet.writeUInt8(limits ? COA_REQUEST : DISCONNECT_REQUEST, 0);
  packet.writeUInt8(id, 1);
  packet.writeUInt16BE(packet.length, 2);
  messageAuthenticator(packet, secret).copy(packet, MESSAGE_AUTHENTICATOR_AT);
  md5(packet, secret).copy(packet, 4);
  return packet;
}

/** Reads the answer to a request. Null when it is none, or not from someone who has the secret. */
export function readAnswer(message: Buffer, request: Buffer, secret: Secret): RouterAnswer | null {
  if (message.length < HEADER_LENGTH || message[1] !== request[1]) return null;
  const length = message.readUInt16BE(2);
  if (length < HEADER_LENGTH || length > message.length) return null;
  const code = message.readUInt8(0) - request.readUInt8(0);
  if (code !== 1 && code !== 2) return null;

  // An answer is signed with the authenticator of its request in the place of its own.
  const answer = Buffer.from(message.subarray(0, length));
  const signature = Buffer.from(answer.subarray(4, HEADER_LENGTH));
  request.copy(answer, 4, 4, HEADER_LENGTH);
  if (!timingSafeEqual(md5(answer, secret), signature)) return null;

  const attributes = readAttributes(answer);
  if (!attributes) return null;
  const sealed = attributes.get(TYPE.messageAuthenticator);
  if (sealed) {
    const given = Buffer.from(sealed);
    sealed.fill(0);
    const expected = messageAuthenticator(answer, secret);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  }
  const cause = attributes.get(TYPE.errorCause);
  return {
    isAccepted: code === 1,
    errorCause: cause?.length === 4 ? cause.readUInt32BE() : null,
  };
}

/** The attributes of a packet by number, as parts of it; null when they are malformed. */
function readAttributes(packet: Buffer): Map<number, Buffer> | null {
  const found = new Map<number, Buffer>();
  let at = HEADER_LENGTH;
  while (at < packet.length) {
    const length = packet[at + 1] ?? 0;
    if (length < 2 || at + length > packet.length) return null;
    found.set(packet.readUInt8(at), packet.subarray(at + 2, at + length));
    at += length;
  }
  return found;
}

function attributesOf({ seconds, uploadMbps, downloadMbps, octetsLeft }: SessionLimits): Buffer[] {
  return [
    attribute(TYPE.sessionTimeout, integer(seconds)),
    // Upload first: MikroTik counts from the router's side.
    mikrotik(MIKROTIK_TYPE.rateLimit, Buffer.from(`${uploadMbps}M/${downloadMbps}M`)),
    ...(octetsLeft === null
      ? []
      : [
          mikrotik(MIKROTIK_TYPE.totalLimit, integer(Number(octetsLeft % TWO_TO_32))),
          mikrotik(MIKROTIK_TYPE.totalLimitGigawords, integer(Number(octetsLeft / TWO_TO_32))),
        ]),
  ];
}

function attribute(type: number, value: Buffer): Buffer {
  if (value.length > MAX_VALUE_LENGTH) throw new RangeError(`Attribute ${type} is too long`);
  return Buffer.concat([Buffer.from([type, value.length + 2]), value]);
}

const mikrotik = (type: number, value: Buffer): Buffer =>
  attribute(TYPE.vendorSpecific, Buffer.concat([integer(MIKROTIK), attribute(type, value)]));

function integer(value: number): Buffer {
  const octets = Buffer.alloc(4);
  octets.writeUInt32BE(value);
  return octets;
}

const ipv4 = (address: string): Buffer => Buffer.from(address.split('.').map(Number));

const md5 = (packet: Buffer, secret: Secret): Buffer =>
  createHash('md5').update(packet).update(secret.reveal()).digest();

const messageAuthenticator = (packet: Buffer, secret: Secret): Buffer =>
  createHmac('md5', secret.reveal()).update(packet).digest();
