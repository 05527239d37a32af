import { applyDecorators } from '@nestjs/common';
import { Transform, type TransformFnParams } from 'class-transformer';
import { FieldSchema, NullRemoves } from '../common/openapi/field-schema.js';
import { IsOneOf } from '../common/validation/rules.js';
import {
  parseProviderCode,
  PROVIDER_CODES,
  PROVIDER_SPELLINGS,
} from '../providers/provider-code.js';

/** The provider that sales go through which name none; null for no preference. */
export const IsPreferredProvider = (): PropertyDecorator =>
  applyDecorators(
    IsOneOf(PROVIDER_CODES),
    NullRemoves(),
    Transform(({ value }: TransformFnParams): unknown => parseProviderCode(value) ?? value),
    FieldSchema({
      type: 'string',
      enum: PROVIDER_SPELLINGS,
      description:
        'The provider that `POST /payments/initiate/` sells through, as far as it has active ' +
        'credentials; null for no preference.',
    }),
  );
