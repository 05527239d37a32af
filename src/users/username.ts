/** Characters that nobody sees and that come along when text is copied: zero-width, marks of direction. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;

/**
 * A user name without what its owner did not mean to type: blanks around it, invisible characters,
 * letters of another width (NFKC). Capitals stay.
 */
export const cleanUsername = (typed: string): string =>
  typed.normalize('NFKC').replace(INVISIBLE, '').normalize('NFKC').trim();

/**
 * What two spellings of one user name have in common: names are the same name if and only if this
 * is. To upper case first, because some letters have several small forms (`ß` and `ss`, `ς` and `σ`).
 */
export const usernameKey = (typed: string): string =>
  cleanUsername(cleanUsername(typed).toUpperCase().toLowerCase().replaceAll('ς', 'σ'));

/** What is stored: PostgreSQL folds the case of ASCII alone in every locale, so the rest is folded here. */
export function storedUsername(typed: string): string {
  const name = cleanUsername(typed);
  return IS_ASCII.test(name) ? name : usernameKey(name);
}

const IS_ASCII = /^[\x20-\x7e]*$/;
