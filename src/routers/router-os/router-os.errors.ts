import { isAxiosError } from 'axios';
import { isJsonObject } from '../../common/json/storable-json.js';
import { ADDRESS_REFUSED, AddressRefused } from './guarded-agent.js';
import { RouterFault } from './router-fault.js';
import { parseRouterJson } from './router-json.js';

const MAX_DETAIL_LENGTH = 300;

/** A response of a router, or of another host at its address. */
export interface RouterAnswer {
  readonly status: number;
  readonly text: string;
}

/** Messages for the operator by error code of the operating system. */
const UNREACHABLE: Readonly<Record<string, string>> = {
  ECONNREFUSED:
    'Nothing answers at the address and port of the router. ' +
    'Check that its www or www-ssl service is on and uses this port.',
  ECONNRESET: 'The router cut the connection. Check port and use_https.',
  ENOTFOUND: 'The host name of the router is not known.',
  EAI_AGAIN: 'The host name of the router cannot be looked up at the moment.',
};
/** RouterOS answers 401 for both, without saying which. */
export const LOGIN_REFUSED =
  'The router refused the login: the user name or password is wrong, ' +
  "or the user's group lacks the rest-api policy.";
const NO_CONNECTION = 'The router cannot be reached. Check its address and that it is on.';

/** OpenSSL's and Node's codes of invalid certificates. */
const CERTIFICATE_CODE = /CERT|^UNABLE_TO_|^ERR_TLS_CERT|^HOSTNAME_MISMATCH$/;
/** The port does not speak TLS. */
const NOT_TLS_CODE = /^(EPROTO|ERR_SSL_)/;
/** The port does not speak HTTP. */
const NOT_HTTP_CODE = /^HPE_/;
/** The code and message of axios for a response that is too large or incomplete. */
const GIVEN_UP = 'ERR_BAD_RESPONSE';
const TOO_LARGE = /^maxContentLength /;
const CANCELLED = 'ERR_CANCELED';

/** Maps an error without a response to a router fault. */
export function faultWithoutAnswer(error: unknown, timeoutMs: number): RouterFault {
  // The error is not attached as a cause, because it holds the request with the router's password.
  const code = isAxiosError(error) ? (error.code ?? '') : '';
  if (code === ADDRESS_REFUSED && isAxiosError(error) && error.cause instanceof AddressRefused) {
    return new RouterFault('address_refused', error.cause.message);
  }
  if (code === CANCELLED) return timedOut(timeoutMs);
  if (CERTIFICATE_CODE.test(code)) return certificateRefused(code);
  if (NOT_TLS_CODE.test(code)) {
    return new RouterFault(
      'unreachable',
      'The router does not speak HTTPS at this port. Check port and use_https.',
    );
  }
  if (NOT_HTTP_CODE.test(code)) return notRouterOs();
  if (code === GIVEN_UP && isAxiosError(error) && TOO_LARGE.test(error.message)) {
    return new RouterFault(
      'bad_answer',
      'The answer of the router is too large. Ask for less, for instance with .proplist.',
    );
  }
  const told = code === GIVEN_UP ? UNREACHABLE.ECONNRESET : UNREACHABLE[code];
  return new RouterFault('unreachable', told ?? NO_CONNECTION);
}

/**
 * Maps an error response to a router fault. RouterOS gives the reason in `detail`, or only the status
 * (https://help.mikrotik.com/docs/spaces/ROS/pages/47579162/REST+API).
 * It answers 500 both for failed commands and for missing permissions of the user.
 *
 * @param secrets the secrets of the request, which the response may quote
 */
export function faultOfAnswer(
  { status, text }: RouterAnswer,
  secrets: readonly string[],
): RouterFault {
  const error = errorObject(text);
  const detail = error && shownText(error.detail, secrets);
  if (status === 401) {
    const said = detail === null ? '' : ` The router says: ${detail}`;
    return new RouterFault('credentials_refused', `${LOGIN_REFUSED}${said}`, status);
  }
  if (error === null) return notRouterOs();
  const reason = detail ?? shownText(error.message, secrets) ?? `HTTP ${status}`;
  return status >= 500
    ? new RouterFault('bad_answer', `The router failed: ${reason}`, status)
    : new RouterFault('command_refused', `The router refused: ${reason}`, status);
}

/** The response is not from the REST API of RouterOS. */
export const notRouterOs = (): RouterFault =>
  new RouterFault(
    'bad_answer',
    "What answers at the router's address is not the REST API of RouterOS. " +
      'Check the port, and that RouterOS is 7.1 or newer.',
  );

/** An invalid host that was stored before validation, or imported. */
export const notAHost = (): RouterFault =>
  new RouterFault(
    'unreachable',
    'The host of the router is not a host name or an IP address alone. ' +
      'Change it, and put the port into port.',
  );

const timedOut = (timeoutMs: number): RouterFault =>
  new RouterFault(
    'timeout',
    `The router did not answer within ${timeoutMs / 1000} seconds. ` +
      'What it was told to do may have been done all the same.',
  );

const certificateRefused = (code: string): RouterFault =>
  new RouterFault(
    'certificate_refused',
    `The certificate of the router is not valid (${code}). ` +
      'Give it a valid one, or set verify_certificate to false for this router.',
  );

/** `{"error":404,"message":"Not Found","detail":"..."}`; null when it is something else. */
function errorObject(text: string): Record<string, unknown> | null {
  try {
    const parsed: unknown = parseRouterJson(text);
    return isJsonObject(parsed) && typeof parsed.error === 'number' ? parsed : null;
  } catch {
    return null;
  }
}

/** A text of the router for a message: short, printable and without our secrets. */
function shownText(value: unknown, secrets: readonly string[]): string | null {
  if (typeof value !== 'string') return null;
  const hidden = secrets
    .filter((secret) => secret !== '')
    .reduce((shown, secret) => shown.replaceAll(secret, '[redacted]'), value);
  const text = hidden.replaceAll(/[\p{Cc}\s]+/gu, ' ').trim();
  return text === '' ? null : text.slice(0, MAX_DETAIL_LENGTH).toWellFormed();
}
