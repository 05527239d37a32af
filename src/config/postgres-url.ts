import { registerDecorator } from 'class-validator';

const FORM = 'must look like postgresql://user:password@host:5432/database';

/** What is said of an address with a password that is not encoded. */
const ENCODE =
  'has a character in its user name or password that means something else in an address; ' +
  'percent-encode it: @ is %40, # is %23, / is %2F, ? is %3F, % is %25, a blank is %20';

/** Scheme, authority, path and query of an address, taken apart without reading any of them. */
const PARTS = /^[a-z]+:\/\/(?<authority>[^/?#]*)(?<path>[^?#]*)(?:\?(?<query>[^#]*))?(?<rest>.*)$/s;

/**
 * What is wrong with the address of a PostgreSQL database, as the rest of a sentence that begins with
 * the setting's name and holds no piece of it; null when it will do.
 *
 * A password that is not encoded must not pass: what stands behind its first `/` or `#` would be
 * taken for something else, and a piece of it for the host, whose name errors and logs show.
 */
export function postgresUrlFault(text: string): string | null {
  const { authority, path = '', query } = PARTS.exec(text)?.groups ?? {};
  if (authority === undefined || !/^postgres(ql)?:/.test(text)) return FORM;
  if (isUnencoded(text)) return ENCODE;
  const hasHost = authority !== '' || new URLSearchParams(query).has('host');
  if (URL.canParse(text) && path.length > 1 && hasHost) return null;
  // A question mark ends what looks like the host: then the rest of the password is the query.
  return query?.includes('@') === true && path.length <= 1 ? ENCODE : FORM;
}

/** Whether a user name or a password in an address has to be encoded to be read as it is meant. */
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
