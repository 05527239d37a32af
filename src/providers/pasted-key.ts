/** Characters that are copied along unseen, such as zero-width spaces and marks of direction. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;
/** Blanks and quotation marks at either end. */
const AROUND = /^[\s"'`\p{Pi}\p{Pf}]+|[\s"'`\p{Pi}\p{Pf}]+$/gu;

/**
 * Removes what is pasted along with a key: invisible characters, and blanks and quotation marks
 * around it. No key of a provider holds such characters.
 */
export const pastedKey = (text: string): string => text.replace(INVISIBLE, '').replace(AROUND, '');
