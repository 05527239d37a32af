import {
  type CredentialFault,
  type CredentialField,
  type CredentialFormat,
  type CredentialsToCheck,
  USUAL_FIELDS,
} from './credential-format.js';
import { type ProviderDefinition } from './payment-provider.js';
import { type ProviderCode } from './provider-code.js';

/** The credential formats of all providers. */
export class CredentialFormats {
  private readonly byCode: ReadonlyMap<ProviderCode, CredentialFormat>;

  constructor(definitions: readonly Pick<ProviderDefinition, 'code' | 'credentials'>[]) {
    this.byCode = new Map(definitions.map(({ code, credentials }) => [code, credentials]));
  }

  /** The fields of a provider's credentials; the usual ones while it cannot take payments. */
  fieldsOf(provider: ProviderCode): readonly CredentialField[] {
    return this.byCode.get(provider)?.fields ?? USUAL_FIELDS;
  }

  /** The fields of all providers; of those of one name the usual one, or the first. */
  allFields(): readonly CredentialField[] {
    const known = new Set(USUAL_FIELDS.map(({ name }) => name));
    const others = [...this.byCode.values()]
      .flatMap(({ fields }) => fields)
      .filter(({ name }) => !known.has(name) && known.add(name));
    return others.length === 0 ? USUAL_FIELDS : [...USUAL_FIELDS, ...others];
  }

  /** Whether a text holds a secret key of any provider. */
  looksSecret(text: string): boolean {
    return [...this.byCode.values()].some((format) => format.looksSecret(text));
  }

  /**
   * The fault of credentials, null when none is found. Their identifier must hold no secret key of
   * any provider.
   */
  faultOf(provider: ProviderCode, credentials: CredentialsToCheck): CredentialFault | null {
    const fault = this.byCode.get(provider)?.faultOf(credentials) ?? null;
    const { name } = this.fieldWithRole(provider, 'identifier');
    if (fault !== null || !this.looksSecret(credentials.values[name]?.reveal() ?? '')) return fault;
    return {
      field: name,
      message: `${name} must be the public half of the keys, and this is a private one`,
    };
  }

  /** The one field of a provider with this role. @throws Error when the provider declares none */
  fieldWithRole(provider: ProviderCode, role: 'identifier' | 'secret'): CredentialField {
    const field = this.fieldsOf(provider).find((one) => one.role === role);
    if (!field) throw new Error(`The provider ${provider} declares no ${role}`);
    return field;
  }
}
