import { FromFilter, ToFilter, WordFilter, ZoneFilter } from '../common/validation/filters.js';
import { described } from '../common/openapi/field-schema.js';
import { type Comparison, COMPARISONS } from './report-period.js';
import { type Grouping, GROUPINGS } from './sums.js';

/** The period of a report. */
class PeriodQuery {
  @FromFilter('Completed')
  from?: Date;

  @ToFilter('Completed')
  to?: Date;

  @ZoneFilter()
  tz?: string;
}

/** `GET /reports/summary/` */
export class SummaryQuery extends PeriodQuery {
  @described(
    {
      description:
        'What to compare with: the period before, or the same one a week earlier. While `to` is in ' +
        'the future, only as much of it as has passed.',
    },
    WordFilter(COMPARISONS),
  )
  compare?: Comparison;

  @described({ description: 'What to group by.' }, WordFilter(GROUPINGS))
  by?: Grouping;
}

/** `GET /reports/summary/export/` */
export class SummaryExportQuery extends PeriodQuery {
  @described({ description: 'What has a line; `day` unless given.' }, WordFilter(GROUPINGS))
  by?: Grouping;
}
