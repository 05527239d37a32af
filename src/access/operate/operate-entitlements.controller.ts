import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { CurrentUser } from '../../auth/access.decorators.js';
import { type Caller } from '../../auth/caller.js';
import { UuidParam } from '../../common/http/path-ids.js';
import { answer, Describe, Tag } from '../../common/openapi/describe.decorator.js';
import { Idempotent } from '../../idempotency/idempotency.interceptor.js';
import { packageNotFound } from '../../packages/package-errors.js';
import { routerNotFound } from '../../routers/router-errors.js';
import { accessErrors } from '../access-errors.js';
import { EntitlementResponse } from '../read/entitlement.response.js';
import { ChangeAccessService } from './change-access.service.js';
import { GrantAccessService } from './grant-access.service.js';
import {
  ExtendAccessRequest,
  GrantAccessRequest,
  RevokeAccessRequest,
} from './operate.requests.js';
import { grantOf, minutesOf } from './read-requests.js';

const sold = EntitlementResponse.example;
const [device] = sold.devices;
const notYet = { online: false, online_since: null, first_login_at: null };

/** Access that operators give, extend and revoke. */
@Tag('Access')
@Controller('access/entitlements')
export class OperateEntitlementsController {
  constructor(
    private readonly grants: GrantAccessService,
    private readonly changes: ChangeAccessService,
  ) {}

  @Idempotent()
  @Describe({
    summary: 'Give access without a payment',
    description:
      'A gift, or a compensation. Give a `package` of the router, on sale or not, or `minutes` with ' +
      'both speeds. It starts now and has a code of its own; a device that is named logs in without ' +
      'the code. The reason stays in the history for good.',
    example: {
      router: 1,
      package: 1,
      phone: '0712345678',
      mac_address: 'AA:BB:CC:DD:EE:FF',
      reason: 'No access yesterday evening',
    },
    answers: [
      answer(201, 'The new entitlement.', EntitlementResponse, {
        ...sold,
        ...notYet,
        source: 'operator',
        payment: null,
        devices: device
          ? [{ ...device, online: false, online_since: null, first_seen: null, last_seen: null }]
          : [],
        updated_at: sold.created_at,
      }),
    ],
    errors: [
      routerNotFound(),
      packageNotFound(),
      accessErrors.grantAmbiguous(),
      accessErrors.grantHasPackage('device_limit'),
      accessErrors.grantIncomplete('download_speed_mbps'),
      accessErrors.packageOfOtherRouter(),
      accessErrors.phoneInvalid(),
    ],
  })
  @Post()
  grant(@CurrentUser() caller: Caller, @Body() body: GrantAccessRequest) {
    return this.grants.grant(caller, grantOf(body));
  }

  @Idempotent()
  @Describe({
    summary: 'Extend an entitlement',
    description:
      'By `minutes` or by `hours`. The later ones of its chain move with it, so that the customer ' +
      'stays online, and a running session is told its new end. The reason stays in the history.',
    example: { minutes: 60, reason: 'The power was out' },
    answers: [
      answer(200, 'The entitlement as it is now.', EntitlementResponse, {
        ...sold,
        ends_at: '2026-03-02T10:00:30.000Z',
        chain_ends_at: '2026-03-02T10:00:30.000Z',
        updated_at: '2026-03-01T11:00:00.000Z',
      }),
    ],
    errors: [accessErrors.extensionAmbiguous(), accessErrors.ended(), accessErrors.notStarted()],
  })
  @Post(':id/extend')
  @HttpCode(200)
  extend(
    @CurrentUser() caller: Caller,
    @UuidParam(accessErrors.entitlementNotFound) id: string,
    @Body() body: ExtendAccessRequest,
  ) {
    return this.changes.extend(caller, id, minutesOf(body), body.reason);
  }

  @Idempotent()
  @Describe({
    summary: 'Revoke an entitlement',
    description:
      'From now on no login is accepted with it. The later ones of its chain start earlier; when ' +
      'none is left, its sessions are ended. It cannot be undone. The reason stays in the history.',
    example: { reason: 'Refunded' },
    answers: [
      answer(200, 'The entitlement as it is now.', EntitlementResponse, {
        ...sold,
        state: 'revoked',
        is_active: false,
        chain_ends_at: null,
        revoked_at: '2026-03-01T11:00:00.000Z',
        revoke_reason: 'Refunded',
        updated_at: '2026-03-01T11:00:00.000Z',
      }),
    ],
    errors: [accessErrors.ended()],
  })
  @Post(':id/revoke')
  @HttpCode(200)
  revoke(
    @CurrentUser() caller: Caller,
    @UuidParam(accessErrors.entitlementNotFound) id: string,
    @Body() { reason }: RevokeAccessRequest,
  ) {
    return this.changes.revoke(caller, id, reason);
  }
}
