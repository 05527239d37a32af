import { type PipeTransform } from '@nestjs/common';
import { type ApiError, notFound } from '../errors/api-error.js';
import { parseIntegerId } from '../ids/integer-id.js';
import { isUuid } from '../ids/uuid.js';

/** Reads an integer id in a path. Nothing else can identify a row, so the response is 404. */
export class IntegerIdPipe implements PipeTransform<string, number> {
  /** @param missing the 404 for this kind of row */
  constructor(private readonly missing: () => ApiError = nothingHere) {}

  transform(value: string): number {
    const id = parseIntegerId(value);
    if (id === null) throw this.missing();
    return id;
  }
}

/** Reads a UUID in a path. Nothing else can identify a row, so the response is 404. */
export class UuidPipe implements PipeTransform<string, string> {
  /** @param missing the 404 for this kind of row */
  constructor(private readonly missing: () => ApiError = nothingHere) {}

  transform(value: string): string {
    if (!isUuid(value)) throw this.missing();
    return value.toLowerCase();
  }
}

const nothingHere = (): ApiError => notFound('not_found', 'There is nothing at this address.');
