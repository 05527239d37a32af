import { Controller } from '@nestjs/common';
import { PortalAccess } from '../../auth/access.decorators.js';
import { Tag } from '../../common/openapi/describe.decorator.js';
import { promptAndLinkRoutes, promptRoutes } from './selling.controller.js';
import { ANY_PROVIDER } from './selling.response.js';

/** The routes with which captive portals sell packages through IntaSend. */
@PortalAccess()
@Tag('Selling')
@Controller('payments/intasend')
export class IntaSendController extends promptAndLinkRoutes({
  provider: 'instasend',
  codes: ['instasend'],
  prefix: '',
}) {}

/** The routes with which captive portals sell packages through Kopo Kopo. */
@PortalAccess()
@Tag('Selling')
@Controller('payments/kopokopo')
export class KopoKopoController extends promptRoutes({
  provider: 'kopokopo',
  codes: ['kopokopo'],
  prefix: 'KopoKopo',
}) {}

/** The routes with which captive portals sell packages through whichever provider is preferred. */
@PortalAccess()
@Tag('Selling')
@Controller('payments')
export class PreferredProviderController extends promptRoutes(ANY_PROVIDER) {}

/** All of them. */
export const SELLING_CONTROLLERS = [
  IntaSendController,
  KopoKopoController,
  PreferredProviderController,
];
