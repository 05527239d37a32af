import {
  IdFilter,
  MacFilter,
  PhoneFilter,
  ReceiptFilter,
} from '../../common/validation/filters.js';
import { accessErrors } from '../access-errors.js';
import { CodeFilter } from '../read/entitlement-filters.requests.js';
import { type Asked } from './diagnosis.repository.js';

const WAYS = ['code', 'phone', 'mac', 'mpesa_reference'] as const;

/** `GET /access/diagnose/`: one of the four names the customer. */
export class DiagnoseQuery {
  @IdFilter()
  router?: number;

  @CodeFilter()
  code?: string;

  @PhoneFilter()
  phone?: string;

  @MacFilter()
  mac?: string;

  @ReceiptFilter()
  mpesa_reference?: string;
}

/** @throws ApiError 400 unless exactly one of the four is given */
export function askedOf(query: DiagnoseQuery): Asked {
  const given = WAYS.flatMap((by) => {
    const value = query[by];
    return value === undefined ? [] : [{ by, value }];
  });
  const [asked] = given;
  if (!asked || given.length > 1) throw accessErrors.diagnosisAmbiguous();
  return { ...asked, routerId: query.router ?? null };
}
