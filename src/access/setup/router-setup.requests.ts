import { FieldSchema } from '../../common/openapi/field-schema.js';
import { IsOneOf } from '../../common/validation/rules.js';
import { ROUTER_OS_VERSIONS, type RouterOsVersion } from './router-os-version.js';

/** `GET /routers/{id}/setup/` */
export class RouterSetupQuery {
  @FieldSchema({
    description: 'The version of RouterOS: `6`, `7.0` for 7.0 to 7.14, `7.15` for 7.15 and later.',
  })
  @IsOneOf(ROUTER_OS_VERSIONS)
  routeros: RouterOsVersion = '7.15';
}
