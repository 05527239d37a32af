import { Controller, Get, Header } from '@nestjs/common';
import { CurrentUser } from '../../auth/access.decorators.js';
import { type Caller } from '../../auth/caller.js';
import { Clock } from '../../common/clock.js';
import { csvAnswer, csvDownload, fileNameOf } from '../../common/http/csv-download.js';
import { KnownQuery } from '../../common/http/known-query.guard.js';
import { Describe, Tag } from '../../common/openapi/describe.decorator.js';
import { localClock } from '../../common/time/local-time.js';
import { DEFAULT_ZONE } from '../../common/time/zone.js';
import { cursorErrors, RowCursors } from '../../database/row-cursors.js';
import { sessionTable } from './session-export.js';
import { SessionFiltersQuery } from './session-filters.requests.js';
import { sessionExportQuery, type SessionRecord } from './session-filters.js';

const EXAMPLE: SessionRecord = {
  id: '9b0c4f6e-2d8a-4f3b-8c57-1f0e6a2b7d90',
  routerId: 1,
  routerName: 'Mama Njeri Café',
  macAddress: 'AA:BB:CC:DD:EE:FF',
  ipAddress: '10.5.50.10',
  startedAt: new Date('2026-03-01T09:00:31Z'),
  updatedAt: new Date('2026-03-01T10:30:31Z'),
  stoppedAt: null,
  stopCause: null,
  sessionSeconds: '5400',
  octetsUp: '52428800',
  octetsDown: '734003200',
  entitlementId: '0198c0de-0000-7000-8000-0000000000e1',
  paymentId: '0198c0de-0000-7000-8000-000000000001',
  accessCode: 'K7MP2XQR',
  phoneE164: '+254712345678',
  packageName: 'One day',
  downloadSpeedMbps: 10,
  uploadSpeedMbps: 5,
  chainEndsAt: new Date('2026-03-02T09:00:30Z'),
};

/** Accounting sessions at operators' routers, as a file. */
@Tag('Access')
@Controller('access/sessions/export')
export class SessionExportController {
  constructor(
    private readonly cursors: RowCursors,
    private readonly clock: Clock,
  ) {}

  @Describe({
    summary: 'Export accounting sessions as CSV',
    description:
      'The sessions of the list with the same filters, the newest start first. The form of the file ' +
      'is that of `GET /payments/export/`.',
    answers: [csvAnswer('The file.', sessionTable(localClock(DEFAULT_ZONE)), EXAMPLE)],
    errors: [cursorErrors.oneAtATime(), cursorErrors.busy()],
  })
  @Get()
  @Header('Cache-Control', 'no-store')
  async export(
    @CurrentUser() { userId }: Caller,
    @KnownQuery(SessionFiltersQuery) filters: SessionFiltersQuery,
  ) {
    const local = localClock(filters.tz ?? DEFAULT_ZONE);
    const period = { from: filters.from, to: filters.to ?? this.clock.now() };
    const rows = await this.cursors.read(userId, sessionExportQuery(userId, filters));
    return csvDownload(rows, sessionTable(local), fileNameOf('sessions', period, local));
  }
}
