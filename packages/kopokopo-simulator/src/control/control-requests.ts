import { bodyOf, textIn } from '../api/request-body.js';
import { type Request } from 'express';
import { ENDPOINTS, type FaultScript } from '../faults/fault-scripts.js';
import { FAULTS } from '../faults/fault-table.js';
import { type ApplicationKeys } from '../model/applications.js';
import { PHONES_SHOWN } from '../model/records.js';
import { type OutcomeRule } from '../outcomes/outcome-rules.js';
import { OUTCOMES } from '../outcomes/outcome-table.js';
import { WEBHOOK_FAULTS, type WebhookFaultScript } from '../webhooks/webhook-faults.js';
import { ControlError, type TillPayment } from './simulator-control.js';

type Json = Readonly<Record<string, unknown>>;

const names = <T extends string>(all: readonly { readonly name: T }[]): readonly T[] =>
  all.map(({ name }) => name);
const MAX_MS = 31 * 24 * 60 * 60 * 1000;

/** Reads a fault script. @throws ControlError that names what is wrong */
export function readFault(request: Request): FaultScript {
  const body = bodyOf(request);
  const { accepted } = body;
  return {
    fault: choice(body, 'fault', names(FAULTS)),
    endpoint: optional(body, 'endpoint', () => choice(body, 'endpoint', ENDPOINTS)),
    accepted: typeof accepted === 'boolean' ? accepted : undefined,
    status: number(body, 'status', 599),
    detail: textIn(body, 'detail') ?? undefined,
    retryAfterSeconds: number(body, 'retryAfterSeconds', 86_400),
    delayMs: number(body, 'delayMs', MAX_MS),
    ...matching(body),
    reference: textIn(body, 'reference') ?? undefined,
  };
}

/** Reads a fault script for webhooks. @throws ControlError that names what is wrong */
export function readWebhookFault(request: Request): WebhookFaultScript {
  const body = bodyOf(request);
  return {
    fault: choice(body, 'fault', names(WEBHOOK_FAULTS)),
    topic: textIn(body, 'topic') ?? undefined,
    delayMs: number(body, 'delayMs', MAX_MS),
    ...matching(body),
  };
}

/** Reads an outcome rule. @throws ControlError that names what is wrong */
export function readOutcome(request: Request): OutcomeRule {
  const body = bodyOf(request);
  const { phone, times } = matching(body);
  return {
    outcome: choice(body, 'outcome', names(OUTCOMES)),
    reference: textIn(body, 'reference') ?? undefined,
    ...{ phone, times },
  };
}

/** Reads the keys of an application. @throws ControlError that names what is wrong */
export function readApplication(request: Request): ApplicationKeys {
  const body = bodyOf(request);
  return {
    clientId: required(body, 'clientId'),
    clientSecret: required(body, 'clientSecret'),
    apiKey: required(body, 'apiKey'),
  };
}

/** Reads a payment to a till. @throws ControlError that names what is wrong */
export function readTillPayment(request: Request): TillPayment {
  const body = bodyOf(request);
  const { amount } = body;
  if (typeof amount !== 'number' && typeof amount !== 'string') {
    throw new ControlError('amount is required.');
  }
  return {
    till: required(body, 'till'),
    phone: required(body, 'phone'),
    amount,
    phoneShown: optional(body, 'phoneShown', () => choice(body, 'phoneShown', PHONES_SHOWN)),
  };
}

/** A text that must be there. @throws ControlError */
export function required(body: Json, name: string): string {
  const text = textIn(body, name);
  if (text === null) throw new ControlError(`${name} is required.`);
  return text;
}

/** A number from 0 to `max`; undefined when it is not given. @throws ControlError */
export function number(body: Json, name: string, max: number): number | undefined {
  return optional(body, name, (value) => {
    if (typeof value === 'number' && value >= 0 && value <= max) return value;
    throw new ControlError(`${name} is a number from 0 to ${max}.`);
  });
}

/** The conditions that all scripts share. */
const matching = (body: Json) => ({
  phone: textIn(body, 'phone') ?? undefined,
  probability: number(body, 'probability', 1),
  times: optional(body, 'times', (value) => {
    if (value === 'forever' || (Number.isSafeInteger(value) && Number(value) > 0)) {
      return value as number | 'forever';
    }
    throw new ControlError('times is a whole number from 1, or "forever".');
  }),
});

function choice<T extends string>(body: Json, name: string, allowed: readonly T[]): T {
  const found = allowed.find((each) => each === body[name]);
  if (found === undefined) throw new ControlError(`${name} is one of ${allowed.join(', ')}.`);
  return found;
}

function optional<T>(body: Json, name: string, read: (value: unknown) => T): T | undefined {
  const value = body[name];
  return value === undefined || value === null ? undefined : read(value);
}
