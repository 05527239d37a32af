import { registerDecorator } from 'class-validator';

const FORM = 'must look like postgresql://user:password@host:5432/database';

/** The message about a URL with a password that is not encoded. */
const ENCODE =
  'has a character in its user name or password that means something else in an address; ' +
  'percent-encode it: @ is %40, # is %23, / is %2F, ? is %3F, % is %25, a blank is %20';

/** Scheme, authority, path and query of a URL, split without interpreting them. */
const PARTS = /^[a-z]+:\/\/(?<authority>[^/?#]*)(?<path>[^?#]*)(?:\?(?<query>[^#]*))?(?<rest>.*)$/s;

/**
 * Explains what is wrong with the URL of a PostgreSQL database, as the rest of a sentence that
 * begins with the name of the setting. It contains no part of the URL. Null when the URL is valid.
 * A password that is not encoded must be rejected: the text after its first `/` or `#` would be
 * read as something else, and a part of it as the host, which errors and logs show.
 */
export function postgresUrlFault(text: string): string | null {
  const { authority, path = '', query } = PARTS.exec(text)?.groups ?? {};
  if (authority === undefined || !/^postgres(ql)?:/.test(text)) return FORM;
  if (isUnencoded(text)) return ENCODE;
  const hasHost = authority !== '' || new URLSearchParams(query).has('host');
  if (URL.canParse(text) && path.length > 1 && hasHost) return null;
  // A question mark ends the host, so the rest of the password becomes the query.
  return query?.includes('@') === true && path.length <= 1 ? ENCODE : FORM;
}

/** Whether a user name or password has characters that must be encoded in a URL. */
export function isUnencoded(text: string): boolean {
  const { authority = '', path = '', rest } = PARTS.exec(text)?.groups ?? {};
  return (
    /\s/.test(text) ||
    rest !== '' ||
    path.includes('@') ||
    authority.indexOf('@') !== authority.lastIndexOf('@') ||
    !isDecodable(authority + path)
  );
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** `postgres://` or `postgresql://` with a database, and a host or a socket's directory (`?host=`). */
export const IsPostgresUrl = (): PropertyDecorator => (target, propertyName) => {
  registerDecorator({
    name: 'isPostgresUrl',
    target: target.constructor,
    propertyName: String(propertyName),
    validator: {
      validate: (value: unknown) => faultOf(value) === null,
      defaultMessage: (argument) => `$property ${faultOf(argument?.value) ?? FORM}`,
    },
  });
};

const faultOf = (value: unknown): string | null =>
  typeof value === 'string' ? postgresUrlFault(value) : FORM;
