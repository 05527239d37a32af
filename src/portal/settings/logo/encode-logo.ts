import jpeg from 'jpeg-js';
import UPNG from 'upng-js';
import { isOpaque, type Pixels } from './pixels.js';

/** The longest side of a logo, in pixels. */
export const LOGO_SIDE = 96;
/** The most bytes of the file of a logo: it is in each page. */
export const MAX_LOGO_BYTES = 3_072;

/** Numbers of colours that look like the original, and those that still do for a simple logo. */
const MANY_COLORS = [256, 128, 64];
const FEW_COLORS = [32, 16, 8, 4, 2];
const JPEG_QUALITIES = [85, 70, 55, 40, 25];

/**
 * Encodes a small image as a data URL of at most {@link MAX_LOGO_BYTES}, without anything but its
 * pixels: as PNG with as many colours as there is room for, or as JPEG where a photo needs more.
 */
export function encodeLogo(image: Pixels): string {
  const candidates = [
    ...MANY_COLORS.map((colors) => () => pngOf(image, colors)),
    ...(isOpaque(image) ? JPEG_QUALITIES.map((quality) => () => jpegOf(image, quality)) : []),
    ...FEW_COLORS.map((colors) => () => pngOf(image, colors)),
  ];
  for (const encode of candidates) {
    const { type, file } = encode();
    if (file.length <= MAX_LOGO_BYTES)
      return `data:image/${type};base64,${file.toString('base64')}`;
  }
  throw new Error('A logo of two colours does not fit');
}

interface Encoded {
  readonly type: 'png' | 'jpeg';
  readonly file: Buffer;
}

function pngOf({ width, height, data }: Pixels, colors: number): Encoded {
  const pixels = new Uint8Array(data).buffer;
  return { type: 'png', file: Buffer.from(UPNG.encode([pixels], width, height, colors)) };
}

function jpegOf({ width, height, data }: Pixels, quality: number): Encoded {
  const { data: file } = jpeg.encode({ width, height, data: Buffer.from(data) }, quality);
  return { type: 'jpeg', file: Buffer.from(file) };
}
