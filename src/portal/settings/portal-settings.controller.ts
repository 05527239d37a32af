import { Body, Controller, Get, Put } from '@nestjs/common';
import { CurrentUser } from '../../auth/access.decorators.js';
import { type Caller } from '../../auth/caller.js';
import { invalidFields } from '../../common/errors/api-error.js';
import { KnownQuery } from '../../common/http/known-query.guard.js';
import { answer, Describe, Tag } from '../../common/openapi/describe.decorator.js';
import { countingUnavailable, SOME_WAIT_MS, tooMany } from '../../rate-limits/rate-limit-errors.js';
import { routerNotFound } from '../../routers/router-errors.js';
import { logoRefused } from './logo/logo.js';
import {
  fieldsOf,
  PortalSettingsQuery,
  PortalSettingsRequest,
} from './portal-settings.requests.js';
import { PortalSettingsResponse } from './portal-settings.response.js';
import { PortalSettingsService } from './portal-settings.service.js';

/** How operators set what the hosted portal shows. */
@Tag('Portal')
@Controller('portal/settings')
export class PortalSettingsController {
  constructor(private readonly settings: PortalSettingsService) {}

  @Describe({
    summary: 'Show the settings of the portal',
    description: 'Those for all routers, or with `router` those that only one of them has.',
    answers: [answer(200, 'The settings.', PortalSettingsResponse)],
    errors: [routerNotFound()],
  })
  @Get()
  async get(
    @CurrentUser() { userId }: Caller,
    @KnownQuery(PortalSettingsQuery) { router }: PortalSettingsQuery,
  ) {
    return PortalSettingsResponse.of(await this.settings.get(userId, router ?? null));
  }

  @Describe({
    summary: 'Set what the portal shows',
    description:
      'Replaces the settings for all routers, or with `router` those of one: a field that is absent ' +
      'or null is not set any more. To keep the logo, send it as it was answered. All of it is shown ' +
      'as text. Customers see a change within two seconds.',
    example: {
      name: 'Mama Njeri WiFi',
      color: '#0a6a3a',
      logo: PortalSettingsResponse.example.logo,
      support_phone: '0712 345 678',
      terms_url: 'https://mama-njeri.example/terms',
      notice: 'No network on Sunday from 10 to 12.',
    },
    answers: [answer(200, 'The settings as they are now.', PortalSettingsResponse)],
    errors: [
      routerNotFound(),
      logoRefused('format'),
      invalidFields({ color: ['color must be a colour such as #0a6a3a'] }),
      tooMany.logos(SOME_WAIT_MS),
      countingUnavailable(),
    ],
  })
  @Put()
  async replace(
    @CurrentUser() { userId }: Caller,
    @KnownQuery(PortalSettingsQuery) { router }: PortalSettingsQuery,
    @Body() body: PortalSettingsRequest,
  ) {
    const fields = fieldsOf(body);
    return PortalSettingsResponse.of(await this.settings.replace(userId, router ?? null, fields));
  }
}
