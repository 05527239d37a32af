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
import { type ExportedPayment, paymentExportQuery, paymentTable } from './payment-export.js';
import { PaymentFiltersQuery } from './payment-filters.requests.js';

const EXAMPLE: ExportedPayment = {
  id: '0198c0de-0000-7000-8000-000000000001',
  createdAt: new Date('2026-03-01T09:00:00Z'),
  completedAt: new Date('2026-03-01T09:00:30Z'),
  status: 'completed',
  amountMinor: '5000',
  currency: 'KES',
  feeMinor: '150',
  netMinor: '4850',
  phoneE164: '+254712345678',
  receipt: 'TDL4MADEUP',
  routerId: 1,
  routerName: 'Mama Njeri Café',
  packageId: 1,
  packageName: 'One day',
  paymentMethod: 'mpesa',
  paymentProvider: 'instasend',
  invoiceId: 'Y5JJV4V',
  macAddress: 'AA:BB:CC:DD:EE:FF',
  packageExpiryTime: new Date('2026-03-02T09:00:30Z'),
  reviewReason: null,
  retryCount: 0,
  errorMessage: '',
};

/** Operators' payments as a file. */
@Tag('Payments')
@Controller('payments/export')
export class PaymentExportController {
  constructor(
    private readonly cursors: RowCursors,
    private readonly clock: Clock,
  ) {}

  @Describe({
    summary: 'Export payments as CSV',
    description:
      'The payments of the list with the same filters, newest first, as they were at one moment. ' +
      'UTF-8 with a byte order mark; times are local times of `tz` with their offset; amounts are ' +
      'decimals; texts that a spreadsheet would calculate begin with an apostrophe. Columns keep ' +
      'their names and places. An operator runs one export at a time on a server, for at most ten ' +
      'minutes. A connection that is cut means that the file is not whole.',
    answers: [csvAnswer('The file.', paymentTable(localClock(DEFAULT_ZONE)), EXAMPLE)],
    errors: [cursorErrors.oneAtATime(), cursorErrors.busy()],
  })
  @Get()
  @Header('Cache-Control', 'no-store')
  async export(
    @CurrentUser() { userId }: Caller,
    @KnownQuery(PaymentFiltersQuery) filters: PaymentFiltersQuery,
  ) {
    const local = localClock(filters.tz ?? DEFAULT_ZONE);
    const period = { from: filters.from, to: filters.to ?? this.clock.now() };
    const rows = await this.cursors.read(userId, paymentExportQuery(userId, filters));
    return csvDownload(rows, paymentTable(local), fileNameOf('payments', period, local));
  }
}
