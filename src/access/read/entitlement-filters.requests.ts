import {
  Filter,
  FlagFilter,
  FromFilter,
  IdFilter,
  MacFilter,
  PhoneFilter,
  ToFilter,
  UuidFilter,
  WordFilter,
  ZoneFilter,
} from '../../common/validation/filters.js';
import { parseAccessCode } from '../domain/access-code.js';
import { ENTITLEMENT_SOURCES, type EntitlementSource } from '../entitlement.entity.js';
import { type EntitlementFilters } from './entitlement-filters.js';

/** An access code as customers type it. */
export const CodeFilter = (): PropertyDecorator =>
  Filter(
    {
      type: 'string',
      description: 'The access code, in any letter case, with or without dashes.',
      examples: ['K7MP-2XQR'],
    },
    parseAccessCode,
    '$property must be an access code such as K7MP2XQR',
  );

/** `GET /access/entitlements/`: entitlements must match all filters. */
export class EntitlementFiltersQuery implements EntitlementFilters {
  @FlagFilter('Those that run now; `false`: those that do not.')
  active?: boolean;

  @IdFilter()
  router?: number;

  @IdFilter()
  package?: number;

  @PhoneFilter()
  phone?: string;

  @CodeFilter()
  code?: string;

  @MacFilter()
  mac?: string;

  @UuidFilter()
  payment?: string;

  @WordFilter(ENTITLEMENT_SOURCES)
  source?: EntitlementSource;

  @FromFilter('Made')
  from?: Date;

  @ToFilter('Made')
  to?: Date;

  @ZoneFilter()
  tz?: string;
}
