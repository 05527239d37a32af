/** An attribute of a packet with its value. Octets are text in hexadecimal digits. */
export type AttributeValue = string | number | Buffer;

interface AttributeKind {
  readonly number: number;
  /** The vendor of a vendor-specific attribute. */
  readonly vendor?: number;
  readonly type: 'text' | 'integer' | 'address' | 'octets';
}

const VENDOR_SPECIFIC = 26;
const MIKROTIK = 14988;

/** The attributes that a hotspot router sends and understands (RFC 2865, 2866, 2869 and 5176). */
const KINDS = {
  'User-Name': { number: 1, type: 'text' },
  'User-Password': { number: 2, type: 'octets' },
  'CHAP-Password': { number: 3, type: 'octets' },
  'NAS-IP-Address': { number: 4, type: 'address' },
  'Service-Type': { number: 6, type: 'integer' },
  'Framed-IP-Address': { number: 8, type: 'address' },
  'Reply-Message': { number: 18, type: 'text' },
  Class: { number: 25, type: 'text' },
  'Session-Timeout': { number: 27, type: 'integer' },
  'Idle-Timeout': { number: 28, type: 'integer' },
  'Called-Station-Id': { number: 30, type: 'text' },
  'Calling-Station-Id': { number: 31, type: 'text' },
  'NAS-Identifier': { number: 32, type: 'text' },
  'Acct-Status-Type': { number: 40, type: 'integer' },
  'Acct-Delay-Time': { number: 41, type: 'integer' },
  'Acct-Input-Octets': { number: 42, type: 'integer' },
  'Acct-Output-Octets': { number: 43, type: 'integer' },
  'Acct-Session-Id': { number: 44, type: 'text' },
  'Acct-Session-Time': { number: 46, type: 'integer' },
  'Acct-Terminate-Cause': { number: 49, type: 'integer' },
  'Acct-Input-Gigawords': { number: 52, type: 'integer' },
  'Acct-Output-Gigawords': { number: 53, type: 'integer' },
  'CHAP-Challenge': { number: 60, type: 'octets' },
  'NAS-Port-Type': { number: 61, type: 'integer' },
  'Port-Limit': { number: 62, type: 'integer' },
  'Message-Authenticator': { number: 80, type: 'octets' },
  'Acct-Interim-Interval': { number: 85, type: 'integer' },
  'Error-Cause': { number: 101, type: 'integer' },
  'Mikrotik-Rate-Limit': { number: 8, vendor: MIKROTIK, type: 'text' },
  'Mikrotik-Total-Limit': { number: 17, vendor: MIKROTIK, type: 'integer' },
  'Mikrotik-Total-Limit-Gigawords': { number: 18, vendor: MIKROTIK, type: 'integer' },
} as const satisfies Readonly<Record<string, AttributeKind>>;

/** The name of an attribute. */
export type AttributeName = keyof typeof KINDS;

/** An attribute to send. */
export type Attribute = readonly [name: AttributeName, value: AttributeValue];

const NAMES = new Map(
  Object.entries<AttributeKind>(KINDS).map(([name, { number, vendor }]) => [
    keyOf(number, vendor),
    name as AttributeName,
  ]),
);

/** One attribute of a packet that was received. */
export interface ReceivedAttribute {
  /** Its name, or its number (after the vendor's, for a vendor-specific one). */
  readonly name: string;
  readonly value: string;
  /** Where its content begins in the packet. */
  readonly contentAt: number;
}

/** @throws RangeError when the value is longer than an attribute can be */
export function encodeAttribute([name, value]: Attribute): Buffer {
  const kind: AttributeKind = KINDS[name];
  const content = contentOf(kind, value);
  const { vendor } = kind;
  if (vendor === undefined) return typeLengthValue(kind.number, content);
  const inner = typeLengthValue(kind.number, content);
  return typeLengthValue(VENDOR_SPECIFIC, Buffer.concat([integer(vendor), inner]));
}

/** Reads the attributes of a packet; null when they are malformed. */
export function decodeAttributes(packet: Buffer, from: number): ReceivedAttribute[] | null {
  const found: ReceivedAttribute[] = [];
  for (let at = from; at < packet.length;) {
    const length = packet[at + 1] ?? 0;
    if (length < 2 || at + length > packet.length) return null;
    found.push(read(packet.subarray(at, at + length), at));
    at += length;
  }
  return found;
}

function read(bytes: Buffer, at: number): ReceivedAttribute {
  const number = bytes[0] ?? 0;
  const isVendor = number === VENDOR_SPECIFIC && bytes.length >= 8;
  const key = isVendor ? keyOf(bytes[6] ?? 0, bytes.readUInt32BE(2)) : keyOf(number);
  const name = NAMES.get(key);
  const skipped = isVendor ? 8 : 2;
  const content = bytes.subarray(skipped);
  return {
    name: name ?? key,
    value: textOf(name === undefined ? 'octets' : KINDS[name].type, content),
    contentAt: at + skipped,
  };
}

function textOf(type: AttributeKind['type'], content: Buffer): string {
  if (type === 'text') return content.toString();
  if (content.length !== 4 || type === 'octets') return content.toString('hex');
  return type === 'address' ? content.join('.') : String(content.readUInt32BE());
}

function contentOf({ type }: AttributeKind, value: AttributeValue): Buffer {
  if (Buffer.isBuffer(value)) return value;
  if (typeof value === 'number') return integer(value);
  return type === 'address' ? Buffer.from(value.split('.').map(Number)) : Buffer.from(value);
}

function typeLengthValue(type: number, content: Buffer): Buffer {
  if (content.length > 253) throw new RangeError('An attribute has 253 octets at most.');
  return Buffer.concat([Buffer.from([type, content.length + 2]), content]);
}

function integer(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function keyOf(number: number, vendor?: number): string {
  return vendor === undefined ? String(number) : `${vendor}:${number}`;
}
