const BYTES = 16;

/**
 * A new Idempotency-Key. `crypto.randomUUID` is missing on pages that came by plain http, such as in
 * a local network.
 */
export const newRequestKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(BYTES)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
