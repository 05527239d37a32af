import { generateKeyPairSync, sign } from 'node:crypto';

/** A self-signed X.509 certificate and its key, in PEM. */
export interface SelfSigned {
  readonly cert: string;
  readonly key: string;
}

/** Tags of DER, the encoding of X.509. */
const TAG = { integer: 0x02, bits: 0x03, oid: 0x06, text: 0x0c, time: 0x17, list: 0x30, set: 0x31 };
const ECDSA_WITH_SHA256 = '2a8648ce3d040302';
const COMMON_NAME = '550403';

/**
 * Creates a self-signed certificate for `localhost`, valid until 2049. It is the smallest one that
 * a TLS server accepts, so that tests need neither a key in the repository nor a program to create
 * one.
 */
export function selfSigned(): SelfSigned {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const algorithm = der(TAG.list, der(TAG.oid, Buffer.from(ECDSA_WITH_SHA256, 'hex')));
  const name = der(
    TAG.list,
    der(
      TAG.set,
      der(
        TAG.list,
        der(TAG.oid, Buffer.from(COMMON_NAME, 'hex')),
        der(TAG.text, Buffer.from('localhost')),
      ),
    ),
  );
  const validity = der(
    TAG.list,
    der(TAG.time, Buffer.from('200101000000Z')),
    der(TAG.time, Buffer.from('491231235959Z')),
  );
  const content = der(
    TAG.list,
    der(TAG.integer, Buffer.from([1])),
    algorithm,
    name,
    validity,
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = der(TAG.bits, Buffer.from([0]), sign('sha256', content, privateKey));
  const certificate = der(TAG.list, content, algorithm, signature).toString('base64');
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${certificate}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

/** A DER value: tag, length, content. */
function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  return Buffer.concat([Buffer.from([tag, ...lengthBytes(length)]), content]);
}

/** The shortest form, which browsers insist on. */
function lengthBytes(length: number): readonly number[] {
  if (length < 0x80) return [length];
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
}
