import { Injectable } from '@nestjs/common';
import { type CredentialFormat } from '../../../src/providers/credential-format.js';
import { type ProviderDefinition } from '../../../src/providers/payment-provider.js';
import { TillProvider } from './till.provider.js';

const SECRET = /\btill-secret-/;

const credentials: CredentialFormat = {
  fields: [
    { name: 'client_id', role: 'identifier' },
    { name: 'client_secret', role: 'secret' },
    { name: 'api_key', role: 'webhook_secret' },
    { name: 'till_number', role: 'further', isPublic: true },
  ],
  looksSecret: (text) => SECRET.test(text),
  faultOf: ({ values }) => {
    const till = values['till_number']?.reveal() ?? '';
    return /^K\d+$/.test(till)
      ? null
      : { field: 'till_number', message: 'till_number must be a K with digits after it' };
  },
};

/** A small second provider, whose service is at `serviceUrl`. */
export function tillProvider(serviceUrl: string): ProviderDefinition {
  @Injectable()
  class TillProviderAt extends TillProvider {
    protected readonly url = serviceUrl;
  }
  return { code: 'kopokopo', credentials, provider: TillProviderAt };
}
