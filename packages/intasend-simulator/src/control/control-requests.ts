import { isObject } from '../api/body.js';
import { Fields } from '../api/fields.js';
import { type Behaviour, DEFAULT_BEHAVIOUR } from '../behaviour.js';
import { ENDPOINTS, type FaultScript } from '../faults/fault-scripts.js';
import { FAULTS } from '../faults/fault-table.js';
import { type OutcomeRule } from '../outcomes/outcome-rules.js';
import { OUTCOMES } from '../outcomes/outcome-table.js';
import { WEBHOOK_FAULTS, type WebhookFaultScript } from '../webhooks/webhook-faults.js';
import { ControlError } from './simulator-control.js';

type Json = Readonly<Record<string, unknown>>;

const OUTCOME_NAMES = OUTCOMES.map(({ name }) => name);
const FAULT_NAMES = FAULTS.map(({ name }) => name);
const WEBHOOK_FAULT_NAMES = WEBHOOK_FAULTS.map(({ name }) => name);
const MAX_LATENESS_MS = 31 * 24 * 60 * 60 * 1000;

/** The allowed values of each setting. */
const SWITCHES = {
  stkStatus: [200, 201],
  dialect: ['2025', '2021'],
  errorShape: ['A', 'B', 'C'],
  outcome: OUTCOME_NAMES,
  endAfterMs: isDelay,
  wholeShillings: [true, false],
  feeRates: (value: unknown) =>
    isObject(value) && isCount(value['mobile']) && isCount(value['card']),
  opening: ['normal', 'swapped', 'early'],
  delivery: ['in_order', 'concurrent'],
  webhooks: [true, false],
  deliveredBy: ['200_201', 'any_2xx'],
  chargebackAfterMs: isDelay,
  openingBalance: isCount,
} satisfies Record<keyof Behaviour, readonly unknown[] | ((value: unknown) => boolean)>;

/** Reads a fault script. Throws an ApiError that names what is wrong. */
export function readFault(body: Json): FaultScript {
  const fields = new Fields(body);
  const fault = fields.choice('fault', FAULT_NAMES, 'drop');
  if (body['fault'] === undefined) fields.requiredText('fault', 40);
  const script: FaultScript = {
    fault,
    endpoint: !isGiven(body, 'endpoint') ? undefined : fields.choice('endpoint', ENDPOINTS, 'stk'),
    phone: fields.text('phone', 15) ?? undefined,
    apiRef: fields.text('apiRef', 140) ?? undefined,
    times: readTimes(body, fields),
    probability: readNumber(body, fields, 'probability', 1),
    accepted: !isGiven(body, 'accepted') ? undefined : fields.flag('accepted', false),
    status: readNumber(body, fields, 'status', 599),
    detail: fields.text('detail', 1000) ?? undefined,
    attr: fields.text('attr', 100) ?? undefined,
    retryAfterSeconds: readNumber(body, fields, 'retryAfterSeconds', 86_400),
    delayMs: readNumber(body, fields, 'delayMs', 600_000),
  };
  fields.check();
  return script;
}

/** Reads a fault script for webhooks. Throws an ApiError that names what is wrong. */
export function readWebhookFault(body: Json): WebhookFaultScript {
  const fields = new Fields(body);
  const fault = fields.choice('fault', WEBHOOK_FAULT_NAMES, 'lost');
  if (body['fault'] === undefined) fields.requiredText('fault', 40);
  const script: WebhookFaultScript = {
    fault,
    state: fields.text('state', 40) ?? undefined,
    phone: fields.text('phone', 15) ?? undefined,
    apiRef: fields.text('apiRef', 140) ?? undefined,
    times: readTimes(body, fields),
    probability: readNumber(body, fields, 'probability', 1),
    delayMs: readNumber(body, fields, 'delayMs', MAX_LATENESS_MS),
  };
  fields.check();
  return script;
}

/** Reads an outcome rule. Throws an ApiError that names what is wrong. */
export function readOutcome(body: Json): OutcomeRule {
  const fields = new Fields(body);
  const outcome = fields.choice('outcome', OUTCOME_NAMES, 'success');
  if (body['outcome'] === undefined) fields.requiredText('outcome', 40);
  const rule: OutcomeRule = {
    outcome,
    phone: fields.text('phone', 15) ?? undefined,
    apiRef: fields.text('apiRef', 140) ?? undefined,
    times: readTimes(body, fields),
  };
  fields.check();
  return rule;
}

/** Reads the settings to change. Throws when one is unknown or has an invalid value. */
export function readBehaviour(body: Json): Partial<Behaviour> {
  for (const [name, value] of Object.entries(body)) {
    if (!isSwitch(name)) {
      const known = Object.keys(DEFAULT_BEHAVIOUR).join(', ');
      throw new ControlError(`There is no switch ${name}; there are ${known}.`);
    }
    if (!isAllowed(SWITCHES[name], value)) {
      throw new ControlError(`${name} cannot be ${JSON.stringify(value)}.`);
    }
  }
  return body;
}

function isSwitch(name: string): name is keyof typeof SWITCHES {
  return Object.hasOwn(SWITCHES, name);
}

function isAllowed(
  rule: readonly unknown[] | ((value: unknown) => boolean),
  value: unknown,
): boolean {
  return typeof rule === 'function' ? rule(value) : rule.includes(value);
}

function isGiven(body: Json, name: string): boolean {
  return body[name] !== undefined && body[name] !== null;
}

function isDelay(value: unknown): boolean {
  return value === null || isCount(value);
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

function readTimes(body: Json, fields: Fields): number | 'forever' {
  if (body['times'] === 'forever') return 'forever';
  const times = fields.count('times', 1);
  if (times < 1) fields.complain('times', 'min_value', 'A whole number from 1, or "forever".');
  return times;
}

function readNumber(body: Json, fields: Fields, name: string, max: number): number | undefined {
  const value = body[name];
  if (!isGiven(body, name)) return undefined;
  if (typeof value === 'number' && value >= 0 && value <= max) return value;
  fields.complain(name, 'invalid', `A number from 0 to ${max}.`);
  return undefined;
}
