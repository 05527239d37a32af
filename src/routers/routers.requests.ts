import { Transform, type TransformFnParams } from 'class-transformer';
import { registerDecorator } from 'class-validator';
import { type Secret } from '../common/crypto/secret.js';
import { FieldSchema } from '../common/openapi/field-schema.js';
import { IsFilledText, IsFlag, IsText, IsWholeNumber } from '../common/validation/rules.js';
import { IsSecret } from '../common/validation/secret-rules.js';
import { whenGiven } from '../common/validation/when-given.js';
import { isRouterHost } from './router-host.js';

/** The fields of a router in a request. */
class RouterFields {
  @IsFilledText(100)
  name!: string;

  @Transform(({ value }: TransformFnParams): unknown =>
    typeof value === 'string' ? value.trim() : value,
  )
  @IsRouterHost()
  @FieldSchema({
    minLength: 1,
    description: 'A host name or an IP address, without scheme, port or path.',
  })
  @IsText(253)
  host!: string;

  @FieldSchema({
    description:
      'Of its www or www-ssl service. 80 unless given, or 443 with `use_https`. When only ' +
      '`use_https` is changed, a port that was the usual one becomes the usual one again.',
  })
  @IsWholeNumber(1, 65_535)
  port!: number;

  @IsFilledText(100)
  username!: string;

  @IsSecret({ min: 0, max: 255 })
  password!: Secret;

  @IsFlag()
  use_https!: boolean;

  @IsFlag()
  verify_certificate!: boolean;
}

/** `POST /routers/` */
export class CreateRouterRequest extends whenGiven(RouterFields, 'port') {
  override use_https = false;
  override verify_certificate = true;
}

function IsRouterHost(): PropertyDecorator {
  return (target, propertyName) => {
    registerDecorator({
      name: 'isRouterHost',
      target: target.constructor,
      propertyName: String(propertyName),
      options: {
        message:
          'host must be a host name or an IP address, without scheme, port or path: ' +
          'the port belongs in port',
      },
      validator: { validate: (value) => typeof value === 'string' && isRouterHost(value) },
    });
  };
}

/** `PUT /routers/{id}/`: absent optional fields keep their value, and so does an absent password. */
export class ReplaceRouterRequest extends whenGiven(
  RouterFields,
  'port',
  'password',
  'use_https',
  'verify_certificate',
) {}

/** `PATCH /routers/{id}/` */
export class ChangeRouterRequest extends whenGiven(
  RouterFields,
  'name',
  'host',
  'port',
  'username',
  'password',
  'use_https',
  'verify_certificate',
) {}
