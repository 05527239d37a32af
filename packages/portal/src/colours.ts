/** Red, green and blue from 0 to 255. */
type Colour = readonly [red: number, green: number, blue: number];

/** The backgrounds of the pages, as in `client/style.css`. */
const LIGHT_PAGE: Colour = [255, 255, 255];
const DARK_PAGE: Colour = [28, 34, 31];
const BLACK: Colour = [0, 0, 0];
const WHITE: Colour = [255, 255, 255];

/** Contrast of text on its background (WCAG 2.2, AA). Black or white reaches it on every colour. */
const READABLE = 4.5;
/** Contrast of links, which also stand on darker and lighter parts of the page. */
const WELL_READABLE = 5.5;
/**
 * Contrast of the shape of a button with the page. Its text can be read in any case, so a bright
 * colour of an operator stays bright on the light page.
 */
const VISIBLE_ON_LIGHT = 1.3;
const VISIBLE_ON_DARK = 3;

/** The portal's own colour. */
export const DEFAULT_COLOUR = '#0b6b4f';

/** The colours of one scheme: of buttons, of the text on them, and of links on the page. */
export interface Accent {
  readonly fill: string;
  readonly text: string;
  readonly link: string;
}

/**
 * Derives readable colours from the operator's one. Buttons and links keep its tone, and are made
 * darker on a light page, or lighter on a dark page, until they can be read.
 */
export function accentsOf(colour: string | null): {
  readonly light: Accent;
  readonly dark: Accent;
} {
  const own = parse(colour) ?? parse(DEFAULT_COLOUR) ?? BLACK;
  return {
    light: accent(own, LIGHT_PAGE, BLACK, VISIBLE_ON_LIGHT),
    dark: accent(own, DARK_PAGE, WHITE, VISIBLE_ON_DARK),
  };
}

/** The contrast of two colours given as `#rrggbb`, from 1 to 21. */
export const contrast = (one: string, other: string): number =>
  contrastOf(parse(one) ?? BLACK, parse(other) ?? BLACK);

function accent(own: Colour, page: Colour, towards: Colour, visible: number): Accent {
  const link = hex(until(own, towards, (colour) => contrastOf(colour, page) >= WELL_READABLE));
  const fill = until(own, towards, (colour) => contrastOf(colour, page) >= visible);
  const text = contrastOf(fill, WHITE) >= READABLE ? WHITE : BLACK;
  return { fill: hex(fill), text: hex(text), link };
}

/** Mixes a colour with another, in small steps, until it is good. */
function until(own: Colour, towards: Colour, isGood: (colour: Colour) => boolean): Colour {
  for (let share = 0; share < 1; share += 0.02) {
    const mixed = mix(own, towards, share);
    if (isGood(mixed)) return mixed;
  }
  return towards;
}

const mix = (one: Colour, other: Colour, share: number): Colour => [
  Math.round(one[0] + (other[0] - one[0]) * share),
  Math.round(one[1] + (other[1] - one[1]) * share),
  Math.round(one[2] + (other[2] - one[2]) * share),
];

function contrastOf(one: Colour, other: Colour): number {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** Relative luminance as WCAG defines it. */
function luminance([red, green, blue]: Colour): number {
  const linear = (value: number): number => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

function parse(text: string | null): Colour | null {
  if (text === null || !/^#[0-9a-f]{6}$/i.test(text)) return null;
  const value = Number.parseInt(text.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

const hex = (colour: Colour): string =>
  `#${colour.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
