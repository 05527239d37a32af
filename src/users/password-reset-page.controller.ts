import { Controller, Get, Header } from '@nestjs/common';
import { Public } from '../auth/access.decorators.js';
import { AnyQuery } from '../common/http/known-query.interceptor.js';
import { Describe, Tag } from '../common/openapi/describe.decorator.js';
import { ClosedToPages } from '../cors/cors.decorator.js';
import { PAGE_POLICY, PASSWORD_RESET_PAGE } from './password-reset-page.html.js';
import { passwordResetsDocs } from './password-resets.openapi.js';

/** The page that a mailed link opens. */
@Public()
@ClosedToPages()
@AnyQuery()
@Tag('Logins')
@Controller('reset-password')
export class PasswordResetPageController {
  @Describe(passwordResetsDocs.page)
  @Get()
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Content-Security-Policy', PAGE_POLICY)
  @Header('Cache-Control', 'no-store')
  show(): string {
    return PASSWORD_RESET_PAGE;
  }
}
