import { Body, Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import { type Response } from 'express';
import { CurrentUser, Public } from '../../auth/access.decorators.js';
import { type Caller } from '../../auth/caller.js';
import { invalidFields, notFound } from '../../common/errors/api-error.js';
import { AnyQuery } from '../../common/http/known-query.guard.js';
import { answer, Describe, NotInDocument, Tag } from '../../common/openapi/describe.decorator.js';
import { ClosedToPages } from '../../cors/cors.decorator.js';
import { countingUnavailable, SOME_WAIT_MS, tooMany } from '../../rate-limits/rate-limit-errors.js';
import { routerNotFound } from '../../routers/router-errors.js';
import { logoRefused } from '../settings/logo/logo.js';
import { fieldsOf } from '../settings/portal-settings.requests.js';
import { PortalPreviewRequest } from './portal-preview.requests.js';
import { PortalPreviewResponse } from './portal-preview.response.js';
import { PortalPreviewService } from './portal-preview.service.js';

/** How operators look at the portal before they save its settings. */
@Tag('Portal')
@Controller('portal/preview')
export class PortalPreviewController {
  constructor(private readonly previews: PortalPreviewService) {}

  @Describe({
    summary: 'Preview the portal',
    description:
      'Nothing is saved. The answer names a page that shows the packages of the router with the ' +
      'given settings, for five minutes. It is for a frame of a page of this server: it runs ' +
      'nothing, and its links lead nowhere. Settings are as in `PUT /portal/settings/`. To keep ' +
      'a logo, send it as it was answered.',
    example: { router: 1, name: 'Mama Njeri WiFi', color: '#0a6a3a', language: 'sw' },
    answers: [answer(200, 'Where the preview is.', PortalPreviewResponse)],
    errors: [
      routerNotFound(),
      logoRefused('format'),
      invalidFields({ color: ['color must be a colour such as #0a6a3a'] }),
      tooMany.logos(SOME_WAIT_MS),
      countingUnavailable(),
    ],
  })
  @Post()
  @HttpCode(200)
  async create(@CurrentUser() { userId }: Caller, @Body() body: PortalPreviewRequest) {
    const preview = await this.previews.create({
      userId,
      routerId: body.router,
      scope: body.settings_for,
      language: body.language,
      fields: fieldsOf(body),
    });
    return PortalPreviewResponse.of(preview);
  }
}

/** The pages of previews. Their addresses are sealed, so that nobody can make one. */
@Public()
@AnyQuery()
@ClosedToPages()
@NotInDocument('A page for a frame of the dashboard.')
@Controller('portal/preview')
export class PortalPreviewPageController {
  constructor(private readonly previews: PortalPreviewService) {}

  /** Show a preview. */
  @Get(':sealed')
  async show(@Param('sealed') sealed: string, @Res() response: Response): Promise<void> {
    const page = await this.previews.find(sealed);
    if (!page) throw notFound('not_found', 'There is no such preview any more.');
    response
      .set({
        'Content-Type': 'text/html; charset=utf-8',
        'Content-Language': page.language,
        'Content-Security-Policy': page.policy,
        'Cross-Origin-Resource-Policy': 'same-origin',
        'Referrer-Policy': 'no-referrer',
        'Cache-Control': 'no-store',
        'X-Robots-Tag': 'noindex',
      })
      .send(page.html);
  }
}
