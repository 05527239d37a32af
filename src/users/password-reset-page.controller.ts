import { Controller, Get, Header } from '@nestjs/common';
import { Public } from '../auth/access.decorators.js';
import { AnyQuery } from '../common/http/known-query.guard.js';
import { Describe, htmlPage, Tag } from '../common/openapi/describe.decorator.js';
import { ClosedToPages } from '../cors/cors.decorator.js';
import { PAGE_POLICY, PASSWORD_RESET_PAGE } from './password-reset-page.html.js';

/** The page that a mailed link opens. */
@Public()
@ClosedToPages()
@AnyQuery()
@Tag('Logins')
@Controller('reset-password')
export class PasswordResetPageController {
  @Describe({
    summary: 'Show the page that the link of a mail opens',
    description: 'The token is in the part of the address that browsers keep to themselves.',
    answers: [
      htmlPage(200, 'A page with one field.', '<!doctype html><title>Set a new password</title>'),
    ],
  })
  @Get()
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Content-Security-Policy', PAGE_POLICY)
  @Header('Cache-Control', 'no-store')
  show(): string {
    return PASSWORD_RESET_PAGE;
  }
}
