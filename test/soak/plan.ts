import {
  type FaultScript,
  OUTCOMES,
  type OutcomeName,
  type WebhookFaultScript,
} from 'intasend-simulator';
import {
  type FaultScript as KopoKopoFault,
  OUTCOMES as KOPOKOPO_OUTCOMES,
  type WebhookFaultScript as KopoKopoWebhookFault,
} from 'kopokopo-simulator';
import { type SoakProvider } from './books.js';
import { Dice } from './dice.js';
import { drawKopoKopoFault } from './kopokopo-faults.js';
import { type SoakOptions } from './options.js';

/** The plan of one customer. */
export interface Purchase {
  readonly index: number;
  /** The index of the shop. */
  readonly shop: number;
  /** Who collects: each one half of the prompts. */
  readonly provider: SoakProvider;
  readonly scenario: ScenarioName;
  readonly phone: string;
  readonly mac: string;
  /** The outcomes of this phone's first payments. Later ones succeed. */
  readonly firstOutcomes: readonly (typeof FAILS_FIRST)[number][];
  /** Whether the portal sends an Idempotency-Key, so that it can repeat the request. */
  readonly hasKey: boolean;
  /** How often the waiting page checks the status. */
  readonly looks: number;
  /** Whether the device tries to log in before anything is sold to it. */
  readonly triesBefore: boolean;
}

/** The kinds of customers, with their percentages. */
const SCENARIOS = {
  prompt: 76,
  double_tap: 8,
  link: 6,
  link_twice: 2,
  link_second_try: 2,
  link_unpaid: 1,
  retry: 4,
  forger: 1,
} as const;
export type ScenarioName = keyof typeof SCENARIOS;

/** The percentage of prompts with an outcome other than an ordinary success. */
const UNUSUAL = 55;
/** Retrying customers fail first: most of them finally, some of them only seemingly. */
const FAILS_FIRST = ['wrong_pin', 'cancelled', 'late_success'] as const;
/** 0700 to 0729 are mobile numbers. */
const PREFIXES = 30;
/** Last digits with a meaning to the simulator are far below these. */
const FIRST_ORDINARY_NUMBER = 300_000;

/** The unusual outcomes of each provider, with the last digits of their phones. */
const UNUSUAL_OUTCOMES: Readonly<Record<SoakProvider, readonly UnusualOutcome[]>> = {
  instasend: OUTCOMES.filter(({ name }) => name !== 'success'),
  kopokopo: KOPOKOPO_OUTCOMES.filter(({ name }) => name !== 'success'),
};
interface UnusualOutcome {
  readonly name: string;
  readonly phoneEnding: string;
}
/** Without background questions, their money would stay unknown. */
const UNTOLD = ['silent', 'till_only'];

/** A failure that happens once this many customers have started. */
export type Mishap = { readonly atPurchase: number } & (
  | { readonly kind: 'fault'; readonly script: FaultScript }
  | { readonly kind: 'webhook_fault'; readonly script: WebhookFaultScript }
  | { readonly kind: 'kopokopo_fault'; readonly script: KopoKopoFault }
  | { readonly kind: 'kopokopo_webhook_fault'; readonly script: KopoKopoWebhookFault }
  | { readonly kind: 'kill'; readonly server: number; readonly afterMs: number }
  | { readonly kind: 'radius_kill' }
  | { readonly kind: 'database_restart' }
);

/** What becomes of money that was paid to a till by hand. */
const TILL_ENDS = ['matched', 'unmatched', 'assigned', 'claimed'] as const;
/** So many customers buy otherwise for one who pays the till by hand. */
const PURCHASES_PER_TILL = 10;

/** The plan of one customer who pays the till by hand. */
export interface TillPurchase {
  readonly index: number;
  readonly shop: number;
  readonly phone: string;
  readonly mac: string;
  /** `matched` has cancelled a prompt before. */
  readonly then: (typeof TILL_ENDS)[number];
}

