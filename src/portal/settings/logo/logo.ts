import { type ApiError, invalidFields } from '../../../common/errors/api-error.js';
import { encodeLogo, LOGO_SIDE, MAX_LOGO_BYTES } from './encode-logo.js';
import { shrunk } from './pixels.js';
import { type ImageFault, MAX_SIDE, readImage } from './read-image.js';

/** Base64, in the usual or the URL-safe alphabet, with or without the head of a data URL. */
const UPLOAD = /^(?:data:[\w/+.-]*(?:;[\w=-]+)*;base64,)?([A-Za-z0-9+/_-]+={0,2})$/;

const REASONS: Readonly<Record<ImageFault, string>> = {
  format: 'logo must be a PNG, JPEG or WebP file, in base64 or as a data URL',
  size: `logo must have at most ${MAX_SIDE} pixels on each side`,
  content: 'logo cannot be read: the file is damaged, or animated',
};

/** The error about a logo that is not taken. */
export const logoRefused = (fault: ImageFault): ApiError =>
  invalidFields({ logo: [REASONS[fault]] });

/**
 * Makes the logo of a portal from an uploaded file: a data URL of a PNG or JPEG file of at most 96
 * pixels on each side and 3 kB, without the metadata of the upload.
 * @throws ApiError 400
 */
export async function logoFrom(upload: string): Promise<string> {
  const [, base64] = UPLOAD.exec(upload.replace(/\s+/g, '')) ?? [];
  if (base64 === undefined) throw logoRefused('format');
  const image = await readImage(Buffer.from(base64, 'base64'));
  if (typeof image === 'string') throw logoRefused(image);
  return encodeLogo(shrunk(image, LOGO_SIDE));
}

/** Whether a text is a logo of the kind and size that is stored: it need not be encoded to be shown. */
export function isSmallLogo(text: string): boolean {
  const [, base64] = /^data:image\/(?:png|jpeg);base64,([A-Za-z0-9+/]+={0,2})$/.exec(text) ?? [];
  return base64 !== undefined && Buffer.byteLength(base64, 'base64') <= MAX_LOGO_BYTES;
}
