import { mustBeOneOf } from '../../common/http/path-words.js';
import { parseUuidPrefix, type UuidRange } from '../../common/ids/uuid-prefix.js';
import {
  Filter,
  FromFilter,
  IdFilter,
  MacFilter,
  PhoneFilter,
  ReceiptFilter,
  ToFilter,
  WordFilter,
  ZoneFilter,
} from '../../common/validation/filters.js';
import {
  parseProviderCode,
  PROVIDER_CODES,
  PROVIDER_SPELLINGS,
  type ProviderCode,
} from '../../providers/provider-code.js';
import {
  PAYMENT_METHODS,
  PAYMENT_STATUSES,
  type PaymentMethod,
  type PaymentStatus,
  REVIEW_REASONS,
  type ReviewReason,
} from '../domain/index.js';
import { type PaymentFilters } from './payment-filters.js';

/** The filters that all lists of payments take. */
class CommonFilters implements PaymentFilters {
  @Filter(
    { type: 'string', enum: [...PROVIDER_SPELLINGS] },
    parseProviderCode,
    mustBeOneOf('$property', PROVIDER_CODES),
  )
  provider?: ProviderCode;

  @IdFilter()
  router?: number;

  @IdFilter()
  package?: number;

  @PhoneFilter()
  phone?: string;

  @ReceiptFilter()
  mpesa_reference?: string;

  @MacFilter()
  mac?: string;

  @Filter(
    {
      type: 'string',
      description: 'How the id begins: at least 4 of its characters, with dashes or without.',
      examples: ['0198c0de'],
    },
    parseUuidPrefix,
    '$property must be an id or how it begins, at least 4 characters',
  )
  id?: UuidRange;

  @FromFilter('Made')
  from?: Date;

  @ToFilter('Made')
  to?: Date;

  @ZoneFilter()
  tz?: string;

  @WordFilter(['true', 'false', ...REVIEW_REASONS], (text) =>
    text === 'true' || text === 'false' ? text === 'true' : text,
  )
  review?: ReviewReason | boolean;
}

/** `GET /payments/`: payments must match all filters. */
export class PaymentFiltersQuery extends CommonFilters {
  @WordFilter(PAYMENT_STATUSES)
  status?: PaymentStatus;

  @WordFilter(PAYMENT_METHODS)
  method?: PaymentMethod;
}

/** `GET /payments/status/{status}/`: the status is in the path. */
export class PaymentsOfStatusQuery extends CommonFilters {
  @WordFilter(PAYMENT_METHODS)
  method?: PaymentMethod;
}

/** `GET /payments/method/{method}/`: the method is in the path. */
export class PaymentsByMethodQuery extends CommonFilters {
  @WordFilter(PAYMENT_STATUSES)
  status?: PaymentStatus;
}
