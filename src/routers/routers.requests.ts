import { Matches } from 'class-validator';
import { type Secret } from '../common/crypto/secret.js';
import { IsFilledText, IsFlag, IsText, IsWholeNumber } from '../common/validation/rules.js';
import { IsSecret } from '../common/validation/secret-rules.js';

/** A host name, an IPv4 address, or an IPv6 address with or without brackets. */
const HOST = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9_.-]*[a-z0-9])?|\[?[0-9a-f:.]*:[0-9a-f:.]*\]?)$/i;

/** `POST /routers/` */
export class CreateRouterRequest {
  @IsFilledText(100)
  name!: string;

  @IsText(253)
  @Matches(HOST, { message: 'host must be a host name or an IP address' })
  host!: string;

  @IsWholeNumber(1, 65_535)
  port = 80;

  @IsFilledText(100)
  username!: string;

  @IsSecret({ max: 255 })
  password!: Secret;

  @IsFlag()
  use_https = false;
}
