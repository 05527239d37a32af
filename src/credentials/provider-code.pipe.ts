import { type PipeTransform } from '@nestjs/common';
import { invalidFields } from '../common/errors/api-error.js';
import {
  parseProviderCode,
  PROVIDER_CODES,
  type ProviderCode,
} from '../providers/provider-code.js';

/** Parses a provider in a path, in any accepted spelling. */
export class ProviderCodePipe implements PipeTransform<string, ProviderCode> {
  /** @throws ApiError 400 for an unknown provider */
  transform(value: string): ProviderCode {
    const code = parseProviderCode(value);
    if (code === null) {
      throw invalidFields({ provider: [`provider must be one of: ${PROVIDER_CODES.join(', ')}`] });
    }
    return code;
  }
}
