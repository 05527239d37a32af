import { Controller, Get, Header, Res } from '@nestjs/common';
import { type Response } from 'express';
import { CurrentUser } from '../auth/access.decorators.js';
import { type Caller } from '../auth/caller.js';
import { sha256Hex } from '../common/crypto/hash.js';
import { KnownQuery } from '../common/http/known-query.interceptor.js';
import { answer, Describe, notModified, Tag } from '../common/openapi/describe.decorator.js';
import { endsTooEarly, tooLong } from './report-period.js';
import { SummaryQuery } from './report.requests.js';
import { SummaryResponse } from './report.response.js';
import { SummaryService } from './summary.service.js';

/** What operators' sales come to. */
@Tag('Reports')
@Controller('reports')
export class ReportsController {
  constructor(private readonly summaries: SummaryService) {}

  @Header('Cache-Control', 'private, no-cache')
  @Describe({
    summary: 'Sum up payments of a period',
    description:
      'Today unless `from` and `to` are given; days are those of `tz`. Money counts when a payment ' +
      'was completed, everything else when it was started. `by` groups, and lists units of time ' +
      'without payments, too. `If-None-Match` with the `ETag` of an earlier answer is answered by ' +
      '304 as long as nothing but `as_of` differs.',
    answers: [
      answer(200, 'Sums and counts.', SummaryResponse),
      notModified('Nothing has changed.'),
    ],
    errors: [endsTooEarly(), tooLong('hour')],
  })
  @Get('summary')
  async summary(
    @CurrentUser() { userId }: Caller,
    @KnownQuery(SummaryQuery) query: SummaryQuery,
    @Res({ passthrough: true }) response: Response,
  ) {
    const body = SummaryResponse.of(await this.summaries.summarise(userId, query));
    // Express compares it with `If-None-Match`.
    response.set('ETag', `"${sha256Hex(JSON.stringify({ ...body, as_of: null }))}"`);
    return body;
  }
}
