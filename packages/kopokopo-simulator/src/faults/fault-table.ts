import { type Fault, type FaultDetails, type FaultEffect } from 'simulator-core';
import { errorBody } from '../api/api-error.js';

interface FaultKind {
  readonly name: string;
  /** A prompt to a phone number with these last digits has this fault. */
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
    effect: refusing(500, 'Internal Server Error'),
  },
  {
    name: 'server_error_after',
    phoneEnding: '000206',
    what: '500, though the request was carried out',
    isAccepted: true,
    effect: refusing(500, 'Internal Server Error'),
  },
  {
    name: 'unavailable',
    phoneEnding: '000207',
    what: '503 as an HTML page, nothing done',
    isAccepted: false,
    effect: ({ status = 503, detail = 'Service Temporarily Unavailable' }) => page(status, detail),
  },
  {
    name: 'too_many_requests',
    phoneEnding: '000208',
    what: '429, without Retry-After unless the script names one',
    isAccepted: false,
    effect: (details) => ({
      ...refusing(429, 'Too Many Requests')(details),
      ...(details.retryAfterSeconds === undefined
        ? {}
        : { headers: { 'Retry-After': String(details.retryAfterSeconds) } }),
    }),
  },
  {
    name: 'lost_location',
    phoneEnding: '000209',
    what: '201 without a Location, though the request was carried out',
    isAccepted: true,
    effect: ({ status = 201 }) => answer(status, 'application/json', ''),
  },
  {
    name: 'empty',
    phoneEnding: '000210',
    what: '400 with an empty body',
    isAccepted: false,
    effect: ({ status = 400 }) => answer(status, 'application/json', ''),
  },
  {
    name: 'validation_error',
    phoneEnding: '000211',
    what: '400, the request is refused',
    isAccepted: false,
    effect: refusing(400, 'The phone number is invalid'),
  },
  {
    name: 'unauthorized',
    phoneEnding: '000214',
    what: '401, the token is refused',
    isAccepted: false,
    effect: refusing(401, 'The access token is invalid'),
  },
  {
    name: 'not_eligible',
    phoneEnding: '000215',
    what: '403, the application may not do this',
    isAccepted: false,
    effect: refusing(403, 'Forbidden'),
  },
  {
    name: 'edge_blocked',
    phoneEnding: '000216',
    what: '403 as an HTML page, from the network in front',
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
export const faultOfPhone = (phone: string): FaultName | undefined =>
  FAULTS.find((each) => phone.endsWith(each.phoneEnding))?.name;

function refusing(
  usualStatus: number,
  usualDetail: string,
): (details: FaultDetails) => AnswerEffect {
  return ({ status = usualStatus, detail = usualDetail }) =>
    answer(status, 'application/json', JSON.stringify(errorBody(status, detail)));
}

type AnswerEffect = Extract<FaultEffect, { kind: 'answer' }>;

const answer = (status: number, contentType: string, body: string): AnswerEffect => ({
  kind: 'answer',
  status,
  contentType,
  body,
});

const page = (status: number, text: string): AnswerEffect =>
  answer(
    status,
    'text/html; charset=UTF-8',
    `<!doctype html><html><head><title>${status}</title></head><body>${text}</body></html>`,
  );
