import { describe, expect, it } from '@jest/globals';
import jpeg from 'jpeg-js';
import { deflateSync } from 'node:zlib';
import { PNG } from 'pngjs';
import { ApiError } from '../../../common/errors/api-error.js';
import { LOGO_SIDE, MAX_LOGO_BYTES } from './encode-logo.js';
import { logoFrom } from './logo.js';
import { MAX_SIDE, readImage } from './read-image.js';

type Color = (x: number, y: number) => readonly [number, number, number, number];

const pixelsOf = (width: number, height: number, color: Color): Buffer =>
  Buffer.from(
    Array.from({ length: width * height }, (_, at) =>
      color(at % width, Math.floor(at / width)),
    ).flat(),
  );
const pngOf = (width: number, height: number, color: Color): Buffer =>
  PNG.sync.write(
    Object.assign(new PNG({ width, height }), { data: pixelsOf(width, height, color) }),
  );
const jpegOf = (width: number, height: number, color: Color): Buffer =>
  Buffer.from(jpeg.encode({ width, height, data: pixelsOf(width, height, color) }, 60).data);

/** A wordmark: a disc with a bar in it on nothing. */
const wordmark =
  (width: number, height: number): Color =>
  (x, y) => {
    const distance = Math.hypot(x - width / 2, y - height / 2) / (height / 2);
    if (distance > 0.95) return [0, 0, 0, 0];
    return Math.abs(y - height / 2) < height / 8 ? [255, 255, 255, 255] : [10, 106, 58, 255];
  };
/** Noise that is the same each time. */
const noise: Color = (x, y) => {
  const value = Math.abs(Math.sin(x * 12.9898 + y * 78.233) * 43_758.5453);
  return [value % 256, (value * 7) % 256, (value * 13) % 256, 255];
};

const base64 = (file: Buffer): string => file.toString('base64');
const fileIn = (logo: string): Buffer => Buffer.from(logo.split(',')[1] ?? '', 'base64');

async function refusalOf(upload: string): Promise<unknown> {
  try {
    return await logoFrom(upload);
  } catch (error) {
    return error instanceof ApiError ? error.details.fields : error;
  }
}

/** Files of six by four pixels. */
const WEBP = {
  'lossy and transparent':
    'UklGRloAAABXRUJQVlA4WAoAAAAQAAAABQAAAwAAQUxQSAsAAAABDzD/ERGiBxH9DwBWUDggKAAAAJABAJ0BKgYABAACwEwloAJ0ugADmAD+7U3eu8WlGv/npn9bfx/4yAA=',
  lossless: 'UklGRiAAAABXRUJQVlA4TBMAAAAvBcAAEA8wHoM8KPMf8OhBRP8DAA==',
  lossy: 'UklGRiQAAABXRUJQVlA4IBgAAAAwAQCdASoGAAQAAsBMJaQAA3AA/veMAAA=',
};

