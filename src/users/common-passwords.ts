import { SHORTEST_PASSWORD } from './password-fault.js';

let loaded: Promise<ReadonlySet<string>> | undefined;

/**
 * Common passwords that are long enough to be chosen at all, in lower case: those of zxcvbn-ts,
 * counted in published leaks. The list leaves out repetitions and runs, which zxcvbn finds by
 * their pattern. Read when first needed, because it takes a moment and some megabytes.
 */
export function commonPasswords(): Promise<ReadonlySet<string>> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  const passwords = dictionary['passwords-common'];
  return new Set(passwords.filter(({ length }) => length >= SHORTEST_PASSWORD));
}
