import { Transform, type TransformFnParams } from 'class-transformer';
import { IsIn, IsOptional } from 'class-validator';
import { Secret } from '../common/crypto/secret.js';
import { IsFilledText } from '../common/validation/rules.js';
import { IsSecret } from '../common/validation/secret-rules.js';
import {
  parseProviderCode,
  PROVIDER_CODES,
  PROVIDER_ENVIRONMENTS,
  type ProviderCode,
  type ProviderEnvironment,
} from '../providers/provider-code.js';

const LONGEST_KEY = 255;

/** `POST /payments/credentials/` */
export class CreateCredentialRequest {
  @Transform(({ value }: TransformFnParams): unknown => parseProviderCode(value) ?? value)
  @IsIn(PROVIDER_CODES, { message: `provider must be one of: ${PROVIDER_CODES.join(', ')}` })
  provider!: ProviderCode;

  @IsFilledText(LONGEST_KEY)
  api_key!: string;

  @IsSecret({ max: LONGEST_KEY })
  private_key!: Secret;

  @IsIn(PROVIDER_ENVIRONMENTS, {
    message: `environment must be one of: ${PROVIDER_ENVIRONMENTS.join(', ')}`,
  })
  environment: ProviderEnvironment = 'sandbox';

  @IsOptional()
  @IsSecret({ max: LONGEST_KEY })
  webhook_challenge?: Secret;
}