describe('a logo', () => {
  it.each([
    ['PNG', pngOf(600, 300, wordmark(600, 300))],
    ['JPEG', jpegOf(600, 300, wordmark(600, 300))],
    ['noise', pngOf(200, 100, noise)],
    ['opaque JPEG of noise', jpegOf(200, 100, noise)],
  ])('of %s becomes a small file with its proportions', async (_, file) => {
    const logo = await logoFrom(base64(file));
    expect(logo).toMatch(/^data:image\/(png|jpeg);base64,/);
    expect(fileIn(logo).length).toBeLessThanOrEqual(MAX_LOGO_BYTES);
    expect(await readImage(fileIn(logo))).toMatchObject({
      width: LOGO_SIDE,
      height: LOGO_SIDE / 2,
    });
  });

  it.each(Object.entries(WEBP))('is read from a %s WebP file', async (_, file) => {
    const image = await readImage(fileIn(await logoFrom(file)));
    expect(image).toMatchObject({ width: 6, height: 4 });
  });

  it('keeps what is transparent, without dark edges', async () => {
    const color: Color = (x) => (x < 240 ? [250, 250, 250, 255] : [0, 0, 0, 0]);
    const image = await readImage(fileIn(await logoFrom(base64(pngOf(500, 500, color)))));
    if (typeof image === 'string') throw new Error(image);
    const pixels = Array.from({ length: image.width }, (_, x) => [
      ...image.data.subarray(x * 4, x * 4 + 4),
    ]);
    expect(pixels.at(-1)?.[3]).toBe(0);
    for (const [red = 0, , , alpha = 0] of pixels) if (alpha > 40) expect(red).toBeGreaterThan(230);
  });

  it('is taken as a data URL, with line breaks, and in the alphabet of URLs', async () => {
    const file = base64(pngOf(8, 8, noise));
    const logo = await logoFrom(file);
    expect(await logoFrom(`data:image/png;base64,${file}`)).toBe(logo);
    expect(await logoFrom(file.replace(/.{60}/g, '$&\r\n'))).toBe(logo);
    expect(await logoFrom(file.replaceAll('+', '-').replaceAll('/', '_'))).toBe(logo);
  });

  it('loses the metadata of the upload', async () => {
    const exif = Buffer.from('\xff\xe1\0\x20Exif\0\0SECRET PLACE OF THE PHOTO', 'latin1');
    exif.writeUInt16BE(exif.length - 2, 2);
    const photo = jpegOf(300, 300, noise);
    const withExif = Buffer.concat([photo.subarray(0, 2), exif, photo.subarray(2)]);
    expect(withExif.includes('SECRET PLACE')).toBe(true);
    const kept = fileIn(await logoFrom(base64(withExif)));
    expect(kept.includes('SECRET')).toBe(false);
    expect(kept.includes('Exif')).toBe(false);
  });

  it.each([
    ['SVG', base64(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'))],
    ['SVG as a data URL', 'data:image/svg+xml;base64,PHN2Zy8+'],
    ['SVG as a data URL of text', 'data:image/svg+xml,<svg/>'],
    ['GIF', base64(Buffer.from('GIF89a\x01\0\x01\0'))],
    ['text', 'no base64!'],
    ['nothing', ''],
    ['an address', 'https://mama-njeri.example/logo.png'],
  ])('is not taken from %s', async (_, upload) => {
    expect(await refusalOf(upload)).toEqual({
      logo: ['logo must be a PNG, JPEG or WebP file, in base64 or as a data URL'],
    });
  });

  it('is not decoded when it would be too large, however small the file is', async () => {
    const tooLarge = { logo: [`logo must have at most ${MAX_SIDE} pixels on each side`] };
    const png = pngOf(1, 1, noise);
    png.writeUInt32BE(60_000, 16);
    png.writeUInt32BE(60_000, 20);
    expect(await refusalOf(base64(png))).toEqual(tooLarge);

    const photo = jpegOf(16, 16, noise);
    const frame = photo.indexOf(Buffer.from([0xff, 0xc0]));
    photo.writeUInt16BE(60_000, frame + 5);
    photo.writeUInt16BE(60_000, frame + 7);
    expect(await refusalOf(base64(photo))).toEqual(tooLarge);
    expect(await refusalOf(base64(jpegOf(MAX_SIDE + 1, 8, noise)))).toEqual(tooLarge);

    const webp = Buffer.from(WEBP['lossy and transparent'], 'base64');
    webp.writeUIntLE(16_000_000, 24, 3);
    expect(await refusalOf(base64(webp))).toEqual(tooLarge);
  });

  it('is not taken from a file that holds more or less than it says', async () => {
    const damaged = { logo: ['logo cannot be read: the file is damaged, or animated'] };
    const png = pngOf(40, 40, noise);
    expect(await refusalOf(base64(png.subarray(0, 90)))).toEqual(damaged);
    expect(await refusalOf(base64(png.subarray(0, 17)))).toEqual(damaged);
    expect(await refusalOf(base64(jpegOf(40, 40, noise).subarray(0, 200)))).toEqual(damaged);
    const webp = Buffer.from(WEBP['lossy and transparent'], 'base64');
    expect(await refusalOf(base64(webp.subarray(0, 60)))).toEqual(damaged);
    webp.writeUIntLE(1_000, 24, 3);
    expect(await refusalOf(base64(webp))).toEqual(damaged);
    // 50 MB of zeros in 50 kB, where the size says one pixel.
    const bomb = bombOf(50_000_000);
    expect(bomb.length).toBeLessThan(70_000);
    expect(await refusalOf(base64(bomb))).toEqual(damaged);
  });
});

/** A PNG file of one pixel with this much data. */
function bombOf(bytes: number): Buffer {
  const [head, tail] = pngOf(1, 1, noise).toString('latin1').split('IDAT');
  const data = deflateSync(Buffer.alloc(bytes), { level: 9 });
  const chunk = Buffer.concat([Buffer.alloc(4), Buffer.from('IDAT'), data, Buffer.alloc(4)]);
  chunk.writeUInt32BE(data.length, 0);
  return Buffer.concat([
    Buffer.from(head ?? '', 'latin1').subarray(0, -4),
    chunk,
    Buffer.from(tail ?? '', 'latin1').subarray(-12),
  ]);
}
