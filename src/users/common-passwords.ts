import { MIN_PASSWORD_LENGTH } from './password-fault.js';

let loaded: Promise<ReadonlySet<string>> | undefined;

/**
 * Common passwords of at least the minimum length, in lower case, from zxcvbn-ts, which counts them
 * in published leaks. The list has no repetitions and sequences, which zxcvbn finds by pattern. It is
 * loaded on first use, because it takes time and memory.
 */
export function commonPasswords(): Promise<ReadonlySet<string>> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  const passwords = dictionary['passwords-common'];
  return new Set(passwords.filter(({ length }) => length >= MIN_PASSWORD_LENGTH));
}
