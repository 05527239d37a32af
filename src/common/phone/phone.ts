import { parsePhoneNumberFromString } from 'libphonenumber-js/mobile';

/**
 * Countries whose phones can pay a payment link, in the order in which a number without country
 * code is tried.
 */
const EAST_AFRICA = ['KE', 'UG', 'TZ', 'RW'] as const;

/**
 * Room for 15 digits and what people type or phones paste between them. Longer text is rejected.
 */
const MAX_TEXT_LENGTH = 100;

/** The characters that people type between digits, and the invisible ones that phones paste. */
const SEPARATORS = /[\s\p{Dash_Punctuation}\u2212.\p{Format}\p{Default_Ignorable_Code_Point}()]/gu;

/**
 * The prefixes that people dial instead of `+`: 000 in Kenya, Uganda and Tanzania, 00 almost
 * everywhere else.
 */
const DIALLED_PLUS = /^000?/;

/**
 * The mobile series of Kenya's regulator, which the metadata of the library may not have yet: 07xx,
 * 0100 to 0119, and 0120, 0121 and 0124. Further ranges come from the metadata.
 */
const KENYAN_MOBILE = /^(?:\+?2540?|0)?((?:7\d|1[01])\d{7}|12[014]\d{6})$/;

/** A number as ITU-T E.164 writes it: a plus, and up to 15 digits with the country code. */
const E164 = /^\+[1-9]\d{6,14}$/;

const DIGITS = /^\+?\d+$/;

/** ISO 3166 code of a country whose mobile numbers are accepted. */
export type EastAfricanCountry = (typeof EAST_AFRICA)[number];

/** A valid mobile number of its country. */
export interface PhoneNumber {
  /** `+254712345678` */
  readonly e164: string;
  /** The same without `+`, as mobile money providers expect it: `254712345678`. */
  readonly msisdn: string;
  readonly country: EastAfricanCountry;
}

/**
 * Reads a Kenyan mobile number, the only kind an M-Pesa prompt can reach: `0712345678`,
 * `0112345678`, `712345678`, `254712345678`, `+254 712 345 678` or `00254712345678`, with spaces,
 * dashes, dots, parentheses and invisible characters anywhere. Returns null for everything else and
 * never throws. The network of a number is unknown, because numbers are portable.
 */
export function parseKenyanMobile(input: string): PhoneNumber | null {
  return parseMobile(input, ['KE']);
}

/**
 * Reads a phone number for people to call: a mobile number as {@link parseEastAfrican} reads it, or any
 * number that begins with `+` and its country code. Returns it in E.164, or null.
 */
export function parseCallable(input: string): string | null {
  const mobile = parseEastAfrican(input);
  if (mobile) return mobile.e164;
  const bare = input.length <= MAX_TEXT_LENGTH ? input.replace(SEPARATORS, '') : '';
  return E164.test(bare) ? bare : null;
}

/**
 * Reads a mobile number of Kenya, Uganda, Tanzania or Rwanda. A number without country code is read
 * as Kenyan if Kenya has such a number, else as one of the first other country that has.
 */
export function parseEastAfrican(input: string): PhoneNumber | null {
  return parseMobile(input, EAST_AFRICA);
}

function parseMobile(input: string, countries: readonly EastAfricanCountry[]): PhoneNumber | null {
  if (input.length > MAX_TEXT_LENGTH) return null;
  const digits = input.replace(SEPARATORS, '').replace(DIALLED_PLUS, '+');
  if (!DIGITS.test(digits)) return null;

  for (const country of countries) {
    const kenyan = country === 'KE' ? KENYAN_MOBILE.exec(digits)?.[1] : undefined;
    if (kenyan !== undefined) {
      return { e164: `+254${kenyan}`, msisdn: `254${kenyan}`, country: 'KE' };
    }
    const parsed = parsePhoneNumberFromString(digits, { defaultCountry: country, extract: false });
    if (parsed?.country === country && parsed.isValid()) {
      return { e164: parsed.number, msisdn: parsed.number.slice(1), country };
    }
  }
  return null;
}
