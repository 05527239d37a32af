import { sha256Hex } from '../common/crypto/hash.js';
import { malformedBody } from '../common/errors/api-error.js';
import { isDeeperThan } from '../common/json/depth.js';
import { idempotencyErrors } from './idempotency-errors.js';

/** 1 to 255 visible ASCII characters. Two headers arrive joined by ", ", which does not match. */
const KEY = /^[\x21-\x7e]{1,255}$/;

/** No valid request is nested deeper, and hashing a deeper one could overflow the stack. */
const MAX_DEPTH = 16;

/** A request with an idempotency key. */
export interface KeyedRequest {
  readonly userId: number;
  /** Digest of the key. */
  readonly keyHash: string;
  /** Digest of the method, path and body. */
  readonly fingerprint: string;
}

/** @throws ApiError 400 when the key or the body is malformed */
export function keyedRequest(
  header: string,
  userId: number,
  request: { readonly method: string; readonly path: string; readonly body: unknown },
): KeyedRequest {
  if (!KEY.test(header)) throw idempotencyErrors.malformed();
  if (isDeeperThan(request.body, MAX_DEPTH)) throw malformedBody();
  // Routing ignores case and a trailing slash too.
  const path = request.path.toLowerCase().replace(/\/+$/, '');
  const parts = [request.method, path, canonicalJson(request.body ?? {})];
  return { userId, keyHash: sha256Hex(header), fingerprint: sha256Hex(parts.join('\n')) };
}

/** JSON with sorted keys, so that the order of members makes no difference. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_name, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
