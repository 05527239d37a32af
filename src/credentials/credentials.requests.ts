import { applyDecorators, type Type } from '@nestjs/common';
import { Transform, type TransformFnParams } from 'class-transformer';
import { Secret } from '../common/crypto/secret.js';
import { FieldSchema, requestSchema } from '../common/openapi/field-schema.js';
import { named, type Schema } from '../common/openapi/schema.js';
import { IsFilledText, IsFlag, IsOneOf, MayBeAbsent } from '../common/validation/rules.js';
import { IsSecret } from '../common/validation/secret-rules.js';
import { type RequestVariant } from '../common/validation/validation.pipe.js';
import { whenGiven } from '../common/validation/when-given.js';
import { type CredentialField, isShown, USUAL_FIELDS } from '../providers/credential-format.js';
import { type CredentialFormats } from '../providers/credential-formats.js';
import { pastedKey } from '../providers/pasted-key.js';
import {
  parseProviderCode,
  PROVIDER_CODES,
  PROVIDER_ENVIRONMENTS,
  PROVIDER_SPELLINGS,
  type ProviderCode,
  type ProviderEnvironment,
} from '../providers/provider-code.js';
import { type CredentialValues } from './provider-accounts.js';

const MAX_KEY_LENGTH = 255;

/** The rules of a credential field in a request, by its role. */
function ruleOf({ role, isOptional = false }: CredentialField): PropertyDecorator {
  switch (role) {
    case 'identifier':
      return applyDecorators(
        IsFilledText(MAX_KEY_LENGTH),
        Transform(({ value }: TransformFnParams): unknown => {
          if (typeof value !== 'string' || value === '') return value;
          // Quotation marks or invisible characters alone are refused as blank.
          return pastedKey(value) || ' ';
        }),
      );
    case 'secret':
      return IsSecret({ max: MAX_KEY_LENGTH, clean: pastedKey });
    case 'further':
      return applyDecorators(
        IsSecret({ max: MAX_KEY_LENGTH, clean: pastedKey }),
        ...(isOptional ? [MayBeAbsent()] : []),
      );
    case 'webhook_secret':
      return applyDecorators(
        IsSecret({ max: MAX_KEY_LENGTH, clean: (text) => text.trim() }),
        ...(isOptional ? OPTIONAL_WEBHOOK_SECRET : []),
      );
  }
}

/** Empty for none. Absent, it stays what it is. */
const OPTIONAL_WEBHOOK_SECRET: readonly PropertyDecorator[] = [
  FieldSchema({
    minLength: 0,
    description: 'Empty for none. Absent or null, a change leaves it as it is.',
  }),
  MayBeAbsent(),
  Transform(({ value }: TransformFnParams): unknown =>
    typeof value === 'string' && value.trim() === '' ? null : value,
  ),
];

/** The same request with these fields besides. */
function withFields<Request extends object>(
  Base: Type<Request>,
  fields: readonly CredentialField[],
): Type<Request> {
  class WithFields extends (Base as Type<object>) {}
  for (const field of fields) ruleOf(field)(WithFields.prototype, field.name);
  return WithFields as Type<Request>;
}

/** The fields of credentials in a request that do not depend on the provider. */
class CommonFields {
  @Transform(({ value }: TransformFnParams): unknown => parseProviderCode(value) ?? value)
  @FieldSchema({ enum: PROVIDER_SPELLINGS })
  @IsOneOf(PROVIDER_CODES)
  provider!: ProviderCode;

  @IsOneOf(PROVIDER_ENVIRONMENTS)
  environment!: ProviderEnvironment;
}

class NewFields extends CommonFields {
  override environment: ProviderEnvironment = 'sandbox';
}

class ChangeableFields extends CommonFields {
  @IsFlag()
  is_active!: boolean;
}

type Fields = readonly CredentialField[];

/** The main secret is replaced by its own operation. */
const changeable = (fields: Fields): Fields => fields.filter(({ role }) => role !== 'secret');

const creating = (fields: Fields) => withFields(NewFields, fields);

/** Absent optional fields keep their value, and so do secrets, which no answer shows. */
const replacing = (fields: Fields) => {
  const whole = changeable(fields);
  const secrets = whole.filter((field) => !field.isOptional && !isShown(field));
  const names = secrets.map(({ name }) => name as 'provider');
  return whenGiven(withFields(ChangeableFields, whole), 'environment', 'is_active', ...names);
};

