import { type FaultScript, type WebhookFaultScript } from 'kopokopo-simulator';
import { type Dice } from './dice.js';
import { type SoakOptions } from './options.js';

type FaultChoice = Pick<FaultScript, 'fault' | 'endpoint' | 'delayMs' | 'retryAfterSeconds'>;

/** A planned fault at Kopo Kopo. */
export type KopoKopoMishap =
  | { readonly kind: 'kopokopo_fault'; readonly script: FaultScript }
  | { readonly kind: 'kopokopo_webhook_fault'; readonly script: WebhookFaultScript };

const PROMPT_FAULTS: readonly FaultChoice[] = [
  { endpoint: 'stk', fault: 'drop' },
  { endpoint: 'stk', fault: 'drop_after' },
  { endpoint: 'stk', fault: 'hang' },
  { endpoint: 'stk', fault: 'hang_after' },
  { endpoint: 'stk', fault: 'delay', delayMs: 1_000 },
  { endpoint: 'stk', fault: 'server_error' },
  { endpoint: 'stk', fault: 'server_error_after' },
  { endpoint: 'stk', fault: 'unavailable' },
  { endpoint: 'stk', fault: 'too_many_requests' },
  { endpoint: 'stk', fault: 'too_many_requests', retryAfterSeconds: 1 },
  { endpoint: 'stk', fault: 'lost_location' },
  { endpoint: 'stk', fault: 'lost_location' },
  { endpoint: 'stk', fault: 'empty' },
  { endpoint: 'stk', fault: 'validation_error' },
  { endpoint: 'stk', fault: 'unauthorized' },
  { endpoint: 'stk', fault: 'edge_blocked' },
  { endpoint: 'token', fault: 'drop' },
  { endpoint: 'token', fault: 'server_error' },
  { endpoint: 'token', fault: 'too_many_requests' },
];

const STATUS_FAULTS: readonly FaultChoice[] = [
  { endpoint: 'status', fault: 'drop' },
  { endpoint: 'status', fault: 'hang' },
  { endpoint: 'status', fault: 'server_error' },
  { endpoint: 'status', fault: 'unavailable' },
  { endpoint: 'status', fault: 'too_many_requests' },
  { endpoint: 'status', fault: 'unauthorized' },
  { endpoint: 'status', fault: 'edge_blocked' },
];

const WEBHOOK_FAULTS = [
  ...(['twice', 'late', 'cut', 'unheard'] as const),
  // Without questions, these are never believed or never heard of.
  ...(['wrong_signature', 'unsigned', 'lost'] as const),
];
const HARMLESS_WEBHOOK_FAULTS = 4;

/** Draws a fault at Kopo Kopo. */
export function drawKopoKopoFault(
  dice: Dice,
  { webhooks, reconciliation }: SoakOptions,
): KopoKopoMishap {
  if (webhooks && dice.chance(40)) {
    const faults = reconciliation
      ? WEBHOOK_FAULTS
      : WEBHOOK_FAULTS.slice(0, HARMLESS_WEBHOOK_FAULTS);
    const script = { fault: dice.one(faults), topic: 'incoming_payment' };
    return { kind: 'kopokopo_webhook_fault', script };
  }
  const choices = reconciliation && dice.chance(40) ? STATUS_FAULTS : PROMPT_FAULTS;
  return { kind: 'kopokopo_fault', script: dice.one(choices) };
}
