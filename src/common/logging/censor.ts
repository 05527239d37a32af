/** The replacement for a secret in a log line. */
const REDACTED = '[redacted]';

/**
 * A second protection besides the `Secret` type: fields whose names contain one of these words are
 * never printed.
 */
const SECRET_NAMES =
  /pass(word|phrase|wd)|secret|private_?key|challenge|authori[sz]ation|cookie|token|signature|sealed|public-?key|access[_-]?(claim|code)/i;
const PHONE_NAMES = /phone|msisdn/i;

/** A phone number of East Africa, with or without country code, not part of a longer word. */
const PHONE_NUMBERS = /(?<![\w.:+-])(\+?25[0456]\d|0[17])\d{5}(\d{3})(?![\w-])/g;
/** Credentials of headers, signed tokens, and secret keys of providers. */
const CREDENTIALS =
  /\b(bearer|basic)\s+[\w.~+/=-]{8,}|\beyJ[\w-]+\.[\w-]+\.[\w-]*|[a-z]{2}SecretKey_[\w-]+/gi;

const DEEPEST = 6;

/**
 * Returns a copy of a log record without secrets and with masked phone numbers, by field name.
 * Values with their own serialisation, such as `Secret` and errors, are unchanged.
 */
export function withoutSecrets(line: Record<string, unknown>): Record<string, unknown> {
  return censored(line, 0) as Record<string, unknown>;
}

/** Masks phone numbers and credentials in the middle of a text. */
export const maskedLine = (line: string): string =>
  line.replace(PHONE_NUMBERS, '$1••••$2').replace(CREDENTIALS, REDACTED);

/** `+254712345678` → `+2547••••678`: enough to recognise, too little to call. */
export function maskedPhone(text: string): string {
  const compact = text.replace(/[\s()-]/g, '');
  return compact.length < 9 ? '••••' : `${compact.slice(0, -8)}••••${compact.slice(-3)}`;
}

function censored(value: unknown, depth: number): unknown {
  if (!isPlain(value)) return value;
  if (depth >= DEEPEST) return '[deeper]';
  if (Array.isArray(value)) return value.map((item) => censored(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, held]) => [name, censoredField(name, held, depth)]),
  );
}

function censoredField(name: string, value: unknown, depth: number): unknown {
  if (value === null || value === undefined || typeof value === 'boolean') return value;
  const holds = holdingOf(name);
  if (holds === 'secret') return REDACTED;
  if (holds === 'phone' && (typeof value === 'string' || typeof value === 'number')) {
    return maskedPhone(String(value));
  }
  return censored(value, depth + 1);
}

type Holding = 'secret' | 'phone' | 'anything';

/** What the fields of earlier lines hold, by name: nearly all lines have the same fields. */
const HOLDINGS = new Map<string, Holding>();
const MAX_HOLDINGS = 500;
/** Longer names are not those of our own fields, and are not kept. */
const LONGEST_KEPT = 40;

function holdingOf(name: string): Holding {
  const known = HOLDINGS.get(name);
  if (known !== undefined) return known;
  const holds = holdingByWords(name);
  if (HOLDINGS.size < MAX_HOLDINGS && name.length <= LONGEST_KEPT) HOLDINGS.set(name, holds);
  return holds;
}

function holdingByWords(name: string): Holding {
  if (SECRET_NAMES.test(name)) return 'secret';
  return PHONE_NAMES.test(name) ? 'phone' : 'anything';
}

/** Whether JSON prints the value field by field, without a `toJSON` of its own. */
function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || value instanceof Error) return false;
  return typeof (value as { toJSON?: unknown }).toJSON !== 'function';
}
