import { Controller, Get } from '@nestjs/common';
import { CurrentUser } from '../../auth/access.decorators.js';
import { type Caller } from '../../auth/caller.js';
import { KnownQuery } from '../../common/http/known-query.guard.js';
import { type PageAsked, PageOf } from '../../common/http/paging.js';
import { UuidParam } from '../../common/http/path-ids.js';
import { isUuid } from '../../common/ids/uuid.js';
import { answer, Describe, Tag } from '../../common/openapi/describe.decorator.js';
import { accessErrors } from '../access-errors.js';
import { EntitlementDetailsResponse } from './entitlement-details.response.js';
import { EntitlementFiltersQuery } from './entitlement-filters.requests.js';
import { EntitlementPage } from './entitlement.response.js';
import { ReadEntitlementsService } from './read-entitlements.service.js';

/** Operators' entitlements. */
@Tag('Access')
@Controller('access/entitlements')
export class EntitlementsController {
  constructor(private readonly entitlements: ReadEntitlementsService) {}

  @Describe({
    summary: 'List entitlements',
    description: 'All filters that are given have to fit. `active=true` is what runs now.',
    answers: [answer(200, 'A page of entitlements.', EntitlementPage)],
  })
  @Get()
  async list(
    @CurrentUser() { userId }: Caller,
    @KnownQuery(EntitlementFiltersQuery) filters: EntitlementFiltersQuery,
    @PageOf(isUuid) asked: PageAsked,
  ) {
    return EntitlementPage.of(await this.entitlements.list(userId, filters, asked));
  }

  @Describe({
    summary: 'Show an entitlement with all that happened to it',
    answers: [
      answer(200, 'The entitlement, its sessions and its history.', EntitlementDetailsResponse),
    ],
  })
  @Get(':id')
  async get(
    @CurrentUser() { userId }: Caller,
    @UuidParam(accessErrors.entitlementNotFound) id: string,
  ) {
    return EntitlementDetailsResponse.of(await this.entitlements.detailsOf(userId, id));
  }
}
