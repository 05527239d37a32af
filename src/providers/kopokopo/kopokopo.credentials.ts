import { type Secret } from '../../common/crypto/secret.js';
import {
  type CredentialFault,
  type CredentialFormat,
  type CredentialsToCheck,
} from '../credential-format.js';
import { type ProviderAccount } from '../payment-provider.js';
import { ProviderRefused } from '../provider-errors.js';

/** A till of M-Pesa. Kopo Kopo writes a K before the number of a till that takes prompts. */
const TILL = /^K?(\d{4,12})$/i;

/**
 * A value of an account. Accounts that were imported from elsewhere may lack one.
 * @throws ProviderRefused when it does
 */
function valueOf({ values }: ProviderAccount, name: string): Secret {
  const value = values[name];
  if (value === undefined) throw new ProviderRefused(`${name} is not set`, 'credentials');
  return value;
}

/** The client of an application, as the token endpoint wants it. Throws as {@link valueOf}. */
export const clientOf = (
  account: ProviderAccount,
): { readonly clientId: string; readonly clientSecret: Secret } => ({
  clientId: valueOf(account, 'client_id').reveal(),
  clientSecret: valueOf(account, 'client_secret'),
});

/** The till of an account as prompts name it: `K123456`. */
export const promptTillOf = (account: ProviderAccount): string =>
  valueOf(account, 'till_number').reveal().toUpperCase();

/** The digits of a till number, which webhooks and subscriptions have without the K. */
export const tillDigits = (till: string): string => TILL.exec(till)?.[1] ?? till;

/** The three values of an application look alike: random text without a prefix. */
const APPLICATION_FIELDS = ['client_id', 'client_secret', 'api_key'] as const;

/**
 * The credentials of an application and the till that it collects for. Neither the kind of a value
 * nor its environment can be told by how it looks, so only equal values are found.
 */
export const kopoKopoCredentials: CredentialFormat = {
  fields: [
    { name: 'client_id', role: 'identifier' },
    { name: 'client_secret', role: 'secret' },
    { name: 'api_key', role: 'webhook_secret' },
    { name: 'till_number', role: 'further', isPublic: true },
  ],
  looksSecret: () => false,
  faultOf: ({ values }: CredentialsToCheck): CredentialFault | null => {
    const till = values['till_number']?.reveal();
    if (till !== undefined && !TILL.test(till)) {
      return {
        field: 'till_number',
        message: 'till_number must be the number of a till, such as K123456',
      };
    }
    return equalValuesFault(values);
  },
};

function equalValuesFault(values: CredentialsToCheck['values']): CredentialFault | null {
  const seen = new Map<string, string>();
  for (const field of APPLICATION_FIELDS) {
    const text = values[field]?.reveal() ?? '';
    const other = seen.get(text);
    if (text !== '' && other !== undefined) {
      return { field, message: `${field} must be another value than ${other}` };
    }
    seen.set(text, field);
  }
  return null;
}
