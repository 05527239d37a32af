import { Controller, Get, Header, Res } from '@nestjs/common';
import { type Response } from 'express';
import { CurrentUser } from '../auth/access.decorators.js';
import { type Caller } from '../auth/caller.js';
import { sha256Hex } from '../common/crypto/hash.js';
import { CSV_MEDIA_TYPE } from '../common/csv/csv.js';
import { KnownQuery } from '../common/http/known-query.guard.js';
import { answer, Describe, notModified, Tag } from '../common/openapi/describe.decorator.js';
import { text } from '../common/openapi/schema.js';
import { EXAMPLE_CSV, groupsAsCsv } from './report-csv.js';
import { endsTooEarly, tooLong } from './report-period.js';
import { SummaryExportQuery, SummaryQuery } from './report.requests.js';
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

  @Describe({
    summary: 'Export sums of payments as CSV',
    description:
      'The groups of the summary, one a line: UTF-8 with a byte order mark, for spreadsheets. Units ' +
      'of time have the offset of `tz`.',
    answers: [
      {
        status: 200,
        description: 'A file.',
        mediaType: 'text/csv',
        schema: text,
        example: EXAMPLE_CSV,
      },
    ],
    errors: [endsTooEarly(), tooLong('hour')],
  })
  @Get('summary/export')
  async export(
    @CurrentUser() { userId }: Caller,
    @KnownQuery(SummaryExportQuery) { by = 'day', ...query }: SummaryExportQuery,
    @Res({ passthrough: true }) response: Response,
  ) {
    const { groups } = await this.summaries.summarise(userId, { ...query, by });
    response.set({
      'Content-Type': CSV_MEDIA_TYPE,
      'Content-Disposition': `attachment; filename="sales-by-${by}.csv"`,
    });
    return groupsAsCsv(groups ?? []);
  }
}
