import decodeWithWebp, { init as newWebpDecoder } from '@jsquash/webp/decode.js';
import jpeg from 'jpeg-js';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { PNG } from 'pngjs';
import { type Pixels } from './pixels.js';

/** The longest side of an uploaded image, in pixels: 6 MB when it is decoded. */
export const MAX_SIDE = 1_200;

const MAX_MEGAPIXELS = (MAX_SIDE * MAX_SIDE) / 1e6;
/** What decoding a JPEG file of that size needs, progressive ones included. */
const MAX_JPEG_MEMORY_MB = 64;

/** Why an image is refused. */
export type ImageFault = 'format' | 'size' | 'content';

/**
 * Decodes a PNG, JPEG or WebP file, and nothing else. How large the image is is read first, so that a
 * small file cannot decode to gigabytes.
 * @returns its pixels, or why there are none
 */
export async function readImage(file: Buffer): Promise<Pixels | ImageFault> {
  const read = READERS.find(({ matches }) => matches(file));
  if (!read) return 'format';
  try {
    return await read.decode(file);
  } catch {
    return 'content';
  }
}

interface Reader {
  readonly matches: (file: Buffer) => boolean;
  readonly decode: (file: Buffer) => Promise<Pixels | ImageFault> | Pixels | ImageFault;
}

const beginsWith =
  (bytes: string, at = 0) =>
  (file: Buffer): boolean =>
    file.subarray(at, at + bytes.length).equals(Buffer.from(bytes, 'latin1'));

const isTooLarge = (width: number, height: number): boolean =>
  width < 1 || height < 1 || width > MAX_SIDE || height > MAX_SIDE;

const READERS: readonly Reader[] = [
  { matches: beginsWith('\x89PNG\r\n\x1a\n\0\0\0\rIHDR'), decode: decodePng },
  { matches: beginsWith('\xff\xd8\xff'), decode: decodeJpeg },
  {
    matches: (file) => beginsWith('RIFF')(file) && beginsWith('WEBP', 8)(file),
    decode: decodeWebp,
  },
];

function decodePng(file: Buffer): Pixels | ImageFault {
  // The decoder takes no more data than this size says.
  if (isTooLarge(file.readUInt32BE(16), file.readUInt32BE(20))) return 'size';
  const { width, height, data } = PNG.sync.read(file);
  return { width, height, data };
}

function decodeJpeg(file: Buffer): Pixels | ImageFault {
  try {
    const image = jpeg.decode(file, {
      useTArray: true,
      formatAsRGBA: true,
      tolerantDecoding: true,
      maxResolutionInMP: MAX_MEGAPIXELS,
      maxMemoryUsageInMB: MAX_JPEG_MEMORY_MB,
    });
    return isTooLarge(image.width, image.height) ? 'size' : image;
  } catch (error) {
    return /maxResolution|maxMemory/.test(String(error)) ? 'size' : 'content';
  }
}

async function decodeWebp(file: Buffer): Promise<Pixels | ImageFault> {
  const size = webpSize(file);
  if (!size) return 'content';
  if (isTooLarge(size.width, size.height)) return 'size';
  // A new decoder each time: one that has failed keeps its memory.
  await newWebpDecoder(webpDecoder());
  const image: unknown = await decodeWithWebp(new Uint8Array(file).buffer);
  return image as Pixels;
}

/**
 * The size in the first chunk, which is one of three kinds. The decoder refuses a file whose image has
 * another size than that.
 */
function webpSize(file: Buffer): { readonly width: number; readonly height: number } | null {
  const kind = file.subarray(12, 16).toString('latin1');
  if (kind === 'VP8X') {
    return { width: file.readUIntLE(24, 3) + 1, height: file.readUIntLE(27, 3) + 1 };
  }
  if (kind === 'VP8L') {
    const bits = file.readUInt32LE(21);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  if (kind === 'VP8 ') {
    return { width: file.readUInt16LE(26) & 0x3fff, height: file.readUInt16LE(28) & 0x3fff };
  }
  return null;
}

/** The part of the global object that the types of Node.js 20 leave out. */
const { WebAssembly } = globalThis as unknown as {
  readonly WebAssembly: { readonly Module: new (bytes: Uint8Array) => object };
};

let compiled: object | undefined;

/** The decoder, compiled when it is first used. */
function webpDecoder(): object {
  const path = createRequire(import.meta.url).resolve('@jsquash/webp/codec/dec/webp_dec.wasm');
  return (compiled ??= new WebAssembly.Module(readFileSync(path)));
}
