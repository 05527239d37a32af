/** Programs by a part of their names; those whose names others contain come first. */
const PROGRAMS: readonly (readonly [RegExp, string])[] = [
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/OPR\/|Opera|OPT\//, 'Opera'],
  [/Edg(?:e|A|iOS)?\//, 'Edge'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/CriOS\/|Chrome\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/Android/, 'Android'],
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'Mac'],
  [/CrOS/, 'Chromebook'],
  [/Linux/, 'Linux'],
];
const MAX_LENGTH = 40;

/**
 * What a client calls itself, as people say it: `Chrome, Android`; a program that is no browser by the
 * beginning of its name.
 */
export function clientName(userAgent: string): string {
  const found = [PROGRAMS, SYSTEMS].flatMap((names) => {
    const known = names.find(([pattern]) => pattern.test(userAgent));
    return known ? [known[1]] : [];
  });
  if (found.length > 0) return found.join(', ');
  return (userAgent.split(/[\s/]/)[0] ?? '').slice(0, MAX_LENGTH);
}
