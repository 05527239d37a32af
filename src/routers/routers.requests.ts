import { Transform, type TransformFnParams } from 'class-transformer';
import { IsIP, registerDecorator } from 'class-validator';
import { type Secret } from '../common/crypto/secret.js';
import { isPortalUrl, MAX_PORTAL_URL_LENGTH } from '../common/http/portal-url.js';
import { isWireguardKey } from '../common/network/wireguard-key.js';
import { FieldSchema, NullRemoves } from '../common/openapi/field-schema.js';
import {
  custom,
  IsFilledText,
  IsFlag,
  IsOneOf,
  IsText,
  IsWholeNumber,
} from '../common/validation/rules.js';
import { IsSecret } from '../common/validation/secret-rules.js';
import { whenGiven } from '../common/validation/when-given.js';
import { type ProviderCode } from '../providers/provider-code.js';
import { IsPreferredProvider } from './preferred-provider.rule.js';
import { ACCESS_METHODS, type AccessMethod, DEFAULT_COA_PORT } from './router.entity.js';
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

  @FieldSchema({
    description:
      'How customers get access: by RADIUS, by the REST API of the router, or by a system of ' +
      'the operator (`none`).',
  })
  @IsOneOf(ACCESS_METHODS)
  access_method!: AccessMethod;

  @FieldSchema({
    type: 'string',
    format: 'ipv4',
    description:
      'The source address of its RADIUS packets. This server assigns it; only where ' +
      '`NAS_ADDRESS=operator` can it be set, and null then has one assigned again.',
  })
  @NullRemoves()
  @IsIP(4, { message: 'nas_address must be an IPv4 address' })
  nas_address!: string | null;

  @FieldSchema({
    type: 'string',
    description: 'The public key of its end of the tunnel, as the router shows it.',
  })
  @NullRemoves()
  @IsTunnelKey()
  wireguard_public_key!: string | null;

  @FieldSchema({ description: 'Its port for Disconnect-Requests and CoA-Requests (RFC 5176).' })
  @IsWholeNumber(1, 65_535)
  coa_port!: number;

  @FieldSchema({
    type: 'string',
    maxLength: MAX_PORTAL_URL_LENGTH,
    description:
      'Where it sends customers who have not paid, such as a portal of your own; null: to the ' +
      'portal of this server.',
  })
  @NullRemoves()
  @IsPortalAddress()
  portal_url!: string | null;

  @IsPreferredProvider()
  preferred_provider!: ProviderCode | null;
}

/** `POST /routers/` */
export class CreateRouterRequest extends whenGiven(RouterFields, 'port') {
  override use_https = false;
  override verify_certificate = true;
  override access_method: AccessMethod = 'none';
  override nas_address: string | null = null;
  override wireguard_public_key: string | null = null;
  override coa_port = DEFAULT_COA_PORT;
  override portal_url: string | null = null;
  override preferred_provider: ProviderCode | null = null;
}

function IsTunnelKey(): PropertyDecorator {
  return custom(
    'isTunnelKey',
    (value) => typeof value === 'string' && isWireguardKey(value),
    '$property must be a public key of WireGuard: 32 bytes in base64',
  );
}

function IsPortalAddress(): PropertyDecorator {
  return custom(
    'isPortalAddress',
    (value) => typeof value === 'string' && isPortalUrl(value),
    '$property must be the http or https address of a page, of at most ' +
      `${MAX_PORTAL_URL_LENGTH} characters`,
  );
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

/** The fields about access, set-up and sales. */
const ACCESS_FIELDS = [
  'access_method',
  'nas_address',
  'wireguard_public_key',
  'coa_port',
  'portal_url',
  'preferred_provider',
] as const;

/** `PUT /routers/{id}/`: absent optional fields keep their value, and so does an absent password. */
export class ReplaceRouterRequest extends whenGiven(
  RouterFields,
  'port',
  'password',
  'use_https',
  'verify_certificate',
  ...ACCESS_FIELDS,
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
  ...ACCESS_FIELDS,
) {}