/** The whole course of a soak test, as decided by its seed. */
export interface Plan {
  readonly purchases: readonly Purchase[];
  /** None where webhooks are off, because nothing else tells of their money. */
  readonly tillPurchases: readonly TillPurchase[];
  /** In order of time. */
  readonly mishaps: readonly Mishap[];
}

/** Draws all random decisions; the same options give the same plan. */
export function drawPlan(options: SoakOptions, shops: number): Plan {
  const purchases = Array.from({ length: options.payments }, (_, index) =>
    drawPurchase(index, options, shops),
  );
  const tillPurchases = options.webhooks ? drawTillPurchases(options, shops) : [];
  const mishaps = [
    ...drawFaults(options),
    ...drawKills(options),
    ...spreadEvenly('radius_kill', options.radiusKills, options.payments),
    ...spreadEvenly('database_restart', options.databaseRestarts, options.payments),
  ];
  return { purchases, tillPurchases, mishaps: mishaps.sort((a, b) => a.atPurchase - b.atPurchase) };
}

function drawTillPurchases({ payments, seed }: SoakOptions, shops: number): TillPurchase[] {
  return Array.from({ length: Math.ceil(payments / PURCHASES_PER_TILL) }, (_, number) => {
    const dice = new Dice(`${seed} till ${number}`);
    const index = payments + number;
    return {
      index,
      shop: dice.below(shops),
      phone: `0711${FIRST_ORDINARY_NUMBER + index}`,
      mac: macOf(index),
      then: TILL_ENDS[number % TILL_ENDS.length] ?? 'unmatched',
    };
  });
}

function drawPurchase(index: number, options: SoakOptions, shops: number): Purchase {
  const dice = new Dice(`${options.seed} purchase ${index}`);
  const scenario = dice.weighted(SCENARIOS);
  // Kopo Kopo has no links.
  const provider = !scenario.startsWith('link') && dice.chance(50) ? 'kopokopo' : 'instasend';
  const outcome =
    scenario === 'prompt' && dice.chance(UNUSUAL) ? dice.one(UNUSUAL_OUTCOMES[provider]) : null;
  const isTold = options.reconciliation || !UNTOLD.includes(outcome?.name ?? '');
  return {
    index,
    shop: dice.below(shops),
    provider,
    scenario,
    phone:
      outcome !== null && isTold
        ? `${prefixOf(index)}${outcome.phoneEnding}`
        : scenario === 'forger'
          ? `${prefixOf(index)}${endingOf('never_finishes')}`
          : `0711${FIRST_ORDINARY_NUMBER + index}`,
    mac: macOf(index),
    firstOutcomes: scenario === 'retry' ? [dice.one(FAILS_FIRST)] : [],
    hasKey: dice.chance(50),
    // When only one way of settling is tested, customers do not use the other one.
    looks: options.webhooks && options.reconciliation ? dice.below(6) : 0,
    triesBefore: dice.chance(30),
  };
}

type FaultChoice = Omit<FaultScript, 'times' | 'probability'>;

const API_FAULTS: readonly FaultChoice[] = [
  { endpoint: 'stk', fault: 'drop' },
  { endpoint: 'stk', fault: 'drop_after' },
  { endpoint: 'stk', fault: 'drop_after' },
  { endpoint: 'stk', fault: 'hang' },
  { endpoint: 'stk', fault: 'hang_after' },
  { endpoint: 'stk', fault: 'delay', delayMs: 1_000 },
  { endpoint: 'stk', fault: 'server_error' },
  { endpoint: 'stk', fault: 'server_error_after' },
  { endpoint: 'stk', fault: 'unavailable' },
  { endpoint: 'stk', fault: 'unavailable', status: 502 },
  { endpoint: 'stk', fault: 'too_many_requests' },
  { endpoint: 'stk', fault: 'too_many_requests', retryAfterSeconds: 1 },
  { endpoint: 'stk', fault: 'not_json' },
  { endpoint: 'stk', fault: 'empty' },
  { endpoint: 'stk', fault: 'validation_error' },
  { endpoint: 'stk', fault: 'field_errors' },
  { endpoint: 'stk', fault: 'edge_blocked' },
  { endpoint: 'checkout', fault: 'drop_after' },
  { endpoint: 'checkout', fault: 'server_error' },
];

