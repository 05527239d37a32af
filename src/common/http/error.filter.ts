import { type ArgumentsHost, Catch, type ExceptionFilter, Inject } from '@nestjs/common';
import { type Request, type Response } from 'express';
import { LOGGER, type Logger } from '../logging/logger.js';
import { type ApiError } from '../errors/api-error.js';
import { errorBody, errorHeaders, toApiError } from './error-body.js';
import { ErrorPages } from './error-pages.js';
import { aboutPayment, currentLanguage, currentRequest } from './request-context.js';

/** Turns every error, from whatever layer, into an error response. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  constructor(
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly pages: ErrorPages,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const error = toApiError(thrown);
    this.report(thrown, error);

    const http = host.switchToHttp();
    const response = http.getResponse<Response>();
    if (response.headersSent) {
      // Part of the response was sent: closing the connection is the only way left to signal the
      // error.
      response.destroy();
      return;
    }
    response.status(error.status).set(error.details.headers ?? {});
    const page = this.pages.pageOf(error, http.getRequest<Request>());
    if (page) {
      response.set(page.headers).send(page.html);
      return;
    }
    const language = currentLanguage();
    response
      .set(errorHeaders(error, language))
      .vary('Accept-Language')
      .json(errorBody(error, currentRequest()?.requestId, language));
  }

  /**
   * Logs our own faults as errors and outages of other systems as warnings. Bad requests are not
   * logged here.
   */
  private report(thrown: unknown, { status, code, message, details }: ApiError): void {
    if (details.paymentId !== undefined) aboutPayment(details.paymentId);
    if (status === 502 || status === 503 || status === 504) {
      this.logger.warn({ err: thrown, code }, message);
    } else if (status >= 500) {
      this.logger.error({ err: thrown, code }, message);
    }
  }
}
