import { type ErrorShape } from '../behaviour.js';

/** One error, as IntaSend's framework reports it. */
export interface Complaint {
  readonly code: string;
  readonly detail: string;
  /** The field it is about; null for the request as a whole. */
  readonly attr: string | null;
}

/** A refused request. */
export class ApiError extends Error {
  readonly status: number;
  readonly complaints: readonly [Complaint, ...Complaint[]];

  constructor(status: number, complaints: readonly [Complaint, ...Complaint[]]) {
    super(complaints[0].detail);
    this.status = status;
    this.complaints = complaints;
  }
}

/** A refusal of the request as a whole. */
export function refusal(status: number, code: string, detail: string): ApiError {
  return new ApiError(status, [{ code, detail, attr: null }]);
}

/** A refusal because of one field. */
export function invalidField(attr: string, code: string, detail: string): ApiError {
  return new ApiError(400, [{ code, detail, attr }]);
}

/** The object does not exist or belongs to another account; the response is the same. */
export function notFound(): ApiError {
  return refusal(404, 'not_found', 'Not found.');
}

/** The keys are missing, unknown, refused or of the wrong environment. */
export function unauthorized(detail: string): ApiError {
  return refusal(401, 'authentication_failed', detail);
}

/**
 * The body of an error response. A is the layout that recent clients parse; B and C are older. A
 * 401 is documented in B only, so it always has that layout.
 */
export function errorBody(error: ApiError, shape: ErrorShape): unknown {
  const [first] = error.complaints;
  switch (error.status === 401 ? 'B' : shape) {
    case 'A':
      return { type: errorType(error), errors: error.complaints };
    case 'B':
      return { detail: first.detail };
    case 'C':
      return byField(error.complaints);
  }
}

function errorType({ status, complaints }: ApiError): string {
  if (status >= 500) return 'server_error';
  return complaints.some(({ attr }) => attr !== null) ? 'validation_error' : 'client_error';
}

function byField(complaints: readonly Complaint[]): Record<string, string[]> {
  const fields: Record<string, string[]> = {};
  for (const { attr, detail } of complaints) {
    (fields[attr ?? 'non_field_errors'] ??= []).push(detail);
  }
  return fields;
}
