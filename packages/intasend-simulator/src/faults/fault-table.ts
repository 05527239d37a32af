import { type Fault, type FaultDetails, type FaultEffect } from 'simulator-core';
import { ApiError, errorBody } from '../api/api-error.js';
import { type ErrorShape } from '../behaviour.js';

interface FaultKind {
  readonly name: string;
  /** An STK push to a phone number with these last digits has this fault. */
  readonly phoneEnding: string;
  readonly what: string;
  readonly isAccepted: boolean;
  readonly effect: (details: FaultDetails) => FaultEffect;
}

/** All faults that can be scripted, with their defaults. */
export const FAULTS = [
  {
    name: 'drop',
    phoneEnding: '000200',
    what: 'connection cut, nothing done',
    isAccepted: false,
    effect: () => ({ kind: 'drop' }),
  },
  {
    name: 'drop_after',
    phoneEnding: '000201',
    what: 'connection cut after the request was carried out',
    isAccepted: true,
    effect: () => ({ kind: 'drop' }),
  },
  {
    name: 'hang',
    phoneEnding: '000202',
    what: 'no answer ever, nothing done',
    isAccepted: false,
    effect: () => ({ kind: 'hang' }),
  },
  {
    name: 'hang_after',
    phoneEnding: '000203',
    what: 'no answer ever, though the request was carried out',
    isAccepted: true,
    effect: () => ({ kind: 'hang' }),
  },
  {
    name: 'delay',
    phoneEnding: '000204',
    what: 'answers 3 s late',
    isAccepted: true,
    effect: ({ delayMs = 3_000 }) => ({ kind: 'delay', delayMs }),
  },
  {
    name: 'server_error',
    phoneEnding: '000205',
    what: '500, nothing done',
    isAccepted: false,
    effect: refusing('A', 500, 'error', 'A server error occurred.'),
  },
  {
    name: 'server_error_after',
    phoneEnding: '000206',
    what: '500, though the request was carried out',
    isAccepted: true,
    effect: refusing('A', 500, 'error', 'A server error occurred.'),
  },
  {
    name: 'unavailable',
    phoneEnding: '000207',
    what: '503 as an HTML page, nothing done',
    isAccepted: false,
    effect: ({ status = 503, detail = 'Service Temporarily Unavailable' }) =>
      page(status, `${status} ${detail}`),
  },
  {
    name: 'too_many_requests',
    phoneEnding: '000208',
    what: '429, without Retry-After unless the script names one',
    isAccepted: false,
    effect: (details) => ({
      ...refusing('B', 429, 'throttled', 'Request was throttled.')(details),
      ...(details.retryAfterSeconds === undefined
        ? {}
        : { headers: { 'Retry-After': String(details.retryAfterSeconds) } }),
    }),
  },
  {
    name: 'not_json',
    phoneEnding: '000209',
    what: '200 that is no JSON, though the request was carried out',
    isAccepted: true,
    effect: ({ status = 200, detail = 'OK' }) => page(status, detail),
  },
  {
    name: 'empty',
    phoneEnding: '000210',
    what: '400 with an empty body',
    isAccepted: false,
    effect: ({ status = 400 }) => ({
      kind: 'answer',
      status,
      contentType: 'application/json',
      body: '',
    }),
  },
  {
    name: 'validation_error',
    phoneEnding: '000211',
    what: '400, shape A',
    isAccepted: false,
    effect: refusing('A', 400, 'invalid', 'Enter a valid phone number.', 'phone_number'),
  },
  {
    name: 'detail_error',
    phoneEnding: '000212',
    what: '400, shape B',
    isAccepted: false,
    effect: refusing('B', 400, 'invalid', 'Enter a valid phone number.'),
  },
  {
    name: 'field_errors',
    phoneEnding: '000213',
    what: '400, shape C',
    isAccepted: false,
    effect: refusing('C', 400, 'invalid', 'Enter a valid phone number.', 'phone_number'),
  },
  {
    name: 'unauthorized',
    phoneEnding: '000214',
    what: '401, the keys are refused',
    isAccepted: false,
    effect: refusing('B', 401, 'authentication_failed', 'Invalid api token'),
  },
  {
    name: 'not_eligible',
    phoneEnding: '000215',
    what: '403, the business may not collect yet',
    isAccepted: false,
    effect: refusing('A', 403, 'permission_denied', 'Your business is not eligible to transact'),
  },
  {
    name: 'edge_blocked',
    phoneEnding: '000216',
    what: '403 as an HTML page with "error code: 1106", from the network in front',
    isAccepted: false,
    effect: ({ status = 403, detail = 'error code: 1106' }) => page(status, detail),
  },
] as const satisfies readonly FaultKind[];

/** The name of a fault. */
export type FaultName = (typeof FAULTS)[number]['name'];

/** Creates a fault by name, with the details of the script. */
export function makeFault(name: FaultName, details: FaultDetails): Fault {
  const kind: FaultKind | undefined = FAULTS.find((each) => each.name === name);
  if (kind === undefined) throw new Error(`There is no fault named ${name}.`);
  return { name, effect: kind.effect(details), isAccepted: details.accepted ?? kind.isAccepted };
}

/** The fault for the last digits of a phone number, if any. */
export function faultOfPhone(phone: string): FaultName | undefined {
  return FAULTS.find((each) => phone.endsWith(each.phoneEnding))?.name;
}

function refusing(
  shape: ErrorShape,
  usualStatus: number,
  code: string,
  usualDetail: string,
  usualAttr: string | null = null,
): (details: FaultDetails) => FaultEffect {
  return ({ status = usualStatus, detail = usualDetail, attr = usualAttr }) => ({
    kind: 'answer',
    status,
    contentType: 'application/json',
    body: JSON.stringify(errorBody(new ApiError(status, [{ code, detail, attr }]), shape)),
  });
}

function page(status: number, text: string): FaultEffect {
  return {
    kind: 'answer',
    status,
    contentType: 'text/html; charset=UTF-8',
    body: `<!doctype html><html><head><title>${status}</title></head><body>${text}</body></html>`,
  };
}
