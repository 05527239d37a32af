/** An image of at most eight bits a channel: red, green, blue and alpha of each pixel, by rows. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

const CHANNELS = 4;
const OPAQUE = 255;

/** Whether nothing of an image is transparent. */
export function isOpaque({ data }: Pixels): boolean {
  for (let at = CHANNELS - 1; at < data.length; at += CHANNELS) {
    if (data[at] !== OPAQUE) return false;
  }
  return true;
}

/**
 * Makes an image small enough for a square, with its proportions. Each new pixel is the mean of those
 * that it covers; a transparent one counts for nothing, so that logos get no dark edges.
 * @param side the longest side of the result, in pixels
 */
export function shrunk(image: Pixels, side: number): Pixels {
  const scale = Math.min(1, side / image.width, side / image.height);
  if (scale === 1) return image;
  const width = Math.max(1, Math.round(image.width * scale));
  const height = Math.max(1, Math.round(image.height * scale));
  const data = new Uint8Array(width * height * CHANNELS);
  for (let y = 0; y < height; y += 1) {
    const rows = covered(y, height, image.height);
    for (let x = 0; x < width; x += 1) {
      const mean = meanOf(image, covered(x, width, image.width), rows);
      data.set(mean, (y * width + x) * CHANNELS);
    }
  }
  return { width, height, data };
}

type Range = readonly [from: number, to: number];

/** The old pixels that a new one covers, at least one. */
const covered = (place: number, count: number, all: number): Range => {
  const from = Math.floor((place * all) / count);
  return [from, Math.max(from + 1, Math.floor(((place + 1) * all) / count))];
};

function meanOf({ data, width }: Pixels, columns: Range, rows: Range): readonly number[] {
  const sums = [0, 0, 0];
  let alphas = 0;
  for (let y = rows[0]; y < rows[1]; y += 1) {
    for (let x = columns[0]; x < columns[1]; x += 1) {
      const at = (y * width + x) * CHANNELS;
      const alpha = data[at + 3] ?? 0;
      alphas += alpha;
      for (let channel = 0; channel < 3; channel += 1) {
        sums[channel] = (sums[channel] ?? 0) + (data[at + channel] ?? 0) * alpha;
      }
    }
  }
  const count = (rows[1] - rows[0]) * (columns[1] - columns[0]);
  const colors = sums.map((sum) => (alphas === 0 ? 0 : Math.round(sum / alphas)));
  return [...colors, Math.round(alphas / count)];
}
