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

const BY = 'What to group by.';

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

  @described({ description: BY }, WordFilter(GROUPINGS))
  by?: Grouping;
}