const changing = (fields: Fields) => {
  const names = changeable(fields).map(({ name }) => name as 'provider');
  const Whole = withFields(ChangeableFields, changeable(fields));
  return whenGiven(Whole, 'provider', 'environment', 'is_active', ...names);
};

/** `POST /payments/credentials/` */
export class CreateCredentialRequest extends creating(USUAL_FIELDS) {}

/** `PUT /payments/credentials/{id}/` */
export class ReplaceCredentialRequest extends replacing(USUAL_FIELDS) {}

/** `PATCH /payments/credentials/{id}/` */
export class ChangeCredentialRequest extends changing(USUAL_FIELDS) {}

/** `POST /payments/credentials/{id}/update-private-key/` */
export class UpdatePrivateKeyRequest {
  @IsSecret({ max: MAX_KEY_LENGTH, clean: pastedKey })
  private_key!: Secret;
}

/** `POST /payments/credentials/{id}/verify/`: without a key, the provider is called. */
export class VerifyCredentialRequest {
  @MayBeAbsent()
  @IsSecret({ max: MAX_KEY_LENGTH, clean: pastedKey })
  private_key?: Secret;
}

const BUILDERS: readonly (readonly [Type<object>, (fields: Fields) => Type<object>])[] = [
  [CreateCredentialRequest, creating],
  [ReplaceCredentialRequest, replacing],
  [ChangeCredentialRequest, changing],
];

/**
 * Checks a request about credentials by the fields of the provider that it names. A change that
 * names none may hold the fields of any provider.
 */
export function credentialRequests(formats: CredentialFormats): RequestVariant {
  const variants = new Map<Fields, Map<Type<object>, Type<object>>>();
  const ofAll = formats.allFields();
  return (request, body) => {
    const build = BUILDERS.find(([documented]) => documented === request)?.[1];
    if (!build) return request;
    const provider = parseProviderCode(body['provider']);
    const isAnyProvider = provider === null && request === ChangeCredentialRequest;
    const fields = isAnyProvider ? ofAll : provider ? formats.fieldsOf(provider) : USUAL_FIELDS;
    if (fields === USUAL_FIELDS) return request;
    const known = variants.get(fields) ?? new Map<Type<object>, Type<object>>();
    const variant = known.get(request) ?? build(fields);
    variants.set(fields, known.set(request, variant));
    return variant;
  };
}

/**
 * The body of a request about credentials in the document: one form for each set of fields, with the
 * providers that have them. A change that names no provider may hold the fields of any.
 */
export function credentialBody(request: Type<object>, formats: CredentialFormats): Schema {
  const build = BUILDERS.find(([documented]) => documented === request)?.[1];
  if (!build) throw new Error(`${request.name} is no request about credentials`);
  if (request === ChangeCredentialRequest) {
    return named(request.name, requestSchema(build(formats.allFields())));
  }
  const fieldsOf = (spelling: string): Fields =>
    formats.fieldsOf(parseProviderCode(spelling) ?? PROVIDER_CODES[0]);
  const forms = [...new Set(PROVIDER_SPELLINGS.map(fieldsOf))];
  return {
    anyOf: forms.map((fields) => {
      const spellings = PROVIDER_SPELLINGS.filter((spelling) => fieldsOf(spelling) === fields);
      const isUsual = fields === USUAL_FIELDS;
      const { properties, ...form } = requestSchema(isUsual ? request : build(fields));
      const known = properties as Readonly<Record<string, Schema>>;
      const [word = ''] = isUsual ? [] : spellings;
      return named(`${request.name}${word.charAt(0).toUpperCase()}${word.slice(1)}`, {
        ...form,
        properties: { ...known, provider: { ...known['provider'], enum: spellings } },
      });
    }),
  };
}

/** The values of these fields in a checked request, as far as they are given. */
export function valuesIn(request: object, fields: readonly CredentialField[]): CredentialValues {
  const given = request as Readonly<Record<string, Secret | string | null | undefined>>;
  return Object.fromEntries(
    fields.flatMap(({ name }): [string, Secret | null][] => {
      const value = given[name];
      if (value === undefined) return [];
      return [[name, typeof value === 'string' ? new Secret(value) : value]];
    }),
  );
}
