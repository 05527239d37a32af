import { type PipeTransform } from '@nestjs/common';
import { type ApiError, notFound } from '../errors/api-error.js';
import { parseIntegerId } from '../ids/integer-id.js';
import { isUuid } from '../ids/uuid.js';

/** An integer id in a path. Anything else names no row, so the answer is 404. */
export class IntegerIdPipe implements PipeTransform<string, number> {
  /** @param missing the 404 of this kind of row */
  constructor(private readonly missing: () => ApiError = nothingHere) {}

  transform(value: string): number {
    const id = parseIntegerId(value);
    if (id === null) throw this.missing();
    return id;
  }
}

/** A UUID in a path. Anything else names no row, so the answer is 404. */
export class UuidPipe implements PipeTransform<string, string> {
  /** @param missing the 404 of this kind of row */
  constructor(private readonly missing: () => ApiError = nothingHere) {}

  transform(value: string): string {
    if (!isUuid(value)) throw this.missing();
    return value.toLowerCase();
  }
}

const nothingHere = (): ApiError => notFound('not_found', 'There is nothing at this address.');
