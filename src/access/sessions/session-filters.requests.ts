import {
  FlagFilter,
  FromFilter,
  IdFilter,
  MacFilter,
  PhoneFilter,
  ToFilter,
  UuidFilter,
  ZoneFilter,
} from '../../common/validation/filters.js';
import { CodeFilter } from '../read/entitlement-filters.requests.js';
import { type SessionFilters } from './session-filters.js';

/** `GET /access/sessions/`: sessions must match all filters. */
export class SessionFiltersQuery implements SessionFilters {
  @FlagFilter('`true`: the open ones, which is who is online now. `false`: those that have ended.')
  active?: boolean;

  @IdFilter()
  router?: number;

  @MacFilter()
  mac?: string;

  @PhoneFilter()
  phone?: string;

  @CodeFilter()
  code?: string;

  @UuidFilter()
  entitlement?: string;

  @FromFilter('Begun')
  from?: Date;

  @ToFilter('Begun')
  to?: Date;

  @ZoneFilter()
  tz?: string;
}
