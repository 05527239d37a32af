/** Larger than the server stores, and small enough to be sent. */
const SIDE = 192;
/** The longest text that the server takes is 100,000. */
const MOST = 95_000;

/**
 * Makes an upload of a picture: smaller, as a data URL.
 * @returns null when the browser cannot read it
 */
export async function readLogo(file: File): Promise<string | null> {
  const bitmap = await createImageBitmap(file).catch(() => null);
  if (!bitmap) return null;
  const scale = Math.min(1, SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  const png = canvas.toDataURL('image/png');
  return png.length <= MOST ? png : canvas.toDataURL('image/jpeg', 0.9);
}
