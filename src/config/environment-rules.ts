import {
  isEmail,
  isFQDN,
  isPort,
  registerDecorator,
  type ValidationOptions,
} from 'class-validator';
import { isIPv4 } from 'node:net';
import { KeyRing } from '../common/crypto/key-ring.js';
import { Secret } from '../common/crypto/secret.js';
import { isWireguardKey } from '../common/network/wireguard-key.js';
import { parseDuration } from '../common/time/duration.js';
import { isUnencoded } from './postgres-url.js';
import { trustProxy } from './trust-proxy.js';

function textRule(
  name: string,
  holds: (text: string) => boolean,
  message: string,
): (options?: ValidationOptions) => PropertyDecorator {
  return (options) => (target, propertyName) => {
    registerDecorator({
      name,
      target: target.constructor,
      propertyName: String(propertyName),
      options: { message, ...options },
      validator: { validate: (value: unknown) => typeof value === 'string' && holds(value) },
    });
  };
}

/** A duration such as `15m`, `12h` or `30d`, longer than zero. */
export const IsDurationText = textRule(
  'isDurationText',
  (text) => (parseDuration(text) ?? 0) > 0,
  '$property must be a length of time such as 15m, 12h or 30d',
);

/** One or more Fernet keys, comma-separated, newest first. */
export const IsFernetKeyRing = textRule(
  'isFernetKeyRing',
  (text) => {
    try {
      KeyRing.parse(new Secret(text));
      return true;
    } catch {
      return false;
    }
  },
  '$property must be one or more Fernet keys (32 bytes in URL-safe base64), comma-separated',
);

/** `smtp://` or `smtps://` with a host; a name and a password are escaped as in every URL. */
export const IsSmtpUrl = textRule(
  'isSmtpUrl',
  (text) =>
    /^smtps?:\/\//.test(text) &&
    !isUnencoded(text) &&
    URL.canParse(text) &&
    new URL(text).hostname !== '',
  '$property must look like smtp://user:password@host:587 or smtps://user:password@host:465, ' +
    'with every @ # / ? % and blank in user name and password percent-encoded',
);

/** An e-mail address, or a name with one: `Lipafi <wifi@example.com>`. */
export const IsMailSender = textRule(
  'isMailSender',
  (text) => isEmail(text, { allow_display_name: true, require_tld: false }),
  '$property must be an e-mail address, or a name with one: Name <name@example.com>',
);

const MIN_SIGNING_SECRET_LENGTH = 32;

/** One or more signing secrets, comma-separated, newest first. */
export const IsSigningSecrets = textRule(
  'isSigningSecrets',
  (text) => text.split(',').every((part) => part.trim().length >= MIN_SIGNING_SECRET_LENGTH),
  '$property must be one or more secrets of at least 32 characters, comma-separated',
);

/** `*`, or origins as browsers send them: scheme, host and port, without a path. */
export const IsOriginList = textRule(
  'isOriginList',
  (text) => text.split(',').every((part) => part.trim() === '*' || isOrigin(part.trim())),
  '$property must be * or origins such as https://dashboard.example.com, comma-separated',
);

const isOrigin = (text: string): boolean =>
  /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;

/** A value that {@link trustProxy} can read. */
export const IsTrustProxy = textRule(
  'isTrustProxy',
  (text) => trustProxy(text) !== null,
  "$property must be off, on, a number of proxies, or the proxies' addresses, comma-separated",
);

/** One or more IPv4 networks such as `10.77.0.0/16`, comma-separated. */
export const IsNetworkList = textRule(
  'isNetworkList',
  (text) => text.split(',').every((part) => isNetwork(part.trim())),
  '$property must be one or more IPv4 networks such as 10.77.0.0/16, comma-separated',
);

const MIN_TUNNEL_BITS = 8;
const MAX_TUNNEL_BITS = 29;

/** One IPv4 network with room for a server and for routers. */
export const IsTunnelNetwork = textRule(
  'isTunnelNetwork',
  (text) => {
    const bits = Number(text.split('/')[1]);
    return isNetwork(text) && bits >= MIN_TUNNEL_BITS && bits <= MAX_TUNNEL_BITS;
  },
  `$property must be an IPv4 network from /${MIN_TUNNEL_BITS} to /${MAX_TUNNEL_BITS}, such as 10.77.0.0/16`,
);

/** A public key as `wg pubkey` prints it. */
export const IsWireguardKey = textRule(
  'isWireguardKey',
  isWireguardKey,
  '$property must be a public key as "wg pubkey" prints it',
);

/** A host name or an IPv4 address, and a port. */
export const IsEndpoint = textRule(
  'isEndpoint',
  (text) => {
    const { host = '', port = '' } =
      /^(?<host>[a-z0-9.-]+):(?<port>[1-9]\d{0,4})$/i.exec(text)?.groups ?? {};
    return (isIPv4(host) || isFQDN(host, { require_tld: false })) && isPort(port);
  },
  '$property must be a host name or an IPv4 address with a port, such as vpn.example.com:51820',
);

/** Scheme, host and port of a web server, without a path. */
export const IsPortalHost = textRule(
  'isPortalHost',
  (text) => isOrigin(text.replace(/\/$/, '')),
  '$property must be the scheme and host (and port) of the portal, such as https://wifi.example.com, ' +
    'without a path: the path of each router is /portal/ and its portal_slug',
);

function isNetwork(text: string): boolean {
  const [address = '', bits = '', ...rest] = text.split('/');
  return isIPv4(address) && /^(?:[1-9]|[12]\d|3[0-2])$/.test(bits) && rest.length === 0;
}
