/** Invisible characters that are copied along with text: zero-width and direction marks. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;

/**
 * Cleans a user name: removes surrounding blanks and invisible characters, and applies NFKC. Case is
 * kept.
 */
export const cleanUsername = (typed: string): string =>
  typed.normalize('NFKC').replace(INVISIBLE, '').normalize('NFKC').trim();

/**
 * The key that is equal for all spellings of a user name. Upper case comes before the last lower case,
 * because some letters have several lower-case forms (`ß` and `ss`, `ς` and `σ`), and another lower case
 * before it, because `ẞ` stays what it is in upper case.
 */
export const usernameKey = (typed: string): string =>
  cleanUsername(
    cleanUsername(typed).toLowerCase().toUpperCase().toLowerCase().replaceAll('ς', 'σ'),
  );

/** The stored form. PostgreSQL folds only ASCII in every locale, so other letters are folded here. */
export function storedUsername(typed: string): string {
  const name = cleanUsername(typed);
  return IS_ASCII.test(name) ? name : usernameKey(name);
}

const IS_ASCII = /^[\x20-\x7e]*$/;