const QUESTION_FAULTS: readonly FaultChoice[] = (['status', 'invoices'] as const).flatMap(
  (endpoint): FaultChoice[] => [
    { endpoint, fault: 'drop' },
    { endpoint, fault: 'hang' },
    { endpoint, fault: 'server_error' },
    { endpoint, fault: 'unavailable' },
    { endpoint, fault: 'too_many_requests' },
    { endpoint, fault: 'too_many_requests', retryAfterSeconds: 1 },
    { endpoint, fault: 'not_json' },
    { endpoint, fault: 'edge_blocked' },
  ],
);

const STATES = ['PENDING', 'PROCESSING', 'COMPLETE', 'FAILED', undefined] as const;
const WEBHOOK_FAULTS = ['twice', 'late', 'cut', 'unheard', 'wrong_challenge', 'lost'] as const;
/** An outage: this many failed requests in a row, more than open the circuit breaker. */
const OUTAGE_REQUESTS = 40;
const FAULTS_PER_OUTAGE = 70;

function drawFaults(options: SoakOptions): Mishap[] {
  return Array.from({ length: options.faults }, (_, index): Mishap => {
    const dice = new Dice(`${options.seed} fault ${index}`);
    const atPurchase = spread(index, options.faults, options.payments);
    if (index % FAULTS_PER_OUTAGE === FAULTS_PER_OUTAGE - 1) {
      const script: FaultScript = { fault: 'unavailable', status: 502, times: OUTAGE_REQUESTS };
      return { kind: 'fault', atPurchase, script };
    }
    if (index % 2 === 1) return { atPurchase, ...drawKopoKopoFault(dice, options) };
    if (options.webhooks && dice.chance(40)) {
      // Events that are lost for ever are found only by questions.
      const faults = options.reconciliation ? WEBHOOK_FAULTS : WEBHOOK_FAULTS.slice(0, -1);
      const state = STATES[dice.below(STATES.length)];
      const script: WebhookFaultScript = { fault: dice.one(faults), state };
      return { kind: 'webhook_fault', atPurchase, script };
    }
    const choices = options.reconciliation && dice.chance(40) ? QUESTION_FAULTS : API_FAULTS;
    return { kind: 'fault', atPurchase, script: dice.one(choices) };
  });
}

const MAX_AIM_MS = 1_000;

function drawKills({ seed, kills, payments, servers }: SoakOptions): Mishap[] {
  return Array.from({ length: kills }, (_, index): Mishap => {
    const dice = new Dice(`${seed} kill ${index}`);
    return {
      kind: 'kill',
      atPurchase: spread(index, kills, payments),
      server: dice.below(servers),
      afterMs: dice.below(MAX_AIM_MS),
    };
  });
}

function spreadEvenly(
  kind: 'radius_kill' | 'database_restart',
  times: number,
  payments: number,
): Mishap[] {
  return Array.from({ length: times }, (_, index) => ({
    kind,
    atPurchase: spread(index, times, payments),
  }));
}

/** Spread over the first nine tenths, so that every failure affects someone. */
const spread = (index: number, of: number, payments: number): number =>
  Math.floor(((index + 0.5) / of) * payments * 0.9);

/** So that few customers have the same phone: it would make one customer of them. */
const prefixOf = (index: number): string => `07${String(index % PREFIXES).padStart(2, '0')}`;

const endingOf = (outcome: OutcomeName): string =>
  OUTCOMES.find(({ name }) => name === outcome)?.phoneEnding ?? '';

const macOf = (index: number): string =>
  `02:00:00:${(index + 0x1000000)
    .toString(16)
    .slice(1)
    .replace(/..(?=.)/g, '$&:')}`.toUpperCase();
