import fc from 'fast-check';

/** Values as JSON text, because JavaScript cannot express `1e999` or duplicate keys. */
type JsonText = string;

const text = (value: string): JsonText => JSON.stringify(value);

/** Wrong types and shapes. */
const SHAPES: readonly JsonText[] = [
  'null',
  'true',
  'false',
  '0',
  '[]',
  '{}',
  '[null]',
  '["0712345678"]',
  '[[[[[[]]]]]]',
  '{"length":3}',
  '{"toString":"x"}',
  '{"__proto__":{"isAdmin":true}}',
  '{"constructor":{"prototype":{"isAdmin":true}}}',
  '{"$ne":null}',
  '{"id":1,"id":2}',
];

/** Numbers outside of all ranges. */
const NUMBERS: readonly JsonText[] = [
  '-1',
  '-0',
  '0.1',
  '50.001',
  '1e-400',
  '1e308',
  '1e999',
  '-1e999',
  '2147483648',
  '9007199254740993',
  '9223372036854775808',
  '1'.repeat(400),
];

/** Texts that have a special meaning in some layer. */
const TEXTS: readonly JsonText[] = [
  '',
  ' ',
  '\t\r\n',
  'NaN',
  'Infinity',
  'null',
  'undefined',
  '0x10',
  '1e5',
  '٣٤',
  '1,000.00',
  "'; DROP TABLE payments; --",
  "' OR '1'='1",
  '1; SELECT pg_sleep(30)',
  '$1',
  '%s%s%n',
  '../../../../etc/passwd',
  '<script>alert(1)</script>',
  '${7*7}{{7*7}}',
  'line one\r\nSet-Cookie: a=b',
  '\u0000',
  'a\u0000b',
  '\ud800',
  'a\udfffb',
  '\ufeff',
  '\u202egnp.exe',
  '\u{1f4b8}'.repeat(50),
  'e\u0301'.repeat(200),
  'ﷺ'.repeat(300),
  'x'.repeat(300),
  'x'.repeat(70_000),
  '__proto__',
  'constructor',
  'http://169.254.169.254/latest/meta-data/',
  'file:///etc/passwd',
  '00000000-0000-0000-0000-000000000000',
  '2026-13-45T99:99:99Z',
  '+999999-01-01T00:00:00Z',
].map(text);

const HOSTILE: readonly JsonText[] = [...SHAPES, ...NUMBERS, ...TEXTS];

/** The values for every field: the list above and random ones by the seed. */
export const hostileValues = (seed: number, madeUp: number): readonly JsonText[] => [
  ...HOSTILE,
  ...fc.sample(fc.json({ maxDepth: 3, stringUnit: 'binary' }), { seed, numRuns: madeUp }),
];

/** Values for ids in a path, encoded. */
export const HOSTILE_SEGMENTS: readonly string[] = [
  '0',
  '-1',
  '1.5',
  '1e3',
  '2147483648',
  '99999999999999999999',
  'abc',
  '%00',
  'a%00b',
  '%',
  '%zz',
  '%ff',
  '%c0%af',
  '%ed%a0%80',
  '%2e%2e%2f%2e%2e%2f',
  '..',
  '%27%20OR%201=1--',
  '__proto__',
  'constructor',
  '[object%20Object]',
  '00000000-0000-0000-0000-000000000000',
  '{id}',
  ':id',
  '%20',
  'x'.repeat(5_000),
];

/** Values of query parameters, encoded. */
export const HOSTILE_PARAMETERS: readonly string[] = [
  '',
  '0',
  '-1',
  '1e9',
  '999999999999999999999',
  'NaN',
  '%00',
  '%ff',
  '%',
  "'%20OR%20'1'='1",
  'completed&{name}=failed',
  '&{name}[a]=1&{name}[]=2',
  '&{name}[__proto__][x]=1',
  'x'.repeat(4_000),
  '%F0%9F%92%B8',
  'true',
  '2026-13-01',
  'eyJhIjoxfQ',
  'AAAA',
];

/** Values of headers, in the bytes that a header can have. */
export const HOSTILE_HEADERS: readonly string[] = [
  ' ',
  '0',
  'null',
  'Bearer',
  'Bearer ',
  'Bearer null',
  'Bearer a.b.c',
  'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.',
  `Bearer ${'x'.repeat(4_000)}`,
  'Basic YWRtaW46YWRtaW4=',
  "' OR '1'='1",
  '%00',
  '\u00ff\u00fe',
  '{"a":1}',
  '../../etc/passwd',
  'x'.repeat(2_000),
  'application/json; charset=nonsense',
  'text/xml',
  'multipart/form-data',
  'gzip',
  '127.0.0.1, 10.0.0.1, [::1',
];

/** Complete bodies with their types. */
export const HOSTILE_BODIES: readonly (readonly [type: string, body: string | Buffer])[] = [
  ['application/json', ''],
  ['application/json', ' '],
  ['application/json', 'null'],
  ['application/json', '[]'],
  ['application/json', '"text"'],
  ['application/json', '7'],
  ['application/json', '{'],
  ['application/json', '{"a":}'],
  ['application/json', '\ufeff{}'],
  ['application/json', '{"__proto__":{"a":1},"constructor":1,"toString":null}'],
  ['application/json', '['.repeat(40_000)],
  ['application/json', `${'{"a":'.repeat(9_000)}1${'}'.repeat(9_000)}`],
  ['application/json', JSON.stringify({ a: 'x'.repeat(150_000) })],
  ['application/json', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
  ['application/json; charset=utf-16', Buffer.from('{}', 'utf16le')],
  ['application/x-www-form-urlencoded', 'a[b][c][d][e][f][g][h]=1'],
  ['application/x-www-form-urlencoded', '__proto__[a]=1&constructor[prototype][b]=2'],
  ['application/x-www-form-urlencoded', 'a=1&'.repeat(5_000)],
  ['application/x-www-form-urlencoded', 'a=%00&b=%ff&c=%zz'],
  ['multipart/form-data; boundary=x', '--x\r\n\r\n\r\n--x--'],
  ['text/plain', '{}'],
  ['application/xml', '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'],
];
