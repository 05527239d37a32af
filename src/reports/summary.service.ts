import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { SalesBulkhead } from '../common/sales-bulkhead.js';
import { DEFAULT_ZONE } from '../common/time/zone.js';
import { parseProviderCode, PROVIDER_NAMES } from '../providers/provider-code.js';
import {
  bucketsOf,
  comparedPeriod,
  type Comparison,
  completePeriod,
  type Period,
  TIME_UNITS,
  type TimeUnit,
} from './report-period.js';
import { type Group, type Summary } from './report.response.js';
import { addUp, type Dimension, type Grouping, NO_SUMS, type Sums } from './sums.js';
import { type SumsOfGroup, SumsRepository } from './sums.repository.js';

/** The report that is asked for. */
export interface AskedSummary {
  readonly from?: Date;
  readonly to?: Date;
  readonly tz?: string;
  readonly compare?: Comparison;
  readonly by?: Grouping;
}

/** Sums up an operator's payments. */
@Injectable()
export class SummaryService {
  constructor(
    private readonly sums: SumsRepository,
    private readonly clock: Clock,
    private readonly salesBulkhead: SalesBulkhead,
  ) {}

  /** @throws ApiError 400 for a period that cannot be reported */
  async summarise(userId: number, asked: AskedSummary): Promise<Summary> {
    const { tz: zone = DEFAULT_ZONE, compare, by } = asked;
    const asOf = this.clock.now();
    const period = completePeriod(asked, zone, asOf);
    const compared = compare ? comparedPeriod(period, compare, zone, asOf) : null;
    this.salesBulkhead.readStarted();
    const [groups, others] = await Promise.all([
      this.groupsOf(userId, period, zone, by),
      compared ? this.totalsOf(userId, compared) : null,
    ]);
    return {
      ...period,
      ...{ zone, asOf },
      sums: addUp(groups),
      compared: compared && others && { ...compared, sums: others },
      groups: by ? groups : null,
    };
  }

  private async totalsOf(userId: number, period: Period): Promise<Sums> {
    return addUp(await this.sums.read(userId, period, { kind: 'nothing' }));
  }

  private async groupsOf(
    userId: number,
    period: Period,
    zone: string,
    by: Grouping | undefined,
  ): Promise<readonly Group[]> {
    if (by === undefined) return this.sums.read(userId, period, { kind: 'nothing' });
    return isTimeUnit(by)
      ? this.byTime(userId, period, zone, by)
      : this.byDimension(userId, period, by);
  }

  /** Units of time without payments are groups, too. */
  private async byTime(
    userId: number,
    period: Period,
    zone: string,
    unit: TimeUnit,
  ): Promise<Group[]> {
    const buckets = bucketsOf(period, unit, zone);
    if (buckets.length === 0) return [];
    const starts = buckets.map(({ start }) => start);
    const found = await this.sums.read(userId, period, { kind: 'time', starts });
    const byPlace = new Map(found.map((sums) => [Number(sums.key), sums]));
    return buckets.map(({ key }, index) => ({
      ...(byPlace.get(index + 1) ?? NO_SUMS),
      ...{ key, label: null },
    }));
  }

  private async byDimension(userId: number, period: Period, by: Dimension): Promise<Group[]> {
    const found = await this.sums.read(userId, period, { kind: by });
    const named = by === 'provider' ? found.map(withProviderName) : found;
    return named.toSorted(byMoney);
  }
}

const isTimeUnit = (by: Grouping): by is TimeUnit =>
  (TIME_UNITS as readonly Grouping[]).includes(by);

function withProviderName(sums: SumsOfGroup): SumsOfGroup {
  const code = parseProviderCode(sums.key);
  return { ...sums, label: code && PROVIDER_NAMES[code] };
}

/** The most money first. */
const byMoney = (one: SumsOfGroup, other: SumsOfGroup): number =>
  other.gross - one.gross || other.started - one.started || one.key.localeCompare(other.key);
