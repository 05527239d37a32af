const BYTES = 32;

/**
 * Whether a text is a public key of WireGuard: 32 bytes in base64, in the one spelling that
 * `wg pubkey` prints. Zeros are what `wg` shows for no key.
 */
export function isWireguardKey(text: string): boolean {
  const bytes = Buffer.from(text, 'base64');
  return (
    bytes.length === BYTES && bytes.toString('base64') === text && bytes.some((byte) => byte !== 0)
  );
}
