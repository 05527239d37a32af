import { sha256Hex } from '../common/crypto/hash.js';
import { malformedBody } from '../common/errors/api-error.js';
import { isDeeperThan } from '../common/json/depth.js';
import { idempotencyErrors } from './idempotency-errors.js';

/** 1 to 255 visible ASCII characters: two headers at once, which arrive joined by ", ", are none. */
const KEY = /^[\x21-\x7e]{1,255}$/;

/** No request of ours is nested deeper; making a digest of one that is could exhaust the stack. */
const MAX_DEPTH = 16;

/** A request that must not be carried out twice. */
export interface KeyedRequest {
  readonly userId: number;
  /** Digest of the key. */
  readonly keyHash: string;
  /** Digest of all that makes it this request and no other. */
  readonly fingerprint: string;
}

/** @throws ApiError 400 when the header is no key, or the body no request */
export function keyedRequest(
  header: string,
  userId: number,
  request: { readonly method: string; readonly path: string; readonly body: unknown },
): KeyedRequest {
  if (!KEY.test(header)) throw idempotencyErrors.malformed();
  if (isDeeperThan(request.body, MAX_DEPTH)) throw malformedBody();
  // Paths are matched so as well: in any case, with or without a trailing slash.
  const path = request.path.toLowerCase().replace(/\/+$/, '');
  const parts = [request.method, path, canonicalJson(request.body ?? {})];
  return { userId, keyHash: sha256Hex(header), fingerprint: sha256Hex(parts.join('\n')) };
}

/** JSON in which the order of an object's members makes no difference. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_name, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
