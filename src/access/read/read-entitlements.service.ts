import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { type PageAsked } from '../../common/http/paging.js';
import { mapPage } from '../../database/keyset.js';
import { accessErrors } from '../access-errors.js';
import { DiagnoseService } from '../diagnose/diagnose.service.js';
import { AccountingSessionsRepository } from '../sessions/sessions.repository.js';
import { type EntitlementFilters } from './entitlement-filters.js';
import {
  type EntitlementDetails,
  ReadEntitlementsRepository,
} from './read-entitlements.repository.js';

/** The sessions that details show. */
const MAX_SESSIONS = 50;

/** Reads entitlements as operators see them. */
@Injectable()
export class ReadEntitlementsService {
  constructor(
    private readonly entitlements: ReadEntitlementsRepository,
    private readonly sessions: AccountingSessionsRepository,
    private readonly diagnoses: DiagnoseService,
    private readonly clock: Clock,
  ) {}

  /** Lists an operator's entitlements that match the filters, newest first. */
  async list(userId: number, filters: EntitlementFilters, asked: PageAsked) {
    const now = this.clock.now();
    const page = await this.entitlements.list(userId, filters, asked, now);
    return mapPage(page, (record) => ({ record, now }));
  }

  /** @throws ApiError 404 */
  async detailsOf(userId: number, id: string): Promise<EntitlementDetails & { now: Date }> {
    const [details, sessions, { findings }] = await Promise.all([
      this.entitlements.findDetails(userId, id),
      this.sessions.newestOf(userId, id, MAX_SESSIONS),
      this.diagnoses.diagnose(userId, { by: 'entitlement', value: id, routerId: null }),
    ]);
    if (!details) throw accessErrors.entitlementNotFound();
    return { ...details, sessions, findings, now: this.clock.now() };
  }
}
