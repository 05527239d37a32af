import { Matches } from 'class-validator';
import { type Secret } from '../common/crypto/secret.js';
import { FieldSchema } from '../common/openapi/field-schema.js';
import { IsFilledText, IsFlag, IsText, IsWholeNumber } from '../common/validation/rules.js';
import { IsSecret } from '../common/validation/secret-rules.js';
import { whenGiven } from '../common/validation/when-given.js';

/** A host name, an IPv4 address, or an IPv6 address with or without brackets. */
const HOST = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9_.-]*[a-z0-9])?|\[?[0-9a-f:.]*:[0-9a-f:.]*\]?)$/i;

/** What an operator says of a router. */
class RouterFields {
  @IsFilledText(100)
  name!: string;

  @Matches(HOST, { message: 'host must be a host name or an IP address' })
  @FieldSchema({ minLength: 1, description: 'A host name or an IP address.' })
  @IsText(253)
  host!: string;

  @IsWholeNumber(1, 65_535)
  port!: number;

  @IsFilledText(100)
  username!: string;

  @IsSecret({ max: 255 })
  password!: Secret;

  @IsFlag()
  use_https!: boolean;

  @IsFlag()
  verify_certificate!: boolean;
}

/** `POST /routers/` */
export class CreateRouterRequest extends RouterFields {
  override port = 80;
  override use_https = false;
  override verify_certificate = true;
}

/** `PUT /routers/{id}/`: what may be absent stays what it is, the password before all. */
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
