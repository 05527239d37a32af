import { Transform, type TransformFnParams } from 'class-transformer';
import { type Secret } from '../common/crypto/secret.js';
import { FieldSchema } from '../common/openapi/field-schema.js';
import { IsFilledText, IsFlag, IsOneOf, MayBeAbsent } from '../common/validation/rules.js';
import { IsSecret } from '../common/validation/secret-rules.js';
import { whenGiven } from '../common/validation/when-given.js';
import { pastedKey } from '../providers/pasted-key.js';
import {
  parseProviderCode,
  PROVIDER_CODES,
  PROVIDER_ENVIRONMENTS,
  type ProviderCode,
  type ProviderEnvironment,
} from '../providers/provider-code.js';

const MAX_KEY_LENGTH = 255;

/** The fields of credentials in a request, except the private key. */
class CredentialFields {
  @Transform(({ value }: TransformFnParams): unknown => parseProviderCode(value) ?? value)
  @FieldSchema({ enum: [...PROVIDER_CODES, 'intasend'] })
  @IsOneOf(PROVIDER_CODES)
  provider!: ProviderCode;

  @Transform(({ value }: TransformFnParams): unknown => {
    if (typeof value !== 'string' || value === '') return value;
    // Quotation marks or invisible characters alone are refused as blank.
    return pastedKey(value) || ' ';
  })
  @IsFilledText(MAX_KEY_LENGTH)
  api_key!: string;

  @IsOneOf(PROVIDER_ENVIRONMENTS)
  environment!: ProviderEnvironment;

  /** Empty for none. Absent, it stays what it is. */
  @Transform(({ value }: TransformFnParams): unknown =>
    typeof value === 'string' && value.trim() === '' ? null : value,
  )
  @MayBeAbsent()
  @FieldSchema({
    minLength: 0,
    description: 'Empty for none. Absent or null, a change leaves it as it is.',
  })
  @IsSecret({ max: MAX_KEY_LENGTH, clean: (text) => text.trim() })
  webhook_challenge?: Secret | null;
}

/** `POST /payments/credentials/` */
export class CreateCredentialRequest extends CredentialFields {
  @IsSecret({ max: MAX_KEY_LENGTH, clean: pastedKey })
  private_key!: Secret;

  override environment: ProviderEnvironment = 'sandbox';
}

/** The fields of a change. */
class ChangeableFields extends CredentialFields {
  @IsFlag()
  is_active!: boolean;
}

/** `PUT /payments/credentials/{id}/`: absent optional fields keep their value. */
export class ReplaceCredentialRequest extends whenGiven(
  ChangeableFields,
  'environment',
  'is_active',
) {}

/** `PATCH /payments/credentials/{id}/` */
export class ChangeCredentialRequest extends whenGiven(
  ChangeableFields,
  'provider',
  'api_key',
  'environment',
  'is_active',
) {}

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
