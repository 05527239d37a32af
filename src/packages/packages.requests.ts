import { IsIn } from 'class-validator';
import { type Money } from '../common/money/money.js';
import { FieldSchema, NullRemoves } from '../common/openapi/field-schema.js';
import {
  IsFilledText,
  IsFlag,
  IsIntegerId,
  IsIntegerIds,
  IsOneOf,
  IsPrice,
  IsText,
  IsWholeNumber,
  MAX_INTEGER,
  SALES_CURRENCY,
} from '../common/validation/rules.js';
import { whenGiven } from '../common/validation/when-given.js';
import { MAX_DEVICE_LIMIT, PACKAGE_TYPES, type PackageType } from './package.entity.js';

/** Ten years; a longer duration is a typing error. */
const MAX_DURATION_HOURS = 87_600;
/** 1 Tbps. */
export const FASTEST_MBPS = 1_000_000;
/** The most routers that a package is copied to at once. */
const MAX_COPIES = 50;

/** The fields of a package in a request. */
class PackageFields {
  @IsFilledText(100)
  name!: string;

  @IsIntegerId()
  router!: number;

  @IsOneOf(PACKAGE_TYPES)
  package_type!: PackageType;

  @IsWholeNumber(1, MAX_DURATION_HOURS)
  duration_hours!: number;

  @IsPrice()
  price!: Money;

  @IsIn([SALES_CURRENCY], { message: `currency must be ${SALES_CURRENCY}` })
  @FieldSchema({ type: 'string', enum: [SALES_CURRENCY] })
  currency!: string;

  @IsWholeNumber(1, FASTEST_MBPS)
  download_speed_mbps!: number;

  @IsWholeNumber(1, FASTEST_MBPS)
  upload_speed_mbps!: number;

  @FieldSchema({ description: 'How many devices may share what was bought.' })
  @IsWholeNumber(1, MAX_DEVICE_LIMIT)
  device_limit!: number;

  @FieldSchema({
    description:
      'In units of 1,000,000 bytes, both directions together. Null: no cap; in a change, null ' +
      'removes the cap.',
  })
  @NullRemoves()
  @IsWholeNumber(1, MAX_INTEGER)
  data_cap_mb!: number | null;

  @IsText(1000)
  description!: string;

  @IsFlag()
  is_active!: boolean;
}

/** `POST /routers/packages/` */
export class CreatePackageRequest extends PackageFields {
  override currency: string = SALES_CURRENCY;
  override device_limit = 1;
  override data_cap_mb: number | null = null;
  override description = '';
  override is_active = true;
}

/** `PUT /routers/packages/{id}/`: absent optional fields keep their value. */
export class ReplacePackageRequest extends whenGiven(
  PackageFields,
  'currency',
  'device_limit',
  'data_cap_mb',
  'description',
  'is_active',
) {}

/** `PATCH /routers/packages/{id}/` */
export class ChangePackageRequest extends whenGiven(
  PackageFields,
  'name',
  'router',
  'package_type',
  'duration_hours',
  'price',
  'currency',
  'download_speed_mbps',
  'upload_speed_mbps',
  'device_limit',
  'data_cap_mb',
  'description',
  'is_active',
) {}

/** `POST /routers/packages/{id}/copy/` */
export class CopyPackageRequest {
  @FieldSchema({
    description: `The routers that it is copied to: 1 to ${MAX_COPIES} ids, or one id alone.`,
  })
  @IsIntegerIds(MAX_COPIES)
  router_ids!: number[];
}
