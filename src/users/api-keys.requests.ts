import { Transform, type TransformFnParams } from 'class-transformer';
import { Matches } from 'class-validator';
import { normaliseKey, PRIVATE_KEY_FORM, PUBLIC_KEY_FORM } from '../auth/api-key-pair.js';
import { type Secret } from '../common/crypto/secret.js';
import { FieldSchema } from '../common/openapi/field-schema.js';
import { IsWholeNumber } from '../common/validation/rules.js';
import { IsSecret } from '../common/validation/secret-rules.js';

/** Thirty days, to update the portal on every router. */
const MAX_GRACE_HOURS = 720;

const anyCase = (form: RegExp): RegExp => new RegExp(form.source, 'i');

/** `?grace_hours=`: how long the old public key keeps working. */
export class GraceQuery {
  @IsWholeNumber(0, MAX_GRACE_HOURS)
  grace_hours = 0;
}

/** `POST /users/set-custom-api-keys/` */
export class SetCustomApiKeysRequest {
  @Transform(({ value }: TransformFnParams): unknown =>
    typeof value === 'string' ? normaliseKey(value) : value,
  )
  @Matches(PUBLIC_KEY_FORM, { message: 'public_key must be 32 hexadecimal characters' })
  @FieldSchema({ type: 'string', description: 'It must be 32 hexadecimal characters.' })
  public_key!: string;

  @IsSecret({
    max: 4096,
    pattern: {
      form: anyCase(PRIVATE_KEY_FORM),
      message: 'must be 64 hexadecimal characters',
    },
  })
  private_key!: Secret;
}
